"""RenoBench, a public benchmark: references as printed, each with JATS for its fields.

Imports errors, extras and the parts of the readers; `datasets` inside the functions.  Columns:
``citing_article_doi``, ``plaintext``, ``xml``, ``source``.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tagger.corpora.extras import import_extra
from tagger.corpora.readers.drafts import Draft, too_long
from tagger.corpora.readers.jats import draft_of, drafts_of, names_of, place
from tagger.corpora.readers.markup import parse_fragment
from tagger.corpora.records import BadRecord
from tagger.errors import CorpusError

#: Its name on the hub.
HUB_ID = "public-knowledge-project/ref-annotation-benchmark"

_COLUMNS = ("citing_article_doi", "plaintext", "xml", "source")


def read_renobench(path: str | Path) -> Iterator[Draft]:
    """Read the references of a Parquet file.

    Parameters
    ----------
    path : str or Path
        With the columns of the benchmark.

    Yields
    ------
    Draft
        One a row, see `drafts_from_rows`.

    Raises
    ------
    CorpusError
        R040 where there is no such file, R044 where it cannot be read as Parquet or lacks a
        column.
    UsageError
        R060 where `datasets` is not installed.
    """
    if not Path(path).is_file():
        raise CorpusError("R040", path=path)
    library = import_extra("datasets")
    # a directory of our own: the library's cache would keep a copy of every file
    with tempfile.TemporaryDirectory() as cache:
        try:
            rows = library.Dataset.from_parquet(str(path), cache_dir=cache, keep_in_memory=True)
        except Exception as error:  # the library and Arrow raise what they like
            raise CorpusError("R044", path=path, reason=_first_line(error)) from error
        check_columns(rows.column_names, path)
        yield from drafts_from_rows(rows, path)


def _first_line(error: Exception) -> str:
    cause = error.__cause__ or error
    return (str(cause).splitlines() or [type(cause).__name__])[0].rstrip(".")


def check_columns(columns: Iterable[str], path: str | Path) -> None:
    """Check that a table has the columns of the benchmark.

    Parameters
    ----------
    columns : iterable of str
        Their names.
    path : str or Path
        Name of the table, for the message.

    Raises
    ------
    CorpusError
        R044 where one is missing.
    """
    missing = [name for name in _COLUMNS if name not in set(columns)]
    if missing:
        raise CorpusError("R044", path=path, reason=f"no column {', '.join(missing)}")


def drafts_from_rows(rows: Iterable[Mapping[str, Any]], path: str | Path) -> Iterator[Draft]:
    """Read rows of the benchmark.

    Parameters
    ----------
    rows : iterable of mapping
        Each with the columns of the benchmark.
    path : str or Path
        Where they come from, for messages.

    Yields
    ------
    Draft
        The text is ``plaintext``, with each run of white space made one space; the spans are
        the fields of ``xml``, where they are found in it.  `source` is that of the row after
        ``renobench:``, `doc` the DOI of the citing article.
    """
    for number, row in enumerate(rows, start=1):
        plain, xml = (
            row[name] if isinstance(row[name], str) else "" for name in ("plaintext", "xml")
        )
        draft = _draft(plain, xml, path)
        draft.line = number
        draft.doc = row["citing_article_doi"] or ""
        draft.source = f"renobench:{row['source']}" if row["source"] else ""
        yield draft


def _draft(plain: str, xml: str, path: str | Path) -> Draft:
    if long := too_long(0, plain):
        return long
    try:
        tree = parse_fragment(xml, path)
    except CorpusError as error:
        reason = str(error.details.get("reason", error))
        return Draft(0, plain, [], problem=BadRecord("not XML", reason))
    drafts = drafts_of(tree)
    if len(drafts) > 1:
        return Draft(0, plain, [], problem=BadRecord("several citations", str(len(drafts))))
    # a citation without an element around it is read as one
    draft = drafts[0] if drafts else draft_of(tree)
    if draft.problem is not None:
        return draft
    if not draft.spans:
        return Draft(0, plain, [], problem=BadRecord("no field in the XML"))
    return place(draft, plain, names_of(tree))
