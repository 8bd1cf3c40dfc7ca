"""The command line: ``python -m tagger.spark IN OUT`` reads, tags and writes with Spark.

Imports console, errors and the package.  Invariant: nothing that exists is overwritten unless it
is asked for, and a session that was there before is left running.

Runs under ``spark-submit`` too, where the options for Spark stand before this file.  Exit codes
are those of ``python -m tagger``.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from tagger.console import run_command, say
from tagger.errors import CorpusError, TaggerError, UsageError
from tagger.spark import FORMATS, MAX_LENGTH, require, tag

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

#: Formats by the ends of names; what has none of them is Parquet.
_SUFFIXES = {".txt": "text", ".json": "json", ".jsonl": "json", ".csv": "csv"}
_COMPRESSED = (".gz", ".bz2", ".zst", ".lz4", ".xz")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments; by default, those of the process.

    Returns
    -------
    int
        The exit code.
    """
    arguments = _parser().parse_args(argv)
    return run_command(lambda: _run(arguments))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tagger.spark", description="Tag a column of references with Apache Spark."
    )
    add = parser.add_argument
    add("input", metavar="IN", help="a file or directory, wherever Spark reads from")
    add("output", metavar="OUT", help="a directory to be made")
    add("--column", default="text", help="the column of strings (default: %(default)s)")
    add(
        "--output-column",
        default="reference",
        metavar="NAME",
        help="the column to be made (default: %(default)s)",
    )
    add(
        "--format",
        choices=FORMATS,
        default="spans",
        help="spans: fields with offsets (default); csl: CSL-JSON as well",
    )
    add("--model", help="name or path of a model, here (default: the shipped one)")
    add(
        "--no-confidence",
        dest="confidence",
        action="store_false",
        help="do not compute confidences (faster)",
    )
    add(
        "--max-length",
        type=_positive,
        default=MAX_LENGTH,
        metavar="N",
        help="longer strings are kept with an error (default: %(default)s characters)",
    )
    add(
        "--input-format",
        choices=("parquet", "text", "json", "csv"),
        help="by default by the name: .txt, .json or .jsonl, .csv, else parquet; text has one "
        "reference a line, json one object a line, csv a line of names",
    )
    add("--output-format", choices=("parquet", "json"), default="parquet", help="(parquet)")
    add("--overwrite", action="store_true", help="replace OUT if it exists")
    add(
        "--partitions",
        type=_positive,
        metavar="N",
        help="spread the rows over N tasks first, such as those of one large .gz file",
    )
    add("--master", help="such as local[4], yarn, spark://host:7077 (default: Spark's settings)")
    add(
        "--conf",
        action="append",
        default=[],
        type=_setting,
        metavar="KEY=VALUE",
        help="a setting of Spark's; may be repeated",
    )
    return parser


def _positive(value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise argparse.ArgumentTypeError(f"{value!r} is not a whole number above 0")
    return int(value)


def _setting(value: str) -> tuple[str, str]:
    key, equals, setting = value.partition("=")
    if not (key and equals):
        raise argparse.ArgumentTypeError(f"{value!r} is not KEY=VALUE")
    return key, setting


def _run(arguments: argparse.Namespace) -> None:
    require()
    with _session(arguments) as session, _told_as("R091"):
        begin = time.monotonic()
        rows, errors = _work(session, arguments)
        seconds = time.monotonic() - begin
    say(f"{rows:,} rows in {seconds:,.0f} s, {errors:,} with an error: {arguments.output}")


@contextmanager
def _session(arguments: argparse.Namespace) -> Iterator[SparkSession]:
    """Start Spark, or take the session that there is."""
    from pyspark.sql import SparkSession

    # tagging uses nothing of pandas'
    warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas")
    running = SparkSession.getActiveSession()
    # Spark's default is the `python3` on the path, which need not have this library.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("ref-tagger")
    if arguments.master:
        builder = builder.master(arguments.master)
    for key, value in arguments.conf:
        builder = builder.config(key, value)
    with _told_as("R091"):  # there may be no Java
        session = builder.getOrCreate()
    try:
        yield session
    finally:
        if running is None:
            session.stop()


@contextmanager
def _told_as(code: str, kind: type[TaggerError] = UsageError, **details: str) -> Iterator[None]:
    """Turn an error of Spark's into one of ours, for a message of one line."""
    from pyspark.errors import PySparkException

    try:
        yield
    except Exception as error:
        # those of the bridge to Java have no base in common with Spark's own
        if not isinstance(error, PySparkException) and "py4j" not in type(error).__module__:
            raise
        raise kind(code, reason=_reason(error), **details) from error


def _reason(error: Exception) -> str:
    """Find the line that says what happened: of Python's on an executor, of Java's, of Spark's."""
    lines = [line for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    for i, line in enumerate(lines):
        if "Traceback (most recent call last)" in line:
            return next((line for line in lines[i + 1 :] if not line[0].isspace()), lines[0])
    if len(lines) > 1 and lines[0].startswith("An error occurred while calling"):
        return lines[1].lstrip(": ")
    if "JAVA_GATEWAY_EXITED" in lines[0]:
        return f"there is no Java that it runs on ({lines[0].rstrip(' .')})"
    return lines[0].rstrip(" .")


def _work(session: SparkSession, arguments: argparse.Namespace) -> tuple[int, int]:
    """Read, tag and write; give the numbers of rows and of errors."""
    from pyspark.sql import Observation
    from pyspark.sql.functions import col, count, lit

    df = _read(session, arguments)
    if arguments.partitions:
        df = df.repartition(arguments.partitions)
    tagged = tag(
        df,
        arguments.column,
        output=arguments.output_column,
        model=arguments.model,
        confidence=arguments.confidence,
        format=arguments.format,
        max_length=arguments.max_length,
    )
    # counted while the rows go by: the result is not read again
    counts = Observation("ref-tagger")
    error = col(f"`{arguments.output_column}`.error")
    tagged = tagged.observe(counts, count(lit(1)).alias("rows"), count(error).alias("errors"))
    _write(tagged, arguments)
    return counts.get["rows"], counts.get["errors"]


def _read(session: SparkSession, arguments: argparse.Namespace) -> DataFrame:
    kind = arguments.input_format or _guess(arguments.input)
    reader = session.read.format(kind)
    if kind == "csv":
        reader = reader.option("header", True).option("multiLine", True).option("escape", '"')
    with _told_as("R044", CorpusError, path=arguments.input):
        df = reader.load(arguments.input)
    if kind == "text":
        df = df.withColumnRenamed("value", arguments.column)
    return df


def _write(df: DataFrame, arguments: argparse.Namespace) -> None:
    from pyspark.errors import AnalysisException

    mode = "overwrite" if arguments.overwrite else "errorifexists"
    try:
        df.write.format(arguments.output_format).mode(mode).save(arguments.output)
    except AnalysisException as error:
        reason = _reason(error)
        if "already exists" in reason:
            reason = "it exists already; with --overwrite it is replaced"
        raise UsageError("R064", path=arguments.output, reason=reason) from error


def _guess(name: str) -> str:
    path = PurePosixPath(name)
    if path.suffix in _COMPRESSED:
        path = path.with_suffix("")
    return _SUFFIXES.get(path.suffix.lower(), "parquet")


if __name__ == "__main__":
    sys.exit(main())
