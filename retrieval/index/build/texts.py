"""What is indexed of a catalog's articles: the words of its passages and sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from retrieval.article import Article
from retrieval.index.catalog.read import Catalog
from retrieval.index.catalog.rows import PassageRow


def passage_texts(
    catalog: Catalog, articles: Iterable[int] | None = None
) -> Iterator[tuple[int, str]]:
    """Numbers and words of the passages, in order.

    Args:
        catalog: The catalog.
        articles: Numbers of the articles to take them from; all if None.

    Yields:
        A passage's number and its words.
    """
    for article, passage in _passages(catalog, articles):
        yield passage.number, article.text[passage.start : passage.end]


def titled_passage_texts(
    catalog: Catalog, articles: Iterable[int] | None = None
) -> Iterator[tuple[int, str]]:
    """What is embedded of each passage: its article's title, then its words.

    A passage in the middle of an article says "he" and "the agreement"; the title says who and
    what. This string is only embedded, never quoted.

    Args:
        catalog: The catalog.
        articles: Numbers of the articles to take them from; all if None.

    Yields:
        A passage's number and the text to embed.
    """
    for article, passage in _passages(catalog, articles):
        words = article.text[passage.start : passage.end]
        yield passage.number, f"{article.title}. {words}"


def sentence_texts(
    catalog: Catalog, articles: Iterable[int] | None = None
) -> Iterator[tuple[int, str]]:
    """Numbers and words of the sentences, in order.

    Args:
        catalog: The catalog.
        articles: Numbers of the articles to take them from; all if None.

    Yields:
        A sentence's number and its words.
    """
    for number, article in catalog.iterate(articles):
        for sentence in catalog.article_sentences(number):
            yield sentence.number, article.text[sentence.start : sentence.end]


def _passages(
    catalog: Catalog, articles: Iterable[int] | None
) -> Iterator[tuple[Article, PassageRow]]:
    for number, article in catalog.iterate(articles):
        for passage in catalog.article_passages(number):
            yield article, passage
