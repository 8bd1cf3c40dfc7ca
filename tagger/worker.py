"""One process of several that tag strings, and how it talks with the one that started it.

Imports reference, and model inside a function: `parallel`, the other end, needs no model itself.
A message is its length and a pickle; both ends are one program of one user, on one computer.
Before the first answer stands `MARK`: what comes earlier was printed while Python started.
Invariant: for every message with texts there is one answer, in order; and a process whose other
end is gone ends at once, so that none is left behind whatever becomes of the program.
"""

from __future__ import annotations

import os
import pickle
import signal
import struct
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from queue import SimpleQueue
from typing import IO, Any, NamedTuple

from tagger.reference import Reference

_LENGTH = struct.Struct("!Q")

#: Begins the answers of a process; no end of it is its beginning, so that it is never missed.
MARK = b"\0answers of tagger.worker\n"

#: A span of `tagger.model.Model`, as a plain tuple: start, end, label, confidence.
PlainSpan = tuple[int, int, str, "float | None"]


class Settings(NamedTuple):
    """The first message to a process, once.

    Attributes
    ----------
    model : str or None
        As for `tagger.load`.
    confidence : bool
        Whether to compute confidences.
    finish : callable or None
        What else is to be computed of each reference; a function of a module, or a
        `functools.partial` of one, so that it can be pickled.
    """

    model: str | None
    confidence: bool
    finish: Callable[[Reference], Any] | None


class Answer(NamedTuple):
    """What became of some texts; columns, since 2,000 tuples are slow to pickle.

    Attributes
    ----------
    counts : list of int
        Numbers of spans, by text.
    columns : tuple of tuple
        Starts, ends, labels and confidences of all spans.
    finished : list or None
        What `Settings.finish` gave, by text.
    """

    counts: list[int]
    columns: tuple[tuple, ...]
    finished: list[Any] | None

    def spans(self) -> Iterator[list[PlainSpan]]:
        """Give the spans, text by text.

        Yields
        ------
        list of tuple
            As `tagger.model.Model.tag` gives them, but plain tuples.
        """
        spans = zip(*self.columns, strict=True)
        return (list(islice(spans, count)) for count in self.counts)


def pack(results: Iterable[Iterable[tuple]], finished: list[Any] | None) -> Answer:
    """Make an answer.

    Parameters
    ----------
    results : iterable of iterable of tuple
        Spans, by text.
    finished : list or None
        What else was computed, by text.

    Returns
    -------
    Answer
        Its `Answer.spans` are the results.
    """
    rows = [list(spans) for spans in results]
    columns = tuple(zip(*chain.from_iterable(rows), strict=True))
    return Answer([len(row) for row in rows], columns, finished)


def write_message(stream: IO[bytes], value: object) -> None:
    """Send a message.

    Parameters
    ----------
    stream : binary file
        To be written to.
    value : object
        Anything that can be pickled.

    Raises
    ------
    OSError
        If the other end is gone.
    """
    write_pickle(stream, pickle.dumps(value, protocol=5))


def write_pickle(stream: IO[bytes], data: bytes) -> None:
    """Send a message that was pickled before.

    Parameters
    ----------
    stream : binary file
        To be written to.
    data : bytes
        A pickle.

    Raises
    ------
    OSError
        If the other end is gone.
    """
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def read_message(stream: IO[bytes]) -> bytes | None:
    """Wait for a message.

    Parameters
    ----------
    stream : binary file
        To be read from.

    Returns
    -------
    bytes or None
        A pickle; None where the other end is gone, were it in the middle of a message.

    Raises
    ------
    MemoryError, OverflowError
        If it is too long, or what is read is no message.
    """
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    data = stream.read(length)
    return data if len(data) == length else None


def read_answers(stream: IO[bytes]) -> Iterator[bytes]:
    """Read what a process says, as it says it.

    Parameters
    ----------
    stream : binary file
        Its output; what was printed before `MARK` is passed over.

    Yields
    ------
    bytes
        A pickle; no more where the process is gone.

    Raises
    ------
    MemoryError, OverflowError
        As for `read_message`.
    """
    last = b""
    while last != MARK:
        if not (byte := stream.read(1)):
            return
        last = (last + byte)[-len(MARK) :]
    while (data := read_message(stream)) is not None:
        yield data


def serve() -> None:
    """Answer messages until the other end is gone; the whole life of a process.

    The first message is a `Settings`, the answer None once the model is loaded; then come lists
    of texts, the answers `Answer`.  An exception is an answer too.
    """
    # Ctrl-C goes to all processes of a terminal; this one is ended by the one that started it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    results = os.fdopen(os.dup(1), "wb")
    _print_to_stderr()
    inbox: SimpleQueue[bytes] = SimpleQueue()
    # Messages are taken in while texts are tagged: neither end ever waits for the other to read.
    threading.Thread(target=_receive, args=(inbox,), daemon=True).start()
    answer = _start(inbox)
    try:
        results.write(MARK)
        while True:
            write_message(results, next(answer))
    except OSError:
        os._exit(1)


def _print_to_stderr() -> None:
    """Keep what a library may print out of the results."""
    try:
        os.dup2(2, 1)
    except OSError:  # stderr is closed
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _receive(inbox: SimpleQueue[bytes]) -> None:
    while (data := read_message(sys.stdin.buffer)) is not None:
        inbox.put(data)
    os._exit(0)


def _start(inbox: SimpleQueue[bytes]) -> Iterator[Answer | Exception | None]:
    """Give the answers to messages, one by one."""
    from tagger.model import load_model

    try:
        settings: Settings = pickle.loads(inbox.get())
        model = load_model(settings.model)
    except Exception as error:
        while True:  # whatever is asked
            yield _portable(error)
            inbox.get()
    yield None
    finish = settings.finish
    while True:
        texts: list[str] = pickle.loads(inbox.get())
        try:
            spans = model.tag(texts, confidence=settings.confidence)
            references = map(Reference.from_spans, texts, spans)
            yield pack(spans, list(map(finish, references)) if finish else None)
        except MemoryError:
            os._exit(1)  # as if the system had ended it: the texts are tried again, fewer at once
        except Exception as error:
            yield _portable(error)


def _portable(error: Exception) -> Exception:
    """Give the exception, or one that says the same where it cannot be pickled."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
