"""Answer → the JSON contract: what `wortlaut ask --json` and `--batch` print, one object a line.

Offsets count Unicode code points of the article's text as indexed, and every text is exact. Keys
without a value are null, so that each object has the same keys; only `also_in`, `refusal` and
`talk` are left out where there is nothing to say.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from dataclasses import asdict
from functools import partial
from typing import Any

from bot.escape import escape_in_json
from retrieval.answer import Answer, AnswerScores, Citation, Period, Quote, Refusal
from retrieval.receipt import id_of

_DIGITS = 4
_SCORE_STEPS = 10_000


def answer_object(answer: Answer) -> dict[str, Any]:
    """Returns the contract's object.

    Args:
        answer: What the corpus says.

    Returns:
        `question`, `answered`, `certainty` (`answered`, `unsure` or `not_in_corpus`),
        `confidence`, `quotes` (best first, unless asked for by date), `took_ms`, `generation` (the
        index asked), `scores` (what explains the answer), `unknown_words` (those of the question
        that stand in no article), `did_you_mean` (what may have been meant by them: `typed`,
        `known` and whether it was `searched`), `searched` (the text that was, where the question
        hangs on the one before it), `period` (the days that it names: `words`, `since`, `until`,
        and whether the quotes are `kept` to them), `refusal` where the corpus does not answer, and
        `talk`, its kind, where nothing was asked.
    """
    fields: dict[str, Any] = {
        "question": answer.question,
        "answered": answer.answered,
        "certainty": answer.certainty.value,
        "confidence": _score(answer.confidence),
        "quotes": [_quote(quote) for quote in answer.quotes],
        "took_ms": round(answer.took_ms, 1),
        "generation": answer.generation or None,
        "scores": _scores(answer.scores) if answer.scores else None,
        "unknown_words": list(answer.unknown_words),
        "did_you_mean": [asdict(suggestion) for suggestion in answer.did_you_mean],
        "searched": answer.searched,
        "period": _period(answer.period) if answer.period else None,
    }
    if answer.refusal:
        fields["refusal"] = _refusal(answer.refusal)
    if answer.talk:
        fields["talk"] = answer.talk
    return fields


def to_line(fields: object) -> str:
    """Returns the JSON of one object on one line, umlauts as they are."""
    return escape_in_json(json.dumps(fields, ensure_ascii=False, allow_nan=False))


def _quote(quote: Quote) -> dict[str, Any]:
    highlight = quote.highlight
    fields: dict[str, Any] = {
        "text": quote.text,
        "start": quote.start,
        "end": quote.end,
        "highlight": {
            "text": highlight.text,
            "start": highlight.start,
            "end": highlight.end,
        },
        "answer_span": asdict(quote.answer_span) if quote.answer_span else None,
        "head": asdict(quote.head) if quote.head else None,
        "score": _score(quote.score),
        "receipt": id_of(quote),
        "citation": citation_object(quote.citation),
    }
    if quote.also_in:
        fields["also_in"] = [citation_object(citation) for citation in quote.also_in]
    return fields


def _scores(scores: AnswerScores) -> dict[str, Any]:
    rounded = partial(round, ndigits=_DIGITS)
    return {
        "evidence": rounded(scores.evidence),
        "threshold": rounded(scores.threshold),
        "quotes": [
            {name: rounded(value) for name, value in asdict(quote).items()}
            for quote in scores.quotes
        ],
    }


def citation_object(citation: Citation) -> dict[str, Any]:
    """A citation as the contract has it."""
    return {
        "article": citation.article,
        "title": citation.title,
        "publisher": citation.publisher,
        "date": _day(citation.date),
        "url": citation.url,
        "path": citation.path,
        "paragraph": citation.paragraph,
        "page": citation.page,
    }


def _refusal(refusal: Refusal) -> dict[str, Any]:
    return {
        "unknown_words": list(refusal.unknown_words),
        "nearest_title": refusal.nearest_title,
        "first_date": _day(refusal.first_date),
        "last_date": _day(refusal.last_date),
        "admits_none_of": refusal.admits_none_of,
        "outside_title": refusal.outside_title,
    }


def _period(period: Period) -> dict[str, Any]:
    since, until = _day(period.since), _day(period.until)
    return {"words": period.words, "since": since, "until": until, "kept": period.kept}


def _score(value: float) -> float:
    # Down, never up: 0.49999 must not read 0.5 beside `"answered": false`.
    return math.floor(value * _SCORE_STEPS) / _SCORE_STEPS


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
