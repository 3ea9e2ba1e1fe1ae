"""What Telegram's refusals mean.

The Bot API tells most refusals apart by their wording alone (`error_code` is 400 for all of them),
so reading the wording cannot be avoided; it happens here and nowhere else.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

from telegram.error import BadRequest


class Rejection(Enum):
    """Kinds of "Bad Request" that the bot answers in different ways."""

    UNCHANGED = auto()  # an edit that changes nothing
    GONE = auto()  # the message to edit or delete is not there, or not ours any more
    MARKUP = auto()  # HTML this server cannot parse
    BUTTON_URL = auto()  # an address no button may have
    EXPIRED = auto()  # a button press or inline query answered too late
    SILENCED = auto()  # no right to write in that chat
    OTHER = auto()


_WORDINGS: Final = (
    ("message is not modified", Rejection.UNCHANGED),
    ("message to edit not found", Rejection.GONE),
    ("message can't be edited", Rejection.GONE),
    ("message to delete not found", Rejection.GONE),
    ("message can't be deleted", Rejection.GONE),
    ("message_id_invalid", Rejection.GONE),
    ("there is no text in the message to edit", Rejection.GONE),
    ("can't parse entities", Rejection.MARKUP),
    ("button_url_invalid", Rejection.BUTTON_URL),
    ("inline keyboard button url", Rejection.BUTTON_URL),
    ("query is too old", Rejection.EXPIRED),
    ("query_id_invalid", Rejection.EXPIRED),
    ("not enough rights to send", Rejection.SILENCED),
    ("have no rights to send", Rejection.SILENCED),
    ("need administrator rights", Rejection.SILENCED),
    ("chat_write_forbidden", Rejection.SILENCED),
    ("chat_restricted", Rejection.SILENCED),
    ("chat_send_plain_forbidden", Rejection.SILENCED),
    ("topic_closed", Rejection.SILENCED),
    ("chat not found", Rejection.SILENCED),
    ("user_is_blocked", Rejection.SILENCED),
    ("peer_id_invalid", Rejection.SILENCED),
)


def rejection(error: BadRequest) -> Rejection:
    """Which kind a refusal is."""
    wording = error.message.lower()
    return next((kind for part, kind in _WORDINGS if part in wording), Rejection.OTHER)
