"""Columns: a token and its tag on each line, a blank line between references.

Imports errors, labels, records, tokenizer and the parts of the readers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tagger.corpora.readers.drafts import Draft
from tagger.corpora.readers.markup import read_bytes
from tagger.corpora.records import LabelledReference, LabelledSpan
from tagger.errors import CorpusError
from tagger.labels import BY_NAME, NAMES
from tagger.tokenizer import tokenize

_COLUMNS = re.compile(r"[ \t]+")
#: Of BIO, IO, BIOES (IOBES) and BILOU; the first ones begin a field, the second ones end it.
_TAG = re.compile(r"(?:(?P<scheme>[BIOESLU])-)?(?P<label>.+)")
_BEGIN, _END = frozenset("BSU"), frozenset("ESLU")
_NO_SPACE_BEFORE = frozenset(".,;:!?)]}»”’")
_NO_SPACE_AFTER = frozenset("([{«“„‘")


def read_bio(path: str | Path, *, tight: bool = False) -> Iterator[Draft]:
    """Read the references of a file of columns.

    Parameters
    ----------
    path : str or Path
        UTF-8.  The first column is the token, the last one its tag, between them are tabs or
        spaces.  A tag is ``O``, or one of our labels in any case with or without ``B-``, ``I-``,
        ``E-``, ``S-``, ``L-`` or ``U-``; an ``I-`` after another label begins a field.  Lines
        ``-DOCSTART-`` and comments, ``# `` with more than one word after it, are passed over.
    tight : bool
        Whether to write no space before closing punctuation and after opening brackets and
        quotes.  Otherwise the text is the tokens joined by one space.

    Yields
    ------
    Draft
        One a reference; its spans are as tagged, with whatever punctuation is tagged.

    Raises
    ------
    CorpusError
        R040 where there is no such file, R041 where it is empty, R044 where it is not UTF-8,
        R042 where a line has one column or a label that is not ours.
    """
    try:
        text = read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CorpusError("R044", path=path, reason=f"not UTF-8 at byte {error.start}") from error
    rows: list[tuple[str, str, str]] = []
    first = 0
    # not `splitlines`, which ends lines at characters that a token may hold
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        columns = _COLUMNS.split(line.strip(" \t\r"))
        if columns == [""]:
            if rows:
                yield _draft(first, rows, tight)
            rows = []
        elif columns[0] != "-DOCSTART-" and not (columns[0] == "#" and len(columns) > 2):
            first = first if rows else number
            rows.append(_row(columns, path, number))


def _row(columns: list[str], path: str | Path, line: int) -> tuple[str, str, str]:
    """Take a line apart into token, letter of the scheme and label; both empty for ``O``."""
    if len(columns) < 2:
        raise CorpusError("R042", path=path, line=line, reason=f"{columns[0]!r} has no tag")
    token, tag = columns[0], columns[-1]
    if tag == "O":
        return token, "", ""
    match = _TAG.fullmatch(tag)
    label = match.group("label").lower() if match else ""
    if match is None or label not in BY_NAME:
        reason = f"unknown label {tag!r}; the labels are O, {', '.join(NAMES)}"
        raise CorpusError("R042", path=path, line=line, reason=reason)
    return token, match.group("scheme") or "I", label


def _draft(line: int, rows: list[tuple[str, str, str]], tight: bool) -> Draft:
    text = ""
    spans: list[LabelledSpan] = []
    is_open = False  # whether the last span may go on
    for token, scheme, label in rows:
        glued = tight and (text[-1:] in _NO_SPACE_AFTER or token[0] in _NO_SPACE_BEFORE)
        text += " " if text and not glued else ""
        start, end = len(text), len(text) + len(token)
        text += token
        if not label:
            is_open = False
            continue
        if is_open and scheme not in _BEGIN and spans[-1].label == label:
            spans[-1] = LabelledSpan(spans[-1].start, end, label, label)
        else:
            spans.append(LabelledSpan(start, end, label, label))
        is_open = scheme not in _END
    return Draft(line, text, spans)


def to_bio(reference: LabelledReference) -> list[str]:
    r"""Write a reference as columns.

    Parameters
    ----------
    reference : LabelledReference
        A right one, see `check`.

    Returns
    -------
    list of str
        A line a token of `tokenizer`: token, tab, ``B-``, ``I-`` with the label, or ``O``.
        White space is lost.

    Examples
    --------
    >>> spans = (LabelledSpan(0, 7, "author"),)
    >>> to_bio(LabelledReference("x", "Doe, J. 1999", spans))
    ['Doe\tB-author', ',\tI-author', 'J\tI-author', '.\tI-author', '1999\tO']
    """
    lines = []
    spans = iter(reference.spans)
    span = next(spans, None)
    for token in tokenize(reference.text):
        while span is not None and token.start >= span.end:
            span = next(spans, None)
        if span is None or token.start < span.start:
            lines.append(f"{token.text}\tO")
        else:
            lines.append(f"{token.text}\t{'B' if token.start == span.start else 'I'}-{span.label}")
    return lines
