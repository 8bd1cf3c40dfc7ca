"""Cyrillic and Greek in Latin letters.

Imports chance, languages and corpora.records.  The tables follow the usual practice of journals in
English: BGN/PCGN for Cyrillic (UK Permanent Committee on Geographical Names, 1947, 2019), ELOT 743
(1987) for Greek, without their marks for soft signs.  Whole references are also written as
libraries do (ALA-LC, 1997, without ligatures) and as linguists do (ISO/R 9:1968), in the tables for
Russian: for Ukrainian, Bulgarian and Serbian these are near enough to learn from, not exact.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Sequence

from tagger.corpora.records import LabelledSpan
from tagger.synth.chance import pick
from tagger.synth.languages import CYRILLIC, ROMANISED

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "yo", "є": "ye",
    "ж": "zh", "з": "z", "и": "i", "і": "i", "ї": "yi", "й": "y", "к": "k", "л": "l", "м": "m",
    "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh",
    "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e",
    "ю": "yu", "я": "ya", "’": "", "'": "", "ʼ": "",
}  # fmt: skip
_SOUTH_SLAVIC = {
    "ђ": "đ", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "ć", "џ": "dž", "ѓ": "gj", "ќ": "kj", "ў": "w",
    "№": "No.",
}  # fmt: skip
#: Ways to write a whole reference, as changes of the table above.
_WAYS: tuple[dict[str, str], ...] = (
    {"ё": "e", "ь": "", "’": "’"},
    {"ё": "e", "ь": "’", "й": "i", "ю": "iu", "я": "ia", "є": "ie", "ї": "i", "’": "’"},
    {"ё": "e", "ь": "'", "ъ": "''", "й": "y", "’": "’"},
    {
        "ж": "ž", "х": "ch", "ц": "c", "ч": "č", "ш": "š", "щ": "šč", "ю": "ju", "я": "ja",
        "й": "j", "ь": "'", "э": "ė", "ё": "ë", "є": "je", "ї": "ji", "’": "’",
    },
)  # fmt: skip
_GREEK = {
    "ου": "ou", "αυ": "av", "ευ": "ev", "γγ": "ng", "γκ": "gk", "μπ": "mp", "ντ": "nt",
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i",
    "κ": "k", "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s",
    "ς": "s", "τ": "t", "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
}  # fmt: skip
_IS_CYRILLIC = re.compile("[\u0400-\u04ff]")
_IS_GREEK = re.compile("[\u0370-\u03ff\u1f00-\u1fff]")
_GREEK_PIECE = re.compile("|".join(_GREEK))
_ENDING = re.compile(r"[iy]y\b")


def romanise(name: str) -> str:
    """Write a name in Latin letters.

    Parameters
    ----------
    name : str
        In Cyrillic or Greek; other scripts stay as they are.

    Returns
    -------
    str
        With a capital where the name had one.

    Examples
    --------
    >>> romanise("Щербаков"), romanise("Юрий"), romanise("Παπαδόπουλος"), romanise("Müller")
    ('Shcherbakov', 'Yury', 'Papadopoulos', 'Müller')
    """
    if _IS_CYRILLIC.search(name):
        text = "".join(_CYRILLIC.get(char, char) for char in name.lower())
        text = _ENDING.sub("y", text)  # "Yury" and "Bely", as most write them
    elif _IS_GREEK.search(name):
        plain = unicodedata.normalize("NFD", name.lower())
        plain = "".join(char for char in plain if not unicodedata.combining(char))
        text = _GREEK_PIECE.sub(lambda match: _GREEK[match[0]], plain)
    else:
        return name
    return re.sub("[^ -]+", lambda match: match[0][0].upper() + match[0][1:], text)


def romanise_reference(
    text: str, spans: Sequence[LabelledSpan], rng: random.Random
) -> tuple[str, tuple[LabelledSpan, ...]]:
    """Write a reference in Cyrillic with Latin letters, as journals in English print it.

    Parameters
    ----------
    text : str
        The reference.
    spans : sequence of LabelledSpan
        Its labels.
    rng : random.Random
        Source of chance, for the way.

    Returns
    -------
    text : str
        With a capital where there was one.
    spans : tuple of LabelledSpan
        Where the same pieces now stand.

    Examples
    --------
    >>> span = LabelledSpan(0, 9, "title")
    >>> romanise_reference("Язык № 2.", [span], random.Random(1))
    ('Yazyk No. 2.', (LabelledSpan(start=0, end=12, label='title', original=''),))
    """
    table = {**_CYRILLIC, **_SOUTH_SLAVIC, **pick(rng, _WAYS)}
    pieces = []
    places = [0]
    for char in text:
        small = char.lower()
        piece = table.get(small, char)
        if small != char and piece != char:
            piece = piece[:1].upper() + piece[1:]
        pieces.append(piece)
        places.append(places[-1] + len(piece))
    moved = [LabelledSpan(places[s.start], places[s.end], s.label, s.original) for s in spans]
    return "".join(pieces), tuple(span for span in moved if span.start < span.end)


def romanise_some(
    lang: str, text: str, spans: tuple[LabelledSpan, ...], rng: random.Random
) -> tuple[str, tuple[LabelledSpan, ...]]:
    """Do as `romanise_reference` with a share of the references in languages in Cyrillic.

    Parameters
    ----------
    lang : str
        Language of the reference.
    text, spans, rng
        As for `romanise_reference`.

    Returns
    -------
    text, spans
        As they were, or romanised.
    """
    if lang in CYRILLIC and rng.random() < ROMANISED:
        return romanise_reference(text, spans, rng)
    return text, spans
