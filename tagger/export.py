"""A trained network to the files of a model.

Imports network and model, torch and its ONNX exporter.
"""

from __future__ import annotations

import io
import logging
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import torch

from tagger.features import FAMILIES
from tagger.model_files import CONTEXT, TOKENS, TRANSITIONS
from tagger.network import ReferenceNetwork


def export_files(network: ReferenceNetwork) -> dict[str, bytes]:
    """Write a network as ONNX graphs and its transitions as NumPy arrays.

    Parameters
    ----------
    network : ReferenceNetwork
        In evaluation mode, on the CPU.

    Returns
    -------
    dict of str to bytes
        The files of `tagger.model.FILES`.
    """
    width = network.config.width
    ids = torch.zeros(3, len(FAMILIES), dtype=torch.int64)
    vectors, spaces = torch.zeros(2, 5, width), torch.zeros(2, 5, dtype=torch.int64)
    lengths = torch.tensor([5, 3])
    n = torch.export.Dim("n_types")
    strings, tokens = torch.export.Dim("n_strings"), torch.export.Dim("n_tokens")
    arrays = {
        name: getattr(network, name).detach().numpy()
        for name in ("segment", "from_begin", "from_inside", "start", "end")
    }
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return {
        TOKENS: _export(network.tokens, {"ids": ids}, {"ids": {0: n}}, "vectors"),
        CONTEXT: _export(
            network.context,
            {"vectors": vectors, "spaces": spaces, "lengths": lengths},
            {
                "vectors": {0: strings, 1: tokens},
                "spaces": {0: strings, 1: tokens},
                "lengths": {0: strings},
            },
            "emissions",
        ),
        TRANSITIONS: buffer.getvalue(),
    }


def _export(
    module: torch.nn.Module,
    inputs: dict[str, torch.Tensor],
    dynamic_shapes: dict[str, Any],
    output: str,
) -> bytes:
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(folder) / "graph.onnx"
        torch.onnx.export(
            module.eval(),
            args=tuple(inputs.values()),
            f=str(path),
            dynamo=True,
            input_names=list(inputs),
            output_names=[output],
            dynamic_shapes=dynamic_shapes,
            opset_version=18,
            external_data=False,
            verbose=False,
            optimize=True,
        )
        return path.read_bytes()
