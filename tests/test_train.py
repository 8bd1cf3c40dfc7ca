"""The training command from end to end, on a network small enough to train in seconds."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx")

import spacy

from tagger import fit as fitting
from tagger import gather as gathering
from tagger import train as training
from tagger.ahead import EpochsAhead
from tagger.corpora import LabelledReference, LabelledSpan, write_references
from tagger.errors import UsageError
from tagger.fit import fit
from tagger.recipe import read_recipe
from tagger.trainer import TrainingConfig

pytestmark = pytest.mark.train

CONFIG = """
[model]
version = "9.9.9"
[network]
width = 16
dilations = [1]
[training]
epochs = {epochs}
batch_size = 16
[data]
train = ["own.jsonl"]
held_out = ["heldout.jsonl"]
repeat = 1
synthetic = {synthetic}
noise = 0.3
[data.limits]
big = 5
"""


def reference(
    name: str, author: str, year: str, title: str, source: str = "own"
) -> LabelledReference:
    text = f"{author} ({year}). {title}."
    starts = [text.index(part) for part in (author, year, title)]
    spans = tuple(
        LabelledSpan(start, start + len(part), label)
        for start, part, label in zip(
            starts, (author, year, title), ("author", "year", "title"), strict=True
        )
    )
    return LabelledReference(name, text, spans, source=source, group=name)


OWN = [
    reference(f"own:{i}", f"Author{i}, A.", f"19{i:02d}", f"Study number {i} of {'xyz'[i % 3]}")
    for i in range(30)
]
HELD_OUT = [reference("held:1", "Nobody, N.", "2001", "Something else entirely different here")]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return write_config(tmp_path)


def write_config(folder: Path, *, epochs: int = 1, synthetic: int = 40) -> Path:
    write_references(folder / "own.jsonl", OWN)
    write_references(folder / "heldout.jsonl", HELD_OUT)
    path = folder / "config.toml"
    path.write_text(CONFIG.format(epochs=epochs, synthetic=synthetic))
    return path


def run(config: Path, *arguments: object) -> int:
    return training.main(["--config", str(config), "--quiet", *map(str, arguments)])


def test_a_model_comes_out(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    output = tmp_path / "models" / "xx_refs-9.9.9"
    assert run(config, "--output", output, "--seed", 5) == 0
    table = capsys.readouterr().out
    assert "heldout" in table
    assert "author" in table
    assert {p.name for p in output.iterdir()} >= {
        "config.cfg",
        "meta.json",
        "metrics.json",
        "MODEL_CARD.md",
        "reference_tagger",
    }
    header = json.loads((output / "reference_tagger" / "header.json").read_text())
    assert header["seed"] == 5
    assert len(header["data_sha256"]) == len(header["features_sha256"]) == 64
    metrics = json.loads((output / "metrics.json").read_text())
    assert metrics["sets"]["heldout"]["references"] == 1
    assert metrics["data"]["trained_on"] == {"own": 30}
    assert "--seed 5" in metrics["command"]
    card = (output / "MODEL_CARD.md").read_text()
    assert "--seed 5" in card
    assert "own" in card
    assert json.loads((output / "meta.json").read_text())["performance"]["ents_p"] is not None
    doc = spacy.load(output)("Smith, J. (1999). A title.")
    assert doc._.reference is not None
    assert not list(tmp_path.glob("models/.*"))
    assert not list(tmp_path.glob("models/*.checkpoint"))


def test_the_same_seed_gives_the_same_model(config: Path, tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        assert run(config, "--output", tmp_path / name, "--seed", seed) == 0
    a, b, c = ((tmp_path / n / "reference_tagger" / "transitions.npz").read_bytes() for n in "abc")
    assert a == b
    assert a != c


def test_corpora_are_added_and_kept_apart(config: Path, tmp_path: Path) -> None:
    big = [
        reference(
            f"big:{i}", f"Writer{i}, B.", f"18{i:02d}", f"Treatise {i} on {i * 7919}", source="big"
        )
        for i in range(20)
    ]
    copy = reference(
        "other:1", "Nobody N", "2001", "Something else entirely different here", source="other"
    )
    folder = tmp_path / "corpora"
    folder.mkdir()
    write_references(folder / "big.jsonl", [*big, copy])
    data = gathering.gather(read_recipe(config), [folder])
    epoch = gathering.epoch_data(data, read_recipe(config), 0, 0)
    assert sum(r.source == "big" for r in epoch) == 5  # [data.limits]
    assert all(r.source != "other" for r in data.corpora)  # resembles a held-out reference
    assert data.counts["too_similar_to_held_out"] == 1
    assert [r.id for r in data.judged["heldout"]] == ["held:1"]


def test_nothing_is_made_of_what_is_left_out(tmp_path: Path) -> None:
    """Printed anew are the fields of training references only; a source left out gives none."""

    def book(source: str, i: int, family: str, title: str) -> LabelledReference:
        letters = "aeiou"[i % 5] + "bdfklm"[i // 5]
        made = reference(f"{source}:{i}", f"{family}{letters}, B.", f"19{i + 10}", title, source)
        place, publisher = len(made.text) + 1, len(made.text) + 7
        added = (
            LabelledSpan(place, place + 4, "place"),
            LabelledSpan(publisher, publisher + 7, "publisher"),
        )
        return replace(made, text=f"{made.text} Roma: Laterza", spans=(*made.spans, *added))

    held = [book("out", i, "Qwyxzer", f"Vormulin {i} ut {i * 7919}") for i in range(30)]
    kept = [book("in", i, "Blimfrod", f"Skandrel {i} de {i * 6271}") for i in range(30)]
    write_references(tmp_path / "corpora.jsonl", [*held, *kept])
    path = write_config(tmp_path, synthetic=0)
    config = path.read_text().replace("[data]", "[data]\nrestyled = 200\nleave_out = ['out']")
    (tmp_path / "dev.txt").write_text("in:0\nin:1\n")
    path.write_text(config.replace("noise = 0.3", "noise = 0.0\ndev = 'dev.txt'"))
    recipe = read_recipe(path)
    data = gathering.gather(recipe, [tmp_path / "corpora.jsonl"])
    assert {r.source for r in data.corpora} == {"in"}
    assert {r.id for r in data.judged["left_out"]} == {r.id for r in held}
    assert {r.id for r in data.judged["dev"]} == {"in:0", "in:1"}
    texts = [r.text.lower() for r in gathering.epoch_data(data, recipe, 0, 0)]
    assert len(texts) > 200
    assert any("blimfrod" in text for text in texts)
    for text in texts:
        assert "qwyxzer" not in text
        assert "vormulin" not in text
        assert "blimfrodab" not in text
        assert "blimfrodeb" not in text


def test_the_next_epoch_is_made_ahead(config: Path) -> None:
    recipe = read_recipe(config)
    data = gathering.gather(recipe, [])
    with EpochsAhead(data, recipe, 0, 3) as epochs:
        for epoch in (0, 0, 1, 2):
            assert epochs(epoch) == gathering.epoch_data(data, recipe, 0, epoch)
        assert epochs.latest == gathering.epoch_data(data, recipe, 0, 2)
        epochs._process.kill()  # for lack of memory, say
        assert epochs(1) == gathering.epoch_data(data, recipe, 0, 1)


def test_teachers_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trained = []

    def train_network(data: Any, network: Any, training: Any, **others: Any) -> Any:
        trained.append((network.width, network.gates, training.epochs, training.learning_rate))
        return real(data, network, training, **others)

    real = fitting.train_network
    monkeypatch.setattr(fitting, "train_network", train_network)
    path = write_config(tmp_path, epochs=2, synthetic=40)
    settings = {"number": 2, "width": 24, "epochs": 1}
    lines = [f"{key} = {value}\n" for key, value in settings.items()]
    path.write_text(path.read_text() + "[teachers]\n" + "".join(lines))
    output = tmp_path / "model"
    assert run(path, "--output", output, "--quiet") == 0
    metrics = json.loads((output / "metrics.json").read_text())
    assert metrics["teachers"] == settings | {"gates": True}
    rate = TrainingConfig.learning_rate
    assert trained == [(24, True, 1, rate)] * 2 + [(16, True, 2, rate)]
    assert not list(tmp_path.glob("*checkpoint*"))


def test_a_model_is_trained_further(tmp_path: Path) -> None:
    base, better = tmp_path / "base", tmp_path / "better"
    config = write_config(tmp_path, epochs=1, synthetic=40)
    assert run(config, "--output", base, "--quiet") == 0
    before = (base / "reference_tagger" / "tokens.onnx").read_bytes()
    corrected = tmp_path / "corrected.jsonl"
    write_references(corrected, [reference("c:1", "Zed Q", "2020", "A corrected one", "mine")])
    arguments = ("--from", str(base), "--corpora", str(corrected), "--output", better, "--quiet")
    assert run(config, *arguments) == 0
    metrics = json.loads((better / "metrics.json").read_text())
    assert metrics["data"]["trained_on"]["mine"] == 1
    assert metrics["base"] == {"model": "xx_refs-9.9.9", "trained_on": {"own": 30}}
    assert "trained further" in (better / "MODEL_CARD.md").read_text()
    assert (base / "reference_tagger" / "tokens.onnx").read_bytes() == before
    assert (better / "reference_tagger" / "tokens.onnx").read_bytes() != before
    assert run(config, "--from", str(tmp_path / "nothing"), "--output", better, "--quiet") == 1


def test_a_checkpoint_from_another_base_is_refused(tmp_path: Path) -> None:
    config = write_config(tmp_path, epochs=1, synthetic=40)
    recipe = read_recipe(config)
    data = gathering.gather(recipe, [])
    settings = {"seed": 0, "device": "cpu", "report": str, "progress": False}
    first, second = (
        fit(data, recipe, **{**settings, "seed": seed}, checkpoint=None)[0] for seed in (1, 2)
    )
    checkpoint = tmp_path / "further.checkpoint"
    fit(data, recipe, **settings, checkpoint=checkpoint, start=first)
    fit(data, recipe, **settings, checkpoint=checkpoint, start=first)
    with pytest.raises(UsageError, match="R063"):
        fit(data, recipe, **settings, checkpoint=checkpoint, start=second)


def test_epochs_differ_and_can_be_repeated(config: Path) -> None:
    recipe = read_recipe(config)
    data = gathering.gather(recipe, [])
    first, again, second = (gathering.epoch_data(data, recipe, 0, epoch) for epoch in (0, 0, 1))
    assert [r.text for r in first] == [r.text for r in again]
    assert [r.text for r in first] != [r.text for r in second]
    assert len(first) == len(second) == 30 + 40


def old_model(folder: Path) -> Path:
    output = folder / "old"
    (output / "reference_tagger").mkdir(parents=True)
    (output / "reference_tagger" / "header.json").write_text("{}")
    (output / "meta.json").write_text("the old model")
    return output


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "R040"),
        ("", "R041"),
        ("{broken\n", "R041"),
        ('{"id": "1", "text": "x", "spans": [[0, 5, "author", ""]]}\n', "R041"),
    ],
)
def test_broken_corpora_do_not_touch_the_old_model(
    content: str | None,
    message: str,
    config: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture,
) -> None:
    output = old_model(tmp_path)
    corpus = tmp_path / "corpus.jsonl"
    if content is not None:
        corpus.write_text(content)
    assert run(config, "--output", output, "--corpora", corpus) == 1
    assert message in capsys.readouterr().err
    assert (output / "meta.json").read_text() == "the old model"


def test_a_failure_at_the_end_does_not_touch_the_old_model(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = old_model(tmp_path)

    def fail(*args: object, **options: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "write_text", fail)
    assert run(config, "--output", output) == 1
    monkeypatch.undo()
    assert (output / "meta.json").read_text() == "the old model"


def test_a_rename_that_fails_does_not_lose_the_old_model(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = old_model(tmp_path)
    rename = Path.rename

    def fail(path: Path, target: Path) -> Path:
        if path.name.endswith(".new"):
            raise OSError("no")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail)
    assert run(config, "--output", output) == 1
    assert (output / "meta.json").read_text() == "the old model"


def test_an_old_model_that_was_left_aside_is_put_back(tmp_path: Path) -> None:
    output = old_model(tmp_path)
    output.rename(tmp_path / ".old.old")
    training.check_output(output)
    assert (output / "meta.json").read_text() == "the old model"


def test_what_is_no_model_is_not_replaced(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "thesis.tex").write_text("years of work")
    assert run(config, "--output", tmp_path / "thesis") == 1
    assert "R064" in capsys.readouterr().err
    assert (tmp_path / "thesis" / "thesis.tex").read_text() == "years of work"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[network]", "[networks]"),
        ("width = 16", "widht = 16"),
        ("width = 16", 'width = "16"'),
        ("epochs = 1", "epochs = 1.5"),
        ("repeat = 1", "repeat = true"),
        ("[model]", "[model"),
        ('version = "9.9.9"', 'version = "../x"'),
        ('version = "9.9.9"', 'lang = "qq"'),
        ('version = "9.9.9"', 'nmae = "x"'),
        ("epochs = 1", "epochs = 0"),
        ("batch_size = 16", "batch_size = 0"),
        ("width = 16", "width = -1"),
        ("width = 16", "dropout = 1.0"),
        ("width = 16", "embeddings = {word = 4}"),
        ("dilations = [1]", 'dilations = "abc"'),
        ("dilations = [1]", "dilations = []"),
        ("noise = 0.3", "noise = 7.0"),
        ("synthetic = 40", "synthetic = -5"),
        ("big = 5", 'big = "many"'),
        ('train = ["own.jsonl"]', 'train = "own.jsonl"'),
        ("repeat = 1", 'leave_out = "own"'),
        ('["heldout.jsonl"]', '["heldout.jsonl", "other/heldout.jsonl"]'),
        ('["heldout.jsonl"]', '["dev.jsonl"]'),
        ("[data.limits]\nbig = 5", "limits = 3"),
    ],
)
def test_wrong_settings(old: str, new: str, config: Path) -> None:
    config.write_text(config.read_text().replace(old, new))
    with pytest.raises(UsageError, match="R062"):
        read_recipe(config)


def test_a_source_that_is_not_there_cannot_be_left_out(config: Path) -> None:
    config.write_text(config.read_text().replace("repeat = 1", "leave_out = ['nobody']"))
    with pytest.raises(UsageError, match="nobody"):
        gathering.gather(read_recipe(config), [])


def test_missing_settings_file(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    assert run(tmp_path / "none.toml") == 1
    assert "R062" in capsys.readouterr().err


def test_device_that_is_not_there(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    assert run(config, "--output", tmp_path / "m", "--device", "tpu") == 1
    assert "R065" in capsys.readouterr().err


def test_a_killed_run_goes_on_where_it_was(tmp_path: Path) -> None:
    config = write_config(tmp_path, epochs=6, synthetic=400)
    command = [sys.executable, "-m", "tagger.train", "--config", str(config), "--quiet", "--output"]
    straight, killed = tmp_path / "straight", tmp_path / "killed"
    subprocess.run([*command, str(straight)], check=True, stdout=subprocess.DEVNULL)
    checkpoint = tmp_path / "killed.checkpoint"
    process = subprocess.Popen([*command, str(killed)], stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not checkpoint.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert checkpoint.exists()
    assert not killed.exists()
    subprocess.run([*command, str(killed), "--resume"], check=True, stdout=subprocess.DEVNULL)
    one, two = (
        np.load(path / "reference_tagger" / "transitions.npz") for path in (straight, killed)
    )
    for name in one.files:  # equal but for the last bits, which differ from process to process
        np.testing.assert_allclose(one[name], two[name], atol=1e-4)


def test_a_checkpoint_of_another_run_is_refused(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    checkpoint = tmp_path / "model.checkpoint"
    checkpoint.write_bytes(b"no checkpoint")
    assert run(config, "--output", tmp_path / "model", "--resume") == 1
    assert "R063" in capsys.readouterr().err
