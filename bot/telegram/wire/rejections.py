"""What Telegram's refusals mean.

The Bot API tells most refusals apart by their wording alone (`error_code` is 400 for all of them),
so reading the wording cannot be avoided; it happens here and nowhere else.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

from telegram.error import BadRequest


class Refusal(Enum):
    """Kinds of "Bad Request" that the bot answers in different ways."""

    UNCHANGED = auto()  # an edit that changes nothing
    GONE = auto()  # the message to edit or delete is not there, or not ours any more
    MARKUP = auto()  # HTML this server cannot parse
    BUTTON_URL = auto()  # an address no button may have
    EXPIRED = auto()  # a button press or inline query answered too late
    SILENCED = auto()  # no right to write in that chat
    OTHER = auto()


_WORDINGS: Final = (
    ("message is not modified", Refusal.UNCHANGED),
    ("message to edit not found", Refusal.GONE),
    ("message can't be edited", Refusal.GONE),
    ("message to delete not found", Refusal.GONE),
    ("message can't be deleted", Refusal.GONE),
    ("message_id_invalid", Refusal.GONE),
    ("there is no text in the message to edit", Refusal.GONE),
    ("can't parse entities", Refusal.MARKUP),
    ("button_url_invalid", Refusal.BUTTON_URL),
    ("inline keyboard button url", Refusal.BUTTON_URL),
    ("query is too old", Refusal.EXPIRED),
    ("query_id_invalid", Refusal.EXPIRED),
    ("not enough rights to send", Refusal.SILENCED),
    ("have no rights to send", Refusal.SILENCED),
    ("need administrator rights", Refusal.SILENCED),
    ("chat_write_forbidden", Refusal.SILENCED),
    ("chat_restricted", Refusal.SILENCED),
    ("chat_send_plain_forbidden", Refusal.SILENCED),
    ("topic_closed", Refusal.SILENCED),
    ("chat not found", Refusal.SILENCED),
    ("user_is_blocked", Refusal.SILENCED),
    ("peer_id_invalid", Refusal.SILENCED),
)


def refusal(error: BadRequest) -> Refusal:
    """Which kind a refusal is."""
    wording = error.message.lower()
    return next((kind for part, kind in _WORDINGS if part in wording), Refusal.OTHER)
