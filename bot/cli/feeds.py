"""`wortlaut feeds`, and `wortlaut add --feed` and `--sitemap`: what sites publish, as it comes."""

from __future__ import annotations

import asyncio
import json as json_module
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import options
from bot.cli.index import rebuild
from bot.cli.options import Session
from bot.cli.progress import progress_on_stderr
from bot.cli.streams import notice, write_json, write_line
from bot.cli.tables import write_table
from bot.engine import library_of
from bot.errors import InputError
from bot.escape import one_line
from bot.texts.problems import in_words
from retrieval.errors import Problem

if TYPE_CHECKING:
    from bot.service.feeds.memory import KnownFeed
    from bot.service.feeds.reading import FeedOptions, FeedSource
    from bot.service.feeds.report import FeedsReport, PageOutcome

_MAX_REASONS = 5


class FeedsAction(StrEnum):
    """What `wortlaut feeds` does."""

    list = "list"
    add = "add"
    drop = "drop"
    fetch = "fetch"


def feeds(
    action: Annotated[
        FeedsAction, typer.Argument(metavar="ACTION", help="list, add, drop or fetch.")
    ] = FeedsAction.list,
    addresses: Annotated[
        list[str] | None, typer.Argument(metavar="URL", help="The address of a feed.")
    ] = None,
    limit: options.Limit = None,
    allow_private: options.AllowPrivate = False,
    json: options.Json = False,
    no_index: options.NoIndex = False,
    corpus: options.Corpus = None,
    index: options.Index = None,
    model: options.Model = None,
    reader: options.Reader = None,
) -> int:
    """Keeps a list of feeds and reads what is new in them.

    Without an ACTION it shows the list; `add` and `drop` change it; `fetch` adds the pages that its
    feeds, or those named, have named since the last time, then brings the index up to date. Each
    page is read once; one that cannot be read is tried again at the next `fetch`, five times in
    all. The list lies in the corpus folder, in .wortlaut. Status 1: not every feed could be read.
    """
    session = options.start(
        corpus_dir=corpus, index_dir=index, embedding_model=model, reader_model=reader
    )
    named = _web_addresses(addresses or ())
    if action in (FeedsAction.add, FeedsAction.drop) and not named:
        raise InputError("input.feeds_need_address", action=action.value)
    if action is FeedsAction.add:
        return _enlist(session, named, allow_private=allow_private)
    if action is FeedsAction.drop:
        return _drop(session, named)
    known = _listed(session)
    if action is FeedsAction.list:
        _write_list(known, session, json=json)
        return 0
    chosen = _chosen(named, known)
    if not known:
        notice(session.texts.feeds["none"])
        return 0
    from bot.service.feeds.reading import MAX_PAGES, FeedOptions, FeedSource

    return read_sources(
        session,
        [FeedSource(feed.address) for feed in chosen or known],
        FeedOptions(limit=limit or MAX_PAGES, allow_private=allow_private),
        reindex=not no_index,
    )


def add_from(
    session: Session,
    feeds: Sequence[str],
    sitemaps: Sequence[str],
    *,
    since: str | None,
    limit: int | None,
    allow_private: bool,
    dry_run: bool,
    keep: bool,
    reindex: bool,
) -> int:
    """Adds what feeds and sitemaps name; takes and returns what `wortlaut add` does."""
    from bot.service.feeds.reading import MAX_PAGES, FeedOptions, FeedSource

    first = options.day(since) if since else None
    return read_sources(
        session,
        [
            *(FeedSource(address, since=first) for address in _web_addresses(feeds)),
            *(
                FeedSource(address, is_sitemap=True, since=first)
                for address in _web_addresses(sitemaps)
            ),
        ],
        FeedOptions(limit=limit or MAX_PAGES, allow_private=allow_private, dry=dry_run, keep=keep),
        reindex=reindex,
    )


def read_sources(
    session: Session, sources: Sequence[FeedSource], how: FeedOptions, *, reindex: bool
) -> int:
    """Reads feeds and sitemaps, with progress, and says what came of it.

    Args:
        session: Says which corpus, index and language.
        sources: What to read.
        how: How.
        reindex: Bring the index up to date afterwards.

    Returns:
        The exit status: 1 if any feed or sitemap could not be read.

    Raises:
        FeedMemoryError: What is known of the feeds cannot be read or written.
        CorpusError: The corpus folder is missing.
        StorageError: It cannot be written.
        WortlautError: The index cannot be built; what was added stays.
    """
    from dataclasses import replace

    from bot.service.feeds.reading import read_feeds_now
    from bot.service.feeds.report import FeedsReport

    texts, report = session.texts, FeedsReport()

    def counted(stage: str, done: int, total: int) -> None:
        if stage != "feeds" or total > 1:  # a single one is soon asked
            progress(stage, done, total)

    how = replace(how, wait=True, waits=lambda: notice(texts.feeds["waiting"]))
    with closing(library_of(session.settings)) as library:
        try:
            with progress_on_stderr(texts) as progress:
                read_feeds_now(
                    library,
                    sources,
                    how,
                    counted=counted,
                    told=lambda outcome: _say(outcome, session, dry=how.dry),
                    report=report,
                )
        except KeyboardInterrupt:
            notice(_summed_up(report, session))
            notice(texts.feeds["stopped"])
            raise
        for address, problem in report.failed:
            reason = in_words(problem, texts.language)
            notice(texts.feeds["failed"].format(feed=address, reason=reason))
        for remark in report.remarks:
            notice(in_words(remark, texts.language))
        if report.has_changed and reindex:
            rebuild(session, library, wait=True)
    if how.dry:
        notice(texts.feeds["would_read_count"].format(n=report.waiting))
    else:
        notice(_summed_up(report, session))
    return int(bool(report.failed))


def _say(outcome: PageOutcome, session: Session, *, dry: bool) -> None:
    texts = session.texts
    if dry:
        write_line(one_line(texts.feeds["would_read"].format(address=outcome.address)))
    elif outcome.path is not None:
        said = texts.added if outcome.result == "added" else texts.updated
        write_line(one_line(said.format(path=outcome.path, article=outcome.article)))
        sys.stdout.flush()
    elif outcome.problem is not None:
        reason = f"{outcome.address}: {in_words(_alone(outcome.problem), texts.language)}"
        notice(texts.not_added.format(reason=reason))


def _alone(problem: Problem) -> Problem:
    """What is wrong with a page, without the name of the file that it was for the while."""
    reason = problem.fields.get("reason")
    return reason if problem.code == "file" and isinstance(reason, Problem) else problem


def _summed_up(report: FeedsReport, session: Session) -> str:
    """The line that says what became of the pages."""
    texts = session.texts
    parts = []
    for result in ("added", "version", "there", "older"):
        if number := report.count(result):
            parts.append(texts.feeds[result].format(n=number))
    unread = [outcome for outcome in report.outcomes if outcome.problem is not None]
    if unread:
        reasons = Counter(
            in_words(_alone(outcome.problem), texts.language)
            for outcome in unread
            if outcome.problem is not None
        ).most_common()
        shown = [
            texts.feeds["reason"].format(n=number, reason=reason)
            for reason, number in reasons[:_MAX_REASONS]
        ]
        shown += ["…"] if len(reasons) > _MAX_REASONS else []
        parts.append(texts.feeds["unread"].format(n=len(unread), reasons="; ".join(shown)))
    if report.waiting:
        parts.append(texts.feeds["waits"].format(n=report.waiting))
    if not parts:
        return texts.feeds["nothing_new"]
    again = any(outcome.tried_again for outcome in unread)
    return ", ".join(parts) + "." + (f" {texts.feeds['again']}" if again else "")


def _web_addresses(values: Sequence[str]) -> list[str]:
    """The addresses that were typed, each once; refuses what is none."""
    from bot.service.feeds.entries import web_address

    found = dict[str, None]()
    for value in values:
        address = web_address(value, "")
        if address is None:
            raise InputError("field.url", value=value)
        found[address] = None
    return list(found)


def _listed(session: Session) -> list[KnownFeed]:
    from bot.service.feeds.memory import open_memory

    # Whoever only looks writes nothing.
    with open_memory(session.settings.corpus_dir, kept=False) as memory:
        return memory.feeds()


def _enlist(session: Session, addresses: Sequence[str], *, allow_private: bool) -> int:
    from bot.service.feeds.entries import FeedError
    from bot.service.feeds.memory import open_memory
    from bot.service.feeds.reading import look_at
    from bot.service.web.client import FetchError, without_login

    texts, failed = session.texts, 0
    library_of(session.settings).corpus.files()  # raises where there is no corpus
    with open_memory(session.settings.corpus_dir) as memory:
        for address in addresses:
            try:
                listing = asyncio.run(look_at(address, allow_private=allow_private))
            except (FetchError, FeedError) as error:
                reason = in_words(error.problem, texts.language)
                shown = without_login(address)
                notice(texts.feeds["failed"].format(feed=shown, reason=reason))
                failed += 1
                continue
            is_new = memory.enlist(address, private=allow_private, title=listing.title)
            said = texts.feeds["enlisted" if is_new else "enlisted_already"]
            shown = without_login(address)
            feed = f"{listing.title} ({shown})" if listing.title else shown
            write_line(one_line(said.format(feed=feed, n=len(listing.entries))))
    return int(bool(failed))


def _drop(session: Session, addresses: Sequence[str]) -> int:
    from bot.service.feeds.memory import open_memory

    chosen = _chosen(addresses, _listed(session))
    with open_memory(session.settings.corpus_dir) as memory:
        for feed in chosen:
            memory.drop(feed.address)
            write_line(one_line(session.texts.feeds["dropped"].format(feed=feed.shown)))
    return 0


def _chosen(addresses: Sequence[str], known: Sequence[KnownFeed]) -> list[KnownFeed]:
    """The feeds of the list that were named, as they are kept or as they are shown."""
    by_address = {feed.shown: feed for feed in known} | {feed.address: feed for feed in known}
    for address in addresses:
        if address not in by_address:
            raise InputError("feeds.unknown", feed=address)
    return [by_address[address] for address in addresses]


def _write_list(known: Sequence[KnownFeed], session: Session, *, json: bool) -> None:
    texts = session.texts
    if json:
        records = [
            asdict(feed) | {"address": feed.shown, "problem": _problem_json(feed)} for feed in known
        ]
        write_json(json_module.dumps(records, ensure_ascii=False))
        return
    if not known:
        notice(texts.feeds["none"])
        return
    names = ("feed", "title", "fetched", "read", "to_read", "given_up", "problem")
    rows = [
        (
            feed.shown,
            feed.title,
            _when(feed.fetched, session),
            *map(str, (feed.read, feed.waiting, feed.given_up)),
            in_words(Problem.from_json(json_module.loads(feed.problem)), texts.language)
            if feed.problem
            else "",
        )
        for feed in known
    ]
    write_table([texts.feeds[name] for name in names], rows, numeric={3, 4, 5})


def _problem_json(feed: KnownFeed) -> object:
    return json_module.loads(feed.problem) if feed.problem else None


def _when(fetched: float | None, session: Session) -> str:
    if fetched is None:
        return session.texts.feeds["never"]
    when = datetime.fromtimestamp(fetched).astimezone()
    return f"{session.texts.day(when.date())} {when:%H:%M}"
