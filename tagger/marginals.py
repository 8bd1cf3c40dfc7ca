"""Exact probabilities of tags and spans, batched, in NumPy.

Imports chain.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tagger.chain import Factors, TagSpans, Transitions, active, check_lengths

# Above this many tokens the recursions work in double precision: in long strings small shares could
# vanish.
_LONG = 1000
# How the recursions may run: the precision, the tokens after which the states are scaled anew, and
# what the sum of a state must not fall below when it is scaled, nor its inverse exceed; and of the
# joint states, forward times backward, neither.  In references they stay far from that; where one
# does not, the next way is tried, and the last one is taken.
_WAYS: tuple[tuple[type[np.float32 | np.float64], int, float | None], ...] = (
    (np.float32, 16, 1e-18),
    (np.float64, 16, 1e-200),
    (np.float64, 1, None),
)


class Path(NamedTuple):
    """Probabilities along tag sequences.

    The rows are those of the tokens and one more, for what ends with the last token.

    Attributes
    ----------
    alone : numpy.ndarray
        Of shape (n_tokens + 1, n_sequences), float64: of each tag by itself; 1 beyond the length
        of a string.
    steps : numpy.ndarray
        The same shape: of each tag, given the tag before it; 1 beyond.
    stay : numpy.ndarray
        The same shape: of going on with the span of the tag before it, where there is one, given
        that tag; 0 beyond.
    """

    alone: np.ndarray
    steps: np.ndarray
    stay: np.ndarray

    def put(self, sequences: np.ndarray, others: Path) -> None:
        """Put other sequences in the place of some.

        Parameters
        ----------
        sequences : numpy.ndarray
            Numbers of those that are replaced.
        others : Path
            As many.
        """
        for mine, other in zip(self, others, strict=True):
            mine[:, sequences] = other

    def spans(self, spans: TagSpans) -> np.ndarray:
        """Give the probabilities of spans.

        Parameters
        ----------
        spans : TagSpans
            Of the tag sequences, whose numbers take the place of those of strings.

        Returns
        -------
        numpy.ndarray
            Of shape (n_spans,), in [0, 1]: that exactly these tokens carry exactly this label.
        """
        row, i, j, _ = spans
        steps = self.steps.T.copy()
        steps[row, i] = self.alone[i, row]
        borders = np.empty((len(i), 2), dtype=np.int64)
        borders[:, 0], borders[:, 1] = i, j
        borders += steps.shape[1] * row[:, None]
        within = np.multiply.reduceat(steps.ravel(), borders.ravel())[::2]
        return in_bounds(within * (1 - self.stay[j, row]))


class Marginals:
    """Exact probabilities under the chain, by the forward-backward algorithm.

    The recursions run on scaled probabilities (Rabiner 1989, section V.A); probabilities are read
    off ratios of neighbouring states, in which the scales cancel out.
    Forward and backward are one loop: the backward recursion is the forward one on the reversed
    string, with the matrix of transitions transposed.

    Parameters
    ----------
    emissions, lengths, transitions
        As for `viterbi`.

    Raises
    ------
    ValueError
        As for `viterbi`.

    Attributes
    ----------
    likely : Path
        Along the tags that `likely_tags` has given.
    """

    def __init__(
        self, emissions: np.ndarray, lengths: np.ndarray, transitions: Transitions
    ) -> None:
        check_lengths(emissions, lengths)
        self._transitions = transitions
        self._lengths = lengths
        n_strings, n_tokens, _ = emissions.shape
        # For one string, or strings of one length, views take the place of look-ups.
        self._beyond: np.ndarray | None = None
        if lengths[-1] < n_tokens:
            position = np.arange(n_tokens)[:, None]
            self._strings = np.arange(n_strings)
            self._beyond = position >= lengths
            self._mirror = np.where(self._beyond, position, lengths - 1 - position)
        # in long strings, and with extreme transitions, small shares could vanish
        first = len(_WAYS) - 1 if transitions.is_extreme else int(n_tokens > _LONG)
        # what is not finite is not taken
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            for way in _WAYS[first:]:
                if self._run(emissions, *way):
                    break

    def _run(
        self,
        emissions: np.ndarray,
        kind: type[np.float32 | np.float64],
        every: int,
        least: float | None,
    ) -> bool:
        """Run both recursions; say whether their numbers stayed in range."""
        n_strings, n_tokens, n_tags = emissions.shape
        factors = self._transitions.factors_in(kind)

        # The highest score of each token is taken out, so that exp cannot overflow.
        scores = emissions.transpose(1, 0, 2).astype(kind)
        self._top = scores.max(axis=2)
        scores -= self._top[:, :, None]
        weight = np.empty((n_tokens, 2, n_strings, n_tags), dtype=kind)
        np.exp(scores, out=weight[:, 0])
        weight[:, 1] = self._mirrored(weight[:, 0])

        # before[t] is the state at t without the token's own weight, after[t] with it, now and
        # then scaled to a sum of one; index 0 runs forward, index 1 backward.
        # scale[(t + 1) // every] is the last that went into after[t].
        before, after = np.zeros((2, *weight.shape), dtype=kind)
        scale = np.ones((n_tokens // every + 1, 2, n_strings, 1), dtype=kind)
        before[0] = factors.edges[:, None]
        states = before, weight, after, scale, factors, every, least
        if not (_walk_one(*states) if n_strings == 1 else _walk(self._lengths, *states)):
            return False
        self._factors, self._before, self._after, self._scale = factors, before, after, scale
        # What comes before each token, and it, times what comes behind it.
        self._joint = after[:, 0] * self._mirrored(before[:, 1])
        sums = self._joint.sum(axis=2)
        self._joint_sums = sums if self._beyond is None else np.where(self._beyond, 1, sums)
        # Both factors may be small; and the last steps of both directions, which are not followed
        # by a scaling, go into the sums of the last token and of the first.
        return least is None or _in_range(self._joint_sums, least)

    @property
    def log_z(self) -> np.ndarray:
        """The log of the sum over all tag sequences of each string; (n_strings,), float64."""
        top = self._top if self._beyond is None else np.where(self._beyond, 0, self._top)
        scale = self._scale[:, 0, :, 0].astype(np.float64)  # ones behind the end of a string
        total = self._last(self._after[:, 0]) @ self._factors.edges[1]
        return np.log(total) + np.log(scale).sum(axis=0) + top.sum(axis=0, dtype=np.float64)

    def _mirrored(self, of_tokens: np.ndarray) -> np.ndarray:
        """Give the tokens of each string from its last to its first; tokens are the first axis."""
        return of_tokens[::-1] if self._beyond is None else of_tokens[self._mirror, self._strings]

    def _last(self, of_tokens: np.ndarray) -> np.ndarray:
        """Give what is of the last token of each string."""
        return (
            of_tokens[-1] if self._beyond is None else of_tokens[self._lengths - 1, self._strings]
        )

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
        tags = self._joint.argmax(axis=2)
        if self._beyond is not None:
            tags[self._beyond] = 0
        self.likely = self.along(tags.T)
        return tags.T, in_bounds(self.likely.steps.prod(axis=0))

    def candidates(self, string: int, least: float) -> tuple[np.ndarray, np.ndarray]:
        """Give the tags of a string that are likely enough.

        Parameters
        ----------
        string : int
            Its number in the batch.
        least : float
            In [0, 1]: what the probability of a tag at a token must not fall below.

        Returns
        -------
        tokens, tags : numpy.ndarray
            Of equal length; ascending.
        """
        length = self._lengths[string]
        joint, total = self._joint[:length, string], self._joint_sums[:length, string]
        tokens, tags = np.nonzero(joint >= least * total[:, None])
        return tokens, tags

    def along(self, tags: np.ndarray, strings: np.ndarray | None = None) -> Path:
        """Give the probabilities along tag sequences.

        Parameters
        ----------
        tags : numpy.ndarray
            Of shape (n_sequences, n_tokens), int64; O beyond a string's length.
        strings : numpy.ndarray, optional
            Which string each sequence is of; by default, there is one for each.

        Returns
        -------
        Path
            Of the sequences, in their order.
        """
        n_tokens, _, n_strings, n_tags = self._after.shape
        # numbers of entries in place of an index for each axis: `take` is faster
        here = np.arange(0, self._joint.size, n_tags).reshape(n_tokens, n_strings)
        back = 2 * self._mirrored(here) + n_strings * n_tags - here[0]
        sums, beyond = self._joint_sums, self._beyond
        if strings is not None:
            here, back, sums = (x[:, strings] for x in (here, back, sums))
            beyond = None if beyond is None else beyond[:, strings]
        now = tags.T
        then = now[:-1]
        inside = np.where(then > n_tags // 2, then, then + n_tags // 2)
        factors = self._factors.ways[0]
        alone, steps, stay = path = np.empty((3, n_tokens + 1, len(tags)))
        path[:2, -1], stay[::n_tokens] = 1, 0
        with np.errstate(divide="ignore", invalid="ignore"):  # beside one all others may vanish
            np.divide(self._joint.take(here + now), sums, out=alone[:-1])
            # What the tag before can be followed by: the backward recursion has summed it up.
            follow = self._before.take(back[:-1] + then)
            then = then * n_tags
            behind = self._after.take(back + now)
            np.divide(factors.take(then + now[1:]) * behind[1:], follow, out=steps[1:-1])
            inside_behind = self._after.take(back[1:] + inside)
            np.divide(factors.take(then + inside) * inside_behind, follow, out=stay[1:-1])
            # the first has none before it; whether by ratio or by joint state, it is the same
            steps[0] = alone[0]
        if beyond is not None:
            for x, value in ((alone, 1), (steps, 1), (stay, 0)):
                np.putmask(x[:-1], beyond, value)
        return Path(alone, steps, stay)

    def tags(self) -> np.ndarray:
        """Compute the probability of each tag at each token.

        Returns
        -------
        numpy.ndarray
            Of shape (n_strings, n_tokens, 2 * n_labels + 1), in [0, 1]; each row sums to one,
            and is zero beyond a string's length.
        """
        joint = self._joint.astype(np.float64)
        if self._beyond is not None:
            joint[self._beyond] = 0
        total = joint.sum(axis=2, keepdims=True)
        return (joint / np.where(total > 0, total, 1)).transpose(1, 0, 2)

    def spans(self, spans: TagSpans) -> np.ndarray:
        """Compute the probabilities that exactly these spans carry exactly these labels.

        Parameters
        ----------
        spans : TagSpans
            Of the batch, in any order; they may overlap.

        Returns
        -------
        numpy.ndarray
            Of shape (n_spans,), in [0, 1]: the share of all tag sequences, weighted by their
            probability, in which the span begins, goes on, and ends just there.
        """
        b, i, j, label = spans
        place, begin = np.arange(len(self._after)), 1 + label
        # a sequence of tags for each of them, of which only the span counts
        inside = (place >= i[:, None]) & (place < j[:, None])
        tags = np.where(inside, (begin + self._transitions.n_labels)[:, None], 0)
        row = np.arange(len(b))
        tags[row, i] = begin
        return self.along(tags, b).spans(TagSpans(row, i, j, label))


def in_bounds(numbers: np.ndarray) -> np.ndarray:
    """Make probabilities of what rounding may have moved out of [0, 1].

    Parameters
    ----------
    numbers : numpy.ndarray
        What is not a number stands for what is impossible.

    Returns
    -------
    numpy.ndarray
        In [0, 1].
    """
    return np.fmin(np.fmax(numbers, 0), 1)


def _walk(
    lengths: np.ndarray,
    before: np.ndarray,
    weight: np.ndarray,
    after: np.ndarray,
    scale: np.ndarray,
    factors: Factors,
    every: int,
    least: float | None,
) -> bool:
    """Fill the states from the first on; say whether their sums stayed in range."""
    n_tokens, _, n_strings, _ = weight.shape
    state = after[0]
    for t, (a, *rows) in enumerate(
        zip(active(lengths, n_tokens), before, weight, after, strict=True)
    ):
        if a < n_strings:
            rows, state = [row[:, :a] for row in rows], state[:, :a]
        entering, own, leaving = rows
        if t:
            np.matmul(state, factors.ways, out=entering)
        state = np.multiply(entering, own, out=leaving)
        if (t + 1) % every == 0 and not _scale(state, scale[(t + 1) // every, :, :a], least):
            return False
    return True


def _walk_one(
    before: np.ndarray,
    weight: np.ndarray,
    after: np.ndarray,
    scale: np.ndarray,
    factors: Factors,
    every: int,
    least: float | None,
) -> bool:
    """Do the same for one string: both directions in one product, two calls a token."""
    n_tokens, _, _, n_tags = weight.shape
    befores, weights, afters = (x.reshape(n_tokens, 2 * n_tags) for x in (before, weight, after))
    matrix = factors.both_ways
    state = befores[0]
    for t, (entering, own, leaving) in enumerate(zip(befores, weights, afters, strict=True)):
        if t:
            state.dot(matrix, entering)
        state = np.multiply(entering, own, leaving)
        if (t + 1) % every == 0 and not _scale(after[t], scale[(t + 1) // every], least):
            return False
    return True


def _scale(state: np.ndarray, scale: np.ndarray, least: float | None) -> bool:
    """Scale states to a sum of one each, unless a sum is out of range."""
    state.sum(axis=2, keepdims=True, out=scale)
    if least is not None and not _in_range(scale, least):
        return False
    state /= scale
    return True


def _in_range(sums: np.ndarray, least: float) -> bool:
    """Say whether sums and their inverses are above the least; what is not a number is not."""
    return bool(sums.min() > least and sums.max() < 1 / least)
