"""A browser for the tests of the page, and a page of references to paste."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
).split()
START = 90  # seconds that the service may take to load the model
NAMES = ("chromium", "chromium-browser", "google-chrome")
STATIC = Path(__file__).parents[2] / "tagger" / "serve" / "static"
SHARED_PAGE = Path(__file__).parents[3] / "shared" / "pages" / "article_page.txt"

PROSE = """The library on the hill
Notes from a reading group

Skip to content  About  Archive  Contact

We met eleven times this winter. What follows is what we read, in the order in which we read it;
some of it twice. Nobody agreed with everything, and the coffee was good.

References

"""
AFTER = """

Written down by the group. Comments are closed.
"""

REFERENCES = """\
Knuth, D. E. (1984). Literate programming. The Computer Journal, 27(2), 97-111.
Lamport, L. (1978). Time, clocks, and the ordering of events in a distributed system. Communications of the ACM, 21(7), 558-565. https://doi.org/10.1145/359545.359563
Codd, E. F. (1970). A relational model of data for large shared data banks. Communications of the ACM, 13(6), 377-387.
Jacobs, J. (1961). The death and life of great American cities. New York: Random House.
Kuhn, T. S. (1962). The structure of scientific revolutions. Chicago: University of Chicago Press.
Watson, J. D., & Crick, F. H. C. (1953). Molecular structure of nucleic acids. Nature, 171, 737-738.
Granovetter, M. S. (1973). The strength of weak ties. American Journal of Sociology, 78(6), 1360-1380.
Anderson, B. (1983). Imagined communities. London: Verso.
Ostrom, E. (1990). Governing the commons. Cambridge: Cambridge University Press.
Akerlof, G. A. (1970). The market for "lemons". Quarterly Journal of Economics, 84(3), 488-500.
Haraway, D. (1988). Situated knowledges. Feminist Studies, 14(3), 575-599.
Black, F., & Scholes, M. (1973). The pricing of options and corporate liabilities. Journal of Political Economy, 81(3), 637-654.
Metropolis, N., & Ulam, S. (1949). The Monte Carlo method. Journal of the American Statistical Association, 44(247), 335-341.
Polanyi, K. (1944). The great transformation. New York: Farrar & Rinehart.
Hardin, G. (1968). The tragedy of the commons. Science, 162(3859), 1243-1248.
Miller, G. A. (1956). The magical number seven, plus or minus two. Psychological Review, 63(2), 81-97.
Braudel, F. (1979). Les structures du quotidien. Paris: Armand Colin.
Ginzburg, C. (1976). Il formaggio e i vermi. Torino: Einaudi.
Tversky, A., & Kahneman, D. (1974). Judgment under uncertainty. Science, 185(4157), 1124-1131.""".splitlines()  # noqa: E501


def own_page() -> str:
    """Prose around nineteen references, all made for these tests."""
    return _around([f"{number}. {text}" for number, text in enumerate(REFERENCES, start=1)])


def shared_page() -> str:
    """The same prose around the nineteen references of a publisher's article page."""
    if not SHARED_PAGE.is_file():
        pytest.skip("needs ../shared/pages/article_page.txt")
    lines = SHARED_PAGE.read_text(encoding="utf-8").splitlines()
    return _around([line for line in lines if line.strip().partition(".")[0].isdecimal()])


def _around(lines: list[str]) -> str:
    assert len(lines) == 19
    return PROSE + "\n".join(lines) + AFTER


@contextmanager
def open_browser() -> Iterator[Any]:
    """Start Debian's Chromium; skips where it or Playwright is missing."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs Playwright")
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("needs Chromium (Debian: apt-get install chromium)")
    with playwright.sync_playwright() as runner:
        browser = runner.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def new_page(browser: Any, address: str, **options: Any) -> Iterator[Any]:
    """Open the page; fails where it complains, or asks another host for anything."""
    context = browser.new_context(**{"viewport": {"width": 1100, "height": 900}, **options})
    context.set_default_timeout(45_000)
    page = context.new_page()
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
    page.on("dialog", lambda dialog: trouble.append(f"dialog: {dialog.message}"))
    page.on(
        "console",
        lambda message: (
            message.type in ("error", "warning")
            and "status of" not in message.text  # answers that a test asked for
            and "net::ERR_FAILED" not in message.text
            and trouble.append(f"console: {message.text}")
        ),
    )
    page.on(
        "request",
        lambda request: (
            request.url.startswith((address, f"blob:{address}"))
            or trouble.append(f"request: {request.url}")
        ),
    )
    page.goto(f"{address}/")
    yield page
    context.close()
    assert trouble == []


@contextmanager
def real_service() -> Iterator[str]:
    """Start the service with the shipped model on a free port; gives its address."""
    pytest.importorskip("uvicorn", reason="needs the extra 'serve'")
    pytest.importorskip("fastapi", reason="needs the extra 'serve'")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tagger.serve", "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, env=os.environ) as process:
        address = f"http://127.0.0.1:{port}"
        try:
            _wait(f"{address}/health/ready", process)
            yield address
        finally:
            process.terminate()
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(address: str, process: subprocess.Popen) -> None:
    end = time.monotonic() + START
    while time.monotonic() < end:
        assert process.poll() is None, "the service ended"
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:  # not listening yet, or 503 while the model loads
            time.sleep(0.1)
    raise AssertionError("the service did not become ready")


class _Handler(SimpleHTTPRequestHandler):
    def translate_path(self, path: str) -> str:
        return super().translate_path("/static/index.html" if path == "/" else path)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def static_files() -> Iterator[str]:
    """Serve the page without a service behind it; gives its address."""
    handler = partial(_Handler, directory=str(STATIC.parent))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
