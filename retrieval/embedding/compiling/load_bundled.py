"""The embedded model as a `SentenceTransformer`: for a graphics card, and to compare with.

What answers is compiled from the same file without torch (`compile_bundled.py`).
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrieval.embedding.bundled import (
    PROMPTS,
    WeightsFile,
    nmt_nfkc_charsmap,
    read_weights,
)
from retrieval.embedding.data_file import checked_data_file
from retrieval.embedding.model_folder import default_cache_dir

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sentence_transformers import SentenceTransformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerBase

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


def load_embedded_model(cache_dir: Path | None = None) -> SentenceTransformer:
    """Builds the default model from the data file.

    Args:
        cache_dir: Where the data file is kept if its package is not installed; by default the
            user's cache folder.

    Returns:
        A `SentenceTransformer` on the CPU: 384 dimensions, at most 512 tokens, mean pooling,
        L2-normalised, with the prompts `query` and `passage`.

    Raises:
        ModelError: The data file cannot be had or is altered.
    """
    return sentence_transformer(read_weights(checked_data_file(cache_dir or default_cache_dir())))


def sentence_transformer(weights: WeightsFile) -> SentenceTransformer:
    """The `SentenceTransformer` that a data file describes, on the CPU, in float32."""
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
