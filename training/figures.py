"""Write the figures of README.md and DATA_CARD.md from the files that hold them.

    python training/figures.py

Between ``<!-- NAME -->`` and ``<!-- end NAME -->`` stands what a function of this script makes of
the current model's metrics.json (accuracy), of the reports in training/ (speed) or of the data.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from tagger import parse_many
from tagger.bench import format_table
from tagger.card import tables, unseen_table
from tagger.corpora import read_ids, read_references
from tagger.display import mark
from tagger.model_files import DEFAULT_MODEL

ROOT = Path(__file__).parent.parent
DOCUMENTS = (
    ROOT / "README.md",
    ROOT / "training" / "DATA_CARD.md",
    ROOT / "models" / DEFAULT_MODEL / "MODEL_CARD.md",
)


def accuracy() -> str:
    """Give the tables of the hand-written held-out set, with the date."""
    metrics = _metrics()
    return f"Model {metrics['model']}, {metrics['date']}.\n\n{tables(metrics, ('heldout',))}"


def corpora() -> str:
    """Give the summary of the parts of the corpora that were held out."""
    return tables(_metrics(), ("dev", "test"), fields=False)


def languages() -> str:
    """Give the table of the multilingual held-out set."""
    return tables(_metrics(), ("multilingual",), fields=False)


def unseen() -> str:
    """Give the table of models that never saw the source on which they are judged."""
    return unseen_table(_report("leave_one_out"))


def _metrics() -> dict[str, Any]:
    path = ROOT / "models" / DEFAULT_MODEL / "metrics.json"
    return json.loads(path.read_text(encoding="utf-8"))


def speed() -> str:
    """Give the figures of the benchmark."""
    report = _report("bench")
    return f"```text\n{format_table(report)}\n```"


def jobs() -> str:
    """Say how the command line scales with processes."""
    report = _report("scale")
    rows = [f"| | processes | seconds for {report['strings']:,} strings | times as fast |"]
    rows += ["| --- | ---: | ---: | ---: |"]
    for name, key in (("`parse --format jsonl`", "seconds"), ("`nlp.pipe`", "nlp.pipe")):
        taken = report[key]
        rows += [f"| {name} | {n} | {s:.1f} | {taken['1'] / s:.2f} |" for n, s in taken.items()]
    alone = f"`parse` of a single reference, as a whole process: {report['one reference']:.2f} s."
    return "\n".join([*rows, "", alone])


def cluster() -> str:
    """Say what tagging with Spark costs."""
    report = _report("spark_rate")
    rate, with_csl = report["rates"]["spans"], report["rates"]["csl"]
    rows = [
        f"Measured on one core (Spark {report['spark']}, from Parquet to Parquet, strings of "
        f"{report['characters']} characters, in a session that had started): **{rate:,} strings a "
        f"second**, {report['rates']['no confidences']:,} without confidences, {with_csl:,} with "
        f"CSL-JSON. A Python process takes {report['worker MB']} MB beside Java's heap, which "
        "`memoryOverhead` has to hold for all cores of an executor.",
        "",
        f"| strings | core hours: strings / {rate:,} / 3,600 | on 200 cores | core hours with "
        f"CSL-JSON | size of the result: {report['bytes']} bytes a string |",
        "| ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, n in (("100 million", 1e8), ("10 billion", 1e10)):
        hours = n / rate / 3600
        rows.append(
            f"| {name} | {hours:,.0f} | {hours / 200 * 60:,.0f} min | "
            f"{n / with_csl / 3600:,.0f} | {n * report['bytes'] / 1e9:,.0f} GB |"
        )
    return "\n".join(rows)


def load() -> str:
    """Say what the service stood."""
    report = _report("load_serve")
    return f"```json\n{json.dumps(report, indent=1)}\n```"


def _report(name: str) -> dict[str, Any]:
    return json.loads((ROOT / "training" / f"{name}.json").read_text(encoding="utf-8"))


def agreement() -> str:
    """Say how often the renderer agrees with citeproc-js."""
    return f"```json\n{json.dumps(_report('csl_agreement'), indent=1)}\n```"


def sample() -> str:
    """Show what the command line makes of the first lines of the sample file."""
    path = ROOT / "training" / "data" / "sample.txt"
    lines = path.read_text(encoding="utf-8").splitlines()[:3]
    return "\n".join(["```text", *map(mark, parse_many(lines)), "```"])


def shipped() -> str:
    """Count the references that the repository ships."""
    rows = ["| file | references | languages |", "| --- | ---: | --- |"]
    for name in ("train.jsonl", "heldout.jsonl", "multilingual.jsonl"):
        references, _ = read_references(ROOT / "training" / "data" / name)
        languages = Counter(reference.lang for reference in references)
        listed = ", ".join(
            f"{lang} {n}"
            for lang, n in sorted(languages.items(), key=lambda item: (-item[1], item[0]))
        )
        rows.append(f"| `{name}` | {len(references)} | {listed} |")
    return "\n".join(rows)


def split() -> str:
    """Count the references of the corpora that are held out."""
    ids = {
        name: Counter(
            i.split(":")[0] for i in read_ids(ROOT / "training" / "splits" / f"{name}.txt")
        )
        for name in ("dev", "test")
    }
    rows = ["| source | dev | test |", "| --- | ---: | ---: |"]
    rows += [
        f"| {source} | {ids['dev'][source]} | {ids['test'][source]} |"
        for source in sorted(ids["dev"])
    ]
    return "\n".join(rows)


PARTS = (accuracy, languages, corpora, unseen, agreement, speed, jobs, cluster, load, sample,
         shipped, split)  # fmt: skip


def fill(text: str) -> str:
    """Put the figures into a document, wherever it has a place for them."""
    for make in PARTS:
        name = make.__name__
        pattern = rf"(<!-- {name} -->\n).*?(<!-- end {name} -->)"
        if re.search(pattern, text, flags=re.DOTALL):
            body = make()
            text = re.sub(pattern, lambda m, b=body: f"{m[1]}{b}\n{m[2]}", text, flags=re.DOTALL)
    return text


HISTORY = ROOT / "models" / "history.csv"
COLUMNS = ("model", "date", "library", "seed", "parameters", "data_sha256",
           "held_out_micro_f1", "dev_mean_micro_f1", "test_mean_micro_f1")  # fmt: skip


def history(text: str) -> str:
    """Add a row for the current model; rows of older models are never changed."""
    metrics = _metrics()
    rows = text.splitlines() or [",".join(COLUMNS)]
    if any(row.startswith(f"{metrics['model']},") for row in rows):
        return text
    value = {name: result["metrics"]["field value"] for name, result in metrics["sets"].items()}
    row = (metrics["model"], metrics["date"], metrics["library"], metrics["seed"],
           metrics["parameters"], metrics["data"]["sha256"], value["heldout"]["micro_f1"],
           value["dev"]["mean"]["micro_f1"], value["test"]["mean"]["micro_f1"])  # fmt: skip
    return "\n".join([*rows, ",".join(map(str, row))]) + "\n"


if __name__ == "__main__":
    HISTORY.write_text(
        history(HISTORY.read_text(encoding="utf-8") if HISTORY.exists() else ""), encoding="utf-8"
    )
    for document in DOCUMENTS:
        document.write_text(fill(document.read_text(encoding="utf-8")), encoding="utf-8")
