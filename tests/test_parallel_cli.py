"""``parse --jobs N``: output, crashes and Ctrl-C; programs that tag with several processes.

The small model is made with torch.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tagger.__main__ import main
from tagger.model_files import write_files

pytestmark = pytest.mark.train  # the small model is made with torch

TEXTS = [f"Author{i}, A. ({1900 + i % 100}). Title {i}. Venue, {i}(2), 1-{i}." for i in range(60)]

needs_proc = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="needs /proc to find processes"
)


@pytest.fixture(scope="module")
def model(small_files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("parallel") / "model"
    write_files(path, small_files)
    return str(path)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "refs.txt"
    path.write_text("\n".join(TEXTS) + "\n", encoding="utf-8")
    return path


#: More than are read ahead, and than a pipe holds the results of.
N_MANY = 20_000


def children(process: int) -> list[int]:
    path = Path(f"/proc/{process}/task/{process}/children")
    return [int(number) for number in path.read_text().split()]


def command(model: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "tagger", "parse", *arguments, "--model", model]


@pytest.mark.parametrize("format", ["spans", "jsonl", "csl", "bibtex", "jats"])
def test_output_is_that_of_one_process(
    format: str, model: str, file: Path, capsys: pytest.CaptureFixture
) -> None:
    arguments = ["parse", str(file), "--format", format, "--model", model]
    # no confidences: their last digits depend on the batches
    arguments += ["--no-confidence"]
    assert main(arguments) == 0
    one = capsys.readouterr().out
    assert main([*arguments, "--jobs", "2"]) == 0
    assert capsys.readouterr().out == one != ""


@pytest.mark.parametrize("least", ["0.2", "1"])
@pytest.mark.parametrize("format", ["jsonl", "csl"])
def test_least_confidence(
    format: str, least: str, model: str, file: Path, capsys: pytest.CaptureFixture
) -> None:
    outputs = []
    for jobs in "12":
        arguments = ["--format", format, "--model", model, "--jobs", jobs]
        assert main(["parse", str(file), *arguments, "--min-confidence", least]) == 0
        output = capsys.readouterr()
        text = output.out
        if format == "jsonl":  # without confidences, whose last digits depend on the batches
            records = map(json.loads, text.splitlines())
            text = [[field["label"] for field in record["fields"]] for record in records]
        outputs.append((text, output.err))
    assert outputs[0] == outputs[1]
    assert (outputs[0][1].count("W004") == len(TEXTS)) == (least == "1")


def test_annotate(model: str, file: Path, capsys: pytest.CaptureFixture) -> None:
    outputs = []
    for jobs in ("1", "2"):
        assert main(["annotate", str(file), "--model", model, "--jobs", jobs]) == 0
        lines = capsys.readouterr().out.splitlines()
        outputs.append(sorted((r["text"], len(r["spans"])) for r in map(json.loads, lines)))
    assert outputs[0] == outputs[1]
    assert len(outputs[0]) == len(TEXTS)


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5"])
def test_wrong_numbers(number: str, capsys: pytest.CaptureFixture) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["parse", "x", "--jobs", number])
    assert stop.value.code == 2
    assert "--jobs" in capsys.readouterr().err


def test_at_once_is_for_one_process(file: Path, capsys: pytest.CaptureFixture) -> None:
    assert main(["parse", str(file), "--jobs", "2", "--line-buffered"]) == 1
    assert "R066" in capsys.readouterr().err


def test_no_model_in_the_command(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    assert main(["parse", str(file), "--model", str(tmp_path / "none"), "--jobs", "2"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("error: [R001]")


def start(model: str, folder: Path) -> tuple[subprocess.Popen[bytes], list[int]]:
    """Start the command and wait for both workers; it cannot end, for nobody reads what it says."""
    path = folder / "many.txt"
    path.write_text("".join(f"Author {i}. {i}. Title.\n" for i in range(N_MANY)))
    process = subprocess.Popen(
        command(model, str(path), "--format", "jsonl", "--jobs", "2"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # a shell lets what it runs in the background ignore interrupts
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        bufsize=0,  # what a buffer had read ahead, `communicate` would not see
    )
    assert process.stdout
    assert process.stdout.readline()
    return process, children(process.pid)


def gone(processes: list[int]) -> bool:
    for _ in range(1_000):
        if not any(Path(f"/proc/{number}").exists() for number in processes):
            return True
        time.sleep(0.02)
    return False


@needs_proc
def test_stopped_from_the_keyboard(model: str, tmp_path: Path) -> None:
    process, workers = start(model, tmp_path)
    assert len(workers) == 2
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=120)
    assert (process.returncode, errors) == (130, b"")
    assert gone(workers)


@needs_proc
def test_workers_go_when_the_command_is_killed(model: str, tmp_path: Path) -> None:
    process, workers = start(model, tmp_path)
    assert len(workers) == 2
    process.kill()
    process.communicate(timeout=120)
    assert gone(workers)


@needs_proc
def test_a_worker_is_killed(model: str, tmp_path: Path) -> None:
    process, workers = start(model, tmp_path)
    os.kill(workers[0], signal.SIGKILL)
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 0
    lines = [json.loads(line)["line"] for line in output.splitlines()]
    assert lines == list(range(2, N_MANY + 1))  # the first was read by `start`
    (message,) = [line for line in errors.decode().splitlines() if "W004" not in line]
    assert message.startswith(f"warning: [W005] The worker process {workers[0]} ")


def test_a_reader_that_goes_away(model: str, file: Path) -> None:
    process = subprocess.Popen(
        command(model, *[str(file)] * 300, "--jobs", "2"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stderr
    assert process.stdout.readline()
    process.stdout.close()
    assert process.wait(timeout=120) == 0
    assert process.stderr.read() == b""


# -- programs ----------------------------------------------------------------------------------


def test_scripts_need_no_guard(model: str, tmp_path: Path) -> None:
    """`multiprocessing` would run such a script once more in each process, without end."""
    script = (
        "import tagger\n"
        f"print(len(list(tagger.parse_many(['Knuth 1984'], model={model!r}, jobs=2))))\n"
    )
    (tmp_path / "numpy.py").write_text("raise SystemExit('the wrong module')")
    run = subprocess.run(
        [sys.executable, "-P", "-"] if sys.version_info >= (3, 11) else [sys.executable, "-"],
        input=script,
        capture_output=True,
        text=True,
        cwd=tmp_path if sys.version_info >= (3, 11) else None,
    )
    assert (run.stdout, run.stderr) == ("1\n", "")


def test_python_that_prints_when_it_starts(model: str, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("print('hello from here ' * 1000, flush=True)\n")
    script = (
        "import sys, tagger\n"
        f"found = list(tagger.parse_many(['Knuth 1984'] * 20, model={model!r}, jobs=2, window=5))\n"
        "print(len(found), file=sys.stderr)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        timeout=120,
    )
    assert run.stdout.count("hello from here") == 1000  # of this one; not of those it started
    assert (run.stderr, run.returncode) == ("20\n", 0)
