"""Speed and memory of a model on this computer: ``python -m tagger.bench``.

Imports console, corpora, growth, measure, model, parts and the public interface; strings come from
`tagger.synth` or from a file.  Every figure is taken in a fresh process that is bound to one core
where the system allows it, in which `torch` cannot be imported: spaCy imports it wherever it finds
it, though tagging does not need it.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tagger.console import run_command
from tagger.corpora import read_references
from tagger.errors import CorpusError, UsageError
from tagger.measure import peak_memory, run_child
from tagger.model import load_model

# Strings for the latency of single calls, and those that fill the table of tokens before a
# throughput is taken.
_N_SINGLE = 500
_N_WARM_UP = 256
# Printed by a process in which nothing was imported yet.
_LOAD = """
import json, time
started = time.perf_counter()
import tagger
imported = time.perf_counter()
tagger.load({model!r})
loaded = time.perf_counter()
from tagger.measure import peak_memory
print(json.dumps({{"import_s": imported - started, "import_and_load_s": loaded - started,
                  "peak_memory_mb": peak_memory()}}))
"""


def read_texts(path: Path | None, n: int) -> list[str]:
    """Get distinct reference strings.

    Parameters
    ----------
    path : pathlib.Path, optional
        One reference a line, or labelled JSON Lines (``.jsonl``); by default, strings are
        generated.
    n : int
        Most strings.

    Returns
    -------
    list of str
        Each once.

    Raises
    ------
    CorpusError
        If the file is missing (R040), cannot be read (R044) or holds nothing (R041).
    """
    if path is None:
        from tagger.synth import generate

        lines = [reference.text for reference in generate(n, seed=0)]
    else:
        if path.suffix == ".jsonl":
            return [reference.text for reference in read_references(path)[0]][:n]
        try:
            lines = path.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeError) as error:
            raise CorpusError("R044", path=path, reason=error) from error
    texts = list(dict.fromkeys(line for line in lines if line.strip()))[:n]
    if not texts:
        raise CorpusError("R041", path=path, reason="it is empty")
    return texts


def measure_pipe(texts: list[str], model: str | None, confidence: bool) -> dict[str, float]:
    """Time ``nlp.pipe``, from strings to ``doc.ents``.

    Parameters
    ----------
    texts : list of str
        References, at least one.
    model : str or None
        Name or path of a model; None: the one that is shipped.
    confidence : bool
        Whether confidences are computed.

    Returns
    -------
    dict of str to float
        ``strings_per_second``, ``seconds`` (wall time) and ``cpu_seconds``.
    """
    import tagger

    nlp = tagger.load(
        model, config={"components": {"reference_tagger": {"confidence": confidence}}}
    )
    return _throughput(lambda some: sum(len(doc) for doc in nlp.pipe(some)), texts)


def measure_tag(texts: list[str], model: str | None, confidence: bool) -> dict[str, float]:
    """Time ``model.tag``, from strings to spans, without spaCy.

    Parameters
    ----------
    texts : list of str
        References, at least one.
    model : str or None
        Name or path of a model; None: the one that is shipped.
    confidence : bool
        Whether confidences are computed.

    Returns
    -------
    dict of str to float
        The figures of `measure_pipe`, and ``tokens_per_second``.
    """
    from tagger.tokenizer import split

    loaded = load_model(model)
    figures = _throughput(lambda some: len(loaded.tag(some, confidence=confidence)), texts)
    n_tokens = sum(len(split(text)) for text in texts)
    return {**figures, "tokens_per_second": n_tokens / figures["seconds"]}


def measure_spacy_blank(texts: list[str], model: str | None, confidence: bool) -> dict[str, float]:
    """Time spaCy's own tokenizer on the same strings, for comparison.

    Parameters
    ----------
    texts : list of str
        References, at least one.
    model, confidence
        Not used; as for the others.

    Returns
    -------
    dict of str to float
        The figures of `measure_pipe`.
    """
    import spacy

    nlp = spacy.blank("xx")
    return _throughput(lambda some: sum(len(doc) for doc in nlp.pipe(some)), texts)


def measure_single(texts: list[str], model: str | None, confidence: bool) -> dict[str, float]:
    """Time ``nlp(text)``, one string after the other.

    Parameters
    ----------
    texts : list of str
        References, at least one; the last 500 are timed.
    model : str or None
        Name or path of a model; None: the one that is shipped.
    confidence : bool
        Not used; they are computed, as by default.

    Returns
    -------
    dict of str to float
        ``median_ms``, ``p90_ms`` and ``p99_ms``: milliseconds a string.
    """
    import tagger

    nlp = tagger.load(model)
    for text in texts[:20]:
        nlp(text)
    times = []
    for text in texts[-_N_SINGLE:]:
        started = time.perf_counter()
        nlp(text)
        times.append(1000 * (time.perf_counter() - started))
    cuts = statistics.quantiles(times * 2, n=100)  # two values are the least it takes
    return {"median_ms": statistics.median(times), "p90_ms": cuts[89], "p99_ms": cuts[98]}


def _throughput(run: Callable[[list[str]], int], texts: list[str]) -> dict[str, float]:
    run(texts[:_N_WARM_UP])
    started, cpu = time.perf_counter(), time.process_time()
    run(texts)
    seconds = time.perf_counter() - started
    return {
        "strings_per_second": len(texts) / seconds,
        "seconds": seconds,
        "cpu_seconds": time.process_time() - cpu,
    }


_MEASURES: dict[str, tuple[Callable[..., dict[str, float]], bool]] = {
    "nlp.pipe": (measure_pipe, True),
    "nlp.pipe, no confidences": (measure_pipe, False),
    "model.tag": (measure_tag, True),
    "model.tag, no confidences": (measure_tag, False),
    "nlp(text)": (measure_single, True),
    "spacy.blank('xx')": (measure_spacy_blank, False),
}


def _child(name: str, texts_file: str, model: str | None) -> None:
    """Take one measurement in this process and print it."""
    texts = json.loads(Path(texts_file).read_text(encoding="utf-8"))
    measure, confidence = _MEASURES[name]
    figures = measure(texts, model, confidence)
    print(json.dumps({**figures, "peak_memory_mb": peak_memory()}))


def bench(texts: list[str], model: str | None, runs: int) -> dict[str, Any]:
    """Take all measurements, each several times in turn.

    Parameters
    ----------
    texts : list of str
        Distinct strings.
    model : str, optional
        Name or path of a model.
    runs : int
        How often; medians are given.

    Returns
    -------
    dict
        The system, and for each measurement its figures.
    """
    load_model(model)  # an error is better met here than in another process
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.json"
        path.write_text(json.dumps(texts), encoding="utf-8")
        code = {
            name: f"from tagger.bench import _child; _child({name!r}, {str(path)!r}, {model!r})"
            for name in _MEASURES
        }
        code["tagger.load()"] = _LOAD.format(model=model)
        results: dict[str, list[dict[str, float]]] = {name: [] for name in code}
        for _ in range(runs):
            for name, figures in results.items():
                figures.append(run_child(code[name]))
    return {
        "system": {
            "python": platform.python_version(),
            "machine": platform.machine(),
            "processor": _processor(),
            "strings": len(texts),
            "characters": sum(map(len, texts)),
            "runs": runs,
            "cores": 1,
        },
        "results": {
            name: {key: statistics.median(run[key] for run in figures) for key in figures[0]}
            for name, figures in results.items()
        },
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "")


def format_table(report: dict[str, Any]) -> str:
    """Write the figures as a table.

    Parameters
    ----------
    report : dict
        From `bench`.

    Returns
    -------
    str
        Plain text.
    """
    system = report["system"]
    lines = [
        f"{system['strings']} strings, {system['characters'] / system['strings']:.0f} characters "
        f"on average; median of {system['runs']} runs on one core",
        f"{system['processor']}, Python {system['python']}",
        "",
    ]
    for name, figures in report["results"].items():
        shown = ", ".join(
            f"{_UNITS[key].format(value)}" for key, value in figures.items() if key in _UNITS
        )
        lines.append(f"{name:<26} {shown}")
    return "\n".join(lines)


_UNITS = {
    "strings_per_second": "{:,.0f} strings/s",
    "tokens_per_second": "{:,.0f} tokens/s",
    "cpu_seconds": "{:.2f} CPU s",
    "median_ms": "median {:.2f} ms",
    "p90_ms": "p90 {:.2f} ms",
    "p99_ms": "p99 {:.2f} ms",
    "import_s": "import {:.3f} s",
    "import_and_load_s": "import and load {:.2f} s",
    "peak_memory_mb": "{:.0f} MB",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments; by default, those of the process.

    Returns
    -------
    int
        0, or 1 after an error.
    """
    parser = argparse.ArgumentParser(
        prog="python -m tagger.bench", description="Measure speed and memory on one core."
    )
    parser.add_argument(
        "file",
        type=Path,
        nargs="?",
        metavar="FILE",
        help="one reference a line, or labelled JSON Lines (default: generated)",
    )
    parser.add_argument("--model", help="name or path of a model (default: the shipped one)")
    parser.add_argument(
        "-n", type=_at_least_one, default=10_000, help="most strings (default: 10000)"
    )
    parser.add_argument("--runs", type=_at_least_one, default=5, help="(default: 5)")
    parser.add_argument(
        "--growth", type=Path, metavar="FILE.png", help="plot the growth of time and memory instead"
    )
    parser.add_argument(
        "--parts", action="store_true", help="tell where the time of nlp.pipe goes instead"
    )
    parser.add_argument(
        "--most", type=_at_least_one, default=10**6, help="strings for --growth (default: 10^6)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    arguments = parser.parse_args(argv)
    return run_command(lambda: _run(arguments))


def _run(arguments: argparse.Namespace) -> None:
    texts = read_texts(arguments.file, arguments.n)
    if arguments.growth:
        from tagger.growth import growth, plot

        with tempfile.TemporaryDirectory() as folder:
            report = growth(texts, arguments.model, Path(folder), arguments.most)
        print(json.dumps(report, indent=1))
        plot(report, arguments.growth)
    elif arguments.parts:
        from tagger.parts import measure_parts

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "texts.json"
            path.write_text(json.dumps(texts), encoding="utf-8")
            runs = [measure_parts(str(path), arguments.model) for _ in range(arguments.runs)]
        report = {part: statistics.median(run[part] for run in runs) for part in runs[0]}
        print("\n".join(f"{part:<28}{us:7.1f} us a string" for part, us in report.items()))
    else:
        report = bench(texts, arguments.model, arguments.runs)
        print(format_table(report))
    if arguments.json:
        try:
            arguments.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
        except OSError as error:
            raise UsageError("R064", path=arguments.json, reason=error.strerror) from error


def _at_least_one(value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise argparse.ArgumentTypeError(f"{value!r} is not a whole number from 1 up")
    return int(value)


if __name__ == "__main__":
    sys.exit(main())
