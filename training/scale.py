"""How `parse --jobs N` and ``nlp.pipe(n_process=N)`` scale: whole processes, timed in turn.

The command is ``python training/scale.py --json training/scale.json``.  Strings are generated, each
once; `parse` writes JSON Lines that nobody reads.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tagger.synth import generate


def seconds(file: Path, jobs: int) -> float:
    """Time one process from start to end."""
    command = [sys.executable, "-W", "ignore", "-m", "tagger", "parse", str(file)]
    command += ["--format", "jsonl", "--jobs", str(jobs), "--output", os.devnull]
    started = time.perf_counter()
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


def seconds_with_spacy(file: Path, n_process: int) -> float:
    """Time ``nlp.pipe`` in a process that loads it first."""
    code = (
        "import sys, time; sys.modules['torch'] = None; import tagger\n"
        "if __name__ == '__main__':\n"
        f"    texts = open({str(file)!r}, encoding='utf-8').read().splitlines()\n"
        "    nlp = tagger.load()\n"
        "    started = time.perf_counter()\n"
        f"    for _ in nlp.pipe(texts, n_process={n_process}, batch_size=1000): pass\n"
        "    print(time.perf_counter() - started)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(done.stdout.splitlines()[-1])


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("-n", type=int, default=40_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        many, one = Path(folder) / "many.txt", Path(folder) / "one.txt"
        lines = [" ".join(r.text.split()) for r in generate(arguments.n, seed=7)]
        many.write_text("\n".join(lines) + "\n", encoding="utf-8")
        one.write_text(lines[0] + "\n", encoding="utf-8")
        numbers = sorted({1, arguments.jobs})
        taken: dict[int, list[float]] = {jobs: [] for jobs in numbers}
        piped: dict[int, list[float]] = {jobs: [] for jobs in numbers}
        start: list[float] = []
        for _ in range(arguments.runs):
            start.append(seconds(one, 1))
            for jobs in numbers:
                taken[jobs].append(seconds(many, jobs))
                piped[jobs].append(seconds_with_spacy(many, jobs))
    report = {
        "strings": len(lines),
        "runs": arguments.runs,
        "one reference": statistics.median(start),
        "seconds": {str(jobs): statistics.median(values) for jobs, values in taken.items()},
        "nlp.pipe": {str(jobs): statistics.median(values) for jobs, values in piped.items()},
    }
    print(json.dumps(report, indent=1))
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
