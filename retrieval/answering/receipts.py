"""A receipt's id → its words, and what has become of them.

The index in force is asked first, then what is kept of the articles' past. Words count only where
the id proves them; what stands in their place today is told from where the texts differ.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from retrieval.answer import Citation
from retrieval.answering.text_fragment import with_fragment
from retrieval.article import Article
from retrieval.corpus.history.places import folders_of
from retrieval.corpus.history.records import Removal, read_history
from retrieval.corpus.versions import ArticleVersion, unchanged_since, versions_of
from retrieval.errors import ArticleError, CorpusError
from retrieval.index.generation import Generation
from retrieval.language.word_changes import text_changes
from retrieval.receipt import (
    Receipt,
    ReceiptKey,
    ReceiptState,
    normal_id,
    read_receipt_id,
)
from retrieval.segmentation.segment import segment


def look_up(typed: str, generation: Generation | None, corpus_dir: Path | None) -> Receipt:
    """Finds the words of a receipt.

    Args:
        typed: The receipt's id, as typed.
        generation: The index in force; None where all was removed.
        corpus_dir: The corpus folder, for what is kept of the articles' past; it may be missing.

    Returns:
        The words, or what is known of them.

    Raises:
        ReceiptError: It is no id of a receipt.
    """
    key, id_ = read_receipt_id(typed), normal_id(typed)
    articles = _articles(key, generation)
    for article in articles:
        if (words := key.words_in(article.id, article.text)) is not None:
            return _standing(id_, article, key.start, words, generation, corpus_dir)
    for article in articles:
        versions = _versions(article.id, corpus_dir)
        for number in reversed(range(len(versions))):
            had = versions[number].article
            if had and (words := key.words_in(article.id, had.text)) is not None:
                return _no_longer(id_, key, words, article, versions, number, generation)
    if removal := _removal(key, corpus_dir):
        return Receipt(id_, ReceiptState.GONE, None, None, key.start, key.end, removed=removal.day)
    return Receipt(id_, ReceiptState.UNKNOWN, start=key.start, end=key.end)


def _articles(key: ReceiptKey, generation: Generation | None) -> list[Article]:
    if generation is None:
        return []
    return [generation.catalog.article(id_) for id_ in generation.catalog.ids() if key.is_of(id_)]


def _versions(article_id: str, corpus_dir: Path | None) -> Sequence[ArticleVersion]:
    """What is known of an article's past; nothing where that cannot be told."""
    try:
        return versions_of(article_id, corpus_dir) if corpus_dir else ()
    except (ArticleError, CorpusError):
        return ()


def _removal(key: ReceiptKey, corpus_dir: Path | None) -> Removal | None:
    removals: list[Removal] = []
    for folder in folders_of(corpus_dir, key.article) if corpus_dir else ():
        try:
            history = read_history(folder)
        except ArticleError:
            continue
        if history and not history.article:
            removals += history.gone[-1:]
    return max(removals, key=lambda removal: removal.day, default=None)


def _standing(
    id_: str,
    article: Article,
    start: int,
    words: str,
    generation: Generation | None,
    corpus_dir: Path | None,
) -> Receipt:
    versions = _versions(article.id, corpus_dir)
    in_force = bool(versions) and versions[-1].text_sha256 == article.text_sha256
    return Receipt(
        id_,
        ReceiptState.UNCHANGED,
        words,
        _citation(article, start, start + len(words), generation),
        start,
        start + len(words),
        article.text_sha256,
        unchanged_since(list(versions)) if in_force else None,
    )


def _no_longer(
    id_: str,
    key: ReceiptKey,
    words: str,
    article: Article,
    versions: Sequence[ArticleVersion],
    number: int,
    generation: Generation | None,
) -> Receipt:
    """Of words that an earlier version of an article had where the id says."""
    version, had = versions[number], versions[number].article
    assert had is not None  # noqa: S101 - for the type checker
    until = next((v.at for v in versions[number:] if v.text_sha256 != version.text_sha256), None)
    receipt = Receipt(
        id_,
        ReceiptState.CHANGED,
        words,
        _citation(had, key.start, key.end, generation),
        key.start,
        key.end,
        version.text_sha256,
        _since(versions, number),
        until,
    )
    start, end = _place_now(had.text, article.text, key.start, key.end)
    if (elsewhere := _nearest(words, article.text, start)) is None:
        return replace(receipt, now=_sentences(article, start, end, generation))
    return replace(
        receipt,
        state=ReceiptState.MOVED,
        citation=_citation(article, elsewhere, elsewhere + len(words), generation),
        start=elsewhere,
        end=elsewhere + len(words),
        text_sha256=article.text_sha256,
        until=None,
    )


def _since(versions: Sequence[ArticleVersion], number: int) -> dt.datetime:
    text = versions[number].text_sha256
    while number and versions[number - 1].text_sha256 == text:
        number -= 1
    return versions[number].at


def _nearest(words: str, text: str, to: int) -> int | None:
    """Where the very words begin in a text, nearest to a place; None where they do not stand."""
    places, at = [], text.find(words)
    while at >= 0:
        places.append(at)
        at = text.find(words, at + 1)
    return min(places, key=lambda place: abs(place - to), default=None)


def _place_now(before: str, after: str, start: int, end: int) -> tuple[int, int]:
    """Where a place of an earlier text lies in a later one."""
    first, last = start, end
    shift = 0
    for change in text_changes(before, after):
        if change.before_end <= start:
            shift = change.end - change.before_end
            first, last = start + shift, end + shift
        elif change.before_start < end:
            first = min(first, change.start)
            last = max(change.end, end + change.end - change.before_end)
    return max(0, min(first, len(after))), max(0, min(last, len(after)))


def _sentences(article: Article, start: int, end: int, generation: Generation | None) -> str | None:
    """The whole sentences of an article that lie in a place; None where it has none there."""
    paragraphs = generation.catalog.paragraphs(article.id) if generation else ()
    spans = [span for paragraph in paragraphs for span in paragraph.sentences]
    within = [(first, last) for first, last in spans if first < end and last > start]
    return article.text[within[0][0] : within[-1][1]] if within else None


def _citation(article: Article, start: int, end: int, generation: Generation | None) -> Citation:
    sentences = segment(article.text, article.language).sentences
    paragraph = max((s.paragraph for s in sentences if s.start <= start), default=1)
    corpus = generation.manifest.corpus if generation else ""
    return Citation(
        article=article.id,
        title=article.title,
        publisher=article.publisher,
        date=article.date,
        url=with_fragment(article.url, article.text, start, end) if article.url else None,
        plain_url=article.url,
        path=f"{corpus}/{article.path}",
        paragraph=paragraph,
        page=article.page_of(start),
    )
