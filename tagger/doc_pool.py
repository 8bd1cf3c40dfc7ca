"""Several processes that tokenise and tag texts, for documents that are built where they are used.

Imports model, tokenizer, worker, collector and errors; no spaCy.  What comes back of a text are its
tokens and its spans, in columns: 300 bytes instead of the 5,100 of a packed `Doc`, and a fraction
of the time.  Processes are started as `multiprocessing` does by default, or as `set_start_method`
says: unlike those of `parallel` they know the program, may be forked, and can be given any model.
Invariant: groups are answered in order, each by one answer; no more of them are read ahead than
`_GIVEN` a process; when the iterator ends, is closed or fails, or this program is killed, no
process is left.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain, repeat
from multiprocessing.connection import wait
from typing import NamedTuple, TypeVar

from tagger import collector
from tagger.errors import WorkerError
from tagger.model import Model, Span
from tagger.tokenizer import locate, spaces_after, split
from tagger.worker import Answer, pack

T = TypeVar("T")

#: Groups that a process has got: the one that it works on, the next, and one that is answered and
#: waits for its turn.
_GIVEN = 3

# Windows waits for no more at once; `ProcessPoolExecutor` refuses them.
_MOST_ON_WINDOWS = 61
# What may have happened; `concurrent.futures` does not say.
_HOW = "killed, crashed, or started by a script that lacks `if __name__ == '__main__'`"
# What a process tags with; set once in each, by `_start`.
_settings: tuple[Model, bool]


class Made(NamedTuple):
    """What is known of one text.

    Attributes
    ----------
    spans : list of tagger.model.Span
        Its fields.
    tokens : tuple of (list of str, list of bool), or None
        Words, and whether a space follows each, as spaCy's `Doc` takes them; None where the text
        has other white space than single spaces between tokens.
    """

    spans: list[Span]
    tokens: tuple[list[str], list[bool]] | None


class Columns(NamedTuple):
    """The answer to a group of texts.

    Attributes
    ----------
    spans : tagger.worker.Answer
        Of all texts.
    counts : list of int
        Numbers of tokens, by text; -1 for `Made.tokens` that are None.
    words : str
        All tokens, with one space between two: no token holds any.
    spaces : bytes
        1 for a token that a space follows, else 0.
    """

    spans: Answer
    counts: list[int]
    words: str
    spaces: bytes

    def made(self) -> Iterator[Made]:
        """Take the columns apart.

        Yields
        ------
        Made
            Text by text.
        """
        words, spaces = self.words.split(" "), list(map(bool, self.spaces))
        start = 0
        for plain, n_tokens in zip(self.spans.spans(), self.counts, strict=True):
            # without the Python function that a named tuple's own constructor is
            found = list(map(tuple.__new__, repeat(Span), plain))
            if n_tokens < 0:
                yield Made(found, None)
            else:
                end = start + n_tokens
                yield Made(found, (words[start:end], spaces[start:end]))
                start = end


def tag_texts(texts: Sequence[str], model: Model, *, confidence: bool = True) -> Columns:
    """Tokenise and tag texts.

    Parameters
    ----------
    texts : sequence of str
        One reference each, without lone surrogates (`tokenizer.clean`).
    model : Model
        To tag with.
    confidence : bool
        Whether to compute confidences.

    Returns
    -------
    Columns
        Its `Columns.made` has one entry for each text.
    """
    words = list(map(split, texts))
    starts = list(map(locate, texts, words))
    spans = model.tag_tokens(texts, words, starts, confidence=confidence)
    spaces = list(map(spaces_after, texts, words, starts))
    plain = [(row, after) for row, after in zip(words, spaces, strict=True) if after is not None]
    return Columns(
        pack(spans, None),
        [-1 if after is None else len(after) for after in spaces],
        " ".join(chain.from_iterable(row for row, _ in plain)),
        bytes(chain.from_iterable(after for _, after in plain)),
    )


def tag_groups(
    groups: Iterable[tuple[T, list[str]]], model: Model, *, confidence: bool, n_process: int
) -> Generator[tuple[T, Columns | None], None, None]:
    """Tokenise and tag groups of texts in several processes, as a stream.

    Parameters
    ----------
    groups : iterable of (object, list of str)
        Whatever the group is known by, which stays in this process, and its texts, as for
        `tag_texts`.
    model : Model
        Sent to the processes; with "fork" they have it from the start.
    confidence : bool
        Whether to compute confidences.
    n_process : int
        How many processes, at least 1; besides them this one reads and answers.  On Windows
        there are at most 61.

    Yields
    ------
    tuple
        For each group, in order, what it is known by and the answer; None where tagging failed:
        done again in this process, it raises what it raised there.

    Raises
    ------
    WorkerError
        R067 if a process ends by itself.
    Exception
        What reading `groups` raises, after the answers to the groups that were read before.
    """
    if sys.platform == "win32":
        n_process = min(n_process, _MOST_ON_WINDOWS)
    pool = ProcessPoolExecutor(n_process, initializer=_start, initargs=(model, confidence))
    waiting: deque[tuple[T, Future[Columns | None]]] = deque()
    unread, failure = iter(groups), None
    try:
        while True:
            try:
                known_by, texts = next(unread)
            except StopIteration:
                break
            except Exception as error:
                failure = error
                break
            with _explained():
                waiting.append((known_by, pool.submit(_tag, texts)))
            if len(waiting) >= _GIVEN * n_process:
                yield _answered(*waiting.popleft())
        while waiting:
            yield _answered(*waiting.popleft())
        if failure:
            raise failure
    finally:
        failure = None  # its traceback has this frame
        pool.shutdown(cancel_futures=True)


@contextmanager
def _explained() -> Iterator[None]:
    """Raise what the library raises when a process is gone."""
    try:
        yield
    except BrokenProcessPool as error:
        raise WorkerError("R067", count=1, how=_HOW) from error


def _answered(known_by: T, future: Future[Columns | None]) -> tuple[T, Columns | None]:
    """Wait for the answer to a group."""
    with _explained():
        return known_by, future.result()


def _start(model: Model, confidence: bool) -> None:
    """Begin the life of a process."""
    global _settings
    _settings = model, confidence
    gc.enable()  # a fork has it off where its parent had
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # Ctrl-C goes to all processes of a terminal; this one is ended by the one that started it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()  # what was loaded before stays: it need not be looked through again and again


def _end_with_parent() -> None:
    """End this process when the one that started it is gone, which may have been killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _tag(texts: list[str]) -> Columns | None:
    """Tag texts, in a process."""
    model, confidence = _settings
    try:
        with collector.paused():
            return tag_texts(texts, model, confidence=confidence)
    except Exception:
        return None
