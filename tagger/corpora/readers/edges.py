"""Where a field begins and ends: separators, quotes, brackets and dots at its edges.

Imports nothing of the package.  The rules are those of training/GUIDELINES.md, section 2.
"""

from __future__ import annotations

import re

_SEPARATORS = ",;:|=، 、，；：。"
_DASHES = "-–—‐‑−"
_BRACKETS = {"(": ")", "[": "]", "{": "}", "<": ">", "（": "）", "【": "】"}
_QUOTES = {
    "“": "”“", "„": "“”", "«": "»", "»": "«", "‹": "›", "‘": "’", "‚": "‘’", '"': '"', "'": "'",
    "”": "”", "「": "」", "『": "』", "《": "》", "`": "'",
}  # fmt: skip
_CLOSING_QUOTES = set("".join(_QUOTES.values()))

# Words whose dot stays, by what they stand in; lower case.
_NAMES = {"al", "jr", "sr", "coll", "collab", "inc", "др", "dr", "st"}
_MONTHS = set("jan feb mar apr jun jul aug sep sept oct nov dec janv févr avr juil déc".split())
_HOUSES = set("inc ltd co corp verl assoc publ pub univ inst soc cie bros dept ed éd acad".split())
_STATES = set("mass calif conn ill mich minn penn wash tex fla ga md va mo eng ont que".split())
_JOURNALS = set(
    "lett rev sci phys chem math biol med soc res eng technol assoc acad proc natl am surg "
    "psychol stat comput syst mech mater opt astron astrophys geophys ecol environ microbiol "
    "immunol neurosci genet pharmacol physiol nucl instrum commun bull ann int appl anal hist "
    "stud quart trans symp conf comm sem univ bot zool geol arch clin exp mol cell struct j q "
    "jahrb zeitschr abh sitzungsber ber mém сер журн".split()
)
_EDITIONS = set("ed eds edn aufl éd изд rev vyd wyd uppl udg utg bs enl verb erw erg corr".split())
_GENRES = set("diss rep ms thes dissert дис publ tech univ".split())
_DOTTED: dict[str, set[str]] = {
    "author": _NAMES, "editor": _NAMES, "translator": _NAMES, "date": _MONTHS,
    "publisher": _HOUSES, "institution": _HOUSES, "place": _STATES, "venue": _JOURNALS,
    "series": _JOURNALS, "edition": _EDITIONS, "genre": _GENRES,
}  # fmt: skip
_PEOPLE = ("author", "editor", "translator")
_LAST_WORD = re.compile(r"([^\W\d_]+)\s?\.$")
_LETTERS_WITH_DOTS = re.compile(r"\b[^\W\d_]\.\s?-?[^\W\d_]\.$")  # D.C.
_INITIAL = re.compile(r"\b[^\W\d_]\.")


def trim(text: str, start: int, end: int, label: str, *, trust: bool = False) -> tuple[int, int]:
    """Move the edges of a field inwards over what does not belong to it.

    Parameters
    ----------
    text : str
        The reference.
    start, end : int
        The field, in code points, half-open.
    label : str
        One of `labels.NAMES`.
    trust : bool
        Whether a dot at the end stands there because an annotator drew the edge behind it;
        otherwise it stays where it closes an abbreviation or an initial.

    Returns
    -------
    int, int
        The new edges; equal where nothing is left.
    """
    while start < end:
        first, last = text[start], text[end - 1]
        if first.isspace() or first in _SEPARATORS or _is_loose_dot(text, start, end):
            start += 1
        elif last.isspace() or last in _SEPARATORS:
            end -= 1
        elif first in _DASHES and not _only_dashes(text[start:end]):
            start += 1
        elif (last in _DASHES and not _only_dashes(text[start:end])) or (
            last == "." and not _keeps_dot(text, start, end, label, trust)
        ):
            end -= 1
        else:
            inner = _without_quotes(text, start, end) or _without_brackets(text, start, end)
            if inner is None:
                return start, end
            start, end = inner
    return start, start


def _only_dashes(value: str) -> bool:
    """Say whether this is the sign for a repeated author."""
    return not value.strip("-–—‐‑−_ .,")


def _is_loose_dot(text: str, start: int, end: int) -> bool:
    return text[start] == "." and not (start + 1 < end and text[start + 1].isalnum())


def _keeps_dot(text: str, start: int, end: int, label: str, trust: bool) -> bool:
    value = text[start:end]
    if value.endswith("..."):
        return label in ("title", "author")
    if _only_dashes(value):
        return False
    if label == "title":
        return bool(_LETTERS_WITH_DOTS.search(value)) and value.count(".") > 1
    if label not in _DOTTED:
        return label in ("note", "genre", "year") and bool(_LETTERS_WITH_DOTS.search(value))
    if trust or _LETTERS_WITH_DOTS.search(value):
        return True
    word = _LAST_WORD.search(value)
    if word is None:
        return False
    if word.group(1).lower() in _DOTTED[label]:
        return True
    followed = text[end : end + 1] in tuple(",;:")  # no sentence ends before these
    if label in _PEOPLE:
        if len(word.group(1)) > 1:
            return False
        before = value[: word.start()].rstrip()
        # Vancouver style has no dots after initials: there the last one ends a sentence
        return followed or before.endswith((",", "-", ".")) or bool(_INITIAL.search(before))
    return followed


def _without_quotes(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Drop quotes that enclose the field, or one that has no fellow in it."""
    if end - start < 2:
        return None
    first, last = text[start], text[end - 1]
    for opening, closing in (("``", "''"), ("''", "''"), (",,", "''")):
        if text.startswith(opening, start) and text.endswith(closing, start + 2, end):
            return start + 2, end - 2
    if first in _QUOTES:
        place = _first_closing(text, start, end)
        if place == end - 1:
            return start + 1, end - 1
        if place is None and first not in "'”»":
            return start + 1, end
    if last in _CLOSING_QUOTES and last not in "'’":
        inside = text[start : end - 1]
        openings = [mark for mark, ends in _QUOTES.items() if last in ends and mark != last]
        lone = (
            inside.count(last) % 2 == 0 if last == '"' else not any(m in inside for m in openings)
        )
        if lone and last not in inside:
            return start, end - 1
    return None


def _first_closing(text: str, start: int, end: int) -> int | None:
    """Find the quote that closes the one at `start`; apostrophes inside words are none."""
    for place in range(start + 1, end):
        if text[place] in _QUOTES[text[start]]:
            follows = text[place + 1 : place + 2] if place + 1 < end else ""
            if text[place] not in "'’" or not follows.isalnum():
                return place
    return None


def _without_brackets(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Drop brackets that enclose the field, or one that has no fellow in it."""
    opened: list[int] = []
    pairs: dict[int, int] = {}
    for place in range(start, end):
        if text[place] in _BRACKETS:
            opened.append(place)
        elif opened and text[place] == _BRACKETS[text[opened[-1]]]:
            pairs[opened.pop()] = place
    if pairs.get(start) == end - 1:
        return start + 1, end - 1
    if text[start] in _BRACKETS and start not in pairs:
        return start + 1, end
    if text[end - 1] in _BRACKETS.values() and end - 1 not in pairs.values():
        return start, end - 1
    if text[end - 1] in _BRACKETS and end - 1 in opened:
        return start, end - 1
    return None
