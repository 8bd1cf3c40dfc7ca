from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagger.formats import jats_parts
from tagger.formats.jats import to_jats, write_jats
from tagger.labels import NAMES
from tagger.reference import Field, Reference

etree = pytest.importorskip("lxml.etree")

#: What JATS 1.3 allows in these elements.
_INLINE = (
    "person-group | article-title | chapter-title | source | series | year | month | day | "
    "season | date-in-citation | volume | issue | fpage | lpage | page-range | elocation-id | "
    "size | edition | publisher-name | publisher-loc | institution | pub-id | isbn | issn | "
    "ext-link | comment | named-content | label"
)
_MIXED = {
    "mixed-citation": _INLINE,
    "person-group": "string-name | collab | etal",
    "string-name": "surname | given-names | suffix",
}
_ATTRIBUTES = {
    "ref": "id ID #REQUIRED",
    "mixed-citation": "publication-type NMTOKEN #REQUIRED",
    "date-in-citation": "content-type (access-date) #IMPLIED",
    "person-group": "person-group-type (author | editor | translator) #REQUIRED",
    "size": "units (page) #REQUIRED",
    "pub-id": "pub-id-type NMTOKEN #REQUIRED",
    "ext-link": "ext-link-type (uri) #REQUIRED xmlns:xlink CDATA #IMPLIED "
    "xlink:href CDATA #REQUIRED",
    "comment": "content-type NMTOKEN #IMPLIED",
    "named-content": "content-type NMTOKEN #REQUIRED",
}
_PLAIN = set(" | ".join(_MIXED.values()).split(" | ")) - _MIXED.keys()
DTD = etree.DTD(
    io.StringIO(
        "<!ELEMENT ref-list (ref*)>\n<!ELEMENT ref (mixed-citation)>\n"
        + "".join(f"<!ELEMENT {name} (#PCDATA | {inner})*>\n" for name, inner in _MIXED.items())
        + "".join(f"<!ELEMENT {name} (#PCDATA)>\n" for name in sorted(_PLAIN))
        + "".join(f"<!ATTLIST {name} {types}>\n" for name, types in _ATTRIBUTES.items())
    )
)


def marked(text: str) -> Reference:
    """Make a reference of "<author>Doe, J.</author> <title>T</title>"."""
    tree = etree.fromstring(f"<r>{text}</r>")
    plain, spans = tree.text or "", []
    for node in tree:
        spans.append((len(plain), len(plain) + len(node.text), node.tag, None))
        plain += node.text + (node.tail or "")
    return Reference.from_spans(plain, spans)


def read(reference: Reference) -> Any:
    tree = etree.fromstring(to_jats(reference))
    assert DTD.validate(tree), DTD.error_log
    return tree


def pairs(reference: Reference) -> list[tuple[str, str]]:
    """Elements directly inside the citation, with their texts."""
    return [(node.tag, "".join(node.itertext())) for node in read(reference)]


ARTICLE = marked(
    "[<label>12</label>] <author>Berg, J. P. van der, King M.L. &amp; World Bank, et al.</author>, "
    "“<title>A &lt;b&gt; title</title>,” <venue>J. Chem. Phys.</venue> <volume>12</volume>"
    "(<issue>3/4</issue>), pp. <pages>123–128</pages> (<date>March 17</date>, <year>2006a</year>), "
    "doi:<doi>10.1007/978-3_4</doi>, <url>https://a.b/?c=1&amp;d</url> [<note>in Russian</note>]"
)


def test_article() -> None:
    assert pairs(ARTICLE) == [
        ("label", "12"),
        ("person-group", "Berg, J. P. van der, King M.L. & World Bank, et al."),
        ("article-title", "A <b> title"),
        ("source", "J. Chem. Phys."),
        ("volume", "12"),
        ("issue", "3/4"),
        ("fpage", "123"),
        ("lpage", "128"),
        ("month", "March"),
        ("day", "17"),
        ("year", "2006a"),
        ("pub-id", "10.1007/978-3_4"),
        ("ext-link", "https://a.b/?c=1&d"),
        ("comment", "in Russian"),
    ]


def test_text_is_kept() -> None:
    assert "".join(read(ARTICLE).itertext()) == ARTICLE.text


def test_address() -> None:
    (link,) = read(ARTICLE).iter("ext-link")
    assert link.get("{http://www.w3.org/1999/xlink}href") == "https://a.b/?c=1&d"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Knuth, D. E.", [("Knuth", "D. E.")]),
        ("Donald E. Knuth and Jane Roe", [("Knuth", "Donald E."), ("Roe", "Jane")]),
        ("Li J, Lee KM", [("Li", "J"), ("Lee", "KM")]),
        ("J. van der Berg", [("van der Berg", "J.")]),
        ("García\nMárquez, Gabriel  José", [("García\nMárquez", "Gabriel  José")]),
        ("H .Umezawa", [("Umezawa", "H .")]),
        ("Müller, K.-H.", [("Müller", "K.-H.")]),
        ("王小明", [("王", "小明")]),
        ("———", []),
        ("World Health Organization", []),
    ],
)
def test_persons(text: str, names: list[tuple[str, str]]) -> None:
    tree = etree.fromstring(f"<x>{jats_parts.people(text)}</x>")
    assert "".join(tree.itertext()) == text
    found = [(n.findtext("surname"), n.findtext("given-names")) for n in tree.iter("string-name")]
    assert found == names


def test_others_in_a_list_of_names() -> None:
    xml = jats_parts.people("King, M. L., Jr., World Bank et al.")
    tree = etree.fromstring(f"<x>{xml}</x>")
    assert [node.text for node in tree.iter("suffix")] == ["Jr."]
    assert [node.text for node in tree.iter("collab")] == ["World Bank"]
    assert [node.text for node in tree.iter("etal")] == ["et al."]


@pytest.mark.parametrize(
    ("text", "elements"),
    [
        ("pp. <pages>123-8</pages>", [("fpage", "123"), ("lpage", "8")]),
        ("<pages>S62 – S69</pages>", [("fpage", "S62"), ("lpage", "S69")]),
        ("p. <pages>5</pages>", [("fpage", "5")]),
        ("p. <pages>5 ss.</pages>", [("fpage", "5 ss.")]),
        ("<pages>1-5, 7</pages>", [("page-range", "1-5, 7")]),
        ("<pages>e57</pages>", [("elocation-id", "e57")]),
        ("<pages>013445</pages>", [("elocation-id", "013445")]),
        ("Article <pages>6</pages>", [("elocation-id", "6")]),
        ("<pages>45</pages> pp.", [("size", "45")]),
        ("<pages>XII + 438</pages> S.", [("size", "XII + 438")]),
        ("<pages>C1+</pages>", [("fpage", "C1+")]),
        ("S. <pages>45</pages> S.", [("fpage", "45")]),
    ],
)
def test_pages(text: str, elements: list[tuple[str, str]]) -> None:
    assert pairs(marked(text)) == elements


@pytest.mark.parametrize(
    ("date", "elements"),
    [
        ("March", [("month", "March")]),
        ("Jan.", [("month", "Jan.")]),
        ("17", [("day", "17")]),
        ("17 March", [("day", "17"), ("month", "March")]),
        ("3 de marzo de", [("day", "3"), ("month", "marzo")]),
        ("30.11", [("day", "30"), ("month", "11")]),
        ("3月4日", [("month", "3"), ("day", "4")]),
        ("12.IV", [("day", "12"), ("month", "IV")]),
        ("5.5", [("day", "5"), ("month", "5")]),
        ("3월 3일", [("month", "3"), ("day", "3")]),
        ("March 21st–23rd", [("month", "March"), ("day", "21"), ("day", "23")]),
        ("17th", [("day", "17th")]),
        ("III", [("named-content", "III")]),
        ("Spring", [("season", "Spring")]),
        ("Frühjahr", [("season", "Frühjahr")]),
        ("May–June", [("month", "May"), ("month", "June")]),
        ("3 March 2019", [("date-in-citation", "3 March 2019")]),
        ("03/17", [("month", "03"), ("day", "17")]),
        ("as it was many years ago", [("named-content", "as it was many years ago")]),
    ],
)
def test_dates(date: str, elements: list[tuple[str, str]]) -> None:
    assert pairs(marked(f"(<date>{date}</date>)")) == elements


@pytest.mark.parametrize(
    ("text", "element", "kind"),
    [
        ("ISBN <identifier>1-55860-153-8</identifier>", "isbn", None),
        ("<identifier>978-0-306-40615-7</identifier>", "isbn", None),
        ("ISSN: <identifier>0021-9606</identifier>", "issn", None),
        ("PMID: <identifier>123</identifier>", "pub-id", "pmid"),
        ("PubMed ID <identifier>123</identifier>", "pub-id", "pmid"),
        ("<identifier>PMC1234567</identifier>", "pub-id", "pmcid"),
        ("arXiv:<identifier>1503.02531v2</identifier>", "pub-id", "arxiv"),
        ("[<identifier>hep-th/0403047</identifier>]", "pub-id", "arxiv"),
        ("<identifier>arXiv .org:hep -ph/9911415</identifier>", "pub-id", "arxiv"),
        ("RFC <identifier>7231</identifier>", "pub-id", "rfc"),
        ("<identifier>DIN EN ISO 9241-210</identifier>", "pub-id", "other"),
    ],
)
def test_identifiers(text: str, element: str, kind: str | None) -> None:
    (node,) = read(marked(text))
    assert (node.tag, node.get("pub-id-type")) == (element, kind)


@pytest.mark.parametrize(
    ("text", "element"),
    [
        ("<title>T</title>. <venue>Mind</venue> <issue>3</issue>", "article-title"),
        ("<title>T</title>. In <editor>Doe</editor>: <venue>Book</venue>", "chapter-title"),
        ("<title>T</title>. <venue>Book</venue>. <publisher>P</publisher>", "chapter-title"),
        ("<title>T</title>. <venue>Proc. ACL</venue>. <publisher>P</publisher>", "article-title"),
        ("<title>T</title>. <publisher>P</publisher>", "source"),
        ("<title>T</title>. <genre>arXiv preprint</genre>", "article-title"),
    ],
)
def test_titles(text: str, element: str) -> None:
    assert pairs(marked(text))[0] == (element, "T")


def test_date_of_access() -> None:
    reference = marked("Accessed <date>3 March</date>. <date>3 March 2019</date>")
    kinds = [node.get("content-type") for node in read(reference).iter("date-in-citation")]
    assert kinds == ["access-date", None]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<title>T</title>. <venue>Mind</venue> <volume>3</volume>", "journal"),
        ("<title>T</title>. <venue>Proceedings of the ACL</venue>", "confproc"),
        ("<title>T</title>. <publisher>P</publisher>", "book"),
        ("<title>T</title>. <genre>PhD thesis</genre>", "thesis"),
        ("<title>T</title>. arXiv:<identifier>1503.02531</identifier>", "preprint"),
        ("<title>T</title>. <pages>45</pages> pp.", "book"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert read(marked(text)).get("publication-type") == kind


def test_every_label_has_an_element() -> None:
    for label in NAMES:
        tree = read(Reference.from_spans("x Doe 1 y", [(2, 7, label, None)]))
        assert "".join(tree[0].itertext()) in ("Doe 1", "Doe"), label


def test_kinds_of_named_content() -> None:
    (node,) = read(marked("[<genre>Data set</genre>]"))
    assert (node.tag, node.get("content-type")) == ("comment", "genre")
    # a label of later versions
    other = Reference("ab", (Field("language", "a", 0, 1),))
    (node,) = read(other)
    assert (node.tag, node.get("content-type"), node.text) == ("named-content", "language", "a")


def test_fields_that_overlap() -> None:
    reference = Reference.from_spans("abcd", [(0, 3, "title", None), (2, 4, "venue", None)])
    assert to_jats(reference).count("abc</") == 1
    assert "".join(read(reference).itertext()) == "abcd"


def test_empty() -> None:
    assert to_jats(Reference("")) == '<mixed-citation publication-type="other"/>'
    assert to_jats(Reference("a & b")).endswith(">a &amp; b</mixed-citation>")


def test_list() -> None:
    stream = io.StringIO()
    write_jats(iter([ARTICLE, Reference("x")]), stream)
    tree = etree.fromstring(stream.getvalue().encode())
    assert DTD.validate(tree), DTD.error_log
    assert [ref.get("id") for ref in tree] == ["r1", "r2"]
    assert "".join(tree[1].itertext()) == "x"


_texts = st.text(max_size=40) | st.text(
    alphabet="ABab JK.,;&-–'\n\r\t\x00\x0c<>19 and et al. van", max_size=40
)


@given(_texts, st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12), st.sampled_from(NAMES))))
def test_any_reference_keeps_its_text(text: str, spans: list[tuple[int, int, str]]) -> None:
    fields = [(start, start + length, label, None) for start, length, label in sorted(spans)]
    reference = Reference.from_spans(text, fields)
    kept = text.replace("\x0b", " ").replace("\x0c", " ")
    kept = "".join(c for c in kept if (c >= " " and c not in "\ufffe\uffff") or c in "\r\n\t")
    assert "".join(read(reference).itertext()) == kept
