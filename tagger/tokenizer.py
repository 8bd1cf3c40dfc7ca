r"""Text to tokens with character offsets.

Imports errors.  Invariants: tokens do not overlap, are in order, and every
character that is not white space lies in exactly one of them, so the text can be rebuilt from
the tokens and their offsets.

The rules, in the order in which they are tried.  What is glued together here, no model can take
apart afterwards.

- a DOI is one token, the resolver before it (``https://doi.org/``) another;
- a web address is one token, without the punctuation that ends the sentence;
- a run of letters with its combining marks, apostrophes and inner hyphens is one token,
  except that CJK ideographs and kana, which are written without spaces, stand alone;
- a run of digits is one token, so that ``1999a``, ``39(2):13445`` and ``pp.108-112`` come
  apart where fields do;
- a run of three or more dots, or of two or more dashes or underscores, is one token (the
  sign for a repeated author);
- any other character is a token of its own.
"""

from __future__ import annotations

import re
import warnings
from operator import add, gt
from typing import NamedTuple

from tagger.errors import warning

# Marks that belong to the letter before them: `[^\W\d_]` leaves them out, since Python's \w
# knows no category M.  Combining diacritics, Hebrew and Arabic points, the signs of the Indic
# and Thai scripts, and the invisible characters found inside words (soft hyphen, joiners).
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0898-\u089f\u08ca-\u08e1\u08e3-\u08ff"
    "\u0900-\u0903\u093a-\u093c\u093e-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc\u09be-\u09cd"
    "\u0a01-\u0a03\u0a3c-\u0a4d\u0a81-\u0a83\u0abc\u0abe-\u0acd\u0b82\u0bbe-\u0bcd"
    "\u0c00-\u0c04\u0c3e-\u0c4d\u0c81-\u0c83\u0cbc\u0cbe-\u0ccd\u0d00-\u0d03\u0d3e-\u0d4d"
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    "\u00ad\u200b-\u200d\u2060\ufeff"
)
_CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LETTERS = rf"[^\W\d_{_CJK}]+(?:[{_MARKS}]+[^\W\d_{_CJK}]*)*"  # letters, each with its marks
_INNER = r"['\u2019\u02bc\-\u2010\u2011]"  # apostrophes and hyphens inside a word
# What ends an address although no space comes before it: quotation marks, and the punctuation of
# Chinese and Japanese.
_QUOTES = r"\"\u201c\u201d\u00ab\u00bb\u3000-\u3011\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f"

# The registrant code is 4 to 9 digits with optional sub-elements (DOI Handbook, 2.2.2).  The
# suffix may hold any printable character; ours closes the brackets that it opens, as in the
# SICI forms ``(1999)50:1<1::AID-1>3.0.CO;2-F`` and ``[1445:ATPODE]2.0.CO;2``, and ends in a
# letter, a digit or such a bracket, not in the punctuation of the sentence around it.
_AFTER_DOI = (
    r"(?i:\.?(?:url|https?:|doi:|pmid|available|accessed)|;10\.\d{4})"  # glued to it in PDFs
)
_DOI = (
    r"10\.\d{4,9}(?:\.\d+)*/"
    rf"(?:(?!{_AFTER_DOI})(?:[^\s{_QUOTES}<>(){{}}\[\],;]"
    r"|\([^\s()]*\)|\[\d[^\s\[\]]*\]|<[^\s<>]*>|;(?=\d)))+"
    r"(?<=[\w)\]>])"
)
_RESOLVER = r"(?i:(?:https?://)?(?:dx\.|www\.)?doi\.org/(?:doi:)?)(?=10\.\d{4})"
_URL = (
    r"(?i:(?:https?|ftp)://|www\.(?=\w))"
    rf"(?:(?!https?://)[^\s{_QUOTES}<>(){{}}\[\]]|\([^\s()]*\))+"
    r"(?<=[\w/=#&~)\-])"
)

#: One token, without capturing groups.
TOKEN_PATTERN = (
    # what an address may begin with: without this look ahead each of the three is tried everywhere
    r"(?=[hHdDwWfF1])"
    rf"(?:{_RESOLVER}|(?<![\d.]){_DOI}|{_URL})"
    rf"|{_LETTERS}(?:{_INNER}{_LETTERS})*"
    r"|\d+"
    r"|\.{3,}|[-\u2010-\u2015_\u2212]{2,}"
    r"|\S"
)
_TOKEN = re.compile(TOKEN_PATTERN)
_SURROGATE = re.compile("[\ud800-\udfff]")


class Token(NamedTuple):
    """A piece of a text.

    Attributes
    ----------
    text : str
        The characters, as they stand.
    start, end : int
        Offsets into the text, in code points, half-open.
    """

    text: str
    start: int
    end: int


def tokenize(text: str) -> list[Token]:
    """Split a text into tokens.

    Parameters
    ----------
    text : str
        Any text, of any length; also empty.

    Returns
    -------
    list of Token
        In order, without overlap; none of them holds white space.

    Examples
    --------
    >>> [token.text for token in tokenize("1999a, 39(2):13445, pp.108-112")]
    ['1999', 'a', ',', '39', '(', '2', ')', ':', '13445', ',', 'pp', '.', '108', '-', '112']
    >>> [token.text for token in tokenize("https://doi.org/10.1000/182.")]
    ['https://doi.org/', '10.1000/182', '.']
    """
    words = split(text)
    return [
        Token(word, start, start + len(word))
        for word, start in zip(words, locate(text, words), strict=True)
    ]


def split(text: str) -> list[str]:
    """Split a text into the texts of its tokens, without offsets (a third of the cost).

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of str
        The same pieces as `tokenize` gives, in the same order.
    """
    return _TOKEN.findall(text)


def locate(text: str, words: list[str]) -> list[int]:
    """Find where tokens begin.

    Parameters
    ----------
    text : str
        Any text.
    words : list of str
        Its tokens, from `split`.

    Returns
    -------
    list of int
        Offsets of the tokens' first characters, in code points.  Only white space lies between
        tokens, so each stands where it is found first after the one before it.
    """
    starts = []
    end = 0
    for word in words:
        start = text.index(word, end)
        starts.append(start)
        end = start + len(word)
    return starts


def spaces_after(text: str, words: list[str], starts: list[int]) -> list[bool] | None:
    """Say after which tokens a space stands, if that is all the white space there is.

    Parameters
    ----------
    text : str
        Any text.
    words, starts : list
        From `split` and `locate`.

    Returns
    -------
    list of bool or None
        One for each token; None where the text has white space of another kind or place.
    """
    ends = map(add, starts, map(len, words))
    spaces = list(map(gt, [*starts[1:], len(text)], ends))
    # a space is the only white space that is printable
    plain = sum(map(len, words)) + sum(spaces) == len(text) and text.isprintable()
    return spaces if plain else None


def replace_surrogates(text: str) -> str:
    """Replace lone surrogates by U+FFFD, one for one, so that offsets hold.

    Parameters
    ----------
    text : str
        Any Python string; one read with ``errors="surrogateescape"`` may hold surrogates.

    Returns
    -------
    str
        Of the same length; the same object where nothing had to be replaced.
    """
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def clean(text: str) -> str:
    """Make a text fit to be tagged: do as `replace_surrogates`, and warn (W001) if it was needed.

    Parameters
    ----------
    text : str
        Any Python string.

    Returns
    -------
    str
        Of the same length.
    """
    replaced = replace_surrogates(text)
    if replaced != text:
        warnings.warn(warning("W001"), stacklevel=3)
    return replaced
