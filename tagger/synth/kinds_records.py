"""Kinds of works that are no books: programs, laws, cases, papers in archives, letters, blogs.

Imports chance, identifiers, kinds, people and words.  The layouts do not print these kinds,
citation styles do.  Invariant: every function gives fields of a work only.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from tagger.synth.chance import digits, maybe, number, pick
from tagger.synth.identifiers import make_doi, make_url
from tagger.synth.kinds import draw_access
from tagger.synth.people import people
from tagger.synth.words import phrase, title

_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")


def _parts(item: str, n: int) -> list[str]:
    """Divide an item such as "title = number = gazette"; the last parts may be missing."""
    parts = [part.strip() for part in f"{item} ".split(" = ")]
    return (parts + [""] * n)[:n]


def _software(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    version = f"{number(rng, 0, 12)}.{number(rng, 0, 20)}"
    if rng.random() < 0.5:
        version += f".{number(rng, 0, 12)}"
    name, _, maker = phrase(rng, "en", "software").partition(" = ")
    repository = f"https://github.com/{phrase(rng, 'en', 'sys').lower()}/{name.split(':')[0]}"
    url = repository if rng.random() < 0.5 and " " not in repository else make_url(rng, "en")
    return {
        "authors": people(rng, lang, 0) if not maker and rng.random() < 0.2 else common["authors"],
        "title": name,
        "version": maybe(rng, 0.75, pick(rng, ("", "", "v")) + version),
        "publisher": maybe(rng, 0.8, maker or pick(rng, ("Zenodo", "GitHub", "CRAN", "PyPI"))),
        "genre": maybe(rng, 0.4, phrase(rng, lang, "software kind")),
        "doi": maybe(rng, 0.3, f"10.5281/zenodo.{digits(rng, 7)}")
        or maybe(rng, 0.05, make_doi(rng, common["year"][:4] or "2020")),
        "url": maybe(rng, 0.6, url),
        "accessed": draw_access(rng, 0.2),
    }


def _law(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    name, code, gazette = _parts(phrase(rng, lang, "law"), 3)
    year = _YEAR.search(name)
    volume = maybe(rng, 0.5, str(number(rng, 1, 140))) if gazette else ""
    return {
        "authors": people(rng, lang, 0) if rng.random() < 0.15 else (),
        "title": name,
        "number": maybe(rng, 0.8, code),
        "container": maybe(rng, 0.75, gazette),
        "volume": volume,
        "first_page": maybe(rng, 0.6, str(number(rng, 1, 4000))) if gazette else "",
        "year": year[0] if year else common["year"][:4] or str(1900 + int(rng.random() * 124)),
        "month": common["month"] or 1 + int(rng.random() * 12),
        "day": common["day"] or (1 + int(rng.random() * 28) if rng.random() < 0.8 else 0),
        "authority": maybe(rng, 0.1, phrase(rng, lang, "parliament")),
        "url": maybe(rng, 0.15, make_url(rng, lang)),
        "doi": "",
    }


def _case(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    court, reporter = _parts(phrase(rng, lang, "court"), 2)
    return {
        "authors": (),
        "title": title(rng, lang, "case title"),
        "authority": maybe(rng, 0.85, court),
        "number": maybe(rng, 0.3 if reporter else 0.9, phrase(rng, lang, "docket")),
        "container": reporter,
        "volume": str(number(rng, 1, 560)) if reporter else "",
        "first_page": str(number(rng, 1, 1200)) if reporter else "",
        "year": common["year"][:4] or str(1900 + int(rng.random() * 124)),
        "month": common["month"],
        "url": maybe(rng, 0.08, make_url(rng, lang)),
        "doi": "",
    }


def _manuscript(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    archive, _, place = phrase(rng, lang, "archive").partition(" = ")
    return {
        "authors": common["authors"][:1] if rng.random() < 0.75 else (),
        "title": title(rng, lang, "manuscript title"),
        "archive": maybe(rng, 0.9, archive),
        "place": maybe(rng, 0.8, place),
        "number": maybe(rng, 0.6, phrase(rng, lang, "shelfmark")),
        "genre": maybe(rng, 0.3, phrase(rng, lang, "manuscript kind")),
        "year": str(1500 + int(rng.random() ** 0.5 * 490)) if rng.random() < 0.85 else "",
        "page_count": maybe(rng, 0.05, str(number(rng, 2, 400))),
        "doi": "",
    }


def _letter(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    archived = rng.random() < 0.6
    archive, _, place = phrase(rng, lang, "archive").partition(" = ")
    return {
        "authors": common["authors"][:1] or people(rng, lang, 1),
        "title": title(rng, lang, "letter title"),
        "genre": maybe(rng, 0.3, phrase(rng, lang, "letter kind")),
        "archive": archive if archived else "",
        "place": maybe(rng, 0.6, place) if archived else "",
        "number": maybe(rng, 0.5, phrase(rng, lang, "shelfmark")) if archived else "",
        "month": common["month"] or 1 + int(rng.random() * 12),
        "day": common["day"] or 1 + int(rng.random() * 28),
        "doi": "",
    }


def _blog(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    return {
        "authors": common["authors"][:2] if rng.random() < 0.9 else (),
        "title": title(rng, lang, pick(rng, ("web.title", "news.title", "soc.title"))),
        "container": maybe(rng, 0.9, phrase(rng, lang, "blog")),
        "genre": maybe(rng, 0.3, phrase(rng, lang, "blog kind")),
        "month": common["month"] or 1 + int(rng.random() * 12),
        "day": common["day"] or 1 + int(rng.random() * 28),
        "year": str(2004 + int(rng.random() * 22)),
        "url": maybe(rng, 0.95, make_url(rng, lang)),
        "accessed": draw_access(rng, 0.4),
        "doi": "",
    }


#: Functions that give the fields of these kinds of works, as `kinds.MAKERS` does.
RECORD_MAKERS: dict[str, Callable[[random.Random, str, str, dict], dict[str, object]]] = {
    "software": _software, "law": _law, "case": _case, "manuscript": _manuscript,
    "letter": _letter, "blog": _blog,
}  # fmt: skip
