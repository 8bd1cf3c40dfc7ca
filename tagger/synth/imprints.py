"""Made-up imprints and page numbers.

Imports chance, identifiers and words.
"""

from __future__ import annotations

import random

from tagger.synth.chance import digits, maybe, number, pick
from tagger.synth.identifiers import make_isbn
from tagger.synth.words import has_section, phrase, section

_VOLUMES = {
    "en": "vols", "de": "Bde.", "fr": "vol.", "es": "vols.", "it": "voll.", "pt": "v.",
    "nl": "dln.", "pl": "t.", "sv": "bd", "ru": "т.", "tr": "cilt", "zh": "卷", "ja": "巻",
    "uk": "т.", "bg": "т.", "sr": "књ.", "hr": "sv.", "sl": "zv.", "cs": "sv.", "sk": "zv.",
    "el": "τόμ.", "da": "bd.", "no": "bd.", "fi": "osaa", "et": "kd", "hu": "köt.", "lt": "t.",
    "ko": "책", "id": "jilid", "vi": "tập", "la": "tom.",
}  # fmt: skip
_ROMAN_PAGES = (("i", "xii"), ("ix", "xxv"), ("v", "x"), ("XI", "XLV"), ("vii", "xliii"))
_JOINED = ("-", " - ", "/", ", ", "; ", " and ", " / ")  # "Paris-Genève"


def make_imprint(rng: random.Random, lang: str, year: str) -> dict[str, object]:
    """Draw publisher, place, series and ISBN.

    Parameters
    ----------
    rng : random.Random
        Source of chance.
    lang : str
        One of `words.LANGUAGES`.
    year : str
        Of publication; old books have a place only.

    Returns
    -------
    dict
        Fields of a work; each may be empty.
    """
    publisher, place = phrase(rng, lang, "publisher").split(" = ")
    draw = rng.random()
    if draw < 0.2 and has_section(lang, "names of houses"):
        publisher = phrase(rng, lang, "names of houses").replace("|", " ")
    if draw < 0.12 or 0.2 < draw < 0.25:
        place = pick(rng, section(lang, "town" if lang == "en" else "foreign"))
    if year[:4] < "1880" and year:  # before most of the publishers
        publisher, place = "", pick(rng, section(lang, "city" if draw < 0.7 else "foreign"))
    if draw > 0.93 and lang == "en":
        place = f"{place.split(',')[0]}, {pick(rng, section(lang, 'country'))}"
    if rng.random() < 0.05:
        other = phrase(rng, lang, "publisher").split(" = ")[1]
        place += pick(rng, _JOINED) + other
    return {
        "publisher": maybe(rng, 0.9, publisher),
        "place": maybe(rng, 0.9, place),
        "isbn": maybe(rng, 0.08, make_isbn(rng)) if year > "1970" else "",
        "series": maybe(rng, 0.13, phrase(rng, lang, "series")),
    }


def make_note(rng: random.Random, lang: str) -> str:
    """Draw a remark on a book, such as its number of volumes.

    Parameters
    ----------
    rng : random.Random
        Source of chance.
    lang : str
        One of `words.LANGUAGES`.

    Returns
    -------
    str
        Mostly empty.
    """
    if rng.random() > 0.07:
        return ""
    if rng.random() < 0.5 or not has_section(lang, "note"):
        return f"{number(rng, 2, 12)} {_VOLUMES.get(lang, 'vol.')}"
    return phrase(rng, lang, "note")


def make_pages(rng: random.Random, limit: int = 900) -> dict[str, str]:
    """Draw first and last page.

    Parameters
    ----------
    rng : random.Random
        Source of chance.
    limit : int
        Largest first page.

    Returns
    -------
    dict of str to str
        Fields of a work.
    """
    first = number(rng, 1, limit)
    last = first + 1 + int(rng.random() ** 2 * 45)
    if rng.random() < 0.95:
        return {"first_page": str(first), "last_page": str(last)}
    return {"first_page": str(first)}


def make_article_pages(rng: random.Random) -> dict[str, str]:
    """Draw pages of an article: a range, or an article number.

    Parameters
    ----------
    rng : random.Random
        Source of chance.

    Returns
    -------
    dict of str to str
        Fields of a work; none now and then.
    """
    chance = rng.random()
    if chance < 0.03:
        return {}
    if chance < 0.04:
        roman = pick(rng, _ROMAN_PAGES)
        return {"first_page": roman[0], "last_page": roman[1]}
    if chance < 0.1:
        parts = f"{digits(rng, 1)}:1–{digits(rng, 1)}:{digits(rng, 2)}"
        five = digits(rng, 5)
        code = pick(rng, (digits(rng, 6), "e" + five, "0" + five, digits(rng, 3), parts))
        return {"article_number": code}
    pages = make_pages(rng, 1500)
    if chance < 0.15:
        prefix = pick(rng, ("S", "L", "e", "A", "R", "H"))
        return {key: prefix + value for key, value in pages.items()}
    return pages
