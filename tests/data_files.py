"""Data files of the embedded model's format, written down from its description."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

HIDDEN = 32
POSITIONS = 64
_BEGIN, _END, _PADDING, _UNKNOWN = 0, 2, 1, 3


def four_bit(weights: np.ndarray, scale: float) -> bytes:
    """One block."""
    levels = [int(weight / scale) + 8 for weight in weights]
    nibbles = bytes(levels[i] | levels[i + 16] << 4 for i in range(16))
    return struct.pack("<e", scale) + nibbles


def write_data_file(
    path: Path,
    pieces: Sequence[tuple[str, float]],
    rows: Sequence[bytes],
    tensors: Mapping[str, Sequence[float]],
    *,
    layers: int = 0,
    heads: int = 1,
    wide: int = 4,
) -> None:
    """A file with a vocabulary matrix of `rows`, and tensors in float32."""
    texts = [piece.encode() for piece, _ in pieces]
    ends = np.cumsum([0, *map(len, texts)]).tolist()
    out = b"E5S1" + struct.pack("<I", 1)
    out += struct.pack("<7i", HIDDEN, layers, heads, wide, len(rows), POSITIONS, 2)
    out += struct.pack("<fi", 1e-12, 32)
    out += struct.pack("<5iQ", len(pieces), _BEGIN, _END, _PADDING, _UNKNOWN, ends[-1])
    out += struct.pack(f"<{len(ends)}I", *ends)
    out += struct.pack(f"<{len(pieces)}f", *(score for _, score in pieces)) + b"".join(texts)
    out += struct.pack("<iI", 1, 9) + struct.pack("<IBI", 0xA0, 1, 0x20)
    kept = [(b"emb.word", 1, len(rows) * HIDDEN, b"".join(rows))]
    for name, values in tensors.items():
        flat = np.asarray(values, dtype="<f4").ravel()
        kept.append((name.encode(), 0, len(flat), flat.tobytes()))
    offset = len(out) + 4 + sum(2 + len(name) + 21 for name, *_ in kept)
    out += struct.pack("<i", len(kept))
    for name, kind, elements, raw in kept:
        out += struct.pack("<H", len(name)) + name
        out += struct.pack("<BIQQ", kind, elements, offset, len(raw))
        offset += len(raw)
    path.write_bytes(out + b"".join(raw for *_, raw in kept))


def write_tiny_model(path: Path, pieces: Sequence[tuple[str, float]], layers: int = 2) -> None:
    """A whole model with random numbers, the same each time."""
    random = np.random.default_rng(7)
    wide = 2 * HIDDEN

    def some(*shape: int) -> np.ndarray:
        return random.normal(0, 0.3, shape)

    tensors = {
        "emb.pos": some(POSITIONS, HIDDEN),
        "emb.type": some(2, HIDDEN),
        "emb.ln.w": 1 + some(HIDDEN),
        "emb.ln.b": some(HIDDEN),
    }
    for layer in range(layers):
        shapes = {"q": (HIDDEN, HIDDEN), "k": (HIDDEN, HIDDEN), "v": (HIDDEN, HIDDEN)}
        shapes |= {"ao": (HIDDEN, HIDDEN), "fi": (wide, HIDDEN), "fo": (HIDDEN, wide)}
        for name, shape in shapes.items():
            tensors[f"l{layer}.{name}.w"] = some(*shape)
            tensors[f"l{layer}.{name}.b"] = some(shape[0])
        for name in ("aln", "oln"):
            tensors[f"l{layer}.{name}.w"] = 1 + some(HIDDEN)
            tensors[f"l{layer}.{name}.b"] = some(HIDDEN)
    rows = [
        four_bit(np.round(np.clip(some(HIDDEN) * 10, -8, 7)) * 0.25, 0.25)
        for _ in range(len(pieces) + 3)  # the matrix has more rows than there are pieces
    ]
    write_data_file(path, pieces, rows, tensors, layers=layers, heads=2, wide=wide)
