"""An answer: quotes with their citations, or an honest "not in the corpus".

Invariant, on every face: `article.text[quote.start:quote.end] == quote.text`, and the same for the
highlight. Ellipses, bold and labels are the renderer's and never stand inside these strings.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Literal

Talk = Literal[
    "greeting",
    "thanks",
    "goodbye",
    "apology",
    "praise",
    "complaint",
    "help",
    "identity",
    "reply",
    "test",
    "hanging",
    "link",
    "syntax",
    "nothing",
]
"""Kinds of talk, that which asks nothing of a corpus: courtesies, judgements; `help`, what can be
asked here; `identity`, who answers; `reply`, a yes, an "aha"; `test`; `hanging`, a question that
names nothing and hangs on what was said before; `link`, an address alone; `syntax`, a query in some
search language; `nothing`, what has no word that could be searched for.
"""

ANSWERED_FROM: Final = 0.2
"""Confidence from which on quotes are shown as an answer: of the good answers to the questions that
this was chosen on, one in twenty lies below."""
SURE_FROM: Final = 0.4
"""Confidence from which on that is not called unsure: of those good answers, a ninth lies between
both."""


class Certainty(StrEnum):
    """How sure it is that the corpus answers."""

    ANSWERED = "answered"
    UNSURE = "unsure"
    NOT_IN_CORPUS = "not_in_corpus"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quote stands.

    Attributes:
        article: The article's id.
        title: Its headline.
        publisher: Newspaper or agency, if known.
        date: Day of publication, if known.
        url: The article's address, with a text fragment (`#:~:text=`) that lands on the highlight
            where that fragment is proven unique in the article's text; without one otherwise.
        plain_url: The address alone.
        path: The article's file: the corpus folder's name, then the path inside it.
        paragraph: Number of the paragraph in which the highlighted sentence stands, from 1.
        page: Number of the page on which it begins, from 1; None where there are no pages.
    """

    article: str
    title: str
    publisher: str | None
    date: dt.date | None
    url: str | None
    plain_url: str | None
    path: str
    paragraph: int
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Highlight:
    """Words of a quote that are shown as such; offsets are in the article's text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim slice of one article.

    Attributes:
        text: The words, equal to `article.text[start:end]`.
        start: First code point.
        end: One past the last code point.
        highlight: The sentence inside it that answers.
        score: Fused relevance in [0, 1]; comparable within one answer only.
        citation: Its source.
        also_in: Other articles that carry a near-identical passage; shown once, named here.
        sentences: First code point and one past the last of each of its sentences, in order, in
            the article's text, as it was split when indexed; none where that is not known.
        answer_span: The words of the highlight that are of the kind asked for: the date, the sum,
            the number. None where the question asks for no such thing, or the highlight holds none
            or several. Of a row of a table, the cell in the column that the question names.
        head: The head of the table of which the highlight is a row, where it does not stand in the
            quote: another slice of the article.
    """

    text: str
    start: int
    end: int
    highlight: Highlight
    score: float
    citation: Citation
    also_in: tuple[Citation, ...] = ()
    sentences: tuple[tuple[int, int], ...] = ()
    answer_span: Highlight | None = None
    head: Highlight | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may have been meant by a word that stands in no article.

    Attributes:
        typed: The word of the question.
        known: A word that is near it, as it stands in the articles.
        searched: Whether the question was searched with it; if not, it is only offered.
    """

    typed: str
    known: str
    searched: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the corpus does not answer, as far as a reason can be named.

    Attributes:
        unknown_words: Words of the question, as typed, that stand in no article.
        nearest_title: Headline of the nearest article, if any.
        first_date: The earliest publication day in the corpus; not told where the filter is why.
        last_date: The latest publication day in the corpus; not told where the filter is why.
        admits_none_of: Number of articles in the corpus where the filter admits none of them.
        outside_title: Headline of the article that answers outside the filter, if one does.
    """

    unknown_words: tuple[str, ...]
    nearest_title: str | None
    first_date: dt.date | None
    last_date: dt.date | None
    admits_none_of: int | None = None
    outside_title: str | None = None

    @property
    def by_filter(self) -> bool:
        """Whether the filter is why."""
        return self.admits_none_of is not None or self.outside_title is not None


@dataclass(frozen=True, slots=True)
class Period:
    """Days that a question names ("seit Oktober", "in January 2025"), to which it was narrowed.

    Attributes:
        words: Those of the question that name them, as typed.
        since: First publication day meant, if there is one.
        until: Last publication day meant, if there is one; at least one of both is set.
        kept: Whether the quotes are from those days. If not, nothing from them answers surely, and
            something else does more surely.
    """

    words: str
    since: dt.date | None
    until: dt.date | None
    kept: bool = True


@dataclass(frozen=True, slots=True)
class QuoteScores:
    """What speaks for a quote's passage.

    Attributes:
        cosine: Of question and passage, in [-1, 1].
        best_sentence: The greatest cosine of question and one of its sentences, raised where that
            sentence can hold the expected kind of answer.
        bm25: Of question and passage, at least 0.
        coverage: The share of the question's words that the passage contains, in [0, 1].
    """

    cosine: float
    best_sentence: float
    bm25: float
    coverage: float


@dataclass(frozen=True, slots=True)
class AnswerScores:
    """The figures that explain an answer.

    Attributes:
        evidence: How strongly the best hit speaks for an answer, in spreads of unrelated cosines.
        threshold: The evidence from which on questions of this language are answered.
        quotes: Of each quote, in their order.
    """

    evidence: float
    threshold: float
    quotes: tuple[QuoteScores, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the corpus says to one question.

    Attributes:
        question: As asked.
        answered: Whether the corpus answers. If not, `quotes` are the nearest passages, to be shown
            as such and never as an answer.
        confidence: How likely the first quote answers, calibrated, in [0, 1]; `answered` is
            `confidence >= ANSWERED_FROM`.
        quotes: Best first; no paragraph is quoted twice.
        refusal: Set where the corpus was asked and does not answer.
        took_ms: Milliseconds from question to answer.
        generation: Name of the index that was asked; empty where none was, because no article is
            left or nothing was asked.
        scores: What explains it; None where nothing was found.
        talk: What was said instead of a question; nothing was searched then, and there are neither
            quotes nor a refusal.
        unknown_words: Words of the question, as typed, that stand in no article, answered or not.
        did_you_mean: What may have been meant by some of them.
        searched: What was searched in place of a question that hangs on what was said before: both,
            joined; None where the question stands by itself.
        period: The days that the question names, where they narrow what is searched.
        topic: What the next question hangs on, if it hangs on this one: this question, or what it
            hung on itself; empty where nothing was asked.
    """

    question: str
    answered: bool
    confidence: float
    quotes: tuple[Quote, ...]
    refusal: Refusal | None
    took_ms: float
    generation: str = ""
    scores: AnswerScores | None = None
    talk: Talk | None = None
    unknown_words: tuple[str, ...] = ()
    did_you_mean: tuple[Suggestion, ...] = ()
    searched: str | None = None
    period: Period | None = None
    topic: str = ""

    def by_date(self) -> Answer:
        """The same with its quotes as a timeline: oldest first, undated ones last.

        `confidence` stays that of the quote that was the first.
        """
        order = sorted(
            range(len(self.quotes)), key=lambda n: self.quotes[n].citation.date or dt.date.max
        )
        scores = self.scores and replace(
            self.scores, quotes=tuple(self.scores.quotes[n] for n in order)
        )
        return replace(self, quotes=tuple(self.quotes[n] for n in order), scores=scores)

    @property
    def certainty(self) -> Certainty:
        """Whether the corpus answers surely, perhaps, or not; not, too, where nothing was asked."""
        if not self.answered:
            return Certainty.NOT_IN_CORPUS
        return Certainty.ANSWERED if self.confidence >= SURE_FROM else Certainty.UNSURE
