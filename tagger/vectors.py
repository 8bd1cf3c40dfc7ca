"""The vectors of tokens, each computed once by the token encoder of a model.

Imports features.  Words repeat from string to string, so that most vectors are found in a table
instead of being computed.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain

import numpy as np

from tagger.features import token_ids

#: Distinct tokens that are kept: 40,000 vectors of width 96 are 15 MB.
CAPACITY = 40_000


class TokenVectors:
    """A table of token vectors that fills itself; safe to use from several threads.

    Parameters
    ----------
    encode : callable
        Maps feature ids of shape (n, n_families), int64, to vectors of shape (n, width), float32.
    width : int
        Size of a vector.
    capacity : int
        Tokens that are kept; when more come, the table starts anew.
    """

    def __init__(
        self,
        encode: Callable[[np.ndarray], np.ndarray],
        width: int,
        capacity: int = CAPACITY,
    ) -> None:
        self._compute = encode
        self._capacity = capacity
        self._lock = threading.Lock()
        self._rows = _Rows()
        self._vectors = np.zeros((1024, width), dtype=np.float32)
        if hasattr(os, "register_at_fork"):  # not on Windows
            os.register_at_fork(after_in_child=partial(_after_fork, weakref.ref(self)))

    def look_up(self, words: Sequence[list[str]], lengths: np.ndarray) -> np.ndarray:
        """Give the vectors of the tokens of strings.

        Parameters
        ----------
        words : sequence of list of str
            Tokens of each string.
        lengths : numpy.ndarray
            Of shape (n_strings,): their numbers.

        Returns
        -------
        numpy.ndarray
            Of shape (n_strings, n_tokens, width), float32; what lies beyond a string's length
            has no meaning.
        """
        if len(words) == 1:  # nothing to pad
            with self._lock:
                found = self._find(words, len(words[0]))
                # read only now: `_find` may have put a larger table in its place
                return self._vectors.take(found, axis=0)[None]
        index = np.zeros((len(words), int(lengths.max())), dtype=np.int64)
        real = np.arange(index.shape[1]) < lengths[:, None]
        with self._lock:
            index[real] = self._find(words, int(lengths.sum()))  # before the table is read, too
            return self._vectors[index]

    def _find(self, words: Sequence[list[str]], n_tokens: int) -> np.ndarray:
        """Give the rows of tokens, after those that are new have been put into the table."""
        if self._rows.new:  # an interrupt, say, ended a call before they had vectors
            self._rows.clear()
        known = len(self._rows)
        found = np.fromiter(
            map(self._rows.__getitem__, chain.from_iterable(words)), np.int64, n_tokens
        )
        if new := self._rows.new:
            if known and len(self._rows) > self._capacity:
                self._rows.clear()
                return self._find(words, n_tokens)
            self._encode(new, known)
            new.clear()
        return found

    def _encode(self, new: list[str], known: int) -> None:
        """Compute the vectors of new tokens, whose rows come after the known ones."""
        end = known + len(new)
        if end > len(self._vectors):
            grown = np.zeros((2 * end, self._vectors.shape[1]), dtype=np.float32)
            grown[:known] = self._vectors[:known]
            self._vectors = grown
        flat = chain.from_iterable(map(token_ids, new))
        ids = np.fromiter(flat, dtype=np.int64).reshape(len(new), -1)
        self._vectors[known:end] = self._compute(ids)


def _after_fork(table: weakref.ref[TokenVectors]) -> None:
    """Free a table that another thread was filling when the process was forked."""
    vectors = table()
    if vectors and vectors._lock.locked():
        vectors._lock = threading.Lock()
        vectors._rows.clear()


class _Rows(dict[str, int]):
    """Tokens to rows of the table; a token that is new gets the next one by being asked for."""

    def __init__(self) -> None:
        self.new: list[str] = []  # in the order of their rows, until they have vectors

    def __missing__(self, token: str) -> int:
        self.new.append(token)
        self[token] = row = len(self)
        return row

    def clear(self) -> None:
        # in this order: as long as there are new ones, what is in the table does not count
        super().clear()
        self.new.clear()
