"""What each kind of work has besides authors, title and year.

Imports chance, conferences, identifiers, imprints, people and words.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from tagger.synth.chance import digits, maybe, number, pick
from tagger.synth.conferences import make_proceedings
from tagger.synth.identifiers import (
    make_arxiv,
    make_doi,
    make_issn,
    make_permanent_url,
    make_pmcid,
    make_url,
)  # fmt: skip
from tagger.synth.imprints import make_article_pages, make_imprint, make_note, make_pages
from tagger.synth.people import Organisation, editors_of, people
from tagger.synth.words import has_section, phrase, section, title


def _volume(rng: random.Random, year: str) -> str:
    if rng.random() < 0.05 and year[:4].isdecimal():
        return year[:4]
    return str(number(rng, 1, 220))


def _issue(rng: random.Random) -> str:
    first = number(rng, 1, 12)
    chance = rng.random()
    if chance < 0.9:
        return str(first)
    return pick(rng, (f"{first}-{first + 1}", f"{first}/{first + 1}", f"{first}–{first + 1}",
                      "Suppl 1", "Suppl. 2", "S1", f"Pt {first}", str(100 + first)))  # fmt: skip


def _article(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    name = f"{domain}.journal"
    journal = pick(rng, section(lang, name if has_section(lang, name) else "soc.journal"))
    full, _, short = journal.partition(" = ")
    if full == "Proceedings of the National Academy of Sciences" and rng.random() < 0.5:
        short = "PNAS"
    volume = maybe(rng, 0.93, _volume(rng, common["year"]))
    url = maybe(rng, 0.08, make_url(rng, lang))
    medical = domain in ("med", "bio", "sci")
    return {
        "container": full,
        "container_short": short,
        "volume": volume,
        "issue": maybe(rng, 0.55 if volume else 0.8, _issue(rng)),
        "pmid": maybe(rng, 0.08 if medical else 0, digits(rng, 8)),
        "pmcid": maybe(rng, 0.05 if medical else 0, make_pmcid(rng)),
        "issn": maybe(rng, 0.03, make_issn(rng)),
        "arxiv": maybe(rng, 0.2 if domain == "phys" else 0, make_arxiv(rng, common["year"])),
        "arxiv_class": maybe(rng, 0.5, pick(rng, section("en", "arxiv class"))),
        "url": url,
        "accessed": draw_access(rng, 0.5) if url else (),
        "note": maybe(rng, 0.02, pick(rng, section("en", "remark"))) if lang == "en" else "",
        "place": maybe(rng, 0.05, phrase(rng, lang, "city")),
        **make_article_pages(rng),
    }


def _book(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    return {
        **make_imprint(rng, lang, common["year"]),
        "edition": number(rng, 1, 6) if rng.random() < 0.13 else 0,
        "volume": maybe(rng, 0.08, pick(rng, (str(number(rng, 1, 12)), "5/II", "II/1", "1-2"))),
        "page_count": maybe(
            rng,
            0.3 if domain in ("bio", "sci") else 0.12,
            pick(rng, ("", "", "", "", "xii + ", "viii + ", "XII, ", "iv+", "xxiv, "))
            + str(number(rng, 90, 900)),
        ),
        "translators": people(rng, lang, 1 + (rng.random() < 0.2)) if rng.random() < 0.12 else (),
        "editors": people(rng, lang, 1) if rng.random() < 0.03 else (),
        "note": make_note(rng, lang),
        "url": maybe(rng, 0.02, make_url(rng, lang)),
        **(
            make_pages(rng, 500)
            if rng.random() < (0.3 if domain in ("hum", "hist") else 0.04)
            else {}
        ),
    }


def _edited_book(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    return {
        **make_imprint(rng, lang, common["year"]),
        "authors": (),
        "editors": editors_of(rng, lang),
        "title": title(rng, lang, "book.title"),
        "edition": number(rng, 1, 4) if rng.random() < 0.1 else 0,
        "volume": maybe(rng, 0.06, str(number(rng, 1, 12))),
        "page_count": maybe(rng, 0.1, str(number(rng, 90, 900))),
    }


def _chapter(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    return {
        **make_imprint(rng, lang, common["year"]),
        "container": title(rng, lang, "book.title"),
        "editors": editors_of(rng, lang) if rng.random() < 0.85 else (),
        "edition": number(rng, 1, 4) if rng.random() < 0.05 else 0,
        "volume": maybe(rng, 0.1, str(number(rng, 1, 30))),
        "translators": people(rng, lang, 1) if rng.random() < 0.02 else (),
        **make_pages(rng),
    }


def _thesis(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    return {
        "authors": common["authors"][:1],
        "genre": phrase(rng, lang, "thesis"),
        "institution": phrase(rng, lang, "university"),
        "place": maybe(rng, 0.45, phrase(rng, lang, "city")),
        "page_count": maybe(rng, 0.12, str(number(rng, 60, 600))),
        "url": maybe(
            rng, 0.15, (make_url if rng.random() < 0.4 else make_permanent_url)(rng, lang)
        ),
        "doi": "",
    }


def _report(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    return {
        "genre": maybe(rng, 0.8, phrase(rng, lang, "report")),
        "number": maybe(rng, 0.55, phrase(rng, "en", "report number")),
        "institution": phrase(rng, lang, "institute"),
        "place": maybe(rng, 0.5, phrase(rng, lang, "city")),
        "page_count": maybe(rng, 0.15, str(number(rng, 8, 300))),
        "url": maybe(rng, 0.25, make_url(rng, lang)),
        "accessed": draw_access(rng, 0.4),
        "doi": "",
    }


def _preprint(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    arxiv = make_arxiv(rng, common["year"])
    return {
        "arxiv": arxiv,
        "arxiv_class": ""
        if "/" in arxiv
        else maybe(rng, 0.35, pick(rng, section("en", "arxiv class"))),
        "genre": maybe(rng, 0.4, pick(rng, section("en", "preprint kind"))),
        "doi": "",
    }


def draw_access(rng: random.Random, chance: float) -> tuple[int, ...]:
    """Draw the date on which an address was looked up.

    Parameters
    ----------
    rng : random.Random
        Source of chance.
    chance : float
        In [0, 1], that there is one.

    Returns
    -------
    tuple of int
        Year, month and day, or empty.
    """
    if rng.random() >= chance:
        return ()
    return 1998 + int(rng.random() * 28), 1 + int(rng.random() * 12), 1 + int(rng.random() * 28)


def _web_page(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    chance = rng.random()
    authors = common["authors"][:2] if chance < 0.35 else ()
    if chance > 0.5:
        authors = people(rng, lang, 0)
    return {
        "authors": authors,
        "title": title(rng, lang, "web.title"),
        "container": maybe(rng, 0.4, phrase(rng, lang, "website")),
        "url": make_url(rng, lang),
        "accessed": draw_access(rng, 0.6),
        "doi": "",
    }


def _newspaper(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    month = common["month"] or 1 + int(rng.random() * 12)
    url = maybe(rng, 0.35, make_url(rng, lang))
    return {
        "authors": common["authors"][:1] if rng.random() < 0.8 else (),
        "title": title(rng, lang, "news.title"),
        "container": phrase(rng, lang, "newspaper"),
        "month": month,
        "day": common["day"] or 1 + int(rng.random() * 28),
        "year": common["year"] or "2011",
        "first_page": ""
        if url
        else maybe(rng, 0.6, pick(rng, ("A", "", "", "B", "")) + digits(rng, 1)),
        "url": url,
        "accessed": draw_access(rng, 0.5) if url else (),
        "doi": "",
    }


def _dataset(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    return {
        "title": title(rng, lang, "data.title"),
        "publisher": maybe(rng, 0.7, phrase(rng, lang, "repo")),
        "genre": maybe(rng, 0.5, pick(rng, section("en", "dataset kind"))),
        "doi": maybe(rng, 0.6, make_doi(rng, common["year"][:4] or "2020")),
        "url": maybe(rng, 0.4, make_url(rng, lang)),
        "accessed": draw_access(rng, 0.3),
    }


def _standard(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    publisher, place = pick(rng, section("en", "standards publisher")).split(" = ")
    body = Organisation(pick(rng, section("en", "standards body")))
    return {
        "authors": (body,) if rng.random() < 0.6 else (),
        "title": title(rng, "en", "standard title"),
        "number": phrase(rng, "en", "standard"),
        "place": maybe(rng, 0.35, place),
        "publisher": maybe(rng, 0.35, publisher),
        "url": maybe(rng, 0.15, make_url(rng, "en")),
        "doi": "",
    }


def _patent(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    seven = digits(rng, 7)
    codes = (
        f"{seven[0]},{seven[1:4]},{seven[4:]}", seven, f"{seven} B2", f"20{seven[:2]}/0{seven[1:]}",
    )  # fmt: skip
    return {
        "title": title(rng, "en", pick(rng, ("eng.title", "chem.title")))
        if lang == "en"
        else common["title"],
        "genre": pick(rng, section("en", "patent office")),
        "number": pick(rng, codes),
        "year": common["year"] or "1998",
        "doi": "",
    }


def _proceedings(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    return make_proceedings(rng, lang, common["year"][:4])


#: Functions that give the fields of a kind of work, from its language, domain and common fields.
MAKERS: dict[str, Callable[[random.Random, str, str, dict], dict[str, object]]] = {
    "article": _article, "book": _book, "edited book": _edited_book, "chapter": _chapter,
    "proceedings": _proceedings, "thesis": _thesis, "report": _report, "preprint": _preprint,
    "web page": _web_page, "newspaper": _newspaper, "dataset": _dataset, "standard": _standard,
    "patent": _patent,
}  # fmt: skip
