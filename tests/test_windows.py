"""Long texts in overlapping windows."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagger.chain import Span
from tagger.model import Model, load_model
from tagger.windows import LONGEST, OVERLAP, join, windows

TEXT = "x" * 100


def piece(start: int, end: int, label: str = "title", confidence: float = 0.5) -> Span:
    return Span(start, end, label, confidence)


@given(st.integers(0, 4 * LONGEST), st.sampled_from([7, 90, 100_000]))
def test_windows_cover_the_text(length: int, word: int) -> None:
    text = "".join(" " if i % word == word - 1 else "x" for i in range(length))
    cuts = list(windows(text))
    assert cuts[0][0] == 0
    assert cuts[-1][1] == length
    for (start, end), (start_2, end_2) in itertools.pairwise(cuts):
        assert end - start <= LONGEST
        assert start < start_2 < end < end_2
        assert end - start_2 >= OVERLAP
        if word < 200:  # no word is cut
            assert text[end - 1] == text[start_2 - 1] == " "


spans = st.lists(st.integers(0, 60), max_size=12, unique=True).map(
    lambda numbers: [
        piece(a, b) for a, b in zip(sorted(numbers)[::2], sorted(numbers)[1::2], strict=False)
    ]
)


@given(spans, spans)
def test_joined_spans_are_in_order_and_lose_nothing_far_from_the_border(
    left: list[Span], right: list[Span]
) -> None:
    start, end = 40, 60  # what the windows share
    right = [span for span in right if span.start >= start]
    joined = join(TEXT, left, right, start, end)
    assert all(a.end <= b.start for a, b in itertools.pairwise(joined))
    assert {s.end for s in joined} <= {s.end for s in (*left, *right)}
    reached = {i for s in (*left, *right) for i in range(s.start, s.end) if not start <= i < end}
    assert reached <= {i for s in joined for i in range(s.start, s.end)}
    assert [s for s in joined if s.end <= start] == [s for s in left if s.end <= start]
    assert [s for s in joined if s.start >= end] == [s for s in right if s.start >= end]


def test_windows_that_agree_are_joined_to_what_both_say() -> None:
    everything = [piece(i, i + 3) for i in range(0, 100, 4)]
    left = [span for span in everything if span.end <= 60]
    right = [span for span in everything if span.start >= 40]
    assert join(TEXT, left, right, 40, 60) == everything


def test_windows_that_agree_on_no_border() -> None:
    left = [piece(0, 45), piece(46, 60, "venue")]
    right = [piece(47, 58), piece(70, 80)]
    assert join(TEXT, left, right, 40, 60) == [*left, piece(70, 80)]


def test_a_span_that_goes_on_is_joined() -> None:
    left = [piece(0, 20), piece(22, 60, "author", 0.9)]
    right = [piece(40, 90, "author", 0.7), piece(92, 96, "year")]
    expected = [piece(0, 20), piece(22, 90, "author", 0.7), piece(92, 96, "year")]
    assert join(TEXT, left, right, 40, 60) == expected


def test_a_long_span_is_kept_where_the_windows_disagree_on_its_label() -> None:
    left = [piece(0, 20), piece(38, 55, "title")]
    right = [piece(42, 90, "author"), piece(92, 96, "year")]
    expected = [piece(0, 20), piece(38, 55, "title"), piece(55, 90, "author"), right[1]]
    assert join(TEXT, left, right, 40, 60) == expected
    spaced = f"{'x' * 55}  {'x' * 43}"
    assert join(spaced, left, right, 40, 60)[2] == piece(57, 90, "author")


@pytest.mark.model
def test_a_very_long_list_of_authors_is_one_span(model: Model) -> None:
    authors = ", ".join(
        f"{a}. {b}. Smith{a.lower()}{b.lower()}" for a in "ABCDEFGHIJ" for b in "KLMNOPRSTVWYZ" * 3
    )
    text = f"{authors}. Observation of a new particle. Phys. Lett. B 716 (2012) 1-29."
    assert len(text) > LONGEST
    found = model.tag([text])[0]
    assert [span.label for span in found].count("author") == 1
    assert found[0].label == "author"
    assert found[0].end >= len(authors) - 20


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model()


LINES = [
    f"[{k}] Smith, J. and Jones, A. ({1950 + k}). A history of the number {k}. "
    f"Journal of Numbers, {k}({k % 4 + 1}), {k}-{k + 9}."
    for k in range(1, 160)
]


@pytest.mark.model
def test_a_long_text_is_tagged_to_its_end(model: Model) -> None:
    text = "\n".join(LINES)
    assert len(text) > 2 * LONGEST
    found = model.tag([text])[0]
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    years = [text[span.start : span.end] for span in found if span.label == "year"]
    expected = [str(1950 + k) for k in range(1, 160)]
    assert len(set(years) & set(expected)) > 0.95 * len(expected)
    # nearly all is as if each line stood alone
    alone: set[tuple[str, str]] = set()
    for line in LINES:
        alone |= {(line[s.start : s.end], s.label) for s in model.tag([line])[0]}
    together = {(text[s.start : s.end], s.label) for s in found}
    assert len(alone & together) > 0.9 * len(alone)


@pytest.mark.model
@pytest.mark.parametrize("text", ["x" * 20_000, ". " * 9_000, "中" * 9_000, " " * 9_000])
def test_long_texts_of_one_kind(model: Model, text: str) -> None:
    found = model.tag([text])[0]
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@pytest.mark.model
def test_long_and_short_texts_keep_their_order(model: Model) -> None:
    texts = [LINES[0], "\n".join(LINES), "", LINES[1]]
    alone = [model.tag([text])[0] for text in texts]
    for spans, expected in zip(model.tag(texts), alone, strict=True):
        assert [span[:3] for span in spans] == [span[:3] for span in expected]
        # one string is decoded in double precision
        certain = [span.confidence for span in expected]
        assert [span.confidence for span in spans] == pytest.approx(certain, abs=1e-5)
