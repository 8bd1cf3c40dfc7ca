"""A labelled text as an AnyStyle sequence: all of it inside elements, in the order of the text.

Imports records and readers.fields, the rules by which the reader takes designators and separators
off.  Invariant: the contents of the elements are the text, white space apart.

AnyStyle labels words, so that what stands between two fields has to belong to one of them:
punctuation to the field before, opening brackets and quotes to the field after, and designators
(``pp.``, ``In``, ``(Eds.)``) to the one from which the reader takes them off again.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from tagger.corpora.readers.fields import label_field
from tagger.corpora.records import LabelledSpan

#: Our labels in AnyStyle's words (its parser's labels); ``venue`` and ``identifier`` apart.
_NAMES = {
    "author": "author", "editor": "editor", "translator": "translator", "title": "title",
    "series": "collection-title", "volume": "volume", "issue": "issue", "pages": "pages",
    "year": "date", "date": "date", "edition": "edition", "publisher": "publisher",
    "place": "location", "institution": "authority", "doi": "doi", "url": "url",
    "genre": "genre", "note": "note", "label": "citation-number",
}  # fmt: skip
#: How the reader divides an element, where its name is not that of a label of ours.
_DIVIDED_AS = {"date": "date", "volume": "volume", "genre": "genre", "note": "note"}
_IDENTIFIER = re.compile(r"\b(isbn|issn|pmid|pmcid)\b[^\w]*(?:1[03]\W+)?$", re.IGNORECASE)
_SHAPES = {
    "isbn": re.compile(r"97[89][-–\s]?(?:\d[-–\s]?){9}[\dXx]"),
    "issn": re.compile(r"\d{4}[-–]\d{3}[\dXx]"),
    "pmcid": re.compile(r"PMC\d+"),
}
#: What goes with the field after it: brackets and quotes that open.
_OPENING = "([{<«“„‘‚`¿¡（【「『《"
_BRACKETS = "([{<（【"
#: What goes with the field before it: quotes that close it, and words that are no words.
_GLUED = re.compile(
    rf"(?:[^\w\s{re.escape(_BRACKETS)}]*(?=\s)|[^\w\s{re.escape(_OPENING)}]*)\s*"
    rf"(?:[^\w\s{re.escape(_OPENING)}\"'#№§]+\s+)*"
)
_BORDER = re.compile(r"(?<=\s)(?=\S)")
#: Characters between two fields among which a designator is looked for; more are prose.
_LONGEST = 100
_JOURNAL_SIGNS = {"volume", "issue"}
_BOOK_SIGNS = {"editor", "publisher", "place"}


@dataclasses.dataclass
class _Element:
    """A piece of the text: its edges, its name, and the spans that it is there to hold."""

    start: int
    end: int
    name: str
    spans: list[LabelledSpan]

    def is_read(self, text: str, start: int, end: int) -> bool:
        """Say whether the reader finds these spans in an element with other edges."""
        label = self.spans[0].label if len(self.spans) == 1 else ""
        label = _DIVIDED_AS.get(self.name, label)
        found = label_field(text, start, end, label) if label else []
        expected = [(s.start, s.end, s.label) for s in self.spans]
        if self.name == "note":
            expected = [(s.start, s.end, "note") for s in self.spans]
        return [(s.start, s.end, s.label) for s in found] == expected


def to_elements(text: str, spans: Sequence[LabelledSpan]) -> list[tuple[str, str]]:
    """Give the elements of a sequence.

    The format cannot hold: white space (runs of it are one space, and there is some between any
    two elements, so that ``2001;291`` comes apart), two fields of one label side by side, and
    identifiers other than ISBN, ISSN, PMID and PMCID, which become notes, or a part of the genre;
    and whether a dot at the end belongs to a field.  Words without a label from which the reader
    could not free either neighbour are a ``signal``, as a text without spans is.

    Parameters
    ----------
    text : str
        The reference.
    spans : sequence of LabelledSpan
        Sorted, without overlap.

    Returns
    -------
    list of (str, str)
        Name and content of each; in the content a run of white space is one space.
    """
    elements = _share_out(text, [_element(text, span, spans) for span in spans])
    elements = _join(text, elements)
    contents = [(one.name, " ".join(text[one.start : one.end].split())) for one in elements]
    return [(name, content) for name, content in contents if content]


def _element(text: str, span: LabelledSpan, spans: Sequence[LabelledSpan]) -> _Element:
    if span.label == "venue":
        labels = {other.label for other in spans}
        is_book = bool(labels & _BOOK_SIGNS) and not labels & _JOURNAL_SIGNS
        name = "container-title" if is_book or "editor" in labels else "journal"
    elif span.label == "identifier":
        name = _identifier_name(text, span)
    else:
        name = _NAMES[span.label]
    return _Element(span.start, span.end, name, [span])


def _identifier_name(text: str, span: LabelledSpan) -> str:
    named = _IDENTIFIER.search(text, max(0, span.start - 15), span.start)
    if named:
        return named.group(1).lower()
    value = text[span.start : span.end]
    return next((name for name, shape in _SHAPES.items() if shape.fullmatch(value)), "note")


def _share_out(text: str, fields: list[_Element]) -> list[_Element]:
    """Move the edges of fields outwards, until all of the text lies in an element."""
    elements: list[_Element] = []
    for field in [*fields, None]:
        before = elements[-1] if elements else None
        start = before.end if before else 0
        stop = field.start if field else len(text)
        cut, resume = _cut(text, before, field, start, stop)
        if before:
            before.end = cut
        if cut < resume:
            elements.append(_Element(cut, resume, "signal", []))
        if field:
            field.start = resume
            elements.append(field)
    return elements


def _cut(
    text: str, before: _Element | None, after: _Element | None, start: int, stop: int
) -> tuple[int, int]:
    """Divide what stands between two fields: the end of the one and the start of the other."""
    glued = _GLUED.match(text, start, stop)
    first = glued.end() if glued and before else start
    is_short = stop - first <= _LONGEST
    words = [match.start() for match in _BORDER.finditer(text, first, stop)] if is_short else []
    cuts = list(dict.fromkeys((first, *words, stop)))
    for cut in cuts:
        if _fits(text, before, start, cut) and _fits(text, after, cut, stop):
            return cut, cut
    if (before or after) and not any(character.isalnum() for character in text[first:stop]):
        return (first, first) if after else (stop, stop)
    if after and after.name == "note":
        return first, first
    between = text[first:stop]
    return first, first + len(between.rstrip(_OPENING + "\"' ")) if after else stop


def _fits(text: str, field: _Element | None, start: int, end: int) -> bool:
    """Say whether a field may take a stretch beside it: the reader leaves it out again."""
    if field is None:
        return not text[start:end].strip()
    if not any(character.isalnum() for character in text[start:end]):
        return True
    whole = (field.start, end) if start >= field.end else (start, field.end)
    return field.is_read(text, *whole)


def _join(text: str, elements: list[_Element]) -> list[_Element]:
    """Join what AnyStyle labels as one and the reader takes apart again, as ``27(3):4-9``."""
    joined: list[_Element] = []
    for element in elements:
        last = joined[-1] if joined else None
        if last and last.spans and element.spans:
            tight = not text[last.end - 1].isspace() and not text[element.start].isspace()
            may = (
                last.name == element.name == "date"
                or (last.name == "volume" and element.name == "issue")
                or (last.name == "volume" and element.name == "pages" and tight)
                or (last.name == "genre" and element.spans[0].label == "identifier")
            )
            both = dataclasses.replace(last, end=element.end, spans=[*last.spans, *element.spans])
            if may and both.is_read(text, both.start, both.end):
                joined[-1] = both
                continue
        joined.append(element)
    return joined
