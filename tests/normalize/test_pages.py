"""Pages: tables of what is printed and what is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagger.normalize.pages import Pages, parse_pages


@pytest.mark.parametrize(
    ("text", "value", "first", "last"),
    [
        ("123-8", "123-128", "123", "128"),
        ("1123-31", "1123-1131", "1123", "1131"),
        ("105–10", "105-110", "105", "110"),
        ("99-102", "99-102", "99", "102"),
        ("60 -68", "60-68", "60", "68"),
        ("313--325", "313-325", "313", "325"),
        ("25-‐7", "25-27", "25", "27"),
        ("451?454", "451-454", "451", "454"),
        ("532e541", "532-541", "532", "541"),
        ("S62-9", "S62-S69", "S62", "S69"),
        ("S117-S132", "S117-S132", "S117", "S132"),
        ("73S-79S", "73S-79S", "73S", "79S"),
        ("2S-50", "2S-50S", "2S", "50S"),
        ("e142-5", "e142-e145", "e142", "e145"),
        ("F2413-05", "F2413-05", "F2413", "05"),
        ("S99-105", "S99-S105", "S99", "S105"),
        ("50-40", "50-40", "50", "40"),
        ("xii-xv", "xii-xv", "xii", "xv"),
        ("1-5,7", "1-5, 7", "1", "7"),
        ("27, 40-1; 44-5", "27, 40-41; 44-45", "27", "45"),
        ("113 sgg", "113 sgg", "113", "113"),
        ("pp. 3-9", "3-9", "3", "9"),
        ("PP - 477-494", "477-494", "477", "494"),
        ("specie pp. 364-8", "364-368", "364", "368"),
        ("12–23.e1", "12-23.e1", "12", "23.e1"),
        ("A1", "A1", "A1", "A1"),
        ("passim", "passim", "", ""),
        ("idem 5", "idem 5", "5", "5"),
        ("45330-45 336", "45330-45 336", "45330", "336"),
        ("", "", "", ""),
    ],
)
def test_ranges(text: str, value: str, first: str, last: str) -> None:
    assert parse_pages(text) == Pages(value, first, last)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("e57", "e57"),
        ("013445", "013445"),
        ("L09605", "L09605"),
        ("082001 (7pp)", "082001"),
        ("121108 (R)", "121108 (R)"),
        ("EGU2008-A-01581", "EGU2008-A-01581"),
        ("Article 6", "6"),
        ("Art. no. 117", "117"),
    ],
)
def test_article_numbers(text: str, value: str) -> None:
    assert parse_pages(text) == Pages(value, value, value, "article")


@pytest.mark.parametrize(
    ("before", "text", "after", "kind", "value", "n_pages"),
    [
        ("", "XII + 438 S.", "", "total", "XII+438", 450),
        ("", "viii, 422", "", "total", "viii, 422", 430),
        ("", "45 pp", "", "total", "45", 45),
        ("", "167 с", "", "total", "167", 167),
        ("Hatier, ", "200", " p.", "total", "200", 200),
        ("", "34 p. et 3 annexes", "", "total", "34 p. et 3 annexes", 34),
        ("pp. ", "200", " p.", "pages", "200", 0),
        ("85, pp. ", "369+377", "", "pages", "369+377", 0),
        ("143, ", "143", " f.", "pages", "143", 0),
        ("", "12", "", "pages", "12", 0),
        ("Sp. ", "1039–1138", "", "columns", "1039-1138", 0),
        ("", "coll. 366-7", "", "columns", "366-367", 0),
        ("Article ", "6", "", "article", "6", 0),
    ],
)
def test_kinds(before: str, text: str, after: str, kind: str, value: str, n_pages: int) -> None:
    pages = parse_pages(text, before=before, after=after)
    assert (pages.kind, pages.value, pages.n_pages) == (kind, value, n_pages)
    assert pages.is_total is (kind == "total")


@given(st.text(), st.text(max_size=9), st.text(max_size=9))
def test_any_text(text: str, before: str, after: str) -> None:
    pages = parse_pages(text, before=before, after=after)
    assert pages.kind in ("pages", "columns", "article", "total")
    assert (pages.n_pages > 0) <= pages.is_total


@given(st.integers(1, 99999), st.integers(1, 500), st.sampled_from(["", "S", "e", "A"]))
def test_short_ranges_are_completed(first: int, more: int, prefix: str) -> None:
    a, b = str(first), str(first + more)
    shared = 0
    while len(a) == len(b) and shared < len(a) and a[shared] == b[shared]:
        shared += 1
    pages = parse_pages(f"{prefix}{a}–{b[shared:]}")
    assert pages == Pages(f"{prefix}{a}-{prefix}{b}", prefix + a, prefix + b)
