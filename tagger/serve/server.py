"""The server under the application, with limits that it would not have by itself.

Imports serve.settings.  Invariant: no connection lasts that neither asks nor is answered, and there
is a most of them.
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from tagger.serve.settings import Settings

#: Connections, for each request that may be answered; browsers open six.
_CONNECTIONS = 8
#: Connections that wait to be taken.
_BACKLOG = 512
#: Seconds for requests that are being answered when the service is stopped.
_LAST = 10
#: Seconds between looks at a connection; fewer where the limit is lower.
_LOOK = 1.0
#: As for streamed answers: the rest of an answer may take this many times the time for a piece.
_WHOLE = 10
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 2\r\n"
    b"connection: close\r\ncontent-length: 0\r\n\r\n"
)


def configure(app: Any, settings: Settings) -> uvicorn.Config:
    """Configure the server.

    Parameters
    ----------
    app : callable
        An ASGI application.
    settings : Settings
        Where to listen, and the limits.

    Returns
    -------
    uvicorn.Config
        For `uvicorn.Server`.
    """
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=limited(settings),
        access_log=False,  # it would log addresses as they were typed; `guard` logs routes
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        ws="none",
        backlog=_BACKLOG,
        timeout_graceful_shutdown=_LAST,
    )


def limited(settings: Settings) -> type[asyncio.Protocol]:
    """Make the protocol of HTTP with limits.

    A connection is aborted that sends no complete head of a request, or does not read what is left
    of an answer, in `Settings.body_seconds`; what comes between is looked after by the guard.

    Parameters
    ----------
    settings : Settings
        The limits.

    Returns
    -------
    type
        For ``uvicorn.Config(http=...)``.
    """
    seconds = settings.body_seconds
    whole = max(seconds, _WHOLE * settings.max_seconds)
    pause = min(_LOOK, seconds / 4)
    most = _CONNECTIONS * settings.max_requests

    class Limited(H11Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            is_full = len(self.connections) >= most
            super().connection_made(cast(asyncio.Transport, transport))
            self._phase: tuple[str, object] = ("", None)
            self._left = 0
            self._phase_since = self._still_since = self.loop.time()
            self._timer = self.loop.call_later(pause, self._look)
            if is_full:
                self.transport.write(_FULL)
                self.transport.close()

        def connection_lost(self, exc: Exception | None) -> None:
            self._timer.cancel()
            super().connection_lost(exc)

        def _look(self) -> None:
            """Abort the connection where nothing has happened for too long."""
            now = self.loop.time()
            left = self.transport.get_write_buffer_size()
            phase = (self._name_of_phase(), self.cycle)
            if phase != self._phase:
                self._phase, self._phase_since = phase, now
                self._still_since = now
            elif left != self._left:  # it is read, if slowly
                self._still_since = now
            self._left = left
            if phase[0] != "answering" and (
                now - self._still_since >= seconds or now - self._phase_since >= whole
            ):
                self.transport.abort()
                return
            self._timer = self.loop.call_later(pause, self._look)

        def _name_of_phase(self) -> str:
            if self.transport.is_closing():
                return "closing"
            if self.cycle is not None and not self.cycle.response_complete:
                return "answering"
            return "reading"

    return Limited
