"""Made-up people and real organisations as authors and editors.

Imports chance, languages and words.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from tagger.synth.chance import pick
from tagger.synth.languages import CJK
from tagger.synth.words import has_section, phrase, section

_PARTICLE_MARK = "|"  # "van der|Meer" in the files
# Letters that middle initials are drawn from.
_LATIN = "ABCDEFGHJKLMNPRSTVW"
_LETTERS = {"sr": "АБВГДЂЗЈКЛМНПРСТ", "uk": "АБВГДЗІКЛМНОПРСТ", "bg": "АБВГДИКЛМНПРСТХ",
            "el": "ΑΒΓΔΕΗΘΙΚΛΜΝΠΣΤΦΧ"}  # fmt: skip
# Czech and Slovak: ends of family names, and of those of women.
_CZECH = (("ý", "á"), ("ek", "ková"), ("ec", "cová"), ("a", "ová"), ("o", "ová"))
_GROUPS = ("", "", "the ", "on behalf of the ", "for the ")


@dataclass(frozen=True)
class Person:
    """A person.

    Attributes
    ----------
    family : str
        Family name without particle.
    given : tuple of str
        Given names, each a full name or an initial with its dot.
    particle : str
        Such as ``van der``; may be empty.
    suffix : str
        Such as ``Jr.``; may be empty.
    """

    family: str
    given: tuple[str, ...] = ()
    particle: str = ""
    suffix: str = ""


@dataclass(frozen=True)
class Organisation:
    """A body that acts as author.

    Attributes
    ----------
    name : str
        As printed.
    """

    name: str


Creator = Person | Organisation


def people(rng: random.Random, lang: str, number: int) -> tuple[Creator, ...]:
    """Draw people who write in a language.

    Parameters
    ----------
    rng : random.Random
        Source of chance.
    lang : str
        One of `words.LANGUAGES`.
    number : int
        How many; with 0 one organisation is drawn instead.

    Returns
    -------
    tuple of Person or Organisation
        Of that length, or 1.
    """
    if not number:
        return (Organisation(phrase(rng, lang, "org")),)
    return tuple([_person(rng, lang) for _ in range(number)])


def some_authors(rng: random.Random, lang: str, science: bool, kind: str) -> tuple[Creator, ...]:
    """Draw the authors of a work.

    Parameters
    ----------
    rng : random.Random
        Source of chance.
    lang : str
        One of `words.LANGUAGES`.
    science : bool
        Whether the work is one of natural science, where many write together.
    kind : str
        Of the work.

    Returns
    -------
    tuple of Person or Organisation
        Empty now and then.
    """
    chance = rng.random()
    if kind in ("report", "dataset"):
        chance *= 0.25
    if chance < 0.012:
        return ()
    if science and kind == "article" and 0.5 < chance < 0.51 and lang == "en":
        first, group = _person(rng, lang), phrase(rng, lang, "collab")
        short = " ".join(f"{name[0]}." for name in first.given)
        form = pick(
            rng, ("{0} ({1} et al.)", "{1} et al. ({0})", "{1} et al. [{0}]", "{1} et al., {0}")
        )
        return (Organisation(form.format(group, f"{short} {first.family}".strip())),)
    if chance < 0.035 or (kind in ("report", "dataset") and chance < 0.1):
        if science and lang == "en" and rng.random() < 0.4:
            return (Organisation(phrase(rng, lang, "collab")),)
        return people(rng, lang, 0)
    draw = rng.random()
    if kind in ("book", "thesis"):
        draw **= 3
    if science:
        tail = rng.random()
        if tail < 0.9:
            number = 1 + int(draw**1.5 * 8)
        else:  # up to 60: the lists of large projects
            number = 6 + int(draw * 14) if tail < 0.99 else 20 + int(draw**2 * 41)
    else:
        number = 1 + int(draw**3 * 4.5)
    drawn = people(rng, lang, number)
    draw = rng.random()
    if draw < 0.02 and lang not in CJK:  # family names alone
        return tuple([replace(p, given=(), suffix="") for p in drawn if isinstance(p, Person)])
    if draw > 0.985 and science and lang == "en":
        group = f"{pick(rng, _GROUPS)}{pick(rng, section(lang, 'collab'))}"
        return (*drawn, Organisation(group))
    if draw > 0.97 and has_section(lang, "figure") and not science:
        return (Person(phrase(rng, lang, "figure")),)
    return drawn


def editors_of(rng: random.Random, lang: str) -> tuple[Creator, ...]:
    """Draw one to four editors, of whom one is most usual.

    Parameters
    ----------
    rng : random.Random
        Source of chance.
    lang : str
        One of `words.LANGUAGES`.

    Returns
    -------
    tuple of Person or Organisation
        Not empty.
    """
    if rng.random() < 0.02:
        return people(rng, lang, 0)
    return people(rng, lang, 1 + int(rng.random() ** 1.5 * 3.6))


def _person(rng: random.Random, lang: str) -> Person:
    # Works in English come from everywhere; in the other languages foreigners are rare.
    chance = 0.45 if lang == "en" else 0.0 if lang in CJK else 0.06
    foreign = rng.random() < chance
    group = "intl_" if foreign else ""
    source = "en" if foreign and not has_section(lang, "intl_family") else lang
    particle, _, family = pick(rng, section(source, f"{group}family")).rpartition(_PARTICLE_MARK)
    first = pick(rng, section(source, f"{group}given"))
    if lang in CJK:
        return Person(family, (first,))
    given = first.split()
    draw = rng.random()
    if lang == "vi" and draw < 0.75:  # in one piece, family name first
        return Person(f"{family} {first}")
    if lang == "id" and draw < 0.1:
        return Person(first)
    if lang == "ru" and not foreign:
        family = _agree(family, first, ("ов", "ев", "ёв", "ин"), "а", "")
    elif lang in ("cs", "sk") and not foreign:
        family = _czech(family) if first[-1] in "aeiye" else family
    elif lang == "pl" and not foreign:
        family = _agree(family, first, ("ski", "cki", "dzki"), "a", "i")
    elif len(given) == 1 and draw < 0.4:
        given.append(f"{pick(rng, _LETTERS.get(lang, _LATIN))}.")
    elif len(given) == 1 and draw < 0.5 and "-" not in first:
        given.append(pick(rng, section(source, f"{group}given")).split()[0])
    elif draw > 0.98:
        given.append(f"{pick(rng, _LETTERS.get(lang, _LATIN))}.")
    elif draw > 0.965:
        # many bibliographies know an author by family name alone
        given = []
    suffix = pick(rng, ("Jr.", "Jr.", "Jr", "III", "II", "Sr.")) if rng.random() < 0.012 else ""
    if lang not in ("en", "pt", "es"):
        suffix = ""
    return Person(family, tuple(given), particle, suffix if given else "")


def _czech(family: str) -> str:
    """Put a Czech or Slovak family name in the form for a woman."""
    if "-" in family or family[-1] in "áéíůue":
        return family
    for end, hers in _CZECH:
        if family.endswith(end):
            return family.removesuffix(end) + hers
    return f"{family}ová"


def _agree(family: str, given: str, endings: tuple[str, ...], add: str, drop: str) -> str:
    """Put the family name of a woman in the feminine form."""
    woman = given[-1] in "aая"
    if woman and family.endswith(endings) and "-" not in family:
        return family.removesuffix(drop) + add if drop else family + add
    return family
