"""Graphs of earlier versions are read as those of this one are."""

from __future__ import annotations

import json

import numpy as np
import pytest

torch = pytest.importorskip("torch")
onnx = pytest.importorskip("onnx")

from onnx import helper, numpy_helper  # noqa: E402

from tagger.corpora import LabelledReference, LabelledSpan  # noqa: E402
from tagger.encoding import Encoder  # noqa: E402
from tagger.export import export_files  # noqa: E402
from tagger.features import N_POSITIONS, N_SPACES  # noqa: E402
from tagger.labels import NAMES  # noqa: E402
from tagger.model_files import CONTEXT, HEADER, build_header  # noqa: E402
from tagger.network import NetworkConfig, ReferenceNetwork  # noqa: E402
from tagger.weights import read_network  # noqa: E402

pytestmark = pytest.mark.train


def as_it_was(data: bytes) -> bytes:
    """Rewrite a graph as up to xx_refs-0.4.0: biases in nodes of their own, a smaller table."""
    model = onnx.load_from_string(data)
    graph = model.graph
    constants = {item.name: item for item in graph.initializer}
    nodes = []
    changed = 0
    for node in graph.node:
        nodes.append(node)
        if node.op_type == "MatMulIntegerToFloat":
            *others, bias = node.input
            result = node.output[0]
            node.ClearField("input")
            node.input.extend(others)
            node.output[0] = f"{result}.product"
            nodes.append(helper.make_node("Add", [node.output[0], bias], [result]))
            changed += 1
        elif node.op_type == "Gather" and changed == 0:
            item = constants[node.input[0]]
            table = numpy_helper.to_array(item)
            if len(table) == N_SPACES * (N_POSITIONS + 1):
                table = table.reshape(N_SPACES, N_POSITIONS + 1, -1)[:, 1:]
                small = table.reshape(N_SPACES * N_POSITIONS, -1)
                item.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(small), item.name))
    assert changed == 3  # two layers and the output
    graph.ClearField("node")
    graph.node.extend(nodes)
    return model.SerializeToString()


def network_of(files: dict[str, bytes]) -> ReferenceNetwork:
    header = build_header(files, NAMES, {"version": "0"})
    return read_network({**files, HEADER: json.dumps(header).encode()}, "test")


@pytest.mark.parametrize("summary", [False, True])
def test_an_older_graph_gives_the_same_network(summary: bool) -> None:
    torch.manual_seed(4)
    config = NetworkConfig(n_labels=len(NAMES), width=24, dilations=(1, 4), summary=summary)
    made = ReferenceNetwork(config).eval()
    with torch.no_grad():  # biases are zero when they are fresh
        for name, parameter in made.named_parameters():
            if name.endswith("bias"):
                parameter.normal_()
    encoder = Encoder()
    example = LabelledReference("x", "Rossi 1999", (LabelledSpan(0, 5, NAMES[0]),))
    files = export_files(made, [encoder.batch(encoder.encode([example]))])
    now = network_of(files)
    before = network_of({**files, CONTEXT: as_it_was(files[CONTEXT])})
    assert before.config == now.config
    expected = now.state_dict()
    for name, value in before.state_dict().items():
        np.testing.assert_array_equal(value.numpy(), expected[name].numpy(), err_msg=name)
    bias = made.state_dict()["context.output.bias"].numpy()
    np.testing.assert_allclose(before.state_dict()["context.output.bias"].numpy(), bias, atol=1e-6)
    ends = made.state_dict()["context.from_end.weight"].numpy()
    np.testing.assert_allclose(
        before.state_dict()["context.from_end.weight"].numpy(), ends - ends[0], atol=1e-5
    )
