"""Score a tagger on labelled references: tables, the references it got wrong, and a command.

Imports corpora and scoring; the model only for the command, so that anything that tags strings
can be evaluated.  Invariant: the scores do not depend on the order of the references.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from tagger import scoring
from tagger.console import run_command, say
from tagger.corpora import EXCLUDED_FLAGS, LabelledReference, is_usable, read_all, read_ids
from tagger.errors import CorpusError, UsageError
from tagger.labels import HEADLINE
from tagger.scoring import METRICS, N_DRAWS, Averages, Counts, Scores

#: Takes texts and gives for each its spans, tuples that begin ``(start, end, label)``.
Tag = Callable[[list[str]], Sequence[Sequence[tuple]]]

# Texts handed over at once: enough for a tagger to batch strings of like length.
_BATCH = 1024
# Control characters, which in someone else's data could steer the terminal.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Evaluation:
    """What a tagger made of a set of references.

    Attributes
    ----------
    model : str
        Name of the tagger, for headings; may be empty.
    scores : dict of str to Scores
        By metric, one or more of `scoring.METRICS`.
    references : list of LabelledReference
        Those that were scored.
    predictions : list of sequences of tuple
        The spans that were predicted for each.
    left_out : dict of str to int
        References left out, by the first of `corpora.EXCLUDED_FLAGS` that they have or, where
        the command read them, by the rule of the format that their line breaks.
    by : {"source", "lang"}
        What the groups of the scores are.
    n_draws, seed : int
        Of the bootstrap.
    """

    model: str
    scores: dict[str, Scores]
    references: list[LabelledReference]
    predictions: list[Sequence[tuple]]
    left_out: dict[str, int]
    by: str
    n_draws: int
    seed: int

    def to_json(self) -> dict[str, Any]:
        """Give all figures as a dictionary that ``json.dumps`` takes, always in one order.

        Returns
        -------
        dict
            Scores by metric in ``metrics``; references and predictions are not in it.
        """
        return {
            "model": self.model,
            "headline_labels": list(HEADLINE),
            "references": len(self.references),
            "left_out": dict(sorted(self.left_out.items())),
            "groups_by": self.by,
            "interval": {"level": scoring.LEVEL, "draws": self.n_draws, "seed": self.seed},
            "metrics": {metric: scores.to_json() for metric, scores in self.scores.items()},
        }


def evaluate(
    tag: Tag,
    references: Iterable[LabelledReference],
    *,
    model: str = "",
    metrics: Sequence[str] = METRICS,
    by: str = "source",
    keep_all: bool = False,
    n_draws: int = N_DRAWS,
    seed: int = 0,
    progress: bool = False,
) -> Evaluation:
    """Tag references and compare with their labels.

    Parameters
    ----------
    tag : callable
        See `Tag`.
    references : iterable of LabelledReference
        With the spans that count as right.
    model, metrics, by, n_draws, seed
        As in `Evaluation`; there is one draw at least, and the seed is not negative.
    keep_all : bool
        Whether to score the references with an excluded flag as well (`corpora.is_usable`).
    progress : bool
        Whether to show a progress bar on standard error, where that is a terminal.

    Returns
    -------
    Evaluation
        Scores by metric, with the references and what was predicted for them.

    Raises
    ------
    CorpusError
        If no reference is left to score (R041).
    ValueError
        If `tag` does not give one list of spans for each text, or a span outside its text.
    """
    kept: list[LabelledReference] = []
    left_out: Counter[str] = Counter()
    for reference in references:
        if keep_all or is_usable(reference):
            kept.append(reference)
        else:
            left_out[next(flag for flag in EXCLUDED_FLAGS if flag in reference.flags)] += 1
    if not kept:
        reason = f"left out by flag: {_listed(left_out)}" if left_out else "it is empty"
        raise CorpusError("R041", path="the data", reason=reason)
    predictions: list[Sequence[tuple]] = []
    with tqdm(
        total=len(kept),
        unit="ref",
        file=sys.stderr,
        leave=False,
        disable=None if progress else True,
    ) as bar:  # None: only on a terminal
        for start in range(0, len(kept), _BATCH):
            texts = [reference.text for reference in kept[start : start + _BATCH]]
            predictions.extend(tag(texts))
            bar.update(len(texts))
    groups = [getattr(reference, by) or "(none)" for reference in kept]
    scores = {
        metric: scoring.score(kept, predictions, groups, metric=metric, n_draws=n_draws, seed=seed)
        for metric in metrics
    }
    return Evaluation(model, scores, kept, predictions, dict(left_out), by, n_draws, seed)


def format_table(evaluation: Evaluation, *, markdown: bool = False) -> str:
    """Lay out the scores, two tables for each metric: the fields, and the groups.

    Parameters
    ----------
    evaluation : Evaluation
        From `evaluate`.
    markdown : bool
        Whether to write Markdown tables (as on GitHub) instead of aligned text.

    Returns
    -------
    str
        Lines without a line break at the end.
    """
    count = f"{len(evaluation.references):,} references"
    if left_out := evaluation.left_out:
        count += f", {sum(left_out.values()):,} more left out ({_listed(left_out)})"
    blocks = []
    for metric, scores in evaluation.scores.items():
        title = f"{evaluation.model}: {metric}" if evaluation.model else metric
        blocks += [
            f"{title}; {count}",
            _table(*_fields(scores), markdown),
            _table(*_groups(scores, evaluation.by), markdown),
        ]
    blocks.append(
        f"Six fields: {', '.join(HEADLINE)}. Whole: references without a mistake in "
        f"the six.\n{scoring.LEVEL:.0%} intervals: bootstrap over references, "
        f"{evaluation.n_draws:,} draws, seed {evaluation.seed}."
    )
    return "\n\n".join(blocks)


def _fields(scores: Scores) -> tuple[list[str], list[list[str]]]:
    def row(name: str, counts: Counts) -> list[str]:
        ratios = (counts.precision, counts.recall, counts.f1)
        return [name, *(f"{ratio:.3f}" for ratio in ratios), f"{counts.support:,}"]

    labels = scores.per_label
    return ["field", "precision", "recall", "F1", "support"], [
        *(row(label, labels[label]) for label in HEADLINE if label in labels),
        row("six fields, micro", scores.micro),
        ["six fields, macro", "", "", f"{scores.macro_f1:.3f}", ""],
        *(row(label, counts) for label, counts in labels.items() if label not in HEADLINE),
        row("all fields, micro", scores.micro_all),
        ["all fields, macro", "", "", f"{scores.macro_f1_all:.3f}", ""],
    ]


def _groups(scores: Scores, by: str) -> tuple[list[str], list[list[str]]]:
    def row(name: str, count: str, averages: Averages) -> list[str]:
        intervals = [
            f"{low:.3f}-{high:.3f}"
            for low, high in (averages.micro_f1_interval, averages.whole_reference_interval)
        ]
        return [
            name,
            count,
            f"{averages.micro_f1:.3f}",
            intervals[0],
            f"{averages.macro_f1:.3f}",
            f"{averages.whole_reference:.3f}",
            intervals[1],
        ]

    interval = f"{scoring.LEVEL:.0%} interval"
    header = [by, "references", "micro F1", interval, "macro F1", "whole", interval]
    rows = [row(name, f"{group.n_references:,}", group) for name, group in scores.groups.items()]
    if scores.mean is not None and len(rows) > 1:
        rows.append(row(f"mean of {len(rows)}", "", scores.mean))
        rows.append(row("pooled", f"{scores.n_references:,}", scores))
    return header, rows


def _table(header: list[str], rows: list[list[str]], markdown: bool) -> str:
    """Align cells: the first column to the left, the others to the right."""
    lines = [header, *rows]
    if markdown:
        lines = [[cell.replace("|", "\\|") for cell in line] for line in lines]
    widths = [max(3, *(len(line[j]) for line in lines)) for j in range(len(header))]
    cells = [[line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])] for line in lines]
    if markdown:
        cells.insert(1, ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])])
        return "\n".join(f"| {' | '.join(line)} |" for line in cells)
    cells.insert(1, ["-" * width for width in widths])
    return "\n".join("  ".join(line).rstrip() for line in cells)


def format_errors(
    evaluation: Evaluation, n: int, metric: str = scoring.FIELD_VALUE, width: int = 100
) -> str:
    """Show gold and prediction of references with a mistake in the six headline fields.

    All fields that differ are marked in the text, as in ``Doe, {year 1999}``.

    Parameters
    ----------
    evaluation : Evaluation
        From `evaluate`.
    n : int
        How many at most, not negative; the first ones, in the order of the references.
    metric : {"field value", "exact span"}
        By which a reference is wrong.
    width : int
        Columns of the terminal, at least 20.

    Returns
    -------
    str
        A line with their number, then three or more lines a reference.
    """
    wrong = []
    for reference, predicted in zip(evaluation.references, evaluation.predictions, strict=True):
        counts = scoring.count_reference(reference.spans, predicted, reference.text, metric)
        differing = [label for label, count in counts.items() if count.fp or count.fn]
        if set(differing) & set(HEADLINE):
            wrong.append((reference, predicted, differing))
    shown = [
        f"{len(wrong):,} of {len(evaluation.references):,} references are wrong by "
        f"{metric}; shown: {min(n, len(wrong)):,}"
    ]
    for reference, predicted, differing in wrong[:n]:
        gold = [(span.start, span.end, span.label) for span in reference.spans]
        shown.append(f"\n{reference.id}: {', '.join(differing)}")
        for side, spans in (("gold", gold), ("pred", [span[:3] for span in predicted])):
            marked = _mark(reference.text, [span for span in spans if span[2] in differing])
            shown.append(
                textwrap.fill(
                    marked,
                    width,
                    initial_indent=f"  {side}  ",
                    subsequent_indent=" " * 8,
                    break_on_hyphens=False,
                )
            )
    return "\n".join(shown)


def _mark(text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    """Write labels into a text: ``{author Doe}, 1999``."""
    text = _CONTROL.sub("\ufffd", text)  # one for one, so that offsets hold
    opened: dict[int, str] = {}
    closed: Counter[int] = Counter()
    for start, end, label in sorted(spans):
        opened[start] = opened.get(start, "") + f"{{{label} "
        closed[end] += 1
    pieces, last = [], 0
    for place in sorted({*opened, *closed}):
        pieces += [text[last:place], "}" * closed[place], opened.get(place, "")]
        last = place
    return "".join(pieces) + text[last:]


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items()))


def _parser() -> argparse.ArgumentParser:
    about = "Score a model on labelled references. Tables go to stdout, messages to stderr."
    parser = argparse.ArgumentParser(prog="python -m tagger.evaluate", description=about)
    add = parser.add_argument
    add("model", metavar="MODEL", help="name or path of a model; 'default': the shipped one")
    add("data", metavar="DATA", nargs="+", help="JSON Lines files, or directories of them")
    add("--ids", metavar="FILE", help="score only the references whose ids this list names")
    add("--all", action="store_true", help=f"keep those flagged {', '.join(EXCLUDED_FLAGS)}")
    metrics = ["field-value", "exact-span", "both"]
    add("--metric", choices=metrics, default=metrics[0], help="default: field-value")
    add("--by", choices=["source", "lang"], default="source", help="groups (default: source)")
    add("--errors", metavar="N", type=_count, default=0, help="show the first N wrong references")
    add("--markdown", action="store_true", help="write Markdown tables")
    add("--json", metavar="FILE", help="write the figures; '-': to stdout, the tables to stderr")
    add("--seed", metavar="N", type=_count, default=0, help="of the bootstrap (default: 0)")
    return parser


def _count(value: str) -> int:
    if not value.isdecimal():
        raise argparse.ArgumentTypeError(f"{value!r} is not a whole number from 0 up")
    return int(value)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : sequence of str, optional
        By default, those of the process.

    Returns
    -------
    int
        0, or 1 where the model or the data are no good.
    """
    options = _parser().parse_args(arguments)
    return run_command(lambda: _run(options))


def _run(options: argparse.Namespace) -> None:
    from tagger.model import load_model  # ONNX Runtime: not before it is needed

    references, reports = read_all(options.data)
    broken = Counter(problem.reason for report in reports for problem in report.problems)
    if options.ids is not None:
        wanted = set(read_ids(options.ids))
        references = [reference for reference in references if reference.id in wanted]
        broken.clear()  # which of them the list names, nobody knows
        if not references:
            raise CorpusError("R041", path=options.ids, reason="none of its ids is in the data")
        if len(references) < len(wanted):
            say(
                f"{options.ids}: {len(wanted) - len(references):,} of {len(wanted):,} ids are "
                "not in the data"
            )
    model = load_model(None if options.model == "default" else options.model)
    metrics = [name for name in METRICS if options.metric in (name.replace(" ", "-"), "both")]
    evaluation = evaluate(
        lambda texts: model.tag(texts, confidence=False), references, model=options.model,
        metrics=metrics, by=options.by, keep_all=options.all, seed=options.seed, progress=True,
    )  # fmt: skip
    evaluation.left_out.update(broken)
    tables = sys.stderr if options.json == "-" else sys.stdout
    print(format_table(evaluation, markdown=options.markdown), file=tables)
    if options.errors:
        width = max(40, shutil.get_terminal_size((100, 24)).columns)
        print(f"\n{format_errors(evaluation, options.errors, metrics[0], width)}", file=tables)
    record = json.dumps(evaluation.to_json(), indent=2)
    if options.json == "-":
        print(record)
    elif options.json is not None:
        try:
            Path(options.json).write_text(record + "\n", encoding="utf-8", newline="\n")
        except OSError as error:
            raise UsageError("R064", path=options.json, reason=error.strerror) from error


if __name__ == "__main__":
    sys.exit(main())
