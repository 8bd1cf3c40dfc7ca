"""CSL-JSON items for the tests of the writers: one of each kind by hand, and random ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

ARTICLE: dict[str, Any] = {
    "id": "a1",
    "type": "article-journal",
    "title": "The structure of DNA in Escherichia coli: A reply to Smith & Co.",
    "container-title": "Journal of Chemical Physics",
    "author": [
        {"family": "Berg", "given": "Jan P.", "non-dropping-particle": "van der"},
        {"family": "King", "given": "M. L.", "suffix": "Jr."},
        {"literal": "World Health Organization"},
    ],
    "issued": {"date-parts": [[2006, 3, 17]]},
    "volume": 12,
    "issue": "3/4",
    "page": "123–128",
    "DOI": "10.1007/978-3_4",
    "URL": "https://example.org/a_b?c=1&d=%20e#f",
    "ISSN": "0021-9606",
    "PMID": "123456",
    "accessed": {"date-parts": [[2019, 5, 2]]},
    "citation-number": "12",
    "note": "in Russian",
}
CHAPTER: dict[str, Any] = {
    "type": "chapter",
    "title": "Spreading activation",
    "container-title": "The psychology of learning",
    "author": [{"family": "Müller", "given": "Anna"}],
    "editor": [{"family": "Bower", "given": "G. H."}],
    "translator": [{"family": "Nice", "given": "Richard"}],
    "collection-title": "Advances",
    "collection-number": "7",
    "publisher": "Routledge & Kegan Paul",
    "publisher-place": "London",
    "edition": "2nd ed.",
    "page": "5",
    "ISBN": "978-1-55860-153-3",
    "issued": {"date-parts": [[1999]]},
    "year-suffix": "a",
}
THESIS: dict[str, Any] = {
    "type": "thesis",
    "title": "Recherches",
    "author": [{"family": "Curie", "given": "Marie"}],
    "genre": "Thèse de doctorat",
    "publisher": "Faculté des sciences de Paris",
    "number-of-pages": "155",
    "issued": {"literal": "in press"},
}


def values(value: object) -> Iterator[str]:
    """All texts and numbers inside an item, keys and flags aside."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from values(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from values(inner)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def letters(text: str) -> str:
    """What must survive of a text in any format."""
    return "".join(char for char in text if char.isalnum())


_text = st.text(max_size=12) | st.text(
    alphabet="aB1 {}\\%&$#_~^\"'@,=-–;:<>\n\r\t\x00\x0c\ud800", max_size=12
)
_name = st.dictionaries(
    st.sampled_from(("family", "given", "non-dropping-particle", "dropping-particle", "suffix",
                     "literal")),
    _text | st.sampled_from(("and", "others", "van", "de la", "Jr.", "A, B", "x and y")),
)  # fmt: skip
_TEXT_KEYS = (
    "title title-short container-title container-title-short collection-title collection-number "
    "volume issue page number number-of-pages number-of-volumes publisher publisher-place DOI URL "
    "ISBN ISSN PMID PMCID genre edition note archive archive_location event-title event-place "
    "language version status keyword citation-number citation-label chapter-number section medium "
    "authority original-title foo year-suffix"
).split()
_TYPES = (
    "article article-journal book chapter paper-conference thesis report patent webpage dataset "
    "legal_case entry-encyclopedia foo"
).split()

#: Items of random texts, without dates, whose months no format writes as they came.
random_items = st.builds(
    lambda texts, names, others, kind: {**texts, **names, **others, **kind},
    st.dictionaries(st.sampled_from(_TEXT_KEYS), _text | st.integers(0, 9999)),
    st.dictionaries(st.sampled_from(("author", "editor", "translator", "collection-editor",
                                     "container-author", "recipient")),
                    st.lists(_name, max_size=3)),
    st.dictionaries(st.text(min_size=1, max_size=5), _text | st.lists(_text, max_size=2),
                    max_size=2),
    st.fixed_dictionaries({"type": st.sampled_from(_TYPES)}),
)  # fmt: skip

#: Whatever JSON can hold where CSL wants a date, names or a text.
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _text,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(("date-parts", "literal", "season", "circa", "raw", "family", "x")),
            inner,
        )
    ),
    max_leaves=8,
)
wild_items = st.dictionaries(
    st.sampled_from(("id", "type", "author", "issued", "accessed", "event-date", "title", "page")),
    _json,
)
