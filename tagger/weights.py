"""The files of a model back to a network that can be trained on.

Imports network, model_files, features and errors, and onnx and torch.  It reads what `tagger.graph`
writes.  A model holds numbers of 8 bits: the network that comes out computes what the model
computes, but for rounding, and is not the one from which the model was made.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from tagger.errors import ModelError
from tagger.features import FAMILIES, N_SPACES
from tagger.model_files import (
    CONTEXT,
    TOKENS,
    TRANSITIONS,
    component_directory,
    model_directory,
    read_files,
    verify,
)
from tagger.network import EMBEDDING_SPREAD, NetworkConfig, ReferenceNetwork


def read_network(files: Mapping[str, bytes], origin: str, **settings: Any) -> ReferenceNetwork:
    """Build the network that a model runs.

    Parameters
    ----------
    files : mapping of str to bytes
        The contents of `header.json` and of the files that it names.
    origin : str
        Where they come from, for messages.
    **settings
        Of `NetworkConfig`: dropout and word_dropout, which a model does not hold.

    Returns
    -------
    ReferenceNetwork
        In evaluation mode, on the CPU.

    Raises
    ------
    ModelError
        If the files are damaged or of another version, see `tagger.model.Model`, or if the graphs
        were not written by `tagger.graph` (R005).
    """
    header = verify(files, origin)
    try:
        tokens, embeddings = _token_weights(_Nodes(files[TOKENS]))
        context, dilations = _context_weights(_Nodes(files[CONTEXT]))
        with np.load(io.BytesIO(files[TRANSITIONS]), allow_pickle=False) as chain:
            weights = {**tokens, **context, **{name: chain[name] for name in chain.files}}
        config = NetworkConfig(
            n_labels=len(header["labels"]),
            width=len(weights["context.norm.weight"]),
            dilations=dilations,
            gates=len(weights["context.blocks.0.linear.bias"]) > len(weights["context.norm.bias"]),
            embeddings=embeddings,
            summary="context.blocks.0.summary.weight" in weights,
            **settings,
        )
        network = ReferenceNetwork(config)
        arrays = {
            name: torch.from_numpy(np.array(value, dtype=np.float32))
            for name, value in weights.items()
        }
        network.load_state_dict(arrays)
    except (KeyError, ValueError, IndexError, RuntimeError) as error:
        reason = f"its graphs are not of a kind that can be trained on ({error})"
        raise ModelError("R005", path=origin, reason=reason) from error
    return network.eval()


@dataclass(frozen=True)
class Base:
    """A model that is trained further.

    Attributes
    ----------
    network : ReferenceNetwork
        What it runs.
    about : dict
        For the card of the model that comes of it: ``model``, its name, and ``trained_on``, its
        sources with the number of references of each, as far as they are known.
    """

    network: ReferenceNetwork
    about: dict[str, Any]


def load_base(name_or_path: str, settings: Mapping[str, Any]) -> Base:
    """Load a model to train it further.

    Parameters
    ----------
    name_or_path : str
        As for `tagger.load`; ``default`` is the model that is shipped.
    settings : mapping
        Of a recipe's network; only ``dropout`` and ``word_dropout`` count.

    Returns
    -------
    Base
        Its network and what its card must say.

    Raises
    ------
    ModelError
        See `read_network`; and if there is no such model (R001).
    """
    name = None if name_or_path == "default" else name_or_path
    directory = component_directory(name)
    dropout = {key: settings[key] for key in ("dropout", "word_dropout") if key in settings}
    network = read_network(read_files(directory), str(directory), **dropout)
    path = model_directory(name) / "metrics.json"
    metrics = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    older = (metrics.get("base") or {}).get("trained_on", {})
    trained_on = {**older, **metrics.get("data", {}).get("trained_on", {"unknown": 0})}
    return Base(network, {"model": metrics.get("model", "unknown"), "trained_on": trained_on})


class _Nodes:
    """The nodes of a graph by kind, with the constants that each takes."""

    def __init__(self, data: bytes) -> None:
        graph = onnx.load_from_string(data).graph
        constants = {item.name: numpy_helper.to_array(item) for item in graph.initializer}
        self._found: dict[str, list[list[np.ndarray]]] = {}
        for node in graph.node:
            taken = [constants[name] for name in node.input if name in constants]
            self._found.setdefault(node.op_type, []).append(taken)

    def __getitem__(self, kind: str) -> list[list[np.ndarray]]:
        """Give the constants of the nodes of a kind that take any, in their order."""
        return [taken for taken in self._found.get(kind, []) if taken]


def _token_weights(nodes: _Nodes) -> tuple[dict[str, np.ndarray], dict[str, int]]:
    """Read tables and projection; whole numbers are scaled to the spread of fresh tables."""
    tables = [taken[0] for taken in nodes["Gather"]]
    project, bias = (array.copy() for array in nodes["Gemm"][0])
    weights = {"tokens.project.bias": bias}
    row = 0
    for f, table in enumerate(tables):
        scale = EMBEDDING_SPREAD / table.std() if table.dtype == np.int8 else 1.0
        weights[f"tokens.tables.{f}.weight"] = table * scale
        project[row : row + table.shape[1]] /= scale
        row += table.shape[1]
    weights["tokens.project.weight"] = project.T
    sizes = {name: table.shape[1] for name, table in zip(FAMILIES, tables, strict=True)}
    return weights, sizes


def _context_weights(nodes: _Nodes) -> tuple[dict[str, np.ndarray], tuple[int, ...]]:
    """Read the layers in the order in which `tagger.graph.context_graph` writes them."""
    placed, starts = (taken[0] for taken in nodes["Gather"])
    # white space by place from the end; before the places, one for what is behind it
    table = placed.reshape(N_SPACES, -1, placed.shape[1])[:, -len(starts) :]
    weights = {
        "context.spaces.weight": table[:, 0],
        "context.from_end.weight": table[0] - table[0, 0],
        "context.from_start.weight": starts,
    }
    dilations = tuple(int(taken[0][1]) for taken in nodes["Pad"])
    names = ["context", *(f"context.blocks.{b}" for b in range(len(dilations)))]
    for name, (scale, shift) in zip(names, nodes["LayerNormalization"], strict=True):
        weights[f"{name}.norm.weight"], weights[f"{name}.norm.bias"] = scale, shift
    of_8_bits = nodes["MatMulIntegerToFloat"]  # the bias is the sixth of what they take
    linear = [_dequantised(*taken) for taken in of_8_bits]
    summaries = [taken[0].T for taken in nodes["MatMul"]]
    biases = [taken[5] for taken in of_8_bits if len(taken) > 5]
    # up to xx_refs-0.4.0, and in single precision, it is added by a node of its own
    biases = biases or [taken[0] for taken in nodes["Add"] if taken[0].dtype == np.float32]
    n = len(dilations)
    if not linear:  # in single precision products of layers and of summaries are of one kind
        has_summary = len(summaries) == 2 * n + 1
        both = summaries
        linear = [*both[: 2 * n : 2], both[-1]] if has_summary else both
        summaries = both[1 : 2 * n : 2] if has_summary else []
    for b in range(n):
        name = names[b + 1]
        weights[f"{name}.linear.weight"] = linear[b]
        weights[f"{name}.linear.bias"] = biases[b]
        if summaries:
            weights[f"{name}.summary.weight"] = summaries[b]
            weights[f"{name}.summary.bias"] = np.zeros_like(biases[b])
    weights["context.output.weight"], weights["context.output.bias"] = linear[n], biases[n]
    return weights, dilations


def _dequantised(
    weight: np.ndarray, input_scale: np.ndarray, scales: np.ndarray, *others: np.ndarray
) -> np.ndarray:
    return (weight * scales).T
