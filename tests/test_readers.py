from __future__ import annotations

import json
import os
import warnings
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tagger import corpora
from tagger.corpora import FORMATS, LabelledReference, LabelledSpan, convert, load_hub
from tagger.corpora.__main__ import main
from tagger.corpora.readers import to_bio
from tagger.corpora.readers.align import fold
from tagger.errors import CorpusError, TaggerWarning
from tagger.labels import NAMES
from tagger.tokenizer import tokenize

ROOT = Path(__file__).resolve().parents[1]
OWN = Path(__file__).parent / "data" / "readers"
SAMPLES = Path(os.environ.get("REF_TAGGER_CORPORA", ROOT.parent / "shared" / "corpora")) / "samples"
OWN_FILES = {"tei": "grobid.tei.xml", "anystyle": "anystyle.xml", "jats": "jats.xml",
             "bio": "columns.bio"}  # fmt: skip


def mark(reference: LabelledReference) -> str:
    """Write the spans into the text: ``{author Doe}, {year 1999}``."""
    text = reference.text
    for span in reversed(reference.spans):
        inside = f"{{{span.label} {text[span.start : span.end]}}}"
        text = text[: span.start] + inside + text[span.end :]
    return text


def read(tmp_path: Path, content: str | bytes, format: str, **options: bool):
    path = tmp_path / "file"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", TaggerWarning)
        return convert(path, format, **options)


def one(tmp_path: Path, content: str, format: str) -> str:
    (reference,), _ = read(tmp_path, content, format)
    return mark(reference)


# GROBID's TEI


@pytest.mark.parametrize(
    ("bibl", "expected"),
    [
        (
            '<author>Doe, J.</author>, <title level="a">On rivers</title>. <title level="j">J. '
            'Phys. Chem.</title> <biblScope unit="volume">9</biblScope>, <biblScope unit="issue">'
            '2</biblScope> (<date>May 1999a</date>), pp. <biblScope unit="page">5-9</biblScope>.',
            "{author Doe, J.}, {title On rivers}. {venue J. Phys. Chem.} {volume 9}, {issue 2} "
            "({date May} {year 1999a}), pp. {pages 5-9}.",
        ),
        (
            '<title level="a">On rivers.</title> In <title level="m">Water</title>. <pubPlace>'
            'Rome</pubPlace>: <publisher>Ister</publisher> <title level="s">Seas</title>',
            "{title On rivers}. In {venue Water}. {place Rome}: {publisher Ister} {series Seas}",
        ),
        (
            '<author>Doe</author>, in: <editor>Roe, R.</editor> (Ed.), <title level="m">W</title>',
            "{author Doe}, in: {editor Roe, R.} (Ed.), {venue W}",
        ),
        (
            '<editor>Roe, R. (Ed.)</editor>, <title level="m">Water</title>',
            "{editor Roe, R.} (Ed.), {title Water}",
        ),
        (
            '<title level="u">On rivers</title> <note type="report">Technical Report CS-12</note>'
            " <orgName>MIT</orgName>",
            "{title On rivers} {genre Technical Report} {identifier CS-12} {institution MIT}",
        ),
        (
            '<orgName type="collaboration">LIGO Collaboration</orgName> and <author>K. Wu</author>'
            ' <biblScope type="vol">vol. 3</biblScope> <biblScope type="pp">S62–9</biblScope>',
            "{author LIGO Collaboration and K. Wu} vol. {volume 3} {pages S62–9}",
        ),
        (
            '<idno type="arXiv">arXiv:1708.01150</idno>, <idno>ISBN 1-55860-153-8</idno>, '
            '<idno type="DOI">https://doi.org/10.1000/182</idno>. <ptr type="web">http://a.org/b'
            '</ptr>. <ptr type="web">https://dx.doi.org/10.1000/183</ptr>',
            "arXiv:{identifier 1708.01150}, ISBN {identifier 1-55860-153-8}, https://doi.org/"
            "{doi 10.1000/182}. {url http://a.org/b}. https://dx.doi.org/{doi 10.1000/183}",
        ),
        (
            '<idno type="DOI">10.1038/ 171737 a0</idno>. <note>unpublished</note> <idno>arXiv .org:'
            "hep-ph/99</idno> <ptr>http ://a.org/b. html?c=d/ e/</ptr> <note>in press</note>",
            "{doi 10.1038/ 171737 a0}. {note unpublished} arXiv .org:{identifier hep-ph/99} "
            "{url http ://a.org/b. html?c=d/ e/} {year in press}",
        ),
        (
            "<note>3rd edn</note>, <note>Retrieved from</note> <note>in Russian</note>",
            "{edition 3rd edn}, Retrieved from {note in Russian}",
        ),
        (
            '“<title level="a">Is   it<lb/>so?</title>” Tom &amp; <![CDATA[<Jerry>]]> &#252;',
            "“{title Is it so?}” Tom & <Jerry> ü",
        ),
        ("<author><forename>J.</forename> <surname>Doe</surname></author>.", "{author J. Doe}."),
    ],
)
def test_tei(tmp_path, bibl, expected):
    assert one(tmp_path, f"<listBibl><bibl>{bibl}</bibl></listBibl>", "tei") == expected


def test_tei_with_prefix_language_and_unknown_elements(tmp_path):
    content = (
        '<t:TEI xmlns:t="http://www.tei-c.org/ns/1.0"><t:bibl xml:lang="de-AT"><t:author>Roe'
        '</t:author> <t:thing>x</t:thing> <t:title level="q">y</t:title></t:bibl></t:TEI>'
    )
    (reference,), report = read(tmp_path, content, "tei")
    assert (mark(reference), reference.lang) == ("{author Roe} x y", "de")
    assert report.left_out == {"unknown element <thing>": 1, "unknown element <title.q>": 1}
    assert "not labelled: unknown element <thing> 1" in report.summary()


def test_a_field_inside_another_is_flagged(tmp_path):
    content = '<bibl><title level="a">On <date>1999</date></title></bibl>'
    (reference,), _ = read(tmp_path, content, "tei")
    assert mark(reference) == "{title On 1999}"
    assert reference.flags == ("nested_dropped",)


def test_a_text_longer_than_any_reference_is_left_out(tmp_path):
    content = f"<x><bibl>{'<note>(“a</note>' * 9999}</bibl><bibl><author>Roe</author></bibl></x>"
    references, report = read(tmp_path, content, "tei")
    assert [mark(reference) for reference in references] == ["{author Roe}"]
    assert report.reasons() == "too long 1"


# AnyStyle


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            "<citation-number>[13]</citation-number><author>Doe, J., &amp; Roe, R.</author>"
            "<date>(2011a).</date><title>On rivers.</title><journal>Nano Lett.</journal>"
            "<volume>77 (1),</volume><pages>pp. 81–98.</pages>",
            "[{label 13}] {author Doe, J., & Roe, R.} ({year 2011a}). {title On rivers}. "
            "{venue Nano Lett.} {volume 77} ({issue 1}), pp. {pages 81–98}.",
        ),
        (
            "<author>Bland JM, Altman DG.</author><volume>12(3):45-67.</volume>",
            "{author Bland JM, Altman DG}. {volume 12}({issue 3}):{pages 45-67}.",
        ),
        ("<volume>Vol. 3, No. 4,</volume>", "Vol. {volume 3}, No. {issue 4},"),
        ("<volume>no. 5</volume>", "no. {issue 5}"),
        ("<volume>t. CLXI,</volume>", "t. {volume CLXI},"),
        (
            "<author>W. Landi and B. G. Ryder.</author><title>“What Is an Author?”</title>"
            "<editor>In C. Jones and T. Denvir, editors,</editor>"
            "<container-title>In Proceedings of the IEEE.</container-title>",
            "{author W. Landi and B. G. Ryder}. “{title What Is an Author?}” In {editor C. Jones "
            "and T. Denvir}, editors, In {venue Proceedings of the IEEE}.",
        ),
        (
            "<journal>In Vitro,</journal><location>Paris.</location><date>septembre 2014,</date>",
            "{venue In Vitro}, {place Paris}. {date septembre} {year 2014},",
        ),
        (
            "<genre>PhD thesis,</genre><publisher>University of Oslo,</publisher><date>n.d.</date>",
            "{genre PhD thesis}, {institution University of Oslo}, {year n.d.}",
        ),
        (
            "<editor>Brunner/Conze (Hg.):</editor><edition>2., verb. Aufl.</edition>"
            "<collection-title>(Graduate Texts in Mathematics,</collection-title>"
            "<collection-number>52).</collection-number>",
            "{editor Brunner/Conze} (Hg.): {edition 2., verb. Aufl.} ({series Graduate Texts in "
            "Mathematics}, {volume 52}).",
        ),
        (
            "<url>Available at: &lt;http://a.org/b&gt;.</url><note>Accessed 3 March 2019.</note>"
            "<doi>doi: 10.1002/(SICI)1097-4636(1999)50:1&lt;1::AID-1&gt;3.0.CO;2-F.</doi>",
            "Available at: <{url http://a.org/b}>. Accessed {date 3 March 2019}. doi: "
            "{doi 10.1002/(SICI)1097-4636(1999)50:1<1::AID-1>3.0.CO;2-F}.",
        ),
        ("<author>———.</author><date>1848-60.</date>", "{author ———}. {year 1848-60}."),
        ("<date>2014-05-12</date>", "{year 2014}-{date 05-12}"),
        ("<date>1986 [1949]</date>", "{year 1986} [{year 1949}]"),
        ("<date>(in press).</date>", "({year in press})."),
        ("<title>„A“, „B“ und „C“.</title>", "{title „A“, „B“ und „C“}."),
        ("<title>'The women's movement',</title>", "'{title The women's movement}',"),
        ("<pages>45 pp.</pages><location>Cambridge (MA):</location>",
         "{pages 45} pp. {place Cambridge (MA)}:"),
        ("<title>A <i>b</i>&#x2019;s</title>\n <author> C\n  D </author>",
         "{title A b’s} {author C D}"),
        ("<author>Doe,</author><signal>see</signal>", "{author Doe}, see"),
        ("<signal>by</signal><author>J. T. V.</author>", "by {author J. T. V.}"),
    ],
)  # fmt: skip
def test_anystyle(tmp_path, fields, expected):
    content = f"<dataset><sequence>{fields}</sequence></dataset>"
    assert one(tmp_path, content, "anystyle") == expected


def test_anystyle_counts_unknown_elements(tmp_path):
    content = "<dataset><sequence><author>Doe</author><thing>x</thing></sequence></dataset>"
    (reference,), report = read(tmp_path, content, "anystyle")
    assert mark(reference) == "{author Doe} x"
    assert report.left_out == {"unknown element <thing>": 1}


# JATS

NAME = "<name><surname>Doe</surname> <given-names>J. A.</given-names></name>"
BARE = NAME.replace("> <", "><")


@pytest.mark.parametrize(
    ("citation", "expected"),
    [
        (
            f"<mixed-citation>{NAME}, {NAME} and <collab>The Group</collab>, <etal>et al</etal>. "
            "<article-title>H<sub>2</sub>O</article-title>. <source>Nature</source>. <year>1953"
            "</year> <month>Apr</month> <day>25</day>;<volume>171</volume>(<supplement>Suppl 1"
            "</supplement>):<fpage>737</fpage> – <lpage>8</lpage>. PMID: <pub-id pub-id-type="
            '"pmid">130</pub-id>.</mixed-citation>',
            "{author Doe J. A., Doe J. A. and The Group, et al.} {title H2O}. {venue Nature}. "
            "{year 1953} {date Apr 25};{volume 171}({issue Suppl 1}):{pages 737 – 8}. "
            "PMID: {identifier 130}.",
        ),
        (
            '<mixed-citation publication-type="book"><person-group person-group-type="author">'
            f"{NAME}</person-group>. <chapter-title>Rivers</chapter-title>. In: <person-group "
            f'person-group-type="editor">{NAME}, editors</person-group>. <source>Water</source>. '
            "<edition>2nd</edition> ed. <publisher-loc>Rome</publisher-loc>: <publisher-name>Ister"
            "</publisher-name>. p. <fpage>5</fpage>, <lpage>9</lpage>.</mixed-citation>",
            "{author Doe J. A.}. {title Rivers}. In: {editor Doe J. A.}, editors. {venue Water}. "
            "{edition 2nd ed.} {place Rome}: {publisher Ister}. p. {pages 5}, {pages 9}.",
        ),
        (
            '<mixed-citation publication-type="book"><collab>WHO</collab>. <source>Water</source>'
            '. <comment>Available from: <ext-link xlink:href="http://a.org">http://a.org</ext-link>'
            "</comment> [cited <date-in-citation>3 May 2019</date-in-citation>]</mixed-citation>",
            "{author WHO}. {title Water}. Available from: {url http://a.org} [cited "
            "{date 3 May 2019}]",
        ),
        (
            "<mixed-citation><source>Water</source> <volume>5</volume>, <elocation-id>e57"
            "</elocation-id>, <conf-name>Proc. ACL 2005</conf-name>, <conf-loc>Bonn</conf-loc>, "
            "<conf-date>1-3 May 2005</conf-date>, <institution>MIT</institution>, <comment>in "
            "Russian</comment></mixed-citation>",
            "{venue Water} {volume 5}, {pages e57}, {venue Proc. ACL 2005}, {place Bonn}, "
            "{date 1-3 May 2005}, {institution MIT}, {note in Russian}",
        ),
        (
            '<element-citation publication-type="journal"><person-group>'
            f"{BARE}\n{BARE}<etal/></person-group><article-title>On <italic>rivers</italic>"
            "</article-title><source>Water</source><year>1999</year><volume>3</volume><fpage>5"
            '</fpage><lpage>9</lpage><pub-id pub-id-type="doi">10.1000/182</pub-id>'
            "</element-citation>",
            "{author Doe J. A., Doe J. A., et al.} {title On rivers} {venue Water} {year 1999} "
            "{volume 3} {pages 5-9} {doi 10.1000/182}",
        ),
        (
            f'<element-citation publication-type="book">{BARE}{BARE}<source>Water</source><date>'
            "<day>3</day><month>May</month><year>1999</year></date></element-citation>",
            "{author Doe J. A., Doe J. A.} {title Water} {date 3 May} {year 1999}",
        ),
        (
            "<ref><label>1</label><mixed-citation>DOE, J. A.; ROE, R. Water. Rome: Ister, 1999."
            f"</mixed-citation><element-citation><person-group>{BARE}<name><surname>Roe</surname>"
            "<given-names>Rita</given-names></name></person-group><source>Water</source>"
            "<publisher-loc>Rome</publisher-loc><publisher-name>Ister</publisher-name><year>1999"
            "</year></element-citation></ref>",
            "{author DOE, J. A.; ROE, R.} {title Water}. {place Rome}: {publisher Ister}, "
            "{year 1999}.",
        ),
    ],
)  # fmt: skip
def test_jats(tmp_path, citation, expected):
    content = f'<article xmlns:xlink="http://www.w3.org/1999/xlink">{citation}</article>'
    assert one(tmp_path, content, "jats") == expected


def test_jats_takes_fields_beside_a_text_that_has_none_and_counts_what_it_lacks(tmp_path):
    content = (
        "<ref><mixed-citation>Doe: Water. 1999.</mixed-citation><element-citation><source>Water"
        "</source><year>1999</year><publisher-name>Ister</publisher-name></element-citation></ref>"
    )
    (reference,), report = read(tmp_path, content, "jats")
    assert mark(reference) == "Doe: {title Water}. {year 1999}."
    assert reference.flags == ("not_aligned",)
    assert report.left_out == {"publisher not found in the text": 1}


def test_jats_counts_citations_without_text(tmp_path):
    content = "<a><mixed-citation/><mixed-citation>Doe <year>1999</year></mixed-citation></a>"
    references, report = read(tmp_path, content, "jats")
    assert [mark(reference) for reference in references] == ["Doe {year 1999}"]
    assert report.reasons() == "empty text 1"


# XML that is broken or hostile

LAUGHS = "".join(
    f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "ha"}">' for i in range(10)
)  # a gigabyte, were it expanded


@pytest.mark.parametrize("format", ["tei", "anystyle", "jats"])
@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<a>\n<b></a>", r"R042.*line 2: not well-formed XML: mismatched tag"),
        ("<a>", r"R042.*no element found"),
        ("no markup", r"R042.*line 1: not well-formed"),
        ("<a>&unknown;</a>", r"R042.*undefined entity"),
        ("<!DOCTYPE a SYSTEM 'a.dtd'><a>&unknown;</a>", r"R042.*entity 'unknown' is not known"),
        (f"<!DOCTYPE a [{LAUGHS}]><a>&l9;</a>", "R042.*DTD of its own"),
        ("<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>", "R042.*DTD of its"),
        ("<!DOCTYPE a [<!ELEMENT a ANY>]><a/>", "R042.*DTD of its own"),
        ("<a>" * 100_000, "R042.*over 200 elements"),
        ("<?xml version='1.0' encoding='none-such'?><a/>", "R042"),
        (b"<a>\xff</a>", "R042.*not well-formed"),
        ("<a><b>Doe 1999</b></a>", "R041.*holds no reference"),
        ("", "R041.*it is empty"),
        (" \n", "R041.*it is empty"),
    ],
)
def test_xml_that_cannot_be_read(tmp_path, format, content, message):
    with pytest.raises(CorpusError, match=message):
        read(tmp_path, content, format)


def test_entities_of_a_dtd_that_is_not_read_and_other_encodings(tmp_path):
    head = "<?xml version='1.0' encoding='iso-8859-1'?><!DOCTYPE a PUBLIC 'x' 'http://x/y.dtd'>"
    content = f"{head}<a><citation>M&uuml;ller&ndash;Lyer, <year>19é99 1889</year></citation></a>"
    (reference,), _ = read(tmp_path, content.encode("iso-8859-1"), "jats")
    assert reference.text == "Müller–Lyer, 19é99 1889"


# columns


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("Doe B-author\n, I-author\nJ. I-author\n1999 B-year", "{author Doe , J.} {year 1999}"),
        ("A\tB-title\nB\tB-title\nC\tO\nD\tI-title", "{title A} {title B} C {title D}"),
        ("A I-title\nB I-title\nC I-venue\nD O", "{title A B} {venue C} D"),
        ("A title\nB TITLE\nC O", "{title A B} C"),
        ("A B-title\nB I-title\nC E-title\nD S-title\nE S-year",
         "{title A B C} {title D} {year E}"),
        ("A U-title\nB B-title\nC L-title\nD I-title", "{title A} {title B C} {title D}"),
        ("# text = Doe\nDoe NNP _ B-author\r\n# O\r\n", "{author Doe} #"),
        ("\ufeff-DOCSTART- O\n\n\nDoe\xa0J\tB-author\n\n\n", "{author Doe\xa0J}"),
    ],
)  # fmt: skip
def test_bio(tmp_path, lines, expected):
    assert one(tmp_path, lines, "bio") == expected


def test_bio_blank_lines_part_references_and_tight_text(tmp_path):
    content = "Doe B-author\n, O\n( O\n1999 B-year\n) O\n. O\n\nRoe B-author\n"
    loose, _ = read(tmp_path, content, "bio")
    tight, report = read(tmp_path, content, "bio", tight=True)
    assert [r.text for r in loose] == ["Doe , ( 1999 ) .", "Roe"]
    assert [mark(r) for r in tight] == ["{author Doe}, ({year 1999}).", "{author Roe}"]
    assert [r.id for r in tight] == ["bio:file:1", "bio:file:2"]
    assert report.n_read == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("Doe B-author\nx B-journal\n", r"R042.*line 2: unknown label 'B-journal'; .*O, author"),
        ("Doe B-author\n\nx\n", "R042.*line 3: 'x' has no tag"),
        ("Doe B-\n", "R042.*unknown label 'B-'"),
        (b"Doe\xff O\n", "R044.*not UTF-8 at byte 3"),
        ("\n \n", "R041.*it is empty"),
    ],
)
def test_bio_that_cannot_be_read(tmp_path, content, message):
    with pytest.raises(CorpusError, match=message):
        read(tmp_path, content, "bio")


@st.composite
def spaced(draw: st.DrawFn) -> LabelledReference:
    """Make a reference whose tokens stand apart by one space."""
    words = draw(st.lists(st.text("Ab1.,(é文", min_size=1, max_size=4), min_size=1, max_size=12))
    tokens = tokenize(" ".join(token.text for word in words for token in tokenize(word)))
    text = " ".join(token.text for token in tokens)
    tokens = tokenize(text)
    cuts = sorted(draw(st.sets(st.integers(0, len(tokens)), max_size=6)))
    spans = []
    for first, last in zip(cuts[::2], cuts[1::2], strict=False):
        label = draw(st.sampled_from(NAMES))
        start, end = tokens[first].start, tokens[last - 1].end
        spans.append(LabelledSpan(start, end, label, label))
    return LabelledReference("x", text, tuple(spans))


@settings(deadline=None)
@given(st.lists(spaced(), min_size=1, max_size=4))
def test_bio_round_trip(tmp_path_factory, made):
    path = tmp_path_factory.mktemp("bio") / "a.bio"
    path.write_text("\n\n".join("\n".join(to_bio(reference)) for reference in made), "utf-8")
    references, _ = convert(path, "bio")
    assert [(r.text, r.spans) for r in references] == [(r.text, r.spans) for r in made]


# what all formats have in common


def test_a_span_that_cuts_a_token_costs_its_reference_only(tmp_path):
    content = "<x><bibl>\n<author>Do</author>e</bibl><bibl><author>Roe</author></bibl></x>"
    path = tmp_path / "a.xml"
    path.write_text(content)
    with pytest.warns(TaggerWarning, match=r"\[W003\] .*1 of 2 .*span cuts a token 1"):
        references, report = convert(path, "tei", source="mine")
    assert [(r.id, r.source, r.doc) for r in references] == [("mine:a.xml:2", "mine", "a.xml")]
    ((line, reason, detail),) = report.problems
    assert (line, reason) == (1, "span cuts a token")
    assert "'Do'" in detail
    assert "'Doe'" in detail


@pytest.mark.parametrize("format", ["tei", "anystyle", "jats", "bio", "renobench"])
def test_there_is_no_such_file(tmp_path, format):
    if format == "renobench":
        pytest.importorskip("datasets")
    with pytest.raises(CorpusError, match="R040"):
        convert(tmp_path / "none", format)


def test_there_is_no_such_format(tmp_path):
    with pytest.raises(CorpusError, match=r"R045.*'bibtex'.*tei, anystyle, jats, bio, renobench"):
        convert(tmp_path / "a.bib", "bibtex")


@pytest.mark.parametrize("format", OWN_FILES)
def test_own_samples_by_the_command(tmp_path, capsys, format):
    output = tmp_path / "new" / "a.jsonl"
    file = OWN / OWN_FILES[format]
    assert main(["convert", str(file), "--format", format, "--output", str(output)]) == 0
    assert f"{file.name}: 2 of 2 references are right" in capsys.readouterr().out
    references, report = corpora.read_references(output)
    assert report.problems == []
    assert [mark(r) for r in references] == EXPECTED[format]
    assert references == convert(file, format)[0]


EXPECTED = {
    "tei": [
        "{author Knuth, D. E.} ({year 1984}). {title Literate programming}. {venue The Computer "
        "Journal}, {volume 27}({issue 2}), {pages 97-111}. doi:{doi 10.1093/comjnl/27.2.97}",
        "{author Jane Jacobs}, {title The Death and Life of Great American Cities}. {place New "
        "York}: {publisher Random House}, {year 1961}, {pages 458} pp.",
    ],
    "anystyle": [
        "[{label 4}] {author Shannon, C. E.} ({year 1948}, {date July}). {title A mathematical "
        "theory of communication}. {venue Bell System Technical Journal}, {volume 27}({issue 3}), "
        "pp. {pages 379–423}. https://doi.org/{doi 10.1002/j.1538-7305.1948.tb01338.x}",
        "{author Bourdieu, Pierre}. “{title Outline of a Theory of Practice}.” Translated by "
        "{translator Richard Nice}. {place Cambridge}: {publisher Cambridge University Press}, "
        "{year 1977}.",
    ],
    "jats": [
        "{author Watson JD, Crick FHC}. {title Molecular structure of nucleic acids}. {venue "
        "Nature}. {year 1953} {date Apr 25};{volume 171}({issue 4356}):{pages 737–8}. "
        "https://doi.org/{doi 10.1038/171737a0}",
        "{author Jacobs J} {title The death and life of great American cities} {place New York} "
        "{publisher Random House} {year 1961}",
    ],
    "bio": [
        "{author Knuth , D. E.} ( {year 1984} ) . {title Literate programming} .",
        "{author Jacobs} {title The Death} {year 1961}",
    ],
}


def test_the_command_goes_on_after_a_bad_file(tmp_path, capsys):
    bad = tmp_path / "bad.xml"
    bad.write_text("<a>")
    (tmp_path / "d").mkdir()
    again = tmp_path / "d" / OWN_FILES["tei"]  # of the same name: the ids must differ
    again.write_bytes((OWN / OWN_FILES["tei"]).read_bytes())
    files = [str(bad), str(OWN / OWN_FILES["tei"]), str(again)]
    output = tmp_path / "a.jsonl"
    assert main(["convert", *files, "--format", "tei", "--output", str(output)]) == 1
    assert "R042" in capsys.readouterr().err
    references, report = corpora.read_references(output)
    assert (len(references), report.problems) == (4, [])


def test_the_command_writes_nothing_where_nothing_is_right(tmp_path):
    (tmp_path / "bad.xml").write_text("<a/>")
    output = tmp_path / "a.jsonl"
    command = ["convert", str(tmp_path / "bad.xml"), "--format", "tei", "--output", str(output)]
    assert main(command) == 1
    assert not output.exists()


def samples() -> list[tuple[str, Path]]:
    files = [("anystyle", SAMPLES / "anystyle_core_sample.xml")]
    files += [("tei", path) for path in sorted(SAMPLES.glob("grobid_tei/*.xml"))]
    return [(format, path) for format, path in files if path.exists()]


@pytest.mark.parametrize(
    ("format", "path"),
    samples() or [pytest.param("", Path(), marks=pytest.mark.skip("no ../shared/corpora/samples"))],
    ids=lambda value: value.name if isinstance(value, Path) else value,
)
def test_samples_of_the_corpora(format, path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", TaggerWarning)
        references, report = convert(path, format)
    assert report.n_read >= 35
    assert report.n_used >= 0.97 * report.n_read
    assert set(report.reasons()) <= set("span cuts a token 0123456789")
    labels = [span.label for r in references for span in r.spans]
    assert labels.count("title") + labels.count("venue") >= 0.9 * len(references)


def test_samples_agree_with_the_corpora_made_from_them():
    """The corpora were converted by others: differences are few, and in minor fields."""
    made = {}
    for name in ("anystyle_core.jsonl", "grobid.jsonl"):
        path = SAMPLES.parent / name
        if not path.exists():
            pytest.skip(f"no {path}")
        with path.open(encoding="utf-8") as file:
            records = map(json.loads, file)
            made.update({" ".join(record["text"].split()): record for record in records})
    same = ours = theirs = 0
    for format, path in samples():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", TaggerWarning)
            references, _ = convert(path, format)
        for r in references:
            if r.text not in made:
                continue
            # their PDF spacing leaves out a last " ."
            a = {(r.text[s.start : s.end].strip(" ."), s.label) for s in r.spans}
            spans = made[r.text]["spans"]
            b = {(r.text[start:end].strip(" ."), label) for start, end, label, _ in spans}
            same, ours, theirs = same + len(a & b), ours + len(a), theirs + len(b)
    assert ours > 3000
    assert same >= 0.98 * ours
    assert same >= 0.98 * theirs


# RenoBench: a parquet file of our own in its schema

XML = (
    '<element-citation publication-type="journal" xmlns:xlink="x"><person-group '
    'person-group-type="author"><name><surname>Watson</surname><given-names>JD</given-names></name>'
    "<name><surname>Crick</surname><given-names>Francis H</given-names></name></person-group>"
    "<article-title>Molecular structure of nucleic acids</article-title><source>Nature</source>"
    "<year>1953</year><volume>171</volume><fpage>737</fpage><lpage>738</lpage>"
    '<pub-id pub-id-type="doi">10.1038/171737a0</pub-id></element-citation>'
)
MIXED = (
    "<mixed-citation><person-group><name><surname>Knuth</surname>, <given-names>D. E.</given-names>"
    "</name></person-group> (<year>1984</year>). <article-title>Literate programming"
    "</article-title>. <source>Comput. J.</source>,&nbsp;<volume>27</volume>(<issue>2</issue>), "
    "<fpage>97</fpage>–<lpage>111</lpage>.</mixed-citation>"
)
ROWS = [
    ("10.1/a", "Watson, J. D. & Crick, F. H. (1953) ‘Molecular struc-\nture of nucleic acids’, "
     "Nature, 171, pp. 737–8. doi: 10.1038/171737a0.", XML, "scielo"),
    ("10.1/a", "J. D. Watson, F. Crick: Molecular structure of nucleic acids. Nature 171 (1953) "
     "737", XML, "scielo"),
    ("10.1/b", "Knuth, D. E. (1984) . Literate program- ming. Comput. J., 27(2), 97-111.", MIXED,
     "ore"),
    ("10.1/b", "Broken", "<mixed-citation>", "ore"),
    ("10.1/b", "No field", "<mixed-citation>No field</mixed-citation>", "ore"),
    ("10.1/b", "Hostile", "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", "ore"),
]  # fmt: skip
PRINTED = [
    "{author Watson, J. D. & Crick, F. H.} ({year 1953}) ‘{title Molecular struc- ture of nucleic "
    "acids}’, {venue Nature}, {volume 171}, pp. {pages 737–8}. doi: {doi 10.1038/171737a0}.",
    "{author J. D. Watson, F. Crick}: {title Molecular structure of nucleic acids}. {venue Nature} "
    "{volume 171} ({year 1953}) {pages 737}",
    "{author Knuth, D. E.} ({year 1984}) . {title Literate program- ming}. {venue Comput. J.}, "
    "{volume 27}({issue 2}), {pages 97-111}.",
]


def table():
    datasets = pytest.importorskip("datasets")
    names = ("citing_article_doi", "plaintext", "xml", "source")
    return datasets.Dataset.from_dict(dict(zip(names, zip(*ROWS, strict=True), strict=True)))


@pytest.mark.train
def test_renobench_from_a_parquet_file(tmp_path):
    path = tmp_path / "a.parquet"
    table().to_parquet(str(path))
    with pytest.warns(TaggerWarning, match=r"W003.*3 of 6"):
        references, report = convert(path, "renobench")
    assert [mark(r) for r in references] == PRINTED
    assert [r.source for r in references] == ["renobench:scielo"] * 2 + ["renobench:ore"]
    assert [r.doc for r in references] == ["10.1/a", "10.1/a", "10.1/b"]
    assert [r.flags for r in references] == [(), ("not_aligned",), ()]
    assert report.left_out == {"doi not found in the text": 1}
    assert [(p.line, p.reason) for p in report.problems] == [
        (4, "not XML"),
        (5, "no field in the XML"),
        (6, "not XML"),
    ]


@pytest.mark.train
def test_renobench_by_the_name_of_the_hub(tmp_path, monkeypatch):
    datasets = pytest.importorskip("datasets")
    rows = table()
    asked = []
    monkeypatch.setattr(
        datasets, "load_dataset", lambda name, split: asked.append((name, split)) or rows
    )
    name = "public-knowledge-project/ref-annotation-benchmark"
    with pytest.warns(TaggerWarning, match="W003"):
        references, _ = load_hub(name, split="train[:9]")
    assert asked == [(name, "train[:9]")]
    assert [mark(r) for r in references] == PRINTED
    output = tmp_path / "a.jsonl"
    assert main(["convert", name, "--format", "renobench", "--output", str(output)]) == 0
    assert [mark(r) for r in corpora.read_references(output)[0]] == PRINTED


@pytest.mark.train
def test_tables_that_cannot_be_read(tmp_path, monkeypatch):
    datasets = pytest.importorskip("datasets")
    path = tmp_path / "a.parquet"
    path.write_text("not Parquet")
    with pytest.raises(CorpusError, match="R044"):
        convert(path, "renobench")
    table().remove_columns("xml").to_parquet(str(path))
    with pytest.raises(CorpusError, match=r"R044.*no column xml"):
        convert(path, "renobench")
    with pytest.raises(CorpusError, match=r"R045.*'some/thing'.*public-knowledge-project"):
        load_hub("some/thing")

    def unreachable(name: str, split: str) -> None:
        raise ConnectionError("no network")

    monkeypatch.setattr(datasets, "load_dataset", unreachable)
    with pytest.raises(CorpusError, match=r"R044.*no network"):
        load_hub("public-knowledge-project/ref-annotation-benchmark")


@settings(deadline=None)
@given(st.text(max_size=30))
def test_fold_points_into_the_text(text):
    folded, places = fold(text)
    assert len(folded) == len(places)
    assert places == sorted(places)
    assert all(0 <= place < len(text) for place in places)


def test_all_formats_are_tested():
    assert set(FORMATS) == {*OWN_FILES, "renobench", "brat", "label-studio"}
