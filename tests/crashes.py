"""What `test_parallel` lets worker processes do: functions of a module that they can import."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from tagger.reference import Reference

CULPRIT = "CULPRIT"


def die_of_culprits(reference: Reference) -> int:
    if CULPRIT in reference.text:
        os.kill(os.getpid(), signal.SIGKILL)
    return len(reference.text)


def exit_of_culprits(reference: Reference) -> int:
    if CULPRIT in reference.text:
        os._exit(3)
    return len(reference.text)


def die_once(reference: Reference, *, mark: str) -> int:
    """Only the first process that comes to a culprit dies of it."""
    if CULPRIT in reference.text and not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return len(reference.text)


def die(_: Reference) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def fail(_: Reference) -> int:
    raise ValueError("no good")


def run_out_of_memory(reference: Reference) -> int:
    if CULPRIT in reference.text:
        raise MemoryError
    return len(reference.text)


def print_something(reference: Reference) -> int:
    print("something")
    os.write(1, b"some more\n")
    return len(reference.text)


def process(_: Reference) -> int:
    return os.getpid()
