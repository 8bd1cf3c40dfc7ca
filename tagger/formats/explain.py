"""What was found in a reference, and what the normalisers made of it, for people.

Imports display, reference and normalize.
"""

from __future__ import annotations

from collections.abc import Callable

from tagger.normalize.dates import parse_date
from tagger.normalize.identifiers import clean_url, normalize_doi, parse_identifier
from tagger.normalize.names import parse_names
from tagger.normalize.pages import parse_pages
from tagger.normalize.titles import clean_title
from tagger.normalize.volumes import parse_edition, parse_issue, parse_volume
from tagger.reference import Field, Reference

#: How much of the reference before and behind a field its normaliser sees, in code points.
_AROUND = 20


def explain(reference: Reference) -> str:
    """Write a line for each field.

    Parameters
    ----------
    reference : Reference
        With its fields.

    Returns
    -------
    str
        Label, confidence, offsets, the text, and behind an arrow what its normaliser made of it,
        where that is something else; then the type that was guessed. Without fields, it says so.

    Examples
    --------
    >>> spans = [(0, 9, "author", 0.98), (11, 15, "year", 0.99), (18, 23, "pages", None)]
    >>> print(explain(Reference.from_spans("Smith, J. (1999). 123-8", spans)))
    author  0.98  0-9    'Smith, J.' -> Smith | J.
    year    0.99  11-15  '1999'
    pages   -     18-23  '123-8' -> 123-128
    type    document
    """
    if not reference.fields:
        return "no field was found"
    rows = []
    for field in reference.fields:
        sure = "-" if field.confidence is None else f"{field.confidence:.2f}"
        made = _normalised(field, reference.text)
        shown = repr(field.raw) + (f" -> {made}" if made != field.raw else "")
        rows.append((field.label, sure, f"{field.start}-{field.end}", shown))
    widths = [max(len(row[i]) for row in rows) for i in range(3)]
    lines = [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]])
        for row in rows
    ]
    kind = reference.to_csl()["type"]
    return "\n".join([*lines, f"{'type'.ljust(widths[0])}  {kind}"])


def _normalised(field: Field, text: str) -> str:
    before, after = text[max(0, field.start - _AROUND) : field.start], text[field.end :][:_AROUND]
    if field.label == "pages":
        return parse_pages(field.value, before=before, after=after).value
    if field.label == "identifier":
        found = parse_identifier(field.value, before=before)
        sign = "" if found.is_valid else ", wrong check digit or form"
        return f"{found.kind} {found.value}{sign}" if found.kind != "other" else found.value
    return _NORMALISERS.get(field.label, str)(field.value)


def _names(value: str) -> str:
    return "; ".join(
        name.literal
        or " | ".join(
            part for part in (name.particle, name.family, name.given, name.suffix) if part
        )
        for name in parse_names(value)
    )


def _date(value: str) -> str:
    date = parse_date(value)
    return date.iso if date and date.iso else value


_NORMALISERS: dict[str, Callable[[str], str]] = {
    "author": _names,
    "editor": _names,
    "translator": _names,
    "title": clean_title,
    "venue": clean_title,
    "series": clean_title,
    "volume": lambda value: parse_volume(value).value,
    "issue": lambda value: parse_issue(value).value,
    "edition": parse_edition,
    "year": _date,
    "date": _date,
    "doi": normalize_doi,
    "url": clean_url,
}
