"""The training loop: batches in, trained network out, with checkpoints.

Imports network, distil and encoding, and torch.  It knows nothing of files of labelled data, of
models or of metrics: `tagger.fit` and `tagger.train` bring those.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from tqdm import tqdm

from tagger.corpora import LabelledReference
from tagger.distil import Teachers
from tagger.encoding import Batch, Encoder
from tagger.errors import UsageError
from tagger.network import NetworkConfig, ReferenceNetwork


@dataclass(frozen=True)
class TrainingConfig:
    """How a network is trained.

    Attributes
    ----------
    epochs : int
        Passes over the data.
    batch_size : int
        Strings a step.
    learning_rate : float
        Peak of the one-cycle schedule (Smith & Topin 2019).
    weight_decay : float
        Of AdamW.
    clip : float
        Largest norm of a gradient.
    average : float
        In [0, 1): decay of the moving average of the weights, which is what is kept.
    teachers_share : float
        In [0, 1]: weight of what the teachers expect against the labels, where there are teachers.

    Raises
    ------
    ValueError
        If a value is outside its range.
    """

    epochs: int = 8
    batch_size: int = 48
    learning_rate: float = 3e-3
    weight_decay: float = 0.01
    clip: float = 5.0
    average: float = 0.998
    teachers_share: float = 0.5

    def __post_init__(self) -> None:
        if min(self.epochs, self.batch_size) < 1:
            raise ValueError("epochs and batch_size must be at least 1")
        if min(self.learning_rate, self.clip) <= 0 or self.weight_decay < 0:
            raise ValueError("learning_rate and clip must be positive, weight_decay not negative")
        if not 0 <= self.average < 1:
            raise ValueError("average must be in [0, 1)")
        if not 0 <= self.teachers_share <= 1:
            raise ValueError("teachers_share must be in [0, 1]")


_PARTS = ("network", "average", "optimizer", "scheduler")
#: Gives the references of an epoch: the same for the same epoch, whenever it is called.
EpochData = Callable[[int], Sequence[LabelledReference]]


def train_network(
    data: EpochData,
    network_config: NetworkConfig,
    config: TrainingConfig,
    *,
    seed: int,
    device: str = "cpu",
    checkpoint: Path | None = None,
    run_id: str = "",
    after_epoch: Callable[[int, float, ReferenceNetwork], None] | None = None,
    teachers: Teachers | None = None,
    start: ReferenceNetwork | None = None,
    progress: bool = True,
) -> ReferenceNetwork:
    """Train a network, or go on where a checkpoint ends.

    Parameters
    ----------
    data : callable
        Epoch number, from 0, to labelled references, of about equal number in each epoch.
    network_config, config
        Shape of the network and settings of the optimiser.
    seed : int
        Decides initial weights, order and dropout.
    device : str
        ``cpu`` or ``cuda``.
    checkpoint : pathlib.Path, optional
        File that is written after each epoch; if it is there, training goes on from it.
    run_id : str
        Names the data and settings; a checkpoint of another run is refused.
    after_epoch : callable, optional
        Called with the epoch, the mean loss in nats a string, and the averaged network.
    teachers : Teachers, optional
        Trained networks to learn from besides the labels, on the same device.
    start : ReferenceNetwork, optional
        A trained network of this shape, whose weights are the first ones.
    progress : bool
        Whether to show a bar on stderr.

    Returns
    -------
    ReferenceNetwork
        The averaged network, on the CPU, in evaluation mode.

    Raises
    ------
    UsageError
        If the device is not there (R065) or the checkpoint is of another run (R063).
    """
    check_device(device)
    if device == "cpu":
        torch.set_num_threads(1)  # the products are small: two took longer than one
    torch.manual_seed(seed)
    network = ReferenceNetwork(network_config)
    if start:
        network.load_state_dict(start.state_dict())
    network.to(device)
    average = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(config.average))
    optimizer = torch.optim.AdamW(
        network.parameters(),
        lr=config.learning_rate,
        weight_decay=config.weight_decay,
        fused=True,
    )
    run_id = f"{run_id} {seed} {asdict(network_config)} {asdict(config)}"
    state = _read(checkpoint, run_id) if checkpoint and checkpoint.exists() else None
    first = state["epoch"] if state else 0
    if state and first >= config.epochs:  # nothing is left to do: no data are made
        average.load_state_dict(state["average"])
        return average.module.cpu().eval()
    encoder = Encoder()
    examples = encoder.encode(data(first))
    n_steps = config.epochs * -(-len(examples) // config.batch_size) + config.epochs
    scheduler = torch.optim.lr_scheduler.OneCycleLR(
        optimizer,
        config.learning_rate,
        total_steps=state["scheduler"]["total_steps"] if state else n_steps,
        pct_start=0.2,
    )
    parts = dict(zip(_PARTS, (network, average, optimizer, scheduler), strict=True))
    if state:
        for name, part in parts.items():
            part.load_state_dict(state[name])
        torch.set_rng_state(state["rng"])

    for epoch in range(first, config.epochs):
        if epoch > first:
            # A new encoder, so that an epoch does not depend on which ones this process has seen.
            encoder = Encoder()
            examples = encoder.encode(data(epoch))
        rng = np.random.default_rng((seed, epoch))
        network.train()
        losses = []
        bar = tqdm(
            encoder.batches(examples, config.batch_size, rng),
            unit="batch",
            desc=f"epoch {epoch + 1}/{config.epochs}",
            leave=False,
            disable=not progress,
            total=-(-len(examples) // config.batch_size),
        )
        for batch in bar:
            loss = _loss(network, batch, device, teachers, config.teachers_share)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), config.clip)
            optimizer.step()
            if scheduler.last_epoch < scheduler.total_steps - 1:
                scheduler.step()
            average.update_parameters(network)
            losses.append(loss.item())
            if len(losses) % 20 == 0:
                bar.set_postfix(loss=f"{np.mean(losses[-100:]):.3f}")
        if checkpoint:
            _save(checkpoint, parts, run_id, epoch + 1)
        if after_epoch:
            after_epoch(epoch, float(np.mean(losses)), average.module.eval())
    return average.module.cpu().eval()


def check_device(device: str) -> None:
    """Check that a device can be used.

    Parameters
    ----------
    device : str
        ``cpu``, ``cuda`` or ``cuda:0`` and so on.

    Raises
    ------
    UsageError
        If it cannot (R065).
    """
    if device != "cpu" and not (device.startswith("cuda") and torch.cuda.is_available()):
        raise UsageError("R065", device=device)


def _loss(
    network: ReferenceNetwork, batch: Batch, device: str, teachers: Teachers | None, share: float
) -> torch.Tensor:
    """Compute the mean negative log-likelihood of the labels and of what the teachers expect."""
    types, index, spaces, tags, lengths = (
        torch.from_numpy(array).to(device)
        for array in (batch.types, batch.index, batch.spaces, batch.tags, batch.lengths)
    )
    inputs = (types, index, spaces, lengths)
    emissions = network.emissions(*inputs)
    if not teachers:
        return network.loss(emissions, tags, lengths)
    labels = network.path(emissions, tags, lengths).mean()
    expected = teachers.expected_path(network, emissions, inputs)
    return network.log_z(emissions, lengths).mean() - (1 - share) * labels - share * expected


def _save(path: Path, parts: dict, run_id: str, epoch: int) -> None:
    """Write a checkpoint beside the old one, then put it in its place."""
    state = {name: part.state_dict() for name, part in parts.items()}
    state |= {"run_id": run_id, "epoch": epoch, "rng": torch.get_rng_state()}
    beside = path.with_name(f"{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        torch.save(state, beside)
        os.replace(beside, path)
    except (OSError, RuntimeError) as error:  # torch wraps a full disk in a RuntimeError
        raise UsageError("R064", path=path, reason=error) from error


def _read(path: Path, run_id: str) -> dict[str, Any]:
    """Read a checkpoint of this run."""
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
        if state["run_id"] == run_id:
            return {name: state[name] for name in (*_PARTS, "run_id", "epoch", "rng")}
    except Exception as error:  # torch raises half a dozen kinds for a damaged file
        raise UsageError("R063", path=path, reason=f"it cannot be read: {error}") from error
    raise UsageError("R063", path=path, reason="its data, settings or seed differ")
