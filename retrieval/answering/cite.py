"""A slice of an article → the citation that names it."""

from __future__ import annotations

from retrieval.answer import Citation
from retrieval.answering.text_fragment import with_fragment
from retrieval.article import Article


def cite(corpus: str, article: Article, span: tuple[int, int] | None, paragraph: int) -> Citation:
    """Cites an article.

    Args:
        corpus: Name of the corpus folder.
        article: The article.
        span: The slice of its text that the address is to lead to; None for the article itself.
        paragraph: In which the slice begins, from 1.

    Returns:
        The citation.
    """
    url = article.url
    if url is not None and span is not None:
        url = with_fragment(url, article.text, *span)
    return Citation(
        article=article.id,
        title=article.title,
        publisher=article.publisher,
        date=article.date,
        url=url,
        plain_url=article.url,
        path=f"{corpus}/{article.path}",
        paragraph=paragraph,
        page=None if span is None else article.page_of(span[0]),
    )
