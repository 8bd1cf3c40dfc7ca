"""What runs on Spark's executors, without Spark: rows in, the same rows and one more column out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tagger.spark
from tagger import Reference
from tagger.labels import NAMES
from tagger.model import Model, Span, load_model
from tagger.spark import worker
from tagger.spark.worker import Settings, open_model, tag_batches

pa = pytest.importorskip("pyarrow", reason="needs the extra spark (missing: pyarrow)")
pytestmark = pytest.mark.spark

KNUTH = "Knuth, D. E. (1984). Literate programming. The Computer Journal, 27(2), 97-111."
DEFAULT = Settings(
    "key", {}, column=1, output="found", confidence=True, with_csl=True, max_length=1000
)


class Words:
    """In a model's place: each word is a title, the sure ones in capitals; some it cannot bear."""

    def tag(self, texts: Sequence[str], *, confidence: bool = True) -> list[list[Span]]:
        if any("fail" in text for text in texts):
            raise RuntimeError("out of order")
        return [list(self._spans(text, confidence)) for text in texts]

    def _spans(self, text: str, confidence: bool) -> Iterable[Span]:
        end = 0
        for word in text.split():
            start = text.index(word, end)
            end = start + len(word)
            sure = (0.75 if word.isupper() else 0.5) if confidence else None
            yield Span(start, end, "title", sure)


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> Words:
    model = Words()
    monkeypatch.setattr(worker, "_models", {"key": model})
    return model


def tag(texts: Sequence[str | None], chosen: Settings = DEFAULT) -> list[dict[str, Any]]:
    batch = pa.record_batch({"id": pa.array(range(len(texts))), "x": pa.array(texts, pa.string())})
    done = list(tag_batches([batch], chosen))
    assert all(part.schema.names == ["id", "x", "found"] for part in done)
    rows = [row for part in done for row in part.to_pylist()]
    assert [row["id"] for row in rows] == list(range(len(texts)))
    assert [row["x"] for row in rows] == list(texts)
    return [row["found"] for row in rows]


def test_a_row(words: Words) -> None:
    (found,) = tag(["one TWO\u2003Ö"])
    assert found["spans"] == [
        {"start": 0, "end": 3, "label": "title", "confidence": 0.5, "text": "one"},
        {"start": 4, "end": 7, "label": "title", "confidence": 0.75, "text": "TWO"},
        {"start": 8, "end": 9, "label": "title", "confidence": 0.75, "text": "Ö"},
    ]
    assert list(found["fields"]) == list(NAMES)
    assert {name: value for name, value in found["fields"].items() if value} == {"title": "TWO"}
    assert json.loads(found["csl"])["title"] == "one. TWO. Ö"
    assert found["error"] is None


def test_settings(words: Words) -> None:
    chosen = replace(DEFAULT, confidence=False, with_csl=False, max_length=9)
    found, long = tag(["one TWO", "x" * 10], chosen)
    assert [span["confidence"] for span in found["spans"]] == [None, None]
    assert found["fields"]["title"] == "one"  # the first, where none is surer
    assert list(found) == ["spans", "fields", "error"]
    assert (long["spans"], long["error"][:6]) == (None, "[R093]")
    assert tag(["x" * 10], replace(chosen, max_length=None))[0]["error"] is None


def test_a_row_that_fails_takes_no_other_with_it(words: Words) -> None:
    found = tag(["one", "to fail", None, "", "two"])
    assert [row["error"] and row["error"][:6] for row in found] == [
        None, "[R095]", "[R092]", None, None,
    ]  # fmt: skip
    assert "RuntimeError: out of order" in found[1]["error"]
    texts = [row["spans"] and [span["text"] for span in row["spans"]] for row in found]
    assert texts == [["one"], None, None, [], ["two"]]
    assert [row["fields"] is None for row in found] == [False, True, True, False, False]
    assert [row["csl"] is None for row in found] == [False, True, True, False, False]


def test_a_record_that_fails(words: Words, monkeypatch: pytest.MonkeyPatch) -> None:
    def to_csl(reference: Reference) -> dict[str, Any]:
        if "bad" in reference.text:
            raise KeyError("title")
        return {}

    monkeypatch.setattr(Reference, "to_csl", to_csl)
    found = tag(["bad", "good"])
    assert (found[0]["spans"], found[0]["csl"]) == (None, None)
    assert "KeyError" in found[0]["error"]
    assert (found[1]["csl"], found[1]["error"]) == ("{}", None)


@pytest.mark.parametrize("n", [0, 1, 1024, 1025, 3000])
def test_number_of_rows(words: Words, n: int) -> None:
    found = tag([f"word{i}" for i in range(n)])
    assert [row["spans"][0]["text"] for row in found] == [f"word{i}" for i in range(n)]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
@pytest.mark.parametrize(
    ("lengths", "counts"),
    [
        ([], []),
        ([None] * 3, [3]),
        ([300_000, 100_000, 1], [2, 1]),
        ([100_000] * 10, [4, 4, 2]),
        ([400_001, 0, None, 400_000, 1_000_000, 5], [1, 3, 1, 1]),
        ([0] * 1024 + [None], [1024, 1]),
    ],
)
def test_long_rows_are_few_at_once(
    lengths: list[int | None], counts: list[int], kind: Any, words: Words
) -> None:
    # two bytes for each "ß": what counts is bytes
    texts = [None if n is None else "ß" * (n // 2) + "x" * (n % 2) for n in lengths]
    column = pa.array(texts, kind)
    chosen = replace(DEFAULT, column=0, max_length=None, with_csl=False)
    whole = pa.RecordBatch.from_arrays([pa.concat_arrays([column[:1], column])], names=["x"])
    parts = list(tag_batches([whole.slice(min(1, len(texts)))], chosen))
    assert [part.num_rows for part in parts] == counts
    done = [row for part in parts for row in part.to_pylist()]
    assert [row["x"] for row in done] == texts
    for row in done:
        assert [span["text"] for span in row["found"]["spans"] or ()] == [row["x"]] * bool(row["x"])


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_bytes_that_are_not_utf_8(words: Words, kind: Any) -> None:
    values = [b"caf\xe9 x", None, "tür".encode(), b"a\xed\xb0\x80 b"]
    binary = pa.array(values, pa.large_binary() if kind == pa.large_string() else pa.binary())
    column = pa.Array.from_buffers(kind, len(values), binary.buffers())
    batch = pa.RecordBatch.from_arrays([column], names=["x"]).slice(0, 4)
    (done,) = tag_batches([batch], replace(DEFAULT, column=0))
    assert done.column(0).cast(binary.type).to_pylist() == values
    found = done.column(1).to_pylist()
    texts = [row["spans"] and [span["text"] for span in row["spans"]] for row in found]
    assert texts == [["caf\ufffd", "x"], None, ["tür"], ["a\ufffd", "b"]]
    assert [row["error"] and row["error"][:6] for row in found] == [
        "[R094]", "[R092]", None, "[R094]",
    ]  # fmt: skip
    assert "byte 3" in found[0]["error"]


@given(st.lists(st.none() | st.text(max_size=40), max_size=30))
@settings(max_examples=100, deadline=None)
def test_no_row_is_lost(texts: list[str | None]) -> None:
    worker._models["key"] = Words()  # type: ignore[assignment]
    try:
        for text, found in zip(texts, tag(texts), strict=True):
            assert (found["spans"] is None) == (text is None)
            for span in found["spans"] or ():
                assert text is not None
                assert text[span["start"] : span["end"]] == span["text"]
    finally:
        del worker._models["key"]


class Sent:
    """In a broadcast's place: counts how often the bytes are asked for."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._files = files
        self.times = 0

    @property
    def value(self) -> dict[str, bytes]:
        self.times += 1
        return self._files


@pytest.mark.model
def test_a_process_opens_a_model_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_models", {})
    model = load_model()
    sent = Sent(model.files)
    first = open_model("a", sent)
    assert isinstance(first, Model)
    assert first.tag([KNUTH]) == model.tag([KNUTH])
    assert open_model("a", sent) is first
    assert sent.times == 1
    open_model("b", model.files)
    assert open_model("a", sent) is first
    open_model("c", model.files)  # as many as are kept
    assert list(worker._models) == ["b", "c"]


class Application:
    """In place of a session and its context, or of Spark Connect, which has no context."""

    def __init__(self, name: str, *, connect: bool = False) -> None:
        self.applicationId = name
        self.n_sent = 0
        if not connect:
            self.sparkContext = self

    def broadcast(self, files: dict[str, bytes]) -> Sent:
        self.n_sent += 1
        return Sent(files)


@pytest.mark.model
def test_a_model_is_sent_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tagger.spark, "_sent", None)
    application, next_one = Application("1"), Application("2")
    key, files = tagger.spark._send(application, None)  # type: ignore[arg-type]
    again = tagger.spark._send(application, None)  # type: ignore[arg-type]
    assert again == (key, files)
    assert application.n_sent == 1
    assert tagger.spark._send(next_one, None)[0] == key  # type: ignore[arg-type]
    assert next_one.n_sent == 1
    connected = tagger.spark._send(Application("3", connect=True), None)  # type: ignore[arg-type]
    assert connected == (key, load_model().files)
