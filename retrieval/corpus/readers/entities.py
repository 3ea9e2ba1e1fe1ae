"""Entities (`&uuml;`) → the characters that a page shows in their place."""

from __future__ import annotations

import re
import sys
from html.entities import html5
from typing import Final

_ENTITY: Final = re.compile(r"&(?:([A-Za-z]\w{1,31};)|#(\d{2,7});|#[xX]([0-9A-Fa-f]{2,6});)")
_ESCAPED: Final = re.compile(r"&amp;(?=(?:[A-Za-z]\w{1,31}|#\d{2,7});)")
_WITHIN_WORD: Final = re.compile(r"[^\W\d_]&[A-Za-z]{2,8};|&[A-Za-z]{2,8};[^\W\d_]")


def unescaped(text: str) -> str:
    """A text with the characters for its entities."""
    return _ENTITY.sub(_character, text)


def unescaped_words(text: str) -> str:
    """The same where an entity, escaped once or twice, stands for a letter of a word.

    What shows `&uuml;` as it stands may be about entities, and is left alone.
    """
    once = _ESCAPED.sub("&", text)
    return unescaped(once) if any(map(_is_letter, _WITHIN_WORD.findall(once))) else text


def _is_letter(found: str) -> bool:
    entity = found[found.index("&") + 1 : found.index(";") + 1]
    return html5.get(entity, "").isalpha()


def _character(entity: re.Match[str]) -> str:
    name, decimal, hexadecimal = entity.groups()
    if name:
        return html5.get(name, entity[0])
    code = int(decimal) if decimal else int(hexadecimal, 16)
    character = chr(code) if code <= sys.maxunicode else "\0"
    return character if character.isprintable() or character == "\xa0" else entity[0]
