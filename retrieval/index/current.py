"""The generation in force as time goes on: another one that comes into force is swapped in."""

from __future__ import annotations

import logging
import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.errors import ArticleError, IndexDamagedError, IndexMissingError, MachineError
from retrieval.index.generation import Generation
from retrieval.index.in_force import current_generation
from retrieval.index.manifest import verified_manifest
from retrieval.index.read_later import ReadLater
from retrieval.index.store import Store
from retrieval.reports import IndexInfo

if TYPE_CHECKING:
    from retrieval.embedding.encoder import Encoder
    from retrieval.index.catalog.read import Catalog

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Opened:
    """A generation, and the state of `current` when it was opened.

    Attributes:
        generation: The generation.
        stamp: Tells one `current` from another.
        rest: Reads what opening left unread.
        withdrawn: Whether it was taken out of force since, and no other put in its place.
    """

    generation: Generation
    stamp: Hashable
    rest: ReadLater
    withdrawn: bool = False


class CurrentGeneration:
    """What is in force, with the encoder that its questions need."""

    def __init__(self, store: Store, encoder: Encoder, stages: tuple[str, ...] = ()) -> None:
        """Opens the generation in force.

        Args:
            store: Where it is kept.
            encoder: Embeds the questions.
            stages: Fingerprints of what judges the hits.

        Raises:
            IndexMissingError: If there is no index.
            IndexDamagedError: If it is damaged, or was built with another encoder, for other stages
                or by another schema.
        """
        self.encoder = encoder
        self._stages = stages
        self._store = store
        self._opened = self._checked(_open_current(store))
        self._swapping = threading.Lock()
        self._refused = False

    @contextmanager
    def in_force(self) -> Iterator[Generation | None]:
        """Holds the generation in force open while it is read from.

        Yields:
            The generation, None where the last article was removed.

        Raises:
            IndexDamagedError: If what is done inside fails, and a file is not what was written; or
                if a file that opening left unread has been found so since.
        """
        self._refresh()
        opened = self._opened  # read once: another thread may swap at any moment
        if not opened.withdrawn:
            opened.rest.check()
        with opened.generation.damage_named():
            yield None if opened.withdrawn else opened.generation

    @contextmanager
    def holding(self, article_id: str) -> Iterator[Catalog]:
        """Holds the catalog in force open, to look an article up in.

        Args:
            article_id: Its id; it need not be there.

        Yields:
            The catalog.

        Raises:
            ArticleError: If the corpus holds no article at all.
        """
        with self.in_force() as generation:
            if generation is None:
                raise ArticleError("article.none", article=article_id)
            yield generation.catalog

    def info(self) -> IndexInfo:
        """What is in force; with no name and no article where the last one was removed."""
        with self.in_force() as generation:
            if generation is None:
                return _nothing(self._opened.generation)
            return _describe(generation)

    def close(self) -> None:
        """Closes what is open."""
        self._opened.rest.stop()
        self._opened.generation.close()

    def _refresh(self) -> None:
        """Swaps to another generation if one has come into force and can be used.

        The old one is closed when the last question that began with it is done: its files stay
        readable until then, even where the builder has removed their names.
        """
        stamp = self._store.stamp()
        if stamp == self._opened.stamp or not self._swapping.acquire(blocking=False):
            return
        before = self._opened
        try:
            self._opened = self._checked(_open_current(self._store))
            before.rest.stop()
            self._refused = False
        except MachineError as error:  # may well be over at the next question
            if not self._refused:
                _log.warning("keeping the index generation %s: %s", self._name, error)
            self._refused = True
        except (IndexMissingError, IndexDamagedError) as error:
            if self._store.is_withdrawn():
                self._opened = replace(self._opened, stamp=stamp, withdrawn=True)
                return
            _log.warning("keeping the index generation %s: %s", self._name, error)
            self._opened = replace(self._opened, stamp=stamp)
        finally:
            self._swapping.release()

    @property
    def _name(self) -> str:
        return self._opened.generation.folder.name

    def _checked(self, opened: _Opened) -> _Opened:
        built_with = opened.generation.manifest.encoder
        if built_with != self.encoder.fingerprint:
            raise IndexDamagedError(
                "index.other_model",
                folder=opened.generation.folder,
                found=built_with,
                wanted=self.encoder.fingerprint,
            )
        built_for = opened.generation.manifest.stages
        if built_for != self._stages:
            raise IndexDamagedError(
                "index.other_stages",
                path=opened.generation.folder,
                found=", ".join(built_for) or "–",
                wanted=", ".join(self._stages) or "–",
            )
        opened.rest.start()
        return opened


def head_of(index_dir: Path) -> IndexInfo:
    """What is in force, without opening what a search needs.

    Args:
        index_dir: The index folder.

    Returns:
        What its head and its catalog say.

    Raises:
        IndexMissingError: If there is no index.
        IndexDamagedError: If it is damaged, or of another schema.
    """
    folder = current_generation(index_dir)
    generation = Generation(folder, verified_manifest(folder))
    with generation.damage_named():
        info = _describe(generation)
    generation.close()
    return info


def _describe(generation: Generation) -> IndexInfo:
    manifest = generation.manifest
    first, last = generation.catalog.date_span()
    return IndexInfo(
        generation=generation.folder.name,
        model=manifest.model,
        encoder=manifest.encoder,
        articles=manifest.articles,
        passages=manifest.passages,
        sentences=manifest.sentences,
        built_at=manifest.built_at,
        first_date=first,
        last_date=last,
        stages=manifest.stages,
    )


def _nothing(last: Generation) -> IndexInfo:
    manifest = last.manifest
    return IndexInfo("", manifest.model, manifest.encoder, 0, 0, 0, manifest.built_at, None, None)


def _open_current(store: Store) -> _Opened:
    """Opens the generation in force, again if a builder replaces it at this very moment."""
    while True:
        stamp = store.stamp()
        try:
            generation = store.open()
            return _Opened(generation, stamp, ReadLater(generation.folder, generation.manifest))
        except IndexDamagedError:
            if store.stamp() == stamp:
                raise
