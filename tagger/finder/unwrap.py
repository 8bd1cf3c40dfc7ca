"""Lines of a paragraph to one line.

Imports lines.  Invariant: all letters and digits are kept, in their order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tagger.finder.lines import is_wide

_HYPHENS = "-‐‑\u00ad¬"
_DASHES = "–—−"
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
# An address up to the end of the line that cannot end there
_OPEN_ADDRESS = re.compile(r"(?:https?://|www\.|\b10\.\d{4,9}/|doi\.org)\S*$", re.IGNORECASE)
# "Früh- und", "two- or", "pré- e": the hyphen stands for the rest of a word
_SUSPENDED = frozenset("und oder bis and or to et ou y o u e ed og och eller en of i a ve".split())


def join(pieces: Sequence[str]) -> str:
    """Put the lines of a paragraph together.

    Parameters
    ----------
    pieces : sequence of str
        Lines.

    Returns
    -------
    str
        With single spaces; words divided at a line's end are whole again, hyphens that belong
        to a word stay.
    """
    text = ""
    for piece in pieces:
        piece = _SPACES.sub(" ", piece.strip())
        text = _append(text, piece) if text else piece
    return text


def _append(text: str, piece: str) -> str:
    if not piece:
        return text
    last, first = text[-1], piece[0]
    before = text[-2:-1]
    address = _OPEN_ADDRESS.search(text.rsplit(" ", 1)[-1])
    if address and _goes_on(address.group(), piece):
        return text + piece
    if last in _HYPHENS and (before.isalpha() or before.isdecimal()):
        word = re.match(r"\w*", piece).group()  # type: ignore[union-attr]  # matches always
        if word.casefold() in _SUSPENDED:
            return f"{text} {piece}"
        if last in "\u00ad¬" or (first.islower() and before.isalpha()):
            return text[:-1] + piece
        return text + piece  # Cluster-|Firms, 55-|64
    if last in _DASHES and before.isdecimal() and first.isdecimal():
        return text + piece
    if is_wide(last) and is_wide(first):
        return text + piece
    return f"{text} {piece}"


def _goes_on(address: str, piece: str) -> bool:
    """Say whether an address goes on in the next line: it cannot have ended in such a character."""
    first = piece.split(" ", 1)[0].rstrip(".,;)")
    if address.lower().endswith(("doi.org/", "doi.org", "http://", "https://")):
        return True
    if address[-1] in "_=&?%#-":
        return first[:1].isalnum()
    if address[-1] == "/":  # what an address may also end in
        return re.search(r"\d{3}|[/._=?%-]", first) is not None and not first[:1].isupper()
    # "10.1080/09654310.|2010.497637": digits after a dot, no space
    return address[-1] == "." and first[:1].isdecimal() and len(first) > 4 and "." in first
