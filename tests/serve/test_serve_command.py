"""The command: what it takes, what it says, how it ends."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from tagger.serve.__main__ import main
from tagger.serve.settings import Settings

COMMAND = [sys.executable, "-m", "tagger.serve"]


@pytest.mark.parametrize(
    "arguments",
    [["--port", "65536"], ["--port", "-1"], ["--workers", "0"], ["--max-body", "²"], ["--hots"]],
)
def test_wrong_command_lines(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage: python -m tagger.serve" in capsys.readouterr().err


def test_the_extra_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    assert main([]) == 1
    assert "[R060] This needs the extra 'serve' (missing: uvicorn)" in capsys.readouterr().err


def test_a_model_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("fastapi")
    assert main(["--model", "/no/such"]) == 1
    assert "error: [R001] No model at '/no/such'" in capsys.readouterr().err


def test_defaults_are_safe() -> None:
    assert Settings().host == "127.0.0.1"
    assert not Settings().log_text
    assert Settings().max_buffered >= Settings().max_body


def test_the_processes_that_tag_load_nothing_of_http() -> None:
    code = (
        "import sys, tagger.serve.worker, tagger.serve.work, tagger.serve.__main__; "
        "found = {'fastapi', 'uvicorn', 'pydantic', 'starlette', 'spacy'} & set(sys.modules); "
        "sys.exit(repr(found) if found else 0)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_the_image_does_not_run_as_root() -> None:
    text = (Path(__file__).parents[2] / "tagger/serve/Dockerfile").read_text(encoding="utf-8")
    lines = text.splitlines()
    assert any(line.startswith("USER ") and "root" not in line for line in lines)
    assert any(line.startswith("HEALTHCHECK ") for line in lines)


@contextmanager
def started(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str, IO[str]]]:
    """Run the command with the shipped model until it is ready."""
    process = subprocess.Popen(
        [*COMMAND, "--port", "0", "--workers", "1", *arguments],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    try:
        said = ""
        while not (match := re.search(r"ready at (http://\S+)", said)):
            line = process.stderr.readline()
            assert line, said
            said += line
        yield process, match[1], process.stderr
    finally:
        process.kill()
        process.wait()


@pytest.mark.model
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_it_is_stopped(sent: signal.Signals) -> None:
    httpx = pytest.importorskip("httpx")
    pytest.importorskip("uvicorn")
    text = "Knuth, D. E. (1984). Literate programming. The Computer Journal, 27(2), 97-111."
    with started() as (process, address, said):
        answer = httpx.post(
            timeout=120,
            url=f"{address}/api/parse",
            json={"texts": [text], "format": "csl"},
        )
        assert answer.json()["references"][0]["csl"]["title"] == "Literate programming"
        process.send_signal(sent)
        # 128 + 2 after Ctrl+C, as shells have it; else by the signal, or at once
        assert process.wait(timeout=120) in (0, 130, -sent)
        rest = said.read()  # ends when no process is left that holds it
    assert "Knuth" not in rest
    assert "/api/parse 200" in rest
