"""What runs on the executors: batches of rows in, the same batches with one more column out.

Imports errors, labels, model, reference, tokenizer and `schema`; the writer of CSL-JSON and Arrow
when they are used.  Invariants: as many rows come out as went in, in the same order; no error in
tagging a row ends the task; and long rows do not add up, for few are taken at once.  A single row
that there is no memory for may end it: it is read whole before its length is looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Protocol

from tagger.errors import UsageError
from tagger.labels import NAMES
from tagger.model import Model
from tagger.reference import Reference
from tagger.spark.schema import arrow_types
from tagger.tokenizer import replace_surrogates

if TYPE_CHECKING:
    import pyarrow

# Rows that are tagged and given back at once: as many as `Model` sorts by length.  A batch of
# Spark's has ten times as many (spark.sql.execution.arrow.maxRecordsPerBatch).
_ROWS = 1024
# Bytes of their texts, unless one alone has more; references of usual length have less than half.
_BYTES = 400_000
# Open models that a process keeps: one job may use two, say to compare them.
_MODELS = 2


class Broadcast(Protocol):
    """What Spark hands out: bytes that each executor fetches once."""

    @property
    def value(self) -> dict[str, bytes]:
        """The files of a model by their names."""


Files = Broadcast | dict[str, bytes]


@dataclass(frozen=True)
class Settings:
    """What the executors are told.

    Attributes
    ----------
    key : str
        Tells the model from others: SHA-256 of its header.
    files : Broadcast or dict of str to bytes
        The model.
    column : int
        Position of the column of strings.
    output : str
        Name of the new column.
    confidence : bool
        Whether to compute confidences.
    with_csl : bool
        Whether to make CSL-JSON.
    max_length : int or None
        Longer strings, in characters, are not tagged.
    """

    key: str
    files: Files
    column: int
    output: str
    confidence: bool
    with_csl: bool
    max_length: int | None


@dataclass
class Row:
    """A string on its way.

    Attributes
    ----------
    text : str
        What is tagged; empty where there is nothing that can be.
    error : str or None
        What is wrong with it.
    reference : Reference or None
        What was found; None where it was not tagged.
    csl : str or None
        The record as JSON.
    """

    text: str
    error: str | None = None
    reference: Reference | None = None
    csl: str | None = None


_models: dict[str, Model] = {}


def tag_batches(
    batches: Iterable[pyarrow.RecordBatch], settings: Settings
) -> Iterator[pyarrow.RecordBatch]:
    """Tag a partition.

    Parameters
    ----------
    batches : iterable of pyarrow.RecordBatch
        Its rows.
    settings : Settings
        What to do.

    Yields
    ------
    pyarrow.RecordBatch
        The rows, with one more column, in smaller batches.
    """
    import pyarrow as pa

    model = open_model(settings.key, settings.files)
    for batch in batches:
        for first, count in _slices(batch.column(settings.column)):
            part = batch.slice(first, count)
            rows = tag_rows(model, read_rows(part.column(settings.column), settings), settings)
            new = to_arrow(rows, with_csl=settings.with_csl)
            yield pa.RecordBatch.from_arrays(
                [*part.columns, new], schema=part.schema.append(pa.field(settings.output, new.type))
            )


def _slices(column: pyarrow.Array) -> Iterator[tuple[int, int]]:
    """Divide rows: give where a part begins, and its number of rows."""
    import pyarrow.compute as pc

    first = size = 0
    for i, length in enumerate(pc.binary_length(column).to_pylist()):
        size += length or 0  # null
        if i > first and (i - first == _ROWS or size > _BYTES):
            yield first, i - first
            first, size = i, length or 0
    if first < len(column):
        yield first, len(column) - first


def open_model(key: str, files: Files) -> Model:
    """Give the model, which is opened once in a process.

    Parameters
    ----------
    key : str
        As in `Settings`.
    files : Broadcast or dict of str to bytes
        Its files, which are looked at the first time only.

    Returns
    -------
    Model
        Ready.
    """
    if key not in _models:
        while len(_models) >= _MODELS:
            del _models[next(iter(_models))]  # the oldest
        _models[key] = Model(files if isinstance(files, dict) else files.value)
    return _models[key]


def read_rows(column: pyarrow.Array, settings: Settings) -> list[Row]:
    """Take the strings out of a column.

    Parameters
    ----------
    column : pyarrow.Array
        Of strings; Spark's may be null, and may hold bytes that are not UTF-8.
    settings : Settings
        With the greatest length.

    Returns
    -------
    list of Row
        One each; the errors R092, R093 and R094 are noted.
    """
    try:
        rows = [Row(text) if text is not None else _bad("R092") for text in column.to_pylist()]
    except UnicodeDecodeError:
        rows = [_decode(value) for value in _to_bytes(column)]
    limit = settings.max_length
    if limit is None:
        return rows
    return [
        row if len(row.text) <= limit else _bad("R093", length=len(row.text), limit=limit)
        for row in rows
    ]


def _to_bytes(column: pyarrow.Array) -> list[bytes | None]:
    import pyarrow as pa

    large = pa.types.is_large_string(column.type)
    return column.cast(pa.large_binary() if large else pa.binary()).to_pylist()


def _decode(value: bytes | None) -> Row:
    if value is None:
        return _bad("R092")
    try:
        return Row(value.decode())
    except UnicodeDecodeError as error:
        message = _message("R094", position=error.start)
    try:  # a lone surrogate is one character to Spark
        return Row(replace_surrogates(value.decode(errors="surrogatepass")), message)
    except UnicodeDecodeError:
        return Row(value.decode(errors="replace"), message)


def _bad(code: str, **details: object) -> Row:
    return Row("", _message(code, **details))


def _message(code: str, **details: object) -> str:
    return str(UsageError(code, **details))


def tag_rows(model: Model, rows: Sequence[Row], settings: Settings) -> Sequence[Row]:
    """Tag strings.

    Parameters
    ----------
    model : Model
        With which to.
    rows : sequence of Row
        From `read_rows`.
    settings : Settings
        What is wanted of each.

    Returns
    -------
    sequence of Row
        The same, filled in.  Where tagging them together fails they are tagged one by one, and
        the one that it is due to gets the error R095.
    """
    usable = [row for row in rows if row.error is None or row.text]
    try:
        _tag(model, usable, settings)
    except Exception:
        for row in usable:
            try:
                _tag(model, [row], settings)
            except Exception as error:  # whatever it is: the other rows shall not be lost
                row.reference = row.csl = None
                row.error = _message("R095", reason=f"{type(error).__name__}: {error}"[:500])
    return rows


def _tag(model: Model, rows: Sequence[Row], settings: Settings) -> None:
    tagged = model.tag([row.text for row in rows], confidence=settings.confidence)
    for row, spans in zip(rows, tagged, strict=True):
        row.reference = Reference.from_spans(row.text, spans)
        if settings.with_csl:
            row.csl = _to_json(row.reference)


def _to_json(reference: Reference) -> str:
    return json.dumps(reference.to_csl(), ensure_ascii=False)


def to_arrow(rows: Sequence[Row], *, with_csl: bool) -> pyarrow.StructArray:
    """Make the new column.

    Parameters
    ----------
    rows : sequence of Row
        Tagged.
    with_csl : bool
        Whether it holds CSL-JSON.

    Returns
    -------
    pyarrow.StructArray
        Of the type that `schema` describes, an item for each row.
    """
    import pyarrow as pa

    columns = {"spans": _spans(rows), "fields": _fields(rows)}
    if with_csl:
        columns["csl"] = pa.array([row.csl for row in rows], pa.string())
    columns["error"] = pa.array([row.error for row in rows], pa.string())
    return pa.StructArray.from_arrays(list(columns.values()), names=list(columns))


def _spans(rows: Sequence[Row]) -> pyarrow.ListArray:
    import pyarrow as pa

    kind, _ = arrow_types()
    found = [span for row in rows for span in row.reference or ()]
    spans = pa.StructArray.from_arrays(
        [
            pa.array([span.start for span in found], kind.field("start").type),
            pa.array([span.end for span in found], kind.field("end").type),
            pa.array([span.label for span in found], kind.field("label").type),
            pa.array([span.confidence for span in found], kind.field("confidence").type),
            pa.array([span.raw for span in found], kind.field("text").type),
        ],
        fields=list(kind),
    )
    ends = accumulate((len(row.reference or ()) for row in rows), initial=0)
    # an offset that is null makes its list null
    offsets = [
        None if row is not None and row.reference is None else first
        for first, row in zip(ends, [*rows, None], strict=True)
    ]
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), spans)


def _fields(rows: Sequence[Row]) -> pyarrow.StructArray:
    import pyarrow as pa

    _, kind = arrow_types()
    values: dict[str, list[str | None]] = {name: [None] * len(rows) for name in NAMES}
    for i, row in enumerate(rows):
        surest: dict[str, float] = {}
        for span in row.reference or ():
            sure = span.confidence or 0.0
            if sure > surest.get(span.label, -1.0):  # as `Reference.get`: the first of equals
                surest[span.label] = sure
                values[span.label][i] = span.value
    return pa.StructArray.from_arrays(
        [pa.array(values[name], kind.field(name).type) for name in NAMES],
        fields=list(kind),
        mask=pa.array([row.reference is None for row in rows]),
    )
