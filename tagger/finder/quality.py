"""How much a string looks like exactly one reference, by the tagger's own answer.

Imports model for a type only.  Invariant: one value for a string and its spans, whatever stands
around it.

The weights are in units of log-odds and were set by hand on the pages in tests/finder/pages/dev;
they are round numbers on purpose.  As many references are found with confidences that are
squared or square roots: the weights do not hang on one model.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tagger.model import Span

_BIAS = -4.5
_PRESENT = {
    "title": 1.0,
    "year": 2.0,
    "venue": 1.0,
    "volume": 0.7,
    "pages": 0.8,
    "issue": 0.3,
    "publisher": 0.7,
    "place": 0.5,
    "institution": 0.6,
    "doi": 1.2,
    "identifier": 1.0,
    "url": 1.0,
    "genre": 0.5,
    "edition": 0.5,
    "translator": 0.3,
    "series": 0.3,
    "date": 0.5,
}
_NAMES = ("author", "editor")
_FIRST = {"author": 1.5, "editor": 1.5, "title": 0.0, "label": 0.0, "institution": 0.0}
_CLOSING = frozenset({"pages", "publisher", "doi", "url"})
_WRONG_FIRST = -2.5  # a reference does not begin with its venue or its pages
_OUTSIDE = 6.0  # for a text without any letter in a field
_UNSURE = 8.0  # for a mean confidence lower by one
_SURE = 0.85  # mean confidence of the fields of real references, at least
_LONG_TITLE = 40  # words

# Words of running text, which references seldom hold: finite verbs, pronouns, connectors.
_RUNNING = frozenset(
    """
    is are was were has have had been be we our us they their them he she his her it its this these
    that which who whom can cannot could may might must should would will however therefore thus
    although because since while there here such also not if then when where i you your
    ist sind war waren wird werden wurde wurden hat haben hatte kann können wir sie er es sich dass
    nicht auch aber wenn weil diese dieser dieses einen einem
    est sont était étaient été ont avait avons dont peut comme nous ils elle elles cette ces qui
    que ne pas mais
    ainsi donc aussi se leur leurs
    es son era eran fue fueron ha han había puede pueden este esta estos estas se que no pero como
    también su sus hay
    è sono era erano stato stata ha hanno può possono questo questa questi che non ma anche si
    foi foram são é tem têm pode podem não mas também seu sua isso
    zijn werd werden heeft hebben kan kunnen wij deze dit niet ook maar dat
    är var har kan inte också som det denna er ikke
    jest są był była było nie oraz się który która które że
    был была были является являются может могут это эти что не как мы он она они его их также
    bir bu ve olan olarak için ile değil
    """.split()
)
_PAIRS = tuple(map(tuple, "() [] “” «» （） 《》 〈〉 「」 『』".split()))
# What a family name may begin with in lower case
_PARTICLE = re.compile(
    r"(?:van|von|vom|de|der|den|del|della|di|da|dos|du|d['’]|al-|el-|ibn|bin|ter|ten|zu|le|la|af|av)"
    r"[\s'’-]*(?:(?:der|den|la|las|los|de|het|'t)\s+)?[^\W\d_a-z]"
)
_MAIL = re.compile(r"\w@\w")
_WORD = re.compile(r"[^\W\d_]+")


def judge(text: str, spans: Sequence[Span]) -> float:
    """Judge a string.

    Parameters
    ----------
    text : str
        On one line, without the mark of a list.
    spans : sequence of Span
        What the tagger found in it.

    Returns
    -------
    float
        Log-odds that it is one whole reference: above 0 it rather is.  Strings shorter than 12
        characters or without a field have -10, those without names and title -8.
    """
    if not spans or len(text) < 12:
        return -10.0
    best: dict[str, float] = {}
    for span in spans:
        best[span.label] = max(best.get(span.label, 0.0), _sure(span))
    names = max(best.get(label, 0.0) for label in _NAMES)
    if not names and not best.get("title"):
        return -8.0
    value = _BIAS + 2.0 * names
    value += sum(weight * best.get(label, 0.0) for label, weight in _PRESENT.items())
    if not best.keys() & {"year", "doi", "date", "url", "identifier", "pages"}:
        value -= 1.5
    if best.keys() <= {"author", "editor", "year", "date", "label"}:
        value -= 3.0  # "Smith (2004)"
    if len(text) < 40 and not any(map(str.isdecimal, text)):
        value -= 2.0  # a heading
    if _MAIL.search(text):
        value -= 3.0  # an affiliation
    return value + _opening(text, spans) + _repeated(spans) + _running(text, spans)


def _sure(span: Span) -> float:
    return 1.0 if span.confidence is None else span.confidence


def _opening(text: str, spans: Sequence[Span]) -> float:
    """Judge how a string begins."""
    first = spans[0]
    value = 0.0
    if any(map(str.isalnum, text[: first.start])):
        value -= 1.5
    elif first.label in _FIRST:
        value += _FIRST[first.label] * _sure(first)
    else:
        value += _WRONG_FIRST
    value += _unbalanced(text)
    letters = text.lstrip("\"'“‘„«‹([—–- ")
    if letters[:1].islower() and not _PARTICLE.match(letters):
        value -= 2.0
    if letters[:1] in tuple(".,;:)]") and letters:
        value -= 2.0
    return value


def _unbalanced(text: str) -> float:
    """Judge brackets and quotation marks without partner: something is cut off."""
    odd = sum(text.count(left) != text.count(right) for left, right in _PAIRS)
    return -1.0 * min(2, odd)


def _repeated(spans: Sequence[Span]) -> float:
    """Judge what tells of two references in one: a second list of authors, a second DOI."""
    value = 0.0
    seen: dict[str, int] = {}
    for span in spans:
        again = seen.get(span.label, 0)
        seen[span.label] = again + 1
        complete = {"title", "year"} <= seen.keys() and not seen.keys().isdisjoint(_CLOSING)
        weight = 0.0
        if span.label == "author" and (again or complete):
            weight = 5.0
        elif span.label == "editor" and complete:
            weight = 1.5
        elif span.label == "doi" and again:
            weight = 3.0
        elif span.label == "title" and again and complete:
            weight = 2.5
        elif span.label == "year" and again:
            weight = 1.2 if complete else 0.7
        elif span.label == "pages" and again:
            weight = 1.0
        value -= weight * _sure(span)
    return value


def _running(text: str, spans: Sequence[Span]) -> float:
    """Judge what tells of running text: long titles, doubt, letters in no field."""
    inside = sum(sum(map(str.isalpha, text[span.start : span.end])) for span in spans)
    letters = sum(map(str.isalpha, text)) or 1
    value = -_OUTSIDE * max(0.0, 1 - inside / letters - 0.1)
    mean = sum(map(_sure, spans)) / len(spans)
    value -= _UNSURE * max(0.0, _SURE - mean)
    longest = max(
        (text[span.start : span.end].count(" ") for span in spans if span.label == "title"),
        default=0,
    )
    value -= 0.1 * max(0, longest - _LONG_TITLE)
    words = [word.casefold() for word in _WORD.findall(text)]
    running = sum(word in _RUNNING for word in words)
    value -= max(0.0, running - 1 - len(words) / 16)
    titles = [span for span in spans if span.label == "title"]
    if titles and text[titles[0].start].islower() and len(titles) == 1:
        value -= 1.0
    return value
