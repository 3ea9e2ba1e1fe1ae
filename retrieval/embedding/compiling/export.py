"""A sentence-transformers model, whole, as an ONNX graph.

An embedding model's graph takes the token vectors of one text, `(1, tokens, width)` float32, and
gives its unit vector, `(1, dimension)`: transformer, pooling, dense layers and normalisation as the
model has them, and always a normalisation at the end. The vocabulary matrix stays outside
(`token_vectors.py`). A model that leaves its prompt out of the pooling takes a second input, the
number of leading tokens to leave out.

A cross-encoder's graph takes the token vectors of a pair, and the segment of each token where the
model knows segments, and gives its logits, `(1, labels)`.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from retrieval.embedding.compiling.attention import OPSET, use_fused_attention, use_plain_attention
from retrieval.embedding.cross_encoder import LOGITS, SEGMENTS

if TYPE_CHECKING:
    from pathlib import Path

    import torch
    from sentence_transformers import CrossEncoder, SentenceTransformer

_FEW_TOKENS, _MANY_TOKENS = 7, 2_048


def transformer_of(model: SentenceTransformer | CrossEncoder) -> Any:  # noqa: ANN401
    """The transformers model inside; sentence-transformers does not say its type."""
    first: Any = model[0]
    return first.model


def leaves_out_prompt(model: SentenceTransformer) -> bool:
    """Whether one of the model's poolings leaves the prompt's tokens out."""
    return any(not getattr(module, "include_prompt", True) for module in model)


def export(model: SentenceTransformer, path: Path) -> None:
    """Writes an embedding model's graph.

    Args:
        model: A model whose first module is a transformer; its attention is changed in place.
        path: The file to write.

    Raises:
        Exception: Whatever torch raises where the model cannot be traced.
    """
    import torch

    more = {"unpooled": torch.tensor(0)} if leaves_out_prompt(model) else {}
    _export(transformer_of(model), _whole_model(model), more, "vector", path)


def export_cross_encoder(model: CrossEncoder, path: Path) -> None:
    """Writes a cross-encoder's graph.

    Args:
        model: Its only module is a transformer; its attention is changed in place.
        path: The file to write.

    Raises:
        Exception: Whatever torch raises where the model cannot be traced.
    """
    import torch

    tokens = _traced_tokens(transformer_of(model))
    segments = {SEGMENTS: torch.zeros(1, tokens, dtype=torch.int64)}
    knows = "token_type_ids" in model.tokenizer.model_input_names
    _export(transformer_of(model), _pair_model(model), segments if knows else {}, LOGITS, path)


def _export(
    transformer: Any,  # noqa: ANN401
    whole: torch.nn.Module,
    more: dict[str, torch.Tensor],
    output: str,
    path: Path,
) -> None:
    """Writes a graph, in float32, with fused attention where the model can be exported so."""
    if use_fused_attention(transformer):
        try:
            return _trace(transformer, whole, more, output, path)
        except Exception:  # attention of a kind that the fused operator does not do
            use_plain_attention(transformer)
    return _trace(transformer, whole, more, output, path)


def _trace(
    transformer: Any,  # noqa: ANN401
    whole: torch.nn.Module,
    more: dict[str, torch.Tensor],
    output: str,
    path: Path,
) -> None:
    import torch

    width = transformer.get_input_embeddings().weight.shape[1]
    inputs = {"token_vectors": torch.zeros(1, _traced_tokens(transformer), width)} | more
    with torch.no_grad(), warnings.catch_warnings():
        # The tracing exporter is the old one. It takes a fifth of its successor's time and no
        # further package, and what it might get wrong the agreement check finds.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            whole,
            tuple(inputs.values()),
            str(path),
            dynamo=False,
            input_names=list(inputs),
            output_names=[output],
            dynamic_axes={name: {1: "tokens"} for name in inputs.keys() - {"unpooled"}},
            opset_version=OPSET,
            custom_opsets={"com.microsoft": 1},
        )


def _traced_tokens(transformer: Any) -> int:  # noqa: ANN401
    """So many that some lie outside of one another's window, where the model attends within one.

    Of fewer a trace would hold no mask.
    """
    config = transformer.config
    window: int | None = getattr(config, "sliding_window", None)
    if not window:
        return _FEW_TOKENS
    limit: int = config.max_position_embeddings
    return min(2 * window + _FEW_TOKENS, limit, _MANY_TOKENS)


def _whole_model(model: SentenceTransformer) -> torch.nn.Module:
    import torch

    class WholeModel(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.transformer = transformer_of(model)
            self.rest = torch.nn.ModuleList(list(model)[1:])

        def forward(
            self, token_vectors: torch.Tensor, unpooled: torch.Tensor | None = None
        ) -> torch.Tensor:
            everything = torch.ones(token_vectors.shape[:2], dtype=torch.int64)
            hidden = self.transformer(
                inputs_embeds=token_vectors, attention_mask=everything
            ).last_hidden_state
            features = {"token_embeddings": hidden, "attention_mask": everything}
            if unpooled is not None:
                positions = torch.arange(hidden.shape[1]).unsqueeze(0)
                features["attention_mask"] = (positions >= unpooled).to(torch.int64)
            for module in self.rest:
                features = module(features)
            vector = features["sentence_embedding"][:, : model.truncate_dim]
            return torch.nn.functional.normalize(vector, dim=-1)

    return WholeModel().eval()


def _pair_model(model: CrossEncoder) -> torch.nn.Module:
    import torch

    class PairModel(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.transformer = transformer_of(model)

        def forward(
            self, token_vectors: torch.Tensor, segments: torch.Tensor | None = None
        ) -> torch.Tensor:
            everything = torch.ones(token_vectors.shape[:2], dtype=torch.int64)
            more = {} if segments is None else {"token_type_ids": segments}
            logits: torch.Tensor = self.transformer(
                inputs_embeds=token_vectors, attention_mask=everything, **more
            ).logits
            return logits

    return PairModel().eval()
