"""Which matrix products int8 would hurt: those whose input holds outliers.

Activations are quantised with one scale a tensor. Where a few values are a hundred times the usual
size, the scale that spans them leaves the usual ones a handful of steps. In BERT-like models these
sit before the feed-forward layers' second product, in some layers only; they are few, and kept in
float32 they cost little time. (Dettmers and others 2022, "LLM.int8()", keep outlier features apart
for the same reason.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from retrieval.compiling.samples import AGREEMENT_TEXTS
from retrieval.encoding.compiled_model import VECTORS
from retrieval.encoding.token_vectors import TokenVectors
from retrieval.encoding.tokenizer import open_tokenizer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from retrieval.encoding.compiled_model import CompiledModel

# Range of a tensor over its standard deviation. A normal distribution of this many values spans 9;
# with the embedded model four products exceed the limit, and leaving them halves the error.
MAX_RANGE = 80.0


def products_with_outliers(plain: Path, folder: Path, compiled: CompiledModel) -> list[str]:
    """Runs the float32 graph on the sample texts and looks at what goes into its products.

    Args:
        plain: The float32 graph.
        folder: Where tokenizer and token vectors are stored already.
        compiled: The manifest so far.

    Returns:
        Names of the products to keep in float32, in the order of the graph.
    """
    import onnx

    graph = onnx.load(str(plain)).graph
    constants = {tensor.name for tensor in graph.initializer}
    inputs = {
        node.name: node.input[0]
        for node in graph.node
        if node.op_type == "MatMul" and node.input[1] in constants
    }
    ranges = _ranges(plain, sorted(set(inputs.values())), _feeds(folder, compiled))
    return [name for name, tensor in inputs.items() if ranges[tensor] > MAX_RANGE]


def _feeds(folder: Path, compiled: CompiledModel) -> Iterator[dict[str, Any]]:
    tokenizer = open_tokenizer(folder, compiled.tokenizer)
    vectors = TokenVectors(folder / VECTORS)
    for prompt in (compiled.question, compiled.passage):
        for text in AGREEMENT_TEXTS:
            tokens = tokenizer.ids(prompt.text + text) or (0,)
            yield {
                "token_vectors": vectors[tokens][np.newaxis],
                "unpooled": np.array(prompt.unpooled, dtype=np.int64),
            }


def _ranges(plain: Path, tensors: list[str], feeds: Iterator[dict[str, Any]]) -> dict[str, float]:
    """Mean over the texts of each tensor's range, in its standard deviations."""
    import onnx
    import onnxruntime as ort  # type: ignore[import-untyped]

    model = onnx.load(str(plain))
    for name in tensors:
        model.graph.output.append(
            onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None)
        )
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = ort.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    taken = {entry.name for entry in session.get_inputs()}
    totals = np.zeros(len(tensors))
    texts = 0
    for feed in feeds:
        values = session.run(tensors, {name: feed[name] for name in taken})
        totals += [np.ptp(value) / max(float(value.std()), 1e-12) for value in values]
        texts += 1
    return dict(zip(tensors, (totals / texts).tolist(), strict=True))
