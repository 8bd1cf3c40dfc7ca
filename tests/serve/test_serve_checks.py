"""What is refused before it is read: paths, sites, content types, structures, slow connections."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from typing import Any
from urllib.parse import urlsplit

import pytest

pytest.importorskip("fastapi")

from serve_fakes import TEXT

from tagger.serve.checks import BODIES, check_json
from tagger.serve.forms import MULTIPART
from tagger.serve.guard import Guard
from tagger.serve.metrics import Metrics
from tagger.serve.refusals import JSON, Refusal
from tagger.serve.settings import Settings

BOUNDARY = f"{MULTIPART}; boundary=B"


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def ask(client: Any, path: str, method: str = "POST", **headers: str) -> Any:
    """Send a body that every route can read, and that is over no limit."""
    name = {"/api/upload": b'file"; filename="a', "/api/processDate": b"date"}.get(
        path, b"names" if "Names" in path else b"citations"
    )
    body = b'--B\r\nContent-Disposition: form-data; name="%s"\r\n\r\n1984\r\n--B--\r\n' % name
    kind = BOUNDARY
    if BODIES.get(path.removesuffix("%0A")) == (JSON,):
        kind = JSON
        body = json.dumps(
            {"references": [], "format": "ris"} if "export" in path else {"texts": [TEXT]}
        ).encode()
    return client.request(method, path, content=body, headers={"content-type": kind, **headers})


@pytest.mark.parametrize("method", ["POST", "PUT"])
@pytest.mark.parametrize("path", BODIES)
def test_a_line_break_after_a_path_is_no_way_around_the_limits(
    client: Any, path: str, method: str
) -> None:
    assert code(ask(client, f"{path}%0A", method)) == (404, "not-found")
    assert ask(client, path).status_code in (200, 204)


def test_routes_without_a_body_get_none() -> None:
    """Also where the application should find a route that the guard does not know."""
    got: list[bytes] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        message = await receive()
        got.append(message["body"])
        assert not message["more_body"]
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body"})

    async def receive() -> Any:
        return {"type": "http.request", "body": b"x" * 100, "more_body": True}

    async def send(_: Any) -> None:
        pass

    scope = {"type": "http", "path": "/other", "method": "POST", "headers": []}
    asyncio.run(Guard(app, Settings(), Metrics())(scope, receive, send))
    assert got == [b""]


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data; charset=utf-8; boundary=B",
        "multipart/form-data; boundary=B; charset=utf-8",
        'Multipart/Form-Data; BOUNDARY="B"; charset="UTF-8"',
        "multipart/form-data;boundary=B;charset=utf8",
    ],
)
def test_options_of_content_types_come_in_any_order(client: Any, kind: str) -> None:
    assert ask(client, "/api/processDate", **{"content-type": kind}).status_code == 200


@pytest.mark.parametrize("kind", [f"{BOUNDARY}; charset=latin-1", f"{MULTIPART}; charset=x; a=b"])
def test_other_charsets(client: Any, kind: str) -> None:
    answer = ask(client, "/api/processDate", **{"content-type": kind})
    assert code(answer) == (415, "content-type")


@pytest.mark.parametrize("path", BODIES)
def test_other_sites_are_refused(client: Any, path: str) -> None:
    assert code(ask(client, path, **{"sec-fetch-site": "cross-site"})) == (403, "site")
    for own in ("same-origin", "none"):
        assert ask(client, path, **{"sec-fetch-site": own}).status_code in (200, 204)


def test_links_of_other_sites_to_the_page_are_not(client: Any) -> None:
    assert client.get("/", headers={"sec-fetch-site": "cross-site"}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/api/isalive", "/metrics", "/api/parse"])
@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        ("localhost", True), ("LOCALHOST:8070", True), ("127.0.0.1:1", True), ("[::1]:8070", True),
        ("evil.example", False), ("localhost.evil.example", False), ("127.0.0.1.nip.io:80", False),
        ("evil.example:8070", False), ("", False), ("localhost:", False), ("x@localhost", False),
    ],
)  # fmt: skip
def test_names_of_this_machine(client: Any, path: str, host: str, is_ours: bool) -> None:
    if path == "/api/parse":
        answer = ask(client, path, host=host)
    else:
        answer = client.get(path, headers={"host": host})
    if is_ours:
        assert answer.status_code == 200
    else:
        assert code(answer) == (400, "host")


def test_any_name_where_others_may_come(client: Any) -> None:
    assert not Settings(host="0.0.0.0").is_local
    assert Settings(host="::1").is_local


def keys(count: int) -> str:
    return "{" + ", ".join(f'"k{n}" :{n}' for n in range(count)) + "}"


def listed(key: str, value: str, count: int) -> str:
    return f'{{"{key}": [' + ", ".join([value] * count) + "]}"


@pytest.mark.parametrize(
    ("path", "body", "reason"),
    [
        ("/api/parse", keys(300), "objects"),
        ("/api/parse", listed("texts", '{"text":""}', 300), "objects"),
        ("/api/parse", listed("texts", '""', 2000), "strings"),
        ("/api/parse", listed("texts", r'"\"\\"', 2000), "strings"),
        ("/api/parse", keys(3000), "strings"),
        ("/api/export", listed("references", '{"text":""}', 17_000), "objects"),
        ("/api/export", keys(100_000), "objects"),
    ],
)
def test_structures_are_bounded_by_the_number_of_strings(path: str, body: str, reason: str) -> None:
    with pytest.raises(Refusal) as caught:
        check_json(body.encode(), path, 1000)
    assert (caught.value.status, caught.value.reason) == (413, reason)


@pytest.mark.parametrize(
    "text", ['{":' * 3000, '"a": {' * 3000, "\\" * 3000 + '{":' * 3000, "x\\", '\\":{' * 3000]
)
def test_braces_and_colons_of_texts_do_not_count(text: str) -> None:
    for ascii in (True, False):
        body = json.dumps({"texts": [text] * 20, "format": "csl"}, ensure_ascii=ascii)
        check_json(body.encode(), "/api/parse", 20)


def test_an_export_of_what_was_tagged_fits() -> None:
    """With twice the fields that references have, and all that `parse` adds to each."""
    span = {"start": 0, "end": 1, "label": "author", "confidence": 0.5}
    field = {**span, "value": "a:b", "raw": '"a": {'}
    one = {"text": TEXT, "spans": [span] * 8, "fields": [field] * 7}
    body = json.dumps({"references": [one] * 1000, "format": "ris"})
    check_json(body.encode(), "/api/export", 1000)


@pytest.mark.parametrize("path", ["/api/parse", "/api/export"])
def test_one_short_error_for_unknown_keys(client: Any, path: str) -> None:
    body = {"texts": [], "x" * 5000: 1, **{f"k{n}": n for n in range(50)}}
    answer = client.post(path, json=body)
    assert code(answer) == (422, "request")
    message = answer.json()["error"]["message"]
    expected = "there is no key 'texts'" if "export" in path else f"no key '{'x' * 100}'"
    assert message.endswith(expected)


def connect(address: str) -> socket.socket:
    line = socket.create_connection((urlsplit(address).hostname, urlsplit(address).port))
    line.settimeout(60)
    return line


def rest(line: socket.socket) -> bytes:
    """Read all that comes; a connection that is aborted has come to its end, too."""
    said = b""
    try:
        while piece := line.recv(65536):
            said += piece
    except ConnectionResetError:
        pass
    return said


@pytest.mark.parametrize(
    "sent",
    [b"", b"POST /api/parse HTTP/1.1\r\nHost: local", b"GET /api/isalive HTTP/1.1\r\n"],
)
def test_half_a_head_is_cut_off(served: Any, sent: bytes) -> None:
    with served(workers=1, body_seconds=1.0) as (_, address), connect(address) as line:
        line.sendall(sent)
        assert rest(line) == b""


def test_a_head_in_drops_is_cut_off(served: Any) -> None:
    with served(workers=1, body_seconds=1.0) as (_, address), connect(address) as line:
        line.sendall(b"GET / HTTP/1.1\r\nX: ")
        for _ in range(300):
            try:
                line.sendall(b"x")
            except OSError:
                return
            time.sleep(0.1)
        pytest.fail("the connection is still there")


def test_connections_have_a_most(served: Any) -> None:
    httpx = pytest.importorskip("httpx")
    with served(workers=1, max_requests=1, body_seconds=60.0) as (_, address):
        lines = [connect(address) for _ in range(8)]
        try:
            for line in lines[:7]:
                line.sendall(b"GET /api/isalive HTTP/1.1\r\nHost: localhost\r\n")
            lines[7].sendall(b"GET /api/isalive HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert lines[7].recv(15).startswith(b"HTTP/1.1 200")
            with connect(address) as one_more:
                assert rest(one_more).startswith(b"HTTP/1.1 503 ")
        finally:
            for line in lines:
                line.close()
        time.sleep(0.3)
        assert httpx.get(f"{address}/api/isalive", timeout=60).status_code == 200


def test_an_answer_in_drops_has_an_end() -> None:
    """Each piece is taken in time; all of them together are not."""
    sent = 0

    async def app(scope: Any, receive: Any, send: Any) -> None:
        nonlocal sent
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(1000):
            await send({"type": "http.response.body", "body": b"x", "more_body": True})
            sent += 1

    async def send(_: Any) -> None:
        await asyncio.sleep(0.02)

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "path": "/", "method": "GET", "headers": []}
    asyncio.run(Guard(app, Settings(max_seconds=0.1), Metrics())(scope, receive, send))
    assert 0 < sent < 1000
