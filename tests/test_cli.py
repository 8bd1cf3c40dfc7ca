"""``python -m tagger parse`` as a person uses it; the model comes from a fixture or is shipped."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest

from tagger import parse_many
from tagger.__main__ import main
from tagger.inputs import Line, read_lines
from tagger.model_files import write_files
from tagger.reference import SCHEMA

pytestmark = pytest.mark.train  # the small model is made with torch

RECORD = {
    "type": "object",
    "additionalProperties": False,
    "required": ["line", "schema", "text", "fields"],
    "properties": {
        "line": {"type": "integer", "minimum": 1},
        "schema": {"const": SCHEMA},
        "text": {"type": "string"},
        "fields": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["label", "value", "raw", "start", "end", "confidence"],
                "properties": {
                    "label": {"type": "string"},
                    "value": {"type": "string"},
                    "raw": {"type": "string", "minLength": 1},
                    "start": {"type": "integer", "minimum": 0},
                    "end": {"type": "integer"},
                    "confidence": {"type": ["number", "null"], "minimum": 0, "maximum": 1},
                },
            },
        },
    },
}


@pytest.fixture(scope="session")
def model(small_files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("cli") / "model"
    write_files(path, small_files)
    return str(path)


def parse(model: str, *arguments: str) -> int:
    return main(["parse", *arguments, "--model", model])


def records(output: str) -> list[dict]:
    found = [json.loads(line) for line in output.splitlines()]
    for record in found:
        jsonschema.validate(record, RECORD)
        for field in record["fields"]:
            assert record["text"][field["start"] : field["end"]] == field["raw"]
    return found


def test_jsonl(model: str, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    path = tmp_path / "refs.txt"
    path.write_bytes("\ufeffKnuth 1984. Literate.\r\n\r\n  \r\n中文 😀 2001\r\nlast".encode())
    assert parse(model, str(path), "--format", "jsonl") == 0
    found = records(capsys.readouterr().out)
    assert [(r["line"], r["text"]) for r in found] == [
        (1, "Knuth 1984. Literate."),
        (4, "中文 😀 2001"),
        (5, "last"),
    ]
    assert any(r["fields"] for r in found)


def test_no_confidence(model: str, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    path = tmp_path / "refs.txt"
    path.write_text("Knuth 1984. Literate programming.\n")
    assert parse(model, str(path), "--format", "jsonl", "--no-confidence") == 0
    (record,) = records(capsys.readouterr().out)
    assert record["fields"]
    assert {field["confidence"] for field in record["fields"]} == {None}


def test_spans(
    model: str, tmp_path: Path, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "refs.txt"
    path.write_text("Knuth 1984. \x1b[31mLiterate\x07 programming.\n")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert parse(model, str(path)) == 0
    plain = capsys.readouterr().out
    assert "\x1b" not in plain
    assert "]" in plain
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert parse(model, str(path)) == 0
    coloured = capsys.readouterr().out
    assert "\x1b[48;2;" in coloured
    assert "\x1b[31m" not in coloured  # what comes from the file cannot steer the terminal
    assert "\x07" not in coloured
    monkeypatch.setenv("NO_COLOR", "1")
    assert parse(model, str(path)) == 0
    assert capsys.readouterr().out == plain


def test_bad_bytes_are_replaced(model: str, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    path = tmp_path / "refs.txt"
    path.write_bytes(b"M\xfcller 1999\nnul \x00 byte 2000\n")
    assert parse(model, str(path), "--format", "jsonl") == 0
    assert [r["text"] for r in records(capsys.readouterr().out)] == [
        "M\ufffdller 1999",
        "nul \x00 byte 2000",
    ]


def test_empty_input(model: str, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    path = tmp_path / "empty.txt"
    path.write_text("\n \n")
    assert parse(model, str(path), "--format", "jsonl") == 0
    assert capsys.readouterr().out == ""


def test_errors(model: str, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    assert parse(model, str(tmp_path / "none.txt")) == 1
    assert "R044" in capsys.readouterr().err
    assert parse(model, str(tmp_path)) == 1
    assert "R044" in capsys.readouterr().err
    path = tmp_path / "refs.txt"
    path.write_text("x\n")
    assert main(["parse", str(path), "--model", str(tmp_path / "no-model")]) == 1
    assert "R001" in capsys.readouterr().err
    for wrong in (["parse"], ["parse", "x", "--format", "doc"], []):
        with pytest.raises(SystemExit) as stop:
            main(wrong)
        assert stop.value.code == 2


def command(model: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "tagger", "parse", *arguments, "--model", model]


def test_in_a_pipe(model: str) -> None:
    run = subprocess.run(
        command(model, "-", "--format", "jsonl"),
        capture_output=True,
        input="Knuth 1984.\n\nМюллер 1999\n".encode(),
    )
    assert run.returncode == 0
    assert [r["line"] for r in records(run.stdout.decode())] == [1, 3]
    assert run.stderr == b""


def test_a_reader_that_goes_away(model: str, tmp_path: Path) -> None:
    path = tmp_path / "refs.txt"
    path.write_text("Knuth 1984. Literate programming.\n" * 30_000)
    process = subprocess.Popen(
        command(model, str(path)), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout
    assert process.stderr
    assert b"Knuth" in process.stdout.readline()
    process.stdout.close()
    assert process.wait(timeout=120) == 0
    assert process.stderr.read() == b""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on memory")
def test_memory_does_not_grow_with_the_input(model: str, tmp_path: Path) -> None:
    import resource

    def peak(n: int) -> int:
        path = tmp_path / f"{n}.txt"
        with path.open("w") as file:
            file.writelines(
                f"Author{i} {1900 + i % 100}. Title {i}. Venue {i}, 1-2.\n" for i in range(n)
            )
        code = (
            "import sys, resource; from tagger.__main__ import main; main(sys.argv[1:]);"
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
        )
        run = subprocess.run(
            [sys.executable, "-c", code, "parse", str(path), "--model", model],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=True,
        )
        return int(run.stderr)

    assert resource is not None
    # KiB; ten times the lines: what is kept for known tokens may grow a little
    assert peak(30_000) - peak(3_000) < 25_000


def test_stdin_through_main(
    model: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture, tmp_path: Path
) -> None:
    path = tmp_path / "in.txt"
    path.write_text("Knuth 1984\n")
    saved = os.dup(0)
    with path.open() as file:
        os.dup2(file.fileno(), 0)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.FileIO(0, closefd=False)))
        try:
            assert parse(model, "-") == 0
        finally:
            os.dup2(saved, 0)
            os.close(saved)
    assert "1984" in capsys.readouterr().out


# -- where it is written -----------------------------------------------------------------------


@pytest.fixture
def refs(tmp_path: Path) -> Path:
    path = tmp_path / "refs.txt"
    path.write_text("Knuth 1984. Literate.\nTuring 1950. Mind.\n")
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A file that was there before."""
    path = tmp_path / "out" / "results.jsonl"
    path.parent.mkdir()
    path.write_text("precious\n")
    return path


def beside(path: Path) -> list[str]:
    return sorted(other.name for other in path.parent.iterdir())


def lines_of(path: Path) -> list[int]:
    return [record["line"] for record in records(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("more", [[], ["--line-buffered"], ["--find"], ["--jobs", "2"]])
@pytest.mark.parametrize("how", ["name", "link", "second name"])
def test_an_input_is_not_written_to(
    how: str, more: list[str], model: str, refs: Path, capsys: pytest.CaptureFixture
) -> None:
    content = refs.read_bytes()
    target = refs.parent / "other"
    if how == "name":
        target = Path(os.path.relpath(refs))
    elif how == "link":
        target.symlink_to(refs)
    else:
        target.hardlink_to(refs)
    before = beside(refs)
    for files in ([str(refs)], [os.devnull, str(refs)]):
        assert parse(model, *files, "--output", str(target), *more) == 1
        assert "R064" in (message := capsys.readouterr().err)
        assert "it is read from, too" in message
    assert refs.read_bytes() == content
    assert beside(refs) == before


def test_a_redirected_input_is_not_written_to(model: str, refs: Path) -> None:
    content = refs.read_bytes()
    with refs.open() as stream:
        arguments = command(model, "-", "--output", str(refs))
        run = subprocess.run(arguments, stdin=stream, capture_output=True, text=True)
    assert run.returncode == 1
    assert "it is read from, too" in run.stderr
    assert refs.read_bytes() == content


@pytest.mark.parametrize("format", ["jsonl", "csl", "jats"])
@pytest.mark.parametrize("more", [[], ["--line-buffered"], ["--jobs", "2"]])
def test_what_was_there_outlives_a_bad_start(
    format: str, more: list[str], model: str, refs: Path, out: Path
) -> None:
    to = ["--output", str(out), "--format", format, *more]
    assert main(["parse", str(refs), *to, "--model", str(refs.parent / "none")]) == 1
    assert parse(model, str(refs.parent / "none"), *to) == 1
    assert out.read_text() == "precious\n"
    assert beside(out) == ["results.jsonl"]


@pytest.mark.parametrize("more", [[], ["--line-buffered"]])
def test_another_takes_its_place(more: list[str], model: str, refs: Path, out: Path) -> None:
    out.chmod(0o640)
    link = refs.parent / "link"
    link.symlink_to(out)
    new = out.parent / "new"
    for target in (link, new):
        assert parse(model, str(refs), "--output", str(target), "--format", "jsonl", *more) == 0
    assert lines_of(out) == lines_of(new) == [1, 2]
    assert link.is_symlink()
    assert out.stat().st_mode & 0o777 == 0o640
    usual = out.parent / "usual"
    usual.touch()
    assert new.stat().st_mode == usual.stat().st_mode
    assert beside(out) == ["new", "results.jsonl", "usual"]


@pytest.fixture
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read no further than is written: by default some thousand references are read ahead."""
    monkeypatch.setattr(
        "tagger.__main__.parse_many",
        lambda texts, **options: parse_many(texts, **{**options, "window": 1}),
    )


@pytest.mark.usefixtures("one_by_one")
def test_a_failure_midway(model: str, refs: Path, out: Path, capsys: pytest.CaptureFixture) -> None:
    to = ["--output", str(out), "--format", "jsonl"]
    for part in ("results.jsonl.part", "results.jsonl.part2"):
        assert parse(model, str(refs), str(refs.parent / "none"), *to) == 1
        message = capsys.readouterr().err
        assert "R044" in message
        assert f"{part}'" in message
        assert lines_of(out.parent / part) == [1, 2]
        assert out.read_text() == "precious\n"


@pytest.mark.usefixtures("one_by_one")
def test_stopped_midway(
    model: str,
    refs: Path,
    out: Path,
    capsys: pytest.CaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stopped(name: str) -> Iterator[Line]:
        yield from read_lines(name)
        raise KeyboardInterrupt

    monkeypatch.setattr("tagger.__main__.read_lines", stopped)
    assert parse(model, str(refs), "--output", str(out), "--format", "jsonl") == 130
    part = out.with_name("results.jsonl.part")
    assert str(part) in capsys.readouterr().err
    assert beside(out) == ["results.jsonl", part.name]
    assert lines_of(part) == [1, 2]
    assert out.read_text() == "precious\n"


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="needs /dev/stdout")
def test_devices_are_written_straight(model: str, refs: Path, out: Path) -> None:
    arguments = command(model, str(refs), "--format", "jsonl", "--output", "/dev/stdout")
    run = subprocess.run(arguments, capture_output=True, check=True)
    assert len(records(run.stdout.decode())) == 2
    with out.open("ab") as stream:
        subprocess.run(arguments, stdout=stream, check=True)
        os.write(stream.fileno(), b"more\n")  # by another, into the same file
    assert out.read_text().endswith("more\n")
    assert beside(out) == ["results.jsonl"]
    assert parse(model, str(refs), "--output", os.devnull) == 0


def test_a_file_beside_which_none_can_be_made(model: str, refs: Path, out: Path) -> None:
    out = out.rename(out.with_name("x" * 253))  # no place for an ending
    assert main(["parse", str(refs), "--model", str(refs), "--output", str(out)]) == 1
    assert out.read_text() == "precious\n"
    assert parse(model, str(refs), "--output", str(out), "--format", "jsonl") == 0
    assert lines_of(out) == [1, 2]


@pytest.mark.parametrize("more", [[], ["--line-buffered"]])
def test_outputs_that_cannot_be(
    more: list[str], model: str, refs: Path, out: Path, capsys: pytest.CaptureFixture
) -> None:
    for target in (out.parent, out / "x", out.parent / "no" / "x"):
        assert parse(model, str(refs), "--output", str(target), *more) == 1
        message = capsys.readouterr().err
        assert "R064" in message
        assert f"'{target}" in message
    assert beside(out) == ["results.jsonl"]
