"""Forms: what was put in comes out, in both encodings."""

from __future__ import annotations

from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("fastapi")
pytest.importorskip("python_multipart")

from tagger.serve.forms import BadForm, read_form
from tagger.serve.service import chunks

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
NAMES = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=9)
FIELDS = st.lists(st.tuples(NAMES, TEXTS), min_size=1, max_size=8)
BOUNDARY = "----B0undary"


def grouped(fields: list[tuple[str, str]]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in fields:
        values.setdefault(name, []).append(value)
    return values


@given(FIELDS)
def test_urlencoded(fields: list[tuple[str, str]]) -> None:
    body = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in fields)
    form = read_form("application/x-www-form-urlencoded", body.encode(), 8)
    assert form.values == grouped(fields)


@pytest.mark.parametrize("text", ["é", "a+b%20c", "%E2%80%93", "–"])
def test_urlencoded_takes_bytes_as_they_are(text: str) -> None:
    form = read_form("application/x-www-form-urlencoded", f"a={text}&a".encode(), 8)
    expected = {"a+b%20c": "a b c", "%E2%80%93": "–"}.get(text, text)
    assert form.values == {"a": [expected, ""]} or form.values == {"a": [expected]}


@given(FIELDS, st.binary(max_size=300))
def test_multipart(fields: list[tuple[str, str]], content: bytes) -> None:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields
    ]
    head = f'--{BOUNDARY}\r\ncontent-disposition: form-data; name=f; filename="x/y"\r\n\r\n'
    body = b"".join([*parts, head.encode(), content, f"\r\n--{BOUNDARY}--\r\n".encode()])
    if f"\r\n--{BOUNDARY}".encode() in content or any(BOUNDARY in v for _, v in fields):
        return
    form = read_form(f"multipart/form-data; boundary={BOUNDARY}", body, 9)
    assert form.values == grouped(fields)
    assert form.files == {"f": [content]}


@given(st.binary(max_size=200), st.sampled_from(["urlencoded", "multipart"]))
def test_any_bytes_are_a_form_or_are_refused(body: bytes, kind: str) -> None:
    content_type = {
        "urlencoded": "application/x-www-form-urlencoded",
        "multipart": "multipart/form-data; boundary=B",
    }[kind]
    try:
        form = read_form(content_type, body, 5)
    except BadForm:
        return
    assert sum(map(len, form.values.values())) <= 5


def test_too_many_fields() -> None:
    with pytest.raises(BadForm, match="more than 2"):
        read_form("application/x-www-form-urlencoded", b"a=1&b=2&c=3", 2)


@given(st.lists(TEXTS), st.integers(1, 5))
def test_chunks_hold_all_strings_in_order(texts: list[str], size: int) -> None:
    divided = list(chunks(texts, size))
    assert [text for chunk in divided for text in chunk] == texts
    assert all(0 < len(chunk) <= size for chunk in divided)


def test_long_strings_make_short_chunks() -> None:
    assert [len(chunk) for chunk in chunks(["x" * 60_000, "y" * 60_000, "z"], 9)] == [1, 2]
