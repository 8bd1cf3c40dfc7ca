"""A page, a document's text or a messy paste to its reference strings.

Imports tokenizer, and model for a type only.  Invariant: the letters and digits of a reference
that is found stand in the text in this order, between its offsets; references do not overlap.

    text -> lines -> furniture left out -> marks, headings -> log-odds of a start at each line
         -> candidates -> tagger -> quality -> the division with the greatest sum

Inside, the direction is `lines` <- `furniture`, `headings`, `markers`, `layout`, `unwrap`,
`quality` <- `segment` <- this module.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from tagger.finder.furniture import drop_furniture, without_links
from tagger.finder.headings import kind, prefix
from tagger.finder.layout import starts
from tagger.finder.lines import Line, split_lines
from tagger.finder.markers import Mark, find_marks, split_inline
from tagger.finder.quality import judge
from tagger.finder.segment import Piece, best_pieces, candidates
from tagger.finder.unwrap import join
from tagger.tokenizer import clean

if TYPE_CHECKING:
    from tagger.model import Span

__all__ = ["FoundReference", "Tagger", "find_references"]

# Log-odds that a piece is a reference, by where it stands
_UNDER_HEADING = 1.5
_ELSEWHERE = -1.0
_IN_LIST = 3.0  # all of whose items are references; less where some are not
_BESIDE = (-1.0, 0.0, 0.7)  # by how many references or headings it touches
_BETWEEN = 3.0  # touches two, and the layout sets it apart from both
_SHARE_OF_LIST = 0.7  # of lines that are references: such a text needs no heading
_APART = 2.0  # log-odds of such a boundary
_LEAST_IN_PROSE = -2.0  # log-odds of a boundary
# Years, of all calendars and in all digits; a volume and page as in "Nature, 414, 338"
_DATED = re.compile(r"\d{4}|https?:|www\.|10\.\d|\d[^\w\s]*\s\W*\d|[〇一二三四五六七八九]{4}年")
_MAX_VALUE = 6.0
_TEMPERATURE = 1.5  # of confidences


class Tagger(Protocol):
    """What is needed of a model: `tagger.model.Model` has it."""

    def tag(self, texts: Iterable[str], *, confidence: bool = ...) -> Sequence[Sequence[Span]]:
        """Label the fields of reference strings.

        Parameters
        ----------
        texts : iterable of str
            One reference each.
        confidence : bool
            Whether to compute confidences.

        Returns
        -------
        sequence of sequence of Span
            For each text its spans, in order.
        """
        ...


@dataclass(frozen=True)
class FoundReference:
    """A reference in a text.

    Attributes
    ----------
    text : str
        On one line; without the mark of a list, page numbers and the like that were torn in.
    start, end : int
        Offsets into the whole text, in code points, half-open; from its first character to its
        last, without the mark.
    label : str
        The number or key that it has in its list, without brackets; empty where it has none.
    confidence : float
        In [0, 1]: how sure it is that this is exactly one reference.
    """

    text: str
    start: int
    end: int
    label: str
    confidence: float


@dataclass(frozen=True)
class _Part:
    """The lines between two headings."""

    lines: list[Line]
    marks: dict[int, Mark]
    starts: list[float]
    prior: float


def find_references(text: str, model: Tagger) -> list[FoundReference]:
    """Find the references in a text.

    Parameters
    ----------
    text : str
        A page, the text of a document, or a list of references in any layout: numbered, with
        bullets or hanging indents, one a line or wrapped, with or without prose around it.
    model : Tagger
        As `tagger.model.load_model` gives it.

    Returns
    -------
    list of FoundReference
        In the order of the text.
    """
    parts = _parts(drop_furniture(split_lines(clean(text))))
    pieces = [(part, piece) for part in parts for piece in _candidates(part)]
    texts = [_text(part, piece) for part, piece in pieces]
    judged: dict[int, dict[Piece, tuple[str, float]]] = {}
    for (part, piece), string, spans in zip(pieces, texts, model.tag(texts), strict=True):
        judged.setdefault(id(part), {})[piece] = string, judge(string, spans)
    return [found for part in parts for found in _choose(part, judged.get(id(part), {}))]


def _parts(lines: list[Line]) -> list[_Part]:
    """Divide a page at its headings."""
    lines = split_inline([piece for line in lines for piece in _without_heading(line)])
    kinds = [kind(line.text) for line in lines]
    heads = frozenset(i for i, name in enumerate(kinds) if name)
    marked = find_marks(lines, heads)
    parts = []
    prior = _ELSEWHERE
    edges = [-1, *sorted(heads), len(lines)]
    for head, end in itertools.pairwise(edges):
        if head >= 0:
            prior = _UNDER_HEADING if kinds[head] == "references" else _ELSEWHERE
        if end - head > 1:
            rows = range(head + 1, end)
            parts.append(_part(lines, rows, marked.marks, marked.inside, prior))
    return parts


def _without_heading(line: Line) -> list[Line]:
    """Cut a heading off the line that it opens."""
    end = prefix(line.text)
    return [line.part(0, end), line.part(end)] if end else [line]


def _part(
    lines: Sequence[Line],
    rows: range,
    marks: dict[int, Mark],
    inside: frozenset[int],
    prior: float,
) -> _Part:
    """Take the marks off; a mark on a line of its own goes to the next line."""
    bodies: list[Line] = []
    own: dict[int, Mark] = {}
    columns: dict[int, int] = {}
    within: list[int] = []
    waiting = None
    column = 0
    for i in rows:
        line, mark = lines[i], marks.get(i)
        if mark:
            column = line.indent
            line, waiting = replace(line.part(mark.length), gap=line.gap), mark
            if not line.text:
                continue
        if waiting:
            own[len(bodies)], columns[len(bodies)] = waiting, column
        elif i in inside:
            within.append(len(bodies))
        waiting = None
        bodies.append(line)
    return _Part(bodies, own, starts(bodies, columns, frozenset(within)), prior)


def _candidates(part: _Part) -> list[Piece]:
    """List pieces to be tagged; of prose only those that hold a year, a DOI or an address."""
    if part.prior > 0:
        return candidates(part.lines, part.starts)
    dated = [_DATED.search(line.text) is not None for line in part.lines]
    return [
        piece
        for piece in candidates(part.lines, part.starts, _LEAST_IN_PROSE)
        if piece[0] in part.marks or any(dated[slice(*piece)])
    ]


def _text(part: _Part, piece: Piece) -> str:
    return without_links(join([line.text for line in part.lines[slice(*piece)]]))


def _choose(part: _Part, judged: dict[Piece, tuple[str, float]]) -> list[FoundReference]:
    """Choose the references of a part; a second time, if it turns out to be a list of them."""
    values = {piece: value + part.prior for piece, (_, value) in judged.items()}
    chosen = best_pieces(len(part.lines), part.starts, _capped(values))
    bonus = _Context(part, chosen).bonus
    values = _capped({piece: value + bonus(piece) for piece, value in values.items()})
    chosen = best_pieces(len(part.lines), part.starts, values)
    return [_found(part, piece, judged[piece][0], values[piece]) for piece in chosen]


class _Context:
    """What stands around a piece, after references were chosen for the first time."""

    def __init__(self, part: _Part, chosen: list[Piece]) -> None:
        self._part = part
        self._firsts = {first for first, _ in chosen}
        self._ends = {end for _, end in chosen}
        if part.prior > 0:  # the heading before
            self._ends.add(0)
        size = sum(end - first for first, end in chosen)
        self._is_list = part.prior > 0 or (
            len(chosen) > 2 and size > _SHARE_OF_LIST * len(part.lines)
        )
        share = len(self._firsts & part.marks.keys()) / max(1, len(part.marks))
        self._listed = _IN_LIST * share if share > 0.5 else 0.0
        self._reach = max(part.marks) if self._listed else self._end_of_list(chosen)

    def _end_of_list(self, chosen: list[Piece]) -> int:
        """Find where a list ends and prose goes on: up to there, references prevail."""
        reach = before = surplus = most = 0
        for first, end in chosen:
            surplus += (end - first) - (first - before)
            before = end
            if surplus > most:
                reach, most = end, surplus
        return reach

    def bonus(self, piece: Piece) -> float:
        """Log-odds that a piece is a reference by what is beside it, or by the list it is in."""
        first, end = piece
        if first in self._part.marks and self._listed:
            return self._listed
        beside = (first in self._ends) + (end in self._firsts)
        to_prior = -self._part.prior
        to_prior += _UNDER_HEADING if self._is_list and first <= self._reach else _ELSEWHERE
        starts = self._part.starts
        apart = starts[first] >= _APART and (end == len(starts) or starts[end] >= _APART)
        apart = apart and all(value < _APART for value in starts[first + 1 : end])
        return to_prior + (_BETWEEN if beside == 2 and apart else _BESIDE[beside])


def _capped(values: dict[Piece, float]) -> dict[Piece, float]:
    """Keep one very good piece from outweighing the boundaries of two."""
    return {piece: min(_MAX_VALUE, value) for piece, value in values.items()}


def _found(part: _Part, piece: Piece, string: str, value: float) -> FoundReference:
    first, last = part.lines[piece[0]], part.lines[piece[1] - 1]
    mark = part.marks.get(piece[0])
    confidence = 1 / (1 + math.exp(-value / _TEMPERATURE))
    label = mark.label if mark else ""
    return FoundReference(string, first.start, last.end, label, confidence)
