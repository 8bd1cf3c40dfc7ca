"""Pages, as printed -> ranges, article numbers and totals.

Imports roman.  Invariant: a range is completed only with digits of its own first page, and only
where that makes it rise; all other letters are as printed; no text makes a function fail.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tagger.normalize.roman import roman_value

_DASH = re.compile(r"\s*(?:[-‐‑‒–—―−~～〜‑]\s*)+")
_PAGE_WORD = (
    r"pages?|PP?|pagg?|pgs?|págs?|pp?|ss?|S|SS|Seiten?|str|стр|сс?|σσ?|s\.\s?|σελ|hlm|side|sider"
    r"|sid|blz|bls|old|o|lk|pàgs?|페이지|頁|页"
)
#: In front of a number, where the span should not have held it: "pp. 3", "a p. 44", "specie pp. 3".
_DESIGNATOR = re.compile(
    rf"(?:(?:in\s+part(?:icolare|\.)|specie|soprattutto|esp(?:ecially|\.)|a|at|hier)\s+)?"
    rf"(?:{_PAGE_WORD})(?:\.\s*|\s*[-·,:]\s+|\s+)(?=[\divxlcdm(]|[A-Z]{{1,3}}\d|[IVXLC]+\b)"
)
_COLUMN = re.compile(
    r"(?:columns?|cols?|coll?|colonn[ae]s?|Spalten?|Spp?|стб|стлб|sp|kol)\b\.?\s*", re.I
)
_ARTICLE = re.compile(
    r"(?:articles?(?:\s+(?:no|number|id)\.?)?|art(?:icle)?\.?\s?(?:no|nr|n[°º]|num|id)\.?"
    r"|artigo|artículo|"
    r"artikel(?:nummer)?|paper(?:\s+(?:no|id))?|art|e-?location|статья|ст|id)(?![^\W\d_])\.?\s*[:#]?\s*",
    re.IGNORECASE,
)
_TOTAL_WORD = (
    r"(?:pp|pgs?|pages?|pagine|págs?|páginas|pàgs?|S|Seiten?|s|str|стр|с|сторінок|sider|sidor|sid|p"
    r"|blz|bladzijden|leaves|bl|hlm|old|o|sivua|σελ|lk|페이지|쪽|頁|页)"
)
_TOTAL = re.compile(rf"(.*\d|[ivxlcIVXLC]+)\s*{_TOTAL_WORD}\.?(\s*(?:,|et|und|and|e|y|\+).*)?")
_TOTAL_AFTER = re.compile(rf"\s?{_TOTAL_WORD}(?![^\W_])")
#: What stands before a page and never before a total.
_BEFORE_PAGE = re.compile(rf"(?:(?:{_PAGE_WORD}|Sp|cols?)\.?|:)\s*\Z")
_PLUS = re.compile(
    r"([ivxlcIVXLC]+|\[?\d+\]?)\s?[,+]\s?(\d+)(?:\s?[,+]\s?(?:\[?\d+\]?|[ivxlcIVXLC]+))*"
)
_ONE = r"[A-Za-z]{0,3}\d+[A-Za-z]{0,2}|[ivxlcdm]+|[IVXLCDM]+"
_RANGE = re.compile(rf"(?<![\w-])({_ONE})-({_ONE})(?![\w-]|\s\d)")
_PARTS = re.compile(r"([A-Za-z]*?-?)(\d{1,9})([A-Za-z]*)")
_FIRST = re.compile(rf"(?<![^\W_])(?:{_ONE})(?:\.e\d+)?(?![^\W_])")
_SUBPAGES = re.compile(r"\s?\(\d+\s?(?:pp?|pages)\.?\)")
#: Numbers of six digits and more, with a zero in front, or with a letter that no page has.
_ARTICLE_NUMBER = re.compile(
    r"\d{6,}(?:\s?\(R\))?|0\d{2,}|e-?\d+|[A-Z]{1,5}\d{3,}|\d{2,}\.\d{2,}|[A-Z]{2,}\d+(?:-\w+)+",
    re.ASCII,
)


@dataclass(frozen=True)
class Pages:
    """The pages of a work, or how many it has.

    Attributes
    ----------
    value : str
        With plain hyphens and whole numbers: ``123-128``, ``1-5, 7``, ``S62-S69``, ``113 sgg``.
    first, last : str
        The first page of all ranges and the last page of the last range; equal for one page, and
        empty for totals and for what holds no number.
    kind : str
        ``pages``, ``columns``, ``article`` for an article number, or ``total``.
    n_pages : int
        The sum of a total, 438 + 12 for "XII+438"; 0 where it is none.
    """

    value: str
    first: str = ""
    last: str = ""
    kind: str = "pages"
    n_pages: int = 0

    @property
    def is_total(self) -> bool:
        """Whether this is how many pages the work has."""
        return self.kind == "total"


def parse_pages(text: str, *, before: str = "", after: str = "") -> Pages:
    """Read pages.

    Parameters
    ----------
    text : str
        As printed, with or without its designator: "123-8", "S62–9", "e57", "XII + 438 S.".
    before, after : str
        What stands before and after it in the reference: a total has its designator behind it
        ("45 pp."), a column and an article number before it ("Sp. 12", "Article 6").

    Returns
    -------
    Pages
        Where nothing can be read, the text on one line is its `value`.

    Notes
    -----
    "123-8" is 123-128, as the digits that are left out are those of the first page (Chicago
    Manual of Style, 17th ed., 9.61); where that does not rise, as in "2413-05", the range stays as
    it is.

    Examples
    --------
    >>> parse_pages("S62–9").value, parse_pages("XII + 438 S.").n_pages, parse_pages("e57").kind
    ('S62-S69', 450, 'article')
    """
    text = " ".join(text.split()).strip(" ,;:")
    total = _total(text, before, after)
    if total:
        return total
    kind = "pages"
    if found := _COLUMN.match(text):
        kind, text = "columns", text[found.end() :]
    elif (found := _ARTICLE.match(text)) and re.search(r"\d", text[found.end() :]):
        kind, text = "article", text[found.end() :]
    elif re.search(rf"(?<![^\W_])(?:{_COLUMN.pattern})\Z", before):
        kind = "columns"
    elif re.search(rf"(?<![^\W_])(?:{_ARTICLE.pattern})\Z", before, re.IGNORECASE):
        kind = "article"
    if found := _DESIGNATOR.match(text):
        text = text[found.end() :]
    text = _DASH.sub("-", text).strip(" .-") or text
    text = _repair(_SUBPAGES.sub("", text))
    if kind == "pages" and _ARTICLE_NUMBER.fullmatch(text):
        kind = "article"
    if kind == "article":
        return Pages(text, text, text, kind)
    value = _RANGE.sub(lambda found: f"{found[1]}-{_complete(found[1], found[2])}", text)
    value = re.sub(r"\s*([,;])\s*(?=\S)", r"\1 ", value)
    numbers = _FIRST.findall(re.sub(rf"\b(?:{_PAGE_WORD})\.\s", " ", value))
    first, last = (numbers[0], numbers[-1]) if numbers else ("", "")
    return Pages(value, first, last, kind)


def _repair(text: str) -> str:
    """Put a hyphen where a scan has another sign: "451?454", "532e541"."""
    found = re.fullmatch(r"(\d{2,9})\s?(?:\?|e|_|\*|·)\s?(\d{2,9})", text)
    if not found or len(found[1]) != len(found[2]):
        return text
    return f"{found[1]}-{found[2]}" if int(found[1]) < int(found[2]) else text


def _total(text: str, before: str, after: str) -> Pages | None:
    """Read how many pages there are; or see that this is none."""
    found = _TOTAL.fullmatch(text)
    if not found:
        starts_roman = bool(roman_value(re.split(r"[\s,+]", text)[0]))
        is_sum = _PLUS.fullmatch(text) and ("+" in text or starts_roman)
        if _BEFORE_PAGE.search(before) or not (is_sum or _TOTAL_AFTER.match(after)):
            return None
    number = (found[1] if found else text).strip(" .,")
    parts = [part.strip(" []") for part in re.split(r"[,+]|(?<=\w) (?=\d)", number)]
    values = [int(part) if re.fullmatch(r"\d{1,9}", part) else roman_value(part) for part in parts]
    if None in values:
        return None
    more = found[2] if found else None
    value = text if more else re.sub(r"\s*\+\s*", "+", number)
    return Pages(value, kind="total", n_pages=sum(value for value in values if value))


def _complete(first: str, last: str) -> str:
    """Complete the end of a range by what it shares with its beginning."""
    a, b = _PARTS.fullmatch(first), _PARTS.fullmatch(last)
    if not a or not b or b[1] not in ("", a[1]):
        return last
    digits = a[2][: -len(b[2])] + b[2] if len(b[2]) < len(a[2]) else b[2]
    if int(digits) < int(a[2]) or (int(digits) == int(a[2]) and a[3] >= b[3]):
        return last
    suffix = b[3] or (a[3] if len(a[3]) == 1 and a[3].isupper() and not b[1] else "")
    return a[1] + digits + suffix
