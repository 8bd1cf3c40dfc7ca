"""srsly's registries of encoders: the answers of catalogue, but remembered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import catalogue
import pytest
import spacy
from spacy.tokens import Doc
from srsly import msgpack

from tagger.registries import remember

NAMES = ("msgpack_encoders", "msgpack_decoders")


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A registry in the place of srsly's encoders, which `remember` has seen."""
    before = dict(catalogue.REGISTRY)
    made = catalogue.create("tagger_tests", "encoders", entry_points=True)
    made.register("first", func=len)
    monkeypatch.setattr(msgpack, "msgpack_encoders", made)
    monkeypatch.setattr(
        msgpack, "msgpack_decoders", catalogue.Registry(("tagger_tests", "decoders"))
    )
    remember()
    yield made
    catalogue.REGISTRY.clear()
    catalogue.REGISTRY.update(before)


def true_answer(registry: Any) -> dict[str, Any]:
    return catalogue.Registry.get_all(registry)


@pytest.mark.parametrize("name", NAMES)
def test_srsly_gets_the_answer_of_catalogue(name: str) -> None:
    remember()
    registry = getattr(msgpack, name)
    assert registry.get_all() == true_answer(registry)
    assert "numpy" in registry.get_all()


def test_documents_are_packed_without_a_walk_of_the_registries(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    remember()
    doc = spacy.blank("xx")("A document")
    doc.user_data["key"] = [1]
    doc.to_bytes()  # whatever is registered on the way
    monkeypatch.setattr(catalogue.Registry, "get_all", lambda self: pytest.fail("walked"))
    again = Doc(doc.vocab).from_bytes(doc.to_bytes())
    assert (again.text, again.user_data) == (doc.text, doc.user_data)
    with pytest.raises(pytest.fail.Exception):
        spacy.registry.loggers.get_all()


def test_what_changes_later_is_seen(registry: Any) -> None:
    def seen() -> dict[str, Any]:
        answer = registry.get_all()
        assert list(answer.items()) == list(true_answer(registry).items())
        return answer

    assert seen() == {"first": len}
    registry.register("second", func=min)
    assert seen() == {"first": len, "second": min}
    registry("second", func=max)
    assert seen() == {"first": len, "second": max}
    catalogue.Registry(("tagger_tests", "encoders")).register("third", func=abs)
    catalogue.Registry(("tagger_tests", "encoders")).register("first", func=sum)
    assert seen() == {"first": sum, "second": max, "third": abs}
    del catalogue.REGISTRY["tagger_tests", "encoders", "second"]
    assert seen() == {"first": sum, "third": abs}
    catalogue.REGISTRY["elsewhere",] = None  # as many entries as before
    del catalogue.REGISTRY["tagger_tests", "encoders", "third"]
    assert seen() == {"first": sum}


def test_entry_points_are_seen(registry: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "get_entry_points", lambda: {"from a package": abs, "first": min})
    registry.register("second", func=max)
    assert registry.get_all() == {"from a package": abs, "first": len, "second": max}


def test_an_answer_is_the_callers_own(registry: Any) -> None:
    registry.get_all().clear()
    assert registry.get_all() == {"first": len}


def test_once_is_enough(registry: Any) -> None:
    before = registry.get_all
    remember()
    assert registry.get_all is before


def test_all_other_registries_stay_as_they_are(registry: Any) -> None:
    assert "get_all" not in vars(catalogue.create("tagger_tests", "others"))
    assert all("get_all" not in vars(spacy.registry.__dict__[n]) for n in ("misc", "loggers"))


@pytest.mark.parametrize("other", [None, object(), {}], ids=["none", "object", "dict"])
@pytest.mark.parametrize("name", NAMES)
def test_other_versions_are_left_alone(
    name: str, other: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    for each in NAMES:
        monkeypatch.setattr(msgpack, each, catalogue.Registry(("tagger_tests", each)))
    monkeypatch.setattr(msgpack, name, other)
    remember()
    for each in set(NAMES) - {name}:
        assert "get_all" not in vars(getattr(msgpack, each))


def test_versions_without_registries_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(msgpack, "msgpack_encoders")
    monkeypatch.setattr(msgpack, "msgpack_decoders", catalogue.Registry(("tagger_tests", "x")))
    remember()
    assert "get_all" not in vars(msgpack.msgpack_decoders)
    monkeypatch.delattr(catalogue, "REGISTRY")
    remember()


def test_one_removed_elsewhere_and_one_added_here(registry: Any) -> None:
    catalogue.REGISTRY["elsewhere",] = 1
    registry.get_all()
    del catalogue.REGISTRY["elsewhere",]
    registry.register("second", func=max)
    assert registry.get_all() == true_answer(registry)
    assert "second" in registry.get_all()
