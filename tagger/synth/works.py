"""Made-up works: what a reference is about, before it is laid out.

Imports chance, identifiers, kinds, people and words.  `make_work` draws a work; every field that
a kind of work can lack is sometimes missing.  How the fields are printed is decided in `fields`
and `layout`.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass

from tagger.synth.chance import maybe, number, pick, weighted
from tagger.synth.identifiers import make_doi
from tagger.synth.kinds import MAKERS
from tagger.synth.people import Creator, some_authors
from tagger.synth.words import has_section, long_title

#: Kinds of works with their weights.
KINDS: dict[str, float] = {
    "article": 0.44, "book": 0.12, "edited book": 0.025, "chapter": 0.12,
    "proceedings": 0.11, "thesis": 0.035, "report": 0.035, "preprint": 0.03,
    "web page": 0.03, "newspaper": 0.025, "dataset": 0.015, "standard": 0.01, "patent": 0.01,
}  # fmt: skip

# English vocabulary is finer; the domains of natural science write long author lists.
_DOMAINS = {
    "en": ("med", "med", "bio", "bio", "phys", "phys", "chem", "cs", "cs", "eng", "earth",
           "econ", "law", "hist", "lit", "soc", "soc"),
}  # fmt: skip
_OTHER_DOMAINS = ("hum", "hum", "soc", "soc", "sci")
#: Domains in which most works have several authors.
SCIENCE = ("med", "bio", "phys", "chem", "cs", "eng", "earth", "sci")


@dataclass(frozen=True)
class Work:
    """A work with everything that a reference can print of it; empty where unknown.

    Attributes
    ----------
    kind : str
        A key of `KINDS`.
    lang : str
        Of title and vocabulary, one of `words.LANGUAGES`.
    domain : str
        Field of study, as in the names of the sections.
    authors, editors, translators : tuple of Person or Organisation
        Of the work; `editors` of the containing book where it is a chapter.
    title, container, container_short : str
        The container is the journal, proceedings, book or site.
    series, volume, issue, article_number, page_count : str
        As printed, without designators.
    first_page, last_page : str
        Either may be empty.
    year : str
        Digits, with a letter after them now and then.
    month, day : int
        1 to 12 and 1 to 28; 0 where unknown.
    edition : int
        0 where unknown; 1 is a revised edition without a number.
    publisher, place, institution, genre, number, note : str
        `number` is that of a report, a patent or a standard.
    doi, isbn, issn, pmid, arxiv, arxiv_class, url : str
        Bare.
    accessed : tuple of int
        Year, month and day, or empty.
    """

    kind: str
    lang: str
    domain: str
    authors: tuple[Creator, ...] = ()
    editors: tuple[Creator, ...] = ()
    translators: tuple[Creator, ...] = ()
    title: str = ""
    container: str = ""
    container_short: str = ""
    series: str = ""
    volume: str = ""
    issue: str = ""
    article_number: str = ""
    page_count: str = ""
    first_page: str = ""
    last_page: str = ""
    year: str = ""
    month: int = 0
    day: int = 0
    edition: int = 0
    publisher: str = ""
    place: str = ""
    institution: str = ""
    genre: str = ""
    number: str = ""
    note: str = ""
    doi: str = ""
    isbn: str = ""
    issn: str = ""
    pmid: str = ""
    arxiv: str = ""
    arxiv_class: str = ""
    url: str = ""
    accessed: tuple[int, ...] = ()


def make_work(rng: random.Random, lang: str) -> Work:
    """Draw a work.

    Parameters
    ----------
    rng : random.Random
        Source of chance.
    lang : str
        One of `words.LANGUAGES`.

    Returns
    -------
    Work
        With a title, and a year or a word in place of one.
    """
    kind = weighted(rng, _KIND_NAMES, _KIND_WEIGHTS)
    domain = pick(rng, _DOMAINS.get(lang, _OTHER_DOMAINS))
    if kind == "proceedings" and lang == "en" and rng.random() < 0.6:
        domain = pick(rng, ("cs", "cs", "cs", "eng"))
    if kind == "preprint":
        domain = pick(rng, ("phys", "cs")) if lang == "en" else domain
    fields = _common(rng, lang, kind, domain)
    fields.update(MAKERS[kind](rng, lang, domain, fields))
    return Work(kind, lang, domain, **fields)  # type: ignore[arg-type]


def _common(rng: random.Random, lang: str, kind: str, domain: str) -> dict[str, object]:
    """Draw the fields that every kind has."""
    year = 2025 - int(rng.random() ** 1.5 * 65)
    if kind == "preprint":
        year = 1993 + int(rng.random() * 33)
    elif domain in ("hum", "hist", "lit") and kind in ("book", "article") and rng.random() < 0.25:
        year = (1500 if kind == "book" else 1870) + int(
            rng.random() ** 0.5 * (470 if kind == "book" else 90)
        )
    text = str(year)
    chance = rng.random()
    if chance < 0.004 and domain in ("hum", "hist", "lit", "soc"):  # a later edition
        text = f"{year - 40}/{year}"
    elif chance < 0.015 and domain in ("hum", "hist", "lit"):  # works of many volumes
        text += pick(rng, "-–/") + str(year + 1 + int(rng.random() * 8))[pick(rng, (0, 2)) :]
    elif chance < 0.05:
        text += pick(rng, "aaaabbbcd")
    elif chance < 0.075 and lang not in ("zh", "ja"):
        text = ""  # `fields` prints "in press" or "n.d."
    month = number(rng, 1, 12) if rng.random() < 0.5 else 0
    name = f"{domain}.title" if has_section(lang, f"{domain}.title") else "soc.title"
    return {
        "authors": some_authors(rng, lang, domain in SCIENCE, kind),
        "title": long_title(rng, lang, name),
        "year": text,
        "month": month,
        "day": 1 + int(rng.random() * 28) if month and rng.random() < 0.6 else 0,
        "doi": maybe(rng, 0.2, make_doi(rng, text[:4] or "2019")) if year > 1960 else "",
    }


_KIND_NAMES = tuple(KINDS)
_KIND_WEIGHTS = tuple(itertools.accumulate(KINDS.values()))
