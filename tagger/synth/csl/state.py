"""What a work is while it is rendered.

Imports csl.source.  Invariant: the work itself is never changed; what a substitution takes away
is taken from copies.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from tagger.synth.csl.source import strip_markup

#: Variables that hold names, and those that hold dates: CSL 1.0.2, appendix "Variables".
NAME_VARIABLES = frozenset(
    "author chair collection-editor compiler composer container-author contributor curator "
    "director editor editor-translator editorial-director executive-producer guest host "
    "illustrator interviewer narrator organizer original-author performer producer recipient "
    "reviewed-author script-writer series-creator translator".split()
)
DATE_VARIABLES = frozenset(
    "accessed available-date event-date issued original-date submitted".split()
)

#: Older names and those of other programs.
_ALIASES = {
    "event": "event-title",
    "journalAbbreviation": "container-title-short",
    "shortTitle": "title-short",
    "archive-location": "archive_location",
}
#: How many letters of each name a citation label has, by the number of names.
_LABEL_LENGTHS = {1: (4,), 2: (2, 2), 3: (2, 1, 1), 4: (1, 1, 1, 1)}
_PARTICLES = re.compile(r"^(?:[^\W\d_A-Z]+[ ’'])+")
_FIRST_PAGE = re.compile(r"\s*([^\s,;&–-]+)")


class State:
    """A work, sorted by the kind of its variables.

    Parameters
    ----------
    item : mapping
        A work as CSL-JSON.
    number : int
        Its number in the bibliography.
    language : str
        Of the style, for works that do not state theirs.

    Attributes
    ----------
    text : dict
        Plain variables, as text.
    names, dates : dict
        Lists of names, and dates.
    present : frozenset of str
        Names of all variables that are not empty; a substitution leaves it as it is.
    type : str
        Of the work.
    language : str
        Of the work, or else of the style: ISO 639-1.
    english : bool
        Whether English title case is right for it.
    """

    __slots__ = ("dates", "english", "language", "names", "present", "text", "type")

    def __init__(self, item: Mapping[str, Any], number: int, language: str) -> None:
        self.text: dict[str, str] = {}
        self.names: dict[str, list[Mapping[str, Any]]] = {}
        self.dates: dict[str, Mapping[str, Any]] = {}
        for key, value in item.items():
            if key in _ALIASES:
                if _ALIASES[key] in item:
                    continue
                key = _ALIASES[key]
            if not value and value != 0:
                continue
            if key in NAME_VARIABLES:
                value = [{"literal": value}] if isinstance(value, str) else value
                names = [name for name in value if any(name.values())]
                if names:
                    self.names[key] = names
            elif key in DATE_VARIABLES:
                value = {"literal": value} if isinstance(value, (str, int)) else value
                if _is_date(value):
                    self.dates[key] = value
            elif key not in ("type", "id", "language"):
                text = str(value)
                self.text[key] = strip_markup(text) if "<" in text else text
        if "page" in self.text and "page-first" not in self.text:
            found = _FIRST_PAGE.match(self.text["page"])
            if found:
                self.text["page-first"] = found[1]
        self.text["citation-number"] = str(number)
        if "citation-label" not in self.text and self.names:
            self.text["citation-label"] = self._make_label()
        self.type = str(item.get("type", ""))
        own = str(item.get("language") or "")
        self.language = (own or language)[:2].lower()
        self.english = self.language == "en"
        present = {*self.text, *self.names, *self.dates}
        if own:
            self.text["language"] = own
            present.add("language")
        self.present = frozenset(present)

    def _make_label(self) -> str:
        """Make the mark of alphanumeric styles: Turi50, KnPl89, TuGX50."""
        names = next((self.names[v] for v in ("author", "editor") if v in self.names), [])[:4]
        families = [str(name.get("family") or name.get("literal") or "") for name in names]
        words = ["".join(filter(str.isalpha, _PARTICLES.sub("", family))) for family in families]
        lengths = _LABEL_LENGTHS.get(len(words), ())
        made = "".join(word[:n].capitalize() for word, n in zip(words, lengths, strict=False))
        parts = self.dates.get("issued", {}).get("date-parts")
        return made + (str(parts[0][0])[-2:] if parts and parts[0] else "")

    def suppress(self, variables: set[str]) -> None:
        """Let variables be empty from now on.

        Parameters
        ----------
        variables : set of str
            Those that stood in for others.
        """
        if "editor-translator" in variables:
            variables = variables | {"editor", "translator"}
        for kind in (self.text, self.names, self.dates):
            for name in variables & kind.keys():
                del kind[name]


def _is_date(value: Mapping[str, Any]) -> bool:
    parts = value.get("date-parts")
    if parts and parts[0] and parts[0][0] not in (None, ""):
        return True
    return bool(value.get("literal") or value.get("raw") or value.get("season"))


#: A compiled element: takes the work and the list that gets the segments, and says how it went.
Node = Callable[[State, list[tuple[str, str, str]]], int]
