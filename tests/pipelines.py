"""Pipelines for tests, and what goes on in them."""

from __future__ import annotations

import multiprocessing
from typing import Any

import pytest
from spacy.tokens import Doc

from tagger.component import FACTORY, ReferenceTagger
from tagger.language import ReferenceLanguage
from tagger.model import Model
from tagger.spacy_tokenizer import TOKENIZER


def make_nlp(model: Model, **config: Any) -> ReferenceLanguage:
    """Make the pipeline that `tagger.load` would give of a model."""
    nlp = ReferenceLanguage.from_config({"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    assert isinstance(nlp, ReferenceLanguage)
    nlp.add_pipe(FACTORY, config=config).use(model)
    return nlp


def working() -> list[Any]:
    """Processes of pipelines; those of a service that other tests have started are named."""
    return [p for p in multiprocessing.active_children() if p.name != "ref-tagger"]


def refuse_bad(pipe: ReferenceTagger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a component fail at documents with the word "bad", and at all that come with them."""
    right = pipe.predict

    def fail(docs: list[Doc]) -> list:
        if any("bad" in doc.text for doc in docs):
            raise RuntimeError("bad document")
        return right(docs)

    monkeypatch.setattr(pipe, "predict", fail)
