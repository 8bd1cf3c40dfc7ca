"""From a field of another format to spans by our rules: designators off, dates and links apart.

Imports records, tokenizer and edges.  Invariant: spans lie inside the field that they come from.
The rules are those of training/GUIDELINES.md.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

from tagger.corpora.readers.edges import trim
from tagger.corpora.records import LabelledSpan
from tagger.tokenizer import tokenize

#: A piece of a text: start, end, label.
Piece = tuple[int, int, str]

_IGNORE = re.IGNORECASE
_NUMBER = r"(?=[a-z]{0,3}\d|[ivxlcdm]+\b)"
_ISSUE_WORD = (
    r"(?:(?:nos?|nrs?|núms?|num|numéros?|números?|numeros?|numbers?|issues?|iss|hefte?|fasc|вып"
    r"|sayı|hft|n|h)\b\.?|№|n[°º]\.?)"
)
_EDITORS = r"(?:eds?|editors?|hrsg|hgs?|hgg|dirs?|coords?|orgs?|comps?|éds?|ред)\b\.?|a cura di"

#: Designators before and after the fields of a label.
_BEFORE: dict[str, re.Pattern[str]] = {
    label: re.compile(rf"(?:{pattern})", _IGNORE)
    for label, pattern in {
        "pages": r"(?:pp?|pgs?|pages?|págs?|pags?|páginas?|pagine|seiten?|sp|sid|str|стр|ss?|с"
        rf"|cols?|art(?:icle)?)\b\.?(?:\s*(?:no|id)\b\.?)?[\s:]*{_NUMBER}",
        "volume": r"(?:vols?|volumes?|volumen|bde?|band|bände|tomes?|tomos?|jg|jahrgang|том|t|т|v"
        rf"|år|årg|roč|cilt|ч|deel)\b\.?[\s:]*{_NUMBER}",
        "issue": rf"{_ISSUE_WORD}[\s:]*(?=\w)",
        "editor": r"(?:(?:in|dans|en|em|nel|в)\b\s*:?\s+)?"
        r"(?:(?:eds?|edited|éd|éditée?|redigert)\b\.?\s*(?:by|par|por|av)\b\s*"
        r"|(?:hrsg|hg)\b\.?\s*v(?:on|\.)\s*|(?:eds?|hrsg|hg)\b\.?\s*[,:]?\s+(?=\w)"
        r"|a cura di\s+|под ред\b\.?\s*)?",
        "translator": r"(?:(?:trans(?:lated|l)?|tr|trad(?:uit|uzione|ucido|ução)?)\b\.?\s*"
        r"(?:by|par|de|di|por)?\b|übers(?:etzt)?\b\.?\s*v(?:on|\.)|пер\b\.?)\s*",
        "venue": r"(?:in|dans|en|em|в)\s*:\s*|in\s+(?!vi(?:tro|vo)|situ|silico|touch|practice)"
        r"(?=the\s+proceedings|proc|(?-i:[^\W\d_a-zà-öø-ÿа-яё])|\d|[“\"'«„‘])",
        "series": r"of\s+",
        "identifier": r"(?:(?:e-?|p-?)?issn|isbn(?:-1[03])?|pmid|pmcid|arxiv(?:\s?\.\s?org)?"
        r"|hdl)\b\s*(?:no\b\.?)?\s*[:,]?\s*(?:abs/)?\s*(?=\S)",
        "label": r"\W+",
    }.items()
}  # fmt: skip
_AFTER: dict[str, re.Pattern[str]] = {
    label: re.compile(pattern, _IGNORE)
    for label, pattern in {
        "pages": r"(?<=\d|[ivxlc])\s*(?:pp?|pages?|págs?|páginas?|seiten|s|с|стр|str)\b\.?$",
        "editor": rf"[\s,]*[\[(]?\s*(?:{_EDITORS})\s*[\])]?$",
        "author": rf"[\s,]*[\[(]\s*(?:{_EDITORS})\s*[\])]$|,\s*(?:eds?\.|editors?)$",
        "translator": r"[\s,]*[\[(]?\s*(?:trans|transl|translators?|übers)\b\.?\s*[\])]?$",
        "label": r"\W+$",
    }.items()
}

_YEAR = re.compile(
    r"(?<!\d)(?:1[0-9]|20)\d\d(?:[a-z](?![^\W_]))?"
    r"(?:\s?[-–—/]\s?(?:(?:1[0-9]|20)\d\d|(?P<short>\d\d))(?![\d]|[-/.]\d))?(?!\d)"
)
_NO_YEAR = re.compile(
    r"in press|in print|forthcoming|to appear|submitted|accepted|no date|undated|n\.\s?d\.?(?!\w)"
    r"|s\.\s?[daf]\.?(?!\w)|o\.\s?j\.|im druck|im erscheinen|no prelo|en prensa|sous presse"
    r"|in corso di stampa|в печати|б\.\s?г\.",
    _IGNORE,
)
_IN_PRESS = re.compile(
    r"in press|in print|im druck|im erscheinen|no prelo|en prensa|sous presse|в печати", _IGNORE
)
_AROUND_DATE = re.compile(
    r"^(?:circa|copyright|ca?\b\.?|©|on|of|de|in|im|vom|le|el)(?!\w)\s*", _IGNORE
)
_ACCESS = (
    r"(?:retrieved|(?:last )?accessed|access|consult\w+|cited|viewed|visited|abgerufen|zugriff"
    r"|acess\w*|acceso|accès|consulta|recuperado|просмотра|обращения)"
)
_ACCESS_BEFORE = re.compile(rf"{_ACCESS}\b\W*(?:(?:on|le|el|il|em|am|at|date)\b)?\W*$", _IGNORE)
_ACCESS_START = re.compile(rf"\W*{_ACCESS}\b\W*(?:(?:on|le|el|il|em|am|date)\b)?\W*", _IGNORE)
_ACCESS_END = re.compile(r"\W*\b(?:from|at|de|em|von|unter|da)\W*$", _IGNORE)
_WHERE = re.compile(
    r"(?:\W|\b(?:retrieved|available|accessed|disponible|disponível|disponibile|recuperado|verfügbar|"
    r"abrufbar|from|at|online|on|in|en|em|de|da|unter|under|url|link|web|internet|doi|in:)\b)*",
    _IGNORE,
)
_VOLUME = re.compile(
    r"(?P<v>[A-Z]?\d+[A-Za-z]?(?:[-–]\d+)?|[IVXLCDM]+)"
    rf"(?:\s*[,;.]?\s*(?:\(\s*(?:{_ISSUE_WORD}\s*)?(?P<i>[^()]+?)\s*\)|{_ISSUE_WORD}\s*"
    r"(?P<j>\d+\w?(?:\s?[-–/]\s?\d+)?))|\s*[/.]\s*(?P<k>\d+))?"
    r"(?:\s*[:,]\s*(?:pp?\.?\s*)?(?P<p>[A-Za-z]?\d+(?:\s*[-–]\s*[A-Za-z]?\d+)?))?\W*",
    _IGNORE,
)
_ISSUE_ONLY = re.compile(rf"\W*{_ISSUE_WORD}\s*(?P<i>\d[^\s,]*)\W*", _IGNORE)
_GENRE = re.compile(
    r"(?P<g>.*(?:report|\btr(?=\s+\d)|paper|memo\w*|preprint|bericht|patent|rapport|rep\.|publication|circular)s?)"
    r"(?:\s*[,:]?\s*(?:no\b\.?|nr\b\.?|number|#|n[°º]\.?)?)\s*(?P<n>[A-Z0-9][\w./-]*\d[\w./-]*)\W*",
    _IGNORE,
)
_EDITION = re.compile(
    r"(?:[\w.]+\s){1,3}(?:edition|edn?|ed|aufl(?:age)?|édition|edição|edición|edizione|изд)",
    _IGNORE,
)
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/")
_SCHEME = re.compile(r"(?:https?|ftp)[\s:/]*", _IGNORE)
_NUMBER_PART = re.compile(r"[\w.-]*\d[\w.-]*|[-.]")
_ADDRESS = re.compile(r"/|^\w+\.\w")
_URL = re.compile(r"(?:https?|ftp)://|www\.", _IGNORE)


def label_field(
    text: str, start: int, end: int, label: str, original: str = "", *, trust: bool = False
) -> list[LabelledSpan]:
    """Give the spans of a field.

    Parameters
    ----------
    text : str
        The reference.
    start, end : int
        The field with whatever the format keeps in it, in code points, half-open.
    label : str
        What the field is, one of `labels.NAMES`; ``year`` and ``date`` are both divided.
    original : str
        Name of the field in its format.
    trust : bool
        Whether its dots are in the right place, see `edges.trim`.

    Returns
    -------
    list of LabelledSpan
        In order; none where nothing is left of the field.
    """
    start, end = trim(text, start, end, label, trust=trust)
    if start == end:
        return []
    divide = _DIVISIONS.get(label)
    spans = []
    for first, last, name in divide(text, start, end, label) if divide else [(start, end, label)]:
        first, last, name = _without_designators(text, first, last, name)
        first, last = trim(text, first, last, name, trust=trust)
        dashes = name in ("author", "editor") and first < last
        if dashes or any(character.isalnum() for character in text[first:last]):
            spans.append(LabelledSpan(first, last, name, original))
    return spans


def _without_designators(text: str, start: int, end: int, label: str) -> Piece:
    before = _BEFORE.get(label)
    match = before.match(text, start, end) if before else None
    if match and match.end() < end:
        start = match.end()
    after = _AFTER.get(label)
    match = after.search(text[start:end]) if after else None
    if match and match.start() > 0:
        end = start + match.start()
        label = "editor" if label == "author" else label
    return start, end, label


def _divide_date(text: str, start: int, end: int, _label: str) -> list[Piece]:
    """Part years from the rest of a date; a date of access stays whole."""
    access = _ACCESS_START.match(text, start, end)
    if access or _ACCESS_BEFORE.search(text[max(0, start - 40) : start]):
        start = access.end() if access else start
        from_ = _ACCESS_END.search(text[start:end])
        return [(start, start + from_.start() if from_ else end, "date")]
    years = [_year_edges(match) for match in _YEAR.finditer(text, start, end)]
    years = years or [match.span() for match in _NO_YEAR.finditer(text, start, end)]
    pieces: list[Piece] = [(first, last, "year") for first, last in years]
    edges = [start, *(edge for year in years for edge in year), end]
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        first, last = trim(text, first, last, "date")
        while match := _AROUND_DATE.match(text, first, last):
            first, last = trim(text, match.end(), last, "date")
        last -= len(text[first:last]) - len(text[first:last].rstrip("/-–([ "))
        pieces.append((first, last, "date"))
    return sorted(pieces)


def _year_edges(match: re.Match[str]) -> tuple[int, int]:
    """Take 1848-60 as two years, but 2014-05 as a year and a month."""
    short = match.group("short")
    if short is not None and int(short) <= int(match.group()[2:4]):
        return match.start(), match.start() + 4
    return match.span()


def _divide_volume(text: str, start: int, end: int, _label: str) -> list[Piece]:
    """Part volume, issue, pages and year: ``77 (1)``, ``Vol. 3, No. 4``, ``12(3):45-67``."""
    only = _ISSUE_ONLY.fullmatch(text, start, end)
    if only:
        return [(*only.span("i"), "issue")]
    designator = _BEFORE["volume"].match(text, start, end)
    first = designator.end() if designator else start
    match = _VOLUME.fullmatch(text, first, end)
    if match is None:
        return [(start, end, "volume")]
    pieces = [(*match.span("v"), "volume")]
    for group in "ijk":
        if match.group(group):
            is_year = _YEAR.fullmatch(match.group(group)) and group == "i"
            pieces.append((*match.span(group), "year" if is_year else "issue"))
    if match.group("p"):
        pieces.append((*match.span("p"), "pages"))
    return pieces


def _divide_genre(text: str, start: int, end: int, _label: str) -> list[Piece]:
    """Part ``Technical report`` from its number."""
    match = _GENRE.fullmatch(text, start, end)
    if match is None:
        return [(start, end, "genre")]
    return [(*match.span("g"), "genre"), (*match.span("n"), "identifier")]


@functools.lru_cache(maxsize=1)  # the fields of one text come one after the other
def _all_links(text: str) -> list[Piece]:
    pieces: list[Piece] = []
    for token in tokenize(text):
        if _DOI.match(token.text):
            pieces.append((token.start, token.end, "doi"))
        elif _URL.match(token.text) and not token.text.endswith("doi.org/"):
            pieces.append((token.start, token.end, "url"))
    return pieces


def _links(text: str, start: int, end: int) -> list[Piece]:
    """Find DOIs and addresses; a resolver before a DOI belongs to neither."""
    return [link for link in _all_links(text) if start <= link[0] and link[1] <= end]


def _divide_link(text: str, start: int, end: int, label: str) -> list[Piece]:
    links = _links(text, start, end)
    if links:
        if label == "doi" and len(links) == 1:
            rest = text[links[0][1] : end].split()
            if rest and all(_NUMBER_PART.fullmatch(part) for part in rest):
                return [(links[0][0], end, "doi")]
        if label == "url" and len(links) == 1 and links[0][2] == "url":
            # white space torn into an address does not end it
            first, last, _ = links[0]
            first = start if _SCHEME.fullmatch(text, start, first) else first
            rest = text[last:end].strip(" .").split()
            last = end if rest and all(_ADDRESS.search(part) for part in rest) else last
            return [(first, last, "url")]
        return links
    if label == "doi":
        place = text.find("10.", start, end)
        return [(place, end, "doi")] if place >= 0 else [(start, end, "identifier")]
    return [(start, end, label)]


def _divide_identifier(text: str, start: int, end: int, _label: str) -> list[Piece]:
    return _links(text, start, end) or [(start, end, "identifier")]


def _divide_note(text: str, start: int, end: int, _label: str) -> list[Piece]:
    """Take links and dates of access out of a note; drop words that only announce them."""
    links = _links(text, start, end)
    pieces = list(links)
    edges = [start, *(edge for link in links for edge in link[:2]), end]
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        if _WHERE.fullmatch(text, first, last):
            continue
        access = _ACCESS_START.match(text, first, last)
        if access and _YEAR.search(text, access.end(), last):
            pieces += _divide_date(text, first, last, "date")
            continue
        stripped = text[first:last].strip(" .,;:()[]")
        label = "edition" if _EDITION.fullmatch(stripped) else "note"
        label = "year" if _IN_PRESS.fullmatch(stripped) else label
        pieces.append((first, last, label))
    return sorted(pieces)


_DIVISIONS: dict[str, Callable[[str, int, int, str], list[Piece]]] = {
    "year": _divide_date,
    "date": _divide_date,
    "volume": _divide_volume,
    "genre": _divide_genre,
    "doi": _divide_link,
    "url": _divide_link,
    "identifier": _divide_identifier,
    "note": _divide_note,
}
