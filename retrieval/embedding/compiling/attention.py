"""Attention as one operator of the exported graph.

ONNX Runtime computes attention in one fused operator, several times as fast as the dozen operators
that a plain export yields. Its optimiser recognises attention by the shape of the graph, which
changes with every release of transformers. So models are told to attend by an operator of ours,
through the interface that transformers has for that, and the exporter writes it as ONNX Runtime's
`MultiHeadAttention`. Models that do not go through that interface keep their own attention.

An exported graph runs on one text without padding, so a mask is needed only where a model attends
causally or in a window; it is then an additive bias.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

NAME = "wortlaut_fused"
OPSET = 17

_SCHEMA = "(Tensor query, Tensor key, Tensor value, Tensor? bias, int heads, float scale) -> Tensor"


def use_fused_attention(transformer: Any) -> bool:  # noqa: ANN401
    """Makes a transformers model attend by the fused operator.

    Args:
        transformer: The model, changed in place.

    Returns:
        False for a model that keeps its own attention.
    """
    if not getattr(transformer, "_supports_attention_backend", False):
        return False
    _register()
    transformer.set_attn_implementation(NAME)
    return True


def use_plain_attention(transformer: Any) -> None:  # noqa: ANN401
    """Undoes `use_fused_attention`."""
    transformer.set_attn_implementation("eager")


@cache
def _register() -> None:
    """Makes the operator known to torch, its ONNX form to the exporter, both to transformers."""
    import torch
    from torch.onnx import symbolic_helper, utils
    from transformers import AttentionInterface
    from transformers.masking_utils import AttentionMaskInterface

    torch.library.custom_op("wortlaut::attention", _compute, mutates_args=(), schema=_SCHEMA)
    to_onnx = symbolic_helper.parse_args("v", "v", "v", "v", "i", "f")(_as_onnx)
    utils.register_custom_op_symbolic("wortlaut::attention", to_onnx, OPSET)
    AttentionInterface.register(NAME, _attend)
    AttentionMaskInterface.register(NAME, _mask)


def _mask(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
    """The bias that a causal or windowed model needs; None where every token sees every other."""
    from transformers.masking_utils import eager_mask

    return eager_mask(*args, **(kwargs | {"attention_mask": None}))  # there is no padding


def _compute(
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    bias: torch.Tensor | None,
    heads: int,
    scale: float,
) -> torch.Tensor:
    """What the operator means: `(1, tokens, heads · head size)` each, and so the result."""
    import torch

    q, k, v = (t.reshape(1, t.shape[1], heads, -1).transpose(1, 2) for t in (query, key, value))
    attended = torch.nn.functional.scaled_dot_product_attention(
        q, k, v, attn_mask=bias, scale=scale
    )
    return attended.transpose(1, 2).flatten(2).clone()


def _as_onnx(  # the exporter's graph and values have no types
    graph: Any,  # noqa: ANN401
    query: Any,  # noqa: ANN401
    key: Any,  # noqa: ANN401
    value: Any,  # noqa: ANN401
    bias: Any,  # noqa: ANN401
    heads: int,
    scale: float,
) -> object:
    from torch.onnx import symbolic_helper

    inputs = [query, key, value]
    if not symbolic_helper._is_none(bias):
        absent = symbolic_helper._optional_input_placeholder_tensor(graph)  # type: ignore[no-untyped-call]
        inputs += [absent, absent, bias]
    node = graph.op("com.microsoft::MultiHeadAttention", *inputs, num_heads_i=heads, scale_f=scale)
    return node.setType(query.type())


def _attend(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    scaling: float | None = None,
    **kwargs: Any,  # noqa: ANN401
) -> tuple[torch.Tensor, None]:
    """What transformers calls; `query` is `(1, heads, tokens, head size)`."""
    import torch

    unsupported = [name for name in ("softcap", "s_aux") if kwargs.get(name) is not None]
    if unsupported:
        raise NotImplementedError(f"attention with {', '.join(unsupported)}")
    # Plain numbers, so that the graph need not work them out.
    heads, head_size = int(query.shape[1]), int(query.shape[3])
    groups = heads // int(key.shape[1])
    if groups > 1:  # grouped queries: several heads share a key
        key, value = (t.repeat_interleave(groups, dim=1) for t in (key, value))
    flat = [t.transpose(1, 2).flatten(2) for t in (query, key, value)]
    scale = head_size**-0.5 if scaling is None else float(scaling)
    attended = torch.ops.wortlaut.attention(*flat, attention_mask, heads, scale)
    return attended.reshape(1, -1, heads, int(value.shape[3])), None
