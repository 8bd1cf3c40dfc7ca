"""Segments, and what happens where two of them meet.

Imports csl.locale.  Invariant: a finished list of segments holds no empty text, and the texts
joined are the entry; each segment keeps its variable and part.

While an entry is made, a segment is a plain tuple ``(text, variable, part)``; one without text
is a quotation mark whose side is its part, for which mark it is depends on how deep it stands.
"""

from __future__ import annotations

from typing import NamedTuple

from tagger.synth.csl.locale import Locale

Raw = tuple[str, str, str]

#: A group's, macro's or variable's state: called no variable; called only empty ones; printed.
NONE, EMPTY, FULL = 0, 1, 2

OPEN, CLOSE = "open-quote", "close-quote"
#: Part of a term until the entry is finished: only a term is capitalised by the call of a macro.
TERM = "term"
_PART_OF_TERM = {"author": "literal", "issued": "year"}

#: What becomes of two marks that meet at the border of two segments: the first stays, or the
#: second.  All others stay both.  After the style manuals: no two full stops, no stop after a
#: question mark, but a comma or colon after the dot of an abbreviation.
_FIRST = frozenset(
    [".." , ",,", "::", ";;", "!!", "??", "!.", "?.", ":.", ";.", "….", "!:", "?:", ";:", ":;"]
)  # fmt: skip
_SECOND = frozenset([",.", ",:", ",;", ":!", ":?", ";!", ";?"])
_MARKS = frozenset(".,:;!?…")


class Segment(NamedTuple):
    """A piece of a rendered entry.

    Attributes
    ----------
    text : str
        Its characters.
    variable : str
        The CSL variable that it came from; empty for affixes, terms, labels and delimiters.
        A term that stands for a variable without a value has its name: "anonymous" ``author``,
        "no date" ``issued``, the kind of work ``genre``.
    part : str
        Inside names "family", "given", "particle", "suffix", "literal" or "et-al", inside dates
        "year", "month", "day" or "season"; empty for all else, also for what separates these.
    """

    text: str
    variable: str
    part: str


class _Joiner:
    """Segments that were already joined, and the marks at their end."""

    def __init__(self, locale: Locale) -> None:
        self.out: list[Raw] = []
        self.last = ""  # the last character
        self.depth = 0
        self.closed = -1  # index of the first of the closing quotes at the end, or -1
        self.in_quote = locale.flag("punctuation-in-quote")
        self.marks = [
            (locale.term("open-quote") or "“", locale.term("close-quote") or "”"),
            (locale.term("open-inner-quote") or "‘", locale.term("close-inner-quote") or "’"),
        ]

    def quote(self, seg: Raw) -> None:
        """Put a quotation mark."""
        _, variable, part = seg
        if part == OPEN:
            text = self.marks[self.depth % 2][0]
            self.depth += 1
            self.closed = -1
        else:
            self.depth = max(0, self.depth - 1)
            text = self.marks[self.depth % 2][1]
            if self.closed < 0:
                self.closed = len(self.out)
        self.out.append((text, variable, ""))
        self.last = text[-1]

    def mark(self, text: str) -> str:
        """Let the marks at the start of a text meet the end; give what is left of the text."""
        while text and text[0] in _MARKS:
            first = text[0]
            if self.closed > 0 and first in ".," and self.in_quote:
                before = self.out[self.closed - 1][0][-1:]
                pair = before + first
                if pair not in _FIRST:
                    if pair in _SECOND:
                        self._cut(self.closed - 1)
                    # between a title's own quote and its end the mark is inside the title
                    owner = self.out[self.closed][1]
                    self.out.insert(self.closed, (first, owner, ""))
                    self.closed += 1
                text = text[1:]
                continue
            if self.last == " " and first in ".,;":
                self._cut(-1)
                self.last = self.out[-1][0][-1] if self.out else ""
                continue
            pair = self.last + first
            if pair in _FIRST:
                text = text[1:]
                continue
            if pair in _SECOND:
                self._cut(-1)
                self.last = self.out[-1][0][-1] if self.out else ""
                continue
            break
        return text

    def _cut(self, index: int) -> None:
        """Take the last character of a segment away."""
        text, variable, part = self.out[index]
        if len(text) > 1:
            self.out[index] = (text[:-1], variable, part)
        elif index == -1:
            self.out.pop()
        else:
            del self.out[index]
            self.closed -= 1


def join(raw: list[Raw], locale: Locale) -> list[Segment]:
    """Finish the segments of an entry.

    Parameters
    ----------
    raw : list of tuple
        Text, variable and part in order, with quotation marks as segments without text.
    locale : Locale
        Gives the quotation marks, and whether commas and dots go inside them.

    Returns
    -------
    list of Segment
        Without doubled marks and spaces, and without space at the edges.
    """
    joiner = _Joiner(locale)
    out = joiner.out
    for seg in raw:
        text = seg[0]
        if not text:
            if seg[2] in (OPEN, CLOSE):
                joiner.quote(seg)
            continue
        first = text[0]
        if first in _MARKS and out:
            text = joiner.mark(text)
            if not text:
                continue
            first = text[0]
        if first == " " and (joiner.last in " \u00a0" or not out):
            text = text.lstrip(" ")
            if not text:
                continue
            if text[0] in ".,;":
                text = joiner.mark(text) if out else text
                if not text:
                    continue
        if joiner.last.isalnum() and first.isalnum() and _runs_together(out[-1], joiner.last, seg):
            out.append((" ", "", ""))
        joiner.closed = -1
        joiner.last = text[-1]
        out.append(seg if text is seg[0] else (text, seg[1], seg[2]))
    return _trim(out)


def _runs_together(before: Raw, last: str, seg: Raw) -> bool:
    """Say whether two words, or two numbers, of different origin would become one.

    Styles that were not tried with all kinds of works let that happen; nobody prints it.  An
    affix or a term may well be tight against a number, and ideographs against anything.
    """
    first = seg[0][0]
    if before[1] == seg[1] or seg[1] == "year-suffix" or max(last, first) >= "\u0590":
        return False
    return (last.isalpha() and first.isalpha()) or (last.isdigit() and first.isdigit())


def _trim(out: list[Raw]) -> list[Segment]:
    while out and not out[-1][0].strip():
        out.pop()
    while out and not out[0][0].strip():
        del out[0]
    if out:
        text, variable, part = out[-1]
        out[-1] = (text.rstrip(), variable, part)
        text, variable, part = out[0]
        out[0] = (text.lstrip(), variable, part)
    return [
        Segment(text, variable, _PART_OF_TERM.get(variable, "") if part == TERM else part)
        for text, variable, part in out
    ]
