"""Spans that are one: names in a row, first and last page, a title and its translation.

Imports records and edges.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable

from tagger.corpora.records import LabelledSpan

_AND = r"(?:and|und|et|y|e|i|och|og|en|ja|и|та|with|for the|on behalf of the|&)"
_PEOPLE_GAP = re.compile(
    rf"[\s,;&/·.]*(?:{_AND}(?!\w))?[\s,;]*[\[(]?(?:{_AND}(?!\w))?\s*", re.IGNORECASE
)
_TITLE_GAP = re.compile(r"[\s.:;,–—-]*[\[(]?")
_PAGES_GAP = re.compile(r"\s*[-–—‐‑−]+\s*")
_DATE_GAP = re.compile(r"[\s,.]*")
_GAPS = {
    "author": _PEOPLE_GAP, "editor": _PEOPLE_GAP, "translator": _PEOPLE_GAP,
    "title": _TITLE_GAP, "pages": _PAGES_GAP, "date": _DATE_GAP,
}  # fmt: skip
_ET_AL = re.compile(
    r"[\s,;&]*(?:and\s+|e\s+)?(?:et\s*al\b\.?|and others|u\.\s?a\.|y otros|e outros|и\s+др\.|等)",
    re.IGNORECASE,
)
# A dot left outside: of an initial, in a list that has dots after initials, and of et al.
_LAST_INITIAL = re.compile(r"\b[^\W\d_]\..*[\s.-][^\W\d_]\.$|\bet al\.$")
_EDITION = re.compile(
    r"\s*(?:st|nd|rd|th|ª|º|\.ª|\.º|\.|-е)?\s*(?:rev\.?\s*)?"
    r"(?:ed(?:n|ition|ição|ición|izione)?\b\.?|éd(?:ition)?\b\.?|aufl(?:age)?\b\.?|изд\.)",
    re.IGNORECASE,
)
_CLOSING = {"(": ")", "[": "]"}


def join(text: str, spans: Iterable[LabelledSpan]) -> list[LabelledSpan]:
    """Join spans of one label that are one field by our rules, and complete some.

    Names are joined over separators and ``and``, and take ``et al.`` with them; pages over a
    dash, the parts of a title over punctuation, of a date over white space and commas; an
    edition takes the word ``ed.`` after it.

    Parameters
    ----------
    text : str
        The reference.
    spans : iterable of LabelledSpan
        Without overlap.

    Returns
    -------
    list of LabelledSpan
        Sorted, without overlap.
    """
    joined: list[LabelledSpan] = []
    for span in sorted(spans, key=lambda s: s.start):
        last = joined[-1] if joined else None
        if last and span.label == last.label and _are_one(text, last, span):
            end = _close_bracket(text, last.start, span.end)
            joined[-1] = dataclasses.replace(last, end=end)
        else:
            joined.append(span)
    limits = [*(span.start for span in joined), len(text)][1:]
    return [
        dataclasses.replace(span, end=_extend(text, span, limit))
        for span, limit in zip(joined, limits, strict=True)
    ]


def _are_one(text: str, left: LabelledSpan, right: LabelledSpan) -> bool:
    gap = _GAPS.get(left.label)
    return gap is not None and gap.fullmatch(text, left.end, right.start) is not None


def _close_bracket(text: str, start: int, end: int) -> int:
    """Take in the bracket at `end` where it closes one that is opened inside."""
    for opening, closing in _CLOSING.items():
        inside = text[start:end]
        if inside.count(opening) > inside.count(closing) and text.startswith(closing, end):
            return end + 1
    return end


def _extend(text: str, span: LabelledSpan, limit: int) -> int:
    if (
        span.label in ("author", "editor")
        and text.startswith(".", span.end)  # not where the text ends with the span
        and _LAST_INITIAL.search(text[span.start : span.end + 1])
    ):
        span = dataclasses.replace(span, end=span.end + 1)
    pattern = {"author": _ET_AL, "editor": _ET_AL, "edition": _EDITION}.get(span.label)
    match = pattern.match(text, span.end, limit) if pattern else None
    return match.end() if match else span.end
