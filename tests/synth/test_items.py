"""Works as items of CSL-JSON: shape, exact values, and that every kind gives every type."""

from __future__ import annotations

import json
import random
from collections import Counter

import pytest

from tagger.synth.items import TYPES, item_from_work
from tagger.synth.people import Organisation, Person
from tagger.synth.words import LANGUAGES
from tagger.synth.works import ALL_KINDS, Work, make_work

#: Variables of CSL 1.0.2 that an item may have, by the shape of their values.
NAMES = {"author", "editor", "translator", "director"}
DATES = {"issued", "accessed", "original-date"}
TEXTS = {
    "type", "title", "container-title", "container-title-short", "collection-title",
    "collection-number", "volume", "issue", "page", "number-of-pages", "number-of-volumes",
    "publisher", "publisher-place", "genre", "number", "note", "DOI", "ISBN", "ISSN", "PMID",
    "PMCID", "URL", "volume-title", "event-title", "event-place", "medium", "version", "archive",
    "archive_location", "archive-place", "authority", "reviewed-title", "edition", "language",
    "year-suffix",
}  # fmt: skip
NAME_PARTS = {"family", "given", "non-dropping-particle", "dropping-particle", "suffix"}


def items(n: int, lang: str) -> list[dict]:
    made = []
    for i in range(n):
        rng = random.Random(f"{lang}:{i}")
        made.append(item_from_work(make_work(rng, lang, kinds=ALL_KINDS), rng))
    return made


def assert_shape(item: dict) -> None:
    assert item["type"]
    assert item["title"] or "title" not in item
    for key, value in item.items():
        if key in NAMES:
            assert value
            for name in value:
                assert name.keys() <= NAME_PARTS or name.keys() == {"literal"}, name
                assert all(part.strip() == part != "" for part in name.values()), name
                assert "family" in name or "literal" in name
        elif key in DATES:
            assert value.keys() in ({"date-parts"}, {"literal"})
            for parts in value.get("date-parts", ()):
                assert all(isinstance(part, int) for part in parts)
                assert 1000 <= parts[0] <= 2100
                assert all(1 <= part <= top for part, top in zip(parts[1:], (12, 31), strict=False))
        else:
            assert key in TEXTS, key
            assert isinstance(value, str)
            assert value.strip() == value != "", (key, value)
            assert not value.endswith(" ="), (key, value)
            assert "{" not in value, (key, value)
            assert "|" not in value, (key, value)
    assert json.loads(json.dumps(item)) == item


@pytest.mark.parametrize("lang", LANGUAGES)
def test_items_have_the_shape_of_csl_json(lang):
    for item in items(400, lang):
        assert_shape(item)


def test_every_type_and_variable_occurs():
    made = [item for lang in ("en", "de", "es", "ru") for item in items(1500, lang)]
    assert {item["type"] for item in made} == {name for names in TYPES.values() for name in names}
    assert {key for item in made for key in item} == TEXTS | NAMES | DATES
    missing = Counter(key for item in made for key in TEXTS | NAMES | DATES if key not in item)
    for key in TEXTS | NAMES | DATES - {"type", "title"}:
        assert missing[key] or key in ("type", "title"), key


def test_every_kind_has_a_type():
    assert set(TYPES) == set(ALL_KINDS)


def item_of(seed: int = 0, **fields) -> dict:
    fields = {"kind": "article", "lang": "en", "domain": "soc", "title": "A title", **fields}
    return item_from_work(Work(**fields), random.Random(seed))


def forms(key: str, **fields) -> set:
    """Give what a variable can be, over many draws."""
    return {json.dumps(item_of(seed, **fields).get(key), sort_keys=True) for seed in range(200)}


DATE_FORMS = [
    ({"year": "1999"}, {'{"date-parts": [[1999]]}'}),
    ({"year": "1999", "month": 3, "day": 4}, {'{"date-parts": [[1999, 3, 4]]}'}),
    ({"year": "1999", "month": 3}, {'{"date-parts": [[1999, 3]]}'}),
    ({"year": "1848-60"}, {'{"date-parts": [[1848], [1860]]}'}),
    ({"year": "1989–1991"}, {'{"date-parts": [[1989], [1991]]}'}),
    ({"year": "1890/91"}, {'{"date-parts": [[1890], [1891]]}'}),
    ({"year": "1930/1970"}, {'{"date-parts": [[1970]]}'}),
    ({"year": "1999b"}, {'{"date-parts": [[1999]]}'}),
    ({"year": "", "lang": "pt"}, {"null", '{"literal": "no prelo"}',
                                  '{"literal": "em publica\\u00e7\\u00e3o"}'}),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "expected"), DATE_FORMS)
def test_dates(fields, expected):
    assert forms("issued", **fields) == expected


def test_letter_of_the_year_and_first_year_have_variables_of_their_own():
    assert '"b"' in forms("year-suffix", year="1999b")
    assert '{"date-parts": [[1930]]}' in forms("original-date", year="1930/1970")


def test_names_are_entered_in_several_ways():
    person = Person("Meer", ("Jan", "Anne-Marie"), "van der", "Jr.")
    seen = forms("author", authors=(person, Organisation("WHO")))
    for name in (
        {"family": "Meer", "given": "Jan Anne-Marie", "non-dropping-particle": "van der"},
        {"family": "van der Meer", "given": "Jan Anne-Marie"},
        {"family": "Meer", "given": "J. A. M.", "non-dropping-particle": "van der"},
        {"family": "Meer", "given": "JAM", "non-dropping-particle": "van der"},
    ):
        assert json.dumps([{**name, "suffix": "Jr."}, {"literal": "WHO"}], sort_keys=True) in seen
    german = Person("Humboldt", ("Alexander",), "von")
    assert any("dropping-particle" in name and "non" not in name for name in
               forms("author", lang="de", authors=(german,)))  # fmt: skip
    chinese = {'[{"family": "\\u674e", "given": "\\u96f7"}]'}
    assert forms("author", lang="zh", authors=(Person("李", ("雷",)),)) - {"null"} == chinese


VALUES = [
    ({"first_page": "12", "last_page": "19"}, "page", "12-19"),
    ({"first_page": "12"}, "page", "12"),
    ({"article_number": "e1234"}, "page", "e1234"),
    ({"edition": 2}, "edition", "2"),
    ({"edition": 2}, "edition", "2nd ed."),
    ({"kind": "thesis", "institution": "MIT"}, "publisher", "MIT"),
    ({"kind": "preprint", "arxiv": "1503.02531"}, "number", "1503.02531"),
    ({"kind": "preprint", "arxiv": "1503.02531"}, "container-title", "arXiv"),
    ({"kind": "preprint", "arxiv": "1503.02531"}, "DOI", "10.48550/arXiv.1503.02531"),
    ({"kind": "preprint", "arxiv": "1503.02531"}, "URL", "https://arxiv.org/abs/1503.02531"),
    ({"kind": "proceedings", "container": "Proceedings of the ACL"}, "event-title", "ACL"),
    ({"kind": "proceedings", "place": "Rome"}, "event-place", "Rome"),
    ({"kind": "proceedings", "series": "LNCS", "volume": "44"}, "collection-number", "44"),
    ({"title": "the art of it"}, "title", "The Art of It"),
    ({"lang": "de"}, "language", "de-DE"),
    ({"volumes": "3"}, "number-of-volumes", "3"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "key", "expected"), VALUES)
def test_values(fields, key, expected):
    assert json.dumps(expected) in forms(key, **fields)


def test_titles_of_other_languages_keep_their_case():
    assert forms("title", lang="de", title="Zur Theorie des Romans") <= {
        '"Zur Theorie des Romans"', "null",
    }  # fmt: skip


def test_some_variables_are_lost_but_never_the_type():
    full = {"container": "J. Phys.", "volume": "1", "issue": "2", "year": "1999", "doi": "10.1/x"}
    sizes = Counter(len(item_of(seed, **full)) for seed in range(400))
    assert len(sizes) > 2
    assert all(item_of(seed, **full)["container-title"] for seed in range(400))
