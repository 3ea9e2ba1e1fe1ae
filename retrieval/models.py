"""Which models: the one that embeds, and what reads the best hits again.

A model that was named wins, then the one the index was built with, then the embedded one. A named
one must be the index's own to ask it, and is what a build brings the index to. So must the reader.

Importing this module is light: what a method needs is imported when it is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from retrieval.errors import IndexDamagedError, IndexFolderError, IndexMissingError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from retrieval.answering.pipeline import Stage
    from retrieval.embedding.encoder import Encoder
    from retrieval.errors import Problem
    from retrieval.index.manifest import Manifest
    from retrieval.progress import Progress
    from retrieval.reports import IndexInfo, ModelState

DEFAULT_MODEL = "embedded"


class Models:
    """The encoder and the reader that were named for an index."""

    def __init__(
        self,
        index_dir: Path,
        *,
        model: str | None,
        cache_dir: Path | None,
        device: Literal["auto", "cpu", "cuda"],
        reader: str,
        encoder: Encoder | None,
        stages: Sequence[Stage] | None,
    ) -> None:
        """Names them, as `Library` says; nothing is opened yet."""
        self._index_dir = index_dir
        self._model = model
        self._cache_dir = cache_dir
        self._device = device
        self._reader = reader
        self._encoder = encoder
        self._stages = None if stages is None else tuple(stages)
        self._opened: tuple[str, Encoder] | None = None
        self._made_upon: tuple[Encoder, tuple[Stage, ...]] | None = None

    @property
    def name(self) -> str:
        """The model a build brings the index to: the one asked for, the index's, the embedded."""
        if self._model is not None:
            return self._model
        from retrieval.index.in_force import current_generation
        from retrieval.index.manifest import read_manifest

        try:
            return read_manifest(current_generation(self._index_dir)).model
        except IndexFolderError:
            raise
        except (IndexMissingError, IndexDamagedError):
            return DEFAULT_MODEL

    def state(self) -> ModelState:
        """Looks for the model; compiles nothing.

        Returns:
            Whether it is at hand and compiled.

        Raises:
            ModelError: There is no such model.
        """
        from retrieval.embedding.open import state_of

        return state_of(self.name, self._cache_dir)

    def reader_state(self) -> ModelState | None:
        """Looks for the cross-encoder that was named; compiles nothing.

        Returns:
            Whether it is at hand and compiled; None where none was named.

        Raises:
            ModelError: There is no such model.
        """
        from retrieval.embedding.open import reader_state_of
        from retrieval.reading.open import EMBEDDED, OFF

        if self._reader in (EMBEDDED, OFF):
            return None
        return reader_state_of(self._reader, self._cache_dir)

    def can_ask(self, info: IndexInfo) -> bool:
        """Tells whether questions can be put to an index.

        Args:
            info: From `Library.info`.

        Returns:
            Whether its encoder is compiled, or is what its model would be compiled to.
        """
        from retrieval.embedding.open import is_compiled, state_of

        if is_compiled(info.encoder, self._cache_dir):
            return True
        return state_of(info.model, self._cache_dir).fingerprint in (info.encoder, None)

    def are_read_for(self, info: IndexInfo) -> bool:
        """Tells whether an index was built for the reader, as far as that is plain unopened.

        Args:
            info: From `Library.info`.

        Returns:
            False where another reader, or none, was named.

        Raises:
            ModelError: There is no such model.
        """
        return self._wanted_stages(info.stages) == info.stages

    def verify(self, fingerprint: str) -> list[Problem]:
        """Reads a compiled model whole, also its token vectors, of which asking reads a few rows.

        Args:
            fingerprint: The model's, from `state` or `Library.info`.

        Returns:
            One problem for each file that is not what was written, or one that says that the model
            is not compiled.
        """
        from retrieval.embedding.model_folder import verify_compiled
        from retrieval.embedding.open import compiled_folder

        return verify_compiled(compiled_folder(fingerprint, self._cache_dir))

    def verify_built_with(self, manifest: Manifest) -> list[Problem]:
        """Reads whole what an index was built with, but for what was handed in.

        Args:
            manifest: The index's.

        Returns:
            As `verify`.
        """
        built_with = [] if self._encoder is not None else [manifest.encoder]
        if self._stages is None:
            from retrieval.reading.cross_encoder_stage import cross_encoders_among

            built_with += cross_encoders_among(manifest.stages)
        return [problem for name in built_with for problem in self.verify(name)]

    def refuse_others(self, manifest: Manifest) -> None:
        """Refuses an index that was built with another model, or for another reader.

        Args:
            manifest: The index's.

        Raises:
            IndexDamagedError: It was.
            ModelError: There is no such model.
        """
        if self._model not in (None, manifest.model):
            raise IndexDamagedError(
                "index.other_model",
                folder=self._index_dir,
                found=manifest.model,
                wanted=self._model,
            )
        wanted = self._wanted_stages(manifest.stages)
        if wanted != manifest.stages:
            raise IndexDamagedError(
                "index.other_stages",
                path=self._index_dir,
                found=", ".join(manifest.stages) or "–",
                wanted=", ".join(wanted) or "–",
            )

    def must_compile(self, manifest: Manifest) -> bool:
        """Whether the encoder of an index has to be compiled before it is asked."""
        from retrieval.embedding.open import is_compiled

        return self._encoder is None and not is_compiled(manifest.encoder, self._cache_dir)

    def encoder(
        self, model: str, progress: Progress | None, fingerprint: str | None = None
    ) -> Encoder:
        """Opens an encoder, unless it was opened last; compiles it first where that is due.

        Args:
            model: Its name.
            progress: Told of compiling.
            fingerprint: That of the encoder an index was built with.

        Returns:
            The encoder; the one that was handed in, if one was.

        Raises:
            ModelError: It cannot be opened.
        """
        if self._encoder is not None:
            return self._encoder
        if self._opened is not None:
            name, opened = self._opened
            if name == model and fingerprint in (None, opened.fingerprint):
                return opened
        from retrieval.embedding.open import open_encoder

        opened = open_encoder(
            model,
            cache_dir=self._cache_dir,
            device=self._device,
            fingerprint=fingerprint,
            progress=progress,
        )
        self._opened = model, opened
        return opened

    def stages_upon(
        self,
        encoder: Encoder,
        built_for: tuple[str, ...] = (),
        progress: Progress | None = None,
    ) -> tuple[Stage, ...]:
        """Opens what judges hits anew, once for an encoder.

        Args:
            encoder: What embeds.
            built_for: The fingerprints of the stages an index was built for.
            progress: Told of compiling.

        Returns:
            The stages, in turn.

        Raises:
            ModelError: One cannot be opened.
        """
        if self._stages is not None:
            return self._stages
        if self._made_upon is None or self._made_upon[0] is not encoder:
            from retrieval.reading.open import reader_for

            made = reader_for(
                encoder,
                self._reader,
                built_for=built_for,
                cache_dir=self._cache_dir,
                progress=progress,
            )
            self._made_upon = encoder, made
        return self._made_upon[1]

    def _wanted_stages(self, built_for: tuple[str, ...]) -> tuple[str, ...]:
        """The stages that an index of some stages has to be built for, as far as that is plain."""
        if self._stages is not None:
            return tuple(stage.fingerprint for stage in self._stages)
        from retrieval.reading.open import stages_of

        return stages_of(self._reader, built_for, self._cache_dir)
