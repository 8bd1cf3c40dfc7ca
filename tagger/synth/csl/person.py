"""One name: order of its parts, initials, particles.

Imports csl.case and csl.output.  Invariant: each part of a name comes out as a segment of its
own, so that a label can tell family from given names.

Rules: CSL 1.0.2, "Name", "Name-part order", "Particles", "Initials".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from tagger.synth.csl.case import for_language
from tagger.synth.csl.output import Raw

# Names in these scripts have the family name first, without a space: ideographs, kana, Hangul.
_FAMILY_FIRST = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_PIECE = re.compile(r"[\s.]*([-‐])?[\s.]*([^\s.\-‐]+)(\.?)")


@dataclass(frozen=True)
class PartStyle:
    """How the family or the given names are printed.

    Attributes
    ----------
    prefix, suffix : str
        Around the part.
    change : callable or None
        Text case.
    """

    prefix: str = ""
    suffix: str = ""
    change: Callable[[str], str] | None = None

    def apply(self, text: str) -> str:
        """Change the case.

        Parameters
        ----------
        text : str
            A part of a name.

        Returns
        -------
        str
            The same part as it is printed.
        """
        return self.change(text) if self.change else text

    def in_language(self, language: str) -> PartStyle:
        """Fit the text case to a language.

        Parameters
        ----------
        language : str
            ISO 639-1.

        Returns
        -------
        PartStyle
            The same one, but for Turkish and Azerbaijani.
        """
        return replace(self, change=for_language(self.change, language)) if self.change else self


@dataclass(frozen=True)
class PersonStyle:
    """How one name is printed.

    Attributes
    ----------
    form : {"long", "short"}
        Whether with given names.
    initialize : bool
        Whether given names become initials; where not, only the marks of initials change.
    initialize_with : str or None
        What follows an initial; None leaves given names as they are.
    hyphen : bool
        Whether the hyphen between initials stays.
    sort_separator : str
        Between the family name and the given names, where the family name is first.
    demote : {"never", "sort-only", "display-and-sort"}
        Whether a non-dropping particle follows the given names then.
    family, given : PartStyle
        The parts.
    """

    form: str
    initialize: bool
    initialize_with: str | None
    hyphen: bool
    sort_separator: str
    demote: str
    family: PartStyle
    given: PartStyle


@lru_cache(maxsize=8192)
def initials(given: str, mark: str, hyphen: bool, shorten: bool) -> str:
    """Shorten given names.

    Parameters
    ----------
    given : str
        Such as "Jean-Pierre M.".
    mark : str
        After each initial: ". ", "." or empty.
    hyphen : bool
        Whether to keep the hyphens.
    shorten : bool
        Whether whole names are shortened; where not, only initials get the mark.

    Returns
    -------
    str
        Such as "J.-P. M."; words in small letters (a particle) stay whole.
    """
    pieces: list[str] = []
    for dash, word, dot in _PIECE.findall(given if hyphen else given.replace("-", " ")):
        letters = [char for char in word if char.isalpha()]
        if not letters:
            continue
        short = len(letters) == 1 or bool(dot)
        joined = bool(dash) and bool(pieces)
        if word.islower() and not short and shorten and joined:
            continue  # Min-jun is M., not M.-J.
        if short or (shorten and not word.islower()):
            made = _initial(word, letters, mark, shorten and not dot)
        elif pieces and not joined and not pieces[-1].endswith(" "):
            made = f" {word} "
        else:
            made = f"{word} "
        if joined and (hyphen or not shorten):
            pieces[-1] = pieces[-1].rstrip() + "-"
        pieces.append(made)
    return "".join(pieces).rstrip()


def _initial(word: str, letters: list[str], mark: str, shorten: bool) -> str:
    """Give the initial of a name, or the initials where the name is nothing else (JD)."""
    if shorten and 1 < len(letters) <= 3 and word.isupper():
        return "".join(char + mark for char in word)
    return (word[0] if shorten or len(word) > 3 else word) + mark


def format_person(
    name: Mapping[str, Any], style: PersonStyle, variable: str, inverted: bool, out: list[Raw]
) -> None:
    """Append one name.

    Parameters
    ----------
    name : mapping
        A name of CSL-JSON.
    style : PersonStyle
        How to print it.
    variable : str
        The variable that it belongs to.
    inverted : bool
        Whether the family name is first.
    out : list of tuple
        Gets the segments.
    """
    literal = name.get("literal")
    if literal:
        out.append((style.family.apply(str(literal)), variable, "literal"))
        return
    family, given = str(name.get("family") or ""), str(name.get("given") or "")
    kept = str(name.get("non-dropping-particle") or "")
    dropped = str(name.get("dropping-particle") or "")
    if not family:
        family, given = given, ""
    if not family:
        return
    family_first = bool(_FAMILY_FIRST.match(family))
    if given and style.form == "long":
        if style.initialize_with is not None and not family_first:
            given = initials(given, style.initialize_with, style.hyphen, style.initialize)
    else:
        given = ""
    if family_first:
        out.append((style.family.apply(family), variable, "family"))
        if given:
            if inverted and style.sort_separator.strip():
                out.append((style.sort_separator, variable, ""))
            out.append((style.given.apply(given), variable, "given"))
        return
    suffix = str(name.get("suffix") or "") if style.form == "long" else ""
    if style.initialize_with is not None and "." not in style.initialize_with:
        suffix = suffix.replace(".", "")  # JP Smith Jr
    if inverted and style.form == "long":
        late = style.demote == "display-and-sort"
        _family(family, "" if late else kept, style.family, variable, out)
        if given or dropped or (late and kept):
            out.append((style.sort_separator, variable, ""))
            _given(given, style.given, variable, out)
            for particle in (style.given.apply(dropped), style.family.apply(kept) if late else ""):
                if particle:
                    _space(given, variable, out)
                    out.append((particle, variable, "particle"))
                    given = particle
        if suffix:
            out.append((style.sort_separator or " ", variable, ""))
            out.append((suffix, variable, "suffix"))
        return
    if inverted and kept and style.demote == "display-and-sort":  # the short form
        _family(family, "", style.family, variable, out)
        out.append((style.sort_separator, variable, ""))
        out.append((style.family.apply(kept), variable, "particle"))
        return
    _given(given, style.given, variable, out)
    if given and style.form == "long" and (dropped or kept or family):
        out.append((" ", variable, ""))
    if dropped and style.form == "long":
        out.append((style.given.apply(dropped), variable, "particle"))
        _space(dropped, variable, out)
    _family(family, kept, style.family, variable, out)
    if suffix:
        out.append((", " if name.get("comma-suffix") else " ", variable, ""))
        out.append((suffix, variable, "suffix"))


def _family(family: str, particle: str, style: PartStyle, variable: str, out: list[Raw]) -> None:
    if style.prefix:
        out.append((style.prefix, variable, ""))
    if particle:
        out.append((style.apply(particle), variable, "particle"))
        _space(particle, variable, out)
    out.append((style.apply(family), variable, "family"))
    if style.suffix:
        out.append((style.suffix, variable, ""))


def _given(given: str, style: PartStyle, variable: str, out: list[Raw]) -> None:
    if given:
        if style.prefix:
            out.append((style.prefix, variable, ""))
        out.append((style.apply(given), variable, "given"))
        if style.suffix:
            out.append((style.suffix, variable, ""))


def _space(before: str, variable: str, out: list[Raw]) -> None:
    """Put a space after a part, but not after an apostrophe or a hyphen (d'Alembert, al-Kindi)."""
    if before and before[-1] not in "'’-‐":
        out.append((" ", variable, ""))
