"""Dates: tables of what is printed and what is read."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagger.normalize.date_words import MONTHS, SEASONS
from tagger.normalize.dates import PartialDate, combine, is_access, parse_date


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("1999", "1999"),
        ("(1999)", "1999"),
        ("1998-99", "1998/1999"),
        ("1848/60", "1848/1860"),
        ("1973—78", "1973/1978"),
        ("1945- 1947", "1945/1947"),
        ("1999/2000", "1999/2000"),
        ("1999-00", "1999/2000"),
        ("2010-11", "2010/2011"),
        ("2010/06", "2010-06"),
        ("I956", "1956"),
        ("©2010", "2010"),
        ("c1999", "1999"),
        ("c. 1850", "1850~"),
        ("ca. 1850", "1850~"),
        ("[1850?]", "1850~"),
        ("um 1500", "1500~"),
        ("15 juin 2004", "2004-06-15"),
        ("1er mars 1999", "1999-03-01"),
        ("12 de marzo de 2004", "2004-03-12"),
        ("3. mars 2018", "2018-03-03"),
        ("17 января 2001 г.", "2001-01-17"),
        ("5. lokakuuta 2018", "2018-10-05"),
        ("3 Şubat 2010", "2010-02-03"),
        ("21 października 1990", "1990-10-21"),
        ("4. července 1989", "1989-07-04"),
        ("2 Ιουλίου 2003", "2003-07-02"),
        ("12 مارس 2011", "2011-03-12"),
        ("1999. május 3.", "1999-05-03"),
        ("Dec.1999", "1999-12"),
        ("January 15, 2010, from", "2010-01-15"),
        ("Thursday, 26 September 2013 14:30 GMT", "2013-09-26"),
        ("30.11.1994", "1994-11-30"),
        ("05.06.2007", "2007-06-05"),
        ("25/04/2017", "2017-04-25"),
        ("4/25/2017", "2017-04-25"),
        ("5/5/2017", "2017-05-05"),
        ("9/6/2017", "2017"),
        ("2010-08-07", "2010-08-07"),
        ("2010-08-07T12:00:00Z", "2010-08-07"),
        ("12.IV.1932", "1932-04-12"),
        ("12 IV 1932", "1932-04-12"),
        ("IV.1932", "1932-04"),
        ("03/2011", "2011-03"),
        ("2019年3月4日", "2019-03-04"),
        ("2019年3月", "2019-03"),
        ("1907年", "1907"),
        ("2019년 3월 4일", "2019-03-04"),
        ("平成30年3月", "2018-03"),
        ("21-26 June 2015", "2015-06-21/2015-06-26"),
        ("26 th -30 th August 2019", "2019-08-26/2019-08-30"),
        ("28 April - 3 May 2015", "2015-04-28/2015-05-03"),
        ("4 to 7 May 2010", "2010-05-04/2010-05-07"),
        ("Dec. 2001/Jan. 2002", "2001-12/2002-01"),
        ("Mai/Juni 1990", "1990-05/1990-06"),
        ("Spring 1990", "1990-21"),
        ("Winter 1998-99", "1998-24/1999"),
    ],
)
def test_dates_with_a_year(text: str, iso: str) -> None:
    date = parse_date(text)
    assert date is not None
    assert date.iso == iso


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("March 17", PartialDate(month=3, day=17)),
        ("27 di-cembre", PartialDate(month=12, day=27)),
        ("novembre-dicembre", PartialDate(month=11, end_month=12)),
        ("mar.- ago.", PartialDate(month=3, end_month=8)),
        ("June 21-26", PartialDate(month=6, day=21, end_month=6, end_day=26)),
        ("May22", PartialDate(month=5, day=22)),
        ("30.11", PartialDate(month=11, day=30)),
        ("autumn", PartialDate(season="3")),
        ("Spring/Summer", PartialDate(season="Spring/Summer")),
        ("1999a", PartialDate(1999, suffix="a")),
        ("1999a,b", PartialDate(1999, suffix="a,b")),
        ("1986 [1949]", PartialDate(1986, original=1949)),
        ("[1949] 1986", PartialDate(1986, original=1949)),
        ("1900/1953", PartialDate(1953, original=1900)),
        ("n.d.", PartialDate(literal="n.d.")),
        ("n.d.-a", PartialDate(literal="n.d.", suffix="a")),
        ("in press", PartialDate(literal="in press")),
        ("forthcoming", PartialDate(literal="forthcoming")),
        ("s.a.", PartialDate(literal="s.a.")),
        ("im Druck", PartialDate(literal="im Druck")),
        ("À paraître", PartialDate(literal="À paraître")),
        ("в печати", PartialDate(literal="в печати")),
        ("印刷中", PartialDate(literal="印刷中")),
        ("9/6/2017", PartialDate(2017, is_cut=True)),
    ],
)
def test_parts(text: str, date: PartialDate) -> None:
    assert parse_date(text) == date


@pytest.mark.parametrize(
    "text",
    ["", "²", "date", "V", "196", "99 times", "31.13.1999", "a. a.", "1999-1888", "2 March 3"],
)
def test_no_dates(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("year", "rest", "iso"),
    [
        ("2018a", "March 17", "2018-03-17"),
        ("1990", "Spring", "1990-21"),
        ("2015", "June 21-26", "2015-06-21/2015-06-26"),
        ("2015", "3 May 2015", "2015-05-03"),
        ("2015", "May 2014", None),
        ("in press", "May", None),
        ("2015-16", "May", None),
        ("2015", "2015", None),
    ],
)
def test_combine(year: str, rest: str, iso: str | None) -> None:
    first, second = parse_date(year), parse_date(rest)
    assert first is not None
    assert second is not None
    whole = combine(first, second)
    assert (whole and whole.iso) == iso
    if whole:
        assert whole.suffix == first.suffix


def test_csl() -> None:
    assert PartialDate(1999, 5, end_year=1999, end_month=6, circa=True).to_csl() == {
        "date-parts": [[1999, 5], [1999, 6]],
        "circa": True,
    }
    assert PartialDate(1999, season="1").to_csl() == {"date-parts": [[1999]], "season": 1}
    assert PartialDate(literal="n.d.").to_csl() == {"literal": "n.d."}
    assert PartialDate(month=5).to_csl() == {}


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("http://x.org (Accessed ", True),
        ("[cit. ", True),
        ("(дата обращения: ", True),
        ("abgerufen am ", True),
        ("Retrieved on ", True),
        ("Nature, ", False),
        ("accessed 3 May 2019. Published ", False),
    ],
)
def test_access(before: str, expected: bool) -> None:
    assert is_access(before) is expected


def test_words_are_in_one_table_only() -> None:
    assert all(word == word.lower() for word in MONTHS.keys() | SEASONS.keys())
    assert set(MONTHS.values()) == set(range(1, 13))


_PIECES = st.sampled_from(
    [
        "1999",
        "12",
        "5",
        "-",
        "/",
        ".",
        " ",
        "May",
        "spring",
        "c.",
        "[",
        "]",
        "IV",
        "年",
        "月",
        "to",
        "n.d.",
    ]
)


@given(st.text() | st.lists(_PIECES, max_size=9).map("".join))
def test_any_text(text: str) -> None:
    date = parse_date(text)
    if date is not None:
        assert 0 <= date.month <= 12
        assert 0 <= date.day <= 31
        assert date.iso == "" or 1000 <= int(date.iso[:4]) <= 2099
        json.dumps(date.to_csl())


@given(st.integers(1500, 2050), st.integers(1, 12), st.integers(1, 31), st.integers(0, 6))
def test_every_form_of_a_date_is_read(year: int, month: int, day: int, form: int) -> None:
    name = next(name for name, number in MONTHS.items() if number == month)
    texts = [
        f"{day} {name} {year}",
        f"{name.title()} {day}, {year}",
        f"{year}-{month:02}-{day:02}",
        f"{day:02}.{month:02}.{year}",
        f"{year}年{month}月{day}日",
        f"{year} {name} {day}",
        f"{year}/{month}/{day}",
    ]
    date = parse_date(texts[form])
    assert date == PartialDate(year, month, day)
