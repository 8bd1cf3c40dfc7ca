"""Text case, as CSL defines it.

Imports nothing of the package.  Invariant: every function keeps the length of its text, so that
a text can be cut again where it was joined.

Rules: CSL 1.0.2, "Text-case" and "Title case conversion", with its list of stop words.
"""

from __future__ import annotations

import re
from collections.abc import Callable

#: Words that keep their lower case inside a title: the single words of the list in CSL 1.0.2,
#: appendix "Title case conversion".
_STOP_WORDS = frozenset(
    "a across afore after against along alongside amid amidst among amongst an and anenst "
    "apropos around as aside astride at athwart atop barring before behind below beneath "
    "beside besides between beyond but by c ca circa d de despite down during et except for "
    "forenenst from given in inside into lest like modulo near next nor notwithstanding of off "
    "on onto or out over per plus pro qua sans since so than that the through throughout thru "
    "thruout till to toward towards under underneath until unto up upon v van versus via von "
    "vs with within without yet".split()
)

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_WORD_ALONE = re.compile(r"(?<!\w)" + _WORD.pattern)  # not the end of "12th"
#: After these marks a new sentence or subtitle begins.
_OPENS_PHRASE = re.compile(r"[:?!]\s*[\"'“‘«„(\[]*$")


def upper(text: str) -> str:
    """Write in capitals.

    Parameters
    ----------
    text : str
        Any.

    Returns
    -------
    str
        Of the same length: a letter whose capital is two letters stays (ß).
    """
    made = text.upper()
    return made if len(made) == len(text) else "".join(_one(char, str.upper) for char in text)


def lower(text: str) -> str:
    """Write in small letters.

    Parameters
    ----------
    text : str
        Any.

    Returns
    -------
    str
        Of the same length.
    """
    made = text.lower()
    return made if len(made) == len(text) else "".join(_one(char, str.lower) for char in text)


def capitalize_first(text: str) -> str:
    """Capitalise the first letter, if a word begins the text.

    Parameters
    ----------
    text : str
        Any.

    Returns
    -------
    str
        Of the same length; a word with a capital inside (arXiv) stays as it is.
    """
    found = _WORD.search(text)
    if not found or any(char.isalnum() for char in text[: found.start()]):
        return text
    i = found.start()
    return text[:i] + upper(text[i]) + text[i + 1 :] if found[0].islower() else text


def capitalize_all(text: str) -> str:
    """Capitalise the first letter of each word.

    Parameters
    ----------
    text : str
        Any.

    Returns
    -------
    str
        Of the same length.
    """
    return _WORD_ALONE.sub(lambda word: upper(word[0][0]) + word[0][1:], text)


def sentence(text: str) -> str:
    """Write as a sentence.

    Parameters
    ----------
    text : str
        Any.

    Returns
    -------
    str
        Of the same length; capitals inside stay, unless all letters are capitals.
    """
    return capitalize_first(lower(text) if text.isupper() else text)


def title(text: str) -> str:
    """Write as an English title.

    Parameters
    ----------
    text : str
        Any.

    Returns
    -------
    str
        Of the same length.  Words with a capital stay as they are; stop words stay small, but
        for the first and the last word and those that begin a subtitle.
    """
    if text.isupper() and " " in text:
        text = lower(text)
    words = list(_WORD.finditer(text))
    last = len(words) - 1
    pieces, done = [], 0
    for i, found in enumerate(words):
        word, start = found[0], found.start()
        pieces.append(text[done:start])
        done = found.end()
        # a letter after a digit, as in 2nd, is no word
        inside = start > 0 and text[start - 1].isdigit()
        if word.islower() and not inside:
            edge = i in (0, last) or _OPENS_PHRASE.search(text, max(0, start - 5), start)
            stops = word in _STOP_WORDS and not edge and (start == 0 or text[start - 1] != "-")
            if not stops:
                word = upper(word[0]) + word[1:]
        pieces.append(word)
    pieces.append(text[done:])
    return "".join(pieces)


def _one(char: str, change: Callable[[str], str]) -> str:
    changed = change(char)
    return changed if len(changed) == 1 else char


def for_language(change: Callable[[str], str], language: str) -> Callable[[str], str]:
    """Fit a change of case to a language.

    Parameters
    ----------
    change : callable
        A value of `CASES`.
    language : str
        Of the text, ISO 639-1.

    Returns
    -------
    callable
        The same, but for Turkish and Azerbaijani, in which i and ı are two letters: only their
        capitals are made.
    """
    if language not in ("tr", "az") or change in (lower, title):
        return change

    def turkish(text: str) -> str:
        made = change(text)
        pairs = zip(text, made, strict=True)
        return "".join("İ" if old == "i" and new == "I" else new for old, new in pairs)

    return turkish


#: By the value of the attribute ``text-case``.
CASES: dict[str, Callable[[str], str]] = {
    "lowercase": lower,
    "uppercase": upper,
    "capitalize-first": capitalize_first,
    "capitalize-all": capitalize_all,
    "sentence": sentence,
    "title": title,
}
