"""How time and memory grow: with the length of a string, and with the number of strings.

Imports errors, measure, model and tokenizer; the plot needs Matplotlib (extra ``bench``).
As in `tagger.bench`, every figure is taken in a fresh process on one core without torch.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from tagger.errors import UsageError
from tagger.measure import peak_memory, run_child
from tagger.model import load_model
from tagger.tokenizer import locate, split

#: Lengths that are measured, in tokens, and numbers of strings.
LENGTHS = (1, 3, 10, 30, 100, 300, 1000, 3000, 10_000)
NUMBERS = (100, 1000, 10_000, 100_000, 1_000_000)
# Tokens a measurement of a length is taken over, at least.
_TOKENS = 30_000


def strings_of(texts: Sequence[str], n_tokens: int) -> Iterator[str]:
    """Make strings of a length from references: cut off, or several together.

    Parameters
    ----------
    texts : sequence of str
        References, at least one with a token.
    n_tokens : int
        Tokens of each string, at least 1.

    Yields
    ------
    str
        Without end.
    """
    source = cycle(texts)
    while True:
        parts: list[str] = []
        missing = n_tokens
        while missing:
            text = next(source)
            words = split(text)
            if len(words) > missing:
                text = text[: locate(text, words)[missing]].rstrip()
                words = words[:missing]
            parts.append(text)
            missing -= len(words)
        yield "\n".join(parts)


def measure_lengths(texts: list[str], model: str | None) -> list[dict[str, float]]:
    """Time strings of growing length.

    Parameters
    ----------
    texts : list of str
        References to make them of.
    model : str or None
        Name or path of a model; None: the one that is shipped.

    Returns
    -------
    list of dict
        ``tokens`` and ``ms``, milliseconds a string, confidences included.
    """
    loaded = load_model(model)
    loaded.tag(texts[:1000])
    rows = []
    for n_tokens in LENGTHS:
        some = list(islice(strings_of(texts, n_tokens), max(3, _TOKENS // n_tokens)))
        started = time.perf_counter()
        loaded.tag(some)
        ms = 1000 * (time.perf_counter() - started) / len(some)
        rows.append({"tokens": n_tokens, "ms": ms})
    return rows


def measure_number(file: str, number: int, model: str | None) -> dict[str, float]:
    """Time a stream of strings, none of whose results are held.

    Parameters
    ----------
    file : str
        One reference a line.
    number : int
        Lines to read; the file is read again where it has fewer.
    model : str or None
        Name or path of a model; None: the one that is shipped.

    Returns
    -------
    dict
        ``strings``, ``seconds`` and ``peak_memory_mb``.
    """
    loaded = load_model(model)

    def lines() -> Iterator[str]:
        while True:
            with open(file, encoding="utf-8") as stream:
                for line in stream:
                    yield line.rstrip("\n")

    started = time.perf_counter()
    for _ in loaded.stream(islice(lines(), number)):
        pass
    seconds = time.perf_counter() - started
    return {"strings": number, "seconds": seconds, "peak_memory_mb": peak_memory()}


def growth(
    texts: list[str], model: str | None, folder: Path, most: int = NUMBERS[-1]
) -> dict[str, Any]:
    """Take all measurements.

    Parameters
    ----------
    texts : list of str
        Distinct references.
    model : str, optional
        Name or path of a model.
    folder : pathlib.Path
        For files that are passed to other processes.
    most : int
        The largest number of strings.

    Returns
    -------
    dict
        ``lengths`` and ``numbers``, lists of what `measure_lengths` and `measure_number` give.
    """
    as_json, as_lines = folder / "texts.json", folder / "texts.txt"
    as_json.write_text(json.dumps(texts), encoding="utf-8")
    lines = [" ".join(text.split()) for text in texts]
    as_lines.write_text("\n".join(lines) + "\n", encoding="utf-8")
    start = "from tagger.growth import *; import json; "
    lengths = run_child(
        start + f"texts = json.load(open({str(as_json)!r}, encoding='utf-8')); "
        f"print(json.dumps(measure_lengths(texts, {model!r})))"
    )
    numbers = [
        run_child(start + f"print(json.dumps(measure_number({str(as_lines)!r}, {n}, {model!r})))")
        for n in NUMBERS
        if n <= most
    ]
    return {"lengths": lengths, "numbers": numbers}


def plot(report: dict[str, Any], file: Path) -> None:
    """Draw the measurements.

    Parameters
    ----------
    report : dict
        From `growth`.
    file : pathlib.Path
        A PNG file to write.

    Raises
    ------
    UsageError
        If Matplotlib is not installed (R060) or the file cannot be written (R064).
    """
    try:
        from matplotlib.figure import Figure
    except ModuleNotFoundError as error:
        raise UsageError("R060", extra="bench", module="matplotlib") from error
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    tokens = [row["tokens"] for row in report["lengths"]]
    ms = [row["ms"] for row in report["lengths"]]
    left.loglog(tokens, ms, marker="o", label="measured")
    left.loglog(tokens, [ms[-1] * n / tokens[-1] for n in tokens], "--", color="grey",
                label="proportional")  # fmt: skip
    left.set(xlabel="tokens of a string", ylabel="milliseconds a string")
    left.legend(frameon=False)
    strings = [row["strings"] for row in report["numbers"]]
    right.loglog(strings, [row["seconds"] for row in report["numbers"]], marker="o")
    right.set(xlabel="strings", ylabel="seconds")
    memory = right.twinx()
    memory.semilogx(
        strings, [row["peak_memory_mb"] for row in report["numbers"]], "s:", color="tab:orange"
    )
    memory.set(ylabel="peak memory, MB", ylim=(0, 300))
    memory.yaxis.label.set_color("tab:orange")
    try:
        figure.savefig(file, dpi=110, format="png")
    except OSError as error:
        raise UsageError("R064", path=file, reason=error.strerror) from error
