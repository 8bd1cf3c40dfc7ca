"""The element ``<date>``.

Imports csl.case, csl.locale, csl.output and csl.state.
Invariant: what is printed of a date, separators included, carries its variable, and each part
its name.

Rules: CSL 1.0.2, "Date", "Date-part", "Date ranges", "AD and BC", "Seasons", "Locale options".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from tagger.synth.csl.case import CASES
from tagger.synth.csl.locale import Locale
from tagger.synth.csl.output import EMPTY, FULL, Raw
from tagger.synth.csl.state import State

_SHOWN = {"year": ("year",), "year-month": ("year", "month")}
_INDEX = {"year": 0, "month": 1, "day": 2}


class DatePart(NamedTuple):
    """A ``<date-part>`` as it is to be printed.

    Attributes
    ----------
    name : {"year", "month", "day"}
        Which part.
    form : str
        Its form; empty for the default one.
    prefix, suffix : str
        Around it.
    change : callable or None
        Text case.
    strip : bool
        Whether to drop dots.
    dash : str
        Between the two ends of a range, if this is the largest part in which they differ.
    """

    name: str
    form: str
    prefix: str
    suffix: str
    change: Callable[[str], str] | None
    strip: bool
    dash: str


def date_parts(element: Element, locale: Locale) -> tuple[list[DatePart], str]:
    """Find the parts that a ``<date>`` prints.

    Parameters
    ----------
    element : Element
        ``<date>``.
    locale : Locale
        Gives the parts of a localised date.

    Returns
    -------
    parts : list of DatePart
        In order.
    delimiter : str
        Between them.
    """
    form = element.get("form")
    own = {part.get("name", ""): part for part in element.findall("date-part")}
    if not form:
        parts = [_read_part(part, part) for part in element.findall("date-part")]
        return parts, element.get("delimiter", "")
    base = locale.dates.get(form)
    if base is None:
        return [], ""
    shown = _SHOWN.get(element.get("date-parts", ""), ("year", "month", "day"))
    parts = [
        _read_part(part, own.get(part.get("name", ""), part))
        for part in base.findall("date-part")
        if part.get("name") in shown
    ]
    return parts, base.get("delimiter", "")


def _read_part(base: Element, own: Element) -> DatePart:
    """Merge a part of a locale with what the style says of it; affixes are the locale's."""

    def get(name: str, default: str = "") -> str:
        return own.get(name, base.get(name, default))

    return DatePart(
        base.get("name", ""),
        get("form"),
        base.get("prefix", ""),
        base.get("suffix", ""),
        CASES.get(get("text-case")),
        get("strip-periods") == "true",
        get("range-delimiter", "–"),
    )


class DatePrinter:
    """Prints dates.

    Parameters
    ----------
    element : Element
        ``<date>``, without regard to its own prefix and suffix.
    locale : Locale
        Gives terms and localised dates.
    suffixed : bool
        Whether a year gets the letter of the work.
    """

    def __init__(self, element: Element, locale: Locale, suffixed: bool) -> None:
        self.variable = element.get("variable", "")
        self.parts, self.delimiter = date_parts(element, locale)
        self.locale = locale
        self.suffixed = suffixed and self.variable == "issued"

    def __call__(self, state: State, out: list[Raw]) -> int:
        """Append a date; says whether there was one.

        Parameters
        ----------
        state : State
            The work.
        out : list of tuple
            Gets the segments.

        Returns
        -------
        int
            ``EMPTY`` or ``FULL``.
        """
        date = state.dates.get(self.variable)
        if not date:
            return EMPTY
        size = len(out)
        letter = state.text.get("year-suffix", "") if self.suffixed else ""
        ends = date.get("date-parts")
        if ends and ends[0]:
            season = date.get("season")
            first = _read_end(ends[0], season)
            last = _read_end(ends[1], season) if len(ends) > 1 and ends[1] else None
            if last is None or last == first:
                self._one(first, self.parts, letter, out)
            else:
                self._range(first, last, letter, out)
        else:
            text = date.get("literal") or date.get("raw")
            if text and any(part.name == "year" for part in self.parts):
                out.append((str(text) + letter, self.variable, "year"))
        return FULL if len(out) > size else EMPTY

    def _one(
        self, end: list[int], parts: list[DatePart], letter: str, out: list[Raw], last: str = ""
    ) -> None:
        """Append one end of a range, or a date that is none."""
        some = False
        for part in parts:
            text, kind = self._text(end, part, letter)
            if not text:
                continue
            if some and self.delimiter:
                out.append((self.delimiter, self.variable, ""))
            some = True
            if part.prefix:
                out.append((part.prefix, self.variable, ""))
            out.append((text, self.variable, kind))
            if part.suffix and part.name != last:
                out.append((part.suffix, self.variable, ""))

    def _range(self, first: list[int], last: list[int], letter: str, out: list[Raw]) -> None:
        """Append both ends, what they have in common only once."""
        shown = [part for part in self.parts if self._text(first, part, "")[0]]
        differ = [
            i for i, part in enumerate(shown) if first[_INDEX[part.name]] != last[_INDEX[part.name]]
        ]
        if not differ:
            self._one(first, self.parts, letter, out)
            return
        names = {shown[i].name for i in differ}
        if "year" in names:
            low, high = 0, len(shown) - 1
        else:
            low, high = differ[0], differ[-1]
            if "month" in names:  # the days belong to their months
                whole = [i for i, part in enumerate(shown) if part.name in ("month", "day")]
                low, high = whole[0], whole[-1]
        largest = next(name for name in ("year", "month", "day") if name in names)
        dash = next(part.dash for part in shown if part.name == largest)
        before, middle, after = shown[:low], shown[low : high + 1], shown[high + 1 :]
        self._one(first, before, letter, out)
        if before and self.delimiter:
            out.append((self.delimiter, self.variable, ""))
        self._one(first, middle, letter if not after else "", out, middle[-1].name)
        out.append((dash, self.variable, ""))
        middle[0] = middle[0]._replace(prefix="")  # what opens both is printed once
        self._one(last, middle, letter, out)
        if after and self.delimiter:
            out.append((self.delimiter, self.variable, ""))
        self._one(last, after, letter, out)

    def _text(self, end: list[int], part: DatePart, letter: str) -> tuple[str, str]:
        """Give the text of a part, and which part it is (a season stands in for a month)."""
        number = end[_INDEX[part.name]]
        if not number:
            return "", ""
        kind = part.name
        if kind == "year":
            text = self._year(number, part.form) + letter
        elif kind == "day":
            text = self._day(number, end[1], part.form)
        elif number > 12:
            kind, text = "season", self.locale.term(f"season-{(number - 1) % 4 + 1:02d}")
        else:
            text = self._month(number, part.form)
        if part.strip:
            text = text.replace(".", "")
        return (part.change(text) if part.change else text), kind

    def _year(self, number: int, form: str) -> str:
        if number < 0:
            return str(-number) + self.locale.term("bc")
        if number < 1000:
            return str(number) + self.locale.term("ad")
        return f"{number % 100:02d}" if form == "short" else str(number)

    def _month(self, number: int, form: str) -> str:
        if form == "numeric":
            return str(number)
        if form == "numeric-leading-zeros":
            return f"{number:02d}"
        return self.locale.term(f"month-{number:02d}", form or "long") or str(number)

    def _day(self, number: int, month: int, form: str) -> str:
        if form == "numeric-leading-zeros":
            return f"{number:02d}"
        if form == "ordinal":
            only_first = self.locale.flag("limit-day-ordinals-to-day-1")
            if number == 1 or not only_first:
                gender = self.locale.gender(f"month-{month:02d}")
                return f"{number}{self.locale.ordinal(number, gender)}"
        return str(number)


def _read_end(parts: list[Any], season: object) -> list[int]:
    """Read year, month and day, 0 for those that are missing; a season is a month above 12."""
    numbers = []
    for part in (*parts, 0, 0, 0)[:3]:
        text = str(part).strip()
        numbers.append(int(text) if text.lstrip("-").isdecimal() else 0)
    if not numbers[1] and season and str(season).isdecimal():
        numbers[1] = 12 + int(str(season))
    return numbers


def year_suffix_is_placed(elements: Mapping[str, Element], root: Element) -> bool:
    """Say whether a bibliography prints the letter of the year by itself.

    Parameters
    ----------
    elements : mapping
        Macros by name.
    root : Element
        ``<layout>`` of the bibliography.

    Returns
    -------
    bool
        True where it, or a macro that it calls, has the variable ``year-suffix``.
    """
    seen: set[str] = set()
    todo = [root]
    while todo:
        for element in todo.pop().iter("text"):
            if element.get("variable") == "year-suffix":
                return True
            macro = element.get("macro", "")
            if macro and macro not in seen and macro in elements:
                seen.add(macro)
                todo.append(elements[macro])
    return False
