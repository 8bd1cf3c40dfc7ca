"""Works of every kind, names from lists, identifiers in their right form."""

from __future__ import annotations

import random
import re
import sys
from collections import Counter

import pytest

from tagger.corpora.records import LabelledSpan
from tagger.errors import UsageError
from tagger.synth import name_lists, words
from tagger.synth.identifiers import make_permanent_url, make_pmcid
from tagger.synth.people import Organisation, Person
from tagger.synth.scripts import romanise, romanise_reference
from tagger.synth.words import LANGUAGES, phrase
from tagger.synth.works import ALL_KINDS, KINDS, Work, make_work

MORE = [kind for kind in ALL_KINDS if kind not in KINDS]


class OnlyRandom:
    """Has the one method whose stream Python guarantees for a seed, on every version."""

    def __init__(self, seed):
        self.random = random.Random(seed).random


def texts(work: Work) -> list[str]:
    return [value for value in vars(work).values() if isinstance(value, str)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_can_be_made_in_every_language(lang):
    for kind in ALL_KINDS:
        for seed in range(12):
            work = make_work(OnlyRandom(f"{kind}{seed}"), lang, kinds={kind: 1})
            assert (work.kind, work.lang) == (kind, lang)
            assert work.title
            for text in texts(work):
                assert text == text.strip(), (kind, text)
                assert not re.search(r"[{}|]| =$", text), (kind, text)


def test_layouts_get_only_the_kinds_that_they_can_print():
    assert {make_work(random.Random(i), "en").kind for i in range(900)} == set(KINDS)
    kinds = Counter(make_work(random.Random(i), "en", kinds=ALL_KINDS).kind for i in range(4000))
    assert set(kinds) == set(ALL_KINDS)
    assert 0.15 < sum(kinds[kind] for kind in MORE) / 4000 < 0.35


@pytest.mark.parametrize("kind", MORE)
def test_what_a_kind_must_have(kind):
    needed = {
        "magazine": "container month", "entry": "container", "review": "container title",
        "talk": "event month", "translation": "translators", "reprint": "original_year",
        "volume": "volume", "law": "year", "letter": "authors month day", "blog": "year",
        "map": "authors",
    }  # fmt: skip
    for seed in range(60):
        work = make_work(random.Random(seed), "en", kinds={kind: 1})
        for name in needed.get(kind, "title").split():
            if not (kind == "volume" and work.editors):
                assert getattr(work, name), (kind, name)


@pytest.mark.parametrize("kind", sorted(ALL_KINDS))
def test_fields_of_a_kind_are_sometimes_missing(kind):
    works = [make_work(random.Random(seed), "en", kinds={kind: 1}) for seed in range(300)]
    variable = [
        name
        for name in vars(works[0])
        if 0 < sum(bool(getattr(work, name)) for work in works) < len(works)
    ]
    assert len(variable) > 2, variable


def test_lists_of_authors_have_a_long_tail():
    sizes = Counter(len(make_work(random.Random(i), "en").authors) for i in range(6000))
    assert set(range(1, 10)) <= set(sizes)
    assert 30 < max(sizes) <= 61  # sixty, and a group
    assert sum(n for size, n in sizes.items() if size > 20) < 60


def test_what_came_with_the_web_is_not_older():
    for kind in ("web page", "blog", "software", "dataset"):
        for seed in range(60):
            work = make_work(random.Random(seed), "en", kinds={kind: 1})
            assert work.year == "" or work.year >= "1993"


def test_identifiers():
    rng = random.Random(1)
    assert all(re.fullmatch(r"PMC[1-9]\d{6,7}", make_pmcid(rng)) for _ in range(50))
    urls = [make_permanent_url(rng, lang) for lang in LANGUAGES for _ in range(60)]
    assert all(re.fullmatch(r"https?://[\w.-]+/\S+", url) for url in urls)
    assert not any(mark in url for url in urls for mark in "{}")
    for part in ("hdl.handle.net/", "urn:nbn:de:", "urn:nbn:se:", "ark:/", "urn:nbn:nl:"):
        assert any(part in url for url in urls), part


@pytest.mark.parametrize("lang", LANGUAGES)
def test_titles_have_no_double_marks(lang):
    titles = [make_work(random.Random(f"{lang}{i}"), lang).title for i in range(600)]
    for title in titles:
        assert not re.search(r"[?!]\.(\s|$)|::|,,|;;|  |(?<!\.)\.\.(?!\.)", title), title
    assert len(set(titles)) > 480


def test_nouns_within_titles_are_small_where_the_language_writes_them_so(monkeypatch):
    vocabulary = {
        "soc.noun": ("Jeugdcriminaliteit", "EU-beleid", "Ziek in Nederland"),
        "soc.title": ("Leerboek {soc.noun}", "{soc.noun}: feiten", "Over: {soc.noun}"),
    }
    monkeypatch.setattr(words, "section", lambda lang, name: vocabulary[name])
    words._compiled.cache_clear()
    seen = {words.phrase(random.Random(i), "nl", "soc.title") for i in range(200)}
    german = {words.phrase(random.Random(i), "de", "soc.title") for i in range(200)}
    words._compiled.cache_clear()
    assert seen == {
        "Leerboek jeugdcriminaliteit", "Leerboek EU-beleid", "Leerboek ziek in Nederland",
        "Jeugdcriminaliteit: feiten", "EU-beleid: feiten", "Ziek in Nederland: feiten",
        "Over: Jeugdcriminaliteit", "Over: EU-beleid", "Over: Ziek in Nederland",
    }  # fmt: skip
    assert "Leerboek Jeugdcriminaliteit" in german


# --- names from lists -----------------------------------------------------------------------

faker = pytest.importorskip("faker")


def drawn(lang: str, n: int = 500) -> list[Person]:
    rng = OnlyRandom(lang)
    return [name_lists.draw_person(rng, lang) for _ in range(n)]


#: Faker has no names in these languages; some persons of the word lists have no given names.
FROM_WORD_LISTS = ("la", "sr", "vi")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_persons_of_every_language(lang):
    people = drawn(lang)
    assert people == drawn(lang)
    assert len(set(people)) > 350
    for person in people:
        assert person.family
        assert person.given or lang in FROM_WORD_LISTS
        for part in (person.family, person.particle, person.suffix, *person.given):
            assert part == part.strip()
            assert not re.search(r"[\d(){}|]", part), person


def test_forms_of_names():
    assert sum(" " in p.family or "-" in p.family for p in drawn("es")) > 150
    assert any(p.particle in ("da", "dos", "de") for p in drawn("pt"))
    assert any(p.suffix in ("Filho", "Júnior", "Neto") for p in drawn("pt"))
    assert any(p.given[-1].endswith(("ович", "евич")) for p in drawn("ru"))
    assert any(p.given[-1].endswith(("овна", "евна")) for p in drawn("ru"))
    assert any(p.particle in ("van den", "van der", "van de") for p in drawn("nl"))
    assert any(p.suffix for p in drawn("en"))
    assert any(len(p.given) == 2 and p.given[1].endswith(".") for p in drawn("en"))


OTHER_SCRIPTS = ("zh", "ja", "ko", "ru", "uk", "bg", "sr", "el")


@pytest.mark.parametrize("lang", [lang for lang in LANGUAGES if lang not in OTHER_SCRIPTS])
def test_persons_from_abroad_have_latin_letters(lang):
    for person in drawn(lang):
        for part in (person.family, *person.given):
            assert all(char <= "\u0259" or "\u1e00" <= char < "\u2020" for char in part), person


def test_half_of_the_persons_come_from_the_list():
    def names(rng, lang):
        return Person("Listed", ("X.",))

    found = Counter()
    for seed in range(300):
        plain = make_work(random.Random(seed), "fr")
        work = make_work(random.Random(seed), "fr", names=names)
        assert [type(a) for a in work.authors] == [type(a) for a in plain.authors]
        for before, after in zip(plain.authors, work.authors, strict=True):
            if isinstance(before, Organisation) or not before.given:
                assert before == after
            else:
                found[after.family == "Listed"] += 1
    assert 0.4 < found[True] / found.total() < 0.6


def test_without_faker_the_extra_is_named(monkeypatch):
    name_lists._attributes.cache_clear()
    name_lists._lists.cache_clear()
    monkeypatch.setitem(sys.modules, "faker", None)
    for name in [name for name in sys.modules if name.startswith("faker.")]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(UsageError, match="train"):
        name_lists.draw_person(random.Random(1), "de")
    name_lists._attributes.cache_clear()


@pytest.mark.parametrize(
    ("name", "latin"),
    [("Щербаков", "Shcherbakov"), ("Юрий", "Yury"), ("Белый-Кузнецов", "Bely-Kuznetsov"),
     ("Іваненко", "Ivanenko"), ("Παπαδόπουλος", "Papadopoulos"), ("Ευαγγελία", "Evangelia"),
     ("Müller", "Müller"), ("李", "李"), ("Le Gall", "Le Gall")],
)  # fmt: skip
def test_romanised_names(name, latin):
    assert romanise(name) == latin


@pytest.mark.parametrize("seed", range(8))
def test_a_romanised_reference_keeps_its_labels(seed):
    text = "Щукин Я. Ю. Язык и объект: очерк. № 5 // Вестник МГУ. 1999. — С. 5–7."
    spans = [LabelledSpan(0, 11, "author"), LabelledSpan(12, 32, "title")]
    spans += [LabelledSpan(41, 52, "venue"), LabelledSpan(54, 58, "year")]
    latin, moved = romanise_reference(text, spans, random.Random(seed))
    assert not re.search("[\u0400-\u04ff№]", latin)
    assert latin[0] in "SŠ"
    assert [span.label for span in moved] == [span.label for span in spans]
    for before, after in zip(spans, moved, strict=True):
        alone, _ = romanise_reference(text[before.start : before.end], (), random.Random(seed))
        assert latin[after.start : after.end] == alone


@pytest.mark.parametrize("lang", ["de", "fr", "es"])
def test_whole_titles_are_no_majority(lang):
    whole = {item for item in words.section(lang, "hum.title") if "{" not in item}
    assert len(whole) > 0.6 * len(words.section(lang, "hum.title"))
    rng = random.Random(1)
    assert 100 < sum(phrase(rng, lang, "hum.title") in whole for _ in range(1000)) < 520
