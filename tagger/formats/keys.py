"""Keys for entries of a bibliography: family name, year and first word of the title.

Imports formats.items.  Invariant: keys are lower-case ASCII letters and digits, no two of one
list are equal, and the same items in the same order get the same keys.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from tagger.formats.items import Fields, Item

_LETTERS = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l",
        "ı": "i", "ħ": "h", "ŋ": "n",
        **dict(zip("абвгдезийклмнопрстуфцчшщыэюяіїєґ", (
            "a b v g d e z i i k l m n o p r s t u f ts ch sh shch y e iu ia i i ie g").split(),
            strict=True)),
        "ж": "zh", "х": "kh", "ъ": "", "ь": "", "ё": "e",
        **dict(zip("αβγδεζηθικλμνξοπρσςτυφχψω", (
            "a v g d e z i th i k l m n x o p r s s t y f ch ps o").split(), strict=True)),
    }
)  # fmt: skip
#: Articles and the like at the beginning of titles and of names of organisations.
_STOP = frozenset(
    "a an and at das de dem den der des die du ein eine el en for from gli i il in is la las le "
    "les lo los o of on os sur the to um uma un una und une uno zur zum "
    "über von och et y ett".split()
)
_FORBIDDEN = re.compile(r"[\s,{}()\"#%'=~\\@]")
_NAMES = ("author", "editor", "translator")
_MAX_WORD = 20


def make_key(item: Item) -> str:
    """Make a key for an item, by itself.

    Parameters
    ----------
    item : mapping
        A CSL-JSON item.

    Returns
    -------
    str
        Family name of the first author (else editor, translator), year, first word of the
        title that is not an article or a preposition, as lower-case ASCII; ``ref`` where the
        item has none of them in letters that are written in ASCII here (Latin, Cyrillic and
        Greek are).

    Examples
    --------
    >>> make_key({"author": [{"family": "Knuth", "given": "D."}], "title": "The TeXbook",
    ...           "issued": {"date-parts": [[1984]]}})
    'knuth1984texbook'
    """
    fields = Fields(item)
    people = (person for key in _NAMES for person in fields.people(key))
    names = ("".join(_words(p.family))[:_MAX_WORD] or _first_word(p.literal) for p in people)
    date = fields.date("issued")
    year = str(date.start[0]).lstrip("-") if date.start else "".join(_words(date.literal))
    title = fields.take("title") or fields.take("container-title")
    return (next(filter(None, names), "") + year[:_MAX_WORD] + _first_word(title)) or "ref"


def unique_keys(items: Iterable[Item]) -> Iterator[tuple[str, Item]]:
    """Give each item of a list its key.

    Parameters
    ----------
    items : iterable of mapping
        CSL-JSON items; they are read one by one.

    Yields
    ------
    tuple of (key, item)
        Where items would have one key, the second has the suffix a, the third b, …, z, aa.
    """
    used: set[str] = set()
    counts: dict[str, int] = {}
    for item in items:
        base = key = make_key(item)
        while key in used:
            counts[base] = counts.get(base, 0) + 1
            key = base + _suffix(counts[base])
        used.add(key)
        yield key, item


def safe_key(key: str) -> str:
    """Clean a key that comes from elsewhere.

    Parameters
    ----------
    key : str
        Any.

    Returns
    -------
    str
        Without the characters that end a key or confuse BibTeX; ``ref`` where none is left.
    """
    return _FORBIDDEN.sub("", "".join(char for char in key if char.isprintable())) or "ref"


def _suffix(n: int) -> str:
    letters = ""
    while n:
        n, digit = divmod(n - 1, 26)
        letters = chr(ord("a") + digit) + letters
    return letters


def _words(text: str) -> list[str]:
    """Divide a text into words of lower-case ASCII; a hyphen does not divide."""
    joined = re.sub(r"[-‐‑'’]", "", text.lower()).translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", joined).translate(_LETTERS)
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return re.findall(r"[a-z0-9]+", plain)


def _first_word(text: str) -> str:
    words = _words(text)
    return next((word for word in words if word not in _STOP), "".join(words[:1]))[:_MAX_WORD]
