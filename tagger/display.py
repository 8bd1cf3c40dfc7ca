"""References as text for people: fields marked inside the string, in colour on a terminal.

Imports labels and reference.
"""

from __future__ import annotations

import re

from tagger.labels import BY_NAME
from tagger.reference import Reference

# Control characters, C1 included: in a file from elsewhere they could steer the terminal.
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")


def mark(reference: Reference, *, colour: bool = False) -> str:
    """Write a reference on one line with its fields marked.

    Parameters
    ----------
    reference : Reference
        With its fields.
    colour : bool
        Whether to use terminal colours (24-bit ANSI sequences) instead of brackets.

    Returns
    -------
    str
        The whole string, each field with its label; control characters are shown as U+FFFD.

    Examples
    --------
    >>> mark(Reference.from_spans("Knuth 1984.", [(0, 5, "author", 1.0), (6, 10, "year", 1.0)]))
    '[Knuth]AUTHOR [1984]YEAR.'
    """
    parts = []
    end = 0
    for field in reference.fields:
        parts.append(_clean(reference.text[end : field.start]))
        paint = _colour if colour else _bracket
        parts.append(paint(_clean(field.raw), field.label))
        end = field.end
    parts.append(_clean(reference.text[end:]))
    return "".join(parts)


def _clean(text: str) -> str:
    return _CONTROL.sub("\ufffd", text)


def _bracket(text: str, label: str) -> str:
    return f"[{text}]{label.upper()}"


def _colour(text: str, label: str) -> str:
    red, green, blue = (int(BY_NAME[label].colour[i : i + 2], 16) for i in (1, 3, 5))
    background = f"\x1b[48;2;{red};{green};{blue}m\x1b[38;2;0;0;0m"
    return f"{background}{text}\x1b[1m {label.upper()}\x1b[0m"
