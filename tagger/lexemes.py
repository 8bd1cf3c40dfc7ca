"""Lexical attributes of words that are new to a vocabulary: spaCy's, worked out in less time.

Imports nothing from the package, and spaCy.  A `spacy.vocab.Vocab` asks two dozen functions about
each word that it meets for the first time; of the words of references, one in eight is such a one.
Here are functions that give the same answer at once where a word is plain, and otherwise ask
spaCy's own.
Invariant: each gives, for every word but the empty one (of which no vocabulary asks), what the
function of spaCy gives that it stands for; but of a flag that is not set it may give None.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from operator import itemgetter
from types import FunctionType
from typing import Any, TypeVar

from spacy.lang import lex_attrs as theirs
from spacy.lang.norm_exceptions import BASE_NORMS
from spacy.util import add_lookups

Getter = Callable[[str], Any]

# Words above this length are left to spaCy, which has a limit of its own for shapes.
_LONG = 50
# Of 17,500 different words of references, ASCII or not, there are 1,000 shapes.
_MOST = 4096
_RUN = re.compile(r"(.)\1{4,}", re.DOTALL)

Key = TypeVar("Key")


class _Kept(dict[Key, str]):
    """Answers of a function, kept until there are too many; found sooner than by a call."""

    def __init__(self, function: Callable[[Key], str]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, key: Key) -> str:
        if len(self) >= _MOST:
            self.clear()
        self[key] = answer = self._function(key)
        return answer


def _mark(code: int) -> str:
    """Give what stands for a character in a shape, by its code point."""
    return theirs.word_shape(chr(code))


def _shape(marks: str | bytes) -> str:
    """Give the shape, by the marks of all characters: at most four are kept of a run."""
    text = marks if isinstance(marks, str) else marks.decode()
    return _RUN.sub(r"\1\1\1\1", text)


_marks = _Kept(_mark)
_shapes = _Kept(_shape)
# The marks of ASCII, for `bytes.translate`, which is faster than that of strings.
_ASCII_MARKS = "".join(map(_mark, range(128))).encode() + bytes(128)


def _word_shape(word: str) -> str:
    if len(word) > _LONG:
        return theirs.word_shape(word)
    if word.isascii():
        return _shapes[word.encode().translate(_ASCII_MARKS)]
    return _shapes[word.translate(_marks)]


# Flags.  Most are not set, and need not be for most words: letters and digits alone make none of
# what is asked here.  With None, the vocabulary leaves a flag as it is, which is not set: that is
# sooner done than to set it to False.
def _like_email(word: str) -> bool | None:
    return theirs.like_email(word) if "@" in word else None


def _like_url(word: str) -> bool | None:
    return theirs.like_url(word) if "." in word or "//" in word else None


def _like_num(word: str) -> bool | None:
    return None if word.isalpha() else word.isdigit() or theirs.like_num(word)


def _is_punct(word: str) -> bool | None:
    return None if word.isalnum() else theirs.is_punct(word)


def _is_bracket(word: str) -> bool | None:
    return None if word.isalnum() else theirs.is_bracket(word)


def _is_quote(word: str) -> bool | None:
    return None if word.isalnum() else theirs.is_quote(word)


def _is_left_punct(word: str) -> bool | None:
    return None if word.isalnum() else theirs.is_left_punct(word)


def _is_right_punct(word: str) -> bool | None:
    return None if word.isalnum() else theirs.is_right_punct(word)


def _is_currency(word: str) -> bool | None:
    return None if word.isalnum() else theirs.is_currency(word)


_FASTER: dict[FunctionType, Getter] = {
    theirs.lower: str.lower,
    theirs.prefix: itemgetter(0),
    theirs.suffix: itemgetter(slice(-3, None)),
    theirs.is_alpha: str.isalpha,
    theirs.is_ascii: str.isascii,
    theirs.is_digit: str.isdigit,
    theirs.is_lower: str.islower,
    theirs.is_space: str.isspace,
    theirs.is_title: str.istitle,
    theirs.is_upper: str.isupper,
    theirs.word_shape: _word_shape,
    theirs.like_email: _like_email,
    theirs.like_url: _like_url,
    theirs.like_num: _like_num,
    theirs.is_punct: _is_punct,
    theirs.is_bracket: _is_bracket,
    theirs.is_quote: _is_quote,
    theirs.is_left_punct: _is_left_punct,
    theirs.is_right_punct: _is_right_punct,
    theirs.is_currency: _is_currency,
}


# What `spacy.vocab.create_vocab` makes with `functools.partial`.
_BASE_NORM = add_lookups(theirs.lower, BASE_NORMS)


def _norm(word: str) -> str:
    return BASE_NORMS[word] if word in BASE_NORMS else word.lower()


def _lang(lang: str, word: str) -> str:
    return lang


def _is_stop(stops: set[str], word: str) -> bool | None:
    return word.lower() in stops if stops else None  # words may be added to it at any time


def _faster_partial(getter: partial[Any]) -> Getter:
    """Give what stands for a function with fixed arguments; itself, if it is not known."""
    function, args, names = getter.func, getter.args, getter.keywords
    if function is theirs.get_lang and not args and set(names) == {"lang"}:
        return partial(_lang, names["lang"])
    if function is theirs.is_stop and not args and set(names) == {"stops"}:
        return partial(_is_stop, names["stops"])
    if function is _BASE_NORM.func and not names and len(args) == 2:
        default, tables = args
        if default is theirs.lower and len(tables) == 1 and tables[0] is BASE_NORMS:
            return _norm
    return getter


def _faster(getter: Getter) -> Getter:
    if isinstance(getter, partial):
        return _faster_partial(getter)
    if isinstance(getter, FunctionType):
        return _FASTER.get(getter, getter)
    return getter


def faster_getters(getters: Mapping[int, Getter]) -> dict[int, Getter]:
    """Put faster functions in the place of spaCy's that are known.

    Parameters
    ----------
    getters : mapping of int to callable
        As in ``Vocab.lex_attr_getters``: for each attribute, the function that gives it of a word.

    Returns
    -------
    dict of int to callable
        In the same order, and for every word with the same answers, but that None may stand for
        False.  Functions that are not spaCy's for all languages (`spacy.lang.lex_attrs`) are kept.
    """
    return {attribute: _faster(getter) for attribute, getter in getters.items()}
