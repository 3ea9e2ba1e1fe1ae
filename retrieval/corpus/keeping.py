"""Changing articles so that nothing of their past is lost: adding, replacing, correcting, removing.

What an article needs is written before the article: its original, what its file held before, its
history. Killed in between, the article is as it was; its history then names a version that never
came into force, which `caught_up` takes out again.

A file that was changed by other means (an editor, `git pull`) is noticed by its hash when it is
next changed here: it becomes a version of its own, from its time on. What it held in between, and
nobody kept, is known by its hash alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from retrieval.corpus import editing
from retrieval.corpus.additions import Proposal, locate, write
from retrieval.corpus.cleaning.recurrence import key_of
from retrieval.corpus.editing import Correction
from retrieval.corpus.folder import CorpusFile, LoadedFile, load_file
from retrieval.corpus.history.ledger import Ledger
from retrieval.corpus.history.places import (
    HISTORY,
    ORIGINAL,
    VERSION,
    blob_name,
    changing,
    folder_of,
)
from retrieval.corpus.history.records import (
    History,
    How,
    Removal,
    VersionRecord,
    history_to_continue,
    written,
)
from retrieval.corpus.readers import article_id
from retrieval.corpus.readers.formats import format_of
from retrieval.corpus.readers.raw import read_raw
from retrieval.errors import ArticleError, StorageError
from retrieval.reports import FileChange

Changes = tuple[FileChange, ...]


def add(
    proposal: Proposal,
    *,
    allow_duplicate: bool = False,
    keep_original: bool = True,
    taken: Container[str] | None = None,
) -> tuple[Path, Changes]:
    """Writes a proposed article, and before it its original; raises as `additions.write` does.

    Args:
        proposal: The article, its text and where to.
        allow_duplicate: Write it even though the corpus holds it already.
        keep_original: Keep the bytes that it was made of.
        taken: As for `additions.write`.

    Returns:
        The path written, and all that was done.
    """
    corpus_dir, content = proposal.corpus_dir, proposal.content.encode()
    with changing(corpus_dir), Ledger(corpus_dir) as ledger:

        def beforehand(names: Iterable[str]) -> Iterator[str]:
            for name in names:
                if not (corpus_dir / name).exists():
                    folder = folder_of(corpus_dir, article_id(name))
                    history = history_to_continue(folder)
                    _keep(ledger, folder, history, proposal, name, "added", keep_original)
                yield name
                ledger.roll_back()  # somebody else took the name

        path = write(proposal, allow_duplicate=allow_duplicate, beforehand=beforehand, taken=taken)
        ledger.note(path, None, content)
        return path, ledger.changes


def put_in_place(
    proposal: Proposal, article: str, *, keep_original: bool = True, how: How = "new_text"
) -> tuple[Path, Changes]:
    """Makes a proposed article the newest version of one that is there; the id stays.

    Args:
        proposal: The article and its text.
        article: As for `locate`.
        keep_original: Keep the bytes that it was made of.
        how: How the version came.

    Returns:
        The path written, and all that was done. A file that is none of Markdown gives way to one.

    Raises:
        ArticleError: There is no such article, its file cannot be read, or it holds this already.
        CorpusError: The corpus folder is missing or no folder.
        StorageError: The disk is full, read-only or otherwise refuses; the old file is there.
    """
    corpus_dir, content = proposal.corpus_dir, proposal.content.encode()
    with changing(corpus_dir), Ledger(corpus_dir) as ledger:
        path = locate(article, corpus_dir)
        folder, history, raw = _present(corpus_dir, path)
        if raw == content:
            raise ArticleError("add.duplicate", source=proposal.source, article=history.article)
        format_ = format_of(path.suffix.lower())
        own = format_ is not None and format_.front_matter
        target = path if own else path.with_name(f"{path.stem}.md")
        _keep_version(ledger, folder, path.name, raw)
        _keep(ledger, folder, history, proposal, target.name, how, keep_original)
        ledger.put(target, content)
        if target != path:
            ledger.take(path)
        return target, ledger.changes


def correct(
    article: str, corpus_dir: Path, values: Mapping[str, editing.Value]
) -> tuple[Correction, Changes]:
    """Corrects an article's front matter as `editing.correct` does; returns all changes, too."""
    with changing(corpus_dir), Ledger(corpus_dir) as ledger:

        def store(path: Path, content: bytes, correction: Correction) -> None:
            folder, history, raw = _present(corpus_dir, path)
            _keep_version(ledger, folder, path.name, raw)
            given = {key: getattr(correction.after, key) for key in correction.keys}
            last = history.versions[-1]
            version = replace(
                last,
                at=now(),
                how="corrected",
                file_sha256=_digest(content),
                text_sha256=correction.after.text_sha256,
            )
            corrected = {**history.corrections, **plain(given)}
            history = replace(history.with_version(version), corrections=corrected)
            ledger.put(folder / HISTORY, written(history))
            ledger.put(path, content)

        return editing.correct(article, corpus_dir, values, store), ledger.changes


def remove(article: str, corpus_dir: Path, *, undoable: bool = True) -> tuple[Path, Changes]:
    """Deletes an article, its originals and its versions; of its past stay a day and a hash.

    That much stays also of an article that was never added here. Where the disk is so full that it
    cannot be written down, the article goes all the same.

    Args:
        article: As for `locate`.
        corpus_dir: The corpus folder.
        undoable: Whether the changes tell what was deleted, so that it can be brought back.

    Returns:
        The path deleted, and all that was done.

    Raises:
        ArticleError: There is no such article, or its file cannot be read.
        CorpusError: The corpus folder is missing or no folder.
        StorageError: A file may not be deleted.
    """
    with changing(corpus_dir), Ledger(corpus_dir) as ledger:
        path = locate(article, corpus_dir)
        folder = folder_of(corpus_dir, _id_of(path, corpus_dir))
        history, text = _last_words(corpus_dir, path, folder)
        day = now().astimezone().date()
        if text:
            with suppress(StorageError):
                ledger.put(folder / HISTORY, written(replace(history, removing=day)))
        ledger.take(path, missing_ok=False)
        forget(ledger, folder, history, day, text, undoable=undoable)
        return path, ledger.changes


def forget(
    ledger: Ledger, folder: Path, history: History, day: dt.date, text: str, *, undoable: bool
) -> None:
    """Deletes all that is kept of an article that is gone, but for the day and a hash."""
    with suppress(FileNotFoundError, NotADirectoryError):
        for blob in sorted(folder.iterdir()):
            if blob.name != HISTORY:
                ledger.take(blob, remember=undoable)
    gone = (*history.gone, *([Removal(day, text)] if text else ()))
    try:
        if gone:
            ledger.put(folder / HISTORY, written(History(gone=gone)))
        else:
            ledger.take(folder / HISTORY, remember=undoable)
    except StorageError:
        ledger.take(folder / HISTORY, remember=undoable)  # it still says where all came from


def caught_up(
    history: History, path: Path, raw: bytes, kept: Iterable[str], text_sha256: str = ""
) -> History:
    """A history that ends with what is in force.

    Args:
        history: As it was written down.
        path: The article's file.
        raw: What it holds.
        kept: The names of the files that are kept of the article.
        text_sha256: The article's, as it is now; empty if the file holds none.

    Returns:
        The history, with what was done by other means, and without what never came into force.
    """
    versions, digest = history.versions, _digest(raw)
    if versions and (versions[-1].file_sha256, versions[-1].name) == (digest, path.name):
        return history
    changed = dt.datetime.fromtimestamp(int(path.stat().st_mtime), dt.UTC)
    names = set(kept)
    while len(versions) > 1 and versions[-1].file_sha256 != digest:
        last = versions[-1]
        is_kept = blob_name(VERSION, last.file_sha256, last.name) in names
        if is_kept or changed > last.at or digest not in {v.file_sha256 for v in versions}:
            break
        versions = versions[:-1]  # killed before the article was written
    history = replace(history, versions=versions)
    if versions and (versions[-1].file_sha256, versions[-1].name) == (digest, path.name):
        return history
    by_hand = VersionRecord(changed, "by_hand", path.name, digest, text_sha256)
    if versions:
        last = versions[-1]
        by_hand = replace(
            by_hand,
            origin=last.origin,
            original_sha256=last.original_sha256,
            recurring=last.recurring,
        )
    return history.with_version(by_hand)


def now() -> dt.datetime:
    """What time it is, to the second."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def plain(values: Mapping[str, object]) -> dict[str, Any]:
    """Values of front matter as text or list of texts."""
    return {
        key: list(value)
        if isinstance(value, tuple)
        else value.isoformat()
        if isinstance(value, dt.date)
        else value
        for key, value in values.items()
    }


def _keep(
    ledger: Ledger,
    folder: Path,
    history: History,
    proposal: Proposal,
    name: str,
    how: How,
    keep_original: bool,
) -> None:
    """Writes what is kept of an article that is about to be written: original and history."""
    origin, original, digest = proposal.origin, proposal.original, None
    if origin is not None and original is not None:
        digest = _digest(original)
        if keep_original:
            ledger.put(folder / blob_name(ORIGINAL, digest, origin.name), original)
    elif origin is not None and history.versions:  # it was read anew
        digest = history.versions[-1].original_sha256
    version = VersionRecord(
        at=now(),
        how=how,
        name=Path(name).name,
        file_sha256=_digest(proposal.content.encode()),
        text_sha256=proposal.article.text_sha256,
        origin=origin,
        original_sha256=digest,
        recurring=tuple(
            (key_of(line.text), line.recurrence) for line in proposal.dropped if line.recurrence
        ),
    )
    given = plain(proposal.given.values())
    history = replace(
        history.with_version(version),
        article=article_id(name) if not history.article else history.article,
        corrections={**history.corrections, **given},
        removing=None,
        missing_since=None,
    )
    ledger.put(folder / HISTORY, written(history))


def _keep_version(ledger: Ledger, folder: Path, name: str, raw: bytes) -> None:
    ledger.put(folder / blob_name(VERSION, _digest(raw), name), raw)


def _present(corpus_dir: Path, path: Path) -> tuple[Path, History, bytes]:
    """The folder of what is kept of an article, its history up to now, and what its file holds."""
    id_ = _id_of(path, corpus_dir)
    folder = folder_of(corpus_dir, id_)
    try:
        raw = read_raw(path)
    except ArticleError as error:
        raise ArticleError("file", path=path, reason=error.problem) from None
    history = history_to_continue(folder)
    last = history.versions[-1] if history.versions else None
    text = last.text_sha256 if last and last.file_sha256 == _digest(raw) else ""
    history = caught_up(history, path, raw, names_in(folder), text or text_hash(corpus_dir, path))
    return folder, replace(history, article=id_), raw


def _last_words(corpus_dir: Path, path: Path, folder: Path) -> tuple[History, str]:
    """The history of an article that is to be removed, and the hash of its text; empty if none."""
    history = history_to_continue(folder)
    if path.is_symlink():  # which may lead out of the corpus
        return history, ""
    try:
        _, history, _ = _present(corpus_dir, path)
    except (ArticleError, OSError):
        return history, ""
    return history, history.versions[-1].text_sha256


def names_in(folder: Path) -> list[str]:
    """The names of the files in a folder; none where there is no folder."""
    try:
        return [entry.name for entry in folder.iterdir()]
    except OSError:
        return []


def text_hash(corpus_dir: Path, path: Path) -> str:
    """The hash of the text in an article's file; empty where there is none."""
    name = path.relative_to(corpus_dir).as_posix()
    found = load_file(corpus_dir, CorpusFile(name, 0, 0))
    return found.article.text_sha256 if isinstance(found, LoadedFile) else ""


def _id_of(path: Path, corpus_dir: Path) -> str:
    return article_id(path.relative_to(corpus_dir).as_posix())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
