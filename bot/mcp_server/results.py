"""What the tools return: short, plain, and of the articles' words only slices.

An agent reads all that it is given and pays for it, so a result stays short; and it takes what
looks like an answer for one, so what the corpus does not answer comes without any quote.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from bot.export.cited import web_address
from retrieval.answer import Answer, Certainty, Citation, Quote
from retrieval.article import Article, ArticleSummary, Paragraph
from retrieval.quotations import CheckReport, Quotation
from retrieval.receipt import Receipt, id_of, receipt_id

_QUOTE_CHARS: Final = 380
_READ_CHARS: Final = 6_000
_PLACES: Final = 3
_NOTES: Final[dict[Certainty, str]] = {
    Certainty.ANSWERED: "The quotes answer. Cite them word for word, with their sources.",
    Certainty.UNSURE: "It is unsure whether the quotes answer. Read them before you rely on them,"
    " and say that it is unsure.",
    Certainty.NOT_IN_CORPUS: "The corpus does not answer this. Say so; do not answer from memory as"
    " if it came from here.",
}


def asked(answer: Answer) -> dict[str, Any]:
    """An answer; three quotes take at most some 2,000 characters of JSON."""
    given: dict[str, Any] = {
        "answered": answer.answered,
        "certainty": answer.certainty.value,
        "confidence": round(answer.confidence, 2),
        "note": _NOTES[answer.certainty],
    }
    if answer.unknown_words:
        given["in_no_article"] = list(answer.unknown_words)
    if answer.answered:
        given["quotes"] = [_quote(quote) for quote in answer.quotes]
    elif answer.refusal and answer.refusal.nearest_title:
        given["nearest_title"] = answer.refusal.nearest_title
    return given


def checked(report: CheckReport) -> dict[str, Any]:
    """What the corpus says of quotations."""
    return {
        "holds": report.holds,
        "quotations": [_quotation(each) for each in report.quotations],
        "too_short_to_check": report.short,
    }


def read(
    article: Article, paragraphs: Sequence[Paragraph], first: int, last: int
) -> dict[str, Any]:
    """Some paragraphs of an article, whole; fewer where they are long.

    Args:
        article: The article.
        paragraphs: All of its paragraphs.
        first: Number of the first that is wanted.
        last: Number of the last.

    Returns:
        Source, paragraphs, and how many the article has.
    """
    wanted = [p for p in paragraphs if first <= p.number <= last]
    shown: list[dict[str, Any]] = []
    chars = 0
    for paragraph in wanted:
        chars += len(paragraph.text)
        if shown and chars > _READ_CHARS:
            break
        shown.append({"paragraph": paragraph.number, "text": paragraph.text})
    return {
        **_article(article),
        "paragraphs": shown,
        "paragraphs_in_all": len(paragraphs),
        "left_out": len(wanted) - len(shown),
    }


def listed(summaries: Sequence[ArticleSummary], wanted: str, limit: int) -> dict[str, Any]:
    """Articles whose title, publisher, section or id holds some words; newest first."""
    words = wanted.casefold().split()
    found = [each for each in summaries if _holds(each, words)]
    return {
        "articles": [
            {
                "article": each.id,
                "title": each.title,
                "publisher": each.publisher,
                "date": each.date.isoformat() if each.date else None,
            }
            for each in found[:limit]
        ],
        "in_all": len(found),
    }


def told(receipt: Receipt) -> dict[str, Any]:
    """A receipt's words, and what has become of them."""
    given = {
        "receipt": receipt.id,
        "state": receipt.state.value,
        "words": receipt.words,
        "now": receipt.now,
        "removed": receipt.removed.isoformat() if receipt.removed else None,
        **(_source(receipt.citation) if receipt.citation else {}),
    }
    return {name: value for name, value in given.items() if value is not None}


def _quote(quote: Quote) -> dict[str, Any]:
    text, start, end = quote.text, quote.start, quote.end
    if len(text) > _QUOTE_CHARS:  # the sentence that answers is what an agent needs
        highlight = quote.highlight
        text, start, end = highlight.text, highlight.start, highlight.end
    given: dict[str, Any] = {"quote": text}
    if len(text) > _QUOTE_CHARS:
        text, end = text[:_QUOTE_CHARS], start + _QUOTE_CHARS
        given = {"quote": text, "goes_on": True}
    whole = (start, end) == (quote.start, quote.end)
    article = quote.citation.article
    return {
        **given,
        **_source(quote.citation),
        "receipt": id_of(quote) if whole else receipt_id(article, start, end, text),
    }


def _quotation(quotation: Quotation) -> dict[str, Any]:
    places = [
        {"text": place.text, **_source(place.citation)} for place in quotation.occurrences[:_PLACES]
    ]
    return {
        "quoted": quotation.text,
        "verdict": quotation.verdict.value,
        "holds": quotation.holds,
        "places": places,
        "altered": [
            {"what": each.kind.name.lower(), "quoted": each.quoted, "source": each.source}
            for each in quotation.alterations
        ],
    }


def _source(citation: Citation) -> dict[str, Any]:
    given = {
        "article": citation.article,
        "title": citation.title,
        "publisher": citation.publisher,
        "date": citation.date.isoformat() if citation.date else None,
        "page": citation.page,
        "paragraph": citation.paragraph,
        "url": web_address(citation.plain_url),
    }
    return {name: value for name, value in given.items() if value is not None}


def _article(article: Article) -> dict[str, Any]:
    given = {
        "article": article.id,
        "title": article.title,
        "publisher": article.publisher,
        "date": article.date.isoformat() if article.date else None,
        "url": web_address(article.url),
    }
    return {name: value for name, value in given.items() if value is not None}


def _holds(summary: ArticleSummary, words: Sequence[str]) -> bool:
    fields = (summary.title, summary.publisher, summary.section, summary.id)
    text = " ".join(field for field in fields if field).casefold()
    return all(word in text for word in words)
