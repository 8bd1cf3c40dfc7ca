"""A compiled style.

Imports csl.case, csl.locale, csl.nodes, csl.output, csl.source and csl.state.  Invariant:
rendering changes neither the style nor the work.

Rules: CSL 1.0.2, "Bibliography", "Layout", "Whitespace" (second-field-align).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

from tagger.synth.csl.case import capitalize_first
from tagger.synth.csl.locale import make_locale
from tagger.synth.csl.nodes import Compiler
from tagger.synth.csl.output import TERM, Raw, Segment, join
from tagger.synth.csl.source import read_style
from tagger.synth.csl.state import Node, State


class Style:
    """A style that is ready to render bibliography entries.

    Parameters
    ----------
    root : Element
        ``<style>`` without namespaces, with a bibliography.
    name : str
        The style's file name.
    locale : str, optional
        A locale that overrides the style's own.

    Attributes
    ----------
    name : str
        As given.
    locale : Locale
        The locale in which it renders.
    """

    def __init__(self, root: Element, name: str = "", locale: str | None = None) -> None:
        self.name = name
        self.locale = make_locale(root, locale or root.get("default-locale") or "en-US")
        bibliography = root.find("bibliography")
        layout = None if bibliography is None else bibliography.find("layout")
        if bibliography is None or layout is None:
            raise ValueError(f"style {name!r} has no bibliography")
        compiler = Compiler(root, self.locale)
        children = [child for child in layout if isinstance(child.tag, str)]
        self._aligned = bool(bibliography.get("second-field-align")) and len(children) > 1
        if self._aligned:
            self._first: Node = compiler.compile(children[0])
            children = children[1:]
        self._body = compiler.sequence(children)
        self._prefix, self._suffix = layout.get("prefix", ""), layout.get("suffix", "")
        self._repeat = bibliography.get("subsequent-author-substitute")

    def render(
        self, item: Mapping[str, Any], number: int = 1, previous_author: bool = False
    ) -> list[Segment]:
        """Render a bibliography entry.

        Parameters
        ----------
        item : mapping
            A work as CSL-JSON: texts or numbers, lists of names, dates.
        number : int, default 1
            Its number in the bibliography.
        previous_author : bool, default False
            Whether the entry before has the same authors.  A style that has a sign for a
            repeated author then prints it as the authors' name.

        Returns
        -------
        list of Segment
            Their texts joined are the entry, as plain text; empty where no variable is printed.
        """
        if previous_author and self._repeat and item.get("author"):
            item = {**item, "author": [{"literal": self._repeat}]}
        state = State(item, number, self.locale.language)
        out: list[Raw] = []
        if self._prefix:
            out.append((self._prefix, "", ""))
        if self._aligned:
            size = len(out)
            self._first(state, out)
            if len(out) > size:
                out.append((" ", "", ""))
        self._body(state, out)
        if not any(seg[1] for seg in out):
            return []
        if self._suffix:
            out.append((self._suffix, "", ""))
        _capitalize_start(out)
        return join(out, self.locale)


def _capitalize_start(out: list[Raw]) -> None:
    """Capitalise a term that begins an entry, as processors do; a number before it is no word."""
    for i, (text, variable, part) in enumerate(out):
        if part == TERM:
            out[i] = (capitalize_first(text), variable, part)
            return
        if variable not in ("", "citation-number"):
            return


@lru_cache(maxsize=64)
def load_style(name: str, locale: str | None = None) -> Style:
    """Read and compile a style.

    Parameters
    ----------
    name : str
        One of `source.style_names`.
    locale : str, optional
        A locale in place of the style's own, such as ``de-DE``; a bare language will do.

    Returns
    -------
    Style
        The 64 styles that were used last are kept.

    Raises
    ------
    UsageError
        R040 where there is no such style; R060 where the package with the styles is missing.
    ValueError
        Where the style has no bibliography.
    """
    return Style(read_style(name), name, locale)
