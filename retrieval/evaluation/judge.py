"""One answer against what the question set knows: which promises it keeps.

An answer's words count as found where the quote contains them after both are brought to the same
form: NFC, case folded, invisible format characters (soft hyphen, byte-order mark, zero-width
joiners) dropped, runs of white space folded to one space. That is plain containment, as the answer
spans of SQuAD-like sets ask for: "5" is found in "1953". Every ranking in one table is judged so.

Where something stands is judged by the citation, never by the words: the right paragraph counts
only if the quote cites it. A near-identical passage that the quote names under `also_in` is as
right as the one shown.

What was found and whether it was answered are judged apart, so that the two can be read, and
improved, one by one: the quotes of a refused answer (its nearest passages) count for what was found
as any others do. A reader who is refused has no answer, though, so the figures that say how often
one is given ask for both (`retrieval.evaluation.figures`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from retrieval.answer import Answer, Citation, Quote
from retrieval.errors import ArticleError
from retrieval.evaluation.questions import EvalQuestion
from retrieval.language.fold import fold_case

ArticleText = Callable[[str], str]
"""Article id → the article's text as indexed; raises `ArticleError` where there is none."""

Failure = Literal["refused", "answered", "missed"]
"""How a question failed; see `Outcome`."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one question went. What cannot be judged is None, never false.

    Attributes:
        question: What was asked, and what is known of the answer.
        answered: Whether the engine answered (false: it refused).
        confidence: The answer's, in [0, 1].
        failure: How it failed, if it did: `refused` though the corpus answers, `answered` though
            it does not, or answered and `missed`: the first quote does not hold the answer's words
            or, where no words are known, is not from the right place.
        first_quote_right: Whether the first quote, answered or not, answers: it holds the answer's
            words or, where none are known, is from the right place. False where the corpus does
            not answer.
        found_in_first_quote: Whether the first quote, answered or not, holds the answer's words.
        found_in_any_quote: Whether any quote does.
        found_in_highlight: Whether the highlight of the first quote does.
        found_article_first: Whether the first quote cites the right article.
        found_paragraph_first: Whether it cites the right paragraph of it.
        first_article: The article that the first quote cites, if there is a quote.
        first_paragraph: The paragraph that it cites.
        first_highlight: Its highlight.
        quotes: Number of quotes.
        quote_chars: Their lengths added up, in code points.
        verbatim_quotes: Number of quotes that are, highlight included, the slices they claim to be.
        took_ms: Milliseconds, by the answer's own account.
    """

    question: EvalQuestion
    answered: bool
    confidence: float
    failure: Failure | None
    first_quote_right: bool | None
    found_in_first_quote: bool | None
    found_in_any_quote: bool | None
    found_in_highlight: bool | None
    found_article_first: bool | None
    found_paragraph_first: bool | None
    first_article: str | None
    first_paragraph: int | None
    first_highlight: str | None
    quotes: int
    quote_chars: int
    verbatim_quotes: int | None
    took_ms: float


def judge(
    question: EvalQuestion, answer: Answer, article_text: ArticleText | None = None
) -> Outcome:
    """Compares one answer with what is known.

    Args:
        question: What was asked.
        answer: What came back.
        article_text: Where to look up the articles for the verbatim check; without it the check
            is left out.

    Returns:
        The outcome; what the question set does not tell is None in it.
    """
    quotes = answer.quotes
    first = quotes[0] if quotes else None
    answers = question.answers if question.answerable else ()
    in_first = _holds(quotes[:1], answers)
    right_article = _cites(first, question, paragraph=False)
    right_paragraph = _cites(first, question, paragraph=True)
    # What is known most exactly decides.
    known = (found for found in (in_first, right_paragraph, right_article) if found is not None)
    right = next(known, None) if question.answerable else False
    failure: Failure | None = None
    if answer.answered != question.answerable:
        failure = "answered" if answer.answered else "refused"
    elif answer.answered and right is False:
        failure = "missed"
    return Outcome(
        question=question,
        answered=answer.answered,
        confidence=answer.confidence,
        failure=failure,
        first_quote_right=right,
        found_in_first_quote=in_first,
        found_in_any_quote=_holds(quotes, answers),
        found_in_highlight=_contains(first.highlight.text if first else "", answers),
        found_article_first=right_article,
        found_paragraph_first=right_paragraph,
        first_article=first.citation.article if first else None,
        first_paragraph=first.citation.paragraph if first else None,
        first_highlight=first.highlight.text if first else None,
        quotes=len(quotes),
        quote_chars=sum(len(quote.text) for quote in quotes),
        verbatim_quotes=_verbatim(quotes, article_text) if article_text else None,
        took_ms=answer.took_ms,
    )


def normalised(text: str) -> str:
    """The form in which answers and quotes are compared: see the head of this module."""
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return " ".join(fold_case(visible).split())


def contains_answer(text: str, answers: tuple[str, ...]) -> bool:
    """Whether the text holds any of the answers, both normalised."""
    inside = normalised(text)
    return any(normalised(answer) in inside for answer in answers)


def _contains(text: str, answers: tuple[str, ...]) -> bool | None:
    return contains_answer(text, answers) if answers else None


def _holds(quotes: tuple[Quote, ...], answers: tuple[str, ...]) -> bool | None:
    return any(contains_answer(quote.text, answers) for quote in quotes) if answers else None


def _cites(quote: Quote | None, question: EvalQuestion, *, paragraph: bool) -> bool | None:
    known = question.paragraph if paragraph else question.article
    if not question.answerable or known is None:
        return None
    citations: tuple[Citation, ...] = (quote.citation, *quote.also_in) if quote else ()
    return any(
        citation.article == question.article
        and (not paragraph or citation.paragraph == question.paragraph)
        for citation in citations
    )


def _verbatim(quotes: tuple[Quote, ...], article_text: ArticleText) -> int:
    return sum(_is_slice(quote, article_text) for quote in quotes)


def _is_slice(quote: Quote, article_text: ArticleText) -> bool:
    try:
        text = article_text(quote.citation.article)
    except ArticleError:
        return False
    mark = quote.highlight
    return (
        0 <= quote.start <= mark.start <= mark.end <= quote.end <= len(text)
        and text[quote.start : quote.end] == quote.text
        and text[mark.start : mark.end] == mark.text
    )
