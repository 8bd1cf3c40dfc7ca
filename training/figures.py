"""Write the figures of README.md and DATA_CARD.md from the files that hold them.

    python training/figures.py

Between ``<!-- NAME -->`` and ``<!-- end NAME -->`` stands what a function of this script makes of
the current model's metrics.json (accuracy), of training/bench.json (speed) or of the data.
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
    report = json.loads((ROOT / "training" / "leave_one_out.json").read_text(encoding="utf-8"))
    return unseen_table(report)


def _metrics() -> dict[str, Any]:
    path = ROOT / "models" / DEFAULT_MODEL / "metrics.json"
    return json.loads(path.read_text(encoding="utf-8"))


def speed() -> str:
    """Give the figures of the benchmark."""
    report = json.loads((ROOT / "training" / "bench.json").read_text(encoding="utf-8"))
    return f"```text\n{format_table(report)}\n```"


def agreement() -> str:
    """Say how often the renderer agrees with citeproc-js."""
    report = json.loads((ROOT / "training" / "csl_agreement.json").read_text(encoding="utf-8"))
    return f"```json\n{json.dumps(report, indent=1)}\n```"


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


PARTS = (accuracy, languages, corpora, unseen, agreement, speed, sample, shipped, split)


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
