"""Volumes, issues, editions and Roman numbers: tables of what is printed and what is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagger.normalize.roman import roman_value
from tagger.normalize.volumes import Number, parse_edition, parse_issue, parse_volume


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("31", Number("31", 31)),
        ("31(3/4)", Number("31", 31, "3/4")),
        ("12 </italic>(4)", Number("12", 12, "4")),
        ("vol. 3, no. 2", Number("3", 3, "2")),
        ("15, št. 1", Number("15", 15, "1")),
        ("n° 54, vol. 1", Number("1", 1, "54")),
        ("12–13", Number("12-13")),
        ("4/5", Number("4/5")),
        ("B379", Number("B379")),
        ("CLXI", Number("CLXI", 161)),
        ("t. II", Number("II", 2)),
        ("Bd. 7", Number("7", 7)),
        ("voi. 2°", Number("2", 2)),
        ("第3卷", Number("3", 3)),
        ("parte II", Number("parte II", part="II")),
        ("129, 4, Pt. 2", Number("129, 4, Pt. 2", part="2")),
        ("Suppl. VII", Number("Suppl. VII", supplement="VII")),
        ("LATTICE2014", Number("LATTICE2014")),
        ("v", Number("v", 5)),
        ("", Number("")),
    ],
)
def test_volumes(text: str, number: Number) -> None:
    assert parse_volume(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", Number("7", 7)),
        ("no. 7", Number("7", 7)),
        ("Heft 3", Number("3", 3)),
        ("(2)", Number("2", 2)),
        ("1 – 2", Number("1-2")),
        ("3/4", Number("3/4")),
        ("4 Pt 2", Number("4 Pt 2", part="2")),
        ("53 (ч. 1)", Number("53 (ч. 1)", part="1")),
        ("Suppl. 1", Number("Suppl. 1", supplement="1")),
        ("suppl", Number("suppl", supplement="1")),
        ("S219", Number("S219")),
        ("c", Number("c")),
        ("September/October", Number("September/October")),
    ],
)
def test_issues(text: str, number: Number) -> None:
    assert parse_issue(text) == number


@pytest.mark.parametrize(
    ("text", "edition"),
    [
        ("2nd ed.", "2"),
        ("2 nd edition", "2"),
        ("3rded", "3"),
        ("2. Aufl.", "2"),
        ("5.ª ed.", "5"),
        ("4ème éd.", "4"),
        ("2-е изд.", "2"),
        ("3:e uppl.", "3"),
        ("2版", "2"),
        ("[3. ed.]", "3"),
        ("second edition", "2"),
        ("ThirdEdition", "3"),
        ("Dritte Auflage", "3"),
        ("2., verb. Aufl.", "2., verb. Aufl."),
        ("Rev. ed.", "Rev. ed."),
        ("1978 ed.", "1978 ed."),
        ("", ""),
    ],
)
def test_editions(text: str, edition: str) -> None:
    assert parse_edition(text) == edition


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("I", 1),
        ("iv", 4),
        ("XLIX", 49),
        ("MCMXCIX", 1999),
        ("IIII", None),
        ("Xi", None),
        ("", None),
        ("Ⅳ", None),
    ],
)
def test_roman(text: str, value: int | None) -> None:
    assert roman_value(text) == value


@given(st.text())
def test_any_text(text: str) -> None:
    for number in (parse_volume(text), parse_issue(text)):
        assert number.value == " ".join(number.value.split())
        assert number.arabic >= 0
    assert (parse_edition(text) == "") <= ("".join(text.split()).strip(",;:") == "")
    assert roman_value(text) != 0


@given(
    st.integers(1, 999),
    st.integers(1, 60),
    st.sampled_from(["{}({})", "Vol. {}, No. {}", "{}, n. {}"]),
)
def test_volume_with_issue(volume: int, issue: int, form: str) -> None:
    assert parse_volume(form.format(volume, issue)) == Number(str(volume), volume, str(issue))
