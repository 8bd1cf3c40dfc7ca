"""Values of single fields, as printed, in the form that CSL-JSON has for them.

Imports normalize.titles and restyle_dates.  Invariant: a value is repaired by a rule or given up
(None), never completed: what is not printed is not known.
"""

from __future__ import annotations

import re

from tagger.normalize.titles import tidy
from tagger.synth.restyle_dates import MONTHS, SEASONS

_MARKUP = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>|\\(?:textit|emph|textbf)\b")

_DAMAGED = re.compile(
    r"[\ufffd|\\{}<>_~¬§¶]|[\x00-\x1f\x7f-\x9f]|\(cid|\?\?|[a-z]\d[a-z]"
    r"|(?:(?<!\S)[^\W\d_]\s){4}|[a-z]{2}[A-Z][a-z]+[A-Z][a-z]|[,;:]\s?[,;:]|\.\s,|[a-z]{30}|[-‐–]\Z|\w!\s[a-z]"
    r"|(?<!\w)(?:the|of|on|in|and|for|to|with|using|from|by|an|di|de|la)[A-Z]"
    r"|[´¨`ˇ˘˙˚˛˝^˜]|\w\s-\w"
)
#: Words of other fields inside a title or a name of a journal: the labels are wrong.
_FOREIGN = re.compile(
    r"\bpp\.|\bpp?\.\s?\d|\bpp\s\d|\b[Vv]ol\.\s?\d|\bdoi\b|https?:|www\.|\beds?\.[,)\s]"
    r"|\b[Ee]dited by\b|\bRetrieved\b|\bISBN\b|\bISSN\b|\bIn:\s|\ba cura di\b|\bcit\.|\bibid"
    r"|\bHrsg\.|\bet al\b",
)
_CAMEL = re.compile(r"(?<![^\W_])[^\W\d_]*[a-zà-ÿ]{3}[A-ZÀ-Þ][a-zà-ÿ]{2,}")

_FOLLOWING = r"\s?(?:e\s|et\s)?(?:ff?|ss?|sgg?|sqq?|seq|ssq|segg?|sog|suiv)\.?"
_ROMAN = r"[IVXLCDM]+|[ivxlcdm]+"
#: A word that a line's end divided; in Italian a hyphen stands after -o only (storico-artistico).
_ITALIAN_HYPHEN = re.compile(r"(?<=[a-zà-ÿ])(?<!\w{4}o)-(?=[a-zà-ÿ][a-zà-ÿ’'])")


def clean(text: str) -> str:
    """Repair what a PDF or a page did to a value: line breaks, markup, spaces, quotes around it.

    Parameters
    ----------
    text : str
        A field, as printed.

    Returns
    -------
    str
        On one line, without punctuation of the list at its ends; may be empty.
    """
    return tidy(_MARKUP.sub("", text))


def is_damaged(text: str) -> bool:
    """Say whether a cleaned value still shows noise, or was cut wrong.

    Parameters
    ----------
    text : str
        As `clean` gives it.

    Returns
    -------
    bool
        True for signs of bad encoding, letters set apart, words run together, open brackets or
        quotes, and for what has more signs than letters.
    """
    n_letters = sum(map(str.isalpha, text))
    n_signs = sum(not char.isspace() for char in text)
    if (
        not text
        or 2 * n_letters < n_signs
        or (not text[0].isalnum() and text[0] not in "([¿¡«“‘„\"'")
    ):
        return True
    if _DAMAGED.search(text) or len(_CAMEL.findall(text)) > 1:
        return True
    if any(text.count(left) != text.count(right) for left, right in ("()", "[]", "«»", "“”")):
        return "„" not in text or text.count("(") != text.count(")")
    return text.count('"') % 2 == 1


def join_words(text: str, lang: str) -> str:
    """Join words that a line's end divided, where the hyphen stayed and the line break did not.

    Parameters
    ----------
    text : str
        As printed.
    lang : str
        ISO 639-1 code; only Italian has few enough words with a hyphen to tell.

    Returns
    -------
    str
        "medioevo" for "me-dioevo".
    """
    return _ITALIAN_HYPHEN.sub("", text) if lang == "it" else text


def title(text: str) -> str | None:
    """Take a title of a work, journal, book or series.

    Parameters
    ----------
    text : str
        As printed.

    Returns
    -------
    str or None
        None where it is damaged, holds words of other fields or is not between 2 and 300
        characters long.
    """
    text = clean(text)
    if not 2 <= len(text) <= 300 or is_damaged(text) or _FOREIGN.search(text):
        return None
    first = re.match(r"[^\W_]+", text)
    if (
        first
        and first[0].isalpha()
        and first[0].islower()
        and len(first[0]) > 1
        and text[first.end() : first.end() + 1] != "-"
    ):
        return None  # the first words were cut off
    n_letters = sum(map(str.isalpha, text))
    return None if n_letters > 12 and text.isupper() else text


def text_value(text: str, longest: int = 80) -> str | None:
    """Take a publisher, a place, a kind of document or a note.

    Parameters
    ----------
    text : str
        As printed.
    longest : int, default 80
        In characters; what is longer is no such value.

    Returns
    -------
    str or None
        None where it is damaged.
    """
    text = clean(text)
    is_wrong = len(text) < 2 or len(text) > longest or is_damaged(text) or _FOREIGN.search(text)
    return None if is_wrong else text


def number(text: str) -> str | None:
    """Take a volume or an issue.

    Parameters
    ----------
    text : str
        As printed.

    Returns
    -------
    str or None
        "12", "XXIII", "12-14", "B379", "Suppl. 1", with plain hyphens.
    """
    text = re.sub(r"\s*[-‐‑–—−]+\s*", "-", clean(text))
    text = re.sub(r"^(?:[Vv]ol(?:ume)?s?|[Nn]o|[Nn]r|[Bb]d|[Tt]ome|n)\b\.?\s?", "", text)
    part = rf"(?:[A-Z]{{0,3}}-?\d{{1,5}}-?[A-Za-z]?|{_ROMAN})"
    pattern = rf"{part}(?:\s?[-/,&]\s?{part})*(?: ?\(?(?:Suppl|Pt|Part|pt)\.? ?{part}?\)?)?"
    if re.fullmatch(rf"(?:{pattern}|(?:Suppl|Special|Sup)(?:\.|ement)? ?(?:{part}|issue)?)", text):
        return text
    words = re.split("[-/ ]", text.lower())
    return text if all(word in MONTHS or word in SEASONS for word in words) else None


def page(text: str) -> tuple[str, str] | None:
    """Take pages.

    Parameters
    ----------
    text : str
        As printed, without the designator or with it.

    Returns
    -------
    (str, str) or None
        The CSL variable, ``page`` or ``number-of-pages``, and its value: "123-8" with a plain
        hyphen, "38, 104", "e57".
    """
    text = re.sub(r"\s*[-‐‑–—−~]+\s*", "-", clean(text))
    text = re.sub(
        r"^(?:pages?|pp?|S|Seiten?|стр|с|s|ss)(?:\.\s?|\s)(?=[\divxlcA-Z])", "", text
    ).strip(" .")
    if re.fullmatch(rf"(?:{_ROMAN})\s?[,+]\s?\d+(?:\s?(?:pp?|S|s)\.?)?", text):
        return "number-of-pages", re.sub(r"\s?(?:pp?|S|s)\.?$", "", text)
    if found := re.fullmatch(r"(\d+)\s?(?:pp|pages|S|Seiten|с|s)\.?", text):
        return "number-of-pages", found[1]
    one = rf"(?:(?:[A-Z]{{1,3}}|e|s|f)?\d+[abrv]?|{_ROMAN})"
    if not re.fullmatch(
        rf"{one}(?:-{one})?(?:\s?[,;]\s?{one}(?:-{one})?)*(?:\+|{_FOLLOWING})?", text
    ):
        return None
    for left, right in re.findall(r"(?<!\d)(\d+)-(\d+)", text):
        if (len(left) == len(right) and int(left) > int(right)) or len(right) > len(left) + 2:
            return None
    return "page", re.sub(r"\s*([,;])\s*", r"\1 ", text)


def edition(text: str) -> str | None:
    """Take an edition statement.

    Parameters
    ----------
    text : str
        As printed.

    Returns
    -------
    str or None
        "2" for "2nd ed." and "2. Aufl.", so that a style can print its own words; other
        statements as they are.
    """
    text = clean(text)
    word = (
        r"(?:ed|eds|edn|edition|édition|auflage|aufl|edición|edizione|ediz|edição|изд|druk|uppl"
        r"|wyd|baskı)"
    )
    if found := re.fullmatch(
        rf"(\d{{1,2}})\s?(?:st|nd|rd|th|[ªae]|ème|\.|\.ª)?\s?{word}?\.?", text, re.I
    ):
        return found[1]
    if re.search(r"print|^ed\.?$|^edn\.?$", text, re.IGNORECASE):
        return None
    return text_value(text, 50)
