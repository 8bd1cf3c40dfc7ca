"""Types: a table of fields and the type that they make."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagger.labels import NAMES
from tagger.normalize.kinds import TYPES, guess_type

A = {"author": "Smith, J.", "title": "A title", "year": "1999"}


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        (A | {"venue": "Nature", "volume": "3", "pages": "1-2"}, "article-journal"),
        (A | {"venue": "The Guardian", "day": "3"}, "article-newspaper"),
        (A | {"venue": "Wall Street Journal", "volume": "3", "day": "3"}, "article-journal"),
        (A | {"venue": "Die Zeit", "issue": "29", "day": "11"}, "article-magazine"),
        (A | {"venue": "Proceedings of ACL", "pages": "1-2"}, "paper-conference"),
        (A | {"venue": "Proc. Natl. Acad. Sci.", "volume": "3"}, "article-journal"),
        (A | {"venue": "Proceedings of the IEEE", "volume": "3"}, "article-journal"),
        (A | {"venue": "Proc. IEEE", "volume": "3", "issue": "2"}, "article-journal"),
        (A | {"venue": "A Handbook", "editor": "Doe", "publisher": "Wiley"}, "chapter"),
        (A | {"venue": "Varianti", "place": "Torino"}, "chapter"),
        (A | {"venue": "Encyclopedia of Statistics", "publisher": "Wiley"}, "entry-encyclopedia"),
        (A | {"venue": "Oxford English Dictionary"}, "entry-dictionary"),
        (A | {"venue": "arXiv"}, "article"),
        (A | {"venue": "NBER Working Papers"}, "report"),
        (A | {"venue": "BBC", "url": "https://bbc.com/x"}, "webpage"),
        (A | {"venue": "A blog", "url": "https://x.org"}, "post-weblog"),
        (A | {"publisher": "Wiley", "place": "New York"}, "book"),
        (A | {"total": "45"}, "book"),
        (A | {"edition": "2"}, "book"),
        (A | {"institution": "RAND"}, "report"),
        (A | {"arxiv": "1503.02531"}, "article"),
        (A | {"url": "https://x.org"}, "webpage"),
        (A, "document"),
        (A | {"genre": "Ph.D. thesis", "institution": "MIT"}, "thesis"),
        (A | {"genre": "Diss."}, "thesis"),
        (A | {"genre": "дис. ... д-ра ист. наук"}, "thesis"),
        (A | {"genre": "arXiv preprint", "arxiv": "1503.02531"}, "article"),
        (A | {"genre": "Technical Report", "institution": "MIT"}, "report"),
        (A | {"genre": "Research paper", "venue": "Nature", "volume": "1"}, "article-journal"),
        (A | {"genre": "Review", "venue": "Isis", "volume": "1"}, "review"),
        (A | {"genre": "Data set"}, "dataset"),
        (A | {"genre": "Computer software"}, "software"),
        (A | {"genre": "Motion picture"}, "motion_picture"),
        (A | {"genre": "Personal communication"}, "personal_communication"),
        (A | {"genre": "Online", "url": "https://x.org"}, "webpage"),
        (A | {"genre": "U.S. Patent", "identifier": "174,465"}, "patent"),
        (A | {"patent": "174,465"}, "patent"),
        ({"title": "Quality management", "identifier": "ISO 9001:2015"}, "standard"),
        (A | {"identifier": "793", "rfc": "793"}, "report"),
        ({"title": "Marbury v. Madison", "venue": "U.S.", "volume": "5"}, "legal_case"),
        (A | {"title": "Nature v. Nurture", "venue": "Mind", "volume": "5"}, "article-journal"),
        ({"title": "Legge 20 maggio 1970, n. 300"}, "legislation"),
        ({}, "document"),
    ],
)
def test_types(fields: dict[str, str], kind: str) -> None:
    assert guess_type(fields) == kind


@pytest.mark.parametrize(
    ("text", "venue", "kind"),
    [
        ("张三. 数字图书馆研究综述[J]. 情报学报, 2010", "情报学报", "article-journal"),
        ("张三. 数字图书馆研究综述[M]. 北京: 科学出版社, 2010", "", "book"),
        ("张三. 数字图书馆研究综述[M]//李四. 图书馆学. 北京", "图书馆学", "chapter"),
        ("张三. 数字图书馆研究综述[D]. 北京: 北京大学, 2010", "", "thesis"),
        ("张三. 数字图书馆研究综述[EB/OL]. (2010-01-01)", "", "webpage"),
        ("[J] Smith. A title. 1999", "", "document"),
    ],
)
def test_codes(text: str, venue: str, kind: str) -> None:
    assert guess_type({"title": "x", "venue": venue}, text=text) == kind


@given(st.dictionaries(st.sampled_from([*NAMES, "isbn", "total", "day"]), st.text()), st.text())
def test_any_fields(fields: dict[str, str], text: str) -> None:
    assert guess_type(fields, text=text) in TYPES
