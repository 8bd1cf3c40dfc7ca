"""Spans that people drew on a text: to drafts by our rules.

Imports labels, records and drafts.  Spans are taken as they are drawn, but for white space at
their edges, which a mouse takes along.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tagger.corpora.readers.drafts import Draft, too_long
from tagger.corpora.records import LabelledSpan
from tagger.labels import BY_NAME


class Drawn(NamedTuple):
    """A span as a program for annotation writes it.

    Attributes
    ----------
    start, end : int
        Offsets into the text, in code points, half-open; not checked.
    name : str
        Of the label, in any case; not checked.
    """

    start: int
    end: int
    name: str


def draft_from_drawn(line: int, text: str, drawn: Iterable[Drawn], doc: str = "") -> Draft:
    """Build a draft.

    Parameters
    ----------
    line : int
        Where the reference stands, from 1.
    text : str
        The reference.
    drawn : iterable of Drawn
        In any order; a span with a label that is not ours is left out and counted.
    doc : str
        As in `LabelledReference`; by default the file.

    Returns
    -------
    Draft
        Offsets outside the text stay as they are: the checks find them.
    """
    if long := too_long(line, text):
        return long
    spans = []
    left_out = []
    for start, end, name in drawn:
        label = name.lower()
        if label not in BY_NAME:
            left_out.append(f"unknown label {name!r}")
            continue
        if 0 <= start < end <= len(text):
            value = text[start:end]
            start, end = end - len(value.lstrip()), start + len(value.rstrip())
        spans.append(LabelledSpan(start, end, label, name))
    return Draft(line, text, spans, doc=doc, left_out=left_out)
