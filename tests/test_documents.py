"""README, cards and data files say what is so."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import pytest

from tagger.card import model_card
from tagger.corpora import is_usable, near_duplicates, read_references
from tagger.labels import NAMES
from tagger.model_files import DEFAULT_MODEL
from tagger.tokenizer import tokenize

ROOT = Path(__file__).parent.parent
DATA = ROOT / "training" / "data"
MODEL = ROOT / "models" / DEFAULT_MODEL


def test_shipped_references_are_right() -> None:
    for name, least in (("train.jsonl", 160), ("heldout.jsonl", 60), ("multilingual.jsonl", 300)):
        references, report = read_references(DATA / name)
        assert report.n_read == report.n_used == len(references)
        assert len(references) >= least
        assert all(map(is_usable, references))
        for reference in references:
            borders = {t.start for t in tokenize(reference.text)}
            for span in reference.spans:
                assert span.start in borders
                assert span.label in NAMES


@pytest.mark.train
def test_nothing_held_out_is_trained_on() -> None:
    pytest.importorskip("sklearn")
    train, _ = read_references(DATA / "train.jsonl")
    for name in ("heldout.jsonl", "multilingual.jsonl"):
        held_out, _ = read_references(DATA / name)
        assert near_duplicates(train, held_out) == []


@pytest.mark.model
def test_model_card_is_written_from_the_metrics() -> None:
    metrics = json.loads((MODEL / "metrics.json").read_text(encoding="utf-8"))
    card = figures().fill(model_card(metrics))
    assert (MODEL / "MODEL_CARD.md").read_text(encoding="utf-8") == card


def figures() -> ModuleType:
    """Load the script, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("figures", ROOT / "training" / "figures.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.model
def test_figures_are_written_from_the_files_that_hold_them() -> None:
    script = figures()
    places = ""
    for document in script.DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        assert script.fill(text) == text, "run python training/figures.py"
        places += text
    assert [f.__name__ for f in script.PARTS if f"<!-- {f.__name__} -->" not in places] == []


def test_guidelines_cover_every_label() -> None:
    text = (ROOT / "training" / "GUIDELINES.md").read_text(encoding="utf-8")
    assert [name for name in NAMES if not re.search(rf"^\*\*.*\b{name}\b.*\*\*", text, re.M)] == []
