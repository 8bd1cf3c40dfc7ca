"""Noise keeps labels right: property tests, and each kind on a fixed reference."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tagger.corpora.records import LabelledSpan, check
from tagger.synth import add_noise, noise_marks, noise_page, noise_text, noise_web
from tagger.synth.draft import Draft, Edit, is_aligned
from tagger.synth.noise import KINDS

TEXT = (
    "[12] Smith, J. A., and Ångstrøm, K. (2004a). “Final effects of flux.” J. Phys. 12(3): 45–67. "
    "doi:10.1000/182."
)
FIELDS = {
    "label": "12", "author": "Smith, J. A., and Ångstrøm, K.", "year": "2004a",
    "title": "Final effects of flux",
    "venue": "J. Phys.", "volume": "12", "issue": "3", "pages": "45–67", "doi": "10.1000/182",
}  # fmt: skip


def labelled(text: str, fields: dict[str, str]) -> tuple[LabelledSpan, ...]:
    spans, end = [], 0
    for label, value in fields.items():
        start = text.index(value, end)
        end = start + len(value)
        spans.append(LabelledSpan(start, end, label, f"tag:{label}"))
    return tuple(spans)


SPANS = labelled(TEXT, FIELDS)


def assert_sound(text: str, spans) -> None:
    record = {
        "id": "x",
        "text": text,
        "spans": [[s.start, s.end, s.label, s.original] for s in spans],
    }
    check(record)


words = st.text(
    alphabet="abcdefilnorstuéñüøАяЖ汉字アÅ.,:;()–-/'’“”« »0123456789", min_size=1, max_size=14
)


@st.composite
def references(draw):
    """Draw a text with spans anywhere: borders need not lie on tokens, as in real corpora."""
    pieces = draw(st.lists(words, min_size=1, max_size=12))
    text = draw(st.sampled_from(["", " "])).join(pieces)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=10)))
    spans = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        value = text[start:end]
        if value.strip():
            start += len(value) - len(value.lstrip())
            end -= len(value) - len(value.rstrip())
            label = draw(st.sampled_from(["author", "title", "venue", "pages", "doi", "url"]))
            spans.append(LabelledSpan(start, end, label, "o"))
    return text, tuple(spans)


@settings(max_examples=300, deadline=None)
@given(references(), st.integers(0, 10**6))
def test_spans_stay_sound(reference, seed):
    text, spans = reference
    aligned = is_aligned(text, spans)
    new_text, new_spans = add_noise(text, spans, random.Random(seed), 1.0)
    kept = new_spans[-len(spans) :] if spans else ()
    assert [(s.label, s.original) for s in kept] == [(s.label, s.original) for s in spans]
    assert len(new_spans) - len(spans) in (0, 1)
    end = 0
    for span in new_spans:
        assert end <= span.start < span.end <= len(new_text)
        value = new_text[span.start : span.end]
        assert value == value.strip()
        end = span.end
    if aligned:
        assert is_aligned(new_text, new_spans)


#: Kinds of noise that change no letter and no digit.
HARMLESS = (
    noise_marks.dashes, noise_marks.separators, noise_marks.initials, noise_marks.tighten,
    noise_marks.space_before, noise_marks.double_spaces, noise_marks.full_width, noise_marks.end,
    noise_text.wrap_lines, noise_text.hyphenate, noise_text.glue_words, noise_text.break_addresses,
    noise_web.markup, noise_web.leftovers, noise_web.tight_numbers, noise_web.lost_gaps,
    noise_page.page_lines, noise_page.other_column, noise_page.torn_number,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(references(), st.sampled_from(HARMLESS), st.integers(0, 10**6))
def test_spans_keep_their_letters(reference, kind, seed):
    text, spans = reference
    draft = Draft(text, spans)
    kind(draft, random.Random(seed))
    for before, after in zip(spans, draft.spans(), strict=True):
        assert letters(draft.text[after.start : after.end]) == letters(
            text[before.start : before.end]
        )


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


@pytest.mark.parametrize("kind", [kind for kind, _ in KINDS], ids=lambda kind: kind.__name__)
def test_each_kind_is_sound_and_does_something(kind):
    text, spans = TEXT, SPANS
    if kind is noise_marks.start:
        text = TEXT.removeprefix("[12] ")
        spans = labelled(text, {k: v for k, v in FIELDS.items() if k != "label"})
    if kind is noise_marks.full_width:
        text, fields = (
            "李雷. 题名[J]. 物理, 2004, 12(3): 45",
            {"author": "李雷", "title": "题名", "volume": "12"},
        )
        spans = labelled(text, fields)
    changed = 0
    for seed in range(60):
        draft = Draft(text, spans)
        kind(draft, random.Random(seed))
        assert_sound(draft.text, draft.spans())
        changed += draft.text != text
    assert changed > 5


def test_a_leading_label_is_labelled():
    text = "Smith, J. 2004. A title."
    spans = labelled(text, {"author": "Smith, J.", "year": "2004", "title": "A title"})
    seen = set()
    for seed in range(80):
        draft = Draft(text, spans)
        noise_marks.start(draft, random.Random(seed))
        first = draft.spans()[0]
        if first.label == "label":
            seen.add(
                draft.text[: draft.text.index("Smith")].replace(
                    draft.text[first.start : first.end], "#"
                )
            )
            assert draft.text[first.start : first.end].isdecimal()
    assert {"[#] ", "#. "} <= seen


def test_repeated_authors_become_a_dash():
    draft = Draft(TEXT, SPANS)
    noise_marks.repeated_author(draft, random.Random(1))
    author = draft.spans()[1]
    assert draft.text[author.start : author.end] in noise_marks._REPEATED
    assert draft.text.startswith("[12] ")
    assert draft.text.endswith("10.1000/182.")


EDITS = [
    # an insertion at either edge of a span stays outside of it
    ("ab cd", (0, 2), [Edit(0, 0, "x ")], "x ab cd", "ab"),
    ("ab cd", (0, 2), [Edit(2, 2, " .")], "ab . cd", "ab"),
    # one within belongs to it
    ("ab cd", (0, 5), [Edit(2, 2, "-")], "ab- cd", "ab- cd"),
    # replaced edges stay inside
    ("ab cd", (3, 5), [Edit(3, 4, "xx")], "ab xxd", "xxd"),
    ("ab cd", (0, 2), [Edit(1, 2, "yy")], "ayy cd", "ayy"),
    # an edit across the edge of a span is dropped
    ("ab cd", (0, 2), [Edit(1, 4, "")], "ab cd", "ab"),
    # so is one that empties it, or leaves it with a space at its edge
    ("ab cd", (3, 5), [Edit(3, 5, "")], "ab cd", "cd"),
    ("ab cd", (3, 5), [Edit(3, 4, " ")], "ab cd", "cd"),
    # or that makes it cut a token; the others are made
    ("ab cd", (3, 5), [Edit(0, 1, "x"), Edit(2, 3, "")], "xb cd", "cd"),
    # several at once
    ("ab cd ef", (3, 5), [Edit(0, 2, "a"), Edit(4, 5, "dd"), Edit(6, 8, "")], "a cdd ", "cdd"),
]


@pytest.mark.parametrize(("text", "span", "edits", "new_text", "value"), EDITS)
def test_edits_move_spans(text, span, edits, new_text, value):
    draft = Draft(text, [LabelledSpan(*span, "title")])
    draft.apply(edits)
    (after,) = draft.spans()
    assert (draft.text, draft.text[after.start : after.end]) == (new_text, value)
