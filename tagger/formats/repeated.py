"""Repeated authors in a list: "———. 1973." and "Id., 1975" are by the authors of the entry before.

Imports normalize.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tagger.normalize.names import Name

_ROLES = ("author", "editor")


def with_repeated_authors(items: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Put names in the place of the signs for repeated authors.

    Parameters
    ----------
    items : iterable of dict
        CSL-JSON items in the order of their list; they are read one by one.

    Yields
    ------
    dict
        The same item, or a copy in which the authors (or editors) that are one sign or one word
        such as "idem" are those of the item before.  Where that has none, the sign stays.

    Examples
    --------
    >>> first = {"author": [{"family": "Knuth", "given": "D. E."}]}
    >>> second = {"author": [{"literal": "———"}]}
    >>> [item["author"] for item in with_repeated_authors([first, second])]
    [[{'family': 'Knuth', 'given': 'D. E.'}], [{'family': 'Knuth', 'given': 'D. E.'}]]
    """
    before: list[dict[str, str]] = []
    for item in items:
        for role in _ROLES:
            if before and _is_sign(item.get(role)):
                item = {**item, role: before}
        before = next((item[role] for role in _ROLES if item.get(role)), [])
        yield item


def _is_sign(names: list[dict[str, str]] | None) -> bool:
    return names is not None and len(names) == 1 and _is_repeated(names[0].get("literal", ""))


def _is_repeated(literal: str) -> bool:
    return Name(literal=literal).is_repeated
