from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagger.tokenizer import replace_surrogates, split, tokenize

CASES = [
    # glued fields come apart
    ("39(2):13445", "39 ( 2 ) : 13445"),
    ("1999a", "1999 a"),
    ("pp.108-112", "pp . 108 - 112"),
    ("S12–S15", "S 12 – S 15"),
    ("31(3/4)", "31 ( 3 / 4 )"),
    ("Vol.12,No.3", "Vol . 12 , No . 3"),
    # words
    ("Solal-Celigny", "Solal-Celigny"),
    ("O’Neil d'Italia", "O’Neil d'Italia"),
    ("'Quoted title'", "' Quoted title '"),
    ("J.-P. Smith", "J . - P . Smith"),
    ("cafe\u0301", "cafe\u0301"),
    ("co\u00adoperate", "co\u00adoperate"),
    ("हिन्दी में", "हिन्दी में"),
    ("中文标题[J].", "中 文 标 题 [ J ] ."),
    ("한국 문학", "한국 문학"),
    ("——— 1999", "——— 1999"),
    ("end...", "end ..."),
    ("Ed..", "Ed . ."),
    # digital object identifiers
    ("https://doi.org/10.1000/182", "https://doi.org/ 10.1000/182"),
    ("http://dx.doi.org/10.1000/182.", "http://dx.doi.org/ 10.1000/182 ."),
    ("HTTPS://DOI.ORG/10.1000/182", "HTTPS://DOI.ORG/ 10.1000/182"),
    ("doi.org/10.1000/182", "doi.org/ 10.1000/182"),
    ("doi:10.1000/182", "doi : 10.1000/182"),
    ("DOI:10.3280/ES2017-002005,", "DOI : 10.3280/ES2017-002005 ,"),
    ("(10.1016/S0140-6736(05)67889-0)", "( 10.1016/S0140-6736(05)67889-0 )"),
    (
        "10.1002/(SICI)1097-4571(1999)50:1<1::AID-ASI1>3.0.CO;2-F).",
        "10.1002/(SICI)1097-4571(1999)50:1<1::AID-ASI1>3.0.CO;2-F ) .",
    ),
    (
        "10.1890/0012-9658(2006)87[1445:ATPODE]2.0.CO;2.",
        "10.1890/0012-9658(2006)87[1445:ATPODE]2.0.CO;2 .",
    ),
    ("10.1038/nrn2947[doi]", "10.1038/nrn2947 [ doi ]"),
    ("10.1007/BF02345020.URL http://a.b/c", "10.1007/BF02345020 . URL http://a.b/c"),
    ("10.1000/a;10.1000/b", "10.1000/a ; 10.1000/b"),
    ("10.1179/1024529413Z.00000000049", "10.1179/1024529413Z.00000000049"),
    # other addresses
    ("(http://www.a.org/b_(c)/).", "( http://www.a.org/b_(c)/ ) ."),
    ("www.example.org/x?y=1&z=2,", "www.example.org/x?y=1&z=2 ,"),
    ("<https://example.org/>", "< https://example.org/ >"),
    ("http://a.cn/x（2006）。10.1000/a，b", "http://a.cn/x （ 2006 ） 。 10.1000/a ， b"),
    ("arXiv:1708.01150", "arXiv : 1708 . 01150"),
    # nothing there
    ("", ""),
    (" \t\n\u00a0", ""),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_tokens(text: str, expected: str) -> None:
    assert split(text) == expected.split(" ") if expected else split(text) == []


_TEXT = st.text(max_size=200) | st.lists(
    st.sampled_from(
        [
            "10.1000/",
            "https://",
            "doi.org/",
            "(",
            ")",
            "[",
            "]",
            "<",
            ">",
            ";",
            "a",
            "1999",
            ".",
            " ",
            "\n",
            "é",
            "中",
            "\u0301",
            "-",
            "'",
            "\x00",
            "😀",
        ]
    )
).map("".join)


@given(_TEXT)
def test_tokens_rebuild_the_text(text: str) -> None:
    rebuilt, end = "", 0
    for token in tokenize(text):
        assert token.text
        assert token.text == text[token.start : token.end]
        assert not any(c.isspace() for c in token.text)
        gap = text[end : token.start]
        assert not gap.strip()
        rebuilt += gap + token.text
        end = token.end
    assert not text[end:].strip()
    assert rebuilt + text[end:] == text


@given(_TEXT)
def test_split_agrees_with_tokenize(text: str) -> None:
    assert split(text) == [token.text for token in tokenize(text)]


@pytest.mark.parametrize(
    "script", ["HEBREW", "ARABIC", "DEVANAGARI", "BENGALI", "TAMIL", "THAI", "COMBINING"]
)
def test_marks_stay_with_their_letter(script: str) -> None:
    letters = {
        "HEBREW": "א",
        "ARABIC": "ب",
        "DEVANAGARI": "क",
        "BENGALI": "ক",
        "TAMIL": "க",
        "THAI": "ก",
        "COMBINING": "a",
    }
    marks = [
        chr(c)
        for c in range(0x300, 0x1000)
        if unicodedata.category(chr(c)) in ("Mn", "Mc")
        and unicodedata.name(chr(c), "").startswith(script + " ")
    ]
    assert marks
    torn = [f"{ord(m):04x}" for m in marks if len(split(letters[script] + m + letters[script])) > 1]
    assert len(torn) <= len(marks) // 4, torn  # rare signs such as cantillation in extensions


def test_surrogates_are_replaced_one_for_one() -> None:
    assert replace_surrogates("a\ud800b\udfff") == "a\ufffdb\ufffd"
    assert replace_surrogates("a😀é") == "a😀é"


def test_long_input_is_linear_enough_to_finish() -> None:
    # each would take hours under a pattern that backtracks
    for piece in (
        "10.1000/" + "(" * 20_000,
        "http://" + "(a" * 20_000,
        "a-" * 50_000,
        "10.1000/" + "." * 50_000,
        "www." * 20_000,
        "<" * 50_000,
        "10.1000/a<" * 5_000,
        "10.1000/a[1" * 5_000,
    ):
        assert sum(map(len, split(piece))) == len(piece)
