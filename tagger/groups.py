"""Streams in groups of bounded size.

Imports nothing of the package.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sized
from typing import TypeVar

T = TypeVar("T", bound=Sized)


def groups(items: Iterable[T], most: int, longest: int) -> Iterator[list[T]]:
    """Read items in groups, of fewer where they are long.

    Parameters
    ----------
    items : iterable
        Texts, documents: what has a length.
    most : int
        Items of a group, at least 1.
    longest : int
        A group ends with the item with which the sum of its lengths reaches this.

    Yields
    ------
    list
        Not empty; together they are the items, in order.
    """
    group: list[T] = []
    length = 0
    for item in items:
        group.append(item)
        length += len(item)
        if len(group) >= most or length >= longest:
            yield group
            group, length = [], 0
    if group:
        yield group
