"""A list of authors or editors -> persons and organisations.

Imports names_build, names_cjk, names_pieces, names_tokens and names_words.  Invariant: names come
in the order of the text, do not overlap, lie inside it, and their letters stand in it; no text
makes it fail.

The list is cut at separators into pieces; the shape of a piece (words, initials, particles) and
of the one after it tells whether a comma stands inside a name or between two.
"""

from __future__ import annotations

import re

from tagger.normalize.names_build import Name, direct, extend, inverted, is_spanish, literal
from tagger.normalize.names_cjk import is_cjk, parse_cjk
from tagger.normalize.names_pieces import ET_AL_PATTERN, Piece, Segment, mask, segments
from tagger.normalize.names_tokens import Token, is_given
from tagger.normalize.names_words import CAPITAL_PARTICLES, INNER_CONNECTORS

__all__ = ["Name", "has_et_al", "parse_names"]

_VARIOUS = re.compile(r"\s*(?:AA\.?\s?VV|VV\.?\s?AA|Aa\.?\s?Vv)\.?\s*\Z")
#: Separators that leave the comma free to stand inside a name.
_STRONG = frozenset(";；/|•·\n-")


def has_et_al(text: str) -> bool:
    """Say whether a list of names is cut: "et al.", "u. a.", "и др.", "等".

    Parameters
    ----------
    text : str
        A list of names.

    Returns
    -------
    bool
        True where a word for "and others" of some twenty languages stands in it.
    """
    return ET_AL_PATTERN.search(text) is not None


def parse_names(text: str) -> tuple[Name, ...]:
    """Find the persons and organisations in a list of authors or editors.

    Parameters
    ----------
    text : str
        The text of one field, as printed; any text.

    Returns
    -------
    tuple of Name
        In the order of the text, without overlap.  "Et al.", words such as "eds." and what
        stands in brackets are left out; see `has_et_al`.

    Notes
    -----
    The rules were written for `training/names_score.py`, which states how many persons they
    find.  Where a list can be read in two ways, as in "García Márquez, Gabriel José" against
    "Steven Bird, Robert Dale", frequent given names decide.

    Examples
    --------
    >>> [(name.family, name.given) for name in parse_names("Smith, J., A. Doe & Roe BC")]
    [('Smith', 'J.'), ('Doe', 'A.'), ('Roe', 'BC')]
    """
    if _VARIOUS.match(text):
        start = len(text) - len(text.lstrip())
        return (Name(literal=text.strip(), start=start, end=start + len(text.strip())),)
    if is_cjk(text):
        return parse_cjk(text)
    parts = _merge_double_names(text, segments(mask(text)))
    family_first = _is_family_first(parts)
    names: list[Name] = []
    for group in _groups(parts):
        names += _organisation(text, group) or _persons(text, group, family_first)
    return tuple(names)


def _is_family_first(parts: list[Segment]) -> bool:
    """Say whether names of two words have their given name last: "March James, Olsen Johan"."""
    names = [piece.tokens for part in parts for piece in part.pieces if piece.shape == "ww"]
    last = sum(is_given(b.word) and not is_given(a.word) for a, b in names)
    return last >= 2 and not any(is_given(a.word) for a, _ in names)


def _groups(parts: list[Segment]) -> list[list[Segment]]:
    """Put segments together that an organisation's name may span: all between two semicolons."""
    groups: list[list[Segment]] = []
    for part in parts:
        if not groups or part.joint in _STRONG or part.joint == "\x00":
            groups.append([])
        groups[-1].append(part)
    return groups


def _organisation(text: str, group: list[Segment]) -> list[Name]:
    """Read a group as one organisation, with "and" and commas in its name; or as none."""
    pieces = [piece for part in group for piece in part.pieces]
    if not any(piece.kind == "O" for piece in pieces):
        return []
    if len(pieces) > 1:
        if any(piece.kind in ("I", "FI", "IF", "R") for piece in pieces):
            return []
        if any(
            piece.kind == "W" and len(piece.tokens) > 1 and piece.is_given_first for piece in pieces
        ):
            return []
        has_words = all(piece.shape == "a" or len(piece.tokens) > 1 for piece in pieces)
        is_list = (
            has_words
            and len(group) == len(pieces)
            and not (
                "x" in pieces[0].shape
                and "x" not in pieces[-1].shape  # "of Health and Human Services"
            )
        )
        if all(piece.kind == "O" for piece in pieces) and (
            is_list or all(piece.shape == "a" for piece in pieces)
        ):
            return [literal(text, piece.tokens) for piece in pieces]
    tokens = [token for piece in pieces for token in piece.tokens]
    return [literal(text, tokens)]


def _persons(text: str, group: list[Segment], family_first: bool) -> list[Name]:
    pieces = [piece for part in group for piece in part.pieces]
    n_single = sum(piece.kind in ("W", "C") and len(piece.tokens) == 1 for piece in pieces)
    families_only = (
        n_single == len(pieces) > 2
        and (len(pieces) % 2 == 1 or len(group[-1].pieces) == 1)
        and not any(piece.is_given_first for part in group for piece in part.pieces[1:])
    )
    internal = len(group) == 1 and len(group[0].pieces) == 2 and group[0].joint in _STRONG
    names: list[Name] = []
    for part in group:
        names += _read(
            text,
            part.pieces,
            families_only=families_only,
            internal=internal,
            family_first=family_first,
        )
    return names


def _read(
    text: str, pieces: tuple[Piece, ...], *, families_only: bool, internal: bool, family_first: bool
) -> list[Name]:
    """Read the pieces of one segment, each with the ones after it."""
    names: list[Name] = []
    i = 0
    while i < len(pieces):
        piece, after = pieces[i], pieces[i + 1 : i + 3]
        n_given = 0
        if piece.kind in ("W", "C") and after:
            if after[0].kind == "S" and len(after) > 1 and after[1].kind in ("I", "W", "FI"):
                family = piece.tokens + after[0].tokens
                names.append(inverted(text, family, after[1].tokens))
                i += 3
                continue
            if not families_only:
                n_given = _takes(piece, after[0], len(pieces) == 2, internal)
        if n_given:
            names.append(inverted(text, piece.tokens, after[0].tokens))
        elif names and (piece.kind == "S" or (piece.kind == "I" and not names[-1].literal)):
            names[-1] = extend(text, names[-1], piece.tokens)
        else:
            names.append(direct(text, piece, family_first=family_first))
        i += 1 + n_given
    return names


def _takes(piece: Piece, after: Piece, pair: bool, internal: bool) -> bool:
    """Say whether the comma between two pieces divides a family name from a given name."""
    n, n_after = len(piece.tokens), len(after.tokens)
    if after.kind in ("I", "C"):
        return True
    if after.kind not in ("W", "FI", "IF"):
        return False
    if n == 1:
        if after.kind == "IF":  # "Hoover, J. Edgar" against "Plato, J. Doe"
            return pair or is_given(after.tokens[-1].word)
        return True
    if piece.shape[0] == "p" or (n == 2 and piece.tokens[0].word in CAPITAL_PARTICLES):
        return after.kind != "IF" or pair
    if internal:  # semicolons or dashes divide the names
        return not (piece.is_given_first and after.is_given_first)
    if after.kind == "IF":
        return False
    if after.kind == "FI":
        return n == 2 and not piece.is_given_first and (pair or after.is_given_first)
    if n_after == 1:
        return pair or after.is_given_first or not piece.is_given_first
    if piece.is_given_first or not after.is_given_first:
        return False
    return n == 2 and any(is_spanish(token.word) for token in piece.tokens)


def _merge_double_names(text: str, parts: list[Segment]) -> list[Segment]:
    """Undo the division of "Ortega y Gasset, J." and of "J. Ortega y Gasset"."""
    found: list[Segment] = []
    for part in parts:
        if found and part.joint in INNER_CONNECTORS and _is_double(found[-1], part):
            left, right = found[-1].pieces[-1], part.pieces[0]
            start, end = left.tokens[-1].start, right.tokens[0].end
            dotted = right.tokens[0].dotted
            word = " ".join(text[start:end].split()).rstrip(" .")
            double = Token(start, end, word, "w", dotted)
            merged = Piece((*left.tokens[:-1], double), left.shape, left.kind)
            pieces = (*found[-1].pieces[:-1], merged, *part.pieces[1:])
            found[-1] = Segment(pieces, found[-1].joint)
        else:
            found.append(part)
    return found


def _is_double(left: Segment, right: Segment) -> bool:
    last, first = left.pieces[-1], right.pieces[0]
    if first.shape not in ("w", "c"):
        return False
    if len(right.pieces) == 1:
        return right.joint == "y" and (
            last.kind == "IF" or (last.kind == "W" and len(last.tokens) == 2)
        )
    is_inverted = right.pieces[1].kind in ("I", "W")
    return is_inverted and last.shape == "w" and len(left.pieces) == 1
