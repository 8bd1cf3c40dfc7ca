"""Names of persons from the lists of the package Faker, for many countries.

Imports chance, languages, people, scripts and errors; Faker (MIT licence, extra ``train``) is
imported when the first person is drawn.  Only its lists of names are read, never its own chance.
Invariant: the same draws from the same lists give the same persons; another version of Faker may
have other lists.
"""

from __future__ import annotations

import functools
import importlib
import random
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, cast

from tagger.errors import UsageError
from tagger.synth.chance import pick
from tagger.synth.languages import CJK
from tagger.synth.people import Person, people
from tagger.synth.scripts import romanise

# Faker's locales for each language, the usual ones repeated.
_OWN: dict[str, tuple[str, ...]] = {
    "de": ("de_DE", "de_DE", "de_AT", "de_CH"), "fr": ("fr_FR", "fr_FR", "fr_CA"),
    "es": ("es_ES", "es_ES", "es_MX", "es_CL", "es_CO", "es_AR"),
    "pt": ("pt_BR", "pt_BR", "pt_PT"), "it": ("it_IT",), "nl": ("nl_NL", "nl_NL", "nl_BE"),
    "pl": ("pl_PL",), "sv": ("sv_SE", "sv_SE", "fi_FI", "da_DK", "no_NO"),
    "ru": ("ru_RU", "ru_RU", "ru_RU", "uk_UA", "bg_BG"), "tr": ("tr_TR",),
    "zh": ("zh_CN", "zh_CN", "zh_TW"), "ja": ("ja_JP",),
    "en": ("en_US", "en_US", "en_US", "en_GB", "en_GB", "en_IE", "en_IN", "en_KE", "en_NG"),
    "uk": ("uk_UA",), "cs": ("cs_CZ",), "sk": ("sk_SK", "sk_SK", "cs_CZ"), "el": ("el_GR",),
    "fi": ("fi_FI", "fi_FI", "sv_SE"), "ko": ("ko_KR",), "da": ("da_DK",), "no": ("no_NO",),
    "hu": ("hu_HU",), "ro": ("ro_RO",), "bg": ("bg_BG",), "hr": ("hr_HR",), "sl": ("sl_SI",),
    "id": ("id_ID",), "et": ("et_EE",), "lt": ("lt_LT",), "gl": ("es_ES",),
    "ca": ("es_CA",), "eu": ("es_ES",),
}  # fmt: skip
# Those who publish in another language than their own; other scripts are romanised.
_ABROAD: tuple[str, ...] = (
    "zh_CN", "zh_CN", "zh_TW", "ja_JP", "en_IN", "de_DE", "fr_FR", "es_ES", "es_MX", "es_CL",
    "pt_BR", "pt_PT", "it_IT", "nl_NL", "nl_BE", "pl_PL", "sv_SE", "ru_RU", "uk_UA", "tr_TR",
    "cs_CZ", "sk_SK", "hu_HU", "fi_FI", "da_DK", "no_NO", "ro_RO", "el_GR", "hr_HR", "sl_SI",
    "id_ID", "bg_BG", "lt_LT", "lv_LV", "et_EE", "az_AZ", "vi_VN", "de_AT", "de_CH", "fr_CA",
)  # fmt: skip
# Shares of persons from abroad, as in `people`: half in English, few elsewhere.
_FOREIGN = {"en": 0.5, "zh": 0.06, "ja": 0.06, "ru": 0.03}
_FOREIGN_ELSEWHERE = 0.1
_PARTICLES = {
    "de": ("von", "von", "von der", "von", "zu", "von und zu", "van"), "fr": ("de", "de", "d'",
    "de La", "du"), "es": ("de", "de la", "del", "de los"), "pt": ("da", "de", "dos", "do", "das"),
    "it": ("di", "de", "della", "dal"), "nl": ("van", "van der", "de", "van den", "ter"),
    "en": ("de", "van", "von", "St."), "sv": ("von", "af", "de"),
}  # fmt: skip
_PARTICLE_CHANCE = {"pt": 0.22, "nl": 0.05, "de": 0.03, "es": 0.05}
_LEADING = frozenset(
    "van von de der den del della di da do dos das du des la le los las ten ter te zu zur zum af "
    "op 't 's in het".split()
)
_SUFFIXES = {"en": ("Jr.", "Jr.", "Jr", "III", "II", "Sr.", "IV"), "pt": ("Filho", "Júnior",
             "Neto", "Jr.", "Sobrinho"), "es": ("Jr.", "hijo")}  # fmt: skip
_SUFFIX_CHANCE = {"en": 0.02, "pt": 0.06, "es": 0.005}
# Those that are not written in Latin letters.
_OTHER_SCRIPTS = ("ru", "uk", "bg", "el")
_INITIALS = "ABCDEFGHIJKLMNOPRSTVW"


class _Lists(NamedTuple):
    """Names of a locale; the first of each pair are the men's."""

    family: tuple[tuple[str, ...], tuple[str, ...]]
    given: tuple[tuple[str, ...], tuple[str, ...]]
    middle: tuple[tuple[str, ...], tuple[str, ...]]  # patronymics


def draw_person(rng: random.Random, lang: str) -> Person:
    """Draw a person who writes in a language.

    Parameters
    ----------
    rng : random.Random
        Source of chance; only its method ``random`` is used.
    lang : str
        One of `words.LANGUAGES`.

    Returns
    -------
    Person
        With a given name: names of two families in Spanish and Portuguese, a patronymic in
        Russian, initials, particles and suffixes where the language has them.  Persons from
        abroad have Latin letters.

    Raises
    ------
    UsageError
        Where Faker is not installed (R060).
    KeyError
        Where the language is not one of `words.LANGUAGES`.
    """
    own = _OWN.get(lang)
    if own is None:  # Faker has no list
        return cast(Person, people(rng, lang, 1)[0])
    abroad = rng.random() < _FOREIGN.get(lang, _FOREIGN_ELSEWHERE)
    locale = pick(rng, _ABROAD if abroad else own)
    country = locale[:2]
    if country in CJK:
        if abroad:
            return _romanised_asian(rng, locale)
        lists = _lists(locale)
        sex = int(rng.random() < 0.4)
        return Person(pick(rng, lists.family[sex]), (pick(rng, lists.given[sex]),))
    return _european(rng, locale, country, abroad or lang not in _OTHER_SCRIPTS)


def _european(rng: random.Random, locale: str, country: str, latin: bool) -> Person:
    lists = _lists(locale)
    sex = int(rng.random() < 0.42)
    family, given = pick(rng, lists.family[sex]), [pick(rng, lists.given[sex])]
    if country in ("es", "pt") and rng.random() < 0.55:
        second = pick(rng, lists.family[sex])
        family += ("-" if country == "es" and rng.random() < 0.25 else " ") + second
    elif rng.random() < (0.015 if country in ("ru", "uk", "bg") else 0.03):
        family += f"-{pick(rng, lists.family[sex])}"
    if lists.middle[sex] and rng.random() < 0.7:
        given.append(pick(rng, lists.middle[sex]))
    elif not lists.middle[sex]:
        draw = rng.random()
        if draw < (0.45 if country == "en" else 0.15):
            given.append(f"{pick(rng, _INITIALS)}.")
        elif draw < (0.5 if country == "en" else 0.27):
            given.append(pick(rng, lists.given[sex]))
        elif draw > 0.96 and country in ("fr", "de", "pl", "it"):
            given = [f"{given[0]}-{pick(rng, lists.given[sex])}"]
    if latin:
        family, given = romanise(family), [romanise(name) for name in given]
    particle, family = _split(family)
    if not particle and rng.random() < _PARTICLE_CHANCE.get(country, 0.015):
        particle = pick(rng, _PARTICLES.get(country, ("",)))
    if particle.endswith("'") and family[0].upper() not in "AEIOUÉÈH":
        particle = "de"
    suffix = ""
    if rng.random() < _SUFFIX_CHANCE.get(country, 0):
        suffix = pick(rng, _SUFFIXES[country])
    return Person(family, tuple(given), particle, suffix)


def _split(family: str) -> tuple[str, str]:
    """Take leading particles off a family name: "van den Berg"."""
    words = family.split(" ")
    n = 0
    while n < len(words) - 1 and words[n] in _LEADING:
        n += 1
    return " ".join(words[:n]), " ".join(words[n:])


def _romanised_asian(rng: random.Random, locale: str) -> Person:
    """Draw a Chinese or Japanese person in Latin letters: "Wang Xiao-Ming", "Sato, K."."""
    names = _attributes(locale)
    family = _capitalised(pick(rng, _strings(names, "last_romanized_names")))
    given = _capitalised(pick(rng, _strings(names, "first_romanized_names")))
    if locale == "zh_CN" and rng.random() < 0.6:
        second = pick(rng, _strings(names, "first_romanized_names"))
        given += pick(rng, (second.lower(), f"-{second}", f"-{second.lower()}", f" {second}"))
    return Person(family, tuple(given.split(" ")))


def _capitalised(name: str) -> str:
    return "-".join(part.capitalize() for part in name.split("-"))


@functools.cache
def _attributes(locale: str) -> Mapping[str, Any]:
    """Give the attributes of Faker's provider of names for a locale."""
    try:
        module = importlib.import_module(f"faker.providers.person.{locale}")
    except ModuleNotFoundError as error:
        raise UsageError("R060", extra="train", module="faker") from error
    return {name: getattr(module.Provider, name) for name in dir(module.Provider)}


@functools.cache
def _lists(locale: str) -> _Lists:
    names = _attributes(locale)
    family = _strings(names, "last_names")
    both = _strings(names, "unisex_last_names") or _strings(names, "last_names_unisex")
    men = _strings(names, "last_names_male") or _strings(names, "male_last_names")
    women = _strings(names, "last_names_female")
    if both:  # Polish: names in -ski have a feminine form, the others have none
        men, women = men + both, women + both
    if locale == "pl_PL":
        women += tuple(f"{name[:-1]}a" for name in men if name.endswith(("ski", "cki", "dzki")))
        women = tuple(name for name in women if not name.endswith(("ski", "cki", "dzki")))
    given = _strings(names, "first_names")
    unisex = _strings(names, "first_names_unisex")
    return _Lists(
        (men or family, women or family),
        (
            (_strings(names, "first_names_male") or given) + unisex,
            (_strings(names, "first_names_female") or given) + unisex,
        ),
        (_strings(names, "middle_names_male"), _strings(names, "middle_names_female")),
    )


@functools.cache
def _cached_strings(values: tuple[str, ...]) -> tuple[str, ...]:
    """Sort names and leave out what is none: with digits, brackets, or of one letter."""
    kept = {
        " ".join(value.split())
        for value in values
        if value.replace(" ", "").replace("-", "").replace("'", "").replace("’", "").isalpha()
    }
    return tuple(sorted(kept))


def _strings(names: Mapping[str, Any], attribute: str) -> tuple[str, ...]:
    """Read a list of names, which Faker keeps as a tuple, a list, or a dict of weights."""
    values = names.get(attribute)
    if not isinstance(values, (tuple, list, dict)):
        return ()
    flat: Iterable[object] = values
    return _cached_strings(tuple(value for value in flat if isinstance(value, str)))
