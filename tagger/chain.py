r"""The chain of tags: its transitions, and the spans that a tag sequence stands for.

Imports nothing of the package.  The chain has the tags O, B-1 … B-n, I-1 … I-n for n labels, in
this order.  Its transitions are factorised: what may follow depends on the label a tag carries,
not on whether it begins or continues a span,

    score(· → O or B-y) = segment[label of ·, y]      y = 0 for O
    score(B-x → I-x)    = from_begin[x]
    score(I-x → I-x)    = from_inside[x]              every other way into I is impossible

which makes a step of an algorithm over it (n + 1)² operations instead of (2n + 1)², and no tag
sequence that is not well-formed BIO can come out.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import NamedTuple

import numpy as np


@dataclass(frozen=True)
class Transitions:
    """Scores of the chain, in log space, for n labels.

    Attributes
    ----------
    segment : numpy.ndarray
        Of shape (n + 1, n + 1): from a label (0: outside) to a new span (0: outside).
    from_begin, from_inside : numpy.ndarray
        Of shape (n,): from B-x, and from I-x, to I-x.
    start, end : numpy.ndarray
        Of shape (n + 1,): of the first span, and of the label that comes last.
    """

    segment: np.ndarray
    from_begin: np.ndarray
    from_inside: np.ndarray
    start: np.ndarray
    end: np.ndarray

    @property
    def n_labels(self) -> int:
        """Number of labels, without O."""
        return len(self.from_begin)

    @cached_property
    def factors(self) -> np.ndarray:
        """The transitions tag by tag, not in log space; (2n + 1, 2n + 1), float64."""
        n = self.n_labels
        matrix = np.zeros((2 * n + 1, 2 * n + 1))
        segment = np.exp(self.segment.astype(np.float64))
        matrix[: n + 1, : n + 1] = segment
        matrix[n + 1 :, : n + 1] = segment[1:]
        label = np.arange(n)
        matrix[1 + label, n + 1 + label] = np.exp(self.from_begin.astype(np.float64))
        matrix[n + 1 + label, n + 1 + label] = np.exp(self.from_inside.astype(np.float64))
        return matrix

    @cached_property
    def edge_scores(self) -> np.ndarray:
        """What a string may begin and end with, tag by tag, in log space; (2, 2n + 1)."""
        start = np.full(self.n_labels, -np.inf)  # none begins inside a span
        return np.stack([np.concatenate([self.start, start]), by_tag(self.end)])

    def factors_in(self, kind: type[np.floating]) -> Factors:
        """Give what the recursions multiply with.

        Parameters
        ----------
        kind : type
            numpy.float32 or numpy.float64.

        Returns
        -------
        Factors
            In this precision; kept for the next call.
        """
        return self._single if kind is np.float32 else self._double

    # Two properties, not a table that fills itself: where two threads come at once, each gives
    # what it has computed itself (from Python 3.12 on no lock keeps them apart).
    @cached_property
    def _single(self) -> Factors:
        return self._computed_in(np.float32)

    @cached_property
    def _double(self) -> Factors:
        return self._computed_in(np.float64)

    def _computed_in(self, kind: type[np.floating]) -> Factors:
        ways = np.stack([self.factors, self.factors.T]).astype(kind)
        n_tags = len(self.factors)
        both = np.zeros((2 * n_tags, 2 * n_tags), dtype=kind)
        both[:n_tags, :n_tags], both[n_tags:, n_tags:] = ways
        edges = np.exp(self.edge_scores.astype(np.float64)).astype(kind)
        return Factors(edges, ways, both)

    @cached_property
    def is_extreme(self) -> bool:
        """Whether products of 16 factors may leave the range of single precision, and come back.

        So many go into a state between two scalings (`tagger.marginals`).
        """
        possible = self.factors[self.factors > 0]
        return bool(possible.max() > 1e3 or possible.min() < 1e-3)

    @cached_property
    def scores(self) -> np.ndarray:
        """The transitions tag by tag, in log space; (2n + 1, 2n + 1), float32."""
        with np.errstate(divide="ignore"):  # what is impossible has the score of log(0)
            return np.log(self.factors).astype(np.float32)

    @cached_property
    def score_rows(self) -> list[list[float]]:
        """The scores as lists, from which single numbers are read faster than from arrays."""
        return self.scores.tolist()

    def check(self) -> None:
        """Verify the shapes.

        Raises
        ------
        ValueError
            If the arrays do not fit each other or hold a value that is not finite.
        """
        n = self.n_labels
        shapes = {
            "segment": (n + 1, n + 1),
            "from_begin": (n,),
            "from_inside": (n,),
            "start": (n + 1,),
            "end": (n + 1,),
        }
        for field in fields(self):
            array = getattr(self, field.name)
            if array.shape != shapes[field.name] or not np.isfinite(array).all():
                raise ValueError(f"transitions.{field.name} has a wrong shape or value")


class Factors(NamedTuple):
    """Transitions tag by tag, not in log space, forward and backward.

    Attributes
    ----------
    edges : numpy.ndarray
        Of shape (2, 2n + 1): what a string may begin with, and end with.
    ways : numpy.ndarray
        Of shape (2, 2n + 1, 2n + 1): from a tag to the next, and the transpose.
    both_ways : numpy.ndarray
        Of shape (4n + 2, 4n + 2): the two as blocks of one matrix.
    """

    edges: np.ndarray
    ways: np.ndarray
    both_ways: np.ndarray


class TagSpans(NamedTuple):
    """The spans of a batch, as columns of equal length.

    Attributes
    ----------
    string : numpy.ndarray
        Index of the string in the batch; ascending.
    i, j : numpy.ndarray
        Token indices, half-open; ascending within a string.
    label : numpy.ndarray
        In [0, n_labels).
    """

    string: np.ndarray
    i: np.ndarray
    j: np.ndarray
    label: np.ndarray


class Span(NamedTuple):
    """A labelled piece of a text.

    Attributes
    ----------
    start, end : int
        Offsets into the text, in code points, half-open.
    label : str
        One of `tagger.labels.NAMES`.
    confidence : float or None
        Probability in [0, 1] that exactly this span has exactly this label, under the model;
        None where it was not asked for.
    """

    start: int
    end: int
    label: str
    confidence: float | None


def spans_from_tags(tags: np.ndarray, n_labels: int) -> TagSpans:
    """Read the spans off tag sequences.

    Parameters
    ----------
    tags : numpy.ndarray
        Of shape (n_strings, n_tokens); O beyond a string's length.
    n_labels : int
        Number of labels.

    Returns
    -------
    TagSpans
        In order.
    """
    n_strings, n_tokens = tags.shape
    # A span goes on to the next tag that is not inside one; an O after each string ends its last.
    padded = np.zeros((n_strings, n_tokens + 1), dtype=tags.dtype)
    padded[:, :n_tokens] = tags
    flat = padded.ravel()
    edges = np.flatnonzero(flat <= n_labels)
    found = np.flatnonzero(flat[edges] > 0)
    begin, end = edges[found], edges[found + 1]
    string = begin // (n_tokens + 1)
    first = string * (n_tokens + 1)
    return TagSpans(string, begin - first, end - first, flat[begin] - 1)


def check_lengths(emissions: np.ndarray, lengths: np.ndarray) -> None:
    """Verify that the longest string comes first and leaves no token over.

    Parameters
    ----------
    emissions : numpy.ndarray
        Of shape (n_strings, n_tokens, 2 * n_labels + 1).
    lengths : numpy.ndarray
        Of the strings, in descending order.

    Raises
    ------
    ValueError
        If the first of them is not n_tokens.
    """
    if lengths[0] != emissions.shape[1]:
        raise ValueError(f"{emissions.shape[1]} tokens, but the first string has {lengths[0]}")


def active(lengths: np.ndarray, n_tokens: int) -> list[int]:
    """Count, for each position, the strings that reach it.

    Parameters
    ----------
    lengths : numpy.ndarray
        Of the strings, in descending order.
    n_tokens : int
        Number of positions.

    Returns
    -------
    list of int
        Of that length.
    """
    return np.searchsorted(-lengths, -np.arange(n_tokens), side="left").tolist()


def by_tag(by_label: np.ndarray) -> np.ndarray:
    """Repeat the entries of labels for their second tags.

    Parameters
    ----------
    by_label : numpy.ndarray
        Of shape (n + 1,): of O and of each label.

    Returns
    -------
    numpy.ndarray
        Of shape (2 * n + 1,): of each tag.
    """
    return np.concatenate([by_label, by_label[1:]])
