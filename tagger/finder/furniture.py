"""What belongs to the page and not to its text: page numbers, running heads, link words.

Imports lines.  Invariant: lines are only left out, never changed but in their gap.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from tagger.finder.lines import BLANK, NONE, TORN, Line

# "12", "- 12 -", "xii", "Page 3 of 10", "S. 12" alone on a line; a year is rather a heading
_PAGE_NUMBER = re.compile(
    r"[-–—|\s]*(?:(?:page|p\.|pag\.|pág\.|página|pagina|seite|s\.|стр\.|с\.|sayfa|strona|第)\s*)?"
    r"(?!(?:1[5-9]|20)\d\d\b)(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:/|of|von|de|di|sur|из)\s*\d{1,4})?\s*[-–—|\s页頁]*",
    re.IGNORECASE,
)
# A number at one edge, set off from words by a wide gap or a bar: "212     Journal of Things"
_HEAD = re.compile(
    r"\d{1,4}(?:\s{3,}|\s*[|·•]\s*)\D.{2,80}|.{2,80}?\D(?:\s{3,}|\s*[|·•]\s*)\d{1,4}"
)
# Links to where a work can be read, as publishers' pages have them after each reference
_SITES = frozenset(
    "cas pubmed pmc scholar crossref scopus isi ads mathscinet zbmath medline fulltext".split()
)
_BESIDE_SITES = frozenset(
    "article central free full text google cross ref web of science abstract view record in "
    "download pdf book chapter open url link publisher math search".split()
)
_ALONE = frozenset({"view article", "full text", "download pdf", "view abstract", "open url"})
_WORDS = re.compile(r"[^\W\d_]+")
_LINK = (
    r"(?:article|cas|pubmed(?: central)?|pmc(?: free article)?|free full text|full text|google"
    r" scholar|cross ?ref|scopus|web of science|isi|ads|mathscinet|zbmath|abstract|medline)"
)
_BRACKETED = rf"\[\s*{_LINK}(?:\s*[,|;]\s*{_LINK})*\s*\]"
_TRAILING = re.compile(
    rf"(?:\s*{_BRACKETED}|\s+(?:google scholar|crossref|pubmed central))+[\s.]*$", re.IGNORECASE
)
_MAX_HEAD = 90  # characters of a running head


def without_links(text: str) -> str:
    """Take link words off the end of a reference.

    Parameters
    ----------
    text : str
        A reference, such as one copied from a publisher's page.

    Returns
    -------
    str
        Without "[Google Scholar] [CrossRef]" and the like at its end.
    """
    found = _TRAILING.search(text)
    return text[: found.start()].rstrip() if found else text


def drop_furniture(lines: Sequence[Line]) -> list[Line]:
    """Leave out page numbers, running heads and lines of links.

    Parameters
    ----------
    lines : sequence of Line
        Of a whole text.

    Returns
    -------
    list of Line
        The others; the first after a page number or head has the gap `TORN`, since what stands
        around it may be one paragraph.
    """
    shapes = Counter(map(_shape, lines))
    numbers = [_PAGE_NUMBER.fullmatch(line.text) is not None for line in lines]
    kept: list[Line] = []
    torn = False
    for i, line in enumerate(lines):
        if line.page:
            torn = True
        if _is_links(line.text):
            continue
        if _is_furniture(lines, i, numbers, shapes):
            torn = True
            continue
        if torn and kept:
            line = replace(line, gap=TORN)
        kept.append(line)
        torn = False
    return kept


def _is_links(text: str) -> bool:
    """Say whether a line holds nothing but links to where a work can be read."""
    if len(text) > _MAX_HEAD or any(map(str.isdecimal, text)):
        return False
    words = _WORDS.findall(text.casefold())
    if " ".join(words) in _ALONE:
        return True
    return not _SITES.isdisjoint(words) and all(w in _SITES or w in _BESIDE_SITES for w in words)


def _shape(line: Line) -> str:
    """Give what is the same in the running heads of all pages."""
    return re.sub(r"[\d\s]+", "", line.text).casefold()


def _is_furniture(
    lines: Sequence[Line], i: int, numbers: Sequence[bool], shapes: Counter[str]
) -> bool:
    line = lines[i]
    if len(line.text) > _MAX_HEAD:
        return False
    after = lines[i + 1] if i + 1 < len(lines) else None
    apart = line.gap == BLANK or line.page or after is None or after.gap == BLANK or after.page
    if numbers[i]:
        return apart or any(
            _repeats(lines, k, shapes) for k in (i - 1, i + 1) if 0 <= k < len(lines)
        )
    beside_number = (i > 0 and numbers[i - 1] and line.gap == NONE) or (
        after is not None and numbers[i + 1] and after.gap == NONE
    )
    at_edge = line.page or (after is not None and after.page)
    if _HEAD.fullmatch(line.text) and (apart or _repeats(lines, i, shapes)):
        return True
    if at_edge and line.text.upper() == line.text and any(map(str.isalpha, line.text)):
        return True
    return (apart or beside_number) and _repeats(lines, i, shapes) and (at_edge or beside_number
        or len(line.text) > 12)  # fmt: skip


def _repeats(lines: Sequence[Line], i: int, shapes: Counter[str]) -> bool:
    """Say whether a line stands on several pages, but for its numbers."""
    shape = _shape(lines[i])
    return bool(shape) and shapes[shape] > 1 and shape[-1] not in ".,;"
