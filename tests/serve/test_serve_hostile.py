"""Requests that mean no good: right codes, nothing lost, nothing executed, nothing written."""

from __future__ import annotations

import http.client
import json
import logging
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest

pytest.importorskip("fastapi")

from serve_fakes import NO_FOLDER, TEXT, load_without_disk

from tagger.serve.checks import BODIES
from tagger.serve.guard import HEADERS, Guard

MARKUP = '<script>alert(1)</script> & "x" ]]> (1984). <img src=x onerror=y>. <b>&amp;</b>, 1'
JSON = {"content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
KINDS = {"application/json": b'{"texts": []}', "application/x-www-form-urlencoded": b"date=1984"}


def post(address: str, path: str = "/api/parse", **options: Any) -> Any:
    """Ask a service on a port, with much patience: machines that test may be busy."""
    httpx = pytest.importorskip("httpx")
    return httpx.post(f"{address}{path}", timeout=120, **options)


def get(address: str, path: str) -> Any:
    """Read a page of a service on a port."""
    httpx = pytest.importorskip("httpx")
    return httpx.get(f"{address}{path}", timeout=120)


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe", b'{"texts": ["\xe9"]}', b"{", b"", b"[" * 100_000, b"9" * 5000, b"\x00",
        b'{"texts": ["a"]', '{"texts": ["é"]}'.encode("utf-16"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/api/parse", "/api/export"])
def test_bodies_that_are_no_json(client: Any, path: str, body: bytes) -> None:
    answer = client.post(path, content=body, headers=JSON)
    assert answer.status_code in ((400, 422) if body in (b"", b"9" * 5000) else (400,))


@pytest.mark.parametrize(
    "body", [b"citations=%FF", b"citations=\xff", b"citations=%C3", b"%FF=1&citations=x"]
)
def test_forms_that_are_not_utf8(client: Any, body: bytes) -> None:
    answer = client.post("/api/processCitation", content=body, headers=FORM)
    assert code(answer) == (400, "form")


def multipart(content: bytes, head: bytes = b'form-data; name="citations"') -> bytes:
    return b"--B\r\nContent-Disposition: %s\r\n\r\n%s\r\n--B--\r\n" % (head, content)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", multipart(b"x")),
        ("multipart/form-data; boundary=B", multipart(b"\xff")),
        ("multipart/form-data; boundary=B", multipart(b"x", b"form-data")),
        ("multipart/form-data; boundary=C", multipart(b"x")),
        ("multipart/form-data; boundary=B", b"citations=x"),
        ("multipart/form-data; boundary=" + "B" * 1000, multipart(b"x")),
        ("multipart/form-data; boundary=B", multipart(b"x")[:-7] * 1100 + b"--B--"),
        ("multipart/form-data; boundary=B", b'--B\r\nContent-Disposition: form-data; name="ci'),
    ],
)
def test_forms_that_are_broken(client: Any, kind: str, body: bytes) -> None:
    answer = client.post("/api/processCitationList", content=body, headers={"content-type": kind})
    assert answer.status_code == 400


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "application/jsonp", "", ";", "multipart/mixed", "é"]
)
def test_wrong_content_types(client: Any, path: str, kind: str) -> None:
    headers = {"content-type": kind.encode("latin-1")}
    assert code(client.post(path, content=b"x", headers=headers)) == (415, "content-type")


def test_json_is_no_form_and_a_form_no_json(client: Any) -> None:
    for path, kinds in BODIES.items():
        for kind, body in KINDS.items():
            answer = client.post(path, content=body, headers={"content-type": kind})
            assert (answer.status_code == 415) == (kind not in kinds)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content-type": "application/json; charset=latin-1"}, 415),
        ({"content-type": 'application/json; charset="UTF-8"'}, 200),
        ({**JSON, "content-encoding": "gzip"}, 415),
        ({**JSON, "content-encoding": "identity"}, 200),
    ],
)
def test_encodings(client: Any, headers: dict[str, str], status: int) -> None:
    answer = client.post("/api/parse", content=b'{"texts": []}', headers=headers)
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"texts": [""] * 1001}, "strings"),
        ({"texts": ["x" * 2001]}, "length"),
        ({"page": "x" * 20_001}, "length"),
        ({"page": "x\n" * 1001, "find": False}, "strings"),
        ({"page": "x" * 200_001}, "body-size"),
    ],
)
def test_limits(client: Any, body: Any, reason: str) -> None:
    assert code(client.post("/api/parse", json=body)) == (413, reason)


def test_nested_lists_are_refused_before_they_are_read(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tagger.serve.checks._BRACKETS", 1000)
    body = {"texts": [[]] * 1000}
    assert code(client.post("/api/parse", json=body)) == (413, "brackets")


def test_a_body_that_does_not_say_its_length(client: Any) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(300):
            yield b" " * 1000

    answer = client.post("/api/parse", content=pieces(), headers=JSON)
    assert code(answer) == (413, "body-size")


@pytest.mark.parametrize("format", ["fields", "csl", "bibtex", "biblatex", "ris", "tei", "jats"])
def test_markup_stays_text(client: Any, format: str) -> None:
    answer = client.post("/api/parse", json={"texts": [MARKUP], "format": format})
    assert answer.json()["references"][0]["text"] == MARKUP
    assert answer.headers["content-type"] == "application/json"
    if format in ("tei", "jats"):
        assert "<script" not in answer.json()["references"][0][format]


def test_markup_in_errors_stays_text(client: Any) -> None:
    answer = client.post("/api/parse", json={"texts": [], "<script>": 1})
    assert code(answer) == (422, "request")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//etc/passwd",
     "/static/%00", "/static/" + "a" * 5000, "/%ff", "/api/parse/", "/api/parse%00"],
)  # fmt: skip
def test_paths_that_lead_nowhere(client: Any, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (404, 405)
    assert "import" not in answer.text


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "X"])
def test_other_methods(client: Any, method: str) -> None:
    answer = client.request(method, "/api/parse", content=b"{}", headers=JSON)
    assert code(answer) == (405, "method")
    assert "access-control-allow-origin" not in answer.headers


def test_nothing_of_a_request_is_logged(client: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "sesame"
    client.post("/api/parse", json={"texts": [f"FAIL {secret}", secret]})
    client.post("/api/parse", json={"texts": [1], secret: secret})
    client.post("/api/parse", content=secret, headers=JSON)
    client.post("/api/upload", files={"file": (secret, b"sesame " * 2000)})
    client.post("/api/processCitation", data={"citations": secret, secret: secret})
    client.get(f"/{secret}?{secret}", headers={"user-agent": secret})
    mine = [record for record in caplog.records if record.name.startswith("tagger")]
    assert any("KeyError in serve_fakes.py" in record.getMessage() for record in mine)
    assert all(secret not in record.getMessage() for record in mine)


def test_nothing_of_a_request_is_written(served: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers of forms write what is over a megabyte to temporary files: here these would fail."""
    large = (TEXT + "\n").encode() + (b"sesame" + b" " * 60 + b"\n") * 20_000
    options = {"max_page": 4_000_000, "max_length": 4_000_000}
    with served(load_without_disk, workers=1, **options) as (_, address):
        monkeypatch.setattr("tempfile.tempdir", NO_FOLDER)
        with pytest.raises(FileNotFoundError):
            tempfile.TemporaryFile()  # noqa: SIM115
        answer = post(address, "/api/upload", files={"file": ("a.txt", large)})
        assert answer.status_code == 200
        answer = post(address, "/api/processCitation", files={"citations": (None, large)})
        assert answer.status_code == 200


def test_texts_are_logged_where_that_is_asked_for(
    served: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with served(workers=1, log_text=True) as (_, address):
        post(address, json={"texts": ["one\nline"]})
    assert r"'one\nline'" in caplog.messages


def raw(address: str, *pieces: bytes, pause: float = 0.0) -> bytes:
    """Send bytes, and read all that comes back."""
    with socket.create_connection((urlsplit(address).hostname, urlsplit(address).port)) as line:
        line.settimeout(120)
        for piece in pieces:
            line.sendall(piece)
            time.sleep(pause)
        answer = b""
        while piece := line.recv(65536):
            answer += piece
    return answer


HEAD = b"POST /api/parse HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


def test_slow_bodies_while_others_are_answered(served: Any) -> None:
    with served(workers=1, body_seconds=1.0) as (app, address):
        slow = HEAD + b"Content-Length: 100\r\n\r\n{"
        with ThreadPoolExecutor(20) as threads:
            slowly = [threads.submit(raw, address, slow) for _ in range(20)]
            answer = post(address, json={"texts": [TEXT]})
            assert answer.status_code == 200
            for one in slowly:
                assert one.result().startswith(b"HTTP/1.1 408 ")
        assert held(app) == (0, 0, 0)


def test_huge_bodies(served: Any) -> None:
    with served(workers=1, body_seconds=120.0) as (app, address):
        assert huge(address, 100, declared=True) == 413
        assert huge(address, 20, declared=False) == 413
        assert post(address, json={"texts": [""]}).status_code == 200
        assert held(app) == (0, 0, 0)


def held(app: Any) -> tuple[int, int, int]:
    """Say what the guard holds: requests that arrive, that are answered, and bytes of both."""
    guard = app.middleware_stack
    while not isinstance(guard, Guard):
        guard = guard.app
    for _ in range(100):
        counts = (guard._arriving, guard._answering, guard._buffered)
        if counts == (0, 0, 0):
            break
        time.sleep(0.05)  # counted down after the answer
    return counts


def huge(address: str, megabytes: int, *, declared: bool) -> int:
    """Send a body with the client of the standard library, which sends all before it reads."""
    client = http.client.HTTPConnection(urlsplit(address).netloc, timeout=120)
    body = (b" " * 1_000_000 for _ in range(megabytes))
    length = {"content-length": str(megabytes * 1_000_000)} if declared else {}
    client.request("POST", "/api/parse", body, {**JSON, **length}, encode_chunked=not declared)
    return client.getresponse().status


def test_clients_that_leave(served: Any) -> None:
    with served(workers=1) as (app, address):
        for _ in range(100):
            where = (urlsplit(address).hostname, urlsplit(address).port)
            with socket.create_connection(where) as line:
                line.sendall(HEAD + b"Content-Length: 1000\r\n\r\n{")
        assert post(address, json={"texts": [TEXT]}).status_code == 200
        assert "reftagger_in_flight 1.0" in get(address, "/metrics").text
        assert held(app) == (0, 0, 0)


def test_expect_continue_is_refused_before_the_body(served: Any) -> None:
    with served(workers=1) as (_, address):
        head = HEAD + b"Content-Length: 100000000\r\nExpect: 100-continue\r\n\r\n"
        assert raw(address, head).startswith(b"HTTP/1.1 413 ")


def test_too_many_at_once_are_told_to_come_back(served: Any) -> None:
    with served(workers=1, max_requests=4) as (_, address):

        def ask(text: str) -> Any:
            return post(address, json={"texts": [text]})

        with ThreadPoolExecutor(12) as threads:
            answers = list(threads.map(ask, ["SLEEP 0.3"] * 12))
            alive = get(address, "/api/isalive")
        assert alive.status_code == 200
        codes = [answer.status_code for answer in answers]
        assert set(codes) == {200, 503}
        refused = [answer for answer in answers if answer.status_code == 503]
        assert all(int(answer.headers["retry-after"]) > 0 for answer in refused)
        assert refused[0].headers["x-content-type-options"] == HEADERS["x-content-type-options"]
        assert ask(TEXT).status_code == 200


def test_what_waits_or_takes_too_long(served: Any) -> None:
    """The one may come back, the other need not; GROBID knows no 504."""
    with served(workers=1, max_seconds=2.0) as (_, address):

        def ask(text: str) -> int:
            body = {"texts": [text]}
            return post(address, json=body).status_code

        with ThreadPoolExecutor(12) as threads:
            assert set(threads.map(ask, ["SLEEP 0.4"] * 12)) == {200, 503}
        assert ask("SLEEP 60") == 504
        wait_until_ready(address)
        data = {"citations": "SLEEP 60"}
        answer = post(address, "/api/processCitation", data=data)
        assert code(answer) == (500, "long")


def wait_until_ready(address: str) -> None:
    for _ in range(2400):
        if get(address, "/health/ready").status_code == 200:
            return
        time.sleep(0.05)
    pytest.fail("no process is ready")


def test_short_requests_pass_long_ones(served: Any) -> None:
    """A list is tagged in pieces, between which others get their turn; the loop answers always."""
    with served(workers=1, chunk=1) as (_, address):
        order = []

        def ask(name: str, texts: list[str]) -> None:
            post(address, json={"texts": texts})
            order.append(name)

        long = threading.Thread(target=ask, args=("long", ["SLEEP 0.02"] * 60))
        long.start()
        time.sleep(0.2)
        assert get(address, "/api/isalive").text == "true"
        ask("short", [TEXT])
        long.join()
    assert order == ["short", "long"]


def test_a_stream_that_fails_is_broken_off(served: Any, caplog: pytest.LogCaptureFixture) -> None:
    """The status is gone by then; what must not be is an answer that looks whole."""
    import httpx

    with served(workers=1, chunk=1) as (_, address):
        for accept in ("application/json", "application/x-ndjson"):
            with pytest.raises(httpx.RemoteProtocolError):
                post(
                    address,
                    json={"texts": [TEXT, TEXT, TEXT, "FAIL sesame", TEXT]},
                    headers={"accept": accept},
                )
        assert post(address, json={"texts": [TEXT]}).status_code == 200
    assert "sesame" not in caplog.text


def test_a_client_that_does_not_read_holds_nothing(served: Any) -> None:
    body = json.dumps({"texts": [TEXT] * 4000}).encode()
    with served(workers=1, max_seconds=2.0) as (_, address):
        where = (urlsplit(address).hostname, urlsplit(address).port)
        with socket.create_connection(where) as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            line.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body)
            for _ in range(80):
                if "reftagger_in_flight 1.0" in get(address, "/metrics").text:
                    break
                time.sleep(0.1)
            else:
                pytest.fail("the request is still held")
