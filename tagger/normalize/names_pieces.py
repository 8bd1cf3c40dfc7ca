"""From a list of names to pieces: what stands between two separators, and its shape.

Imports names_tokens and names_words.  Invariant: offsets of tokens point into the text that was
given, in order and without overlap; no token is empty.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from tagger.normalize.names_tokens import Token, is_given, kind_of
from tagger.normalize.names_words import (
    CAPITAL_CONNECTORS,
    CAPITAL_PARTICLES,
    CONNECTORS,
    ET_AL,
    ROLE_PHRASES,
)

#: Matches "et al." and its kin; see `names.has_et_al`.
ET_AL_PATTERN = re.compile(ET_AL)

#: Connectors in a list that is in capitals throughout: else "ET" and "E" are initials.
_CAPITAL_ET = frozenset(("ET", "И", "E", "Y"))
_BRACKETS = re.compile(
    r"\([^()]*\)?|\[[^\[\]]*\]?|（[^（）]*）?|［[^［］]*］?|〔[^〔〕]*〕?|<[^<>]{0,20}>|\d+\)"
)
_ROLE_PHRASES = re.compile(ROLE_PHRASES, re.IGNORECASE)
#: A sign that a role phrase may be there: `_ROLE_PHRASES` is slow.
_ROLE_SIGN = re.compile(r"cura|\bc\.\sdi|sous|red|ред|by|da |par|von|under|hrsg", re.IGNORECASE)

# Accents that a PDF left beside their letters: "B ¨ ACHER", "P~iun".
_LOOSE = "´¨`ˇ˘˙˚˛˝¸~^˜"
_HYPHEN = "\\-‐‑\u00ad"
_LETTER = rf"[^\W_]|[\u0300-\u036f{_LOOSE}&]"
_APOSTROPHE = "['’‘ʼ]"
_TOKEN = re.compile(
    rf"""
    (?P<word>
        [{_HYPHEN}]? {_APOSTROPHE}? (?:[^\W_]|[{_LOOSE}](?=\s?[^\W_]))
        (?: [^\W_] | [\u0300-\u036f{_LOOSE}] | \s[{_LOOSE}]\s?(?=[^\W\d_])
          | {_APOSTROPHE}(?=[^\W_]) | (?<=[^\W_]){_APOSTROPHE}(?=\s|,|;|$)
          | [{_HYPHEN}](?=[^\W_]) | –(?=[^\W\d_])
          | [{_HYPHEN}]\s{{1,3}}(?=[A-Za-zß-öø-ÿ][a-zß-öø-ÿ])
        )*
    )
    (?P<dot> \s?\.(?!\.) )?
    | (?P<dash> [-‐‑–—―─_]{{2,}}\.? | [—―─]\.? | (?<!\S)[-–](?!\S) )
    | (?P<hard> [;；/|&＆•·:+\n\x00] )
    | (?P<comma> [,，،、] )
    """,
    re.VERBOSE,
)  # fmt: skip


class Piece(NamedTuple):
    """What stands between two separators.

    Attributes
    ----------
    tokens : tuple of Token
        At least one.
    shape : str
        Their kinds, a letter each, with ``c`` decided where its neighbours tell.
    kind : str
        ``I`` initials, ``FI`` family name and initials, ``IF`` a name whose last word is the
        family name and that holds initials, ``W`` words, ``C`` capitals that may be initials or
        a name, ``S`` suffix, ``O`` organisation, ``R`` repeated author, ``?`` none of these.
    """

    tokens: tuple[Token, ...]
    shape: str
    kind: str

    @property
    def is_given_first(self) -> bool:
        """Whether the first word is a frequent given name."""
        return is_given(self.tokens[0].word)


class Segment(NamedTuple):
    """Pieces between two separators that are stronger than a comma.

    Attributes
    ----------
    pieces : tuple of Piece
        Divided by commas; at least one.
    joint : str
        The separator before: a connector such as ``and``, one of ``; / - :``, a line break, or
        empty.
    """

    pieces: tuple[Piece, ...]
    joint: str


def mask(text: str) -> str:
    """Blank what is no name: brackets and phrases such as "a cura di"; "et al." ends a name.

    Parameters
    ----------
    text : str
        A list of names.

    Returns
    -------
    str
        Of the same length.  "Et al." begins with a NUL, which `segments` takes as a separator.
    """
    if any(sign in text for sign in "([（［〔<)"):
        text = _BRACKETS.sub(_blank, text)
    text = ET_AL_PATTERN.sub(lambda found: "\x00" + " " * (len(found[0]) - 1), text)
    if _ROLE_SIGN.search(text):
        text = _ROLE_PHRASES.sub(_blank, text)
    return text


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _shape(tokens: list[Token], caps_family: bool) -> str:
    """Join the kinds of a piece's tokens, and decide about short words in capitals."""
    shape = "".join([token.kind for token in tokens])
    if "a" in shape or "o" in shape:
        shape = _without_short_organisation(tokens, shape)
    if "c" not in shape or shape == "c":
        return shape
    kinds = list(shape)
    has_word = "w" in shape
    for i, token in enumerate(tokens):
        if kinds[i] != "c":
            continue
        last = i == len(tokens) - 1
        if not last and token.word in CAPITAL_PARTICLES and not token.dotted:
            kinds[i] = "w"
            continue
        if has_word:
            name = (caps_family and last) or (
                last and i > 0 and kinds[i - 1] == "i" and tokens[i - 1].dotted
            )
            kinds[i] = "w" if name and not (token.dotted and not last) else "i"
        elif i == 0:
            kinds[i] = "i" if token.dotted else "w"
        else:
            after_particle = tokens[i - 1].word in CAPITAL_PARTICLES
            kinds[i] = "w" if last and ("w" not in kinds[:i] or after_particle) else "i"
    return "".join(kinds)


def _without_short_organisation(tokens: list[Token], shape: str) -> str:
    """Take "CE" and "AG" as initials where nothing else is a sign of an organisation."""
    short = [
        token.kind in "ao" and len(token.word) <= 3 and token.word.isupper() for token in tokens
    ]
    if len(tokens) == 1 or any(
        kind in "aox" and not s for kind, s in zip(shape, short, strict=True)
    ):
        return shape
    return "".join(["c" if s else kind for kind, s in zip(shape, short, strict=True)])


_RUN = re.compile(r"(?:p*w{1,2}i+){2,}")
_KINDS = [
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"i+[ip]*s?$", "I"),
        (r"c$", "C"),
        (r"s+$", "S"),
        (r"[pw]*w[pw]*s?$|p+$", "W"),
        (r"[pw]*w[pw]*s?i+s?p*$", "FI"),
        (r"[ipw]*i[ipw]*w+s?$", "IF"),
        (r"r$", "R"),
    )
]


@lru_cache(maxsize=2_000)
def _piece_kind(shape: str) -> str:
    if "x" in shape or (("o" in shape or "a" in shape) and "i" not in shape):
        # "Bank AB" and "J. Bank" are persons
        return "O"
    shape = shape.replace("o", "w").replace("a", "w")
    for pattern, kind in _KINDS:
        if pattern.match(shape):
            return kind
    return "?"


def segments(text: str) -> list[Segment]:
    """Divide a masked list of names.

    Parameters
    ----------
    text : str
        As `mask` gives it.

    Returns
    -------
    list of Segment
        In the order of the text; dropped are numbers, words such as "eds." and separators.
    """
    in_capitals = text.upper() == text
    breaks_lines = "\n" in text and _lines_are_names(text)
    raw: list[tuple[str, list[list[Token]]]] = [("", [[]])]
    caps, mixed = False, False
    for found in _TOKEN.finditer(text):
        group = found.lastgroup
        if group == "word" or group == "dot":
            word, dotted = found["word"], group == "dot"
            if not dotted and (
                word in CONNECTORS
                or (in_capitals and word in _CAPITAL_ET)
                or word in CAPITAL_CONNECTORS
            ):
                raw.append((word, [[]]))
                continue
            if dotted and word == "u":  # German "u." for "und"
                raw.append((word, [[]]))
                continue
            kind = kind_of(word, dotted)
            if not kind:
                if dotted and raw[-1][1][-1]:
                    raw[-1][1].append([])
                continue
            if kind == "w" and len(word) > 3:
                if word.isupper():
                    caps = True
                elif not word.islower():
                    mixed = True
            piece = raw[-1][1][-1]
            piece.append(Token(*found.span(), word, kind, dotted))
            if dotted and kind == "w" and len(word) > 3 and found.end() < len(text):
                raw[-1][1].append([])  # a full stop for a comma: "KNOX. G. Ashmore"
        elif group == "comma":
            raw[-1][1].append([])
        elif group == "dash":
            _add_dash(found, raw)
        elif found["hard"] != "\n" or breaks_lines:
            raw.append((found["hard"], [[]]))
    if mixed:
        caps = _take_long_initials(raw) and caps
    return _finish(raw, caps and mixed)


def _take_long_initials(raw: list[tuple[str, list[list[Token]]]]) -> bool:
    """Make initials of "FHAF" in a list of Vancouver style; say whether capitals are left."""
    pieces = [piece for _, groups in raw for piece in groups if len(piece) > 1]
    ends = [piece[-1] for piece in pieces if not piece[0].word.isupper()]
    longest = max([len(token.word) for token in ends if token.word.isupper()], default=0)
    if longest != 4 or sum(token.kind in "ci" for token in ends) < 2:
        return True
    for piece in pieces:
        last = piece[-1]
        if last in ends and last.kind == "w" and last.word.isupper():
            piece[-1] = last._replace(kind="i")
    return False


def _add_dash(found: re.Match[str], raw: list[tuple[str, list[list[Token]]]]) -> None:
    """Take a dash as the sign of a repeated author, as a hyphen or as a separator."""
    piece = raw[-1][1][-1]
    if not piece and len(raw) == 1 and len(raw[0][1]) == 1:
        piece.append(Token(*found.span(), found[0], "r", False))
        raw[-1][1].append([])
    elif (
        piece
        and all(token.kind == "i" for token in piece)
        and re.match(r"\s+\w\.", found.string[found.end() : found.end() + 4])
    ):
        pass  # "J. - P. Smith"
    else:
        raw.append(("-", [[]]))


def _lines_are_names(text: str) -> bool:
    """Say whether line breaks divide names, and are not just the ends of lines."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return len(lines) > 1 and all(
        re.search(r"\w\W*\s\W*\w", line)
        and not re.search(r"(?:[,&\-‐/]|\s(?:and|und|et|y|e))$", line)
        and not line[0].islower()
        and (";" not in text)
        for line in lines
    )


def _split_run(tokens: list[Token], shape: str) -> list[Piece]:
    """Divide names without separators, "Ju XF Li JN Lv P"; others become one piece."""
    if not _RUN.fullmatch(shape):
        return [Piece(tuple(tokens), shape, _piece_kind(shape))]
    return [
        Piece(tuple(tokens[slice(*found.span())]), found[0], "FI")
        for found in re.finditer("p*w+i+", shape)
    ]


def _finish(raw: list[tuple[str, list[list[Token]]]], caps_family: bool) -> list[Segment]:
    found = []
    joint = ""
    for separator, groups in raw:
        joint = separator or joint
        pieces = []
        for tokens in groups:
            if tokens:
                shape = _shape(tokens, caps_family)
                pieces += _split_run(tokens, shape)
        if pieces:
            found.append(Segment(tuple(pieces), joint))
            joint = ""
    return found
