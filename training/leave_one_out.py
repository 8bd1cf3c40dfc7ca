"""Judge the recipe on corpora that training never saw.

    python training/leave_one_out.py --corpora ../shared/corpora --json training/leave_one_out.json

For each group of sources two models are trained, by a short recipe, on the other sources and the
references written by hand: one with generated references, one without.  Both are scored on all
usable references of the group.  The two see about as many references: the one without generated
ones runs through the others more often.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tagger.card import unseen_table
from tagger.console import run_command, say
from tagger.recipe import Recipe, TeachersConfig, read_recipe
from tagger.train import train

ROOT = Path(__file__).parent.parent
GROUPS = {
    "AnyStyle": ("anystyle_core", "anystyle_gold", "anystyle_good"),
    "GROBID": ("grobid",),
    "LinkedBooks": ("linkedbooks",),
}
#: Epochs with generated references, and without.
EPOCHS = {True: 3, False: 10}


def short_recipe(recipe: Recipe, sources: Sequence[str], generated: bool) -> Recipe:
    """Shorten the recipe, and leave sources out of it."""
    data = replace(recipe.data, leave_out=tuple(sources), dev=None, test=None)
    if not generated:
        data = replace(data, synthetic=0, styled=0, restyled=0)
    training = {**recipe.training, "epochs": EPOCHS[generated]}
    return replace(recipe, data=data, training=training, teachers=TeachersConfig())


def judge(recipe: Recipe, corpora: Sequence[Path], sources: Sequence[str]) -> dict[str, Any]:
    """Train without the sources, and score on them."""
    result: dict[str, Any] = {}
    for generated in (False, True):
        started = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            evaluations = train(
                short_recipe(recipe, sources, generated), corpora, Path(folder) / "model"
            )
        figures = evaluations["left_out"].to_json()["metrics"]["field value"]
        result["with" if generated else "without"] = {
            "seconds": round(time.monotonic() - started),
            **{
                key: figures[key]
                for key in ("references", "micro_f1", "micro_f1_interval", "whole_reference",
                            "whole_reference_interval")
            },
        }  # fmt: skip
    return result


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Judge the recipe on sources it never saw.")
    parser.add_argument("--corpora", type=Path, action="append", required=True, metavar="DIR")
    parser.add_argument("--config", type=Path, default=ROOT / "training" / "quick.toml")
    parser.add_argument("--only", choices=GROUPS, help="one group (default: all)")
    parser.add_argument("--json", type=Path, required=True, metavar="FILE")
    arguments = parser.parse_args(argv)
    return run_command(lambda: _run(arguments))


def _run(arguments: argparse.Namespace) -> None:
    recipe = read_recipe(arguments.config)
    path: Path = arguments.json
    report = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"groups": {}}
    for name in [arguments.only] if arguments.only else GROUPS:
        say(f"without {name}")
        report["groups"][name] = judge(recipe, arguments.corpora, GROUPS[name])
        report["date"] = time.strftime("%Y-%m-%d")
        path.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    print(unseen_table(report))


if __name__ == "__main__":
    sys.exit(main())
