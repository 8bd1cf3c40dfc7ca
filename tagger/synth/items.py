"""Works as items of CSL-JSON, for a renderer of citation styles.

Imports chance, forms, languages, people, phrases and works.  Invariant: an item has a type and a
title, no value is empty, and names and dates have the shape of CSL-JSON
(citation-style-language/schema, csl-data.json of version 1.0.2); every other value is a string.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import Any

from tagger.synth.chance import pick
from tagger.synth.forms import ordinal_en, title_case
from tagger.synth.languages import LOCALES
from tagger.synth.people import Creator, Organisation
from tagger.synth.phrases import variants
from tagger.synth.works import Work

#: Type of CSL for each kind of work; the first is the most usual one.
TYPES: dict[str, tuple[str, ...]] = {
    "article": ("article-journal",), "book": ("book",), "edited book": ("book",),
    "chapter": ("chapter",), "proceedings": ("paper-conference",), "thesis": ("thesis",),
    "report": ("report",), "preprint": ("article", "article", "article-journal"),
    "web page": ("webpage",), "newspaper": ("article-newspaper",), "dataset": ("dataset",),
    "standard": ("standard", "standard", "report"), "patent": ("patent",),
    "magazine": ("article-magazine",),
    "entry": ("entry-encyclopedia", "entry-encyclopedia", "entry-dictionary", "chapter"),
    "review": ("review", "article-journal", "review-book"), "talk": ("speech", "paper-conference"),
    "translation": ("book",), "reprint": ("book",), "volume": ("book",),
    "software": ("software", "software", "book"), "law": ("legislation",), "case": ("legal_case",),
    "manuscript": ("manuscript",), "letter": ("personal_communication", "manuscript"),
    "film": ("motion_picture",), "recording": ("song",), "map": ("map",),
    "blog": ("post-weblog",),
}  # fmt: skip

# Attribute of a work and variable of CSL, where the value stays as it is.
_PLAIN = (
    ("container", "container-title"), ("container_short", "container-title-short"),
    ("series", "collection-title"), ("volume", "volume"), ("issue", "issue"),
    ("page_count", "number-of-pages"), ("publisher", "publisher"), ("place", "publisher-place"),
    ("genre", "genre"), ("number", "number"), ("note", "note"), ("doi", "DOI"), ("isbn", "ISBN"),
    ("issn", "ISSN"), ("pmid", "PMID"), ("pmcid", "PMCID"), ("url", "URL"),
    ("volumes", "number-of-volumes"), ("volume_title", "volume-title"), ("event", "event-title"),
    ("event_place", "event-place"), ("medium", "medium"), ("version", "version"),
    ("archive", "archive"), ("authority", "authority"), ("reviewed", "reviewed-title"),
)  # fmt: skip
_YEARS = re.compile(r"(\d{4})([-–/])(\d{2,4})$")
_LETTERED = re.compile(r"(\d{4})([a-z]?)$")
# French and German particles are left out where the family name stands alone: "Humboldt".
_DROPPED = ("von", "zu", "de", "du", "d'", "d’")
# What an item cannot lose without being a reference to nothing.
_KEPT = ("type", "title", "language", "issued", "container-title", "number")
# How often careless data occur: estimates, kept low so that the usual form is learnt first.
_BARE_INITIALS, _PARTICLE_IN_FAMILY, _CAPITALS, _LOSS = 0.2, 0.15, 0.25, 0.15


def item_from_work(work: Work, rng: random.Random) -> dict[str, Any]:
    """Make an item of CSL-JSON from a work.

    Parameters
    ----------
    work : Work
        Of any kind of `works.ALL_KINDS`.
    rng : random.Random
        Source of chance: data are entered in several ways, and some fields not at all.

    Returns
    -------
    dict
        Variables of CSL 1.0.2 with ``type``.  Names are lists of ``{"family", "given",
        "non-dropping-particle" or "dropping-particle", "suffix"}`` or ``{"literal"}``, dates
        are ``{"date-parts"}`` or ``{"literal"}``; a letter of the year is in ``year-suffix``.
    """
    item: dict[str, Any] = {"type": pick(rng, TYPES[work.kind]), "title": work.title}
    for attribute, variable in _PLAIN:
        value = getattr(work, attribute)
        if value:
            item[variable] = value
    item.update(_names(work, rng))
    item.update(_dates(work, rng))
    pages = _pages(work)
    if pages:
        item["page"] = pages
    if work.edition:
        item["edition"] = _edition(work, rng)
    if work.lang != "en" or rng.random() < 0.4:
        item["language"] = work.lang if rng.random() < 0.3 else LOCALES[work.lang]
    if work.kind in _SPECIAL:
        _SPECIAL[work.kind](item, work, rng)
    if work.lang == "en" and rng.random() < _CAPITALS:
        item["title"] = title_case(item["title"])
    _lose(item, rng)
    return {key: value for key, value in item.items() if value}


def _names(work: Work, rng: random.Random) -> dict[str, list[dict[str, str]]]:
    roles = {"author": work.authors, "editor": work.editors, "translator": work.translators}
    if work.kind == "film" and rng.random() < 0.6:
        roles["director"] = roles.pop("author")
    form = pick(rng, (". ", ".", " ", "")) if rng.random() < _BARE_INITIALS else None
    inside = rng.random() < _PARTICLE_IN_FAMILY
    dropping = work.lang in ("de", "fr") and rng.random() < 0.5
    return {
        role: [_name(creator, form, inside, dropping) for creator in creators]
        for role, creators in roles.items()
        if creators
    }


def _name(creator: Creator, form: str | None, inside: bool, dropping: bool) -> dict[str, str]:
    """Give a name; `form` stands after the initials where there are no full given names."""
    if isinstance(creator, Organisation):
        return {"literal": creator.name}
    family, particle, given = creator.family, creator.particle, " ".join(creator.given)
    if form is not None and given and given[0].isalpha() and given[0] < "\u3040":
        letters = [part[0] for name in creator.given for part in name.split("-") if part]
        given = form.join(letters) + form.rstrip()
    if particle and inside:
        glue = "" if particle[-1] in "'’" else " "
        family, particle = f"{particle}{glue}{family}", ""
    drop = dropping and particle in _DROPPED
    parts = {
        "family": family,
        "given": given,
        "dropping-particle" if drop else "non-dropping-particle": particle,
        "suffix": creator.suffix,
    }
    return {key: value for key, value in parts.items() if value}


def _dates(work: Work, rng: random.Random) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if work.accessed:
        found["accessed"] = {"date-parts": [list(work.accessed)]}
    if work.original_year:
        found["original-date"] = {"date-parts": [[int(work.original_year)]]}
    rest = [part for part in (work.month, work.day) if part]
    years = _YEARS.match(work.year)
    year = _LETTERED.match(work.year)
    if not work.year:
        # half of the time the style says itself that there is no date
        words = variants(work.lang)["nd" if work.kind == "web page" else "press"]
        if rng.random() < 0.5:
            found["issued"] = {"literal": pick(rng, words)}
    elif years and years[2] == "/" and len(years[3]) == 4:  # a later edition
        found["issued"] = {"date-parts": [[int(years[3])]]}
        found["original-date"] = {"date-parts": [[int(years[1])]]}
    elif years:
        last = years[1][: 4 - len(years[3])] + years[3]
        found["issued"] = {"date-parts": [[int(years[1])], [int(last)]]}
    elif year:
        found["issued"] = {"date-parts": [[int(year[1]), *rest]]}
        found["year-suffix"] = year[2]
    else:
        found["issued"] = {"literal": work.year}
    return found


def _pages(work: Work) -> str:
    if work.article_number:
        return work.article_number.replace("–", "-")
    return "-".join(page for page in (work.first_page, work.last_page) if page)


def _edition(work: Work, rng: random.Random) -> str:
    """Give the number, or a text that holds it, such as "2., erw. Aufl."."""
    if work.edition > 1 and rng.random() < 0.7:
        return str(work.edition)
    words = variants(work.lang)["edition"]
    form = pick(rng, [word for word in words if ("{" in word) == (work.edition > 1)] or words)
    number = max(work.edition, 2)
    return form.format(n=ordinal_en(number), d=number, w=ordinal_en(number))


def _proceedings(item: dict[str, Any], work: Work, rng: random.Random) -> None:
    """Tell meeting from book, and the number in the series from the volume."""
    if rng.random() < 0.4:
        item["event-title"] = re.sub("^Proc(eedings|[.]) (of the |of )?", "", work.container)
    if "publisher-place" in item and rng.random() < 0.5:
        item["event-place"] = item.pop("publisher-place")
    if work.series and work.volume and rng.random() < 0.5:
        item["collection-number"] = item.pop("volume")


def _body(item: dict[str, Any], work: Work, rng: random.Random) -> None:
    """Name as publisher the university or institute behind a thesis or report."""
    if work.institution:
        item["publisher"] = work.institution
    if work.kind == "report" and rng.random() < 0.2:
        item["collection-title"], item["collection-number"] = (
            item.pop("genre", ""),
            item.pop("number", ""),
        )


def _preprint(item: dict[str, Any], work: Work, rng: random.Random) -> None:
    """Put arXiv's number where programs put it: in a number, an address or a DOI."""
    form = pick(rng, ("number", "number", "url", "doi"))
    if form == "number":
        # an older type, for the number of an "article" is one of an article in its volume
        item["type"], item["number"] = "manuscript", work.arxiv
        item[pick(rng, ("container-title", "container-title", "publisher"))] = "arXiv"
    elif form == "doi" and "/" not in work.arxiv:
        item["DOI"], item["publisher"] = f"10.48550/arXiv.{work.arxiv}", "arXiv"
    if form == "url" or rng.random() < 0.3:
        item["URL"] = _arxiv_url(work, rng)


def _arxiv_url(work: Work, rng: random.Random) -> str:
    return f"{pick(rng, ('http', 'https'))}://arxiv.org/abs/{work.arxiv}"


def _article(item: dict[str, Any], work: Work, rng: random.Random) -> None:
    if work.arxiv and rng.random() < 0.5:
        item["URL"] = _arxiv_url(work, rng)
    if rng.random() < 0.6:  # the place of a journal is rarely entered
        item.pop("publisher-place", None)


def _patent(item: dict[str, Any], work: Work, rng: random.Random) -> None:
    if rng.random() < 0.5:
        country = pick(rng, ("US", "US", "EP", "WO", "DE", "JP"))
        item["number"] = f"{country} {item['number']}"
        item.pop("genre", None)


def _archived(item: dict[str, Any], work: Work, rng: random.Random) -> None:
    """Where a paper lies: place of the archive and shelf mark have variables of their own."""
    if rng.random() < 0.5:
        item["archive_location"] = item.pop("number", "")
    if rng.random() < 0.4:
        item["archive-place"] = item.pop("publisher-place", "")


_SPECIAL: dict[str, Callable[[dict[str, Any], Work, random.Random], None]] = {
    "proceedings": _proceedings, "thesis": _body, "report": _body, "preprint": _preprint,
    "article": _article, "patent": _patent, "manuscript": _archived, "letter": _archived,
}  # fmt: skip


def _lose(item: dict[str, Any], rng: random.Random) -> None:
    """Leave out one or two variables, as most data do."""
    if rng.random() >= _LOSS:
        return
    for _ in range(1 + (rng.random() < 0.3)):
        keys: Sequence[str] = [key for key in item if key not in _KEPT]
        if keys:
            item.pop(pick(rng, keys))
