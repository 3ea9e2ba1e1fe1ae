"""The articles of an index that say the same as others, found by their sketches.

Nothing of the corpus is read, and of the catalog only the texts of those whose sketches are alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.article import Article, ArticleSummary
from retrieval.corpus.duplicates import LEAST_SIMILARITY
from retrieval.index.catalog.read import Catalog
from retrieval.language.shingles import (
    NO_HASH,
    Runs,
    least_shared,
    runs_of,
    similarity_of,
    words_of,
)


@dataclass(frozen=True, slots=True)
class Double:
    """An article that says the same as another.

    Attributes:
        article: It.
        similarity: Share of common runs of words in [0, 1]; 1 where the words are the same.
        added: Its sentences that the other does not have, word for word, in order.
        missing: The other's sentences that it does not have.
    """

    article: ArticleSummary
    similarity: float
    added: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DoubleGroup:
    """Articles that say the same, each as at least one other of them.

    Attributes:
        first: The earliest; one without a date is later than any.
        doubles: The others, by date, compared with the first.
    """

    first: ArticleSummary
    doubles: tuple[Double, ...]


def find_doubles(catalog: Catalog) -> list[DoubleGroup]:
    """Groups the articles that say the same, word for word or nearly so.

    Args:
        catalog: The articles.

    Returns:
        The groups, by the first one's date and id.

    Raises:
        IndexDamagedError: If an article is not what was indexed.
    """
    groups: dict[int, set[int]] = {}
    runs: dict[int, Runs] = {}
    for number, others in _alike(catalog.sketches()):
        wanted = [n for n in (number, *others) if n not in runs]
        for found, article in catalog.articles_by_number(wanted).items():
            runs[found] = runs_of(words_of(article.text))
        for other in others:
            if similarity_of(runs[number], runs[other]) >= LEAST_SIMILARITY:
                joined = groups.get(number, {number}) | groups.get(other, {other})
                groups.update(dict.fromkeys(joined, joined))
    summaries = {article.id: article for article in catalog.summaries()}
    distinct = {min(group): group for group in groups.values()}
    made = [_group(catalog, group, summaries) for group in distinct.values()]
    return sorted(made, key=lambda group: _age(group.first))


def _alike(sketches: NDArray[np.uint64]) -> Iterator[tuple[int, list[int]]]:
    """Each row, and those below it that share enough hashes with it, if any do."""
    order = np.argsort(sketches, axis=None, kind="stable")
    hashes, rows = sketches.ravel()[order], order // sketches.shape[1]
    for number, sketch in enumerate(sketches):
        own = sketch[sketch != NO_HASH]
        starts, ends = np.searchsorted(hashes, own), np.searchsorted(hashes, own, "right")
        if (ends - starts).max(initial=0) < 2:
            continue
        sharing = np.concatenate([rows[a:b] for a, b in zip(starts, ends, strict=True)])
        others, shared = np.unique(sharing[sharing > number], return_counts=True)
        found = others[shared >= least_shared(len(own))].tolist()
        if found:
            yield number, found


def _age(article: ArticleSummary) -> tuple[bool, str, str]:
    return article.date is None, str(article.date or ""), article.id


def _group(
    catalog: Catalog, numbers: set[int], summaries: dict[str, ArticleSummary]
) -> DoubleGroup:
    articles = catalog.articles_by_number(sorted(numbers))
    numbered = sorted(articles, key=lambda number: _age(summaries[articles[number].id]))
    first, *others = numbered
    before = _sentences(catalog, first, articles[first])
    runs = runs_of(words_of(articles[first].text))
    doubles = []
    for number in others:
        article, now = articles[number], _sentences(catalog, number, articles[number])
        doubles.append(
            Double(
                summaries[article.id],
                similarity_of(runs, runs_of(words_of(article.text))),
                _not_in(now, before),
                _not_in(before, now),
            )
        )
    return DoubleGroup(summaries[articles[first].id], tuple(doubles))


def _sentences(catalog: Catalog, number: int, article: Article) -> list[str]:
    return [article.text[s.start : s.end] for s in catalog.article_sentences(number)]


def _not_in(sentences: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    known = {tuple(words_of(sentence)) for sentence in others}
    return tuple(sentence for sentence in sentences if tuple(words_of(sentence)) not in known)
