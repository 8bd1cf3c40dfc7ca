"""Kinds of printed works beside those of `kinds`: parts of reference works, translations, reprints.

Imports chance, conferences, identifiers, imprints, kinds, people and words.  The layouts do not
print these kinds, citation styles do.  Invariant: every function gives fields of a work only.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from tagger.synth.chance import digits, maybe, number, pick
from tagger.synth.identifiers import make_isbn, make_issn, make_permanent_url, make_url
from tagger.synth.imprints import make_imprint, make_pages
from tagger.synth.kinds import MAKERS, draw_access
from tagger.synth.people import editors_of, people
from tagger.synth.words import has_section, phrase, section, title


def _magazine(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    return {
        "authors": common["authors"][:2],
        "title": title(rng, lang, pick(rng, ("news.title", "web.title", "soc.title"))),
        "container": phrase(rng, lang, "magazine"),
        "volume": maybe(rng, 0.15, str(number(rng, 10, 180))),
        "issue": maybe(rng, 0.5, str(number(rng, 1, 900))),
        "month": common["month"] or 1 + int(rng.random() * 12),
        "issn": maybe(rng, 0.03, make_issn(rng)),
        "url": maybe(rng, 0.2, make_url(rng, lang)),
        "doi": "",
        **(make_pages(rng, 120) if rng.random() < 0.7 else {}),
    }


def _entry(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    online = rng.random() < 0.3
    return {
        **({} if online else make_imprint(rng, lang, common["year"])),
        "authors": common["authors"][:2] if rng.random() < 0.6 else (),
        "title": title(rng, lang, "entry"),
        "container": phrase(rng, lang, "encyclopaedia"),
        "editors": editors_of(rng, lang) if rng.random() < 0.5 else (),
        "edition": number(rng, 1, 15) if rng.random() < 0.15 else 0,
        "volume": "" if online else maybe(rng, 0.55, str(number(rng, 1, 24))),
        "volumes": maybe(rng, 0.06, str(number(rng, 2, 24))),
        "url": make_url(rng, lang) if online else "",
        "accessed": draw_access(rng, 0.6) if online else (),
        **({} if online or rng.random() < 0.15 else make_pages(rng)),
    }


def _review(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    reviewed = title(rng, lang, "book.title")
    forms = section(lang, "review")
    author = people(rng, lang, 1)[0]
    name = f"{' '.join(getattr(author, 'given', ()))} {getattr(author, 'family', '')}".strip()
    return {
        **MAKERS["article"](rng, lang, domain, common),
        "authors": common["authors"][:1],
        "title": pick(rng, forms).replace("{book}", reviewed).replace("{author}", name),
        "genre": maybe(rng, 0.2, phrase(rng, lang, "review kind")),
        "reviewed": maybe(rng, 0.4, reviewed),
    }


def _talk(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    """Draw a paper or poster that was presented, without proceedings."""
    event = phrase(rng, lang, "confname").partition(" = ")[0]
    if lang == "en" and rng.random() < 0.4:
        event = f"{pick(rng, section(lang, 'meeting'))} {pick(rng, section(lang, 'confbody'))}"
    return {
        "event": event,
        "event_place": maybe(rng, 0.8, phrase(rng, lang, "city")),
        "genre": maybe(rng, 0.75, phrase(rng, lang, "talk kind")),
        "month": common["month"] or 1 + int(rng.random() * 12),
        "url": maybe(rng, 0.15, make_url(rng, lang)),
        "doi": "",
    }


def _translation(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    year = common["year"][:4]
    original = str(int(year) - number(rng, 1, 120)) if year.isdecimal() else ""
    abroad = pick(rng, _ABROAD[lang]) if lang in _ABROAD else "en"
    return {
        **MAKERS["book"](rng, lang, domain, common),
        "authors": people(rng, abroad, 1 + (rng.random() < 0.15)),
        "translators": people(rng, lang, 1 + (rng.random() < 0.25)),
        "editors": (),
        "original_year": maybe(rng, 0.5, original),
        "page_count": maybe(rng, 0.2, str(number(rng, 90, 900))),
        "note": "",
    }


def _reprint(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    year = 1930 + int(rng.random() * 95)
    return {
        **MAKERS["book"](rng, lang, domain, common),
        "year": str(year),
        "original_year": str(year - number(rng, 5, 140)),
        "edition": 0,
        "volumes": maybe(rng, 0.1, str(number(rng, 2, 9))),
        "note": maybe(rng, 0.3, phrase(rng, lang, "reprint")),
        "doi": "",
    }


def _volume(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    """Draw a volume of a work of several volumes, with its own title or without."""
    roman = ("I", "II", "III", "IV", "V", "VI", "VII", "IX", "XII")
    name = "hum.title" if has_section(lang, "hum.title") else "hist.title"
    edited = rng.random() < 0.4
    return {
        **make_imprint(rng, lang, common["year"]),
        "authors": () if edited else common["authors"][:2],
        "editors": editors_of(rng, lang) if edited or rng.random() < 0.1 else (),
        "title": title(rng, lang, "book.title"),
        "volume": pick(rng, roman) if rng.random() < 0.4 else str(number(rng, 1, 24)),
        "volumes": maybe(rng, 0.25, str(number(rng, 2, 30))),
        "volume_title": maybe(rng, 0.6, title(rng, lang, name)),
        "edition": number(rng, 1, 5) if rng.random() < 0.1 else 0,
        "page_count": maybe(rng, 0.15, str(number(rng, 90, 900))),
        "isbn": maybe(rng, 0.15, make_isbn(rng)) if common["year"] > "1970" else "",
    }


def _recorded(rng: random.Random, lang: str, common: dict, names: tuple[str, str]) -> dict:
    """Give what films and recordings share: a company, a medium, a short list of makers."""
    company, medium = names
    return {
        "authors": common["authors"][:2],
        "title": title(rng, lang, "book.title"),
        "publisher": maybe(rng, 0.7, pick(rng, section(lang, company))),
        "medium": maybe(rng, 0.6, pick(rng, section(lang, medium))),
        "place": maybe(rng, 0.3, phrase(rng, lang, "city")),
        "url": maybe(rng, 0.2, f"https://www.youtube.com/watch?v={_video(rng)}"),
        "doi": "",
    }


def _film(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    genre = maybe(rng, 0.4, phrase(rng, lang, "film kind"))
    return {**_recorded(rng, lang, common, ("film company", "film medium")), "genre": genre}


def _recording(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    fields = _recorded(rng, lang, common, ("record company", "record medium"))
    return {**fields, "number": maybe(rng, 0.3, f"{pick(rng, _CATALOGUE)} {digits(rng, 4)}")}


def _map(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    return {
        "authors": common["authors"][:1] if rng.random() < 0.5 else people(rng, lang, 0),
        "title": title(rng, lang, "map title"),
        "genre": maybe(rng, 0.4, phrase(rng, lang, "map kind")),
        "publisher": maybe(rng, 0.7, phrase(rng, lang, "publisher").split(" = ")[0]),
        "place": maybe(rng, 0.7, phrase(rng, lang, "city")),
        "url": maybe(rng, 0.2, make_permanent_url(rng, lang)),
        "series": maybe(rng, 0.1, phrase(rng, lang, "series")),
        "doi": "",
    }


def _video(rng: random.Random) -> str:
    letters = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
    return "".join([pick(rng, letters) for _ in range(11)])


_CATALOGUE = ("ECM", "HMC", "DG", "CBS", "BIS-CD", "SFW", "RCA", "CDA")
# Languages that what is translated comes from.
_ABROAD = {
    "en": ("fr", "de", "it", "es", "ru"), "fr": ("en", "de", "it", "en"),
    "de": ("en", "fr", "en", "it"), "es": ("en", "fr", "de", "pt"), "pt": ("en", "fr", "es", "de"),
    "it": ("en", "fr", "de"), "nl": ("en", "de", "fr"), "pl": ("en", "de", "fr"),
    "sv": ("en", "de"), "tr": ("en", "fr", "de"), "ca": ("es", "fr", "en"),
    "gl": ("es", "pt", "en"),
    "cs": ("en", "de", "fr"), "sk": ("cs", "en", "de"), "uk": ("en", "de", "ru", "pl"),
    "bg": ("en", "fr", "ru"), "el": ("en", "fr", "de"), "ko": ("en", "de"),
    "ru": ("en", "de", "fr"),
}  # fmt: skip

#: Functions that give the fields of these kinds of works, as `kinds.MAKERS` does.
BOOK_MAKERS: dict[str, Callable[[random.Random, str, str, dict], dict[str, object]]] = {
    "magazine": _magazine, "entry": _entry, "review": _review, "talk": _talk,
    "translation": _translation, "reprint": _reprint, "volume": _volume, "film": _film,
    "recording": _recording, "map": _map,
}  # fmt: skip
