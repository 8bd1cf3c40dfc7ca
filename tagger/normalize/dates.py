"""Years and dates, as printed -> partial dates.

Imports date_words, partial_dates and roman.  Invariant: a partial date holds only what
is printed; what can be read in two ways is left out of it, and no text makes a function fail.
"""

from __future__ import annotations

import re
from dataclasses import replace

from tagger.normalize.date_words import (
    ACCESSED,
    FILLERS,
    IN_PLACE_OF_YEAR,
    MONTHS,
    RANGE_WORDS,
    SEASONS,
)
from tagger.normalize.partial_dates import PartialDate, combine
from tagger.normalize.roman import roman_value

#: The first and last year that is read as one (older and later numbers are of other calendars,
#: or no years).
_FIRST, _LAST = 1000, 2099
#: Two years with a slash that lie further apart than this are a reprint and its original, as in
#: APA's "1900/1953" (Publication Manual, 7th ed., 9.41); nearer ones are the years of a volume.
#: Our own estimate: volumes of more than five years are rare.
_LONGEST_VOLUME = 5

__all__ = ["PartialDate", "combine", "is_access", "parse_date"]

_YEAR = r"(?:1\d\d\d|20\d\d)"
_TWO_YEARS = re.compile(rf"({_YEAR})\s?([-/&]|bis|to)\s?(\d{{1,2}}|\d{{4}})(?:\s?([a-z]))?")
_ONE_YEAR = re.compile(rf"({_YEAR})(?:[ -]?([a-z](?:\s?[,/-]\s?[a-z])?))?")
_ORIGINAL = re.compile(rf"({_YEAR})\s?([a-z])?\s?[\[(]\s?({_YEAR})\s?[\])]?")
_ORIGINAL_FIRST = re.compile(rf"[\[(]\s?({_YEAR})\s?[\])]\s?({_YEAR})([a-z])?")
_CIRCA = re.compile(
    r"(?:circa|ca\.|ca(?=\s?\d)|c\.|c\s|cca\.?|um\s|vers\s|около|ок\.|~|约|\bkr\.)\s*", re.I
)
_COPYRIGHT = re.compile(r"(?:©|\(c\)|c(?=\d{4})|cop\.?|copyright|p(?=\d{4}))\s*", re.I)
_LETTER = re.compile(r"\s?[-–]?\s?(?<=[-–\s.])([a-z])")
_CJK = re.compile(
    r"(?:(\d{4})\s?[年년](?:度)?)?\s?(?:(\d{1,2})\s?[月월](?:号)?(?:\s?(\d{1,2})\s?[日일号號])?)?\.?"
)
_ERAS = {
    "明治": 1867,
    "大正": 1911,
    "昭和": 1925,
    "平成": 1988,
    "令和": 2018,
    "民國": 1911,
    "民国": 1911,
}
_ERA = re.compile(
    rf"({'|'.join(_ERAS)})\s?(\d{{1,3}}|元)\s?年?(?:\s?(\d{{1,2}})月(?:(\d{{1,2}})日)?)?"
)
_ISO = re.compile(
    rf"({_YEAR})\s?([-/.])\s?(\d{{1,2}})\s?\2\s?(\d{{1,2}})\.?(?:\s?г\.?)?(?:T[\d:.Z+-]+)?"
)
_NUMERIC = re.compile(
    rf"(\d{{1,2}})\s?([-/.])\s?(\d{{1,2}}|[IVX]{{1,4}})\s?\2\s?({_YEAR})(?:\s?г\.?)?"
)
_DAY_MONTH = re.compile(r"(\d{1,2})\s?([./])\s?(\d{1,2}|[IVX]{1,4})\.?")
_MONTH_YEAR = re.compile(rf"(0?[1-9]|1[0-2]|[IVX]{{1,4}})\s?[-/.\s]\s?({_YEAR})")
_TIME = re.compile(
    r",?\s*\b\d{1,2}:\d\d(?::\d\d)?(?:\s?[ap]\.?m\.?)?(?:\s?(?:GMT|UTC|[CEMP][ES]?[SD]?T))?\b", re.I
)
_REST = re.compile(r",?\s+(?:from|at|archived|available|abgerufen)\b.*", re.IGNORECASE | re.DOTALL)
_ORDINAL = re.compile(
    r"(?<=\d)\s?(?:st|nd|rd|th|er|re|ère|º|°|ª|:e|-го)(?![^\W\d_])", re.IGNORECASE
)
_TOKEN = re.compile(r"\d+|[^\W\d_]+|[-/~]")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－～〜", "-") | {"／": "/", "．": ".", "，": ","})


def parse_date(text: str) -> PartialDate | None:
    """Read a year or a date.

    Parameters
    ----------
    text : str
        As printed: "1999a", "1848/60", "n.d.", "1986 [1949]", "15 juin 2004", "June 21-26",
        "Mai/Juni", "Spring 1990", "30.11.1994", "12.IV.1932", "2019年3月4日".

    Returns
    -------
    PartialDate or None
        None where it is no date, or an impossible one.

    Notes
    -----
    "2010-11" is two years and "2010-06" is June: two digits after a year are a year where they
    are greater than its own last two, and otherwise a month.  Days and months with slashes that
    may be either ("9/6/2017") give the year only; with dots the day stands first.

    Examples
    --------
    >>> parse_date("21-26 June 2015").iso, parse_date("1848-60").iso, parse_date("2014c").suffix
    ('2015-06-21/2015-06-26', '1848/1860', 'c')
    """
    text = " ".join(text.translate(_DASHES).split())
    bare = text.strip("()[],;: ")
    if found := IN_PLACE_OF_YEAR.match(bare):
        letter = _LETTER.fullmatch(bare[found.end() :])
        if found.end() == len(bare) or letter:
            return PartialDate(literal=found[0], suffix=letter[1] if letter else "")
    return _marked(text.strip(" .,;:")) or _marked(bare.strip("."))


def _marked(text: str) -> PartialDate | None:
    """Read a date that may be marked as an estimate or as that of a copyright."""
    if found := _CIRCA.match(text):
        date = _unmarked(text[found.end() :].strip(" []()"))
        return replace(date, circa=True) if date and date.year else None
    text = _COPYRIGHT.sub("", text, count=1) if _COPYRIGHT.match(text) else text
    if text.rstrip(" ])").endswith("?"):
        date = _unmarked(text.strip(" []()?"))
        return replace(date, circa=True) if date and date.year else None
    return _unmarked(text)


def _unmarked(text: str) -> PartialDate | None:
    return _years(text) or _numbers(text) or _words(text)


def _years(text: str) -> PartialDate | None:
    """Read one year or two."""
    text = re.sub(r"^[Il](?=\d{3}\b)", "1", text)  # "I956", from a scan
    if found := _ONE_YEAR.fullmatch(text):
        return PartialDate(int(found[1]), suffix="".join((found[2] or "").split()))
    if found := _ORIGINAL.fullmatch(text):
        return _with_original(int(found[1]), int(found[3]), found[2])
    if found := _ORIGINAL_FIRST.fullmatch(text):
        return _with_original(int(found[2]), int(found[1]), found[3])
    found = _TWO_YEARS.fullmatch(text)
    if not found:
        return None
    first, sign, digits = int(found[1]), found[2], found[3]
    last = int(found[1][: 4 - len(digits)] + digits)
    if last <= first and digits == "00":  # "1999-00"
        last += 100
    if last <= first or last > _LAST:
        month = int(digits)
        is_month = sign in "-/" and 1 <= month <= 12 and not found[4]
        return PartialDate(first, month) if is_month else None
    if sign == "/" and len(digits) == 4 and last - first > _LONGEST_VOLUME:
        return _with_original(last, first, found[4])
    return PartialDate(first, end_year=last, suffix=found[4] or "")


def _with_original(year: int, original: int, suffix: str | None) -> PartialDate:
    """Give the date of a reprint; of two years the later is its own, wherever it stands."""
    year, original = max(year, original), min(year, original)
    return PartialDate(year, original=original if original < year else 0, suffix=suffix or "")


def _numbers(text: str) -> PartialDate | None:
    """Read a date without names of months."""
    text = _TIME.sub("", _REST.sub("", text))
    if text and (found := _CJK.fullmatch(text)):
        return _checked(int(found[1] or 0), int(found[2] or 0), int(found[3] or 0))
    if found := _ERA.fullmatch(text):
        year = _ERAS[found[1]] + (1 if found[2] == "元" else int(found[2]))
        return _checked(year, int(found[3] or 0), int(found[4] or 0))
    if found := _ISO.fullmatch(text):
        return _checked(int(found[1]), int(found[3]), int(found[4]))
    if found := _NUMERIC.fullmatch(text):
        return _day_and_month(found[1], found[3], found[2], int(found[4]))
    if found := _DAY_MONTH.fullmatch(text):
        return _day_and_month(found[1], found[3], found[2], 0)
    if found := _MONTH_YEAR.fullmatch(text):
        return _checked(int(found[2]), _month(found[1]), 0)
    return None


def _month(text: str) -> int:
    return int(text) if text.isdecimal() else roman_value(text) or 13


def _day_and_month(first: str, second: str, sign: str, year: int) -> PartialDate | None:
    """Tell the day from the month."""
    day, month = int(first), _month(second)
    if sign == "." or not second.isdecimal() or day > 12 or day == month:
        return _checked(year, month, day)
    if month > 12:
        return _checked(year, day, month)
    return PartialDate(year, is_cut=True) if year else None


def _checked(year: int, month: int, day: int) -> PartialDate | None:
    """Give a date whose month and day exist."""
    wrong = month > 12 or day > 31 or (day and not month) or (year and not _FIRST <= year <= _LAST)
    return None if wrong else PartialDate(year, month, day)


def _words(text: str) -> PartialDate | None:
    """Read a date with names of months or seasons, of one end or two."""
    text = _ORDINAL.sub("", _TIME.sub("", _REST.sub("", text)))
    text = re.sub(r"(?<=[^\W\d_])-\s?(?=[a-zà-ÿ])(?!\s?(?:to|bis)\b)", _hyphen(text), text)
    words = _TOKEN.findall(text.lower())
    if any(word in SEASONS and word not in MONTHS for word in words):
        return _season(text)
    ends: list[dict[str, int]] = [{}]
    for word in words:
        if word in "-/~" or (word in RANGE_WORDS and ends[-1]):
            ends.append({})
        elif not _take(ends[-1], word):
            return None
    ends = [end for end in ends if end]
    if not ends or len(ends) > 2 or not any("month" in end for end in ends):
        return None
    return _range(ends)


def _hyphen(text: str) -> str:
    """Say what a hyphen inside words is: "di-cembre" is one month, "novembre-dicembre" two."""
    parts = [part for part in re.split(r"[^\w-]+", text.lower()) if "-" in part]
    whole = any(part.replace("-", "") in MONTHS for part in parts)
    return "" if whole else "-"


def _take(end: dict[str, int], word: str) -> bool:
    """Put a word into one end of a date; say whether it fits."""
    if word.isdecimal():
        if len(word) > 4 or len(word) == 3:
            return False
        key, value = ("year" if len(word) == 4 else "day"), int(word)
        if key == "year" and not _FIRST <= value <= _LAST:
            return False
    elif word in MONTHS:
        key, value = "month", MONTHS[word]
    elif roman_value(word) and "day" in end and "month" not in end:
        key, value = "month", roman_value(word) or 0
    else:
        return word in FILLERS or word in RANGE_WORDS
    if key in end:
        return False
    end[key] = value
    return True


def _season(text: str) -> PartialDate | None:
    """Read a season or two, with a year or two or without: "Winter 1998-99"."""
    words = [word for word in re.findall(r"[^\W\d_]+", text) if word.lower() in SEASONS]
    rest = text
    for word in words:
        rest = rest.replace(word, "", 1)
    rest = " ".join(w for w in rest.strip(" .,;/-()").split() if w not in RANGE_WORDS | FILLERS)
    season = str(SEASONS[words[0].lower()]) if len(words) == 1 else "/".join(words)
    if not rest:
        return PartialDate(season=season)
    years = _years(rest)
    return replace(years, season=season) if years and not years.month else None


def _range(ends: list[dict[str, int]]) -> PartialDate | None:
    """Give a date of one end or two, each of which lends the other what that lacks."""
    first, last = ends[0], ends[-1]
    year = first.get("year") or last.get("year") or 0
    month = first.get("month") or last.get("month") or 0
    date = _checked(year, month, first.get("day", 0))
    if date is None or len(ends) == 1:
        return date
    if first.keys() == {"year"} and "month" in last:  # "2010 - March"
        return None
    same = {"month": month if "day" in last else 0, "year": year}
    end = _checked(
        last.get("year") or same["year"], last.get("month") or same["month"], last.get("day", 0)
    )
    if end is None or (date.day and not end.day) or not end.month:
        return None
    return replace(date, end_year=end.year, end_month=end.month, end_day=end.day)


def is_access(before: str) -> bool:
    """Say whether a date is that of access, by the text before it.

    Parameters
    ----------
    before : str
        What stands before the date: "… Accessed on ", "[cit. ", "(дата обращения: ".

    Returns
    -------
    bool
        True for words of some twenty languages.
    """
    return ACCESSED.search(before[-60:]) is not None
