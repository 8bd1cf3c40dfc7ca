"""The label set: one table that every other module reads.

Imports nothing of the package.  A label exists once, here: its name in corpora and in
`Reference`, what it covers, its name in the formats of the field, and its display colour.

The colours are tints of the Okabe-Ito palette and of Paul Tol's "light" scheme, two
palettes made for colour-blind readers (Okabe & Ito 2008; Tol 2021, SRON/EPS/TN/09-002).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Label:
    """One kind of field.

    Attributes
    ----------
    name : str
        Lower-case name, as in the corpora; upper case in ``doc.ents``.
    description : str
        What a span with this label covers.
    csl, bibtex, ris, tei, jats : str
        The field's name in CSL-JSON, BibTeX, RIS, TEI ``biblStruct`` and JATS.  Empty where
        the format has no place of its own for it.
    colour : str
        Background colour for displays, ``#rrggbb``; dark text is readable on it.
    """

    name: str
    description: str
    csl: str
    bibtex: str
    ris: str
    tei: str
    jats: str
    colour: str


LABELS: tuple[Label, ...] = (
    Label(
        "author",
        "the whole list of authors, with separators and et al.",
        "author",
        "author",
        "AU",
        "author",
        "person-group",
        "#99DDFF",
    ),
    Label(
        "editor",
        "the whole list of editors",
        "editor",
        "editor",
        "ED",
        "editor",
        "person-group",
        "#77AADD",
    ),
    Label(
        "translator",
        "the translators",
        "translator",
        "translator",
        "A4",
        "respStmt",
        "person-group",
        "#B9C6E8",
    ),
    Label(
        "title",
        "title of the work: article, chapter, or the book itself",
        "title",
        "title",
        "TI",
        "title",
        "article-title",
        "#F0E442",
    ),
    Label(
        "venue",
        "journal, proceedings or book that contains the work",
        "container-title",
        "journal",
        "T2",
        "title",
        "source",
        "#FFB84D",
    ),
    Label(
        "series",
        "series the book belongs to",
        "collection-title",
        "series",
        "T3",
        "title",
        "series",
        "#F2D0A4",
    ),
    Label("volume", "volume number", "volume", "volume", "VL", "biblScope", "volume", "#BBCC33"),
    Label("issue", "issue number", "issue", "number", "IS", "biblScope", "issue", "#DDE58A"),
    Label(
        "pages",
        "page range, article number or total of pages",
        "page",
        "pages",
        "SP",
        "biblScope",
        "fpage",
        "#44BB99",
    ),
    Label(
        "year",
        "year of publication, with letter; also 'in press', 'n.d.'",
        "issued",
        "year",
        "PY",
        "date",
        "year",
        "#EE8866",
    ),
    Label(
        "date",
        "the rest of a date: month, day, date of access",
        "issued",
        "month",
        "DA",
        "date",
        "date",
        "#F7C3B0",
    ),
    Label(
        "edition", "edition statement", "edition", "edition", "ET", "edition", "edition", "#D6C9A8"
    ),
    Label(
        "publisher",
        "publishing house",
        "publisher",
        "publisher",
        "PB",
        "publisher",
        "publisher-name",
        "#FFAABB",
    ),
    Label(
        "place",
        "place of publication or of the event",
        "publisher-place",
        "address",
        "CY",
        "pubPlace",
        "publisher-loc",
        "#F9D1DC",
    ),
    Label(
        "institution",
        "university or body behind a thesis or report",
        "publisher",
        "institution",
        "PB",
        "orgName",
        "institution",
        "#E3B5E0",
    ),
    Label("doi", "the bare DOI", "DOI", "doi", "DO", "idno", "pub-id", "#8FD6B5"),
    Label(
        "identifier",
        "ISBN, ISSN, PMID, arXiv and other identifiers",
        "number",
        "note",
        "SN",
        "idno",
        "pub-id",
        "#C4E8D6",
    ),
    Label("url", "web address", "URL", "url", "UR", "ptr", "ext-link", "#A9D8D8"),
    Label(
        "genre",
        "kind of document, as printed: PhD thesis, technical report",
        "genre",
        "type",
        "M3",
        "note",
        "comment",
        "#D8D8D8",
    ),
    Label(
        "note", "anything else that is printed", "note", "note", "N1", "note", "comment", "#E8E8E8"
    ),
    Label(
        "label",
        "the 12 of a leading [12] or 12.",
        "citation-number",
        "",
        "",
        "label",
        "label",
        "#CCCCCC",
    ),
)

NAMES: tuple[str, ...] = tuple(label.name for label in LABELS)
BY_NAME: dict[str, Label] = {label.name: label for label in LABELS}

#: The fields that the headline accuracy is computed over.
HEADLINE: tuple[str, ...] = ("author", "year", "title", "venue", "pages", "doi")

#: ``displacy`` colours, keyed by the upper-case label of ``doc.ents``.
DISPLACY_COLOURS: dict[str, str] = {label.name.upper(): label.colour for label in LABELS}
