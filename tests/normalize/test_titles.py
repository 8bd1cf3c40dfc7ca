"""Titles: a table of what is printed and what is left."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagger.normalize.titles import clean_title, compose, tidy


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Literate programming.", "Literate programming"),
        ("“What Is an Author?”,", "What Is an Author?"),
        ("Habits!", "Habits!"),
        ("And so on...", "And so on..."),
        ("„Habits“, „Frames“ und „Rational Choice“", "„Habits“, „Frames“ und „Rational Choice“"),
        ("«Studi veneziani»", "Studi veneziani"),
        ("The frame of refer-\nence", "The frame of reference"),
        ("Simulta-\nneous\nLocalization", "Simultaneous Localization"),
        ("the genera\u00adtion", "the generation"),
        ("pre- and postwar", "pre- and postwar"),
        ("storico-artistico", "storico-artistico"),
        ("J. Chem. Phys.", "J. Chem. Phys."),
        ("Phys .Rev .D", "Phys. Rev. D"),
        ("<i>Zinnia</i> cells", "Zinnia cells"),
        ("H<sub>2</sub>O &amp; more", "H2O & more"),
        ("a < b", "a < b"),
        ("eﬃcient", "efficient"),
        ("Rodr´ıguez", "Rodríguez"),
        ("[A title]", "A title"),
        ("C++", "C++"),
        ("...", "..."),
        ("", ""),
    ],
)
def test_titles(text: str, title: str) -> None:
    assert clean_title(text) == title


@given(st.text())
def test_no_letter_is_lost(text: str) -> None:
    def letters(value: str) -> list[str]:
        return re.findall(r"[^\W_]", unicodedata.normalize("NFC", compose(value)))

    assert letters(tidy(text)) == letters(unicodedata.normalize("NFC", text))
    assert clean_title(text) == " ".join(clean_title(text).split())
    assert bool(clean_title(text)) is bool(text.split())
