"""A tagged reference -> a CSL-JSON item.

Imports csl_dates, csl_draft, csl_numbers, keys, repeated, labels, reference, tokenizer and
normalize.  Invariant: an item is valid by the CSL 1.0.2 schema for input data, and holds every
field that was tagged; what has no variable stands in ``note`` as "label: value".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, TextIO

from tagger.formats.csl_dates import add_dates
from tagger.formats.csl_draft import Draft, unique
from tagger.formats.csl_numbers import add_identifiers, add_numbers, move_number
from tagger.formats.keys import unique_keys
from tagger.formats.repeated import with_repeated_authors
from tagger.labels import NAMES
from tagger.normalize.initials import spread_initials
from tagger.normalize.kinds import guess_type
from tagger.normalize.names import Name, has_et_al, parse_names
from tagger.normalize.names_pieces import ET_AL_PATTERN
from tagger.normalize.names_words import CAPITAL_CONNECTORS, CONNECTORS, ROLES
from tagger.normalize.titles import clean_title
from tagger.reference import Reference
from tagger.tokenizer import replace_surrogates

#: Genres that say by what means a work is read.
_MEDIUM = re.compile(
    r"(?:online|on-line|web|internet|print|pdf|cd-rom|dvd|kindle(?: edition)?|e-?book"
    r"|electronic resource|электронный ресурс|en ligne|en línea|em linha)\.?",
    re.IGNORECASE,
)
#: Words of designators that a list of names should not have held: "a c. di", "edited by".
_DESIGNATORS = frozenset(
    "a c di da translated edited by compilador compiladores übersetzt von".split()
)
#: Types whose institution is a court or a state, and types that are given at an event.
_BY_AUTHORITY = frozenset(("legal_case", "legislation", "bill", "treaty"))
_EVENTS = frozenset(("paper-conference", "speech"))


def to_csl(reference: Reference, *, key: str = "") -> dict[str, Any]:
    """Make a CSL-JSON item of a reference.

    Parameters
    ----------
    reference : Reference
        With its fields; any fields, in any number.
    key : str
        The item's ``id``.

    Returns
    -------
    dict
        With ``id``, ``type``, and variables of CSL 1.0.2.

    Notes
    -----
    Fields that occur more than once are joined: titles by ". " (a volume and its own title),
    numbers and pages by ", ", others by "; "; a text that is repeated counts once.  "Et al." is a
    last name ``{"literal": "et al."}``, for CSL has no other sign for a list that is cut.

    Examples
    --------
    >>> spans = [(0, 5, "author", None), (7, 11, "year", None), (14, 22, "title", None)]
    >>> to_csl(Reference.from_spans("Knuth (1984). The book.", spans), key="k")
    ... # doctest: +NORMALIZE_WHITESPACE
    {'id': 'k', 'type': 'document', 'author': [{'family': 'Knuth'}], 'title': 'The book',
     'issued': {'date-parts': [[1984]]}}
    """
    draft = Draft(reference)
    for label in ("author", "editor", "translator"):
        _people(draft, label)
    draft.put_joined("title", "title", ". ")
    draft.put_joined("venue", "container-title", ". ")
    draft.put_joined("series", "collection-title", "; ")
    add_numbers(draft)
    add_dates(draft)
    add_identifiers(draft)
    printed = {name: " ".join(f.value for f in draft.fields(name)) for name in NAMES}
    known = {name: value for name, value in (printed | draft.kinds).items() if value}
    kind = guess_type(known, text=reference.text)
    _imprint(draft, kind)
    _genre(draft)
    _label(draft)
    move_number(draft, kind)
    notes = unique([*(" ".join(f.value.split()) for f in draft.fields("note")), *draft.notes])
    if not reference.fields and reference.text.strip():
        notes.append(" ".join(reference.text.split()))  # what could not be read is not lost
    if notes:
        draft.item["note"] = "; ".join(notes)
    return {"id": key, "type": kind, **draft.item}


def write_csl(references: Iterable[Reference], stream: TextIO) -> None:
    """Write references as one CSL-JSON array.

    Parameters
    ----------
    references : iterable of Reference
        In the order of their list; they are read and written one by one.
    stream : text stream
        As for `write_csl_items`.
    """
    write_csl_items(map(to_csl, references), stream)


def write_csl_items(items: Iterable[dict[str, Any]], stream: TextIO) -> None:
    """Write items as one CSL-JSON array.

    Parameters
    ----------
    items : iterable of dict
        In the order of their list; they are read and written one by one.  Signs for a repeated
        author get the names of the item before.
    stream : text stream
        Gets the array, an item a line; keys are those of `keys.unique_keys`.
    """
    separator = "[\n"
    for key, item in unique_keys(with_repeated_authors(items)):
        line = json.dumps({**item, "id": key}, ensure_ascii=False)
        stream.write(separator + replace_surrogates(line))
        separator = ",\n"
    stream.write("[]\n" if separator == "[\n" else "\n]\n")


def _people(draft: Draft, label: str) -> None:
    """Add the names of a label; a list that the parser did not use up stays in the note too."""
    people: list[dict[str, str]] = []
    is_cut = False
    for field in draft.fields(label):
        names = [_name(name) for name in parse_names(field.value)]
        if not names:
            names = [{"literal": field.value}]
        people += [name for name in names if name not in people]
        is_cut = is_cut or has_et_al(field.value)
        if _is_left_over(field.value, names):
            draft.keep(field)
    if is_cut:
        people.append({"literal": "et al."})
    if people:
        draft.item[label] = people


def _name(name: Name) -> dict[str, str]:
    """Give a name as CSL has it; a particle moves with the family name."""
    if name.literal:
        return {"literal": name.literal}
    parts = {
        "family": name.family,
        "given": spread_initials(name.given),
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    return {key: value for key, value in parts.items() if value}


def _is_left_over(text: str, names: list[dict[str, str]]) -> bool:
    """Say whether a list holds words that are in no name and that join or describe none."""
    said = "".join("".join(name.values()) for name in names)
    letters = "".join(re.findall(r"[^\W_]", said))
    words = re.findall(r"[^\W_]+", ET_AL_PATTERN.sub(" ", text))
    return any(
        word not in letters
        and word.lower() not in CONNECTORS | ROLES | _DESIGNATORS
        and word not in CAPITAL_CONNECTORS
        for word in words
    )


def _imprint(draft: Draft, kind: str) -> None:
    """Add publisher, institution and places."""
    draft.put_joined("publisher", "publisher", "; ")
    institutions = unique(clean_title(field.value) for field in draft.fields("institution"))
    if institutions:
        key = "authority" if kind in _BY_AUTHORITY else "publisher"
        value = "; ".join(institutions)
        if key not in draft.item and kind != "patent":
            draft.item[key] = value
        elif len(unique([draft.item.get(key, ""), value])) > 1 or kind == "patent":
            draft.notes.append(f"institution: {value}")
    places = unique(clean_title(field.value) for field in draft.fields("place"))
    if places and kind in _EVENTS and (len(places) > 1 or "publisher" not in draft.item):
        draft.item["event-place"] = places.pop(0)
    if places:
        draft.item["publisher-place"] = "; ".join(places)


def _genre(draft: Draft) -> None:
    """Add the genre, and apart from it the medium."""
    values = unique(field.value for field in draft.fields("genre"))
    media = [value for value in values if _MEDIUM.fullmatch(value)]
    kinds = [value for value in values if value not in media]
    for key, chosen in (("medium", media), ("genre", kinds)):
        if chosen:
            draft.item[key] = "; ".join(chosen)


def _label(draft: Draft) -> None:
    """Add the mark before the reference."""
    for field in draft.fields("label"):
        key = "citation-number" if field.value.isdecimal() else "citation-label"
        if draft.item.setdefault(key, field.value) != field.value:
            draft.keep(field)
