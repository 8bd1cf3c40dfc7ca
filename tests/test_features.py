from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tagger.features import FAMILIES, N_SPACES, context_ids, token_features, token_ids
from tagger.tokenizer import locate, split


@pytest.mark.parametrize(
    ("token", "family", "value"),
    [
        ("Springer", "word", "springer"),
        ("1999", "word", "<year>"),
        ("1399", "word", "<4>"),
        ("7", "word", "<1>"),
        ("1234567890123", "word", "<9>"),
        ("10.1000/182", "word", "<doi>"),
        ("https://doi.org/", "word", "<resolver>"),
        ("https://example.org/10.1", "word", "<url>"),
        ("www.example.org", "word", "<url>"),
        ("Springer", "prefix3", "spr"),
        ("Springer", "suffix4", "nger"),
        ("1999", "suffix3", ""),
        ("McDonald", "shape", "XxXxxx"),
        ("USA", "shape", "XXX"),
        ("UNESCO", "shape", "XXX"),
        ("²", "word", "²"),
    ],
)
def test_feature(token: str, family: str, value: str) -> None:
    assert token_features(token)[family] == value


@pytest.mark.parametrize("token", ["September", "sept", "Août", "márz", "Mai", "мая", "Eylül"])
def test_months(token: str) -> None:
    month = token_features(token)["kind"][0]
    assert month == ("0" if token == "márz" else "1")


@pytest.mark.parametrize(
    ("token", "roman"),
    [
        ("XIV", "1"),
        ("iii", "1"),
        ("LXX", "1"),
        ("MIX", "1"),
        ("Vol", "0"),
        ("IIIIII", "0"),
        ("", None),
    ],
)
def test_roman_numerals(token: str, roman: str | None) -> None:
    if roman is not None:
        assert token_features(token)["kind"][1] == roman


@given(st.text(min_size=1, max_size=40) | st.from_regex(r"[A-Za-zÀ-ž]{1,30}", fullmatch=True))
@example("ªª")
@example("ǅab")
def test_shape_by_definition(token: str) -> None:
    assume(not any(c.isspace() for c in token))
    marks = [
        "X" if c.isupper() else "x" if c.isalpha() else "d" if c.isdecimal() else c
        for c in token[:24]
    ]
    shape = [m for i, m in enumerate(marks) if i < 3 or marks[i - 3 : i] != [m] * 3]
    assert token_features(token)["shape"] == "".join(shape)


@given(st.text(min_size=1, max_size=40).filter(lambda s: not s.isspace()))
def test_ids_are_in_range(token: str) -> None:
    ids = token_ids(token)
    assert len(ids) == len(FAMILIES)
    assert all(0 <= i < n for i, n in zip(ids, FAMILIES.values(), strict=True))


def test_ids_do_not_change() -> None:
    # A change here makes every trained model useless: raise FEATURE_CODE with it.
    assert token_ids("Springer") == (62112, 9981, 2885, 2550, 3451, 841, 451, 413, 53)
    assert token_ids("1999") == (17458, 0, 0, 0, 0, 268, 439, 389, 53)


def spaces_of(text: str) -> list[int]:
    words = split(text)
    return context_ids([text], [words], [locate(text, words)]).tolist()


def test_spaces() -> None:
    text = "a b,  c\nd\u00a0e"
    assert spaces_of(text) == [0, 1, 0, 2, 3, 1]
    assert spaces_of(" \n a") == [0]


def test_spaces_of_strings_together() -> None:
    texts = ["a  b", "", "c\nd", "e"]
    words = [split(text) for text in texts]
    together = context_ids(texts, words, list(map(locate, texts, words)))
    assert together.tolist() == [0, 2, 0, 3, 0]


@given(st.text(max_size=60))
def test_spaces_are_in_range(text: str) -> None:
    spaces = spaces_of(text)
    assert len(spaces) == len(split(text))
    assert all(0 <= space < N_SPACES for space in spaces)
