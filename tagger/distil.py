"""What a group of trained networks knows, as a target for another one.

Imports network, and torch.  The networks, *teachers*, vote with the mean of their
scores, which gives one chain; a new network is trained to give sequences of tags the
probabilities that this chain gives them (Hinton et al. 2015, here for whole sequences, exactly).
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from tagger.network import CHAIN, ReferenceNetwork

Inputs = tuple[Tensor, Tensor, Tensor, Tensor]


class Teachers:
    """Trained networks that vote.

    Parameters
    ----------
    networks : sequence of ReferenceNetwork
        In evaluation mode, of one label set; at least one.
    """

    def __init__(self, networks: Sequence[ReferenceNetwork]) -> None:
        self._networks = tuple(networks)
        self._chain = {
            name: torch.stack([getattr(n, name).detach() for n in networks]).mean(dim=0)
            for name in CHAIN
        }

    def expected_path(self, network: ReferenceNetwork, emissions: Tensor, inputs: Inputs) -> Tensor:
        """Compute the mean score, by the network, of the tag sequences that the teachers expect.

        Parameters
        ----------
        network : ReferenceNetwork
            The one that learns.
        emissions : torch.Tensor
            Of shape (n_strings, n_tokens, 2 * n_labels + 1): its scores.
        inputs : tuple of torch.Tensor
            Types, index, spaces and lengths, as for `ReferenceNetwork.emissions`.

        Returns
        -------
        torch.Tensor
            Of shape (), in nats a string: the counterpart of the mean of `ReferenceNetwork.path`.

        Notes
        -----
        A sequence's score is a sum of emissions and transitions.  How often the teachers expect
        each of them is the derivative of the log of their chain's sum over all sequences.
        """
        with torch.no_grad():
            scores = torch.stack([n.emissions(*inputs) for n in self._networks]).mean(dim=0)
        scores.requires_grad_()
        chain = {name: value.clone().requires_grad_() for name, value in self._chain.items()}
        with torch.enable_grad():
            total = network.log_z(scores, inputs[3], chain).sum()
        tags, *steps = torch.autograd.grad(total, [scores, *chain.values()])
        sums = [
            (count * getattr(network, name)).sum() for name, count in zip(chain, steps, strict=True)
        ]
        return ((tags * emissions).sum() + torch.stack(sums).sum()) / len(emissions)
