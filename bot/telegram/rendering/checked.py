"""Checked quotations → messages: a pure function.

Of each quotation its verdict, what was altered (the quotation's words struck through, the article's
bold), and the article's own words with their source. What is too long for a place is cut in its
middle, where `[…]` stands; the link leads to the whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot.difference import difference
from bot.telegram.rendering.answer import CUT, Style, pack
from bot.telegram.rendering.callbacks import reading_link
from bot.telegram.rendering.citation import source_line
from bot.telegram.rendering.html import Fragment, bold, join, quote_block, struck, text
from bot.texts.checking import (
    CHECK_TEXTS,
    FAILS,
    HOLDS,
    CheckTexts,
    told_of_alteration,
    told_of_folds,
    told_of_rest,
    told_of_sum,
    told_of_verdict,
)
from retrieval.quotations import (
    MIN_QUOTED_WORDS,
    CheckReport,
    Occurrence,
    Quotation,
    QuoteVerdict,
)

_SHOWN_PLACES: Final = 3
_SHOWN_PIECES: Final = 8
_SHOWN_ALTERATIONS: Final = 12
_MAX_SHOWN_CHARS: Final = 900
_MAX_NAMED_CHARS: Final = 80
_MAX_WORDS_CHARS: Final = 300
_FOLDED_FROM: Final = 360


def render_checked(report: CheckReport, style: Style) -> tuple[str, ...]:
    """The messages that show what checking found.

    Args:
        report: What it found.
        style: Language and form.

    Returns:
        The messages, in order; at least one.
    """
    said = CHECK_TEXTS[style.texts.language]
    blocks = [block for q in report.quotations for block in _blocks(q, report, style, said)]
    rest = told_of_rest(report, said, MIN_QUOTED_WORDS)
    if not report.quotations:
        rest.insert(0, said.none.format(words=MIN_QUOTED_WORDS))
    elif len(report.quotations) > 1:
        rest.insert(0, f"{told_of_sum(report, said)}.")
    if rest:
        blocks.append(text(" ".join(rest)))
    return tuple(message.html for message in pack(blocks))


def _blocks(
    quotation: Quotation, report: CheckReport, style: Style, said: CheckTexts
) -> Iterator[Fragment]:
    sign = HOLDS if quotation.holds else FAILS
    head = bold(f"{sign} {told_of_verdict(quotation, said)}.")
    if not report.whole:
        words = _cut(" ".join(quotation.text.split()), _MAX_NAMED_CHARS)
        head = join("\n", [text(style.texts.shared.word.format(known=words)), head])
    lines = [head]
    for alteration in quotation.alterations[:_SHOWN_ALTERATIONS]:
        lines.append(text(_cut(told_of_alteration(alteration, said), _MAX_WORDS_CHARS)))
    if more := len(quotation.alterations) - _SHOWN_ALTERATIONS:
        lines += [text(style.texts.and_more.format(count=more))] if more > 0 else []
    if 0 < len(quotation.alterations) <= _SHOWN_ALTERATIONS:
        lines.append(_difference(quotation))
    if quotation.verdict is QuoteVerdict.NOT_IN_CORPUS and quotation.occurrences:
        lines.append(text(said.nearest))
    yield join("\n", lines)
    shown = _SHOWN_PLACES if quotation.verdict is QuoteVerdict.VERBATIM else _SHOWN_PIECES
    for occurrence in quotation.occurrences[:shown]:
        yield _place(occurrence, style, said)
    if len(quotation.occurrences) > shown:
        yield text(style.texts.and_more.format(count=len(quotation.occurrences) - shown))


def _difference(quotation: Quotation) -> Fragment:
    whole = Fragment()
    for part in difference(quotation):
        words = " ".join(part.text.split())
        before = " " if part.text[:1].isspace() else ""
        behind = " " if part.text[-1:].isspace() and words else ""
        if part.of == "both":
            whole += text(before + _cut(words, _MAX_WORDS_CHARS) + behind)
        elif part.of == "quotation":
            whole += struck(_cut(words, _MAX_WORDS_CHARS))
        else:
            whole += text(before or " ") + bold(_cut(words, _MAX_WORDS_CHARS))
    return whole if whole.fits else Fragment()


def _place(occurrence: Occurrence, style: Style, said: CheckTexts) -> Fragment:
    words = text(_cut(occurrence.text, _MAX_SHOWN_CHARS))
    citation = occurrence.citation
    number = citation.paragraph
    shared = style.texts.shared
    where = said.in_title if occurrence.in_title else shared.paragraph.format(number=number)
    start = 0 if occurrence.in_title else occurrence.start
    reading = reading_link(style.bot, citation.article, start) if style.bot else None
    source = source_line(citation, style.texts, date_entity=style.date_entity, reading=reading)
    folded = told_of_folds(occurrence.folds, said)
    return join(
        "\n",
        [
            quote_block(words, expandable=words.units > _FOLDED_FROM),
            source + text(f" · {where}"),
            text(folded),
        ],
    )


def _cut(words: str, most: int) -> str:
    """The words, their middle left out where they are too many."""
    if len(words) <= most:
        return words
    half = most // 2
    return f"{words[:half].rstrip()} {CUT} {words[-half:].lstrip()}"
