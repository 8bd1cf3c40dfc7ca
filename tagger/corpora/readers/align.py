"""Fields of one text found in another that prints the same reference.

Imports records and tokenizer.  Invariant: what is found lies on the borders of tokens and does
not overlap; what is not found is reported, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tagger.corpora.records import LabelledSpan
from tagger.tokenizer import tokenize

_SKIPPED = frozenset("-‐‑‒–—―−\u00ad")  # hyphens and dashes: typesetters and PDFs change them
_SAME = str.maketrans("“”„«»‘’‚`´", "\"\"\"\"\"'''''")
# What stands between the parts of a name.
_GAP = r"[\s,.]*"
#: A name list as long as this, per name, holds more than the names.
_CHARACTERS_A_NAME = 60


class Name(NamedTuple):
    """A person: surname, and given names or initials, which may be empty."""

    surname: str
    given: str


def fold(text: str) -> tuple[str, list[int]]:
    """Reduce a text to what two printings of it share.

    Parameters
    ----------
    text : str
        Any.

    Returns
    -------
    str
        Without white space, hyphens and dashes, in lower case, with plain quotes and compatible
        characters (NFKC) for ligatures and the like.
    list of int
        For each of its characters the offset into the text from which it comes.
    """
    folded: list[str] = []
    places: list[int] = []
    composed = _compose(text)
    for place, character in composed:
        for part in unicodedata.normalize("NFKC", character).translate(_SAME).lower():
            if not part.isspace() and part not in _SKIPPED:
                folded.append(part)
                places.append(place)
    return "".join(folded), places


def _compose(text: str) -> list[tuple[int, str]]:
    """Give letters with the combining marks after them, which NFKC takes together."""
    composed: list[tuple[int, str]] = []
    for place, character in enumerate(text):
        if composed and unicodedata.combining(character):
            composed[-1] = (composed[-1][0], composed[-1][1] + character)
        else:
            composed.append((place, character))
    return composed


class _Target:
    """The text in which fields are looked for, and what of it is taken."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded, self.places = fold(text)
        tokens = tokenize(text)
        self.starts = {token.start for token in tokens}
        self.ends = {token.end for token in tokens}
        self.taken: list[tuple[int, int]] = []

    def edges(self, first: int, last: int) -> tuple[int, int] | None:
        """Give the stretch that was folded to [first, last), where it has borders of tokens."""
        start, end = self.places[first], self.places[last - 1] + 1
        while end < len(self.text) and unicodedata.combining(self.text[end]):
            end += 1
        # a dot may be left out of a DOI or address, never a letter
        return (start, end) if start in self.starts and end in self.ends else None

    def free(self, start: int, end: int) -> bool:
        """Say whether nothing in the stretch is taken."""
        return all(end <= first or last <= start for first, last in self.taken)

    def find(self, value: str) -> list[tuple[int, int]]:
        """Find all free places of a value."""
        wanted = fold(value)[0]
        found = []
        first = self.folded.find(wanted) if wanted else -1
        while first >= 0:
            edges = self.edges(first, first + len(wanted))
            if edges is not None and self.free(*edges):
                found.append(edges)
            first = self.folded.find(wanted, first + 1)
        return found


def align(
    source: str,
    spans: Sequence[LabelledSpan],
    text: str,
    names: Mapping[str, Sequence[Name]] | None = None,
) -> tuple[list[LabelledSpan], list[str]]:
    """Find the spans of one text in another.

    Parameters
    ----------
    source : str
        The text that has spans.
    spans : sequence of LabelledSpan
        Sorted.
    text : str
        The text as printed; its fields may be in another order.
    names : mapping of str to sequence of Name, optional
        By label, for lists of names that the text prints in another form.

    Returns
    -------
    found : list of LabelledSpan
        Sorted; offsets into `text`.
    missing : list of str
        The labels of the spans that were not found.

    Notes
    -----
    Characters are compared as `fold` gives them.  Where one text is in the other as a whole, the
    spans are carried over place by place.  Otherwise each value is looked for, the longest
    first; of several places the first one behind the field before it in `source` is taken.  Of
    a range of pages the first page will do.
    """
    target = _Target(text)
    whole = _carry(source, spans, target)
    if whole is not None:
        return whole, []
    found: dict[int, LabelledSpan] = {}
    order = sorted(range(len(spans)), key=lambda i: spans[i].start - spans[i].end)
    for i in order:
        span = spans[i]
        value = source[span.start : span.end]
        values = _pages(value) if span.label == "pages" else [value]
        places = next(filter(None, map(target.find, values)), [])
        edges = _nearest(places, found, i) if places else None
        if edges is None and names and names.get(span.label):
            edges = _find_names(target, names[span.label])
        if edges is not None:
            target.taken.append(edges)
            found[i] = LabelledSpan(*edges, span.label, span.original)
    missing = [span.label for i, span in enumerate(spans) if i not in found]
    return sorted(found.values(), key=lambda span: span.start), missing


def _pages(value: str) -> list[str]:
    """Give the forms of a range: as it is, 737-8 for 737-738, and the first page alone."""
    match = re.fullmatch(r"(\w+)\s*[-–—‐‑−]+\s*(\w+)", value)
    if match is None:
        return [value]
    first, last = match.groups()
    short = [last[i:] for i in range(1, len(last)) if first[:i] == last[:i]]
    return [value, *(f"{first}-{rest}" for rest in short), first]


def _carry(
    source: str, spans: Sequence[LabelledSpan], target: _Target
) -> list[LabelledSpan] | None:
    """Carry spans over where one text holds the other; None where it does not."""
    folded, places = fold(source)
    shift = target.folded.find(folded)
    if not folded or shift < 0:
        return None
    carried = []
    for span in spans:
        inside = [i for i, place in enumerate(places) if span.start <= place < span.end]
        edges = target.edges(inside[0] + shift, inside[-1] + 1 + shift) if inside else None
        if edges is None:
            return None
        carried.append(LabelledSpan(*edges, span.label, span.original))
    return carried


def _nearest(
    places: list[tuple[int, int]], found: Mapping[int, LabelledSpan], i: int
) -> tuple[int, int]:
    """Choose the place that keeps the order of the fields, next to the field before."""
    before = max((j for j in found if j < i), default=None)
    after = min((j for j in found if j > i), default=None)
    low = found[before].end if before is not None else 0
    high = found[after].start if after is not None else None
    between = [p for p in places if p[0] >= low and (high is None or p[1] <= high)]
    if between:
        # nearest to a known neighbour; the field after is one only if there is none before
        return between[0] if before is not None or after is None else between[-1]
    return min(places, key=lambda p: abs(p[0] - low))


def _find_names(target: _Target, names: Sequence[Name]) -> tuple[int, int] | None:
    """Find a list of names by its surnames, in order, and the given names around them."""
    for first in target.find(names[0].surname):
        start, end = first
        for name in names[1:]:
            places = [p for p in target.find(name.surname) if p[0] >= end]
            if not places:
                break
            end = places[0][1]
        else:
            if end - start > _CHARACTERS_A_NAME * len(names):
                continue
            start = _given_before(target.text, start, names[0].given)
            end = _given_after(target.text, end, names[-1].given)
            if target.free(start, end):
                return start, end
    return None


def _forms(given: str) -> list[str]:
    """Give patterns for given names, longest first: as they are, and as initials."""
    words = re.findall(r"[^\W\d_]+", given)
    if not words:
        return []
    letters = [word[0] for word in words]
    if len(words) == 1 and len(given) <= 4 and given.isupper():
        letters = list(words[0])  # JA, initials already
    full = _GAP.join(map(re.escape, words))
    initials = r"[.\s\-‐]*".join(map(re.escape, letters)) + r"\.?"
    return [full + r"\.?", initials, re.escape(letters[0]) + r"\.?"]


def _given_before(text: str, start: int, given: str) -> int:
    for form in _forms(given):
        match = re.search(rf"(?<!\w)(?:{form})\s*$", text[:start], re.IGNORECASE)
        if match:
            return match.start()
    return start


def _given_after(text: str, end: int, given: str) -> int:
    for form in _forms(given):
        match = re.compile(rf"{_GAP}(?:{form})(?!\w)", re.IGNORECASE).match(text, end)
        if match:
            return match.end()
    return end
