"""AnyStyle's XML: a ``<sequence>`` for each reference, its fields in the order of the text.

Imports errors, records and the parts of the readers.  A field holds all characters up to the
next one, so that designators and separators have to be taken off; the text is the fields joined
by one space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tagger.corpora.readers.drafts import Draft, too_long
from tagger.corpora.readers.fields import label_field
from tagger.corpora.readers.joins import join
from tagger.corpora.readers.markup import Node, collapse, parse_xml, read_bytes
from tagger.corpora.records import LabelledSpan

_LABELS = {
    "author": "author", "director": "author", "editor": "editor", "container-author": "editor",
    "translator": "translator", "title": "title", "journal": "venue", "container-title": "venue",
    "source": "venue", "collection-title": "series", "collection-number": "volume",
    "volume": "volume", "issue": "issue", "pages": "pages", "date": "date", "edition": "edition",
    "location": "place", "publisher": "publisher", "authority": "institution", "doi": "doi",
    "url": "url", "isbn": "identifier", "issn": "identifier", "pmid": "identifier",
    "pmcid": "identifier", "genre": "genre", "medium": "genre", "note": "note", "part": "note",
    "producer": "note", "citation-number": "label",
}  # fmt: skip
#: Fields that have no label of ours: ``see``, ``In``, and punctuation.
_UNLABELLED = {"signal", "jurisdiction", "in", "delimiter"}
_THESIS = re.compile(
    r"thes[ei]s|thèse|tesi|dissert|habilit|diss\.|report|rapport|bericht|working paper",
    re.IGNORECASE,
)
_UNIVERSITY = re.compile(
    r"universit|universid|univ\.|hochschule|institut|college|école|faculté|akadem", re.IGNORECASE
)


def read_anystyle(path: str | Path) -> Iterator[Draft]:
    """Read the references of an AnyStyle data set.

    Parameters
    ----------
    path : str or Path
        XML; each ``<sequence>`` is a reference.

    Yields
    ------
    Draft
        One a reference.

    Raises
    ------
    CorpusError
        R040, R041, R042 or R044, as `markup.read_bytes` and `markup.parse_xml` do.
    """
    for node in parse_xml(read_bytes(path), path).walk():
        if node.tag == "sequence":
            yield _draft(node)


def _draft(node: Node) -> Draft:
    is_thesis = any(
        _THESIS.search(field.text()) for field in node.elements() if field.tag == "genre"
    )
    text = ""
    places: list[tuple[int, int, str]] = []
    left_out = []
    for child in node.children:
        printed = collapse(child if isinstance(child, str) else child.text())[0]
        if not printed:
            continue
        text += " " if text else ""
        if isinstance(child, Node):
            places.append((len(text), len(text) + len(printed), child.tag))
        text += printed
    if long := too_long(node.line, text):
        return long
    spans: list[LabelledSpan] = []
    for start, end, tag in places:
        label = _LABELS.get(tag)
        if label is None:
            left_out += [f"unknown element <{tag}>"] if tag not in _UNLABELLED else []
            continue
        if tag == "publisher" and is_thesis and _UNIVERSITY.search(text, start, end):
            label = "institution"
        spans += label_field(text, start, end, label, tag)
    return Draft(node.line, text, join(text, spans), node.language(), left_out=left_out)
