"""Noise in letters and words: line breaks, hyphens, ligatures, capitals, accents, misreadings.

Imports chance and draft.  Every function takes a draft and a source of chance and edits the
draft.
"""

from __future__ import annotations

import random
import re
import unicodedata

from tagger.synth.chance import pick, some
from tagger.synth.draft import Draft, Edit

_WORD = re.compile(r"[^\W\d_]{7,}")
_LIGATURES = (("ffi", "ﬃ"), ("ffl", "ﬄ"), ("ff", "ﬀ"), ("fi", "ﬁ"), ("fl", "ﬂ"))
_FF = re.compile("ffi|ffl|ff|fi|fl")
_VOWELS = frozenset("aeiouyäöüáéíóúàèìòùâêîôûãõåæøаеиоуыэюяё")
_BASES = {"ø": "o", "Ø": "O", "ß": "ss", "ł": "l", "Ł": "L", "đ": "d", "æ": "ae", "œ": "oe",
          "ı": "i", "ħ": "h", "Đ": "D", "Œ": "OE", "Æ": "AE"}  # fmt: skip
# Accents as separate characters, as old PDF files give them: "Mu¨ller", "´e".
_SPACING = {"\u0301": "´", "\u0300": "`", "\u0308": "¨", "\u0302": "ˆ", "\u0303": "˜",
            "\u0327": "¸", "\u030c": "ˇ"}  # fmt: skip
_MISREAD = {
    "l": "1I!", "1": "lI", "I": "l1", "O": "0", "0": "O", "o": "0", "rn": "m", "m": "rn", "e": "c",
    "c": "e", "h": "b", "S": "5", "5": "S", "B": "8", "i": "í", "u": "n", "n": "u", "t": "f",
    "cl": "d", "ii": "n", "Z": "2", "g": "9", "f": "fi", "v": "y", "tt": "H", "li": "h",
}  # fmt: skip
_MISREADABLE = re.compile("rn|cl|ii|tt|li|[l1IO0omechS5BiunZgtvf]")


def wrap_lines(draft: Draft, rng: random.Random) -> None:
    """Break the text into lines, perhaps within words.

    Parameters
    ----------
    draft : Draft
        Edited in place.
    rng : random.Random
        Source of chance.
    """
    width = 30 + int(rng.random() * 60)
    new = pick(rng, ("\n", "\n", "\n", "\n ", " \n", "\n    ", "\r\n", "\n\t"))
    hyphens = rng.random() < 0.4
    edits, line = [], 0
    text = draft.text
    for i, char in enumerate(text):
        if i - line < width:
            continue
        if char == " ":
            edits.append(Edit(i, i + 1, new))
            line = i
        elif hyphens and _breakable(text, i):
            edits.append(Edit(i, i, f"-{new}"))
            line = i
    draft.apply(edits)


def hyphenate(draft: Draft, rng: random.Random) -> None:
    """Leave hyphens of lines that were joined: "inter- national", "inter-national".

    Parameters
    ----------
    draft : Draft
        Edited in place.
    rng : random.Random
        Source of chance.
    """
    mark = pick(rng, ("- ", "- ", "- ", "-", "-", "\u00ad", "-\n", " -", "¬ "))
    places = []
    for match in _WORD.finditer(draft.text):
        middle = [i for i in range(match.start() + 2, match.end() - 2) if _breakable(draft.text, i)]
        if middle:
            places.append(pick(rng, middle))
    number = 1 + int(rng.random() * 2.3)
    chosen = some(rng, places, number)
    draft.apply([Edit(i, i, mark) for i in chosen])


def _breakable(text: str, i: int) -> bool:
    """Say whether a line may end before a character: between a vowel and a consonant."""
    if not 2 < i < len(text) - 3 or not text[i - 3 : i + 3].isalpha():
        return False
    return text[i - 1].lower() in _VOWELS and text[i].islower() and text[i] not in _VOWELS


def ligatures(draft: Draft, rng: random.Random) -> None:
    """Print ligatures as single characters, or lose them as bad fonts do.

    Parameters
    ----------
    draft : Draft
        Edited in place.
    rng : random.Random
        Source of chance.
    """
    form = pick(rng, ("one", "one", "one", "lost", "spaced"))
    table = dict(_LIGATURES)
    edits = []
    for match in _FF.finditer(draft.text):
        plain = match[0]
        if form == "one":
            new = table[plain]
        elif form == "lost":
            new = " " if match.start() and draft.text[match.start() - 1].isalpha() else ""
        else:
            new = plain + " "
        edits.append(Edit(match.start(), match.end(), new))
    draft.apply(edits)


def capitals(draft: Draft, rng: random.Random) -> None:
    """Put a field, or all, in capitals or in small letters.

    Parameters
    ----------
    draft : Draft
        Edited in place.
    rng : random.Random
        Source of chance.
    """
    draw = rng.random()
    if draw < 0.1:
        new = draft.text.upper() if rng.random() < 0.6 else draft.text.lower()
        if len(new) == len(draft.text):  # else offsets would move within it
            draft.apply([Edit(i, i + 1, c) for i, c in enumerate(new) if c != draft.text[i]])
        return
    label = pick(rng, ("author", "author", "author", "title", "title", "venue", "editor"))
    change = pick(rng, (str.upper, str.upper, str.lower, str.title))
    edits = []
    for start, end, (name, _) in zip(draft.starts, draft.ends, draft.labels, strict=True):
        if name == label:
            edits.append(Edit(start, end, change(draft.text[start:end])))
    draft.apply(edits)


def strip_diacritics(draft: Draft, rng: random.Random) -> None:
    """Take accents and other marks off Latin letters.

    Parameters
    ----------
    draft : Draft
        Edited in place.
    rng : random.Random
        Source of chance.
    """
    umlauts = rng.random() < 0.25
    edits = []
    for i, char in enumerate(draft.text):
        if char < "\x80":
            continue
        if umlauts and char in "äöüÄÖÜ":
            edits.append(Edit(i, i + 1, unicodedata.normalize("NFD", char)[0] + "e"))
        elif _is_latin(char):
            base = _BASES.get(char) or unicodedata.normalize("NFD", char)[0]
            if base != char:
                edits.append(Edit(i, i + 1, base))
    draft.apply(edits)


def decompose(draft: Draft, rng: random.Random) -> None:
    """Write accents as characters of their own: combining ones, or as old PDF files do.

    Parameters
    ----------
    draft : Draft
        Edited in place.
    rng : random.Random
        Source of chance.
    """
    form = pick(rng, ("combining", "combining", "before", "after", "spaced"))
    edits = []
    for i, char in enumerate(draft.text):
        if char < "\x80" or not _is_latin(char):
            continue
        parts = unicodedata.normalize("NFD", char)
        if len(parts) != 2:
            continue
        base, mark = parts[0], parts[1]
        spacing = _SPACING.get(mark)
        if form == "combining":
            edits.append(Edit(i, i + 1, base + mark))
        elif spacing:
            new = {
                "before": spacing + base,
                "after": base + spacing,
                "spaced": f"{base} {mark}",
            }
            edits.append(Edit(i, i + 1, new[form]))
    draft.apply(edits)


def _is_latin(char: str) -> bool:
    return char < "\u0250" or "\u1e00" <= char < "\u1f00"


def misread(draft: Draft, rng: random.Random) -> None:
    """Confuse a few letters as character recognition does.

    Parameters
    ----------
    draft : Draft
        Edited in place.
    rng : random.Random
        Source of chance.
    """
    exact = {
        i
        for start, end, (label, _) in zip(draft.starts, draft.ends, draft.labels, strict=True)
        if label in ("doi", "url", "identifier")
        for i in range(start, end)
    }
    places = [m for m in _MISREADABLE.finditer(draft.text) if m.start() not in exact]
    number = 1 + int(rng.random() ** 2 * 5)
    edits = []
    for match in some(rng, places, number):
        new = _MISREAD[match[0]]
        if len(match[0]) == 1 and match[0] not in "mf":
            new = pick(rng, new)
        edits.append(Edit(match.start(), match.end(), new))
    draft.apply(edits)


def glue_words(draft: Draft, rng: random.Random) -> None:
    """Lose spaces between words, inside a field.

    Parameters
    ----------
    draft : Draft
        Edited in place.
    rng : random.Random
        Source of chance.
    """
    places = [
        i
        for start, end in zip(draft.starts, draft.ends, strict=True)
        for i in range(start, end)
        if draft.text[i] == " " and draft.text[i - 1].isalpha() and draft.text[i + 1].isalpha()
    ]
    number = 1 + int(rng.random() * 4)
    chosen = some(rng, places, number)
    draft.apply([Edit(i, i + 1, "") for i in chosen])


def break_addresses(draft: Draft, rng: random.Random) -> None:
    """Put a space into a URL or a DOI, where a line ended.

    Parameters
    ----------
    draft : Draft
        Edited in place.
    rng : random.Random
        Source of chance.
    """
    new = pick(rng, (" ", " ", " ", "\n", "- "))
    edits = []
    for start, end, (label, _) in zip(draft.starts, draft.ends, draft.labels, strict=True):
        if label in ("url", "doi"):
            places = [i + 1 for i in range(start + 4, end - 2) if draft.text[i] in "/.-_?="]
            if places:
                at = pick(rng, places)
                edits.append(Edit(at, at, new))
    draft.apply(edits)
