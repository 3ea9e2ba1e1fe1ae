"""`wortlaut add`, `wortlaut remove`: change the corpus folder, then bring the index up to date."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import options
from bot.cli.again import YES, add_again
from bot.cli.feeds import add_from
from bot.cli.index import rebuild
from bot.cli.options import Session
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
    from retrieval.library import Dropped, Duplicate, Given, Proposal

Fetch = Callable[[str], Document]

_MAX_SHOWN_CHARS = 100
# More than an article may have, so that what is too large is said to be.
_MAX_STDIN_BYTES = 30_000_000
_LINK = re.compile(r"https?://", re.IGNORECASE)


def add(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILE",
            help="A text, web page or document, or its web address; - is standard input.",
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
    is remembered (`wortlaut feeds` keeps a list of feeds). Then the index is brought up to date.
    Status 1: not every file was added, or a feed or sitemap could not be read.

    With --again the originals of articles are read by the present reader and cleaner: what would
    change is shown and, after a yes, written as new versions. What was corrected by hand stays, and
    an article that was changed in an editor is left alone.
    """
    session = options.start(
        corpus_dir=corpus, index_dir=index, embedding_model=model, reader_model=reader
    )
    given = CorpusFolder.given(
        title=title, date=(date and options.day(date)) or None, publisher=publisher, url=url
    )
    files = files or []
    if feed or sitemap:
        _refuse_with_feeds(
            {
                "FILE": files,
                "--again": again,
                "--force": force,
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
    if again:
        _refuse_with_again({"--force": force, **{f"--{n}": n for n in given.values()}})
        return add_again(
            session,
            library_of(session.settings),
            files,
            keep=keep,
            dry_run=dry_run,
            confirmed=yes,
            reindex=not no_index,
        )
    for option, value in (("--since", since), ("--limit", limit)):
        if value is not None:
            raise InputError("input.only_with_feeds", option=option)
    if not files:
        raise InputError("input.nothing_to_add")
    if given.values() and len(files) > 1:
        raise InputError("input.given_for_several", count=len(files))
    library = library_of(session.settings)
    library.corpus.prepare()
    fetch = _Fetching(allow_private=allow_private)
    return _add_files(
        session,
        library,
        files,
        given,
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
        sources: The files, or their web addresses.
        given: What is known of the article.
        fetch: Fetches what a web address leads to.
        dry_run: Show only.
        force: Add even what the corpus holds already.
        keep: Keep lines that recur in other articles.
        reindex: Bring the index up to date afterwards.

    Returns:
        The exit status: 1 if any file was not added.

    Raises:
        CorpusError: The corpus folder is missing.
        StorageError: It cannot be written.
        WortlautError: The index cannot be built; what was added stays.
    """
    texts, corpus_dir = session.texts, session.settings.corpus_dir
    added = repeated = 0
    for source in sources:
        try:
            proposal = _propose(source, given, fetch, library, keep=keep)
        except (ArticleError, InputError) as error:
            problem = _as_named(error.problem, source)
            notice(texts.not_added.format(reason=in_words(problem, texts.language)))
            continue
        updates = None if force else proposal.updates
        if proposal.duplicate and not force and updates is None:
            how = _how(proposal.duplicate, texts)
            twin = proposal.duplicate.id
            notice(texts.duplicate.format(path=source, article=twin, how=how))
            repeated += 1
            continue
        said = texts.added if updates is None else texts.updated
        if dry_run:
            path = corpus_dir / proposal.article.path
            said = texts.would_add if updates is None else texts.would_update
        else:
            path = library.corpus.add(proposal, allow_duplicate=force)
        head = said.format(path=path, article=updates)
        for line in (head, *_details(proposal, texts)):
            write_line(one_line(line) if line == head else line)
        added += 1
    if len(sources) > 1 and not dry_run:
        failed = len(sources) - added - repeated
        notice(texts.added_of.format(added=added, repeated=repeated, failed=failed))
    if added and reindex and not dry_run:
        rebuild(session, library, wait=True)
    return int(added < len(sources))


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


def _how(duplicate: Duplicate, texts: Texts) -> str:
    # Down, so that 100 % is said of the same text only.
    return texts.same[duplicate.kind].format(percent=int(duplicate.similarity * 100))


def _details(proposal: Proposal, texts: Texts) -> Iterator[str]:
    article, label = proposal.article, texts.shared.labels
    recognised = {
        "title": article.title,
        "date": texts.day(article.date) if article.date else "",
        "publisher": article.publisher or "",
        "section": article.section or "",
        "authors": ", ".join(article.authors),
        "url": article.url or "",
        "sources": ", ".join(article.sources),
        "language": article.language,
        "words": str(len(article.text.split())),
    }
    width = max(map(len, label.values())) + 1
    for name, value in recognised.items():
        shown = one_line(value) or "–"
        if name in proposal.guessed:
            shown = texts.shared.guess.format(value=shown)
        yield f"  {label[name] + ':':<{width}} {shown}"
    for problem in article.problems:
        yield f"  {one_line(in_words(problem, texts.language))}"
    dropped = [line for line in proposal.dropped if not line.moved]
    if not dropped:
        yield f"  {texts.dropped_nothing}"
        return
    yield f"  {texts.dropped[len(dropped) != 1].format(n=len(dropped))}"
    for line in dropped:
        text = one_line(line.text)
        shown = text if len(text) <= _MAX_SHOWN_CHARS else f"{text[:_MAX_SHOWN_CHARS]} […]"
        yield f"    {line.line_number:>4}  {shown} ({_why(line, texts)})"


def _why(line: Dropped, texts: Texts) -> str:
    found = line.recurrence
    if found is None:
        return texts.reasons[line.reason]
    where = texts.recurs_in if found.publisher else texts.recurs_in_unnamed
    return where.format(n=found.articles, publisher=one_line(found.publisher or ""))
