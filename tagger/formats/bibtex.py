"""CSL-JSON items -> BibTeX and BibLaTeX.

Imports formats.bibtex_fields, formats.items, formats.keys and formats.latex.  Invariant: every
value of an item stands in its entry, in the field for it or in ``note``; an entry's braces are
balanced.  Letters stay UTF-8, which BibTeX 0.99d (8-bit) passes through and biber reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TextIO

from tagger.formats.bibtex_fields import (
    BIBLATEX_TYPES,
    BIBTEX_TYPES,
    VERBATIM,
    biblatex_targets,
    bibtex_targets,
)
from tagger.formats.items import Fields, Item, ItemDate, Person, iso, notes, take_arxiv
from tagger.formats.keys import safe_key, unique_keys
from tagger.formats.latex import escape, protect, verbatim

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: Numbers of seasons in the dates of BibLaTeX (ISO 8601-2:2019, section 4.8).
_SEASONS = {"Spring": 21, "Summer": 22, "Autumn": 23, "Winter": 24}
_MASTER = re.compile(
    r"master|magist|maîtr|diplom|bachelor|licen|laurea|\bm\.?\s?(?:a|sc|s|phil|eng)\b|硕士|修士",
    re.IGNORECASE,
)
_DASH = re.compile(r"(?<=[^\W_])(\.?)\s*[-‐‑‒–—−]+\s*(?=[^\W_])")
_NAMES = ("author", "editor", "translator")
_DATES = (("accessed", "urldate"), ("event-date", "eventdate"), ("original-date", "origdate"))

#: Fields in the order of the entry: name -> the value as it is printed after the sign "=".
_Entry = dict[str, str]


def to_bibtex(item: Item, key: str) -> str:
    """Write an item as a BibTeX entry.

    Parameters
    ----------
    item : mapping
        A CSL-JSON item; what is not of CSL goes to the note.
    key : str
        The entry's key; characters that BibTeX does not allow in keys are left out.

    Returns
    -------
    str
        The entry, ending with a line break.  Its type is one of the fourteen of BibTeX's
        standard styles; fields that they do not know (``doi``, ``url``, ``isbn`` …) have the
        names that reference managers and newer styles use.

    Examples
    --------
    >>> print(to_bibtex({"type": "book", "title": "The TeXbook", "author": [
    ...     {"family": "Knuth", "given": "Donald E."}], "issued": {"date-parts": [[1984, 1]]}},
    ...     "knuth"), end="")
    @book{knuth,
      author = {Knuth, Donald E.},
      title = {The {TeXbook}},
      year = {1984},
      month = jan,
    }
    """
    fields = Fields(item)
    kind = BIBTEX_TYPES.get(fields.type, "misc")
    if kind == "phdthesis" and _MASTER.search(fields.peek("genre")):
        kind = "mastersthesis"
    elif kind == "misc" and fields.type == "article" and fields.peek("container-title"):
        kind = "article"
    entry = _start(fields)
    _bibtex_date(fields, entry)
    eprint = _arxiv(fields, "archiveprefix", "arXiv")
    _fill(fields, entry, bibtex_targets(kind))
    return _print(kind, key, entry | eprint, notes(fields))


def to_biblatex(item: Item, key: str) -> str:
    """Write an item as a BibLaTeX entry.

    Parameters
    ----------
    item : mapping
        A CSL-JSON item; what is not of CSL goes to the note.
    key : str
        The entry's key; characters that biber does not allow in keys are left out.

    Returns
    -------
    str
        The entry, ending with a line break, with types and fields of BibLaTeX's manual (3.19,
        sections 2.1 and 2.2) and dates in EDTF.
    """
    fields = Fields(item)
    kind = BIBLATEX_TYPES.get(fields.type, "misc")
    if kind == "online" and fields.type == "article" and fields.peek("container-title"):
        kind = "article"
    elif kind == "book" and fields.peek("editor") and not fields.peek("author"):
        kind = "collection"
    entry = _start(fields)
    if people := fields.people("container-author"):
        entry["bookauthor"] = _braced(_people(people))
    words = _biblatex_dates(fields, entry)
    eprint = _arxiv(fields, "eprinttype", "arxiv")
    if not eprint and (pmid := fields.take("PMID")):
        eprint = {"eprint": _braced(verbatim(pmid)), "eprinttype": "{pubmed}"}
    _fill(fields, entry, biblatex_targets(kind))
    return _print(kind, key, entry | eprint, notes(fields) + words)


def write_bibtex(items: Iterable[Item], stream: TextIO) -> None:
    """Write items as a BibTeX file.

    Parameters
    ----------
    items : iterable of mapping
        CSL-JSON items, read one by one.
    stream : text file
        UTF-8.  The keys are those of `keys.unique_keys`.
    """
    _write(items, stream, to_bibtex)


def write_biblatex(items: Iterable[Item], stream: TextIO) -> None:
    """Write items as a BibLaTeX file.

    Parameters
    ----------
    items : iterable of mapping
        CSL-JSON items, read one by one.
    stream : text file
        UTF-8.  The keys are those of `keys.unique_keys`.
    """
    _write(items, stream, to_biblatex)


def _write(items: Iterable[Item], stream: TextIO, writer: Callable[[Item, str], str]) -> None:
    for i, (key, item) in enumerate(unique_keys(items)):
        stream.write("\n" * bool(i) + writer(item, key))


def _braced(text: str) -> str:
    return "{" + text + "}"


def _start(fields: Fields) -> _Entry:
    """Begin an entry with the people and the title."""
    entry = {}
    for name in _NAMES:
        if people := fields.people(name):
            entry[name] = _braced(_people(people))
    language = fields.peek("language").lower()
    if title := fields.take("title"):
        is_foreign = bool(language) and not language.startswith("en")
        entry["title"] = _braced(protect(title, has_nouns_in_capitals=is_foreign))
    return entry


def _arxiv(fields: Fields, type_field: str, archive: str) -> _Entry:
    number = take_arxiv(fields)
    return {"eprint": _braced(verbatim(number)), type_field: _braced(archive)} if number else {}


def _fill(fields: Fields, entry: _Entry, targets: Iterable[tuple[str, str]]) -> None:
    """Put each value into the first of its fields that is free."""
    for key, name in targets:
        if name in entry or not fields.peek(key):
            continue
        if name == "holder":
            entry[name] = _braced(_people(fields.people(key)))
            continue
        text = fields.take(key)
        if name in VERBATIM:
            text = verbatim(text)
        else:
            text = escape(_DASH.sub(r"\1--", text) if name == "pages" else text)
        entry[name] = _braced(text)


def _bibtex_date(fields: Fields, entry: _Entry) -> None:
    date, suffix = fields.date("issued"), fields.take("year-suffix")
    if date.start and not date.literal:
        years = [str(part[0]) for part in (date.start, date.end) if part]
        circa = "c. " * date.is_circa
        entry["year"] = _braced(f"{circa}{'--'.join(dict.fromkeys(years))}{escape(suffix)}")
        _bibtex_month(date, entry)
    elif date.text or suffix:
        entry["year"] = _braced(escape(date.text + suffix))
    if accessed := fields.date("accessed").text:
        entry["urldate"] = _braced(escape(accessed))


def _bibtex_month(date: ItemDate, entry: _Entry) -> None:
    """Put months as macros, which styles print in their own language; days as numbers."""
    parts = [part for part in (date.start, date.end) if len(part) > 1]
    months = [_MONTHS[part[1] - 1] for part in parts]
    days = [str(part[2]) for part in parts if len(part) > 2]
    if date.season:
        entry["month"] = _braced(escape(" ".join([date.season, *(iso(part) for part in parts)])))
    elif months:
        entry["month"] = ' # "--" # '.join(months)
        if days:
            entry["day"] = _braced("--".join(days))


def _biblatex_dates(fields: Fields, entry: _Entry) -> list[str]:
    """Take the dates; give those that EDTF cannot express, as notes."""
    date, suffix = fields.date("issued"), fields.take("year-suffix")
    if (edtf := _edtf(date)) and not suffix:
        entry["date"] = _braced(edtf)
    elif edtf and not date.end and not date.season:
        entry["year"] = _braced(f"{'c. ' * date.is_circa}{date.start[0]}{escape(suffix)}")
        for name, part in zip(("month", "day"), date.start[1:], strict=False):
            entry[name] = _braced(str(part))
    elif date.text or suffix:  # the older field takes any words
        entry["year"] = _braced(escape(date.text + suffix))
    words = []
    for key, name in _DATES:
        date = fields.date(key)
        if edtf := _edtf(date):
            entry[name] = _braced(edtf)
        elif date.text:
            words.append(f"{key}: {date.text}")
    return words


def _edtf(date: ItemDate) -> str:
    """Write a date in EDTF; nothing where it has words, or parts that EDTF cannot join."""
    if not date.start or date.literal:
        return ""
    circa = "~" * date.is_circa
    if date.season:
        number = _SEASONS.get(date.season)
        is_plain = number and len(date.start) == 1 and not date.end
        return f"{iso(date.start)}-{number}{circa}" if is_plain else ""
    return "/".join(iso(part) + circa for part in (date.start, date.end) if part)


def _people(people: Iterable[Person]) -> str:
    return " and ".join(map(_person, people))


def _person(person: Person) -> str:
    """Write "von Family, Jr, Given"; braces where BibTeX would divide the name elsewhere."""
    if person.is_others:
        return "others"
    if not person.family:
        return _braced(escape(person.literal))
    if not person.given:
        name = person.family
        if person.suffix or " " in name or not _is_plain(name):
            return _braced(escape(person.inverted))
        if person.particle and not person.particle.islower():
            return _braced(escape(person.inverted))
        return f"{escape(person.particle)} {escape(name)}".strip()
    family = f"{_shielded(person.particle)} {_shielded(person.family)}".strip()
    parts = (family, _shielded(person.suffix), _shielded(person.given))
    return ", ".join(part for part in parts if part)


def _is_plain(text: str) -> bool:
    """Say whether BibTeX leaves a part of a name in one piece: no comma, no "and"."""
    return "," not in text and not {"and", "others"} & set(text.lower().split())


def _shielded(text: str) -> str:
    return escape(text) if _is_plain(text) else _braced(escape(text))


def _print(kind: str, key: str, entry: _Entry, rest: list[str]) -> str:
    if rest:
        entry["note"] = _braced(escape("; ".join(rest)))
    lines = [f"  {name} = {value},\n" for name, value in entry.items()]
    return f"@{kind}{{{safe_key(key)},\n{''.join(lines)}}}\n"
