"""`Name`, and how one is made of the words of one or two pieces.

Imports names_pieces, names_tokens and names_words.  Invariant: a name covers the tokens it is made
of, and its parts hold their letters in the order of the text or, for a particle, moved to the
family name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tagger.normalize.names_pieces import Piece
from tagger.normalize.names_tokens import Token, is_given
from tagger.normalize.names_words import (
    CAPITAL_PARTICLES,
    LATE_FAMILY,
    REPEATED,
    SPANISH_FAMILY,
)

# Abbreviations at the end of an organisation's name.
_KEEP_DOT = frozenset(("Inc", "Ltd", "Co", "Corp", "Dept", "Univ", "Inst", "Assoc", "Soc"))
_AFTER_HYPHEN = re.compile(r"(?<=[-‐‑])\s+")
# Particles that are written together with the family name.
_GLUED = re.compile(r"((?:[dl]|dell|dall|all)['’]|(?:al|el|ul)[-‐‑])(?=[^\W_])")


@dataclass(frozen=True)
class Name:
    """A person or an organisation.

    Attributes
    ----------
    family, given : str
        Parts of a person's name, as printed, on one line; `given` with middle names and initials.
    particle : str
        A lower-case particle before the family name: ``van der``.  A capitalised one ("Di
        Cosmo") is part of the family name.
    suffix : str
        ``Jr.``, ``III``.
    literal : str
        The whole name of an organisation or of what cannot be divided; the other parts are
        empty then.
    start, end : int
        Offsets of the name into the text, in code points, half-open.
    """

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""
    start: int = 0
    end: int = 0

    @property
    def is_repeated(self) -> bool:
        """Whether this is a sign for the author of the reference before: ``———``, ``Id.``."""
        word = self.literal.rstrip(". ").lower()
        return bool(self.literal) and (word in REPEATED or not re.search(r"[^\W_]", word))


def literal(text: str, tokens: Sequence[Token]) -> Name:
    """Make a name that is not divided.

    Parameters
    ----------
    text : str
        The text that the tokens point into.
    tokens : sequence of Token
        At least one; the name reaches from the first to the last.

    Returns
    -------
    Name
        With `literal` alone.
    """
    n = 0
    while n < len(tokens) - 1 and tokens[n].word in ("for", "on", "behalf", "of", "the"):
        n += 1  # "for the Canadian Lung Oncology Group"
    start, end = tokens[n].start, tokens[-1].end
    if tokens[-1].dotted and tokens[-1].kind in "wox" and tokens[-1].word not in _KEEP_DOT:
        end = tokens[-1].start + len(tokens[-1].word)
    return Name(literal=" ".join(text[start:end].split()), start=start, end=end)


def direct(text: str, piece: Piece, *, family_first: bool = False) -> Name:
    """Make a person of a piece that holds a whole name, in any of its orders.

    Parameters
    ----------
    text : str
        The text that the piece points into.
    piece : Piece
        Of the kinds ``W``, ``IF`` or ``FI``; others become a literal.
    family_first : bool, default False
        Whether the first of two words is the family name.

    Returns
    -------
    Name
        "J. van Dam", "van Dam JP", "Jan van Dam", "Dam" or "Jan VAN DAM".
    """
    tokens, shape = piece.tokens, piece.shape
    if piece.kind == "FI":
        n = shape.index("i")
        while n and shape[n - 1] == "s":
            n -= 1
        first, second = tokens[0].word, tokens[min(1, n)].word
        is_divided = is_given(second) and not is_given(first) and first not in CAPITAL_PARTICLES
        if shape[:n] == "ww" and is_divided:
            n = 1  # "Steenberger Marco R.", but not "Di Maria E."
        return inverted(text, tokens[:n], tokens[n:])
    if piece.kind not in ("W", "IF", "C"):
        return literal(text, tokens)
    body = _without_suffix(tokens)
    n_family = 1 if family_first and shape == "ww" else _n_family_first(body)
    if n_family:
        return inverted(text, [*body[:n_family], *tokens[len(body) :]], body[n_family:])
    n = _family_start(body, shape[: len(body)])
    return _person(text, body[n:], body[:n], tokens[len(body) :])


def inverted(text: str, family: Sequence[Token], given: Sequence[Token]) -> Name:
    """Make a person of a family name and the given names after it.

    Parameters
    ----------
    text : str
        The text that the tokens point into.
    family : sequence of Token
        With its particles and a suffix ("King Jr.").
    given : sequence of Token
        With particles at its end ("Wilhelm von") and a suffix.

    Returns
    -------
    Name
        From the first token to the last.
    """
    body = _without_suffix(family)
    suffix = list(family[len(body) :])
    first = list(_without_suffix(given))
    suffix += given[len(first) :]
    n = len(first)
    while n and first[n - 1].kind == "p":
        n -= 1
    if n == 0:  # "Beauvoir, de": nothing else is there
        n = len(first)
    return _person(text, [*first[n:], *body], first[:n], suffix)


def extend(text: str, name: Name, tokens: Sequence[Token]) -> Name:
    """Add to a name what follows it: a suffix, or initials that a comma cut off.

    Parameters
    ----------
    text : str
        The text that the tokens point into.
    name : Name
        The name before them.
    tokens : sequence of Token
        What is added.

    Returns
    -------
    Name
        With a later end.
    """
    added = _join(text, tokens)
    end = tokens[-1].end
    if name.literal:
        return replace(name, literal=f"{name.literal} {added}", end=end)
    if tokens[0].kind == "s":
        return replace(name, suffix=f"{name.suffix} {added}".strip(), end=end)
    return replace(name, given=f"{name.given} {added}".strip(), end=end)


def _person(
    text: str, family: Sequence[Token], given: Sequence[Token], suffix: Sequence[Token]
) -> Name:
    everything = [*family, *given, *suffix]
    n = 0
    while n < len(family) - 1 and family[n].kind == "p":
        n += 1
    particle, rest = _join(text, family[:n]), _join(text, family[n:], trim=True)
    glued = _GLUED.match(rest)
    if glued and not particle:
        particle, rest = glued[1], rest[glued.end() :]
    ends = max(everything, key=lambda token: token.end)
    end = ends.end
    # the dot of an initial or of "Jr." belongs to the name, one after a word does not
    if ends.dotted and ends.kind in "wcp" and len(ends.word) > 1:
        end = ends.start + len(ends.word)
    start = min(token.start for token in everything)
    return Name(rest, _join(text, given, trim=True), particle, _join(text, suffix), "", start, end)


def _without_suffix(tokens: Sequence[Token]) -> Sequence[Token]:
    n = len(tokens)
    while n > 1 and tokens[n - 1].kind == "s":
        n -= 1
    return tokens[:n]


def _join(text: str, tokens: Sequence[Token], *, trim: bool = False) -> str:
    """Write tokens on one line, with spaces where the text has space between them."""
    if not tokens:
        return ""
    parts = []
    for i, token in enumerate(tokens):
        last = i == len(tokens) - 1
        keep_dot = token.dotted and not (
            trim and last and token.kind in "wcp" and len(token.word) > 1
        )
        word = " ".join(token.word.split()) + ("." if keep_dot else "")
        gap = i and text[tokens[i - 1].end : token.start] != ""
        parts.append(f" {word}" if gap else word)
    return _AFTER_HYPHEN.sub("", "".join(parts)).strip()


def _family_start(tokens: Sequence[Token], shape: str) -> int:
    """Find the first token of the family name in a name whose given names come first."""
    n = len(tokens)
    words = [token.word for token in tokens]
    if n == 1:
        return 0
    has_capital = any(word in CAPITAL_PARTICLES for word in words[1:-1])
    if _GLUED.match(words[-1]) and not has_capital:
        return n - 1
    for i in range(n - 1):
        if shape[i] == "p" and (i > 0 or "i" not in shape):
            return i
    first = shape.rfind("i") + 1  # the words after the last initial
    if first == 0 and words[0] in CAPITAL_PARTICLES:
        return 0
    if first == 0:
        first = 1
    elif not is_given(words[min(first, n - 1)]) and n - first <= 3:
        return min(first, n - 1)
    return min(_split_words(words, first), n - 1)


def _split_words(words: Sequence[str], first: int) -> int:
    """Find the family name among words, of which those from `first` on may belong to it."""
    n = len(words)
    for i in range(first, n - 1):
        if words[i] in CAPITAL_PARTICLES:
            return i
    capitals = [len(word) > 1 and word.isupper() for word in words]
    if not capitals[0] and capitals[-1]:  # "Gabriel GARCÍA MÁRQUEZ"
        return max(first, n - capitals[::-1].index(False))
    if n - first >= 2 and words[-1].lower() in LATE_FAMILY:
        return n - 2
    if n - first >= 2 and is_spanish(words[-2]) and is_spanish(words[-1]):
        return n - 2
    return n - 1


def is_spanish(word: str) -> bool:
    """Say whether a word is a family name of which Spanish speakers carry two.

    Parameters
    ----------
    word : str
        One word, in any case.

    Returns
    -------
    bool
        True for those of `names_words.SPANISH_FAMILY` and for words in -ez.
    """
    lower = word.lower()
    return lower in SPANISH_FAMILY or (len(lower) > 4 and lower.endswith("ez"))


def _n_family_first(tokens: Sequence[Token]) -> int:
    """Count the words of a family name that stands first, without comma or initials; or give 0."""
    if any(token.kind == "i" for token in tokens):
        return 0
    words = [token.word for token in tokens]
    capitals = [len(word) > 1 and word.isupper() for word in words]
    n = capitals.index(False) if False in capitals else 0
    if n and not any(word.isupper() for word in words[n:]) and words[n][0].isupper():
        return n  # "DE MONS Rodolphe"
    return 1 if len(words) == 3 and words[-1].endswith(("вич", "вна", "ична", "ович")) else 0
