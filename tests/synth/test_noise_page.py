"""Noise of pages and of the web: exact strings, and properties over made-up references."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tagger.corpora.records import LabelledSpan
from tagger.synth import generate, noise_page, noise_web
from tagger.synth.draft import Draft, is_aligned

REFERENCES = list(generate(120, seed=11, noise=0))
references = st.sampled_from(REFERENCES)
seeds = st.integers(0, 10**6)

#: Kinds that only add unlabelled text, or take white space away: the fields stay as they were.
ADDING = (
    noise_web.markup, noise_web.leftovers, noise_web.tight_numbers, noise_web.lost_gaps,
    noise_page.page_lines, noise_page.other_column, noise_page.torn_number,
)  # fmt: skip


def labelled(text: str, *fields: tuple[str, str]) -> tuple[LabelledSpan, ...]:
    spans, end = [], 0
    for label, value in fields:
        start = text.index(value, end)
        end = start + len(value)
        spans.append(LabelledSpan(start, end, label))
    return tuple(spans)


def values(text: str, spans) -> list[tuple[str, str]]:
    return [(span.label, text[span.start : span.end]) for span in spans]


def assert_sound(text: str, spans) -> None:
    end = 0
    for span in spans:
        value = text[span.start : span.end]
        assert end <= span.start < span.end <= len(text)
        assert value == value.strip()
        end = span.end
    assert is_aligned(text, spans)


@pytest.mark.parametrize("kind", ADDING, ids=lambda kind: kind.__name__)
@settings(max_examples=80, deadline=None)
@given(reference=references, seed=seeds)
def test_fields_stay_as_they_are(kind, reference, seed):
    draft = Draft(reference.text, reference.spans)
    kind(draft, random.Random(seed))
    assert values(draft.text, draft.spans()) == values(reference.text, reference.spans)
    assert_sound(draft.text, draft.spans())


@pytest.mark.parametrize("kind", ADDING, ids=lambda kind: kind.__name__)
def test_each_kind_changes_most_references(kind):
    changed = 0
    for i, reference in enumerate(REFERENCES):
        draft = Draft(reference.text, reference.spans)
        kind(draft, random.Random(i))
        changed += draft.text != reference.text
    assert changed > len(REFERENCES) * 0.2


TEXT = "Müller, K. & Núñez, J. (2001–2003). “Über Größe”. Zürich, 12 (3): 45–67."
FIELDS = (
    ("author", "Müller, K. & Núñez, J."), ("year", "2001–2003"), ("title", "Über Größe"),
    ("venue", "Zürich"), ("volume", "12"), ("issue", "3"), ("pages", "45–67"),
)  # fmt: skip

#: What each form must be able to print, by kind.
PRINTED = [
    (noise_web.mojibake, "MÃ¼ller"), (noise_web.mojibake, "45â€“67"),
    (noise_web.mojibake, "M\ufffdller"), (noise_web.mojibake, "M?ller"),
    (noise_web.mojibake, "MÃƒÂ¼ller"),
    (noise_web.entities, "M&uuml;ller, K. &amp; N&uacute;&ntilde;ez"),
    (noise_web.entities, "45&#8211;67"), (noise_web.entities, "&ldquo;&Uuml;ber"),
    (noise_web.entities, "&amp;amp;"), (noise_web.entities, "&#xFC;"),
    (noise_web.markup, "<i>Zürich</i>"), (noise_web.markup, "*Zürich*"),
    (noise_web.markup, "\\emph{Zürich}"),
    (noise_web.leftovers, "45–67. [CrossRef]"),
    (noise_web.tight_numbers, "12(3):45–67"),
    (noise_web.lost_gaps, ",12"),
    (noise_page.page_lines, "\nReferences\n"),
    (noise_page.other_column, "\n"),
    (noise_page.torn_number, "\n1"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "expected"), PRINTED)
def test_forms(kind, expected):
    spans = labelled(TEXT, *FIELDS)
    seen = []
    for seed in range(400):
        draft = Draft(TEXT, spans)
        kind(draft, random.Random(seed))
        assert_sound(draft.text, draft.spans())
        assert [span.label for span in draft.spans()] == [label for label, _ in FIELDS]
        seen.append(draft.text)
    assert any(expected in text for text in seen)


def test_what_cannot_be_misread_stays():
    text = "Петров, И. 2004. Чего мы ждём – сегодня. Ёлка"
    draft = Draft(text, labelled(text, ("author", "Петров, И.")))
    for seed in range(30):
        noise_web.mojibake(draft, random.Random(seed))
    assert draft.text.startswith("Петров, И. 2004. Чего мы ждём ")
    assert draft.text.endswith(" сегодня. Ёлка")


@settings(max_examples=100, deadline=None)
@given(references, references, seeds)
def test_two_references_run_together(first, second, seed):
    text, spans = noise_page.run_together(
        (first.text, first.spans), (second.text, second.spans), random.Random(seed)
    )
    both = values(first.text, first.spans) + values(second.text, second.spans)
    assert values(text, spans) == both
    assert text.startswith(first.text)
    assert text.endswith(second.text)


def test_words_of_two_references_never_become_one():
    one = ("A title", (LabelledSpan(2, 7, "title"),))
    for seed in range(60):
        text, spans = noise_page.run_together(one, one, random.Random(seed))
        assert_sound(text, spans)
        assert len(spans) == 2


@settings(max_examples=200, deadline=None)
@given(references, seeds)
def test_cut_off_keeps_half_and_clips_spans(reference, seed):
    text, spans = noise_page.cut_off(reference.text, reference.spans, random.Random(seed))
    assert text in reference.text
    assert text[0] == reference.text[0] or reference.text.endswith(text)
    assert_sound(text, spans)
    before = values(reference.text, reference.spans)
    for label, value in values(text, spans):
        assert any(label == name and value in whole for name, whole in before)
        assert any(char.isalnum() for char in value)
    assert len(set(values(text, spans)) - set(before)) <= 1  # one span is cut at most


def test_both_ends_are_cut():
    cut_at = {"start": 0, "end": 0, "word": 0}
    for i, reference in enumerate(REFERENCES):
        text, spans = noise_page.cut_off(reference.text, reference.spans, random.Random(i))
        if text == reference.text:
            continue
        assert len(spans) <= len(reference.spans)
        cut_at["end" if reference.text.startswith(text) else "start"] += 1
        after = reference.text[len(text) : len(text) + 1]
        cut_at["word"] += reference.text.startswith(text) and after.isalpha()
    assert min(cut_at.values()) > 3


def test_short_references_are_not_cut():
    text = "Smith, J. 2004."
    spans = labelled(text, ("author", "Smith, J."), ("year", "2004"))
    assert noise_page.cut_off(text, spans, random.Random(1)) == (text, spans)
