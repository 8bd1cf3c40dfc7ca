"""What a layout is: patterns for every kind of work, from a few parts of its own.

Imports pattern and works.  The families are in ``data/layouts.txt``.  A family states its
parts as macros, ``A`` and the like, which other patterns refer to as ``@A``, and at least the
pattern of an article; what it does not state stands in the section ``[default]``.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from importlib import resources

from tagger.synth.pattern import Sequence, parse
from tagger.synth.works import KINDS

_MACRO = re.compile(r"@([A-Z])")
_KIND = frozenset(KINDS)


@dataclass(frozen=True)
class Layout:
    """A family of layouts.

    Attributes
    ----------
    name : str
        Unique.
    weight : float
        How often it is drawn, against the others of its language.
    sequences : dict of str to tuple of Sequence
        The patterns for the kinds of works that it can print; one is drawn.
    names, editors : tuple of str
        Keys of `names.STYLES`; `editors` is empty where editors look like authors.
    langs : tuple of str
        Languages of its words; empty for all but Chinese and Japanese.
    domains : tuple of str
        Fields of study; empty for all.
    short : tuple of str
        Forms of the container to draw from: ``full``, ``short``, ``bare`` (without dots).
    quotes : tuple of str
        Pairs of quotation marks instead of those of the language.
    title_case, label, roman : float
        Shares in [0, 1]: of English titles in capitals, of references with a leading label,
        and of volumes in Roman figures.
    only_first : float
        Share of references that give the first page only.
    """

    name: str
    weight: float
    sequences: dict[str, tuple[Sequence, ...]]
    names: tuple[str, ...]
    editors: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    short: tuple[str, ...] = ("full", "full", "short")
    quotes: tuple[str, ...] = ()
    title_case: float = 0.35
    label: float = 0.04
    roman: float = 0.0
    only_first: float = 0.0


@functools.cache
def layouts() -> tuple[Layout, ...]:
    """Read the families of layouts.

    Returns
    -------
    tuple of Layout
        In the order of the file.

    Raises
    ------
    ValueError
        Where the file has an unknown key or a pattern that cannot be read.
    """
    path = resources.files(__package__) / "data" / "layouts.txt"
    default, *families = _sections(path.read_text(encoding="utf-8"))
    return tuple(_layout(name, values, default[1]) for name, values in families)


def _sections(text: str) -> list[tuple[str, dict[str, list[str]]]]:
    found: list[tuple[str, dict[str, list[str]]]] = []
    for line in text.splitlines():
        if line.startswith("["):
            found.append((line.strip("[]"), {}))
        elif line and not line.startswith("#"):
            key, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if value.endswith("_"):
                value = value[:-1] + " "
            found[-1][1].setdefault(key, []).append(value)
    return found


def _layout(name: str, values: dict[str, list[str]], default: dict[str, list[str]]) -> Layout:
    macros = {key: value[0] for key, value in {**default, **values}.items() if len(key) == 1}
    macros["Y"] = "{" + macros["Y"] + "}"  # the year may be missing
    patterns = {**default, **{key: value for key, value in values.items() if key in _KIND}}
    patterns.setdefault("edited book", patterns["book"])
    options: dict[str, tuple[str, ...] | float] = {}
    for key, (value, *_) in values.items():
        if len(key) == 1 or key in _KIND:
            continue
        field = key.replace(" ", "_")
        number = isinstance(getattr(Layout, field, ()), float) or key == "weight"
        options[field] = float(value) if number else tuple(value.split(", "))
    kinds = options.pop("kinds", tuple(KINDS))
    sequences = {
        kind: tuple(parse(_expand(pattern, macros)) for pattern in patterns[kind])
        for kind in kinds  # type: ignore[union-attr]
    }
    try:
        return Layout(name=name, sequences=sequences, **options)  # type: ignore[arg-type]
    except TypeError as error:
        raise ValueError(f"layout {name}: {error}") from None


def _expand(pattern: str, macros: dict[str, str]) -> str:
    """Replace macros until none is left."""
    while _MACRO.search(pattern):
        pattern = _MACRO.sub(lambda match: macros[match[1]], pattern)
    return pattern
