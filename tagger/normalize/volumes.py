"""Volumes, issues and editions, as printed.

Imports roman.  Invariant: values are made of what is printed, without designators; no text makes
a function fail.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tagger.normalize.roman import roman_value

_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>")
_DASH = re.compile(r"\s*(?:[-‐‑‒–—―−]\s*)+")
_VOLUME = (
    r"(?:volumes?|vols?|voll?|voi|bände|band|bde?|tomes?|tomos?|tomus|tom|том|т|t|v|jg|jahrgang"
    r"|jahrg"
    r"|год|årg|årgang|jaargang|jrg|roč(?:ník)?|rok|r|cilt|c|anno|année|ann|a|año|szv?|köt|卷|第)"
)
_ISSUE = (
    r"(?:issues?|iss|numbers?|numéros?|números?|numero|nos?|nrs?|núms?|num|n|nº|n°|№|hefte?|h|heft"
    r"|fasc(?:icolo|icule)?|fase|f|cahier|cah|вып(?:уск)?|вип|ч|zeszyt|z|sayı|sy?|čís(?:lo)?|č"
    r"|št|broj|br|"
    r"sz(?:ám)?|afl|häfte|hft|hæfte|期|号|호|serial no)"
)
_DESIGNATOR = re.compile(
    rf"({_VOLUME}|{_ISSUE})(?:\.\s*|\s*[°º]\s*|\s+|(?<=[卷第期号№])"
    rf"|(?<=\w\w)(?=\d))(?=[\dIVXLCDMivxlcdm])",
    re.I,
)
_CJK = re.compile(r"第?\s?(\d+(?:-\d+)?)\s?[卷巻期号號集輯辑권집호]")
_BRACKETED = re.compile(r"(.*?[^\s(])\s*\(([^()]*)\)")
_SPLIT = re.compile(rf"(.+?)\s*[,;:]\s*({_ISSUE})(?:\.\s*|\s*[°º]\s*|\s+|(?<=№))(?=\S)(.+)", re.I)
_ISSUE_FIRST = re.compile(
    rf"({_ISSUE})(?:\.|\s|[°º])\s*([\w/-]+)\s*[,;]\s*({_VOLUME})(?:\.|\s)\s*([\w/-]+)", re.I
)
_SUPPLEMENT = re.compile(
    r"\b(?:suppl(?:ement(?:ary|s)?|ément|emento|\.)?|supplément|sup(?:\.|\s)|beih(?:eft|\.)?"
    r"|bijlage|spec(?:ial|\.)\s?(?:issue|no\.?)?|sonderheft|numéro spécial|extra)\.?"
    r"\s*([A-Z]?\d*[A-Z]?|[IVXLC]+)(?!\w)",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:parts?|pts?|parte|teil|tl|ч|section|sect)\b\.?\s*(\d+[a-z]?|[IVXLC]+|[A-H])\b", re.I
)

_ORDINALS = {
    word: number
    for number, words in enumerate(
        ("first erste première primera prima primeira",
         "second zweite deuxième seconde segunda seconda tweede andra",
         "third dritte troisième tercera terza terceira derde tredje",
         "fourth vierte quatrième cuarta quarta vierde fjärde",
         "fifth fünfte cinquième quinta vijfde femte",
         "sixth sechste sixième sexta sesta zesde",
         "seventh siebte septième séptima settima sétima",
         "eighth achte huitième octava ottava oitava", "ninth neunte neuvième novena nona",
         "tenth zehnte dixième décima decima"), 1)
    for word in words.split()
}  # fmt: skip
_EDITION_WORD = (
    r"(?:ed(?:itions?|ns?|s)?|éd(?:itions?)?|auflage|aufl|edici[óo]n|edizione|ediz|edição"
    r"|edició|изд(?:ание)?"
    r"|вид|druk|uppl(?:agan?)?|opplag|utg(?:ave|åva)?|udg(?:ave)?|wyd(?:anie)?|vyd(?:ání|anie)?"
    r"|baskı|basım"
    r"|bs|painos|p|kiad(?:ás)?|izd(?:anje)?|έκδ(?:οση)?|版|판)"
)
_EDITION = re.compile(
    rf"[\[(]?(\d{{1,2}})\s?(?:st|nd|rd|th|[ªaºo°e]|er|re|ère|ème|:[ae]|-?[ея]|-?oe|\.ª"
    rf"|\.º)?\s?\.?\s?"
    rf"{_EDITION_WORD}?\.?[\])]?",
    re.IGNORECASE,
)
_WORD_EDITION = re.compile(rf"([^\W\d_]+?)\s?{_EDITION_WORD}\.?", re.IGNORECASE)


@dataclass(frozen=True)
class Number:
    """A volume or an issue.

    Attributes
    ----------
    value : str
        As a style prints it: without designator, with plain hyphens; Roman numbers stay Roman.
    arabic : int
        Its value, where it is one whole number, Roman or not; otherwise 0.
    issue : str
        An issue that stands within a volume: the 3/4 of "31(3/4)".
    supplement, part : str
        The number of a supplement and of a part, which stand in `value` too; a supplement
        without number is ``"1"``.
    """

    value: str
    arabic: int = 0
    issue: str = ""
    supplement: str = ""
    part: str = ""


def parse_volume(text: str) -> Number:
    """Read a volume.

    Parameters
    ----------
    text : str
        As printed: "31", "XXIV", "12–13", "B379", "vol. 3, no. 2", "31(3/4)".

    Returns
    -------
    Number
        With the issue, where the text holds it.

    Examples
    --------
    >>> parse_volume("31(3/4)").issue, parse_volume("CLXI").arabic, parse_volume("12–13").value
    ('3/4', 161, '12-13')
    """
    text = _clean(text)
    if found := _ISSUE_FIRST.fullmatch(text):
        return _number(found[4], found[2])
    if found := _SPLIT.fullmatch(text):
        return _number(_bare(found[1]), _bare(found[3]))
    found = _BRACKETED.fullmatch(text)
    if found and re.search(r"\d", found[2]) and re.search(r"[\dIVXLCivxlc]", found[1]):
        return _number(_bare(found[1]), _bare(found[2]))
    return _number(_bare(text))


def parse_issue(text: str) -> Number:
    """Read an issue.

    Parameters
    ----------
    text : str
        As printed: "3", "1–2", "Suppl. 1", "4 Pt 2", "no. 7", "September/October".

    Returns
    -------
    Number
        Its `value` is the whole issue.
    """
    text = _clean(text)
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1]
    return _number(_bare(text))


def parse_edition(text: str) -> str:
    """Read an edition statement.

    Parameters
    ----------
    text : str
        As printed.

    Returns
    -------
    str
        ``"2"`` for "2nd ed.", "2. Aufl." and "second edition", so that a style can print its own
        words; a statement that says more ("2., verb. Aufl.") as it is, on one line.
    """
    text = " ".join(text.split()).strip(" ,;:")
    if found := _EDITION.fullmatch(text):
        return str(int(found[1]))
    found = _WORD_EDITION.fullmatch(text)
    if found and found[1].lower() in _ORDINALS:
        return str(_ORDINALS[found[1].lower()])
    return text


def _clean(text: str) -> str:
    text = " ".join(_MARKUP.sub("", text).split())
    return _DASH.sub("-", text).strip(" .,;:")


def _bare(text: str) -> str:
    """Take designators away, as long as a number follows."""
    if found := _CJK.fullmatch(text):
        return found[1]
    found = _DESIGNATOR.match(text)
    return text[found.end() :].strip() if found else text


def _number(value: str, issue: str = "") -> Number:
    value = value.strip(" ,;°º") or value
    is_letter = len(value) == 1 and value in "lcdm"  # an issue "c", a scanned 1
    arabic = (
        int(value)
        if re.fullmatch(r"\d{1,9}", value)
        else (not is_letter and roman_value(value)) or 0
    )
    both = f"{value} {issue}"
    supplement, part = _SUPPLEMENT.search(both), _PART.search(both)
    return Number(
        value,
        arabic,
        issue,
        (supplement[1] or "1") if supplement else "",
        part[1] if part else "",
    )
