"""Below the text: sources, links to other articles, what a content management system adds.

Some headings open a block in which every line counts by what the heading is: names of sources under
`Quellen`, headlines of other articles under `Mehr zum Thema` and a line `Quelle: dpa`. A line that
reads like a sentence, or that credits people (`Mitarbeit: …`), ends a block and stays.
"""

from __future__ import annotations

import re
from typing import Literal

from retrieval.corpus.cleaning.head import is_title
from retrieval.corpus.cleaning.marks import bare
from retrieval.corpus.cleaning.names import publisher_named
from retrieval.corpus.cleaning.notes import Notes
from retrieval.corpus.cleaning.prose import is_prose
from retrieval.corpus.cleaning.reasons import Reason
from retrieval.corpus.cleaning.recognise import glued_tags, is_separator, recognise

Block = Literal["sources", "details", "related"]

_MAX_SOURCE_WORDS = 20
_HOST = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?:[/?#]\S*)?", re.IGNORECASE)
_SOURCE_HEADING = re.compile(
    r"(?:(?:referenz|reference|quelle|source|link)\s?\d{1,3}[:.]?"
    r"|(?:quellen?|quellenangaben?|quellenverzeichnis|sources?|references|referenzen"
    r"|einzelnachweise)\s?:?)",
    re.IGNORECASE,
)
_SOURCES_ON_THE_LINE = re.compile(
    r"(?:quellen?|sources?|mit material von)\s?:\s*(?P<names>\S.{0,200})", re.IGNORECASE
)
_DETAILS = re.compile(r"details?\s?:?", re.IGNORECASE)
_DETAIL = re.compile(
    r"(?:ort|region|vorfall|ursache|datum|uhrzeit|zeit|verletzte|festnahmen|schaden in €|thema"
    r"|location|incident|cause|place|injured|arrests)\b.{0,160}",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"(?:mitarbeit|redaktion|übersetzung|aus dem|mit material|edited|translated)\b", re.I
)
_BARE_LABEL = re.compile(r"[^:|»→]+[\s:|»→.…]*")
_BULLET = re.compile(r"^[-–—•·*+→»>]\s+|^\[?\d{1,3}[.)\]]\s+")


MAX_LINES_OF_TAIL = 400
"""So much may a page bring after its article; rules for more would only cost time."""


def read_tail(notes: Notes, start: int) -> None:
    """Reads the tail of a text, from line `start` on."""
    block: Block | None = None
    notes.drop_menus(start, len(notes.lines))
    for i in range(max(start, len(notes.lines) - MAX_LINES_OF_TAIL), len(notes.lines)):
        line = notes.lines[i].strip()
        if i in notes.reasons:
            if notes.reasons[i] == "related" and _BARE_LABEL.fullmatch(bare(line)):
                block = "related"
            continue
        if not line:
            continue
        opened = _opens_block(notes, i, line)
        if opened is not None:
            block = opened
            continue
        reason = _reason(notes, line) if block is None else _reason_in_block(notes, line, block)
        if reason is not None:
            notes.reasons[i] = reason
        elif not notes.take(i, recognise(line, below=True)):
            block = None
        elif notes.reasons[i] == "related":
            block = "related"


def _opens_block(notes: Notes, i: int, line: str) -> Block | None:
    named = _SOURCES_ON_THE_LINE.fullmatch(line)
    if named is not None and not is_prose(line):
        names = map(str.strip, named["names"].split(","))
        notes.add_sources(publisher_named(name) or name for name in names)
        notes.publisher = notes.publisher or publisher_named(named["names"])
        notes.reasons[i] = "sources"
        return "sources" if _list_follows(notes, i) else "related"
    if _SOURCE_HEADING.fullmatch(line):
        notes.reasons[i] = "source_heading"
        return "sources"
    if _DETAILS.fullmatch(line) and _detail_follows(notes, i):
        notes.reasons[i] = "details"
        return "details"
    return None


def _list_follows(notes: Notes, i: int) -> bool:
    """Whether a line of sources goes on below; mostly it ends its article, and teasers follow."""
    following = next(notes.open_lines(i + 1), None)
    if following is None:
        return False
    line = notes.lines[following].strip()
    name = _BULLET.sub("", line)
    listed = name != line or _HOST.fullmatch(name) or publisher_named(name)
    return following == i + 1 or bool(listed)


def _detail_follows(notes: Notes, i: int) -> bool:
    following = next(notes.open_lines(i + 1), None)
    return following is not None and _DETAIL.fullmatch(notes.lines[following].strip()) is not None


def _reason_in_block(notes: Notes, line: str, block: Block) -> Reason | None:
    if is_separator(line) or is_prose(line) or line.endswith(".") or _CREDIT.match(line):
        return _reason(notes, line)
    if block == "details":
        return "details" if _DETAIL.fullmatch(line) else None
    if block == "related":
        return "related"
    name = _BULLET.sub("", line)
    boilerplate = [fact for fact in recognise(line, below=True) if fact.value is None]
    if boilerplate or len(name.split()) > _MAX_SOURCE_WORDS:
        return None
    notes.add_sources([name])
    return "sources"


def _reason(notes: Notes, line: str) -> Reason | None:
    if is_separator(line):
        return "separator"
    if is_title(line, notes.title):
        return "repeated_title"
    if _HOST.fullmatch(line):
        notes.add_sources([line])
        return "sources"
    return "tags" if glued_tags(line) > 2 else None
