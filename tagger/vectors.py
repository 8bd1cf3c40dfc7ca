"""The vectors of tokens, each computed once by the token encoder of a model.

Imports features.  Words repeat from string to string, so that most vectors are found in a table
instead of being computed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from itertools import chain

import numpy as np

from tagger.features import token_ids

#: Distinct tokens that are kept: 40,000 vectors of width 64 are 10 MB.
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
        self._encode = encode
        self._capacity = capacity
        self._lock = threading.Lock()
        self._rows: dict[str, int] = {}
        self._vectors = np.zeros((1024, width), dtype=np.float32)

    def look_up(self, words: Sequence[list[str]]) -> np.ndarray:
        """Give the vectors of the tokens of strings.

        Parameters
        ----------
        words : sequence of list of str
            Tokens of each string.

        Returns
        -------
        numpy.ndarray
            Of shape (n_strings, n_tokens, width), float32; what lies beyond a string's length
            has no meaning.
        """
        index = np.zeros((len(words), max(map(len, words))), dtype=np.int64)
        with self._lock:
            self._add({word for row in words for word in row})
            rows = self._rows
            for b, row in enumerate(words):
                index[b, : len(row)] = [rows[word] for word in row]
            return self._vectors[index]

    def _add(self, words: set[str]) -> None:
        new = [word for word in words if word not in self._rows]
        if not new:
            return
        if len(self._rows) + len(new) > self._capacity:
            self._rows.clear()
            new = list(words)
        first, end = len(self._rows), len(self._rows) + len(new)
        if end > len(self._vectors):
            grown = np.zeros((2 * end, self._vectors.shape[1]), dtype=np.float32)
            grown[:first] = self._vectors[:first]
            self._vectors = grown
        flat = chain.from_iterable(map(token_ids, new))
        ids = np.fromiter(flat, dtype=np.int64).reshape(len(new), -1)
        self._vectors[first:end] = self._encode(ids)
        self._rows.update(zip(new, range(first, end), strict=True))
