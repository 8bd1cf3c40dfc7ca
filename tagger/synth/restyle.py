"""A labelled reference -> a CSL-JSON item, to be printed in another style.

Imports corpora.records, restyle_dates, restyle_people and restyle_values.  Invariant: an item
holds only what its reference prints, cleaned; a reference in doubt gives no item.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from tagger.corpora.records import LabelledReference, is_usable
from tagger.synth import restyle_dates as dates
from tagger.synth import restyle_values as values
from tagger.synth.restyle_people import people

#: Known damage that no rule repairs: words cut by a label, an article's own header.
_BAD_FLAGS = ("midword", "header_ref", "year_odd")

#: Chance that an optional field is left out, so that styles are also seen without it (estimate).
DROP = 0.05
_OPTIONAL = (
    "issue", "page", "publisher", "publisher-place", "event-place", "edition", "DOI", "URL",
    "ISBN", "ISSN", "PMID", "number", "collection-title", "collection-number", "note", "accessed",
    "translator", "number-of-pages", "genre",
)  # fmt: skip

_THESIS = re.compile(
    r"thesis|dissert|thèse|mémoire|tesi\b|tesis|\btese\b|\bdiss\b|habilit|диссер|博士|硕士|論文|학위"
    r"|proefschrift|avhandling|rozprawa|tezi\b",
    re.IGNORECASE,
)
_REPORT = re.compile(
    r"report|paper|memo|rapport|bericht|informe|relatório|\bTR\b|technical|tech\.|документ", re.I
)
_PATENT = re.compile(r"patent|brevet\b|patente|патент|专利", re.IGNORECASE)
_CONFERENCE = re.compile(
    r"\bproc(?:eedings|s)?\b|conference|\bconf\b|symposium|\bsymp\b|workshop|congress|colloqui|"
    r"\bmeeting\b|\batti d|\bactes d|tagung|kongre|konferen|conferen|\banais\b|\bactas\b|"
    r"конференц|会议",
    re.IGNORECASE,
)
_NEWSPAPER = re.compile(
    r"\btimes\b|\bpost\b|zeitung|le monde|guardian|corriere|gazzett|\bnews\b|herald|tribune|"
    r"el país|folha de|figaro|spiegel|repubblica|\bdaily\b|sunday|telegraph",
    re.IGNORECASE,
)
_ACCESSED = re.compile(
    r"(?:access|retriev|consult|abgerufen|abruf|zugriff|stand|acess|visit|обращен|cited|geraadpleegd"
    r"|erişim|dostęp|hämtad|viewed|checked|visto)\w*[^\w]*(?:on|le|am|em|il|el|op|den|date|data|в)?"
    r"[^\w]*(?:on|в)?[^\w]*\Z",
    re.IGNORECASE,
)


_Fields = dict[str, list[tuple[int, int]]]


def item_from_reference(reference: LabelledReference, rng: random.Random) -> dict | None:
    """Make an item of the fields of a reference.

    Parameters
    ----------
    reference : LabelledReference
        With right labels; its flags say what is known to be wrong.
    rng : random.Random
        Leaves out an optional field now and then, see `DROP`.

    Returns
    -------
    dict or None
        A CSL-JSON item: ``id``, ``type``, ``language`` where it is known, and fields.  None
        where the reference has neither title nor venue, has nothing else, is flagged, or where
        a name or title in it looks damaged.

    Notes
    -----
    The keys are those of the CSL 1.0.2 schema for input data, and ``year-suffix``.
    """
    if not is_usable(reference) or any(flag in _BAD_FLAGS for flag in reference.flags):
        return None
    fields: _Fields = {}
    for span in reference.spans:
        fields.setdefault(span.label, []).append((span.start, span.end))
    if "pdf_spacing" in reference.flags and "title" in fields:
        return None  # spaces are lost between words, and nothing tells where
    item: dict = {}
    for step in (_titles, _people, _dates, _numbers, _imprint, _identifiers):
        if not step(reference.text, fields, item):
            return None
    if not _is_enough(item):
        return None
    for key in ("title", "container-title", "collection-title", "publisher", "note"):
        if key in item:
            item[key] = values.join_words(item[key], reference.lang)
    item["type"] = _type(item, fields)
    _place_by_type(item)
    for name in _OPTIONAL:
        if name in item and rng.random() < DROP:
            del item[name]
    # the language of a reference without a title is a guess from names
    if len(reference.lang) == 2 and reference.lang.isalpha() and "title" in item:
        item["language"] = reference.lang
    item["id"] = reference.id
    return item if _is_enough(item) else None


def _is_enough(item: dict) -> bool:
    """Say whether an item has a title or a venue, and enough beside it to be a reference."""
    if "title" in item:
        return bool(
            item.keys() & {"author", "editor", "container-title", "publisher", "issued", "URL"}
        )
    with_place = item.keys() & {"volume", "page"}
    return "container-title" in item and "author" in item and bool(with_place)


def _titles(text: str, fields: _Fields, item: dict) -> bool:
    """Take the titles; a field in two pieces cannot be put together again."""
    for label, key in (
        ("title", "title"),
        ("venue", "container-title"),
        ("series", "collection-title"),
    ):
        spans = fields.get(label, [])
        if len(spans) > 1:
            return False
        for start, end in spans:
            value = values.title(_with_dot(text, start, end))
            if label == "series" and (value is None or len(value) < 6):
                continue  # "s. V", "n. s."
            if value is None:
                return False
            item[key] = value
    return item.get("title") != item.get("container-title")


def _with_dot(text: str, start: int, end: int) -> str:
    """Give a field, and the dot after it where it is abbreviated: "Zh .Eksp .Teor .Fiz .9"."""
    value = text[start:end]
    words = re.findall(r"[^\W\d_]+\s?\.", value)
    if words and len(words) + 1 >= len(re.findall(r"[^\W\d_]{2,}", value)):
        return value + ("." if re.match(r"\s?\.", text[end : end + 2]) else "")
    return value


def _people(text: str, fields: _Fields, item: dict) -> bool:
    for label in ("author", "editor", "translator"):
        spans = fields.get(label, [])
        if len(spans) > 1:
            return False
        for start, end in spans:
            found = people(text[start:end])
            if not found:
                return False
            item[label] = found
    return True


def _dates(text: str, fields: _Fields, item: dict) -> bool:
    spans = fields.get("year", [])
    if spans:
        found = dates.year(text[slice(*spans[0])])
        if found is None:
            return False
        item["issued"], suffix = found
        if suffix:
            item["year-suffix"] = suffix
    for start, end in fields.get("date", []):
        date = dates.date(text[start:end])
        if date is None:
            continue
        if _ACCESSED.search(text[max(0, start - 40) : start]):
            if date["year"] and "parts" in date:
                item["accessed"] = {"date-parts": [[date["year"], *date["parts"][0]]]}
        else:
            _add_to_issued(item, date)
    return True


def _add_to_issued(item: dict, date: dict) -> None:
    """Add month, day or season to a year of publication."""
    issued = item.get("issued")
    if issued is None and date["year"]:
        issued = {"date-parts": [[date["year"]]]}
    if (
        issued is None
        or len(issued.get("date-parts", [])) != 1
        or len(issued["date-parts"][0]) != 1
    ):
        return
    year = issued["date-parts"][0][0]
    if date["year"] not in (0, year):
        return
    if "season" in date:
        item["issued"] = {"date-parts": [[year]], "season": date["season"]}
    else:
        item["issued"] = {"date-parts": [[year, *part] for part in date["parts"]]}


def _numbers(text: str, fields: _Fields, item: dict) -> bool:
    """Take volume, issue, pages and edition; what is odd is left out."""
    volumes = fields.get("volume", [])
    series_end = max((end for _, end in fields.get("series", [])), default=-1)
    for start, end in volumes:
        of_series = "collection-title" in item and 0 <= start - series_end <= 12
        key = "collection-number" if of_series else "volume"
        value = values.number(text[start:end])
        if value is None or key in item:
            return False
        item[key] = value
    for start, end in fields.get("issue", [])[:1]:
        value = values.number(text[start:end])
        if value is None:
            return False
        item["issue"] = value
    for start, end in fields.get("pages", [])[:1]:
        after, before = text[end : end + 8], text[max(0, start - 8) : start]
        is_total = re.match(r"\s?(?:pp?|S|s|pages|Seiten|с|str|ss)\b", after) and not re.search(
            r"(?:pp?|S|Sp|pages?|с|стр|s)\.?\s*$|:\s*$", before
        )
        found = values.page(text[start:end])
        if found and is_total and re.search(r"\d$", found[1]) and "-" not in found[1]:
            found = "number-of-pages", found[1]
        if found is None:
            return False
        item[found[0]] = found[1]
    _take(text, fields, item, "edition", "edition", values.edition)
    return True


def _imprint(text: str, fields: _Fields, item: dict) -> bool:
    _take(text, fields, item, "publisher", "publisher", values.text_value)
    if "publisher" not in item:
        _take(text, fields, item, "institution", "publisher", values.text_value)
    places = fields.get("place", [])
    if len(places) == 2 and "publisher" in item and "venue" in fields:  # of the event, of the house
        _take(text, {"place": places[:1]}, item, "place", "event-place", values.text_value)
        places = places[1:]
    _take(text, {"place": places}, item, "place", "publisher-place", values.text_value)
    _take(text, fields, item, "genre", "genre", values.text_value)
    _take(text, fields, item, "note", "note", values.text_value)
    if re.search(r"^(?:Retrieved|Available|Online|Web|Accessed|URL)", item.get("note", "")):
        del item["note"]
    return True


def _take(
    text: str, fields: _Fields, item: dict, label: str, key: str, read: Callable[[str], str | None]
) -> None:
    """Take the first span of a label, unless it is damaged."""
    for start, end in fields.get(label, [])[:1]:
        value = read(text[start:end])
        if value is not None:
            item[key] = value


def _identifiers(text: str, fields: _Fields, item: dict) -> bool:
    for start, end in fields.get("doi", [])[:1]:
        doi = "".join(text[start:end].split()).rstrip(".,;")
        if not re.fullmatch(r"10\.\d{4,9}/[!-~]+", doi):
            return False
        item["DOI"] = doi
    for start, end in fields.get("url", [])[:1]:
        url = re.sub(r"\s+", "", text[start:end]).rstrip(".,;")
        if re.fullmatch(r"(?:https?://|ftp://|www\.)[!-~]+\.[!-~]+", url):
            item["URL"] = url
    for start, end in fields.get("identifier", []):
        value, before = values.clean(text[start:end]), text[max(0, start - 12) : start].upper()
        if re.fullmatch(r"(?:97[89][-– ]?)?(?:\d[-– ]?){9}[\dX]", value):
            item.setdefault("ISBN", re.sub("[– ]", "-", value))
        elif re.fullmatch(r"\d{4}[-–]\d{3}[\dX]", value):
            item.setdefault("ISSN", value.replace("–", "-"))
        elif "PMID" in before and value.isdecimal():
            item.setdefault("PMID", value)
        elif re.fullmatch(r"PMC\d+", value):
            item.setdefault("PMCID", value)
        elif re.fullmatch(r"\d{4}\.\d{4,5}(?:v\d)?|[a-z-]{2,8}(?:\.[A-Z]{2})?/\d{7}", value):
            item.setdefault("archive", "arXiv")
            item.setdefault("number", f"arXiv:{value}")
        elif re.fullmatch(r"[\w./:,() -]{1,30}", value) and re.search(r"\d", value):
            item.setdefault("number", value)
    return True


def _type(item: dict, fields: _Fields) -> str:
    """Guess the type of a work from what is printed of it."""
    genre, venue = item.get("genre", ""), item.get("container-title", "")
    if _PATENT.search(genre):
        return "patent"
    if _THESIS.search(genre):
        return "thesis"
    if venue:
        return _type_in_venue(item, venue)
    if _REPORT.search(genre) or ("institution" in fields and "publisher" not in fields):
        return "report"
    if item.get("archive") == "arXiv" and "publisher" not in item:
        return "article"
    if "URL" in item and "publisher" not in item and "publisher-place" not in item:
        return "webpage"
    return "book"


def _type_in_venue(item: dict, venue: str) -> str:
    in_society = "volume" in item and re.search(r"\b(?:acad|soc|roy)", venue, re.IGNORECASE)
    if "title" in item and "issue" not in item and _CONFERENCE.search(venue) and not in_society:
        return "paper-conference"
    has_day = any(len(part) == 3 for part in item.get("issued", {}).get("date-parts", []))
    if has_day and "volume" not in item and _NEWSPAPER.search(venue):
        return "article-newspaper"
    has_imprint = item.keys() & {"publisher", "publisher-place", "editor", "ISBN", "edition"}
    if "title" in item and has_imprint and "issue" not in item:
        return "chapter"
    if "URL" in item and not item.keys() & {"volume", "issue", "page", "DOI"}:
        return "webpage"
    return "article-magazine" if has_day and "volume" not in item else "article-journal"


def _place_by_type(item: dict) -> None:
    """Put into another variable what a style would look for elsewhere."""
    if item["type"] == "paper-conference" and "publisher" not in item and "publisher-place" in item:
        item["event-place"] = item.pop("publisher-place")
    if item["type"].startswith("article-") and "page" not in item:
        total = item.pop("number-of-pages", "")
        if total.isdecimal():  # "546 pp." is a page here
            item["page"] = total
    if item.get("genre", "").lower() in ("online", "web", "pdf", "cd-rom"):
        del item["genre"]
