"""The page in a browser, against the service with the shipped model."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from page_browser import (
    REFERENCES,
    new_page,
    open_browser,
    own_page,
    real_service,
    shared_page,
)

from tagger.corpora.records import check
from tagger.labels import NAMES

pytestmark = [pytest.mark.browser, pytest.mark.model]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def service(browser: Any) -> Iterator[str]:
    with real_service() as address:
        yield address


@pytest.fixture
def page(browser: Any, service: str) -> Iterator[Any]:
    with new_page(browser, service) as page:
        yield page


def tag(page: Any, text: str, count: int) -> None:
    """Paste a text and have it tagged."""
    page.fill("#text", text)
    page.click("#submit")
    page.wait_for_selector(".card")
    assert page.locator(".card").count() == count


def field(page: Any, label: str, text: str) -> Any:
    """The field with this label whose printed text begins like this."""
    exact = re.compile(rf"^{re.escape(text)}")
    return page.locator(f'.field[data-label="{label}"]').filter(has_text=exact).first


def click(target: Any) -> None:
    """Click the first word: a field over two lines has nothing in its middle."""
    target.locator(".token").first.click()


def downloaded(page: Any, press: Callable[[], None]) -> Path:
    with page.expect_download() as download:
        press()
    return Path(download.value.path())


def read_bibtex(path: Path) -> list[dict[str, str]]:
    """Read a file by a reader that is not ours: the fields of its entries."""
    bibtexparser = pytest.importorskip("bibtexparser")
    library = bibtexparser.parse_string(path.read_text(encoding="utf-8"))
    assert not library.failed_blocks
    return [{one.key: one.value for one in entry.fields} for entry in library.entries]


PAGES = pytest.mark.parametrize(
    ("text", "venue"),
    [
        pytest.param(own_page, "American Journal of Sociology", id="own"),
        pytest.param(
            shared_page, "Advances in International Man", id="shared", marks=pytest.mark.shared
        ),
    ],
)


@PAGES
def test_paste_correct_and_export(page: Any, text: Callable[[], str], venue: str) -> None:
    tag(page, text(), 19)
    assert page.inner_text("#heading") == "19 references"
    colours = page.evaluate(
        """() => [...document.querySelectorAll(".card")].map((card) => [
             ...new Set([...card.querySelectorAll(".field")].map(
               (field) => getComputedStyle(field).backgroundColor))].length)"""
    )
    assert min(colours) >= 3
    assert page.locator("#legend li").count() >= 8

    wrong = field(page, "venue", venue)
    printed = wrong.text_content()
    click(wrong)
    page.click('.menu [data-option="series"]')
    assert field(page, "series", venue).count() == 1

    entries = read_bibtex(downloaded(page, lambda: page.click("#download")))
    assert len(entries) == 19
    assert [entry["series"] for entry in entries if "series" in entry] == [printed]
    assert printed not in [entry.get("journal") for entry in entries]
    assert page.inner_text("#status") == "Downloaded 19 references as BibTeX."


def tab_to(page: Any, selector: str, key: str = "Tab") -> None:
    for _ in range(60):
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} does not lead to {selector}")


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def focused(page: Any, attribute: str) -> str:
    return page.evaluate("(name) => document.activeElement.getAttribute(name)", attribute)


@PAGES
def test_keyboard_alone(page: Any, text: Callable[[], str], venue: str) -> None:
    tab_to(page, "#text")
    page.keyboard.insert_text(text())
    tab_to(page, "#submit")
    press(page, "Enter")
    page.wait_for_selector(".card")
    assert page.locator(".card").count() == 19
    tab_to(page, ".text [role=option]")

    # to the field: down through the references, right through the fields
    for _ in range(19):
        found = page.evaluate(
            """(venue) => [...document.activeElement.closest(".text").querySelectorAll(
                 '[data-label="venue"]')].some((one) => one.textContent.startsWith(venue))""",
            venue,
        )
        if found:
            break
        press(page, "ArrowDown")
    for _ in range(60):
        if focused(page, "data-label") == "venue":
            break
        press(page, "ArrowRight")
    assert venue in focused(page, "aria-label")
    printed = page.evaluate("document.activeElement.textContent")

    press(page, "s")  # a letter
    assert focused(page, "data-label") == "series"
    press(page, "Control+z")
    assert focused(page, "data-label") == "venue"
    press(page, "Enter", "ArrowDown", "Enter")  # the same in the menu
    assert focused(page, "data-label") == "series"
    press(page, "Shift+ArrowLeft", "Control+Shift+ArrowRight")  # the borders
    assert page.evaluate("document.activeElement.textContent") == " ".join(printed.split()[1:-1])
    press(page, "Control+Shift+ArrowLeft", "Shift+ArrowRight")
    assert page.evaluate("document.activeElement.textContent") == printed

    tab_to(page, "#download")
    entries = read_bibtex(downloaded(page, lambda: press(page, "Enter")))
    assert len(entries) == 19
    assert [entry["series"] for entry in entries if "series" in entry] == [printed]


def test_markup_stays_text(page: Any) -> None:
    hostile = (
        '<img src=x onerror="alert(1)">, A. (1984). <script>alert(2)</script> programming & '
        "&lt;b&gt;. The <b>Computer</b> Journal, 27(2), 97-111."
    )
    tag(page, hostile, 1)
    click(page.locator(".field").first)
    page.click(".menu .whole button:nth-child(4)")  # tag again
    page.get_by_text("Tagged again").wait_for(state="attached")
    assert page.locator(".text").text_content() == hostile
    inside = page.locator(":is(#list, #live, #status, #notice) :is(img, script, b)")
    assert inside.count() == 0


def test_training_data(page: Any, tmp_path: Path) -> None:
    # a character beyond the BMP: two units on the page, one code point in the file
    first = REFERENCES[0].replace("Literate", "𝒜 literate")
    tag(page, "\n".join([first, *REFERENCES[1:3]]), 3)
    click(field(page, "venue", "The Computer"))
    page.click('.menu [data-option="series"]')
    page.locator(".tick input").nth(1).uncheck()
    assert page.inner_text("#chosen") == "2 of 3"
    page.select_option("#format", "jsonl")
    lines = downloaded(page, lambda: page.click("#download")).read_text(encoding="utf-8")
    one, two = [check(json.loads(line)) for line in lines.splitlines()]
    assert (one.text, two.text) == (first, REFERENCES[2])
    values = {span.label: one.text[span.start : span.end] for span in one.spans}
    assert values["series"] == "The Computer Journal"
    assert values["pages"] == "97-111"


@pytest.mark.parametrize("name", ["biblatex", "ris", "csl", "tei", "jats"])
def test_other_formats(page: Any, name: str) -> None:
    tag(page, "\n".join(REFERENCES[:3]), 3)
    page.select_option("#format", name)
    text = downloaded(page, lambda: page.click("#download")).read_text(encoding="utf-8")
    assert all(word in text for word in ("Knuth", "Lamport", "Codd"))


def test_split_merge_undo(page: Any) -> None:
    tag(page, REFERENCES[0] + "\n" + REFERENCES[3], 2)
    click(field(page, "author", "Knuth"))
    page.click(".menu .whole button:nth-child(3)")  # merge
    both = f"{REFERENCES[0]} {REFERENCES[3]}"
    assert page.locator(".text").all_text_contents() == [both]
    click(field(page, "author", "Jacobs"))
    page.click(".menu .whole button:nth-child(2)")  # split
    assert page.locator(".text").all_text_contents() == [REFERENCES[0], REFERENCES[3]]
    assert field(page, "author", "Jacobs").count() == 1
    page.click("#undo")
    assert page.locator(".text").all_text_contents() == [both]
    page.click("#undo")
    page.click("#redo")
    page.click("#undo")
    assert page.locator(".text").all_text_contents() == [REFERENCES[0], REFERENCES[3]]
    assert page.locator("#undo").is_disabled()


def test_words_selected_with_the_mouse(page: Any) -> None:
    tag(page, REFERENCES[0], 1)
    words = page.locator('.field[data-label="title"] .token')
    start, end = words.first.bounding_box(), words.last.bounding_box()
    page.mouse.move(end["x"] + end["width"] - 1, end["y"] + end["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + 3, end["y"] + end["height"] / 2, steps=4)
    page.mouse.up()
    page.click('.menu [data-option="note"]')
    assert field(page, "title", "Literate").text_content() == "Literate"
    assert field(page, "note", "programming").text_content() == "programming"
    page.mouse.move(start["x"] + 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(5, start["y"] + start["height"] / 2, steps=40)  # and out of the text
    page.mouse.up()
    page.click('.menu [data-option="note"]')
    assert page.locator(".field").first.text_content().startswith("Knuth, D. E. (1984). Literate")


def test_file(page: Any, tmp_path: Path) -> None:
    path = tmp_path / "<b>list.txt"
    path.write_text("\n".join(REFERENCES[:4]), encoding="utf-8")
    page.set_input_files("#file", path)
    page.wait_for_selector(".card")
    assert page.locator(".card").count() == 4
    assert page.input_value("#text").splitlines() == REFERENCES[:4]


def test_unsure_fields_are_marked(page: Any) -> None:
    tag(page, own_page(), 19)
    page.select_option("#threshold", "0.99")
    marked = page.locator(".field.unsure")
    count = marked.count()
    assert count > 0
    assert page.inner_text("#next-unsure") == f"Next unsure field ({count})"
    page.click("#next-unsure")
    assert page.locator(".field.unsure.current").count() == 1
    label = page.locator(".field.current").get_attribute("data-label")
    assert page.locator(".current .lead").get_attribute("data-name") == f"{label}?"
    page.keyboard.press(page.locator(f"#legend [data-label={label}] kbd").text_content())
    assert marked.count() == count - 1  # looked at, and kept


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_phone_and_dark_mode(browser: Any, service: str, scheme: str) -> None:
    options = {
        "viewport": {"width": 320, "height": 640},
        "color_scheme": scheme,
        "has_touch": True,
    }
    url = "https://example.org/" + "a-long-address-without-any-break-" * 6
    with new_page(browser, service, **options) as page:
        overflow = "document.documentElement.scrollWidth - innerWidth"
        assert page.evaluate(overflow) <= 0
        tag(page, own_page().replace(REFERENCES[3], f"{REFERENCES[3]} {url}"), 19)
        assert page.evaluate(overflow) <= 0
        page.locator(".field .token").nth(3).tap()
        assert page.locator(".menu").is_visible()
        assert page.evaluate(overflow) <= 0
        menu = page.locator(".menu").bounding_box()
        assert menu["x"] == 0
        assert menu["y"] + menu["height"] == 640
        dark = page.evaluate(BRIGHTNESS, "body") < 0.2
        assert dark == (scheme == "dark")
        contrasts = page.evaluate(CONTRASTS, list(NAMES))
        assert min(contrasts.values()) >= 4.5, contrasts


COLOURS = """
  const rgb = (text) => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d");
    canvas.fillStyle = text;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const brightness = (text) => {
    const [r, g, b] = rgb(text).map((value) => value / 255).map(
      (value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
"""
BRIGHTNESS = f"""(selector) => {{ {COLOURS}
  return brightness(getComputedStyle(document.querySelector(selector)).backgroundColor);
}}"""
#: WCAG 2.2's contrast ratio of the text on the colour of each label, and of the small names.
CONTRASTS = f"""(names) => {{ {COLOURS}
  const ratio = (one, two) => {{
    const [low, high] = [brightness(one), brightness(two)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  }};
  const paper = getComputedStyle(document.body).backgroundColor;
  const field = document.querySelector(".field");
  const lead = field.querySelector(".lead");
  const result = {{ name: ratio(getComputedStyle(lead, "::before").color, paper) }};
  field.classList.add("unsure");
  result.unsure = ratio(getComputedStyle(lead, "::before").color, paper);
  for (const name of names) {{
    field.dataset.label = name;
    const style = getComputedStyle(field);
    result[name] = ratio(style.color, style.backgroundColor);
  }}
  return result;
}}"""
