"""Hits → quotes with citations.

A quote is a run of whole sentences of one place, a slice of the article's text. Places differ: no
paragraph is quoted twice, and agency copy that stands in several articles is quoted once, the other
articles named beside it. The highlight is the sentence with the strongest evidence: its cosine with
the question, plus the share of the question's words it contains where the languages agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.answer import Citation, Highlight, Quote
from retrieval.article import Article
from retrieval.quoting.fragment import with_fragment
from retrieval.quoting.near_identical import near_identical
from retrieval.quoting.windows import Window, choose_window
from retrieval.ranking.answer_type import expected_type
from retrieval.ranking.rank import TYPE_WEIGHT, Hit
from retrieval.store.opened import Parts
from retrieval.store.rows import SentenceRow

# Of a sentence's evidence, in spreads, for one that holds all words of the question.
_COVERAGE_WEIGHT: Final = 8.0
# From which cosine on two sentences may be copies that differ by a word; the words decide.
_COPY_COSINE: Final = 0.9
# How far apart, in spreads, the cosines of two copies with a question may lie; it spares looking at
# the vectors of most hits.
_COPY_DISTANCE: Final = 0.5

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


def quote_hits(parts: Parts, asked: Asked, hits: Sequence[Hit], k: int) -> tuple[Quote, ...]:
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
    highlights: list[int] = []
    near: list[float] = []
    taken: set[Place] = set()
    waiting = list(reversed(hits))
    while waiting:
        hit = waiting.pop()
        sentences = parts.catalog.place(hit.passage)
        places = {(s.article, s.paragraph) for s in sentences}
        if not places.isdisjoint(taken):
            continue
        taken |= places
        complete = len(quotes) == k
        if complete:  # a copy of a highlight is looked for among the hit's own sentences only
            sentences = [s for s in sentences if hit.holds(s.number)]
        article = parts.catalog.articles_by_number([hit.passage.article])[hit.passage.article]
        evidence = _evidence(parts, asked, hit, article, sentences)
        best = _best_of_hit(hit, sentences, evidence)
        twin = _twin(article, sentences[best], quotes)
        if twin is not None:
            place = _citation(asked, article, sentences[best], sentences[best].paragraph)
            quotes[twin] = replace(quotes[twin], also_in=(*quotes[twin].also_in, place))
        elif not complete:
            window = choose_window(sentences, evidence, best, may_be_long=not quotes)
            quotes.append(_quote(asked, hit, article, sentences, window, best))
            highlights.append(sentences[best].number)
            near.append(hit.best_sentence)
            if len(quotes) == k:
                waiting = _with_copies(parts, waiting, highlights, near, asked.spread)
    return tuple(quotes)


def _best_of_hit(hit: Hit, sentences: Sequence[SentenceRow], evidence: NDArray[np.float32]) -> int:
    """Index of the sentence with the strongest evidence among those of the hit's passage."""
    own = [index for index, sentence in enumerate(sentences) if hit.holds(sentence.number)]
    return max(own, key=lambda index: float(evidence[index]))


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
    parts: Parts, asked: Asked, hit: Hit, article: Article, sentences: Sequence[SentenceRow]
) -> NDArray[np.float32]:
    numbers = slice(sentences[0].number, sentences[-1].number + 1)
    cosines = parts.sentence_vectors.cosines(asked.vector, numbers)
    evidence: NDArray[np.float32] = cosines / np.float32(asked.spread)
    wanted = int(expected_type(asked.text))
    fitting = np.array([s.answer_types & wanted > 0 for s in sentences], np.float32)
    evidence = evidence + np.float32(TYPE_WEIGHT) * fitting
    if hit.same_language:
        texts = [article.text[s.start : s.end] for s in sentences]
        coverage = parts.lexical.coverage_of_texts(asked.text, texts, article.language)
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


def _with_copies(
    parts: Parts,
    hits: Sequence[Hit],
    highlights: Sequence[int],
    near: Sequence[float],
    spread: float,
) -> list[Hit]:
    """The hits whose passages seem to hold a copy of one of these sentences: vectors tell.

    Args:
        parts: The index.
        hits: To choose from.
        highlights: Numbers of the sentences.
        near: How near the question the best sentences of their passages are; a copy is as near.
        spread: Spread of unrelated cosines.

    Returns:
        The hits, in order.
    """
    far = _COPY_DISTANCE * spread
    hits = [h for h in hits if any(abs(h.best_sentence - n) <= far for n in near)]
    if not hits:
        return []
    runs = [np.arange(h.passage.first_sentence, h.passage.end_sentence) for h in hits]
    vectors = parts.sentence_vectors[np.concatenate(runs)].astype(np.float32)
    copied = parts.sentence_vectors[np.array(highlights, np.int64)].astype(np.float32)
    nearest = (vectors @ copied.T).max(axis=1)
    starts = np.cumsum([0, *(len(run) for run in runs[:-1])])
    held = np.maximum.reduceat(nearest, starts) >= _COPY_COSINE
    return [hit for hit, holds in zip(hits, held, strict=True) if holds]


def _twin(article: Article, sentence: SentenceRow, earlier: Sequence[Quote]) -> int | None:
    """Index of an earlier quote of another article that says the same in the same words."""
    text = article.text[sentence.start : sentence.end]
    for index, other in enumerate(earlier):
        if other.citation.article != article.id and near_identical(other.highlight.text, text):
            return index
    return None
