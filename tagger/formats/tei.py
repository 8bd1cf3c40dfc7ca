"""CSL-JSON items -> TEI ``biblStruct``, in the shape that GROBID's clients read.

Imports formats.items and formats.xml_text.  Invariant: every value of an item stands in its
element, the rest in ``note``; the output is well-formed.

Sources: TEI P5 Guidelines, section 3.12 and the content models of ``biblStruct``, ``analytic``,
``monogr``, ``imprint`` and ``series``; the answers of GROBID's service ``processCitation``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from tagger.formats.items import Fields, Item, ItemDate, Person, iso, split_pages, take_arxiv
from tagger.formats.xml_text import element, escape, is_name

_NAMESPACE = "http://www.tei-c.org/ns/1.0"
#: Types whose title is that of a part; other types are when a container's title is there.
_PARTS = frozenset(
    "article article-journal article-magazine article-newspaper chapter entry entry-dictionary "
    "entry-encyclopedia paper-conference review review-book".split()
)
_JOURNALS = frozenset(
    "article article-journal article-magazine article-newspaper periodical review "
    "review-book".split()
)
#: CSL variable -> type of ``idno``; of the part, and of the whole.
_PART_NUMBERS = (("DOI", "DOI"), ("PMID", "PMID"), ("PMCID", "PMCID"))
_WHOLE_NUMBERS = (("ISBN", "ISBN"), ("ISSN", "ISSN"), ("number", "number"))
_SCOPES = (
    ("volume", "volume"),
    ("issue", "issue"),
    ("chapter-number", "chapter"),
    ("part", "part"),
)
_DATES = (("accessed", "accessed"), ("original-date", "original"))


def to_tei(item: Item) -> str:
    """Write an item as a ``biblStruct``.

    Parameters
    ----------
    item : mapping
        A CSL-JSON item; what is not of CSL goes to notes.

    Returns
    -------
    str
        The element, without namespace and on lines of its own, the last one ended.  The mark
        before a reference ("12" of "[12]") is its attribute ``n``.

    Examples
    --------
    >>> print(to_tei({"type": "book", "title": "The TeXbook",
    ...               "issued": {"date-parts": [[1984]]}}), end="")
    <biblStruct>
      <monogr>
        <title level="m" type="main">The TeXbook</title>
        <imprint>
          <date type="published" when="1984"/>
        </imprint>
      </monogr>
    </biblStruct>
    """
    fields = Fields(item)
    number = fields.take("citation-number") or fields.take("citation-label")
    has_part = fields.type in _PARTS or bool(fields.peek("container-title"))
    parts = [
        *(_block("analytic", _analytic(fields)) if has_part else []),
        *_block("monogr", _monogr(fields, has_part)),
        *_block("series", _series(fields)),
        *_notes(fields),
    ]
    return "\n".join(_block("biblStruct", parts, n=number) or ["<biblStruct/>"]) + "\n"


def write_tei(items: Iterable[Item], stream: TextIO) -> None:
    """Write items as one TEI document.

    Parameters
    ----------
    items : iterable of mapping
        CSL-JSON items, read and written one by one.
    stream : text file
        UTF-8.
    """
    stream.write(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<TEI xmlns="{_NAMESPACE}">\n'
        "<teiHeader><fileDesc>"
        "<titleStmt><title>References</title></titleStmt>"
        "<publicationStmt><p/></publicationStmt>"
        "<sourceDesc><p/></sourceDesc>"
        "</fileDesc></teiHeader>\n"
        "<text><body><listBibl>\n"
    )
    is_empty = True
    for item in items:
        stream.write(to_tei(item))
        is_empty = False
    if is_empty:  # an empty list is not valid
        stream.write("<bibl/>\n")
    stream.write("</listBibl></body></text>\n</TEI>\n")


def _block(name: str, lines: Iterable[str], **attributes: str) -> list[str]:
    """Put lines into an element, two spaces in; nothing for no lines."""
    inner = [f"  {line}" for line in lines]
    if not inner and not any(attributes.values()):
        return []
    empty = element(name, **attributes)
    return [f"{empty[:-2]}>", *inner, f"</{name}>"] if inner else [empty]


def _text(name: str, text: str, **attributes: str) -> list[str]:
    return [element(name, escape(text), **attributes)] if text else []


def _analytic(fields: Fields) -> list[str]:
    return [
        *_text("title", fields.take("title"), level="a", type="main"),
        *_people(fields, "author"),
        *_electronic(fields),
    ]


def _monogr(fields: Fields, has_part: bool) -> list[str]:
    """Describe the whole: titles, numbers, people, edition, imprint, extent, in TEI's order."""
    level = "j" if fields.type in _JOURNALS else "m"
    head = _text("title", fields.take("container-title"), level=level)
    short = fields.take("container-title-short") or fields.take("journalAbbreviation")
    head += _text("title", short, level=level, type="abbrev")
    if not has_part:
        head = _text("title", fields.take("title"), level=level, type="main") + head
    numbers = _electronic(fields) + _numbers(fields, _WHOLE_NUMBERS)
    people = _people(fields, "container-author", "author")
    people += [] if has_part else _people(fields, "author")
    people += _people(fields, "editor") + _translators(fields) + _meeting(fields)
    if people and not head:
        head = [element("title", level=level)]  # people must not stand without a title
    return [
        *head,
        *numbers,
        *people,
        *_text("edition", fields.take("edition")),
        *_imprint(fields),
        *_text("extent", fields.take("number-of-pages")),
    ]


def _imprint(fields: Fields) -> list[str]:
    lines = _text("publisher", fields.take("publisher"))
    lines += _text("pubPlace", fields.take("publisher-place"))
    for key, unit in _SCOPES:
        lines += _text("biblScope", fields.take(key), unit=unit)
    first, last = split_pages(fields.take("page"))
    if last:
        lines.append(element("biblScope", unit="page", from_=first, to=last))
    else:
        lines += _text("biblScope", first, unit="page")
    lines += _date(fields.date("issued"), "published", fields.take("year-suffix"))
    for key, kind in _DATES:
        lines += _date(fields.date(key), kind)
    return _block("imprint", lines or ["<date/>"])  # an empty imprint is not valid


def _series(fields: Fields) -> list[str]:
    return [
        *_text("title", fields.take("collection-title"), level="s"),
        *_people(fields, "collection-editor", "editor"),
        *_text("biblScope", fields.take("collection-number"), unit="volume"),
    ]


def _meeting(fields: Fields) -> list[str]:
    title = fields.take("event-title") or fields.take("event")
    lines = [
        escape(title),
        *_text("placeName", fields.take("event-place")),
        *_date(fields.date("event-date"), ""),
    ]
    content = " ".join(line for line in lines if line)
    return [element("meeting", content)] if content else []


def _notes(fields: Fields) -> list[str]:
    lines = _text("note", fields.take("genre"), type="genre")
    lines += _text("note", fields.take("note"))
    for key, text in fields.rest():
        if is_name(key):
            lines += _text("note", text, type=key)
        else:
            lines += _text("note", f"{key}: {text}")
    return lines


def _numbers(fields: Fields, table: Iterable[tuple[str, str]]) -> list[str]:
    return [line for key, kind in table for line in _text("idno", fields.take(key), type=kind)]


def _electronic(fields: Fields) -> list[str]:
    """Write the numbers of archives and the address; of the part if there is one."""
    lines = _numbers(fields, _PART_NUMBERS) + _text("idno", take_arxiv(fields), type="arXiv")
    if url := fields.take("URL"):  # a space would divide it into two addresses
        lines.append(element("ptr", target=url.replace(" ", "%20")))
    return lines


def _people(fields: Fields, key: str, name: str = "") -> list[str]:
    return [element(name or key, _person(person)) for person in fields.people(key)]


def _translators(fields: Fields) -> list[str]:
    resp = "<resp>translator</resp>"
    return [element("respStmt", resp + _person(p)) for p in fields.people("translator")]


def _person(person: Person) -> str:
    if person.is_others:
        return escape(person.literal)
    if not person.family:
        return element("orgName", escape(person.literal))
    first, _, middle = person.given.partition(" ")
    parts = [
        *_text("forename", first, type="first"),
        *_text("forename", middle, type="middle"),
        *_text("nameLink", person.particle),
        *_text("surname", person.family),
        *_text("genName", person.suffix),
    ]
    return element("persName", "".join(parts))


def _date(date: ItemDate, kind: str, suffix: str = "") -> list[str]:
    if not date.text and not suffix:
        return []
    is_plain = date.start and not (date.literal or date.season or suffix)
    content = "" if is_plain else escape(date.text + suffix)
    cert = "low" if date.is_circa else ""
    start, end = iso(date.start), iso(date.end)
    if end:
        return [element("date", content, type=kind, from_=start, to=end, cert=cert)]
    return [element("date", content, type=kind, when=start, cert=cert)]
