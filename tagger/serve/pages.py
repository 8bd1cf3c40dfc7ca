"""Routes for people and for whoever looks after the service: page, documentation, health, metrics.

Imports serve.refusals and serve.service.  Nothing here needs a resource from elsewhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from starlette.responses import FileResponse, HTMLResponse
from starlette.staticfiles import StaticFiles

from tagger.serve.refusals import Refusal
from tagger.serve.service import Service

STATIC = Path(__file__).parent / "static"


def add_page(app: FastAPI) -> None:
    """Serve the page at ``/`` and its files at ``/static``.

    Parameters
    ----------
    app : fastapi.FastAPI
        Gets the routes.
    """

    @app.get("/", include_in_schema=False)
    async def page() -> FileResponse:
        if not (STATIC / "index.html").is_file():
            raise Refusal(404, "not-found", "The page is not installed.")
        return FileResponse(STATIC / "index.html", media_type="text/html; charset=utf-8")

    app.mount("/static", StaticFiles(directory=STATIC, check_dir=False), name="static")


def make_router(service: Service) -> APIRouter:
    """Make the routes for documentation, health and metrics.

    Parameters
    ----------
    service : Service
        What is looked after.

    Returns
    -------
    fastapi.APIRouter
        For the application.
    """
    router = APIRouter()

    @router.get("/docs", include_in_schema=False)
    async def docs(request: Request) -> HTMLResponse:
        return HTMLResponse(documentation(request.app.openapi()))

    @router.get("/health/live", tags=["health"])
    async def live() -> dict[str, str]:
        """Say that the service answers."""
        return {"status": "live"}

    @router.get(
        "/health/ready", tags=["health"], responses={503: {"description": "No process is ready."}}
    )
    async def ready(response: Response) -> dict[str, str | int]:
        """Say whether there is a process that tags."""
        count = service.pool.ready
        if not count:
            response.status_code = 503
            response.headers["retry-after"] = "1"
        status = "ready" if count else "not ready"
        return {"status": status, "workers": count, "of": service.settings.workers}

    router.add_api_route("/health", ready, include_in_schema=False)

    @router.get(
        "/metrics",
        tags=["health"],
        response_class=Response,
        responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
    )
    async def metrics() -> Response:
        """Give counts in the text format of Prometheus."""
        pool = service.pool
        text = service.metrics.text(
            workers_ready=pool.ready, worker_restarts=pool.restarts, tasks_waiting=pool.waiting
        )
        return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")

    return router


def documentation(schema: Mapping[str, Any]) -> str:
    """Write the OpenAPI description as a page that needs no script.

    Parameters
    ----------
    schema : mapping
        The OpenAPI document.

    Returns
    -------
    str
        HTML.
    """
    info = schema["info"]
    return "\n".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            f"<title>{escape(info['title'])}</title></head><body>",
            f"<h1>{escape(info['title'])} {escape(info['version'])}</h1>",
            f"<p>{escape(info.get('description', ''))}</p>",
            '<p>For programs: <a href="/openapi.json">openapi.json</a></p>',
            *(
                line
                for path, methods in schema["paths"].items()
                for method, operation in methods.items()
                for line in _operation(method, path, operation)
            ),
            "<h2>Schemas</h2>",
            *(
                f'<h3 id="{escape(name)}">{escape(name)}</h3>{_code(value)}'
                for name, value in schema.get("components", {}).get("schemas", {}).items()
            ),
            "</body></html>",
        ]
    )


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> Iterator[str]:
    yield f"<h2><code>{escape(method.upper())} {escape(path)}</code></h2>"
    yield f"<p>{_prose(operation.get('description', operation.get('summary', '')))}</p>"
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        yield f"<p>Body, <code>{escape(kind)}</code>: {_schema(content.get('schema', {}))}</p>"
    yield "<dl>"
    for status, answer in operation["responses"].items():
        kinds = ", ".join(map(escape, answer.get("content", {})))
        yield f"<dt>{escape(status)} <code>{kinds}</code></dt>"
        yield f"<dd>{_prose(answer['description'])}</dd>"
    yield "</dl>"


def _prose(text: str) -> str:
    """Escape a text; what stands between backticks is code."""
    return re.sub("`([^`]*)`", r"<code>\1</code>", escape(text))


def _schema(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f'<a href="#{name}">{name}</a>'
    return _code(schema)


def _code(value: Any) -> str:
    return f"<pre>{escape(json.dumps(value, indent=1, ensure_ascii=False))}</pre>"
