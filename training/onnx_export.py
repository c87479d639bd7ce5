"""A Keras network as an ONNX file, layer by layer, so that ONNX Runtime gives what Keras gives."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, checker, helper, numpy_helper

from training.refusal import TrainingRefused

OPSET, IR_VERSION = 20, 9  # Gelu came with 20; older runtimes read this form of the file
TO_CHANNELS_FIRST, TO_CHANNELS_LAST = [0, 3, 1, 2], [0, 2, 3, 1]


def export_onnx(explained: Any, to: Path) -> None:
    """Write the network with input `pictures` and outputs `features` and `scores`.

    Args:
        explained: A Keras model with these outputs, as `Network.explained`.
        to: The file.

    Raises:
        TrainingRefused: layer_not_exported.
    """
    graph = _Graph()
    place = graph.walk(explained, ["pictures"])
    outputs = {"features": 4, "scores": 2}
    for name in outputs:
        graph.add("Identity", [place[id(explained.output[name])]], output=name)
    side = explained.input_shape[1]
    given = helper.make_tensor_value_info("pictures", TensorProto.FLOAT, ["pictures", side, side, 3])
    shown = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["pictures", *explained.output[name].shape[1:]])
        for name in outputs
    ]
    made = helper.make_graph(graph.nodes, "classifier", [given], shown, graph.constants)
    model: ModelProto = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = IR_VERSION
    checker.check_model(model)
    to.write_bytes(model.SerializeToString())


class _Graph:
    """Nodes and constants as they are added; every value is channels-last, as in Keras."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: list[Any] = []
        self._names = 0

    def walk(self, model: Any, inputs: list[str]) -> dict[int, str]:
        """Add a Keras model; the names of all its values by the identity of the Keras tensor."""
        place = {id(tensor): name for tensor, name in zip(model.inputs, inputs, strict=True)}
        for depth in sorted(model._nodes_by_depth, reverse=True):
            for node in model._nodes_by_depth[depth]:
                if not node.is_input:
                    given = [place[id(tensor)] for tensor in node.input_tensors]
                    (output,) = node.output_tensors
                    place[id(output)] = self._layer(node.operation, given)
        return place

    def add(self, kind: str, inputs: list[str], *, output: str | None = None, **attributes: Any) -> str:
        """Add a node; its output's name."""
        name = output or self._new()
        self.nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def constant(self, value: Any) -> str:
        """Add a constant, as float32 unless it is whole numbers; its name."""
        name = self._new()
        array = np.asarray(value)
        kept = array if array.dtype == np.int64 else array.astype(np.float32)
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(kept), name))
        return name

    def activated(self, activation: Any, value: str) -> str:
        """Add a layer's own activation."""
        name = getattr(activation, "__name__", "linear")
        kinds = {"relu": "Relu", "gelu": "Gelu"}
        if name == "linear":
            return value
        if name not in kinds:
            raise TrainingRefused("layer_not_exported", f"The activation “{name}” cannot be written as ONNX.")
        return self.add(kinds[name], [value])

    def _layer(self, layer: Any, given: list[str]) -> str:
        inner = getattr(layer, "_functional", layer)  # what a Sequential builds
        if hasattr(inner, "_nodes_by_depth"):
            return self.walk(inner, given)[id(inner.outputs[0])]
        kind = type(layer).__name__
        if kind not in LAYERS:
            raise TrainingRefused("layer_not_exported", f"A layer of kind “{kind}” cannot be written as ONNX.")
        return LAYERS[kind](self, layer, given)

    def _new(self) -> str:
        self._names += 1
        return f"value_{self._names}"


def _convolution(graph: _Graph, layer: Any, given: list[str]) -> str:
    kernel = graph.constant(layer.kernel.numpy().transpose(3, 2, 0, 1))
    bias = graph.constant(layer.bias.numpy())
    value = graph.add("Transpose", given, perm=TO_CHANNELS_FIRST)
    padding = "SAME_UPPER" if layer.padding == "same" else "VALID"
    made = graph.add(
        "Conv",
        [value, kernel, bias],
        auto_pad=padding,
        strides=list(layer.strides),
        group=layer.groups,
        kernel_shape=list(layer.kernel_size),
    )
    return graph.activated(layer.activation, graph.add("Transpose", [made], perm=TO_CHANNELS_LAST))


def _pool(graph: _Graph, layer: Any, given: list[str]) -> str:
    value = graph.add("Transpose", given, perm=TO_CHANNELS_FIRST)
    made = graph.add("MaxPool", [value], kernel_shape=list(layer.pool_size), strides=list(layer.strides))
    return graph.add("Transpose", [made], perm=TO_CHANNELS_LAST)


def _average(graph: _Graph, _: Any, given: list[str]) -> str:
    axes = graph.constant(np.array([1, 2], dtype=np.int64))
    return graph.add("ReduceMean", [given[0], axes], keepdims=0)


def _dense(graph: _Graph, layer: Any, given: list[str]) -> str:
    product = graph.add("MatMul", [given[0], graph.constant(layer.kernel.numpy())])
    return graph.activated(layer.activation, graph.add("Add", [product, graph.constant(layer.bias.numpy())]))


def _normalised(graph: _Graph, layer: Any, given: list[str]) -> str:
    scale, bias = graph.constant(layer.gamma.numpy()), graph.constant(layer.beta.numpy())
    return graph.add("LayerNormalization", [given[0], scale, bias], axis=-1, epsilon=layer.epsilon)


def _scaled(graph: _Graph, layer: Any, given: list[str]) -> str:
    return graph.add("Mul", [given[0], graph.constant(layer.gamma.numpy())])


LAYERS: Mapping[str, Callable[[_Graph, Any, list[str]], str]] = {
    "Conv2D": _convolution,
    "MaxPooling2D": _pool,
    "GlobalAveragePooling2D": _average,
    "Dense": _dense,
    "LayerNormalization": _normalised,
    "LayerScale": _scaled,
    "Add": lambda graph, _, given: graph.add("Add", given),
    "Activation": lambda graph, layer, given: graph.activated(layer.activation, given[0]),
    "Dropout": lambda _graph, _layer, given: given[0],  # nothing is dropped after training
    "StochasticDepth": lambda _graph, _layer, given: given[0],
}
