"""The words that a layout prints around the fields, for each language.

Imports nothing of the package; the table is ``data/phrases.txt``.
"""

from __future__ import annotations

import functools
from importlib import resources


@functools.cache
def variants(lang: str) -> dict[str, tuple[str, ...]]:
    """Give the words of a language.

    Parameters
    ----------
    lang : str
        One of `words.LANGUAGES`.

    Returns
    -------
    dict of str to tuple of str
        Variants by key: ``and`` (between names), ``in``/``In`` (before a book), ``p``/``pp``
        (before one page and a range), ``vol``, ``no``, ``ed``/``eds`` (after one editor, and
        more), ``edby`` (before editors), ``chap`` (before a
        chapter's number), ``trans`` (before translators), ``url``, ``acc``
        (before a date of access), ``nd`` (no date), ``press`` (not yet out), ``pg`` (after a
        number of pages), ``etal``, ``quotes`` (opening and closing), ``edition`` (``{n}`` an
        ordinal, ``{w}`` one in words, ``{d}`` digits), ``online``, ``months`` and
        ``short months``.  A key with a capital is for the beginning of a sentence.
        Variants that are written apart from what follows end in a space.
    """
    return _read()[lang]


@functools.cache
def _read() -> dict[str, dict[str, tuple[str, ...]]]:
    tables: dict[str, dict[str, tuple[str, ...]]] = {}
    table: dict[str, tuple[str, ...]] = {}
    path = resources.files(__package__) / "data" / "phrases.txt"
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            table = tables.setdefault(line[1:3], {})
        elif not line.startswith("#"):
            key, _, value = line.partition(": ")
            split = value.split() if key.endswith("months") else value.split("|")
            table[key] = tuple(variant.replace("_", " ") for variant in split)
    return tables
