"""Examples → token windows and the encoder's states of them, on disk.

The encoder stays as it is, so its states are computed once and not at every pass. A set NAME
becomes three files: `NAME.windows.npy` and `NAME.questions.npy` hold the states of all tokens, one
row each, float16; `NAME.npz`, written last, says which rows are whose. A text is cut and tokenised
just as the reader does it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, Protocol
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from retrieval.embedding.encoder import available_cores
from retrieval.embedding.model_folder import CompiledModel
from retrieval.embedding.tokenizer import Tokenizer
from retrieval.reading.windows import Span, TokenWindow, WindowTokenizer
from retrieval.segmentation.segment import segment
from training.data import Example

_LAYOUT: Final = "1"
"""Raised by whoever changes what a window is, or what the files hold."""


class Encoder(Protocol):
    """What is needed of `retrieval.embedding.encoder.CompiledEncoder`."""

    @property
    def compiled(self) -> CompiledModel:
        """Its manifest, with its prompts."""
        ...

    @property
    def fingerprint(self) -> str:
        """Names it."""
        ...

    @property
    def tokenizer(self) -> Tokenizer:
        """Its tokenizer."""
        ...

    def states(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        """The states of tokens, shape (n_tokens, n_layers * width)."""
        ...


class _Cut:
    """Texts as windows, questions as tokens, and what belongs to what, by numbers."""

    def __init__(self, examples: Iterable[Example], tokenizer: WindowTokenizer) -> None:
        self._tokenizer = tokenizer
        self._texts: dict[tuple[str, str], int] = {}
        self._groups: dict[str, int] = {}
        self.windows: list[TokenWindow] = []
        self.spans: list[list[Span]] = []
        self.window_owners: list[tuple[int, int]] = []
        self.questions: list[list[int]] = []
        self.question_owners: list[tuple[int, int]] = []
        self.starts: list[int] = []
        for example in examples:
            self._add(example)

    def _add(self, example: Example) -> None:
        group = self._groups.setdefault(example.group, len(self._groups))
        key = example.title, example.text
        if key not in self._texts:
            self._texts[key] = len(self._texts)
            self._add_windows(example, (self._texts[key], group))
        self.questions.append(self._tokenizer.question(example.question))
        self.question_owners.append((self._texts[key], group))
        self.starts.append(example.start)

    def _add_windows(self, example: Example, owner: tuple[int, int]) -> None:
        found = segment(example.text, example.text_language)
        for passage in found.passages:
            sentences = found.sentences[passage.first_sentence : passage.end_sentence]
            spans = [(sentence.start, sentence.end) for sentence in sentences]
            self.windows.append(self._tokenizer.window(example.title, example.text, spans))
            self.spans.append(spans)
            self.window_owners.append(owner)

    def columns(self) -> dict[str, NDArray[np.int64]]:
        """All but tokens, as `training.pairs` reads it."""
        return {
            "window_ends": _ends(window.tokens for window in self.windows),
            "window_owners": np.array(self.window_owners, np.int64),
            "sentence_ends": _ends(self.spans),
            "sentence_tokens": np.array([s for w in self.windows for s in w.sentences], np.int64),
            "sentence_spans": np.array([s for spans in self.spans for s in spans], np.int64),
            "question_ends": _ends(self.questions),
            "question_owners": np.array(self.question_owners, np.int64),
            "starts": np.array(self.starts, np.int64),
        }


def prepare(name: str, examples: Sequence[Example], encoder: Encoder, build: Path) -> bool:
    """Writes a set's files, unless they are there and were made from the same.

    Args:
        name: The set's.
        examples: The set.
        encoder: Gives the states.
        build: The folder for the files; made where it is missing.

    Returns:
        Whether anything had to be done.
    """
    target = build / f"{name}.npz"
    made_from = _made_from(examples, encoder)
    if is_made_from(target, made_from):
        return False
    build.mkdir(parents=True, exist_ok=True)
    prompts = encoder.compiled.question.text, encoder.compiled.passage.text
    cut = _Cut(examples, WindowTokenizer(encoder.tokenizer, *prompts))
    columns: dict[str, NDArray[Any]] = {"made_from": np.array(made_from), **cut.columns()}
    for kind, tokens in (
        ("window", [window.tokens for window in cut.windows]),
        ("question", cut.questions),
    ):
        path = build / f"{name}.{kind}s.npy"
        columns[f"{kind}_vectors"] = _write_states(path, tokens, encoder)
    unfinished = target.with_name(f"{name}.part.npz")
    np.savez(unfinished, **columns)
    unfinished.replace(target)
    return True


def is_made_from(path: Path, made_from: str) -> bool:
    """Whether a set's last file is there, whole, and made from just this."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as columns:
            return str(columns["made_from"]) == made_from
    except (OSError, KeyError, ValueError, BadZipFile):
        return False


def _write_states(
    path: Path, sequences: Sequence[Sequence[int]], encoder: Encoder
) -> NDArray[np.float32]:
    """Writes the states of all tokens; gives the vector of each sequence."""
    ends = _ends(sequences)
    width = encoder.states(sequences[0]).shape[1]
    last = width // len(encoder.compiled.layers)
    rows = np.lib.format.open_memmap(path, "w+", np.float16, (int(ends[-1]), width))
    vectors = np.empty((len(sequences), last), np.float32)

    def read(number: int) -> None:
        states = encoder.states(sequences[number])
        rows[ends[number] - len(states) : ends[number]] = states
        # The mean of the last layer is what the encoder embeds a text as.
        mean = states[:, -last:].mean(axis=0)
        vectors[number] = mean / np.linalg.norm(mean)

    with ThreadPoolExecutor(available_cores()) as threads:
        for _ in threads.map(read, range(len(sequences))):
            pass
    rows.flush()
    return vectors


def _ends(sequences: Iterable[Sequence[object]]) -> NDArray[np.int64]:
    """One past the last row of each, where they stand one behind the other."""
    return np.cumsum([len(sequence) for sequence in sequences], dtype=np.int64)


def _made_from(examples: Sequence[Example], encoder: Encoder) -> str:
    shown = "\n".join((_LAYOUT, encoder.fingerprint, *map(repr, examples)))
    return hashlib.sha256(shown.encode("utf-8", "surrogatepass")).hexdigest()
