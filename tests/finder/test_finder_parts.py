"""The steps of the finder, one by one; none needs a model."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagger.finder import furniture, headings, layout, markers, quality, segment, unwrap
from tagger.finder.lines import BLANK, NONE, TORN, Line, split_lines
from tagger.model import Span


def kept(text: str) -> list[str]:
    return [line.text for line in furniture.drop_furniture(split_lines(text))]


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


# ---------------------------------------------------------------- lines


@given(st.text(alphabet=st.sampled_from(" \t\n\r\f\x85ab文.-é"), max_size=60))
def test_lines_hold_every_character(text: str) -> None:
    lines = split_lines(text)
    assert all(text[line.start : line.end] == line.text for line in lines)
    assert "".join("".join(line.text.split()) for line in lines) == "".join(text.split())
    assert all(a.end < b.start for a, b in itertools.pairwise(lines))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_all_systems(end: str) -> None:
    lines = split_lines(end.join(["one", "", "  two", "\tthree"]))
    assert [(line.text, line.indent, line.gap) for line in lines] == [
        ("one", 0, NONE),
        ("two", 2, BLANK),
        ("three", 8, NONE),
    ]


def test_signs_of_quoted_mail() -> None:
    text = "> one\n>\n> > two\n"
    lines = split_lines(text)
    assert [(line.text, line.gap) for line in lines] == [("one", NONE), ("two", BLANK)]
    assert [text[line.start : line.end] for line in lines] == ["one", "two"]
    assert [line.text for line in split_lines("a > b\n> c\nd")] == ["a > b", "> c", "d"]


def test_part_of_a_line_keeps_offsets() -> None:
    text = "  [1]  Knuth"
    (line,) = split_lines(text)
    part = line.part(3)
    assert (part.text, part.indent) == ("Knuth", 7)
    assert text[part.start : part.end] == "Knuth"


def test_wide_characters_count_twice() -> None:
    (line,) = split_lines(" 李a")
    assert line.right == 4


# ---------------------------------------------------------------- furniture


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one\n\n12\n\ntwo", ["one", "two"]),
        ("one\n\n- 12 -\n\ntwo", ["one", "two"]),
        ("one\n\nPage 3 of 10\n\ntwo", ["one", "two"]),
        ("one\n\nxiv\n\ntwo", ["one", "two"]),
        ("2019\n\nA list of 2019", ["2019", "A list of 2019"]),  # a year is a heading
        ("pages 12–\n14\nare", ["pages 12–", "14", "are"]),  # in the middle of a paragraph
        ("one\n\n212     Journal of Things\n\ntwo", ["one", "two"]),
        ("one\n\nDays of Hay\n7\ntwo\n\nDays of Hay\n8\nthree", ["one", "two", "three"]),
        ("one\n\fSMITH ET AL.\ntwo", ["one", "two"]),
        ("A book.\nPress.\nOther book.\nPress.\n", ["A book.", "Press.", "Other book.", "Press."]),
        ("one\nArticle CAS PubMed Google Scholar\ntwo", ["one", "two"]),
        ("one\nView article\ntwo", ["one", "two"]),
        ("one\nScience in the open\ntwo", ["one", "Science in the open", "two"]),
    ],
)
def test_furniture(text: str, expected: list[str]) -> None:
    assert kept(text) == expected


def test_what_stands_around_a_page_number_may_be_one_paragraph() -> None:
    first, second = furniture.drop_furniture(split_lines("one\n\n12\n\ntwo"))
    assert (first.gap, second.gap) == (NONE, TORN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Knuth 1984. [Google Scholar] [CrossRef]", "Knuth 1984."),
        ("Knuth 1984. [PubMed, CrossRef].", "Knuth 1984."),
        ("Knuth 1984. Google Scholar", "Knuth 1984."),
        ("The Google Scholar effect, 1984", "The Google Scholar effect, 1984"),
        ("Knuth [abstract] 1984", "Knuth [abstract] 1984"),
    ],
)
def test_links_at_the_end(text: str, expected: str) -> None:
    assert furniture.without_links(text) == expected


# ---------------------------------------------------------------- headings


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("References", "references"),
        ("7. REFERENCES", "references"),
        ("VII. Bibliografía:", "references"),
        ("## Works cited", "references"),
        ("**Literaturverzeichnis**", "references"),
        ("R E F E R E N C E S", "references"),
        ("References (24)", "references"),
        ("Quellen- und Literaturverzeichnis", "references"),
        ("Список  литературы", "references"),
        ("【参考文献】", "references"),
        ("KAYNAKÇA", "references"),
        ("المراجع", "references"),
        ("Referências Bibliográficas", "references"),
        ("Appendix", "other"),
        ("5 Conclusions", "other"),
        ("References to God in the work of Donne", ""),
        ("The references", ""),
        ("", ""),
    ],
)
def test_headings(text: str, expected: str) -> None:
    assert headings.kind(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("References: Knuth", "References:"),
        ("参考文献：李", "参考文献："),
        ("References:", ""),
        ("The references: Knuth", ""),
        ("Knuth: The art", ""),
    ],
)
def test_headings_that_open_a_line(text: str, expected: str) -> None:
    assert text[: headings.prefix(text)] == expected


# ---------------------------------------------------------------- marks


def labels(text: str) -> list[str | None]:
    lines = split_lines(text)
    found = markers.find_marks(lines, frozenset())
    return [found.marks[i].label if i in found.marks else None for i in range(len(lines))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[1] A\nb\n[2] C", ["1", None, "2"]),
        ("1. A\n12. b\n2. C\n3. D", ["1", None, "2", "3"]),
        ("(1) A\n(2) B", ["1", "2"]),
        ("1) A\n2) B", ["1", "2"]),
        ("¹ Abel\n² Baker", ["¹", "²"]),
        ("1 Abel\n2 Baker\n3 Cook", ["1", "2", "3"]),
        ("1984 was the year\n1985 was not", [None, None]),
        ("12 monkeys came\nand went", [None, None]),
        ("1. A\n1. B\n1. C", ["1", "1", "1"]),  # Markdown counts by itself
        ("[Knu84] Knuth\nb\n[Tur50] Turing", ["Knu84", None, "Tur50"]),
        ("• A\n• B", ["", ""]),
        ("A\n——— B\n——— C", [None, None, None]),
        ("Abel, A long title of a book. Rome, 1990.\n— Other. 1991.\n— Third. 1992.", [None] * 3),
        ("- Abel\n- Baker", ["", ""]),
        (r"\bibitem{knuth} Knuth" + "\n" + r"\bibitem{turing} Turing", ["knuth", "turing"]),
        ("[^1]: Abel\n[^2]: Baker", ["1", "2"]),
    ],
)
def test_marks(text: str, expected: list[str | None]) -> None:
    assert labels(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "[1] Abel A. Roads and rivers. 1990. [2] Baker B. Bread and butter of old. 1991.",
            ["[1] Abel A. Roads and rivers. 1990.", "[2] Baker B. Bread and butter of old. 1991."],
        ),
        (
            "1. Abel A. Roads and rivers of old. 1990. 2. Baker B. Bread, vol. 3. Rome. 1991. 3. "
            "Cook C. Kitchens of the world. 1992.",
            [
                "1. Abel A. Roads and rivers of old. 1990.",
                "2. Baker B. Bread, vol. 3. Rome. 1991.",
                "3. Cook C. Kitchens of the world. 1992.",
            ],
        ),
        (
            "As Abel [1] and Baker [2] have shown, this is so.",
            ["As Abel [1] and Baker [2] have shown, this is so."],
        ),
    ],
)
def test_lists_whose_line_ends_were_lost(text: str, expected: list[str]) -> None:
    assert [line.text for line in markers.split_inline(split_lines(text))] == expected


# ---------------------------------------------------------------- unwrapping


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (["The art of", "programming"], "The art of programming"),
        (["inter-", "national"], "international"),
        (["Cluster-", "Firms"], "Cluster-Firms"),
        (["Früh-", "und Spätwerk"], "Früh- und Spätwerk"),
        (["inter\u00ad", "National"], "interNational"),
        (["pp. 55-", "64"], "pp. 55-64"),
        (["pp. 55–", "64"], "pp. 55–64"),
        (["Rome –", "Paris"], "Rome – Paris"),
        (["清代江南", "市镇"], "清代江南市镇"),
        (["https://doi.org/", "10.1000/182."], "https://doi.org/10.1000/182."),
        (["https://example.org/a-", "b.html"], "https://example.org/a-b.html"),
        (["https://example.org/", "accessed 3 May"], "https://example.org/ accessed 3 May"),
        (["10.1080/09654310.", "2010.497637"], "10.1080/09654310.2010.497637"),
        (["See 10.1000/182.", "2010"], "See 10.1000/182. 2010"),
        (["a  b", "", "c"], "a b c"),
        ([], ""),
    ],
)
def test_unwrapping(pieces: list[str], expected: str) -> None:
    assert unwrap.join(pieces) == expected


@given(st.lists(st.text(alphabet="ab1-–/. \u00ad文", max_size=8)))
def test_unwrapping_keeps_letters(pieces: list[str]) -> None:
    assert letters(unwrap.join(pieces)) == letters("".join(pieces))


# ---------------------------------------------------------------- layout


def begins(text: str) -> list[bool]:
    """Where a reference more probably begins than not."""
    return [value > 0 for value in layout.starts(split_lines(text), {}, frozenset())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Abel, A. 1990.\n\nBaker, B.\n1991.", [True, True, False]),
        ("Abel, A. (1990). On the\nroads and rivers of old.\nBaker", [True, False, True]),
        ("Abel: The inter-\nNational", [True, False]),
        ("Abel, A., Baker, B. and\nCook, C. 1990", [True, False]),
        ("Abel, A., Illuminati, F.\nMasini, G.", [True, False]),
        (
            "Abel A. One.\n   Rome.\nBaker B. Two.\n   Paris.\nCook C. Three.\n   Bonn: X.",
            [True, False, True, False, True, False],
        ),
    ],
)
def test_starts(text: str, expected: list[bool]) -> None:
    assert begins(text) == expected


def test_paragraphs_that_begin_deeper() -> None:
    text = "    Abel A. Of roads and\nrivers. Rome.\n    Baker B. Of bread and\nbutter. Paris.\n"
    text += "    Cook C. Of kitchens and\ncellars. Bonn."
    assert begins(text) == [True, False] * 3


# ---------------------------------------------------------------- the best division


@st.composite
def divisions(draw: st.DrawFn) -> tuple[list[float], dict[segment.Piece, float]]:
    n = draw(st.integers(0, 5))
    numbers = st.floats(-5, 6).map(lambda x: round(x, 2))
    starts = draw(st.lists(numbers, min_size=n, max_size=n))
    pieces = [(i, j) for i in range(n) for j in range(i + 1, n + 1)]
    return starts, {piece: draw(numbers) for piece in pieces}


def total(starts: list[float], chosen: list[segment.Piece], values: dict) -> float:
    """What a division is worth, by the definition."""
    n = len(starts)
    inside = [any(a <= k < b for a, b in chosen) for k in range(n)]
    result = 0.0
    for first, end in chosen:
        result += values[first, end]
        for k in (first, end):
            result += 1.0 if k >= n else min(starts[k], 0.5 * starts[k], 1.5)
        result -= sum(max(0.0, value) for value in starts[first + 1 : end])
    before = [False, *inside]  # a page begins outside
    for k in range(1, n):
        if before[k] != before[k + 1]:
            result -= min(2.0, max(0.7, 2.0 - starts[k])) if starts[k] < 4.5 else 0.0
    return result


@given(divisions())
def test_the_best_division_is_the_best(case: tuple) -> None:
    starts, values = case
    chosen = segment.best_pieces(len(starts), starts, values)
    good = [piece for piece, value in values.items() if value > 0]
    every = [
        list(some)
        for n in range(len(starts) + 1)
        for some in itertools.combinations(sorted(good), n)
        if all(a[1] <= b[0] for a, b in itertools.pairwise(some))
    ]
    best = max(total(starts, some, values) for some in every)
    assert total(starts, chosen, values) == pytest.approx(best)


def test_candidates_end_where_one_may_begin() -> None:
    lines = [Line(text, 0, len(text)) for text in ("a", "b", "c")]
    assert segment.candidates(lines, [8.0, -9.0, 1.0]) == [(0, 2), (0, 3), (2, 3)]
    assert segment.candidates(lines, [8.0, 8.0, 8.0]) == [(0, 1), (1, 2), (2, 3)]


# ---------------------------------------------------------------- quality


def tagged(*pieces: str) -> tuple[str, list[Span]]:
    """Write "author:Knuth, D." as text with a span; a piece without colon has none."""
    text, spans = "", []
    for piece in pieces:
        label, colon, value = piece.partition(":")
        text += " " if text else ""
        start = len(text)
        text += value if colon else piece
        if colon:
            spans.append(Span(start, len(text), label, 1.0))
    return text, spans


ARTICLE = ("author:Knuth, D. E.", "year:1984", "title:Literate programming", "venue:Computer J.")
MORE = ("volume:27", "pages:97-111")


@pytest.mark.parametrize(
    ("pieces", "positive"),
    [
        ((*ARTICLE, *MORE), True),
        (("author:Knuth, D.", "title:The art", "place:Reading", "publisher:AW", "year:1968"), True),
        (("author:Knuth", "year:1984", "venue:Computer J.", *MORE), True),
        (("title:Beowulf", "publisher:Faber", "place:London", "year:2000", "url:www.x.org"), True),
        ((*ARTICLE, *MORE, *ARTICLE, *MORE), False),
        ((*ARTICLE, *MORE, "author:Turing, A. M."), False),
        ((*MORE, "publisher:Springer"), False),
        (("title:We show that this is so and that they have not been wrong",), False),
        (("author:Smith", "year:2004", "and others have said so, as is well known"), False),
        (("title:Introduction",), False),
        ((), False),
    ],
)
def test_quality(pieces: tuple[str, ...], positive: bool) -> None:
    text, spans = tagged(*pieces)
    assert (quality.judge(text, spans) > 0) is positive


def test_doubt_lowers_quality() -> None:
    text, spans = tagged(*ARTICLE)
    unsure = [span._replace(confidence=0.4) for span in spans]
    assert quality.judge(text, unsure) < quality.judge(text, spans)
    unknown = [span._replace(confidence=None) for span in spans]
    assert quality.judge(text, unknown) == quality.judge(text, spans)
