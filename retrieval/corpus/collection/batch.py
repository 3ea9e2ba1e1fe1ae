"""Adding many articles: proposals one by one, each held against the corpus and those before it.

What `additions.propose` does for one file, this does for what may hold thousands: the folder is
listed once, no article of it is read for each that is added, and no more than one entry lies in
memory.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Protocol, TypeAlias

from retrieval.article import Article
from retrieval.corpus.additions import (
    Composed,
    Given,
    Proposal,
    compose,
    free_names,
    named_file,
    proposal_of,
    refuse_inside,
)
from retrieval.corpus.cleaning.recurrence import Recurrences
from retrieval.corpus.collection.entries import entries_of
from retrieval.corpus.collection.entry import CollectionEntry, Found, Reading
from retrieval.corpus.collection.kinds import Kind, kind_of
from retrieval.corpus.collection.records import compose_record
from retrieval.corpus.history.records import Origin
from retrieval.corpus.readers import article_id, unexpected
from retrieval.corpus.readers.formats import ADDABLE_SUFFIXES, not_addable
from retrieval.corpus.readers.raw import read_raw
from retrieval.errors import ArticleError, Problem, WortlautError
from retrieval.reports import FieldsRead, FileChange, SkippedEntry

Proposed: TypeAlias = Proposal | SkippedEntry | FieldsRead

_NO_ID: Final[frozenset[str]] = frozenset()


def _next(found: Iterator[Found]) -> Found | None:
    """What comes next; whatever goes wrong with one collection stops no other."""
    try:
        return next(found, None)
    except WortlautError:
        raise
    except MemoryError:
        raise
    except Exception as error:
        raise unexpected(error) from error


class Known(Protocol):
    """The articles that there are.

    Attributes:
        ids: Their ids.
    """

    ids: set[str]

    def like(self, article: Article) -> Iterable[Article]:
        """Those that may say the same as another."""
        ...

    def recurrences(self, article: Article) -> Recurrences:
        """Which lines of an article stand in others of its publisher."""
        ...

    def add(self, article: Article) -> None:
        """One more."""
        ...


class Batch:
    """Adds articles to a corpus folder; one at a time, by one thread."""

    def __init__(
        self,
        corpus_dir: Path,
        known: Known,
        call: Callable[..., Any],
        add: Callable[..., Path],
        *,
        given: Given | None = None,
        fields: Mapping[str, str] | None = None,
        keep: bool = False,
        watch: Callable[[float], None] | None = None,
    ) -> None:
        """Looks at nothing yet.

        Args:
            corpus_dir: The corpus folder.
            known: The articles in it.
            call: Calls a function, its first argument, with the others, in a process with limits.
            add: Writes a proposal, as `CorpusFolder.add` does.
            given: What is known of every article.
            fields: Which fields of records say what; see `entry.Reading`.
            keep: Keep the lines that would leave for standing in many other articles of the
                publisher.
            watch: Told the share of a collection that has been read, in [0, 1].
        """
        self._corpus_dir = corpus_dir
        self._known, self._add, self._keep = known, add, keep
        self._given = given or Given()
        leave = frozenset({os.path.realpath(corpus_dir)})
        self._reading = Reading(
            call, entries_of, fields or {}, watch or (lambda share: None), leave=leave
        )

    def propose(self, source: Path | str) -> Iterator[Proposed]:
        """Works out what adding a file, or what a collection holds, would do; writes nothing.

        What has been proposed and is not added must not be passed on to `note`: then a later one
        may repeat it.

        Args:
            source: A file, in any format that is read, or a collection.

        Yields:
            Of a file its proposal. Of a collection the proposal of each entry, or why there is
            none, in their order; before the records of a file, how their fields are read.

        Raises:
            ArticleError: The source is no readable text, an address, or in the corpus folder
                already. Of a collection nothing is raised once something of it has come.
            MachineError: Memory or files have run out.
        """
        path = named_file(source)
        kind = kind_of(path)
        if kind is None or kind == "folder":
            refuse_inside(path, self._corpus_dir)
        try:
            if kind is not None:
                yield from self._collected(kind, path)
                return
            if path.suffix.lower() not in ADDABLE_SUFFIXES:
                raise not_addable(path.suffix)
            entry = CollectionEntry(str(path), read_raw(path), path.stem, path.suffix)
            yield self._proposal(entry)
        except ArticleError as error:
            raise ArticleError("file", path=path, reason=error.problem) from None

    def add(
        self,
        proposal: Proposal,
        *,
        allow_duplicate: bool = False,
        changes: list[FileChange] | None = None,
    ) -> Path:
        """Writes a proposed article into the corpus folder, and notes it.

        Args:
            proposal: From `propose`.
            allow_duplicate: Write it as an article of its own even though the corpus holds it
                already, or another version of it.
            changes: Told what was done, as `CorpusFolder.undo` takes it.

        Returns:
            The path written; its name may end in another number than the proposal's.

        Raises:
            ArticleError: The corpus holds the article already, and `allow_duplicate` is false.
            CorpusError: The corpus folder is missing or no folder.
            StorageError: The disk is full, read-only or otherwise refuses.
        """
        path = self._add(
            proposal, allow_duplicate=allow_duplicate, changes=changes, taken=self._known.ids
        )
        inside = path.relative_to(self._corpus_dir).as_posix()
        self._known.add(replace(proposal.article, id=article_id(inside), path=inside))
        return path

    def note(self, proposal: Proposal) -> None:
        """Takes a proposed article for one that is there: those that follow may repeat it."""
        self._known.add(proposal.article)

    def _collected(self, kind: Kind, path: Path) -> Iterator[Proposed]:
        name = path.name or str(path)
        found = entries_of(kind, path, name, self._reading)
        some = False
        while True:
            try:
                entry = _next(found)
                if entry is None:
                    break
                some = True
                yield self._of(entry)
            except ArticleError as error:
                if not some:
                    raise
                yield SkippedEntry(name, Problem("collection.broken", {"reason": error.problem}))
                break
        if not some:
            raise ArticleError("collection.empty")

    def _of(self, found: Found) -> Proposed:
        if not isinstance(found, CollectionEntry):
            return found
        try:
            return self._proposal(found)
        except ArticleError as error:
            return SkippedEntry(found.name, error.problem)

    def _proposal(self, entry: CollectionEntry) -> Proposal:
        call, ids = self._reading.call, self._known.ids

        def composing(given: Given, found: Recurrences | None) -> Composed:
            composed: Composed
            if entry.names is None:
                file = entry.content, entry.stem, entry.suffix
                composed = call(compose, *file, given, _NO_ID, found)
            else:
                record = entry.content, entry.names, entry.stem
                composed = call(compose_record, *record, given, found)
            path = next(free_names(composed.article.id, ids))
            article = replace(composed.article, id=article_id(path), path=path)
            return replace(composed, article=article)

        is_file = entry.names is None  # a record is nothing that could be read again alone
        return proposal_of(
            Path(entry.name),
            self._corpus_dir,
            composing,
            known=self._known.like,
            recurring=None if self._keep else self._known.recurrences,
            given=self._given,
            origin=Origin(f"{entry.stem}{entry.suffix}") if is_file else None,
            original=entry.content if is_file else None,
        )
