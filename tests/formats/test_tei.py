from __future__ import annotations

import io
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_items import ARTICLE, CHAPTER, THESIS, letters, random_items, values, wild_items

from tagger.formats.tei import to_tei, write_tei
from tagger.formats.xml_text import attribute, element, escape, is_name

etree = pytest.importorskip("lxml.etree")

TEI = "{http://www.tei-c.org/ns/1.0}"

#: The content models of TEI P5, as far as these elements use them.
MODELS = """
<!ELEMENT biblStruct (analytic?, monogr, series?, note*)>
<!ATTLIST biblStruct n CDATA #IMPLIED>
<!ELEMENT analytic (title | author | idno | ptr)*>
<!ELEMENT monogr (((title | idno | ptr)+, (author | editor | respStmt | meeting)*)?, edition?,
  imprint, extent?)>
<!ELEMENT imprint (publisher | pubPlace | biblScope | date)+>
<!ELEMENT series (title | editor | biblScope)*>
<!ELEMENT title (#PCDATA)>
<!ATTLIST title level (a | j | m | s | u) #REQUIRED type CDATA #IMPLIED>
<!ELEMENT author (#PCDATA | persName | orgName)*>
<!ELEMENT editor (#PCDATA | persName | orgName)*>
<!ELEMENT respStmt (#PCDATA | resp | persName | orgName)*>
<!ELEMENT resp (#PCDATA)>
<!ELEMENT persName (forename*, nameLink?, surname, genName?)>
<!ELEMENT forename (#PCDATA)>
<!ATTLIST forename type (first | middle) #REQUIRED>
<!ELEMENT nameLink (#PCDATA)>
<!ELEMENT surname (#PCDATA)>
<!ELEMENT genName (#PCDATA)>
<!ELEMENT orgName (#PCDATA)>
<!ELEMENT meeting (#PCDATA | placeName | date)*>
<!ELEMENT placeName (#PCDATA)>
<!ELEMENT edition (#PCDATA)>
<!ELEMENT publisher (#PCDATA)>
<!ELEMENT pubPlace (#PCDATA)>
<!ELEMENT extent (#PCDATA)>
<!ELEMENT biblScope (#PCDATA)>
<!ATTLIST biblScope unit NMTOKEN #REQUIRED from CDATA #IMPLIED to CDATA #IMPLIED>
<!ELEMENT date (#PCDATA)>
<!ATTLIST date type NMTOKEN #IMPLIED when NMTOKEN #IMPLIED from NMTOKEN #IMPLIED
  to NMTOKEN #IMPLIED cert (low) #IMPLIED>
<!ELEMENT idno (#PCDATA)>
<!ATTLIST idno type NMTOKEN #REQUIRED>
<!ELEMENT ptr EMPTY>
<!ATTLIST ptr target CDATA #REQUIRED>
<!ELEMENT note (#PCDATA)>
<!ATTLIST note type NMTOKEN #IMPLIED>
"""
DTD = etree.DTD(io.StringIO(MODELS))


def read(item: dict[str, Any]) -> Any:
    tree = etree.fromstring(to_tei(item))
    assert DTD.validate(tree), DTD.error_log
    return tree


def texts(item: dict[str, Any], path: str) -> list[str]:
    return [str(found) for found in read(item).xpath(path)]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("analytic/title[@level='a'][@type='main']/text()", [ARTICLE["title"]]),
        ("analytic/author[1]/persName/forename[@type='first']/text()", ["Jan"]),
        ("analytic/author[1]/persName/forename[@type='middle']/text()", ["P."]),
        ("analytic/author[1]/persName/nameLink/text()", ["van der"]),
        ("analytic/author/persName/surname/text()", ["Berg", "King"]),
        ("analytic/author[2]/persName/genName/text()", ["Jr."]),
        ("analytic/author[3]/orgName/text()", ["World Health Organization"]),
        ("analytic/idno[@type='DOI']/text()", ["10.1007/978-3_4"]),
        ("analytic/idno[@type='PMID']/text()", ["123456"]),
        ("analytic/ptr/@target", [ARTICLE["URL"]]),
        ("monogr/title[@level='j']/text()", ["Journal of Chemical Physics"]),
        ("monogr/idno[@type='ISSN']/text()", ["0021-9606"]),
        ("monogr/imprint/biblScope[@unit='volume']/text()", ["12"]),
        ("monogr/imprint/biblScope[@unit='issue']/text()", ["3/4"]),
        ("monogr/imprint/biblScope[@unit='page']/@from", ["123"]),
        ("monogr/imprint/biblScope[@unit='page']/@to", ["128"]),
        ("monogr/imprint/date[@type='published']/@when", ["2006-03-17"]),
        ("monogr/imprint/date[@type='accessed']/@when", ["2019-05-02"]),
        ("@n", ["12"]),
        ("note/text()", ["in Russian"]),
    ],
)
def test_article(path: str, expected: list[str]) -> None:
    assert texts(ARTICLE, path) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("analytic/title/text()", ["Spreading activation"]),
        ("monogr/title[@level='m']/text()", ["The psychology of learning"]),
        ("monogr/editor/persName/surname/text()", ["Bower"]),
        ("monogr/respStmt[resp='translator']/persName/surname/text()", ["Nice"]),
        ("monogr/edition/text()", ["2nd ed."]),
        ("monogr/imprint/publisher/text()", ["Routledge & Kegan Paul"]),
        ("monogr/imprint/pubPlace/text()", ["London"]),
        ("monogr/imprint/biblScope[@unit='page']/text()", ["5"]),
        ("monogr/imprint/date[@when='1999']/text()", ["1999a"]),
        ("series/title[@level='s']/text()", ["Advances"]),
        ("series/biblScope/text()", ["7"]),
    ],
)
def test_chapter(path: str, expected: list[str]) -> None:
    assert texts(CHAPTER, path) == expected


def test_arxiv() -> None:
    item = {"type": "article", "archive": "arXiv", "archive_location": "1503.02531"}
    item["number"] = "arXiv:1503.02531"
    assert texts(item, "analytic/idno[@type='arXiv']/text()") == ["1503.02531"]
    assert not texts(item, "//note") + texts(item, "//idno[@type='number']")


def test_thesis() -> None:
    assert not read(THESIS).xpath("analytic")
    assert texts(THESIS, "monogr/title[@level='m']/text()") == ["Recherches"]
    assert texts(THESIS, "monogr/author/persName/surname/text()") == ["Curie"]
    assert texts(THESIS, "monogr/extent/text()") == ["155"]
    assert texts(THESIS, "monogr/imprint/date/text()") == ["in press"]
    assert texts(THESIS, "note[@type='genre']/text()") == ["Thèse de doctorat"]


@pytest.mark.parametrize(
    ("date", "xml"),
    [
        ({"date-parts": [[1848], [1860]]}, '<date type="published" from="1848" to="1860"/>'),
        ({"date-parts": [[-44]]}, '<date type="published" when="-0044"/>'),
        (
            {"date-parts": [[1900]], "circa": 1},
            '<date type="published" when="1900" cert="low"/>',
        ),
        (
            {"date-parts": [[1990]], "season": 3},
            '<date type="published" when="1990">Autumn 1990</date>',
        ),
        ({"date-parts": [[2006, 13]]}, '<date type="published">2006-13</date>'),
    ],
)
def test_dates(date: dict[str, Any], xml: str) -> None:
    assert xml in to_tei({"issued": date})


def test_meeting() -> None:
    item = {
        "type": "paper-conference",
        "title": "T",
        "event-title": "ACL",
        "event-place": "Ann Arbor",
        "event-date": {"date-parts": [[2005, 6]]},
    }
    (meeting,) = read(item).xpath("monogr/meeting")
    assert "".join(meeting.itertext()) == "ACL Ann Arbor "
    assert meeting.xpath("placeName/text()") == ["Ann Arbor"]
    assert meeting.xpath("date/@when") == ["2005-06"]


def test_people_of_a_book_without_a_title() -> None:
    assert texts({"type": "book", "editor": [{"family": "A"}]}, "monogr/title/@level") == ["m"]


def test_what_has_no_place_is_a_note() -> None:
    item = {"scale": "1:5", "a key": ["b", 1], "author": [{"literal": "et al."}]}
    assert texts(item, "note[@type='scale']/text()") == ["1:5"]
    assert texts(item, "note[not(@type)]/text()") == ["a key: b; 1"]
    assert texts(item, "monogr/author/text()") == ["et al."]


def test_empty() -> None:
    assert len(read({}).xpath("monogr/imprint/date")) == 1


def test_document() -> None:
    stream = io.StringIO()
    write_tei(iter([ARTICLE, CHAPTER, {}]), stream)
    tree = etree.fromstring(stream.getvalue().encode())
    assert tree.tag == f"{TEI}TEI"
    structs = tree.findall(f"{TEI}text/{TEI}body/{TEI}listBibl/{TEI}biblStruct")
    assert len(structs) == 3
    assert structs[1].findtext(f"{TEI}analytic/{TEI}title") == "Spreading activation"


def test_document_without_items() -> None:
    stream = io.StringIO()
    write_tei([], stream)
    assert etree.fromstring(stream.getvalue().encode()).find(f".//{TEI}biblStruct") is None


@given(random_items)
def test_nothing_is_lost(item: dict[str, Any]) -> None:
    tree = read(item)
    found = "".join(tree.itertext()) + "".join(v for e in tree.iter() for v in e.attrib.values())
    found = letters(found.replace("%20", " "))
    for key, value in item.items():
        for text in values(value) if key != "type" else ():
            if key in ("number", "archive"):  # the archive's name is a type
                text = re.sub("(?i)arxiv:?", "", text)
            assert letters(text.replace("%20", " ")) in found


@given(wild_items)
def test_any_json_gives_an_element(item: dict[str, Any]) -> None:
    read(item)


@given(
    st.text(max_size=20) | st.text(alphabet="&<>\"'\r\n\t\x00\x0b\x0c\x1b\ufffe]a ", max_size=20)
)
def test_xml_gives_texts_back(text: str) -> None:
    kept = text.replace("\x0b", " ").replace("\x0c", " ")
    kept = "".join(c for c in kept if (c >= " " and c not in "\ufffe\uffff") or c in "\r\n\t")
    tree = etree.fromstring(f"<x y={attribute(text)}>{escape(text)}</x>".encode())
    assert (tree.text or "") == kept
    assert tree.get("y") == kept


def test_elements() -> None:
    assert element("a", "b", from_='1"', to="") == '<a from="1&quot;">b</a>'
    assert escape("\ud800") == "\ufffd"
    assert [is_name(text) for text in ("a-b", "a b", "", "1a")] == [True, False, False, False]
