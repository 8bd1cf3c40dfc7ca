"""Emissions to tags and spans: the best tag sequence of each string, exactly, in NumPy.

Imports chain and marginals.  `decode` is for batches, `decode_one` for one string.  Where
probabilities are computed, they give the best sequence of most strings, and few candidates for the
others, among which it is searched; `viterbi` searches among all tags.
"""

from __future__ import annotations

from operator import itemgetter
from typing import Any

import numpy as np

from tagger.chain import (
    TagSpans,
    Transitions,
    active,
    by_tag,
    check_lengths,
    spans_from_tags,
)
from tagger.marginals import Marginals

# Above this many tokens Viterbi works in double precision: at 2,000 tokens single precision still
# found the best path in every trial, at 20,000 it missed it at up to 146 tokens.
_LONG = 1000
# A tag sequence that is likelier than this is likelier than any other; a little more than a half,
# for rounding.
_CERTAIN = 0.501
# Below this probability of a known sequence the best one is searched among all.
_IMPROBABLE = 1e-3


def decode(
    emissions: np.ndarray, lengths: np.ndarray, transitions: Transitions, *, confidence: bool
) -> tuple[TagSpans, np.ndarray | None]:
    """Find the best spans of each string, and how sure they are.

    Parameters
    ----------
    emissions, lengths, transitions
        As for `viterbi`.
    confidence : bool
        Whether to compute probabilities.

    Returns
    -------
    spans : TagSpans
        Of the best tag sequences.
    probabilities : numpy.ndarray or None
        Of shape (n_spans,), as `Path.spans` gives them.

    Raises
    ------
    ValueError
        As for `viterbi`.
    """
    n = transitions.n_labels
    if not confidence:  # in a batch the search costs less than the marginals do
        return spans_from_tags(viterbi(emissions, lengths, transitions), n), None
    # The marginals give most best sequences on the way; only for the others a search is run.
    marginals = Marginals(emissions, lengths, transitions)
    tags, probability = marginals.likely_tags()
    rest = np.flatnonzero(~(probability > _CERTAIN))
    for k in rest.tolist():
        length = int(lengths[k])
        tags[k, :length] = _best(marginals, k, emissions[k, :length], probability[k], transitions)
    if len(rest):
        marginals.likely.put(rest, marginals.along(tags[rest], rest))
    spans = spans_from_tags(tags, n)
    return spans, marginals.likely.spans(spans)


def decode_one(
    emissions: np.ndarray, transitions: Transitions, *, confidence: bool
) -> list[tuple[int, int, int, float | None]]:
    """Do the same for one string, of which the spans are read token by token.

    Parameters
    ----------
    emissions : numpy.ndarray
        Of shape (1, n_tokens, 2 * n_labels + 1), at least one token.
    transitions : Transitions
        Of the model.
    confidence : bool
        Whether probabilities are wanted.

    Returns
    -------
    list of tuple
        For each span its first token, the one behind its last, its label in [0, n_labels) and its
        probability, or None.
    """
    n = transitions.n_labels
    lengths = np.array([emissions.shape[1]])
    marginals = Marginals(emissions, lengths, transitions)
    tags, probability = marginals.likely_tags()
    path = marginals.likely
    if not probability[0] > _CERTAIN:
        tags[0] = _best(marginals, 0, emissions[0], probability[0], transitions)
        path = marginals.along(tags)
    alone, steps, stay = (x[:, 0].tolist() for x in path)
    found = []
    first, label, within = 0, 0, 1.0
    for t, tag in enumerate([*tags[0].tolist(), 0]):
        if tag > n:
            within *= steps[t]
            continue
        if label:
            of_span = min(max(0.0, within * (1 - stay[t])), 1.0)  # 0 for what is not a number
            found.append((first, t, label - 1, of_span if confidence else None))
        first, label, within = t, tag, alone[t]
    return found


def _best(
    marginals: Marginals,
    string: int,
    emissions: np.ndarray,
    probability: float,
    transitions: Transitions,
) -> list[int] | np.ndarray:
    """Find the best tag sequence of a string, given the probability of some sequence.

    The best one is not less likely, nor is any of its tags: the others need no look.
    """
    if not probability > _IMPROBABLE:
        return viterbi(emissions[None], np.array([len(emissions)]), transitions)[0]
    tokens, tags = marginals.candidates(string, 0.9 * probability)  # 0.9 is for rounding
    starts, ends = transitions.edge_scores.tolist()
    scores = transitions.score_rows
    # Of each tag at a token the best score of a path to it, and this path from its end.
    before: dict[int, tuple[float, Any]] = {}
    here: dict[int, tuple[float, Any]] = {}
    token = 0
    by_score = itemgetter(0)
    for t, tag, emission in zip(
        tokens.tolist(), tags.tolist(), emissions[tokens, tags].tolist(), strict=True
    ):
        if t > token:
            before, here, token = here, {}, t
        score, path = starts[tag], None
        if t:
            entering = [(so_far + scores[last][tag], way) for last, (so_far, way) in before.items()]
            score, path = max(entering, key=by_score)
        here[tag] = score + emission, (tag, path)
    whole = [(score + ends[tag], way) for tag, (score, way) in here.items()]
    _, path = max(whole, key=by_score)
    found = []
    while path is not None:
        found.append(path[0])
        path = path[1]
    return found[::-1]


def viterbi(emissions: np.ndarray, lengths: np.ndarray, transitions: Transitions) -> np.ndarray:
    """Find the best tag sequence of each string.

    Parameters
    ----------
    emissions : numpy.ndarray
        Of shape (n_strings, n_tokens, 2 * n_labels + 1); what lies beyond a string's length is
        ignored.
    lengths : numpy.ndarray
        Of shape (n_strings,), in [1, n_tokens], in descending order; the first is n_tokens.
    transitions : Transitions
        Of the model.

    Returns
    -------
    numpy.ndarray
        Of shape (n_strings, n_tokens), int64: tags; O beyond a string's length.

    Raises
    ------
    ValueError
        If the first length is not n_tokens.
    """
    check_lengths(emissions, lengths)
    n_strings, n_tokens, _ = emissions.shape
    if n_strings == 1 and n_tokens <= _LONG:
        return _viterbi_one(emissions[0], transitions)
    n = transitions.n_labels
    alive = active(lengths, n_tokens)
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
        a = alive[t]
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


def _viterbi_one(scores: np.ndarray, transitions: Transitions) -> np.ndarray:
    """Do the same for one string: more work, but fewer calls a token, which is what counts."""
    n = transitions.n_labels
    matrix = transitions.scores
    best = np.empty_like(scores)
    best[0] = scores[0]
    best[0, : n + 1] += transitions.start
    best[0, n + 1 :] = -np.inf
    for t in range(1, len(scores)):
        np.max(best[t - 1, :, None] + matrix, axis=0, out=best[t])
        best[t] += scores[t]
    tags = np.zeros((1, len(scores)), dtype=np.int64)
    tag = int((best[-1] + by_tag(transitions.end)).argmax())
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
    alive = active(lengths, n_tokens)
    for t in range(n_tokens - 1, -1, -1):
        a = alive[t]
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
