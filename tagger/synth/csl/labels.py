"""From the variables of a rendered entry to labelled spans.

Imports csl.locale, csl.output, csl.state and csl.style.  Invariant: spans are sorted, do not
overlap, and none is empty or has white space at an edge.

Where spans begin and end: training/GUIDELINES.md.  What CSL has and the guidelines do not name:
archives, call numbers, the status and the version of a work are ``note``; persons in other roles
(directors, interviewers) are ``author`` where they open the reference and ``note`` elsewhere;
chapter and section numbers have no label.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from tagger.synth.csl.locale import Locale
from tagger.synth.csl.output import Segment
from tagger.synth.csl.state import DATE_VARIABLES, NAME_VARIABLES
from tagger.synth.csl.style import Style

#: Plain variables; names, dates, ``number`` and ``publisher`` have rules of their own.
_LABELS = {
    "title": "title", "title-short": "title", "original-title": "title", "part-title": "title",
    "reviewed-title": "title",
    "container-title": "venue", "container-title-short": "venue", "event-title": "venue",
    "collection-title": "series", "collection-title-short": "series",
    "volume": "volume", "collection-number": "volume", "part-number": "volume",
    "issue": "issue", "supplement-number": "issue",
    "page": "pages", "page-first": "pages", "number-of-pages": "pages",
    "original-publisher": "publisher", "authority": "institution",
    "publisher-place": "place", "event-place": "place", "original-publisher-place": "place",
    "archive-place": "place",
    "edition": "edition", "genre": "genre", "medium": "genre", "reviewed-genre": "genre",
    "DOI": "doi", "URL": "url", "ISBN": "identifier", "ISSN": "identifier",
    "PMID": "identifier", "PMCID": "identifier",
    "citation-number": "label", "citation-label": "label", "year-suffix": "year",
    "note": "note", "references": "note", "status": "note", "version": "note",
    "archive": "note", "archive_collection": "note", "archive_location": "note",
    "call-number": "note", "source": "note", "scale": "note", "dimensions": "note",
    "language": "note", "number-of-volumes": "note", "annote": "note",
}  # fmt: skip

_EDITORS = frozenset(
    "chair collection-editor compiler container-author curator editor editor-translator "
    "editorial-director organizer".split()
)
#: Types whose publisher is the body that issued them.
_ISSUED_BY_BODIES = frozenset(["patent", "report", "thesis"])
#: Types whose ``number`` is that of an article in its volume.
_ARTICLES = frozenset(["article-journal", "article-magazine", "article-newspaper", "review"])
#: Types of which the title of a volume belongs to the work, not to what contains it.
_BOOKS = frozenset(["book", "report", "thesis", "collection"])
_EPISODES = frozenset(["broadcast", "periodical", "song"])

_RESOLVER = re.compile(r"(?i)(?:https?://)?(?:dx\.|www\.)?doi\.org/(?:doi:)?(?=10\.\d{4})")
_IN_PRESS = re.compile(
    r"(?i)in press|forthcoming|im druck|im erscheinen|sous presse|à paraître|en prensa|in stampa|"
    r"no prelo|в печати|w druku|in druk|baskıda"
)
#: Words that make a number an edition, in the languages of the locales.
_EDITION_WORDS = (
    "edition|editio|edn|eds?|édition|éd|edición|edició|edição|edizione|ediz|auflage|aufl|"
    "ausgabe|ausg|издание|изд|wydanie|wyd|baskı|bs|bas|uitgave|uitg|druk|upplagan|uppl|utgave|"
    "utg|utgåva|udgave|udg|vydání|vyd|izdanje|izd|kiadás|kiad|painos|ediția|版|판"
)
#: "Online" in brackets, in the languages of the styles.
_MEDIUM = re.compile(
    r"(?i)\[(online|on-line|internet|en\sligne|en\slínea|em\slinha|in\slinea|en\slínia|web|"
    r"электронный\sресурс|online-ressource|elektronische\sressource|çevrimiçi|@internet)\]"
)
_YEAR = re.compile(r"\d{4}")
_FROM_ONE = re.compile(r"\b(1[-–])$")
_COUNTED = re.compile(r"[\s\u00a0]*[^\W\d_]+\.?(?!\w)")
_DAY_SIGNS = re.compile("[日号월일]")
_LAST_WORD = re.compile(r"[^\W\d_]{5,}\.$")


class _Run(NamedTuple):
    """A labelled stretch of the text."""

    start: int
    end: int
    label: str
    variable: str


def render_labelled(
    style: Style, item: Mapping[str, Any], number: int = 1, previous_author: bool = False
) -> tuple[str, list[tuple[int, int, str]]]:
    """Render a bibliography entry and label its fields.

    Parameters
    ----------
    style : Style
        A compiled style.
    item : mapping
        A work as CSL-JSON.
    number : int, default 1
        Its number in the bibliography.
    previous_author : bool, default False
        Whether the entry before has the same authors; see `Style.render`.

    Returns
    -------
    text : str
        The entry.
    spans : list of (int, int, str)
        Start, end and label of each field, in code points, half-open, sorted, without overlap.
        A field that a style glues to a word of another one begins or ends inside a token; see
        `tagger.synth.draft.is_aligned`.
    """
    segments = style.render(item, number, previous_author)
    text = "".join([segment.text for segment in segments])
    runs = _merge(_runs(segments, str(item.get("type", ""))))
    spans = []
    done = 0
    for run in runs:
        start, end, label = _fit(text, run, style.locale)
        start = max(start, done)
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        if start < end:
            spans.append((start, end, label))
            done = end
    if "[" in text:
        spans = _with_media(text, spans)
    return text, spans


def _with_media(text: str, spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Add the medium in brackets, which styles print as a word of their own."""
    added = [
        (found.start(1), found.end(1), "genre")
        for found in _MEDIUM.finditer(text)
        if all(end <= found.start() or start >= found.end() for start, end, _ in spans)
    ]
    return sorted(spans + added) if added else spans


def label_of(segment: Segment, kind: str, opens: bool) -> str:
    """Find the label of a segment.

    Parameters
    ----------
    segment : Segment
        A piece of an entry.
    kind : str
        Type of the work.
    opens : bool
        Whether no field but a number comes before it.

    Returns
    -------
    str
        One of the 21 labels; empty for what has none.
    """
    text, variable, part = segment
    if variable in NAME_VARIABLES:
        if variable == "author":
            return "author"
        if variable in _EDITORS:
            return "editor"
        if variable == "translator":
            return "translator"
        return "author" if opens else "note"
    if variable in DATE_VARIABLES:
        if variable == "issued":
            return "" if not part else "year" if part == "year" else "date"
        return "date"
    if variable == "number":
        return "pages" if kind in _ARTICLES else "issue" if kind in _EPISODES else "identifier"
    if variable == "volume-title":
        return "title" if kind in _BOOKS else "venue"
    if variable == "publisher":
        return "institution" if kind in _ISSUED_BY_BODIES else "publisher"
    if variable == "status" and _IN_PRESS.fullmatch(text):
        return "year"
    return _LABELS.get(variable, "")


def _runs(segments: list[Segment], kind: str) -> list[_Run]:
    """Give each segment that has a variable, with its label and place in the text."""
    runs: list[_Run] = []
    start, first = 0, ""  # `first`: the variable that opens the reference
    for segment in segments:
        end = start + len(segment.text)
        variable = segment.variable
        if variable:
            if not first and variable not in ("citation-number", "citation-label"):
                first = variable
            label = label_of(segment, kind, variable == first)
            runs.append(_Run(start, end, label, variable))
        else:
            runs.append(_Run(start, end, "", ""))
        start = end
    return runs


def _merge(runs: list[_Run]) -> list[_Run]:
    """Join the pieces of one field; what separates them belongs to it."""
    merged: list[_Run] = []
    touches = False  # whether nothing of another variable came since the last run
    for run in runs:
        last = merged[-1] if merged else None
        if not run.label:
            touches = touches and last is not None and run.variable == last.variable != ""
            continue
        same = last is not None and run.label == last.label
        # the letter of a year is a variable of its own
        glued = last is not None and last.end == run.start and run.variable == "year-suffix"
        if last and same and ((touches and run.variable == last.variable) or glued):
            merged[-1] = last._replace(end=run.end)
        else:
            merged.append(run)
        touches = True
    return merged


def _fit(text: str, run: _Run, locale: Locale) -> tuple[int, int, str]:
    """Set the edges of a field where the guidelines want them."""
    start, end, label, variable = run
    value = text[start:end]
    if variable == "URL":
        found = _RESOLVER.match(value)
        if found:
            return start + found.end(), end, "doi"
    elif variable == "edition":
        left, right = _edition_words(_own_words(locale))
        found = right.match(text, end)
        if found:
            # the dot of "edition." ends a sentence, that of "ed." an abbreviation
            whole = found[0].endswith(".") and len(found[0].split()[-1]) > 6
            return start, found.end() - whole, label
        found = left.search(text[max(0, start - 20) : start])
        if found:
            return start - len(found[0]), end, label
    elif variable == "number-of-volumes":
        found = _FROM_ONE.search(text[:start])
        if found:
            return found.start(1), end, "volume"
        found = _COUNTED.match(text, end)
        if found:
            end = found.end()
    elif variable == "original-date":
        term = locale.term("original-work-published")
        before = text[:start].rstrip()
        if term and before.lower().endswith(term.lower()):
            return len(before) - len(term), end, "note"
        if _YEAR.fullmatch(value):
            label = "year"
    elif label == "date":
        found = _DAY_SIGNS.match(text, end)
        if found:
            end = found.end()
    elif label == "title" and value.count(".") == 1 and _LAST_WORD.search(value):
        end -= 1  # a full stop, not that of an abbreviation
    return start, end, label


def _own_words(locale: Locale) -> str:
    """Give the words for "edition" of a locale as a pattern."""
    words = {locale.term("edition", form) for form in ("long", "short")} - {""}
    return "|".join(re.escape(word.rstrip(".")) for word in sorted(words))


@lru_cache(maxsize=256)
def _edition_words(own: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = f"{own}|{_EDITION_WORDS}" if own else _EDITION_WORDS
    before = re.compile(rf"(?i)(?<!\w)(?:{words})\.?[\s\u00a0]+$")
    after = re.compile(rf"(?i)\.?[\s\u00a0]*(?:{words})(?!\w)\.?")
    return before, after
