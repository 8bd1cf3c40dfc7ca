"""The CSL type of a work, by what is printed of it.

Imports nothing of the package.  Invariant: the same fields give the same type, one of
`TYPES`; what is printed of the kind itself (a code, a genre) goes before what the other fields
suggest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

#: Types of CSL 1.0.2 that `guess_type` gives.
TYPES = frozenset(
    "article article-journal article-magazine article-newspaper bill book broadcast chapter "
    "dataset document entry-dictionary entry-encyclopedia interview legal_case legislation "
    "manuscript map motion_picture musical_score paper-conference patent periodical "
    "personal_communication post post-weblog report review software song speech standard thesis "
    "treaty webpage".split()
)

#: Codes of GB/T 7714-2015, table B.1, in references from China: "[J]", "[M]//", "[EB/OL]".
_CODE = re.compile(
    r"\[\s?(J|M|C|D|R|N|P|S|G|A|EB|DB|DS|CP|CM)(?:\s?/\s?(?:OL|CD|MT"
    r"|DK))?\s?\]\s?(//)?(?=\s?[.,:：．。/\w«(]|$)"
)
_CODES = {
    "J": "article-journal", "M": "book", "C": "paper-conference", "D": "thesis", "R": "report",
    "N": "article-newspaper", "P": "patent", "S": "standard", "G": "book", "A": "chapter",
    "EB": "webpage", "DB": "dataset", "DS": "dataset", "CP": "software", "CM": "map",
}  # fmt: skip

#: Words in a genre; the first that fits decides, so a "thesis report" is a thesis.
_GENRES = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("patent", r"patent|brevet\b|brevetto|патент|专利|特許|特开|특허"),
        ("thesis", r"thesis|theses|dissert|thèse|mémoire\b(?!s)|tesi\b|tesis\b|\bteses?\b"
                   r"|\bdiss\b|habilit"
                   r"|диссер|дис\.|дисерт|автореф|proefschrift|avhandling|afhandling|rozprawa"
                   r"|tezi\b|praca (?:dokt|magis)|disertační|diplom|trabajo (?:de )?fin"
                   r"|trabalho de conclusão"
                   r"|\bph\.?\s?d\b|\bm\.?s\.?c\.?\b|bachelor|väitös|licentiat|doktor|doutorado"
                   r"|mestrado|博士|硕士|碩士|学位|論文|학위|διατριβή"),
        ("dataset", r"data\s?-?sets?|datensatz|jeu de données|conjunto de d|banco de dados"
                    r"|database\b|数据集|набор данных"),
        ("software", r"software|computer program|source code|mobile app|\br package|logiciel"
                     r"|программ[аы] для"),
        ("standard", r"\bstandards?\b|\bnorme?s?\b|\bnorma\b|\bгост\b|标准|internet-draft"),
        ("legal_case", r"urteil|beschluss|judge?ment|arrêt\b|sentenza|sentencia|acórdão|court"
                       r"|gericht|решение|判決"),
        ("bill", r"\bbill\b|gesetzentwurf|proposition de loi|projeto de lei|proyecto de ley"),
        ("treaty", r"\btreaty|\btraité\b|tratado|vertrag\b|trattato|договор"),
        ("legislation", r"\bstatute|\bgesetz|\bverordnung|\bloi\b|\bdécret|\blegge\b|\bley\b"
                        r"|\blei\b|directive"
                        r"|regulation|richtlinie|decreto|\bзакон|постановление|\bact\b"),
        ("map", r"\bmaps?\b|\bkarte\b|\bcarte\b|\bmapa\b|карта"),
        ("motion_picture", r"motion picture|\bfilms?\b|\bdvd\b|video|фильм|película|映画"),
        ("broadcast", r"\btv\b|television|radio|podcast|broadcast|episode|fernseh|rundfunk"),
        ("musical_score", r"\bscore\b|partitur|partition\b|spartito|ноты"),
        ("song", r"\bsong\b|\balbum\b|\bcd\b(?!-rom)|\blp\b|audio|recording"),
        ("interview", r"interview|entrevista|intervista|entretien|интервью"),
        ("personal_communication", r"personal communication|pers\.? comm|e-?mail|letter to"
                                   r"|persönliche mitt"),
        ("post-weblog", r"\bblog"),
        ("post", r"tweet|facebook|instagram|forum post|online forum|mastodon|status update"),
        ("review", r"\breview of\b|book review|\breview\b|rezension|recensione|reseña"
                   r"|compte rendu|resenha|рецензия"),
        ("speech", r"presentation|poster|keynote|lecture\b|speech|vortrag|ponencia"
                   r"|conférence présentée|invited talk|press release|доклад"),
        ("article", r"pre-?print|e-?print|препринт|预印本"),
        ("report", r"report|paper|memo|rapport|bericht|informe|relatório|rapporto|\btr\b"
                   r"|technical|tech\."
                   r"|bulletin|white|policy brief|fact ?sheet|отч[её]т|报告|報告|보고서"
                   r"|raport|zpráva"
                   r"|verslag|rapor|документ|request for comments|\brfc\b|deliverable"),
        ("manuscript", r"manuscript|manuscrit|manoscritto|manuscrito|handschrift|unpublished"
                       r"|рукопись|\bms\.?\b|typescript|archiv"),
        ("webpage", r"web\s?-?(?:page|site)|site web|sitio web|website|internet"),
    )
)  # fmt: skip
_CONFERENCE = re.compile(
    r"\bproc(?:eedings|s)?\b|conference|\bconf\b|symposium|simposi|\bsymp\b|workshop|congress"
    r"|colloqui"
    r"|colloque|convegno|\bmeeting\b|\batti d|\bactes d|tagung|kongre|konferen|konferans|conferen"
    r"|seminar\b|\banais\b|\bactas\b|jornadas|encontro|encuentro|конференц|симпозиум|съезд|конгресс"
    r"|会议|會議|大会|学会論文集|학술대회|kongres|sborník konf|sempozyum|συνέδριο|\b(?:neurips"
    r"|icml|cvpr|iclr)\b",
    re.IGNORECASE,
)
#: Societies whose "Proceedings" are journals: these have volumes.
_SOCIETY = re.compile(
    r"\b(?:acad|soc|roy|ieee\s*\Z|inst\b|institution|lond|a\.?m\.?s\b)", re.IGNORECASE
)
_NEWSPAPER = re.compile(
    r"\btimes\b|\bpost\b|zeitung|le monde|libération|guardian|corriere|gazzett|\bnews\b|herald"
    r"|tribune|el país|el mundo|la vanguardia|folha de|o globo|figaro|spiegel|la stampa|repubblica"
    r"|\bdaily\b"
    r"|sunday|telegraph|gazette|journal-constitution|газета|известия|правда|日报|新聞|晚报|新闻"
    r"|dagbladet|nyheter|tageblatt|tagesspiegel|hürriyet|wyborcza|wall street journal|\bsun\b"
    r"|financial",
    re.IGNORECASE,
)
_ENCYCLOPEDIA = re.compile(
    r"encyclop|enzyklop|encicloped|энциклопед|百科|lexikon\b|lexicon of|handwörterbuch|wikipedia",
    re.I,
)
_DICTIONARY = re.compile(
    r"\bdictionary|\bdictionnaire|dizionario|diccionario|dicionário|wörterbuch|biographie, bd"
    r"|словарь|词典|辞典",
    re.IGNORECASE,
)
_PREPRINTS = re.compile(
    r"\b(?:ar|bio|med|chem|psy|soc|engr|lawar)\w?xiv\b|\bssrn\b|\be-?prints?\b", re.I
)
_BLOG = re.compile(r"\bblog|wordpress\.com|medium\.com|substack|tumblr", re.IGNORECASE)
_REPORT_SERIES = re.compile(
    r"working papers?|discussion papers?|technical reports?|research reports?"
    r"|documentos? de trabajo|diskussionspapier",
    re.IGNORECASE,
)
_STANDARD = re.compile(
    r"(?:ISO|IEC|DIN|EN|BS|ANSI|ASTM|IEEE Std|NF|UNE|UNI|ABNT|NBR|3GPP|ETSI|ITU-[TR]|GB/?T?|JIS"
    r"|ГОСТ|CSN|ČSN|PN|SS|NIST SP|FIPS|OMG|W3C)\b[ /\w-]{0,12}\d"
)
_CASE = re.compile(r"\S\s(?:v|vs|versus|c|gegen|contra)\.?\s+(?:the\s+)?[^\W\d_a-z]")
_LAW = re.compile(
    r"(?:Law|Lei|Ley|Loi|Legge|Gesetz|Decreto|Décret|Ordonnance|Directive|Regulation|Council"
    r"|Verordnung"
    r"|Richtlinie|Zakon|Ustawa|Public Law|Закон|О\s|Об\s|Федеральный закон|Kanun|Constitución"
    r"|Constituição)\b"
    r".{0,60}?\d"
)


def guess_type(fields: Mapping[str, str], *, text: str = "") -> str:
    """Guess the CSL type of a work.

    Parameters
    ----------
    fields : mapping of str to str
        What is printed, by the names of `tagger.labels`; and, where there are such, by the kinds
        of `identifiers.parse_identifier` (``isbn``, ``arxiv``, ``patent`` …), ``total`` for a
        number of pages and ``day`` for a date of publication with its day.
    text : str
        The whole reference, for codes such as "[M]" that no label covers.

    Returns
    -------
    str
        One of `TYPES`.

    Notes
    -----
    The rules, first to last, with their reasons:

    1. A code of GB/T 7714 and the genre state the type.
    2. A patent's number, a standard's ("ISO 9001") and "X v. Y" belong to one type each.
    3. In a venue: proceedings, unless those of a society, which are a journal; dictionaries and
       encyclopaedias by their names; archives of preprints; series of reports; then newspapers by
       name and day, so that a "Journal" with volumes is none; what has an editor, a publisher or
       an ISBN and no issue is a chapter, for journals are cited without these; an address and no
       volume, issue or page is a page on the web; what is left is a journal.
    4. Without a venue: an institution and no publisher make a report, for books have publishers;
       an arXiv number a preprint; marks of a book (publisher, place, edition, ISBN, total of
       pages) a book; an address alone a page on the web; else a document.
    """
    return (
        _by_code(fields, text)
        or _by_genre(fields)
        or _by_number(fields)
        or (_in_venue(fields, text) if fields.get("venue") else _alone(fields))
    )


def _by_code(fields: Mapping[str, str], text: str) -> str:
    """Read a code of GB/T 7714, which stands behind the title."""
    found = _CODE.search(text, 8)
    if not found:
        return ""
    if fields.get("venue") and (found[2] or found[1] == "A") and found[1] in "MGA":
        return "chapter"
    return _CODES[found[1]]


def _by_genre(fields: Mapping[str, str]) -> str:
    genre = fields.get("genre", "")
    kind = next((kind for kind, pattern in _GENRES if pattern.search(genre)), "")
    if not genre or not kind:
        return ""
    # a paper that has a journal, or a chapter, is that and no report; so for a review
    has_journal = fields.get("venue") and (fields.get("volume") or fields.get("pages"))
    if has_journal and kind in ("report", "article", "webpage", "manuscript", "speech", "review"):
        return "review" if kind == "review" else ""
    return kind


def _by_number(fields: Mapping[str, str]) -> str:
    """Tell by numbers and titles that only one type has."""
    title, number = fields.get("title", ""), fields.get("identifier", "")
    if "patent" in fields:
        return "patent"
    if "rfc" in fields:
        return "report"
    if _STANDARD.match(number) or (_STANDARD.match(title) and not fields.get("venue")):
        return "standard"
    if not fields.get("author") and _CASE.search(title) and (number or fields.get("venue")):
        return "legal_case"
    if not fields.get("author") and _LAW.match(title) and not fields.get("publisher"):
        return "legislation"
    return ""


def _in_venue(fields: Mapping[str, str], text: str) -> str:
    """Tell what a venue contains."""
    venue = fields["venue"]
    has_title, issue = bool(fields.get("title")), fields.get("issue")
    is_society = "volume" in fields and _SOCIETY.search(venue)
    if has_title and not issue and _CONFERENCE.search(venue) and not is_society:
        return "paper-conference"
    if _DICTIONARY.search(venue):
        return "entry-dictionary"
    if _ENCYCLOPEDIA.search(venue) and not issue:
        return "entry-encyclopedia"
    if _PREPRINTS.search(venue):
        return "article"
    if _REPORT_SERIES.search(venue):
        return "report"
    if has_title and not issue and re.search(r"[Pp](?:aper|oster) presented|[Tt]alk given", text):
        return "speech"
    if "day" in fields and "volume" not in fields and _NEWSPAPER.search(venue):
        return "article-newspaper"
    has_imprint = any(fields.get(key) for key in ("publisher", "editor", "isbn", "edition"))
    is_of_town = fields.get("place") and "volume" not in fields
    if has_title and not issue and (has_imprint or is_of_town):
        return "chapter"
    if fields.get("url") and not any(
        fields.get(key) for key in ("volume", "issue", "pages", "doi")
    ):
        return "post-weblog" if _BLOG.search(venue + fields["url"]) else "webpage"
    return "article-magazine" if "day" in fields and "volume" not in fields else "article-journal"


def _alone(fields: Mapping[str, str]) -> str:
    """Tell what a work without a venue is."""
    has_publisher = bool(fields.get("publisher"))
    if fields.get("institution") and not has_publisher:
        return "report"
    if fields.get("arxiv") and not has_publisher:
        return "article"
    if has_publisher or any(
        fields.get(key) for key in ("place", "edition", "isbn", "total", "series", "editor")
    ):
        return "book"
    if fields.get("url"):
        return "post-weblog" if _BLOG.search(fields["url"]) else "webpage"
    if fields.get("volume") and fields.get("pages") and not fields.get("title"):
        return "article-journal"
    return "document"
