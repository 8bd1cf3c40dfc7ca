"""Tokens to feature ids: what the network sees of a string.

Imports nothing of the package.  All features but two depend on the token alone, so that a model
can encode each distinct token once (`token_ids`); the other two are its place in the string and
the white space before it (`context_ids`).

A feature is a named string that is hashed into the buckets of its family.  The families, their
number of buckets and the code below make up the *feature schema*; a model states the schema that
it was trained with, and refuses to run with another.
"""

from __future__ import annotations

import re
from binascii import crc32
from collections.abc import Sequence
from itertools import chain

import numpy as np

#: Families of token features and their number of hash buckets.  The sizes keep the rate of
#: collisions below a few per cent on the corpora (about 55,000 distinct folded words, of which
#: half occur once) while the tables stay within 12 MB.
FAMILIES: dict[str, int] = {
    "word": 32768,
    "prefix3": 8192,
    "suffix3": 8192,
    "prefix2": 2048,
    "suffix4": 8192,
    "shape": 2048,
    "first": 512,
    "last": 512,
    "kind": 64,
}
_BUCKETS = tuple(FAMILIES.values())
#: Version of the code below: raise it with every change of what a feature says.
FEATURE_CODE = 1
FEATURE_SCHEMA = f"{FEATURE_CODE}:" + ",".join(f"{k}={n}" for k, n in FAMILIES.items())

#: Positions from the start and from the end of a string are told apart up to here.
N_POSITIONS = 32
#: White space before a token: none, one space, more than one, a line break.
N_SPACES = 4

# Month names and their usual abbreviations: en, de, fr, es, it, pt, nl, sv, pl, tr, ru.
_MONTHS = frozenset(
    """
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec
    januar februar märz mai juni juli oktober dezember okt dez jänner
    janvier février mars avril juin juillet août septembre octobre novembre décembre
    janv févr avr juil déc
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    ene abr ago dic
    gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre
    genn febbr magg giu lug sett ott
    janeiro fevereiro março maio junho julho setembro outubro novembro dezembro fev set out
    januari februari maart mei augustus augusti maj
    stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października
    listopada grudnia ocak şubat nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря
    янв фев мар апр авг сент окт нояб дек
    """.split()
)
_ROMAN = re.compile(r"(?=[MDCLXVI])M{0,3}(?:C[MD]|D?C{0,4})(?:X[CL]|L?X{0,4})(?:I[XV]|V?I{0,4})$")
_LATIN_KINDS = tuple(f"{flags:04b}0" for flags in range(16))
_SHAPE_RUN = re.compile(r"(.)\1{3,}")


def token_ids(token: str) -> tuple[int, ...]:
    """Compute the hashed features of a token.

    Parameters
    ----------
    token : str
        Text of one token, not empty.

    Returns
    -------
    tuple of int
        One bucket for each family of `FAMILIES`, in its order; each in ``[0, buckets)``.
    """
    return tuple(
        [
            crc32(value.encode("utf-8", "replace")) % n
            for value, n in zip(_values(token), _BUCKETS, strict=True)
        ]
    )


def token_features(token: str) -> dict[str, str]:
    """Compute the features of a token in readable form.

    Parameters
    ----------
    token : str
        Text of one token, not empty.

    Returns
    -------
    dict of str to str
        Family to value, in the order of `FAMILIES`.

    Examples
    --------
    >>> token_features("Springer")["shape"], token_features("1999")["word"]
    ('Xxxx', '<year>')
    """
    return dict(zip(FAMILIES, _values(token), strict=True))


def _values(token: str) -> tuple[str, ...]:
    """Compute the feature of each family, in their order."""
    word = _fold(token)
    # of numbers and addresses the characters say no more than the kind
    stem = "" if word[0] == "<" else word
    shape, kind = _shape(token), _kind(token)
    return word, stem[:3], stem[-3:], stem[:2], stem[-4:], shape, token[0], token[-1], kind


def _fold(token: str) -> str:
    """Lower-case a token, and put digits and addresses into few classes."""
    if token.isalpha():
        return token.lower()
    if token.isdecimal():
        if len(token) == 4 and "1400" <= token <= "2099":
            return "<year>"
        return f"<{len(token)}>" if len(token) < 9 else "<9>"
    if token.startswith("10.") and "/" in token:
        return "<doi>"
    if "//" in token or token[:4].lower() == "www.":
        return (
            "<resolver>" if "doi.org/" in token.lower() and token.endswith(("/", ":")) else "<url>"
        )
    return token.lower()


def _shape(token: str) -> str:
    """Map letters to X or x and digits to d; runs are cut after three characters."""
    if token.isalpha():  # the usual case, told apart by methods that run in C
        n = len(token)
        if token.islower():
            return "xxx"[:n]
        if token[0].isupper() and (n == 1 or token[1:].islower()):
            return "X" + "xxx"[: n - 1]
    shape = "".join(
        [
            "X" if c.isupper() else "x" if c.isalpha() else "d" if c.isdecimal() else c
            for c in token[:24]
        ]
    )
    return _SHAPE_RUN.sub(r"\1\1\1", shape)


def _kind(token: str) -> str:
    """Tell a month, a roman numeral and the script of the first letter."""
    upper = token.upper()
    roman = upper[0] in "MDCLXVI" and len(token) < 9 and _ROMAN.match(upper) is not None
    flags = 8 * (token.lower() in _MONTHS) + 4 * roman
    flags += 2 * (not token.isascii()) + (len(token) == 1 and token.isupper())
    if token[0] <= "\u02ff":
        return _LATIN_KINDS[flags]
    script = ord(token[0]) >> 8 if token[0].isalpha() else 0
    return f"{flags:04b}{min(script, 0x30)}"


def context_ids(
    texts: Sequence[str], words: Sequence[list[str]], starts: Sequence[list[int]]
) -> np.ndarray:
    """Compute the features that depend on a token's place.

    Parameters
    ----------
    texts : sequence of str
        The strings.
    words : sequence of list of str
        Their tokens, from `tagger.tokenizer.split`.
    starts : sequence of list of int
        The tokens' offsets, from `tagger.tokenizer.locate`.

    Returns
    -------
    numpy.ndarray
        Of shape (tokens of all strings together,), int64: for each token the id of the white space
        before it, in ``[0, N_SPACES)``; 0 for a string's first, since what stands before a string
        says nothing of it.  Positions need no ids: the network counts them.
    """
    n_tokens = sum(map(len, words))
    begins = np.fromiter(chain.from_iterable(starts), np.int64, n_tokens)
    ends = begins + np.fromiter(map(len, chain.from_iterable(words)), np.int64, n_tokens)
    spaces = np.zeros(n_tokens, dtype=np.int64)
    # from a string's last token to the next string's first the difference has no meaning
    np.clip(begins[1:] - ends[:-1], 0, 2, out=spaces[1:])
    first = 0
    for text, row in zip(texts, words, strict=True):
        if row:
            spaces[first] = 0
        if "\n" in text:
            for i in range(first + 1, first + len(row)):
                if "\n" in text[ends[i - 1] : begins[i]]:
                    spaces[i] = 3
        first += len(row)
    return spaces
