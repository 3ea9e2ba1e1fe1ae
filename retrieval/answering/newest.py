"""Among hits that are as good, the newer article first."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

import numpy as np

from retrieval.answering.rank import Hit
from retrieval.article import Article
from retrieval.index.generation import OpenIndex
from retrieval.index.keywords.analysis import tokens

# Scores, in [0, 1], that differ by no more say nothing about which of two answers better.
_EQUAL: Final = 0.1
# Two sentences that share so much, numbers aside, report the same at two times.
_ALIKE: Final = 0.8
_REPORTS: Final = 4


def newest_among_equals(index: OpenIndex, hits: Sequence[Hit]) -> list[Hit]:
    """The hits, best first; those as good as the best by date, the newest first."""
    equals = [hit for hit in hits if hit.score >= hits[0].score - _EQUAL]
    articles = {hit.passage.article for hit in equals}
    if len(articles) < 2:
        return list(hits)
    dates = index.catalog.dates_of(articles)
    if not all(dates.values()):  # of an undated one nobody can tell
        return list(hits)
    equals.sort(key=lambda hit: str(dates[hit.passage.article]), reverse=True)
    numbers = {hit.passage.number for hit in equals}
    return [*equals, *(hit for hit in hits if hit.passage.number not in numbers)]


def newest_of_one_report(index: OpenIndex, hits: Sequence[Hit]) -> list[Hit]:
    """The hits, best first; of the first ones that report the same as the best, the newest first.

    The rent of 2024 and that of 2026 are told in the same words.
    """
    near = [hit for hit in hits[:_REPORTS] if hit.score >= hits[0].score - _EQUAL]
    if len({hit.passage.article for hit in near}) < 2:
        return list(hits)
    articles = index.catalog.articles_by_number([hit.passage.article for hit in near])
    best, *others = (_best_words(index, hit, articles[hit.passage.article]) for hit in near)
    same = [near[0], *(h for h, words in zip(near[1:], others, strict=True) if _same(best, words))]
    numbers = {hit.passage.number for hit in same}
    led = newest_among_equals(index, same)
    return [*led, *(hit for hit in hits if hit.passage.number not in numbers)]


def _best_words(index: OpenIndex, hit: Hit, article: Article) -> list[str]:
    """The words of a hit's nearest sentence, without numbers."""
    text = sentence_words(index, hit, article)[int(np.argmax(hit.nearness))]
    return [word.casefold() for word in tokens(text) if not word[0].isdigit()]


def _same(one: Sequence[str], other: Sequence[str]) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def scored(hits: Sequence[Hit], ordered: Sequence[Hit]) -> list[Hit]:
    """The hits in their new order, with the scores of the old one, so that they still fall."""
    scores = sorted((hit.score for hit in hits), reverse=True)
    return [hit._replace(score=score) for hit, score in zip(ordered, scores, strict=True)]


def sentence_words(index: OpenIndex, hit: Hit, article: Article) -> list[str]:
    """The words of each sentence of a hit, of this article."""
    rows = index.catalog.sentences(hit.passage.sentences)
    return [article.text[row.start : row.end] for row in rows]
