"""The elements ``<names>`` and ``<name>``: lists of names, et al., labels, substitutes.

Imports csl.affixes, csl.case, csl.locale, csl.output, csl.person and csl.state.  Invariant: what
is printed of one list of names, its separators included, carries the list's variable; labels
carry none.

Rules: CSL 1.0.2, "Names", "Name", "Et-al", "Substitute", "Label in cs:names".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from tagger.synth.csl.affixes import decorate
from tagger.synth.csl.case import CASES
from tagger.synth.csl.locale import Locale
from tagger.synth.csl.output import EMPTY, FULL, Raw
from tagger.synth.csl.person import PartStyle, PersonStyle, format_person
from tagger.synth.csl.state import Node, State

Names = list[Mapping[str, Any]]

#: Options of ``<name>`` that a style or its bibliography may set, by their names there.
_INHERITED = {
    "and": "and",
    "delimiter-precedes-et-al": "delimiter-precedes-et-al",
    "delimiter-precedes-last": "delimiter-precedes-last",
    "et-al-min": "et-al-min",
    "et-al-use-first": "et-al-use-first",
    "et-al-use-last": "et-al-use-last",
    "initialize": "initialize",
    "initialize-with": "initialize-with",
    "name-as-sort-order": "name-as-sort-order",
    "name-delimiter": "delimiter",
    "name-form": "form",
    "sort-separator": "sort-separator",
}


class Outer(NamedTuple):
    """The ``<names>`` in whose ``<substitute>`` an element stands.

    Attributes
    ----------
    names : Element
        ``<names>``.
    direct : bool
        Whether no macro is between the two.
    """

    names: Element
    direct: bool


class NameList:
    """How a list of names is printed.

    Parameters
    ----------
    style : Element
        ``<style>``; it and its bibliography give the options that ``<name>`` does not set.
    name : Element or None
        ``<name>``.
    et_al : Element or None
        ``<et-al>``.
    locale : Locale
        Gives "and" and "et al.".
    outer : Element, optional
        ``<name>`` of the names that these stand in for: gives the ``<name-part>`` that are missing.
    """

    def __init__(
        self,
        style: Element,
        name: Element | None,
        et_al: Element | None,
        locale: Locale,
        outer: Element | None = None,
    ) -> None:
        options = inherited_options(style)
        if name is not None:
            options.update(name.attrib)
        parts: dict[str, Element] = {}
        for element in (outer, name):
            if element is not None:
                parts.update({part.get("name", ""): part for part in element.iter("name-part")})
        self.form = options.get("form", "long")
        self.delimiter = options.get("delimiter", ", ")
        self.before_last = options.get("delimiter-precedes-last", "contextual")
        self.before_et_al = options.get("delimiter-precedes-et-al", "contextual")
        self.minimum = int(options.get("et-al-min", 0))
        self.first = int(options.get("et-al-use-first", 1))
        self.use_last = options.get("et-al-use-last") == "true"
        self.inverted = options.get("name-as-sort-order", "")
        # two at least are left out before the last
        self.first_of_last = min(self.first, self.minimum - 2)
        self.prefix, self.suffix = options.get("prefix", ""), options.get("suffix", "")
        conjunction = options.get("and")
        self.conjunction = locale.term("and") if conjunction else ""
        if conjunction == "symbol":  # locales that do not define it mean this one
            symbol = locale.terms.get(("and", "symbol", ""))
            self.conjunction = symbol.single if symbol else "&"
        wanted = "et-al" if et_al is None else et_al.get("term", "et-al")
        self.et_al = locale.term(wanted)
        # ideographs and kana are not spaced
        self.gap = "" if self.conjunction[:1] >= "\u2e80" else " "
        self.person = PersonStyle(
            form="short" if self.form == "short" else "long",
            initialize=options.get("initialize", "true") == "true",
            initialize_with=options.get("initialize-with"),
            hyphen=style.get("initialize-with-hyphen", "true") == "true",
            sort_separator=options.get("sort-separator", ", "),
            demote=style.get("demote-non-dropping-particle", "display-and-sort"),
            family=_part_style(parts.get("family")),
            given=_part_style(parts.get("given")),
        )
        self.turkish = replace(
            self.person,
            family=self.person.family.in_language("tr"),
            given=self.person.given.in_language("tr"),
        )

    def render(self, names: Names, variable: str, out: list[Raw], language: str = "") -> None:
        """Append a list of names.

        Parameters
        ----------
        names : list of mapping
            Names of CSL-JSON, one or more.
        variable : str
            The variable that they come from.
        out : list of tuple
            Gets the segments.
        language : str
            Of the work: Turkish has capitals of its own.
        """
        style = self.turkish if language in ("tr", "az") else self.person
        count = len(names)
        shown, cut = count, False
        if self.minimum and count >= self.minimum and self.first < count:
            shown, cut = self.first, True
        if self.form == "count":
            out.append((str(shown), variable, ""))
            return
        ends_with_last = cut and self.use_last and self.first_of_last > 0
        if ends_with_last:
            shown = self.first_of_last
        for i in range(shown):
            if i:
                self._separate(i, shown, count, cut, variable, out)
            self._person(names[i], i, style, variable, out, i == shown - 1 and not cut)
        if ends_with_last:
            before = self.delimiter if shown > 1 else " "
            out.append((before + "… ", variable, ""))
            self._person(names[-1], count - 1, style, variable, out, True)
        elif cut and self.et_al and shown:
            delimited = (
                self.before_et_al == "always"
                or (self.before_et_al == "contextual" and shown > 1)
                or (self.before_et_al == "after-inverted-name" and self._is_inverted(shown - 1))
            )
            out.append((self.delimiter if delimited else " ", variable, ""))
            out.append((self.et_al, variable, "et-al"))

    def _person(
        self,
        name: Mapping[str, Any],
        i: int,
        style: PersonStyle,
        variable: str,
        out: list[Raw],
        last: bool,
    ) -> None:
        if self.prefix:  # between two names it separates them, at the edges it is outside the list
            out.append((self.prefix, variable if i else "", ""))
        format_person(name, style, variable, self._is_inverted(i), out)
        if self.suffix:
            out.append((self.suffix, "" if last else variable, ""))

    def _is_inverted(self, i: int) -> bool:
        return self.inverted == "all" or (self.inverted == "first" and i == 0)

    def _separate(
        self, i: int, shown: int, count: int, cut: bool, variable: str, out: list[Raw]
    ) -> None:
        """Put what stands before the name with index `i`."""
        if cut or i < shown - 1 or not self.conjunction:
            out.append((self.delimiter, variable, ""))
            return
        delimited = (
            self.before_last == "always"
            or (self.before_last == "contextual" and count > 2)
            or (self.before_last == "after-inverted-name" and self._is_inverted(i - 1))
        )
        before = self.delimiter if delimited else self.gap
        out.append((f"{before}{self.conjunction}{self.gap}", variable, ""))


def inherited_options(style: Element) -> dict[str, str]:
    """Read what a style and its bibliography say about names.

    Parameters
    ----------
    style : Element
        ``<style>``.

    Returns
    -------
    dict
        By the attributes of ``<name>``.
    """
    options: dict[str, str] = {}
    bibliography = style.find("bibliography")
    for element in (style, bibliography):
        if element is not None:
            for there, here in _INHERITED.items():
                if there in element.attrib:
                    options[here] = element.attrib[there]
    return options


def _part_style(element: Element | None) -> PartStyle:
    if element is None:
        return PartStyle()
    case = CASES.get(element.get("text-case", ""))
    return PartStyle(element.get("prefix", ""), element.get("suffix", ""), case)


def make_label(element: Element, locale: Locale) -> Callable[[str, bool, list[Raw]], None]:
    """Compile the ``<label>`` of names.

    Parameters
    ----------
    element : Element
        ``<label>``.
    locale : Locale
        Gives the terms.

    Returns
    -------
    callable
        Takes the variable, whether there are several names, and the list that gets the
        segments.  A role without a term, as ``author``, has no label.
    """
    form = element.get("form", "long")
    plural = element.get("plural", "contextual")
    prefix, suffix = element.get("prefix", ""), element.get("suffix", "")
    change = CASES.get(element.get("text-case", ""))
    strip = element.get("strip-periods") == "true"

    def label(variable: str, several: bool, out: list[Raw]) -> None:
        several = several if plural == "contextual" else plural == "always"
        text = locale.term(variable, form, several)
        if not text:
            return
        if strip:
            text = text.replace(".", "")
        if change:
            text = change(text)
        out.extend((piece, "", "") for piece in (prefix, text, suffix) if piece)

    return label


def compile_names(
    element: Element,
    style: Element,
    locale: Locale,
    compile_child: Callable[[Element, Element], Node],
    parent: Outer | None = None,
) -> Node:
    """Compile ``<names>``.

    Parameters
    ----------
    element : Element
        ``<names>``.
    style : Element
        ``<style>``.
    locale : Locale
        Gives the terms.
    compile_child : callable
        Compiles a child of ``<substitute>``; its second argument is this element.
    parent : Outer, optional
        The ``<names>`` in whose ``<substitute>`` this one stands: it gives the children that
        this one lacks, and the affixes too where this one has no children at all.

    Returns
    -------
    callable
        Appends segments; says whether there was a name.
    """
    variables = element.get("variable", "").split()
    direct = parent.names if parent is not None and parent.direct else None
    source = direct if direct is not None and not len(element) else element
    before, after, name_at = None, None, -1
    for i, child in enumerate(source):
        if child.tag == "name":
            name_at = i
    for i, child in enumerate(source):
        if child.tag == "label":
            if 0 <= i < name_at:
                before = make_label(child, locale)
            else:
                after = make_label(child, locale)
    name, et_al = source.find("name"), source.find("et-al")
    if direct is not None:
        name = direct.find("name") if name is None else name
        et_al = direct.find("et-al") if et_al is None else et_al
    outer_name = None if parent is None else parent.names.find("name")
    names_list = NameList(style, name, et_al, locale, outer_name)
    bibliography = style.find("bibliography")
    outer = style.get("names-delimiter", "")
    if bibliography is not None:
        outer = bibliography.get("names-delimiter", outer)
    if direct is not None:
        outer = direct.get("delimiter", outer)
    delimiter = element.get("delimiter", outer)
    substitute = element.find("substitute")
    others = [] if substitute is None else [compile_child(c, element) for c in substitute]
    joint = set(variables) == {"editor", "translator"}

    def lists(state: State) -> list[tuple[str, str, Names]]:
        """Give label, variable and names of each list."""
        found = [(v, v, state.names[v]) for v in variables if v in state.names]
        if joint and len(found) == 2 and found[0][2] == found[1][2]:
            return [("editortranslator", "editor-translator", found[0][2])]
        return found

    def own(state: State, out: list[Raw]) -> int:
        first = True
        for role, variable, people in lists(state):
            if not first and delimiter:
                out.append((delimiter, "", ""))
            first = False
            if before:
                before(role, len(people) > 1, out)
            names_list.render(people, variable, out, state.language)
            if after:
                after(role, len(people) > 1, out)
        return EMPTY if first else FULL

    # affixes are for these names only, not for what stands in for them
    surrounded = decorate(own, source)
    if not others:
        return surrounded

    def render(state: State, out: list[Raw]) -> int:
        if surrounded(state, out) == FULL:
            return FULL
        for other in others:
            start = len(out)
            status = other(state, out)
            if status != EMPTY and len(out) > start:
                state.suppress({seg[1] for seg in out[start:]})
                # a term does not make up for the names that are missing: a group of nothing else
                # takes it away again
                return FULL if status == FULL else EMPTY
            del out[start:]
        return EMPTY

    return render
