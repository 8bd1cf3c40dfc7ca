"""The model card and the pipeline's `meta.json`, written from the figures of a training run.

Imports labels.  Every figure comes from the dictionary that is saved as `metrics.json` beside
the card, so the two cannot disagree; `tables` serves the README in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tagger.labels import HEADLINE, LABELS

#: Sources of labelled references: name of the source, who made it, its licence, where to find it.
CREDITS: dict[str, tuple[str, str, str]] = {
    "refs_train": ("ref-tagger, written by hand, in part composed", "Apache-2.0", ""),
    "grobid": (
        "GROBID, citation training data (P. Lopez and contributors)",
        "CC-BY-4.0",
        "https://github.com/kermitt2/grobid",
    ),
    "anystyle_gold": (
        "AnyStyle, gold set (S. Keil and contributors)",
        "BSD-2-Clause",
        "https://github.com/inukshuk/anystyle",
    ),
    "anystyle_core": (
        "AnyStyle, core set (S. Keil and contributors)",
        "BSD-2-Clause",
        "https://github.com/inukshuk/anystyle",
    ),
    "anystyle_good": (
        "AnyStyle, good set (S. Keil and contributors)",
        "BSD-2-Clause",
        "https://github.com/inukshuk/anystyle",
    ),
    "linkedbooks": (
        "LinkedBooks (G. Colavizza, M. Romanello, EPFL)",
        "MIT",
        "https://github.com/dhlab-epfl/LinkedBooksReferenceParsing",
    ),
}

_SETS = {
    "heldout": "written by hand for this library, in `training/data/heldout.jsonl`",
    "multilingual": "written by hand for this library, in `training/data/multilingual.jsonl`",
    "dev": "part of the corpora, split off by near-duplicate group; used to choose settings",
    "test": "part of the corpora, split off in the same way; no setting was chosen on it, but the "
    "generator's layouts were refined while reading references from all parts of the corpora",
}

_GROUPS = {"source": "sources", "lang": "languages"}


def model_meta(model: Mapping[str, str], metrics: Mapping[str, Any]) -> dict[str, Any]:
    """Fill the `meta.json` of the spaCy pipeline.

    Parameters
    ----------
    model : mapping
        Name, lang and version.
    metrics : mapping
        The contents of `metrics.json`.

    Returns
    -------
    dict
        With sources, licence and performance.
    """
    performance = {}
    if held_out := metrics["sets"].get("heldout"):
        exact = held_out["metrics"]["exact span"]
        performance = {
            "ents_p": exact["micro_all"]["precision"],
            "ents_r": exact["micro_all"]["recall"],
            "ents_f": exact["micro_all"]["f1"],
            "ents_per_type": {
                label.upper(): {
                    "p": figures["precision"],
                    "r": figures["recall"],
                    "f": figures["f1"],
                }
                for label, figures in exact["labels"].items()
            },
        }
    return {
        **model,
        "description": "Labels the fields of bibliographic references",
        "author": "The ref-tagger developers",
        "license": "Apache-2.0",
        "sources": [
            {"name": name, "license": licence, "url": url}
            for name, licence, url in map(_credit, _sources(metrics))
        ],
        "performance": performance,
    }


def tables(
    metrics: Mapping[str, Any], sets: tuple[str, ...] = tuple(_SETS), *, fields: bool = True
) -> str:
    """Write the figures of a run as Markdown tables.

    Parameters
    ----------
    metrics : mapping
        The contents of `metrics.json`.
    sets : tuple of str
        Which of its sets.
    fields : bool
        Whether to give the table over fields as well.

    Returns
    -------
    str
        For each set a sentence and its tables: over sources, and over fields.
    """
    parts = []
    for name in sets:
        if name not in metrics["sets"]:
            continue
        result = metrics["sets"][name]
        value, exact = (result["metrics"][m] for m in ("field value", "exact span"))
        groups = value.get("groups", {})
        parts.append(
            f"**{name}** ({_SETS.get(name, 'held out')}; {result['references']} references)"
        )
        rows = [_summary(source, figures) for source, figures in groups.items()]
        if len(groups) > 1:
            rows.append(_summary(f"mean over {_GROUPS[result['groups_by']]}", value["mean"]))
        rows.append(_summary("pooled", value))
        parts.append(
            _table(
                (
                    _GROUPS[result["groups_by"]],
                    "references",
                    "micro-F1",
                    "95% interval",
                    "whole reference",
                ),
                rows,
            )
        )
        if not fields:
            continue
        parts.append(
            _table(
                ("field", "precision", "recall", "F1", "support", "F1 of the exact span"),
                [
                    (
                        label,
                        _percent(f["precision"]),
                        _percent(f["recall"]),
                        _percent(f["f1"]),
                        str(f["support"]),
                        _percent(exact["labels"][label]["f1"]),
                    )
                    for label, f in value["labels"].items()
                ],
            )
        )
    return "\n\n".join(parts)


def unseen_table(report: Mapping[str, Any]) -> str:
    """Write what models reach on sources that they never saw as a Markdown table.

    Parameters
    ----------
    report : mapping
        What `training/leave_one_out.py` writes.

    Returns
    -------
    str
        A row for each source, with and without generated references, and the means.
    """
    groups = report["groups"]
    rows = []
    for name, row in groups.items():
        for kind, figures in row.items():
            count = f"{figures['references']:,}"
            rows.append((name, count, kind, *_summary("", figures)[2:]))
    for kind in ("without", "with"):
        f1, whole = (
            _percent(sum(row[kind][key] for row in groups.values()) / len(groups))
            for key in ("micro_f1", "whole_reference")
        )
        rows.append(("mean", "", kind, f1, "", whole))
    table = _table(
        ("left out", "references", "generated references", "micro-F1", "95% interval", "whole"),
        rows,
    )
    return (
        "Trained by a short recipe on the other corpora and the hand-written references "
        f"(`training/leave_one_out.py`, {report['date']}).\n\n{table}"
    )


def _summary(name: str, figures: Mapping[str, Any]) -> tuple[str, ...]:
    low, high = figures["micro_f1_interval"]
    return (
        name,
        str(figures.get("references", "")),
        _percent(figures["micro_f1"]),
        f"{_percent(low)} to {_percent(high)}",
        _percent(figures["whole_reference"]),
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"


def _table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [header, ("---",) + ("---:",) * (len(header) - 1), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
    )


def model_card(metrics: Mapping[str, Any]) -> str:
    """Write the model card.

    Parameters
    ----------
    metrics : mapping
        The contents of `metrics.json`.

    Returns
    -------
    str
        Markdown.
    """
    data = metrics["data"]
    sources = _table(
        ("source", "references", "licence", "from"),
        [_source_row(source, count) for source, count in _sources(metrics).items()],
    )
    labels = _table(
        ("label", "covers"), [(f"`{label.name}`", label.description) for label in LABELS]
    )
    left_out = (
        "; ".join(
            f"{name}: {counts['lines'] - counts['usable']} of {counts['lines']} lines"
            for name, counts in data["read"].items()
            if counts["lines"] > counts["usable"]
        )
        or "none"
    )
    return f"""# {metrics["model"]}

Labels the fields of one bibliographic reference: a convolutional network over hashed token
features, closed by a linear-chain conditional random field.

- Date: {metrics["date"]}; written by ref-tagger {metrics["library"]}
- Parameters: {metrics["parameters"]:,}; runs on one CPU core with ONNX Runtime and NumPy
- Licence of the weights: {_licence(_sources(metrics))}

## Intended use

One reference string in, as found in papers, pages and PDFs; labelled fields out, each with the
probability that exactly this span has exactly this label.

## Out of scope

Finding references in running text; several works in one string; resolving a reference to a
record of a database. Nothing is added that the string does not say.

## Labels

{labels}

Designators (pp., vol., eds., In:, doi:), enclosing quotes and brackets and final separators are
outside the spans. The rules are in `training/GUIDELINES.md`.

## Training data

{_base(metrics)}{sources}

Besides, these are generated anew for each epoch (`tagger/synth`): {data["synthetic_per_epoch"]:,}
references from templates, {data["styled_per_epoch"]:,} made-up works in citation styles (CSL), and
{data["restyled_per_epoch"]:,} references of the above training data in citation styles. The styles
are those of [CSL](https://citationstyles.org) (CC BY-SA 3.0), by its contributors. References
written by hand are seen {data["own_repeated"]} times an epoch;
{_percent(data["noise"])}% of the real references get noise. {data["too_similar_to_held_out"]}
references were left out because they resemble a held-out one. Lines that break a rule of the
format (such as a span that cuts a token) were left out: {left_out}.{_limited(data["limits"])}

## Training

    {metrics["command"]}

{metrics["seconds"]} seconds on {metrics["device"]}, seed {metrics["seed"]}; settings in
`metrics.json`; SHA-256 of the data {data["sha256"][:16]}…

## Results

Field value: for each reference and label, the multiset of its spans' values, each lower-cased and
reduced to letters and digits; true positives are the multiset intersection. Micro-F1 and whole
references are over {", ".join(HEADLINE)}. Exact span: start, end and label equal. Intervals:
bootstrap over references. All figures in per cent, none of the references seen in training.

{tables(metrics)}

## On corpora that training never saw

<!-- unseen -->
<!-- end unseen -->

## Known limits

{_limits(_sources(metrics))}
- `institution`, `genre`, `note`, `series` and `identifier` are used differently from corpus to
  corpus; trust them less than the six headline fields.
"""


def _sources(metrics: Mapping[str, Any]) -> dict[str, int]:
    """Count the references of each source, those of a model that was trained further included."""
    base = metrics.get("base") or {}
    return {**base.get("trained_on", {}), **metrics["data"]["trained_on"]}


def _base(metrics: Mapping[str, Any]) -> str:
    if not metrics.get("base"):
        return ""
    model = metrics["base"]["model"]
    return f"This is `{model}`, trained further; its sources are credited here too.\n\n"


def _limited(limits: Mapping[str, int]) -> str:
    return "".join(f" Of {name}, {n:,} a time are seen in an epoch." for name, n in limits.items())


def _licence(sources: Mapping[str, int]) -> str:
    if set(sources) <= set(CREDITS):
        return "Apache-2.0; the data is credited below"
    return "not stated: it was trained on data that this library does not know"


def _limits(sources: Mapping[str, int]) -> str:
    if "linkedbooks" in sources:
        return (
            "- The corpora are mostly English, Italian and French scholarly references; other "
            "languages rest\n  on generated and on few hand-written references.\n"
            "- `linkedbooks` was read by OCR and has more wrong labels than the others, which "
            "bounds its\n  figures."
        )
    return "- Languages, fields and styles that the training data lacks."


def _credit(source: str) -> tuple[str, str, str]:
    return CREDITS.get(source, (source, "unknown", ""))


def _source_row(source: str, count: int) -> tuple[str, ...]:
    name, licence, url = _credit(source)
    return source, str(count), licence, f"[{name}]({url})" if url else name
