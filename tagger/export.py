"""A trained network to the files of a model.

Imports corpora, network, encoding, graph and model_files, and torch.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import torch

from tagger.corpora import LabelledReference
from tagger.encoding import Batch, Encoder
from tagger.graph import context_graph, token_graph
from tagger.model_files import CONTEXT, TOKENS, TRANSITIONS
from tagger.network import CHAIN, ReferenceNetwork

# References from which the scales of 8-bit arithmetic are taken: the peaks of 17,000 were at most
# 6% higher, and what exceeds a peak is cut off there.
_SAMPLE = 2000


def export_files(network: ReferenceNetwork, examples: Iterable[Batch] = ()) -> dict[str, bytes]:
    """Write a network as ONNX graphs and its transitions as NumPy arrays.

    Parameters
    ----------
    network : ReferenceNetwork
        In evaluation mode, on the CPU.
    examples : iterable of Batch
        Training data from which the scales of 8-bit arithmetic are taken.  Without any, the
        network is written in single precision.

    Returns
    -------
    dict of str to bytes
        The files of `tagger.model_files.FILES`.
    """
    weights = {name: value.numpy() for name, value in network.state_dict().items()}
    buffer = io.BytesIO()
    np.savez(buffer, **{name: weights[name] for name in CHAIN})
    peaks = layer_peaks(network, examples)
    return {
        TOKENS: token_graph(weights, eight_bits=peaks is not None),
        CONTEXT: context_graph(weights, network.config.dilations, peaks),
        TRANSITIONS: buffer.getvalue(),
    }


def sample_batches(references: Sequence[LabelledReference]) -> Iterator[Batch]:
    """Encode an even sample of references, up to 2,000.

    Parameters
    ----------
    references : sequence of LabelledReference
        With spans on token borders.

    Yields
    ------
    Batch
        Of up to 48 strings.
    """
    encoder = Encoder()
    examples = encoder.encode(references[:: max(1, -(-len(references) // _SAMPLE))])
    yield from encoder.batches(examples, 48, np.random.default_rng(0))


def layer_peaks(network: ReferenceNetwork, examples: Iterable[Batch]) -> list[float] | None:
    """Find the largest magnitudes that reach the large matrix products.

    Parameters
    ----------
    network : ReferenceNetwork
        In evaluation mode, on the CPU.
    examples : iterable of Batch
        What it is run on.

    Returns
    -------
    list of float or None
        One for each layer and one for the output; None where there are no examples.
    """
    peaks: dict[int, float] = {}
    products = [block.linear for block in network.context.blocks] + [network.context.output]

    def watch(k: int) -> Callable[..., None]:
        def hook(module: torch.nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
            peaks[k] = max(peaks.get(k, 0.0), float(inputs[0].abs().max()))

        return hook

    hooks = [module.register_forward_pre_hook(watch(k)) for k, module in enumerate(products)]
    try:
        with torch.no_grad():
            for batch in examples:
                arrays = (batch.types, batch.index, batch.spaces, batch.lengths)
                network.emissions(*map(torch.from_numpy, arrays))
    finally:
        for hook in hooks:
            hook.remove()
    return [peaks[k] for k in range(len(products))] if peaks else None
