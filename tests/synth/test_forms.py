"""Exact strings: forms of names, notations of volume, issue and pages, the pattern language."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import partial

import pytest

from tagger.synth.fields import print_field
from tagger.synth.layout import layouts
from tagger.synth.names import STYLES, NameStyle, render_names
from tagger.synth.pattern import Writer, parse, write
from tagger.synth.people import Organisation, Person
from tagger.synth.phrases import variants
from tagger.synth.printer import Printer, Style
from tagger.synth.words import LANGUAGES
from tagger.synth.works import Work

MEER = Person("Meer", ("Jan", "Piet"), "van der")
LEE = Person("Lee", ("Anne-Marie",))
KING = Person("King", ("Martin", "L."), "", "Jr.")
WHO = Organisation("World Health Organization")
ALL = (MEER, LEE, KING)

NAME_FORMS = [
    (NameStyle(), ALL, "van der Meer, J. P., Lee, A.-M., King, M. L., Jr."),
    (NameStyle(last=", & "), ALL, "van der Meer, J. P., Lee, A.-M., & King, M. L., Jr."),
    (NameStyle(gap="", last=" {} "), ALL, "van der Meer, J.P., Lee, A.-M. and King, M.L., Jr."),
    (NameStyle(comma=" ", dot="", gap=""), ALL, "van der Meer JP, Lee AM, King ML Jr."),
    (NameStyle(comma=" ", dot="", gap="", limit=2, shown=1), ALL, "van der Meer JP, et al."),
    (NameStyle(limit=2, etal=" "), ALL, "van der Meer, J. P. et al."),
    (NameStyle("IF", last=", {} "), ALL, "J. P. van der Meer, A.-M. Lee, and M. L. King Jr."),
    (NameStyle("IF", last=", {} "), ALL[:2], "J. P. van der Meer and A.-M. Lee"),
    (NameStyle("GF", last=" {} "), ALL,
     "Jan Piet van der Meer, Anne-Marie Lee and Martin L. King Jr."),
    (NameStyle("FG", sep="; ", last="; "), ALL,
     "van der Meer, Jan Piet; Lee, Anne-Marie; King, Martin L., Jr."),
    (NameStyle("FG GF", last=", {} "), ALL,
     "van der Meer, Jan Piet, Anne-Marie Lee, and Martin L. King Jr."),
    (NameStyle("FI IF", last=" {} "), ALL[:2], "van der Meer, J. P. and A.-M. Lee"),
    (NameStyle(caps=True, sep="; ", last="; "), ALL,
     "van der MEER, J. P.; LEE, A.-M.; KING, M. L., Jr."),
    (NameStyle("FG", caps=True, sep="; ", last="; ", inverted_particle=True), ALL[:2],
     "MEER, Jan Piet van der; LEE, Anne-Marie"),
    (NameStyle("FG", comma=" ", sep=" – ", last=" – "), ALL[:2],
     "van der Meer Jan Piet – Lee Anne-Marie"),
    (NameStyle(last=" {} "), (WHO,), "World Health Organization"),
    (NameStyle(caps=True), (Person("McDonald", ("R.",)), Person("O’Neill")),
     "McDONALD, R., O’NEILL"),
    (NameStyle("IF"), (Person("Avila", ("Teresa",), "d'"),), "T. d'Avila"),
    (NameStyle(), (Person("李", ("雷",)), Person("山田", ("太郎",))), "李雷, 山田太郎"),
]  # fmt: skip


@pytest.mark.parametrize(("style", "people", "expected"), NAME_FORMS)
def test_name_forms(style, people, expected):
    assert render_names(people, style, "and", "et al.") == expected


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_name_style_prints_every_language(lang):
    for styles in STYLES.values():
        for style in styles:
            for conjunction in variants(lang)["and"]:
                text = render_names(ALL, style, conjunction, "et al.")
                assert "{" not in text
                assert "  " not in text
                assert text.strip(" ,;") == text


WORK = Work(
    "article", "en", "bio", authors=(MEER, LEE), title="What is the use of it?",
    container="Journal of Physics", container_short="J. Phys.", volume="12", issue="3",
    first_page="1045", last_page="1067", year="2005a",
    month=3, day=1, doi="10.1000/182", edition=2, publisher="Brill", place="Leiden",
    accessed=(2011, 5, 9), url="http://a.org/b",
)  # fmt: skip

NOTATIONS = [
    ("$volume($issue):$pages", "en", {}, "12(3):1045-1067"),
    ("$volume{ ($issue)}: $pages", "en", {"dash": "–"}, "12 (3): 1045–1067"),
    ("%vol$volume, %no$issue, %pp$pages", "en", {}, "vol. 12, no. 3, pp. 1045-1067"),
    ("%vol$volume, %no$issue, %pp$pages", "de", {}, "Bd. 12, H. 3, S. 1045-1067"),
    ("%vol$volume, %no$issue, %pp$pages", "es", {}, "vol. 12, núm. 3, pp. 1045-1067"),
    ("%vol$volume, %no$issue, %pp$pages", "fr", {}, "vol. 12, n° 3, p. 1045-1067"),
    ("%vol$volume, %no$issue, %pp$pages", "ru", {}, "т. 12, № 3, С. 1045-1067"),
    ("v. $volume, n. $issue, p. $pages, $month $year", "pt", {},
     "v. 12, n. 3, p. 1045-1067, março 2005a"),
    ("$volume ($year) $pages", "en", {"first_page": True}, "12 (2005a) 1045"),
    ("$volume/$issue", "it", {"roman": True}, "XII/3"),
    ("$volume.$issue", "en", {}, "12.3"),
    ("$title. $venue", "en", {}, "What is the use of it? Journal of Physics"),
    ("%lq$title,%rq $venue", "en", {"title_case": True},
     "“What Is the Use of It?” Journal of Physics"),
    ("$venue. $year;$volume", "en", {"short": "short"}, "J. Phys. 2005a;12"),
    ("$venue. $year;$volume", "en", {"short": "bare"}, "J Phys. 2005a;12"),
    ("$daymonth $year", "de", {}, "1. März 2005a"),
    ("$daymonth $year", "fr", {}, "1er mars 2005a"),
    ("$daymonth $year", "es", {}, "1 de marzo 2005a"),
    ("$monthday, $year", "en", {}, "March 1, 2005a"),
    ("$numday$year", "de", {}, "01.03.2005a"),
    ("$access", "zh", {}, "2011年5月9日"),
    ("$edition", "en", {}, "2nd ed."),
    ("$edition", "ru", {}, "2-е изд."),
    ("{$series|$place: $publisher}", "en", {}, "Leiden: Brill"),
    ("{$series}. {($isbn)}, $year", "en", {}, "2005a"),
    ("$place. {$series}, $year", "en", {}, "Leiden. 2005a"),
    ("$author: $year", "en", {}, "van der Meer, J. P., Lee, A.-M.: 2005a"),
]  # fmt: skip


class First(random.Random):
    """Always draws the first of several."""

    def random(self) -> float:
        return 0.0


@pytest.mark.parametrize(("pattern", "lang", "style", "expected"), NOTATIONS)
def test_notations(pattern, lang, style, expected):
    rng = First()
    names = NameStyle()
    printer = Printer(WORK, replace(Style(lang, names, names), **style), rng)
    writer = Writer()
    write(parse(pattern), printer.have, partial(print_field, printer), printer.word, writer, rng)
    assert writer.text == expected
    for start, end, _ in writer.spans:
        assert writer.text[start:end].strip() == writer.text[start:end] != ""


def test_spans_of_a_notation():
    rng = First()
    printer = Printer(WORK, Style("en", NameStyle(), NameStyle()), rng)
    writer = Writer()
    pattern = "%lq$title,%rq %In$venue, %vol$volume($issue): %pp$pages, $monthday, $year. %doi$doi"
    write(parse(pattern), printer.have, partial(print_field, printer), printer.word, writer, rng)
    assert [(writer.text[s:e], label) for s, e, label in writer.spans] == [
        ("What is the use of it?", "title"), ("Journal of Physics", "venue"), ("12", "volume"),
        ("3", "issue"), ("1045-1067", "pages"), ("March 1", "date"), ("2005a", "year"),
        ("10.1000/182", "doi"),
    ]  # fmt: skip


@pytest.mark.parametrize("pattern", ["{$title", "$title}", "a{b|{c}"])
def test_unbalanced_patterns_are_refused(pattern):
    with pytest.raises(ValueError, match="unbalanced"):
        parse(pattern)


def words_of(sequence):
    for kind, value in sequence.items:
        if kind == "word":
            yield value
        elif kind == "group":
            for part in value:
                yield from words_of(part)


def test_layouts_use_words_that_every_language_has():
    made = {"lq", "rq", "doi", "arxiv", "s", "x", "Ed", "Eds"}
    for layout in layouts():
        for sequences in layout.sequences.values():
            for sequence in sequences:
                for word in set(words_of(sequence)) - made:
                    for lang in layout.langs or LANGUAGES:
                        assert word in variants(lang), (layout.name, word, lang)


#: Fields that every work of a kind has.
ALWAYS = {
    "article": {"venue"}, "chapter": {"venue"}, "proceedings": {"venue"},
    "edited book": {"editor", "hed"},
    "newspaper": {"venue", "daymonth", "monthday", "numday", "numyear"},
    "thesis": {"genre", "institution"},
    "report": {"institution"}, "preprint": {"arxiv"}, "web page": {"url"}, "standard": {"number"},
    "patent": {"genre", "number"},
}  # fmt: skip


def test_every_layout_can_print_what_little_a_work_may_have():
    for layout in layouts():
        for kind, sequences in layout.sequences.items():
            have = {"title", "year", "mark"} | ALWAYS.get(kind, set())
            assert any(sequence.needs <= have for sequence in sequences), (layout.name, kind)
