"""``python -m tagger parse`` as a person uses it; the model comes from a fixture or is shipped."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from tagger.__main__ import main
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
