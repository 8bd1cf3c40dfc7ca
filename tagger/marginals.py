"""Exact probabilities of tags and spans, batched, in NumPy.

Imports chain.
"""

from __future__ import annotations

from itertools import islice

import numpy as np

from tagger.chain import TagSpans, Transitions, active, by_tag

# Above this many tokens the recursions work in double precision: in long strings small shares could
# vanish.
_LONG = 1000
# How the recursions may run: the precision, the tokens after which the states are scaled anew, and
# what the sum of a state must not fall below in between.  A state shrinks by a few powers of ten
# a token, seldom by more; then the next way is tried, and the last one is taken.
_WAYS: tuple[tuple[type[np.float32 | np.float64], int, float | None], ...] = (
    (np.float32, 2, 1e-20),
    (np.float64, 8, 1e-200),
    (np.float64, 1, None),
)


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
        self._transitions = transitions
        self._lengths = lengths
        # The scaled states need no more than single precision, their logarithms' sums do; in long
        # strings, and with extreme transitions, small shares could vanish.
        n_strings, n_tokens, _ = emissions.shape
        # For one string the calls count, not the numbers: double precision is scaled less often.
        large = n_strings == 1 or n_tokens > _LONG or transitions.is_extreme
        for way in _WAYS[1 if large else 0 :]:
            if self._run(emissions, *way):
                break

    def _run(
        self,
        emissions: np.ndarray,
        kind: type[np.float32 | np.float64],
        every: int,
        least: float | None,
    ) -> bool:
        """Run both recursions; say whether their numbers stayed large enough."""
        n_strings, n_tokens, n_tags = emissions.shape
        transitions, lengths = self._transitions, self._lengths
        start, end = edges = transitions.edges.astype(kind, copy=False)

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

        # before[t] is the state at t without the token's own weight, after[t] with it, now and
        # then scaled to a sum of one by scale[t]; index 0 runs forward, index 1 backward.
        before = np.zeros_like(weight)
        after = np.zeros_like(weight)
        scale = np.ones((n_tokens, 2, n_strings, 1), dtype=kind)
        before[0] = edges[:, None]
        walk = _walk_one if n_strings == 1 else _walk
        if not walk(before, weight, after, scale, lengths, transitions, every, least):
            return False
        self._before, self._after = before, after
        with np.errstate(divide="ignore"):
            self._log_scale = np.log(scale[:, :, :, 0]).cumsum(axis=0, dtype=np.float64)
        last = lengths - 1
        total = (after[last, 0, strings] * end).sum(axis=1)
        if least is not None:  # both directions end with steps that were not looked at yet
            back = (after[last, 1, strings] * start).sum(axis=1)
            if not min(total.min(), back.min()) > least:
                return False
        self._log_total = self._log_scale[last, 0, strings] + np.log(total)
        self.log_z = self._log_total + top.sum(axis=0, where=position < lengths, dtype=np.float64)
        return True

    def likely_tags(self) -> tuple[np.ndarray, np.ndarray]:
        """Give the likeliest tag of each token, and the probability of all of them together.

        Returns
        -------
        tags : numpy.ndarray
            Of shape (n_strings, n_tokens), int64; O beyond a string's length.  They need not be
            a possible sequence.
        probability : numpy.ndarray
            Of shape (n_strings,), in [0, 1]: of the sequence; 0 where it is impossible.
        """
        t = self._transitions
        token, string = np.ogrid[: len(self._before), : len(self._lengths)]
        real = token < self._lengths
        tags = np.where(real, self._joint().argmax(axis=2), 0)
        score = self._log_weight[token, string, tags]
        score[1:] += t.scores[tags[:-1], tags[1:]]
        first, last = tags[0], tags[self._lengths - 1, np.arange(tags.shape[1])]
        total = score.sum(axis=0, where=real, dtype=np.float64) - self._log_total
        total += np.where(first > t.n_labels, -np.inf, by_tag(t.start)[first])
        return tags.T.copy(), np.exp(np.minimum(total + by_tag(t.end)[last], 0))

    def _joint(self) -> np.ndarray:
        """Multiply what comes before each token, and it, with what comes behind it."""
        n_strings = self._before.shape[2]
        return self._after[:, 0] * self._before[self._mirror, 1, np.arange(n_strings)]

    def tags(self) -> np.ndarray:
        """Compute the probability of each tag at each token.

        Returns
        -------
        numpy.ndarray
            Of shape (n_strings, n_tokens, 2 * n_labels + 1), in [0, 1]; each row sums to one,
            and is zero beyond a string's length.
        """
        joint = self._joint().astype(np.float64)
        joint[np.arange(len(joint))[:, None] >= self._lengths] = 0
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
        # log(0) is what an impossible span deserves
        with np.errstate(divide="ignore", invalid="ignore"):
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
        probability = np.exp(np.minimum(begin + inside + leave - self._log_total[b], 0))
        probability[np.isnan(probability)] = 0.0  # where all other tags vanish beside one
        return probability


def _walk(
    before: np.ndarray,
    weight: np.ndarray,
    after: np.ndarray,
    scale: np.ndarray,
    lengths: np.ndarray,
    transitions: Transitions,
    every: int,
    least: float | None,
) -> bool:
    """Fill the states from the first on; say whether their sums stayed above the least."""
    n_tokens, _, n_strings, _ = weight.shape
    matrices = np.stack([transitions.factors, transitions.factors.T]).astype(weight.dtype)
    state = after[0]
    for t, (a, *rows) in enumerate(
        zip(active(lengths, n_tokens), before, weight, after, strict=True)
    ):
        if a < n_strings:
            rows, state = [row[:, :a] for row in rows], state[:, :a]
        entering, own, leaving = rows
        if t:
            np.matmul(state, matrices, out=entering)
        state = np.multiply(entering, own, out=leaving)
        if t % every == 0 and not _scale(state, scale[t, :, :a], least):
            return False
    return True


def _scale(state: np.ndarray, scale: np.ndarray, least: float | None) -> bool:
    """Scale states to a sum of one each, unless a sum is not above the least."""
    state.sum(axis=2, keepdims=True, out=scale)
    if least is not None and not scale.min() > least:
        return False
    with np.errstate(invalid="ignore"):
        state /= scale
    return True


def _walk_one(
    before: np.ndarray,
    weight: np.ndarray,
    after: np.ndarray,
    scale: np.ndarray,
    lengths: np.ndarray,
    transitions: Transitions,
    every: int,
    least: float | None,
) -> bool:
    """Do the same for one string: both directions in one product, two calls a token."""
    n_tokens, _, _, n_tags = weight.shape
    matrix = transitions.both_ways.astype(weight.dtype, copy=False)
    befores, weights, afters = (x.reshape(n_tokens, 2 * n_tags) for x in (before, weight, after))
    state = np.multiply(befores[0], weights[0], out=afters[0])
    rows = zip(befores[1:], weights[1:], afters[1:], strict=True)
    for t in range(0, n_tokens, every):
        if not _scale(after[t], scale[t], least):
            return False
        for entering, own, leaving in islice(rows, every):
            state = np.multiply(np.dot(state, matrix, entering), own, leaving)
    return True
