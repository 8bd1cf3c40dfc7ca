"""A process that tags: it reads tasks from a pipe and writes their results to it.

Imports serve.work and errors.  Invariant: for each task there is one answer, whatever goes wrong
in it; texts of requests stand neither in messages that are logged nor on any disk.

A process of its own, since Python would let one long text hold up all requests, and since a
process can be stopped: when it takes too long, when it takes too much memory, when it crashes.
"""

from __future__ import annotations

import logging
import multiprocessing
import signal
import sys
import traceback
import warnings
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, NamedTuple

from tagger.errors import TaggerError
from tagger.finder import Tagger

#: Kinds of answers: a result; an error that its request is to blame for; one that it is not.
DONE, REFUSED, FAILED = "done", "refused", "failed"
#: What a process says first.
READY = ("ready", None)

_MEGABYTE = 1024 * 1024
#: One task may take this many times the memory after which a process is replaced.
_SLACK = 4


class Worker(NamedTuple):
    """A process that tags, seen from the service.

    Attributes
    ----------
    process : multiprocessing.process.BaseProcess
        Started.
    pipe : multiprocessing.connection.Connection
        Says `READY`, or `FAILED` and why; then takes pairs of a task's name and its arguments,
        and gives triples of a kind, a value, and whether it will take another task.
    """

    process: BaseProcess
    pipe: Connection

    def stop(self) -> None:
        """End the process at once."""
        self.process.kill()
        self.process.join()
        self.pipe.close()


def start_worker(load: Callable[[], Tagger], max_memory: int) -> Worker:
    """Start a process.

    Parameters
    ----------
    load : callable
        Makes the model, in the process; must go through a pipe.
    max_memory : int
        Megabytes after which it ends, with the task that it is at.

    Returns
    -------
    Worker
        Not ready yet.
    """
    # "spawn": a copy of a process with threads may find a lock that nobody will ever release
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(
        target=run, args=(theirs, load, max_memory), name="ref-tagger", daemon=True
    )
    process.start()
    theirs.close()  # or the end of the process would not be seen
    return Worker(process, ours)


def run(pipe: Connection, load: Callable[[], Tagger], max_memory: int) -> None:
    """Work until the pipe is closed, or the memory is used up.

    Parameters
    ----------
    pipe, load, max_memory
        As for `start_worker` and `Worker`.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the keyboard stops the service, which stops us
    logging.disable()  # libraries log parts of what they read
    warnings.simplefilter("ignore")
    _limit_memory(_SLACK * max_memory)
    import tagger.serve.work  # noqa: F401  (now, and not with the first task)

    try:
        model = load()
    except Exception as error:
        pipe.send((FAILED, str(error) if isinstance(error, TaggerError) else place_of(error)))
        return
    pipe.send(READY)
    fit = True
    while fit:
        try:
            name, arguments = pipe.recv()
        except (EOFError, OSError):
            return
        kind, value = answer(model, name, arguments)
        fit = _memory() < max_memory
        pipe.send((kind, value, fit))


def answer(model: Tagger, name: str, arguments: dict[str, Any]) -> tuple[str, Any]:
    """Do a task.

    Parameters
    ----------
    model : Tagger
        As for `tagger.serve.work.parse`.
    name : str
        Key into `TASKS` or `TASKS_WITHOUT_MODEL` of `tagger.serve.work`.
    arguments : dict
        Its arguments but for the model.

    Returns
    -------
    kind : str
        `DONE`, `REFUSED` or `FAILED`.
    value
        The result; or, as text, what was wrong with the request; or where the task failed,
        without any text of the request.
    """
    from tagger.serve.work import TASKS, TASKS_WITHOUT_MODEL

    try:
        if name in TASKS:
            return DONE, TASKS[name](model, **arguments)
        return DONE, TASKS_WITHOUT_MODEL[name](**arguments)
    except TaggerError as error:
        return REFUSED, str(error)
    except Exception as error:
        return FAILED, place_of(error)


def place_of(error: BaseException) -> str:
    """Say what kind of error it is and where it arose, without its message.

    Parameters
    ----------
    error : BaseException
        That was raised.

    Returns
    -------
    str
        ``KeyError in names.py:120``.
    """
    steps = traceback.extract_tb(error.__traceback__)
    place = f" in {Path(steps[-1].filename).name}:{steps[-1].lineno}" if steps else ""
    return f"{type(error).__name__}{place}"


def _memory() -> float:
    """Give the megabytes that this process holds; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError, ValueError):
        return 0.0
    import resource

    return pages * resource.getpagesize() / _MEGABYTE


def _limit_memory(megabytes: int) -> None:
    """Let one task that asks for too much fail, instead of the machine."""
    if sys.platform == "linux":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        wanted = megabytes * _MEGABYTE
        if hard == resource.RLIM_INFINITY or wanted < hard:
            resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
