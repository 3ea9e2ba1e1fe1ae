"""Opens the engine for a command: the index, built first where there is none; with progress.

`device` and the model's compilation belong to building; answering runs on what was compiled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.output import notice
from bot.progress import progress_on_stderr
from bot.session import Session
from retrieval.errors import CorpusError, IndexMissingError

if TYPE_CHECKING:
    from bot.settings import Settings
    from retrieval.encoder import Encoder
    from retrieval.index import BuildReport
    from retrieval.progress import Progress
    from retrieval.search import Searcher


def open_searcher(session: Session) -> Searcher:
    """Opens the index, building it first where there is none.

    Args:
        session: Says where corpus and index are.

    Returns:
        What answers questions; the caller closes it.

    Raises:
        IndexDamagedError: The index cannot be used, or is of another model than asked for.
        WortlautError: The missing index cannot be built.
    """
    try:
        return open_existing(session)
    except IndexMissingError:
        _check(session)
        notice(session.texts.first_build.format(folder=session.settings.corpus_dir))
    rebuild(session)
    return open_existing(session)


def open_existing(session: Session) -> Searcher:
    """Opens the index as it is.

    Args:
        session: Says where it is.

    Returns:
        What answers questions; the caller closes it.

    Raises:
        IndexMissingError: There is none.
        IndexDamagedError: It cannot be used.
    """
    with _opening_encoder(session) as encoder:
        # Half of a second of imports, while the encoder is opened beside them.
        from retrieval.search import Searcher

        settings = session.settings
        return Searcher.open(
            settings.index_dir,
            encoder=encoder(),
            model=_asked_for(settings),
            cache_dir=settings.cache_dir,
        )


def build(session: Session, *, allow_empty: bool = False) -> BuildReport:
    """Brings the index up to date, with progress on standard error.

    Args:
        session: Says from which corpus, with which model, where to.
        allow_empty: Whether no article may be left; none is quoted any more then.

    Returns:
        What was done.

    Raises:
        WortlautError: It cannot be; an earlier index stays in force.
    """
    from retrieval.index import build_index
    from retrieval.models import open_encoder

    settings = session.settings
    model = settings.embedding_model
    if not allow_empty:
        _check(session)
    with progress_on_stderr(session.texts) as progress:
        encoder = open_encoder(
            model, cache_dir=settings.cache_dir, device=settings.device, progress=progress
        )
        return build_index(
            settings.corpus_dir,
            settings.index_dir,
            encoder,
            model=model,
            progress=progress,
            allow_empty=allow_empty,
        )


def rebuild(session: Session, *, allow_empty: bool = False) -> None:
    """Brings the index up to date and says on standard error what came of it.

    Args:
        session: The settings and the language.
        allow_empty: Whether a corpus without an article may leave no index in force.
    """
    report = build(session, allow_empty=allow_empty)
    name_skipped(session, report)
    notice(build_summary(session, report))
    if not report.articles:
        notice(session.texts.corpus_emptied)


def name_skipped(session: Session, report: BuildReport) -> None:
    """Names each skipped file with its reason on standard error."""
    for file in report.skipped:
        notice(session.texts.skipped_file.format(path=file.path, reason=file.reason))


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


def note_changes(session: Session) -> None:
    """Says in one line on standard error that the corpus has changed since the index was built."""
    line = changes_line(session)
    if line:
        notice(line)


def changes_line(session: Session) -> str | None:
    """Returns what to tell of changes to the corpus since the index was built, None if none."""
    from retrieval.changes import corpus_changed

    settings, texts = session.settings, session.texts
    try:
        changed = corpus_changed(settings.corpus_dir, settings.index_dir)
    except CorpusError:
        gone = not settings.corpus_dir.exists()
        text = texts.corpus_gone if gone else texts.corpus_unreadable
        return text.format(folder=settings.corpus_dir)
    return texts.changed[changed != 1].format(n=changed) if changed else None


def _check(session: Session) -> None:
    """Refuses a corpus without a file before a model is compiled for it."""
    from retrieval.index import check_corpus

    check_corpus(session.settings.corpus_dir, session.settings.index_dir)


def _asked_for(settings: Settings) -> str | None:
    """The model, unless it is merely the default: that gives way to the one of the index."""
    return settings.embedding_model if "embedding_model" in settings.model_fields_set else None


@contextmanager
def _opening_encoder(session: Session) -> Iterator[Callable[[], Encoder | None]]:
    """Opens the index's model in a thread; what is given waits for it.

    Where the model has to be compiled first, that is done before, with progress. Where another is
    asked for than the index was built with, none is opened: the searcher says what is wrong.
    """
    from retrieval.store.generation import current_generation
    from retrieval.store.manifest import read_manifest

    settings = session.settings
    manifest = read_manifest(current_generation(settings.index_dir))
    if _asked_for(settings) not in (None, manifest.model):
        yield lambda: None
        return

    def opened(progress: Progress | None = None) -> Encoder:
        from retrieval.models import open_encoder

        return open_encoder(
            manifest.model,
            cache_dir=settings.cache_dir,
            fingerprint=manifest.encoder,
            progress=progress,
        )

    if not _is_compiled(settings, manifest.encoder):
        with progress_on_stderr(session.texts) as progress:
            encoder = opened(progress)
        yield lambda: encoder
        return
    from retrieval.encoder import import_runtime

    import_runtime()
    with ThreadPoolExecutor(1) as aside:
        yield aside.submit(opened).result


def _is_compiled(settings: Settings, fingerprint: str) -> bool:
    from retrieval.models import default_models_dir

    return (default_models_dir(settings.cache_dir) / fingerprint).is_dir()
