"""Cyrillic and Greek names in Latin letters.

Imports nothing of the package.  The tables follow the usual practice of journals in English:
BGN/PCGN for Cyrillic (UK Permanent Committee on Geographical Names, 1947, 2019), ELOT 743
(1987) for Greek, without their marks for soft signs.
"""

from __future__ import annotations

import re
import unicodedata

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "yo", "є": "ye",
    "ж": "zh", "з": "z", "и": "i", "і": "i", "ї": "yi", "й": "y", "к": "k", "л": "l", "м": "m",
    "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh",
    "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e",
    "ю": "yu", "я": "ya", "’": "", "'": "", "ʼ": "",
}  # fmt: skip
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
