"""Dates in the forms of a reference.

Imports chance, pattern and printer.  Every function gives the segments of one field.
"""

from __future__ import annotations

from tagger.synth.chance import pick
from tagger.synth.pattern import Segment
from tagger.synth.printer import Printer


def year(printer: Printer) -> list[Segment]:
    """Print the year, or a word in its place.

    Parameters
    ----------
    printer : Printer
        Knows the work and the style.

    Returns
    -------
    list of Segment
        One segment, labelled year.
    """
    text = printer.work.year
    if not text:
        text = printer.word("nd" if printer.work.kind == "web page" else printer.word("noyear"))
    return [(text, "year")]


def _month_name(printer: Printer, month: int) -> str:
    key = printer.word("monthform")
    name = printer.words[key][month - 1]
    return name.rstrip(".") if key == "short months" and printer.word("monthdot") else name


def month(printer: Printer) -> list[Segment]:
    """Print the month.

    Parameters
    ----------
    printer : Printer
        Knows the work and the style.

    Returns
    -------
    list of Segment
        One segment, labelled date.
    """
    return [(_month_name(printer, printer.work.month), "date")]


def day_month(printer: Printer) -> list[Segment]:
    """Print day and month in the order of the language.

    Parameters
    ----------
    printer : Printer
        Knows the work and the style.

    Returns
    -------
    list of Segment
        One segment, labelled date.
    """
    work, lang = printer.work, printer.style.lang
    return [(_join_day(lang, work.day, _month_name(printer, work.month)), "date")]


def _join_day(lang: str, day: int, month: str) -> str:
    if lang in ("zh", "ja"):
        return f"{month}{day}日"
    if lang == "de":
        return f"{day}. {month}"
    if lang in ("es", "pt") and not month.endswith("."):
        return f"{day} de {month}"
    if lang == "fr" and day == 1:
        return f"1er {month}"
    return f"{day} {month}"


def days(printer: Printer) -> list[Segment]:
    """Print the days of a meeting.

    Parameters
    ----------
    printer : Printer
        Knows the work and the style.

    Returns
    -------
    list of Segment
        One segment, labelled date.
    """
    work, dash = printer.work, pick(printer.rng, "-–")
    days = f"{work.day}{dash}{work.day + 1 + work.day % 4}"
    month = _month_name(printer, work.month)
    us = printer.style.lang == "en" and printer.word("accessform") != "month"
    return [(f"{month} {days}" if us else f"{days} {month}", "date")]


def month_day(printer: Printer) -> list[Segment]:
    """Print month and day in the American order, in English.

    Parameters
    ----------
    printer : Printer
        Knows the work and the style.

    Returns
    -------
    list of Segment
        One segment, labelled date; as `day_month` in other languages.
    """
    if printer.style.lang != "en":
        return day_month(printer)
    work = printer.work
    return [(f"{_month_name(printer, work.month)} {work.day}", "date")]


def numeric_day(printer: Printer) -> list[Segment]:
    """Print day and month in digits, before the year.

    Parameters
    ----------
    printer : Printer
        Knows the work and the style.

    Returns
    -------
    list of Segment
        The date, and the mark before the year without a label.
    """
    work = printer.work
    mark = printer.word("datemark")
    return [(f"{work.day:02d}{mark}{work.month:02d}", "date"), (mark, "")]


def numeric_year(printer: Printer) -> list[Segment]:
    """Print the date in digits, year first.

    Parameters
    ----------
    printer : Printer
        Knows the work and the style.

    Returns
    -------
    list of Segment
        The year, a hyphen without a label, and the rest labelled date.
    """
    work = printer.work
    return [(work.year, "year"), ("-", ""), (f"{work.month:02d}-{work.day:02d}", "date")]


def access(printer: Printer) -> list[Segment]:
    """Print the date of access.

    Parameters
    ----------
    printer : Printer
        Knows the work and the style.

    Returns
    -------
    list of Segment
        One segment, labelled date.
    """
    year, month, day = printer.work.accessed
    lang, draw = printer.style.lang, printer.word("accessform")
    name = _month_name(printer, month)
    if draw == "iso":
        text = f"{year}-{month:02d}-{day:02d}"
    elif draw == "digits" or (lang in ("ru", "tr", "pl") and draw != "month"):
        mark = printer.word("datemark")
        text = f"{day:02d}{mark}{month:02d}{mark}{year}"
    elif lang in ("zh", "ja"):
        text = f"{year}年{month}月{day}日"
    elif lang == "en" and draw == "comma":
        text = f"{day} {name}, {year}"
    elif lang == "en" and draw == "us":
        text = f"{name} {day}, {year}"
    else:
        join = " de " if lang in ("es", "pt") and not name.endswith(".") else " "
        text = f"{_join_day(lang, day, name)}{join}{year}"
    return [(text, "date")]
