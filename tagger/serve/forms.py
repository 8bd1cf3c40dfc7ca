"""Forms in memory: the two encodings of HTML forms, read strictly.

Imports nothing of the package.  Invariant: nothing is written to disk, as the usual readers do with
large files; text is UTF-8 or the form is refused.

Sources: WHATWG URL Standard, section 5; RFC 7578.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


class BadForm(Exception):
    """A form that cannot be read; the message is fit to be shown."""


@dataclass
class Form:
    """What a form holds.

    Attributes
    ----------
    values : dict of str to list of str
        Values of each field, in order.
    files : dict of str to list of bytes
        Contents of the files of each field, in order; names of files are of no interest.
    """

    values: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, list[bytes]] = field(default_factory=dict)

    def first(self, name: str, default: str = "") -> str:
        """Give the first value of a field.

        Parameters
        ----------
        name : str
            Of the field.
        default : str
            What to give where there is none.

        Returns
        -------
        str
        """
        return next(iter(self.values.get(name, ())), default)


def read_form(content_type: str, body: bytes, max_fields: int) -> Form:
    """Read a form.

    Parameters
    ----------
    content_type : str
        The header of the request: `URLENCODED`, or `MULTIPART` with a boundary.
    body : bytes
        The whole body.
    max_fields : int
        Fields that it may have.

    Returns
    -------
    Form

    Raises
    ------
    BadForm
        If it is not well-formed, has too many fields, or is not UTF-8.
    """
    kind, options = parse_options_header(content_type)
    try:
        if kind.decode("latin-1") == MULTIPART:
            return _read_multipart(options.get(b"boundary", b""), body, max_fields)
        return _read_urlencoded(body, max_fields)
    except UnicodeDecodeError as error:
        raise BadForm("The form is not UTF-8.") from error


def _read_urlencoded(body: bytes, max_fields: int) -> Form:
    if body.count(b"&") >= max_fields:
        raise BadForm(f"The form has more than {max_fields} fields.")
    form = Form()
    for name, value in parse_qsl(body.decode(), keep_blank_values=True, errors="strict"):
        form.values.setdefault(name, []).append(value)
    return form


def _read_multipart(boundary: bytes, body: bytes, max_fields: int) -> Form:
    if not boundary:
        raise BadForm("The form has no boundary.")
    parts = _Parts(max_fields)
    try:
        parser = MultipartParser(
            boundary,
            {
                "on_part_begin": parts.begin,
                "on_part_data": parts.data,
                "on_part_end": parts.end,
                "on_header_field": parts.header_name,
                "on_header_value": parts.header_value,
                "on_header_end": parts.header_end,
            },
        )
        parser.write(body)
        parser.finalize()
    except FormParserError as error:
        raise BadForm("The form is not well-formed.") from error
    if not parts.form.values and not parts.form.files and body.strip():
        raise BadForm("The form has no fields.")
    return parts.form


class _Parts:
    """Collects the parts of a form; its methods are called by the parser."""

    def __init__(self, max_fields: int) -> None:
        self.form = Form()
        self._left = max_fields
        self._name, self._value = bytearray(), bytearray()
        self._headers: dict[bytes, bytes] = {}
        self._content = bytearray()

    def begin(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise BadForm("The form has too many fields.")
        self._headers, self._content = {}, bytearray()

    def data(self, data: bytes, start: int, end: int) -> None:
        self._content += data[start:end]

    def header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def header_end(self) -> None:
        self._headers[bytes(self._name).lower()] = bytes(self._value)
        self._name, self._value = bytearray(), bytearray()

    def end(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition"))
        if b"name" not in options:
            raise BadForm("A part of the form has no name.")
        name = options[b"name"].decode()
        if b"filename" in options:
            self.form.files.setdefault(name, []).append(bytes(self._content))
        else:
            self.form.values.setdefault(name, []).append(self._content.decode())
