"""``nlp.pipe(n_process=2)``: what comes is what comes with one process."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from pipelines import make_nlp, working
from spacy.language import Language
from spacy.tokens import Doc

from tagger import doc_pool
from tagger.component import FACTORY, SPANS_KEY, ReferenceTagger
from tagger.doc_pool import tag_texts
from tagger.errors import TaggerWarning, WorkerError
from tagger.language import ReferenceLanguage, load_pipeline
from tagger.model import Model
from tagger.spacy_tokenizer import ReferenceTokenizer
from tagger.tokenizer import replace_surrogates

pytestmark = pytest.mark.train  # the small model is made with torch
forks = pytest.mark.skipif(
    multiprocessing.get_start_method() != "fork", reason="processes do not see what is patched"
)

TEXTS = [
    "Knuth, D. E. (1984). Literate programming. The Computer Journal, 27(2), 97-111.",
    "",
    "   ",
    " x",
    "two  spaces, 1999 ",
    "\n\tSmith  AB.\u00a0Title… J Phys 1999;39(2):13445",
    "中文标题[J]. 2001 😀",
    "Gereffi G., Humphrey J. (2005). Global Value Chains. 12(1): 78-104",
]


@pytest.fixture(scope="session")
def model(small_files: dict[str, bytes]) -> Model:
    return Model(small_files)


@pytest.fixture
def nlp(model: Model) -> ReferenceLanguage:
    return make_nlp(model)


def show(doc: Doc) -> list[Any]:
    """All of a document but its confidences, whose last digits depend on the batch."""
    tokens = [(token.text, token.whitespace_, token.ent_iob_, token.ent_type_) for token in doc]
    fields = [(field.start, field.end, field.label) for field in doc._.reference]
    return [doc.text, tokens, fields, list(doc.user_data), doc.has_unknown_spaces]


def assert_same(docs: list[Doc], others: list[Doc]) -> None:
    assert [show(doc) for doc in docs] == [show(doc) for doc in others]
    for doc, other in zip(docs, others, strict=True):
        confidences = [[row.confidence for row in d.user_data[SPANS_KEY]] for d in (doc, other)]
        assert confidences[0] == pytest.approx(confidences[1], abs=1e-3)


# -- the same documents ------------------------------------------------------------------------


@pytest.mark.parametrize("batch_size", [1, 3, 1000])
@pytest.mark.parametrize("confidence", [True, False])
def test_the_same_documents_in_order(model: Model, confidence: bool, batch_size: int) -> None:
    nlp = make_nlp(model, confidence=confidence)
    texts = [f"{i} {text}" for i in range(4) for text in TEXTS] + TEXTS
    docs = list(nlp.pipe(texts, n_process=2, batch_size=batch_size))
    others = list(nlp.pipe(texts))
    assert any(doc.ents for doc in docs)
    assert [show(doc) for doc in docs] == [show(doc) for doc in others]
    assert all(doc.vocab is nlp.vocab for doc in docs)
    if confidence:
        assert_same(docs, others)
    else:
        assert all(row.confidence is None for doc in docs for row in doc.user_data[SPANS_KEY])


@given(st.lists(st.text(max_size=30).map(replace_surrogates), max_size=6))
@settings(deadline=None, max_examples=60)
def test_documents_are_made_of_what_the_tokenizer_finds(model: Model, texts: list[str]) -> None:
    tokenizer = ReferenceTokenizer(spacy.blank("xx").vocab)
    made = list(tag_texts(texts, model).made())
    assert [one.spans for one in made] == model.tag(texts)
    for text, one in zip(texts, made, strict=True):
        doc = tokenizer(text)
        tokens = [token.text for token in doc], [bool(token.whitespace_) for token in doc]
        assert one.tokens == (None if any(map(str.isspace, tokens[0])) else one.tokens)
        if one.tokens is not None:
            assert one.tokens == tokens


def test_most_texts_need_no_tokenizer_here(model: Model) -> None:
    made = list(tag_texts(TEXTS, model).made())
    known = [text for text, one in zip(TEXTS, made, strict=True) if one.tokens is not None]
    assert known == [TEXTS[0], "", TEXTS[6], TEXTS[7]]


def test_surrogates_are_replaced_with_a_warning(nlp: Language) -> None:
    with pytest.warns(TaggerWarning, match="W001"):
        (doc,) = nlp.pipe(["Smith\ud800 J. 1999"], n_process=2)
    assert doc.text == "Smith\ufffd J. 1999"


def test_as_tuples(nlp: Language) -> None:
    contexts = [object() for _ in TEXTS]
    pairs = list(
        nlp.pipe(zip(TEXTS, contexts, strict=True), as_tuples=True, n_process=2, batch_size=3)
    )
    assert [context for _, context in pairs] == contexts
    assert_same([doc for doc, _ in pairs], list(nlp.pipe(TEXTS)))


def test_documents_keep_what_they_have(model: Model) -> None:
    nlp = make_nlp(model, overwrite=False)
    docs = [nlp.make_doc(text) for text in TEXTS]
    docs[0].user_data["mine"] = 1
    docs[0].ents = [docs[0].char_span(21, 41, "MINE")]
    given = [*docs[:2], TEXTS[2], docs[3].to_bytes(), *docs[4:]]
    found = list(nlp.pipe(given, n_process=2, batch_size=3))
    assert all(a is b for a, b in zip(found, docs, strict=True) if b not in (docs[2], docs[3]))
    assert "Literate programming" in {entity.text for entity in found[0].ents}
    assert len(found[0].ents) > 1
    assert found[0].user_data["mine"] == 1
    assert [show(doc)[:3] for doc in found[1:]] == [show(doc)[:3] for doc in nlp.pipe(TEXTS[1:])]


def test_all_cores(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    used = []
    tag_groups = doc_pool.tag_groups

    def spy(*args: Any, **settings: Any) -> Iterator:
        used.append(settings["n_process"])
        return tag_groups(*args, **settings)

    monkeypatch.setattr("tagger.language.tag_groups", spy)
    assert_same(list(nlp.pipe(TEXTS, n_process=-1)), list(nlp.pipe(TEXTS)))
    assert used == [2]


def _with_a_ruler(nlp: Language) -> None:
    nlp.add_pipe("entity_ruler")


def _with_spacys_tokenizer(nlp: Language) -> None:
    nlp.tokenizer = spacy.blank("xx").tokenizer


@pytest.mark.parametrize(
    ("change", "arguments"),
    [
        (_with_a_ruler, {}),
        (_with_spacys_tokenizer, {}),
        (lambda nlp: None, {"disable": [FACTORY]}),
        (lambda nlp: None, {"component_cfg": {FACTORY: {"batch_size": 2}}}),
        (lambda nlp: None, {"n_process": 1}),
    ],
    ids=["components", "tokenizer", "disable", "component_cfg", "one process"],
)
@pytest.mark.filterwarnings("ignore:.*W002")
def test_other_pipelines_are_spacys_business(
    nlp: Language,
    change: Callable[[Language], None],
    arguments: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tagger.language.tag_groups", lambda *_, **__: pytest.fail("ours"))
    change(nlp)
    docs = list(nlp.pipe(TEXTS, **{"n_process": 2, **arguments}))
    assert [doc.text for doc in docs] == TEXTS
    assert any(doc.ents for doc in docs) is ("disable" not in arguments)


# -- what goes wrong ---------------------------------------------------------------------------


def fail_at_bad(monkeypatch: pytest.MonkeyPatch, nlp: Language) -> None:
    """Let texts with "bad" fail, in other processes and in this one."""
    pipe = nlp.get_pipe(FACTORY)
    predict, tag = pipe.predict, tag_texts

    def failing(texts: list[str], *args: Any, **settings: Any) -> Any:
        if any("bad" in text for text in texts):
            raise RuntimeError("bad text")
        return tag(texts, *args, **settings)

    def predict_failing(docs: list[Doc]) -> Any:
        if any("bad" in doc.text for doc in docs):
            raise RuntimeError("bad text")
        return predict(docs)

    monkeypatch.setattr(doc_pool, "tag_texts", failing)
    monkeypatch.setattr(pipe, "predict", predict_failing)


@forks
def test_errors_are_those_of_one_process(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_at_bad(monkeypatch, nlp)
    with pytest.raises(RuntimeError, match="bad text"):
        list(nlp.pipe([*TEXTS, "bad"], n_process=2, batch_size=2))
    failed: list[Doc] = []
    nlp.set_error_handler(lambda name, proc, docs, error: failed.extend(docs))
    docs = list(nlp.pipe([TEXTS[0], "bad", TEXTS[7], TEXTS[0]], n_process=2, batch_size=3))
    assert [doc.text for doc in docs] == [TEXTS[0], "bad", TEXTS[7], TEXTS[0]]
    assert [bool(doc.ents) for doc in docs] == [True, False, True, True]
    assert [doc.text for doc in failed] == ["bad"]


def test_what_cannot_be_set_goes_to_the_error_handler(
    nlp: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe = nlp.get_pipe(FACTORY)
    right = pipe.set_annotations

    def fail(docs: list[Doc], spans: list) -> None:
        if any("bad" in doc.text for doc in docs):
            raise RuntimeError("bad document")
        right(docs, spans)

    monkeypatch.setattr(pipe, "set_annotations", fail)
    failed: list[Doc] = []
    nlp.set_error_handler(lambda name, proc, docs, error: failed.extend(docs))
    docs = list(nlp.pipe([TEXTS[0], "bad", TEXTS[7]], n_process=2))
    assert [bool(doc.ents) for doc in docs] == [True, False, True]
    assert [doc.text for doc in failed] == ["bad"]


@pytest.mark.parametrize("wrong", ["x" * 11, 5, None])
def test_what_is_no_text_is_refused_as_by_spacy(nlp: Language, wrong: Any) -> None:
    nlp.max_length = 10
    messages = []
    for n_process in (1, 2):
        with pytest.raises(ValueError, match=r"\[E088\]|\[E1041\]") as raised:
            list(nlp.pipe(["x", wrong], n_process=n_process))
        messages.append(str(raised.value))
    assert messages[0] == messages[1]
    assert not working()


@forks
def test_a_process_that_is_killed_is_noticed(
    nlp: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doc_pool, "tag_texts", lambda *_, **__: os._exit(7))
    with pytest.raises(WorkerError, match="R067"):
        list(nlp.pipe(TEXTS, n_process=2, batch_size=1))
    assert not working()


def test_little_is_read_ahead_and_nothing_is_left_behind(nlp: Language) -> None:
    read = []

    def endless() -> Iterator[str]:
        while True:
            read.append(len(read))
            yield f"Smith {len(read)}, 1999"

    for as_tuples in (False, True):
        read.clear()
        items = ((text, None) for text in endless()) if as_tuples else endless()
        docs = nlp.pipe(items, n_process=2, batch_size=5, as_tuples=as_tuples)
        for _ in range(7):
            next(docs)
        assert len(read) <= 5 * (2 + doc_pool._GIVEN * 2)
        assert working()
        docs.close()
        assert not working()


# -- pipelines on disk, and every way of starting processes --------------------------------------


@pytest.fixture(scope="session")
def directory(model: Model, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("models") / "xx_small-0.1.0"
    nlp = make_nlp(model)
    nlp.meta["name"] = "small"
    nlp.to_disk(path)
    return path


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"exclude": [FACTORY]},
        {"exclude": FACTORY},
        {"disable": FACTORY},
        {"enable": []},
        {"vocab": spacy.blank("xx").vocab},
        {"config": {"components": {FACTORY: {"confidence": False}}}},
        {"config": {f"components.{FACTORY}.confidence": False}},
    ],
    ids=str,
)
def test_loading_is_spacys_but_for_the_class(directory: Path, options: dict[str, Any]) -> None:
    nlp, other = load_pipeline(directory, **options), spacy.load(directory, **options)
    assert type(nlp) is ReferenceLanguage
    assert (nlp.config, nlp.meta, nlp.path) == (other.config, other.meta, other.path)
    assert (nlp.pipe_names, nlp.disabled) == (other.pipe_names, other.disabled)
    assert (nlp.vocab is other.vocab) is ("vocab" in options)
    settings = [
        [pipe.confidence for _, pipe in each.components if isinstance(pipe, ReferenceTagger)]
        for each in (nlp, other)
    ]
    assert settings[0] == settings[1]
    if nlp.pipe_names and settings[0] == [True]:
        assert_same([nlp(text) for text in TEXTS], [other(text) for text in TEXTS])


def test_pipelines_of_another_language_are_loaded_as_they_are(model: Model, tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe(FACTORY).use(model)
    nlp.to_disk(tmp_path)
    assert type(load_pipeline(tmp_path)) is type(nlp)


def test_a_pipeline_can_be_copied(nlp: Language) -> None:
    copies = [pickle.loads(pickle.dumps(nlp)), ReferenceLanguage.from_config(nlp.config)]
    copies[1].from_bytes(nlp.to_bytes())
    for copy in copies:
        assert_same(list(copy.pipe(TEXTS, n_process=2)), list(nlp.pipe(TEXTS)))


_SCRIPT = """
import multiprocessing, sys
from pathlib import Path
if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    from tagger.language import load_pipeline
    nlp = load_pipeline(Path(sys.argv[2]))
    texts = ["Knuth, D. E. (1984). Literate programming.", "", "x  12(3) 4-5"] * 5
    show = lambda doc: [doc.text] + [(e.text, e.label_) for e in doc.ents]
    one = list(nlp.pipe(texts))
    two = list(nlp.pipe(texts, n_process=2, batch_size=4))
    assert [show(doc) for doc in one] == [show(doc) for doc in two]
    assert two[0].ents and two[0]._.reference.fields
    print("same", flush=True)
    docs = nlp.pipe(texts * 10, n_process=2, batch_size=4)
    next(docs)  # and the rest is not asked for: the program must end nevertheless
"""


@pytest.mark.parametrize("method", ["spawn", "fork", "forkserver"])
def test_every_way_of_starting_processes(method: str, directory: Path, tmp_path: Path) -> None:
    script = tmp_path / "several.py"
    script.write_text(_SCRIPT)
    command = [sys.executable, str(script), method, str(directory)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert (run.stdout, run.stderr, run.returncode) == ("same\n", "", 0)


def test_warnings_are_not_hidden(nlp: Language) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(list(nlp.pipe(TEXTS, n_process=2))) == len(TEXTS)
