"""What the keyword index takes of a catalog: passages and sentences, and what stands above them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from retrieval.index.catalog.read import Catalog
from retrieval.index.catalog.rows import PassageRow, SentenceRow
from retrieval.index.keywords.headings import heads

HeadedPassage = tuple[int, str, str]
"""Number, words, what stands above it."""
HeadedSentence = tuple[int, str, str, str]
"""Number, words, what stands above it, language (ISO 639-1)."""


def headed_passages(
    catalog: Catalog, articles: Iterable[int] | None = None
) -> Iterator[HeadedPassage]:
    """The passages of articles, in order.

    Args:
        catalog: The catalog.
        articles: Numbers of the articles to take them from; all if None.

    Yields:
        A passage.
    """
    for number, _ in catalog.iterate(articles):
        yield from _passages(catalog, number, catalog.article_passages(number))


def headed_passages_of(catalog: Catalog, numbers: Sequence[int]) -> Iterator[HeadedPassage]:
    """The passages of these numbers, by number."""
    for number, rows in groupby(catalog.passages(numbers), lambda row: row.article):
        yield from _passages(catalog, number, rows)


def headed_sentences(
    catalog: Catalog, articles: Iterable[int] | None = None
) -> Iterator[HeadedSentence]:
    """The sentences of articles, in order; see `headed_passages`."""
    for number, _ in catalog.iterate(articles):
        yield from _sentences(catalog, number, catalog.article_sentences(number))


def headed_sentences_of(catalog: Catalog, numbers: Sequence[int]) -> Iterator[HeadedSentence]:
    """The sentences of these numbers, by number."""
    for number, rows in groupby(catalog.sentences(numbers), lambda row: row.article):
        yield from _sentences(catalog, number, rows)


def _passages(catalog: Catalog, number: int, rows: Iterable[PassageRow]) -> Iterator[HeadedPassage]:
    article = catalog.articles_by_number([number])[number]
    sentences = catalog.article_sentences(number)
    above = heads(article.title, article.text, [(s.start, s.end) for s in sentences])
    for row in rows:
        # No passage reaches across a heading.
        last = row.end_sentence - 1 - sentences[0].number
        yield row.number, article.text[row.start : row.end], above[last]


def _sentences(
    catalog: Catalog, number: int, rows: Iterable[SentenceRow]
) -> Iterator[HeadedSentence]:
    article = catalog.articles_by_number([number])[number]
    sentences = catalog.article_sentences(number)
    above = heads(article.title, article.text, [(s.start, s.end) for s in sentences])
    for row in rows:
        head = above[row.number - sentences[0].number]
        yield row.number, article.text[row.start : row.end], head, article.language
