"""Lexical attributes of new words: those that spaCy gives, and none of another's functions lost."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.attrs import IS_ALPHA, IS_PUNCT, IS_STOP, LANG, LIKE_NUM, LOWER, NORM, SHAPE
from spacy.lang import lex_attrs
from spacy.lang.norm_exceptions import BASE_NORMS
from spacy.lookups import Lookups
from spacy.util import add_lookups
from spacy.vocab import Vocab, create_vocab

from tagger import lexemes
from tagger.language import ReferenceLanguage
from tagger.lexemes import faster_getters
from tagger.spacy_tokenizer import TOKENIZER
from tagger.tokenizer import split

SAMPLE = Path(__file__).parent.parent / "training" / "data" / "sample.txt"
STRINGS = ("orth_", "lower_", "norm_", "prefix_", "suffix_", "shape_", "lang_")

WORDS = (
    # letters
    "a A Á ß ẞ ŉ ǅ ǅa aǅ İ ı ﬁ Ⅷ ⅷ ª º ʰ ͅ ͅa µ Σ ς ΟΔΟΣ Knuth KNUTH kNUTH McDonald O'Brien "
    "O’Brien naïve nai\u0308ve e\u0301 \u0301 \u0301a É\u0301 Bulle\xadtin \xad 文献 "
    "文献文献文献 さくら ﻲ हिन्दी ไทย Ünïcödé İstanbul 𝐀𝐛𝐜 𐐀𐐨 𞤀𞤢 aaaaa AAAAA aaaaA Aaaaa "
    "Aaaaaaaa AaAaAaAaA xxxxdddd Xd d dddddd ééééééé "
    # numbers
    "0 7 1984 12345678 1,000 1.000,5 +7 -7 ±7 ~7 +-7 +1,0 + - ± ~ , . ,. +, 1/2 1/2/3 / 1/ "
    "/2 a/2 ½ ² 1² ³³ ٣ ٣٤ १२ 𝟙𝟚 ① Ⅻ 一 十二 1e5 0x1F 1st 2nd ten 1984a 12–34 12-34 1.2.3.4 "
    "10.1.2.3 192.168.0.1 8.8.8.8 "
    # addresses
    "a@b.c @ @a a@ a@b a@b.c.d .a@b.c x.y+z@a-b.co.uk é@b.com http://un.org/ http:// "
    "https:// https://é ttp://a http:/a http//a //a a//b a//b.c www. www.a www.ab www un.org "
    "un.orgs un.org/ un.org:80 un.org:80/x?y un.ORG .org org. .org. a.b a.b.com/ com "
    "10.1016/j.dsd.2009.09.02 10.1109/LLL.1977.236 "
    "10.1002/(SICI)1097-4636(1991)50:2<71::AID-JBM2>3.0.CO;2-F 10.1002/kncw.69872 "
    "ftp://a.b/c d.o.i http://user:pass@host.com user@host.com/path J.R.R. J.-P. e.g. a.é "
    "a.рф пример.рф x.y/ x.y/: ../ /. "
    # marks
    "' '' ''' ` `` ´ ´´ \" “ ” „ ‟ ‘ ’ ‚ ‛ ‘‘ ’’ « » ‹ › ❮ ❯ ( ) [ ] { } < > () (( )( <> [] "
    "⟨ ⟩ （ ） 「 」 ! ? ?! … ... ... — – -- --- —— — ---- ----- ———————— _ __ \\ | & * # % "
    "‰ § ¶ † · • ¿ ¡ ， 。 ： ； ？ ！ । 's 'S ’s ’S 's's $ € £ ¥ ฿ ₺ US$ C$ A$ Mex$ E£ $$ "
    "$€ $5 ¢ ¤ ₿ ＄ ﷼ ^ = ≤ ∑ © ® ™ ° 😀 😀😀😀😀😀😀 👩‍🔬 🇫🇷 ♥\ufe0f"
).split(" ")  # fmt: skip
WORDS += [
    "\t",
    "\n",
    "\r\n",
    " ",
    "  ",
    " " * 5,
    "\x0b",
    "\x1c",
    "\x85",
    "\xa0",
    "\u2003",
    "\u2028",
]
WORDS += ["\x00", "\x00\x00", "\x01\x02", "\x7f", "\x80", "\u200b", "\u200d", "\ufeff", "\ufffd"]
WORDS += ["\uffff", "\U0010ffff", "a\n", "\na", "\n" * 6, "a b", " a", "a\tb", "X" * 4 + "x" * 5]
WORDS += [part * n for part in ("a", "é", "1", "-", "文", "Aé", "a.") for n in range(20, 110)]

#: What spaCy's functions tell apart, so that words of it are often on the edge.
_EDGES = st.text(
    st.sampled_from("aAéßǅ文19٣²½+-±~,./:@#?_'`\"«»“”‘’„()[]{}<>$€£ \n\t\u0301\xad\u200d😀")
)
_PART = st.sampled_from("http https www :// // . / @ : com un a é 1 80".split())
_PARTS = st.lists(_PART).map("".join)
_LONG = st.builds(lambda text, n: text * n, st.text(min_size=1, max_size=4), st.integers(1, 60))
ANY = st.text() | _EDGES | _PARTS | _LONG


def attributes(vocab: Vocab, word: str) -> dict[str, Any]:
    """All that a lexeme has of its word."""
    lexeme = vocab[word]
    found = {name: getattr(lexeme, name) for name in STRINGS}
    return {**found, "flags": lexeme.flags, "rank": lexeme.rank}


@pytest.fixture
def theirs() -> Vocab:
    return spacy.blank("xx").vocab


@pytest.fixture
def ours() -> Vocab:
    return ReferenceLanguage().vocab


def test_all_functions_of_this_version_are_known(theirs: Vocab, ours: Vocab) -> None:
    assert list(theirs.lex_attr_getters) == list(ours.lex_attr_getters)
    for attribute, getter in theirs.lex_attr_getters.items():
        faster = ours.lex_attr_getters[attribute]
        assert getattr(faster, "func", faster) is not getattr(getter, "func", getter)


@pytest.mark.parametrize("reverse", [False, True])
def test_words_of_a_table(theirs: Vocab, ours: Vocab, reverse: bool) -> None:
    for word in sorted(set(WORDS), reverse=reverse):
        assert attributes(ours, word) == attributes(theirs, word), repr(word)


@pytest.mark.parametrize("change", [str, str.upper, str.lower, str.title, str.swapcase])
def test_words_of_references(theirs: Vocab, ours: Vocab, change: Callable[[str], str]) -> None:
    words = split(change(SAMPLE.read_text(encoding="utf-8")))
    assert len(words) > 600
    for word in words:
        assert attributes(ours, word) == attributes(theirs, word)


def test_any_word() -> None:
    theirs, ours = spacy.blank("xx").vocab, ReferenceLanguage().vocab

    @given(ANY)
    def same(word: str) -> None:
        assert attributes(ours, word) == attributes(theirs, word)

    same()


def test_all_characters(theirs: Vocab, ours: Vocab) -> None:
    characters = [chr(code) for code in range(0x20000) if not 0xD800 <= code < 0xE000]
    for attribute, getter in theirs.lex_attr_getters.items():
        mine = ours.lex_attr_getters[attribute]
        as_set = bool if attribute < 64 else str  # flags that are not set may be None
        assert list(map(as_set, map(mine, characters))) == list(
            map(as_set, map(getter, characters))
        )


def test_letters_and_digits_make_no_marks() -> None:
    letters = [char for char in map(chr, range(sys.maxunicode + 1)) if char.isalnum()]
    for name in ("is_punct", "is_bracket", "is_quote", "is_left_punct", "is_right_punct",
                 "is_currency"):  # fmt: skip
        assert not any(map(getattr(lex_attrs, name), letters))


def test_few_shapes_are_kept(monkeypatch: pytest.MonkeyPatch, theirs: Vocab, ours: Vocab) -> None:
    monkeypatch.setattr(lexemes, "_MOST", 3)
    monkeypatch.setattr(lexemes, "_marks", lexemes._Kept(lexemes._mark))
    monkeypatch.setattr(lexemes, "_shapes", lexemes._Kept(lexemes._shape))
    for word in dict.fromkeys(WORDS):
        assert attributes(ours, word) == attributes(theirs, word)
        assert max(len(lexemes._marks), len(lexemes._shapes)) <= 3
    assert min(len(lexemes._marks), len(lexemes._shapes)) > 0


class Unhashable:
    """A function of somebody else."""

    __hash__ = None  # type: ignore[assignment]

    def __call__(self, word: str) -> bool:
        return word == "x"


@pytest.mark.parametrize(
    "getter",
    [
        lambda word: word[::-1],
        Unhashable(),
        str.isalpha,
        spacy.blank("en").vocab.lex_attr_getters[LIKE_NUM],
        partial(lex_attrs.is_stop),
        partial(lex_attrs.is_stop, "x"),
        partial(lex_attrs.get_lang, "x"),
        partial(lex_attrs.lower),
        partial(str.replace, "x"),
        add_lookups(lex_attrs.lower, {"x": "y"}),
        add_lookups(lex_attrs.lower, dict(BASE_NORMS)),
        add_lookups(lex_attrs.lower, BASE_NORMS, {"x": "y"}),
        add_lookups(str.upper, BASE_NORMS),
    ],
)
def test_unknown_functions_are_kept(getter: Callable[[str], Any]) -> None:
    given = {LOWER: lex_attrs.lower, 63: getter, SHAPE: lex_attrs.word_shape}
    found = faster_getters(given)
    assert list(found) == [LOWER, 63, SHAPE]
    assert found[63] is getter
    assert (found[LOWER], found[SHAPE]) == (str.lower, lexemes._word_shape)
    assert (given[LOWER], given[SHAPE]) == (lex_attrs.lower, lex_attrs.word_shape)


def test_functions_of_another_language_are_kept() -> None:
    defaults = spacy.blank("en").Defaults
    theirs, ours = create_vocab("en", defaults), create_vocab("en", defaults)
    ours.lex_attr_getters = faster_getters(ours.lex_attr_getters)
    assert ours.lang == "en"
    for word in ["ten", "Ten", "the", "THE", "1st", "1984", *WORDS]:
        assert attributes(ours, word) == attributes(theirs, word)
    assert (ours["ten"].like_num, ours["THE"].is_stop) == (True, True)


def test_spacy_itself_is_left_alone() -> None:
    before = dict(lex_attrs.LEX_ATTRS)
    given = spacy.blank("xx").vocab
    getters, items = given.lex_attr_getters, dict(given.lex_attr_getters)
    nlp = ReferenceLanguage(given)
    assert nlp.vocab is given
    assert given.lex_attr_getters is getters
    assert getters == items
    ReferenceLanguage()
    assert before == lex_attrs.LEX_ATTRS
    assert spacy.blank("xx").vocab.lex_attr_getters[SHAPE] is lex_attrs.word_shape


def test_a_vocabulary_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="E918"):
        ReferenceLanguage(False)


def test_stop_words_may_be_added(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ReferenceLanguage.Defaults, "stop_words", {"et"})
    vocab = ReferenceLanguage().vocab
    ReferenceLanguage.Defaults.stop_words.add("al")
    assert [word for word in ("Et", "AL", "ibid") if vocab[word].is_stop] == ["Et", "AL"]
    ReferenceLanguage.Defaults.stop_words.clear()
    assert not vocab["et"].is_stop
    ReferenceLanguage.Defaults.stop_words.add("in")
    assert vocab["In"].is_stop


def test_flags_may_be_added(ours: Vocab) -> None:
    ours["one"]
    flag = ours.add_flag(lambda word: word in ("one", "two"))
    assert [ours[word].check_flag(flag) for word in ("one", "two", "three")] == [True, True, False]
    ours.add_flag(lambda word: True, IS_PUNCT)
    assert ours["four"].is_punct


def make_pipeline() -> ReferenceLanguage:
    """Make a pipeline with nothing but the tokenizer."""
    nlp = ReferenceLanguage.from_config({"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    assert isinstance(nlp, ReferenceLanguage)
    return nlp


def check(nlp: Any) -> None:
    """See that a pipeline has the faster functions, and that they are right."""
    assert type(nlp) is ReferenceLanguage
    getters = nlp.vocab.lex_attr_getters
    assert (getters[SHAPE], getters[IS_ALPHA]) == (lexemes._word_shape, str.isalpha)
    assert getters[IS_STOP].func is lexemes._is_stop
    assert getters[LANG].func is lexemes._lang
    theirs = spacy.blank("xx").vocab
    words = [word for word in WORDS if not word.isspace()]
    for token in spacy.tokens.Doc(nlp.vocab, words=words):
        assert attributes(nlp.vocab, token.text) == attributes(theirs, token.text)
    doc = nlp("Knuth, D. E. (1984). €")
    assert doc[0].shape_ == "Xxxxx"
    assert (doc[-1].norm_, doc[-1].is_currency, doc[0].lang_) == ("$", True, "xx")
    assert nlp.vocab.lang == "xx"


@pytest.mark.parametrize("used", [False, True])
@pytest.mark.parametrize("make", [lambda nlp: pickle.loads(pickle.dumps(nlp)), copy.deepcopy])
def test_pickling(make: Callable[[Any], Any], used: bool) -> None:
    nlp = make_pipeline()
    if used:
        check(nlp)
    check(make(nlp))
    vocab = make(nlp.vocab)
    assert vocab["Knuth"].shape_ == "Xxxxx"
    assert make(nlp("Knuth 1984"))[1].like_num


_READ = """
import pickle, sys
nlp = pickle.load(sys.stdin.buffer)
from tagger import lexemes
from spacy.attrs import SHAPE
assert nlp.vocab.lex_attr_getters[SHAPE] is lexemes._word_shape
print(*(token.shape_ for token in nlp("Literate programming (1984)")))
"""


def test_another_process_reads_it() -> None:
    command = [sys.executable, "-c", _READ]
    run = subprocess.run(command, input=pickle.dumps(make_pipeline()), capture_output=True)
    assert run.stdout.decode().split() == ["Xxxxx", "xxxx", "(", "dddd", ")"], run.stderr.decode()


def test_files_and_bytes(tmp_path: Path) -> None:
    nlp = make_pipeline()
    nlp("Knuth 1984")
    nlp.to_disk(tmp_path)
    check(make_pipeline().from_disk(tmp_path))
    check(make_pipeline().from_bytes(nlp.to_bytes()))
    spacys = make_pipeline()
    spacys.vocab.lex_attr_getters = spacy.blank("xx").vocab.lex_attr_getters
    spacys("Knuth 1984")
    assert list(nlp.vocab.strings) == list(spacys.vocab.strings)
    blank = spacy.blank("xx").from_disk(tmp_path, exclude=["tokenizer"])  # spaCy's own reads it
    assert blank.vocab["Knuth"].shape_ == "Xxxxx"


@pytest.mark.parametrize("way", ["set", "disk", "bytes"])
def test_norms_of_a_table(way: str, tmp_path: Path) -> None:
    lookups = Lookups()
    lookups.add_table("lexeme_norm", {"colour": "color", "€": "euro"})
    nlp = make_pipeline()
    nlp.vocab.lookups = lookups
    if way == "disk":
        nlp.to_disk(tmp_path)
        nlp = make_pipeline().from_disk(tmp_path)
    elif way == "bytes":
        nlp = make_pipeline().from_bytes(nlp.to_bytes())
    norms = [nlp.vocab[word].norm_ for word in ("colour", "€", "£", "Knuth")]
    assert norms == ["color", "euro", "$", "knuth"]
    assert nlp.vocab.lex_attr_getters[NORM].args[0] is lexemes._norm


def test_memory_zones() -> None:
    nlp, blank = make_pipeline(), spacy.blank("xx")
    nlp("Kept 1984")
    before = len(nlp.vocab), set(nlp.vocab.strings)
    for _ in range(2):
        with nlp.memory_zone(), blank.memory_zone():
            for word in WORDS:
                assert attributes(nlp.vocab, word) == attributes(blank.vocab, word)
        assert set(nlp.vocab.strings) == before[1]
        assert attributes(nlp.vocab, "Kept")["shape_"] == "Xxxx"
        assert "Mex$" not in nlp.vocab
    assert attributes(nlp.vocab, "Mex$") == attributes(blank.vocab, "Mex$")
