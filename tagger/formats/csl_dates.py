"""Years and dates of a reference -> the dates of a CSL-JSON item.

Imports csl_draft, reference, normalize.dates and normalize.date_words.  Invariant: a date without a
year gets that of the publication or goes into the note.
"""

from __future__ import annotations

import re

from tagger.formats.csl_draft import Draft, has_digits_of
from tagger.normalize.date_words import FILLERS, MONTHS, RANGE_WORDS, SEASONS
from tagger.normalize.dates import PartialDate, combine, is_access, parse_date
from tagger.reference import Field

_KNOWN = MONTHS.keys() | SEASONS.keys() | FILLERS | RANGE_WORDS | {"from"}
#: Between a year and that of the original: "1986 [1949]", "1986 (1949", "1900/1953".
_NEAR = re.compile(r"[\s\[\](/]{1,4}")


def add_dates(draft: Draft) -> None:
    """Add the dates of publication, of access and of an event.

    Parameters
    ----------
    draft : Draft
        Gets ``issued``, ``year-suffix``, ``original-date``, ``status``, ``accessed`` and
        ``event-date``, where they are printed; and the kind ``day``.
    """
    issued = _years(draft)
    for field in draft.fields("date"):
        date = parse_date(field.value)
        if date is None or date.literal:
            draft.keep(field)
            continue
        if is_access(draft.before(field)) or is_access(field.value):
            if date.year and "accessed" not in draft.item:
                draft.item["accessed"] = date.to_csl()
                _keep_rest(draft, field, date)
            else:
                draft.keep(field)
            continue
        whole = combine(issued, date) if issued else date if date.year else None
        if whole:
            issued = whole
        elif date.year and date.month and "event-date" not in draft.item and issued != date:
            draft.item["event-date"] = date.to_csl()
        elif date != issued:
            draft.keep(field)
            continue
        _keep_rest(draft, field, date)
    if issued is None:
        return
    if issued.day:
        draft.kinds["day"] = str(issued.day)
    if value := issued.to_csl():
        draft.item["issued"] = value
    if issued.suffix:
        draft.item["year-suffix"] = issued.suffix
    if issued.original:
        draft.item["original-date"] = {"date-parts": [[issued.original]]}


def _years(draft: Draft) -> PartialDate | None:
    """Read the years: of several the first that is one, with that of the original."""
    issued: PartialDate | None = None
    last: Field | None = None
    for field in draft.fields("year"):
        date = parse_date(field.value) or PartialDate(literal=field.value)
        if issued is None:
            issued = date
        elif date.literal and issued.literal != date.literal:
            _keep_words(draft, field, date)
        elif issued.literal and not date.literal:
            draft.item.setdefault("status", issued.literal)
            issued = date
        elif last and _is_pair(draft, last, field, issued, date):
            years = sorted((issued.year, date.year))
            suffix = issued.suffix or date.suffix
            issued = PartialDate(years[1], original=years[0], suffix=suffix)
        elif date != issued and date.iso != issued.iso:
            draft.keep(field)
        last = field
        if not date.literal:
            _keep_rest(draft, field, date)
    return issued


def _keep_words(draft: Draft, field: Field, date: PartialDate) -> None:
    """Keep "in press" beside a year, which CSL has a variable for."""
    if "status" not in draft.item and parse_date(field.value):
        draft.item["status"] = date.literal
    else:
        draft.keep(field)


def _is_pair(draft: Draft, a: Field, b: Field, first: PartialDate, second: PartialDate) -> bool:
    """Say whether two years are those of a reprint and its original."""
    between = draft.reference.text[a.end : b.start]
    plain = all(
        date.year and not (date.month or date.end_year or date.season or date.original)
        for date in (first, second)
    )
    return plain and first.year != second.year and _NEAR.fullmatch(between) is not None


def _keep_rest(draft: Draft, field: Field, date: PartialDate) -> None:
    """Keep the text of a field that says more than the date that was read."""
    numbers = f"{date.to_csl()} {date.month} {date.day} {date.end_month} {date.end_day}"
    words = re.findall(r"[^\W\d_]{4,}", field.value.lower())
    is_latin = field.value[:1].isascii() or field.value[:1].isdecimal()
    said = all(word in _KNOWN or word.strip("月日年") in ("", "T") for word in words)
    numbers_said = has_digits_of(field.value, f"{numbers} {date.original}")
    if date.is_cut or not numbers_said or (is_latin and not said and not date.circa):
        draft.keep(field)
