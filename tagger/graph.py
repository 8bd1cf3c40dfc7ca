"""A trained network as ONNX graphs, written node by node.

Imports features, NumPy and onnx; knows nothing of torch.  Writing the graphs by hand instead of
tracing them decides what ONNX Runtime computes: biases are added once, and the large matrix
products can run on 8-bit numbers, which is faster.

Arithmetic on 8 bits.  The input of each large product is a normalised vector, so a scale for it
can be fixed once, from training data: the result for a string does not depend on the strings beside
it, but for numbers on the border between two steps, which single precision puts here or there.
Weights are kept to 7 bits, with a scale for each column, since processors without VNNI add two
products in 16 bits: 2 * 255 * 63 is what fits, so that all of them compute the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from tagger.features import FAMILIES, N_POSITIONS

#: Parameters of `tagger.network.ReferenceNetwork` by their names there.
Weights = Mapping[str, np.ndarray]

#: Slope of the activation ``x * sigmoid(slope * x)`` (Hendrycks & Gimpel 2016, section 2), for
#: which ONNX Runtime has one fused kernel.
GELU_SLOPE = 1.702
#: Term that keeps a normalisation from dividing by zero: torch's default.
NORM_EPSILON = 1e-5

_OPSETS = {"": 18, "com.microsoft": 1}
_IR_VERSION = 9  # ONNX Runtime 1.18, the oldest that is supported, reads up to 10
_ZERO_POINT = 128  # of the unsigned inputs: their range is symmetric
_LARGEST_INPUT, _LARGEST_WEIGHT, _LARGEST_EMBEDDING = 127, 63, 127


class _Graph:
    """Nodes and constants in the making; a call adds a node and gives its output's name."""

    def __init__(self) -> None:
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def constant(self, value: Any, kind: Any = np.float32) -> str:
        name = f"c{len(self._constants)}"
        array = np.ascontiguousarray(value, dtype=kind).reshape(np.shape(value))
        self._constants.append(numpy_helper.from_array(array, name))
        return name

    def __call__(self, kind: str, *inputs: str, **attributes: Any) -> str:
        return self.several(1, kind, *inputs, **attributes)[0]

    def several(self, n: int, kind: str, *inputs: str, **attributes: Any) -> list[str]:
        outputs = [f"n{len(self._nodes)}.{i}" for i in range(n)]
        self._nodes.append(helper.make_node(kind, inputs, outputs, **attributes))
        return outputs

    def finish(self, inputs: Sequence[Any], result: str, shape: Sequence[str | int]) -> bytes:
        output = helper.make_tensor_value_info(result, TensorProto.FLOAT, shape)
        graph = helper.make_graph(
            self._nodes, "reference_tagger", inputs, [output], self._constants
        )
        opsets = [helper.make_opsetid(*item) for item in _OPSETS.items()]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION)
        return model.SerializeToString()


def token_graph(weights: Weights, *, eight_bits: bool = True) -> bytes:
    """Write the token encoder: hashed features of tokens to their vectors.

    Parameters
    ----------
    weights : mapping of str to numpy.ndarray
        Parameters of the network.
    eight_bits : bool
        Whether the tables, nearly all of a model, are stored in 8 bits, with one scale each
        which the projection takes up.

    Returns
    -------
    bytes
        ONNX with the input ``ids``, (n, n_families), int64, and one output, (n, width), float32.
    """
    graph = _Graph()
    columns = graph.several(
        len(FAMILIES),
        "Split",
        "ids",
        graph.constant([1] * len(FAMILIES), np.int64),
        axis=1,
    )
    project = weights["tokens.project.weight"].T.copy()
    parts = []
    row = 0
    for f, column in enumerate(columns):
        table = weights[f"tokens.tables.{f}.weight"]
        if eight_bits:
            scale = max(np.abs(table).max(), 1e-12) / _LARGEST_EMBEDDING
            table = np.rint(table / scale).astype(np.int8)
            project[row : row + table.shape[1]] *= scale
        row += table.shape[1]
        parts.append(graph("Gather", graph.constant(table, table.dtype), column))
    features = graph("Cast", graph("Concat", *parts, axis=2), to=TensorProto.FLOAT)
    flat = graph("Squeeze", features, graph.constant([1], np.int64))
    bias = graph.constant(weights["tokens.project.bias"])
    vectors = graph("Gemm", flat, graph.constant(project), bias)
    ids = helper.make_tensor_value_info("ids", TensorProto.INT64, ["n", len(FAMILIES)])
    return graph.finish([ids], vectors, ["n", project.shape[1]])


def context_graph(
    weights: Weights, dilations: Sequence[int], peaks: Sequence[float] | None = None
) -> bytes:
    """Write the network over token vectors.

    Parameters
    ----------
    weights : mapping of str to numpy.ndarray
        Parameters of the network.
    dilations : sequence of int
        Of its layers.
    peaks : sequence of float, optional
        The largest magnitudes that the inputs of the layers and of the output take, one more
        than there are layers: the products are computed in 8 bits. By default they are not.

    Returns
    -------
    bytes
        ONNX with the inputs ``vectors``, (n_strings, n_tokens, width), float32, ``spaces``,
        (n_strings, n_tokens), int64, and ``lengths``, (n_strings,), int64; and one output,
        (n_strings, n_tokens, n_tags), float32.
    """
    graph = _Graph()
    # Each node costs about a microsecond; all nodes together are half of the time for one short
    # string.
    place = _places(graph)
    left = graph("Sub", graph("Unsqueeze", "lengths", graph.constant([1], np.int64)), place)
    real = graph("Greater", left, graph.constant(0, np.int64))
    real = graph("Cast", real, to=TensorProto.FLOAT)
    mask = graph("Unsqueeze", real, graph.constant([2], np.int64))
    share = graph("LpNormalization", real, axis=1, p=1)
    share = graph("Unsqueeze", share, graph.constant([1], np.int64))

    x = graph("Add", "vectors", _position_vectors(graph, weights, place, left))
    x = graph("Mul", x, graph("Sigmoid", graph("Mul", x, graph.constant(GELU_SLOPE))))
    x = _norm(graph, x, weights, "context.norm")
    scales: list[float | None] = [None] * (len(dilations) + 1)
    if peaks is not None:
        scales = [max(peak, 1e-12) / _LARGEST_INPUT for peak in peaks]
    for b, dilation in enumerate(dilations):
        name = f"context.blocks.{b}"
        x = graph("Mul", x, mask)  # a window must not look beyond the end of a string
        window = _window(graph, _quantise(graph, x, scales[b]), dilation, scales[b])
        bias = weights[f"{name}.linear.bias"]
        width = len(weights[f"{name}.norm.bias"])
        has_summary = f"{name}.summary.weight" in weights
        if has_summary:
            bias = bias + weights[f"{name}.summary.bias"]
        change = _product(graph, window, weights[f"{name}.linear.weight"], scales[b], bias)
        if has_summary:
            mean = graph("MatMul", share, x)
            summary = _product(graph, mean, weights[f"{name}.summary.weight"])
            change = graph("Add", change, summary)
        if len(bias) > width:  # gated
            value, gate = graph.several(2, "Split", change, axis=2, num_outputs=2)
            change = graph("Mul", value, graph("Sigmoid", gate))
        else:
            change = graph("Relu", change)
        x = _norm(graph, graph("Add", x, change), weights, f"{name}.norm")
    final = _quantise(graph, x, scales[-1])
    bias = weights["context.output.bias"]
    scores = _product(graph, final, weights["context.output.weight"], scales[-1], bias)

    n_tags, width = weights["context.output.weight"].shape
    inputs = [
        helper.make_tensor_value_info(name, kind, ["n_strings", *shape])
        for name, kind, shape in (
            ("vectors", TensorProto.FLOAT, ["n_tokens", width]),
            ("spaces", TensorProto.INT64, ["n_tokens"]),
            ("lengths", TensorProto.INT64, []),
        )
    ]
    return graph.finish(inputs, scores, ["n_strings", "n_tokens", n_tags])


def _places(graph: _Graph) -> str:
    """Give the places of the tokens of a string, from 0: (n_tokens,)."""
    zero, one = graph.constant(0, np.int64), graph.constant(1, np.int64)
    n_tokens = graph("Squeeze", graph("Shape", "spaces", start=1, end=2))
    return graph("Range", zero, n_tokens, one)


def _position_vectors(graph: _Graph, weights: Weights, place: str, left: str) -> str:
    """Give the vectors of white space and place: (n_strings, n_tokens, width)."""
    # One table of white space and place from the end, so that one look-up and one sum serve both;
    # its places are the number of tokens that are left, none behind the end of a string.
    spaces, ends = weights["context.spaces.weight"], weights["context.from_end.weight"]
    ends = np.concatenate([ends[:1], ends])
    table = (spaces[:, None] + ends).reshape(-1, spaces.shape[1])
    zero, most = graph.constant(0, np.int64), graph.constant(N_POSITIONS, np.int64)
    row = graph("Mul", "spaces", graph.constant(N_POSITIONS + 1, np.int64))
    row = graph("Add", row, graph("Clip", left, zero, most))
    vectors = graph("Gather", graph.constant(table), row)
    starts = graph.constant(weights["context.from_start.weight"])
    last = graph.constant(N_POSITIONS - 1, np.int64)
    return graph("Add", vectors, graph("Gather", starts, graph("Min", place, last)))


def _norm(graph: _Graph, x: str, weights: Weights, name: str) -> str:
    scale, shift = (graph.constant(weights[f"{name}.{kind}"]) for kind in ("weight", "bias"))
    return graph("LayerNormalization", x, scale, shift, axis=-1, epsilon=NORM_EPSILON)


def _quantise(graph: _Graph, x: str, scale: float | None) -> str:
    if scale is None:
        return x
    zero = graph.constant(_ZERO_POINT, np.uint8)
    return graph("QuantizeLinear", x, graph.constant(scale), zero)


def _window(graph: _Graph, x: str, dilation: int, scale: float | None) -> str:
    """Put beside each token the two at a distance: three times the width."""
    zero = graph.constant(0) if scale is None else graph.constant(_ZERO_POINT, np.uint8)
    padded = graph("Pad", x, graph.constant([0, dilation, 0, 0, dilation, 0], np.int64), zero)

    def cut(first: int, end: int) -> str:
        return graph("Slice", padded, *(graph.constant([i], np.int64) for i in (first, end, 1)))

    before, after = cut(0, -2 * dilation), cut(2 * dilation, np.iinfo(np.int64).max)
    return graph("Concat", before, x, after, axis=2)


def _product(
    graph: _Graph,
    x: str,
    weight: np.ndarray,
    scale: float | None = None,
    bias: np.ndarray | None = None,
) -> str:
    """Multiply with a matrix of torch's layout, (n_out, n_in), and add a bias."""
    added = [] if bias is None else [graph.constant(bias)]
    if scale is None:
        product = graph("MatMul", x, graph.constant(weight.T))
        return graph("Add", product, *added) if added else product
    scales = np.maximum(np.abs(weight).max(axis=1), 1e-12) / _LARGEST_WEIGHT
    return graph(
        "MatMulIntegerToFloat",
        x,
        graph.constant(np.rint(weight.T / scales), np.int8),
        graph.constant(scale),
        graph.constant(scales),
        graph.constant(_ZERO_POINT, np.uint8),
        graph.constant(np.zeros(len(scales)), np.int8),
        *added,
        domain="com.microsoft",
    )
