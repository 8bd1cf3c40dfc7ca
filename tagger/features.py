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

#: Families of token features and their number of hash buckets: of whole words and their longer
#: parts enough for the frequent ones of some thirty languages to have one of their own.
FAMILIES: dict[str, int] = {
    "word": 65536,
    "prefix3": 16384,
    "suffix3": 16384,
    "prefix2": 4096,
    "suffix4": 16384,
    "shape": 2048,
    "first": 512,
    "last": 512,
    "kind": 64,
}
_BUCKETS = tuple(FAMILIES.values())
#: Version of the code below: raise it with every change of what a feature says.
FEATURE_CODE = 2
FEATURE_SCHEMA = f"{FEATURE_CODE}:" + ",".join(f"{k}={n}" for k, n in FAMILIES.items())

#: Positions from the start and from the end of a string are told apart up to here.
N_POSITIONS = 32
#: White space before a token: none, one space, more than one, a line break.
N_SPACES = 4

# Month names, in the forms that dates have, and their usual abbreviations: en, de, fr, es, gl, ca,
# it, pt, ro, nl, da, no, sv, fi, et, lt, pl, cs, sk, hr, sl, sr, hu, tr, id, la; ru, uk, bg; el.
_MONTHS = frozenset(
    """
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec
    januar februar märz mai juni juli oktober dezember okt dez jänner
    janvier février mars avril mai juin juillet août septembre octobre novembre décembre
    janv févr avr juil déc
    enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre
    diciembre ene abr ago dic
    xaneiro febreiro maio xuño xullo outubro decembro
    gener febrer març maig juny juliol agost setembre octubre desembre
    gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre
    genn febbr magg giu lug sett ott
    janeiro fevereiro março maio junho julho setembro outubro novembro dezembro fev set out
    ianuarie februarie martie aprilie iunie iulie septembrie octombrie noiembrie decembrie
    januari februari maart mei augustus mrt marts augusti maj desember
    tammikuu tammikuuta helmikuu helmikuuta maaliskuu maaliskuuta huhtikuu huhtikuuta toukokuu
    toukokuuta kesäkuu kesäkuuta heinäkuu heinäkuuta elokuu elokuuta syyskuu syyskuuta lokakuu
    lokakuuta marraskuu marraskuuta joulukuu joulukuuta
    jaanuar veebruar märts aprill juuni juuli oktoober detsember
    sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio
    gruodžio
    stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada
    grudnia
    leden ledna únor února březen března duben dubna květen května červen června červenec července
    srpen srpna září říjen října listopad prosinec prosince
    januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra
    siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga
    studenog prosinca
    januarja februarja marca aprila junija julija avgusta oktobra novembra decembra avgust
    január február március április május június július augusztus szeptember október november
    december szept
    ocak şubat nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
    januari februari maret mei juli agustus desember
    ianuarii februarii martii aprilis maii iunii iulii augusti septembris octobris novembris
    decembris
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря
    январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
    янв фев февр мар апр авг сен сент окт нояб дек
    січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
    січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень
    януари февруари април юни юли септември октомври ноември декември
    јануар фебруар март април мај јун јул август септембар октобар новембар децембар
    јануара фебруара марта априла маја јуна јула августа септембра октобра новембра децембра
    ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου
    οκτωβρίου νοεμβρίου δεκεμβρίου ιανουάριος φεβρουάριος μάρτιος απρίλιος μάιος ιούνιος ιούλιος
    αύγουστος σεπτέμβριος οκτώβριος νοέμβριος δεκέμβριος
    """.split()
)
_ROMAN = re.compile(r"(?=[MDCLXVI])M{0,3}(?:C[MD]|D?C{0,4})(?:X[CL]|L?X{0,4})(?:I[XV]|V?I{0,4})$")
_ROMAN_FIRST = "MDCLXVImdclxvi\u0131"  # the last is the dotless i, whose capital is I
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
    shape, kind = _shape(token), _kind(token, word)
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
    if token.isdecimal():
        return "ddd"[: len(token)]
    shape = token[:24]
    shape = shape.translate(_ASCII_SHAPES) if shape.isascii() else "".join(map(_shape_of, shape))
    return _SHAPE_RUN.sub(r"\1\1\1", shape)


def _shape_of(c: str) -> str:
    return "X" if c.isupper() else "x" if c.isalpha() else "d" if c.isdecimal() else c


_ASCII_SHAPES = {code: _shape_of(chr(code)) for code in range(128)}


def _kind(token: str, word: str) -> str:
    """Tell a month, a roman numeral and the script of the first letter."""
    first = token[0]
    flags = 8 * (word in _MONTHS) + 2 * (not token.isascii())
    if first in _ROMAN_FIRST and len(token) < 9 and _ROMAN.match(token.upper()):
        flags += 4
    if len(token) == 1 and token.isupper():
        flags += 1
    if first <= "\u02ff":
        return _LATIN_KINDS[flags]
    script = ord(first) >> 8 if first.isalpha() else 0
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
    np.minimum(begins[1:] - ends[:-1], 2, out=spaces[1:])
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
