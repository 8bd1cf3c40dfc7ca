"""What GROBID's clients read: TEI and BibTeX in its shape.

Imports formats, normalize and reference.  Invariant: XML is well-formed, but for the names,
which are several elements beside each other, as GROBID gives them.

Source: GROBID's documentation, "GROBID Service API" (grobid.readthedocs.io), of version 0.8.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from tagger.formats.bibtex import write_bibtex
from tagger.formats.csl_json import to_csl
from tagger.formats.repeated import with_repeated_authors
from tagger.formats.tei import to_tei
from tagger.normalize.dates import parse_date
from tagger.reference import Reference
from tagger.tokenizer import replace_surrogates

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<TEI xmlns="http://www.tei-c.org/ns/1.0">\n'
    "<teiHeader/>\n<text>\n<front/>\n<body/>\n<back>\n<div>\n<listBibl>\n"
)
_FOOT = "</listBibl>\n</div>\n</back>\n</text>\n</TEI>\n"
#: Type of the note with the string itself; `to_tei` makes a note of what CSL does not know.
_RAW = "raw_reference"
_NAMESPACE = ' xmlns="http://www.tei-c.org/ns/1.0"'
_AUTHOR = re.compile(r"<author><(persName|orgName)>(.*)</author>")
_DATE = re.compile(r'<date type="published"([^>]*(?:/>|>[^<]*</date>))')


def write_one(item: Mapping[str, Any], raw: str, bibtex: bool) -> str:
    """Write the answer of ``processCitation``.

    Parameters
    ----------
    item : mapping
        Of CSL-JSON.
    raw : str
        The string, for a note in the TEI; empty for none.
    bibtex : bool
        Whether to write BibTeX instead of TEI.

    Returns
    -------
    str
        A ``biblStruct``, without namespace, as GROBID gives it; or an entry.
    """
    return _bibtex([item]) if bibtex else to_tei(_with_raw(item, raw))


def write_list(items: Sequence[Mapping[str, Any]], raws: Sequence[str], bibtex: bool) -> str:
    """Write the answer of ``processCitationList``.

    Parameters
    ----------
    items : sequence of mapping
        Of CSL-JSON, in the order of their list; signs for repeated authors get the names of
        the entry before.
    raws : sequence of str
        Their strings, for notes in the TEI; empty for none.
    bibtex : bool
        Whether to write BibTeX instead of TEI.

    Returns
    -------
    str
        A TEI document in which the first ``biblStruct`` has the ``xml:id`` "b0"; or entries
        with unique keys.
    """
    named = list(with_repeated_authors(map(dict, items)))
    if bibtex:
        return _bibtex(named)
    raws = raws or [""] * len(named)
    entries = (
        to_tei(_with_raw(item, raw)).replace("<biblStruct", f'<biblStruct xml:id="b{n}"', 1)
        for n, (item, raw) in enumerate(zip(named, raws, strict=True))
    )
    return f"{_HEAD}{''.join(entries)}{_FOOT}"


def write_names(names: str) -> str:
    """Write the answer of ``processCitationNames``.

    Parameters
    ----------
    names : str
        A list of authors, as printed.

    Returns
    -------
    str
        For each a ``persName``, or an ``orgName`` for an organisation; empty for none.
    """
    names = replace_surrogates(names)
    if not names.strip():
        return ""
    item = to_csl(Reference.from_spans(names, [(0, len(names), "author", None)]))
    written = to_tei({"type": "document", "author": item.get("author", [])})
    return "".join(f"<{kind}{_NAMESPACE}>{rest}\n" for kind, rest in _AUTHOR.findall(written))


def write_date(date: str) -> str:
    """Write the answer of ``processDate``.

    Parameters
    ----------
    date : str
        As printed.

    Returns
    -------
    str
        A ``date`` with its parts in ISO 8601; empty where no year was found.
    """
    found = parse_date(replace_surrogates(date))
    if found is None or not found.year:
        return ""
    match = _DATE.search(to_tei({"type": "document", "issued": found.to_csl()}))
    return f"<date{match[1]}\n" if match else ""


def _bibtex(items: Sequence[Mapping[str, Any]]) -> str:
    stream = io.StringIO()
    write_bibtex(items, stream)
    return stream.getvalue()


def _with_raw(item: Mapping[str, Any], raw: str) -> dict[str, Any]:
    return {**item, _RAW: raw} if raw else dict(item)
