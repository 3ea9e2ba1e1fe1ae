"""Checked quotations → the JSON contract: what `wortlaut check --json` prints.

Offsets count Unicode code points: `start` and `end` of a quotation those of the text as given, of
an occurrence those of the article's text as indexed (of its title where `in_title`). Every text is
exact; every object has the same keys.
"""

from __future__ import annotations

from typing import Any

from bot.answer_json import citation_object
from retrieval.quotations import Alteration, CheckReport, Occurrence, Quotation
from retrieval.receipt import receipt_id


def check_object(report: CheckReport) -> dict[str, Any]:
    """Returns the contract's object.

    Args:
        report: What checking found.

    Returns:
        `holds` (whether every quotation may stand), `quotations` (each with `text`, `start`, `end`,
        `line`, `verdict`: `verbatim`, `altered`, `pieced` or `not_in_corpus`; `holds`;
        `occurrences` with `text`, `start`, `end`, `in_title`, `folds`, `receipt` (its id; null in a
        headline) and `citation`;
        `alterations`, the gravest first, with `kind`, `quoted`, `source` and the offsets of both;
        `more`, `marked`, `orderly`), `whole` (the text was taken for one quotation), `short` (how
        many were too short to be checked), `unclosed` (lines of marks that nothing closes),
        `took_ms` and `generation`.
    """
    return {
        "holds": report.holds,
        "quotations": [_quotation(quotation) for quotation in report.quotations],
        "whole": report.whole,
        "short": report.short,
        "unclosed": list(report.unclosed),
        "took_ms": round(report.took_ms, 1),
        "generation": report.generation or None,
    }


def _quotation(quotation: Quotation) -> dict[str, Any]:
    return {
        "text": quotation.text,
        "start": quotation.start,
        "end": quotation.end,
        "line": quotation.line,
        "verdict": quotation.verdict.value,
        "holds": quotation.holds,
        "occurrences": [_occurrence(occurrence) for occurrence in quotation.occurrences],
        "alterations": [_alteration(alteration) for alteration in quotation.alterations],
        "more": quotation.more,
        "marked": quotation.marked,
        "orderly": quotation.orderly,
    }


def _occurrence(occurrence: Occurrence) -> dict[str, Any]:
    return {
        "text": occurrence.text,
        "start": occurrence.start,
        "end": occurrence.end,
        "in_title": occurrence.in_title,
        "folds": [fold.value for fold in occurrence.folds],
        "receipt": None if occurrence.in_title else _receipt(occurrence),
        "citation": citation_object(occurrence.citation),
    }


def _receipt(occurrence: Occurrence) -> str:
    article = occurrence.citation.article
    return receipt_id(article, occurrence.start, occurrence.end, occurrence.text)


def _alteration(alteration: Alteration) -> dict[str, Any]:
    return {
        "kind": alteration.kind.name.lower(),
        "quoted": alteration.quoted,
        "source": alteration.source,
        "quoted_start": alteration.quoted_start,
        "quoted_end": alteration.quoted_end,
        "start": alteration.start,
        "end": alteration.end,
    }
