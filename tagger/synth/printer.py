"""What is drawn once for a reference: words, names, and which fields there are.

Imports names, phrases and works.  So that a reference is consistent in itself, a word that was
drawn stays: the dash of page ranges, the form of dates, the word for "and".
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from tagger.synth.chance import number, pick
from tagger.synth.names import NameStyle, render_names
from tagger.synth.people import Creator
from tagger.synth.phrases import variants
from tagger.synth.works import Work

_DASHES = ("-", "-", "-", "-", "-", "-", "–", "–", "–", "–", "–", "–", "--", " - ", " – ", "—", "−")
# Words that no language has a say in, and some that are never printed but steer others.
_WORDS = {
    "doi": (
        "doi:", "doi:", "doi: ", "doi: ", "DOI: ", "DOI:", "DOI ", "https://doi.org/",
        "https://doi.org/", "https://doi.org/", "http://dx.doi.org/", "https://dx.doi.org/",
        "http://doi.org/", "doi.org/", "doi ", "doi: https://doi.org/", "DOI: https://doi.org/",
        "DOI : ", "doi:https://doi.org/", "",
    ),
    "arxiv": ("arXiv:", "arXiv:", "arXiv:", "arXiv: ", "ArXiv:", "arxiv:", "arXiv "),
    "s": (". ", ". ", ", "),
    "x": (". – ", ". – ", ". - ", ". — ", ". ", ". "),
    "pagedigits": ("full", "full", "full", "full", "full", "full", "short"),
    "noyear": ("press", "press", "nd"),
    "monthform": ("months", "short months"),
    "monthdot": ("", "", "drop"),
    "monthspan": ("", "", "", "", "", "", "/", "-", "–"),
    "datemark": (".", ".", "/", "-"),
    "accessform": ("month", "us", "month", "digits", "iso", "us", "comma"),
}  # fmt: skip


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
            "arxivclass": work.arxiv and work.arxiv_class, "url": work.url,
            "access": work.accessed,
            "total": work.page_count, "pages": work.first_page or work.article_number,
            "month": work.month and work.year, "daymonth": work.day, "monthday": work.day,
            "days": work.day, "numday": work.day, "numyear": work.day and work.year,
            "by": work.authors, "lead": work.authors,
        }  # fmt: skip
        have = {name for name, value in values.items() if value}
        have.update(("mark", "cited", "serial"))
        if self.rng.random() < 0.06:
            have.add("newseries")
        if work.editors and work.kind not in ("chapter", "proceedings"):
            have.add("ined" if work.authors else "hed")  # beside the authors, or in their place
        if work.year or self.rng.random() < 0.85:
            have.add("year")
        return have

    def word(self, name: str) -> str:
        """Print a word of the style; the same one each time.

        Parameters
        ----------
        name : str
            A key of `phrases.variants`, or ``lq``, ``rq``, ``doi``, ``arxiv``, ``s``
            (a separator), ``x`` (one with a dash, as in Russian), ``Eds`` (``eds`` with a capital),
            or ``chap`` (a chapter with its number).

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
        return pick(rng, _WORDS[name] if name in _WORDS else words[name])

    def names(self, people: Sequence[Creator], style: NameStyle) -> str:
        """Print a list of names.

        Parameters
        ----------
        people : sequence of Person or Organisation
            Not empty.
        style : NameStyle
            How.

        Returns
        -------
        str
            With the words for "and" and "et al." of this reference.
        """
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
