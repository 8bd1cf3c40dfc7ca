"""The network that scores tags, in PyTorch: used for training and export only.

Imports features and graph.  The network has two halves, exported apart: the *token
encoder* sees a token alone, so that a model at run time computes it once for each distinct
token; the *context network* sees the string.  A linear-chain CRF (Lafferty et al. 2001) with the
factorised transitions of `tagger.chain` closes it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from tagger.features import FAMILIES, N_POSITIONS, N_SPACES
from tagger.graph import GELU_SLOPE

#: Standard deviation of fresh embeddings.
EMBEDDING_SPREAD = 0.5
#: Parameters of a network that are the scores of its chain, see `tagger.chain.Transitions`.
CHAIN = ("segment", "from_begin", "from_inside", "start", "end")


@dataclass(frozen=True)
class NetworkConfig:
    """Shape of the network.

    Attributes
    ----------
    n_labels : int
        Number of labels, without O.
    width : int
        Channels of the token vectors and of each layer.
    dilations : tuple of int
        One convolution over three tokens for each; the field of view is
        ``1 + 2 * sum(dilations)`` tokens.
    gates : bool
        Whether the convolutions are gated (Dauphin et al. 2017): a network learns better with
        gates, and without them, rectified instead, its products are half as large.
    embeddings : dict of str to int
        Size of the embedding of each feature family.
    dropout, word_dropout : float
        In [0, 1): of channels; of whole word features in training.
    summary : bool
        Whether each layer also sees the mean over the whole string.

    Raises
    ------
    ValueError
        If a value is outside its range.
    """

    n_labels: int
    width: int = 96
    dilations: tuple[int, ...] = (1, 2, 4, 8)
    gates: bool = True
    embeddings: dict[str, int] = field(
        default_factory=lambda: {
            "word": 64,
            "prefix3": 32,
            "suffix3": 32,
            "prefix2": 16,
            "suffix4": 32,
            "shape": 16,
            "first": 16,
            "last": 16,
            "kind": 8,
        }
    )
    dropout: float = 0.2
    word_dropout: float = 0.1
    summary: bool = True

    def __post_init__(self) -> None:
        if self.width < 1 or not self.dilations:
            raise ValueError("width must be at least 1, and there must be a dilation")
        if not all(type(d) is int and d > 0 for d in self.dilations):
            raise ValueError("dilations must be whole numbers from 1")
        if set(self.embeddings) != set(FAMILIES) or min(self.embeddings.values()) < 1:
            raise ValueError(f"embeddings needs a size for each of {', '.join(FAMILIES)}")
        if not (0 <= self.dropout < 1 and 0 <= self.word_dropout < 1):
            raise ValueError("dropout and word_dropout must be in [0, 1)")


class TokenEncoder(nn.Module):
    """Hashed features of a token to a vector."""

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        self.tables = nn.ModuleList(
            nn.Embedding(buckets, config.embeddings[family]) for family, buckets in FAMILIES.items()
        )
        for table in self.tables:
            nn.init.normal_(table.weight, std=EMBEDDING_SPREAD)
        self.project = nn.Linear(sum(config.embeddings.values()), config.width)
        self.word_dropout = config.word_dropout

    def forward(self, ids: Tensor) -> Tensor:
        """Map ids of shape (n, n_families) to vectors of shape (n, width).

        Parameters
        ----------
        ids : torch.Tensor
            Of shape (n, n_families), int64: buckets, below the sizes in `FAMILIES`.

        Returns
        -------
        torch.Tensor
            Of shape (n, width).
        """
        parts = [table(ids[:, f]) for f, table in enumerate(self.tables)]
        if self.training and self.word_dropout:
            # Drop the word and its long affixes together, so that the token looks unseen.
            keep = torch.rand(len(ids), 1, device=ids.device) >= self.word_dropout
            parts[0] = parts[0] * keep
        return self.project(torch.cat(parts, dim=1))


class Convolution(nn.Module):
    """A residual block: a dilated convolution over three tokens, gated or rectified.

    Written as one matrix product over all tokens of the batch, which BLAS computes several times
    faster than a convolution over many short strings.
    """

    def __init__(self, config: NetworkConfig, dilation: int) -> None:
        super().__init__()
        self.dilation = dilation
        self.gates = config.gates
        n_out = 2 * config.width if config.gates else config.width
        self.linear = nn.Linear(3 * config.width, n_out)
        self.summary = nn.Linear(config.width, n_out) if config.summary else None
        self.norm = nn.LayerNorm(config.width)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Map (n_strings, n_tokens, width) to the same; the mask is (n_strings, n_tokens, 1).

        Parameters
        ----------
        x : torch.Tensor
            Of shape (n_strings, n_tokens, width), zero beyond the lengths.
        mask : torch.Tensor
            Of shape (n_strings, n_tokens, 1): 1.0 at a token, 0.0 beyond.

        Returns
        -------
        torch.Tensor
            Of the shape of `x`.
        """
        d, n = self.dilation, x.shape[1]
        dropped = self.dropout(x)  # before the copies: drawing the numbers is what takes time
        padded = F.pad(dropped, (0, 0, d, d))
        change = self.linear(torch.cat([padded[:, :n], dropped, padded[:, 2 * d :]], dim=2))
        if self.summary is not None:
            mean = x.sum(dim=1, keepdim=True) / mask.sum(dim=1, keepdim=True)
            change = change + self.summary(mean)
        if self.gates:
            value, gate = change.chunk(2, dim=2)
            change = value * torch.sigmoid(gate)
        else:
            change = torch.relu(change)
        return self.norm(x + change) * mask


class ContextNetwork(nn.Module):
    """Token vectors of strings to emissions."""

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        self.spaces = nn.Embedding(N_SPACES, config.width)
        self.from_start = nn.Embedding(N_POSITIONS, config.width)
        self.from_end = nn.Embedding(N_POSITIONS, config.width)
        for table in (self.spaces, self.from_start, self.from_end):
            nn.init.normal_(table.weight, std=0.1)
        self.norm = nn.LayerNorm(config.width)
        self.dropout = nn.Dropout(config.dropout)
        self.blocks = nn.ModuleList(Convolution(config, d) for d in config.dilations)
        self.output = nn.Linear(config.width, 2 * config.n_labels + 1)

    def forward(self, vectors: Tensor, spaces: Tensor, lengths: Tensor) -> Tensor:
        """Compute emissions.

        Parameters
        ----------
        vectors : torch.Tensor
            Of shape (n_strings, n_tokens, width), from the token encoder.
        spaces : torch.Tensor
            Of shape (n_strings, n_tokens), int64: `tagger.features.context_ids`.
        lengths : torch.Tensor
            Of shape (n_strings,), int64, at least 1.

        Returns
        -------
        torch.Tensor
            Of shape (n_strings, n_tokens, 2 * n_labels + 1).
        """
        place = torch.arange(vectors.shape[1], device=vectors.device)
        to_end = (lengths[:, None] - 1 - place).clamp(0, N_POSITIONS - 1)
        mask = (place < lengths[:, None]).unsqueeze(2).to(vectors.dtype)
        x = vectors + self.spaces(spaces) + self.from_end(to_end)
        x = x + self.from_start(place.clamp(max=N_POSITIONS - 1))
        x = self.dropout(self.norm(x * torch.sigmoid(GELU_SLOPE * x))) * mask
        for block in self.blocks:
            x = block(x, mask)
        return self.output(self.dropout(x))


class ReferenceNetwork(nn.Module):
    """Both halves and the transitions of the chain."""

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        self.config = config
        self.tokens = TokenEncoder(config)
        self.context = ContextNetwork(config)
        n = config.n_labels
        self.segment = nn.Parameter(torch.zeros(n + 1, n + 1))
        self.from_begin = nn.Parameter(torch.zeros(n))
        self.from_inside = nn.Parameter(torch.zeros(n))
        self.start = nn.Parameter(torch.zeros(n + 1))
        self.end = nn.Parameter(torch.zeros(n + 1))

    def emissions(self, types: Tensor, index: Tensor, spaces: Tensor, lengths: Tensor) -> Tensor:
        """Score tags.

        Parameters
        ----------
        types : torch.Tensor
            Of shape (n_types, n_families): features of the distinct tokens of the batch.
        index : torch.Tensor
            Of shape (n_strings, n_tokens): which of them stands where.
        spaces, lengths : torch.Tensor
            As for `ContextNetwork.forward`.

        Returns
        -------
        torch.Tensor
            Of shape (n_strings, n_tokens, 2 * n_labels + 1).
        """
        return self.context(self.tokens(types)[index], spaces, lengths)

    def loss(self, emissions: Tensor, tags: Tensor, lengths: Tensor) -> Tensor:
        """Compute the mean negative log-likelihood of the tag sequences, in nats a string.

        Parameters
        ----------
        emissions : torch.Tensor
            Of shape (n_strings, n_tokens, 2 * n_labels + 1), from `emissions`.
        tags : torch.Tensor
            Of shape (n_strings, n_tokens), int64: 0 is outside, 1 to n_labels begin a label,
            n_labels + 1 to 2 * n_labels continue it (never after another label).  What lies
            beyond a length does not count.
        lengths : torch.Tensor
            Of shape (n_strings,), int64: tokens of each string, at least 1.

        Returns
        -------
        torch.Tensor
            Of shape (); 0 or more, up to rounding.
        """
        return (self.log_z(emissions, lengths) - self.path(emissions, tags, lengths)).mean()

    def log_z(
        self, emissions: Tensor, lengths: Tensor, chain: Mapping[str, Tensor] | None = None
    ) -> Tensor:
        """Sum over all tag sequences by the forward algorithm, in log space.

        Parameters
        ----------
        emissions : torch.Tensor
            Of shape (n_strings, n_tokens, 2 * n_labels + 1), from `emissions`.
        lengths : torch.Tensor
            Of shape (n_strings,), int64: tokens of each string, at least 1.
        chain : mapping of str to torch.Tensor, optional
            Scores of another chain, by the names of `CHAIN`, in place of the network's own.

        Returns
        -------
        torch.Tensor
            Of shape (n_strings,), in nats.
        """
        n = self.config.n_labels
        scores = chain or {name: getattr(self, name) for name in CHAIN}
        # log(exp(a) @ exp(T)) with the largest entries taken out: exact, and one matrix product
        shift = scores["segment"].max()
        segment = (scores["segment"] - shift).exp()
        first = emissions[:, 0, : n + 1] + scores["start"]
        outside, begin = first[:, :1], first[:, 1:]
        inside = torch.full_like(begin, -1e4)
        for t in range(1, emissions.shape[1]):
            label = torch.cat([outside, torch.logaddexp(begin, inside)], dim=1)
            top = label.max(dim=1, keepdim=True).values
            new = ((label - top).exp() @ segment + 1e-30).log() + top + shift
            new = new + emissions[:, t, : n + 1]
            go_on = torch.logaddexp(begin + scores["from_begin"], inside + scores["from_inside"])
            go_on = go_on + emissions[:, t, n + 1 :]
            alive = (t < lengths)[:, None]
            outside = torch.where(alive, new[:, :1], outside)
            begin = torch.where(alive, new[:, 1:], begin)
            inside = torch.where(alive, go_on, inside)
        label = torch.cat([outside, torch.logaddexp(begin, inside)], dim=1)
        return torch.logsumexp(label + scores["end"], dim=1)

    def path(self, emissions: Tensor, tags: Tensor, lengths: Tensor) -> Tensor:
        """Score given tag sequences.

        Parameters
        ----------
        emissions : torch.Tensor
            Of shape (n_strings, n_tokens, 2 * n_labels + 1), from `emissions`.
        tags : torch.Tensor
            As for `loss`.
        lengths : torch.Tensor
            Of shape (n_strings,), int64: tokens of each string, at least 1.

        Returns
        -------
        torch.Tensor
            Of shape (n_strings,), in nats.
        """
        n = self.config.n_labels
        place = torch.arange(tags.shape[1], device=tags.device)
        mask = place < lengths[:, None]
        score = (emissions.gather(2, tags[:, :, None])[:, :, 0] * mask).sum(dim=1)
        label = torch.where(tags > n, tags - n, tags)
        stays = tags[:, 1:] > n
        before = tags[:, :-1]
        go_on = torch.where(
            before > n,
            self.from_inside[(label[:, 1:] - 1).clamp(min=0)],
            self.from_begin[(label[:, 1:] - 1).clamp(min=0)],
        )
        step = torch.where(stays, go_on, self.segment[label[:, :-1], label[:, 1:]])
        score = score + (step * mask[:, 1:]).sum(dim=1)
        last = label.gather(1, (lengths - 1)[:, None])[:, 0]
        return score + self.start[label[:, 0]] + self.end[last]


def n_parameters(network: nn.Module) -> int:
    """Count the trained numbers of a network.

    Parameters
    ----------
    network : torch.nn.Module
        Any network.

    Returns
    -------
    int
        Numbers in all its parameters.
    """
    return sum(math.prod(p.shape) for p in network.parameters())
