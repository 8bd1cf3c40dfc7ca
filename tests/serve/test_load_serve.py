"""The program that loads the service: what it takes for a fault."""

from __future__ import annotations

import argparse
import importlib.util
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

PATH = Path(__file__).parents[2] / "training" / "load_serve.py"
METRICS = "reftagger_worker_restarts_total 1.0\n"


@pytest.fixture(scope="module")
def program() -> Any:
    spec = importlib.util.spec_from_file_location("load_serve", PATH)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["load_serve"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("statuses", "end", "replaced", "words"),
    [
        ({"200": 9, "503": 2}, 120.0, 1, ""),
        ({"200": 9, "500": 2}, 100.0, 1, "2 answers of status 500"),
        ({"200": 9, "broken": 1}, 100.0, 1, "1 answers of status broken"),
        ({"503": 9}, 100.0, 1, "no answer of status 200"),
        ({}, 100.0, 1, "no answer of status 200"),
        ({"200": 9}, 100.0, 0, "not replaced"),
        ({"200": 9}, 121.0, 1, "memory grew from 100 to 121"),
    ],
)
def test_faults(
    program: Any, statuses: dict[str, int], end: float, replaced: int, words: str
) -> None:
    tally = program.Tally(statuses=Counter(statuses))
    found = program.faults(tally, {"start": 50.0, "middle": 100.0, "end": end}, replaced)
    assert len(found) == bool(words)
    assert words in "".join(found)


def test_a_report_of_nothing(program: Any) -> None:
    arguments = argparse.Namespace(clients=1, seconds=1.0, workers=1)
    figures = program._report(program.Tally(), {}, arguments, METRICS)
    assert figures["requests/s"] == 0
    assert figures[program.REPLACED] == 1
