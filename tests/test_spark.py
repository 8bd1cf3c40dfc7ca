"""Spark: on a real cluster, a master and two workers on loopback, one of which is killed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from spark_cluster import Cluster, kill, wait

from tagger import Reference, parse_many
from tagger.errors import ModelError, UsageError
from tagger.labels import NAMES

MISSING = [name for name in ("pyspark", "pyarrow", "pandas") if find_spec(name) is None]
pytestmark = [
    pytest.mark.spark,
    pytest.mark.model,
    pytest.mark.skipif(bool(MISSING), reason=f"needs the extra spark (missing: {MISSING})"),
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
]

TRAIN = Path(__file__).parent.parent / "training" / "data" / "train.jsonl"
N_ROWS, N_TASKS = 3000, 40
KNUTH = "Knuth, D. E. (1984). Literate programming. The Computer Journal, 27(2), 97-111."


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("needs Java (none on the path, no JAVA_HOME)")
    running = Cluster(tmp_path_factory.mktemp("cluster"), n_workers=2)
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def spark(cluster: Cluster) -> Iterator[Any]:
    from pyspark.sql import SparkSession

    with pytest.MonkeyPatch.context() as patch:
        for key, value in cluster.environment.items():
            patch.setenv(key, value)
        session = SparkSession.builder.appName("tests").getOrCreate()
        try:
            yield session
        finally:
            session.stop()


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Distinct strings: each reference of the training data, with numbers before it."""
    with TRAIN.open(encoding="utf-8") as lines:
        known = [json.loads(line)["text"] for line in lines]
    return [f"[{i}] {known[i % len(known)]}" for i in range(N_ROWS)]


@pytest.fixture(scope="module")
def expected(texts: list[str]) -> list[Reference]:
    """What one machine finds, without Spark."""
    return list(parse_many(texts))


@pytest.fixture(scope="module")
def table(texts: list[str], tmp_path_factory: pytest.TempPathFactory) -> str:
    return write_table(tmp_path_factory.mktemp("input") / "refs.parquet", texts)


def write_table(path: Path, texts: Any) -> str:
    import pyarrow as pa
    import pyarrow.parquet as pq

    size = max(1, len(texts) // N_TASKS)
    columns = {"id": pa.array(range(len(texts))), "text": pa.array(texts)}
    pq.write_table(pa.table(columns), path, row_group_size=size)
    return str(path)


def spans_of(reference: Any) -> list[tuple]:
    return [
        (span["start"], span["end"], span["label"], span["text"]) for span in reference["spans"]
    ]


def assert_same(found: Any, expected: Reference) -> None:
    """Compare a row of Spark's with what one machine finds."""
    fields = expected.fields
    assert spans_of(found) == [(f.start, f.end, f.label, f.raw) for f in fields]
    # The network's 8-bit products are rounded by batch, and batches are put together otherwise.
    confidences = [span["confidence"] for span in found["spans"]]
    assert confidences == pytest.approx([f.confidence for f in fields], abs=0.01)
    surest = {f.label: expected.get(f.label).value for f in fields}  # type: ignore[union-attr]
    assert {name: found["fields"][name] for name in NAMES if found["fields"][name]} == surest
    assert found["error"] is None


def test_same_as_on_one_machine(
    spark: Any, table: str, texts: list[str], expected: list[Reference]
) -> None:
    from tagger.spark import tag

    df = spark.read.parquet(table).repartition(6)
    tagged = tag(df, "text", format="csl")
    assert tagged.columns == ["id", "text", "reference"]
    rows = tagged.collect()
    assert sorted(row.id for row in rows) == list(range(N_ROWS))
    assert [row.id for row in rows] == [row.id for row in df.select("id", "text").collect()]
    for row in rows:
        assert row.text == texts[row.id]
        assert_same(row.reference, expected[row.id])
        assert json.loads(row.reference.csl) == expected[row.id].to_csl()


def test_without_confidences(spark: Any, expected: list[Reference], table: str) -> None:
    from tagger.spark import tag

    df = spark.read.parquet(table).where("id < 50")
    rows = tag(df, "TEXT", output="found", confidence=False).collect()
    assert len(rows) == 50
    for row in rows:
        assert [span.label for span in row.found.spans] == [f.label for f in expected[row.id]]
        assert {span.confidence for span in row.found.spans} == {None}
        assert "csl" not in row.found


#: Bytes of a string, the code of the error, and what is tagged, if anything.
BAD: dict[str, tuple[bytes | None, str | None, str | None]] = {
    "null": (None, "R092", None),
    "empty": (b"", None, ""),
    "blank": (b" \n\t ", None, " \n\t "),
    "long": (b"x, " * 40_000, "R093", None),
    "latin-1": (b"Kn\xfcth" + KNUTH[5:].encode(), "R094", "Kn\ufffdth" + KNUTH[5:]),
    "surrogate": (b"Kn\xed\xa0\x80th" + KNUTH[5:].encode(), "R094", "Kn\ufffdth" + KNUTH[5:]),
    "astral": (f"\U0001d400\U0001f4da {KNUTH}".encode(), None, f"\U0001d400\U0001f4da {KNUTH}"),
    "nul": (f"\0{KNUTH}".encode(), None, f"\0{KNUTH}"),
    "good": (KNUTH.encode(), None, KNUTH),
}


def test_bad_rows_are_kept(spark: Any, tmp_path: Path) -> None:
    import pyarrow as pa

    from tagger.spark import tag

    values = [value for value, _, _ in BAD.values()]
    binary = pa.array(values, pa.binary())
    # the same bytes, called text, as other programs write them
    column = pa.Array.from_buffers(pa.string(), len(values), binary.buffers())
    df = spark.read.parquet(write_table(tmp_path / "bad.parquet", column))
    pieces = "transform(reference.spans, s -> substring(text, s.start + 1, s.end - s.start)) pieces"
    tagged = tag(df, "text").selectExpr("*", "cast(text as binary) bytes", pieces)
    rows = tagged.sort("id").collect()
    assert [row["bytes"] if row["bytes"] is None else bytes(row["bytes"]) for row in rows] == values
    for (name, (_, code, text)), row in zip(BAD.items(), rows, strict=True):
        found = row.reference
        assert (found.error and found.error[1:5]) == code, name
        if text is None:
            assert (found.spans, found.fields) == (None, None), name
            continue
        expected = next(parse_many([text]))
        assert spans_of(found) == [(f.start, f.end, f.label, f.raw) for f in expected], name
        assert found.fields.title == expected.title, name
        if name not in ("latin-1", "surrogate"):  # U+FFFD is not in the row itself
            assert row.pieces == [field.raw for field in expected], name


@pytest.mark.parametrize(
    ("column", "options", "code", "says"),
    [
        ("nothing", {}, "R090", "the columns are: id, text"),
        ("id", {}, "R090", "it holds bigint, not string"),
        ("text", {"output": "ID"}, "R090", "there is a column 'ID' already"),
        ("text", {"format": "bibtex"}, "R066", "bibtex"),
        ("text", {"max_length": 0}, "R066", "length"),
        ("text", {"model": "no/such"}, "R001", "no/such"),
    ],
)
def test_wrong_arguments(
    spark: Any, column: str, options: dict[str, Any], code: str, says: str
) -> None:
    from tagger.spark import tag

    df = spark.createDataFrame([], "id long, text string")
    with pytest.raises((UsageError, ModelError), match=says) as caught:
        tag(df, column, **options)
    assert caught.value.code == code


def test_other_columns_stay_as_they_are(spark: Any) -> None:
    from tagger.spark import tag

    df = spark.range(3).selectExpr(
        "id", f"'{KNUTH}' `t.u`", "'x' twice", "1 twice", "null nothing", "id = 1 yes",
        "cast(id as decimal(30, 5)) money", "current_date() day", "current_timestamp() moment",
        "cast('2026-01-01 10:00' as timestamp_ntz) local", "interval '1' day span",
        "binary('b') bytes", "array(id, null) list", "map('k', struct(id, 'v')) map",
    )  # fmt: skip
    tagged = tag(df, "t.u")
    assert tagged.columns == [*df.columns, "reference"]
    assert tagged.schema.fields[:-1] == df.schema.fields
    row = tagged.where("id = 1").collect()[0]
    assert row[-1].fields.year == "1984"
    assert row[:-1][:7] == df.where("id = 1").collect()[0][:7]
    assert (row.local.year, bytes(row.bytes), row.list) == (2026, b"b", [1, None])
    assert list(map(tuple, row.map.values())) == [(1, "v")]


def test_names_that_differ_in_case(spark: Any) -> None:
    from tagger.spark import tag

    df = spark.createDataFrame([(KNUTH,)], "text string")
    with pytest.raises(UsageError, match="more than one"):
        tag(df.selectExpr("text", "text TEXT"), "text")
    spark.conf.set("spark.sql.caseSensitive", "true")
    try:
        with pytest.raises(UsageError, match="there is none"):
            tag(df, "TEXT")
        assert tag(df, "text", output="Text").columns == ["text", "Text"]
    finally:
        spark.conf.unset("spark.sql.caseSensitive")


def test_libraries_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    from tagger.spark import tag

    monkeypatch.setattr("tagger.spark.find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"R060.*'spark' \(missing: pyspark\)"):
        tag(None, "text")


def run(*arguments: str) -> int:
    from tagger.spark.__main__ import main

    return main(list(arguments))


def read(path: Path) -> list[dict]:
    import pyarrow.parquet as pq

    return pq.read_table(path).to_pylist()


LINES = {
    "refs.txt": KNUTH,
    "refs.jsonl": json.dumps({"text": KNUTH, "id": 7}),
    "refs.csv": f'id,text\n7,"{KNUTH}"',
}


@pytest.mark.parametrize("name", LINES)
def test_command_reads_what_the_name_says(
    spark: Any, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_text(LINES[name] + "\n", encoding="utf-8")
    out = tmp_path / "out"
    assert run(str(tmp_path / name), str(out), "--partitions", "2") == 0
    assert re.search(
        r"^1 rows in \d+ s, 0 with an error: .*/out$", capsys.readouterr().err, re.MULTILINE
    )
    (row,) = read(out)
    assert row["text"] == KNUTH
    assert_same(row["reference"], next(parse_many([KNUTH])))
    assert spark.range(1).count() == 1  # the session that was there goes on


def test_command_on_the_cluster(
    spark: Any, cluster: Cluster, table: str, expected: list[Reference], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "tagger.spark", table, str(out), "--format", "csl"]
    command += ["--master", cluster.url, "--conf", "spark.cores.max=1"]
    log = tmp_path / "log"
    with log.open("wb") as stream:  # not a pipe, which Java would hold open after a timeout
        ended = subprocess.run(
            command, env={**os.environ, **cluster.environment}, stdout=stream, stderr=stream,
            timeout=300,
        )  # fmt: skip
    said = log.read_text()
    assert ended.returncode == 0, said
    assert re.search(r"^3,000 rows in \d+ s, 0 with an error: ", said, re.MULTILINE)
    rows = read(out)
    assert sorted(row["id"] for row in rows) == list(range(N_ROWS))
    for row in rows:
        assert_same(row["reference"], expected[row["id"]])


def test_command_overwrites_only_when_asked(
    spark: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "refs.txt"
    out = tmp_path / "out"
    source.write_text(f"{KNUTH}\n", encoding="utf-8")
    assert run(str(source), str(out)) == 0
    source.write_text("\n\n", encoding="utf-8")
    assert run(str(source), str(out)) == 1
    assert "R064" in (said := capsys.readouterr().err)
    assert "--overwrite" in said
    assert [row["text"] for row in read(out)] == [KNUTH]
    assert run(str(source), str(out), "--overwrite", "--output-format", "json") == 0
    (part,) = out.glob("part-*.json")
    assert [json.loads(line)["text"] for line in part.read_text().splitlines()] == ["", ""]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["no/such.parquet"], "R044"),
        (["refs.txt", "--input-format", "parquet"], "R044"),
        (["refs.txt", "--input-format", "json"], "R090"),
        (["refs.txt", "--model", "no/such"], "R001"),
    ],
)
def test_command_says_what_is_wrong(
    spark: Any,
    arguments: list[str],
    code: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("refs.txt").write_text(f"{KNUTH}\n", encoding="utf-8")
    assert run(f"{tmp_path}/{arguments[0]}", f"{tmp_path}/out", *arguments[1:]) == 1
    lines = [line for line in capsys.readouterr().err.splitlines() if line.startswith("error:")]
    assert len(lines) == 1
    assert f"[{code}]" in lines[0]


@pytest.mark.parametrize("wrong", [["--partitions", "0"], ["--conf", "x"], ["--format", "ris"]])
def test_command_line_is_wrong(wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        run("in", "out", *wrong)
    assert caught.value.code == 2


def test_command_without_java(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tagger.spark", "in.parquet", str(tmp_path / "out")],
        env={**os.environ, "JAVA_HOME": str(tmp_path)}, capture_output=True, text=True,
    )  # fmt: skip
    assert ended.returncode == 1
    assert "error: [R091] Spark failed: there is no Java" in ended.stderr


# the last, for it leaves one worker only
def test_worker_is_killed_in_the_middle(
    spark: Any, cluster: Cluster, table: str, expected: list[Reference], tmp_path: Path
) -> None:
    from tagger.spark import tag

    def slowly(batches: Iterator[Any]) -> Iterator[Any]:
        time.sleep(0.2)
        yield from batches

    context = spark.sparkContext
    status = context.statusTracker()

    def n_executors() -> int:
        return context._jsc.sc().getExecutorMemoryStatus().size() - 1  # one is the driver

    def stage() -> Any:
        active = (status.getStageInfo(number) for number in status.getActiveStageIds())
        return next((item for item in active if item and item.numTasks == N_TASKS), None)

    def n_done() -> int:
        return item.numCompletedTasks if (item := stage()) else 0

    df = spark.read.parquet(table).repartition(N_TASKS)
    tagged = tag(df.mapInArrow(slowly, df.schema), "text", format="csl")
    out = tmp_path / "out"
    wait(lambda: n_executors() == 2, "two executors")
    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(tagged.write.parquet, str(out))
        wait(lambda: n_done() >= 4 or job.done(), "the first tasks")
        assert 4 <= n_done() < N_TASKS - 4
        kill(cluster.workers[0])
        wait(lambda: n_executors() == 1, "the loss of an executor")
        assert not job.done()
        job.result(timeout=300)
    assert cluster.n_alive() == 1
    rows = read(out)
    assert sorted(row["id"] for row in rows) == list(range(N_ROWS))
    for row in rows:
        assert_same(row["reference"], expected[row["id"]])
        assert json.loads(row["reference"]["csl"]) == expected[row["id"]].to_csl()
