"""Headings and paragraphs, by their shape on the page.

In goes an article's text: Markdown or plain, blocks apart by blank lines, hard-wrapped or not.
Out come its headings and paragraphs in order. A heading is what Markdown marks as one, or a short
line that does not end like a sentence and stands above prose. A paragraph ends with its block, at
a heading, at a rule, and between two wide lines of several sentences each, for many a text sets no
blank lines between its paragraphs.

Guaranteed: every character that is not white space stands in exactly one unit, one heading or one
marker (`##`, `-`, `>`, a rule, a fence, a row that only draws a table); a text that is not blank
has a paragraph.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from retrieval.segmentation.lines import Kind, Unit, ends_sentence, is_wide, read_units, speaker
from retrieval.segmentation.span import Span

MAX_HEADING_CHARS = 100
"""A longer line is no heading unless Markdown says so."""

_MAX_HEADINGS_IN_A_ROW = 4  # section, date, title, subtitle; more are a table or a poem
_PROSE_CHARS = 40  # a heading without markers is known by the prose under it

_SENTENCE_INSIDE = re.compile(r"[^\W\d_]{2}[.!?…][\"“”»«’)]*\s+[„“\"»«‚(]?[A-ZÄÖÜ]")
_QUOTABLE = frozenset({Kind.PLAIN, Kind.ITEM, Kind.ROW})


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (one unit of one line) or a paragraph (one or more units)."""

    heading: bool
    units: tuple[Unit, ...]


def read_blocks(text: str) -> list[Block]:
    """Finds the headings and paragraphs of a text, in order.

    Headings without anything else are paragraphs, and so is a text of markers alone: whatever is
    not white space can be quoted.
    """
    units = _mark_headings(text, list(read_units(text)))
    if not any(unit.kind in _QUOTABLE for unit in units):
        units = [
            replace(unit, kind=Kind.PLAIN) if unit.kind is Kind.HEADING else unit for unit in units
        ]
    blocks = _assemble(text, units)
    if not blocks and text.strip():
        start = len(text) - len(text.lstrip())
        whole = Unit(Kind.PLAIN, start, (Span(start, len(text.rstrip())),))
        blocks = [Block(heading=False, units=(whole,))]
    return blocks


def _assemble(text: str, units: Sequence[Unit]) -> list[Block]:
    blocks: list[Block] = []
    paragraph: list[Unit] = []
    for unit in units:
        if paragraph and _parts(text, paragraph[-1], unit):
            blocks.append(Block(heading=False, units=tuple(paragraph)))
            paragraph = []
        if unit.kind is Kind.HEADING:
            blocks.append(Block(heading=True, units=(unit,)))
        elif unit.kind in _QUOTABLE:
            paragraph.append(unit)
    if paragraph:
        blocks.append(Block(heading=False, units=tuple(paragraph)))
    return blocks


def _parts(text: str, unit: Unit, follower: Unit) -> bool:
    """Whether a paragraph ends between two units."""
    return (
        follower.opens_block
        or follower.kind is Kind.HEADING
        or (follower.kind is Kind.RULE and unit.kind is not Kind.ROW)
        or (_is_prose_line(text, unit) and _is_prose_line(text, follower))
    )


def _is_prose_line(text: str, unit: Unit) -> bool:
    """Whether a unit is one wide line of several sentences."""
    line = unit.lines[0]
    return (
        unit.kind is Kind.PLAIN
        and len(unit.lines) == 1
        and is_wide(text, line)
        and bool(_SENTENCE_INSIDE.search(text, line.start, line.end))
    )


def _mark_headings(text: str, units: Sequence[Unit]) -> list[Unit]:
    """Turns short lines above prose into headings; long runs of short lines stay what they are."""
    marked = list(units)
    run: list[int] = []
    turns = _turns(text, units)
    for index, unit in enumerate(units):
        if _may_head(text, unit) and unit not in turns:
            run.append(index)
        elif unit.kind is not Kind.RULE:
            if len(run) <= _MAX_HEADINGS_IN_A_ROW and _is_prose(text, unit):
                for heading in run:
                    marked[heading] = replace(units[heading], kind=Kind.HEADING)
            run = []
    for index, (unit, follower) in enumerate(pairwise(units)):
        if _may_head(text, unit) and _is_underline(text, follower):
            marked[index] = replace(unit, kind=Kind.HEADING)
    return marked


def _turns(text: str, units: Sequence[Unit]) -> set[Unit]:
    """The lines of an interview that begin with a label, each label twice at least."""
    labels = [speaker(text, unit.start, unit.lines[0].end) for unit in units]
    counts = Counter(label for label in labels if label)
    return {unit for unit, label in zip(units, labels, strict=True) if label and counts[label] > 1}


def _is_underline(text: str, unit: Unit) -> bool:
    """Whether a unit is the `===` or `---` by which Markdown makes the line above a heading."""
    line = unit.lines[0]
    signs = set(text[line.start : line.end])
    return not unit.opens_block and line.end - line.start >= 3 and signs in ({"="}, {"-"})


def _may_head(text: str, unit: Unit) -> bool:
    """Whether a unit looks like a headline: one short line that does not end like a sentence."""
    line = unit.lines[0]
    content = text[line.start : line.end]
    if unit.kind is not Kind.PLAIN or len(unit.lines) > 1 or len(content) > MAX_HEADING_CHARS:
        return False
    if content[0].islower() or not any(map(str.isalpha, content)):
        return False
    if content[-1] == "?":
        # "„Was nun?“" is speech, "Was nun?" above a paragraph is a heading, and "Er kam. Was nun?"
        # says something.
        return not _SENTENCE_INSIDE.search(content)
    return not (ends_sentence(text, line) or content[-1] in ",;")


def _is_prose(text: str, unit: Unit) -> bool:
    chars = unit.lines[-1].end - unit.start
    if unit.kind is not Kind.PLAIN:
        return unit.kind is Kind.ITEM
    return chars > MAX_HEADING_CHARS or (
        chars >= _PROSE_CHARS and ends_sentence(text, unit.lines[-1])
    )
