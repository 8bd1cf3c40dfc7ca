"""Forms of numbers, titles and pages as text.

Imports nothing of the package.
"""

from __future__ import annotations

_SMALL_WORDS = frozenset(
    "a an the and or but nor of in on at to for from by with as into via vs versus".split()
)
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def title_case(text: str) -> str:
    """Capitalise the words of an English title.

    Parameters
    ----------
    text : str
        A title in sentence case.

    Returns
    -------
    str
        With capitals, but for short function words inside.

    Examples
    --------
    >>> title_case("the art of mRNA: a history in (two) parts")
    'The Art of mRNA: A History in (Two) Parts'
    """
    words = text.split(" ")
    for i, word in enumerate(words):
        inside = i and words[i - 1][-1:] not in ":.?!–"
        if (word in _SMALL_WORDS and inside) or any(c.isupper() for c in word):
            continue
        at = 1 if word[:1] in "(\"'“" else 0
        words[i] = word[:at] + word[at : at + 1].upper() + word[at + 1 :]
    return " ".join(words)


def shorten_last(first: str, last: str) -> str:
    """Leave out the digits that a last page shares with the first one.

    Parameters
    ----------
    first, last : str
        Page numbers.

    Returns
    -------
    str
        At least one digit.

    Examples
    --------
    >>> shorten_last("1257", "1263"), shorten_last("99", "101")
    ('63', '101')
    """
    if len(first) != len(last):
        return last
    same = 0
    while same < len(last) - 1 and first[same] == last[same]:
        same += 1
    return last[same:]


def roman(number: int) -> str:
    """Write a number in Roman figures.

    Parameters
    ----------
    number : int
        1 to 3999.

    Returns
    -------
    str
        Capital letters.

    Examples
    --------
    >>> [roman(n) for n in (4, 14, 99, 1984)]
    ['IV', 'XIV', 'XCIX', 'MCMLXXXIV']
    """
    text = ""
    for value, letters in _ROMAN:
        while number >= value:
            text += letters
            number -= value
    return text


def ordinal_en(number: int) -> str:
    """Write an English ordinal.

    Parameters
    ----------
    number : int
        1 or more.

    Returns
    -------
    str
        Digits and suffix.

    Examples
    --------
    >>> [ordinal_en(n) for n in (1, 12, 22, 103)]
    ['1st', '12th', '22nd', '103rd']
    """
    if 10 < number % 100 < 14:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
