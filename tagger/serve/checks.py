"""What is checked of a request before anything reads it: path, origin, content type, form of JSON.

Imports serve.forms and serve.refusals.  Pure.  Invariant: what passes costs the reader of JSON and
the models time and memory in proportion to the limits, not to what a client makes up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from python_multipart.multipart import parse_options_header

from tagger.serve.forms import MULTIPART, URLENCODED
from tagger.serve.refusals import JSON, Refusal

#: Routes with a body, and what it may be.
BODIES: dict[str, tuple[str, ...]] = {
    "/api/parse": (JSON,),
    "/api/export": (JSON,),
    "/api/upload": (MULTIPART,),
    **dict.fromkeys(
        (
            "/api/processCitation",
            "/api/processCitationList",
            "/api/processCitationNames",
            "/api/processDate",
        ),
        (URLENCODED, MULTIPART),
    ),
}
#: Brackets in a body of JSON: each may become a list, which takes thirty times its place.
_BRACKETS = 1_000_000
#: Objects that a body of JSON has use for: a fixed number, and some for each string.  A reference
#: has about eight fields; sent back as `parse` gave it, with spans and fields, each is two objects.
_OBJECTS = {"/api/parse": (20, 0), "/api/export": (20, 16)}
#: Keys that an object has use for.
_KEYS = 6
_LOCAL_HOST = re.compile(
    r"(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]{1,5})?", re.ASCII | re.IGNORECASE
)


def check_path(path: str) -> None:
    """Refuse a path with characters that cannot be printed.

    Patterns of routes end with ``$``, which is also before a last newline: such a path would be
    found by the application, and not in `BODIES`.

    Parameters
    ----------
    path : str
        Of the request, decoded.

    Raises
    ------
    Refusal
        404.
    """
    if not path.isprintable():
        raise Refusal(404, "not-found", "Not Found")


def check_site(headers: Mapping[bytes, str], *, is_local: bool, has_body: bool) -> None:
    """Refuse what a page of another site has a browser ask.

    Parameters
    ----------
    headers : mapping
        Of the request, names in lower case.
    is_local : bool
        Whether the service is for this machine only; then its name must be one of this machine,
        or else a site could give its own name the address of this machine ("DNS rebinding").
    has_body : bool
        Whether the route takes a body.

    Raises
    ------
    Refusal
        400 for the name, 403 for the site.
    """
    host = headers.get(b"host", "localhost")  # HTTP/1.0 has none, and browsers speak 1.1
    if is_local and not _LOCAL_HOST.fullmatch(host):
        message = "The service is for this machine; its name here is localhost."
        raise Refusal(400, "host", message)
    if has_body and headers.get(b"sec-fetch-site", "").lower() == "cross-site":
        raise Refusal(403, "site", "Pages of other sites cannot use this service.")


def check_content_type(headers: Mapping[bytes, str], kinds: tuple[str, ...]) -> None:
    """Refuse other content types, and text that is not UTF-8.

    Parameters
    ----------
    headers : mapping
        As for `check_site`.
    kinds : tuple of str
        Content types that the route takes.

    Raises
    ------
    Refusal
        400 where there is none, 415 where it is another.
    """
    if b"content-type" not in headers:
        raise Refusal(400, "content-type", "The header Content-Type is missing.")
    kind, options = parse_options_header(headers[b"content-type"])
    if kind.decode("latin-1") not in kinds:
        message = f"The content type must be {' or '.join(kinds)}."
        raise Refusal(415, "content-type", message)
    if options.get(b"charset", b"utf-8").lower() not in (b"utf-8", b"utf8"):
        raise Refusal(415, "content-type", "The charset must be UTF-8.")


def check_json(body: bytes, path: str, max_strings: int) -> None:
    """Refuse what a reader of JSON would choke on, or take for UTF-16: that has zeros.

    Parameters
    ----------
    body : bytes
        Of the request.
    path : str
        Key into `BODIES`.
    max_strings : int
        Strings that a request may have.

    Raises
    ------
    Refusal
        400 where it is no text, 413 where it has more lists, objects or keys than there is use
        for.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refusal(400, "body", "The body is not UTF-8.") from error
    if "\0" in text:
        raise Refusal(400, "body", "The body has zeros, which JSON cannot have.")
    if text.count("[") + text.count("{") > _BRACKETS:
        raise Refusal(413, "brackets", f"The body has more than {_BRACKETS} brackets.")
    fixed, each = _OBJECTS[path]
    objects = fixed + each * max_strings
    keys = _KEYS * objects
    # counts over all the text are quick and never too low; only what they leave open is looked at
    if text.count('"') <= keys and text.count(":") <= keys and text.count("{") <= objects:
        return
    text = text.replace(r"\\", "").replace(r"\"", "")  # what is left of quotes are those of strings
    strings = max_strings + 2 * keys
    if text.count('"') > 2 * strings:
        raise Refusal(413, "strings", f"The body has more than {strings} strings and keys.")
    outside = "".join(text.split('"')[::2])  # braces and colons of texts are no structure
    if outside.count("{") > objects or outside.count(":") > keys:
        message = f"The body has more than {objects} objects or {keys} keys."
        raise Refusal(413, "objects", message)
