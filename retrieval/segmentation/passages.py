"""Passages: windows of whole sentences, the unit of retrieval.

In go an article's sentences, in order, and the paragraphs they stand in. Guaranteed: every sentence
is in at least one passage; a passage is a run of whole sentences; no passage lies inside another;
none is longer than the limit, save a single sentence that is longer by itself, for a sentence is
never cut; none crosses a paragraph's end, save where short paragraphs under one heading fit the
limit together, and where a paragraph only asks or leads to the next one: a question in an interview
opens the passage of its answer. The same sentences always give the same passages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

PASSAGE_CHARS = 480
"""Limit of a passage, in code points. Measured on the development benchmark: with it and an overlap
of one sentence the first quote held the answer in .897 of the German questions, and a quote still
reads on a phone (mean 387)."""

OVERLAP_SENTENCES = 1
"""Sentences that neighbouring passages of a paragraph share, so that no pair is torn apart."""

SHORT_PARAGRAPH_CHARS = 160
"""Below this a paragraph says too little alone and is joined with its neighbour. One or two
sentences: the mean German newspaper sentence has about 120 characters."""


class Role(IntEnum):
    """What a sentence does in its text; see `roles.py`."""

    SAYS = 0
    REPLIES = 1  # to the sentence before, which asks or leads to it
    ROW = 2  # of a table, below its head
    LABELS = 3  # a picture or a list: it answers only where nothing else does
    ASKS = 4
    LEADS = 5  # to what follows, or names an agency


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: a slice of the article's text, without surrounding white space.

    Attributes:
        start: First code point.
        end: One past the last code point.
        paragraph: Number of its paragraph, from 1.
        role: What it does in the text.
    """

    start: int
    end: int
    paragraph: int
    role: Role = Role.SAYS


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences; `start` and `end` are those of its first and last sentence.

    Attributes:
        start: First code point.
        end: One past the last code point.
        paragraph: Paragraph of its first sentence, from 1.
        first_sentence: Index of its first sentence among the article's.
        end_sentence: One past the index of its last sentence.
    """

    start: int
    end: int
    paragraph: int
    first_sentence: int
    end_sentence: int


def make_passages(
    sentences: Sequence[Sentence],
    breaks: frozenset[int] = frozenset(),
    *,
    max_chars: int = PASSAGE_CHARS,
    overlap: int = OVERLAP_SENTENCES,
) -> tuple[Passage, ...]:
    """Lays windows over sentences.

    Args:
        sentences: An article's sentences in order.
        breaks: Indices of sentences that no passage may reach across: the first after a heading.
        max_chars: Limit of a passage, in code points.
        overlap: Sentences that neighbouring windows share, where both still fit the limit.

    Returns:
        The passages, ordered by start.

    Raises:
        ValueError: `max_chars` is below 1 or `overlap` below 0.
    """
    if max_chars < 1 or overlap < 0:
        raise ValueError(
            f"max_chars={max_chars}, overlap={overlap}: give at least 1 character and 0 sentences"
        )
    return tuple(
        _passage(sentences, first, end)
        for group_first, group_end in _groups(sentences, breaks, max_chars)
        for first, end in _windows(sentences, group_first, group_end, max_chars, overlap)
    )


def _passage(sentences: Sequence[Sentence], first: int, end: int) -> Passage:
    head, tail = sentences[first], sentences[end - 1]
    return Passage(head.start, tail.end, head.paragraph, first, end)


def _groups(
    sentences: Sequence[Sentence], breaks: frozenset[int], max_chars: int
) -> Iterator[tuple[int, int]]:
    """Yields runs of sentences that windows may not leave: paragraphs, joined as said above."""
    first, last, end = 0, 0, 0
    for next_first, next_end in _paragraphs(sentences):
        short = min(
            sentences[next_end - 1].end - sentences[next_first].start,
            sentences[end - 1].end - sentences[first].start if end else 0,
        )
        fits = sentences[next_end - 1].end - sentences[first].start <= max_chars
        asked = all(sentence.role is Role.ASKS for sentence in sentences[next_first:next_end])
        led = all(sentence.role >= Role.ASKS for sentence in sentences[last:end])
        joined = led or (fits and short < SHORT_PARAGRAPH_CHARS and not asked)
        if end and not (joined and next_first not in breaks):
            yield first, end
            first = next_first
        last, end = next_first, next_end
    if end:
        yield first, end


def _paragraphs(sentences: Sequence[Sentence]) -> Iterator[tuple[int, int]]:
    first = 0
    for index in range(1, len(sentences) + 1):
        if index == len(sentences) or sentences[index].paragraph != sentences[first].paragraph:
            yield first, index
            first = index


def _windows(
    sentences: Sequence[Sentence], first: int, last: int, max_chars: int, overlap: int
) -> Iterator[tuple[int, int]]:
    """Yields the windows over sentences `first` to `last` (half-open), each reaching further."""
    while True:
        end = first + 1
        while end < last and sentences[end].end - sentences[first].start <= max_chars:
            end += 1
        yield first, end
        if end == last:
            return
        # Share sentences only as far as the next one still fits beside them: a window that could
        # not reach it would lie inside the one just made.
        first = max(end - overlap, first + 1)
        while first < end and sentences[end].end - sentences[first].start > max_chars:
            first += 1
