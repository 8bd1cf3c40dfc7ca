"""The table of token vectors."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator

import numpy as np
import pytest

from tagger.vectors import TokenVectors


def encode(ids: np.ndarray) -> np.ndarray:
    """Give vectors that tell tokens apart."""
    return ids[:, :2].astype(np.float32) + 1


def look_up(table: TokenVectors, *words: str) -> np.ndarray:
    return table.look_up([list(words)], np.array([len(words)]))[0]


def test_a_token_has_the_same_vector_whenever_it_is_asked_for() -> None:
    table = TokenVectors(encode, 2, capacity=3)
    first = {word: look_up(table, word)[0].tolist() for word in "abcdefg"}
    assert len({tuple(vector) for vector in first.values()}) == 7
    for words in ("gfedcba", "aab", "cg", "a"):
        assert look_up(table, *words).tolist() == [first[word] for word in words]


def test_rows_of_several_lengths() -> None:
    table = TokenVectors(encode, 2)
    vectors = table.look_up([["a", "b", "c"], ["c"]], np.array([3, 1]))
    assert vectors.shape == (2, 3, 2)
    assert vectors[1, 0].tolist() == vectors[0, 2].tolist()


@pytest.mark.parametrize("together", [1, 2])
def test_a_table_that_grows(together: int) -> None:
    table, other = TokenVectors(encode, 2), TokenVectors(encode, 2)
    words = [f"{i}-{i % 7}" for i in range(3000)]
    for k in range(0, len(words), 100):
        found = table.look_up([words[k : k + 100]] * together, np.full(together, 100))
        expected = [look_up(other, word)[0].tolist() for word in words[k : k + 100]]
        assert found.tolist() == [expected] * together


@pytest.mark.parametrize("where", ["reading", "encoding"])
def test_an_interrupt_leaves_no_token_without_a_vector(where: str) -> None:
    interrupted = [True]

    def fail(ids: np.ndarray) -> np.ndarray:
        if where == "encoding" and interrupted.pop():
            raise KeyboardInterrupt
        return encode(ids)

    class Words(list[str]):
        def __iter__(self) -> Iterator[str]:
            yield "Knuth"
            raise KeyboardInterrupt

    table = TokenVectors(fail, 2)
    words = Words(["Knuth", "x"]) if where == "reading" else ["Knuth", "x"]
    with pytest.raises(KeyboardInterrupt):
        table.look_up([words], np.array([2]))
    interrupted[:] = [False]
    assert look_up(table, "Knuth").tolist() == look_up(TokenVectors(encode, 2), "Knuth").tolist()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_fork_while_another_thread_fills_the_table() -> None:
    table = TokenVectors(encode, 2)
    with table._lock:  # as the other thread would hold it, its tokens without vectors yet
        table._rows["Knuth"]
        process = multiprocessing.get_context("fork").Process(target=look_up, args=(table, "x"))
        process.start()
        process.join(60)
    assert process.exitcode == 0
