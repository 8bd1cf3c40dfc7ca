"""Elements inside a field of a JATS citation: names, pages, dates, identifiers.

Imports formats.items, formats.xml_text and normalize.  Invariant: a function gives the field's
text with tags put into it; the text between the tags is the field's, to the letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from tagger.formats.items import PAGE_RANGE
from tagger.formats.xml_text import element, escape
from tagger.normalize.dates import is_access, parse_date
from tagger.normalize.identifiers import parse_identifier
from tagger.normalize.names import Name, parse_names
from tagger.normalize.names_pieces import ET_AL_PATTERN
from tagger.normalize.pages import parse_pages
from tagger.normalize.partial_dates import PartialDate

#: A piece of a text and the XML that stands for it.
Piece = tuple[int, int, str]

_NUMBER_OR_WORD = re.compile(r"\d+|[^\W\d_]+\.?")
_ROMAN = re.compile(r"[ivx]{1,4}", re.IGNORECASE)
_LONE_DAY = re.compile(r"\d{1,2}[^\W\d_]{0,2}\.?")


def splice(text: str, pieces: Iterable[Piece]) -> str:
    """Put XML into a text.

    Parameters
    ----------
    text : str
        Any.
    pieces : iterable of (start, end, xml)
        Offsets into `text`, in code points, half-open; one that overlaps an earlier one or
        lies outside is passed over.

    Returns
    -------
    str
        With `xml` in the place of each piece, and what stands between them escaped.
    """
    parts, at = [], 0
    for start, end, xml in sorted(pieces):
        if at <= start < end <= len(text):
            parts += [escape(text[at:start]), xml]
            at = end
    return "".join(parts) + escape(text[at:])


def people(text: str) -> str:
    """Mark the persons and organisations in a list.

    Parameters
    ----------
    text : str
        A field of names.

    Returns
    -------
    str
        With ``string-name``, ``surname``, ``given-names``, ``suffix``, ``collab`` and ``etal``.
    """
    pieces = []
    for name in parse_names(text):
        printed = text[name.start : name.end]
        if name.family or name.given:
            pieces.append((name.start, name.end, element("string-name", _parts(printed, name))))
        elif not name.is_repeated:
            pieces.append((name.start, name.end, element("collab", escape(printed))))
    etal = [
        (found.start(), found.end(), element("etal", escape(found[0])))
        for found in ET_AL_PATTERN.finditer(text)
        if not any(start < found.end() and found.start() < end for start, end, _ in pieces)
    ]
    return splice(text, pieces + etal)


def _parts(text: str, name: Name) -> str:
    """Mark the parts of one name; parts that cannot be found stay without tags."""
    pieces: list[Piece] = []
    for tag, part in (
        ("surname", name.family),
        ("given-names", name.given),
        ("suffix", name.suffix),
    ):
        spans = [(start, end) for start, end, _ in pieces]
        if found := _find(text, part, spans):
            start, end = found
            if tag == "surname" and name.particle:
                before = re.search(_flexible(name.particle) + r"\s*\Z", text[:start])
                start = before.start() if before else start
            pieces.append((start, end, element(tag, escape(text[start:end]))))
    return splice(text, pieces)


def _find(text: str, part: str, taken: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Find a part of a name where no other stands: as whole words if it can be."""
    if not part:
        return None
    pattern = _flexible(part)
    for form in (rf"(?<![^\W_]){pattern}(?![^\W_])", pattern):
        for found in re.finditer(form, text):
            if all(end <= found.start() or found.end() <= start for start, end in taken):
                return found.span()
    return None


def _flexible(part: str) -> str:
    """Make a pattern for text that was put on one line."""
    spaced = r"\s+".join(re.escape(word) for word in part.split())
    return re.sub(r"(\\-|[‐‑])(?!\Z)", r"\1\\s*", spaced).replace(r"\.", r"\s*\.")  # "H ."


def pages(text: str, before: str, after: str) -> str:
    """Mark pages: a range, one page, several ranges, an article number, or a total.

    Parameters
    ----------
    text : str
        The field.
    before, after : str
        What stands around it in the reference: "pp." before or after it.

    Returns
    -------
    str
        With ``fpage`` and ``lpage``, ``page-range``, ``elocation-id`` or ``size``.
    """
    kind = parse_pages(text, before=before, after=after).kind
    if kind == "total":
        return element("size", escape(text), units="page")
    if kind == "article":
        return element("elocation-id", escape(text))
    if match := PAGE_RANGE.fullmatch(text):
        ends = (("fpage", 1), ("lpage", 2))
        return splice(text, [(*match.span(i), element(name, escape(match[i]))) for name, i in ends])
    is_one = re.fullmatch(r"\S+(?:\s+\S{1,3})?", text) and not re.search(r"[,;]", text)
    return element("fpage" if is_one else "page-range", escape(text))


def date(text: str, before: str) -> str:
    """Mark what a field ``date`` holds besides the year of publication.

    Parameters
    ----------
    text : str
        The field.
    before : str
        What stands before it in the reference: "Accessed on".

    Returns
    -------
    str
        With ``month``, ``day`` and ``season``; a date with a year of its own is not that of
        publication (training/GUIDELINES.md, section 3) and is one ``date-in-citation``; what
        is not understood is ``named-content``.
    """
    if is_access(before):
        return element("date-in-citation", escape(text), **{"content-type": "access-date"})
    if re.search(r"\d{4}", text):
        return element("date-in-citation", escape(text))
    if _LONE_DAY.fullmatch(text):
        return element("day", escape(text))
    pieces = _date_pieces(text, parse_date(text) or PartialDate())
    if not pieces:
        return element("named-content", escape(text), **{"content-type": "date"})
    return splice(text, pieces)


def _date_pieces(text: str, parsed: PartialDate) -> list[Piece]:
    """Find the words and numbers in a date that its parts were read from."""
    days, months = {parsed.day, parsed.end_day}, {parsed.month, parsed.end_month}
    pieces: list[Piece] = []
    has_day = False
    for found in _NUMBER_OR_WORD.finditer(text):
        word, name = found[0], ""
        if word.isdecimal():
            is_month = int(word) in months and (has_day or int(word) not in days)
            if is_month or re.match(r"\s?[月월]", text[found.end() :]):
                name = "month"
            elif int(word) in days:
                name, has_day = "day", True
        elif parsed.month and _ROMAN.fullmatch(word.rstrip(".")):
            name = "month"
        elif alone := parse_date(word):
            name = "month" if alone.month else "season" if alone.season else ""
        if name and parsed != PartialDate():
            pieces.append((*found.span(), element(name, escape(word))))
    return pieces


def identifier(text: str, before: str) -> str:
    """Mark a number by its kind.

    Parameters
    ----------
    text : str
        The field.
    before : str
        What stands before it in the reference: "ISBN", "arXiv:".

    Returns
    -------
    str
        ``isbn``, ``issn``, or ``pub-id`` with its type.
    """
    kind = parse_identifier(text, before=before).kind
    if kind in ("isbn", "issn"):
        return element(kind, escape(text))
    return element("pub-id", escape(text), **{"pub-id-type": kind})
