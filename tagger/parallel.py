"""Several processes that tag: texts out in pieces, results back in order.

Imports errors, reference and worker.  The processes are fresh interpreters that run `worker.serve`:
unlike those of `multiprocessing` they do not import the program's main module again, so that a
script needs no ``if __name__ == "__main__"``, and a notebook or a program read from stdin will do.

Invariants: every text gets one result, in order, whatever becomes of the processes; of the input no
more is read ahead than `_AHEAD` pieces a process; when the iterator ends, is closed or fails, no
process is left.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple

from tagger.errors import WorkerError, warning
from tagger.reference import Reference
from tagger.worker import Answer, PlainSpan, Settings, read_answers, write_message, write_pickle

#: Texts in the first piece, and in the largest: the model sorts a piece by length, so that large
#: ones are tagged a fifth faster, but with small ones all processes have soon something to do.
_FIRST_TEXTS, _TEXTS = 256, 1024
#: Characters after which a piece ends, however few its texts.
_CHARACTERS = 200_000
#: Pieces a process has got: the one that it works on, and the next.
_GIVEN = 2
#: Pieces that are held for each process, with those that wait for an earlier one.
_AHEAD = 4
#: Crashes of a piece after which it is split in two.
_CRASHES = 2
#: Processes that end one after the other before they are ready, while there is no other, or before
#: any has answered, after which there is no point in going on.  The second number is above the
#: crashes that it takes to find one text of a piece by halving.
_FAILED_STARTS, _CRASHES_IN_A_ROW = 3, 30

#: Seconds between the end of a process's output and its own, at most.
_PATIENCE = 2.0
#: Environment of a process: one thread, also in the libraries below NumPy; and glibc keeps the
#: memory of arrays for the next ones, which saved a tenth of the time (mallopt(3); bytes).
_ENVIRONMENT = {
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    "MALLOC_MMAP_THRESHOLD_": "33554432",
    "MALLOC_TRIM_THRESHOLD_": "67108864",
}

_COMMAND = "import sys; sys.path[:] = sys.argv[1:]; from tagger.worker import serve; serve()"


class Result(NamedTuple):
    """What is known of one text.

    Attributes
    ----------
    text : str
        As it was given.
    spans : list of tuple
        Start, end, label and confidence of its fields; none where the text crashes every process
        (W006).
    finished : object
        What `finish` gave; None without it, and where the text crashes every process.
    """

    text: str
    spans: list[PlainSpan]
    finished: Any


def tag_in_processes(
    texts: Iterable[str],
    *,
    jobs: int,
    model: str | Path | None = None,
    confidence: bool = True,
    finish: Callable[[Reference], Any] | None = None,
    piece: int | None = None,
) -> Iterator[Result]:
    """Tag texts in several processes, as a stream.

    Parameters
    ----------
    texts : iterable of str
        One reference each, without lone surrogates (`tokenizer.clean`).
    jobs : int
        Most processes, at least 1, each with one thread; besides them this one reads and writes.
    model : str or pathlib.Path, optional
        As for `tagger.load`.
    confidence : bool
        Whether to compute confidences.
    finish : callable, optional
        What else is to be computed of each `Reference`, in the same process as it is tagged: a
        function of a module, or a `functools.partial` of one.
    piece : int, optional
        How many texts a process gets at once; by default 256 at first, and then up to 1,024.

    Yields
    ------
    Result
        For each text, in order.

    Raises
    ------
    WorkerError
        R067 if no process can be started, or processes end again and again.  Where some can be
        started and more cannot, those that there are do the work.
    Exception
        What tagging raises in a process, such as `tagger.errors.ModelError`, is raised here; and
        what `pickle` raises where `finish` cannot be sent to a process.

    Warns
    -----
    TaggerWarning
        W005 when a process has ended by itself; its texts are tagged again, in smaller pieces
        from the second time on.  W006 when it was one text that did it; it gets no spans.
    """
    pool = _Pool(Settings(None if model is None else str(model), confidence, finish), jobs)
    try:
        yield from pool.run(_pieces(texts, piece))
    finally:
        pool.close()


class _Piece:
    """Some texts, and what has come back of them."""

    def __init__(self, number: int, texts: list[str]) -> None:
        self.first = number
        self.texts = texts
        self.spans: list[list[PlainSpan]] = [[] for _ in texts]
        self.finished: list[Any] = [None] * len(texts)
        self.missing = len(texts)

    def put(self, start: int, answer: Answer) -> None:
        end = start + len(answer.counts)
        self.spans[start:end] = answer.spans()
        if answer.finished is not None:
            self.finished[start:end] = answer.finished
        self.missing -= end - start

    def results(self) -> Iterator[Result]:
        return map(Result, self.texts, self.spans, self.finished)


@dataclass
class _Task:
    """A piece or a part of one, to be tagged."""

    piece: _Piece
    start: int
    end: int
    crashes: int = 0

    @property
    def texts(self) -> list[str]:
        return self.piece.texts[self.start : self.end]

    def halves(self) -> tuple[_Task, _Task]:
        middle = (self.start + self.end) // 2
        crashes = _CRASHES - 1  # one more, and a half is split at once
        return (
            _Task(self.piece, self.start, middle, crashes),
            _Task(self.piece, middle, self.end, crashes),
        )


class _Worker:
    """A process, and the tasks that it was given and has not answered."""

    def __init__(self, settings: bytes, events: SimpleQueue[_Event]) -> None:
        self.tasks: deque[_Task] = deque()
        self.is_ready = False
        self.process = subprocess.Popen(
            [sys.executable, "-c", _COMMAND, *filter(_is_str, sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **_ENVIRONMENT},
            # away from the terminal's Ctrl-C, which would show a traceback while Python starts
            start_new_session=True,
        )
        self._thread = threading.Thread(target=self._listen, args=(events,), daemon=True)
        try:
            self._thread.start()
            assert self.process.stdin
            with suppress(OSError):  # it has ended, which `_listen` says
                write_pickle(self.process.stdin, settings)
        except BaseException:  # nobody else knows of the process yet
            self.stop()
            raise

    def _listen(self, events: SimpleQueue[_Event]) -> None:
        assert self.process.stdout
        try:
            # too long an answer, or no answer at all: the process is replaced as if it had ended
            with suppress(MemoryError, OverflowError, OSError):
                for data in read_answers(self.process.stdout):
                    events.put(_Event(self, data))
        finally:  # without it, the pool would wait for ever
            events.put(_Event(self, None))

    def give(self, task: _Task) -> None:
        self.tasks.append(task)
        assert self.process.stdin
        with suppress(OSError):  # it has ended, which `_listen` says
            write_message(self.process.stdin, task.texts)

    def stop(self, patience: float = 0.0) -> str:
        """End the process unless it ends by itself within some seconds; say how it ended."""
        assert self.process.stdin
        assert self.process.stdout
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(patience)
        self.process.kill()
        code = self.process.wait()
        if self._thread.ident is not None:  # it was started
            self._thread.join()
        with suppress(OSError):
            self.process.stdin.close()
        self.process.stdout.close()
        if code >= 0:
            return f"exit code {code}"
        try:
            return f"signal {-code}, {signal.Signals(-code).name}"
        except ValueError:
            return f"signal {-code}"


class _Event(NamedTuple):
    """A message of a process; None when it has ended."""

    worker: _Worker
    data: bytes | None


class _Pool:
    """The processes, what they have to do, and the order of the results."""

    def __init__(self, settings: Settings, jobs: int) -> None:
        if jobs < 1:
            raise ValueError(f"jobs must be at least 1, not {jobs}")
        self._settings = pickle.dumps(settings, protocol=5)
        self._jobs = jobs
        self._workers: list[_Worker] = []
        self._events: SimpleQueue[_Event] = SimpleQueue()
        self._todo: deque[_Task] = deque()
        self._failed_starts = self._in_a_row = 0

    def close(self) -> None:
        while self._workers:
            self._workers.pop().stop()

    def run(self, pieces: Iterator[_Piece]) -> Iterator[Result]:
        waiting: deque[_Piece] = deque()
        is_read = False
        self._start()  # it loads the model while the first texts are read
        while True:
            self._take_in(wait=False)
            if waiting and not waiting[0].missing:
                # before more is read: the input may be slow
                yield from waiting.popleft().results()
            elif not is_read and len(waiting) < _AHEAD * self._jobs and self._has_room():
                piece = next(pieces, None)
                if piece is None:
                    is_read = True
                else:
                    waiting.append(piece)
                    self._todo.append(_Task(piece, 0, len(piece.texts)))
                    self._give_out()
            elif waiting or not any(worker.is_ready for worker in self._workers):
                self._give_out()  # what is to be done again
                self._take_in(wait=True)
            else:
                return

    def _has_room(self) -> bool:
        given = sum(len(worker.tasks) for worker in self._workers)
        return given + len(self._todo) < _GIVEN * self._jobs

    def _start(self) -> _Worker | None:
        """Start a process; None where there can be no more than there are."""
        try:
            worker = _Worker(self._settings, self._events)
        except (OSError, RuntimeError) as error:  # no more processes or threads, or no memory
            if self._workers:
                self._jobs = len(self._workers)
                return None
            how = getattr(error, "strerror", None) or str(error)
            raise WorkerError("R067", count=1, how=how) from error
        self._workers.append(worker)
        return worker

    def _give_out(self) -> None:
        while self._todo:
            worker = min(self._workers, key=lambda one: len(one.tasks), default=None)
            if len(self._workers) < self._jobs and (worker is None or worker.tasks):
                worker = self._start() or worker
            if worker is None or len(worker.tasks) >= _GIVEN:
                return
            worker.give(self._todo.popleft())

    def _take_in(self, *, wait: bool) -> None:
        """Take in all that the processes have said; wait for the first, if asked."""
        with suppress(Empty):
            while True:
                worker, data = self._events.get(wait)
                wait = False
                if data is None:
                    self._replace(worker)
                    continue
                answer = pickle.loads(data)
                if isinstance(answer, Exception):
                    raise answer
                self._failed_starts = 0
                if answer is None:
                    worker.is_ready = True
                else:
                    self._in_a_row = 0
                    task = worker.tasks.popleft()
                    task.piece.put(task.start, answer)

    def _replace(self, worker: _Worker) -> None:
        """Give the texts of a process that has ended to others."""
        self._workers.remove(worker)
        how = worker.stop(_PATIENCE)
        if worker.is_ready:
            self._in_a_row += 1
        elif self._workers:  # the others will do
            self._jobs = len(self._workers)
        else:
            self._failed_starts += 1
        if self._failed_starts >= _FAILED_STARTS or self._in_a_row >= _CRASHES_IN_A_ROW:
            raise WorkerError("R067", count=max(self._failed_starts, self._in_a_row), how=how)
        tasks = list(worker.tasks)
        count = sum(task.end - task.start for task in tasks)
        ended = warning("W005", process=worker.process.pid, how=how, count=count)
        warnings.warn(ended, stacklevel=2)
        if worker.is_ready and tasks:  # it worked on the first of them
            tasks[:1] = self._after_crash(tasks[0], how)
        self._todo.extendleft(reversed(tasks))
        if not self._workers:  # so that there is one to wait for, even with nothing to do
            self._start()

    def _after_crash(self, task: _Task, how: str) -> list[_Task]:
        task.crashes += 1
        if task.crashes < _CRASHES:
            return [task]
        if task.end - task.start > 1:
            return list(task.halves())
        (text,) = task.texts
        number = task.piece.first + task.start
        start = text if len(text) <= 60 else f"{text[:59]}…"
        warnings.warn(warning("W006", number=number, how=how, text=start), stacklevel=2)
        task.piece.put(task.start, Answer([0], (), None))  # `finish` may be what crashed
        return []


def _pieces(texts: Iterable[str], size: int | None) -> Iterator[_Piece]:
    """Divide texts; a piece ends early where its texts are long."""
    iterator = iter(texts)
    number = 1
    while True:
        taken: list[str] = []
        characters = 0
        for text in islice(iterator, size or min(_FIRST_TEXTS + number // 4, _TEXTS)):
            taken.append(text)
            characters += len(text)
            if characters >= _CHARACTERS:
                break
        if not taken:
            return
        yield _Piece(number, taken)
        number += len(taken)


def _is_str(entry: object) -> bool:
    return isinstance(entry, str)
