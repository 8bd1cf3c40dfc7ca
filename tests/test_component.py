"""The spaCy component, with a small untrained model: nothing here depends on its answers."""

from __future__ import annotations

import pickle
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterable
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from pipelines import refuse_bad
from spacy.language import Language
from spacy.tokens import Doc, DocBin

import tagger
from tagger.component import FACTORY, SPANS_KEY, ReferenceTagger
from tagger.errors import ModelError, TaggerWarning
from tagger.labels import NAMES
from tagger.model import Model, Span
from tagger.model_files import write_files
from tagger.spacy_tokenizer import TOKENIZER, ReferenceTokenizer

pytestmark = pytest.mark.train  # the small model is made with torch

TEXTS = [
    "Knuth, D. E. (1984). Literate programming. The Computer Journal, 27(2), 97-111.",
    "",
    "   ",
    "\n\tSmith  AB.\u00a0Title… J Phys 1999;39(2):13445",
    "中文标题[J]. 2001 😀",
]


@pytest.fixture(scope="session")
def model_directory(
    small_files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    path = tmp_path_factory.mktemp("models") / "xx_small-0.1.0"
    make_nlp(small_files).to_disk(path)
    return path


def make_nlp(files: dict[str, bytes]) -> Language:
    nlp = spacy.blank("xx", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    nlp.add_pipe(FACTORY).use(Model(files))
    return nlp


@pytest.fixture
def nlp(small_files: dict[str, bytes]) -> Language:
    return make_nlp(small_files)


def assert_same(docs: Iterable[Doc], others: Iterable[Doc]) -> None:
    for doc, other in zip(docs, others, strict=True):
        assert doc.text == other.text
        show = [[(e.start_char, e.end_char, e.label_) for e in d.ents] for d in (doc, other)]
        assert show[0] == show[1]
        assert len(doc._.reference) == len(other._.reference)
        # the last digits depend on the other strings of a batch
        confidences = [[e._.confidence for e in d.ents] for d in (doc, other)]
        assert confidences[0] == pytest.approx(confidences[1], abs=1e-3)


# -- tokenizer ---------------------------------------------------------------------------------


@given(st.text(max_size=80))
@settings(deadline=None)
def test_tokenizer_loses_nothing(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", TaggerWarning)
        doc = ReferenceTokenizer(spacy.blank("xx").vocab)(text)
    assert len(doc.text) == len(text)
    assert doc.text == "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)


def test_surrogates_are_replaced_with_a_warning(nlp: Language) -> None:
    with pytest.warns(TaggerWarning, match="W001"):
        doc = nlp("Smith\ud800 J. 1999")
    assert doc.text == "Smith\ufffd J. 1999"


# -- tagging -----------------------------------------------------------------------------------


def test_every_text_gets_its_document_in_its_place(nlp: Language) -> None:
    docs = list(nlp.pipe(TEXTS * 3, batch_size=4))
    assert [doc.text for doc in docs] == TEXTS * 3
    assert_same(docs, [nlp(text) for text in TEXTS * 3])
    assert any(doc.ents for doc in docs)


def test_entities_and_reference_agree(nlp: Language) -> None:
    doc = nlp(TEXTS[0])
    fields = [(f.start, f.end, f.label.upper(), f.raw) for f in doc._.reference]
    assert fields == [(e.start_char, e.end_char, e.label_, e.text) for e in doc.ents]
    assert all(0 <= e._.confidence <= 1 for e in doc.ents)
    assert {e.label_ for e in doc.ents} <= set(nlp.get_pipe(FACTORY).labels)


def test_tokens_are_looked_for_again_where_they_were_changed(nlp: Language) -> None:
    doc = nlp.make_doc(TEXTS[0])
    pipe = nlp.get_pipe(FACTORY)
    expected = pipe.predict([doc])
    with doc.retokenize() as retokenizer:
        retokenizer.merge(doc[0:4])
    assert pipe.predict([doc]) == expected
    assert pipe.predict([spacy.blank("en").make_doc(TEXTS[0])]) == expected


def test_predict_changes_nothing(nlp: Language) -> None:
    doc = nlp.make_doc(TEXTS[0])
    before = doc.to_bytes()
    spans = nlp.get_pipe(FACTORY).predict([doc])
    assert doc.to_bytes() == before
    assert spans[0]


def test_as_tuples(nlp: Language) -> None:
    pairs = list(nlp.pipe([(text, i) for i, text in enumerate(TEXTS)], as_tuples=True))
    assert [(doc.text, i) for doc, i in pairs] == [(text, i) for i, text in enumerate(TEXTS)]


def test_confidence_can_be_switched_off(small_files: dict[str, bytes]) -> None:
    nlp = spacy.blank("xx", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    nlp.add_pipe(FACTORY, config={"confidence": False}).use(Model(small_files))
    doc = nlp(TEXTS[0])
    assert doc.ents
    assert all(e._.confidence is None for e in doc.ents)


def test_existing_entities(small_files: dict[str, bytes]) -> None:
    for overwrite in (True, False):
        nlp = spacy.blank("xx", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
        ruler = nlp.add_pipe("entity_ruler")
        ruler.add_patterns([{"label": "CITY", "pattern": "Literate programming"}])
        nlp.add_pipe(FACTORY, config={"overwrite": overwrite}).use(Model(small_files))
        doc = nlp(TEXTS[0])
        assert ("CITY" in {e.label_ for e in doc.ents}) is not overwrite
        assert len(doc.ents) > 1


def test_offsets_in_a_pipeline_with_another_tokenizer(small_files: dict[str, bytes]) -> None:
    nlp = spacy.blank("en")
    pipe = nlp.add_pipe("reference_tagger")
    text = "Smith, J. Title. Venue 39(2):13445"
    doc = nlp.make_doc(text)
    assert any(token.text == "39(2):13445" for token in doc)  # what the factory has to live with
    spans = [
        Span(0, 9, "author", 0.9),
        Span(23, 25, "volume", 0.8),
        Span(26, 27, "issue", 0.8),
        Span(29, 34, "pages", 0.7),
    ]
    with pytest.warns(TaggerWarning, match="W002"):
        pipe.set_annotations([doc], [spans])
    assert [(e.text, e.label_) for e in doc.ents] == [("Smith, J.", "AUTHOR")]
    assert [(f.raw, f.label) for f in doc._.reference] == [
        ("Smith, J.", "author"),
        ("39", "volume"),
        ("2", "issue"),
        ("13445", "pages"),
    ]


def test_a_failing_document_does_not_cost_the_others(
    nlp: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe = nlp.get_pipe(FACTORY)
    refuse_bad(pipe, monkeypatch)
    with pytest.raises(RuntimeError, match="bad document"):
        list(nlp.pipe([TEXTS[0], "bad"]))
    failed = []
    pipe.set_error_handler(lambda name, proc, docs, error: failed.extend(docs))
    docs = list(nlp.pipe([TEXTS[0], "bad", TEXTS[3]]))
    assert [doc.text for doc in docs] == [TEXTS[0], "bad", TEXTS[3]]
    assert [bool(doc.ents) for doc in docs] == [True, False, True]
    assert [doc.text for doc in failed] == ["bad"]


# -- keeping and sending -----------------------------------------------------------------------


def test_disk_and_bytes_round_trips(nlp: Language, model_directory: Path, tmp_path: Path) -> None:
    expected = [nlp(text) for text in TEXTS]
    from_disk = spacy.load(model_directory)
    assert_same(map(from_disk, TEXTS), expected)
    from_bytes = spacy.blank("xx", config=nlp.config).from_bytes(nlp.to_bytes())
    assert_same(map(from_bytes, TEXTS), expected)
    unpickled = pickle.loads(pickle.dumps(nlp))
    assert_same(map(unpickled, TEXTS), expected)


def test_exclude(nlp: Language, tmp_path: Path) -> None:
    pipe = nlp.get_pipe(FACTORY)
    pipe.to_disk(tmp_path / "none", exclude=["model"])
    assert not (tmp_path / "none").exists()
    model = pipe.reference_model
    assert pipe.from_bytes(pipe.to_bytes(exclude=["model"])).reference_model is model
    assert pipe.from_bytes(pipe.to_bytes(), exclude=["model"]).reference_model is model
    assert pipe.from_disk(tmp_path / "none", exclude=["model"]).reference_model is model
    assert pipe.from_bytes(pipe.to_bytes()).reference_model is not model


def test_source_copies_the_component(model_directory: Path, nlp: Language) -> None:
    other = spacy.blank("en")
    other.add_pipe(FACTORY, source=spacy.load(model_directory))
    assert other(TEXTS[0])._.reference == nlp(TEXTS[0])._.reference


def test_document_survives_bytes_and_docbin(nlp: Language) -> None:
    doc = nlp(TEXTS[0])
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert_same([again], [doc])
    stored = DocBin(store_user_data=True, docs=[doc])
    assert_same(stored.get_docs(nlp.vocab), [doc])
    plain = (str, int, float)
    assert all(isinstance(value, plain) for row in doc.user_data[SPANS_KEY] for value in row)


_SPAWN = """
import multiprocessing, sys, spacy
if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    nlp = spacy.load(sys.argv[2])
    texts = ["Knuth, D. E. (1984). Literate programming.", "", "x 12(3) 4-5"] * 5
    one = list(nlp.pipe(texts))
    two = list(nlp.pipe(texts, n_process=2, batch_size=4))
    show = lambda doc: [doc.text] + [(e.text, e.label_) for e in doc.ents]
    assert [show(doc) for doc in one] == [show(doc) for doc in two]
    for a, b in zip(one, two):
        assert all(abs(d._.confidence - e._.confidence) < 1e-3 for d, e in zip(a.ents, b.ents))
    assert two[0].ents and two[0]._.reference.fields
    assert "tagger" not in sys.argv
    print("same")
"""


@pytest.mark.parametrize("method", ["spawn", "fork", "forkserver"])
def test_several_processes(method: str, model_directory: Path, tmp_path: Path) -> None:
    script = tmp_path / "several.py"
    script.write_text(_SPAWN)
    run = subprocess.run(
        [sys.executable, str(script), method, str(model_directory)], capture_output=True, text=True
    )
    assert run.stdout == "same\n", run.stderr


# -- damaged models ----------------------------------------------------------------------------


def test_damaged_models(
    model_directory: Path, small_files: dict[str, bytes], tmp_path: Path
) -> None:
    def broken(**changes: bytes | None) -> dict[str, bytes]:
        files = {**small_files, **changes}
        return {name: data for name, data in files.items() if data is not None}

    tokens, header = small_files["tokens.onnx"], small_files["header.json"]
    cases = {
        "R002": [broken(**{"tokens.onnx": None}), broken(**{"header.json": None})],
        "R003": [broken(**{"tokens.onnx": tokens[:-1]}), broken(**{"tokens.onnx": b""})],
        "R004": [
            broken(**{"tokens.onnx": tokens[:-1] + b"\x00"})
            if tokens[-1:] != b"\x00"
            else broken(**{"tokens.onnx": tokens[:-1] + b"\x01"})
        ],
        "R005": [
            broken(**{"header.json": data})
            for data in (
                b"",
                b"{}",
                b"[]",
                b"\xff\xfe",
                b"null",
                header[: len(header) // 2],
                header.replace(b'"labels": [', b'"labels": [1, '),
                header.replace(b'"author"', b'"f0"'),
                header.replace(b'"author"', b'"editor"'),
                header.replace(b'"format": 1', b'"format": "x"'),
                header.replace(b'"format": 1', b'"format": true'),
                b"[" * 200_000,
            )
        ],
        "R006": [
            broken(**{"header.json": header.replace(b'"format": 1', b'"format": ' + new)})
            for new in (b"0", b"2")
        ]
        + [broken(**{"header.json": b'{"format": 7, "shape": "unheard of"}'})],
        "R007": [broken(**{"header.json": header.replace(b'"features": "', b'"features": "9')})],
    }
    for code, damaged in cases.items():
        for files in damaged:
            with pytest.raises(ModelError, match=code):
                Model(files)
            path = tmp_path / "broken"
            make_nlp(small_files).to_disk(path)
            for file in (path / FACTORY).iterdir():
                file.unlink()
            write_files(path / FACTORY, files)
            with pytest.raises(ModelError, match=code):
                spacy.load(path)
    pipe = ReferenceTagger(spacy.blank("xx").vocab, model=Model(small_files))
    data = pipe.to_bytes()
    for bad in (b"", b"\xc1", data[:-9], b"\x01"):
        with pytest.raises(ModelError, match=r"R00\d"):
            pipe.from_bytes(bad)


def test_files_with_a_right_checksum_that_are_no_model(small_files: dict[str, bytes]) -> None:
    import json

    from tagger.model_files import HEADER, build_header

    tokens, context = small_files["tokens.onnx"], small_files["context.onnx"]
    arrays = small_files["transitions.npz"]
    middle = len(arrays) // 2
    for code, changes in (
        ("R008", {"tokens.onnx": b"no model"}),
        ("R008", {"context.onnx": b"no model"}),
        ("R008", {"tokens.onnx": context, "context.onnx": tokens}),
        ("R008", {"context.onnx": tokens}),
        ("R005", {"transitions.npz": b"no model"}),
        ("R005", {"transitions.npz": b"PK\x03\x04junk"}),
        ("R005", {"transitions.npz": arrays[:middle]}),
        ("R005", {"transitions.npz": arrays[:middle] + b"\xff" + arrays[middle + 1 :]}),
    ):
        files = {**small_files, **changes}
        files[HEADER] = json.dumps(build_header(files, NAMES, {"version": "0"})).encode()
        with pytest.raises(ModelError, match=code):
            Model(files)


def test_threads_share_a_model(small_files: dict[str, bytes]) -> None:
    from concurrent.futures import ThreadPoolExecutor

    model = Model(small_files)
    texts = [
        f"Name{i}, A. (19{i % 90 + 10}). Title{i} of thing{i * 7}. Venue{i}" for i in range(400)
    ]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: model.tag([text], confidence=False)[0], texts))
    assert found == [Model(small_files).tag([text], confidence=False)[0] for text in texts[:40]] + (
        model.tag(texts[40:], confidence=False)
    )


def test_the_table_of_tokens_may_be_small(small_files: dict[str, bytes]) -> None:
    model, small = Model(small_files), Model(small_files)
    small._vectors._capacity = 20
    texts = [f"Word{i} other{i} 19{i % 90 + 10}" for i in range(100)]
    assert small.tag(texts, confidence=False) == model.tag(texts, confidence=False)
    assert [small.tag([t], confidence=False) for t in texts] == [
        model.tag([t], confidence=False) for t in texts
    ]


def test_no_model_is_loaded_before_it_is_needed(
    monkeypatch: pytest.MonkeyPatch, model_directory: Path
) -> None:
    monkeypatch.setattr("tagger.component.load_model", lambda name: pytest.fail("loaded"))
    spacy.load(model_directory)(TEXTS[0])
    nlp = spacy.blank("en")
    pipe = nlp.add_pipe(FACTORY)
    for name in dir(pipe):
        if name != "reference_model":  # as spaCy does with isinstance on its protocols
            getattr(pipe, name, None)


def test_damaged_pipelines(model_directory: Path, tmp_path: Path) -> None:
    for name in ("config.cfg", "meta.json"):
        for code, content in (("R002", None), ("R005", "[broken"), ("R005", "")):
            path = tmp_path / f"{name}-{content}"
            shutil.copytree(model_directory, path)
            (path / name).unlink()
            if content is not None:
                (path / name).write_text(content)
            with pytest.raises(ModelError, match=code):
                tagger.load(path)


def test_unknown_model() -> None:
    with pytest.raises(ModelError, match=r"R001.*no_such_model"):
        tagger.load("no_such_model")
    nlp = spacy.blank("xx")
    nlp.add_pipe(FACTORY, config={"model": "no_such_model"})
    with pytest.raises(ModelError, match="R001"):
        nlp("x")


def test_spacy_sees_the_component(nlp: Language) -> None:
    analysis = nlp.analyze_pipes()
    assert "doc.ents" in analysis["summary"][FACTORY]["assigns"]
    from spacy import displacy

    html = displacy.render(nlp(TEXTS[0]), style="ent", page=False)
    from tagger.labels import BY_NAME

    label = nlp(TEXTS[0]).ents[0].label_
    assert BY_NAME[label.lower()].colour.lower() in html.lower()
