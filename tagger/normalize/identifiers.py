"""Identifiers, as printed: DOI, arXiv, ISBN, ISSN, PMID and others, and web addresses.

Imports nothing of the package.  Invariant: an identifier is never guessed from another; check
digits are checked, not corrected; no text makes a function fail.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from urllib.parse import unquote

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-") | dict.fromkeys("\u00ad\u200b\ufeff\u2060"))
_RESOLVER = r"(?:https?:/?/?|//)?(?:(?:dx|www)[./])?doi\.?org/+"
_DOI_PREFIX = re.compile(
    rf"(?:(?:{_RESOLVER}|https?://doi-org\.[\w.-]+/|info:doi/|urn:doi:|\(?doi\)?[:=\s.]*)+)", re.I
)
#: ISO 26324: "10.", the registrant's number, a slash, and any printable characters.
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s\"<>]+")
#: A SICI, the only kind of DOI with "<" and ">" (ANSI/NISO Z39.56).
_SICI = re.compile(r"10\.\d{4}/[^\s\"<>]*?<[^\s<>]{1,60}>[\w.:;-]*")
#: Words that a lost space has glued to a DOI.
_GLUED = re.compile(
    r"(?<=.)(?:PMID|PMCID|PubMed|Pubmed|Available|Epub|Accessed|Retrieved|https?:|CrossRef|Crossref"
    r"|GoogleScholar|Medline|MEDLINE|ISSN|ISBN|arXiv:|\[pii\]|\[doi\]|</|URL).*"
)
_URL_DOI = re.compile(
    r"(?:/doi(?:/(?:abs|full|pdf|epdf|pdfplus|book|ref|epub|fpi|figure|10))*"
    r"|springer\.com/(?:article|chapter|book|content/pdf)?|nature\.com/doifinder|[?&](?:doi|id)=)"
    r"/?(10\.\d{4,9}(?:/|%2F).+)",
    re.IGNORECASE,
)
_URL_DOI_END = re.compile(
    r"(?:[?#].*|/(?:full|abstract|pdf|epdf|html|meta|summary|fulltext|asset/.*|full/html)|\.pdf)+\Z"
)

_ARXIV_NEW = re.compile(r"(\d{4}\.\d{4,5})(v\d+)?")
_ARXIV_OLD = re.compile(
    r"([a-z]+(?:-[a-z]+)?)(?:\.[A-Z]{2}|\.[a-z]{2}(?:-[a-z]+)?)?/(\d{7})(v\d+)?"
)
_ARXIV_PREFIX = re.compile(
    r"(?:https?://)?(?:arxiv(?:\.org)?[:;,/\s]*)?(?:e?-?prints?[:;,/]*)?(?:(?:abs|pdf)/)?", re.I
)
#: The old archives (arxiv.org/archive).
_ARCHIVES = frozenset(
    "acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas "
    "cond-mat cs dg-ga funct-an gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin "
    "nucl-ex nucl-th patt-sol physics plasm-ph q-alg q-bio quant-ph solv-int supr-con".split()
)

#: What stands before an identifier, at the end of the text before it; the first that fits counts.
_DESIGNATORS = tuple(
    (kind, re.compile(rf"(?<![^\W_])(?:{words})[\s:.#)\]]*\Z", re.IGNORECASE))
    for kind, words in (
        ("isbn", r"e?-?isbn(?:[-\s]?1[03])?"),
        ("issn", r"[ep]?-?issn(?:-l)?"),
        ("pmcid", r"pmcid|pmc|pub\s?med\s?central(?:\s+(?:pmcid|id))?"),
        ("pmid", r"pmid|pub\s?med(?:\s+(?:pmid|id))?|medline"),
        ("arxiv", r"arxiv(?:\.org)?(?:\s*[:,]?\s*(?:e-?)?prints?)?|ar\s?xiv"),
        ("handle", r"hdl|handle"),
        ("oclc", r"oclc"),
        ("mr", r"mr|math(?:ematical)?\s*rev(?:iews|\.)?"),
        ("zbl", r"zbl|zbmath|zentralblatt"),
        ("patent", r"patents?(?:\s+(?:no|nr|number|app(?:l|lication)))*"),
        ("rfc", r"rfc"),
        ("doi", r"doi"),
    )
)


@dataclass(frozen=True)
class Identifier:
    """An identifier and what kind it is of.

    Attributes
    ----------
    kind : str
        ``doi``, ``arxiv``, ``isbn``, ``issn``, ``pmid``, ``pmcid``, ``handle``, ``urn``, ``ark``,
        ``oclc``, ``mr``, ``zbl``, ``patent``, ``rfc``, or ``other``: numbers of reports,
        standards, laws.
    value : str
        In the usual form of its kind, see the functions of this module; for other kinds the text
        on one line.
    is_valid : bool
        Whether its form and its check digit are right; True for kinds that have none.
    """

    kind: str
    value: str
    is_valid: bool = True


def parse_identifier(text: str, *, before: str = "") -> Identifier:
    """Find out what an identifier is.

    Parameters
    ----------
    text : str
        As printed, with or without its designator.
    before : str
        What stands before it in the reference: "ISBN ", "PMID:", "arXiv :".

    Returns
    -------
    Identifier
        Its own form decides before the designator does, where it can be of one kind only.

    Examples
    --------
    >>> parse_identifier("1503.02531v2", before="arXiv:")
    Identifier(kind='arxiv', value='1503.02531v2', is_valid=True)
    >>> parse_identifier("1-55860-153-8", before="ISBN ").is_valid
    True
    """
    line = " ".join(text.translate(_DASHES).split())
    stated = _stated(before)
    inner = re.match(r"(?:(e?-?isbn(?:-1[03])?|issn|pmc?id|hdl|oclc)\b[\s:]*)(?=.*\d)", line, re.I)
    if inner:
        stated, line = _stated(inner[1]), line[inner.end() :]
    bare = "".join(line.split())
    if stated in ("isbn", "issn", "pmid", "pmcid", "arxiv"):
        return _of_kind(stated, bare, line)
    if bare.lower().startswith(("10.", "doi:")) and (doi := normalize_doi(bare)):
        return Identifier("doi", doi)
    if re.fullmatch(r"(?:PMC)+\d{4,9}(?:\.\d)?", bare, re.IGNORECASE):
        return _of_kind("pmcid", bare, line)
    if stated == "" and (arxiv := normalize_arxiv(bare)):
        return Identifier("arxiv", arxiv)
    if (
        stated == ""
        and re.fullmatch(r"97[89](?:-?\d){9,10}-?[\dX]?|(?:\d-?){9}[\dXx]", bare)
        and (is_isbn(bare))
    ):
        return Identifier("isbn", _isbn(bare))
    if stated == "" and re.fullmatch(r"\d{4}-\d{3}[\dXx]", bare) and is_issn(bare):
        return Identifier("issn", bare.upper())
    if bare.lower().startswith("urn:"):
        return Identifier("urn", bare)
    if bare.lower().startswith("ark:"):
        return Identifier("ark", bare)
    if re.fullmatch(r"MR\d{6,7}", bare):
        return Identifier("mr", bare)
    if stated == "doi":
        doi = normalize_doi(bare)
        return Identifier("doi", doi or line, bool(doi))
    return Identifier(stated or "other", line)


def _stated(before: str) -> str:
    """Say which designator ends a text."""
    end = before[-40:].replace("\n", " ")
    return next((kind for kind, pattern in _DESIGNATORS if pattern.search(end)), "")


def _of_kind(kind: str, bare: str, line: str) -> Identifier:
    """Give an identifier whose kind is known."""
    if kind == "isbn":
        return Identifier(kind, _isbn(bare), is_isbn(bare))
    if kind == "issn":
        found = re.fullmatch(r"(\d{4})-?(\d{3}[\dXx])", bare)
        return Identifier(kind, f"{found[1]}-{found[2].upper()}" if found else line, is_issn(bare))
    if kind == "arxiv":
        value = normalize_arxiv(bare)
        return Identifier(kind, value or line, bool(value))
    digits = re.sub(r"^(?:PMC?(?:ID)?:?)+", "", bare, flags=re.IGNORECASE)
    is_valid = re.fullmatch(r"\d{1,9}(?:\.\d)?", digits) is not None
    if kind == "pmcid":
        return Identifier(kind, f"PMC{digits}" if is_valid else line, is_valid)
    return Identifier(kind, digits if is_valid else line, is_valid)


def normalize_doi(text: str) -> str:
    """Give a DOI in one form.

    Parameters
    ----------
    text : str
        As printed: with resolver or "doi:", spaces of line breaks, entities, and more behind it.

    Returns
    -------
    str
        The bare DOI in lower case, for two that differ in case are the same (DOI Handbook, 2.4);
        empty where there is none.

    Examples
    --------
    >>> normalize_doi("https://doi.org/10.1016/J.CELL.2016. 01.001.")
    '10.1016/j.cell.2016.01.001'
    """
    text = "".join(html.unescape(text).translate(_DASHES).split())
    if re.search(r"%[0-9A-Fa-f]{2}", text):
        text = "".join(unquote(text).split())
    text = _DOI_PREFIX.sub("", text, count=1) if _DOI_PREFIX.match(text) else text
    # without its bracket there is no SICI, and looking for one takes quadratic time
    found = ("<" in text and _SICI.search(text)) or _DOI.search(text)
    if not found:
        return ""
    doi = _GLUED.sub("", found[0])
    previous = ""
    while doi != previous:
        previous = doi
        doi = doi.rstrip(".,;:'’”»*|\\")
        if doi[-1:] in ")]}" and doi.count(doi[-1]) > doi.count("([{"[")]}".index(doi[-1])]):
            doi = doi[:-1]
    is_whole = _SICI.fullmatch(doi) or _DOI.fullmatch(doi)
    return "".join(c.lower() if c.isascii() else c for c in doi) if is_whole else ""


def doi_of_url(url: str) -> str:
    """Give the DOI that an address holds.

    Parameters
    ----------
    url : str
        A resolver's address, or a publisher's: ``https://onlinelibrary.wiley.com/doi/10.1002/…``.

    Returns
    -------
    str
        As `normalize_doi` gives it; empty where the address holds none.
    """
    url = clean_url(url)
    if is_resolver(url):
        return normalize_doi(re.sub(r"[?#].*", "", url) if "<" not in url else url)
    found = _URL_DOI.search(url)
    return normalize_doi(_URL_DOI_END.sub("", found[1])) if found else ""


def is_resolver(url: str) -> bool:
    """Say whether an address is that of a resolver of DOIs, and so nothing but a DOI.

    Parameters
    ----------
    url : str
        An address.

    Returns
    -------
    bool
        True for ``doi.org``, ``dx.doi.org`` and their proxies.
    """
    return re.match(rf"{_RESOLVER}10\.|https?://doi-org\.[\w.-]+/10\.", url, re.I) is not None


def normalize_arxiv(text: str) -> str:
    """Give an arXiv identifier in one form.

    Parameters
    ----------
    text : str
        As printed: "arXiv:1503.02531v2", "0911 .0681", "hep -th/9901001", "cs.LG/1906.08495",
        an address of arxiv.org.

    Returns
    -------
    str
        "1503.02531v2" or "hep-th/9901001"; a subject class is left out, as arXiv does in its own
        (https://info.arxiv.org/help/arxiv_identifier.html).  Empty where it is none.
    """
    bare = "".join(text.translate(_DASHES).split())
    bare = _ARXIV_PREFIX.sub("", bare, count=1)
    bare = re.sub(r"(?:\.pdf|\[[a-z.-]+\]|[.,;)\]])+\Z", "", bare, flags=re.IGNORECASE)
    bare = re.sub(r"^[a-z-]+(?:\.[A-Za-z-]+)?/(?=\d{4}\.\d)", "", bare)
    found = _ARXIV_NEW.fullmatch(bare)
    if found and 1 <= int(found[1][2:4]) <= 12:
        return bare
    found = _ARXIV_OLD.fullmatch(bare)
    if found and found[1] in _ARCHIVES and 1 <= int(found[2][2:4]) <= 12:
        return f"{found[1]}/{found[2]}{found[3] or ''}"
    return ""


def is_isbn(text: str) -> bool:
    """Check an ISBN of 10 or 13 digits.

    Parameters
    ----------
    text : str
        With or without hyphens and spaces.

    Returns
    -------
    bool
        Whether it has the right length and check digit (ISO 2108:2017, annex C; of ten digits:
        ISO 2108:1992).
    """
    digits = re.sub(r"[\s-]", "", text.translate(_DASHES)).upper()
    if re.fullmatch(r"[0-9]{9}[0-9X]", digits):
        values = [10 if digit == "X" else int(digit) for digit in digits]
        return sum(weight * value for weight, value in zip(range(10, 0, -1), values)) % 11 == 0  # noqa: B905
    if re.fullmatch(r"97[89][0-9]{10}", digits):
        return sum(int(digit) * (3 if i % 2 else 1) for i, digit in enumerate(digits)) % 10 == 0
    return False


def is_issn(text: str) -> bool:
    """Check an ISSN.

    Parameters
    ----------
    text : str
        With or without hyphen.

    Returns
    -------
    bool
        Whether it has eight digits and the right check digit (ISO 3297:2022).
    """
    digits = re.sub(r"[\s-]", "", text.translate(_DASHES)).upper()
    if not re.fullmatch(r"[0-9]{7}[0-9X]", digits):
        return False
    values = [10 if digit == "X" else int(digit) for digit in digits]
    return sum(weight * value for weight, value in zip(range(8, 0, -1), values)) % 11 == 0  # noqa: B905


def _isbn(bare: str) -> str:
    """Give an ISBN with its hyphens, in capitals."""
    return re.sub(r"-+", "-", bare.upper().strip("-.,;"))


def clean_url(text: str) -> str:
    """Give an address on one line.

    Parameters
    ----------
    text : str
        As printed; white space in it is of line breaks, for no address holds any (RFC 3986).

    Returns
    -------
    str
        Without angle brackets and without the punctuation of the sentence at its end.
    """
    url = "".join(html.unescape(text).split()).translate(
        dict.fromkeys(map(ord, "\u00ad\u200b\ufeff¬"))
    )
    previous = ""
    while url != previous:
        previous = url
        url = url.strip("<>\"'“”«»‹›").rstrip(".,;:")
        if url.endswith((")", "]")) and url.count(")") + url.count("]") > url.count(
            "("
        ) + url.count("["):
            url = url[:-1]
    return url
