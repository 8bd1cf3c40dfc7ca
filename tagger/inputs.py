"""Files of reference strings: lines, whole pages, PDF.

Imports errors, finder and model.  Everything is read as UTF-8, with or without BOM; bytes that are
not become U+FFFD.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO, NamedTuple, TextIO

from tagger.errors import CorpusError, UsageError

STDIN = "-"


class Line(NamedTuple):
    """A string that is to be tagged.

    Attributes
    ----------
    file : str
        Name of the file, as given.
    number : int
        Of the line on which it begins, from 1.
    text : str
        Not blank, without white space around it.
    """

    file: str
    number: int
    text: str


def read_lines(name: str) -> Iterator[Line]:
    """Read a file with one reference a line, as a stream.

    Parameters
    ----------
    name : str
        Path of a text file or a PDF; ``-`` is standard input.

    Yields
    ------
    Line
        Those that are not blank.

    Raises
    ------
    CorpusError
        If the file cannot be read (R044).
    UsageError
        If it is a PDF and the extra ``pdf`` is missing (R060).
    """
    try:
        if _is_pdf(name):
            lines: Iterator[str] = iter(_read_pdf(name).splitlines())
            yield from _numbered(name, lines)
        else:
            with _open(name) as stream:
                yield from _numbered(name, stream)
    except OSError as error:  # a directory, or a device that fails
        raise CorpusError("R044", path=name, reason=error.strerror or error) from error


def read_text(name: str) -> str:
    """Read a whole file.

    Parameters
    ----------
    name : str
        As for `read_lines`.

    Returns
    -------
    str
        Its text; of a PDF, that of its pages, each after the other.

    Raises
    ------
    CorpusError, UsageError
        As for `read_lines`.
    """
    try:
        if _is_pdf(name):
            return _read_pdf(name)
        with _open(name) as stream:
            return stream.read()
    except OSError as error:
        raise CorpusError("R044", path=name, reason=error.strerror or error) from error


def _numbered(name: str, lines: Iterator[str] | TextIO) -> Iterator[Line]:
    for number, line in enumerate(lines, start=1):
        if text := line.strip():
            yield Line(name, number, text)


@contextmanager
def _open(name: str) -> Iterator[TextIO]:
    with open(
        0 if name == STDIN else name,
        encoding="utf-8-sig",
        errors="replace",
        closefd=name != STDIN,
    ) as stream:
        yield stream


def _is_pdf(name: str) -> bool:
    if name == STDIN or Path(name).suffix.lower() != ".pdf":
        return False
    with open(name, "rb") as stream:
        return stream.read(5) == b"%PDF-"


def pdf_pages(file: str | BinaryIO) -> Iterator[str]:
    """Read the texts of a PDF's pages.

    Parameters
    ----------
    file : str or binary file
        Its path, or the file itself.

    Returns
    -------
    iterator of str
        Page by page, so that a reader can stop where it has enough.  A file that is no PDF fails
        at the first.

    Raises
    ------
    UsageError
        If the extra ``pdf`` is not installed (R060).
    """
    if find_spec("pypdf") is None:
        raise UsageError("R060", extra="pdf", module="pypdf")
    return _pages(file)


def _pages(file: str | BinaryIO) -> Iterator[str]:
    from pypdf import PdfReader

    for page in PdfReader(file).pages:
        yield page.extract_text()


def _read_pdf(name: str) -> str:
    pages = pdf_pages(name)
    from pypdf.errors import PyPdfError

    try:
        return "\n".join(pages)
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise CorpusError("R044", path=name, reason=f"no readable PDF: {error}") from error
