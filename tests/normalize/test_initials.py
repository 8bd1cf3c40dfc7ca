"""Initials: a table of what is printed and what is made of it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagger.normalize.initials import spread_initials


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("JP", "J. P."),
        ("J.P.", "J. P."),
        ("J P", "J. P."),
        ("J.-P.", "J.-P."),
        ("J-P", "J.-P."),
        ("Ruth M", "Ruth M."),
        ("Ruth", "Ruth"),
        ("RUTH", "RUTH"),
        ("漱石", "漱石"),
        ("Ю. А.", "Ю. А."),
        ("", ""),
    ],
)
def test_initials(text: str, names: str) -> None:
    assert spread_initials(text) == names


@given(st.text())
def test_letters_stay(text: str) -> None:
    assert re.findall(r"[^\W_]", spread_initials(text)) == re.findall(r"[^\W_]", text)
