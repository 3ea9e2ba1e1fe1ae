"""Takes the arithmetic of shapes out of an exported graph.

A traced graph works out every reshape's target while it runs: for a short question a third of all
time. But with one text in each run, all such targets are fixed but for the number of tokens. Which
they are is found by trying: the graph runs on texts of several lengths, and a dimension that is the
same each time is written down as a constant, one that varies as "the rest". Whether that holds for
real texts, the agreement check shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retrieval.embedding.compiling.probe import observed
from retrieval.embedding.cross_encoder import SEGMENTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from onnx import GraphProto, ModelProto, NodeProto

_LENGTHS = (3, 8, 21)
_REST = -1

_Shapes = dict[str, list[tuple[int, ...]]]


def fix_shapes(source: Path, target: Path) -> None:
    """Stores `source` with constant reshapes, without those that change nothing.

    Args:
        source: A graph as `export` writes it, optimised or not.
        target: The file to write.
    """
    import onnx

    model = onnx.load(source)
    graph = model.graph
    reshapes = [node for node in graph.node if node.op_type == "Reshape"]
    shapes = _observed_shapes(model, reshapes)
    for node in reshapes:
        constant = _constant_target(shapes[node.output[0]])
        if constant is not None:
            name = f"{node.output[0]}_target"
            graph.initializer.append(onnx.numpy_helper.from_array(constant, name))
            node.input[1] = name
    _bypass_idle(graph, reshapes, shapes)
    _drop_unused(graph)
    onnx.save(model, target)


def _observed_shapes(model: ModelProto, reshapes: Sequence[NodeProto]) -> _Shapes:
    """Shapes of what goes into and comes out of every reshape, one for each of the lengths."""
    inputs = {node.input[0] for node in reshapes}
    names = sorted(inputs.union(*(node.output for node in reshapes)) - _given(model.graph))
    width = model.graph.input[0].type.tensor_type.shape.dim[2].dim_value
    feeds = (
        {
            "token_vectors": np.ones((1, length, width), dtype=np.float32),
            "unpooled": np.array(1, dtype=np.int64),
            SEGMENTS: np.zeros((1, length), dtype=np.int64),
        }
        for length in _LENGTHS
    )
    runs = list(observed(model, names, feeds))
    return {name: [run[place].shape for run in runs] for place, name in enumerate(names)}


def _given(graph: GraphProto) -> set[str]:
    """Names of values that no node computes."""
    return {item.name for item in (*graph.initializer, *graph.input)}


def _constant_target(shapes: list[tuple[int, ...]]) -> NDArray[np.int64] | None:
    """A reshape's target as a constant; None if more than one dimension varies."""
    if len({len(shape) for shape in shapes}) != 1 or any(0 in shape for shape in shapes):
        return None
    target = [sizes[0] if len(set(sizes)) == 1 else _REST for sizes in zip(*shapes, strict=True)]
    return None if target.count(_REST) > 1 else np.array(target, dtype=np.int64)


def _bypass_idle(graph: GraphProto, reshapes: Sequence[NodeProto], shapes: _Shapes) -> None:
    """Of reshapes in a row only the last is kept, and none that leaves the shape as it was."""
    by_output = {node.output[0]: node for node in reshapes}
    constants = {initializer.name for initializer in graph.initializer}
    replaced: dict[str, str] = {}
    kept_names = {output.name for output in graph.output}
    for node in reshapes:
        if node.input[1] not in constants:
            continue
        while (before := by_output.get(node.input[0])) is not None:
            node.input[0] = before.input[0]
        same = shapes.get(node.input[0]) == shapes[node.output[0]]
        if same and node.output[0] not in kept_names:
            replaced[node.output[0]] = node.input[0]
    for node in graph.node:
        for index, name in enumerate(node.input):
            while name in replaced:
                name = node.input[index] = replaced[name]


def _drop_unused(graph: GraphProto) -> None:
    """Removes nodes and constants of which nothing that is left makes use."""
    used = {output.name for output in graph.output}
    kept = []
    for node in reversed(graph.node):
        if used.intersection(node.output):
            kept.append(node)
            used.update(node.input)
    del graph.node[:]
    graph.node.extend(reversed(kept))
    constants = [item for item in graph.initializer if item.name in used]
    del graph.initializer[:]
    graph.initializer.extend(constants)
