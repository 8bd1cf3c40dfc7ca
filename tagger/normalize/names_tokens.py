"""The words of a list of names, and their kinds.

Imports names_words.  Invariant: a word's kind depends on the word and the dot after it alone.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from tagger.normalize.names_words import (
    ABBREVIATIONS,
    ACRONYMS,
    ALWAYS_ORGANISATION,
    FUNCTION_WORDS,
    GIVEN_NAMES,
    ORGANISATION,
    PARTICLES,
    REPEATED,
    ROLES,
    ROMAN_SUFFIXES,
    SUFFIXES,
)

#: Words of `ROLES` that are names where no dot follows.
_ALSO_NAMES = frozenset(("Ed", "Tr", "Red", "Comp", "Dir", "By", "Author", "Org"))


class Token(NamedTuple):
    """A word of a list of names.

    Attributes
    ----------
    start, end : int
        Offsets into the text, in code points, half-open; a dot of the word is inside.
    word : str
        The word without its dot.
    kind : str
        ``w`` word, ``i`` initial, ``c`` two or three capitals (initials or a short name),
        ``p`` particle, ``s`` suffix such as "Jr.", ``x`` a word no person is called,
        ``o`` the same and typical of organisations, ``a`` the short name of one,
        ``r`` a sign for a repeated author.
    dotted : bool
        Whether a dot follows.
    """

    start: int
    end: int
    word: str
    kind: str
    dotted: bool


def is_given(word: str) -> bool:
    """Say whether a word is a frequent given name.

    Parameters
    ----------
    word : str
        One word, in any case.

    Returns
    -------
    bool
        True for those of `names_words.GIVEN_NAMES`, and for double names that begin with one.
    """
    lower = word.lower()
    return lower in GIVEN_NAMES or lower.partition("-")[0] in GIVEN_NAMES


@lru_cache(maxsize=20_000)
def kind_of(word: str, dotted: bool) -> str:
    """Give the kind of a word, see `Token`.

    Parameters
    ----------
    word : str
        Without its dot.
    dotted : bool
        Whether a dot follows.

    Returns
    -------
    str
        One letter; empty for a word that is no part of a name: a number, "eds.".
    """
    word = word.lstrip("-‐‑")
    lower = word.lower()
    if word.isdecimal() and lower not in SUFFIXES:
        return ""
    if dotted and word == "v":  # "v. Miller"
        return "p"
    if len(word) == 1:
        return "i" if word.isupper() or dotted or not word.isalpha() else "w"
    short_capitals = word.isupper() and len(word) <= 3  # "Smith ED", "Gras JR."
    if lower in ROLES and (dotted or not (short_capitals or word in _ALSO_NAMES)):
        return ""
    if word in ROMAN_SUFFIXES or (lower in SUFFIXES and not short_capitals):
        return "s"
    if lower in REPEATED and (word[0].isupper() or dotted):
        return "r"
    if word in PARTICLES:
        return "p"
    if word in FUNCTION_WORDS or word in ("The", "Die") or lower in ALWAYS_ORGANISATION:
        return "x"
    if word in ACRONYMS:
        return "a"
    if lower in ORGANISATION or re.split("(?<=[dl])['’]", lower)[-1] in ORGANISATION:
        return "o"
    if dotted and lower in ABBREVIATIONS and word[0].isupper():
        return "i"
    parts = re.split("[-‐‑]", word)
    if all(len(part) == 1 and part.isupper() for part in parts):
        return "i"
    if (
        dotted
        and len(parts) > 1
        and all(part.lower() in ABBREVIATIONS or len(part) == 1 for part in parts)
    ):
        return "i"
    if len(parts) > 1 and word.isupper() and all(len(part) <= 2 for part in parts):
        return "i"  # "Tao SS-H"
    return "c" if len(word) <= 3 and word.isupper() and word.isalpha() else "w"
