"""Dates in the forms of a reference.

Imports chance, languages, pattern and printer.  Every function gives the segments of one field.
"""

from __future__ import annotations

from tagger.synth.chance import pick
from tagger.synth.languages import CJK
from tagger.synth.pattern import Segment
from tagger.synth.printer import Printer

# How languages write dates: "3. Mai"; "május 3."; "3 de mayo de 1999"; "1999. május 3.";
# and those that prefer 03.05.1999.
_ORDINAL = ("de", "cs", "sk", "sl", "hr", "sr", "da", "no", "fi", "et")
_DAY_LAST = {"hu": ".", "eu": "a", "lt": " d."}
_WITH_DE = ("es", "pt", "gl")
_YEAR_FIRST = {"hu": ".", "eu": "ko", "lt": " m."}
_IN_DIGITS = ("ru", "tr", "pl", "uk", "bg", "ro", "lt")


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
    drop = key == "short months" and printer.word("monthdot") and not name[0].isdecimal()
    return name.rstrip(".") if drop else name


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
    work, span = printer.work, printer.word("monthspan")
    name = _month_name(printer, work.month)
    if name[0].isdecimal() and printer.style.lang not in CJK:  # "1." is a month beside a day only
        name = printer.words["months"][work.month - 1]
    if span and work.kind == "article" and work.month < 12:  # "jan./jun."
        name += span + _month_name(printer, min(12, work.month + pick(printer.rng, (1, 2, 3, 5))))
    return [(name, "date")]


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
    if lang == "ko":
        return f"{month} {day}일"
    if lang in _DAY_LAST:
        return f"{month} {day}{_DAY_LAST[lang]}"
    if lang in _ORDINAL:
        return f"{day}. {month}"
    if lang == "ca" and not month.endswith("."):
        return f"{day} {'d’' if month[0] in 'ao' else 'de '}{month}"
    if lang in _WITH_DE and not month.endswith("."):
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
    elif draw == "digits" or (lang in _IN_DIGITS and draw != "month"):
        mark = printer.word("datemark")
        width = 1 if lang in _ORDINAL and mark == "." else 2
        text = f"{day:0{width}d}{mark}{month:0{width}d}{mark}{year}"
    elif lang in ("zh", "ja"):
        text = f"{year}年{month}月{day}日"
    elif lang == "ko":
        text = f"{year}년 {month}월 {day}일"
    elif lang in _YEAR_FIRST:
        text = f"{year}{_YEAR_FIRST[lang]} {_join_day(lang, day, name)}"
    elif lang == "en" and draw == "comma":
        text = f"{day} {name}, {year}"
    elif lang == "en" and draw == "us":
        text = f"{name} {day}, {year}"
    else:
        join = " de " if lang in ("ca", *_WITH_DE) and not name.endswith(".") else " "
        join = " năm " if lang == "vi" else join
        text = f"{_join_day(lang, day, name)}{join}{year}"
    return [(text, "date")]
