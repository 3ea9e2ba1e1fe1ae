"""The embedded model → the files that `CompiledEncoder` opens, straight from its data file.

No torch, no sentence-transformers, no transformers: the graph is written node by node
(`bert_graph.py`), the vocabulary as it stands in the file. What sentence-transformers makes of the
same file (`load_bundled.py`) compiles to the same vectors, bit for bit; the tests hold that.

The agreement in the manifest is that with the graph in float32 and the vectors as the file has
them, which is what `SentenceTransformer.encode` computes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrieval.embedding.bundled import (
    PROMPTS,
    WeightsFile,
    nmt_nfkc_charsmap,
    read_weights,
)
from retrieval.embedding.compiling.bert_graph import SLOWER_FUSION, fuse_first_sum, write_bert_graph
from retrieval.embedding.compiling.probe import observed
from retrieval.embedding.compiling.samples import AGREEMENT_TEXTS
from retrieval.embedding.compiling.store import (
    STEPS,
    Source,
    agreement,
    made_with,
    sample_feeds,
    store_compiled,
)
from retrieval.embedding.compiling.write_tokenizer import normaliser
from retrieval.embedding.data_file import checked_data_file
from retrieval.embedding.encoder import CompiledEncoder
from retrieval.embedding.fingerprint import EMBEDDED, fingerprint_of
from retrieval.embedding.model_folder import CompiledModel, Prompt
from retrieval.embedding.token_vectors import write_token_vectors
from retrieval.embedding.tokenizer import TokenizerSettings, open_tokenizer
from retrieval.embedding.unigram import UnigramSettings, write_unigram

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from retrieval.progress import Progress

_LIBRARIES = ("onnx", "onnxruntime", "sentencepiece")
_MASK = "<mask>"  # a piece that stands for no text, beside those that the file names


def compile_bundled(models_dir: Path, progress: Progress) -> Path:
    """Compiles the embedded model and stores it.

    Args:
        models_dir: Where compiled models lie; the caller holds the lock.
        progress: Told of the steps.

    Returns:
        The finished folder.

    Raises:
        ModelError: The data file cannot be had or is altered, or what was compiled differs.
    """
    weights = read_weights(checked_data_file(models_dir.parent))
    progress("compile", 1, STEPS)
    return compile_weights(weights, models_dir, progress)


def compile_weights(weights: WeightsFile, models_dir: Path, progress: Progress) -> Path:
    """Compiles what a data file describes; as `compile_bundled`, of any such file."""
    bundled = _Bundled(weights)
    source = Source(
        start=bundled.write_tokenizer,
        write_vectors=bundled.write_vectors,
        write_graph=bundled.write_graph,
        feeds=sample_feeds,
        agreement=bundled.agreement,
        finish=fuse_first_sum,
        apart=(SLOWER_FUSION,),
    )
    return store_compiled(source, models_dir, progress)


class _Bundled:
    """The opened data file, and what its numbers make of the sample texts."""

    def __init__(self, weights: WeightsFile) -> None:
        self._weights = weights
        self._reference: list[NDArray[np.float32]] = []
        self._tokens: list[Sequence[int]] = []

    def write_tokenizer(self, folder: Path) -> CompiledModel:
        """Stores the tokenizer; returns the manifest as far as it is known then."""
        weights, special = self._weights, self._weights.special
        around = (special["begin"],), (special["end"],)
        no_text = {weights.pieces[token][0] for token in special.values()} | {_MASK}
        pieces = [
            (token, piece, score)
            for token, (piece, score) in enumerate(weights.pieces)
            if piece not in no_text
        ]
        rules = normaliser(nmt_nfkc_charsmap())
        unigram = write_unigram(folder, rules, pieces, UnigramSettings(*around, special["unknown"]))
        tokenizer = TokenizerSettings(weights.sizes["positions"], unigram)
        question, passage = Prompt(PROMPTS["query"]), Prompt(PROMPTS["passage"])
        opened = open_tokenizer(folder, tokenizer)
        self._tokens = [
            opened.ids(prompt.text + text)
            for prompt in (question, passage)
            for text in AGREEMENT_TEXTS
        ]
        return CompiledModel(
            fingerprint=fingerprint_of(EMBEDDED) or EMBEDDED,
            model=EMBEDDED,
            dimension=weights.sizes["hidden"],
            question=question,
            passage=passage,
            tokenizer=tokenizer,
            precision="int8",
            agreement=-1.0,
            made_with=made_with(_LIBRARIES),
            files={},
        )

    def write_vectors(self, path: Path) -> None:
        """Stores the vocabulary matrix."""
        rows = (rows for _, rows in self._weights.vocabulary_rows())
        shape = self._weights.sizes["vocabulary"], self._weights.sizes["hidden"]
        write_token_vectors(path, rows, shape)

    def write_graph(self, path: Path) -> None:
        """Stores the graph, and keeps what it makes of the sample texts."""
        import onnx

        write_bert_graph(self._weights, path)
        feeds = (
            {"token_vectors": self._weights.token_vectors(tokens)[np.newaxis]}
            for tokens in self._tokens
        )
        self._reference = [vector[0] for [vector] in observed(onnx.load(path), ["vector"], feeds)]

    def agreement(self, folder: Path, compiled: CompiledModel) -> float:
        """How well what is stored agrees with the numbers of the file, in [-1, 1]."""
        return agreement(CompiledEncoder(folder, compiled), np.stack(self._reference))
