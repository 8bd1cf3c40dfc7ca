"""`PartialDate`, and how two are put together.

Imports nothing of the package.  Invariant: a date is never completed with what is not in its parts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class PartialDate:
    """A date, of which a part may be unknown.

    Attributes
    ----------
    year, month, day : int
        0 where it is not known; months from 1.
    end_year, end_month, end_day : int
        The end of a range, as complete as its beginning; 0 where there is none.
    season : str
        ``"1"`` to ``"4"`` from spring; two seasons as printed: ``"Spring/Summer"``.
    original : int
        Year of the first printing: the 1949 of "1986 [1949]"; 0 where there is none.
    suffix : str
        The letter of "1999a".
    circa : bool
        Whether the year is an estimate.
    literal : str
        What stands in place of a date: "in press"; all else is empty then, but `suffix`.
    is_cut : bool
        Whether more is printed than the parts hold, as in "9/6/2017", where day and month cannot
        be told apart.
    """

    year: int = 0
    month: int = 0
    day: int = 0
    end_year: int = 0
    end_month: int = 0
    end_day: int = 0
    season: str = ""
    original: int = 0
    suffix: str = ""
    circa: bool = False
    literal: str = ""
    is_cut: bool = False

    @property
    def is_range(self) -> bool:
        """Whether the date has two ends."""
        return bool(self.end_year or self.end_month or self.end_day)

    @property
    def iso(self) -> str:
        """The date in the form of ISO 8601-1 and 8601-2 (EDTF): ``1999-05``, ``1998/1999``,
        ``1990-21`` for spring, ``1850~`` for about; empty where the year is unknown.
        """  # noqa: D205
        if not self.year:
            return ""
        start = _iso(self.year, self.month, self.day)
        if len(self.season) == 1:
            start += f"-2{self.season}"
        end = _iso(self.end_year, self.end_month, self.end_day) if self.end_year else ""
        mark = "~" if self.circa else ""
        return f"{start}{mark}/{end}{mark}" if end else start + mark

    def to_csl(self) -> dict[str, Any]:
        """Give the date as CSL-JSON has it.

        Returns
        -------
        dict
            With ``date-parts``, ``season`` and ``circa``, or with ``literal``; empty where the
            year is unknown and nothing stands in its place.  `suffix` and `original` are
            variables of their own in CSL.
        """
        if self.literal:
            return {"literal": self.literal}
        if not self.year:
            return {}
        parts = [_parts(self.year, self.month, self.day)]
        if self.end_year:
            parts.append(_parts(self.end_year, self.end_month, self.end_day))
        date: dict[str, Any] = {"date-parts": parts}
        if self.season:
            date["season"] = int(self.season) if self.season.isdecimal() else self.season
        if self.circa:
            date["circa"] = True
        return date


def combine(year: PartialDate, rest: PartialDate) -> PartialDate | None:
    """Put together a year and the rest of a date that are printed apart.

    Parameters
    ----------
    year : PartialDate
        A year, with its letter.
    rest : PartialDate
        Month, day or season; may repeat the year.

    Returns
    -------
    PartialDate or None
        None where they do not fit: two different years, a range of years, "in press".
    """
    alone = not (year.month or year.season or year.end_year or year.literal)
    has_rest = rest.month or rest.season
    if not alone or not year.year or not has_rest or rest.year not in (0, year.year):
        return None
    if rest.end_year and rest.end_year != rest.year:
        return replace(rest, suffix=year.suffix, original=year.original, circa=year.circa)
    end = year.year if rest.is_range else 0
    return replace(
        rest,
        year=year.year,
        end_year=end,
        suffix=year.suffix,
        original=year.original,
        circa=year.circa,
    )


def _iso(year: int, month: int, day: int) -> str:
    return f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")


def _parts(year: int, month: int, day: int) -> list[int]:
    return [part for part in (year, month, day) if part]
