"""An article's text as sentences, passages, paragraphs and headings, all of them spans.

In goes the text exactly as it is indexed. Guaranteed: `text[s.start:s.end]` is each thing's
wording, to the character; sentences are in order, do not overlap, and are never empty; every
character that is not white space stands in one sentence, one heading or one Markdown marker (`##`,
`-`, `>`, a rule); a text that is not blank has at least one passage; the same text gives the same
segments.

Headings are part of no passage, so that none is quoted as a sentence; they are given beside, for
an index to use as context. Paragraphs are numbered from 1 and count what holds sentences.

The work is done in `blocks.py` (shape), `sentences.py` and `boundaries.py` (sentences),
`roles.py` (what a sentence does) and `passages.py` (windows).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from retrieval.segmentation.blocks import Block, read_blocks
from retrieval.segmentation.lines import Kind
from retrieval.segmentation.passages import (
    OVERLAP_SENTENCES,
    PASSAGE_CHARS,
    Passage,
    Role,
    Sentence,
    make_passages,
)
from retrieval.segmentation.roles import with_roles
from retrieval.segmentation.sentences import split_sentences
from retrieval.segmentation.span import Span
from retrieval.segmentation.tables import MAX_ROW_CHARS

__all__ = [
    "Heading",
    "Passage",
    "Segments",
    "Sentence",
    "Span",
    "segment",
]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside the text, without its marker.

    Attributes:
        start: First code point.
        end: One past the last code point.
        before_sentence: Index of the first sentence after it; the number of sentences if none is.
    """

    start: int
    end: int
    before_sentence: int


@dataclass(frozen=True, slots=True)
class Segments:
    """What a text consists of; every part is ordered by start.

    Attributes:
        sentences: All sentences.
        passages: The windows of sentences that are retrieved.
        paragraphs: Paragraph n is `paragraphs[n - 1]`: from its first sentence to its last.
        headings: The headings, which no passage holds.
    """

    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...]
    paragraphs: tuple[Span, ...]
    headings: tuple[Heading, ...]


def segment(
    text: str,
    language: str = "de",
    *,
    max_chars: int = PASSAGE_CHARS,
    overlap: int = OVERLAP_SENTENCES,
) -> Segments:
    """Segments a text.

    Args:
        text: An article's text; offsets count its code points.
        language: ISO 639-1 code. German and English have rules of their own, others common ones.
        max_chars: Limit of a passage in code points; a longer sentence is a passage by itself.
        overlap: Sentences that neighbouring passages of a paragraph share.

    Returns:
        The segments; all empty for a blank text.

    Raises:
        ValueError: `max_chars` is below 1 or `overlap` below 0.
    """
    sentences: list[Sentence] = []
    paragraphs: list[Span] = []
    headings: list[Heading] = []
    for block in read_blocks(text):
        if block.heading:
            line = block.units[0].lines[0]
            headings.append(Heading(line.start, line.end, len(sentences)))
        elif found := _sentences(text, block, language, len(paragraphs) + 1):
            sentences += found
            paragraphs.append(Span(found[0].start, found[-1].end))
    sentences = with_roles(text, sentences)
    breaks = frozenset(heading.before_sentence for heading in headings)
    passages = make_passages(sentences, breaks, max_chars=max_chars, overlap=overlap)
    return Segments(tuple(sentences), passages, tuple(paragraphs), tuple(headings))


def _sentences(text: str, block: Block, language: str, paragraph: int) -> list[Sentence]:
    found: list[Sentence] = []
    for unit in block.units:
        first, last = unit.start, unit.lines[-1].end
        if unit.kind is Kind.ROW and last - first <= MAX_ROW_CHARS:
            found.append(Sentence(first, last, paragraph, Role.ROW))
            continue
        for number, span in enumerate(split_sentences(text, unit.lines, language)):
            start = unit.start if number == 0 else span.start
            if found and not any(map(str.isalnum, text[start : span.end])):
                found[-1] = replace(found[-1], end=span.end)  # a stray quotation mark
            else:
                found.append(Sentence(start, span.end, paragraph))
    return found
