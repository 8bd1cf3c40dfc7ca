"""The fields and words of one reference: how a work's values look in the drawn style.

Imports names, pattern, phrases, words and works.  Everything is drawn once for a reference, so
that it is consistent in itself: the dash of page ranges, the form of dates, the word for "and".
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from .chance import number, pick
from .kinds import ordinal_en
from .names import NameStyle, render_names
from .pattern import Segment
from .phrases import variants
from .works import Work

_OPENING, _CLOSING = "“«„\"'‘”", "”»“\"'’"
_SMALL_WORDS = frozenset(
    "a an the and or but nor of in on at to for from by with as into via vs versus".split()
)
_NUMBER_WORDS = ("first", "second", "third", "fourth", "fifth", "sixth")
_DASHES = ("-", "-", "-", "-", "-", "-", "–", "–", "–", "–", "–", "–", "--", " - ", " – ", "—", "−")
_DOI = ("doi:", "doi:", "doi: ", "doi: ", "DOI: ", "DOI:", "DOI ", "https://doi.org/",
        "https://doi.org/", "https://doi.org/", "http://dx.doi.org/", "https://dx.doi.org/",
        "http://doi.org/", "doi.org/", "doi ", "doi: https://doi.org/", "DOI: https://doi.org/",
        "DOI : ", "doi:https://doi.org/", "")  # fmt: skip
_ARXIV = ("arXiv:", "arXiv:", "arXiv:", "arXiv: ", "ArXiv:", "arxiv:", "arXiv ")
_MARKS = ("J", "M", "C", "D", "R", "N", "EB/OL", "S", "P", "Z")
_LABELS = {
    "author": "author", "editor": "editor", "translator": "translator", "title": "title",
    "venue": "venue", "series": "series", "publisher": "publisher", "place": "place",
    "institution": "institution", "genre": "genre", "number": "identifier", "note": "note",
    "doi": "doi", "isbn": "identifier", "issn": "identifier", "pmid": "identifier",
    "arxiv": "identifier", "arxivclass": "note", "url": "url", "volume": "volume",
    "issue": "issue", "total": "pages",
}  # fmt: skip
# Words of the printer itself, which are never printed.
_CHOICES = {
    "pagedigits": ("full",) * 6 + ("short",), "noyear": ("press", "press", "nd"),
    "monthform": ("months", "short months"), "monthdot": ("", "", "drop"),
    "datemark": (".", ".", "/", "-"), "accessform": ("month", "us", "month", "digits", "iso", "us"),
}  # fmt: skip
_ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"),
          (1, "I"))  # fmt: skip


@dataclass
class Style:
    """What is drawn for a reference besides its pattern.

    Attributes
    ----------
    lang : str
        Of the words around the fields.
    names, editor_names : NameStyle
        Forms of the lists of names.
    short : str
        Form of the container: ``full``, ``short``, or ``bare`` (short without dots).
    title_case : bool
        English titles with capitals.
    roman : bool
        Volumes in Roman figures.
    first_page : bool
        Page ranges cut to their first page.
    quotes : str
        Opening and closing quotation mark with a space between; empty for the usual ones.
    dash : str
        Between first and last page.
    """

    lang: str
    names: NameStyle
    editor_names: NameStyle
    short: str = "full"
    title_case: bool = False
    roman: bool = False
    first_page: bool = False
    quotes: str = ""
    dash: str = "-"


class Printer:
    """The values of a work in a style.

    Parameters
    ----------
    work : Work
        To be printed.
    style : Style
        How.
    rng : random.Random
        Draws what the style leaves open.
    """

    def __init__(self, work: Work, style: Style, rng: random.Random) -> None:
        self.work = work
        self.style = style
        self.rng = rng
        self.words = variants(style.lang)
        self.have = self._available()
        self._cache: dict[str, str] = {}

    def _available(self) -> set[str]:
        work = self.work
        values = {
            "author": work.authors, "editor": work.editors, "translator": work.translators,
            "title": work.title, "venue": work.container, "series": work.series,
            "volume": work.volume, "issue": work.issue, "edition": work.edition,
            "publisher": work.publisher, "place": work.place, "institution": work.institution,
            "genre": work.genre, "number": work.number, "note": work.note, "doi": work.doi,
            "isbn": work.isbn, "issn": work.issn, "pmid": work.pmid, "arxiv": work.arxiv,
            "arxivclass": work.arxiv and work.arxiv_class, "url": work.url, "access": work.accessed,
            "total": work.page_count, "pages": work.first_page or work.article_number,
            "month": work.month and work.year, "daymonth": work.day, "monthday": work.day,
            "numday": work.day, "numyear": work.day and work.year,
        }  # fmt: skip
        have = {name for name, value in values.items() if value}
        have.add("mark")
        if work.editors and work.kind not in ("chapter", "proceedings"):
            have.add("ined" if work.authors else "hed")  # beside the authors, or in their place
        if work.year or self.rng.random() < 0.85:
            have.add("year")
        return have

    def field(self, name: str) -> list[Segment]:
        """Print a field.

        Parameters
        ----------
        name : str
            One of `have`.

        Returns
        -------
        list of (str, str)
            Text and label.
        """
        maker = _FIELDS.get(name)
        if maker:
            return maker(self)
        return [(str(getattr(self.work, _ATTRIBUTES.get(name, name))), _LABELS[name])]

    def word(self, name: str) -> str:
        """Print a word of the style; the same one each time.

        Parameters
        ----------
        name : str
            A key of `phrases.variants`, or ``lq``, ``rq``, ``doi``, ``arxiv``, ``s``
            (a separator), ``x`` (one with a dash, as in Russian), ``Eds`` (``eds`` with a capital).

        Returns
        -------
        str
            With the space that belongs to it.
        """
        if name not in self._cache:
            self._cache[name] = self._draw(name)
        return self._cache[name]

    def _draw(self, name: str) -> str:
        rng, words = self.rng, self.words
        if name in ("lq", "rq"):
            left, _, right = (self.style.quotes or pick(rng, words["quotes"])).partition(" ")
            if right.startswith(" "):  # French quotation marks with spaces inside
                left, right = left + " ", right
            elif left == "«" and self.style.lang == "fr" and rng.random() < 0.8:
                left, right = "« ", " »"
            self._cache.update(lq=left, rq=right)
            return self._cache[name]
        if name in ("ed", "Ed", "eds", "Eds"):
            word = pick(rng, words["eds" if len(self.work.editors) > 1 else "ed"])
            return word[0].upper() + word[1:] if name[0] == "E" else word
        if name in ("pp", "PP") and not self.work.last_page:
            return pick(rng, words["p" if name == "pp" else "P"])
        if name == "chap":
            return pick(rng, words["chap"]) + str(number(rng, 1, 18))
        if name == "doi":
            return pick(rng, _DOI)
        if name == "arxiv":
            return pick(rng, _ARXIV)
        if name == "s":
            return pick(rng, (". ", ". ", ", "))
        if name == "x":
            return pick(rng, (". – ", ". – ", ". - ", ". — ", ". ", ". "))
        if name in _CHOICES:
            return pick(rng, _CHOICES[name])
        return pick(rng, words[name])

    def names(self, editors: bool, head: bool = False) -> str:
        """Print the authors or the editors.

        Parameters
        ----------
        editors : bool
            Which of the two.
        head : bool
            Whether the editors stand where authors would.

        Returns
        -------
        str
            The list of names.
        """
        style = self.style.editor_names if editors and not head else self.style.names
        people = self.work.editors if editors else self.work.authors
        et_al = self.word("etal")
        if not style.dot and et_al == "et al." and self.rng.random() < 0.5:
            et_al = "et al"
        return render_names(people, style, self.word("and"), et_al)


def draw_dash(rng: random.Random) -> str:
    """Draw what stands between two page numbers.

    Parameters
    ----------
    rng : random.Random
        Source of chance.

    Returns
    -------
    str
        A dash, perhaps between spaces.
    """
    return pick(rng, _DASHES)


def _title(printer: Printer) -> list[Segment]:
    work = printer.work
    text = title_case(work.title) if printer.style.title_case and work.lang == "en" else work.title
    if printer.word("lq") in ('"', "“") and '"' in text:
        text = text.replace('"', "'")
    if text[0] in _OPENING and text[-1] in _CLOSING:
        text = text[1:-1].strip()  # quotation marks around a whole title are the layout's
    if work.kind == "article" and work.note:
        return [(text, "title"), (" (", ""), (work.note, "note"), (")", "")]
    return [(text, "title")]


def _venue(printer: Printer) -> list[Segment]:
    work, style = printer.work, printer.style
    text = work.container
    if style.short != "full" and work.container_short:
        text = work.container_short
        if style.short == "bare":
            text = text.replace(".", "")
    elif work.lang == "en" and work.kind == "chapter" and style.title_case:
        text = title_case(text)
    elif text.startswith("The ") and printer.rng.random() < 0.3:
        text = text[4:]
    return [(text, "venue")]


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


def _pages(printer: Printer) -> list[Segment]:
    work = printer.work
    if work.article_number:
        return [(work.article_number, "pages")]
    first, last = work.first_page, work.last_page
    if not last or printer.style.first_page:
        return [(first, "pages")]
    if printer.word("pagedigits") == "short":
        last = shorten_last(first, last)
    return [(f"{first}{printer.style.dash}{last}", "pages")]


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


def _year(printer: Printer) -> list[Segment]:
    year = printer.work.year
    if not year:
        year = printer.word("nd" if printer.work.kind == "web page" else printer.word("noyear"))
    return [(year, "year")]


def roman(number: int) -> str:
    """Write a number in Roman figures.

    Parameters
    ----------
    number : int
        1 to 399.

    Returns
    -------
    str
        Capital letters.

    Examples
    --------
    >>> [roman(n) for n in (4, 14, 99)]
    ['IV', 'XIV', 'XCIX']
    """
    text = ""
    for value, letters in _ROMAN:
        while number >= value:
            text += letters
            number -= value
    return text


def _volume(printer: Printer) -> list[Segment]:
    volume = printer.work.volume
    if printer.style.roman and volume.isdecimal() and int(volume) < 120:
        volume = roman(int(volume))
    return [(volume, "volume")]


def _edition(printer: Printer) -> list[Segment]:
    number = printer.work.edition
    template = printer.word("edition")
    if "{" not in template and number > 1:
        template = next(t for t in printer.words["edition"] if "{" in t)
    word = _NUMBER_WORDS[min(number, 6) - 1]
    text = template.format(n=ordinal_en(max(number, 2)), d=max(number, 2), w=word)
    return [(text.replace("first", "second"), "edition")]


def _month_name(printer: Printer, month: int) -> str:
    key = printer.word("monthform")
    name = printer.words[key][month - 1]
    return name.rstrip(".") if key == "short months" and printer.word("monthdot") else name


def _month(printer: Printer) -> list[Segment]:
    return [(_month_name(printer, printer.work.month), "date")]


def _day_month(printer: Printer) -> list[Segment]:
    work, lang = printer.work, printer.style.lang
    return [(_join_day(lang, work.day, _month_name(printer, work.month), printer), "date")]


def _join_day(lang: str, day: int, month: str, printer: Printer) -> str:
    if lang in ("zh", "ja"):
        return f"{month}{day}日"
    if lang == "de":
        return f"{day}. {month}"
    if lang in ("es", "pt") and not month.endswith("."):
        return f"{day} de {month}"
    if lang == "fr" and day == 1:
        return f"1er {month}"
    return f"{day} {month}"


def _month_day(printer: Printer) -> list[Segment]:
    if printer.style.lang != "en":
        return _day_month(printer)
    work = printer.work
    return [(f"{_month_name(printer, work.month)} {work.day}", "date")]


def _num_day(printer: Printer) -> list[Segment]:
    """Print day and month in digits, before the year."""
    work = printer.work
    mark = printer.word("datemark")
    return [(f"{work.day:02d}{mark}{work.month:02d}", "date"), (mark, "")]


def _num_year(printer: Printer) -> list[Segment]:
    work = printer.work
    return [(work.year, "year"), ("-", ""), (f"{work.month:02d}-{work.day:02d}", "date")]


def _access(printer: Printer) -> list[Segment]:
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
    elif lang == "en" and draw == "us":
        text = f"{name} {day}, {year}"
    else:
        join = " de " if lang in ("es", "pt") and not name.endswith(".") else " "
        text = f"{_join_day(lang, day, name, printer)}{join}{year}"
    return [(text, "date")]


def _doi(printer: Printer) -> list[Segment]:
    return [(printer.work.doi, "doi")]


def _mark(printer: Printer) -> list[Segment]:
    marks = {"article": "J", "book": "M", "edited book": "M", "chapter": "M", "proceedings": "C",
             "thesis": "D", "report": "R", "newspaper": "N", "web page": "EB/OL", "preprint": "J",
             "standard": "S", "patent": "P", "dataset": "DB/OL"}  # fmt: skip
    return [(marks[printer.work.kind], "genre")]


_ATTRIBUTES = {"venue": "container", "arxivclass": "arxiv_class", "total": "page_count"}
_FIELDS: dict[str, Callable[[Printer], list[Segment]]] = {
    "author": lambda p: [(p.names(False), "author")],
    "editor": lambda p: [(p.names(True), "editor")],
    "hed": lambda p: [(p.names(True, head=True), "editor")],
    "ined": lambda p: [(p.names(True), "editor")],
    "translator": lambda p: [
        (render_names(p.work.translators, p.style.editor_names, p.word("and"), "et al."), "translator")
    ],
    "title": _title, "venue": _venue, "pages": _pages, "year": _year, "volume": _volume,
    "edition": _edition, "month": _month, "daymonth": _day_month, "monthday": _month_day,
    "numday": _num_day, "numyear": _num_year, "access": _access, "doi": _doi, "mark": _mark,
}  # fmt: skip
