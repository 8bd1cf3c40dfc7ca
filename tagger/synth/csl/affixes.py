"""What is put around an element: affixes, quotation marks, text case.

Imports csl.case, csl.output and csl.state.  Invariant: an element that prints nothing gets
nothing around it.

Rules: CSL 1.0.2, "Affixes", "Formatting", "Quotes", "Strip-periods", "Text-case", "Display".
"""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

from tagger.synth.csl.case import CASES, for_language
from tagger.synth.csl.output import CLOSE, OPEN, TERM, Raw
from tagger.synth.csl.state import Node, State

Change = Callable[[State, list[Raw], int], None]


def decorate(node: Node, element: Element) -> Node:
    """Put around a node what its element asks for.

    Parameters
    ----------
    node : callable
        The node of the element's content.
    element : Element
        Any rendering element.

    Returns
    -------
    callable
        A node; the same where there is nothing to put around it.
    """
    change = _change(element)
    before: list[Raw] = []
    after: list[Raw] = []
    if element.get("prefix"):
        before.append((element.attrib["prefix"], "", ""))
    if element.get("quotes") == "true":
        before.append(("", "", OPEN))
        after.append(("", "", CLOSE))
    if element.get("suffix"):
        after.append((element.attrib["suffix"], "", ""))
    if change:
        node = _changed(node, change)
    if not before and not after:
        return node
    if not before:

        def suffixed(state: State, out: list[Raw]) -> int:
            size = len(out)
            status = node(state, out)
            if len(out) > size:
                out.extend(after)
            return status

        return suffixed
    count = len(before)

    def surrounded(state: State, out: list[Raw]) -> int:
        size = len(out)
        out.extend(before)
        status = node(state, out)
        if len(out) > size + count:
            out.extend(after)
        else:
            del out[size:]
        return status

    return surrounded


def _changed(node: Node, change: Change) -> Node:
    def changed(state: State, out: list[Raw]) -> int:
        size = len(out)
        status = node(state, out)
        if len(out) > size:
            change(state, out, size)
        return status

    return changed


def _change(element: Element) -> Change | None:
    """Give the change of the content that an element asks for."""
    strip = element.get("strip-periods") == "true"
    name = element.get("text-case", "")
    case = CASES.get(name)
    if "macro" in element.attrib or element.tag == "group":
        # defined, but processors leave the case of macros alone, and styles are tried with them
        case = None
    if not strip and not case:
        return None

    def change(state: State, out: list[Raw], start: int) -> None:
        if strip:
            stripped = [(text.replace(".", ""), v, p) for text, v, p in out[start:]]
            out[start:] = [seg for seg, old in zip(stripped, out[start:], strict=True)
                           if seg[0] or not old[0]]  # fmt: skip
        if not case or (name == "title" and not state.english):
            return
        apply = for_language(case, state.language)
        if len(out) == start + 1:
            text, variable, part = out[start]
            out[start] = (apply(text), variable, "" if part == TERM else part)
            return
        whole = apply("".join([seg[0] for seg in out[start:]]))
        done = 0
        for i in range(start, len(out)):
            text, variable, part = out[i]
            out[i] = (whole[done : done + len(text)], variable, part)
            done += len(text)

    return change


def display(node: Node, element: Element) -> Node:
    """Put a space where an element stands in a block of its own.

    Parameters
    ----------
    node : callable
        A finished node.
    element : Element
        Its element.

    Returns
    -------
    callable
        A node; the same where the element has no ``display``.
    """
    if element.get("display") not in ("block", "indent", "left-margin", "right-inline"):
        return node
    space = (" ", "", "")

    def apart(state: State, out: list[Raw]) -> int:
        size = len(out)
        out.append(space)  # the joiner drops it at the start, and where there is one already
        status = node(state, out)
        if len(out) > size + 1:
            out.append(space)
        else:
            del out[size:]
        return status

    return apart
