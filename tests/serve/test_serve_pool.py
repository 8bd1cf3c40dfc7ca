"""Processes that die, hang or grow: each task gets its result or its error."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from serve_fakes import TEXT, load_fake, load_hungry, load_nothing

from tagger.serve.pool import Pool, TaskError
from tagger.serve.worker import DONE, FAILED, REFUSED, answer, start_worker

PLAIN = {"format": "spans", "confidence": False, "least": 0.0}


@contextmanager
def pool_of(
    workers: int = 1,
    load: Callable[[], Any] = load_fake,
    seconds: float = 5.0,
    memory: int = 1024,
) -> Iterator[Pool]:
    pool = Pool(load, workers, seconds, memory)
    pool.start()
    try:
        yield pool
    finally:
        pool.close()


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


async def tag(pool: Pool, *texts: str, wait: float = 60.0) -> Any:
    deadline = time.monotonic() + wait
    return await pool.run("parse", deadline=deadline, texts=list(texts), **PLAIN)


async def outcomes(pool: Pool, *texts: str) -> list[Any]:
    """Run a task for each text, all at once; give kinds of errors and numbers of results."""
    found = await asyncio.gather(*(tag(pool, one) for one in texts), return_exceptions=True)
    return [one.kind if isinstance(one, TaskError) else len(one) for one in found]


def children() -> set[int]:
    """Processes of this one, those that keep account of resources left out."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            command = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if parent == os.getpid() and b"spawn_main" in command:
            found.add(int(entry.name))
    return found


linux = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")


@linux
def test_nothing_is_lost_when_processes_are_killed() -> None:
    before = children()
    with pool_of(workers=2) as pool:

        async def work() -> list[int]:
            tasks = [asyncio.ensure_future(tag(pool, "SLEEP 0.05")) for _ in range(60)]
            for _ in range(3):
                await asyncio.sleep(0.3)
                victims = sorted(children() - before)
                if victims:
                    os.kill(victims[0], signal.SIGKILL)
            return [len(await one) for one in tasks]

        assert run(work()) == [1] * 60
        assert pool.restarts >= 1
    assert not children() - before


@linux
def test_an_idle_process_that_dies_is_replaced() -> None:
    before = children()
    with pool_of() as pool:
        (first,) = children() - before
        os.kill(first, signal.SIGKILL)
        assert run(outcomes(pool, TEXT)) == [1]
        end = time.monotonic() + 60
        while not pool.ready and time.monotonic() < end:
            time.sleep(0.05)
        (second,) = children() - before
        assert first != second


def test_a_task_whose_process_dies_is_done_by_another(tmp_path: Path) -> None:
    with pool_of() as pool:
        assert run(outcomes(pool, f"DIE-ONCE {tmp_path / 'flag'}", TEXT)) == [1, 1]
        assert pool.restarts == 1


def test_a_task_that_kills_is_given_up(tmp_path: Path) -> None:
    with pool_of() as pool:
        assert run(outcomes(pool, "DIE", TEXT)) == ["died", 1]


def test_a_task_that_takes_too_long_is_stopped() -> None:
    with pool_of(seconds=2.0) as pool:
        assert run(outcomes(pool, "SLEEP 60", TEXT)) == ["long", 1]


def test_an_error_tells_nothing_of_the_text(caplog: pytest.LogCaptureFixture) -> None:
    with pool_of() as pool, pytest.raises(TaskError) as caught:
        run(tag(pool, "FAIL secret"))
    assert caught.value.kind == "failed"
    assert "secret" not in str(caught.value)
    assert "KeyError in serve_fakes.py" in caplog.text
    assert "secret" not in caplog.text


def test_what_waits_too_long_is_not_begun() -> None:
    with pool_of() as pool:

        async def work() -> None:
            first = asyncio.ensure_future(tag(pool, "SLEEP 0.5"))
            await asyncio.sleep(0.1)
            with pytest.raises(TaskError) as caught:
                await tag(pool, TEXT, wait=0.1)
            assert caught.value.kind == "late"
            assert len(await first) == 1

        run(work())


def test_what_nobody_waits_for_is_not_begun(tmp_path: Path) -> None:
    flag = tmp_path / "begun"
    with pool_of() as pool:

        async def work() -> None:
            first = asyncio.ensure_future(tag(pool, "SLEEP 0.3"))
            await asyncio.sleep(0.1)
            other = asyncio.ensure_future(tag(pool, f"DIE-ONCE {flag}"))
            await asyncio.sleep(0)
            other.cancel()
            await first
            assert len(await tag(pool, TEXT)) == 1

        run(work())
    assert not flag.exists()


def test_a_process_that_grew_is_replaced_after_its_task() -> None:
    with pool_of(load=load_hungry, memory=300) as pool:
        # the memory of a fresh process counts too, so each takes one task
        assert run(outcomes(pool, TEXT, TEXT)) == [1, 1]


def test_a_model_that_cannot_be_loaded_is_said_so() -> None:
    pool = Pool(load_nothing, 2, 5.0, 1024)
    with pytest.raises(RuntimeError, match="ValueError in serve_fakes"):
        pool.start()


def test_a_pool_that_is_closed_takes_nothing() -> None:
    with pool_of() as pool:
        pass
    with pytest.raises(TaskError, match="stopping"):
        run(tag(pool, TEXT))


@pytest.mark.parametrize(
    ("name", "arguments", "kind"),
    [
        ("parse", {"texts": [TEXT], **PLAIN}, DONE),
        ("find_in_file", {"content": b"\xff", "longest": 9, **PLAIN}, REFUSED),
        ("parse", {"texts": 3, **PLAIN}, FAILED),
        ("no such task", {}, FAILED),
        ("export", {"references": [], "format": "ris"}, DONE),
    ],
)
def test_answers(name: str, arguments: dict[str, Any], kind: str) -> None:
    assert answer(load_fake(), name, arguments)[0] == kind


def test_a_process_that_cannot_be_started_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tries = []

    def start(*arguments: Any) -> Any:
        tries.append(arguments)
        if len(tries) == 1:
            raise OSError(24, "Too many open files")
        return start_worker(*arguments)

    with pool_of() as pool:
        monkeypatch.setattr("tagger.serve.pool.start_worker", start)
        assert run(outcomes(pool, f"DIE-ONCE {tmp_path / 'flag'}")) == [1]
    assert len(tries) == 2
    assert "a process could not be started: OSError" in caplog.text


def test_a_task_ends_though_there_is_no_process() -> None:
    pool = Pool(load_fake, 1, 5.0, 1024)

    async def work() -> None:
        with pytest.raises(TaskError) as caught:
            await asyncio.wait_for(tag(pool, TEXT, wait=0.1), 60)
        assert caught.value.kind == "late"

    run(work())


def test_waiting_and_tagging_together_end_in_time(tmp_path: Path) -> None:
    """The process of the second is not stopped for it: it did not take too long."""
    with pool_of(seconds=60.0) as pool:

        async def work() -> None:
            first = asyncio.ensure_future(tag(pool, "SLEEP 0.5"))
            await asyncio.sleep(0.1)
            with pytest.raises(TaskError) as caught:
                await tag(pool, "SLEEP 4", wait=0.8)
            assert caught.value.kind == "late"
            assert len(await first) == 1
            assert len(await tag(pool, TEXT)) == 1

        run(work())
        assert pool.restarts == 0
