"""The scorer on cases counted by hand."""

from __future__ import annotations

import json
import sys
import unicodedata
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pytest

from tagger.labels import HEADLINE, NAMES
from tagger.scoring import (
    EXACT_SPAN,
    FIELD_VALUE,
    METRICS,
    Counts,
    count_reference,
    field_value,
    score,
)


class Gold(NamedTuple):
    text: str
    spans: list


def mark(marked: str) -> Gold:
    """Build a reference from `{author Smith, J.} ({year 1999})`."""
    text, spans = "", []
    for i, part in enumerate(marked.replace("}", "{").split("{")):
        if i % 2:
            label, part = part.split(" ", 1)
            spans.append((len(text), len(text) + len(part), label))
        text += part
    return Gold(text, spans)


def pair(gold: str, pred: str) -> tuple[Gold, list]:
    wanted, found = mark(gold), mark(pred)
    assert wanted.text == found.text, "the two sides of a case must have one text"
    return wanted, found.spans


def count(gold: str, pred: str, metric: str = FIELD_VALUE) -> dict[str, Counts]:
    wanted, found = pair(gold, pred)
    return count_reference(wanted.spans, found, wanted.text, metric)


def score_pairs(pairs, groups=None, **settings):
    golds, preds = zip(*(pair(*case) for case in pairs), strict=True)
    return score(golds, preds, groups, **settings)


RIGHT = ("{author Doe}, {year 1999}", "{author Doe}, {year 1999}")
NO_YEAR = ("{author Doe}, {year 1999}", "{author Doe}, 1999")
WRONG = ("{author Doe}, {year 1999}", "{year Doe}, {author 1999}")
EMPTY = ("Doe, 1999", "Doe, 1999")


def test_the_names_of_the_metrics():
    assert METRICS == ("field value", "exact span")


def test_values_keep_exactly_the_letters_and_numbers_of_unicode():
    every = [chr(code) for code in range(sys.maxunicode + 1)]
    wanted = {char for char in every if unicodedata.category(char)[0] in "LN"}
    assert {char for char in every if char.isalnum()} == wanted
    # and the reduction does not do more than lower-case and drop
    assert all(field_value(char) for char in wanted)
    assert not any(field_value(char) for char in every if char not in wanted)


@pytest.mark.parametrize(("text", "value"), [
    ("J. Phys.-Chem. (B),", "jphyschemb"),
    ("12–34", "1234"),
    ("ÉCOLE", "école"),
    ("e\u0301cole", "ecole"),  # the combining accent is a mark, neither letter nor digit
    ("İ", "i"),  # lower-cases to i with a combining dot
    ("ß", "ß"),
    ("m²", "m²"),  # superscript two is a number (No)
    ("東京 大学", "東京大学"),
    ("--- . ---", ""),
    ("", ""),
])  # fmt: skip
def test_value(text, value):
    assert field_value(text) == value


@pytest.mark.parametrize(("gold", "pred", "by_value", "by_span"), [
    pytest.param(*RIGHT, {"author": (1, 0, 0), "year": (1, 0, 0)},
                 {"author": (1, 0, 0), "year": (1, 0, 0)}, id="right"),
    pytest.param(*NO_YEAR, {"author": (1, 0, 0), "year": (0, 0, 1)},
                 {"author": (1, 0, 0), "year": (0, 0, 1)}, id="a label is not predicted"),
    pytest.param(*WRONG, {"author": (0, 1, 1), "year": (0, 1, 1)},
                 {"author": (0, 1, 1), "year": (0, 1, 1)}, id="labels swapped"),
    pytest.param("Doe, 1999", "{author Doe}, 1999", {"author": (0, 1, 0)}, {"author": (0, 1, 0)},
                 id="gold is empty"),
    pytest.param(*EMPTY, {}, {}, id="both are empty"),
    pytest.param("{author Doe, J}. x", "{author Doe, J.} x", {"author": (1, 0, 0)},
                 {"author": (0, 1, 1)}, id="a dot at the edge"),
    pytest.param("{year 1999}, {year 1999}", "{year 1999}, 1999", {"year": (1, 0, 1)},
                 {"year": (1, 0, 1)}, id="equal values are a multiset: one is missing"),
    pytest.param("{year 1999}, 1999", "1999, {year 1999}", {"year": (1, 0, 0)},
                 {"year": (0, 1, 1)}, id="the same value elsewhere"),
    pytest.param("{year 1999}, 1999", "{year 1999}, {year 1999}", {"year": (1, 1, 0)},
                 {"year": (1, 1, 0)}, id="equal values are a multiset: one too many"),
    pytest.param("{author DOE}; {author doe}", "{author DOE}; {author doe}", {"author": (2, 0, 0)},
                 {"author": (2, 0, 0)}, id="equal values in other case, both found"),
    pytest.param("{venue A}{venue B}", "{venue AB}", {"venue": (0, 1, 2)}, {"venue": (0, 1, 2)},
                 id="two spans run together"),
    pytest.param("{author -----}. x", "-----. x", {}, {"author": (0, 0, 1)},
                 id="a value without letters or digits is left out"),
    pytest.param("{title Cafe\u0301}", "{title Cafe}\u0301", {"title": (1, 0, 0)},
                 {"title": (0, 1, 1)}, id="a combining accent is dropped"),
    pytest.param("{editor Doe}", "{author Doe}", {"author": (0, 1, 0), "editor": (0, 0, 1)},
                 {"author": (0, 1, 0), "editor": (0, 0, 1)}, id="right span, wrong label"),
])  # fmt: skip
def test_count_reference(gold, pred, by_value, by_span):
    assert count(gold, pred) == by_value
    assert count(gold, pred, EXACT_SPAN) == by_span


def test_labels_of_counts_are_in_the_order_of_the_schema():
    reference = mark("{year 1999} {author Doe} {doi 10.1/x} {title T}")
    counts = count_reference(reference.spans, [], reference.text)
    assert list(counts) == [name for name in NAMES if name in counts]


def test_spans_may_be_objects_or_longer_tuples():
    gold = [SimpleNamespace(start=0, end=3, label="author", original="aut")]
    assert count_reference(gold, [(0, 3, "author", 0.5)], "Doe") == {"author": Counts(1, 0, 0)}


@pytest.mark.parametrize("span", [(-1, 2, "year"), (2, 1, "year"), (0, 5, "year")])
def test_a_span_outside_the_text_is_refused(span):
    with pytest.raises(ValueError, match="outside"):
        count_reference([], [span], "1999")


def test_an_unknown_metric_is_refused():
    with pytest.raises(ValueError, match="unknown metric 'f1'"):
        count_reference([], [], "", "f1")


def test_ratios_by_hand():
    counts = Counts(tp=3, fp=1, fn=2)
    assert (counts.precision, counts.recall, counts.support) == (0.75, 0.6, 5)
    assert counts.f1 == pytest.approx(2 * 0.75 * 0.6 / (0.75 + 0.6))


@pytest.mark.parametrize(
    ("counts", "ratios"),
    [
        (Counts(0, 0, 0), (1, 1, 1)),  # nothing to find, nothing claimed
        (Counts(0, 0, 2), (0, 0, 0)),  # never predicted
        (Counts(0, 2, 0), (0, 0, 0)),  # never in the gold
    ],
)
def test_ratios_without_a_denominator(counts, ratios):
    assert (counts.precision, counts.recall, counts.f1) == ratios


def test_scores_by_hand():
    scores = score_pairs([
        ("{author Doe}. {title On X}. {publisher ACM}", "{author Doe}. {title On} X. {place ACM}"),
        ("{author Roe}. {pages 1-2}", "{author Roe}. {pages 1-2}"),
        ("{author Poe}. {volume 3}", "{author Poe}. {issue 3}"),
    ])  # fmt: skip
    assert scores.per_label == {
        "author": (3, 0, 0), "title": (0, 1, 1), "pages": (1, 0, 0),  # headline
        "volume": (0, 0, 1), "issue": (0, 1, 0), "publisher": (0, 0, 1), "place": (0, 1, 0),
    }  # fmt: skip
    assert scores.micro == (4, 1, 1)
    assert scores.micro_all == (4, 3, 3)
    assert scores.micro_f1 == pytest.approx(8 / 10)
    assert scores.micro_f1_all == pytest.approx(8 / 14)
    assert scores.macro_f1 == pytest.approx((1 + 0 + 1) / 3)
    assert scores.macro_f1_all == pytest.approx((1 + 0 + 1 + 0 + 0 + 0 + 0) / 7)
    # the third is right as a whole: volume and issue are not headline labels
    assert scores.whole_reference == pytest.approx(2 / 3)
    assert scores.n_references == 3
    assert scores.groups == {}
    assert scores.mean is None


def test_a_label_that_is_never_predicted_stays_in_the_average():
    scores = score_pairs([NO_YEAR, NO_YEAR])
    assert scores.per_label["year"] == (0, 0, 2)
    assert scores.macro_f1 == pytest.approx((1 + 0) / 2)
    assert scores.micro_f1 == pytest.approx(2 * 2 / (2 * 2 + 2))
    assert scores.whole_reference == 0


def test_a_label_on_neither_side_is_left_out_of_the_average():
    scores = score_pairs([RIGHT])
    assert list(scores.per_label) == ["author", "year"]
    assert scores.macro_f1 == scores.macro_f1_all == 1


def test_a_label_outside_the_schema_counts_as_a_mistake():
    scores = score_pairs([("{author Doe}", "{author Doe}"), ("Doe", "{writer Doe}")])
    assert scores.per_label["writer"] == (0, 1, 0)
    assert scores.micro_all == (1, 1, 0)
    assert scores.micro == (1, 0, 0)


def test_equal_counts_of_different_labels_are_all_summed():
    spans = " ".join(f"{{{label} {i}}}" for i, label in enumerate(HEADLINE))
    assert score_pairs([(spans, spans)]).micro == (6, 0, 0)


def test_whole_reference_is_by_multiset():
    more = ("{year 1999}, {year 1999}", "{year 1999}, 1999")
    assert score_pairs([more, RIGHT, EMPTY, WRONG]).whole_reference == 0.5


def test_a_reference_with_too_much_is_wrong_as_a_whole():
    scores = score_pairs([("{year 1999}, 3", "{year 1999}, {pages 3}")])
    assert scores.whole_reference == 0
    assert scores.whole_reference_interval == (0, 0)


def test_all_wrong_is_zero():
    for metric in METRICS:
        scores = score_pairs([WRONG, WRONG], metric=metric)
        assert scores.micro_f1 == scores.macro_f1 == scores.whole_reference == 0
        assert scores.micro_f1_interval == scores.whole_reference_interval == (0, 0)


def test_exact_span_is_stricter_than_field_value():
    dots = [("{author Doe, J}. x", "{author Doe, J.} x"), RIGHT]
    assert score_pairs(dots).micro_f1 == 1
    assert score_pairs(dots, metric=EXACT_SPAN).micro == (2, 1, 1)


@pytest.mark.parametrize("arguments", [
    ([], []), ([Gold("a", [])], []), ([Gold("a", [])], [[]], ["x", "y"]),
])  # fmt: skip
def test_lists_that_do_not_match_are_refused(arguments):
    with pytest.raises(ValueError, match="reference"):
        score(*arguments)


def test_interval_contains_the_point_estimate():
    scores = score_pairs([RIGHT] * 30 + [NO_YEAR] * 15 + [WRONG] * 5)
    for point, (low, high) in [
        (scores.micro_f1, scores.micro_f1_interval),
        (scores.whole_reference, scores.whole_reference_interval),
    ]:
        assert 0 < low < point < high < 1


def test_interval_is_a_point_when_all_is_right():
    # references of different sizes, and one without any span
    scores = score_pairs([RIGHT, EMPTY, ("{doi 10.1/x}", "{doi 10.1/x}")])
    assert scores.micro_f1 == scores.whole_reference == 1
    assert scores.micro_f1_interval == scores.whole_reference_interval == (1, 1)


def test_interval_has_the_width_of_the_binomial():
    # Whole-reference accuracy is a mean of n zeros and ones: its bootstrap distribution is a
    # binomial with the standard deviation sqrt(p(1 - p)/n) = 0.02 for p = 0.8, n = 400.
    scores = score_pairs([RIGHT] * 320 + [NO_YEAR] * 80, n_draws=4000)
    low, high = scores.whole_reference_interval
    assert low == pytest.approx(0.8 - 1.96 * 0.02, abs=0.005)
    assert high == pytest.approx(0.8 + 1.96 * 0.02, abs=0.005)


def test_interval_of_f1_is_that_of_drawing_references_one_by_one():
    pairs = [RIGHT] * 40 + [NO_YEAR] * 20 + [WRONG] * 10
    tp, fp, fn = np.array([[2, 0, 0]] * 40 + [[1, 0, 1]] * 20 + [[0, 2, 2]] * 10).T
    chosen = np.random.default_rng(7).integers(0, 70, (20_000, 70))
    twice = 2 * tp[chosen].sum(1)
    f1 = twice / (twice + fp[chosen].sum(1) + fn[chosen].sum(1))
    scores = score_pairs(pairs, n_draws=20_000)
    assert scores.micro_f1_interval == pytest.approx(np.percentile(f1, [2.5, 97.5]), abs=0.005)


def test_same_seed_same_scores_whatever_the_order():
    pairs = [RIGHT] * 7 + [NO_YEAR] * 5 + [WRONG] * 3
    groups = ["a", "b", "c"] * 5
    first = score_pairs(pairs, groups)
    assert score_pairs(pairs[::-1], groups[::-1]) == first
    other = score_pairs(pairs, groups, seed=1)
    assert other.micro_f1 == first.micro_f1
    assert other.micro_f1_interval != first.micro_f1_interval


def test_pooled_and_mean_by_hand():
    # a: 3 references, F1 of (6, 0, 0) is 1; b: 1 reference, F1 of (1, 0, 1) is 2/3
    scores = score_pairs([RIGHT, NO_YEAR, RIGHT, RIGHT], ["a", "b", "a", "a"])
    assert list(scores.groups) == ["a", "b"]
    assert scores.groups["a"].micro == (6, 0, 0)
    assert scores.groups["b"].micro == (1, 0, 1)
    assert scores.micro_f1 == pytest.approx(14 / 15)  # 2*7 / (2*7 + 0 + 1)
    assert scores.mean.micro_f1 == pytest.approx((1 + 2 / 3) / 2)
    assert scores.mean.macro_f1 == pytest.approx((1 + 1 / 2) / 2)
    assert scores.whole_reference == 3 / 4
    assert scores.mean.whole_reference == 1 / 2
    assert sum(group.n_references for group in scores.groups.values()) == scores.n_references


def test_a_group_is_scored_as_if_alone():
    pairs = [RIGHT] * 8 + [NO_YEAR] * 8
    both = score_pairs(pairs, ["a", "b"] * 8)
    alone = score_pairs(pairs[::2], ["a"] * 8)
    assert both.groups["a"] == alone.groups["a"]


def test_interval_of_the_mean_is_narrower_than_that_of_its_groups():
    # four groups alike and independent: the standard deviation of their mean is half as large
    scores = score_pairs([RIGHT, NO_YEAR] * 200, list("aabbccdd" * 50))
    low, high = scores.mean.whole_reference_interval
    for group in scores.groups.values():
        group_low, group_high = group.whole_reference_interval
        assert high - low == pytest.approx((group_high - group_low) / 2, rel=0.25)


def test_json_is_deterministic_and_complete():
    pairs = [RIGHT, NO_YEAR, WRONG]
    scores = score_pairs(pairs, ["b", "a", "a"])
    record = json.loads(json.dumps(scores.to_json()))
    assert json.dumps(record) == json.dumps(score_pairs(pairs, ["b", "a", "a"]).to_json())
    assert record["references"] == 3
    assert record["micro"] == {
        "precision": 0.6,
        "recall": 0.5,
        "f1": 0.545455,
        "support": 6,
        "tp": 3,
        "fp": 2,
        "fn": 3,
    }
    assert record["micro_f1"] == 0.545455
    assert record["labels"]["year"]["support"] == 3
    assert record["whole_reference"] == 0.333333
    assert list(record["groups"]) == ["a", "b"]
    assert record["groups"]["b"]["micro_f1_interval"] == [1.0, 1.0]
    assert record["mean"]["micro_f1"] == round((2 / 7 + 1) / 2, 6)  # a (1, 2, 3), b (2, 0, 0)
    assert "mean" not in record["groups"]["a"]
