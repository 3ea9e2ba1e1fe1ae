"""What is indexed of a catalog's articles: the words of its passages and sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from retrieval.article import Article
from retrieval.index.catalog.read import Catalog
from retrieval.index.catalog.rows import PassageRow, SentenceRow
from retrieval.segmentation.tables import heads_of, in_words


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
    what. So does the head of a table, above rows further down. This string is only embedded, never
    quoted.

    Args:
        catalog: The catalog.
        articles: Numbers of the articles to take them from; all if None.

    Yields:
        A passage's number and the text to embed.
    """
    for number, article in catalog.iterate(articles):
        heads = _heads(catalog, number, article)
        for passage in catalog.article_passages(number):
            words = article.text[passage.start : passage.end]
            head = heads.get(passage.first_sentence)
            if head is not None:
                words = f"{article.text[head.start : head.end]}\n{words}"
            yield passage.number, f"{article.title}. {words}"


def sentence_texts(
    catalog: Catalog, articles: Iterable[int] | None = None
) -> Iterator[tuple[int, str]]:
    """What is embedded of each sentence: its words; of a table's row, with what they count.

    Args:
        catalog: The catalog.
        articles: Numbers of the articles to take them from; all if None.

    Yields:
        A sentence's number and the text to embed.
    """
    for number, article in catalog.iterate(articles):
        heads = _heads(catalog, number, article)
        for sentence in catalog.article_sentences(number):
            head = heads.get(sentence.number)
            words = article.text[sentence.start : sentence.end]
            yield sentence.number, in_words(article.text, head, sentence) if head else words


def _heads(catalog: Catalog, number: int, article: Article) -> dict[int, SentenceRow]:
    """The heads of an article's tables, by the numbers of their rows."""
    if "|" not in article.text:
        return {}
    sentences = catalog.article_sentences(number)
    pairs = zip(sentences, heads_of(sentences), strict=True)
    return {row.number: sentences[head] for row, head in pairs if head is not None}


def _passages(
    catalog: Catalog, articles: Iterable[int] | None
) -> Iterator[tuple[Article, PassageRow]]:
    for number, article in catalog.iterate(articles):
        for passage in catalog.article_passages(number):
            yield article, passage
