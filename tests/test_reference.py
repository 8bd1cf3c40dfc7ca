from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagger.display import mark
from tagger.labels import BY_NAME, DISPLACY_COLOURS, HEADLINE, LABELS, NAMES
from tagger.reference import Field, Reference

TEXT = "Knuth. Literate pro-\ngramming.  1984, 1992"
REFERENCE = Reference.from_spans(
    TEXT,
    [(0, 5, "author", 0.9), (7, 29, "title", 0.8), (32, 36, "year", 0.6), (38, 42, "year", 0.7)],
)


def test_fields() -> None:
    assert [f.raw for f in REFERENCE] == ["Knuth", "Literate pro-\ngramming", "1984", "1992"]
    assert REFERENCE.title == "Literate programming"
    assert REFERENCE.year == "1992"  # the one that the model is surest of
    assert [f.value for f in REFERENCE.get_all("year")] == ["1984", "1992"]
    assert REFERENCE.doi is None
    assert len(REFERENCE) == 4
    assert not Reference("x")


def test_without_confidences_the_first_counts() -> None:
    fields = tuple(Field("year", y, i, i + 4) for y, i in (("1984", 32), ("1992", 38)))
    assert Reference(TEXT, fields).year == "1984"


def test_unknown_names() -> None:
    with pytest.raises(KeyError, match="no label 'yeer'"):
        REFERENCE.get("yeer")
    with pytest.raises(AttributeError, match="yeer"):
        _ = REFERENCE.yeer


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("a  b\tc", "a b c"),
        ("Gover-\n  nance", "Governance"),
        ("Gover\u00ad\nnance", "Governance"),
        ("1999-\n2000", "1999- 2000"),
        ("well-known", "well-known"),
        ("two\nlines", "two lines"),
    ],
)
def test_value(raw: str, value: str) -> None:
    assert Field("title", raw, 0, len(raw)).value == value


def test_json() -> None:
    data = REFERENCE.to_json()
    assert data["schema"] == "ref-tagger/reference/1"
    assert data["text"] == TEXT
    assert data["fields"][1] == {
        "label": "title",
        "value": "Literate programming",
        "raw": "Literate pro-\ngramming",
        "start": 7,
        "end": 29,
        "confidence": 0.8,
    }


@given(st.text(max_size=40), st.booleans())
def test_mark_keeps_printable_text(text: str, colour: bool) -> None:
    marked = mark(Reference(text), colour=colour)
    assert len(marked) == len(text)
    assert "\x1b" not in marked
    assert "\n" not in marked


def test_labels() -> None:
    assert len(set(NAMES)) == len(LABELS) == 21
    assert set(HEADLINE) <= set(NAMES)
    assert len({label.colour for label in LABELS}) == len(LABELS)
    assert DISPLACY_COLOURS["AUTHOR"] == BY_NAME["author"].colour
    for label in LABELS:  # dark text must be readable: WCAG contrast of at least 4.5 to black
        channels = [int(label.colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        assert (luminance + 0.05) / 0.05 >= 4.5
