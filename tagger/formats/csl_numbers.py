"""Volume, issue, pages and identifiers of a reference -> variables of a CSL-JSON item.

Imports csl_draft, reference, normalize.identifiers, normalize.pages and normalize.volumes.
Invariant: a number that a variable cannot take is kept in the note.
"""

from __future__ import annotations

import re

from tagger.formats.csl_draft import Draft, has_digits_of, unique
from tagger.normalize.identifiers import (
    clean_url,
    doi_of_url,
    is_resolver,
    normalize_doi,
    parse_identifier,
)
from tagger.normalize.pages import parse_pages
from tagger.normalize.volumes import parse_edition, parse_issue, parse_volume
from tagger.reference import Field

#: Series of a journal: its volumes are those of the journal.
_JOURNAL_SERIES = re.compile(
    r"(?:n(?:ew|ouvelle|uova|ueva|eue|ova)?\.?\s?s(?:er(?:ies?|ie)?)?\b|s(?:er(?:ies|ie|\.)?)?\b|[ivx]+\s?s\b"
    r"|\d+\.?\s?(?:ser|s)\b|folge\b)",
    re.IGNORECASE,
)
#: How far a volume of a series stands behind its name at most, in code points: ", Vol. No. ".
_NEAR = 12

_KEYS = {
    "isbn": ("ISBN", " "),
    "issn": ("ISSN", ", "),
    "pmid": ("PMID", ""),
    "pmcid": ("PMCID", ""),
}
#: Kinds that say what number they are only with their designator.
_WITH_KIND = {"rfc": "RFC ", "oclc": "OCLC ", "handle": "hdl:", "zbl": "Zbl ", "mr": ""}


def add_numbers(draft: Draft) -> None:
    """Add volume, issue, pages and edition.

    Parameters
    ----------
    draft : Draft
        Gets ``volume``, ``collection-number``, ``issue``, ``page``, ``number-of-pages`` and
        ``edition``, where they are printed; and the kind ``total``.

    Notes
    -----
    An article number is a ``page``: most styles print no ``number`` with an article.
    """
    _volumes(draft)
    _pages(draft)
    draft.put_joined("edition", "edition", "; ", parse_edition)


def _volumes(draft: Draft) -> None:
    volumes: list[str] = []
    issues: list[str] = []
    of_series: list[str] = []
    for field in draft.fields("volume"):
        number = parse_volume(field.value)
        (of_series if _is_of_series(draft, field) else volumes).append(number.value)
        issues.append(number.issue)
        if not has_digits_of(field.value, f"{number.value} {number.issue}"):
            draft.keep(field)
    for field in draft.fields("issue"):
        number = parse_issue(field.value)
        issues.append(number.value)
        if not has_digits_of(field.value, number.value):
            draft.keep(field)
    for key, values in (
        ("volume", volumes),
        ("collection-number", of_series),
        ("issue", issues),
    ):
        if values := unique(values):
            draft.item[key] = ", ".join(values)


def _is_of_series(draft: Draft, field: Field) -> bool:
    """Say whether a volume is the number of a book in its series."""
    series = [s for s in draft.fields("series") if 0 <= field.start - s.end <= _NEAR]
    return bool(series) and not _JOURNAL_SERIES.match(series[-1].value)


def _pages(draft: Draft) -> None:
    pages: list[str] = []
    totals: list[str] = []
    for field in draft.fields("pages"):
        found = parse_pages(field.value, before=draft.before(field), after=draft.after(field))
        (totals if found.is_total else pages).append(found.value)
        if not has_digits_of(field.value, found.value):
            draft.keep(field)
    if pages := unique(pages):
        draft.item["page"] = ", ".join(pages)
    if totals := unique(totals):
        draft.item["number-of-pages"] = ", ".join(totals)
        draft.kinds["total"] = totals[0]


def add_identifiers(draft: Draft) -> None:
    """Add DOI, address and other identifiers.

    Parameters
    ----------
    draft : Draft
        Gets ``DOI``, ``URL``, ``ISBN``, ``ISSN``, ``PMID``, ``PMCID``, ``archive`` with
        ``archive_location`` for arXiv, and ``number`` for what is none of them, where they are
        printed; and their kinds.

    Notes
    -----
    The address of a resolver is a DOI and no ``URL``; that of a publisher which holds a DOI is
    both.
    """
    for field in draft.fields("doi"):
        _put_once(draft, field, "DOI", normalize_doi(field.raw))
    for field in draft.fields("url"):
        url, doi = clean_url(field.raw), doi_of_url(field.raw)
        if doi and is_resolver(url):
            _put_once(draft, field, "DOI", doi)
            continue
        _put_once(draft, field, "URL", url)
        if doi:
            draft.item.setdefault("DOI", doi)
        if "arxiv.org/" in url:
            draft.kinds.setdefault("arxiv", url)
    for field in draft.fields("identifier"):
        _identifier(draft, field)


def _put_once(draft: Draft, field: Field, key: str, value: str) -> None:
    """Put a value into a variable, or keep its field where another one is there."""
    if not value or draft.item.setdefault(key, value) != value:
        draft.keep(field)


def _identifier(draft: Draft, field: Field) -> None:
    found = parse_identifier(field.raw, before=draft.before(field))
    if found.kind != "other":
        draft.kinds.setdefault(found.kind, found.value)
    if found.kind in _KEYS:
        key, separator = _KEYS[found.kind]
        if separator and key in draft.item:
            known = draft.item[key].split(separator)
            draft.item[key] = separator.join(unique([*known, found.value]))
        else:
            _put_once(draft, field, key, found.value)
    elif found.kind == "doi":
        _put_once(draft, field, "DOI", found.value if found.is_valid else "")
    elif found.kind == "arxiv" and found.is_valid:
        _put_once(draft, field, "archive_location", found.value)
        draft.item.setdefault("archive", "arXiv")
    else:
        value = _WITH_KIND.get(found.kind, "") + found.value
        _put_once(draft, field, "number", value)


def move_number(draft: Draft, kind: str) -> None:
    """Move a number away that does not identify the work.

    Parameters
    ----------
    draft : Draft
        Of which the type is known.
    kind : str
        Its CSL type.

    Notes
    -----
    Styles print the ``number`` of an article or chapter as an article number, which the number of
    a review or a library is not.  For a preprint the arXiv number is its ``number``.
    """
    numbered = kind not in ("article-journal", "article-magazine", "article-newspaper", "chapter",
                            "paper-conference", "book", "entry-encyclopedia", "entry-dictionary",
                            "review")  # fmt: skip
    if not numbered and "number" in draft.item:
        draft.notes.append(f"identifier: {draft.item.pop('number')}")
    if kind == "article" and draft.item.get("archive") == "arXiv":
        draft.item.setdefault("number", f"arXiv:{draft.item['archive_location']}")
