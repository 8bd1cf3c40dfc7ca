"""CSL-JSON items -> RIS.

Imports formats.items.  Invariant: every value of an item stands on a line of its own, under the
tag for it or as a note (``N1``); a record begins with ``TY`` and ends with ``ER``.

Sources: the RIS format specification of Reference Manager (2001) and its revision with types
(2011); where they differ, the tags that reference managers read today.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from typing import TextIO

from tagger.formats.items import Fields, Item, ItemDate, notes, split_pages

#: CSL type -> RIS type; all others are ``GEN``.
_TYPES = {
    "article": "UNPB",  # a preprint, by CSL's definition
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "bill": "BILL",
    "book": "BOOK",
    "broadcast": "VIDEO",
    "chapter": "CHAP",
    "classic": "CLSWK",
    "dataset": "DATA",
    "entry": "ENCYC",
    "entry-dictionary": "DICT",
    "entry-encyclopedia": "ENCYC",
    "figure": "FIGURE",
    "graphic": "ART",
    "hearing": "HEAR",
    "interview": "PCOMM",
    "legal_case": "CASE",
    "legislation": "STAT",
    "manuscript": "MANSCPT",
    "map": "MAP",
    "motion_picture": "MPCT",
    "musical_score": "MUSIC",
    "pamphlet": "PAMP",
    "paper-conference": "CONF",
    "patent": "PAT",
    "periodical": "JFULL",
    "personal_communication": "PCOMM",
    "post": "ICOMM",
    "post-weblog": "BLOG",
    "regulation": "LEGAL",
    "report": "RPRT",
    "review": "JOUR",
    "review-book": "JOUR",
    "software": "COMP",
    "song": "SOUND",
    "speech": "SLIDE",
    "standard": "STAND",
    "thesis": "THES",
    "treaty": "LEGAL",
    "webpage": "ELEC",
}
_PEOPLE = (("author", "AU"), ("editor", "A2"), ("collection-editor", "A3"), ("translator", "A4"))
#: CSL variable -> tag; a tag is written once, for the first variable that has a value for it.
_TAGS = (
    ("title", "TI"),
    ("title-short", "ST"),
    ("shortTitle", "ST"),
    ("container-title", "T2"),
    ("event-title", "T2"),
    ("event", "T2"),
    ("container-title-short", "J2"),
    ("journalAbbreviation", "J2"),
    ("collection-title", "T3"),
    ("volume", "VL"),
    ("issue", "IS"),
    ("number", "M1"),
    ("collection-number", "M1"),
    ("number-of-volumes", "NV"),
    ("chapter-number", "SE"),
    ("section", "SE"),
    ("edition", "ET"),
    ("publisher", "PB"),
    ("publisher-place", "CY"),
    ("event-place", "CY"),
    ("genre", "M3"),
    ("ISBN", "SN"),
    ("ISSN", "SN"),
    ("DOI", "DO"),
    ("URL", "UR"),
    ("archive_location", "AN"),
    ("PMID", "AN"),
    ("PMCID", "C2"),
    ("language", "LA"),
    ("call-number", "CN"),
    ("archive", "DB"),
    ("source", "DP"),
    ("citation-label", "LB"),
    ("citation-number", "LB"),
    ("abstract", "AB"),
    ("keyword", "KW"),
)


def to_ris(item: Item) -> str:
    r"""Write an item as a RIS record.

    Parameters
    ----------
    item : mapping
        A CSL-JSON item; what is not of CSL goes to the notes.

    Returns
    -------
    str
        Lines "TY  - JOUR" to "ER  - ", the last one ended too.

    Examples
    --------
    >>> print(to_ris({"type": "article-journal", "title": "Literate programming",
    ...     "author": [{"family": "Knuth", "given": "D. E."}], "page": "97-111",
    ...     "issued": {"date-parts": [[1984]]}}).replace("- \n", "-\n"), end="")
    TY  - JOUR
    AU  - Knuth, D. E.
    TI  - Literate programming
    SP  - 97
    EP  - 111
    PY  - 1984
    ER  -
    """
    fields = Fields(item)
    lines = [f"{tag}  - {value}\n" for tag, value in _lines(fields)]
    return f"TY  - {_TYPES.get(fields.type, 'GEN')}\n{''.join(lines)}ER  - \n"


def write_ris(items: Iterable[Item], stream: TextIO) -> None:
    """Write items as a RIS file.

    Parameters
    ----------
    items : iterable of mapping
        CSL-JSON items, read one by one.
    stream : text file
        UTF-8; a blank line stands between records.
    """
    for i, item in enumerate(items):
        stream.write("\n" * bool(i) + to_ris(item))


def _lines(fields: Fields) -> Iterator[tuple[str, str]]:
    if fields.id:
        yield "ID", fields.id
    words = []
    for key, tag in _PEOPLE:
        for person in fields.people(key):
            if person.is_others:  # a name to every program that reads the record
                words.append(f"{key}: {person.literal}")
            else:
                yield tag, person.inverted
    done = set()
    for key, tag in _TAGS:
        if tag not in done and (text := fields.take(key)):
            done.add(tag)
            yield tag, text
    yield from _pages(fields)
    words += yield from _date(fields.date("issued"))
    yield from _accessed(fields.date("accessed"))
    for note in [*notes(fields), *words]:
        yield "N1", note


def _pages(fields: Fields) -> Iterator[tuple[str, str]]:
    # for a book, reference managers read its number of pages in SP
    page = fields.take("page") or fields.take("number-of-pages")
    first, last = split_pages(page)
    if first:
        yield "SP", first
    if last:
        yield "EP", last


def _date(date: ItemDate) -> Generator[tuple[str, str], None, list[str]]:
    """Write the date of publication; give what its tags cannot express, as notes."""
    if not date.start:
        if date.text:
            yield "PY", date.text
        return []
    yield "PY", str(date.start[0])
    if len(date.start) > 1 or date.season:
        yield "DA", _slashes(date)
    is_more = date.end or date.literal or date.is_circa
    return [f"issued: {date.text}"] if is_more else []


def _accessed(date: ItemDate) -> Iterator[tuple[str, str]]:
    if date.start and not (date.end or date.literal or date.is_circa):
        yield "Y2", _slashes(date)
    elif date.text:
        yield "Y2", date.text


def _slashes(date: ItemDate) -> str:
    """Write "year/month/day/other", the form of the specification."""
    parts = [f"{part:02}" for part in date.start[1:]] + [""] * (3 - len(date.start))
    return "/".join([f"{date.start[0]:04}", *parts, date.season])
