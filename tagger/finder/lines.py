"""The lines of a text, with what their place on the page tells.

Imports nothing from the package.  Invariant: ``text[line.start:line.end] == line.text`` for
every line, lines are in order and do not overlap.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

#: Between a line and the one before it: nothing, a place where a page was torn, an empty line.
NONE, TORN, BLANK = range(3)

_LINE = re.compile(r"[^\n\r\f\v\x85\u2028\u2029]+|\r\n|[\n\r\f\v\x85\u2028\u2029]")
_QUOTED = re.compile(r"[ \t]*(?:>[ \t]?)+")  # in mails, and in Markdown
_TAB = 8


@dataclass(frozen=True)
class Line:
    """A line that is not blank.

    Attributes
    ----------
    text : str
        Without white space at its edges.
    start, end : int
        Offsets into the page, in code points, half-open.
    indent : int
        Columns of white space before it; a tab counts to the next multiple of eight.
    gap : int
        `NONE`, `TORN` or `BLANK`: what is between it and the line before.
    page : bool
        Whether a form feed comes before it.
    """

    text: str
    start: int
    end: int
    indent: int = 0
    gap: int = NONE
    page: bool = False

    @property
    def right(self) -> int:
        """The column in which it ends; characters of Chinese and Japanese count twice."""
        return self.indent + width(self.text)

    def part(self, start: int, end: int | None = None) -> Line:
        """Cut a piece out.

        Parameters
        ----------
        start, end : int
            Offsets into `text`; by default up to its end.

        Returns
        -------
        Line
            Without white space at its edges; it has the gap of the whole only where it begins
            with it.
        """
        piece = self.text[start:end]
        left = start + len(piece) - len(piece.lstrip())
        piece = piece.strip()
        return replace(
            self,
            text=piece,
            start=self.start + left,
            end=self.start + left + len(piece),
            indent=self.indent + left,
            gap=self.gap if start == 0 else NONE,
            page=self.page and start == 0,
        )


def is_wide(character: str) -> bool:
    """Say whether a character is written without spaces around words.

    Parameters
    ----------
    character : str
        One code point.

    Returns
    -------
    bool
        True for CJK ideographs, kana and the punctuation that goes with them (Unicode blocks
        3000-30FF, 3400-9FFF, F900-FAFF, FF00-FF60, and the planes 2 and 3).
    """
    code = ord(character)
    return (
        0x3000 <= code <= 0x30FF
        or 0x3400 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0xFF00 <= code <= 0xFF60
        or code >= 0x20000
    )


def width(text: str) -> int:
    """Count columns.

    Parameters
    ----------
    text : str
        Any.

    Returns
    -------
    int
        Two for each character of Chinese and Japanese, one for any other.
    """
    return len(text) if text.isascii() else len(text) + sum(map(is_wide, text))


def split_lines(text: str) -> list[Line]:
    """Split a page into its lines.

    Parameters
    ----------
    text : str
        Any; line ends of all systems.  The signs of quoted mail (``>``) are left out where most
        lines have them.

    Returns
    -------
    list of Line
        Those that are not blank.
    """
    lines: list[Line] = []
    ends = 0  # line ends since the last line
    page = False
    quoted = _is_quoted(text)
    for match in _LINE.finditer(text):
        raw = match.group()
        if raw[0] in "\n\r\f\v\x85\u2028\u2029":
            ends += 1
            page = page or raw == "\f"
            continue
        sign = _QUOTED.match(raw) if quoted else None
        content = raw[sign.end() :].strip() if sign else raw.strip()
        if not content:
            continue
        left = raw.index(content, sign.end() if sign else 0)
        start = match.start() + left
        indent = len(raw[sign.end() if sign else 0 : left].expandtabs(_TAB))
        gap = BLANK if ends > 1 and lines else NONE
        lines.append(Line(content, start, start + len(content), indent, gap, page))
        ends, page = 0, False
    return lines


def _is_quoted(text: str) -> bool:
    lines = [match.group() for match in _LINE.finditer(text) if not match.group().isspace()]
    return ">" in text and 2 * sum(bool(_QUOTED.match(line)) for line in lines) > len(lines)
