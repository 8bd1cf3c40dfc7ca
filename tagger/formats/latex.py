r"""Text -> values of BibTeX and BibLaTeX: escapes, and braces that keep capitals.

Imports nothing of the package.  Invariant: what a function gives has balanced braces and no
backslash before one, so that every reader finds the end of the value; UTF-8 letters stay.
"""

from __future__ import annotations

import re
from urllib.parse import quote

_ESCAPES = str.maketrans(
    {
        **{char: f"\\{char}" for char in "&%$#_"},
        # BibTeX counts braces without regard to backslashes: not "\{"
        "{": r"{\textbraceleft}",
        "}": r"{\textbraceright}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        "\\": r"{\textbackslash}",
    }
)
_BREAKERS = re.compile(r"[{}\\\s]")
_WORD = re.compile(r"[^\W_]+(?:['’‐‑-][^\W_]+)*")
#: Words of headlines that stay in lower case though they are long.
_SMALL = frozenset(
    "about above across after against along among around before behind below beneath beside "
    "besides between beyond despite during except inside outside since through throughout toward "
    "towards under underneath until upon versus with within without from into "
    "over than that when".split()
)
_SINGLE = re.compile(r"[^\W\d_a-z](?:[-‐‑].*)?", re.DOTALL)
_SENTENCE_END = re.compile(r"[:.?!]\s")


def escape(text: str) -> str:
    r"""Escape the characters that are special to TeX: ``& % $ # _ { } ~ ^ \``.

    Parameters
    ----------
    text : str
        One line.

    Returns
    -------
    str
        Which TeX prints as `text`, with balanced braces.  Quotes and dashes in TeX's own
        spelling, such as ``--``, stay, for in a reference they mean what TeX makes of them.

    Examples
    --------
    >>> print(escape("R&D in 100% of {a_1}"))
    R\&D in 100\% of {\textbraceleft}a\_1{\textbraceright}
    """
    return text.translate(_ESCAPES)


def verbatim(text: str) -> str:
    """Write a URL or a DOI, which BibLaTeX and the packages for BibTeX take without escapes.

    Parameters
    ----------
    text : str
        An address.

    Returns
    -------
    str
        The same; only braces, backslashes and white space, which no address may hold (RFC
        3986), are percent-encoded.
    """
    return _BREAKERS.sub(lambda match: quote(match[0]), text)


def protect(title: str, *, has_nouns_in_capitals: bool = False) -> str:
    """Escape a title, with braces around the words whose capitals must stay.

    Bibliography styles turn titles into lower case, all but the first letter.

    Parameters
    ----------
    title : str
        One line.
    has_nouns_in_capitals : bool, default False
        Whether to keep every capital, as in a title that is not English.

    Returns
    -------
    str
        Braces stand around (1) words with a capital after their first letter, "DNA",
        "McDonald", "H2O"; (2) single capitals but A, "vitamin C", "T-cells"; (3) where the title
        is not in headline style, so that capitals mean names, every word with a capital but the
        first of the title and of a subtitle.  A title is in headline style when all of its
        words of four letters or more, prepositions aside, begin with a capital.

    Notes
    -----
    The lower-casing is that of ``change.case$`` with "t" in BibTeX's standard styles (Patashnik,
    "Designing BibTeX styles", 1988), which braces switch off.

    Examples
    --------
    >>> print(protect("The structure of DNA in Escherichia coli: A reply to Smith"))
    The structure of {DNA} in {Escherichia} coli: A reply to {Smith}
    """
    words = list(_WORD.finditer(title))
    starts = _starts(title, words)
    others = [word[0] for word in words if word.start() not in starts]
    long_words = [word for word in others if len(word) >= 4 and word.lower() not in _SMALL]
    keep_all = has_nouns_in_capitals or any(word[0].islower() for word in long_words)
    pieces, at = [], 0
    for word in words:
        is_single = word[0] != "A" and word[0][0].isupper() and _SINGLE.fullmatch(word[0])
        is_start = word.start() in starts
        is_name = keep_all and not is_start and word[0][0].isupper()
        has_inner = any(char.isupper() for char in re.sub(r"[-‐‑][^\W_]", "", word[0][1:]))
        if has_inner or is_name or (is_single and not is_start):
            pieces += [escape(title[at : word.start()]), "{", word[0], "}"]
            at = word.end()
    return "".join(pieces) + escape(title[at:])


def _starts(title: str, words: list[re.Match[str]]) -> set[int]:
    """Find where the title and its subtitles begin, by what stands between each two words."""
    starts, end = set(), 0
    for word in words:
        before = title[end : word.start()]
        _, underscore, gap = before.rpartition("_")
        if _SENTENCE_END.search(gap) or not (end or underscore):
            starts.add(word.start())
        end = word.end()
    return starts
