"""Telling a paragraph from a headline by the look of the line alone."""

from __future__ import annotations

import re

MAX_HEADLINE_CHARS = 250
_SENTENCE_END = re.compile(
    r"[.!?…:;][\"'“”’»«›‹)\]]*$|[.!?…][\"'“”’»«›‹)\]]*\s*\([\w/ ,.-]{2,30}\)$"
)
_FULL_STOP = re.compile(r"[.…][\"'“”’»«›‹)\]]*$")
_SENTENCE = re.compile(
    r"[^\W\d_]{2,}[\"'“”’»«)\]]*[.!?…][\"'“”’»«›‹)\]*_]*(?:\s*\([\w/ ,.-]{2,30}\))?$"
)
_INNER_END = re.compile(r"[a-zäöüß)“”»«\"][.!?]\s+[\"„“»«‚]?[A-ZÄÖÜ]")
_PROSE_WORDS = 8
_LONG_SENTENCE_WORDS = 15


def is_prose(line: str) -> bool:
    """Whether a line is running text: at least a sentence of some length, ended as one."""
    line = line.strip()
    words = len(line.split())
    return len(line) > MAX_HEADLINE_CHARS or (
        words >= _PROSE_WORDS and _SENTENCE_END.search(line) is not None
    )


def ends_as_sentence(line: str) -> bool:
    """Whether a line, however short, ends as a sentence does."""
    return _SENTENCE.search(line.strip()) is not None


def is_paragraph(line: str) -> bool:
    """Whether a line is so clearly running text that it cannot be a headline.

    Stricter than `is_prose`: headlines may be long and end with an exclamation mark.
    """
    line = line.strip()
    if len(line) > MAX_HEADLINE_CHARS:
        return True
    if _FULL_STOP.search(line) is None or len(line.split()) < _PROSE_WORDS:
        return False
    return len(line.split()) >= _LONG_SENTENCE_WORDS or _INNER_END.search(line) is not None
