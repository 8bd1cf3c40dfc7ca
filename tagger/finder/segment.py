"""The best way to divide lines into references.

Imports layout and lines.  Invariant: the pieces chosen do not overlap and are in order.

A page is divided so that the sum is greatest of the values of its references (`quality`, log-odds)
and of the log-odds of its boundaries (`layout`): what is no reference counts nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tagger.finder.layout import CERTAIN, NEVER
from tagger.finder.lines import Line

#: Lines and characters that a reference has at most.
MAX_LINES = 40
MAX_CHARACTERS = 3000
_MAX_CROSSED = 7.0  # log-odds of boundaries inside one piece, together

_CHANGE = 2.0  # what it costs at most that prose begins or ends inside a paragraph
_LEFT_OVER = 0.7  # and at least, where the boundary is no better than
_PARAGRAPH = 4.5
_NOTHING = float("-inf")

Piece = tuple[int, int]


def candidates(lines: Sequence[Line], starts: Sequence[float], least: float = NEVER) -> list[Piece]:
    """List the pieces that may be a reference.

    Parameters
    ----------
    lines : sequence of Line
        Of one part of a page.
    starts : sequence of float
        From `layout.starts`.
    least : float
        Log-odds of a boundary that may be one; the higher, the fewer pieces are to be tagged.

    Returns
    -------
    list of tuple of int
        First line and the line after the last.
    """
    pieces = []
    for first in range(len(lines)):
        if starts[first] <= least:
            continue
        size = 0
        crossed = 0.0
        for last in range(first, min(first + MAX_LINES, len(lines))):
            if last > first:
                crossed += max(0.0, starts[last])
                if starts[last] >= CERTAIN or crossed > _MAX_CROSSED:
                    break
            size += len(lines[last].text)
            if size > MAX_CHARACTERS:
                break
            if last + 1 == len(lines) or starts[last + 1] > least:
                pieces.append((first, last + 1))
    return pieces


def best_pieces(
    n_lines: int, starts: Sequence[float], values: Mapping[Piece, float]
) -> list[Piece]:
    """Choose pieces.

    Parameters
    ----------
    n_lines : int
        Number of lines.
    starts : sequence of float
        From `layout.starts`.
    values : mapping
        The value of each of the `candidates`, in log-odds.

    Returns
    -------
    list of tuple of int
        Those that are references, in order.
    """
    by_end: dict[int, list[tuple[int, float]]] = {}
    for (first, end), value in values.items():
        by_end.setdefault(end, []).append((first, value))
    # best[k][r]: the greatest sum for the lines before k, where the last is (r) in a reference
    best = [[0.0, 0.0]] + [[_NOTHING, _NOTHING] for _ in range(n_lines)]
    steps: list[list[tuple[int, bool]]] = [[(0, True), (0, True)] for _ in range(n_lines + 1)]
    for end in range(1, n_lines + 1):
        before = best[end - 1]
        leave = before[True] - _change(starts, end - 1)
        best[end][False] = max(before[False], leave)
        steps[end][False] = (end - 1, leave > before[False])
        for first, value in by_end.get(end, ()):
            if value <= 0:
                continue
            enter = best[first][False] - _change(starts, first)
            total = max(best[first][True], enter) + value
            total += _edge(starts, first) + _edge(starts, end) - _crossed(starts, first, end)
            if total > best[end][True]:
                best[end][True] = total
                steps[end][True] = (first, best[first][True] >= enter)
    chosen = []
    end, inside = n_lines, best[n_lines][True] > best[n_lines][False]
    while end > 0:
        first, before_inside = steps[end][inside]
        if inside:
            chosen.append((first, end))
        end, inside = first, before_inside
    return chosen[::-1]


def _edge(starts: Sequence[float], k: int) -> float:
    """Say what a boundary counts for the piece on one of its sides."""
    if k >= len(starts):
        return 1.0
    return min(starts[k], 0.5 * starts[k], 1.5)  # what speaks against it counts in full


def _crossed(starts: Sequence[float], first: int, end: int) -> float:
    """Say what the boundaries inside a piece count against it."""
    return sum(value for value in starts[first + 1 : end] if value > 0)


def _change(starts: Sequence[float], k: int) -> float:
    """Say what it costs to go from prose to references or back inside a paragraph."""
    if k == 0 or starts[k] >= _PARAGRAPH:
        return 0.0
    return min(_CHANGE, max(_LEFT_OVER, _CHANGE - starts[k]))
