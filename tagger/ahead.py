"""The data of the next epoch, made in another process while this one is trained on.

Imports corpora, gather and recipe.
"""

from __future__ import annotations

import multiprocessing
import signal
from multiprocessing.connection import Connection

from tagger.corpora import LabelledReference
from tagger.gather import TrainingData, epoch_data
from tagger.recipe import Recipe


class EpochsAhead:
    """Gives `gather.epoch_data`, computed one epoch ahead; a context manager.

    Parameters
    ----------
    data, recipe, seed
        As for `gather.epoch_data`.
    n_epochs : int
        After the last one nothing is made ahead.

    Attributes
    ----------
    latest : list of LabelledReference
        What was given last.
    given : int
        Its epoch; -1 before the first.
    """

    def __init__(self, data: TrainingData, recipe: Recipe, seed: int, n_epochs: int) -> None:
        self.latest: list[LabelledReference] = []
        self.given = -1
        self._arguments = (data, recipe, seed)
        self._n_epochs = n_epochs
        self._asked: int | None = None

    def __enter__(self) -> EpochsAhead:
        context = multiprocessing.get_context("spawn")  # torch's threads do not survive a fork
        self._connection, other = context.Pipe()
        self._process = context.Process(target=_work, args=(other, *self._arguments), daemon=True)
        self._process.start()
        other.close()
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        self._process.terminate()
        self._process.join()

    def __call__(self, epoch: int) -> list[LabelledReference]:
        """Give the references of an epoch.

        Parameters
        ----------
        epoch : int
            From 0.

        Returns
        -------
        list of LabelledReference
            As `gather.epoch_data` gives them.
        """
        try:
            if self._asked != epoch:
                if self._asked is not None:
                    self._connection.recv()  # what was made ahead is not what is wanted
                self._connection.send(epoch)
            self.latest = self._connection.recv()
            self._asked = epoch + 1 if epoch + 1 < self._n_epochs else None
            if self._asked is not None:
                self._connection.send(self._asked)
        except (EOFError, OSError):
            # the other process is gone, by an error that is met again here, or for lack of memory
            self.latest = epoch_data(*self._arguments, epoch)
        self.given = epoch
        return self.latest


def _work(connection: Connection, data: TrainingData, recipe: Recipe, seed: int) -> None:
    """Make epochs until the other end of the connection is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends with the training
    try:
        while True:
            connection.send(epoch_data(data, recipe, seed, connection.recv()))
    except (EOFError, OSError):
        pass
