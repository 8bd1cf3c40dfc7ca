"""Where the values of a CSL-JSON item stand in BibTeX and BibLaTeX: tables.

Imports nothing of the package.  Invariant: a CSL variable may have several targets, the best
first; a field is filled once, by the first variable that has a value for it.

Sources: Patashnik, "BibTeXing" (1988), section 3; the manual of BibLaTeX 3.19, section 2; for
fields that standard BibTeX styles ignore, the names that reference managers write.
"""

from __future__ import annotations

from collections.abc import Iterator

#: CSL type -> entry type; all others are ``misc``.
BIBTEX_TYPES: dict[str, str] = {
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "review": "article",
    "review-book": "article",
    "book": "book",
    "classic": "book",
    "collection": "book",
    "chapter": "incollection",
    "entry": "incollection",
    "entry-dictionary": "incollection",
    "entry-encyclopedia": "incollection",
    "paper-conference": "inproceedings",
    "thesis": "phdthesis",
    "report": "techreport",
    "pamphlet": "booklet",
    "manuscript": "unpublished",
}

#: CSL type -> entry type; all others are ``misc``.
BIBLATEX_TYPES: dict[str, str] = {
    **BIBTEX_TYPES,
    "article": "online",  # a preprint, by CSL's definition
    "review": "review",
    "review-book": "review",
    "entry": "inreference",
    "entry-dictionary": "inreference",
    "entry-encyclopedia": "inreference",
    "thesis": "thesis",
    "report": "report",
    "periodical": "periodical",
    "webpage": "online",
    "post": "online",
    "post-weblog": "online",
    "patent": "patent",
    "dataset": "dataset",
    "software": "software",
    "standard": "standard",
    "bill": "legislation",
    "legislation": "legislation",
    "regulation": "legislation",
    "legal_case": "jurisdiction",
    "treaty": "legal",
    "motion_picture": "movie",
    "broadcast": "video",
    "song": "audio",
    "musical_score": "music",
    "performance": "performance",
    "figure": "image",
    "graphic": "artwork",
    "map": "image",
    "personal_communication": "letter",
}

#: Fields whose value is taken as it is, without escapes.
VERBATIM = frozenset(("url", "doi", "eprint"))

_ARTICLES = frozenset(("article", "review", "periodical"))
_THESES = frozenset(("phdthesis", "mastersthesis"))

#: Variables that have the same field in both formats, for any type.
_IDENTIFIERS: tuple[tuple[str, str], ...] = (
    ("DOI", "doi"),
    ("URL", "url"),
    ("ISBN", "isbn"),
    ("ISSN", "issn"),
    ("PMID", "pmid"),
    ("PMCID", "pmcid"),
    ("language", "language"),
    ("abstract", "abstract"),
    ("keyword", "keywords"),
    ("annote", "annotation"),
    ("title-short", "shorttitle"),
    ("shortTitle", "shorttitle"),
    ("container-title-short", "shortjournal"),
    ("journalAbbreviation", "shortjournal"),
    ("call-number", "library"),
    # the mark before a reference, "[12]": no style prints it
    ("citation-number", "label"),
    ("citation-label", "label"),
)


def bibtex_targets(kind: str) -> Iterator[tuple[str, str]]:
    """List the fields of a BibTeX entry.

    Parameters
    ----------
    kind : str
        Its type.

    Yields
    ------
    tuple of (CSL variable, field)
        In the order in which they are printed.
    """
    if kind in _ARTICLES:
        yield "container-title", "journal"
    elif kind in ("misc", "unpublished", "booklet"):
        yield "container-title", "howpublished"
        yield "genre", "howpublished"
    else:
        yield "container-title", "booktitle"
        if kind == "inproceedings":
            yield "event-title", "booktitle"
            yield "event", "booktitle"
    yield "collection-title", "series"
    yield "volume", "volume"
    yield "issue", "number"
    yield "number", "number"
    yield "collection-number", "number"
    yield "chapter-number", "chapter"
    yield "page", "pages"
    yield "number-of-pages", "numpages"
    yield "edition", "edition"
    if kind in _THESES:
        yield "publisher", "school"
    elif kind == "techreport":
        yield "publisher", "institution"
        yield "authority", "institution"
    yield "publisher", "publisher"
    yield "authority", "organization"
    yield "publisher-place", "address"
    yield "event-place", "address"
    if kind in _THESES or kind in ("techreport", "misc", "unpublished", "booklet"):
        yield "genre", "type"  # elsewhere `type` stands for the word "chapter"
    yield from _IDENTIFIERS


def biblatex_targets(kind: str) -> Iterator[tuple[str, str]]:
    """List the fields of a BibLaTeX entry, dates and names apart.

    Parameters
    ----------
    kind : str
        Its type.

    Yields
    ------
    tuple of (CSL variable, field)
        In the order in which they are printed.
    """
    if kind in _ARTICLES:
        yield "container-title", "journaltitle"
    elif kind in ("online", "misc", "dataset", "software"):
        yield "container-title", "titleaddon"
    else:
        yield "container-title", "booktitle"
    yield "event-title", "eventtitle"
    yield "event", "eventtitle"
    yield "event-place", "venue"
    yield "collection-title", "series"
    yield "volume", "volume"
    yield "number-of-volumes", "volumes"
    yield "part", "part"
    yield "issue", "number"
    yield "number", "number"
    yield "collection-number", "number"
    yield "chapter-number", "chapter"
    yield "page", "pages"
    yield "number-of-pages", "pagetotal"
    yield "edition", "edition"
    yield "version", "version"
    if kind == "patent":
        yield "publisher", "holder"
    elif kind in ("thesis", "report"):
        yield "publisher", "institution"
        yield "authority", "institution"
    elif kind in ("online", "standard"):
        yield "publisher", "organization"
    yield "publisher", "publisher"
    yield "authority", "organization"
    yield "publisher-place", "location"
    if kind not in _ARTICLES and kind not in ("incollection", "inproceedings", "inreference"):
        yield "genre", "type"
    yield "medium", "howpublished"
    yield "status", "pubstate"
    yield "original-title", "origtitle"
    yield "original-publisher", "origpublisher"
    yield "original-publisher-place", "origlocation"
    yield from _IDENTIFIERS
