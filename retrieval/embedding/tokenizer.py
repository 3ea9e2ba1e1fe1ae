"""Text → token ids, without transformers.

Two kinds: a SentencePiece unigram vocabulary, opened in no time (`unigram.py`), and for all others
the JSON of the `tokenizers` library.

A text longer than the model's limit keeps its first tokens, as sentence-transformers does it: what
stands behind the limit has no part in the vector. Passages are cut far below that limit, but a
sentence without an end may have a million characters: a tokenizer is shown no more than `seen`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from retrieval.embedding import unigram
from retrieval.embedding.unigram import UnigramSettings, UnigramTokenizer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

JSON_NAME = "tokenizer.json"

MAX_TOKEN_CHARS = 64
"""What stands behind so many characters for each token stands behind the model's limit, unless it
is no text: a token has two to six characters, and not many vocabularies hold one of sixteen."""


@dataclass(frozen=True, slots=True)
class TokenizerSettings:
    """How a compiled model's tokenizer is opened.

    Attributes:
        max_tokens: Most ids a text may have, special ones counted in.
        unigram: The settings of a unigram vocabulary; None for the `tokenizers` library's JSON.
    """

    max_tokens: int
    unigram: UnigramSettings | None = None

    @property
    def file_names(self) -> tuple[str, ...]:
        """The files it is opened from."""
        return unigram.FILE_NAMES if self.unigram else (JSON_NAME,)

    def seen(self, text: str) -> str:
        """The beginning of a text that the tokenizer is shown."""
        return text[: self.max_tokens * MAX_TOKEN_CHARS]


class Tokenizer(Protocol):
    """Turns a text into the ids that a model reads; safe under threads."""

    def ids(self, text: str) -> Sequence[int]:
        """The ids of `text`, special ones included."""
        ...


def open_tokenizer(folder: Path, settings: TokenizerSettings) -> Tokenizer:
    """Opens the tokenizer of a compiled model.

    Args:
        folder: The compiled model's folder.
        settings: From its manifest.

    Returns:
        A tokenizer.

    Raises:
        ValueError: A file cannot be read.
    """
    if settings.unigram:
        return UnigramTokenizer(folder, settings.unigram, settings.max_tokens)
    return _JsonTokenizer(folder / JSON_NAME, settings.max_tokens)


class _JsonTokenizer:
    def __init__(self, path: Path, max_tokens: int) -> None:
        from tokenizers import Tokenizer as Backend

        try:
            self._backend = Backend.from_file(str(path))
        except Exception as error:  # the library raises bare Exception
            raise ValueError(f"{path.name} cannot be read: {error}") from error
        self._backend.no_padding()
        self._backend.enable_truncation(max_tokens)

    def ids(self, text: str) -> Sequence[int]:
        ids: list[int] = self._backend.encode(text).ids
        return ids
