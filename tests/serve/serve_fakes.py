"""A model for tests of the service: quick, predictable, and able to misbehave on demand."""

from __future__ import annotations

import os
import re
import signal
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple


class Span(NamedTuple):
    """As `tagger.model.Span`, without NumPy, which takes its time to load."""

    start: int
    end: int
    label: str
    confidence: float | None


_PATTERN = re.compile(
    r"(?P<author>[^()\n]+?) \((?P<year>\d{4}[a-z]?)\)\. (?P<title>[^.\n]+)\."
    r"(?: (?P<venue>[^,\n]+), (?P<volume>\d+))?"
)
TEXT = "Knuth, D. E. (1984). Literate programming. The Computer Journal, 27"
LABELS = ("author", "year", "title", "venue", "volume")


class FakeModel:
    """Labels strings of the form of `TEXT`; obeys `SLEEP`, `DIE`, `DIE-ONCE file` and `FAIL`."""

    def tag(self, texts: Iterable[str], *, confidence: bool = True) -> list[list[Span]]:
        return [self._spans(text, confidence) for text in texts]

    def _spans(self, text: str, confidence: bool) -> list[Span]:
        _obey(text)
        match = _PATTERN.search(text)
        found = match.groupdict() if match else {}
        return [
            Span(match.start(name), match.end(name), name, 0.5 + 0.1 * n if confidence else None)
            for n, name in enumerate(LABELS)
            if match and found[name]
        ]


def _obey(text: str) -> None:
    if text.startswith("SLEEP "):
        time.sleep(float(text.removeprefix("SLEEP ")))
    elif text.startswith("FAIL"):
        raise KeyError(text)
    elif text == "DIE":
        os.kill(os.getpid(), signal.SIGKILL)
    elif text.startswith("DIE-ONCE "):
        flag = Path(text.removeprefix("DIE-ONCE "))
        if not flag.exists():
            flag.touch()
            os.kill(os.getpid(), signal.SIGKILL)


def load_fake() -> FakeModel:
    return FakeModel()


#: A folder for temporary files that nothing can be written to.
NO_FOLDER = "/no/such/folder"


def load_without_disk() -> FakeModel:
    """Let temporary files fail in the process that tags."""
    tempfile.tempdir = NO_FOLDER
    return FakeModel()


def load_nothing() -> FakeModel:
    raise ValueError("no model here")


def load_hungry() -> FakeModel:
    global _HELD
    _HELD = bytearray(400 * 1024 * 1024)
    return FakeModel()
