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
from functools import cached_property
from typing import NamedTuple

import numpy as np

# Above this many tokens Viterbi works in double precision: at 2,000 tokens single precision still
# found the best path in every trial, at 20,000 it missed it at up to 146 tokens.
_LONG = 1000


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
    def scores(self) -> np.ndarray:
        """The transitions tag by tag, in log space; (2n + 1, 2n + 1), float32."""
        with np.errstate(divide="ignore"):  # what is impossible has the score of log(0)
            return np.log(self.factors).astype(np.float32)

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
    if n_strings == 1 and n_tokens <= _LONG:
        return _viterbi_one(emissions[0, : lengths[0]], n_tokens, transitions)
    n = transitions.n_labels
    active = _active(lengths, n_tokens)
    # Path scores grow with the length: in single precision they lose the digits that decide.
    kind = np.float32 if n_tokens <= _LONG else np.float64
    # Tokens first, strings last: each step works on whole rows, one lane a string.
    scores = np.ascontiguousarray(emissions.transpose(1, 2, 0), dtype=kind)
    # label[t] holds the best score of a path that ends at t in a label, by either of its tags;
    # is_inside[t] tells by which; came_inside[t] tells the same of the predecessor of I.
    label = np.empty((n_tokens, n + 1, n_strings), dtype=kind)
    is_inside = np.zeros((n_tokens, n, n_strings), dtype=bool)
    came_inside = np.zeros((n_tokens, n, n_strings), dtype=bool)
    segment = transitions.segment.astype(kind)[:, :, None]
    from_begin = transitions.from_begin.astype(kind)[:, None]
    from_inside = transitions.from_inside.astype(kind)[:, None]

    label[0] = scores[0, : n + 1] + transitions.start.astype(kind)[:, None]
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


def _viterbi_one(scores: np.ndarray, n_tokens: int, transitions: Transitions) -> np.ndarray:
    """Do the same for one string: more work, but a third of the calls, which is what counts."""
    n = transitions.n_labels
    matrix = transitions.scores
    best = np.empty_like(scores)
    best[0] = scores[0]
    best[0, : n + 1] += transitions.start
    best[0, n + 1 :] = -np.inf
    for t in range(1, len(scores)):
        np.max(best[t - 1, :, None] + matrix, axis=0, out=best[t])
        best[t] += scores[t]
    tags = np.zeros((1, n_tokens), dtype=np.int64)
    tag = int((best[-1] + _by_tag(transitions.end)).argmax())
    for t in range(len(scores) - 1, 0, -1):
        tags[0, t] = tag
        tag = int((best[t - 1] + matrix[:, tag]).argmax())
    tags[0, 0] = tag
    return tags


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
    into = transitions.segment.astype(label.dtype)
    last = lengths - 1
    here = (label[last, :, strings] + transitions.end.astype(label.dtype)).argmax(axis=1)
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


class Marginals:
    """Exact probabilities under the chain, by the forward-backward algorithm.

    The recursions run on scaled probabilities (Rabiner 1989, section V.A).
    Forward and backward are one loop: the backward recursion is the forward one on the reversed
    string, with the matrix of transitions transposed.

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
        self._transitions = transitions
        self._lengths = lengths
        n = transitions.n_labels
        # The scaled states need no more than single precision, their logarithms' sums do; in long
        # strings, and with extreme transitions, small shares could vanish.
        large = n_tokens > _LONG or transitions.factors.max() > 1e30
        kind = np.float64 if large else np.float32
        end = np.exp(_by_tag(transitions.end)).astype(kind)
        start = np.zeros(n_tags, dtype=kind)
        start[: n + 1] = np.exp(transitions.start)
        matrices = np.stack([transitions.factors, transitions.factors.T]).astype(kind)

        # The highest score of each token is taken out, so that exp cannot overflow.
        scores = emissions.transpose(1, 0, 2).astype(kind)
        top = scores.max(axis=2)
        scores -= top[:, :, None]
        self._log_weight = scores
        position = np.arange(n_tokens)[:, None]
        self._mirror = np.where(position < lengths, lengths - 1 - position, position)
        strings = np.arange(n_strings)
        weight = np.empty((n_tokens, 2, n_strings, n_tags), dtype=kind)
        np.exp(scores, out=weight[:, 0])
        weight[:, 1] = weight[self._mirror, 0, strings]

        # before[t] is the state at t without the token's own weight, after[t] with it, scaled to
        # a sum of one by scale[t]; index 0 runs forward, index 1 backward.
        before = np.zeros_like(weight)
        after = np.zeros_like(weight)
        scale = np.ones((n_tokens, 2, n_strings, 1), dtype=kind)
        before[0] = np.stack([start, end])[:, None]
        for t, a in enumerate(_active(lengths, n_tokens)):
            if t:
                np.matmul(after[t - 1, :, :a], matrices, out=before[t, :, :a])
            state = np.multiply(before[t, :, :a], weight[t, :, :a], out=after[t, :, :a])
            total = state.sum(axis=2, keepdims=True)
            scale[t, :, :a] = total
            state /= total
        self._before, self._after = before, after
        self._log_scale = np.log(scale[:, :, :, 0]).cumsum(axis=0, dtype=np.float64)
        last = lengths - 1
        self._log_total = self._log_scale[last, 0, strings] + np.log(
            (after[last, 0, strings] * end).sum(axis=1)
        )
        self.log_z = self._log_total + top.sum(axis=0, where=position < lengths, dtype=np.float64)

    def tags(self) -> np.ndarray:
        """Compute the probability of each tag at each token.

        Returns
        -------
        numpy.ndarray
            Of shape (n_strings, n_tokens, 2 * n_labels + 1), in [0, 1]; each row sums to one,
            and is zero beyond a string's length.
        """
        n_tokens, _, n_strings, _ = self._before.shape
        joint = (
            self._after[:, 0].astype(np.float64)
            * self._before[self._mirror, 1, np.arange(n_strings)]
        )
        joint[np.arange(n_tokens)[:, None] >= self._lengths] = 0
        total = joint.sum(axis=2, keepdims=True)
        return (joint / np.where(total > 0, total, 1)).transpose(1, 0, 2)

    def spans(self, spans: TagSpans) -> np.ndarray:
        """Compute the probabilities that exactly these spans carry exactly these labels.

        Parameters
        ----------
        spans : TagSpans
            Of the batch.

        Returns
        -------
        numpy.ndarray
            Of shape (n_spans,), in [0, 1]: the share of all tag sequences, weighted by their
            probability, in which the span begins, goes on, and ends just there.
        """
        b, i, j, label = spans
        t = self._transitions
        with np.errstate(divide="ignore"):  # log(0) is what an impossible span deserves
            begin = np.log(self._after[i, 0, b, 1 + label]) + self._log_scale[i, 0, b]
            # behind the span: a new span or O from the next token on, or the end of the string
            mirrored = self._lengths[b] - 1 - j
            segment = np.exp(t.segment.astype(np.float64))[1 + label]
            follow = self._after[np.maximum(mirrored, 0), 1, b, : t.n_labels + 1]
            leave = np.log((follow * segment).sum(axis=1)) + self._log_scale[mirrored, 1, b]
        leave = np.where(mirrored >= 0, leave, t.end.astype(np.float64)[1 + label])
        sums = self._log_weight[:, :, 1 + t.n_labels :].cumsum(axis=0, dtype=np.float64)
        inside = sums[j - 1, b, label] - sums[i, b, label]
        inside += np.where(j - i > 1, t.from_begin[label] + (j - i - 2) * t.from_inside[label], 0)
        return np.exp(np.minimum(begin + inside + leave - self._log_total[b], 0))


def _by_tag(by_label: np.ndarray) -> np.ndarray:
    """Repeat the entries of labels for their second tags: (n + 1,) to (2n + 1,)."""
    return np.concatenate([by_label, by_label[1:]])
