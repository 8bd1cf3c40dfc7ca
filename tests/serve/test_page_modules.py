"""The page's own rules: its tables agree with the package's, and its edits keep a file valid."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from page_browser import REFERENCES, STATIC, open_browser, own_page, static_files

from tagger.corpora.records import check
from tagger.labels import LABELS
from tagger.tokenizer import split

browser_test = pytest.mark.browser


def read(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


def test_labels_are_those_of_the_package() -> None:
    rows = re.findall(r'\["(\w+)", "(\w)", "(.*)"\]', read("labels.js"))
    assert [(name, description) for name, _, description in rows] == [
        (label.name, label.description) for label in LABELS
    ]
    assert len({key for _, key, _ in rows}) == len(LABELS)


def test_colours_are_those_of_the_package() -> None:
    colours = re.findall(r'\[data-label="(\w+)"\] \{ --tint: (#\w+); \}', read("labels.css"))
    assert colours == [(label.name, label.colour.lower()) for label in LABELS]


@pytest.mark.parametrize("path", sorted(STATIC.iterdir()), ids=lambda path: path.name)
def test_files_need_nothing_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 390
    addresses = set(re.findall(r"https?://[^\s\"'`)]*", text))
    assert all("doi.org" in one or "www.w3.org/2000/svg" in one or "?:" in one
               or "https?://" in one for one in addresses)  # fmt: skip
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text)
    if path.suffix == ".html":
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", text)
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


def test_every_module_says_what_it_is() -> None:
    for path in STATIC.glob("*.js"):
        assert path.read_text(encoding="utf-8").startswith("/**\n * "), path.name


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    """A page that may import the modules."""
    with open_browser() as browser, static_files() as address:
        page = browser.new_page()
        page.goto(f"{address}/static/icon.svg")
        yield page


TOKENIZE = """async (texts) => {
  const { tokenize } = await import("/static/tokens.js");
  return texts.map((text) => tokenize(text).map((token) => {
    if (text.slice(token.start, token.end) !== token.text) throw new Error(text);
    return token.text;
  }));
}"""

TRICKY = [
    *REFERENCES,
    own_page(),
    "1999a, 39(2):13445, pp.108-112 --- ... .... __ _ “l’eau” O'Neill Saint-Exupéry",
    "doi:10.1130/0016-7606(1945)56[275:EDOSAT]2.0.CO;2. https://doi.org/10.1000/182.",
    "HTTPS://DX.DOI.ORG/doi:10.1002/(SICI)1097(1999)50:1<1::AID-1>3.0.CO;2-F; 10.1000/1.PMID 2",
    "see www.example.org/a_(b)?c=d&e~f. ftp://x.y/z-, http://a.bhttp://c.d (http://e.f/)",
    "10.1000/aurl 10.1000/a;10.1000/b 2.10.1000/c 10.10/x 10.1000/é",
    "夏目漱石『文学論』大倉書店、1907年。ｶﾞ가나다 Ελληνικά мир 𝒜𝒷 😀 \ufeffx a\u0301b ٣٤ ⅷ ½ ²",
    "",
    " \x1c \x85 \u3000 ",
]


@browser_test
def test_tokens_are_those_of_the_package(page: Any) -> None:
    assert page.evaluate(TOKENIZE, TRICKY) == [split(text) for text in TRICKY]


def is_in_a_large_block(code: int) -> bool:
    """Ideographs and Hangul, thousands of characters of one kind, but for the ends of blocks."""
    return 0x3410 < code < 0x9FF0 or 0xAC10 < code < 0xD790 or 0x17010 < code < 0x18CF0 or (
        0x20010 < code < 0x3239F
    )  # fmt: skip


@browser_test
def test_every_character_is_read_as_in_the_package(page: Any) -> None:
    known = [
        chr(code)
        for code in range(0x323B0)
        if unicodedata.category(chr(code)) not in ("Cn", "Cs", "Co")
        and (not is_in_a_large_block(code) or code % 97 == 0)
    ]
    # in a word, in a number, alone: what a character is shows in one of them
    texts = ["".join(f"a{one}b 1{one}2 {one} " for one in known[i : i + 200])
             for i in range(0, len(known), 200)]  # fmt: skip
    wrong = [
        text for text, tokens in zip(texts, page.evaluate(TOKENIZE, texts), strict=True)
        if tokens != split(text)
    ]  # fmt: skip
    assert wrong == []


EDIT = """async ([texts, steps, labels]) => {
  const edits = await import("/static/references.js");
  let all = texts.map((text) => edits.fromService({ text, spans: [] }));
  for (const [kind, which, a, b, name] of steps) {
    const index = Math.floor(which * all.length);
    const one = all[index];
    const size = one.tokens.length;
    const from = Math.floor(a * size);
    const to = Math.min(size, from + 1 + Math.floor(b * 8));
    const field = Math.floor(a * one.fields.length);
    const label = labels[Math.floor(name * labels.length)];
    const [side, step] = [b < 0.5 ? "from" : "to", name < 0.5 ? -1 : 1];
    let next = [one];
    let count = 1;
    if (kind === "label") next = [edits.setLabel(one, from, to, label)];
    else if (kind === "clear") next = [edits.clear(one, from, to)];
    else if (kind === "border" && one.fields.length > 0) {
      next = [edits.moveBorder(one, field, side, step)];
    } else if (kind === "split") next = edits.split(one, from);
    else if (kind === "merge" && all[index + 1]) {
      next = [edits.merge(one, all[index + 1])];
      count = 2;
    }
    all = [...all.slice(0, index), ...next, ...all.slice(index + count)];
    for (const { fields, tokens } of all) {
      let end = 0;
      for (const one of fields) {
        if (one.from < end || one.to <= one.from || one.to > tokens.length) {
          throw new Error(`${kind}: ${JSON.stringify(fields)}`);
        }
        end = one.to;
      }
    }
  }
  const read = all.map(edits.toService);
  const again = read.map(edits.fromService).map(edits.toService);
  return [read, again];
}"""


@browser_test
@pytest.mark.parametrize("seed", range(12))
def test_edits_keep_a_file_valid(page: Any, seed: int) -> None:
    draw = random.Random(seed)
    texts = [draw.choice(REFERENCES).replace("e", draw.choice(["e", "𝒆", "é"])) for _ in range(4)]
    steps = [
        [draw.choice(["label"] * 4 + ["border"] * 4 + ["clear", "split", "merge"])]
        + [draw.random() for _ in range(4)]
        for _ in range(150)
    ]
    names = [label.name for label in LABELS]
    read, again = page.evaluate(EDIT, [texts, steps, names])
    assert again == read
    assert "".join("".join(one["text"].split()) for one in read) == "".join(
        "".join(text.split()) for text in texts
    )
    spans = 0
    for number, one in enumerate(read):
        record = {
            "id": f"edited-{number}",
            "text": one["text"],
            "spans": [[span["start"], span["end"], span["label"]] for span in one["spans"]],
        }
        spans += len(check(record).spans)
    assert spans > 0


LABEL = """async ([text, before, from, to, label]) => {
  const edits = await import("/static/references.js");
  const one = edits.makeReference(text, [{ start: 0, end: text.length, label: before }]);
  const next = label ? edits.setLabel(one, from, to, label) : edits.clear(one, from, to);
  return next.fields.map((field) => [field.label, edits.textOf(next, field.from, field.to)]);
}"""


@browser_test
@pytest.mark.parametrize(
    ("text", "arguments", "expected"),
    [
        ("Mind, 59", (2, 3, "volume"), [["venue", "Mind"], ["volume", "59"]]),
        ("J. Phys. 59", (4, 5, "volume"), [["venue", "J. Phys."], ["volume", "59"]]),
        ("(1950) Mind", (1, 2, "year"), [["year", "1950"], ["venue", "Mind"]]),
        ("A 12 more", (1, 2, "note"), [["venue", "A"], ["note", "12"], ["venue", "more"]]),
        ("Mind, 59", (0, 3, "title"), [["title", "Mind, 59"]]),
        ("Mind, 59", (1, 3, ""), [["venue", "Mind"]]),
    ],
)  # fmt: skip
def test_what_a_field_keeps(page: Any, text: str, arguments: tuple, expected: list) -> None:
    assert page.evaluate(LABEL, [text, "venue", *arguments]) == expected


GUESS = """async (text) => (await import("/static/reading.js")).guessMode(text)"""


@browser_test
@pytest.mark.parametrize(
    ("text", "mode"),
    [
        (REFERENCES[0], "lines"),
        ("\n\n".join(REFERENCES), "lines"),
        ("\r\n".join(REFERENCES), "lines"),
        (own_page(), "page"),
        ("References\n" + "\n".join(REFERENCES), "page"),
        ("Knuth, D. E. (1984). Literate programming.\n   The Computer Journal, 27(2).", "page"),
        ("夏目漱石『文学論』大倉書店、1907年。", "lines"),
        ("", "page"),
    ],
)
def test_how_a_text_is_read(page: Any, text: str, mode: str) -> None:
    assert page.evaluate(GUESS, text) == mode
