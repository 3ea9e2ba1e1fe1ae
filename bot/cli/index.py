"""`wortlaut index`, `articles`, `verify`: the index, and opening it for every command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import options, tables
from bot.cli.doubles import write_doubles
from bot.cli.interrupt import Interrupt
from bot.cli.issues import write_issues
from bot.cli.options import Session
from bot.cli.progress import progress_on_stderr
from bot.cli.recurring import write_recurring
from bot.cli.streams import notice, write_line
from bot.cli.versions import write_versions
from bot.engine import library_of
from bot.errors import InputError
from bot.escape import one_line
from bot.texts.problems import in_words
from retrieval.errors import CorpusError, IndexBusyError, IndexMissingError

if TYPE_CHECKING:
    from retrieval.library import Library
    from retrieval.reports import BuildReport

_MAX_NOTED = 20


def index(
    corpus: options.Corpus = None,
    index: options.Index = None,
    model: options.Model = None,
    reader: options.Reader = None,
    device: options.Device = None,
) -> int:
    """Brings the index up to date with the corpus.

    Only texts never seen before are embedded. Files that cannot be read are named with the reason;
    the rest is indexed. Killed at any moment, the earlier index stays in force.
    """
    session = options.start(
        corpus_dir=corpus,
        index_dir=index,
        embedding_model=model,
        reader_model=reader,
        device=device,
    )
    try:
        with Interrupt() as interrupt, progress_on_stderr(session.texts) as progress:
            report = library_of(session.settings).build(interrupt.watched(progress))
    except KeyboardInterrupt:
        notice(session.texts.build_interrupted)
        raise
    name_skipped(session, report)
    write_line(build_summary(session, report))
    return 0


def articles(
    check: Annotated[
        bool, typer.Option("--check", help="What is missing, guessed or implausible.")
    ] = False,
    doubles: Annotated[
        bool, typer.Option("--doubles", help="Those that say the same, and what differs.")
    ] = False,
    recurring: Annotated[
        bool, typer.Option("--recurring", help="Lines that recur in a publisher's articles.")
    ] = False,
    versions: Annotated[
        str | None,
        typer.Option(
            "--versions", metavar="ARTICLE", help="What an article said when, and what changed."
        ),
    ] = None,
    json: options.Json = False,
    corpus: options.Corpus = None,
    index: options.Index = None,
) -> int:
    """Lists the indexed articles, newest first.

    A table in a terminal, tab-separated lines in a pipe. With --check those of which something is
    missing, guessed or implausible, each with the command that mends it; status 1: there are some.
    With --doubles those that say the same as another, word for word or nearly so, in groups: below
    the earliest each other one, and its sentences (+) and the earliest one's (-) that only one has.
    With --recurring the lines that stand in many articles of one publisher, and in how many of them
    `wortlaut add` would drop them; where in none, they may be text.
    With --versions what one article said since when, the newest first: how it came, and each word
    that is gone ([-so-]) or new ({+so+}); answers quote the newest alone.
    """
    session = options.start(corpus_dir=corpus, index_dir=index)
    if check + doubles + recurring + (versions is not None) > 1:
        raise InputError("input.several_lists")
    if versions is not None:
        of_article = library_of(session.settings).corpus.versions(versions)
        write_versions(of_article, session.texts, json=json)
        return 0
    with library_of(session.settings) as library:
        if doubles:
            write_doubles(library.doubles(), session.texts, json=json)
            note_changes(session, library)
            return 0
        if recurring:
            write_recurring(library.recurring_lines(), session.texts, json=json)
            note_changes(session, library)
            return 0
        if check:
            status = write_issues(session, library, json=json)
            note_changes(session, library)
            return status
        found = library.articles()
    if json:
        tables.write_json_articles(found)
    else:
        tables.write_articles(found, session.texts)
    note_changes(session, library)
    return 0


def verify(corpus: options.Corpus = None, index: options.Index = None) -> int:
    """Checks that the index holds what was indexed, word for word.

    Every stored article must still hash to what was indexed, every passage be the slice it claims,
    every file of the compiled model be what was written; a model that is not there is named, too.
    Prints a line for each disagreement and ends with status 1 if there is any. Whether the corpus
    has changed since is said besides; for that every file of it is read.
    """
    session = options.start(corpus_dir=corpus, index_dir=index)
    texts = session.texts
    library = library_of(session.settings)
    problems = library.verify()
    info = library.info
    for problem in problems:
        write_line(one_line(in_words(problem, texts.language)))
    if problems:
        return 1
    write_line(
        texts.verified.format(
            articles=texts.count(info.articles, texts.articles),
            passages=texts.count(info.passages, texts.passages),
            sentences=texts.count(info.sentences, texts.sentences),
        )
    )
    note_changes(session, library, read=True)
    return 0


def open_library(session: Session) -> Library:
    """Opens the library, building its index first where there is none.

    Args:
        session: Says where corpus and index are.

    Returns:
        What answers questions; the caller closes it.

    Raises:
        IndexDamagedError: The index cannot be used, or is of another model than asked for.
        WortlautError: The missing index cannot be built.
    """
    library = library_of(session.settings)
    try:
        with progress_on_stderr(session.texts) as progress:
            return library.open(progress)
    except IndexMissingError:
        library.check_corpus()
        notice(session.texts.first_build.format(folder=session.settings.corpus_dir))
    rebuild(session, library)
    return library.open()


def rebuild(
    session: Session, library: Library, *, allow_empty: bool = False, wait: bool = False
) -> None:
    """Brings the index up to date and says on standard error what came of it.

    Args:
        session: The language.
        library: What to bring up to date.
        allow_empty: Whether a corpus without an article may leave no index in force.
        wait: Wait for another process that is building the index.

    Raises:
        IndexBusyError: There is one, and `wait` is false.
    """
    with progress_on_stderr(session.texts) as progress:
        try:
            report = library.build(progress, allow_empty=allow_empty)
        except IndexBusyError:
            if not wait:
                raise
            notice(session.texts.waiting)
            report = library.build(progress, allow_empty=allow_empty, wait=True)
    name_skipped(session, report)
    if report.cache_set_aside:
        notice(session.texts.cache_set_aside.format(path=report.cache_set_aside))
    notice(build_summary(session, report))
    if not report.articles:
        notice(session.texts.shared.corpus_emptied)


def name_skipped(session: Session, report: BuildReport) -> None:
    """Names each skipped file with its reason on standard error, and what cannot be used."""
    for file in report.skipped:
        notice(
            session.texts.skipped_file.format(
                path=file.path, reason=in_words(file.problem, session.texts.language)
            )
        )
    _name_noted(session, report)


def _name_noted(session: Session, report: BuildReport) -> None:
    texts = session.texts
    for file in report.noted[:_MAX_NOTED]:
        reason = in_words(file.problem, texts.language)
        notice(texts.noted_file.format(path=file.path, reason=reason))
    more = len(report.noted) - _MAX_NOTED
    if more > 0:
        notice(texts.noted_more.format(n=more))


def build_summary(session: Session, report: BuildReport) -> str:
    """Returns the line that sums up a build."""
    texts = session.texts
    counts = ", ".join(
        (
            texts.count(report.articles, texts.articles),
            texts.count(report.passages, texts.passages),
            texts.count(report.sentences, texts.sentences),
        )
    )
    delta = texts.build_delta.format(
        new=report.new,
        changed=report.changed,
        removed=report.removed,
        skipped=len(report.skipped),
    )
    return f"{counts}; {delta}; {texts.seconds.format(seconds=texts.decimal(report.seconds))}"


def note_changes(session: Session, library: Library, *, read: bool = False) -> None:
    """Says in one line on standard error that the corpus has changed since the index was built.

    Args:
        session: The language.
        library: Its corpus and its index.
        read: Read every file to know.
    """
    line = changes_line(session, library, read=read)
    if line:
        notice(line)


def changes_line(session: Session, library: Library, *, read: bool = False) -> str | None:
    """Returns what to tell of changes to the corpus since the index was built, None if none."""
    settings, texts = session.settings, session.texts
    try:
        changed = library.changes(read=read)
    except CorpusError:
        gone = not settings.corpus_dir.exists()
        text = texts.corpus_gone if gone else texts.corpus_unreadable
        return text.format(folder=settings.corpus_dir)
    return texts.changed[changed != 1].format(n=changed) if changed else None
