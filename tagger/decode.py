r"""Emissions to tags: exact Viterbi search and exact marginals, batched, in NumPy.

Imports nothing of the package.  The chain has the tags O, B-1 … B-n, I-1 … I-n for n labels, in
this order.  Its transitions are factorised: what may follow depends on the label a tag carries,
not on whether it begins or continues a span,

    score(· → O or B-y) = segment[label of ·, y]      y = 0 for O
    score(B-x → I-x)    = from_begin[x]
    score(I-x → I-x)    = from_inside[x]              every other way into I is impossible

which makes a step of either algorithm (n + 1)² operations instead of (2n + 1)², and no tag
sequence that is not well-formed BIO can come out.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
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


class TagSpan(NamedTuple):
    """A span of tokens: indices half-open, label in [0, n_labels)."""

    i: int
    j: int
    label: int


def viterbi(emissions: np.ndarray, lengths: np.ndarray, transitions: Transitions) -> np.ndarray:
    """Find the best tag sequence of each string.

    Parameters
    ----------
    emissions : numpy.ndarray
        Of shape (n_strings, n_tokens, 2 * n_labels + 1); what lies beyond a string's length is
        ignored.
    lengths : numpy.ndarray
        Of shape (n_strings,), in [1, n_tokens], in descending order.
    transitions : Transitions
        Of the model.

    Returns
    -------
    numpy.ndarray
        Of shape (n_strings, n_tokens), int64: tags; O beyond a string's length.
    """
    n_strings, n_tokens, _ = emissions.shape
    n = transitions.n_labels
    active = _active(lengths, n_tokens)
    # Tokens first, strings last: each step works on whole rows, one lane a string.
    scores = np.ascontiguousarray(emissions.transpose(1, 2, 0))
    # label[t] holds the best score of a path that ends at t in a label, by either of its tags;
    # is_inside[t] tells by which; came_inside[t] tells the same of the predecessor of I.
    label = np.empty((n_tokens, n + 1, n_strings), dtype=np.float32)
    is_inside = np.zeros((n_tokens, n, n_strings), dtype=bool)
    came_inside = np.zeros((n_tokens, n, n_strings), dtype=bool)
    segment = transitions.segment.astype(np.float32)[:, :, None]
    from_begin = transitions.from_begin.astype(np.float32)[:, None]
    from_inside = transitions.from_inside.astype(np.float32)[:, None]

    label[0] = scores[0, : n + 1] + transitions.start.astype(np.float32)[:, None]
    begin = label[0, 1:]
    inside = np.full_like(begin, -np.inf)
    for t in range(1, n_tokens):
        a = active[t]
        new = (label[t - 1, :, None, :a] + segment).max(axis=0)
        new += scores[t, : n + 1, :a]
        stay_begin = begin[:, :a] + from_begin
        stay_inside = inside[:, :a] + from_inside
        np.greater(stay_inside, stay_begin, out=came_inside[t, :, :a])
        inside = np.maximum(stay_begin, stay_inside, out=stay_inside)
        inside += scores[t, n + 1 :, :a]
        begin = new[1:]
        np.greater(inside, begin, out=is_inside[t, :, :a])
        label[t, 0, :a] = new[0]
        np.maximum(begin, inside, out=label[t, 1:, :a])
    return _backtrack(label, is_inside, came_inside, lengths, transitions)


def _backtrack(
    label: np.ndarray,
    is_inside: np.ndarray,
    came_inside: np.ndarray,
    lengths: np.ndarray,
    transitions: Transitions,
) -> np.ndarray:
    """Follow the best paths back; only along them is the best predecessor looked up."""
    n_tokens, _, n_strings = label.shape
    n = transitions.n_labels
    strings = np.arange(n_strings)
    tags = np.zeros((n_strings, n_tokens), dtype=np.int64)
    into = transitions.segment.astype(np.float32)
    last = lengths - 1
    here = (label[last, :, strings] + transitions.end.astype(np.float32)).argmax(axis=1)
    inside = (here > 0) & is_inside[last, here - 1, strings]
    active = _active(lengths, n_tokens)
    for t in range(n_tokens - 1, -1, -1):
        a = active[t]
        string, now, stay = strings[:a], here[:a], inside[:a]
        tags[:a, t] = now + n * stay
        if t == 0:
            break
        came = came_inside[t, now - 1, string]
        best = (label[t - 1, :, :a] + into[:, now]).argmax(axis=0)
        best_inside = (best > 0) & is_inside[t - 1, best - 1, string]
        here[:a] = np.where(stay, now, best)
        inside[:a] = np.where(stay, came, best_inside)
    return tags


def _active(lengths: np.ndarray, n_tokens: int) -> list[int]:
    """Count, for each position, the strings that reach it (lengths descend)."""
    return np.searchsorted(-lengths, -np.arange(n_tokens), side="left").tolist()


def spans_from_tags(tags: np.ndarray, n_labels: int) -> list[TagSpan]:
    """Read the spans off a tag sequence.

    Parameters
    ----------
    tags : numpy.ndarray
        Of shape (n_tokens,).
    n_labels : int
        Number of labels.

    Returns
    -------
    list of TagSpan
        In order.
    """
    spans: list[TagSpan] = []
    begin = label = -1
    for i, tag in enumerate(tags.tolist()):
        if tag > n_labels:
            continue
        if label >= 0:
            spans.append(TagSpan(begin, i, label))
        begin, label = i, tag - 1
    if label >= 0:
        spans.append(TagSpan(begin, len(tags), label))
    return spans


class Marginals:
    """Exact probabilities under the chain, by the forward-backward algorithm.

    The recursions run on scaled probabilities (Rabiner 1989, section V.A) in float64.

    Parameters
    ----------
    emissions, lengths, transitions
        As for `viterbi`.

    Attributes
    ----------
    log_z : numpy.ndarray
        Of shape (n_strings,): the log of the sum over all tag sequences.
    """

    def __init__(
        self, emissions: np.ndarray, lengths: np.ndarray, transitions: Transitions
    ) -> None:
        n_strings, n_tokens, n_tags = emissions.shape
        n = self._n = transitions.n_labels
        self._lengths = lengths
        # Time first: each step then works on contiguous blocks.
        scores = np.ascontiguousarray(emissions.transpose(1, 0, 2), dtype=np.float64)
        top = scores.max(axis=2, keepdims=True)
        self._weight = weight = np.exp(scores - top)
        self._segment = segment = np.exp(transitions.segment.astype(np.float64))
        self._from_begin = from_begin = np.exp(transitions.from_begin.astype(np.float64))
        self._from_inside = from_inside = np.exp(transitions.from_inside.astype(np.float64))
        self._end = end = np.exp(transitions.end.astype(np.float64))
        self._active = active = _active(lengths, n_tokens)

        alpha = np.zeros((n_tokens, n_strings, n_tags))
        scale = np.ones((n_tokens, n_strings))
        alpha[0, :, : n + 1] = np.exp(transitions.start.astype(np.float64))
        for t in range(n_tokens):
            a = active[t]
            here = alpha[t, :a]
            if t:
                before = alpha[t - 1, :a]
                here[:, : n + 1] = _by_label(before, n) @ segment
                here[:, n + 1 :] = before[:, 1 : n + 1] * from_begin
                here[:, n + 1 :] += before[:, n + 1 :] * from_inside
            here *= weight[t, :a]
            scale[t, :a] = here.sum(axis=1)
            here /= scale[t, :a, None]

        beta = np.zeros((n_tokens, n_strings, n_tags))
        leave = np.zeros((n_tokens, n_strings, n + 1))  # the part of beta that ends the span
        rows = np.arange(n_strings)
        leave[lengths - 1, rows] = end
        for t in range(n_tokens - 1, -1, -1):
            a = active[t + 1] if t + 1 < n_tokens else 0
            stay = np.zeros((active[t], n))
            if a:
                after = weight[t + 1, :a] * beta[t + 1, :a] / scale[t + 1, :a, None]
                leave[t, :a] = after[:, : n + 1] @ segment.T
                stay[:a] = after[:, n + 1 :]
            here = beta[t, : active[t]]
            here[:, : n + 1] = leave[t, : active[t]]
            here[:, n + 1 :] = leave[t, : active[t], 1:]
            here[:, 1 : n + 1] += stay * from_begin
            here[:, n + 1 :] += stay * from_inside

        last = alpha[lengths - 1, rows]
        self._total = (_by_label(last, n) * end).sum(axis=1)
        self._alpha, self._beta, self._leave, self._scale = alpha, beta, leave, scale
        mask = np.arange(n_tokens)[:, None] < lengths
        self.log_z = np.log(self._total) + (np.log(scale) + top[:, :, 0]).sum(axis=0, where=mask)

    def tags(self) -> np.ndarray:
        """Compute the probability of each tag at each token.

        Returns
        -------
        numpy.ndarray
            Of shape (n_strings, n_tokens, 2 * n_labels + 1), in [0, 1]; each row sums to one,
            and is zero beyond a string's length.
        """
        return (self._alpha * self._beta / self._total[:, None]).transpose(1, 0, 2)

    def span(self, string: int, span: TagSpan) -> float:
        """Compute the probability that exactly this span carries exactly this label.

        Parameters
        ----------
        string : int
            Index of the string in the batch.
        span : TagSpan
            Token indices and label.

        Returns
        -------
        float
            In [0, 1]: the share of all tag sequences, weighted by their probability, in which
            the span begins, goes on, and ends just there.
        """
        i, j, label = span
        inside = 1 + self._n + label
        p = self._alpha[i, string, 1 + label] * self._leave[j - 1, string, 1 + label]
        if j - i > 1:
            steps = self._weight[i + 1 : j, string, inside] / self._scale[i + 1 : j, string]
            p *= self._from_begin[label] * self._from_inside[label] ** (j - i - 2) * steps.prod()
        return min(float(p / self._total[string]), 1.0)


def _by_label(tags: np.ndarray, n: int) -> np.ndarray:
    """Add up the two tags of each label: (…, 2n + 1) to (…, n + 1)."""
    total = tags[..., : n + 1].copy()
    total[..., 1:] += tags[..., n + 1 :]
    return total
