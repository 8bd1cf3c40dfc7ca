"""A list of names as printed -> the names of a CSL-JSON item.

Imports from normalize initials, names, names_pieces, names_tokens, names_words and titles.
Invariant: every letter of the list is in a name or is known not to belong to one; else the list
gives nothing.
"""

from __future__ import annotations

import re

from tagger.normalize.initials import spread_initials
from tagger.normalize.names import Name, parse_names
from tagger.normalize.names_pieces import mask
from tagger.normalize.names_tokens import is_given
from tagger.normalize.names_words import CAPITAL_CONNECTORS, CONNECTORS, ROLES
from tagger.normalize.titles import compose

#: Longer lists are read from author lists of whole experiments, with errors (estimate).
MOST_PERSONS = 60

_FAMILY = re.compile(
    r"[^\W\d_](?:[^\W\d_]|['’‘ʼ\u0300-\u036f-])*[^\W\d_]|[\u3400-\u9fff\uac00-\ud7a3々]"
)
_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_WORD = re.compile(r"[^\W\d_]+")


def people(text: str) -> list[dict[str, str]] | None:
    """Read a list of authors, editors or translators.

    Parameters
    ----------
    text : str
        As printed.

    Returns
    -------
    list of dict, or None
        Names with ``family``, ``given``, ``non-dropping-particle``, ``suffix``, or ``literal``;
        initials apart and with dots, family names not in capitals.  None where the list holds
        what is no name, a sign for a repeated author, more than `MOST_PERSONS`, or a name in
        doubt.
    """
    text = compose(" ".join(text.split()))
    names = parse_names(text)
    if not names or len(names) > MOST_PERSONS or not _is_covered(text, names):
        return None
    printed = [text[name.start : name.end] for name in names]
    if not all(map(_is_sound, names, printed)) or not _is_even(names):
        return None
    if any(map(_is_doubtful, names, printed)) and not any(is_given(n.given) for n in names):
        return None
    families = [name.family for name in names if len(name.family) > 3]
    in_capitals = [family.isupper() for family in families]
    if len(set(in_capitals)) > 1:
        return None
    capitals = any(in_capitals)
    return [_to_csl(name, capitals) for name in names]


def _is_covered(text: str, names: tuple[Name, ...]) -> bool:
    """Say whether only separators, roles and brackets stand outside the names."""
    masked = list(mask(text))
    for name in names:
        masked[name.start : name.end] = " " * (name.end - name.start)
    rest = re.findall(r"[^\W_]+", "".join(masked))
    return all(
        word in CONNECTORS
        or word in CAPITAL_CONNECTORS
        or word.lower() in ROLES
        or word in "等他著编編主"
        for word in rest
    )


def _is_sound(name: Name, printed: str) -> bool:
    """Say whether a name looks like one."""
    if name.literal:
        is_text = re.fullmatch(r"[^\W_][^_|<>{}\\]{1,100}", name.literal)
        is_noisy = re.search(r"\d\d|[´¨`~^]|\bet al", name.literal)
        return bool(is_text) and not is_noisy and not name.is_repeated
    if _HAN.search(printed) and re.search(r"[A-Za-z]", printed):
        return False  # one name in two scripts
    family = name.family.split()
    parts = [part for word in family for part in re.split("[-‐‑–]", word)]
    # four words with a comma are a person: "Lobo, Eulalia Maria Lahmeyer"
    n_words = len(family) + sum(len(word) > 3 for word in _WORD.findall(name.given))
    return (
        n_words <= (4 if "," in printed else 3)
        and len(family) < 4
        and all(_FAMILY.fullmatch(part) or part in ("y", "e", "i") for part in parts)
        and not re.search(r"[a-z][A-Z]{2}|[a-z]l[A-Z]|l[A-Z]", name.family)
        and not re.search(r"[\d_´¨`~^˜&]", name.given + name.family)
        and not re.search(r"[^\w\s.,;'’‘ʼ·・‐‑–/()-]", re.sub(r"[\u0300-\u036f]", "", printed))
        and len(name.given) <= 40
        and len(name.family) <= 40
        and (not name.given or name.given[0].isupper() or not name.given[0].islower())
    )


def _is_doubtful(name: Name, printed: str) -> bool:
    """Say whether two words without a comma may be family name and given name: "Peiry Anna"."""
    if not name.given or "," in printed or " " in name.given or not name.given.isalpha():
        return False
    return is_given(name.family) and not is_given(name.given) and len(name.given) > 3


def _is_even(names: tuple[Name, ...]) -> bool:
    """Say whether all persons have given names or none has: a mixture is a list read wrong."""
    persons = [name for name in names if not name.literal]
    with_given = [name for name in persons if name.given]
    return not with_given or len(with_given) == len(persons)


def _to_csl(name: Name, capitals: bool) -> dict[str, str]:
    if name.literal:
        return {"literal": name.literal}
    if not name.given and len(name.family) <= 4 and name.family.isupper():
        return {"literal": name.family}  # "OECD"
    family = re.sub(r"(?<=[a-zà-ÿ])-(?=[a-zà-ÿ])", "", name.family)  # from the end of a line
    if capitals:
        family = re.sub(r"[^\W\d_]+", lambda found: found[0].capitalize(), family)
    found = {"family": family}
    if name.given:
        found["given"] = spread_initials(name.given)
    if name.particle:
        found["non-dropping-particle"] = name.particle
    if name.suffix:
        found["suffix"] = name.suffix
    return found
