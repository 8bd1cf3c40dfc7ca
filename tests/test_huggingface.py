"""A column with what was tagged, and the cache of `datasets`."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tagger
from tagger.errors import ModelError, UsageError
from tagger.huggingface import Tagging
from tagger.labels import NAMES
from tagger.model_files import HEADER, TRANSITIONS, build_header, write_files

datasets = pytest.importorskip("datasets")
pytestmark = pytest.mark.train  # `datasets` is of that extra, and the small model made with torch

TEXTS = ["Knuth, D. E. (1984). Literate programming.", None, "", "Café 中文 😀 2001, 12(3): 4-5."]
ROWS = [{"id": i, "text": text, "other": [i]} for i, text in enumerate(TEXTS * 3)]


@pytest.fixture(scope="module")
def model(small_files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("huggingface") / "model"
    write_files(path, small_files)
    return str(path)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "refs.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    return path


def load(file: Path, **options: Any) -> Any:
    cache = str(file.parent / "cache")
    return datasets.load_dataset(
        "json", data_files=str(file), split="train", cache_dir=cache, **options
    )


def cached(dataset: Any) -> set[str]:
    return {one["filename"] for one in dataset.cache_files}


def check(row: dict[str, Any], model: str) -> None:
    """Compare a row with what `parse` says."""
    if row["text"] is None:
        assert row["reference"] is None
        return
    expected = tagger.parse(row["text"], model=model)
    found = [(s["label"], s["start"], s["end"], s["text"]) for s in row["reference"]]
    assert found == [(field.label, field.start, field.end, field.raw) for field in expected]
    for span, field in zip(row["reference"], expected, strict=True):
        assert row["text"][span["start"] : span["end"]] == span["text"]
        assert span["confidence"] == pytest.approx(field.confidence, abs=1e-3)


def test_spans(file: Path, model: str) -> None:
    dataset = tagger.datasets_map(load(file), "text", model=model, batch_size=5)
    assert [row["id"] for row in dataset] == [row["id"] for row in ROWS]
    assert dataset.column_names == ["id", "text", "other", "reference"]
    assert [row["other"] for row in dataset] == [row["other"] for row in ROWS]
    for row in dataset:
        check(row, model)
    assert any(row["reference"] for row in dataset)
    assert dataset[2]["reference"] == []


def test_csl(file: Path, model: str) -> None:
    options = {"model": model, "format": "csl", "output": "item"}
    dataset = tagger.datasets_map(load(file), "text", **options)
    for row in dataset:
        if row["text"] is None:
            assert row["item"] is None
        else:
            expected = tagger.parse(row["text"], model=model).to_csl()
            assert json.loads(row["item"]) == expected


def test_without_confidences(file: Path, model: str) -> None:
    dataset = tagger.datasets_map(load(file), "text", model=model, confidence=False)
    assert {s["confidence"] for row in dataset for s in row["reference"] or []} == {None}


def test_processes(file: Path, model: str) -> None:
    dataset = tagger.datasets_map(load(file), "text", model=model, num_proc=2)
    assert len(cached(dataset)) == 2
    for row in dataset:
        check(row, model)


def test_streamed(file: Path, model: str) -> None:
    for stream in (
        load(file, streaming=True),
        datasets.IterableDataset.from_generator(lambda: iter(ROWS)),  # with unknown columns
    ):
        rows = list(tagger.datasets_map(stream, "text", model=model, batch_size=5))
        assert [row["id"] for row in rows] == [row["id"] for row in ROWS]
        for row in rows:
            check(row, model)


def test_splits(file: Path, model: str) -> None:
    both = datasets.DatasetDict(a=load(file), b=load(file).select(range(2)))
    tagged = tagger.datasets_map(both, "text", model=model)
    assert type(tagged) is datasets.DatasetDict
    assert [len(tagged[name]) for name in "ab"] == [len(ROWS), 2]
    check(tagged["b"][0], model)


@pytest.mark.parametrize("format", ["spans", "csl"])
def test_no_rows(format: str, model: str) -> None:
    features = datasets.Features({"text": datasets.Value("string")})
    empty = datasets.Dataset.from_dict({"text": []}, features=features)
    full = datasets.Dataset.from_dict({"text": ["Knuth 1984"]})
    dataset = tagger.datasets_map(empty, model=model, format=format)
    assert len(dataset) == 0
    assert dataset.features == tagger.datasets_map(full, model=model, format=format).features


def test_a_batch_without_spans_has_the_same_type(model: str) -> None:
    dataset = datasets.Dataset.from_dict({"text": ["", None, "Knuth 1984. Literate."]})
    tagged = tagger.datasets_map(dataset, model=model, batch_size=1)
    assert tagged[0]["reference"] == []
    assert tagged[1]["reference"] is None
    check(tagged[2], model)


# -- the cache ---------------------------------------------------------------------------------

_AGAIN = """
import sys, datasets, tagger
from tagger import huggingface

def call(self, texts):
    raise SystemExit("it was tagged again")

huggingface.Tagging.__call__ = call
file, cache, model = sys.argv[1:]
dataset = datasets.load_dataset("json", data_files=file, split="train", cache_dir=cache)
tagged = tagger.datasets_map(dataset, "text", model=model)
print(*(one["filename"] for one in tagged.cache_files))
"""


def test_the_same_call_is_read_from_the_cache(
    file: Path, model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = tagger.datasets_map(load(file), "text", model=model)
    cache = str(file.parent / "cache")
    run = subprocess.run(
        [sys.executable, "-c", _AGAIN, str(file), cache, model], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    assert set(run.stdout.split()) == cached(first)

    def call(self: Tagging, texts: list[str]) -> None:
        raise AssertionError("it was tagged again")

    monkeypatch.setattr(Tagging, "__call__", call)
    again = tagger.datasets_map(load(file), "text", model=model)
    assert cached(again) == cached(first)
    assert again.to_list() == first.to_list()


def test_another_call_is_not(file: Path, model: str, tmp_path: Path) -> None:
    """What makes another result makes another file."""
    dataset = load(file)
    seen = cached(tagger.datasets_map(dataset, "text", model=model))
    for options in (
        {"format": "csl"},
        {"confidence": False},
        {"output": "other"},
    ):
        files = cached(tagger.datasets_map(dataset, "text", model=model, **options))
        assert not files & seen, options
        seen |= files
    dataset = dataset.map(lambda row: {"text": (row["text"] or "") + "."})
    assert not cached(tagger.datasets_map(dataset, "text", model=model)) & seen


def test_another_model_at_the_same_place_is_not(
    file: Path, small_files: dict[str, bytes], tmp_path: Path
) -> None:
    place = tmp_path / "model"
    write_files(place, small_files)
    first = cached(tagger.datasets_map(load(file), "text", model=place))
    header = {**json.loads(small_files[HEADER]), "name": "another"}
    write_files(place, {**small_files, HEADER: json.dumps(header).encode()})
    assert not cached(tagger.datasets_map(load(file), "text", model=place)) & first


def other_weights(files: dict[str, bytes]) -> dict[str, bytes]:
    """Give a model that differs in its weights, and is valid."""
    with np.load(io.BytesIO(files[TRANSITIONS])) as arrays:
        changed = {name: array[..., ::-1] for name, array in arrays.items()}
    stream = io.BytesIO()
    np.savez(stream, **changed)
    files = {**files, TRANSITIONS: stream.getvalue()}
    header = build_header(files, NAMES, {"name": "other", "version": "0.1.0"})
    return {**files, HEADER: json.dumps(header).encode()}


def test_a_model_that_was_trained_again_is_the_one_that_tags(
    file: Path, small_files: dict[str, bytes], tmp_path: Path
) -> None:
    place, elsewhere = tmp_path / "model", tmp_path / "elsewhere"
    write_files(place, small_files)
    first = tagger.datasets_map(load(file), "text", model=place)
    for directory in (place, elsewhere):
        write_files(directory, other_weights(small_files))
    second = tagger.datasets_map(load(file), "text", model=place)
    assert second["reference"][:] != first["reference"][:]
    for row in second:
        check(row, str(elsewhere))


def test_another_version_is_not(file: Path, model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = cached(tagger.datasets_map(load(file), "text", model=model))
    monkeypatch.setattr("tagger.huggingface.__version__", "99")
    assert not cached(tagger.datasets_map(load(file), "text", model=model)) & first


# -- options -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("removed", "output", "left"),
    [
        ("other", "reference", ["id", "text", "reference"]),
        (["id", "other", "text"], "reference", ["reference"]),
        (["id", "text"], "text", ["other", "text"]),
        ([], "reference", ["id", "text", "other", "reference"]),
        (None, "reference", ["id", "text", "other", "reference"]),
    ],
)
@pytest.mark.parametrize("kind", ["loaded", "streamed", "empty"])
def test_columns_are_removed(
    removed: Any, output: str, left: list[str], kind: str, file: Path, model: str
) -> None:
    dataset = load(file, streaming=kind == "streamed")
    if kind == "empty":
        dataset = dataset.select(())
    options = {"model": model, "output": output, "remove_columns": removed}
    tagged = tagger.datasets_map(dataset, "text", **options)
    assert sorted(tagged.features) == sorted(left)
    rows = list(tagged)
    assert len(rows) == (0 if kind == "empty" else len(ROWS))
    for row in rows:
        assert sorted(row) == sorted(left)
    assert kind == "empty" or any(row[output] for row in rows)


@pytest.mark.parametrize(
    "options",
    [
        {"features": None},
        {"batched": False},
        {"input_columns": ["id"]},
        {"function": len},
        {"with_indices": True},
        {"with_rank": True},
        {"fn_kwargs": {}},
        {"drop_last_batch": True},
    ],
)
def test_options_that_are_not_to_be_chosen(options: dict[str, Any], model: str) -> None:
    (name,) = options
    dataset = datasets.Dataset.from_list(ROWS)
    for one in (dataset, datasets.DatasetDict(a=dataset)):
        with pytest.raises(UsageError, match=f"R066.*'{name}'"):
            tagger.datasets_map(one, "text", model=model, **options)


# -- errors ------------------------------------------------------------------------------------


def test_errors(model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = datasets.Dataset.from_list(ROWS)
    with pytest.raises(UsageError, match=r"R090.*id, text, other"):
        tagger.datasets_map(dataset, "title", model=model)
    for column in ("id", "other"):
        with pytest.raises(UsageError, match="R090"):
            tagger.datasets_map(dataset, column, model=model)
    with pytest.raises(UsageError, match=r"R066.*spans, csl"):
        tagger.datasets_map(dataset, "text", model=model, format="bibtex")
    with pytest.raises(UsageError, match="R066"):
        tagger.datasets_map(dataset.to_iterable_dataset(), "text", model=model, num_proc=2)
    with pytest.raises(ModelError, match="R001"):
        tagger.datasets_map(dataset, "text", model=tmp_path / "none")
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(UsageError, match=r"R060.*train"):
        tagger.datasets_map(dataset, "text", model=model)
