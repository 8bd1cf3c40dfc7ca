"""The application: routes, guard and processes put together.

Imports the other modules of tagger.serve and model.
"""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import anyio
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from tagger import __version__
from tagger.finder import Tagger
from tagger.model import load_model
from tagger.serve import api, grobid, pages
from tagger.serve.checks import BODIES
from tagger.serve.forms import URLENCODED
from tagger.serve.guard import Guard
from tagger.serve.metrics import Metrics
from tagger.serve.pool import Pool
from tagger.serve.refusals import JSON, Refusal, error_body
from tagger.serve.service import Service
from tagger.serve.settings import Settings

_NAMES = {404: "not-found", 405: "method", 400: "body"}


def create_app(
    settings: Settings | None = None, load: Callable[[], Tagger] | None = None
) -> FastAPI:
    """Make the application.

    Parameters
    ----------
    settings : Settings, optional
        By default `Settings()`.
    load : callable, optional
        Makes the model in each process; must go through a pipe.  By default, the model that the
        settings name.

    Returns
    -------
    fastapi.FastAPI
        An ASGI application; its processes start and end with its lifespan.
    """
    settings = settings or Settings()
    load = load or functools.partial(load_model, settings.model)
    metrics = Metrics()
    pool = Pool(load, settings.workers, settings.max_seconds, settings.max_memory)
    service = Service(settings, pool, metrics)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await anyio.to_thread.run_sync(pool.start)
        try:
            yield
        finally:
            await anyio.to_thread.run_sync(pool.close)

    app = FastAPI(
        title="ref-tagger",
        version=__version__,
        description="Labels the fields of bibliographic references. Offsets are in Unicode code "
        'points. Errors have the form {"error": {"code", "message"}}.',
        lifespan=lifespan,
        docs_url=None,  # FastAPI's pages load scripts from elsewhere
        redoc_url=None,
    )
    app.include_router(api.make_router(service))
    app.include_router(grobid.make_router(service))
    app.include_router(pages.make_router(service))
    pages.add_page(app)
    _add_errors(app, metrics)
    app.add_middleware(Guard, settings=settings, metrics=metrics)
    return app


def _add_errors(app: FastAPI, metrics: Metrics) -> None:
    """Give all errors one form, without what the request said."""

    @app.exception_handler(Refusal)
    async def refused(_: Request, error: Refusal) -> Response:
        metrics.rejected(error.reason)
        return _error(error.status, error.reason, error.message, error.headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        if first["type"] == "json_invalid":
            return _error(400, "body", "The body is no JSON.")
        place = ".".join(str(step) for step in first["loc"][1:])
        message = first["msg"].removeprefix("Value error, ")
        return _error(422, "request", f"{place}: {message}" if place else message)

    @app.exception_handler(HTTPException)
    async def failed(request: Request, error: HTTPException) -> Response:
        reason = _NAMES.get(error.status_code, "http")
        headers = dict(error.headers or {})
        if error.status_code == 405 and URLENCODED in BODIES.get(request.url.path, ()):
            headers["allow"] = ", ".join(grobid.METHODS)  # Starlette knows of the first only
        return _error(error.status_code, reason, error.detail, headers)


def _error(
    status: int, reason: str, message: str, headers: dict[str, str] | None = None
) -> Response:
    return Response(error_body(reason, message), status, headers, JSON)
