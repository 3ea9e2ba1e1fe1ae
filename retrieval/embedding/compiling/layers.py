"""The states of a text's tokens, as outputs of a compiled graph beside its vector.

They are there anyway on the way to the vector; naming them costs nothing until they are asked for.
What reads token by token (`retrieval/reading`) asks for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

LAYERS: Final = (7, 11)
"""Of the embedded model's twelve, counted from 0: what the reader was trained upon."""

STATES: Final = "/transformer/encoder/layer.{}/output/LayerNorm/LayerNormalization_output_0"
"""What torch's exporter calls the states after a layer of BERT."""


def expose_layers(graph: Path) -> tuple[str, ...]:
    """Adds the outputs to a graph whose layers bear the names that BERT's do.

    Args:
        graph: The graph, its weights in a file beside it; written anew.

    Returns:
        The names of the outputs; none where there are no such layers.
    """
    import onnx

    model = onnx.load(str(graph), load_external_data=False)
    made = {output for node in model.graph.node for output in node.output}
    names = tuple(STATES.format(layer) for layer in LAYERS)
    if len(model.graph.input) > 1 or not made.issuperset(names):
        return ()
    width = model.graph.input[0].type.tensor_type.shape.dim[2].dim_value
    for name in names:
        shape = [1, "tokens", width]
        value = onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape)
        model.graph.output.append(value)
    onnx.save(model, str(graph))
    return names
