from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_items import ARTICLE, CHAPTER, THESIS, letters, random_items, values, wild_items

from tagger.formats.bibtex import to_biblatex, to_bibtex, write_biblatex, write_bibtex
from tagger.formats.latex import escape, protect, verbatim

pybtex = pytest.importorskip("pybtex.database")
bibtexparser = pytest.importorskip("bibtexparser")

Writer = Callable[[dict[str, Any], str], str]
WRITERS = pytest.mark.parametrize("writer", [to_bibtex, to_biblatex])


def read(text: str) -> Any:
    """Read an entry with both readers, which must see the same fields."""
    entries = list(pybtex.parse_string(text, "bibtex").entries.values())
    library = bibtexparser.parse_string(text, parse_stack=[])
    assert len(entries) == 1
    assert not library.failed_blocks
    names = [name.lower() for name in (*entries[0].fields, *entries[0].persons)]
    assert sorted(field.key for field in library.entries[0].fields) == sorted(names)
    return entries[0]


def plain(text: str) -> str:
    """Undo the escapes and braces of `latex`, by TeX's own names."""
    text = re.sub(r"\\([&%$#_])", r"\1", text)
    for name, char in (("braceleft", "\0"), ("braceright", "\1"), ("backslash", "\\"),
                       ("asciitilde", "~"), ("asciicircum", "^")):  # fmt: skip
        text = text.replace(f"{{\\text{name}}}", char)
    return text.replace("{", "").replace("}", "").replace("\0", "{").replace("\1", "}")


def fields(text: str) -> dict[str, str]:
    return {name: plain(value) for name, value in read(text).fields.items()}


def people(entry: Any, role: str = "author") -> list[tuple[str, ...]]:
    """Particle, family name, suffix and given name of each person."""
    return [
        tuple(
            plain(" ".join(part))
            for part in (
                person.prelast_names,
                person.last_names,
                person.lineage_names,
                person.first_names + person.middle_names,
            )
        )
        for person in entry.persons[role]
    ]


def test_article_in_bibtex() -> None:
    text = to_bibtex(ARTICLE, "k")
    assert text.startswith(
        "@article{k,\n  author = {van der Berg, Jan P. and King, Jr., M. L. and "
    )
    assert "  month = mar,\n" in text
    assert people(read(text)) == [
        ("van der", "Berg", "", "Jan P."),
        ("", "King", "Jr.", "M. L."),
        ("", "World Health Organization", "", ""),
    ]
    assert fields(text) == {
        "title": ARTICLE["title"],
        "journal": "Journal of Chemical Physics",
        "year": "2006",
        "month": "March",
        "day": "17",
        "urldate": "2019-05-02",
        "volume": "12",
        "number": "3/4",
        "pages": "123--128",
        "doi": "10.1007/978-3_4",
        "url": ARTICLE["URL"],
        "issn": "0021-9606",
        "pmid": "123456",
        "label": "12",
        "note": "in Russian",
    }


def test_article_in_biblatex() -> None:
    found = fields(to_biblatex(ARTICLE, "k"))
    assert found["date"] == "2006-03-17"
    assert found["urldate"] == "2019-05-02"
    assert found["journaltitle"] == "Journal of Chemical Physics"
    assert (found["eprint"], found["eprinttype"]) == ("123456", "pubmed")
    assert not found.keys() & {"year", "month", "journal", "pmid"}


def test_addresses_are_verbatim() -> None:
    text = to_bibtex(ARTICLE, "k")
    assert "doi = {10.1007/978-3_4}" in text
    assert "url = {https://example.org/a_b?c=1&d=%20e#f}" in text


def test_chapter() -> None:
    entry = read(to_bibtex(CHAPTER, "k"))
    assert entry.type == "incollection"
    assert people(entry, "editor") == [("", "Bower", "", "G. H.")]
    found = fields(to_bibtex(CHAPTER, "k"))
    expected = {
        "booktitle": "The psychology of learning",
        "series": "Advances",
        "number": "7",
        "address": "London",
        "publisher": "Routledge & Kegan Paul",
        "translator": "Nice, Richard",
        "edition": "2nd ed.",
        "year": "1999a",
        "pages": "5",
    }
    assert {key: found[key] for key in expected} == expected
    assert fields(to_biblatex(CHAPTER, "k"))["location"] == "London"


@pytest.mark.parametrize(
    ("csl", "bibtex", "biblatex"),
    [
        ({"type": "book"}, "book", "book"),
        ({"type": "book", "editor": [{"family": "A"}]}, "book", "collection"),
        ({"type": "paper-conference"}, "inproceedings", "inproceedings"),
        ({"type": "thesis"}, "phdthesis", "thesis"),
        ({"type": "thesis", "genre": "Master’s thesis"}, "mastersthesis", "thesis"),
        ({"type": "thesis", "genre": "M.Sc. thesis"}, "mastersthesis", "thesis"),
        ({"type": "thesis", "genre": "Habilitationsschrift"}, "phdthesis", "thesis"),
        ({"type": "report"}, "techreport", "report"),
        ({"type": "webpage"}, "misc", "online"),
        ({"type": "patent"}, "misc", "patent"),
        ({"type": "article"}, "misc", "online"),
        ({"type": "article", "container-title": "Nature"}, "article", "article"),
        ({"type": "no such type"}, "misc", "misc"),
        ({}, "misc", "misc"),
    ],
)
def test_entry_types(csl: dict[str, Any], bibtex: str, biblatex: str) -> None:
    assert to_bibtex(csl, "k").startswith(f"@{bibtex}{{k,\n")
    assert to_biblatex(csl, "k").startswith(f"@{biblatex}{{k,\n")


@pytest.mark.parametrize(
    ("kind", "key", "bibtex", "biblatex"),
    [
        ("thesis", "publisher", "school", "institution"),
        ("report", "publisher", "institution", "institution"),
        ("book", "publisher", "publisher", "publisher"),
        ("webpage", "publisher", "publisher", "organization"),
        ("patent", "number", "number", "number"),
        ("webpage", "container-title", "howpublished", "titleaddon"),
        ("article-journal", "container-title", "journal", "journaltitle"),
        ("chapter", "container-title", "booktitle", "booktitle"),
        ("paper-conference", "event-title", "booktitle", "eventtitle"),
        ("paper-conference", "event-place", "address", "venue"),
        ("report", "genre", "type", "type"),
        ("patent", "genre", "howpublished", "type"),
        ("article-journal", "genre", "note", "note"),
        ("book", "number-of-pages", "numpages", "pagetotal"),
        ("software", "version", "note", "version"),
        ("book", "ISBN", "isbn", "isbn"),
        ("book", "scale", "note", "note"),
    ],
)
def test_fields_by_type(kind: str, key: str, bibtex: str, biblatex: str) -> None:
    for writer, name in ((to_bibtex, bibtex), (to_biblatex, biblatex)):
        found = fields(writer({"type": kind, key: "Xy 1"}, "k"))
        assert found == {name: f"{key}: Xy 1" if name == "note" else "Xy 1"}


def test_holder_of_a_patent() -> None:
    text = to_biblatex({"type": "patent", "publisher": "Bell and Sons"}, "k")
    assert "  holder = {{Bell and Sons}},\n" in text


@pytest.mark.parametrize(
    ("csl", "bibtex", "biblatex"),
    [
        ({"archive": "arXiv", "archive_location": "1503.02531"}, "archiveprefix", "eprinttype"),
        ({"number": "arXiv:1503.02531"}, "archiveprefix", "eprinttype"),
        (
            {"archive": "arXiv", "archive_location": "1503.02531", "number": "arXiv:1503.02531"},
            "archiveprefix",
            "eprinttype",
        ),
    ],
)
def test_arxiv(csl: dict[str, Any], bibtex: str, biblatex: str) -> None:
    assert fields(to_bibtex(csl, "k")) == {"eprint": "1503.02531", bibtex: "arXiv"}
    assert fields(to_biblatex(csl, "k")) == {"eprint": "1503.02531", biblatex: "arxiv"}


@pytest.mark.parametrize(
    ("date", "bibtex", "biblatex"),
    [
        ({"date-parts": [[1999]]}, {"year": "1999"}, {"date": "1999"}),
        ({"date-parts": [[-44, 3]]}, {"year": "-44", "month": "March"}, {"date": "-0044-03"}),
        ({"date-parts": [[1848], [1860]]}, {"year": "1848--1860"}, {"date": "1848/1860"}),
        (
            {"date-parts": [[2006, 11], [2007, 2]]},
            {"year": "2006--2007", "month": "November--February"},
            {"date": "2006-11/2007-02"},
        ),
        ({"date-parts": [[1900]], "circa": True}, {"year": "c. 1900"}, {"date": "1900~"}),
        (
            {"date-parts": [[1990]], "season": "2"},
            {"year": "1990", "month": "Summer"},
            {"date": "1990-22"},
        ),
        (
            {"date-parts": [[1990]], "season": "Easter"},
            {"year": "1990", "month": "Easter"},
            {"year": "Easter 1990"},
        ),
        ({"literal": "in press"}, {"year": "in press"}, {"year": "in press"}),
        ({"raw": "n.d."}, {"year": "n.d."}, {"year": "n.d."}),
        ({"date-parts": [[2006, 19]]}, {"year": "2006-19"}, {"year": "2006-19"}),
    ],
)
def test_dates(date: dict[str, Any], bibtex: dict[str, str], biblatex: dict[str, str]) -> None:
    assert fields(to_bibtex({"issued": date}, "k")) == bibtex
    assert fields(to_biblatex({"issued": date}, "k")) == biblatex


def test_number_beside_that_of_arxiv() -> None:
    csl = {"archive": "arXiv", "archive_location": "1503.02531", "number": "arXiv:1"}
    found = fields(to_bibtex(csl, "k"))
    assert (found["eprint"], found["number"]) == ("1503.02531", "arXiv:1")


def test_letter_of_a_year() -> None:
    csl = {"issued": {"date-parts": [[1999, 3]]}, "year-suffix": "a"}
    assert fields(to_bibtex(csl, "k")) == {"year": "1999a", "month": "March"}
    assert fields(to_biblatex(csl, "k")) == {"year": "1999a", "month": "3"}


def test_dates_that_edtf_cannot_write_are_notes() -> None:
    csl = {"accessed": {"literal": "May"}, "event-date": {"literal": "June"}, "note": "x"}
    assert fields(to_biblatex(csl, "k")) == {"note": "x; accessed: May; event-date: June"}


@pytest.mark.parametrize(
    ("name", "printed", "parts"),
    [
        ({"family": "Knuth", "given": "D. E."}, "Knuth, D. E.", ("", "Knuth", "", "D. E.")),
        (
            {"family": "Sade", "given": "D.", "dropping-particle": "de"},
            "de Sade, D.",
            ("de", "Sade", "", "D."),
        ),
        ({"family": "Plato"}, "Plato", ("", "Plato", "", "")),
        ({"literal": "WHO and UN"}, "{WHO and UN}", ("", "WHO and UN", "", "")),
        (
            {"family": "Ortega and Gasset", "given": "J"},
            "{Ortega and Gasset}, J",
            ("", "Ortega and Gasset", "", "J"),
        ),
        ({"family": "A, B", "given": "C"}, "{A, B}, C", ("", "A, B", "", "C")),
        ({"family": "King", "suffix": "Jr."}, "{King, Jr.}", ("", "King, Jr.", "", "")),
        ({"family": "García Márquez"}, "{García Márquez}", ("", "García Márquez", "", "")),
        ({"family": "others"}, "{others}", ("", "others", "", "")),
        ({"given": "Madonna"}, "{Madonna}", ("", "Madonna", "", "")),
    ],
)
@WRITERS
def test_names(name: dict[str, str], printed: str, parts: tuple[str, ...], writer: Writer) -> None:
    text = writer({"author": [name, {"family": "Z"}]}, "k")
    assert f"author = {{{printed} and Z}}" in text
    assert people(read(text))[0] == parts


@pytest.mark.parametrize("literal", ["et al.", "others", "and others", "ET AL"])
def test_et_al(literal: str) -> None:
    text = to_bibtex({"author": [{"family": "A"}, {"literal": literal}]}, "k")
    assert "author = {A and others}" in text


@pytest.mark.parametrize(
    ("page", "pages"),
    [
        ("123-8", "123--8"),
        ("S62 — S69", "S62--S69"),
        ("1–5, 7−9", "1--5, 7--9"),
        ("p.5-p.7", "p.5--p.7"),
        ("e57", "e57"),
        ("5-", "5-"),
    ],
)
def test_pages(page: str, pages: str) -> None:
    assert fields(to_bibtex({"page": page}, "k")) == {"pages": pages}


@pytest.mark.parametrize(
    ("title", "protected"),
    [
        ("Literate programming", "Literate programming"),
        ("Literate Programming in Practice", "Literate Programming in Practice"),
        ("The TeXbook", "The {TeXbook}"),
        ("DNA and H2O", "{DNA} and {H2O}"),
        ("From A to Z: Vitamin C", "From A to {Z}: Vitamin {C}"),
        ("A reply to Smith: Why not?", "A reply to {Smith}: Why not?"),
        ("Postwar: A History of Europe since 1945", "Postwar: A History of Europe since 1945"),
        ("X-ray Analysis, T-cells and Covid-19", "X-ray Analysis, {T-cells} and Covid-19"),
        ("Die protestantische Ethik", "Die protestantische {Ethik}"),
        ("O’Neill’s plays in Cuba", "{O’Neill’s} plays in {Cuba}"),
        ("Why? _J. not", r"Why? \_{J}. not"),
        ("R&D of {x}_1", r"R\&{D} of {\textbraceleft}x{\textbraceright}\_1"),
        ("", ""),
    ],
)
def test_braces_in_titles(title: str, protected: str) -> None:
    assert protect(title) == protected


def test_a_very_long_title() -> None:
    # looking back to the beginning at each word took minutes
    assert protect("J." * 50_000) == "J." + "{J}." * 49_999
    assert protect(". " * 50_000 + "_B") == ". " * 50_000 + r"\_{B}"


def test_titles_in_other_languages_keep_their_capitals() -> None:
    text = to_bibtex({"title": "Geschichtliche Grundbegriffe", "language": "de-DE"}, "k")
    assert "title = {Geschichtliche {Grundbegriffe}}" in text
    text = to_bibtex({"title": "Historical Concepts", "language": "en-GB"}, "k")
    assert "title = {Historical Concepts}" in text


@pytest.mark.parametrize("char", list("&%$#_{}~^\\"))
def test_escapes(char: str) -> None:
    latex = pytest.importorskip("pylatexenc.latex2text").LatexNodes2Text()
    text = escape(f"a{char}b {char}")
    assert plain(text) == f"a{char}b {char}"
    assert text.count("{") == text.count("}")
    if char not in "{}^":  # pylatexenc does not know these three commands
        assert latex.latex_to_text(text) == f"a{char}b {char}"


def test_verbatim() -> None:
    assert verbatim("http://a.b/%7e_c&d#{e}\\ f") == "http://a.b/%7e_c&d#%7Be%7D%5C%20f"


def test_field_with_a_key_that_cannot_be_one() -> None:
    assert to_bibtex({}, "a, b{c}") == "@misc{abc,\n}\n"
    assert to_biblatex({}, "") == "@misc{ref,\n}\n"


@pytest.mark.parametrize("write", [write_bibtex, write_biblatex])
def test_file(write: Callable[..., None]) -> None:
    stream = io.StringIO()
    write(iter([ARTICLE, CHAPTER, THESIS, ARTICLE, {}]), stream)
    keys = list(pybtex.parse_string(stream.getvalue(), "bibtex").entries)
    assert keys == [
        "berg2006structure",
        "muller1999spreading",
        "curieinpressrecherches",
        "berg2006structurea",
        "ref",
    ]


@given(random_items)
@pytest.mark.parametrize("writer", [to_bibtex, to_biblatex])
def test_nothing_is_lost(writer: Writer, item: dict[str, Any]) -> None:
    entry = read(writer(item, "k"))
    texts = [plain(value) for value in entry.fields.values()]
    texts += [" ".join(parts) for role in entry.persons for parts in people(entry, role)]
    found = letters(re.sub("%(20|7B|7D|5C)", "", " ".join(texts)))
    for key, value in item.items():
        for text in values(value) if key != "type" else ():
            if text.strip().lower() == "others" and "others" in found:
                continue
            text = re.sub("%(20|7B|7D|5C)", "", text)
            if key in ("number", "archive"):  # the archive's name is in a field of its own
                text = re.sub("(?i)arxiv:?", "", text)
            assert letters(text) in found


@given(wild_items, st.text(max_size=8))
@pytest.mark.parametrize("writer", [to_bibtex, to_biblatex])
def test_any_json_gives_an_entry(writer: Writer, item: dict[str, Any], key: str) -> None:
    read(writer(item, key))
