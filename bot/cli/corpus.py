"""`wortlaut add`, `wortlaut remove`: change the corpus folder, then bring the index up to date."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import options
from bot.cli.adding import Adding, fields_said
from bot.cli.again import YES, add_again
from bot.cli.feeds import add_from
from bot.cli.index import rebuild
from bot.cli.options import Session
from bot.cli.progress import progress_on_stderr
from bot.cli.streams import notice, write_line
from bot.engine import library_of
from bot.errors import InputError
from bot.escape import one_line
from bot.laid_out import laid_out
from bot.service.document import Document, propose_from, safe_name
from bot.texts.problems import in_words
from bot.texts.texts import Texts
from retrieval.errors import ArticleError, Problem
from retrieval.library import CorpusFolder, Library

if TYPE_CHECKING:
    from bot.service.web.politeness import Politeness
    from retrieval.library import Given, Proposal

Fetch = Callable[[str], Document]

# More than an article may have, so that what is too large is said to be.
_MAX_STDIN_BYTES = 30_000_000
_LINK = re.compile(r"https?://", re.IGNORECASE)


def add(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILE",
            help="A text, web page or document, its web address, or a folder, ZIP, MBOX, JSON or"
            " CSV file of many; - is standard input.",
        ),
    ] = None,
    feed: Annotated[
        list[str] | None,
        typer.Option("--feed", metavar="URL", help="Add what is new in a feed (RSS, Atom)."),
    ] = None,
    sitemap: Annotated[
        list[str] | None,
        typer.Option("--sitemap", metavar="URL", help="Add the pages that a sitemap names."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since", metavar="DAY", help="Of feed or sitemap only what is of that day or later."
        ),
    ] = None,
    limit: options.Limit = None,
    again: Annotated[
        bool,
        typer.Option(
            "--again", help="Read the originals anew, of all articles or of those named as FILE."
        ),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask first.")] = False,
    title: options.Title = None,
    date: options.Day = None,
    publisher: options.Publisher = None,
    url: options.Url = None,
    author: options.Authors = None,
    field: Annotated[
        list[str] | None,
        typer.Option(
            "--field",
            metavar="FIELD=NAME",
            help="In JSON and CSV, which field is what: title=headline; once for each.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be added.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Add even what the corpus holds already.")
    ] = False,
    keep: Annotated[
        bool,
        typer.Option("--keep", help="Keep lines that recur in the publisher's other articles."),
    ] = False,
    allow_private: options.AllowPrivate = False,
    no_index: options.NoIndex = False,
    corpus: options.Corpus = None,
    index: options.Index = None,
    model: options.Model = None,
    reader: options.Reader = None,
) -> int:
    """Adds files and web pages to the corpus as clean articles.

    Recognises title, date, publisher and section, drops what a crawler left around the text, and
    says what it dropped: also a line that stands in many other articles of the publisher, where its
    place says that it is no text; --keep keeps those. Of a web address the page is fetched, if the
    host's robots.txt lets programs have it; of a feed or sitemap each page, once: what became of it
    is remembered (`wortlaut feeds` keeps a list of feeds). Of a folder, a ZIP, MBOX, JSON or CSV
    file each article is added, and each that is not is named with the reason. Then the index is
    brought up to date. Status 1: not everything was added, or a feed or sitemap could not be read.

    With --again the originals of articles are read by the present reader and cleaner: what would
    change is shown and, after a yes, written as new versions. What was corrected by hand stays, and
    an article that was changed in an editor is left alone.
    """
    session = options.start(
        corpus_dir=corpus, index_dir=index, embedding_model=model, reader_model=reader
    )
    given = CorpusFolder.given(
        title=title,
        date=(date and options.day(date)) or None,
        publisher=publisher,
        url=url,
        authors=author or (),
    )
    files = files or []
    if feed or sitemap:
        _refuse_with_feeds(
            {
                "FILE": files,
                "--again": again,
                "--force": force,
                "--field": field,
                **{f"--{n}": n for n in given.values()},
            }
        )
        return add_from(
            session,
            feed or (),
            sitemap or (),
            since=since,
            limit=limit,
            allow_private=allow_private,
            dry_run=dry_run,
            keep=keep,
            reindex=not no_index,
        )
    for option, value in (("--since", since), ("--limit", limit)):
        if value is not None:
            raise InputError("input.only_with_feeds", option=option)
    if again:
        _refuse_with_again(
            {"--force": force, "--field": field, **{f"--{n}": n for n in given.values()}}
        )
        return add_again(
            session,
            library_of(session.settings),
            files,
            keep=keep,
            dry_run=dry_run,
            confirmed=yes,
            reindex=not no_index,
        )
    if not files:
        raise InputError("input.nothing_to_add")
    if (title or url) and (len(files) > 1 or CorpusFolder.holds_several(files[0])):
        raise InputError("input.given_for_several")
    fields = fields_said(field or [])
    library = library_of(session.settings)
    library.corpus.prepare()
    fetch = _Fetching(allow_private=allow_private)
    return _add_files(
        session,
        library,
        files,
        given,
        fields,
        fetch,
        dry_run=dry_run,
        force=force,
        keep=keep,
        reindex=not no_index,
    )


def remove(
    articles: Annotated[
        list[str],
        typer.Argument(metavar="ARTICLE", help="Its name in `wortlaut articles`, or its file."),
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask first.")] = False,
    no_index: options.NoIndex = False,
    corpus: options.Corpus = None,
    index: options.Index = None,
    model: options.Model = None,
    reader: options.Reader = None,
) -> int:
    """Deletes articles from the corpus folder.

    Then the index is brought up to date. Status 1: not every article was removed.
    """
    session = options.start(
        corpus_dir=corpus, index_dir=index, embedding_model=model, reader_model=reader
    )
    return _remove_articles(session, articles, confirmed=yes, reindex=not no_index)


def _refuse_with_feeds(given: Mapping[str, object]) -> None:
    """Refuses what is said of single files beside a feed or sitemap."""
    for option, value in given.items():
        if value:
            raise InputError("input.not_with_feeds", option=option)


def _refuse_with_again(given: Mapping[str, object]) -> None:
    """Refuses what is said of new files beside originals that are read anew."""
    for option, value in given.items():
        if value:
            raise InputError("input.not_with_again", option=option)


def _add_files(
    session: Session,
    library: Library,
    sources: Sequence[str],
    given: Given,
    fields: Mapping[str, str],
    fetch: Fetch,
    *,
    dry_run: bool,
    force: bool,
    keep: bool,
    reindex: bool,
) -> int:
    """Adds files to the corpus, each shown with what was recognised and what was dropped.

    Args:
        session: Says which corpus and index.
        library: These.
        sources: The files, collections, or web addresses.
        given: What is known of the article.
        fields: Which fields of records say what.
        fetch: Fetches what a web address leads to.
        dry_run: Show only.
        force: Add even what the corpus holds already.
        keep: Keep lines that recur in other articles.
        reindex: Bring the index up to date afterwards.

    Returns:
        The exit status: 1 if anything was not added.

    Raises:
        CorpusError: The corpus folder is missing.
        StorageError: It cannot be written.
        WortlautError: The index cannot be built; what was added stays.
    """
    with (
        progress_on_stderr(session.texts) as progress,
        library.corpus.batch(
            given,
            fields,
            keep=keep,
            watch=lambda share: progress("add", int(share * 100), 100),
        ) as batch,
    ):
        adding = Adding(session, batch, dry_run=dry_run, force=force)
        for source in sources:
            if source != "-" and _LINK.match(source) is None:
                adding.source(source)
                continue
            try:
                proposal = _propose(source, given, fetch, library, keep=keep)
            except (ArticleError, InputError) as error:
                adding.refused(_as_named(error.problem, source))
            else:
                adding.proposal(proposal, source, details=True)
    if adding.entries > 1 and (adding.of_collections or not dry_run):
        adding.sum_up()
    if adding.added and reindex and not dry_run:
        rebuild(session, library, wait=True)
    return int(adding.added < adding.entries)


def _remove_articles(
    session: Session, articles: Sequence[str], *, confirmed: bool, reindex: bool
) -> int:
    """Deletes articles' files from the corpus folder.

    Args:
        session: Says which corpus and index.
        articles: Their ids or paths.
        confirmed: Do not ask first.
        reindex: Bring the index up to date afterwards.

    Returns:
        The exit status: 1 if any article was not removed.

    Raises:
        CorpusError: The corpus folder is missing.
        StorageError: A file may not be deleted.
        InputError: There is nobody to ask.
        WortlautError: The index cannot be built; what was removed is gone.
    """
    texts, library = session.texts, library_of(session.settings)
    known = []
    for article in articles:
        try:
            library.corpus.locate(article)
        except ArticleError as error:
            notice(texts.not_removed.format(reason=in_words(error.problem, texts.language)))
            continue
        known.append(article)
    if known and not confirmed and not _confirm(known, texts):
        notice(texts.nothing_removed)
        return 1
    removed = 0
    for article in known:
        try:
            path = library.corpus.remove(article)
        except ArticleError as error:
            notice(texts.not_removed.format(reason=in_words(error.problem, texts.language)))
            continue
        write_line(one_line(texts.removed.format(path=path)))
        removed += 1
    if removed and reindex:
        rebuild(session, library, allow_empty=True, wait=True)
    return int(removed < len(articles))


def _propose(source: str, given: Given, fetch: Fetch, library: Library, *, keep: bool) -> Proposal:
    if _LINK.match(source) is None:
        with _file_of(source) as path:
            return library.corpus.propose(path, given, keep=keep)
    fetched = fetch(source)
    document = replace(fetched, said={**fetched.said, "link": source})
    with laid_out(safe_name(document.name), document.content) as path:
        return propose_from(path, given, document, library, keep=keep)


class _Fetching:
    """Fetches links for as long as a command runs; hosts rest between two of theirs."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._politeness: Politeness | None = None

    def __call__(self, link: str) -> Document:
        # Imported here: whoever adds files needs no client.
        from bot.service.web.fetch import fetch_document
        from bot.service.web.politeness import Politeness

        self._politeness = self._politeness or Politeness()
        return asyncio.run(
            fetch_document(link, allow_private=self._allow_private, politeness=self._politeness)
        )


def _as_named(problem: Problem, source: str) -> Problem:
    """What is wrong with a file, which is named as whoever typed it did."""
    if problem.code.startswith("fetch."):
        return Problem("file", {"path": source, "reason": problem})
    if source == "-" or _LINK.match(source):
        return Problem(problem.code, {**problem.fields, "path": source})
    return problem


def _file_of(source: str) -> AbstractContextManager[str | Path]:
    """The file to read; standard input, which is read once, as a file for the while."""
    if source != "-":
        return nullcontext(source)
    return laid_out("standard-input.txt", sys.stdin.buffer.read(_MAX_STDIN_BYTES))


def _confirm(articles: Sequence[str], texts: Texts) -> bool:
    if not sys.stdin.isatty():
        raise InputError("input.no_terminal")
    sys.stderr.write(one_line(texts.confirm_remove.format(paths=", ".join(articles))) + " ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in YES
