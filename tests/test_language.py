"""``nlp.pipe`` of `tagger.load`: it reads, fails and ends as spaCy's does."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
import spacy
from confection import ConfigValidationError
from pipelines import make_nlp, refuse_bad, working
from spacy.language import Language
from spacy.tokens import Doc

from tagger import doc_pool, language, spacy_tokenizer
from tagger.component import FACTORY, ReferenceTagger
from tagger.language import ReferenceLanguage, load_pipeline
from tagger.model import Model

pytestmark = pytest.mark.train  # the small model is made with torch
several = pytest.mark.parametrize("n_process", [1, 2])

TEXTS = [
    "Knuth, D. E. (1984). Literate programming. The Computer Journal, 27(2), 97-111.",
    "two  spaces, 1999 ",
    "Gereffi G., Humphrey J. (2005). Global Value Chains. 12(1): 78-104",
]


@pytest.fixture(scope="session")
def model(small_files: dict[str, bytes]) -> Model:
    return Model(small_files)


@pytest.fixture
def nlp(model: Model) -> ReferenceLanguage:
    return make_nlp(model)


@several
@pytest.mark.parametrize("as_tuples", [False, True])
def test_the_collector_runs_while_the_input_is_read(
    nlp: Language, n_process: int, as_tuples: bool
) -> None:
    states = []

    def texts() -> Iterator[Any]:
        for text in TEXTS * 2:
            states.append(gc.isenabled())
            yield (text, None) if as_tuples else text

    docs = nlp.pipe(texts(), n_process=n_process, batch_size=2, as_tuples=as_tuples)
    states.extend(gc.isenabled() for _ in docs)
    assert states == [True] * 12


def test_the_collector_runs_while_the_component_reads(nlp: Language) -> None:
    states = []

    def docs() -> Iterator[Doc]:
        for text in TEXTS:
            states.append(gc.isenabled())
            yield nlp.make_doc(text)

    list(nlp.get_pipe(FACTORY).pipe(docs(), batch_size=2))
    assert states == [True] * 3


def test_the_collector_waits_while_documents_are_made(
    nlp: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    states = []
    right = nlp.make_doc

    def make_doc(text: str) -> Doc:
        states.append(gc.isenabled())
        return right(text)

    monkeypatch.setattr(nlp, "make_doc", make_doc)
    list(nlp.pipe(TEXTS))
    assert states == [False] * 3


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="no forks")
def test_a_fork_has_the_collector_on() -> None:
    fork = multiprocessing.get_context("fork")
    gc.disable()
    try:
        with ProcessPoolExecutor(1, fork, doc_pool._start, (None, True)) as pool:
            assert pool.submit(gc.isenabled).result()
    finally:
        gc.enable()


@several
def test_names_of_components_are_read_once(nlp: Language, n_process: int) -> None:
    docs = nlp.pipe(TEXTS, disable=iter([FACTORY]), n_process=n_process)
    assert not any(doc.ents for doc in docs)


@several
def test_nothing_is_decided_before_the_first_document(nlp: Language, n_process: int) -> None:
    docs = nlp.pipe(TEXTS, n_process=n_process)
    nlp.select_pipes(disable=FACTORY)
    assert not any(doc.ents for doc in docs)


@several
@pytest.mark.parametrize(
    ("wrong", "message"),
    [(OSError("gone"), "gone"), (BrokenProcessPool("theirs"), "theirs"), (("x" * 99, 0), "E088"),
     ((5, 0), "E1041"), (5, "unpack")],
    ids=["error", "pool", "long", "type", "pair"],
)  # fmt: skip
def test_what_was_read_comes_before_the_error(
    nlp: Language, n_process: int, wrong: Any, message: str
) -> None:
    nlp.max_length = 90

    def pairs() -> Iterator[Any]:
        yield from zip(TEXTS * 2, range(6), strict=True)
        if isinstance(wrong, Exception):
            raise wrong
        yield wrong

    found = []
    pairs_found = nlp.pipe(pairs(), n_process=n_process, batch_size=2, as_tuples=True)
    with pytest.raises(Exception, match=message) as raised:
        found.extend(context for _, context in pairs_found)
    assert found == [0, 1, 2, 3, 4, 5]
    assert not isinstance(wrong, Exception) or raised.value is wrong
    assert not working()


@several
def test_contexts_are_there_while_documents_are_tagged(
    nlp: Language, n_process: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe = nlp.get_pipe(FACTORY)
    right, seen = pipe.set_annotations, []

    def spy(docs: list[Doc], spans: list) -> None:
        seen.extend(doc._context for doc in docs)
        right(docs, spans)

    monkeypatch.setattr(pipe, "set_annotations", spy)
    given = [[TEXTS[0], "a"], [nlp.make_doc(TEXTS[1]), "b"], [TEXTS[2], None]]
    pairs = list(nlp.pipe(given, as_tuples=True, n_process=n_process, batch_size=2))
    assert seen == [context for _, context in pairs] == ["a", "b", None]
    assert [doc._context for doc, _ in pairs] == [None] * 3


@several
def test_no_tokens_are_kept_of_tagged_documents(nlp: Language, n_process: int) -> None:
    before = len(spacy_tokenizer._made)
    docs = list(nlp.pipe([*TEXTS, nlp.make_doc(TEXTS[0])], n_process=n_process))
    assert (len(docs), len(spacy_tokenizer._made)) == (4, before)


class Heavy(str):
    """A string that cannot be sent."""

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise RuntimeError("sent")


class Choice(str, Enum):
    """A string that is printed otherwise."""

    ONE = TEXTS[0]


@several
def test_of_strings_only_the_text_is_read(nlp: Language, n_process: int) -> None:
    docs = nlp.pipe([Heavy(TEXTS[2]), Choice.ONE], n_process=n_process)
    assert [doc.text for doc in docs] == [TEXTS[2], TEXTS[0]]


def test_groups_are_bounded_by_the_length_of_texts(
    nlp: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language, "_CODE_POINTS", 20)
    given = [nlp.make_doc("a" * 15), "b" * 15, nlp.make_doc("c" * 15)]
    read = nlp._read(given, False, 1000)
    assert [[len(text) for text in group.texts] for group in read] == [[15, 15], [15]]


def test_windows_takes_at_most_61_processes(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    class Refused(Exception):
        pass

    def refuse(n_process: int, **_: Any) -> None:
        raise Refused(n_process)

    monkeypatch.setattr(doc_pool, "ProcessPoolExecutor", refuse)
    for platform, most in (("win32", 61), ("linux", 100)):
        monkeypatch.setattr(sys, "platform", platform)
        with pytest.raises(Refused, match=f"^{most}$"):
            next(doc_pool.tag_groups([], nlp, confidence=True, n_process=100))  # type: ignore


_KILLED = """
import multiprocessing, sys, time
from tagger.doc_pool import tag_groups
if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    docs = tag_groups(((i, ["x"]) for i in range(99)), None, confidence=True, n_process=2)
    next(docs)
    print(*(child.pid for child in multiprocessing.active_children()), flush=True)
    time.sleep(600)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no signals")
@pytest.mark.parametrize("method", ["spawn", "fork", "forkserver"])
def test_processes_end_with_a_program_that_is_killed(method: str, tmp_path: Path) -> None:
    script = tmp_path / "killed.py"
    script.write_text(_KILLED)
    command = [sys.executable, str(script), method]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        children = list(map(int, run.stdout.readline().split()))
        run.kill()
        try:
            run.communicate(timeout=30)  # all have closed their ends
        except subprocess.TimeoutExpired:
            for child in children:
                with suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
            pytest.fail("left behind")
    assert len(children) == 2


def test_configurations_are_not_filled_up(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path)
    path = tmp_path / "config.cfg"
    path.write_text(path.read_text().replace("batch_size = 1000\n", ""))
    for load in (spacy.load, load_pipeline):
        with pytest.raises(ConfigValidationError, match=r"batch_size\s+Field required"):
            load(tmp_path)


def test_error_handlers_may_go_on(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = nlp.get_pipe(FACTORY)
    assert isinstance(pipe, ReferenceTagger)
    refuse_bad(pipe, monkeypatch)
    with pytest.raises(RuntimeError, match="bad document"):
        list(nlp.pipe([TEXTS[0], "bad"]))
    failed: list[Doc] = []
    nlp.set_error_handler(lambda name, proc, docs, error: failed.extend(docs))
    docs = list(nlp.pipe([TEXTS[0], "bad", TEXTS[2]]))
    assert [bool(doc.ents) for doc in docs] == [True, False, True]
    assert [doc.text for doc in failed] == ["bad"]
