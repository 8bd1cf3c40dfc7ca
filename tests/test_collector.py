"""The garbage collector is held back, and comes back."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from tagger.collector import paused
from tagger.model import Model


@pytest.fixture(autouse=True)
def switched_on() -> Iterator[None]:
    gc.enable()
    yield
    gc.enable()


def test_it_is_off_inside_and_on_again_after() -> None:
    with paused():
        assert not gc.isenabled()
        with paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_who_has_switched_it_off_keeps_it_so() -> None:
    gc.disable()
    with paused():
        pass
    assert not gc.isenabled()


def test_an_error_switches_it_on_again() -> None:
    with pytest.raises(ValueError, match="x"), paused():
        raise ValueError("x")
    assert gc.isenabled()


@pytest.mark.train
def test_it_is_on_while_results_are_taken(small_files: dict[str, bytes]) -> None:
    texts = ["A. Smith, Title, 1999."] * 5
    stream = Model(small_files).stream(texts, window=2)
    assert [gc.isenabled() for _ in stream] == [True] * 5

    def failing() -> Iterator[str]:
        yield "A."
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        list(Model(small_files).stream(failing()))
    assert gc.isenabled()
