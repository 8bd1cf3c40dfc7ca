r"""How right the labelled spans are: counts, precision, recall, F1 and their intervals.

Imports `labels` only; pure functions of spans and texts.  Invariant: nothing here depends on
the order of the references.

Two metrics, each defined per reference and label, by what is compared:

``field value``
    The multiset of the values of the label's spans, each lower-cased and reduced to letters
    and digits (``[\p{L}\p{N}]``); all else is dropped and empty values are left out.  So
    punctuation at the edge of a span, which the corpora treat differently, does not count.
``exact span``
    The multiset of the ``(start, end, label)`` triples.

True positives are the intersection of the multisets of gold and prediction; what is left over
is a false positive or a false negative.  Counts are pooled over the references, then over the
labels: the six of `labels.HEADLINE` for the headline, all for the figures that end in ``_all``.
A reference is right as a whole when nothing is left over on either side in the six.

The labels of an average are those of the schema and of gold; one that the prediction never uses
counts with an F1 of 0.  A label that occurs neither in gold nor in the prediction is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from statistics import fmean
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np

from tagger.labels import HEADLINE, NAMES

FIELD_VALUE = "field value"
EXACT_SPAN = "exact span"
METRICS: tuple[str, ...] = (FIELD_VALUE, EXACT_SPAN)

#: Percentile interval of the bootstrap: Efron & Tibshirani (1993), An Introduction to the
#: Bootstrap, ch. 13, who take 1,000 draws or more for intervals (section 19.3).
LEVEL = 0.95
N_DRAWS = 1000

#: Decimals of ratios in JSON: the last bits of a float differ from machine to machine.
DECIMALS = 6

_RATIOS = ("precision", "recall", "f1")
_ORDER = {name: position for position, name in enumerate(NAMES)}


class Counts(NamedTuple):
    """True positives, false positives and false negatives, and the ratios made of them.

    Where there was nothing to find and nothing was claimed (all three are 0), the ratios are 1:
    there is no mistake.  Any other ratio with a denominator of 0 is 0.
    """

    tp: int
    fp: int
    fn: int

    @property
    def precision(self) -> float:
        """Part of what was predicted that is right, in [0, 1]."""
        return self._ratio(self.tp, self.tp + self.fp)

    @property
    def recall(self) -> float:
        """Part of what is in the gold that was found, in [0, 1]."""
        return self._ratio(self.tp, self.tp + self.fn)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, in [0, 1]."""
        return self._ratio(2 * self.tp, 2 * self.tp + self.fp + self.fn)

    @property
    def support(self) -> int:
        """Number of values (or spans) in the gold."""
        return self.tp + self.fn

    def _ratio(self, numerator: int, denominator: int) -> float:
        if denominator:
            return numerator / denominator
        return 0.0 if any(self) else 1.0

    def to_json(self) -> dict[str, Any]:
        """Give counts and ratios as a dictionary that ``json.dumps`` takes.

        Returns
        -------
        dict of str to float or int
            Precision, recall, F1 (rounded), support, and the three counts.
        """
        ratios = {name: round(getattr(self, name), DECIMALS) for name in _RATIOS}
        return {**ratios, "support": self.support, **self._asdict()}


@dataclass(frozen=True, kw_only=True)
class Averages:
    """The figures that sum up a set of references, or their mean over several sets; in [0, 1].

    Attributes
    ----------
    micro_f1, micro_f1_all : float
        F1 of the pooled counts, over the six headline labels and over all.
    macro_f1, macro_f1_all : float
        Mean of the labels' F1 (the module says over which labels).
    whole_reference : float
        Part of the references without a mistake in the six headline labels.
    micro_f1_interval, whole_reference_interval : tuple of float
        Both ends of the interval of `micro_f1` and of `whole_reference`, at `LEVEL`.
    """

    micro_f1: float
    micro_f1_all: float
    macro_f1: float
    macro_f1_all: float
    whole_reference: float
    micro_f1_interval: tuple[float, float]
    whole_reference_interval: tuple[float, float]

    def to_json(self) -> dict[str, Any]:
        """Give the figures as a dictionary that ``json.dumps`` takes, always in one order.

        Returns
        -------
        dict
            By name, rounded; an interval is a list of two.
        """
        figures = {field.name: getattr(self, field.name) for field in fields(Averages)}
        return {name: np.round(figure, DECIMALS).tolist() for name, figure in figures.items()}


@dataclass(frozen=True, kw_only=True)
class Scores(Averages):
    """What a tagger reached on a set of references, under one metric.

    Attributes
    ----------
    n_references : int
        Number of references, at least 1.
    per_label : dict of str to Counts
        In the order of `labels.NAMES`; only labels that occur in gold or in the prediction.
    micro, micro_all : Counts
        Pooled over the six headline labels, and over all labels.
    groups : dict of str to Scores
        By the name of the group (a source, a language), sorted; empty inside a group.
    mean : Averages or None
        Mean over the groups, each with the same weight; for its intervals the references
        are drawn inside each group.  None where there are no groups.
    """

    n_references: int
    per_label: dict[str, Counts]
    micro: Counts
    micro_all: Counts
    groups: dict[str, Scores] = field(default_factory=dict)
    mean: Averages | None = None

    def to_json(self) -> dict[str, Any]:
        """Give all figures as a dictionary that ``json.dumps`` takes, always in one order.

        Returns
        -------
        dict
            With ``labels``, and with ``mean`` and ``groups`` where there are groups.
        """
        figures: dict[str, Any] = {
            "references": self.n_references,
            **super().to_json(),
            "micro": self.micro.to_json(),
            "micro_all": self.micro_all.to_json(),
            "labels": {label: counts.to_json() for label, counts in self.per_label.items()},
        }
        if self.mean is not None:
            figures["mean"] = self.mean.to_json()
            figures["groups"] = {name: group.to_json() for name, group in self.groups.items()}
        return figures


def field_value(text: str) -> str:
    r"""Reduce a span's text to its lower-cased letters and digits; the result may be empty.

    ``str.isalnum`` accepts exactly the characters of the categories L and N, as ``[\p{L}\p{N}]``
    does (a test goes through all code points).  Combining marks are in neither and are dropped.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        Possibly empty.

    Examples
    --------
    >>> field_value("J. Phys.-Chem. (B),")
    'jphyschemb'
    """
    return "".join(filter(str.isalnum, text.lower()))


def count_reference(
    gold_spans: Iterable[Any], pred_spans: Iterable[Any], text: str, metric: str = FIELD_VALUE
) -> dict[str, Counts]:
    """Compare the spans of one reference.

    Parameters
    ----------
    gold_spans, pred_spans : iterable
        Each span is a tuple that begins ``(start, end, label)``, or an object with these
        attributes.  Offsets are code points of `text`, half-open.
    text : str
        The reference.
    metric : {"field value", "exact span"}

    Returns
    -------
    dict of str to Counts
        By label, in the order of `labels.NAMES`; labels on neither side are missing.

    Raises
    ------
    ValueError
        If the metric is unknown, or a span reaches beyond the text.

    Examples
    --------
    >>> gold, pred = [(0, 4, "author"), (5, 9, "year")], [(0, 3, "author")]
    >>> count_reference(gold, pred, "Doe, 1999")
    {'author': Counts(tp=1, fp=0, fn=0), 'year': Counts(tp=0, fp=0, fn=1)}
    """
    if metric not in METRICS:
        raise ValueError(f"unknown metric {metric!r}; there are {', '.join(METRICS)}")
    gold = _items(gold_spans, text, metric)
    pred = _items(pred_spans, text, metric)
    counts = {}
    for label in _in_order(gold.keys() | pred.keys()):
        wanted, found = gold.get(label, Counter()), pred.get(label, Counter())
        tp = (wanted & found).total()
        counts[label] = Counts(tp, found.total() - tp, wanted.total() - tp)
    return counts


def score(
    golds: Sequence[Any],
    preds: Sequence[Iterable[Any]],
    groups: Sequence[str] | None = None,
    *,
    metric: str = FIELD_VALUE,
    n_draws: int = N_DRAWS,
    seed: int = 0,
) -> Scores:
    """Score predictions on a set of references, pooled and, where asked for, group by group.

    Parameters
    ----------
    golds : sequence
        At least one object with ``text`` and ``spans``, such as `corpora.LabelledReference`.
    preds : sequence of iterables of spans
        One for each reference, in the same order; spans as in `count_reference`.
    groups : sequence of str, optional
        The group of each reference, such as its source.
    metric : {"field value", "exact span"}
    n_draws, seed : int
        Draws of the bootstrap, at least 1, and its seed, not negative.

    Returns
    -------
    Scores
        Pooled; with `groups`, also of each group and their mean.

    Raises
    ------
    ValueError
        As in `count_reference`, or without a reference, or a prediction (and group) for each.
    """
    names = [""] * len(golds) if groups is None else groups
    if not len(golds) == len(preds) == len(names):
        raise ValueError(f"{len(golds)} references, {len(preds)} predictions, {len(names)} groups")
    if not golds:
        raise ValueError("no reference to score")
    rows = [
        count_reference(gold.spans, pred, gold.text, metric)
        for gold, pred in zip(golds, preds, strict=True)
    ]
    labels = _in_order(set(NAMES).union(*rows))
    table = np.array([[row.get(label, (0, 0, 0)) for label in labels] for row in rows])
    pooled, _ = _scores(table, labels, n_draws, [seed])
    if groups is None:
        return pooled
    scores, draws = {}, []
    for name in sorted(set(names)):
        part = table[[i for i, other in enumerate(names) if other == name]]
        # A stream of random numbers of its own: with a common one the draws of the groups
        # would rise and fall together, and the interval of their mean would be too wide.
        stream = [seed, crc32(name.encode("utf-8", "replace"))]
        scores[name], drawn = _scores(part, labels, n_draws, stream)
        draws.append(drawn)
    return replace(pooled, groups=scores, mean=_mean(list(scores.values()), draws))


def _items(spans: Iterable[Any], text: str, metric: str) -> dict[str, Counter]:
    """Collect by label what the metric compares."""
    items: dict[str, Counter] = {}
    for span in spans:
        start, end, label = (
            span[:3] if isinstance(span, tuple) else (span.start, span.end, span.label)
        )
        if not 0 <= start <= end <= len(text):
            raise ValueError(f"span ({start}, {end}, {label!r}) is outside {text[:40]!r}...")
        item = (start, end) if metric == EXACT_SPAN else field_value(text[start:end])
        if item:  # an empty value is left out
            items.setdefault(label, Counter())[item] += 1
    return items


def _in_order(labels: Iterable[str]) -> list[str]:
    """Sort labels as the schema has them, those that it does not have behind."""
    return sorted(labels, key=lambda label: (_ORDER.get(label, len(_ORDER)), label))


def _scores(
    table: np.ndarray, labels: Sequence[str], n_draws: int, stream: Sequence[int]
) -> tuple[Scores, np.ndarray]:
    """Sum up the counts (references, labels, 3); give the draws of the bootstrap as well."""
    headline = table[:, [labels.index(label) for label in HEADLINE]].sum(axis=1)
    draws = _bootstrap(headline, n_draws, stream)
    counts = {
        label: Counts(*row)
        for label, row in zip(labels, table.sum(axis=0).tolist(), strict=True)
        if any(row)
    }
    micro = Counts(*headline.sum(axis=0).tolist())
    micro_all = Counts(*table.sum(axis=(0, 1)).tolist())
    scores = Scores(
        micro_f1=micro.f1,
        micro_f1_all=micro_all.f1,
        macro_f1=fmean([counts[name].f1 for name in HEADLINE if name in counts] or [1.0]),
        macro_f1_all=fmean([count.f1 for count in counts.values()] or [1.0]),
        whole_reference=float((headline[:, 1:] == 0).all(axis=1).mean()),
        micro_f1_interval=_interval(draws[:, 0]),
        whole_reference_interval=_interval(draws[:, 1]),
        n_references=len(table),
        per_label=counts,
        micro=micro,
        micro_all=micro_all,
    )
    return scores, draws


def _bootstrap(headline: np.ndarray, n_draws: int, stream: Sequence[int]) -> np.ndarray:
    """Draw references with replacement; (n_draws, 2): micro F1 and whole-reference accuracy.

    References with equal counts are interchangeable, so it is enough to draw how often each
    distinct row of counts comes up: a multinomial, the same distribution at a fraction of the
    cost, and without any influence of the order of the references.
    """
    rows, times = np.unique(headline, axis=0, return_counts=True)
    rows = np.column_stack([rows, (rows[:, 1:] == 0).all(axis=1)])
    total = len(headline)
    draws = np.random.default_rng(stream).multinomial(total, times / total, n_draws)
    tp, fp, fn, right = (draws @ rows).T
    claims = 2 * tp + fp + fn
    return np.column_stack([np.where(claims, 2 * tp / np.maximum(claims, 1), 1.0), right / total])


def _interval(draws: np.ndarray) -> tuple[float, float]:
    low, high = np.percentile(draws, [50 * (1 - LEVEL), 50 * (1 + LEVEL)])
    return float(low), float(high)


def _mean(groups: Sequence[Scores], draws: Sequence[np.ndarray]) -> Averages:
    """Average over the groups, for the intervals draw by draw."""
    f1_draws, whole_draws = np.mean(draws, axis=0).T
    return Averages(
        micro_f1=fmean(group.micro_f1 for group in groups),
        micro_f1_all=fmean(group.micro_f1_all for group in groups),
        macro_f1=fmean(group.macro_f1 for group in groups),
        macro_f1_all=fmean(group.macro_f1_all for group in groups),
        whole_reference=fmean(group.whole_reference for group in groups),
        micro_f1_interval=_interval(f1_draws),
        whole_reference_interval=_interval(whole_draws),
    )
