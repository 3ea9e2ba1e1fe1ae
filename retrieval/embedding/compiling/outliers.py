"""Eases what int8 would hurt: products whose input holds outliers.

Activations are quantised with one scale a tensor. Where a few values are a hundred times the usual
size, the scale that spans them leaves the usual ones a handful of steps. In transformers such
values stand in the same few channels whatever the text (of the embedded model in one channel of
four layers, before the feed-forward network's second product). So the difficulty is moved to the
weights, which have a scale for each output: the channel is divided by a factor before the product
and its row of weights multiplied by the same. In float32 that changes nothing. (Xiao and others
2023, "SmoothQuant", move it so for every channel; Dettmers and others 2022, "LLM.int8()", describe
the outliers.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from retrieval.embedding.compiling.probe import observed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from onnx import ModelProto, NodeProto, TensorProto

# Range of a tensor over its standard deviation. A normal distribution of this many values spans 9;
# with the embedded model four products exceed the limit.
MAX_RANGE = 80.0
# Channels that reach further than this share of them are taken down to it.
_ORDINARY_CHANNELS = 0.99


@dataclass(frozen=True, slots=True)
class _Seen:
    """What went into a product.

    Attributes:
        spread: Mean over the texts of its range, in its standard deviations.
        peaks: Greatest magnitude in each channel, > 0, shape (channels,).
    """

    spread: float
    peaks: NDArray[np.float32]


def ease_outliers(source: Path, target: Path, feeds: Iterable[Mapping[str, Any]]) -> int:
    """Runs a graph on samples and eases the products whose input holds outliers.

    Args:
        source: A graph in float32.
        target: The file to write: a graph that computes the same.
        feeds: The inputs of each run.

    Returns:
        How many products were eased.
    """
    import onnx

    model = onnx.load(str(source))
    weights = {tensor.name: tensor for tensor in model.graph.initializer}
    products = [n for n in model.graph.node if n.op_type == "MatMul" and n.input[1] in weights]
    inputs = sorted({node.input[0] for node in products})
    seen = _seen(model, inputs, feeds)
    eased = [node for node in products if seen[node.input[0]].spread > MAX_RANGE]
    for node in eased:
        peaks = seen[node.input[0]].peaks
        factors = np.maximum(peaks / np.quantile(peaks, _ORDINARY_CHANNELS), 1).astype(np.float32)
        _ease(model, node, weights[node.input[1]], factors)
    onnx.save(model, str(target))
    return len(eased)


def _ease(
    model: ModelProto, node: NodeProto, weights: TensorProto, factors: NDArray[np.float32]
) -> None:
    from onnx import helper, numpy_helper

    graph = model.graph
    divided, shares, rows = (f"{node.name}_{part}" for part in ("divided", "shares", "weights"))
    heavier = numpy_helper.to_array(weights) * factors[:, np.newaxis]
    graph.initializer.append(numpy_helper.from_array(1 / factors, shares))
    graph.initializer.append(numpy_helper.from_array(heavier, rows))
    division = helper.make_node("Mul", [node.input[0], shares], [divided], name=divided)
    graph.node.insert(list(graph.node).index(node), division)
    node.input[0], node.input[1] = divided, rows


def _seen(
    model: ModelProto, tensors: Sequence[str], feeds: Iterable[Mapping[str, Any]]
) -> dict[str, _Seen]:
    """What the samples put into each tensor, whose last axis is that of its channels."""
    spreads: dict[str, list[float]] = {name: [] for name in tensors}
    peaks: dict[str, list[NDArray[np.float32]]] = {name: [] for name in tensors}
    for values in observed(model, tensors, feeds):
        for name, value in zip(tensors, values, strict=True):
            spreads[name].append(float(np.ptp(value)) / max(float(value.std()), 1e-12))
            peaks[name].append(np.abs(value).reshape(-1, value.shape[-1]).max(axis=0))
    return {
        name: _Seen(float(np.mean(spreads[name])), np.maximum(np.max(peaks[name], axis=0), 1e-12))
        for name in tensors
    }
