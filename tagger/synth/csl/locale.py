"""Terms, date formats and options of one locale, as one style sees them.

Imports csl.source.  Invariant: a `Locale` is complete: what neither the style nor the locale's
own file defines comes from ``en-US``.

Rules: CSL 1.0.2, "Locale", "Terms", "Ordinal suffixes", "Locale fallback".
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple
from xml.etree.ElementTree import Element

from tagger.synth.csl.source import read_locale, resolve_locale

#: In which order other forms stand in for one that a term lacks.
_FALLBACK = {
    "long": ("long",),
    "short": ("short", "long"),
    "symbol": ("symbol", "short", "long"),
    "verb": ("verb", "long"),
    "verb-short": ("verb-short", "verb", "long"),
}


class Term(NamedTuple):
    """A term in one form.

    Attributes
    ----------
    single, multiple : str
        Its text; the two are equal where the term has no plural.
    gender : str
        "masculine", "feminine" or empty.
    match : str
        For ordinals, the numbers that it is for: "last-digit", "last-two-digits",
        "whole-number" or empty.
    """

    single: str
    multiple: str
    gender: str
    match: str


class Locale:
    """What a style prints that is neither its own nor the work's.

    Parameters
    ----------
    layers : iterable of Element
        ``<locale>`` elements; later ones win.
    name : str
        The locale's name, such as ``de-DE``.
    """

    def __init__(self, layers: Iterable[Element], name: str) -> None:
        self.name = name
        self.language = name.split("-")[0]
        self.terms: dict[tuple[str, str, str], Term] = {}
        self.dates: dict[str, Element] = {}
        self.options: dict[str, str] = {}
        for layer in layers:
            self._add(layer)

    def _add(self, layer: Element) -> None:
        for options in layer.iter("style-options"):
            self.options.update(options.attrib)
        for date in layer.findall("date"):
            self.dates[date.get("form", "text")] = date
        for terms in layer.findall("terms"):
            found = [(term.get("name", ""), term) for term in terms.iter("term")]
            if any(name == "ordinal" for name, _ in found):
                # ordinals belong together, or the rules of two languages would mix
                self.terms = {
                    key: term for key, term in self.terms.items() if not is_ordinal(key[0])
                }
            for name, term in found:
                key = (name, term.get("form", "long"), term.get("gender-form", ""))
                self.terms[key] = _read_term(term)

    def term(self, name: str, form: str = "long", plural: bool = False, gender: str = "") -> str:
        """Look a term up.

        Parameters
        ----------
        name : str
            Its name, such as ``editor``.
        form : {"long", "short", "symbol", "verb", "verb-short"}
            Its form; others stand in where it is missing.
        plural : bool
            Whether in the plural.
        gender : str
            "masculine", "feminine" or empty.

        Returns
        -------
        str
            Empty where the term is not defined.
        """
        for other in _FALLBACK.get(form, (form, "long")):
            found = self.terms.get((name, other, gender)) or self.terms.get((name, other, ""))
            if found:
                return found.multiple if plural else found.single
        return ""

    def gender(self, name: str) -> str:
        """Say which gender a noun has.

        Parameters
        ----------
        name : str
            A term, such as ``edition`` or ``month-01``.

        Returns
        -------
        str
            "masculine", "feminine" or empty.
        """
        found = self.terms.get((name, "long", ""))
        return found.gender if found else ""

    def ordinal(self, number: int, gender: str = "") -> str:
        """Find the suffix that makes a number an ordinal.

        Parameters
        ----------
        number : int
            0 or more.
        gender : str
            Of the noun that it counts.

        Returns
        -------
        str
            Such as "th"; may be empty.
        """
        candidates = (
            (number, "whole-number", number < 100),
            (number % 100, "last-two-digits", True),
            (number % 10, "last-digit", True),
        )
        for digits, match, possible in candidates:
            if not possible:
                continue
            name = f"ordinal-{digits:02d}"
            for kind in (gender, "") if gender else ("",):
                found = self.terms.get((name, "long", kind))
                # by default a term below 10 is for the last digit, others for the last two
                if found and match == (
                    found.match or ("last-digit" if digits < 10 else "last-two-digits")
                ):
                    return found.single
        # a noun without gender takes what there is
        kinds = (gender, "feminine", "masculine")
        return next(filter(None, (self.term("ordinal", gender=kind) for kind in kinds)), "")

    def flag(self, option: str) -> bool:
        """Read an option of ``<style-options>``.

        Parameters
        ----------
        option : str
            Its name.

        Returns
        -------
        bool
            False where it is not set.
        """
        return self.options.get(option) == "true"


def is_ordinal(name: str) -> bool:
    """Say whether a term is the suffix of a number.

    Parameters
    ----------
    name : str
        Its name.

    Returns
    -------
    bool
        True for ``ordinal`` and ``ordinal-00`` to ``ordinal-99``.
    """
    return name.startswith("ordinal")


def _read_term(term: Element) -> Term:
    single = term.findtext("single")
    text = (term.text or "") if single is None else single
    multiple = term.findtext("multiple")
    if not text.strip() and text:
        text = text if "\n" not in text else ""
    return Term(
        text,
        text if multiple is None else multiple,
        term.get("gender", ""),
        term.get("match", ""),
    )


def make_locale(style: Element, name: str) -> Locale:
    """Put the locale of a style together.

    Parameters
    ----------
    style : Element
        ``<style>`` without namespaces.
    name : str
        The wanted locale, such as ``de-DE`` or ``de``.

    Returns
    -------
    Locale
        From general to particular: ``en-US``, the locale's file, and of the style's own
        ``<locale>`` elements those without language, of the language, of the locale.
    """
    full = resolve_locale(name)
    own: dict[str, list[Element]] = {"": [], full.split("-")[0]: [], full: []}
    for element in style.findall("locale"):
        lang = element.get("lang", "")
        if lang in own:
            own[lang].append(element)
    layers = [element for elements in own.values() for element in elements]
    if not layers:
        return _plain_locale(full)
    made = Locale((), full)
    base = _plain_locale(full)
    made.terms, made.dates = dict(base.terms), dict(base.dates)
    made.options = dict(base.options)
    for layer in layers:
        made._add(layer)
    return made


@cache
def _plain_locale(name: str) -> Locale:
    english, own = read_locale("en-US"), read_locale(name)
    made = Locale([] if english is None else [english], name)
    if own is not None and name != "en-US":
        # a term of the locale leaves no form of the English one
        names = {term.get("name", "") for term in own.iter("term")}
        made.terms = {key: term for key, term in made.terms.items() if key[0] not in names}
        made._add(own)
    return made
