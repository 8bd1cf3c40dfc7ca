"""Viterbi and marginals against a search through all tag sequences."""

from __future__ import annotations

import itertools
from functools import cached_property

import numpy as np
import pytest

from tagger.chain import TagSpans, Transitions, spans_from_tags
from tagger.decode import decode, decode_one, viterbi
from tagger.marginals import Marginals

N = 2  # labels: tags O, B-1, B-2, I-1, I-2
LENGTHS = np.array([5, 4, 4, 1])


@pytest.fixture(params=range(5))
def case(request: pytest.FixtureRequest) -> tuple[np.ndarray, Transitions]:
    rng = np.random.default_rng(request.param)
    scale = [0.5, 1, 3, 10, 1][request.param]
    draw = lambda *shape: rng.normal(size=shape) * scale  # noqa: E731
    transitions = Transitions(draw(N + 1, N + 1), draw(N), draw(N), draw(N + 1), draw(N + 1))
    return draw(len(LENGTHS), LENGTHS[0], 2 * N + 1).astype(np.float32), transitions


def label_of(tag: int) -> int:
    return tag - N if tag > N else tag


def path_score(tags: tuple[int, ...], emissions: np.ndarray, t: Transitions) -> float:
    """Score a path straight from the definition; minus infinity where it is no BIO."""
    if tags[0] > N:
        return -np.inf
    score = t.start[label_of(tags[0])] + t.end[label_of(tags[-1])]
    score += sum(emissions[i, tag] for i, tag in enumerate(tags))
    for a, b in itertools.pairwise(tags):
        if b > N:
            if label_of(a) != label_of(b):
                return -np.inf
            score += (t.from_inside if a > N else t.from_begin)[label_of(b) - 1]
        else:
            score += t.segment[label_of(a), b]
    return float(score)


def rows(spans: TagSpans) -> list[tuple[int, int, int]]:
    return list(zip(spans.i.tolist(), spans.j.tolist(), spans.label.tolist(), strict=True))


def all_paths(emissions: np.ndarray, length: int, t: Transitions) -> dict[tuple[int, ...], float]:
    paths = itertools.product(range(2 * N + 1), repeat=length)
    scores = {tags: path_score(tags, emissions, t) for tags in paths}
    return {tags: score for tags, score in scores.items() if score > -np.inf}


def test_viterbi_finds_the_best_path(case: tuple[np.ndarray, Transitions]) -> None:
    emissions, transitions = case
    tags = viterbi(emissions, LENGTHS, transitions)
    for row, length in enumerate(LENGTHS):
        paths = all_paths(emissions[row], length, transitions)
        best = max(paths, key=paths.__getitem__)
        assert tuple(tags[row, :length]) == best
        assert not tags[row, length:].any()


def test_marginals(case: tuple[np.ndarray, Transitions]) -> None:
    emissions, transitions = case
    marginals = Marginals(emissions, LENGTHS, transitions)
    tags = marginals.tags()
    for row, length in enumerate(LENGTHS):
        paths = all_paths(emissions[row], length, transitions)
        log_z = np.logaddexp.reduce(list(paths.values()))
        assert marginals.log_z[row] == pytest.approx(log_z, rel=1e-6, abs=1e-6)
        expected = np.zeros((length, 2 * N + 1))
        spans: dict[tuple[int, int, int], float] = {}
        for path, score in paths.items():
            p = np.exp(score - log_z)
            expected[np.arange(length), list(path)] += p
            for span in rows(spans_from_tags(np.array([path]), N)):
                spans[span] = spans.get(span, 0.0) + p
        np.testing.assert_allclose(tags[row, :length], expected, atol=1e-6)
        np.testing.assert_allclose(tags[row, :length].sum(axis=1), 1, atol=1e-9)
        assert not tags[row, length:].any()
        columns = np.array(list(spans)).T
        found = marginals.spans(TagSpans(np.full(len(spans), row), *columns))
        np.testing.assert_allclose(found, list(spans.values()), atol=1e-6)


def test_one_string_and_many_are_decoded_alike() -> None:
    rng = np.random.default_rng(7)
    for _ in range(50):
        transitions = Transitions(*(rng.normal(size=s) for s in ((3, 3), 2, 2, 3, 3)))
        emissions = rng.normal(size=(1, 30, 5)).astype(np.float32)
        one = viterbi(emissions, np.array([30]), transitions)
        two = viterbi(np.repeat(emissions, 2, axis=0), np.array([30, 30]), transitions)
        np.testing.assert_array_equal(np.repeat(one, 2, axis=0), two)


def test_padding_changes_nothing(case: tuple[np.ndarray, Transitions]) -> None:
    emissions, transitions = case
    together = viterbi(emissions, LENGTHS, transitions)
    noisy = emissions.copy()
    for row, length in enumerate(LENGTHS):
        noisy[row, length:] = 1e3
        alone = viterbi(emissions[row : row + 1, :length], LENGTHS[row : row + 1], transitions)
        np.testing.assert_array_equal(alone[0], together[row, :length])
    np.testing.assert_array_equal(viterbi(noisy, LENGTHS, transitions), together)
    np.testing.assert_allclose(
        Marginals(noisy, LENGTHS, transitions).log_z,
        Marginals(emissions, LENGTHS, transitions).log_z,
    )


def test_long_strings_do_not_underflow() -> None:
    rng = np.random.default_rng(0)
    transitions = Transitions(*(np.zeros(s) for s in ((3, 3), 2, 2, 3, 3)))
    emissions = rng.normal(size=(1, 5000, 5)).astype(np.float32) * 20
    lengths = np.array([5000])
    marginals = Marginals(emissions, lengths, transitions)
    assert np.isfinite(marginals.log_z).all()
    np.testing.assert_allclose(marginals.tags().sum(axis=2), 1, atol=1e-9)
    spans = spans_from_tags(viterbi(emissions, lengths, transitions), 2)
    assert len(spans.i) > 100
    found = marginals.spans(spans)
    assert ((found >= 0) & (found <= 1)).all()
    none = spans_from_tags(np.zeros((1, 5000), dtype=int), 2)
    assert marginals.spans(none).shape == (0,)


def test_a_span_over_a_long_string() -> None:
    transitions = Transitions(*(np.zeros(s) for s in ((3, 3), 2, 2, 3, 3)))
    emissions = np.full((1, 10_000, 5), -9.0, dtype=np.float32)
    emissions[0, 0, 1] = emissions[0, 1:, 3] = 9.0
    for strong, expected in ((0.0, 1.0), (30.0, 1.0), (-30.0, 0.0)):
        shifted = Transitions(
            *(
                np.full_like(a, strong) if a is transitions.from_inside else a
                for a in vars(transitions).values()
            )
        )
        marginals = Marginals(emissions, np.array([10_000]), shifted)
        whole = TagSpans(*(np.array([x]) for x in (0, 0, 10_000, 0)))
        assert marginals.spans(whole)[0] == pytest.approx(expected, abs=0.01)


def test_viterbi_is_exact_on_long_strings() -> None:
    rng = np.random.default_rng(1)
    transitions = Transitions(*(rng.normal(size=s) for s in ((3, 3), 2, 2, 3, 3)))
    emissions = (rng.normal(size=(1, 20_000, 5)) + 30).astype(np.float32)
    tags = viterbi(emissions, np.array([20_000]), transitions)[0]
    # 30 a token adds the same to all paths: it must not change which one is best
    best = path_score(tuple(tags), emissions[0].astype(np.float64), transitions)
    other = viterbi(emissions - 30, np.array([20_000]), transitions)[0]
    assert best == pytest.approx(
        path_score(tuple(other), emissions[0].astype(np.float64), transitions), rel=1e-9
    )


@pytest.mark.parametrize(
    ("tags", "spans"),
    [
        ([], []),
        ([0, 0], []),
        ([1, 3, 0, 2], [(0, 2, 0), (3, 4, 1)]),
        ([1, 1, 3], [(0, 1, 0), (1, 3, 0)]),
        ([2, 4, 4], [(0, 3, 1)]),
        ([2, 1], [(0, 1, 1), (1, 2, 0)]),
    ],
)
def test_spans_from_tags(tags: list[int], spans: list[tuple[int, int, int]]) -> None:
    assert rows(spans_from_tags(np.array([tags], dtype=int), N)) == spans


def test_spans_of_a_batch() -> None:
    tags = np.array([[1, 3, 3], [2, 0, 0], [0, 1, 3]])
    spans = spans_from_tags(tags, N)
    assert spans.string.tolist() == [0, 1, 2]
    assert rows(spans) == [(0, 3, 0), (0, 1, 1), (1, 3, 0)]


def test_wrong_shapes_are_refused() -> None:
    good = {
        "segment": np.zeros((3, 3)),
        "from_begin": np.zeros(2),
        "from_inside": np.zeros(2),
        "start": np.zeros(3),
        "end": np.zeros(3),
    }
    Transitions(**good).check()
    for name, bad in [
        ("segment", np.zeros((3, 2))),
        ("start", np.zeros(2)),
        ("end", np.array([0, np.nan, 0])),
    ]:
        with pytest.raises(ValueError, match=name):
            Transitions(**{**good, name: bad}).check()


def test_confidence_does_not_change_what_is_found(case: tuple[np.ndarray, Transitions]) -> None:
    emissions, transitions = case
    for scale in (0.2, 1, 5, 20):  # from strings that nothing is sure of to certain ones
        scaled = (emissions * scale).astype(np.float32)
        plain, nothing = decode(scaled, LENGTHS, transitions, confidence=False)
        spans, probabilities = decode(scaled, LENGTHS, transitions, confidence=True)
        assert nothing is None
        for a, b in zip(plain, spans, strict=True):
            assert a.tolist() == b.tolist()
        assert probabilities is not None
        assert len(probabilities) == len(plain.string)
        assert ((probabilities >= 0) & (probabilities <= 1)).all()


def test_no_tag_but_one_is_possible() -> None:
    emissions = np.full((1, 3, 2 * N + 1), -3000, dtype=np.float32)
    emissions[0, :, 0] = 0
    emissions[0, 1, 0], emissions[0, 1, 3] = -2000, 0  # I-1 behind O: impossible
    transitions = Transitions(
        np.zeros((N + 1, N + 1)), np.zeros(N), np.zeros(N), np.zeros(N + 1), np.zeros(N + 1)
    )
    lengths = np.array([3])
    spans, probabilities = decode(emissions, lengths, transitions, confidence=True)
    plain, _ = decode(emissions, lengths, transitions, confidence=False)
    assert rows(spans) == rows(plain)
    assert probabilities is not None
    assert np.isfinite(probabilities).all()


def test_the_probability_of_the_likely_tags(case: tuple[np.ndarray, Transitions]) -> None:
    emissions, transitions = case
    tags, probability = Marginals(emissions, LENGTHS, transitions).likely_tags()
    assert not tags[1, LENGTHS[1] :].any()
    for row, length in enumerate(LENGTHS):
        paths = all_paths(emissions[row], length, transitions)
        log_z = np.logaddexp.reduce(list(paths.values()))
        score = paths.get(tuple(tags[row, :length].tolist()), -np.inf)
        assert probability[row] == pytest.approx(np.exp(score - log_z), rel=1e-4, abs=1e-6)


@pytest.fixture(params=[0.05, 0.2, 1, 5, 20])
def scaled_case(
    case: tuple[np.ndarray, Transitions], request: pytest.FixtureRequest
) -> tuple[np.ndarray, Transitions]:
    """From strings of which nothing is known to strings that are sure."""
    emissions, transitions = case
    return (emissions * request.param).astype(np.float32), transitions


def test_what_is_decoded_is_the_best_path(
    scaled_case: tuple[np.ndarray, Transitions],
) -> None:
    scaled, transitions = scaled_case
    spans, _ = decode(scaled, LENGTHS, transitions, confidence=True)
    for row, length in enumerate(LENGTHS):
        paths = all_paths(scaled[row], length, transitions)
        best = np.array([max(paths, key=paths.__getitem__)])
        found = TagSpans(*(column[spans.string == row] for column in spans))
        assert rows(found) == rows(spans_from_tags(best, N))


def test_one_string_has_the_spans_and_probabilities_that_it_has_in_a_batch(
    scaled_case: tuple[np.ndarray, Transitions],
) -> None:
    scaled, transitions = scaled_case
    spans, probabilities = decode(scaled, LENGTHS, transitions, confidence=True)
    assert probabilities is not None
    for row, length in enumerate(LENGTHS):
        one = decode_one(scaled[row : row + 1, :length], transitions, confidence=True)
        of_row = spans.string == row
        assert [span[:3] for span in one] == rows(TagSpans(*(column[of_row] for column in spans)))
        np.testing.assert_allclose([p for *_, p in one], probabilities[of_row], atol=1e-5)
        plain = decode_one(scaled[row : row + 1, :length], transitions, confidence=False)
        assert plain == [(*span[:3], None) for span in one]


def test_likely_tags_that_are_possible_need_not_be_the_best_ones() -> None:
    """O O has a probability of 0.35 and the likelier tag at each token, O B-1 one of 0.36."""
    shares = np.log([[0.35, 0.36], [0.29, 0.01]])
    transitions = Transitions(shares, np.zeros(1), np.zeros(1), np.zeros(2), np.zeros(2))
    emissions = np.zeros((2, 2, 3), dtype=np.float32)
    emissions[:, :, 2] = -60  # I-1
    lengths = np.array([2, 2])
    tags, probability = Marginals(emissions, lengths, transitions).likely_tags()
    assert tags.tolist() == [[0, 0]] * 2
    np.testing.assert_allclose(probability, 0.35 / 1.01, atol=1e-6)
    spans, probabilities = decode(emissions, lengths, transitions, confidence=True)
    assert rows(spans) == [(1, 2, 0)] * 2
    np.testing.assert_allclose(probabilities, 0.37 / 1.01, atol=1e-6)
    ((*span, p),) = decode_one(emissions[:1], transitions, confidence=True)
    assert span == [1, 2, 0]
    assert p == pytest.approx(0.37 / 1.01, abs=1e-6)


@pytest.mark.parametrize("lengths", [[10], [10, 5], [41, 40]])
def test_tokens_that_no_string_has_are_refused(lengths: list[int]) -> None:
    transitions = Transitions(*(np.zeros(s) for s in ((3, 3), 2, 2, 3, 3)))
    emissions = np.zeros((len(lengths), 40, 5), dtype=np.float32)
    given = emissions, np.array(lengths), transitions
    for call in (
        lambda: Marginals(*given),
        lambda: viterbi(*given),
        lambda: decode(*given, confidence=True),
        lambda: decode(*given, confidence=False),
    ):
        with pytest.raises(ValueError, match="40 tokens"):
            call()


def test_threads_that_come_at_once_need_not_see_what_another_has_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As if another thread had put its own value over each value that is kept, in between."""
    transitions = Transitions(*(np.ones(s) for s in ((3, 3), 2, 2, 3, 3)))
    kept = {kind: transitions.factors_in(kind) for kind in (np.float32, np.float64)}
    for name, value in vars(Transitions).copy().items():
        if isinstance(value, cached_property):
            monkeypatch.setattr(Transitions, name, property(value.func))
    for kind, expected in kept.items():
        for a, b in zip(transitions.factors_in(kind), expected, strict=True):
            assert a.dtype == kind
            np.testing.assert_array_equal(a, b)
