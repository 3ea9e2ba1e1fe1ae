"""Checked quotations → the terminal: rows as of an answer.

Each quotation stands behind its line and a sign, with its verdict; below it what was altered, the
difference word by word as `wdiff` writes it (`[-quoted-]{+article's+}`), and behind the bar the
article's own words with their source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from bot.cli.terminal import Piece, Role, Row, publication, source_piece
from bot.difference import difference
from bot.escape import one_line, visible
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
from bot.texts.texts import Texts
from retrieval.quotations import (
    MIN_QUOTED_WORDS,
    CheckReport,
    Occurrence,
    Quotation,
    QuoteVerdict,
)

FileLink = Callable[[str], str | None]

_SHOWN_PLACES: Final = 3
_MAX_SHOWN_CHARS: Final = 600
_WORDS_AT_ENDS: Final = 300
_INDENT: Final = "  "


def checked_rows(report: CheckReport, texts: Texts, file_link: FileLink) -> list[Row]:
    """Lays out what checking found.

    Args:
        report: What it found.
        texts: In which language.
        file_link: A citation's path → the address a terminal can open, or None.

    Returns:
        The rows, top to bottom; a row without pieces is an empty line.
    """
    said = CHECK_TEXTS[texts.language]
    rows: list[Row] = []
    for quotation in report.quotations:
        rows += [Row("", ())] if rows else []
        rows += _quotation_rows(quotation, report, texts, said, file_link)
    rows += [Row("", ())] if rows else []
    if not report.quotations:
        rows.append(_row("", said.none.format(words=MIN_QUOTED_WORDS), "notice"))
    elif not report.whole:
        rows.append(_row("", f"{told_of_sum(report, said)}.", "text"))
    told = told_of_rest(report, said, MIN_QUOTED_WORDS)
    rows += [_row("", sentence, "meta") for sentence in told]
    return rows if rows[-1].pieces else rows[:-1]


def _quotation_rows(
    quotation: Quotation,
    report: CheckReport,
    texts: Texts,
    said: CheckTexts,
    file_link: FileLink,
) -> Iterator[Row]:
    sign = HOLDS if quotation.holds else FAILS
    if not report.whole:
        where = said.line.format(line=quotation.line)
        yield _row(f"{sign} ", f"{where}: {_shortened(quotation.text)}", "text")
        yield _row(_INDENT, f"{told_of_verdict(quotation, said)}.", "notice")
    else:
        yield _row(f"{sign} ", f"{told_of_verdict(quotation, said)}.", "notice")
    for alteration in quotation.alterations:
        yield _row(_INDENT, one_line(told_of_alteration(alteration, said)), "text")
    if quotation.alterations:
        yield Row(_INDENT, tuple(_diff_pieces(quotation)))
    if quotation.verdict is QuoteVerdict.NOT_IN_CORPUS and quotation.occurrences:
        yield _row(_INDENT, said.nearest, "meta")
    shown = quotation.occurrences
    if quotation.verdict is QuoteVerdict.VERBATIM:
        shown = shown[:_SHOWN_PLACES]
    for occurrence in shown:
        yield from _occurrence_rows(occurrence, texts, said, file_link)
    for occurrence in quotation.occurrences[len(shown) :]:
        facts = " · ".join(_facts(occurrence, texts, said))
        yield _row(_INDENT, f"{one_line(occurrence.citation.title)} · {facts}", "meta")


def _occurrence_rows(
    occurrence: Occurrence, texts: Texts, said: CheckTexts, file_link: FileLink
) -> Iterator[Row]:
    yield Row(_INDENT, (Piece(visible(occurrence.text), "text"),), quoted=True)
    if folded := told_of_folds(occurrence.folds, said):
        yield _row(_INDENT, folded, "meta")
    yield _row(_INDENT, one_line(occurrence.citation.title), "title")
    yield _row(_INDENT, " · ".join(_facts(occurrence, texts, said)), "meta")
    yield Row(_INDENT, (source_piece(occurrence.citation, file_link),))


def _facts(occurrence: Occurrence, texts: Texts, said: CheckTexts) -> list[str]:
    number = occurrence.citation.paragraph
    where = said.in_title if occurrence.in_title else texts.shared.paragraph.format(number=number)
    place = said.place.format(start=occurrence.start, end=occurrence.end)
    page = occurrence.citation.page
    on_page = [texts.shared.page.format(number=page)] if page else []
    return [*publication(occurrence.citation, texts), *on_page, f"{where}, {place}"]


def _diff_pieces(quotation: Quotation) -> Iterator[Piece]:
    for part in difference(quotation):
        text = " ".join(part.text.split())
        if part.of == "both":
            before = " " if part.text[:1].isspace() else ""
            behind = " " if part.text[-1:].isspace() and text else ""
            yield Piece(visible(before + _middle_left_out(text) + behind), "text")
        elif part.of == "quotation":
            yield Piece(visible(f"[-{text}-]"), "notice")
        else:
            blank = " " if part.text[:1].isspace() else ""
            yield Piece(visible(f"{blank}{{+{text}+}}"), "highlight")


def _shortened(text: str) -> str:
    words = one_line(text)
    if len(words) <= _MAX_SHOWN_CHARS:
        return words
    return f"{words[:_WORDS_AT_ENDS]} […] {words[-_WORDS_AT_ENDS:]}"


def _middle_left_out(text: str) -> str:
    return text if len(text) <= _MAX_SHOWN_CHARS else _shortened(text)


def _row(margin: str, text: str, role: Role) -> Row:
    return Row(margin, (Piece(text, role),))
