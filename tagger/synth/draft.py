"""A labelled text that is being edited.

Imports tokenizer and corpora.records.  Invariant: no edit leaves a span empty, with white
space at an edge, or cutting a token that it did not cut before; an edit that would is dropped.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from typing import NamedTuple

from tagger.corpora.records import LabelledSpan
from tagger.tokenizer import locate, split


class Edit(NamedTuple):
    """A replacement.

    Attributes
    ----------
    start, end : int
        The characters that go, half-open; an insertion where the two are equal.  An insertion
        at the edge of a span stays outside of it.
    text : str
        What comes instead.
    """

    start: int
    end: int
    text: str


class Draft:
    """A text and its spans.

    Parameters
    ----------
    text : str
        The text.
    spans : sequence of LabelledSpan
        Sorted, without overlap.
    aligned : bool
        Whether no span is known to cut a token.
    """

    def __init__(self, text: str, spans: Sequence[LabelledSpan], aligned: bool = False) -> None:
        self.text = text
        self.labels = [(span.label, span.original) for span in spans]
        self.starts = [span.start for span in spans]
        self.ends = [span.end for span in spans]
        if aligned:
            self._bound = [(True, True)] * len(spans)
        else:
            borders = _Borders(text)
            self._bound = [(borders.is_start(s.start), borders.is_end(s.end)) for s in spans]

    def spans(self) -> tuple[LabelledSpan, ...]:
        """Give the spans as they are now.

        Returns
        -------
        tuple of LabelledSpan
            As many as before, and in the same order.
        """
        return tuple(
            LabelledSpan(start, end, label, original)
            for start, end, (label, original) in zip(
                self.starts, self.ends, self.labels, strict=True
            )
        )

    def apply(self, edits: Sequence[Edit]) -> None:
        """Make the edits that keep the invariant.

        Parameters
        ----------
        edits : sequence of Edit
            Sorted by start, without overlap.
        """
        edits = [edit for edit in edits if not self._crosses(edit)]
        if edits:
            self._apply(edits)

    def prepend(self, text: str, start: int, end: int, label: str) -> None:
        """Put a text with a span in front.

        Parameters
        ----------
        text : str
            Ends in a space, or in a mark that ends a token.
        start, end : int
            The span, in this text.
        label : str
            Its label.
        """
        before = len(self.labels)
        self._apply([Edit(0, 0, text)])
        if self.text.startswith(text) and len(self.labels) == before:
            self.labels.insert(0, (label, ""))
            self.starts.insert(0, start)
            self.ends.insert(0, end)
            self._bound.insert(0, (True, True))

    def _crosses(self, edit: Edit) -> bool:
        start, end, _ = edit
        if end - start < 2:
            return False
        return any(start < border < end for border in (*self.starts, *self.ends))

    def _apply(self, edits: Sequence[Edit]) -> None:
        """Make all edits or, where that breaks the invariant, as many as possible."""
        text, starts, ends = self._edited(edits)
        if self._is_valid(text, starts, ends):
            self.text, self.starts, self.ends = text, starts, ends
        elif len(edits) > 1:
            middle = len(edits) // 2
            self._apply(edits[middle:])  # the later ones first: they move no earlier one
            self._apply(edits[:middle])

    def _edited(self, edits: Sequence[Edit]) -> tuple[str, list[int], list[int]]:
        pieces, done = [], 0
        for start, end, new in edits:
            pieces += [self.text[done:start], new]
            done = end
        pieces.append(self.text[done:])
        starts = _moved(self.starts, edits, at_start=True)
        ends = _moved(self.ends, edits, at_start=False)
        return "".join(pieces), starts, ends

    def _is_valid(self, text: str, starts: list[int], ends: list[int]) -> bool:
        borders = _Borders(text)
        for start, end, (bound_start, bound_end) in zip(starts, ends, self._bound, strict=True):
            if start >= end or text[start].isspace() or text[end - 1].isspace():
                return False
            if bound_start and not borders.is_start(start):
                return False
            if bound_end and not borders.is_end(end):
                return False
        return bool(borders.words)


def _moved(offsets: list[int], edits: Sequence[Edit], *, at_start: bool) -> list[int]:
    """Move the starts or the ends of spans, both sorted."""
    moved, shift, i = [], 0, 0
    for offset in offsets:
        # an edit counts for an offset if it lies before it; an insertion at the offset
        # itself comes before a span that starts there and after one that ends there
        while i < len(edits):
            start, end, new = edits[i]
            if end > offset or (end == offset and not at_start and start == end):
                break
            if end == offset and start < end and at_start and start >= offset:
                break
            shift += len(new) - (end - start)
            i += 1
        moved.append(offset + shift)
    return moved


def is_aligned(text: str, spans: Sequence[LabelledSpan]) -> bool:
    """Say whether spans begin and end with tokens.

    Parameters
    ----------
    text : str
        The text.
    spans : sequence of LabelledSpan
        Its spans.

    Returns
    -------
    bool
        False where one cuts a token.
    """
    borders = _Borders(text)
    return all(borders.is_start(span.start) and borders.is_end(span.end) for span in spans)


class _Borders:
    """Where tokens begin and end."""

    def __init__(self, text: str) -> None:
        self.words = split(text)
        self._starts = locate(text, self.words)

    def is_start(self, offset: int) -> bool:
        i = bisect.bisect_left(self._starts, offset)
        return i < len(self._starts) and self._starts[i] == offset

    def is_end(self, offset: int) -> bool:
        i = bisect.bisect_left(self._starts, offset) - 1
        return i >= 0 and self._starts[i] + len(self.words[i]) == offset
