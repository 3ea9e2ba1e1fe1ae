"""Hits → quotes with citations.

A quote is a run of whole sentences of one place, a slice of the article's text. Places differ: no
paragraph is quoted twice, and agency copy that stands in several articles is quoted once, the other
articles named beside it. The highlight is the sentence with the strongest evidence: a stage's
judgement where there is one, else its nearness to the question, plus the share of the question's
words it contains where the languages agree.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.answer import Citation, Highlight, Quote
from retrieval.answering.cite import cite
from retrieval.answering.copies import Highlighted, find_copies
from retrieval.answering.near_identical import near_identical
from retrieval.answering.question import Question
from retrieval.answering.rank import Hit, can_answer, nearness
from retrieval.answering.table_rows import asked_cell, asked_row, row_window, table_head
from retrieval.answering.together import kept_together
from retrieval.answering.windows import QUOTE_CHARS, choose_window
from retrieval.answering.worded import lifted
from retrieval.article import Article
from retrieval.index.catalog.rows import SentenceRow
from retrieval.index.generation import Generation
from retrieval.language.answer_places import answer_place
from retrieval.segmentation.passages import Role

# Of a sentence's evidence, in spreads, for one that holds all words of the question.
_COVERAGE_WEIGHT: Final = 4.0
# What labels a picture is marked where nothing beside it comes near.
_LABEL_PENALTY: Final = 1.5

Place = tuple[int, int]


def quote_hits(
    generation: Generation, question: Question, hits: Sequence[Hit]
) -> list[tuple[Quote, Hit]]:
    """Quotes the best hits.

    Args:
        generation: Where they were found.
        question: What is asked.
        hits: Best first.

    Returns:
        At most `question.k` quotes, best first, the first of the best hit, each naming the articles
        with a copy of its highlight, and each with its hit.
    """
    catalog, corpus = generation.catalog, generation.manifest.corpus
    quotes: list[Quote] = []
    quoted: list[Hit] = []
    highlights: list[Highlighted] = []
    taken: set[Place] = set()
    waiting = deque(hits)
    while waiting and len(quotes) < question.k:
        hit = waiting.popleft()
        if (hit.passage.article, hit.passage.paragraph) in taken:
            continue
        sentences = catalog.place(hit.passage)
        places = {(s.article, s.paragraph) for s in sentences}
        if not places.isdisjoint(taken):
            continue
        taken |= places
        article = catalog.articles_by_number([hit.passage.article])[hit.passage.article]
        weigh = partial(_weighed, generation, question, hit)
        first = hit.passage.first_sentence - sentences[0].number
        end = hit.passage.end_sentence - sentences[0].number
        own = hit.evidence
        if own is None:
            own = weigh(sentences[first:end], hit.nearness)
        own = lifted(hit, own)
        able = can_answer(generation, question, np.array(hit.passage.sentences))
        best = first + int(np.argmax(np.where(able, own, -np.inf)))
        best = asked_row(generation, question, sentences, best)
        twin = _twin(article, sentences[best], quotes)
        if twin is not None:
            quotes[twin] = _also_in(corpus, quotes[twin], article, sentences[best])
            continue
        if sentences[best].role == Role.ROW:
            quote = _row(corpus, question, hit, article, sentences, best)
        else:
            around = weigh([*sentences[:first], *sentences[end:]])
            if hit.evidence is not None:  # measured otherwise: the marked sentence has both
                around = around + (own[best - first] - weigh([sentences[best]])[0])
            evidence = np.concatenate([around[:first], own, around[first:]])
            kept = kept_together(article.text, sentences, best, QUOTE_CHARS)
            window = choose_window(sentences, evidence, kept, may_be_long=not quotes)
            around_best = sentences[window.first : window.end]
            quote = _quote(corpus, hit, article, around_best, sentences[best])
            quote = replace(quote, answer_span=_answer_span(quote.highlight, question))
        quotes.append(quote)
        quoted.append(hit)
        number = sentences[best].number
        highlights.append(Highlighted(number, quotes[-1].highlight.text, hit.best_sentence))
    spread = generation.manifest.calibration.spread
    for place, article, sentence in find_copies(generation, highlights, waiting, spread):
        if (sentence.article, sentence.paragraph) not in taken:
            quotes[place] = _also_in(corpus, quotes[place], article, sentence)
    return list(zip(quotes, quoted, strict=True))


def _weighed(
    generation: Generation,
    question: Question,
    hit: Hit,
    sentences: Sequence[SentenceRow],
    near: NDArray[np.float32] | None = None,
) -> NDArray[np.float32]:
    """The evidence of sentences of a hit's article, in spreads, shape (len(sentences),)."""
    spread = generation.manifest.calibration.spread
    numbers = np.array([sentence.number for sentence in sentences], np.int64)
    if near is None:
        near = nearness(generation, question, numbers, spread)
    evidence: NDArray[np.float32] = near / np.float32(spread)
    if hit.same_language:
        coverage = generation.keywords.coverage_of_sentences(question.text, numbers)
        evidence = evidence + np.float32(_COVERAGE_WEIGHT) * coverage
    labels = [sentence.role == Role.LABELS for sentence in sentences]
    return evidence - np.float32(_LABEL_PENALTY) * np.array(labels, np.float32)


def _quote(
    corpus: str,
    hit: Hit,
    article: Article,
    sentences: Sequence[SentenceRow],
    highlight: SentenceRow,
) -> Quote:
    start, end = sentences[0].start, sentences[-1].end
    words = article.text[highlight.start : highlight.end]
    return Quote(
        text=article.text[start:end],
        start=start,
        end=end,
        highlight=Highlight(words, highlight.start, highlight.end),
        score=hit.score,
        citation=_citation(corpus, article, highlight),
        sentences=tuple((sentence.start, sentence.end) for sentence in sentences),
    )


def _row(
    corpus: str,
    question: Question,
    hit: Hit,
    article: Article,
    sentences: Sequence[SentenceRow],
    best: int,
) -> Quote:
    """A row of a table, with its head."""
    window = row_window(sentences, best, QUOTE_CHARS)
    around_best = sentences[window.first : window.end]
    quote = _quote(corpus, hit, article, around_best, sentences[best])
    cell = asked_cell(article.text, sentences, best, question)
    return replace(
        quote,
        answer_span=cell or _answer_span(quote.highlight, question),
        head=table_head(article.text, sentences, best, window),
    )


def _answer_span(highlight: Highlight, question: Question) -> Highlight | None:
    place = answer_place(highlight.text, question.expects)
    if place is None:
        return None
    start, end = place
    return Highlight(highlight.text[start:end], highlight.start + start, highlight.start + end)


def _citation(corpus: str, article: Article, sentence: SentenceRow) -> Citation:
    return cite(corpus, article, (sentence.start, sentence.end), sentence.paragraph)


def _also_in(corpus: str, quote: Quote, article: Article, sentence: SentenceRow) -> Quote:
    """The quote, naming an article that holds a copy of its highlight; each article once."""
    if article.id in {quote.citation.article, *(other.article for other in quote.also_in)}:
        return quote
    return replace(quote, also_in=(*quote.also_in, _citation(corpus, article, sentence)))


def _twin(article: Article, sentence: SentenceRow, earlier: Sequence[Quote]) -> int | None:
    """Index of an earlier quote of another article that says the same in the same words."""
    text = article.text[sentence.start : sentence.end]
    for index, other in enumerate(earlier):
        if other.citation.article != article.id and near_identical(other.highlight.text, text):
            return index
    return None
