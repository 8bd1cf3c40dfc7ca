"""The routes of GROBID's REST dialect that have to do with references.

Imports serve.models, serve.service, serve.refusals, serve.forms and serve.api.

Source: GROBID's documentation, "GROBID Service API" (grobid.readthedocs.io), of version 0.8.
Consolidation, which asks services elsewhere, is refused: nothing here leaves the machine.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from tagger import __version__
from tagger.serve.api import errors
from tagger.serve.forms import MULTIPART, URLENCODED, Form
from tagger.serve.models import Version
from tagger.serve.refusals import Refusal
from tagger.serve.service import Service

XML = "application/xml"
BIBTEX = "application/x-bibtex"
#: Each route takes both, and does the same.
METHODS = ("POST", "PUT")
_STATUSES = (400, 403, 408, 413, 415, 500, 503)


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
    router = APIRouter(tags=["GROBID"])

    async def answer(request: Request, alone: bool) -> Response:
        """Answer with the first citation of a form, or with all of them."""
        form = await service.form(request)
        texts = required(form, "citations")[: 1 if alone else None]
        check_consolidation(form, service.settings.ignore_consolidation)
        service.check_texts(texts)
        bibtex = wants_bibtex(request)
        text = await in_dialect(cited(service, texts, with_raw(form), bibtex, alone))
        return written(text, bibtex) if text else Response(status_code=204)

    @router.get("/api/isalive", response_class=Response, responses=_plain("`true`"))
    async def is_alive() -> Response:
        """Say that the service runs."""
        return Response("true", media_type="text/plain")

    @router.get("/api/version")
    async def version() -> Version:
        """Say which version runs."""
        return Version(version=__version__, revision="ref-tagger")

    async def process_citation(request: Request) -> Response:
        """Label a reference. BibTeX with `Accept: application/x-bibtex`, else TEI."""
        return await answer(request, alone=True)

    async def process_citation_list(request: Request) -> Response:
        """Label references; an entry for each, in their order."""
        return await answer(request, alone=False)

    async def process_names(request: Request) -> Response:
        """Divide a list of authors, as it is printed in references."""
        return await one_field(request, "names", "write_names")

    async def process_date(request: Request) -> Response:
        """Read a date."""
        return await one_field(request, "date", "write_date")

    async def one_field(request: Request, name: str, task: str) -> Response:
        text = required(await service.form(request), name)[0]
        service.check_texts([text])
        found = await in_dialect(service.run(task, service.deadline(), **{name: text}))
        return written(found, bibtex=False) if found else Response(status_code=204)

    for path, endpoint, field, both in (
        ("/api/processCitation", process_citation, "citations", True),
        ("/api/processCitationList", process_citation_list, "citations", True),
        ("/api/processCitationNames", process_names, "names", False),
        ("/api/processDate", process_date, "date", False),
    ):
        for method in METHODS:
            router.add_api_route(
                path,
                endpoint,
                methods=[method],
                response_class=Response,
                responses=_responses(both),
                openapi_extra={"requestBody": _form(field, is_list="List" in path, options=both)},
                operation_id=f"{method.lower()}_{path.rpartition('/')[2]}",
            )
    return router


async def cited(
    service: Service, texts: list[str], with_raw: bool, bibtex: bool, alone: bool
) -> str:
    """Label citations and write them; long lists some at a time, so that others get their turn.

    Parameters
    ----------
    service : Service
        Does it.
    texts : list of str
        Citations, at least one.
    with_raw, bibtex, alone : bool
        As for `tagger.serve.work.cite_and_write`.

    Returns
    -------
    str
        Empty where nothing was found.
    """
    deadline = service.deadline()
    if len(texts) <= service.settings.chunk:
        options = {"with_raw": with_raw, "bibtex": bibtex, "alone": alone}
        return str(await service.run("cite_and_write", deadline, texts=texts, **options))
    found = [one async for some in service.run_all("cite", texts, deadline) for one in some]
    if not any(is_found for is_found, _ in found):
        return ""
    items, raws = [item for _, item in found], texts if with_raw else []
    return str(await service.run("write_list", deadline, items=items, raws=raws, bibtex=bibtex))


async def in_dialect(work: Any) -> Any:
    """Await, and give errors the codes that GROBID documents.

    Parameters
    ----------
    work : awaitable
        What may be refused.

    Returns
    -------
    object
        Its result.

    Raises
    ------
    Refusal
        500 in the place of 504, 400 in that of 422.
    """
    try:
        return await work
    except Refusal as error:
        error.status = {504: 500, 422: 400}.get(error.status, error.status)
        raise


def required(form: Form, name: str) -> list[str]:
    """Give the values of a field.

    Parameters
    ----------
    form : Form
        Of the request.
    name : str
        Of the field.

    Returns
    -------
    list of str
        At least one.

    Raises
    ------
    Refusal
        400 where there is none.
    """
    if not (values := form.values.get(name)):
        raise Refusal(400, "field", f"The field '{name}' is missing.")
    return values


def check_consolidation(form: Form, ignore: bool) -> None:
    """Refuse consolidation.

    Parameters
    ----------
    form : Form
        Of the request.
    ignore : bool
        Whether to pass over 1 and 2, which ask for it.

    Raises
    ------
    Refusal
        400 where ``consolidateCitations`` is neither absent, empty nor 0.
    """
    allowed = ("", "0", "1", "2") if ignore else ("", "0")
    if form.first("consolidateCitations") not in allowed:
        message = (
            "consolidateCitations must be 0: this service works offline and asks no other one."
        )
        raise Refusal(400, "consolidation", message)


def with_raw(form: Form) -> bool:
    """Say whether the strings themselves are wanted.

    Parameters
    ----------
    form : Form
        Of the request.

    Returns
    -------
    bool
        Whether ``includeRawCitations`` is 1 or true.
    """
    return form.first("includeRawCitations").lower() in ("1", "true")


def wants_bibtex(request: Request) -> bool:
    """Say whether BibTeX is wanted.

    Parameters
    ----------
    request : starlette.requests.Request
        With its header Accept.

    Returns
    -------
    bool
    """
    return BIBTEX in request.headers.get("accept", "").lower()


def written(text: str, bibtex: bool) -> Response:
    """Answer with what was written.

    Parameters
    ----------
    text : str
        TEI or BibTeX.
    bibtex : bool
        Which of the two.

    Returns
    -------
    starlette.responses.Response
    """
    kind = BIBTEX if bibtex else XML
    return Response(text.encode("utf-8"), media_type=f"{kind}; charset=utf-8")


def _plain(text: str) -> dict[int | str, dict[str, Any]]:
    content = {"text/plain": {"schema": {"type": "string"}}}
    return {200: {"description": text, "content": content}}


def _responses(both: bool) -> dict[int | str, dict[str, Any]]:
    kinds = (XML, BIBTEX) if both else (XML,)
    return {
        200: {
            "description": "TEI, or BibTeX where that was asked for." if both else "TEI.",
            "content": {kind: {"schema": {"type": "string"}} for kind in kinds},
        },
        204: {"description": "Nothing was found."},
        **errors(*_STATUSES),
    }


def _form(field: str, *, is_list: bool, options: bool) -> dict[str, Any]:
    """Describe the form of a route."""
    text: dict[str, Any] = {"type": "string"}
    value = {"type": "array", "items": text, "minItems": 1} if is_list else text
    properties: dict[str, Any] = {field: value}
    if options:
        properties["includeRawCitations"] = {
            "type": "string",
            "default": "0",
            "description": "1 for notes with the strings themselves, in TEI",
        }
        properties["consolidateCitations"] = {"type": "string", "enum": ["0", ""]}
    schema = {"type": "object", "required": [field], "properties": properties}
    return {
        "required": True,
        "content": {kind: {"schema": schema} for kind in (URLENCODED, MULTIPART)},
    }
