"""Opens the engine for a command: the index, built first where there is none; with progress.

`device` and the model's compilation belong to building; answering runs on what was compiled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.output import notice
from bot.progress import progress_on_stderr
from bot.session import Session
from retrieval.errors import CorpusError, IndexMissingError

if TYPE_CHECKING:
    from retrieval.encoder import Encoder
    from retrieval.index import BuildReport
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
    from retrieval.search import Searcher

    settings = session.settings
    # A model that is merely the default gives way to the one the index was built with.
    asked_for = "embedding_model" in settings.model_fields_set
    return Searcher.open(
        settings.index_dir,
        encoder=_compiled_anew(session),
        model=settings.embedding_model if asked_for else None,
        cache_dir=settings.cache_dir,
    )


def build(session: Session) -> BuildReport:
    """Brings the index up to date, with progress on standard error.

    Args:
        session: Says from which corpus, with which model, where to.

    Returns:
        What was done.

    Raises:
        WortlautError: It cannot be; an earlier index stays in force.
    """
    from retrieval.index import build_index
    from retrieval.models import open_encoder

    settings = session.settings
    model = settings.embedding_model
    with progress_on_stderr(session.texts) as progress:
        encoder = open_encoder(
            model, cache_dir=settings.cache_dir, device=settings.device, progress=progress
        )
        return build_index(
            settings.corpus_dir, settings.index_dir, encoder, model=model, progress=progress
        )


def rebuild(session: Session) -> None:
    """Brings the index up to date and says on standard error what came of it."""
    report = build(session)
    name_skipped(session, report)
    notice(build_summary(session, report))


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
        return texts.corpus_gone.format(folder=settings.corpus_dir)
    return texts.changed[changed != 1].format(n=changed) if changed else None


def _compiled_anew(session: Session) -> Encoder | None:
    """Opens the index's model with progress where it has to be compiled first, else None."""
    from retrieval.models import default_models_dir, open_encoder
    from retrieval.store.generation import current_generation
    from retrieval.store.manifest import read_manifest

    settings = session.settings
    manifest = read_manifest(current_generation(settings.index_dir))
    if (default_models_dir(settings.cache_dir) / manifest.encoder).is_dir():
        return None
    with progress_on_stderr(session.texts) as progress:
        return open_encoder(
            manifest.model,
            cache_dir=settings.cache_dir,
            fingerprint=manifest.encoder,
            progress=progress,
        )
