"""The service with a fake model: in this process, and on a port."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest


@pytest.fixture(scope="session")
def client() -> Iterator[Any]:
    """A client of a service with small limits; its one process that tags is real."""
    pytest.importorskip("fastapi")
    from serve_fakes import load_fake
    from starlette.testclient import TestClient

    from tagger.serve.app import create_app
    from tagger.serve.settings import Settings

    settings = Settings(
        workers=1,
        chunk=4,
        max_strings=1000,
        max_length=2000,
        max_page=20_000,
        max_body=200_000,
        max_seconds=60,
    )
    app = create_app(settings, load_fake)
    with TestClient(app, "http://localhost", raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session")
def served() -> Callable[..., Any]:
    """Start a service on a port, with the settings that are given; gives app and address."""
    pytest.importorskip("uvicorn")
    return _served


@contextmanager
def _served(load: Callable[[], Any] | None = None, **settings: Any) -> Iterator[tuple[Any, str]]:
    import uvicorn
    from serve_fakes import load_fake

    from tagger.serve.app import create_app
    from tagger.serve.server import configure
    from tagger.serve.settings import Settings

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    chosen = Settings(port=port, **settings)
    app = create_app(chosen, load or load_fake)
    server = uvicorn.Server(configure(app, chosen))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        for _ in range(2400):
            if server.started or not thread.is_alive():
                break
            time.sleep(0.05)
        assert server.started
        yield app, f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
