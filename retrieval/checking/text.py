"""A text → its quotations, each checked."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from typing import Final

from retrieval.checking.check import Checker, Judgement, has_content_word
from retrieval.checking.marks import Marked, quoted_in
from retrieval.checking.tokens import tokens_of
from retrieval.errors import QuestionError
from retrieval.index.generation import Generation
from retrieval.quotations import (
    MAX_CHECKED_CHARS,
    MIN_QUOTED_WORDS,
    CheckReport,
    Quotation,
    QuoteVerdict,
)

_MAX_PASSAGE_CHARS: Final = 2_000


def check_text(generation: Generation | None, text: str, *, draft: bool) -> CheckReport:
    """Checks what a text says is quoted.

    Args:
        generation: The index; None where no article is left.
        text: The text.
        draft: Whether only what stands in quotation marks is a quotation. If not, the text itself
            is one where it stands word for word, or holds none that is long enough.

    Returns:
        The report, with no time.

    Raises:
        QuestionError: The text is empty or too long; or it is one quotation, of function words
            alone.
    """
    if len(text) > MAX_CHECKED_CHARS:
        raise QuestionError("check.too_long", length=len(text), max_chars=MAX_CHECKED_CHARS)
    if not tokens_of(text).words:
        raise QuestionError("check.empty")
    checker = None if generation is None else Checker(generation)
    known: dict[str, Judgement] = {}

    def finding(quoted: str) -> Judgement:
        if quoted not in known:
            known[quoted] = (
                checker.check(quoted) if checker else Judgement(QuoteVerdict.NOT_IN_CORPUS)
            )
        return known[quoted]

    marks = quoted_in(text)
    lines = [place for place, sign in enumerate(text) if sign == "\n"]
    long = [marked for marked in marks.quoted if _is_long(text[marked.start : marked.end])]
    report = CheckReport(
        quotations=(),
        whole=False,
        short=len(marks.quoted) - len(long),
        unclosed=tuple(bisect_left(lines, at) + 1 for at in marks.unclosed),
        took_ms=0.0,
        generation="" if generation is None else generation.folder.name,
    )
    if not draft:
        whole = _stripped(text)
        quoted = text[whole.start : whole.end]
        if not long and not has_content_word(quoted):
            raise QuestionError("check.no_content_word")
        judged = None
        if not long:
            judged = finding(quoted)
        elif checker and long[0] != whole and len(quoted) <= _MAX_PASSAGE_CHARS:
            judged = checker.verbatim(quoted)  # it may be a passage that holds quotations itself
        if judged is not None:
            found = _quotation(text, whole, lines, judged)
            return replace(report, quotations=(found,), whole=True, short=0, unclosed=())
    checked = tuple(
        _quotation(text, marked, lines, finding(text[marked.start : marked.end])) for marked in long
    )
    return replace(report, quotations=checked)


def holds_quotations(text: str) -> bool:
    """Whether `check_text` would check anything that stands in quotation marks."""
    quoted = quoted_in(text[:MAX_CHECKED_CHARS]).quoted
    return any(_is_long(text[marked.start : marked.end]) for marked in quoted)


def _is_long(quoted: str) -> bool:
    return tokens_of(quoted).words >= MIN_QUOTED_WORDS and has_content_word(quoted)


def _stripped(text: str) -> Marked:
    """The text without white space around it, and without marks that enclose it whole."""
    start = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    for marked in quoted_in(text).quoted:
        if marked.start == start + 1 and marked.end == end - 1:
            return marked
    return Marked(start, end)


def _quotation(text: str, marked: Marked, lines: list[int], finding: Judgement) -> Quotation:
    return Quotation(
        text=text[marked.start : marked.end],
        start=marked.start,
        end=marked.end,
        line=bisect_left(lines, marked.start) + 1,
        verdict=finding.verdict,
        occurrences=finding.occurrences,
        alterations=finding.alterations,
        more=finding.more,
        marked=finding.marked,
        orderly=finding.orderly,
    )
