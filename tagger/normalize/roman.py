"""Roman numbers.

Imports nothing of the package.  Invariant: only a number in its regular form has a value: "IIII"
and "VX" have none.
"""

from __future__ import annotations

import re

_FORM = re.compile(r"M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def roman_value(text: str) -> int | None:
    """Give the value of a roman number.

    Parameters
    ----------
    text : str
        Letters, all capital or all small.

    Returns
    -------
    int or None
        1 to 3999; None where it is no roman number.

    Examples
    --------
    >>> roman_value("XXIV"), roman_value("vii"), roman_value("Xi"), roman_value("VX")
    (24, 7, None, None)
    """
    if not text.isascii() or not (text.isupper() or text.islower()):
        return None
    text = text.upper()
    if not _FORM.fullmatch(text):
        return None
    numbers = [_VALUES[letter] for letter in text]
    following = [*numbers[1:], 0]
    return sum(-a if a < b else a for a, b in zip(numbers, following, strict=True))
