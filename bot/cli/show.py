"""`wortlaut show`: an article as it is indexed, to check quotes and offsets against."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from bot.answer_json import to_line
from bot.cli import options
from bot.cli.options import Session
from bot.cli.streams import write_json, write_line
from bot.engine import library_of
from bot.errors import InputError
from bot.escape import one_line, visible
from bot.texts.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.article import Article, Paragraph


def show(
    article: Annotated[
        str, typer.Argument(metavar="ARTICLE", help="Its name in `wortlaut articles`.")
    ],
    paragraph: Annotated[
        int | None, typer.Option("--paragraph", metavar="N", help="Only this paragraph.")
    ] = None,
    version: Annotated[
        int | None,
        typer.Option("--version", metavar="N", help="As it was in this version of it."),
    ] = None,
    json: options.Json = False,
    corpus: options.Corpus = None,
    index: options.Index = None,
) -> int:
    """Shows an article as it is indexed.

    Its paragraphs are numbered. With --json its text, and where each paragraph begins and ends in
    it: what the offsets of `wortlaut ask --json` count in. With --version as it once was, by the
    number of `wortlaut articles --versions`.
    """
    session = options.start(corpus_dir=corpus, index_dir=index)
    if version is not None:
        if paragraph is not None:
            raise InputError("input.version_and_paragraph")
        _show_version(session, article, version, json=json)
        return 0
    with library_of(session.settings) as library:
        found, paragraphs = library.article(article), library.paragraphs(article)
    if paragraph is not None:
        if not 1 <= paragraph <= len(paragraphs):
            raise InputError("input.no_paragraph", paragraph=paragraph, count=len(paragraphs))
        paragraphs = (paragraphs[paragraph - 1],)
    if json:
        spans = [{"number": p.number, "start": p.start, "end": p.end} for p in paragraphs]
        day = found.date.isoformat() if found.date else None
        write_json(to_line(asdict(found) | {"date": day, "paragraphs": spans}))
        return 0
    if paragraph is None:
        write_head(found, session.texts)
    write_paragraphs(paragraphs)
    return 0


def _show_version(session: Session, article: str, version: int, *, json: bool) -> None:
    versions = library_of(session.settings).corpus.versions(article)
    if not 1 <= version <= len(versions):
        raise InputError("input.no_version", version=version, count=len(versions))
    found = versions[version - 1]
    if found.article is None:
        raise InputError("input.version_not_kept", version=version)
    if json:
        day = found.article.date.isoformat() if found.article.date else None
        record = asdict(found.article) | {"date": day}
        write_json(to_line(record | {"version": version, "at": found.at.isoformat()}))
        return
    write_head(found.article, session.texts)
    for line in visible(found.article.text).split("\n"):
        write_line(line)


def write_head(article: Article, texts: Texts) -> None:
    """Writes headline, publisher, date and address, and an empty line."""
    day = texts.day(article.date) if article.date else None
    facts = [one_line(fact) for fact in (article.publisher, day, article.url) if fact]
    for line in (one_line(article.title), " · ".join(facts)):
        if line:
            write_line(line)
    write_line("")


def write_paragraphs(paragraphs: Sequence[Paragraph]) -> None:
    """Writes paragraphs behind their numbers, word for word, an empty line between two."""
    width = len(str(paragraphs[-1].number)) if paragraphs else 0
    for place, paragraph in enumerate(paragraphs):
        margin = f"{paragraph.number:>{width}}  "
        if place:
            write_line("")
        for line in visible(paragraph.text).split("\n"):
            write_line(margin + line)
            margin = " " * len(margin)
