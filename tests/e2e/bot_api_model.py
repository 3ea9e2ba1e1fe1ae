"""What the Bot API server of the tests keeps, and how it refuses."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.e2e import bot_api_html


class Refused(Exception):
    """An answer with `ok: false`."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


def bad(description: str) -> Refused:
    return Refused(400, f"Bad Request: {description}")


@dataclass
class Call:
    """One request, as it came in."""

    method: str
    parameters: dict
    at: float
    outcome: str = "ok"


@dataclass
class Message:
    """A message in a chat, as the server keeps it."""

    chat: dict
    id: int
    sender: dict
    text: str = ""
    entities: list = field(default_factory=list)
    markup: dict | None = None
    reply_to: int | None = None
    html: str = ""
    deleted: bool = False
    history: list = field(default_factory=list)
    reactions: list = field(default_factory=list)
    extra: dict = field(default_factory=dict)

    @property
    def buttons(self) -> list[dict]:
        return [b for row in (self.markup or {}).get("inline_keyboard", []) for b in row]

    def of(self, kind: str) -> list[str]:
        """The stretches of text with an entity of this kind."""
        return bot_api_html.Parsed(self.text, self.entities).of(kind)


def check_button(button: dict) -> None:
    kinds = [k for k in ("callback_data", "url", "copy_text", "switch_inline_query") if k in button]
    if not button.get("text"):
        raise bad('can\'t parse inline keyboard button: Field "text" must be of type String')
    if len(kinds) != 1:
        raise bad(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if kinds == ["callback_data"] and not 1 <= len(button["callback_data"].encode()) <= 64:
        raise bad("BUTTON_DATA_INVALID")
    if kinds == ["copy_text"]:
        copied = button["copy_text"]["text"]
        if not 1 <= len(copied.encode("utf-16-le")) // 2 <= 256:
            raise bad("BUTTON_COPY_TEXT_INVALID")
    if kinds == ["switch_inline_query"] and len(button["switch_inline_query"]) > 256:
        raise bad("BUTTON_DATA_INVALID")
    if kinds == ["url"]:
        parts = urlsplit(button["url"])
        if parts.scheme not in ("http", "https", "tg") or "." not in (parts.hostname or ""):
            raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
