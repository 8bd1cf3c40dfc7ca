"""The values of a CSL-JSON item as clean text: what the writers of the other formats share.

Imports tokenizer.  Invariant: any JSON value has a text; an item is never changed; a value that
no writer takes is given back by `Fields.rest`, so that a writer can put it into its notes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tagger.tokenizer import replace_surrogates

#: Control characters that are not white space, and the two that XML forbids besides.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufffe\uffff]")
_OTHERS = re.compile(r"(?:et\.?\s+al\.?|(?:and\s+)?others)", re.IGNORECASE)
_ARXIV = re.compile(r"arXiv:\s*(\S+)", re.IGNORECASE)
_SEASONS = ("Spring", "Summer", "Autumn", "Winter")
#: One range of pages; "S1-S5, 7" and "1-2-3" are none.
PAGE_RANGE = re.compile(r"([^\s,;\-‐‑‒–—−]+)\s*[-‐‑‒–—−]+\s*([^\s,;\-‐‑‒–—−]+)")
_NAME_PARTS = {"family", "given", "suffix", "dropping-particle", "non-dropping-particle"}

Item = Mapping[str, Any]


def one_line(text: str) -> str:
    """Clean a text for formats whose values are one line.

    Parameters
    ----------
    text : str
        Any.

    Returns
    -------
    str
        White space is single spaces, none at the edges; control characters are gone and lone
        surrogates are U+FFFD, so that every encoding and XML 1.0 (section 2.2) can hold it.
    """
    return " ".join(_CONTROL.sub("", replace_surrogates(text)).split())


@dataclass(frozen=True)
class Person:
    """One name of a CSL name variable, each part on one line.

    Attributes
    ----------
    family, given : str
        Parts of a person's name.
    particle : str
        The dropping and the non-dropping particle: ``van der``.
    suffix : str
        ``Jr.``
    literal : str
        The whole name of an organisation, or of what is not divided.
    """

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""

    @property
    def is_others(self) -> bool:
        """Whether this stands for the rest of a list: ``et al.``, ``others``."""
        return _OTHERS.fullmatch(self.literal) is not None

    @property
    def inverted(self) -> str:
        """The name with the family name first: ``van der Berg, Jan, Jr.``"""  # noqa: D400
        family = f"{self.particle} {self.family}".strip()
        parts = (family, self.given, self.suffix, self.literal)
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class ItemDate:
    """One CSL date variable.

    Attributes
    ----------
    start, end : tuple of int
        Year, month 1 to 12, day 1 to 31, as many of them as are known; `end` is empty where
        the date is not a range.
    season : str
        ``Spring`` to ``Winter``, or as the item has it.
    literal : str
        What the item says in words: ``in press``; also a date that is none.
    is_circa : bool
        Whether the date is approximate.
    """

    start: tuple[int, ...] = ()
    end: tuple[int, ...] = ()
    season: str = ""
    literal: str = ""
    is_circa: bool = False

    @property
    def text(self) -> str:
        """The whole date in ISO 8601 and words: ``circa Spring 2006-03/2006-04``."""
        dates = "/".join(iso(part) for part in (self.start, self.end) if part)
        circa = "circa" if self.is_circa else ""
        return " ".join(part for part in (circa, self.season, dates, self.literal) if part)


class Fields:
    """The values of an item, to be taken one by one.

    Parameters
    ----------
    item : mapping
        A CSL-JSON item; keys that CSL does not know are values like others.
    """

    def __init__(self, item: Item) -> None:
        self._values = {str(key): value for key, value in item.items() if key not in ("id", "type")}
        #: The item's type and identifier, on one line; empty where it has none.
        self.type = text_of(item.get("type"))
        self.id = text_of(item.get("id"))

    def peek(self, key: str) -> str:
        """Read a value without taking it.

        Parameters
        ----------
        key : str
            Of CSL.

        Returns
        -------
        str
            On one line; empty where there is none.
        """
        return text_of(self._values.get(key))

    def take(self, key: str) -> str:
        """Take a value.

        Parameters
        ----------
        key : str
            Of CSL.

        Returns
        -------
        str
            As `peek` gives it.
        """
        return text_of(self._values.pop(key, None))

    def people(self, key: str) -> tuple[Person, ...]:
        """Take the names of a name variable.

        Parameters
        ----------
        key : str
            Of CSL: ``author``, ``editor`` …

        Returns
        -------
        tuple of Person
            Without empty names; a value that is no list of names is one literal.
        """
        value = self._values.pop(key, None)
        values = value if isinstance(value, (list, tuple)) else [value]
        return tuple(name for name in map(_person, values) if name != Person())

    def date(self, key: str) -> ItemDate:
        """Take a date.

        Parameters
        ----------
        key : str
            Of CSL: ``issued``, ``accessed`` …

        Returns
        -------
        ItemDate
            Equal to ``ItemDate()`` where there is none.
        """
        return _date(self._values.pop(key, None))

    def rest(self) -> list[tuple[str, str]]:
        """Read what nobody took.

        Returns
        -------
        list of (key, text)
            In the item's order, without empty values.
        """
        texts = ((one_line(key), text_of(value)) for key, value in self._values.items())
        return [(key, text) for key, text in texts if text]


def notes(fields: Fields) -> list[str]:
    """Take the note, and all that has no other place.

    Parameters
    ----------
    fields : Fields
        From which a writer has taken what it has a place for.

    Returns
    -------
    list of str
        The note itself first, then "key: value" for each value that is left.
    """
    note = fields.take("note")
    return [note] * bool(note) + [f"{key}: {text}" for key, text in fields.rest()]


def take_arxiv(fields: Fields) -> str:
    """Take an arXiv number, wherever it stands.

    Parameters
    ----------
    fields : Fields
        Which lose ``archive`` and ``archive_location``, where these are of arXiv, and a
        ``number`` that is that of arXiv.

    Returns
    -------
    str
        The number without "arXiv:"; empty where there is none.
    """
    number = ""
    if fields.peek("archive").lower() == "arxiv" and fields.peek("archive_location"):
        number = fields.take("archive_location")
        fields.take("archive")
    match = _ARXIV.fullmatch(fields.peek("number"))
    if match and number in ("", match[1]):
        number = match[1]
        fields.take("number")
    return number


def text_of(value: object) -> str:
    """Write any value of an item as text.

    Parameters
    ----------
    value : object
        A string, a number, a list of names, a date, or any other JSON value.

    Returns
    -------
    str
        On one line; empty for None and empty values.
    """
    if value is None:
        return ""
    if isinstance(value, Mapping):
        if value.keys() & _NAME_PARTS and (name := _person(value)) != Person():
            return name.inverted
        if (date := _date(value)) != ItemDate():
            return date.text
        return ", ".join(f"{one_line(str(k))}: {text_of(v)}" for k, v in value.items())
    if isinstance(value, (list, tuple)):
        return "; ".join(text for text in map(text_of, value) if text)
    if isinstance(value, bool):
        return str(value).lower()  # as JSON writes it
    return one_line(str(value))


def iso(parts: Sequence[int]) -> str:
    """Write a date in the form of ISO 8601.

    Parameters
    ----------
    parts : sequence of int
        Year from -9999 to 9999, month, day; one to three of them.

    Returns
    -------
    str
        ``2006-03-01``, ``2006-03``, ``2006``, ``-0044``; empty for no parts.
    """
    if not parts:
        return ""
    year = f"{'-' if parts[0] < 0 else ''}{abs(parts[0]):04}"
    return "-".join([year, *(f"{part:02}" for part in parts[1:])])


def split_pages(page: str) -> tuple[str, str]:
    """Divide a range of pages.

    Parameters
    ----------
    page : str
        The value of ``page``.

    Returns
    -------
    tuple of (first, last)
        The two ends of a single range; otherwise all of it, and an empty last.
    """
    match = PAGE_RANGE.fullmatch(page)
    return (match[1], match[2]) if match else (page, "")


def _person(value: object) -> Person:
    if not isinstance(value, Mapping):
        return Person(literal=text_of(value))
    parts = {key: text_of(part) for key, part in value.items()}
    particles = (parts.get("dropping-particle", ""), parts.get("non-dropping-particle", ""))
    name = Person(
        parts.get("family", ""),
        parts.get("given", ""),
        " ".join(particle for particle in particles if particle),
        parts.get("suffix", ""),
        parts.get("literal", ""),
    )
    if name.literal or name.family:
        if not name.literal or name.literal == name.inverted:
            return name
        return Person(literal=name.inverted)
    # without a family name nothing can be put before a comma
    words = (name.given, name.particle, name.suffix)
    return Person(literal=" ".join(word for word in words if word))


def _date(value: object) -> ItemDate:
    if not isinstance(value, Mapping):
        return ItemDate(literal=text_of(value))
    dates, literal = [], [text_of(value.get("literal")), text_of(value.get("raw"))]
    listed = value.get("date-parts")
    listed = listed if isinstance(listed, (list, tuple)) else [listed]
    season = text_of(value.get("season"))
    for parts in listed[:2]:
        texts = [text_of(part) for part in (parts if isinstance(parts, (list, tuple)) else [parts])]
        while texts and texts[-1] in ("", "0"):
            texts.pop()
        date = _numbers(texts)
        if date:
            dates.append(date)
        elif texts:
            literal.append("-".join(texts))
    literal += [text_of(part) for part in listed[2:]]
    if season in ("1", "2", "3", "4"):
        season = _SEASONS[int(season) - 1]
    circa = text_of(value.get("circa")).lower() not in ("", "0", "false")
    dates += [(), ()]
    words = "; ".join(text for text in literal if text)
    return ItemDate(dates[0], dates[1], season, words, circa)


def _numbers(texts: list[str]) -> tuple[int, ...]:
    """Read year, month and day; nothing where they are not a date."""
    if not 1 <= len(texts) <= 3 or not all(re.fullmatch(r"-?[0-9]{1,4}", text) for text in texts):
        return ()
    date = tuple(int(text) for text in texts)
    limits = ((-9999, 9999), (1, 12), (1, 31))
    fits = all(low <= part <= high for part, (low, high) in zip(date, limits, strict=False))
    return date if fits and date[0] else ()
