"""Made-up works: what a reference is about, before it is laid out.

Imports chance, identifiers, kinds, kinds_books, kinds_records, languages, people and
words.  `make_work` draws a work; every field that a kind of work can lack is sometimes missing.
How the fields are printed is decided in `fields` and `layout`, or by a citation style that gets
them from `items`.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tagger.synth.chance import maybe, number, pick, weighted
from tagger.synth.identifiers import make_doi
from tagger.synth.kinds import MAKERS
from tagger.synth.kinds_books import BOOK_MAKERS
from tagger.synth.kinds_records import RECORD_MAKERS
from tagger.synth.languages import CJK
from tagger.synth.people import Creator, Person, some_authors
from tagger.synth.words import has_section, long_title

#: Kinds of works with their weights: those that the layouts can print.
KINDS: dict[str, float] = {
    "article": 0.44, "book": 0.12, "edited book": 0.025, "chapter": 0.12,
    "proceedings": 0.11, "thesis": 0.035, "report": 0.035, "preprint": 0.03,
    "web page": 0.03, "newspaper": 0.025, "dataset": 0.015, "standard": 0.01, "patent": 0.01,
}  # fmt: skip

#: All kinds with their weights, for citation styles, which print every kind.  Those that are not
#: in `KINDS` make up a quarter: more than in most bibliographies, for they are what corpora lack.
ALL_KINDS: dict[str, float] = {
    **{kind: 0.75 * weight for kind, weight in KINDS.items()},
    "magazine": 0.025, "entry": 0.03, "review": 0.015, "talk": 0.02, "translation": 0.025,
    "reprint": 0.015, "volume": 0.02, "software": 0.015, "law": 0.015, "case": 0.015,
    "manuscript": 0.01, "letter": 0.007, "film": 0.01, "recording": 0.006, "map": 0.006,
    "blog": 0.015,
}  # fmt: skip

_MAKERS = {**MAKERS, **BOOK_MAKERS, **RECORD_MAKERS}
# Of the persons in a work, how many come from the given list of names: half, so that both the
# names of the vocabulary, which fit the language better, and those of long lists are learnt.
_RENAMED = 0.5

# English vocabulary is finer; the domains of natural science write long author lists.
_DOMAINS = {
    "en": ("med", "med", "bio", "bio", "phys", "phys", "chem", "cs", "cs", "eng", "earth",
           "econ", "law", "hist", "lit", "soc", "soc"),
}  # fmt: skip
_OTHER_DOMAINS = ("hum", "hum", "soc", "soc", "sci")
#: Domains in which most works have several authors.
SCIENCE = ("med", "bio", "phys", "chem", "cs", "eng", "earth", "sci")
# Kinds that there were not before the web, nor arXiv.
_YOUNG = ("preprint", "web page", "blog", "dataset", "software")


@dataclass(frozen=True)
class Work:
    """A work with everything that a reference can print of it; empty where unknown.

    Attributes
    ----------
    kind : str
        A key of `ALL_KINDS`.
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
        `number` is that of a report, a patent, a standard, a law or a case.
    doi, isbn, issn, pmid, arxiv, arxiv_class, url : str
        Bare.
    accessed : tuple of int
        Year, month and day, or empty.
    pmcid : str
        With its ``PMC``.
    volumes, volume_title : str
        Number of volumes, and the title of the one that is cited.
    event, event_place : str
        Meeting at which the work was presented.
    medium, version, archive, authority, original_year, reviewed : str
        As the variables of CSL; `authority` is a court or parliament, `archive` has its place
        after a comma, `reviewed` is the title of a work under review.
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
    pmcid: str = ""
    volumes: str = ""
    volume_title: str = ""
    event: str = ""
    event_place: str = ""
    medium: str = ""
    version: str = ""
    archive: str = ""
    authority: str = ""
    original_year: str = ""
    reviewed: str = ""


#: Draws a person for a language of `words.LANGUAGES`.
Names = Callable[[random.Random, str], Person]


def make_work(
    rng: random.Random,
    lang: str,
    *,
    names: Names | None = None,
    kinds: Mapping[str, float] = KINDS,
) -> Work:
    """Draw a work.

    Parameters
    ----------
    rng : random.Random
        Source of chance.
    lang : str
        One of `words.LANGUAGES`.
    names : callable, optional
        Draws half of the persons, such as `name_lists.draw_person`; by default all names come
        from the vocabulary of the language.
    kinds : mapping of str to float, default `KINDS`
        Kinds with their weights; `ALL_KINDS` for citation styles.

    Returns
    -------
    Work
        With a title, and a year or a word in place of one.
    """
    kind = weighted(rng, tuple(kinds), tuple(itertools.accumulate(kinds.values())))
    domain = pick(rng, _DOMAINS.get(lang, _OTHER_DOMAINS))
    if kind == "proceedings" and lang == "en" and rng.random() < 0.6:
        domain = pick(rng, ("cs", "cs", "cs", "eng"))
    if kind == "preprint":
        domain = pick(rng, ("phys", "cs")) if lang == "en" else domain
    fields = _common(rng, lang, kind, domain)
    fields.update(_MAKERS[kind](rng, lang, domain, fields))
    if names is not None:
        for role in ("authors", "editors", "translators"):
            creators = fields.get(role, ())
            fields[role] = tuple([_renamed(rng, lang, c, names) for c in creators])  # type: ignore[attr-defined]
    return Work(kind, lang, domain, **fields)  # type: ignore[arg-type]


def _renamed(rng: random.Random, lang: str, creator: Creator, names: Names) -> Creator:
    """Exchange half of the persons; family names alone and organisations stay."""
    if isinstance(creator, Person) and creator.given and rng.random() < _RENAMED:
        return names(rng, lang)
    return creator


def _common(rng: random.Random, lang: str, kind: str, domain: str) -> dict[str, object]:
    """Draw the fields that every kind has."""
    year = 2025 - int(rng.random() ** 1.5 * 65)
    if kind in _YOUNG:
        year = 1993 + int(rng.random() * 33)
    elif domain in ("hum", "hist", "lit") and kind in ("book", "article") and rng.random() < 0.25:
        year = (1500 if kind == "book" else 1870) + int(
            rng.random() ** 0.5 * (470 if kind == "book" else 90)
        )
    elif domain == "bio" and kind in ("article", "book") and rng.random() < 0.2:
        year = 1758 + int(rng.random() ** 0.5 * 205)  # taxonomy cites everything since Linnaeus
    text = str(year)
    chance = rng.random()
    old = kind not in _YOUNG
    if chance < 0.004 and old and domain in ("hum", "hist", "lit", "soc"):  # a later edition
        text = f"{year - 40}/{year}"
    elif chance < 0.015 and old and domain in ("hum", "hist", "lit"):  # works of many volumes
        text += pick(rng, "-–/") + str(year + 1 + int(rng.random() * 8))[pick(rng, (0, 2)) :]
    elif chance < 0.05:
        text += pick(rng, "aaaabbbcd")
    elif chance < 0.075 and lang not in CJK:
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
