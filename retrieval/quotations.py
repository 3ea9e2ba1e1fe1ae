"""Quotations that were checked: what a text says is quoted, and what the corpus says of it.

Invariant, on every face: `article.text[occurrence.start:occurrence.end] == occurrence.text`; in a
headline the same with `article.title`. Offsets in the checked text count its code points as given.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final

from retrieval.answer import Citation

MAX_CHECKED_CHARS: Final = 1_000_000
"""A longer text is refused by `Library.check`."""

MIN_QUOTED_WORDS: Final = 3
"""What stands in quotation marks and has fewer words (a title, irony) is not checked."""


class QuoteVerdict(StrEnum):
    """What the corpus says of a quotation."""

    VERBATIM = "verbatim"
    ALTERED = "altered"
    PIECED = "pieced"
    NOT_IN_CORPUS = "not_in_corpus"


class Fold(StrEnum):
    """A difference that is taken for none."""

    QUOTATION_MARKS = "quotation_marks"
    DASHES = "dashes"
    WHITE_SPACE = "white_space"
    HYPHENATION = "hyphenation"
    CHARACTERS = "characters"
    MARKUP = "markup"
    FIRST_LETTER = "first_letter"
    BRACKETS = "brackets"
    EDGE = "edge"


class AlterationKind(IntEnum):
    """What an alteration touches; the graver the lower, and the earlier it is named."""

    NUMBER = 0
    NEGATION = 1
    NAME = 2
    WORD = 3
    SPELLING = 4
    PUNCTUATION = 5


@dataclass(frozen=True, slots=True)
class Alteration:
    """A place where a quotation and the article differ.

    Attributes:
        kind: What it touches.
        quoted: The quotation's words; empty where words were left out.
        source: The article's; empty where words were added.
        quoted_start: First code point in the quotation's text.
        quoted_end: One past the last.
        start: First code point in the article's text, or its headline.
        end: One past the last.
    """

    kind: AlterationKind
    quoted: str
    source: str
    quoted_start: int
    quoted_end: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Where a quotation, or a piece of it, or what is nearest to it, stands.

    Attributes:
        text: The article's words: `article.text[start:end]`, of the title where `in_title`.
        start: First code point.
        end: One past the last.
        in_title: Whether this is the article's headline; `citation.paragraph` is 0 then.
        citation: The article; `paragraph` is the one in which it begins, or that follows the
            heading in which it begins.
        folds: Differences in writing that were taken for none, in the order of `Fold`.
    """

    text: str
    start: int
    end: int
    in_title: bool
    citation: Citation
    folds: tuple[Fold, ...] = ()


@dataclass(frozen=True, slots=True)
class Quotation:
    """An alleged quote, and what the corpus says of it.

    Attributes:
        text: The words, without the quotation marks around them.
        start: First code point in the text that was checked.
        end: One past the last.
        line: Its line there, from 1.
        verdict: What the corpus says.
        occurrences: Word for word: every place, by article and offset. Altered: the passage that is
            nearest. Pieced: where the pieces stand, in the order of the quotation. Not in the
            corpus: a sentence that is near it, if there is one, never to be shown as its source.
        alterations: Where it was altered, the gravest first; also of pieces.
        more: Whether it stands word for word in further places, which were not looked up.
        marked: Whether every cut of a pieced one is marked (an ellipsis, or brackets).
        orderly: Whether the pieces stand in one article, in this order.
    """

    text: str
    start: int
    end: int
    line: int
    verdict: QuoteVerdict
    occurrences: tuple[Occurrence, ...] = ()
    alterations: tuple[Alteration, ...] = ()
    more: bool = False
    marked: bool = False
    orderly: bool = False

    @property
    def holds(self) -> bool:
        """Whether it may stand: word for word, or cut where that is marked, in one article."""
        if self.verdict is QuoteVerdict.PIECED:
            return self.marked and self.orderly
        return self.verdict is QuoteVerdict.VERBATIM


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What checking a text found.

    Attributes:
        quotations: Those that were checked, in the order of the text.
        whole: Whether the whole text was taken for one quotation.
        short: How many were not checked for having fewer than `MIN_QUOTED_WORDS` words.
        unclosed: Lines of opening quotation marks that nothing closes, from 1.
        took_ms: Milliseconds.
        generation: Name of the index that was searched; empty where no article is left.
    """

    quotations: tuple[Quotation, ...]
    whole: bool
    short: int
    unclosed: tuple[int, ...]
    took_ms: float
    generation: str = ""

    @property
    def holds(self) -> bool:
        """Whether every quotation may stand."""
        return all(quotation.holds for quotation in self.quotations)
