"""Several processes that tag: order, memory, crashes, Ctrl-C.  The small model comes from torch."""

from __future__ import annotations

import io
import os
import pickle
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import crashes
import pytest

import tagger
from tagger.errors import ModelError, TaggerWarning, WorkerError
from tagger.model import load_model
from tagger.model_files import write_files
from tagger.parallel import _Worker, tag_in_processes
from tagger.worker import MARK, Answer, pack, read_answers, read_message, write_message

pytestmark = pytest.mark.train  # the small model is made with torch

TEXTS = [f"Author{i}, A. ({1900 + i % 100}). Title {i}. Venue, {i}(2), 1-{i}." for i in range(60)]


@pytest.fixture(scope="session")
def model(small_files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("parallel") / "model"
    write_files(path, small_files)
    return str(path)


def with_culprits(*places: int) -> list[str]:
    return [f"{text} {crashes.CULPRIT}" if i in places else text for i, text in enumerate(TEXTS)]


def children(process: int) -> list[int]:
    path = Path(f"/proc/{process}/task/{process}/children")
    return [int(number) for number in path.read_text().split()]


def children_if_known() -> set[int]:
    return set(children(os.getpid())) if Path("/proc/self/task").exists() else set()


needs_proc = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="needs /proc to find processes"
)

# -- messages ----------------------------------------------------------------------------------


def test_messages() -> None:
    stream = io.BytesIO()
    write_message(stream, ["a", "中"])
    write_message(stream, None)
    whole = stream.getvalue()
    stream.seek(0)
    assert read_message(stream)
    assert read_message(stream)
    assert read_message(stream) is None
    for cut in range(1, 12):  # an end in the middle of a message is an end
        assert read_message(io.BytesIO(whole[:cut])) is None


@pytest.mark.parametrize(
    "printed",
    [b"", b"x", b"hello\n" * 5_000, MARK[:-1], MARK[:5] + b"x", MARK[:1] * 3],
    ids=["nothing", "little", "much", "begin", "other", "repeated"],
)
def test_what_was_printed_before_is_passed_over(printed: bytes) -> None:
    stream = io.BytesIO()
    stream.write(printed + MARK)
    write_message(stream, 1)
    write_message(stream, MARK)
    assert [pickle.loads(data) for data in read_answers(io.BytesIO(stream.getvalue()))] == [1, MARK]
    assert list(read_answers(io.BytesIO(printed))) == []


@pytest.mark.parametrize(
    "spans",
    [
        [],
        [[]],
        [[], [(0, 4, "title", 0.5)], []],
        [[(0, 4, "title", None), (5, 6, "year", None)], [(1, 2, "year", None)]],
    ],
)
def test_answers(spans: list[list[tuple]]) -> None:
    assert list(pack(spans, None).spans()) == spans
    assert isinstance(pack(spans, [1]), Answer)


# -- results -----------------------------------------------------------------------------------


@pytest.mark.parametrize("confidence", [True, False])
def test_results_are_those_of_one_process(model: str, confidence: bool) -> None:
    texts = [*TEXTS, "", "x", " ", "中文 😀 2001", "a b " * 300]
    one = list(tagger.parse_many(texts, model=model, confidence=confidence))
    two = list(tagger.parse_many(iter(texts), model=model, confidence=confidence, jobs=2, window=7))
    assert [reference.text for reference in two] == texts
    for a, b in zip(one, two, strict=True):
        assert [(f.label, f.start, f.end) for f in a] == [(f.label, f.start, f.end) for f in b]
        for field, other in zip(a, b, strict=True):
            # the batches differ, and with them the last digits
            assert field.confidence == pytest.approx(other.confidence, abs=1e-3)
    assert any(two)


def test_work_is_divided(model: str) -> None:
    found = tag_in_processes(TEXTS, jobs=2, model=model, finish=crashes.process, piece=5)
    processes = [result.finished for result in found]
    assert os.getpid() not in processes
    assert len(set(processes)) == 2


def test_one_process_for_little(model: str) -> None:
    found = tag_in_processes(TEXTS, jobs=4, model=model, finish=crashes.process)
    assert len({result.finished for result in found}) == 1


def test_no_texts(model: str) -> None:
    assert list(tagger.parse_many([], model=model, jobs=2)) == []


def test_lone_surrogates(model: str) -> None:
    with pytest.warns(TaggerWarning, match="W001"):
        (reference,) = tagger.parse_many(["Kn\ud800uth 1984"], model=model, jobs=2)
    assert reference.text == "Kn\ufffduth 1984"


def test_what_is_printed_is_not_taken_for_results(
    model: str, capfd: pytest.CaptureFixture[str]
) -> None:
    found = tag_in_processes(TEXTS[:3], jobs=1, model=model, finish=crashes.print_something)
    assert [result.finished for result in found] == list(map(len, TEXTS[:3]))
    output = capfd.readouterr()
    assert output.out == ""
    assert "some more" in output.err


def test_little_is_read_ahead(model: str) -> None:
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield f"Author {taken}. Title {taken}."

    found = tag_in_processes(endless(), jobs=2, model=model, piece=10)
    for given, result in enumerate(found, start=1):
        assert result.text == f"Author {given}. Title {given}."
        assert taken - given <= 2 * 4 * 10
        if given == 300:
            break
    found.close()


def test_long_texts_are_few_in_a_piece(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tagger.parallel._CHARACTERS", 2_000)
    taken = 0

    def long() -> Iterator[str]:
        nonlocal taken
        for _ in range(60):
            taken += 1
            yield "word " * 100

    found = tag_in_processes(long(), jobs=1, model=model, confidence=False)
    assert next(found).text
    assert taken <= 4 * 4  # four pieces of four
    assert len(list(found)) == 59


# -- errors ------------------------------------------------------------------------------------


@pytest.mark.parametrize("texts", [[], TEXTS])
def test_no_model(texts: list[str], tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="R001"):
        list(tagger.parse_many(texts, model=tmp_path / "none", jobs=2))


def test_an_exception_comes_through(model: str) -> None:
    with pytest.raises(ValueError, match="no good"):
        list(tag_in_processes(TEXTS, jobs=2, model=model, finish=crashes.fail))


def test_an_exception_of_the_input_comes_through(model: str) -> None:
    def broken() -> Iterator[str]:
        yield "Knuth 1984"
        raise KeyError("gone")

    with pytest.raises(KeyError, match="gone"):
        list(tagger.parse_many(broken(), model=model, jobs=2))
    with pytest.raises(TypeError, match="a reference is a str"):
        list(tagger.parse_many(["Knuth 1984", 3], model=model, jobs=2))  # type: ignore[list-item]


@pytest.mark.parametrize("jobs", [0, -1])
def test_numbers_of_jobs(jobs: int) -> None:
    with pytest.raises(ValueError, match="jobs"):
        list(tagger.parse_many(TEXTS, jobs=jobs))


# -- crashes -----------------------------------------------------------------------------------


def crash(model: str, texts: list[str], finish: object, **settings: int) -> tuple[list, list[str]]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = list(
            tag_in_processes(texts, model=model, finish=finish, **{"jobs": 2, **settings})  # type: ignore[arg-type]
        )
    assert [result.text for result in found] == texts
    return found, [str(one.message) for one in caught]


def test_a_crash_is_reported_and_nothing_lost(model: str, tmp_path: Path) -> None:
    finish = partial(crashes.die_once, mark=str(tmp_path / "mark"))
    found, messages = crash(model, with_culprits(3), finish, piece=10)
    assert [result.finished for result in found] == [len(result.text) for result in found]
    assert found[3].spans
    (message,) = messages
    assert message.startswith("[W005]")
    assert "SIGKILL" in message


@pytest.mark.parametrize("places", [(2, 3), (1, 59)])
def test_the_culprit_is_found(model: str, places: tuple[int, ...]) -> None:
    found, messages = crash(model, with_culprits(*places), crashes.die_of_culprits, piece=4)
    lengths = [None if i in places else len(result.text) for i, result in enumerate(found)]
    assert [result.finished for result in found] == lengths
    blamed = [message for message in messages if message.startswith("[W006]")]
    assert len(blamed) == len(places)
    for place, message in zip(places, sorted(blamed, key=lambda m: int(m.split()[2])), strict=True):
        assert f"Reference {place + 1} " in message
        assert not found[place].spans
    assert sum(bool(result.spans) for result in found) == len(TEXTS) - len(places)


@pytest.mark.parametrize(
    ("finish", "how"),
    [(crashes.exit_of_culprits, "exit code 3"), (crashes.run_out_of_memory, "exit code 1")],
)
def test_other_ends(model: str, finish: object, how: str) -> None:
    _, messages = crash(model, with_culprits(0)[:3], finish, piece=1, jobs=1)
    assert all(how in message for message in messages)
    assert sum("[W006]" in message for message in messages) == 1


def test_there_is_an_end_to_crashes(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tagger.parallel._CRASHES_IN_A_ROW", 4)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(WorkerError, match="R067"):
            list(tag_in_processes(TEXTS, jobs=1, model=model, finish=crashes.die))


def test_processes_that_cannot_start(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tagger.parallel._COMMAND", "import os; os._exit(7)")
    with (
        pytest.warns(TaggerWarning, match="W005"),
        pytest.raises(WorkerError, match=r"R067.*exit code 7"),
    ):
        list(tagger.parse_many(TEXTS, model=model, jobs=2))


def test_an_interpreter_that_is_not_there(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    with pytest.raises(WorkerError, match="R067"):
        list(tagger.parse_many(TEXTS, model=model, jobs=2))


@pytest.mark.parametrize("length", [b"\x3f" + b"\xff" * 7, b"\xff" * 8])
def test_an_answer_of_nonsense_is_an_end(length: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    code = f"import os, time; os.write(1, {MARK + length!r}); time.sleep(600)"
    monkeypatch.setattr("tagger.parallel._COMMAND", code)
    events: SimpleQueue[Any] = SimpleQueue()
    worker = _Worker(pickle.dumps(None), events)
    try:
        assert events.get(timeout=30) == (worker, None)
    finally:
        worker.stop()


# The first process to come takes the mark; what the others do is in place of {}.
_ONLY_ONE = """
import os, sys
try:
    os.close(os.open({mark!r}, os.O_CREAT | os.O_EXCL))
except FileExistsError:
    with open({mark!r}, "a") as file:
        file.write("x")
    os._exit(7)
"""


def test_one_process_does_it_where_others_end_at_once(
    model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "mark"
    command = _ONLY_ONE.format(mark=str(mark)) + tagger.parallel._COMMAND
    monkeypatch.setattr("tagger.parallel._COMMAND", command)
    found, messages = crash(model, TEXTS, crashes.process, jobs=4, piece=2)
    assert len({result.finished for result in found}) == 1
    failed = len(mark.read_text())
    assert 1 <= failed <= 3  # and then no more are tried
    assert len(messages) == failed
    assert all("exit code 7" in message for message in messages)


@pytest.mark.parametrize("error", [OSError(11, "no more processes"), RuntimeError("no threads")])
@pytest.mark.parametrize("possible", [0, 1, 2])
def test_as_many_processes_as_can_be(
    error: Exception, possible: int, model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = 0
    is_thread = isinstance(error, RuntimeError)
    place = threading.Thread if is_thread else subprocess.Popen
    name = "start" if is_thread else "__init__"
    original = getattr(place, name)

    def limited(*arguments: Any, **options: Any) -> None:
        nonlocal started
        if started >= possible:
            raise error
        started += 1
        original(*arguments, **options)

    monkeypatch.setattr(place, name, limited)
    monkeypatch.setattr("subprocess.Popen.__del__", lambda _: None)  # of one that is not made
    before = children_if_known()
    found = tag_in_processes(TEXTS, jobs=4, model=model, finish=crashes.process, piece=2)
    if possible:
        assert len({result.finished for result in found}) == possible
    else:
        with pytest.raises(WorkerError, match=rf"R067.*{error.args[-1]}"):
            next(found)
    assert children_if_known() <= before


def test_a_function_that_cannot_be_sent(model: str) -> None:
    before = children_if_known()
    with pytest.raises((pickle.PicklingError, AttributeError)):
        next(tag_in_processes(TEXTS, jobs=2, model=model, finish=lambda _: 0))
    assert children_if_known() <= before


@needs_proc
def test_no_process_is_left(model: str) -> None:
    before = set(children(os.getpid()))
    list(tagger.parse_many(TEXTS, model=model, jobs=2, window=10))
    found = tagger.parse_many(TEXTS, model=model, jobs=2, window=10)
    next(found)
    during = set(children(os.getpid()))
    assert len(during - before) == 2
    found.close()  # type: ignore[attr-defined]
    assert set(children(os.getpid())) <= before


def test_model_is_the_same(model: str) -> None:
    """What the processes get is tagged by the model that was asked for."""
    spans = load_model(model).tag(TEXTS[:5])
    found = [result.spans for result in tag_in_processes(TEXTS[:5], jobs=1, model=model)]
    assert [[span[:3] for span in row] for row in found] == [
        [tuple(span)[:3] for span in row] for row in spans
    ]
