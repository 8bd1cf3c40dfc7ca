from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_items import ARTICLE, CHAPTER, THESIS, random_items, wild_items

from tagger.formats.keys import make_key, safe_key, unique_keys


def item(family: str = "", year: int | str = "", title: str = "", **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"author": [{"family": family}], "title": title, **more}
    found["issued"] = {"date-parts": [[year]]} if isinstance(year, int) else {"literal": year}
    return found


@pytest.mark.parametrize(
    ("csl", "key"),
    [
        (ARTICLE, "berg2006structure"),
        (CHAPTER, "muller1999spreading"),
        (THESIS, "curieinpressrecherches"),
        (item("Knuth", 1984, "The TeXbook"), "knuth1984texbook"),
        (item("García Márquez", 1967, "Cien años"), "garciamarquez1967cien"),
        (item("O’Neill", 2001, "“In the Beginning”"), "oneill2001beginning"),
        (item("Merleau-Ponty", 1945, "Phénoménologie"), "merleauponty1945phenomenologie"),
        (item("Łukasiewicz", 1920, "O logice"), "lukasiewicz1920logice"),
        (item("Straße", 1920, "Æsthetik"), "strasse1920aesthetik"),
        (item("Чехов", 1896, "Чайка"), "chekhov1896chaika"),
        (item("Παπαδόπουλος", 1990, "Η Αθήνα"), "papadopoylos1990athina"),
        (item("王", 2010, "汉语"), "2010"),
        (item("王", "", "汉语"), "ref"),
        (item("Doe", "n.d.", "Of"), "doendof"),
        (item("Homer", -700, "Iliad"), "homer700iliad"),
        ({"editor": [{"literal": "The World Bank"}], "title": "Data"}, "worlddata"),
        ({"container-title": "Nature", "issued": {"date-parts": [[1953, 4]]}}, "1953nature"),
        ({"author": [{"literal": "———"}, {"family": "Roe"}], "title": "A"}, "roea"),
        ({}, "ref"),
    ],
)
def test_key(csl: dict[str, Any], key: str) -> None:
    assert make_key(csl) == key


def test_suffixes() -> None:
    one = item("Knuth", 1984, "TeX")
    keys = [key for key, _ in unique_keys([one] * 30)]
    assert keys[:3] == ["knuth1984tex", "knuth1984texa", "knuth1984texb"]
    assert keys[26:29] == ["knuth1984texz", "knuth1984texaa", "knuth1984texab"]


def test_suffix_passes_over_a_key_that_is_there() -> None:
    items = [item("Knuth", 1984, "TeX"), item("Knuth", 1984, "TeXa"), item("Knuth", 1984, "TeX")]
    assert [key for key, _ in unique_keys(items)] == [
        "knuth1984tex",
        "knuth1984texa",
        "knuth1984texb",
    ]


def test_items_are_read_one_by_one() -> None:
    def endless() -> Any:
        while True:
            yield {}

    stream = unique_keys(endless())
    assert [next(stream)[0] for _ in range(3)] == ["ref", "refa", "refb"]


@given(st.lists(random_items | wild_items, max_size=6))
def test_keys_are_unique_and_stable(items: list[dict[str, Any]]) -> None:
    keys = [key for key, _ in unique_keys(items)]
    assert len(set(keys)) == len(items)
    assert all(re.fullmatch("[a-z0-9]+", key) for key in keys)
    assert keys == [key for key, _ in unique_keys(items)]


@pytest.mark.parametrize(
    ("key", "clean"),
    [
        ("knuth:84", "knuth:84"),
        ("a, b}", "ab"),
        ("Müller_1", "Müller_1"),
        ("{}", "ref"),
        ("", "ref"),
    ],
)
def test_safe_key(key: str, clean: str) -> None:
    assert safe_key(key) == clean
