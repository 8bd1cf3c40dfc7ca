"""What stands before the application: limits, headers, counts, and what becomes of errors.

Imports serve.settings, serve.metrics, serve.checks, serve.refusals and serve.worker.  Invariant: a
body reaches the application whole and within the limits, or not at all; an answer has the headers
of `HEADERS`; nothing of a request is logged but its route, its status and its time.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

import anyio

from tagger.serve.checks import BODIES, check_content_type, check_json, check_path, check_site
from tagger.serve.metrics import OTHER, Metrics
from tagger.serve.refusals import JSON, Refusal, busy, error_body
from tagger.serve.settings import Settings
from tagger.serve.worker import place_of

_LOG = logging.getLogger("tagger.serve")

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_WITH_BODY = frozenset(("POST", "PUT"))

#: Headers of every answer.  The page needs nothing from elsewhere and may stand in no frame.
HEADERS: dict[str, str] = {
    "content-security-policy": "default-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; object-src 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-cache",  # after an upgrade a page must not mix old modules with new ones
}
#: Bodies that are refused are read on for this many times the limit, and thrown away: a client
#: that is still sending would not see the answer.
_PATIENCE = 16
#: An answer may take this many times the time for one of its pieces.
_WHOLE = 10
#: Bodies that may be on their way, for each request that may be answered.
_ARRIVING = 4


class Guard:
    """Middleware around the whole application.

    Parameters
    ----------
    app : callable
        An ASGI application.
    settings : Settings
        Its limits.
    metrics : Metrics
        Gets the counts.
    """

    def __init__(self, app: App, settings: Settings, metrics: Metrics) -> None:
        self._app = app
        self._settings = settings
        self._metrics = metrics
        self._arriving = self._answering = self._buffered = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, as ASGI has it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start = time.perf_counter()
        answer = _Answer(send, self._settings.max_seconds)
        self._metrics.in_flight.inc()
        try:
            await self._guarded(scope, receive, answer)
        except Refusal as refusal:
            self._metrics.rejected(refusal.reason)
            await answer.refuse(refusal)
        except Exception as error:  # its message may hold the text of a request
            _LOG.error("a request failed: %s", place_of(error))
            await answer.refuse(Refusal(500, "failed", "The service failed at this."))
        finally:
            self._metrics.in_flight.dec()
            seconds = time.perf_counter() - start
            route = route_of(scope)
            self._metrics.answered(route, scope["method"], answer.status, seconds)
            _LOG.info("%s %d %.0f ms", route, answer.status, 1000 * seconds)

    async def _guarded(self, scope: Scope, receive: Receive, answer: _Answer) -> None:
        check_path(scope["path"])
        kinds = BODIES.get(scope["path"])
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        check_site(headers, is_local=self._settings.is_local, has_body=kinds is not None)
        if kinds is None or scope["method"] not in _WITH_BODY:
            # nothing may read what was not checked, whatever routes the application finds
            await self._app(scope, _replay(b"", receive), answer)
            return
        pieces = _Pieces(receive)
        try:
            self._check(headers, kinds)
            body = await self._read(pieces)
        except Refusal:
            if b"expect" not in headers:  # else it waits for our word
                await self._throw_away(pieces)
            raise
        self._answering += 1
        try:
            if self._answering > self._settings.max_requests:
                raise busy()
            if kinds == (JSON,):
                check_json(body, scope["path"], self._settings.max_strings)
            await self._app(scope, _replay(body, receive), answer)
        finally:
            self._answering -= 1
            self._buffered -= len(body)

    def _check(self, headers: Mapping[bytes, str], kinds: tuple[str, ...]) -> None:
        """Refuse what need not be read."""
        check_content_type(headers, kinds)
        if headers.get(b"content-encoding", "identity").lower() != "identity":
            raise Refusal(415, "content-encoding", "Bodies must not be compressed.")
        length = headers.get(b"content-length", "0")
        if not length.isdecimal() or int(length[:20]) > self._settings.max_body:
            raise self._too_large()
        if (
            self._answering >= self._settings.max_requests
            or self._arriving >= _ARRIVING * self._settings.max_requests
        ):
            raise busy()

    async def _read(self, pieces: _Pieces) -> bytes:
        """Read a body; its bytes count as buffered until the request is answered."""
        body = bytearray()
        self._arriving += 1
        try:
            with anyio.fail_after(self._settings.body_seconds):
                async for piece in pieces:
                    body += piece
                    self._buffered += len(piece)
                    if len(body) > self._settings.max_body:
                        raise self._too_large()
                    if self._buffered > self._settings.max_buffered:
                        raise busy()
        except BaseException as error:
            self._buffered -= len(body)
            if isinstance(error, TimeoutError):
                pieces.end()
                message = f"The body did not come in {self._settings.body_seconds:g} seconds."
                raise Refusal(408, "slow", message) from error
            raise
        finally:
            self._arriving -= 1
        return bytes(body)

    async def _throw_away(self, pieces: _Pieces) -> None:
        """Let a client that is refused come to the end of its sending, within limits."""
        left = _PATIENCE * self._settings.max_body
        with anyio.move_on_after(self._settings.body_seconds):
            async for piece in pieces:
                left -= len(piece)
                if left < 0:
                    return

    def _too_large(self) -> Refusal:
        message = f"The body has more than {self._settings.max_body} bytes."
        return Refusal(413, "body-size", message)


def route_of(scope: Scope) -> str:
    """Name the route of a request that was answered.

    Parameters
    ----------
    scope : mapping
        Of ASGI, after the application had it.

    Returns
    -------
    str
        Its path as the application declares it, or `OTHER`.
    """
    if scope["path"] in BODIES:  # also where the application did not get it
        return str(scope["path"])
    return getattr(scope.get("route"), "path", "") or OTHER


class _Answer:
    """Sends an answer, adds the headers, and remembers how far it got."""

    def __init__(self, send: Send, max_seconds: float) -> None:
        self._send = send
        self._max_seconds = max_seconds
        self._end = 0.0
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._end = time.monotonic() + _WHOLE * self._max_seconds
            given = {name.lower() for name, _ in message["headers"]}
            added = [(k.encode(), v.encode()) for k, v in HEADERS.items()]
            message["headers"] = [
                *message["headers"],
                *((name, value) for name, value in added if name not in given),
            ]
        # a client that does not read, or only now and then
        with anyio.fail_after(min(self._max_seconds, self._end - time.monotonic())):
            await self._send(message)

    async def refuse(self, refusal: Refusal) -> None:
        """Send an error; where an answer was begun, break it off, so that it is seen."""
        if self.status:
            return
        body = error_body(refusal.reason, refusal.message)
        headers = {**refusal.headers, "content-type": JSON, "content-length": str(len(body))}
        if refusal.status in (400, 408, 413, 415, 503):
            headers["connection"] = "close"  # part of the body may not have come
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        await self({"type": "http.response.start", "status": refusal.status, "headers": raw})
        await self({"type": "http.response.body", "body": body})


class _Pieces:
    """Gives the pieces of a body; a client that leaves ends it with an error."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._more = True

    def end(self) -> None:
        """Read no more."""
        self._more = False

    def __aiter__(self) -> _Pieces:
        return self

    async def __anext__(self) -> bytes:
        if not self._more:
            raise StopAsyncIteration
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self.end()
            raise Refusal(400, "gone", "The client went away.")
        self._more = message.get("more_body", False)
        return bytes(message.get("body", b""))


def _replay(body: bytes, receive: Receive) -> Receive:
    """Give a body that was read to the application; then what comes after it."""
    left = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return left.pop() if left else await receive()

    return replay
