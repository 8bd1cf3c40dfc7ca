"""Marks that stand before the items of a list: "[12]", "12.", "•", "[Knu84]".

Imports lines.  Invariant: a mark counts only where others of its kind make a list of it, so a
line that happens to begin with "12." does not open an item.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tagger.finder.lines import BLANK, Line

# What may follow a mark: a reference after white space, or a letter, or nothing (on its own line)
_OPENS = r"(?:\s*$|\s+(?=[^\W_]|[\"'“‘„«»‹¿¡(\[《「『〈_*—–-])|(?=[^\W\d_\"“„«]))"
_MARKS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("cite", r"\\bibitem(?:\[[^\]]*\])?\{(?P<label>[^}\s]*)\}\s*"),
        ("note", r"\[\^(?P<number>\d{1,4})\]:?\s*"),
        ("square", r"[\[［【](?P<number>\d{1,4})[\]］】][.:]?\s*"),
        ("key", r"\[(?P<label>[^\W\d_][\w.+&' ’-]{0,40}?[, ]*\d{2,4}[a-z]?)\][.:]?\s+"),
        ("round", rf"\((?P<number>\d{{1,3}})\)[.:]?{_OPENS}"),
        ("slash", rf"/(?P<number>\d{{1,3}})/{_OPENS}"),
        ("half", rf"(?P<number>\d{{1,3}})\){_OPENS}"),
        ("dot", rf"(?P<number>\d{{1,3}})\\?[.．、]{_OPENS}"),
        ("dash", r"(?P<number>\d{1,3})\.?\s?[-–—:]\s+(?=[^\W\d_])"),
        ("bare", r"(?P<number>\d{1,3})\s+(?=[^\W\d_]|[\"'“‘„«¿¡])"),
        ("raised", r"(?P<number>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})\s*(?=[^\W\d_])"),
        ("glued", r"(?P<number>\d{1,3})(?=[^\W\d_][^\W\d_])"),
    )
)
_BULLET = re.compile(
    r"(?P<bullet>[•·▪▫■□●○◦‣⁃∙➢➤►✓\uf0b7\uf0a7*+^↑→§¶⇒-]|[–—])(?:\s*[a-z](?:\s+[a-z])*(?=\s+\S))?\s+(?=\S)"
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
# Kinds whose numbers seldom stand at the beginning of a line by accident
_SAFE = frozenset({"square", "note", "cite", "key"})
# The same inside a line: a list whose line ends were lost
_NEXT = r"(?:\s+(?=[^\W\d_a-z]|[\"'“‘„«—–-])|\s*$)"
_INLINE = {
    "square": re.compile(r"(?:(?<=\s)|^)[\[［](?P<number>\d{1,4})[\]］](?:\s*(?=\S)|$)"),
    "round": re.compile(rf"(?:(?<=\s)|^)\((?P<number>\d{{1,3}})\){_NEXT}"),
    "dot": re.compile(rf"(?:(?<=\s)|^)(?P<number>\d{{1,3}})\.{_NEXT}"),
}
# Words whose number may stand at the end of a sentence: "vol. 2."
_COUNTED = re.compile(
    r"(?:\b(?:vols?|nos?|nr|bd|t|n|ch|chap|cap|parts?|series|issue|art|h|heft|tome|tomo|band|"
    r"figs?|tab|table|section|volume|number|т|с|вып|№)\.?|№|n[°º])\s*$",
    re.IGNORECASE,
)
_SKIPPED = 2  # numbers that may be missing in a list


@dataclass(frozen=True)
class Mark:
    """A mark at the beginning of a line.

    Attributes
    ----------
    kind : str
        A name of its form; marks of one list have the same.
    label : str
        The number, key or sign itself, without brackets; empty for a bullet.
    number : int or None
        Its value.
    length : int
        Characters up to the reference.
    """

    kind: str
    label: str
    number: int | None
    length: int


@dataclass(frozen=True)
class Marked:
    """The marks of a page.

    Attributes
    ----------
    marks : dict of int to Mark
        By the index of their lines.
    inside : frozenset of int
        Lines between the first and the last item of a list, without a mark of their own.
    """

    marks: dict[int, Mark]
    inside: frozenset[int]


def read_marks(text: str) -> Iterator[Mark]:
    """Read what may be a mark at the beginning of a line.

    Parameters
    ----------
    text : str
        A line.

    Yields
    ------
    Mark
        Of each form that fits.
    """
    for kind, pattern in _MARKS:
        if match := pattern.match(text):
            groups = match.groupdict()
            digits = groups.get("number")
            label = digits or groups.get("label") or ""
            number = int(digits.translate(_RAISED)) if digits else None
            yield Mark(kind, label, number, match.end())
    if match := _BULLET.match(text):
        yield Mark(match.group("bullet"), "", None, match.end())


def find_marks(lines: Sequence[Line], heads: frozenset[int]) -> Marked:
    """Find the lists of a page.

    Parameters
    ----------
    lines : sequence of Line
        Of the page, in order.
    heads : frozenset of int
        Indices of headings.

    Returns
    -------
    Marked
        Where two lists claim a line, the longer one has it.
    """
    by_kind: dict[str, list[tuple[int, Mark]]] = {}
    for i, line in enumerate(lines):
        if i not in heads:
            for mark in read_marks(line.text):
                by_kind.setdefault(mark.kind, []).append((i, mark))
    lists: list[list[tuple[int, Mark]]] = []
    for kind, found in by_kind.items():
        if found[0][1].number is None:
            lists += _unnumbered(kind, found, lines, heads)
        else:
            lists += _chains(kind, found, sorted(heads))
    lists.sort(key=lambda items: (-len(items), items[0][0]))
    marks: dict[int, Mark] = {}
    inside: set[int] = set()
    for items in lists:
        if sum(i in marks or i in inside for i, _ in items) * 2 > len(items):
            continue  # a list of accidents in another list
        marks |= {i: mark for i, mark in items if i not in marks and i not in inside}
        for (i, _), (end, _) in itertools.pairwise(items):
            inside |= set(_rest_of_item(i, end, lines))
    return Marked(marks, frozenset(inside - marks.keys()))


def _rest_of_item(i: int, end: int, lines: Sequence[Line]) -> Iterator[int]:
    """Lines below a mark, up to an empty line: what comes after need not be of the item."""
    for k in range(i + 1, end):
        if lines[k].gap == BLANK:
            return
        yield k


def _unnumbered(
    kind: str, found: list[tuple[int, Mark]], lines: Sequence[Line], heads: frozenset[int]
) -> list[list[tuple[int, Mark]]]:
    """Find lists of bullets or keys: runs with no heading between."""
    runs: list[list[tuple[int, Mark]]] = []
    for i, mark in found:
        if runs and not any(head in heads for head in range(runs[-1][-1][0], i)):
            runs[-1].append((i, mark))
        else:
            runs.append([(i, mark)])
    if kind in "–—-":  # also the sign of a repeated author, which never opens a list
        runs = [run for run in runs if _opens_list(run[0][0], lines, heads)]
    return [run for run in runs if len(run) > 1]


def _opens_list(i: int, lines: Sequence[Line], heads: frozenset[int]) -> bool:
    if i == 0 or i - 1 in heads:
        return True
    before = lines[i - 1].text
    return before.endswith((":", "：")) or (len(before) < 40 and not before.endswith("."))


def _chains(
    kind: str, found: list[tuple[int, Mark]], heads: Sequence[int]
) -> list[list[tuple[int, Mark]]]:
    """Find lists of numbers that count up, each between two headings."""
    chains: list[list[tuple[int, Mark]]] = []
    section = 0
    closed: list[list[tuple[int, Mark]]] = []
    for i, mark in found:
        if bisect.bisect(heads, i) != section:
            section = bisect.bisect(heads, i)
            closed += chains
            chains = []
        number = mark.number or 0
        best = None
        for chain in reversed(chains[-8:]):
            step = number - (chain[-1][1].number or 0)
            if step == 1 or (number == 1 and step == 0 and len(chain) == _run_of_ones(chain)):
                best = chain
                break
            if best is None and 1 < step <= 1 + _SKIPPED and len(chain) > 1:
                best = chain
        if best is None:
            chains.append([(i, mark)])
        else:
            best.append((i, mark))
    return [chain for chain in closed + chains if len(chain) >= _needed(kind, chain)]


def _run_of_ones(chain: list[tuple[int, Mark]]) -> int:
    return sum(mark.number == 1 for _, mark in chain)


def _needed(kind: str, chain: list[tuple[int, Mark]]) -> int:
    """How many items make a list."""
    first = chain[0][1].number
    if kind in _SAFE:
        return 1 if first == 1 else 2
    if kind in ("bare", "glued", "dash"):
        return 3
    return 2 if first == 1 else 3


def split_inline(lines: Sequence[Line]) -> list[Line]:
    """Part lines in which numbered items stand one after the other.

    Parameters
    ----------
    lines : sequence of Line
        Of a page.

    Returns
    -------
    list of Line
        A line each for the beginnings of items in a list whose line ends were lost: in one
        paragraph, numbers that count up, three or more ("[4] … [5] … [6] …"), or two in square
        brackets.
    """
    result: list[Line] = []
    for paragraph in _paragraphs(lines):
        cuts = max((_cuts(kind, paragraph) for kind in _INLINE), key=len)
        for k, line in enumerate(paragraph):
            edges = sorted({0, *(start for i, start in cuts if i == k)})
            for start, end in zip(edges, [*edges[1:], len(line.text)], strict=True):
                if line.text[start:end].strip():
                    result.append(line.part(start, end))
    return result


def _paragraphs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Group lines with nothing between."""
    group: list[Line] = []
    for line in lines:
        if group and line.gap == BLANK:
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _cuts(kind: str, paragraph: Sequence[Line]) -> list[tuple[int, int]]:
    """Where the items of the longest list of a kind begin: line and offset."""
    chain: list[tuple[int, int]] = []
    best: list[tuple[int, int]] = []
    last = -1
    for k, line in enumerate(paragraph):
        for match in _INLINE[kind].finditer(line.text):
            if kind == "dot" and _COUNTED.search(
                line.text[max(0, match.start() - 14) : match.start()]
            ):
                continue
            number = int(match.group("number"))
            if chain and number != last + 1:
                if kind != "square" or number <= last:
                    if number != 1:
                        continue  # a number between the items
                    chain = []
                elif number > last + 1 + _SKIPPED:
                    continue
            elif not chain and kind != "square" and number > 1:
                continue
            chain.append((k, match.start()))
            last = number
            if len(chain) > len(best):
                best = list(chain)
    within = sum(start > 0 for _, start in best)
    size = sum(len(line.text) for line in paragraph)
    if (
        len(best) < (2 if kind == "square" else 3)
        or 2 * within < len(best)
        or size < 30 * len(best)
    ):
        return []
    return best
