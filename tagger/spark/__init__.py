"""References in a Spark DataFrame: ``tagger.spark.tag(df, column)``; needs the extra ``spark``.

Imports errors, model_files, and its own modules: `schema` says what the new column holds, `worker`
is what runs on the executors, ``__main__`` is the command line.  Spark, Arrow and pandas are
imported when they are used.  Invariant: for every row there is one, its columns as they were, in
the order of its partition; what cannot be tagged is said in the row itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagger.errors import UsageError
from tagger.spark.worker import Files, Settings, tag_batches

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import StructType

__all__ = ["FORMATS", "MAX_LENGTH", "tag"]

#: What `format` may be, besides None.
FORMATS = ("spans", "csl")

#: Characters of the longest string that is tagged by default: an estimate, far above what a
#: reference has, and below what a process on a cluster would be ended for, for want of memory.
MAX_LENGTH = 100_000

#: The model that was sent out last: application, SHA-256 of its header, and Spark's handle, so that
#: tagging many tables with one model sends it once.
_sent: tuple[str, str, Files] | None = None


def tag(
    df: DataFrame,
    column: str,
    *,
    output: str = "reference",
    model: str | Path | None = None,
    confidence: bool = True,
    format: str | None = None,
    max_length: int | None = MAX_LENGTH,
) -> DataFrame:
    """Tag a column of reference strings.

    Nothing runs before the result is used, as with all of Spark.  The model is read here, on the
    driver, and sent to each executor once; each Python process there opens it once.

    Parameters
    ----------
    df : pyspark.sql.DataFrame
        Any table, on any number of partitions.
    column : str
        Name of a column of strings.
    output : str
        Name of the new column; none of `df` may have it.
    model : str or pathlib.Path, optional
        As for `tagger.load`; the executors need not have it.
    confidence : bool
        Whether to compute confidences.
    format : {"spans", "csl"}, optional
        ``csl`` adds the record as CSL-JSON, which takes longer than to tag the string.
    max_length : int, optional
        Longer strings, in characters, are not tagged but get an error; None for no limit.

    Returns
    -------
    pyspark.sql.DataFrame
        The columns of `df`, and one more with what `tagger.spark.schema` describes.

    Raises
    ------
    UsageError
        If Spark, Arrow or pandas are missing (R060), if there is no such column, if it does not
        hold strings, or if there is a column `output` already (R090), or if `format` is unknown
        or `max_length` below 1 (R066).
    ModelError
        As for `tagger.load`.
    """
    require()
    from pyspark.sql.types import StructField, StructType

    from tagger.spark.schema import spark_type

    if format not in (None, *FORMATS):
        raise UsageError("R066", reason=f"format '{format}' is none of {', '.join(FORMATS)}")
    if max_length is not None and max_length < 1:
        raise UsageError("R066", reason=f"a greatest length of {max_length} leaves no string")
    schema = df.schema
    key, files = _send(df.sparkSession, model)
    settings = Settings(
        key,
        files,
        column=_position(schema, column, _same_name(df.sparkSession), output),
        output=f"c{len(schema.names)}",
        confidence=confidence,
        with_csl=format == "csl",
        max_length=max_length,
    )

    def tag_partition(batches: Iterator[Any]) -> Iterable[Any]:
        return tag_batches(batches, settings)

    # `mapInArrow` looks columns up by name, and stumbles over dots and names that occur twice
    fields = [
        StructField(f"c{i}", field.dataType, field.nullable, field.metadata)
        for i, field in enumerate(schema)
    ]
    new = StructField(settings.output, spark_type(with_csl=settings.with_csl))
    plain = df.toDF(*(field.name for field in fields))
    tagged = plain.mapInArrow(tag_partition, StructType([*fields, new]))
    return tagged.toDF(*schema.names, output)


def require() -> None:
    """Check that the libraries of the extra ``spark`` are there.

    Raises
    ------
    UsageError
        If one is missing (R060).
    """
    for module in ("pyspark", "pyarrow", "pandas"):  # `mapInArrow` asks for pandas, too
        if find_spec(module) is None:
            raise UsageError("R060", extra="spark", module=module)


def _same_name(session: SparkSession) -> Any:
    """Give what names are compared by."""
    return str if session.conf.get("spark.sql.caseSensitive") == "true" else str.lower


def _position(schema: StructType, column: str, same: Any, output: str) -> int:
    """Find the column, and check that the new one gets a name of its own."""
    from pyspark.sql.types import StringType

    names = [same(name) for name in schema.names]
    if same(column) not in names:
        known = ", ".join(schema.names) or "none"
        raise UsageError("R090", column=column, reason=f"there is none; the columns are: {known}")
    if names.count(same(column)) > 1:
        raise UsageError("R090", column=column, reason="there is more than one of that name")
    position = names.index(same(column))
    kind = schema[position].dataType
    if not isinstance(kind, StringType):
        reason = f"it holds {kind.simpleString()}, not string; cast it, or choose the string in it"
        raise UsageError("R090", column=column, reason=reason)
    if same(output) in names:
        reason = f"there is a column '{output}' already; give the new one another name (output)"
        raise UsageError("R090", column=column, reason=reason)
    return position


def _send(session: SparkSession, model: str | Path | None) -> tuple[str, Files]:
    """Read the model and hand it to Spark; give what tells it from others, and the handle."""
    from hashlib import sha256

    from tagger.model_files import HEADER, component_directory, read_files, verify

    global _sent
    directory = component_directory(model)
    files = read_files(directory)
    verify(files, str(directory))  # here, where the user sees it, and not in every task
    key = sha256(files[HEADER]).hexdigest()  # the header holds the hashes of all the files
    context = getattr(session, "sparkContext", None)
    if context is None:  # Spark Connect has no broadcasts: the model travels with the function
        return key, files
    application = context.applicationId
    if _sent is None or _sent[:2] != (application, key):
        _sent = (application, key, context.broadcast(files))
    return key, _sent[2]
