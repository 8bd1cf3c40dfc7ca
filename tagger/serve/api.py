"""The service's own routes: parse, export, upload, labels.

Imports labels and serve.models, serve.service, serve.refusals, serve.forms and serve.work.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.responses import StreamingResponse

from tagger.labels import LABELS
from tagger.serve.forms import MULTIPART
from tagger.serve.models import (
    ErrorAnswer,
    ExportRequest,
    LabelAnswer,
    ParseAnswer,
    ParseRequest,
)
from tagger.serve.refusals import JSON, Refusal
from tagger.serve.service import Service
from tagger.serve.work import PARSE_FORMATS

NDJSON = "application/x-ndjson"

#: Media type and ending of the files of `export`.
FILES: dict[str, tuple[str, str]] = {
    "bibtex": ("application/x-bibtex", "bib"),
    "biblatex": ("application/x-bibtex", "bib"),
    "ris": ("application/x-research-info-systems", "ris"),
    "csl": ("application/vnd.citationstyles.csl+json", "json"),
    "tei": ("application/tei+xml", "xml"),
    "jats": ("application/xml", "xml"),
    "jsonl": (NDJSON, "jsonl"),
}

_KINDS = [kind for kind, _ in FILES.values()]
_STRING = {"type": "string"}
#: What is read as JSON, and so is no string.
_SCHEMAS = {FILES["csl"][0]: {"type": "array", "items": {"type": "object"}}}

_ERRORS = {
    400: "The body cannot be read: no UTF-8, no JSON, no form.",
    403: "A page of another site had a browser ask.",
    408: "The body did not come in time.",
    413: "The body, a string or their number is over the limit.",
    415: "The body has another content type.",
    422: "The request says something that cannot be.",
    500: "The service failed; it is its own defect.",
    503: "The service is busy; Retry-After says when to come back.",
    504: "This request took too long.",
}


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe errors for the documentation of a route.

    Parameters
    ----------
    *statuses : int
        Those that it may answer with.

    Returns
    -------
    dict
        As FastAPI takes it.
    """
    return {status: {"model": ErrorAnswer, "description": _ERRORS[status]} for status in statuses}


_PARSED: dict[int | str, dict[str, Any]] = {
    200: {
        "model": ParseAnswer,
        "description": "The references; with `Accept: application/x-ndjson`, one object a line.",
        "content": {NDJSON: {"schema": {"type": "string"}}},
    },
    **errors(400, 403, 408, 413, 415, 422, 500, 503, 504),
}


def make_router(service: Service) -> APIRouter:
    """Make the routes.

    Parameters
    ----------
    service : Service
        What they work with.

    Returns
    -------
    fastapi.APIRouter
        For the application.
    """
    router = APIRouter(tags=["ref-tagger"])

    @router.post("/api/parse", responses=_PARSED, response_class=Response)
    async def parse(body: ParseRequest, request: Request) -> Response:
        """Label the fields of references. Long lists are answered as a stream."""
        options = {
            "format": body.format,
            "confidence": body.confidence,
            "least": body.min_confidence,
        }
        if "page" in body.model_fields_set and body.find:
            service.check_page(body.page)
            found = await service.run("find", service.deadline(), page=body.page, **options)
            service.metrics.strings.inc(len(found))
            return await _answer(_only(found), request)
        texts = body.texts or [line.strip() for line in body.page.splitlines() if line.strip()]
        service.check_texts(texts)
        return await _answer(service.run_all("parse", texts, None, **options), request)

    @router.post(
        "/api/export",
        responses={
            200: {
                "description": "A file.",
                "content": {kind: {"schema": _SCHEMAS.get(kind, _STRING)} for kind in _KINDS},
            },
            **errors(400, 403, 408, 413, 415, 422, 500, 503, 504),
        },
        response_class=Response,
    )
    async def export(body: ExportRequest) -> Response:
        """Write references whose labels are known, for instance after they were corrected."""
        service.check_texts([one.text for one in body.references])
        text = await service.run(
            "export",
            service.deadline(),
            references=[one.model_dump() for one in body.references],
            format=body.format,
        )
        kind, ending = FILES[body.format]
        disposition = f'attachment; filename="references.{ending}"'
        return Response(
            text.encode("utf-8"),
            media_type=f"{kind}; charset=utf-8",
            headers={"content-disposition": disposition},
        )

    @router.post(
        "/api/upload",
        responses=_PARSED,
        response_class=Response,
        openapi_extra={"requestBody": {"required": True, "content": {MULTIPART: _UPLOAD}}},
    )
    async def upload(request: Request) -> Response:
        """Find and label the references in a file: text, or PDF where that can be read."""
        form = await service.form(request)
        files = form.files.get("file", [])
        if len(files) != 1:
            raise Refusal(400, "form", "The form must have one file, in the field 'file'.")
        format = form.first("format", "fields")
        if format not in PARSE_FORMATS:
            raise Refusal(422, "format", f"The formats are {', '.join(PARSE_FORMATS)}.")
        found = await service.run(
            "find_in_file",
            service.deadline(),
            content=files[0],
            format=format,
            confidence=True,
            least=0.0,
            longest=service.settings.max_page,
        )
        service.metrics.strings.inc(len(found))
        return await _answer(_only(found), request)

    @router.get("/api/labels")
    async def labels() -> list[LabelAnswer]:
        """List the labels, what they cover, and the colours to show them in."""
        return [
            LabelAnswer(name=one.name, description=one.description, colour=one.colour)
            for one in LABELS
        ]

    return router


_UPLOAD = {
    "schema": {
        "type": "object",
        "required": ["file"],
        "properties": {
            "file": {"type": "string", "format": "binary"},
            "format": {"type": "string", "enum": list(PARSE_FORMATS), "default": "fields"},
        },
    },
    "encoding": {"file": {"contentType": "text/plain, application/pdf"}},
}


async def _only(found: list[str]) -> AsyncIterator[list[str]]:
    yield found


async def _answer(results: AsyncIterator[list[str]], request: Request) -> Response:
    """Send objects as one document or one a line; the first decide over the status."""
    lines = NDJSON in request.headers.get("accept", "")
    start, between, end = ("", "", "") if lines else ('{"references":[', ",\n", "]}")
    after = "\n" if lines else ""  # of each object
    kind = NDJSON if lines else JSON

    def joined(objects: list[str]) -> str:
        return between.join(one + after for one in objects)

    nothing: list[str] = []
    first = await anext(results, nothing)
    second = await anext(results, nothing)
    if not second:  # all fits into one piece
        return Response(f"{start}{joined(first)}{end}".encode(), media_type=kind)

    async def body() -> AsyncIterator[bytes]:
        yield f"{start}{joined(first)}{between}{joined(second)}".encode()
        async for more in results:
            yield f"{between}{joined(more)}".encode()
        yield end.encode()

    return StreamingResponse(body(), media_type=kind)
