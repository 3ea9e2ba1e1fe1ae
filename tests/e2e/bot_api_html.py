"""Bot API HTML as Telegram's server parses it, refusals and their wording included.

Written after the behaviour of tdlib's `parse_html`: the tags, the byte offsets and the sentences of
its errors. Kept apart from the renderer on purpose: it shares no code with what it judges.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

SUPPORTED = {
    *("a", "b", "strong", "i", "em", "s", "strike", "del", "u", "ins"),
    *("tg-spoiler", "tg-emoji", "tg-time", "span", "pre", "code", "blockquote"),
}
TYPES = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("span", "tg-spoiler"), "spoiler"),
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
SPACE = " \t\r\n\0\v"


class HtmlError(Exception):
    """What follows "can't parse entities: " in Telegram's refusal."""


@dataclass
class Parsed:
    """A message after entity parsing: the text and its entities, offsets in UTF-16 units."""

    text: str
    entities: list[dict] = field(default_factory=list)

    @property
    def units(self) -> int:
        return len(self.text.encode("utf-16-le")) // 2

    def of(self, *kinds: str) -> list[str]:
        """The stretches of text that carry an entity of these kinds, in order."""
        raw = self.text.encode("utf-16-le")
        return [
            raw[e["offset"] * 2 : (e["offset"] + e["length"]) * 2].decode("utf-16-le")
            for e in self.entities
            if e["type"] in kinds
        ]


@dataclass
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int


def parse(source: str, *, known_tags: set[str] = SUPPORTED) -> Parsed:
    """Parses or refuses.

    Raises:
        HtmlError: As Telegram would.
    """
    return _Parser(source, known_tags).run()


class _Parser:
    def __init__(self, source: str, known_tags: set[str]) -> None:
        self.s = source
        self.known = known_tags
        self.i = 0
        self.out: list[str] = []
        self.offset = 0
        self.open: list[_Open] = []
        self.entities: list[dict] = []

    def run(self) -> Parsed:
        while self.i < len(self.s):
            if self.s[self.i] == "&" and (character := self.reference()):
                self.emit(character)
            elif self.s[self.i] != "<":
                self.emit(self.s[self.i])
                self.i += 1
            elif self.s[self.i + 1 : self.i + 2] == "/":
                self.end_tag()
            else:
                self.start_tag()
        if self.open:
            raise HtmlError(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        self.entities.sort(key=lambda e: (e["offset"], -e["length"]))
        self.check_nesting()
        return Parsed("".join(self.out), self.entities)

    def emit(self, character: str) -> None:
        self.out.append(character)
        self.offset += 2 if character > "\uffff" else 1

    def byte(self, position: int) -> int:
        return len(self.s[:position].encode())

    def reference(self) -> str | None:
        match = re.compile(r"&(?:#x([0-9a-fA-F]{1,8})|#([0-9]{1,8})|([a-zA-Z]+));?").match(
            self.s, self.i
        )
        if not match:
            return None
        if match[3]:
            character = NAMED.get(match[3])
        else:
            code = int(match[1], 16) if match[1] else int(match[2])
            character = chr(code) if 0 < code < 0x10FFFF else None
        if character:
            self.i = match.end()
        return character

    def start_tag(self) -> None:
        begin = self.i
        at = f"at byte offset {self.byte(begin)}"
        self.i += 1
        while self.i < len(self.s) and self.s[self.i] not in SPACE + ">":
            self.i += 1
        if self.i >= len(self.s):
            raise HtmlError(f"Unclosed start tag {at}")
        tag = self.s[begin + 1 : self.i].lower()
        if tag not in self.known:
            raise HtmlError(f'Unsupported start tag "{tag}" {at}')
        attributes = self.attributes(tag, at)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise HtmlError(f'Tag "span" must have class "tg-spoiler" {at}')
        if tag == "tg-time" and not attributes.get("unix", "").lstrip("-").isdigit():
            raise HtmlError(f"Invalid Unix time specified {at}")
        if tag == "tg-time" and not re.fullmatch(r"r|w?[dD]?[tT]?", attributes.get("format", "")):
            raise HtmlError(f"Invalid date-time format specified {at}")
        self.open.append(_Open(tag, attributes, self.offset))

    def attributes(self, tag: str, at: str) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            while self.i < len(self.s) and self.s[self.i] in SPACE:
                self.i += 1
            if self.i >= len(self.s):
                raise HtmlError(f"Unclosed start tag {at}")
            if self.s[self.i] == ">":
                self.i += 1
                return found
            name_at = self.i
            while self.i < len(self.s) and self.s[self.i] not in SPACE + "=>":
                self.i += 1
            name = self.s[name_at : self.i]
            if not name:
                raise HtmlError(f'Empty attribute name in the tag "{tag}" {at}')
            if self.s[self.i : self.i + 1] != "=":
                if (tag, name) != ("blockquote", "expandable"):
                    raise HtmlError(
                        "Expected equal sign in declaration of an attribute of the tag"
                        f' "{tag}" {at}'
                    )
                found[name] = ""
                continue
            self.i += 1
            found[name] = self.value(at)

    def value(self, at: str) -> str:
        quote = self.s[self.i : self.i + 1]
        if quote not in ("'", '"'):
            token = re.compile(r"[A-Za-z0-9.-]*").match(self.s, self.i)
            assert token is not None
            if self.s[token.end() : token.end() + 1] not in (*SPACE, ">"):
                raise HtmlError(f"Unexpected end of name token at byte offset {self.byte(self.i)}")
            self.i = token.end()
            return token[0].lower()
        self.i += 1
        content: list[str] = []
        while self.i < len(self.s) and self.s[self.i] != quote:
            if self.s[self.i] == "&" and (character := self.reference()):
                content.append(character)
                continue
            content.append(self.s[self.i])
            self.i += 1
        if self.i >= len(self.s):
            raise HtmlError(f"Unclosed start tag {at}")
        self.i += 1
        return "".join(content)

    def end_tag(self) -> None:
        begin = self.i
        at = f"at byte offset {self.byte(begin)}"
        if not self.open:
            raise HtmlError(f"Unexpected end tag {at}")
        self.i += 2
        name_at = self.i
        while self.i < len(self.s) and self.s[self.i] not in SPACE + ">":
            self.i += 1
        name = self.s[name_at : self.i].lower()
        while self.i < len(self.s) and self.s[self.i] in SPACE:
            self.i += 1
        if self.s[self.i : self.i + 1] != ">":
            raise HtmlError(f"Unclosed end tag {at}")
        self.i += 1
        top = self.open.pop()
        if name and name != top.tag:
            raise HtmlError(f'Unmatched end tag {at}, expected "</{top.tag}>", found "</{name}>"')
        if self.offset > top.offset:
            self.close(top)

    def close(self, top: _Open) -> None:
        entity = {"type": TYPES.get(top.tag), "offset": top.offset}
        entity["length"] = self.offset - top.offset
        if top.tag == "blockquote":
            folded = "expandable" in top.attributes
            entity["type"] = "expandable_blockquote" if folded else "blockquote"
        elif top.tag == "a":
            entity["url"] = top.attributes.get("href", "")
            if not re.match(r"(https?|tg)://[^\s/]+", entity["url"]):
                return  # Telegram drops a link it cannot read and keeps the words
        elif top.tag == "tg-time":
            entity["unix_time"] = int(top.attributes["unix"])
            entity["date_time_format"] = top.attributes.get("format", "")
        self.entities.append(entity)

    def check_nesting(self) -> None:
        """Stricter than Telegram, which quietly drops what must not be nested."""
        quotes = ("blockquote", "expandable_blockquote")
        free = {"bold", "italic", "underline", "strikethrough", "spoiler", *quotes}
        for n, outer in enumerate(self.entities):
            for inner in self.entities[n + 1 :]:
                if inner["offset"] >= outer["offset"] + outer["length"]:
                    break
                pair = (outer["type"], inner["type"])
                if all(kind in quotes for kind in pair) or not any(kind in free for kind in pair):
                    raise HtmlError(f"{inner['type']} inside {outer['type']}")
                if "code" in pair or "pre" in pair:
                    raise HtmlError(f"{inner['type']} inside {outer['type']}")
