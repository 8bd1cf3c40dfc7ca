"""GROBID's TEI: a ``<bibl>`` for each reference, its fields as inline elements.

Imports errors, records and the parts of the readers.  The elements are those of GROBID's
annotation guidelines for bibliographical references; dots and designators stand where the
annotators put them, mostly by our rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tagger.corpora.readers.drafts import Draft, too_long
from tagger.corpora.readers.fields import label_field
from tagger.corpora.readers.joins import join
from tagger.corpora.readers.markup import Field, Node, flatten, parse_xml, read_bytes
from tagger.corpora.records import LabelledSpan

#: Elements that are a field whatever their attributes, by name in lower case.
_SIMPLE = {
    "author": "author", "editor": "editor", "date": "date", "publisher": "publisher",
    "pubplace": "place", "ptr": "url", "ref": "url", "note": "note", "edition": "edition",
    "respstmt": "note", "meeting": "venue", "label": "label",
}  # fmt: skip
#: ``<biblScope>`` by unit, and by the older attribute type.
_SCOPES = {
    "volume": "volume", "vol": "volume", "issue": "issue", "number": "issue", "page": "pages",
    "pages": "pages", "pp": "pages", "date": "date", "chapter": "note", "part": "note",
}  # fmt: skip
_NOTES = {"report": "genre", "thesis": "genre"}
_LEVELS = {"a": "title", "j": "venue", "s": "series", "u": "title"}  # m depends on the others
#: Elements around text that say nothing about it.
_PLAIN = {"lb", "hi", "pb", "emph", "title", "idno", "biblscope", "orgname", "fragment"}
_NAME_PARTS = {"persname", "forename", "surname", "namelink", "genname", "rolename"}
_IN = re.compile(r"(?:^|\W)(?:in|dans|en|em|в)\s*:?\s*[“\"'«„]?\s*$", re.IGNORECASE)
_TITLE_BEFORE = ("title.a", "title.j")


def read_tei(path: str | Path) -> Iterator[Draft]:
    """Read the references of a TEI file.

    Parameters
    ----------
    path : str or Path
        XML; each outermost ``<bibl>`` is a reference.  A ``<biblStruct>`` has no text as
        printed and is passed over.

    Yields
    ------
    Draft
        One a reference.

    Raises
    ------
    CorpusError
        R040, R041, R042 or R044, as `markup.read_bytes` and `markup.parse_xml` do.
    """
    for node in _references(parse_xml(read_bytes(path), path)):
        yield _draft(node)


def _references(node: Node) -> Iterator[Node]:
    if node.tag == "bibl":
        yield node
    else:
        for child in node.elements():
            yield from _references(child)


def _name_of(node: Node) -> str | None:
    """Name a field: the element, and the attribute that decides what it is."""
    tag = node.tag.lower()
    attributes = node.attributes
    if tag == "title":
        return f"title.{attributes.get('level', 'm').lower()}"
    if tag == "biblscope":
        return f"biblScope.{(attributes.get('unit') or attributes.get('type', '')).lower()}"
    if tag in ("idno", "orgname", "note"):
        return f"{node.tag}.{attributes.get('type', '').lower()}".rstrip(".")
    return node.tag if tag in _SIMPLE else None


def _draft(node: Node) -> Draft:
    text, fields, nested = flatten(node, _name_of, frozenset({"note"}))
    if long := too_long(node.line, text):
        return long
    left_out = [f"unknown element <{tag}>" for tag in _unknown(node)]
    spans: list[LabelledSpan] = []
    for field in fields:
        label = _label(text, field, fields)
        if label is None:
            left_out.append(f"unknown element <{field.name}>")
            continue
        spans += label_field(text, field.start, field.end, label, field.name, trust=True)
    flags = ["nested_dropped"] if nested else []
    return Draft(
        node.line, text, join(text, spans), node.language(), flags=flags, left_out=left_out
    )


def _unknown(node: Node) -> Iterator[str]:
    for inner in list(node.walk())[1:]:
        if inner.tag.lower() not in {*_SIMPLE, *_PLAIN, *_NAME_PARTS}:
            yield inner.tag


def _label(text: str, field: Field, fields: list[Field]) -> str | None:
    kind, _, detail = field.name.partition(".")
    kind = kind.lower()
    if kind == "title":
        if detail == "m":
            return _monograph(text, field, fields)
        return _LEVELS.get(detail)
    if kind == "biblscope":
        return _SCOPES.get(detail)
    if kind == "idno":
        return "doi" if detail == "doi" else "identifier"
    if kind == "orgname":
        return "author" if detail == "collaboration" else "institution"
    if kind == "note":
        return _NOTES.get(detail, "note")
    return _SIMPLE.get(kind)


def _monograph(text: str, field: Field, fields: list[Field]) -> str:
    """Tell a book that is cited from one that contains what is cited."""
    if any(other.name in ("title.a", "title.u") for other in fields):
        return "venue"
    earlier = [other for other in fields if other.end <= field.start]
    while earlier and earlier[-1].name == "editor" and not _IN.search(text[: field.start]):
        field = earlier.pop()  # In: E. Editor (ed.), Title
    has_author = any(other.name == "author" for other in earlier)
    return "venue" if has_author and _IN.search(text[: field.start]) else "title"
