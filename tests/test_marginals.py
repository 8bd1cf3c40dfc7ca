"""The precision and the range of the numbers in which marginals are computed."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from tagger import marginals as module
from tagger.chain import Transitions
from tagger.decode import decode, decode_one
from tagger.marginals import Marginals

N = 2  # labels: tags O, B-1, B-2, I-1, I-2
OUT, B_1, B_2, I_1, I_2 = range(2 * N + 1)
FLAT = Transitions(*(np.zeros(s) for s in ((3, 3), 2, 2, 3, 3)))


def shifted(t: Transitions, by: float) -> Transitions:
    """Change all scores by the same: probabilities stay what they are."""
    return Transitions(t.segment + by, t.from_begin + by, t.from_inside + by, t.start, t.end)


def exact(emissions: np.ndarray, t: Transitions) -> tuple[np.ndarray, float]:
    """Give probabilities of tags and the log of the sum over all sequences, of one string."""
    with np.errstate(divide="ignore"):
        step = np.log(t.factors)
    scores = emissions.astype(np.float64)
    start, end = t.edge_scores
    forward, backward = [start + scores[0]], [end]
    for own in scores[1:]:
        forward.append(np.logaddexp.reduce(forward[-1][:, None] + step, axis=0) + own)
    for own in scores[:0:-1]:
        backward.append(np.logaddexp.reduce(step + own + backward[-1], axis=1))
    log_z = float(np.logaddexp.reduce(forward[-1] + end))
    return np.exp(np.array(forward) + np.array(backward[::-1]) - log_z), log_z


def assert_exact(emissions: np.ndarray, t: Transitions, atol: float = 1e-5) -> None:
    """Compare with the exact probabilities: alone, twice, and with a shorter string beside it."""
    expected, log_z = exact(emissions, t)
    n_tokens = len(emissions)
    for lengths in ([n_tokens], [n_tokens, n_tokens], [n_tokens, 1]):
        batch = np.repeat(emissions[None], len(lengths), axis=0)
        found = Marginals(batch, np.array(lengths), t)
        np.testing.assert_allclose(found.tags()[0], expected, atol=atol)
        assert found.log_z[0] == pytest.approx(log_z, abs=1e-3)
        tags, _ = found.likely_tags()
        alone = expected[np.arange(n_tokens), tags[0]]
        np.testing.assert_allclose(found.likely.alone[:-1, 0], alone, atol=atol)


def only(tags: list[int], weight: float = 80) -> np.ndarray:
    """Score one tag of each token above all others; for -1, none."""
    scores = np.zeros((len(tags), 2 * N + 1), dtype=np.float32)
    for t, tag in enumerate(tags):
        if tag >= 0:
            scores[t] = -weight
            scores[t, tag] = 0
    return scores


def test_single_precision_is_exact_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    transitions = Transitions(*(rng.normal(size=s) for s in ((3, 3), 2, 2, 3, 3)))
    lengths = np.array([200, 190, 40, 1])
    emissions = (rng.normal(size=(4, 200, 5)) * 4).astype(np.float32)
    spans, found = decode(emissions, lengths, transitions, confidence=True)
    monkeypatch.setattr(module, "_WAYS", module._WAYS[-1:] * 3)
    exact_spans, exact_found = decode(emissions, lengths, transitions, confidence=True)
    assert [x.tolist() for x in spans] == [x.tolist() for x in exact_spans]
    np.testing.assert_allclose(found, exact_found, atol=1e-5)
    assert np.abs(found - exact_found).max() > 0


@pytest.mark.parametrize(("n_tokens", "atol"), [(1000, 1e-5), (1001, 1e-12)])
def test_long_strings_take_double_precision(n_tokens: int, atol: float) -> None:
    rng = np.random.default_rng(4)
    transitions = Transitions(*(rng.normal(size=s) for s in ((3, 3), 2, 2, 3, 3)))
    emissions = rng.normal(size=(n_tokens, 5)).astype(np.float32)
    expected, _ = exact(emissions, transitions)
    found = Marginals(emissions[None], np.array([n_tokens]), transitions).tags()[0]
    np.testing.assert_allclose(found, expected, atol=atol)


# By a power of e that is within the bounds of one factor; 16 tokens have more than single precision
# holds, and so have 15, after which nothing is scaled; with 4.5 it may be
# the joint states alone that leave the range.
@pytest.mark.parametrize("n_tokens", [15, 16, 20, 24, 60])
@pytest.mark.parametrize(("shift", "spread"), [(-6.8, 3), (6.8, 0.5), (4.5, 0.5)])
def test_numbers_that_leave_the_range_are_computed_another_way(
    shift: float, spread: float, n_tokens: int
) -> None:
    rng = np.random.default_rng(5)
    near = Transitions(*(rng.normal(size=s) * 0.01 for s in ((3, 3), 2, 2, 3, 3)))
    far = shifted(near, shift)
    assert not far.is_extreme
    emissions = rng.normal(size=(2, n_tokens, 5)).astype(np.float32) * spread
    lengths = np.array([n_tokens, n_tokens])
    spans, expected = decode(emissions, lengths, near, confidence=True)
    moved, found = decode(emissions, lengths, far, confidence=True)
    assert [x.tolist() for x in moved] == [x.tolist() for x in spans]
    np.testing.assert_allclose(found, expected, atol=1e-5)
    one = decode_one(emissions[:1], far, confidence=True)
    np.testing.assert_allclose([p for *_, p in one], expected[spans.string == 0], atol=1e-5)
    assert_exact(emissions[0], far)


@pytest.mark.parametrize("n_tokens", [17, 18, 20])
@pytest.mark.parametrize("at_end", [True, False])
def test_contradictions_behind_the_last_scaling(n_tokens: int, at_end: bool) -> None:
    """What may follow what no tag before allows: the state falls by more than there is."""
    rng = np.random.default_rng(6)
    transitions = Transitions(*(rng.normal(size=s) for s in ((3, 3), 2, 2, 3, 3)))
    tags = [-1] * n_tokens
    tags[slice(-2, None) if at_end else slice(0, 2)] = [I_2, I_1]
    emissions = only(tags) + rng.normal(size=(n_tokens, 5)).astype(np.float32)
    assert_exact(emissions, transitions)


def test_contradictions_on_both_sides_of_a_token() -> None:
    """Forward and backward states are in range when they are scaled, but not their product."""
    factors = shifted(FLAT, 2.0)
    tags = [-1] * 30
    tags[11:13], tags[16:18] = [OUT, I_1], [B_2, I_1]
    emissions = only(tags, weight=86)
    emissions[13:16] += np.random.default_rng(7).normal(size=(3, 5)).astype(np.float32)
    assert_exact(emissions, factors, atol=1e-10)  # in double precision


def test_a_contradiction_at_the_token_that_both_directions_scale() -> None:
    """The scales take the fall out of all joint states: only the scales tell of it."""
    tags = [-1] * 31
    tags[14:17] = [OUT, I_2, I_1]
    emissions = only(tags, weight=102)  # e ** -103 is all that single precision can hold
    emissions[14, B_1] = 0
    emissions[15, I_1] -= 0.6
    assert_exact(emissions, FLAT)


def test_factors_of_which_sixteen_leave_the_range_and_come_back() -> None:
    """Eight tokens lose 45 powers of ten, the next eight gain them; all sums seem in range."""
    rate = 5.6 * np.log(10)
    segment = np.zeros((3, 3))
    segment[0, 0] = -rate
    transitions = Transitions(segment, np.zeros(2), np.array([rate, 0]), np.zeros(3), np.zeros(3))
    emissions = only([OUT] * 9 + [B_1] + [I_1] * 8 + [B_2] * 13, weight=150)
    emissions[8, B_2] = emissions[8, OUT] - rate + np.log(0.5)  # half as likely as O
    assert_exact(emissions, transitions)


@pytest.mark.parametrize("rate", [7.0, -7.0, 40.0, -40.0])
def test_factors_beyond_a_thousand_are_extreme(rate: float) -> None:
    for name in ("segment", "from_begin", "from_inside"):
        scores = {field.name: getattr(FLAT, field.name).copy() for field in fields(FLAT)}
        scores[name].flat[-1] = rate
        assert Transitions(**scores).is_extreme
        scores[name].flat[-1] = rate / abs(rate) * 6.9
        assert not Transitions(**scores).is_extreme
