"""Rendering elements to closures.

Imports csl.case, csl.conditions, csl.dates, csl.locale, csl.names, csl.numbers, csl.output and
csl.state.  Invariant: a node appends to the list that it gets and says how it went; where it
says that all its variables are empty, a group around it takes away what it had appended.

Rules: CSL 1.0.2, "Rendering Elements", "Group", "Choose", "Affixes", "Formatting".
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from tagger.synth.csl.affixes import decorate, display
from tagger.synth.csl.conditions import compile_condition
from tagger.synth.csl.dates import DatePrinter, year_suffix_is_placed
from tagger.synth.csl.locale import Locale
from tagger.synth.csl.names import Outer, compile_names
from tagger.synth.csl.numbers import format_number, format_pages, is_numeric, is_plural, set_dashes
from tagger.synth.csl.output import CLOSE, EMPTY, FULL, NONE, OPEN, TERM, Raw
from tagger.synth.csl.state import Node, State

#: Variables whose number says how many there are.
_COUNTS = ("number-of-pages", "number-of-volumes")
#: Variables in which a hyphen between numbers becomes a dash.
_RANGES = frozenset(["volume", "issue", "collection-number", "chapter-number"])
#: Variables that have a short form of their own.
_SHORT = {"title": "title-short", "container-title": "container-title-short"}

#: Terms that stand where a variable would, and its name: for no author, for no date, for the kind
#: of work.
_STAND_INS = {
    "anonymous": "author",
    "no date": "issued",
    **dict.fromkeys(
        "album audio-recording dataset film graphic manuscript map motion_picture pamphlet "
        "performance personal-communication podcast podcast-episode post post-weblog preprint "
        "radio-broadcast radio-series radio-series-episode report software song speech "
        "television-broadcast television-series television-series-episode thesis video webpage "
        "working-paper".split(),
        "genre",
    ),
}


class Compiler:
    """Compiles the elements of one style.

    Parameters
    ----------
    style : Element
        ``<style>``, with a bibliography.
    locale : Locale
        The style's locale.
    """

    def __init__(self, style: Element, locale: Locale) -> None:
        self.style = style
        self.locale = locale
        self.macros = {macro.get("name", ""): macro for macro in style.findall("macro")}
        self.compiled: dict[str, Node] = {}
        self.page_format = style.get("page-range-format", "")
        self.dash = locale.term("page-range-delimiter") or "–"
        layout = style.find("bibliography/layout")
        placed = layout is not None and year_suffix_is_placed(self.macros, layout)
        self.adds_letter = not placed

    def compile(
        self,
        element: Element,
        delimiter: str = "",
        parent: Outer | None = None,
        first_only: bool = False,
    ) -> Node:
        """Compile an element.

        Parameters
        ----------
        element : Element
            A rendering element.
        delimiter : str
            Of the group around it: the children of ``<choose>`` are divided by it.
        parent : Outer, optional
            The ``<names>`` in whose ``<substitute>`` the element stands.
        first_only : bool, default False
            Whether of the children of a ``<choose>`` only the first that prints counts.

        Returns
        -------
        callable
            Takes the work and the list that gets the segments; gives ``NONE``, ``EMPTY`` or
            ``FULL``.
        """
        tag = element.tag
        if tag == "choose":
            return self._choose(element, delimiter, parent, first_only)
        if tag == "text":
            node = self._text(element, parent)
        elif tag == "group":
            node = self._group(element, parent)
        elif tag == "names":
            node = compile_names(element, self.style, self.locale, self._substitute, parent)
            return display(node, element)
        elif tag == "date":
            node = DatePrinter(element, self.locale, self.adds_letter)
        elif tag == "number":
            node = self._number(element)
        elif tag == "label":
            node = self._label(element)
        else:  # a comment, or an extension
            return lambda state, out: NONE
        return display(decorate(node, element), element)

    def sequence(
        self, elements: list[Element], delimiter: str = "", parent: Outer | None = None
    ) -> Node:
        """Compile elements that follow one another.

        Parameters
        ----------
        elements : list of Element
            Rendering elements.
        delimiter : str
            Between those that print something.
        parent : Outer, optional
            The ``<names>`` in whose ``<substitute>`` the elements stand.

        Returns
        -------
        callable
            A node, see `compile`.
        """
        nodes = [self.compile(element, delimiter, parent) for element in elements]
        if len(nodes) == 1:
            return nodes[0]
        if not delimiter:

            def plain(state: State, out: list[Raw]) -> int:
                status = NONE
                for node in nodes:
                    done = node(state, out)
                    if done > status:
                        status = done
                return status

            return plain
        mark = (delimiter, "", "")

        def delimited(state: State, out: list[Raw]) -> int:
            status, start = NONE, len(out)
            for node in nodes:
                size = len(out)
                if size > start:
                    out.append(mark)
                    done = node(state, out)
                    if len(out) == size + 1:
                        del out[size]
                else:
                    done = node(state, out)
                if done > status:
                    status = done
            return status

        return delimited

    def _substitute(self, element: Element, names: Element) -> Node:
        return self.compile(element, parent=Outer(names, direct=True), first_only=True)

    def _choose(
        self, element: Element, delimiter: str, parent: Outer | None, first_only: bool
    ) -> Node:
        sequence = self._alternatives if first_only else self.sequence
        branches = [
            (compile_condition(branch), sequence(list(branch), delimiter, parent))
            for branch in element
        ]
        if len(branches) == 1:
            ((only, inside),) = branches
            return lambda state, out: inside(state, out) if only(state) else NONE

        def choose(state: State, out: list[Raw]) -> int:
            for test, node in branches:
                if test(state):
                    return node(state, out)
            return NONE

        return choose

    def _alternatives(
        self, elements: list[Element], delimiter: str = "", parent: Outer | None = None
    ) -> Node:
        """Compile the children of a branch in a substitute: only the first that prints counts."""
        nodes = [self.compile(element, delimiter, parent, True) for element in elements]

        def alternatives(state: State, out: list[Raw]) -> int:
            status = NONE
            for node in nodes:
                size = len(out)
                done = node(state, out)
                if len(out) > size and done != EMPTY:
                    return done
                del out[size:]
                status = max(status, done)
            return status

        return alternatives

    def _group(self, element: Element, parent: Outer | None) -> Node:
        inside = self.sequence(list(element), element.get("delimiter", ""), parent)

        def group(state: State, out: list[Raw]) -> int:
            size = len(out)
            status = inside(state, out)
            if status == EMPTY:
                del out[size:]
            # what prints counts as a variable that is not empty for a group around it; so does a
            # macro (CSL 1.0.2, "Group")
            return FULL if len(out) > size else status

        return group

    def _text(self, element: Element, parent: Outer | None) -> Node:
        if "macro" in element.attrib:
            return self._macro(element.attrib["macro"], parent)
        if "variable" in element.attrib:
            return self._variable(element.attrib["variable"], element.get("form", "long"))
        if "term" in element.attrib:
            plural = element.get("plural") == "true"
            text = self.locale.term(element.attrib["term"], element.get("form", "long"), plural)
            segment = (text, _STAND_INS.get(element.attrib["term"], ""), TERM)
        else:
            text = element.get("value", "")
            segment = (text, "", "")
        if not text:
            return lambda state, out: NONE

        def constant(state: State, out: list[Raw]) -> int:
            out.append(segment)
            return NONE

        return constant

    def _macro(self, name: str, parent: Outer | None) -> Node:
        if parent is None and name in self.compiled:
            return self.compiled[name]
        macro = self.macros.get(name)
        if macro is None:
            return lambda state, out: NONE
        if parent is not None:
            parent = parent._replace(direct=False)
        # compiled when first called: a long substitute calls the same large macros many times
        inside: Node | None = None

        def call(state: State, out: list[Raw]) -> int:
            nonlocal inside
            if inside is None:
                inside = self.sequence(list(macro), parent=parent)
            size = len(out)
            status = inside(state, out)
            if status == EMPTY:
                del out[size:]
            return FULL if len(out) > size else status

        if parent is None:
            self.compiled[name] = call
        return call

    def _variable(self, name: str, form: str) -> Node:
        short = _SHORT.get(name) if form == "short" else None
        if short:

            def shortened(state: State, out: list[Raw]) -> int:
                chosen = short if short in state.text else name
                value = state.text.get(chosen)
                if not value:
                    return EMPTY
                _append(value, chosen, out)
                return FULL

            return shortened
        if name in ("page", "locator"):

            def pages(state: State, out: list[Raw]) -> int:
                value = state.text.get(name)
                if not value:
                    return EMPTY
                out.append((format_pages(value, self.page_format, self.dash), name, ""))
                return FULL

            return pages
        if name in _RANGES:

            def number(state: State, out: list[Raw]) -> int:
                value = state.text.get(name)
                if not value:
                    return EMPTY
                if not value.isdigit() and is_numeric(value):
                    value = set_dashes(value, self.locale)
                out.append((value, name, ""))
                return FULL

            return number

        # the letter of a year is not missed where there is none
        missing = NONE if name == "year-suffix" else EMPTY

        def variable(state: State, out: list[Raw]) -> int:
            value = state.text.get(name)
            if not value:
                return missing
            _append(value, name, out)
            return FULL

        return variable

    def _number(self, element: Element) -> Node:
        name, form = element.get("variable", ""), element.get("form", "numeric")
        gender = self.locale.gender(name)

        def number(state: State, out: list[Raw]) -> int:
            value = state.text.get(name)
            if not value:
                return EMPTY
            out.append((format_number(value, form, self.locale, gender), name, ""))
            return FULL

        return number

    def _label(self, element: Element) -> Node:
        name, form = element.get("variable", ""), element.get("form", "long")
        plural = element.get("plural", "contextual")
        term = "page" if name == "locator" else name
        texts = [(self.locale.term(term, form, many), "", "") for many in (False, True)]

        def label(state: State, out: list[Raw]) -> int:
            value = state.text.get(name, "")
            if plural == "contextual":
                many = name != "number" and is_plural(value, name in _COUNTS)
            else:
                many = plural == "always"
            if texts[many][0]:
                out.append(texts[many])
            return NONE

        return label


def _append(value: str, variable: str, out: list[Raw]) -> None:
    """Append a value; quotation marks in it become marks whose shape depends on their depth."""
    if '"' not in value and "“" not in value:
        out.append((value, variable, ""))
        return
    pieces = value.replace("“", '"').replace("”", '"').split('"')
    if len(pieces) % 2 == 0:  # a mark without its other half
        out.append((value, variable, ""))
        return
    for i, piece in enumerate(pieces):
        if i:
            out.append(("", variable, OPEN if i % 2 else CLOSE))
        if piece:
            out.append((piece, variable, ""))
