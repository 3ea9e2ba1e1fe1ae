"""What a graph computes on its way: any of its tensors, read while it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from retrieval.embedding.telemetry import import_onnxruntime

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray
    from onnx import ModelProto


def observed(
    model: ModelProto, tensors: Sequence[str], feeds: Iterable[Mapping[str, NDArray[Any]]]
) -> Iterator[list[NDArray[Any]]]:
    """Runs a graph, as it is and on one core.

    Args:
        model: The graph.
        tensors: Names of what to read, each computed by a node.
        feeds: The inputs of each run; one that the graph does not take is left out.

    Yields:
        The tensors of each run, in the order of their names.
    """
    ort = import_onnxruntime()

    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = ort.InferenceSession(
        _with_outputs(model, tensors), options, providers=["CPUExecutionProvider"]
    )
    taken = {entry.name for entry in session.get_inputs()}
    for feed in feeds:
        yield session.run(list(tensors), {name: feed[name] for name in taken})


def _with_outputs(model: ModelProto, tensors: Sequence[str]) -> bytes:
    """The graph with further outputs, serialised; it is not copied, for it may be large."""
    import onnx

    outputs = model.graph.output
    known = len(outputs)
    names = {output.name for output in outputs}
    outputs.extend(onnx.ValueInfoProto(name=n) for n in tensors if n not in names)
    try:
        serialised: bytes = model.SerializeToString()
        return serialised
    finally:
        del outputs[known:]
