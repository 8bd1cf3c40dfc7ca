"""Titles and other words, as printed -> clean text on one line.

Imports nothing of the package.  Invariant: letters and digits stay, in their order; only marks,
spaces and the hyphens of broken words go away.
"""

from __future__ import annotations

import html
import re
import unicodedata

_TAGS = re.compile(
    r"</?(?:i|b|u|em|strong|bold|italic|sub|sup|sc|scp|small|span|p|br|font|mml:\w+|inf|tt|q|a)"
    r"(?:\s[^<>]{0,200})?/?>|\\(?:textit|emph|textbf)\b",
    re.IGNORECASE,
)
_LINE_HYPHEN = re.compile(r"(?<=[^\W\d_])[-‐\u00ad]\s*\n\s*(?=[a-zà-ÿа-я])|\u00ad\s?")
#: Word endings that follow a hyphen only where a line ended there.
_BROKEN_WORD = re.compile(
    r"(?<=[a-z]{2})-(?=(?:tions?|sions?|ments?|ings?|ity|ical|ally|ences?|ances?|ness|bility|tional"
    r"|zion[ei]|sion[ei]|ment[eio]|lichen?|keit|heit|ungen|schaft|ción|ções|ção)\b)"
)
#: The same with the line break as a space; not "pre- and postwar".
_BROKEN_LINE = re.compile(
    r"(?<=[a-zà-ÿ]{2})-\s(?!(?:and|or|und|oder|et|ou|e|y|to|bis|o)\b)(?=[a-zà-ÿ]{2})"
)
_SPACE_BEFORE = re.compile(r"\s+([.,])(?=\s|[^\W_]|$)")
_NO_SPACE_AFTER = (
    (re.compile(r"(?<=[a-zà-ÿ]{2})([,:;])(?=[A-ZÀ-Þ][a-zà-ÿ])"), r"\1 "),
    (re.compile(r"(?<=[a-zà-ÿ]{3})\.(?=[A-ZÀ-Þ][a-zà-ÿ]{2})"), ". "),
)
_QUOTES = {"“": "”", "„": "“”", "‘": "’", "«": "»", "»": "«", "‹": "›", '"': '"', "'": "'",
           "(": ")", "[": "]", "「": "」", "『": "』", "《": "》"}  # fmt: skip
_EDGE = " \t\n,;:·•|/=*"

_LOOSE_ACCENT = re.compile(r"(?<![^\W_]\s)([´¨`ˇ˜])([^\W\d_])")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"})
_ACCENTS = {"´": "\u0301", "¨": "\u0308", "`": "\u0300", "ˇ": "\u030c", "˜": "\u0303"}


def compose(text: str) -> str:
    """Undo ligatures, and put an accent on the letter that it stands before in a PDF made by TeX.

    Parameters
    ----------
    text : str
        As printed.

    Returns
    -------
    str
        "Rodríguez" for "Rodr´ıguez"; accents that fit no letter stay.
    """

    def join(found: re.Match[str]) -> str:
        letter = "i" if found[2] == "ı" else found[2]
        joined = unicodedata.normalize("NFC", letter + _ACCENTS[found[1]])
        return joined if len(joined) == 1 else found[0]

    return _LOOSE_ACCENT.sub(join, text.translate(_LIGATURES))


def tidy(text: str) -> str:
    """Repair what a PDF or a page did to a value: line breaks, spaces, quotes around it.

    Parameters
    ----------
    text : str
        A field without markup, as printed.

    Returns
    -------
    str
        On one line, in Unicode's form NFC, without punctuation of the list at its ends; may be
        empty.
    """
    text = compose(unicodedata.normalize("NFC", text))
    text = _BROKEN_LINE.sub("", text)
    text = _BROKEN_WORD.sub("", _LINE_HYPHEN.sub("", text))
    text = _SPACE_BEFORE.sub(r"\1 ", " ".join(text.split()))
    for pattern, replacement in _NO_SPACE_AFTER:
        text = pattern.sub(replacement, text)
    text = " ".join(text.split()).strip(_EDGE)
    while len(text) > 2 and text[-1] in _QUOTES.get(text[0], "") and _encloses(text):
        text = text[1:-1].strip(_EDGE)
    return text if _ends_abbreviated(text) else text.rstrip(". ") or text


def clean_title(text: str) -> str:
    r"""Clean a title, or the name of a journal, series, publisher or place.

    Parameters
    ----------
    text : str
        A field, as printed.

    Returns
    -------
    str
        As `tidy` gives it, and without tags and entities of HTML and JATS; a final ``?``, ``!``,
        ``…`` and the dot of an abbreviation stay.  The text on one line where nothing else would
        be left.

    Examples
    --------
    >>> clean_title("“The frame of refer-\nence: Poe, Lacan,” ")
    'The frame of reference: Poe, Lacan'
    """
    return tidy(_TAGS.sub("", html.unescape(text))) or " ".join(text.split())


def _encloses(text: str) -> bool:
    """Say whether the sign at the start is closed only by the one at the end."""
    return text[0] not in text[1:-1] and text[-1] not in text[1:-1]


def _ends_abbreviated(text: str) -> bool:
    """Say whether a final dot belongs to the value: "J. Chem. Phys.", "Wiley & Co."."""
    if text.endswith("..."):
        return True
    words = text.split()
    return len(words) > 1 and text.endswith(".") and (
        (any(word.endswith(".") for word in words[:-1]) and len(words[-1]) <= 9)
        or words[-1] in ("Co.", "Inc.", "Ltd.", "Corp.", "Jr.", "ed.", "edn.", "Aufl.", "etc.")
    )  # fmt: skip
