"""How likely a reference begins at a line, by the layout and the characters around its start.

Imports lines.  Invariant: one value a line, in log-odds; what the tagger finds in the text is
not asked here.

The values were set by hand on the pages in tests/finder/pages/dev.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tagger.finder.lines import BLANK, TORN, Line, width

#: Beyond these a boundary is certain, or excluded.
CERTAIN = 8.0
NEVER = -4.5

_HYPHEN = re.compile(r"\w[-‐‑\u00ad¬]$")
_COMMA = re.compile(r"[,;:&(/\[=+–—、，；：（]$")
_STOP = re.compile(r"(?:[.!?。．！？)\]>»”’\"'』」》〉]|\d)$")
_ADDRESS = re.compile(r"(?:^|[\s(<:])(?:https?://|www\.|10\.\d{4,9}/)\S+$")
_INITIAL = re.compile(r"(?:^|[\s.(-])[^\W\d_a-z]\.$")
# Words after which a line cannot end a reference: connectors and designators
_GOES_ON = re.compile(
    r"(?:^|[\s(])(?:and|und|et|y|e|en|og|och|i|ve|и|the|of|in|on|for|to|a|an|at|by|with|from|der|die|das|des|"
    r"den|dem|zur|zum|für|von|van|de|du|la|le|les|des|el|los|las|del|di|il|lo|gli|da|della|delle|dei|"
    r"do|dos|das|в|на|по|pp?|vol|no|nr|n|s|bd|t|ed|eds|hrsg|doi|isbn|issn|url|university|press)[.:]?$",
    re.IGNORECASE,
)
_DESIGNATOR = re.compile(
    r"(?:^|[\s(,])(?:pp?|vols?|nos?|nr|bd|hrsg|doi|isbn|issn|url|art|univ|с|т|№|in)[.:]$",
    re.IGNORECASE,
)
_PARTICLE = re.compile(
    r"(?:van|von|de|der|den|del|della|di|da|dos|du|d['’]|al-|el-|ibn|ter|ten|zu|zur|vom|le|la|af|av|bin)"
    r"(?:\s+(?:der|den|la|las|los|de|het|'t))?\s*[A-ZÀ-Þ]"
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d[a-z]?(?:\t|\s{3,})")  # a list by years
_REPEATED = re.compile(r"(?:[-–—_]{2,}|[—―])[\s.,:(]")
_GOING_ON = -2.0  # log-odds by words alone below which a line surely goes on
_ONE_A_LINE = 1.5
_WRAPPED = 130  # columns to which text is wrapped at most
_MIN_SHORT = 7  # lines, of which short ones tell that they were never wrapped
_CLEAR = 0.8  # difference of log-odds by which lines that begin something differ from others
_MIN_SAMPLE = 3  # lines, of which an indent tells something


def starts(lines: Sequence[Line], marks: Mapping[int, int], inside: frozenset[int]) -> list[float]:
    """Judge, for each line of a part of a page, whether a reference begins there.

    Parameters
    ----------
    lines : sequence of Line
        Those between two headings.
    marks : mapping of int to int
        Indices of lines with the mark of a list, where one begins, to the column of the mark.
    inside : frozenset of int
        Indices of lines of such a list without a mark.

    Returns
    -------
    list of float
        Log-odds; the first line always has `CERTAIN`.
    """
    if not lines:
        return []
    words = [0.0] + [_words(lines[k - 1].text, lines[k].text) for k in range(1, len(lines))]
    blanks = _value_of_blanks(lines, words, len(marks))
    edge = _edge(lines)
    ends = [0.0] + [_early_end(lines[k - 1], lines[k], edge) for k in range(1, len(lines))]
    trust = _trust(lines, words, ends)
    loose = _ONE_A_LINE if not marks and _is_one_a_line(lines, words, edge) else 0.0
    values = []
    for k, line in enumerate(lines):
        if k == 0 or k in marks:
            values.append(CERTAIN)
            continue
        value = words[k] + (loose + trust * max(0.0, ends[k]) if loose else trust * ends[k])
        if line.gap == BLANK:
            value += blanks
        elif line.gap == TORN:
            value -= 0.5
        if k in inside:
            value = value - 6.0 if line.gap == BLANK else NEVER - 1
        values.append(value)
    _add_indents_of_lists(lines, values, marks, inside, words)
    return _with_indents(lines, values, frozenset(marks), inside)


def _words(before: str, after: str) -> float:
    """Say what the end of one line and the beginning of the next tell."""
    value = 0.0
    if _HYPHEN.search(before):
        value -= 5.0
    elif _ADDRESS.search(before):
        value += 0.0 if before.endswith(("/", "-", "=")) else 0.7
    elif _COMMA.search(before) or _DESIGNATOR.search(before) or _INITIAL.search(before):
        value -= 3.0
    elif _STOP.search(before):
        value += 0.7
    else:
        value -= 3.0 if _GOES_ON.search(before) else 1.0
    first = after[0]
    if _REPEATED.match(after) or _YEAR.match(after):
        value += 2.5
    elif first.islower():
        value -= 0.5 if _PARTICLE.match(after) else 4.0
    elif first.isdecimal() or first in "([&":
        value -= 1.5
    elif first in ".,;:)]}/%–—-":
        value -= 3.0
    else:
        value += 0.3
    return value


def _edge(lines: Sequence[Line]) -> int:
    """Find the column where full lines end."""
    ends = sorted(line.right for line in lines)
    return ends[int(0.9 * (len(ends) - 1))]


def _early_end(before: Line, line: Line, edge: int) -> float:
    """Say what it tells that a line's first word would have fitted on the line before."""
    word = line.text.split(None, 1)[0]
    size = 2 if width(line.text[0]) == 2 else width(word)
    room = edge - before.right - 1 - size
    if room > 0.25 * edge:
        return 3.0
    if room > 3:
        return 1.8
    return -0.7 if room < 0 else 0.0


def _trust(lines: Sequence[Line], words: Sequence[float], ends: Sequence[float]) -> float:
    """How far lines that end early tell something: less where lines do so that surely go on."""
    sure = [ends[k] for k in range(1, len(lines)) if words[k] <= _GOING_ON and not lines[k].gap]
    early = sum(value > 0 for value in sure) / len(sure) if sure else 0.0
    return max(0.0, 1 - 2.5 * early)


def _is_one_a_line(lines: Sequence[Line], words: Sequence[float], edge: int) -> bool:
    """Say whether lines end anywhere, and seldom in the middle of something."""
    full = sum(line.right >= 0.85 * edge for line in lines)
    going_on = sum(value <= _GOING_ON for value in words)
    unwrapped = edge > _WRAPPED or (full < 0.4 * len(lines) and len(lines) > _MIN_SHORT)
    return len(lines) > 3 and unwrapped and going_on < 0.2 * len(lines)


def _value_of_blanks(lines: Sequence[Line], words: Sequence[float], n_marks: int) -> float:
    """Say what an empty line tells: little in a page with double spacing."""
    rest = max(1, len(lines) - 1)
    apart = [k for k in range(1, len(lines)) if lines[k].gap == BLANK]
    going_on = sum(words[k] <= _GOING_ON for k in apart)
    doubled = len(apart) > 0.6 * rest and going_on > 0.25 * len(apart)
    if 1 < n_marks < 0.6 * len(lines) and _edge(lines) <= _WRAPPED:
        doubled = doubled or (len(apart) > 0.9 * rest and going_on > 0.1 * len(apart))
    return 0.3 if doubled else 6.0


def _with_indents(
    lines: Sequence[Line], values: list[float], marked: frozenset[int], inside: frozenset[int]
) -> list[float]:
    """Add what indents tell, where lines have two of them."""
    free = [k for k in range(1, len(lines)) if k not in marked and k not in inside]
    if len(free) < _MIN_SAMPLE:
        return values
    base = min(lines[k].indent for k in free)
    deep = [k for k in free if lines[k].indent > base + 1]
    flat = [k for k in free if lines[k].indent <= base + 1]
    if len(deep) < 2 or not flat:
        return values
    # Paragraphs begin deeper, or else references hang: the other signs tell which
    lead = _mean(values, flat) - _mean(values, deep)
    lead += _CLEAR if lines[0].indent <= base + 1 else -_CLEAR
    if abs(lead) < _CLEAR:
        return values
    push = 3.0 if lead > 0 else -3.0
    for k in flat:
        values[k] += push
    for k in deep:
        values[k] -= push
    return values


def _add_indents_of_lists(
    lines: Sequence[Line],
    values: list[float],
    marks: Mapping[int, int],
    inside: frozenset[int],
    words: Sequence[float],
) -> None:
    """Let the last item of a list hang as the others do: nothing but this tells its end."""
    hanging = [lines[k].indent for k in inside] or [
        lines[k].indent for k in range(1, len(lines)) if words[k] <= _GOING_ON
    ]
    if not hanging or not marks:
        return
    column = max(marks.values())
    hang = sorted(hanging)[len(hanging) // 2]
    if hang <= column:
        return
    for k in range(min(marks) + 1, len(lines)):
        if k not in marks and k not in inside:
            values[k] += -3.0 if lines[k].indent >= hang else 2.0


def _mean(values: Sequence[float], chosen: Sequence[int]) -> float:
    return sum(values[k] for k in chosen) / len(chosen)
