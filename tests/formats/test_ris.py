from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from made_items import ARTICLE, CHAPTER, THESIS, letters, random_items, values, wild_items

from tagger.formats.ris import to_ris, write_ris

rispy = pytest.importorskip("rispy")


def read(item: dict[str, Any]) -> dict[str, Any]:
    records = rispy.loads(to_ris(item))
    assert len(records) == 1
    return records[0]


def test_lines() -> None:
    lines = to_ris(ARTICLE).splitlines()
    assert lines[0] == "TY  - JOUR"
    assert lines[-1] == "ER  - "
    assert all(line[2:6] == "  - " for line in lines)
    assert [line for line in lines if line.startswith("AU")] == [
        "AU  - van der Berg, Jan P.",
        "AU  - King, M. L., Jr.",
        "AU  - World Health Organization",
    ]
    assert {"ID  - a1", "SP  - 123", "EP  - 128", "PY  - 2006", "DA  - 2006/03/17/"} <= set(lines)


def test_article_reads_back() -> None:
    record = read(ARTICLE)
    expected = {
        "type_of_reference": "JOUR",
        "title": ARTICLE["title"],
        "secondary_title": "Journal of Chemical Physics",
        "volume": "12",
        "number": "3/4",
        "doi": "10.1007/978-3_4",
        "issn": "0021-9606",
        "accession_number": "123456",
        "access_date": "2019/05/02/",
        "label": "12",
        "urls": [ARTICLE["URL"]],
        "notes": ["in Russian"],
    }
    assert {key: record[key] for key in expected} == expected


def test_chapter_reads_back() -> None:
    record = read(CHAPTER)
    expected = {
        "type_of_reference": "CHAP",
        "authors": ["Müller, Anna"],
        "secondary_authors": ["Bower, G. H."],
        "subsidiary_authors": ["Nice, Richard"],
        "tertiary_title": "Advances",
        "publisher": "Routledge & Kegan Paul",
        "place_published": "London",
        "edition": "2nd ed.",
        "start_page": "5",
        "year": "1999",
        "notes": ["year-suffix: a"],
    }
    assert {key: record[key] for key in expected} == expected
    assert "end_page" not in record


def test_thesis_reads_back() -> None:
    record = read(THESIS)
    assert record["type_of_reference"] == "THES"
    assert record["type_of_work"] == "Thèse de doctorat"
    assert (record["year"], record["start_page"]) == ("in press", "155")


@pytest.mark.parametrize(
    ("date", "lines"),
    [
        ({"date-parts": [[2006]]}, ["PY  - 2006"]),
        ({"date-parts": [["2006", "3"]]}, ["PY  - 2006", "DA  - 2006/03//"]),
        ({"date-parts": [[1990]], "season": 1}, ["PY  - 1990", "DA  - 1990///Spring"]),
        ({"date-parts": [[1998], [1999]]}, ["PY  - 1998", "N1  - issued: 1998/1999"]),
        ({"date-parts": [[1900]], "circa": True}, ["PY  - 1900", "N1  - issued: circa 1900"]),
        ({"date-parts": [[2006, 13, 40]]}, ["PY  - 2006-13-40"]),
        ({"raw": "n.d."}, ["PY  - n.d."]),
    ],
)
def test_dates(date: dict[str, Any], lines: list[str]) -> None:
    assert to_ris({"issued": date}).splitlines()[1:-1] == lines


@pytest.mark.parametrize(
    ("page", "first", "last"),
    [
        ("123-8", "123", "8"),
        ("S62 — S69", "S62", "S69"),
        ("xii–xv", "xii", "xv"),
        ("e57", "e57", None),
        ("1-5, 7", "1-5, 7", None),
        ("1-2-3", "1-2-3", None),
    ],
)
def test_pages(page: str, first: str, last: str | None) -> None:
    record = read({"page": page})
    assert (record["start_page"], record.get("end_page")) == (first, last)


def test_arxiv() -> None:
    record = read({"archive": "arXiv", "archive_location": "1503.02531", "PMID": "1"})
    assert (record["name_of_database"], record["accession_number"]) == ("arXiv", "1503.02531")
    assert record["notes"] == ["PMID: 1"]


def test_what_has_no_tag_is_a_note() -> None:
    item = {
        "author": [{"family": "Doe"}, {"literal": "et al."}],
        "ISBN": "1",
        "ISSN": "2",
        "note": "x",
        "scale": "1:5",
        "foo": [1, "b"],
    }
    notes = ["x", "ISSN: 2", "scale: 1:5", "foo: 1; b", "author: et al."]
    assert read(item)["notes"] == notes


def test_empty() -> None:
    assert to_ris({}) == "TY  - GEN\nER  - \n"


def test_file() -> None:
    stream = io.StringIO()
    write_ris(iter([ARTICLE, CHAPTER, {}]), stream)
    records = rispy.loads(stream.getvalue())
    assert [record["type_of_reference"] for record in records] == ["JOUR", "CHAP", "GEN"]
    assert "\n\nTY  - CHAP\n" in stream.getvalue()


@given(random_items)
def test_nothing_is_lost(item: dict[str, Any]) -> None:
    found = letters(" ".join(values(read(item))))
    for key, value in item.items():
        for text in values(value) if key != "type" else ():
            assert letters(text) in found


@given(wild_items)
def test_any_json_gives_a_record(item: dict[str, Any]) -> None:
    read(item)
