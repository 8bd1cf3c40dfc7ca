"""What the routes share: the processes, the limits, the counts, and errors turned into refusals.

Imports serve.pool, serve.settings, serve.metrics, serve.refusals and serve.forms.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from tagger.serve.forms import BadForm, Form, read_form
from tagger.serve.metrics import Metrics
from tagger.serve.pool import Pool, TaskError
from tagger.serve.refusals import Refusal, busy
from tagger.serve.settings import Settings

_LOG = logging.getLogger("tagger.serve.text")
#: Characters of strings that are tagged at one go, whatever their number.
_CHUNK_LENGTH = 64 * 1024
#: Fields of a form besides the strings.
_OTHER_FIELDS = 20


@dataclass(frozen=True)
class Service:
    """What the routes share.

    Attributes
    ----------
    settings : Settings
        Limits.
    pool : Pool
        Started by the application.
    metrics : Metrics
        Counts.
    """

    settings: Settings
    pool: Pool
    metrics: Metrics

    def deadline(self) -> float:
        """Say until when a request that is complete now must be answered.

        Returns
        -------
        float
            Of `time.monotonic`.
        """
        return time.monotonic() + self.settings.max_seconds

    async def run(self, name: str, deadline: float, **arguments: Any) -> Any:
        """Have a task done.

        Parameters
        ----------
        name, deadline, **arguments
            As for `Pool.run`.

        Returns
        -------
        object
            Its result.

        Raises
        ------
        Refusal
            422 where the request is to blame, 503 where it waited too long, 504 where it took
            too long, else 500.
        """
        try:
            return await self.pool.run(name, deadline=deadline, **arguments)
        except TaskError as error:
            if error.kind in ("late", "closed"):
                raise busy() from error
            status = {"refused": 422, "long": 504}.get(error.kind, 500)
            raise Refusal(status, error.kind, error.message) from error

    async def run_all(
        self, name: str, texts: Sequence[str], deadline: float | None, **arguments: Any
    ) -> AsyncIterator[list[Any]]:
        """Have a task done for many strings, some at a time.

        Parameters
        ----------
        name, **arguments
            As for `run`; the task takes ``texts`` and gives a list with a result for each.
        texts : sequence of str
            All of them.
        deadline : float or None
            As for `run`; None gives each piece the whole time anew, for answers that the
            client reads as they come.

        Yields
        ------
        list
            Results of some strings, in order.

        Raises
        ------
        Refusal
            As for `run`.
        """
        # no more at a time than keeps all processes busy: others want their turn
        tasks: deque[asyncio.Task[list[Any]]] = deque()
        try:
            for chunk in chunks(texts, self.settings.chunk):
                until = deadline or self.deadline()
                tasks.append(asyncio.ensure_future(self.run(name, until, texts=chunk, **arguments)))
                if len(tasks) > self.settings.workers:
                    yield await tasks.popleft()
            while tasks:
                yield await tasks.popleft()
        finally:
            for task in tasks:
                task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.gather(*tasks, return_exceptions=True)

    def check_texts(self, texts: Sequence[str]) -> None:
        """Count strings, and refuse too many or too long ones.

        Parameters
        ----------
        texts : sequence of str
            Of a request.

        Raises
        ------
        Refusal
            413.
        """
        settings = self.settings
        if len(texts) > settings.max_strings:
            message = f"There are {len(texts)} strings; the most is {settings.max_strings}."
            raise Refusal(413, "strings", message)
        longest = max(map(len, texts), default=0)
        if longest > settings.max_length:
            message = f"A string has {longest} characters; the most is {settings.max_length}."
            raise Refusal(413, "length", message)
        self.metrics.strings.inc(len(texts))
        self.log(*texts)

    def check_page(self, page: str) -> None:
        """Refuse a page that is too long.

        Parameters
        ----------
        page : str
            Of a request.

        Raises
        ------
        Refusal
            413.
        """
        if len(page) > self.settings.max_page:
            message = f"The page has {len(page)} characters; the most is {self.settings.max_page}."
            raise Refusal(413, "length", message)
        self.log(page)

    def log(self, *texts: str) -> None:
        """Log texts of a request, where that was asked for.

        Parameters
        ----------
        *texts : str
            Written so that each is one line.
        """
        if self.settings.log_text:
            for text in texts:
                _LOG.info("%r", text)

    async def form(self, request: Request) -> Form:
        """Read the form that a request holds.

        Parameters
        ----------
        request : starlette.requests.Request
            Whose content type was checked.

        Returns
        -------
        Form

        Raises
        ------
        Refusal
            400.
        """
        most = self.settings.max_strings + _OTHER_FIELDS
        try:
            return read_form(request.headers["content-type"], await request.body(), most)
        except BadForm as error:
            raise Refusal(400, "form", str(error)) from error


def chunks(texts: Sequence[str], size: int) -> Iterator[list[str]]:
    """Divide strings into lists that are tagged at one go.

    Parameters
    ----------
    texts : sequence of str
        All of them.
    size : int
        Strings in a list; fewer where they are long.

    Yields
    ------
    list of str
        Never empty.
    """
    chunk: list[str] = []
    length = 0
    for text in texts:
        if chunk and (len(chunk) == size or length + len(text) > _CHUNK_LENGTH):
            yield chunk
            chunk, length = [], 0
        chunk.append(text)
        length += len(text)
    if chunk:
        yield chunk
