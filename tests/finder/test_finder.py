"""Pages in, references out: with the shipped model, and with a tagger that is a few rules."""

from __future__ import annotations

import itertools
import json
import re
import sys
import warnings
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagger.finder import find_references
from tagger.model import Model, Span, load_model

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PAGES = HERE / "pages"
ARTICLE_PAGE = ROOT.parent / "shared" / "pages" / "article_page.txt"


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


class Rules:
    """Tags "Name, A. (1990). Title. Venue 3, 4-5." and nothing else."""

    pattern = re.compile(
        r"(?P<author>[A-Z]\w+, [A-Z]\.) \((?P<year>\d{4})\)\. (?P<title>[A-Z][\w ]+)\. "
        r"(?P<venue>[A-Z][\w ]+?)(?: (?P<volume>\d+), (?P<pages>[\d-]+))?\.?"
    )

    def tag(self, texts: Iterable[str], *, confidence: bool = True) -> list[list[Span]]:
        results = []
        for text in texts:
            match = self.pattern.fullmatch(text)
            found = match.re.groupindex if match else {}
            results.append(
                [Span(*match.span(label), label, 0.99) for label in found if match.group(label)]  # type: ignore[union-attr]
            )
        return results


ABEL = "Abel, A. (1990). Roads of old. Travel 3, 4-5."
BAKER = "Baker, B. (1991). Bread and butter. Food 12, 1-9."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("\n \n", []),
        ("Nothing to see here in 1990.", []),
        (ABEL, [("", ABEL)]),
        (f"{ABEL}\n{BAKER}", [("", ABEL), ("", BAKER)]),
        (f"[1] {ABEL}\n[2] {BAKER}", [("1", ABEL), ("2", BAKER)]),
        (f"[1] {ABEL} [2] {BAKER}", [("1", ABEL), ("2", BAKER)]),
        (f"1.\n{ABEL}\n2.\n{BAKER}", [("1", ABEL), ("2", BAKER)]),
        (f"[Ab90] {ABEL}\n[Ba91] {BAKER}", [("Ab90", ABEL), ("Ba91", BAKER)]),
        (f"• {ABEL}\n• {BAKER}", [("", ABEL), ("", BAKER)]),
        ("Abel, A. (1990). Ro-\nads of old. Travel 3, 4-\n5.\n", [("", ABEL)]),
        ("References\n" + ABEL.replace(" old", "\n\n12\n\nold"), [("", ABEL)]),
        (f"As is known, 12 of them came.\n\n{ABEL}\n\nSo it was in 1990.", [("", ABEL)]),
        (f"References: {ABEL}", [("", ABEL)]),
        (f"> {ABEL}\n>\n> {BAKER}", [("", ABEL), ("", BAKER)]),
        (f"{ABEL} [Google Scholar]", [("", ABEL)]),
    ],
)
def test_layouts(text: str, expected: list[tuple[str, str]]) -> None:
    found = find_references(text, Rules())
    assert [(reference.label, reference.text) for reference in found] == expected


def test_offsets_are_those_of_the_page() -> None:
    text = f"Works cited\r\n\r\n  1. {ABEL}\r\n  2. {BAKER}\r\n"
    found = find_references(text, Rules())
    assert [text[one.start : one.end] for one in found] == [ABEL, BAKER]
    assert all(0.5 < one.confidence <= 1 for one in found)


def test_lone_surrogates_do_no_harm() -> None:
    with pytest.warns(UserWarning, match="W001"):
        (found,) = find_references(f"\ud800\n\n{ABEL}", Rules())
    assert found.text == ABEL


PIECES = st.sampled_from(
    [ABEL, BAKER, "[1] ", "[2] ", "1. ", "2. ", "• ", "— ", "\n", "\n\n", "\r\n", "\f", "    ",
     "12", "Prose of 1990, ", "References", "Roads of ol-", "d", "。", "文", "\u00ad", "«", "(b) "]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map("".join))
def test_what_is_found_stands_in_the_text(text: str) -> None:
    found = find_references(text, Rules())
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        assert 0 <= one.confidence <= 1
        source = iter(letters(text[one.start : one.end]))
        assert all(letter in source for letter in letters(one.text))  # in this order


@pytest.mark.parametrize(
    "text",
    ["1. " * 3000, "[1] [2] " * 3000, "a" * 20000, "- \n" * 3000, "view article " * 2000,
     "( " * 9000, "https://x.org/a-\n" * 800, "12 \n\n" * 2000, f"{ABEL} " * 300],
    ids=lambda text: repr(text[:8]),
)  # fmt: skip
def test_strange_texts_come_to_an_end(text: str) -> None:
    """A rule that tries all ways to read these would take hours."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert isinstance(find_references(text, Rules()), list)


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model()


def scores(folder: Path, model: Model) -> tuple[int, int, int]:
    """Count references of the pages: gold, found, found exactly."""
    n_gold = n_found = n_exact = 0
    for path in sorted(folder.glob("*.txt")):
        gold = path.with_suffix(".gold").read_text(encoding="utf-8").splitlines()
        found = [one.text for one in find_references(path.read_bytes().decode(), model)]
        n_gold, n_found = n_gold + len(gold), n_found + len(found)
        n_exact += sum((Counter(map(letters, gold)) & Counter(map(letters, found))).values())
    return n_gold, n_found, n_exact


@pytest.mark.model
@pytest.mark.parametrize("side", ["dev", "held"])
def test_pages(side: str, model: Model) -> None:
    n_gold, n_found, n_exact = scores(PAGES / side, model)
    assert n_gold > 200
    assert n_exact / n_gold >= 0.97
    assert n_exact / n_found >= 0.97


@pytest.mark.model
@pytest.mark.skipif(not ARTICLE_PAGE.exists(), reason="needs shared/pages/article_page.txt")
def test_article_page(model: Model) -> None:
    lines = (ROOT / "training" / "data" / "heldout.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    gold = [record["text"] for record in records if record["source"] == "article_page"]
    assert len(gold) == 19
    found = find_references(ARTICLE_PAGE.read_text(encoding="utf-8"), model)
    assert [letters(one.text) for one in found[:-1]] == [letters(text) for text in gold]
    assert [one.label for one in found] == [*map(str, range(1, 20)), ""]
    assert found[-1].text.startswith("Marco Bettiol, Maria Chiarvesio")
    assert found[-1].text.endswith("10.3280/ES2017-002005")


def test_pages_are_what_the_script_composes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(HERE))
    import compose

    monkeypatch.setattr(compose, "OUT", tmp_path)
    compose.held()
    names = sorted(path.name for path in (PAGES / "held").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "held").iterdir())
    assert len(names) >= 60
    for name in names:
        assert (tmp_path / "held" / name).read_bytes() == (PAGES / "held" / name).read_bytes()
    sys.modules.pop("compose", None)
    sys.modules.pop("layouts", None)
