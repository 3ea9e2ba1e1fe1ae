"""The embedded model's graph, written node by node: no torch, no export.

What goes in: the numbers of the data file. What comes out: an ONNX graph in float32 that takes the
token vectors of one text, `(1, tokens, hidden)`, and gives its unit vector, `(1, hidden)`: BERT
(Devlin and others 2018) as multilingual-e5-small has it, the mean over all tokens, L2-normalised.

It is node for node what torch's exporter and ONNX Runtime's optimiser make of the same model, with
layer norm, GELU and attention as one operator each, so that every vector is bit for bit the
same. Hence what looks odd: a bias is the first term of its sum, the vector is normalised twice (by
the model's last module, and by our own rule that every graph ends so), and of all layers the first
alone adds and normalises in one operator once it is quantised (`fuse_first_sum`): in an exported
graph the optimiser does not see that it could in the others. It had better not: fused everywhere,
a question takes a fifth longer (`SLOWER_FUSION`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from retrieval.embedding.compiling.attention import OPSET
from retrieval.embedding.compiling.layers import STATES

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from retrieval.embedding.bundled import WeightsFile

SLOWER_FUSION = "SkipLayerNormFusion"
"""The optimiser to switch off when this graph is optimised."""

_IR_VERSION = 8
_FEWEST_TOKENS, _SHORTEST = 1e-9, 1e-12  # what torch divides by at least
_FUSED = "com.microsoft"
_SUM = "layer.{}.sum"


def write_bert_graph(weights: WeightsFile, path: Path) -> None:
    """Writes the graph.

    Args:
        weights: The opened data file.
        path: The file to write.
    """
    import onnx
    from onnx import TensorProto, helper

    graph = _Graph()
    text = _embedded(graph, weights)
    for layer in range(weights.sizes["layers"]):
        text = _layer(graph, weights, layer, text)
    _pool(graph, text)
    hidden = weights.sizes["hidden"]
    whole = helper.make_graph(
        graph.nodes,
        "embedded",
        [helper.make_tensor_value_info("token_vectors", TensorProto.FLOAT, [1, "tokens", hidden])],
        [helper.make_tensor_value_info("vector", TensorProto.FLOAT, [1, hidden])],
        graph.constants,
    )
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(_FUSED, 1)]
    onnx.save(helper.make_model(whole, opset_imports=opsets, ir_version=_IR_VERSION), str(path))


def fuse_first_sum(path: Path) -> None:
    """Makes one operator of the first layer's last sum and its layer norm.

    Args:
        path: A quantised graph, written anew.
    """
    import onnx
    from onnx import helper

    model = onnx.load(str(path))
    nodes = {output: node for node in model.graph.node for output in node.output}
    norm, total = nodes[STATES.format(0)], nodes[_SUM.format(0)]
    inputs = [*total.input, *norm.input[1:]]
    [epsilon] = [attribute.f for attribute in norm.attribute if attribute.name == "epsilon"]
    fused = helper.make_node(
        "SkipLayerNormalization",
        inputs,
        list(norm.output),
        name=norm.name,
        domain=_FUSED,
        epsilon=epsilon,
    )
    model.graph.node.insert(list(model.graph.node).index(norm), fused)
    model.graph.node.remove(norm)
    model.graph.node.remove(total)
    onnx.save(model, str(path))


class _Graph:
    """Nodes and constants as they come; a node bears the name of what it gives."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, name: str, value: NDArray[Any]) -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, **settings: Any) -> str:  # noqa: ANN401
        from onnx import helper

        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **settings))
        return output

    def dense(self, weights: WeightsFile, tensor: str, name: str, source: str) -> str:
        """A product with a matrix, which the file keeps output by output, and its bias."""
        bias = self.constant(f"{name}.bias", weights.tensor(f"{tensor}.b"))
        rows = weights.tensor(f"{tensor}.w").reshape(len(weights.tensor(f"{tensor}.b")), -1)
        matrix = self.constant(f"{name}.weight", rows.T)
        product = self.node("MatMul", [source, matrix], f"{name}.product")
        return self.node("Add", [bias, product], name)

    def layer_norm(self, weights: WeightsFile, tensor: str, name: str, source: str) -> str:
        scale = self.constant(f"{name}.scale", weights.tensor(f"{tensor}.w"))
        shift = self.constant(f"{name}.shift", weights.tensor(f"{tensor}.b"))
        epsilon = weights.layer_norm_eps
        inputs = [source, scale, shift]
        return self.node("LayerNormalization", inputs, name, axis=-1, epsilon=epsilon)

    def unit(self, name: str, source: str) -> str:
        """The vector, of length 1."""
        length = self.node("ReduceL2", [source], f"{name}.length", axes=[-1], keepdims=1)
        least = self.constant(f"{name}.least", np.array(_SHORTEST, dtype=np.float32))
        divisor = self.node("Clip", [length, least], f"{name}.divisor")
        return self.node("Div", [source, divisor], name)


def _embedded(graph: _Graph, weights: WeightsFile) -> str:
    """The token vectors with what tells segment and place."""
    hidden = weights.sizes["hidden"]
    segment = graph.constant("segment", weights.tensor("emb.type").reshape(-1, hidden)[0])
    places = graph.constant("places", weights.tensor("emb.pos").reshape(-1, hidden))
    first, along = (graph.constant(n, np.array([v])) for n, v in (("first", 0), ("along", 0)))
    shape = graph.node("Shape", ["token_vectors"], "count", start=1, end=2)
    taken = graph.node("Slice", [places, first, shape, along], "places.taken")
    typed = graph.node("Add", ["token_vectors", segment], "typed")
    placed = graph.node("Add", [typed, taken], "placed")
    return graph.layer_norm(weights, "emb.ln", "embedded", placed)


def _layer(graph: _Graph, weights: WeightsFile, layer: int, text: str) -> str:
    heads = weights.sizes["heads"]
    width = weights.sizes["hidden"] // heads
    file, name = f"l{layer}", f"layer.{layer}"
    value, key, query = (
        graph.dense(weights, f"{file}.{short}", f"{name}.{long}", text)
        for short, long in (("v", "value"), ("k", "key"), ("q", "query"))
    )
    attended = graph.node(
        "MultiHeadAttention",
        [query, key, value],
        f"{name}.attended",
        domain=_FUSED,
        num_heads=heads,
        scale=width**-0.5,
    )
    heard = graph.dense(weights, f"{file}.ao", f"{name}.heard", attended)
    joined = graph.node("Add", [heard, text], f"{name}.joined")
    text = graph.layer_norm(weights, f"{file}.aln", f"{name}.attention", joined)
    wide = graph.dense(weights, f"{file}.fi", f"{name}.wide", text)
    bent = graph.node("Gelu", [wide], f"{name}.bent", domain=_FUSED)
    narrow = graph.dense(weights, f"{file}.fo", f"{name}.narrow", bent)
    joined = graph.node("Add", [narrow, text], _SUM.format(layer))
    return graph.layer_norm(weights, f"{file}.oln", STATES.format(layer), joined)


def _pool(graph: _Graph, text: str) -> None:
    """The mean over the tokens, of length 1."""
    from onnx import TensorProto

    tokens = graph.constant("tokens_axis", np.array([1]))
    total = graph.node("ReduceSum", [text, tokens], "total", keepdims=0)
    count = graph.node("Cast", ["count"], "tokens_counted", to=TensorProto.FLOAT)
    least = graph.constant("least_count", np.array(_FEWEST_TOKENS, dtype=np.float32))
    mean = graph.node("Div", [total, graph.node("Clip", [count, least], "divisor")], "mean")
    graph.unit("vector", graph.unit("normalised", mean))
