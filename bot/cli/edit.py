"""`wortlaut edit`: corrects what is known of an article."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import options
from bot.cli.index import rebuild
from bot.cli.streams import notice, write_line
from bot.engine import library_of
from bot.errors import InputError
from bot.escape import one_line
from bot.texts.problems import in_words
from bot.texts.texts import Texts
from retrieval.errors import ArticleError

if TYPE_CHECKING:
    from retrieval.article import Article
    from retrieval.library import Correction


def edit(
    article: Annotated[
        str,
        typer.Argument(metavar="ARTICLE", help="Its name in `wortlaut articles`, or its file."),
    ],
    title: options.Title = None,
    date: options.Day = None,
    publisher: options.Publisher = None,
    url: options.Url = None,
    author: options.Authors = None,
    no_index: options.NoIndex = False,
    corpus: options.Corpus = None,
    index: options.Index = None,
    model: options.Model = None,
    reader: options.Reader = None,
) -> int:
    """Corrects what the front matter of an article says.

    The text and all else in the file stay byte for byte; what is given is no longer called a guess.
    Then the index is brought up to date.
    """
    session = options.start(
        corpus_dir=corpus, index_dir=index, embedding_model=model, reader_model=reader
    )
    texts, library = session.texts, library_of(session.settings)
    day = None if date is None else options.day(date)
    if all(value is None for value in (title, day, publisher, url, author or None)):
        raise InputError("input.nothing_to_edit")
    try:
        correction = library.corpus.correct(
            article, title=title, date=day, publisher=publisher, url=url, authors=author or None
        )
    except ArticleError as error:
        notice(texts.not_corrected.format(reason=in_words(error.problem, texts.language)))
        return 1
    write_line(one_line(texts.corrected.format(path=correction.path)))
    for line in _changes(correction, texts):
        write_line(line)
    if not no_index:
        rebuild(session, library, wait=True)
    return 0


def _changes(correction: Correction, texts: Texts) -> Iterator[str]:
    for key in correction.keys:
        before = _shown(correction.before, key, texts)
        after = _shown(correction.after, key, texts)
        change = f"{before} → {after}"
        shown = texts.confirmed_value.format(value=after) if before == after else change
        yield f"  {texts.shared.labels[key]}: {shown}"


def _shown(article: Article, key: str, texts: Texts) -> str:
    if key == "date":
        return texts.day(article.date) if article.date else "–"
    value = ", ".join(article.authors) if key == "authors" else getattr(article, key)
    return one_line(value or "–")
