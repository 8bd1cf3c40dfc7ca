"""The fields of one reference: a work's values as they look in the drawn style.

Imports dates, forms, pattern and printer.
"""

from __future__ import annotations

from collections.abc import Callable

from tagger.synth import dates
from tagger.synth.chance import number, pick
from tagger.synth.forms import ordinal_en, roman, shorten_last, title_case
from tagger.synth.pattern import Segment
from tagger.synth.printer import Printer

_OPENING, _CLOSING = "“«„\"'‘”", "”»“\"'’"
_NUMBER_WORDS = ("first", "second", "third", "fourth", "fifth", "sixth")
_NEW_SERIES = ("n. s.", "n.s.", "s. V", "serie V", "s. II", "ser. 3", "serie III", "N.S.", "N. F.")
# What follows a cited page that is not the only one: "S. 23 f.", "p. 5 ss.".
_AND_NEXT = {
    "de": (" f.", " f.", " ff.", "f.", "ff."), "en": (" f.", " ff.", "f.", "ff."),
    "fr": (" sq.", " sqq.", " et s.", " et suiv."), "it": (" s.", " ss.", " sg.", " sgg."),
    "es": (" s.", " ss.", " y ss.", " y s."), "pt": (" e s.", " e ss.", " e segs."),
}  # fmt: skip
# Marks of GB/T 7714 for kinds of works.
_MARKS = {
    "article": "J", "book": "M", "edited book": "M", "chapter": "M", "proceedings": "C",
    "thesis": "D", "report": "R", "newspaper": "N", "web page": "EB/OL", "preprint": "J",
    "standard": "S", "patent": "P", "dataset": "DB/OL",
}  # fmt: skip
# Fields that are printed as the work has them: attribute and label.
_PLAIN = {
    "series": ("series", "series"), "issue": ("issue", "issue"),
    "publisher": ("publisher", "publisher"),
    "place": ("place", "place"), "institution": ("institution", "institution"),
    "genre": ("genre", "genre"), "number": ("number", "identifier"), "note": ("note", "note"),
    "doi": ("doi", "doi"), "isbn": ("isbn", "identifier"), "issn": ("issn", "identifier"),
    "pmid": ("pmid", "identifier"), "arxiv": ("arxiv", "identifier"), "url": ("url", "url"),
    "arxivclass": ("arxiv_class", "note"), "total": ("page_count", "pages"),
}  # fmt: skip


def print_field(printer: Printer, name: str) -> list[Segment]:
    """Print a field.

    Parameters
    ----------
    printer : Printer
        Work and style.
    name : str
        One of ``printer.have``.

    Returns
    -------
    list of (str, str)
        Text and label; the label of separators is empty.
    """
    if name in _PLAIN:
        attribute, label = _PLAIN[name]
        return [(getattr(printer.work, attribute), label)]
    return _FIELDS[name](printer)


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
        text = text[4].upper() + text[5:]
    return [(text, "venue")]


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


def _cited(printer: Printer) -> list[Segment]:
    """Print the page that a footnote refers to: within the work where its pages are known."""
    rng, first, last = printer.rng, printer.work.first_page, printer.work.last_page
    known = first.isdecimal() and last.isdecimal()
    page = number(rng, 1, 450)
    if known:
        page = int(first) + int(rng.random() * (int(last) - int(first)))
    draw = rng.random()
    if draw < 0.25:
        text = f"{page}{pick(rng, _AND_NEXT.get(printer.style.lang, (' ff.',)))}"
    elif draw < 0.4:
        text = f"{page}{printer.style.dash}{page + 1 + int(rng.random() * 4)}"
    elif draw < 0.44:
        text = f"{page}, {page + 2 + int(rng.random() * 30)}"
    else:
        text = str(page)
    return [(text, "pages")]


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


_FIELDS: dict[str, Callable[[Printer], list[Segment]]] = {
    "author": lambda p: [(p.names(p.work.authors, p.style.names), "author")],
    "editor": lambda p: [(p.names(p.work.editors, p.style.editor_names), "editor")],
    # editors in the place of authors, and editors beside authors
    "hed": lambda p: [(p.names(p.work.editors, p.style.names), "editor")],
    "ined": lambda p: [(p.names(p.work.editors, p.style.editor_names), "editor")],
    "translator": lambda p: [(p.names(p.work.translators, p.style.editor_names), "translator")],
    "title": _title, "venue": _venue, "pages": _pages, "volume": _volume, "edition": _edition,
    "cited": _cited,
    # records of libraries: the heading, and behind the title those who are responsible for it
    "lead": lambda p: [(p.names(p.work.authors[:1], p.style.names), "author")],
    "by": lambda p: [(p.names(p.work.authors, p.style.editor_names), "author")],
    "serial": lambda p: [(str(number(p.rng, 2, 13)), "series")],
    "newseries": lambda p: [(pick(p.rng, _NEW_SERIES), "series")],
    "mark": lambda p: [(_MARKS[p.work.kind], "")],
    "year": dates.year, "month": dates.month, "daymonth": dates.day_month,
    "monthday": dates.month_day, "numday": dates.numeric_day, "days": dates.days,
    "numyear": dates.numeric_year, "access": dates.access,
}  # fmt: skip
