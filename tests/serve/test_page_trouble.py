"""The page when the service is busy, away or refuses; and with nothing or very much to show."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from page_browser import REFERENCES, new_page, open_browser, static_files

pytestmark = pytest.mark.browser

TEXT = REFERENCES[0]
ANSWER = {
    "references": [
        {
            "text": TEXT,
            "spans": [{"start": 0, "end": 12, "label": "author", "confidence": 0.5}],
        }
    ]
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with static_files() as address:
        yield address


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    with new_page(browser, address) as page:
        yield page


def answer(page: Any, *answers: dict[str, Any], path: str = "parse") -> list[Any]:
    """Answer requests one after the other, the last for ever; gives what was asked."""
    asked = []

    def handle(route: Any) -> None:
        asked.append(route.request)
        route.fulfill(**answers[min(len(asked), len(answers)) - 1])

    page.route(f"**/api/{path}", handle)
    return asked


def refusal(status: int, message: str = "", **headers: str) -> dict[str, Any]:
    error = {"error": {"code": "none", "message": message}}
    return {"status": status, "json": error, "headers": headers}


def notice(page: Any, text: str) -> None:
    page.locator("#notice-text", has_text=text).wait_for()


def tag(page: Any, text: str = TEXT) -> None:
    page.fill("#text", text)
    page.click("#submit")


def test_a_busy_service_is_asked_again(page: Any) -> None:
    busy = refusal(503, **{"Retry-After": "1"})
    asked = answer(page, busy, {"json": ANSWER})
    tag(page)
    notice(page, "The service is busy; trying again in 1 second.")
    page.wait_for_selector(".card")
    assert len(asked) == 2
    assert page.locator("#notice").is_hidden()
    assert json.loads(asked[1].post_data)["texts"] == [TEXT]


def test_waiting_can_be_stopped(page: Any) -> None:
    answer(page, refusal(503, **{"Retry-After": "20"}))
    tag(page)
    notice(page, "trying again in 20 seconds")
    page.click("#stop")
    assert page.locator("#notice").is_hidden()
    assert page.get_attribute("#submit", "aria-disabled") == "false"
    assert page.input_value("#text") == TEXT


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (refusal(413), "more text than the service accepts"),
        (refusal(408), "This took too long"),
        (refusal(504), "This took too long"),
        (
            refusal(422, "A string is <b>too</b> long."),
            "refused this: A string is <b>too</b> long.",
        ),
        ({"status": 500, "body": "<h1>oops</h1>"}, "The service failed (status 500)"),
        ({"status": 200, "body": '{"references": ['}, "could not be read"),
        ({"json": {"references": []}}, "No references were found"),
    ],
    ids=["413", "408", "504", "422", "500", "cut off", "none"],
)
def test_messages(page: Any, given: dict[str, Any], message: str) -> None:
    answer(page, given)
    tag(page)
    notice(page, message)
    assert page.input_value("#text") == TEXT
    assert page.locator(".card").count() == 0
    assert page.locator("#notice b").count() == 0
    answer(page, {"json": ANSWER})
    page.click("#submit")
    page.wait_for_selector(".card")
    assert page.locator("#notice").is_hidden()


def test_no_service(page: Any) -> None:
    page.route("**/api/parse", lambda route: route.abort())
    tag(page)
    notice(page, "The service cannot be reached.")


def test_nothing_pasted(page: Any) -> None:
    tag(page, "  \n ")
    notice(page, "There is no text yet")
    assert page.evaluate("document.activeElement.id") == "text"


def test_the_example(page: Any) -> None:
    asked = answer(page, {"json": ANSWER})
    page.click("#example")
    page.wait_for_selector(".card")
    assert len(json.loads(asked[0].post_data)["texts"]) == 6


def test_modes(page: Any) -> None:
    asked = answer(page, {"json": ANSWER})
    page.locator("label", has_text="Find in a page").click()
    tag(page)
    page.wait_for_selector(".card")
    page.locator("label", has_text="One a line").click()
    tag(page, "one\n\n two ")
    page.wait_for_function("document.querySelector('#reading').textContent.includes('a line')")
    sent = [json.loads(one.post_data) for one in asked]
    assert sent[0] == {"page": TEXT, "find": True, "format": "spans"}
    assert sent[1] == {"texts": ["one", "two"], "format": "spans"}


def test_pdf_goes_to_the_service(page: Any) -> None:
    asked = answer(page, {"json": ANSWER}, path="upload")
    pdf = {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 \xff"}
    page.set_input_files("#file", pdf)
    page.wait_for_selector(".card")
    body = asked[0].post_data_buffer
    assert b'name="file"; filename="paper.pdf"' in body
    assert b"%PDF-1.4 \xff" in body
    assert page.inner_text("#reading") == "Found in paper.pdf."


def test_a_file_that_is_no_text(page: Any) -> None:
    picture = {"name": "a.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\0\0"}
    page.set_input_files("#file", picture)
    notice(page, "neither plain text nor PDF")


DROP = """(name) => {
  const data = new DataTransfer();
  data.items.add(new File(["one\\ntwo"], name, { type: "text/plain" }));
  const fire = (kind) => document.body.dispatchEvent(
    new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }));
  fire("dragenter");
  const shown = !document.querySelector("#drop").hidden;
  const isHandled = !fire("dragover") && !fire("drop");
  return shown && isHandled && document.querySelector("#drop").hidden;
}"""


def test_a_file_is_dropped(page: Any) -> None:
    answer(page, {"json": ANSWER})
    assert page.evaluate(DROP, "list.txt")
    page.wait_for_selector(".card")
    assert page.input_value("#text") == "one\ntwo"


def test_very_many_references(page: Any) -> None:
    answer(page, {"json": {"references": ANSWER["references"] * 1000}})
    tag(page)
    page.wait_for_selector(".card")
    assert page.inner_text("#heading") == "1,000 references"
    assert page.locator(".card").count() == 200
    page.click("#more")
    assert page.locator(".card").count() == 400
    assert re.match(r"Show 200 more of 600", page.inner_text("#more"))
    page.locator("#all").uncheck()
    assert page.locator("#download").is_disabled()


def test_a_failed_export_says_so(page: Any) -> None:
    answer(page, {"json": ANSWER})
    asked = answer(page, refusal(422, "spans must not overlap"), path="export")
    tag(page)
    page.click("#download")
    page.locator("#status.error", has_text="refused this: spans must not overlap").wait_for()
    assert json.loads(asked[0].post_data) == {**ANSWER, "format": "bibtex"}


def test_copy(page: Any) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    answer(page, {"json": ANSWER})
    answer(page, {"body": "@book{a}"}, path="export")
    tag(page)
    page.click("#copy")
    page.locator("#status", has_text="Copied 1 reference as BibTeX.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "@book{a}"
    page.locator(".field .token").first.click()
    page.keyboard.press("Control+c")
    assert page.evaluate("navigator.clipboard.readText()") == "Knuth, D. E."


TOUCH = """() => {
  const text = document.querySelector(".text");
  const word = text.querySelector('[data-token="0"]');
  const touch = { pointerType: "touch", bubbles: true };
  word.dispatchEvent(new PointerEvent("pointerdown", touch));
  word.dispatchEvent(new PointerEvent("pointercancel", touch)); // the browser took the finger over
  getSelection().setBaseAndExtent(word.firstChild, 2, text, text.childNodes.length);
}"""


def test_words_selected_with_a_finger(browser: Any, address: str) -> None:
    with new_page(browser, address, has_touch=True) as page:
        answer(page, {"json": ANSWER})
        tag(page)
        page.wait_for_selector(".card")
        page.evaluate(TOUCH)
        page.locator(".menu").wait_for()
        assert page.inner_text(".menu-text") == TEXT
        page.locator('.menu [data-option="note"]').tap()
        assert page.locator('.field[data-label="note"]').text_content() == TEXT


def test_corrections_come_back_after_another_text(page: Any) -> None:
    other = {"references": [{"text": REFERENCES[1], "spans": []}] * 2}
    answer(page, {"json": ANSWER}, {"json": other})
    tag(page)
    page.locator(".field .token").first.click()
    page.click('.menu [data-option="title"]')
    page.keyboard.press("Escape")
    page.locator(".tick input").uncheck()
    page.locator("label", has_text="Find in a page").click()
    tag(page, REFERENCES[1])
    page.locator(".text", has_text="Lamport").first.wait_for()
    assert page.inner_text("#reading") == "Found in the text."
    assert page.inner_text("#chosen") == "All"

    page.click("#undo")
    assert page.inner_text("#live") == "Undone: reading another text."
    assert page.locator(".text").all_text_contents() == [TEXT]
    assert page.get_attribute(".field", "data-label") == "title"
    assert page.inner_text("#reading") == "Read as one reference a line."
    assert page.inner_text("#chosen") == "0 of 1"
    page.click("#redo")
    assert page.locator(".text").all_text_contents() == [REFERENCES[1]] * 2
    assert page.inner_text("#reading") == "Found in the text."
    assert page.inner_text("#chosen") == "All"
    page.click("#undo")
    page.click("#undo")
    assert page.get_attribute(".field", "data-label") == "author"
    assert page.locator("#undo").is_disabled()


ACCENTS = "Müller, É. – “Über” (1984). Dœ."


@pytest.mark.parametrize(
    ("encoding", "is_guessed"), [("utf-8", False), ("utf-8-sig", False), ("cp1252", True)]
)
def test_encodings_of_files(page: Any, encoding: str, is_guessed: bool) -> None:
    answer(page, {"json": ANSWER})
    file = {"name": "a.txt", "mimeType": "text/plain", "buffer": ACCENTS.encode(encoding)}
    page.set_input_files("#file", file)
    page.wait_for_selector(".card")
    assert page.input_value("#text") == ACCENTS
    assert page.locator("#notice", has_text="Windows-1252").is_visible() == is_guessed
    assert page.locator("#notice").is_visible() == is_guessed
    tag(page)  # another text: the remark is not about it
    page.locator("#notice").wait_for(state="hidden")


def test_keys_pass_lines_without_a_word(page: Any) -> None:
    texts = ["-----", TEXT, "* * *", "\x85", REFERENCES[1], "…"]
    references = [{"text": text, "spans": []} for text in texts]
    answer(page, {"json": {"references": references}})
    tag(page)
    page.wait_for_selector(".card")
    assert page.get_attribute(".bar", "role") == "group"
    for _ in range(40):
        if page.evaluate("document.activeElement.matches('.text [role=option]')"):
            break
        page.keyboard.press("Tab")
    expected = ["-----", "Knuth", "*", "Lamport", "…"]
    for key, words in [("ArrowDown", expected), ("ArrowUp", expected[::-1])]:
        for word in words:
            assert page.evaluate("document.activeElement.textContent") == word
            page.keyboard.press(key)  # stays where it is at the end
