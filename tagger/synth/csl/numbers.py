"""Numbers and page ranges.

Imports csl.locale and forms.  Invariant: pure functions; what is no number comes back as it is.

Rules: CSL 1.0.2, "Number", "Page ranges", and the meaning of "numeric" under "Choose".
"""

from __future__ import annotations

import re
from functools import lru_cache

from tagger.synth import forms
from tagger.synth.csl.locale import Locale

# Letters may be tight before or after the digits (D2, 2b); several numbers are joined by
# a hyphen or dash, a comma or an ampersand.  Small Roman numerals are those of pages.
_ONE = r"(?:[^\W\d_]{0,3}\d+[^\W\d_]{0,3}|[ivxlc]+)"
_NUMERIC = re.compile(rf"\s*{_ONE}(?:\s*[-–—,&/]\s*{_ONE})*\s*")
_PIECE = rf"(?:{_ONE}|[IVXLC]+)"
_SEVERAL = re.compile(rf"\s*{_PIECE}(?:\s*(?:[-–—,&;]|\band\b)\s*{_PIECE})+\s*")
_COUNT = re.compile(r"\d+")
_RANGE = re.compile(r"(?<![-–—\w])([^\W\d_]*)(\d+)\s*[-–—]+\s*([^\W\d_]*)(\d+)(?![-–—\w])")
_HYPHEN = re.compile(r"(?<=\w)\s*[-–—]+\s*(?=\w)")


@lru_cache(maxsize=4096)
def is_numeric(text: str) -> bool:
    """Say whether a value is a number in the sense of CSL.

    Parameters
    ----------
    text : str
        A value, such as "12", "2b" or "3-4".

    Returns
    -------
    bool
        True where it consists of nothing but numbers and what joins them.
    """
    return bool(_NUMERIC.fullmatch(text))


@lru_cache(maxsize=4096)
def is_plural(text: str, counts: bool) -> bool:
    """Say whether the term before a value is in the plural.

    Parameters
    ----------
    text : str
        A value.
    counts : bool
        Whether the number is how many there are, as with ``number-of-pages``.

    Returns
    -------
    bool
        True where the value holds several numbers, or counts more than one.
    """
    if counts:
        found = _COUNT.search(text)
        return bool(found) and int(found[0]) != 1  # type: ignore[index]
    return bool(_SEVERAL.fullmatch(text))


def roman(number: int) -> str:
    """Write a number in Roman numerals.

    Parameters
    ----------
    number : int
        1 to 3999.

    Returns
    -------
    str
        In small letters, as CSL has it; outside the range the digits.
    """
    return forms.roman(number).lower() if 0 < number < 4000 else str(number)


def format_number(text: str, form: str, locale: Locale, gender: str) -> str:
    """Write a numeric value in one of the forms of ``<number>``.

    Parameters
    ----------
    text : str
        The value.
    form : {"numeric", "ordinal", "long-ordinal", "roman"}
        The form.
    locale : Locale
        Gives the ordinals.
    gender : str
        Of the counted noun.

    Returns
    -------
    str
        The value itself where it is not numeric.
    """
    if not is_numeric(text):
        return text
    joined = tidy_number(text, locale)
    if form == "numeric":
        return joined

    def one(found: re.Match[str]) -> str:
        number = int(found[0])
        if form == "roman":
            return roman(number)
        if form == "long-ordinal" and 0 < number <= 10:
            word = locale.term(f"long-ordinal-{number:02d}", gender=gender)
            if word:
                return word
        return found[0] + locale.ordinal(number, gender)

    return re.sub(r"(?<!\w)\d{1,9}(?!\w)", one, joined)


def tidy_number(text: str, locale: Locale) -> str:
    """Set what joins several numbers.

    Parameters
    ----------
    text : str
        A numeric value, such as "3 - 4".
    locale : Locale
        Gives the dash of ranges.

    Returns
    -------
    str
        "3–4", "3, 4", "3 & 4".
    """
    if text.isdigit():
        return text
    text = set_dashes(text, locale)
    text = re.sub(r"\s*,\s*", ", ", text)
    return re.sub(r"\s*&\s*", " & ", text)


def set_dashes(text: str, locale: Locale) -> str:
    """Set a dash between numbers.

    Parameters
    ----------
    text : str
        Such as "3-4".
    locale : Locale
        Gives the dash.

    Returns
    -------
    str
        Such as "3–4".
    """
    return _HYPHEN.sub(locale.term("page-range-delimiter") or "–", text)


def format_pages(text: str, style: str, dash: str) -> str:
    """Write page ranges.

    Parameters
    ----------
    text : str
        Pages, such as "433-460, 471-2".
    style : {"", "expanded", "minimal", "minimal-two", "chicago", "chicago-15", "chicago-16"}
        Value of ``page-range-format``; empty leaves the digits as they are.
    dash : str
        Between the two numbers.

    Returns
    -------
    str
        With dashes in place of hyphens, and the second numbers shortened or completed.
    """
    if text.isdigit():
        return text

    def one(found: re.Match[str]) -> str:
        prefix, first, prefix2, last = found.groups()
        if not style or (prefix != prefix2 and prefix2):
            return f"{prefix}{first}{dash}{prefix2}{last}"
        full = first[: max(0, len(first) - len(last))] + last
        if int(full) < int(first):
            return f"{prefix}{first}{dash}{prefix2}{last}"
        if style == "expanded":
            return f"{prefix}{first}{dash}{prefix}{full}"
        return f"{prefix}{first}{dash}{_shorten(first, full, style)}"

    text = _RANGE.sub(one, text)
    return _HYPHEN.sub(dash, text)


def _shorten(first: str, last: str, style: str) -> str:
    """Drop digits of the second number that the first one has."""
    if len(first) != len(last):
        return last
    same = 0
    while same < len(last) - 1 and first[same] == last[same]:
        same += 1
    if style == "minimal":
        return last[same:]
    at_least_two = last[min(same, max(0, len(last) - 2)) :]
    if style == "minimal-two":
        return at_least_two
    number = int(first)
    if number < 100 or number % 100 == 0:
        return last
    if number % 100 < 10:
        return last[same:]
    if style != "chicago-16" and len(last) == 4 and len(last) - same >= 3:
        return last
    return at_least_two
