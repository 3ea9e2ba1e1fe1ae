"""Hits → quotes with citations.

A quote is a run of whole sentences of one place, a slice of the article's text. Places differ: no
paragraph is quoted twice, and agency copy that stands in several articles is quoted once, the other
articles named beside it. The highlight is the sentence with the strongest evidence: its cosine with
the question, plus the share of the question's words it contains where the languages agree.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.answer import Citation, Highlight, Quote
from retrieval.answering.copies import Highlighted, find_copies
from retrieval.answering.near_identical import near_identical
from retrieval.answering.rank import TYPE_WEIGHT, Hit
from retrieval.answering.text_fragment import with_fragment
from retrieval.answering.windows import Window, choose_window
from retrieval.article import Article
from retrieval.index.catalog.rows import SentenceRow
from retrieval.index.generation import OpenIndex
from retrieval.language.answer_type import expected_type

# Of a sentence's evidence, in spreads, for one that holds all words of the question.
_COVERAGE_WEIGHT: Final = 8.0

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """What quoting needs to know of a question.

    Attributes:
        text: As asked.
        vector: Its embedding, shape (dimension,), unit length.
        spread: Spread of unrelated cosines, from the calibration.
        corpus: Name of the corpus folder.
    """

    text: str
    vector: NDArray[np.float32]
    spread: float
    corpus: str


def quote_hits(parts: OpenIndex, asked: Asked, hits: Sequence[Hit], k: int) -> tuple[Quote, ...]:
    """Quotes the best hits.

    Args:
        parts: The index.
        asked: The question.
        hits: Best first.
        k: How many quotes at most.

    Returns:
        The quotes, best first, each naming the articles with a copy of its highlight.
    """
    quotes: list[Quote] = []
    highlights: list[Highlighted] = []
    taken: set[Place] = set()
    waiting = deque(hits)
    while waiting and len(quotes) < k:
        hit = waiting.popleft()
        if (hit.passage.article, hit.passage.paragraph) in taken:
            continue
        sentences = parts.catalog.place(hit.passage)
        places = {(s.article, s.paragraph) for s in sentences}
        if not places.isdisjoint(taken):
            continue
        taken |= places
        article = parts.catalog.articles_by_number([hit.passage.article])[hit.passage.article]
        first = hit.passage.first_sentence - sentences[0].number
        end = hit.passage.end_sentence - sentences[0].number
        own = _evidence(parts, asked, hit, article, sentences[first:end])
        best = first + int(np.argmax(own))
        twin = _twin(article, sentences[best], quotes)
        if twin is not None:
            quotes[twin] = _also_in(asked, quotes[twin], article, sentences[best])
            continue
        around = _evidence(parts, asked, hit, article, [*sentences[:first], *sentences[end:]])
        evidence = np.concatenate([around[:first], own, around[first:]])
        window = choose_window(sentences, evidence, best, may_be_long=not quotes)
        quote = _quote(asked, hit, article, sentences, window, best)
        quotes.append(quote)
        number = sentences[best].number
        highlights.append(Highlighted(number, quote.highlight.text, hit.best_sentence))
    for index, article, sentence in find_copies(parts, highlights, waiting, asked.spread):
        if (sentence.article, sentence.paragraph) not in taken:
            quotes[index] = _also_in(asked, quotes[index], article, sentence)
    return tuple(quotes)


def _quote(
    asked: Asked,
    hit: Hit,
    article: Article,
    sentences: Sequence[SentenceRow],
    window: Window,
    best: int,
) -> Quote:
    start, stop = sentences[window.first].start, sentences[window.end - 1].end
    highlight = sentences[best]
    return Quote(
        text=article.text[start:stop],
        start=start,
        end=stop,
        highlight=Highlight(
            article.text[highlight.start : highlight.end], highlight.start, highlight.end
        ),
        score=hit.score,
        citation=_citation(asked, article, highlight, sentences[window.first].paragraph),
    )


def _evidence(
    parts: OpenIndex, asked: Asked, hit: Hit, article: Article, sentences: Sequence[SentenceRow]
) -> NDArray[np.float32]:
    numbers = np.array([sentence.number for sentence in sentences], np.int64)
    cosines = parts.sentence_vectors.cosines(asked.vector, numbers)
    evidence: NDArray[np.float32] = cosines / np.float32(asked.spread)
    wanted = int(expected_type(asked.text))
    if wanted:
        fitting = np.array([s.answer_types & wanted > 0 for s in sentences], np.float32)
        evidence = evidence + np.float32(TYPE_WEIGHT) * fitting
    if hit.same_language:
        coverage = parts.keywords.coverage_of_sentences(asked.text, numbers)
        evidence = evidence + np.float32(_COVERAGE_WEIGHT) * coverage
    return evidence


def _citation(asked: Asked, article: Article, highlight: SentenceRow, paragraph: int) -> Citation:
    url = article.url
    if url is not None:
        url = with_fragment(url, article.text, highlight.start, highlight.end)
    return Citation(
        article=article.id,
        title=article.title,
        publisher=article.publisher,
        date=article.date,
        url=url,
        plain_url=article.url,
        path=f"{asked.corpus}/{article.path}",
        paragraph=paragraph,
    )


def _also_in(asked: Asked, quote: Quote, article: Article, sentence: SentenceRow) -> Quote:
    """The quote, naming an article that holds a copy of its highlight; each article once."""
    if article.id in {quote.citation.article, *(other.article for other in quote.also_in)}:
        return quote
    other = _citation(asked, article, sentence, sentence.paragraph)
    return replace(quote, also_in=(*quote.also_in, other))


def _twin(article: Article, sentence: SentenceRow, earlier: Sequence[Quote]) -> int | None:
    """Index of an earlier quote of another article that says the same in the same words."""
    text = article.text[sentence.start : sentence.end]
    for index, other in enumerate(earlier):
        if other.citation.article != article.id and near_identical(other.highlight.text, text):
            return index
    return None
