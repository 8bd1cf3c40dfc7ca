"""Vocabulary and small phrase grammars, a text file for each language.

Imports chance and languages.  The files in ``data/`` hold sections, ``[family]`` and the
like, of items between semicolons or line ends.  An item may refer to other sections, as in
``The {hist.topic} of {place}``; `phrase` follows the references until only words are left.
Names, journals, publishers and cities are real; titles are made up.
"""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Callable
from importlib import resources
from itertools import chain

from tagger.synth.chance import pick
from tagger.synth.languages import CJK, SHARES

#: Languages with a file of their own, in alphabetical order.
LANGUAGES: tuple[str, ...] = tuple(sorted(SHARES))

#: Languages whose scientists cite the journals of `data/international.txt` too.
INTERNATIONAL = frozenset(
    ("de", "fr", "it", "es", "pt", "pl", "cs", "nl", "sv", "da", "no", "fi", "hu", "ro", "hr", "sk",
     "sl", "tr", "ca")
)  # fmt: skip

_HEADER = re.compile(r"\[([\w. ]+)\]$")
_REFERENCE = re.compile(r"\{([\w.]+)\}")
# Languages that write all nouns large, or tell no small letters; in the others what is made for
# the beginning of a title is written small within one.
_LARGE_INSIDE = ("de", "en", "id", "la", "tr", *CJK)
_NOUNS = (".noun", ".head")
_TWO_STOPS = re.compile(r"(?<!\.)\.\.(?!\.)")  # after an abbreviation
_INSIDE = re.compile(r"[^\W\d_][,)]? \(?$")
_CONSONANTS = "bcdfgklmnprstvz"
_SYLLABLES = ("net", "bert", "tag", "graph", "flow", "sim", "base", "kit", "scan", "lab", "mine")


@functools.cache
def sections(lang: str) -> dict[str, tuple[str, ...]]:
    """Read the sections of a language.

    Parameters
    ----------
    lang : str
        One of `LANGUAGES`.

    Returns
    -------
    dict of str to tuple of str
        Items by section, in the order of the file.
    """
    found: dict[str, list[str]] = {}
    items: list[str] = []
    names = (lang, "international") if lang in INTERNATIONAL else (lang,)
    for line in chain.from_iterable(map(_lines, names)):
        header = _HEADER.match(line)
        if header:
            items = found.setdefault(header[1], [])
        elif not line.startswith("#"):
            # the Greek question mark, which looks like what parts the items
            parts = [item.strip().replace("\u037e", ";") for item in line.split(";")]
            items.extend(part for part in parts if part)
    return {name: tuple(items) for name, items in found.items()}


def _lines(name: str) -> list[str]:
    path = resources.files(__package__) / "data" / f"{name}.txt"
    return path.read_text(encoding="utf-8").splitlines()


def section(lang: str, name: str) -> tuple[str, ...]:
    """Give the items of a section, the English ones where a language has none.

    Parameters
    ----------
    lang : str
        One of `LANGUAGES`.
    name : str
        As in the file.

    Returns
    -------
    tuple of str
        Not empty.

    Raises
    ------
    KeyError
        Where not even English has the section.
    """
    own = sections(lang)
    return own[name] if name in own else sections("en")[name]


def has_section(lang: str, name: str) -> bool:
    """Say whether a language has a section of its own.

    Parameters
    ----------
    lang, name : str
        As for `section`.

    Returns
    -------
    bool
        True where `section` does not fall back on English.
    """
    return name in sections(lang)


@functools.cache
def _compiled(lang: str, name: str) -> tuple[tuple[str, ...], ...]:
    """Give the items of a section, each split into text and references, in turn.

    A reference with a minus sign in front is to begin with a small letter, one with a plus sign
    with a capital.
    """
    compiled = []
    for item in section(lang, name):
        parts = _REFERENCE.split(item)
        for i in range(1, len(parts), 2):
            if parts[i - 1].endswith((". ", "? ", "! ")) and name.endswith(".title"):
                parts[i] = f"+{parts[i]}"
            elif lang in _LARGE_INSIDE:
                continue
            elif parts[i].endswith(_NOUNS) and _INSIDE.search(parts[i - 1]):
                parts[i] = f"-{parts[i]}"
        compiled.append(tuple(parts))
    patterns = [parts for parts in compiled if len(parts) > 1]
    if patterns and name.endswith(".title"):
        # whole titles are learnt by heart: two in three are made of parts
        whole = len(compiled) - len(patterns)
        compiled += patterns * max(0, -(-2 * whole // len(patterns)) - 1)
    return tuple(compiled)


def phrase(rng: random.Random, lang: str, name: str) -> str:
    """Make a phrase from an item of a section.

    Parameters
    ----------
    rng : random.Random
        Source of chance.
    lang : str
        One of `LANGUAGES`.
    name : str
        A section, or one of the made-up things: ``n``, ``d`` (a digit), ``yr18``, ``yr19``,
        ``yr20`` (years of a time), ``span`` (two years), ``acr`` (an acronym), ``sys`` (the
        name of a program), ``name`` (a person), ``surname`` (a family name).

    Returns
    -------
    str
        Without references.
    """
    if name[0] == "-":
        text = phrase(rng, lang, name[1:])
        return text[0].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
    if name[0] == "+":
        return title(rng, lang, name[1:])
    if name in _MADE_UP:
        return _MADE_UP[name](rng)
    if name == "name":
        return _name(rng, lang)
    if name == "surname":
        return phrase(rng, lang, "family").replace("|", " ")
    parts = pick(rng, _compiled(lang, name))
    if len(parts) == 1:
        return parts[0]
    text = "".join(phrase(rng, lang, part) if i % 2 else part for i, part in enumerate(parts))
    return _TWO_STOPS.sub(".", text) if ".." in text else text


def title(rng: random.Random, lang: str, name: str) -> str:
    """Make a phrase that begins like a sentence.

    Parameters
    ----------
    rng, lang, name
        As for `phrase`.

    Returns
    -------
    str
        With a capital first letter, but for words such as ``p53`` or ``mTOR``.
    """
    text = phrase(rng, lang, name)
    first = text.split(" ", 1)[0]
    plain = first.replace("-", "").rstrip(":,.?")
    return text[0].upper() + text[1:] if plain.islower() and plain.isalpha() else text


def long_title(rng: random.Random, lang: str, name: str) -> str:
    """Make a title, with a subtitle or its translation now and then.

    Parameters
    ----------
    rng, lang, name
        As for `phrase`.

    Returns
    -------
    str
        As `title` gives it, or longer.
    """
    text = title(rng, lang, name)
    chance = rng.random()
    if chance < 0.16 and has_section(lang, "subtitle") and ":" not in text:
        mark = "" if text[-1] in "?!.;" else pick(rng, ":::.")
        more = phrase(rng, lang, "subtitle")
        text += f"{mark} {more[0].upper() + more[1:] if mark == '.' else more}"
    elif chance > 0.985 and lang != "en":
        text += f" [{title(rng, 'en', pick(rng, ('soc.title', 'hist.title', 'econ.title')))}]"
    elif chance > 0.97:
        text += f"{'' if text[-1] in '?!.;' else '.'} {title(rng, lang, name)}"
    elif chance > 0.91 and has_section(lang, "tail") and text[-1].isalnum():
        tail = phrase(rng, lang, "tail")
        text += tail if tail[0] in ",.:" else f" {tail}"
    return text


def _span(rng: random.Random) -> str:
    start = 1200 + int(rng.random() * 780)
    return f"{start}{pick(rng, '––-')}{start + 1 + int(rng.random() * 60)}"


def _acronym(rng: random.Random) -> str:
    return "".join(pick(rng, "ABCDEFGHILMNOPRSTUV") for _ in range(3 + int(rng.random() * 3)))


def _system(rng: random.Random) -> str:
    head = pick(rng, _CONSONANTS).upper() + pick(rng, "aeiou") + pick(rng, _CONSONANTS)
    tail = pick(rng, _SYLLABLES)
    return head + (tail if rng.random() < 0.5 else tail.capitalize())


def _name(rng: random.Random, lang: str) -> str:
    """Name a person, as titles do."""
    family = phrase(rng, lang, "family").replace("|", " ")
    given = phrase(rng, lang, "given")
    if lang in (*CJK, "hu", "vi"):
        return f"{family}{'' if lang in CJK else ' '}{given}"
    return f"{given} {family}"


_MADE_UP: dict[str, Callable[[random.Random], str]] = {
    "n": lambda rng: str(2 + int(rng.random() ** 3 * 900)),
    "d": lambda rng: str(1 + int(rng.random() * 9)),
    "yr18": lambda rng: str(1350 + int(rng.random() * 540)),
    "yr19": lambda rng: str(1900 + int(rng.random() * 95)),
    "yr20": lambda rng: str(1985 + int(rng.random() * 40)),
    "span": _span,
    "acr": _acronym,
    "sys": _system,
}
