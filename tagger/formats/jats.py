"""References -> JATS ``mixed-citation``: the printed text with tags in it.

Imports reference, formats.jats_parts, formats.xml_text and normalize.  Invariant: the text of the
element, without its tags, is that of the reference to the letter; every field has an element.

Source: the JATS Journal Archiving and Interchange Tag Library (NISO JATS 1.3), content model of
``mixed-citation``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from tagger.formats import jats_parts as parts
from tagger.formats.xml_text import element, escape
from tagger.normalize.identifiers import parse_identifier
from tagger.normalize.kinds import guess_type
from tagger.normalize.pages import parse_pages
from tagger.reference import Field, Reference

_XLINK = "http://www.w3.org/1999/xlink"
#: Labels whose field is one element.
_ELEMENTS = {
    "venue": "source",
    "series": "series",
    "volume": "volume",
    "issue": "issue",
    "year": "year",
    "edition": "edition",
    "publisher": "publisher-name",
    "place": "publisher-loc",
    "institution": "institution",
    "note": "comment",
    "label": "label",
}
_PEOPLE = frozenset(("author", "editor", "translator"))
#: CSL type -> value of ``publication-type``; those that JATS suggests, else ``other``.
_TYPES = {
    "article": "preprint",
    "article-journal": "journal",
    "article-magazine": "magazine",
    "article-newspaper": "newspaper",
    "book": "book",
    "chapter": "book",
    "dataset": "data",
    "entry-dictionary": "book",
    "entry-encyclopedia": "book",
    "paper-conference": "confproc",
    "patent": "patent",
    "periodical": "journal",
    "post-weblog": "webpage",
    "report": "report",
    "review": "review",
    "software": "software",
    "standard": "standard",
    "thesis": "thesis",
    "webpage": "webpage",
}
_IN_BOOKS = frozenset(("chapter", "entry-dictionary", "entry-encyclopedia"))
#: Types whose title is that of a part though no whole is named.
_ARTICLES = frozenset(
    "article article-journal article-magazine article-newspaper document paper-conference review "
    "speech".split()
)
#: How much of the text before a field can hold its designator, in code points.
_LOOK_BACK = 24


def to_jats(reference: Reference) -> str:
    """Write a reference as a ``mixed-citation``.

    Parameters
    ----------
    reference : Reference
        Its fields point into its text.

    Returns
    -------
    str
        The element, without line breaks of its own.  A field that overlaps an earlier one
        stays without tags.

    Notes
    -----
    The kind of work is that of `normalize.kinds.guess_type`.  A title is ``chapter-title`` in a
    book, ``source`` where it is that of a whole (there is no venue, and it is no article), else
    ``article-title``.

    Examples
    --------
    >>> reference = Reference.from_spans("Knuth, D. The TeXbook.", [(0, 9, "author", None),
    ...                                  (10, 21, "title", None)])
    >>> print(to_jats(reference))
    <mixed-citation publication-type="other"><person-group
     person-group-type="author"><string-name><surname>Knuth</surname>,
     <given-names>D.</given-names></string-name></person-group> <article-title>The
     TeXbook</article-title>.</mixed-citation>
    """
    kind = _kind(reference)
    pieces = [
        (field.start, field.end, _field(field, reference, kind)) for field in reference.fields
    ]
    content = parts.splice(reference.text, pieces)
    return element("mixed-citation", content, **{"publication-type": _TYPES.get(kind, "other")})


def write_jats(references: Iterable[Reference], stream: TextIO) -> None:
    """Write references as a JATS ``ref-list``.

    Parameters
    ----------
    references : iterable of Reference
        Read and written one by one; the first one is ``ref id="r1"``.
    stream : text file
        UTF-8.
    """
    stream.write('<?xml version="1.0" encoding="UTF-8"?>\n<ref-list>\n')
    for i, reference in enumerate(references, 1):
        stream.write(element("ref", to_jats(reference), id=f"r{i}") + "\n")
    stream.write("</ref-list>\n")


def _around(field: Field, text: str) -> tuple[str, str]:
    before = text[max(0, field.start - _LOOK_BACK) : field.start]
    return before, text[field.end : field.end + _LOOK_BACK]


def _kind(reference: Reference) -> str:
    """Guess the CSL type."""
    fields = {field.label: field.value for field in reversed(reference.fields)}
    for field in reference.fields:
        before, after = _around(field, reference.text)
        if field.label == "identifier":
            fields.setdefault(parse_identifier(field.raw, before=before).kind, field.value)
        elif field.label == "pages" and parse_pages(field.raw, before=before, after=after).is_total:
            fields["total"] = field.value
    return guess_type(fields, text=reference.text)


def _title(reference: Reference, kind: str) -> str:
    if kind in _IN_BOOKS:
        return "chapter-title"
    has_venue = any(field.label == "venue" for field in reference.fields)
    return "article-title" if has_venue or kind in _ARTICLES else "source"


def _field(field: Field, reference: Reference, kind: str) -> str:
    """Write one field by its label."""
    printed, label = reference.text[field.start : field.end], field.label
    before, after = _around(field, reference.text)
    if label in _ELEMENTS:
        return element(_ELEMENTS[label], escape(printed))
    if label in _PEOPLE:
        names = parts.people(printed)
        return element("person-group", names, **{"person-group-type": label})
    if label == "title":
        return element(_title(reference, kind), escape(printed))
    if label == "pages":
        return parts.pages(printed, before, after)
    if label == "date":
        return parts.date(printed, before)
    if label == "doi":
        return element("pub-id", escape(printed), **{"pub-id-type": "doi"})
    if label == "identifier":
        return parts.identifier(printed, before)
    if label == "url":
        link = {"ext-link-type": "uri", "xmlns:xlink": _XLINK, "xlink:href": field.value}
        return element("ext-link", escape(printed), **link)
    if label == "genre":
        return element("comment", escape(printed), **{"content-type": "genre"})
    return element("named-content", escape(printed), **{"content-type": label})
