"""The processes that tag, as seen from the event loop: tasks in, results out, nothing is lost.

Imports serve.worker.  Invariant: each task that was taken gets a result or a `TaskError`; when
a process dies, another takes its task, and a new process takes its place.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tagger.finder import Tagger
from tagger.serve.worker import DONE, FAILED, READY, REFUSED, Worker, place_of, start_worker

_LOG = logging.getLogger("tagger.serve")
#: Seconds in which an idle process that died is missed.
_LOOK_AFTER = 0.5
#: Seconds for a process to start, model and all.
_START = 60.0
#: Seconds after its deadline at which a task is given up, whatever holds it up.
_GRACE = 1.0
#: Processes that may die of one task; more than one, for they may be killed for other reasons.
_DEATHS = 3
#: Seconds between attempts to start a process that would not start: the first, and the most.
_PAUSES = (0.2, 5.0)


class TaskError(Exception):
    """A task without a result.

    Attributes
    ----------
    kind : str
        ``refused`` (the request is to blame), ``late`` (it waited too long), ``long`` (it took
        too long), ``failed``, ``died`` (one process after the other did, of it), ``closed``.
    message : str
        Fit to be shown to whoever sent the request; without their text unless ``refused``.
    """

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


@dataclass(order=True)
class _Task:
    rank: int
    number: int
    name: str = field(compare=False)
    arguments: dict[str, Any] = field(compare=False)
    deadline: float = field(compare=False)
    future: asyncio.Future[Any] = field(compare=False)
    loop: asyncio.AbstractEventLoop = field(compare=False)
    deaths: int = field(default=0, compare=False)


class Pool:
    """Processes that tag.

    Each has a thread here, which hands it one task after the other and looks after it.

    Parameters
    ----------
    load : callable
        Makes the model, in each process.
    workers : int
        Number of processes, at least 1.
    max_seconds : float
        Time for one task; a process that takes longer is stopped.  One that was begun late, and
        so is not done at its deadline, may come to its end, though nobody waits for it any more:
        to stop it would leave even fewer processes to those that wait.
    max_memory : int
        As for `start_worker`.
    """

    def __init__(
        self, load: Callable[[], Tagger], workers: int, max_seconds: float, max_memory: int
    ) -> None:
        self._load = load
        self._max_seconds = max_seconds
        self._max_memory = max_memory
        self._tasks: queue.PriorityQueue[_Task] = queue.PriorityQueue()
        self._numbers = itertools.count()
        self._closing = threading.Event()
        self._starting = threading.Lock()  # multiprocessing keeps its children in a plain set
        self._ready: set[int] = set()
        self._first = threading.Event()
        self._trouble = ""
        #: Processes that were started in the place of one that died or was stopped.
        self.restarts = 0
        self._workers = workers
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Start the processes, and wait until one is ready.

        Raises
        ------
        RuntimeError
            If none gets ready; says why.
        """
        self._closing.clear()
        self._first.clear()
        self._threads = [
            threading.Thread(target=self._attend, args=(i,), name=f"worker-{i}", daemon=True)
            for i in range(self._workers)
        ]
        for thread in self._threads:
            thread.start()
        self._first.wait(_START)
        if not self._ready:
            self.close()
            raise RuntimeError(self._trouble or "the processes that tag do not start")

    def close(self) -> None:
        """Stop all processes; tasks that wait fail."""
        self._closing.set()
        for thread in self._threads:
            thread.join(timeout=2 * _LOOK_AFTER + 1)
        while not self._tasks.empty():
            _fail(self._tasks.get_nowait(), "closed", "The service is stopping.")

    @property
    def ready(self) -> int:
        """Number of processes that can take a task or are at one."""
        return len(self._ready)

    @property
    def waiting(self) -> int:
        """Number of tasks that no process has taken yet."""
        return self._tasks.qsize()

    async def run(self, name: str, *, deadline: float, **arguments: Any) -> Any:
        """Have a task done.

        Parameters
        ----------
        name : str
            See `tagger.serve.worker.answer`.
        deadline : float
            Time, of `time.monotonic`, after which it is no longer begun, nor waited for.
        **arguments
            Of the task.

        Returns
        -------
        object
            Its result.

        Raises
        ------
        TaskError
            If there is none.
        """
        if self._closing.is_set():
            raise TaskError("closed", "The service is stopping.")
        loop = asyncio.get_running_loop()
        task = _Task(1, next(self._numbers), name, arguments, deadline, loop.create_future(), loop)
        self._tasks.put(task)
        try:
            # a little longer, for the thread of a process knows better what has become of it
            return await asyncio.wait_for(task.future, deadline + _GRACE - time.monotonic())
        except asyncio.TimeoutError as error:
            raise TaskError("late", "The service is busy.") from error

    def _attend(self, number: int) -> None:
        """Look after one process, and after the next one when it is gone."""
        pauses = _pauses()
        started = False
        while not self._closing.is_set():
            worker = self._started()
            if worker is None:
                self._first.set()  # `start` need not wait for nothing
                self._closing.wait(next(pauses))
                continue
            pauses = _pauses()
            self.restarts += started
            started = True
            self._ready.add(number)
            self._first.set()
            try:
                self._serve(worker)
            except Exception:  # the thread must live on
                _LOG.exception("the thread of a process failed")
            finally:
                self._ready.discard(number)
                worker.stop()

    def _started(self) -> Worker | None:
        try:
            with self._starting:
                worker = start_worker(self._load, self._max_memory)
        except Exception as error:  # no memory, no files, no processes: later there may be some
            self._trouble = place_of(error)
            _LOG.error("a process could not be started: %s", self._trouble)
            return None
        with contextlib.suppress(EOFError, OSError):
            end = time.monotonic() + _START
            while not worker.pipe.poll(0.1):
                if self._closing.is_set() or time.monotonic() > end:
                    raise EOFError
            kind, value = worker.pipe.recv()
            if (kind, value) == READY:
                return worker
            self._trouble = value
            _LOG.error("a process did not start: %s", value)
        worker.stop()
        return None

    def _serve(self, worker: Worker) -> None:
        """Hand a process its tasks until it is gone."""
        while not self._closing.is_set():
            try:
                task = self._tasks.get(timeout=_LOOK_AFTER)
            except queue.Empty:
                if worker.process.is_alive():
                    continue
                return
            if task.future.done():
                continue
            if time.monotonic() > task.deadline:
                _fail(task, "late", "The service is busy.")
                continue
            if not self._do(worker, task):
                return

    def _do(self, worker: Worker, task: _Task) -> bool:
        """Have a task done; say whether the process is fit for another."""
        try:
            worker.pipe.send((task.name, task.arguments))
            if not self._answered(worker):
                _LOG.warning("stopped a process: a task of kind %s took too long", task.name)
                _fail(task, "long", f"This took longer than {self._max_seconds:g} seconds.")
                return False
            kind, value, fit = worker.pipe.recv()
        except (EOFError, OSError):
            return self._lost(task)
        if kind == DONE:
            _settle(task, lambda: task.future.set_result(value))
        elif kind == REFUSED:
            _fail(task, "refused", value)
        else:
            _LOG.error("a task of kind %s failed: %s", task.name, value)
            _fail(task, FAILED, "The service failed at this; it is a defect of it.")
        return bool(fit)

    def _answered(self, worker: Worker) -> bool:
        """Wait for an answer; also for the end of the process, which the pipe gives as one."""
        end = time.monotonic() + self._max_seconds
        while not worker.pipe.poll(min(_LOOK_AFTER, max(0.0, end - time.monotonic()))):
            if time.monotonic() >= end:
                return False
            if self._closing.is_set():
                raise EOFError
        return True

    def _lost(self, task: _Task) -> bool:
        """Give a task whose process died to the next one, before all others."""
        task.deaths += 1
        if self._closing.is_set():
            _fail(task, "closed", "The service is stopping.")
        elif task.deaths >= _DEATHS:
            _LOG.error("%d processes died of a task of kind %s", task.deaths, task.name)
            _fail(task, "died", "The service failed at this, again and again.")
        else:
            _LOG.warning("a process died at a task of kind %s", task.name)
            task.rank = 0
            self._tasks.put(task)
        return False


def _pauses() -> itertools.chain[float]:
    first, most = _PAUSES
    steps = int(most / first).bit_length()
    return itertools.chain((first * 2**i for i in range(steps)), itertools.repeat(most))


def _fail(task: _Task, kind: str, message: str) -> None:
    _settle(task, lambda: task.future.set_exception(TaskError(kind, message)))


def _settle(task: _Task, put: Callable[[], None]) -> None:
    def at_loop() -> None:
        if not task.future.done():  # whoever asked may be gone
            put()

    with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits
        task.loop.call_soon_threadsafe(at_loop)
