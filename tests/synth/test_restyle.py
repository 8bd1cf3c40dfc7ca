"""A labelled reference becomes a CSL-JSON item, or nothing where it is in doubt."""

from __future__ import annotations

import json
import random
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagger.corpora.records import LabelledReference, LabelledSpan
from tagger.synth import restyle
from tagger.synth.restyle import item_from_reference
from tagger.synth.restyle_dates import date, year
from tagger.synth.restyle_people import people
from tagger.synth.restyle_values import clean, edition, number, page, text_value, title


class Full(random.Random):
    """Leaves no optional field out."""

    def random(self) -> float:
        return 0.99


def labelled(marked: str, *, lang: str = "en", flags: tuple[str, ...] = ()) -> LabelledReference:
    """Build a reference of a text with marks: ``<author>Smith, J.</author> (<year>...``."""
    text, spans = "", []
    for label, value, rest in re.findall(r"<(\w+)>(.*?)</\1>|([^<]+)", marked, re.DOTALL):
        if label:
            spans.append(LabelledSpan(len(text), len(text) + len(value), label))
        text += value or rest
    return LabelledReference("made:1", text, tuple(spans), lang=lang, flags=flags)


def item_of(marked: str, **details: Any) -> dict | None:
    found = item_from_reference(labelled(marked, **details), Full())
    if found is not None:
        assert found.pop("id") == "made:1"
    return found


ARTICLE = (
    "<author>Gereffi G., Humphrey J. and van Dam P.</author> (<year>2005b</year>). <title>The "
    "Governance of Chains</title>. <venue>Review of Economy</venue>, <volume>12</volume>"
    "(<issue>1</issue>): <pages>78–104</pages>, DOI: <doi>10.1080/0969</doi>"
)


def test_article() -> None:
    assert item_of(ARTICLE) == {
        "type": "article-journal",
        "language": "en",
        "author": [
            {"family": "Gereffi", "given": "G."},
            {"family": "Humphrey", "given": "J."},
            {"family": "Dam", "given": "P.", "non-dropping-particle": "van"},
        ],
        "issued": {"date-parts": [[2005]]},
        "year-suffix": "b",
        "title": "The Governance of Chains",
        "container-title": "Review of Economy",
        "volume": "12",
        "issue": "1",
        "page": "78-104",
        "DOI": "10.1080/0969",
    }


def test_chapter() -> None:
    found = item_of(
        "<author>Esch, A.</author>: <title>Reimpiego dell’antico nel me-dioevo</title>, in "
        "<editor>M. Rossi</editor> (a cura di), <venue>Ideologie</venue>, <series>Studi storici"
        "</series> <volume>46</volume>, <place>Spoleto</place>: <publisher>Centro</publisher> "
        "<year>1999</year>, pp. <pages>73-8</pages>",
        lang="it",
    )
    assert found == {
        "type": "chapter",
        "language": "it",
        "author": [{"family": "Esch", "given": "A."}],
        "title": "Reimpiego dell’antico nel medioevo",
        "container-title": "Ideologie",
        "editor": [{"family": "Rossi", "given": "M."}],
        "collection-title": "Studi storici",
        "collection-number": "46",
        "publisher-place": "Spoleto",
        "publisher": "Centro",
        "issued": {"date-parts": [[1999]]},
        "page": "73-8",
    }


BOOK = "<author>Postman, Neil</author>. <title>Technopoly</title>. "
TYPES = [
    (BOOK + "<place>New York</place>: <publisher>Knopf</publisher>, <year>1992</year>", "book"),
    (BOOK + "<genre>PhD thesis</genre>, <institution>MIT</institution>, <year>1992</year>",
     "thesis"),
    (BOOK + "<genre>Thèse de doctorat</genre>, <institution>Paris VI</institution>", "thesis"),
    (BOOK + "<genre>Technical Report</genre> <identifier>TR-93</identifier>, <year>1993</year>",
     "report"),
    (BOOK + "<institution>World Bank</institution>, <year>1993</year>", "report"),
    (BOOK + "<genre>U.S. Patent</genre> <identifier>174,465</identifier>", "patent"),
    (BOOK + "<year>2012</year>. <url>http://www.example.org/a</url>", "webpage"),
    (BOOK + "arXiv:<identifier>1209.2199</identifier>", "article"),
    (BOOK + "In: <venue>Proceedings of the 9th Conference on Media</venue>, <pages>1-9</pages>",
     "paper-conference"),
    (BOOK + "<venue>Proc Natl Acad Sci USA</venue> <year>1998</year>; <volume>95</volume>",
     "article-journal"),
    (BOOK + "<venue>The New York Times</venue>, <date>28 April</date> <year>1968</year>",
     "article-newspaper"),
    (BOOK + "<venue>Business Week</venue>, <date>26 November</date> <year>1966</year>",
     "article-magazine"),
    ("<author>Lee, K. and Lu, C.</author>, <venue>Phys. Rev. D</venue> <volume>58</volume>, "
     "<pages>025011</pages> (<year>1998</year>)", "article-journal"),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "expected"), TYPES)
def test_types(marked: str, expected: str) -> None:
    found = item_of(marked)
    assert found is not None
    assert found["type"] == expected


FIELDS: list[tuple[str, dict[str, object]]] = [
    ("<date>March 17</date>, <year>2018</year>", {"issued": {"date-parts": [[2018, 3, 17]]}}),
    ("<date>Spring</date> <year>1990</year>",
     {"issued": {"date-parts": [[1990]], "season": 1}}),
    ("<year>in press</year>", {"issued": {"literal": "in press"}}),
    ("<year>1848-60</year>", {"issued": {"date-parts": [[1848], [1860]]}}),
    ("<year>2011</year>. Accessed on <date>3 March 2019</date>",
     {"issued": {"date-parts": [[2011]]}, "accessed": {"date-parts": [[2019, 3, 3]]}}),
    ("<edition>2nd ed.</edition>, <year>1990</year>", {"edition": "2"}),
    ("<publisher>Knopf</publisher>, <pages>XII, 438</pages> p.", {"number-of-pages": "XII, 438"}),
    ("<publisher>Knopf</publisher>, <pages>438</pages> S.", {"number-of-pages": "438"}),
    ("<publisher>Knopf</publisher>, p. <pages>438</pages>", {"page": "438"}),
    ("<year>1990</year>. ISBN <identifier>978-0-12-374857-7</identifier>",
     {"ISBN": "978-0-12-374857-7"}),
    ("<year>1990</year>. PMID: <identifier>24870600</identifier>", {"PMID": "24870600"}),
    ("<year>1990</year>. <venue>J .Chem .Phys</venue> . <volume>3</volume>",
     {"container-title": "J. Chem. Phys.", "volume": "3"}),
    ("Tr. <translator>Columban Heaney</translator>, <year>1969</year>",
     {"translator": [{"family": "Heaney", "given": "Columban"}]}),
    ("<year>1990</year>, <place>Dublin</place>. <venue>Proc. Big Data</venue>, <publisher>ACM"
     "</publisher>, <place>New York</place>",
     {"event-place": "Dublin", "publisher-place": "New York"}),
]  # fmt: skip


@pytest.mark.parametrize(("rest", "expected"), FIELDS)
def test_fields(rest: str, expected: dict[str, object]) -> None:
    found = item_of(BOOK + rest)
    assert found is not None
    assert {key: found.get(key) for key in expected} == expected


REFUSED = [
    "<author>Smith, J.</author>. <year>1990</year>",
    "<title>Technopoly</title>",
    "<venue>Mind</venue>, <year>1990</year>",
    "<author>———</author>. <title>Technopoly</title>. <year>1992</year>",
    "<author>M. C. FLOWERSetR. M. PARKER</author>. <title>Flow</title>. <year>1992</year>",
    "<author>Ben Taskar Pieter Abbeel Roe</author>. <title>Flow</title>. <year>1992</year>",
    "<author>Smith, J., Doe</author>. <title>Flow</title>. <year>1992</year>",
    "<author>Smith, J.</author>. <title>Flow, pp. 12</title>. <year>1992</year>",
    "<author>Smith, J.</author>. <title>inuous flow</title>. <year>1992</year>",
    "<author>Smith, J.</author>. <title>Flow (and more</title>. <year>1992</year>",
    "<author>Smith, J.</author>. <title>F l o w s of data</title>. <year>1992</year>",
    "<author>Smith, J.</author>. <title>Flow</title>. <title>More</title>. <year>1992</year>",
    "<author>Smith, J.</author>. <title>Flow</title>. <year>199z</year>",
    "<author>Smith, J.</author>. <title>Flow</title>, <venue>Mind</venue> <pages>98-12</pages>",
    "<author>Smith, J.</author>. <title>Flow</title>. <doi>10.1</doi>",
]


@pytest.mark.parametrize("marked", REFUSED)
def test_what_is_in_doubt_gives_nothing(marked: str) -> None:
    assert item_of(marked) is None


@pytest.mark.parametrize("flag", ["multi", "tag_error", "midword", "header_ref", "pdf_spacing"])
def test_flags(flag: str) -> None:
    assert item_of(ARTICLE, flags=(flag,)) is None
    assert item_of(ARTICLE, flags=("volume_unsplit",)) is not None


def test_language_only_where_it_is_known() -> None:
    found = item_of(ARTICLE, lang="und")
    assert found is not None
    assert "language" not in found
    found = item_of("<author>Lee, K.</author>, <venue>Chem. Lett.</venue> <volume>5</volume>")
    assert found is not None
    assert "language" not in found


def test_optional_fields_are_left_out_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    reference = labelled(ARTICLE)
    first = item_from_reference(reference, random.Random(5))
    assert first == item_from_reference(reference, random.Random(5))
    monkeypatch.setattr(restyle, "DROP", 1.0)
    bare = item_from_reference(reference, random.Random(5))
    assert bare is not None
    assert not bare.keys() & {"issue", "page", "DOI"}
    assert bare.keys() >= {"title", "author", "container-title", "volume", "issued"}


PEOPLE = [
    ("SMITH JP, DOE A", [{"family": "Smith", "given": "J. P."}, {"family": "Doe", "given": "A."}]),
    ("J.P. Smith", [{"family": "Smith", "given": "J. P."}]),
    ("Sartre, J.-P.", [{"family": "Sartre", "given": "J.-P."}]),
    ("King, M. L., Jr.", [{"family": "King", "given": "M. L.", "suffix": "Jr."}]),
    ("Rodr´ıguez, J.", [{"family": "Rodríguez", "given": "J."}]),
    ("S. Lunar-don", [{"family": "Lunardon", "given": "S."}]),
    ("Smith, J. et al.", [{"family": "Smith", "given": "J."}]),
    ("Lobo, Eulalia Maria Lahmeyer",
     [{"family": "Lobo", "given": "Eulalia Maria Lahmeyer"}]),
    ("O'Neill S, De Clercq E",
     [{"family": "O'Neill", "given": "S."}, {"family": "De Clercq", "given": "E."}]),
    ("World Bank", [{"literal": "World Bank"}]),
    ("MŽP", [{"literal": "MŽP"}]),
    ("李雷, 王五等", [{"family": "李", "given": "雷"}, {"family": "王", "given": "五"}]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PEOPLE)
def test_people(text: str, expected: list[dict[str, str]]) -> None:
    assert people(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "Id.", "Peiry Lucienne", "C. A. ViANELLO", "Yanagida Seizan 柳田聖山", "Xmith4, J.",
     "SMITH J., Jones A.", "Smith, A., " * 61, "Smith, J., 12 Street of Hope xyz"],
)  # fmt: skip
def test_people_in_doubt(text: str) -> None:
    assert people(text) is None


VALUES = [
    (clean, "A \n<i>new</i>  view,", "A new view"),
    (clean, "Compu-\ntation", "Computation"),
    (clean, "predic- tive control", "predictive control"),
    (clean, "pre- and postwar", "pre- and postwar"),
    (clean, "Ph.D. disserta-tion", "Ph.D. dissertation"),
    (clean, "“Quoted.”", "Quoted"),
    (clean, "Oxford,England", "Oxford, England"),
    (clean, "J. Chem. Phys.", "J. Chem. Phys."),
    (clean, "A title.", "A title"),
    (title, "Is it?", "Is it?"),
    (title, "k-means clustering", "k-means clustering"),
    (title, "Role of p53 in H2O", "Role of p53 in H2O"),
    (title, "ALL OF THIS IS LOUD", None),
    (title, "The\ufffd end", None),
    (title, "Proceedings of theACM", None),
    (text_value, "x" * 81, None),
    (text_value, "Wiley & Co.", "Wiley & Co."),
    (number, "XXIII", "XXIII"),
    (number, "B379", "B379"),
    (number, "1–2", "1-2"),
    (number, "Vol. 12", "12"),
    (number, "Suppl. 1", "Suppl. 1"),
    (number, "Winter", "Winter"),
    (number, "4 vols. in 5", None),
    (page, "123–8", ("page", "123-8")),
    (page, "pp. 12 - 34", ("page", "12-34")),
    (page, "S62–9", ("page", "S62-9")),
    (page, "e57", ("page", "e57")),
    (page, "38, 104", ("page", "38, 104")),
    (page, "xii-xv", ("page", "xii-xv")),
    (page, "5 ss.", ("page", "5 ss")),
    (page, "XII + 438", ("number-of-pages", "XII + 438")),
    (page, "45 pp.", ("number-of-pages", "45")),
    (page, "243-a6g", None),
    (page, "352–253", None),
    (edition, "2., verb. Aufl.", "2., verb. Aufl."),
    (edition, "3rd Ed.", "3"),
    (edition, "5. Auflage", "5"),
    (edition, "Rev. ed.", "Rev. ed."),
    (edition, "Reprinted", None),
    (year, "1999 a", ({"date-parts": [[1999]]}, "a")),
    (year, "(1971/72)", ({"date-parts": [[1971], [1972]]}, "")),
    (year, "n.d.", ({"literal": "n.d"}, "")),
    (year, "1860-48", None),
    (date, "15 juin 2004", {"year": 2004, "parts": [[6, 15]]}),
    (date, "Sept. 22-27", {"year": 0, "parts": [[9, 22], [9, 27]]}),
    (date, "Mai/Juni", {"year": 0, "parts": [[5], [6]]}),
    (date, "30.11.1994", {"year": 1994, "parts": [[11, 30]]}),
    (date, "2019-03-09", {"year": 2019, "parts": [[3, 9]]}),
    (date, "2019年3月9日", {"year": 2019, "parts": [[3, 9]]}),
    (date, "Autumn 1990", {"year": 1990, "season": 3}),
    (date, "32 March", None),
    (date, "Anno primo", None),
]  # fmt: skip


@pytest.mark.parametrize(("read", "text", "expected"), VALUES)
def test_values(read: Any, text: str, expected: object) -> None:
    assert read(text) == expected


MONTHS = [
    "april", "avril", "abril", "aprile", "kwietnia", "апреля", "nisan", "Apr.", "avr.", "апр.",
]  # fmt: skip


@pytest.mark.parametrize("month", MONTHS)
def test_months_in_many_languages(month: str) -> None:
    assert date(f"3 {month}") == {"year": 0, "parts": [[4, 3]]}


_FIELD = st.sampled_from(
    ["author", "title", "venue", "year", "date", "pages", "volume", "doi", "publisher", "edition",
     "identifier", "url", "editor", "note", "genre", "place", "series", "issue"]
)  # fmt: skip
_VALUE = st.one_of(
    st.text(st.characters(exclude_characters="<>", codec="utf-8"), max_size=30),
    st.sampled_from(["Smith, J.", "1999", "Mind", "The mind of men", "12-14", "May", "10.1000/a"]),
)


@given(st.lists(st.tuples(_FIELD, _VALUE.filter(str.strip)), max_size=8), st.integers(0, 99))
def test_any_reference(fields: list[tuple[str, str]], seed: int) -> None:
    text, spans = "", []
    for label, value in fields:
        spans.append(LabelledSpan(len(text), len(text) + len(value), label))
        text += value + ", "
    reference = LabelledReference("made:2", text, tuple(spans))
    item = item_from_reference(reference, random.Random(seed))
    if item is not None:
        assert json.loads(json.dumps(item)) == item
        assert item.keys() & {"title", "container-title"}
        assert item["type"] != ""
        values = [value for value in item.values() if isinstance(value, str)]
        assert all(value == " ".join(value.split()) != "" for value in values)
