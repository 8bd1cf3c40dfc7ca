"""References to text in a format of choice, as a stream, to a file or to standard output.

Imports console, display, errors, formats and reference.  Invariants: there is an entry for every
reference, and what is written is one well-formed document; a file that was there before is lost
only when there is another in its place, and an input never.
"""

from __future__ import annotations

import errno
import json
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import chain, islice
from typing import Any, Literal, NamedTuple, TextIO

from tagger.console import is_terminal, say
from tagger.display import mark
from tagger.errors import UsageError
from tagger.reference import Reference


class Tagged(NamedTuple):
    """A reference and where it comes from.

    Attributes
    ----------
    line : int
        Number of the line on which it begins, from 1.
    reference : Reference
        With its fields; they may be missing where `prepared` has them.
    prepared : object
        What `prepare` made of it already, for the format that is written; else None.
    """

    line: int
    reference: Reference
    prepared: Any = None


Writer = Callable[[Iterable[Tagged], TextIO], None]


def _write_spans(tagged: Iterable[Tagged], stream: TextIO) -> None:
    colour = not os.environ.get("NO_COLOR") and (
        is_terminal(stream) or bool(os.environ.get("FORCE_COLOR"))
    )
    for line, reference, _ in tagged:
        stream.write(f"{line:>4}  {mark(reference, colour=colour)}\n")


def _write_jsonl(tagged: Iterable[Tagged], stream: TextIO) -> None:
    for line, reference, prepared in tagged:
        record = prepared or _to_json(reference)
        stream.write(f'{{"line": {line}, {record[1:]}\n')


def _to_json(reference: Reference) -> str:
    return json.dumps(reference.to_json(), ensure_ascii=False)


def _write_csl(tagged: Iterable[Tagged], stream: TextIO) -> None:
    from tagger.formats.csl_json import write_csl_items

    write_csl_items(_csl_items(tagged), stream)


def _write_bibtex(tagged: Iterable[Tagged], stream: TextIO) -> None:
    from tagger.formats.bibtex import write_bibtex

    write_bibtex(_items(tagged), stream)


def _write_biblatex(tagged: Iterable[Tagged], stream: TextIO) -> None:
    from tagger.formats.bibtex import write_biblatex

    write_biblatex(_items(tagged), stream)


def _write_ris(tagged: Iterable[Tagged], stream: TextIO) -> None:
    from tagger.formats.ris import write_ris

    write_ris(_items(tagged), stream)


def _write_tei(tagged: Iterable[Tagged], stream: TextIO) -> None:
    from tagger.formats.tei import write_tei

    write_tei(_items(tagged), stream)


def _write_jats(tagged: Iterable[Tagged], stream: TextIO) -> None:
    from tagger.formats.jats import write_jats

    write_jats(_references(tagged), stream)


def _references(tagged: Iterable[Tagged]) -> Iterator[Reference]:
    return (one.reference for one in tagged)


def _items(tagged: Iterable[Tagged]) -> Iterator[dict[str, Any]]:
    from tagger.formats.repeated import with_repeated_authors

    return with_repeated_authors(_csl_items(tagged))


def _csl_items(tagged: Iterable[Tagged]) -> Iterator[dict[str, Any]]:
    return (one.prepared or _to_csl(one.reference) for one in tagged)


def _to_csl(reference: Reference) -> dict[str, Any]:
    from tagger.formats.csl_json import to_csl

    return to_csl(reference)


#: Writers by the name of their format.
FORMATS: dict[str, Writer] = {
    "spans": _write_spans,
    "jsonl": _write_jsonl,
    "csl": _write_csl,
    "bibtex": _write_bibtex,
    "biblatex": _write_biblatex,
    "ris": _write_ris,
    "tei": _write_tei,
    "jats": _write_jats,
}

#: The part of the work that needs one reference alone, by format; the others have none.
_PREPARE: dict[str, Callable[[Reference], Any]] = {
    "jsonl": _to_json,
    **dict.fromkeys(("csl", "bibtex", "biblatex", "ris", "tei"), _to_csl),
}


def prepare(reference: Reference, *, format: str, least: float = 0.0) -> Any:
    """Do what a format needs of one reference alone, such as in another process.

    Parameters
    ----------
    reference : Reference
        As it was tagged.
    format : str
        A key of `FORMATS`.
    least : float
        As for `sure`.

    Returns
    -------
    object
        Plain values, for `Tagged.prepared`; None where there is nothing to do, or no field.
    """
    make = _PREPARE.get(format)
    if make is None:
        return None
    kept = sure(reference, least)
    return make(kept) if kept.fields else None


def sure(reference: Reference, least: float) -> Reference:
    """Leave out fields of which the model is less sure.

    Parameters
    ----------
    reference : Reference
        With confidences, unless `least` is 0.
    least : float
        A confidence, from 0 to 1.

    Returns
    -------
    Reference
        With the other fields; the same where `least` is 0.
    """
    if not least:
        return reference
    fields = tuple(field for field in reference.fields if (field.confidence or 0.0) >= least)
    return replace(reference, fields=fields)


def write(
    tagged: Iterable[Tagged],
    format: str,
    name: str | None = None,
    *,
    inputs: Sequence[str | int] = (),
    at_once: bool = False,
) -> None:
    """Write references to a file or to standard output.

    A file is written beside its place, with ``.part`` after its name (``.part2`` and so on where
    there is such a file), and put there when it is complete.  If that fails or is stopped, what
    was there before stays, and so does the part, if a reference was tagged; where it is, is said
    on stderr.  Written straight are devices and pipes, files beside which none can be made, and
    what is to be there at once; but no sooner than the first reference was tagged.

    Parameters
    ----------
    tagged : iterable of Tagged
        In the order of the output; asked for the first one only when the output can be written.
    format : str
        A key of `FORMATS`.
    name : str, optional
        A file; by default, standard output.
    inputs : sequence of str or int
        Files, by name or descriptor, that `tagged` comes from; none may be the output.
    at_once : bool
        Whether each reference is to be there before the next is asked for.

    Raises
    ------
    UsageError
        R064 if the output cannot be written, or is an input.
    OSError
        If writing fails midway.
    """
    references = iter(tagged)
    if name is None:
        FORMATS[format](_flushed(references, sys.stdout) if at_once else references, sys.stdout)
        return
    if reason := _against(name, inputs):
        raise UsageError("R064", path=name, reason=reason)
    part = None if at_once else _open_part(name)
    if part is not None:
        with _to_become(name, part):
            # before a document is begun: a model or an input may be missing
            first = list(islice(references, 1))
            FORMATS[format](chain(first, references), part)
        return
    first = list(islice(references, 1))
    with _open(name, "w") as stream:
        whole = chain(first, references)
        FORMATS[format](_flushed(whole, stream) if at_once else whole, stream)


def _flushed(tagged: Iterable[Tagged], stream: TextIO) -> Iterator[Tagged]:
    for one in tagged:
        yield one
        stream.flush()


def _against(name: str, inputs: Sequence[str | int]) -> str | None:
    """Tell why a file must not be written."""
    try:
        target = os.stat(name)
    except OSError:  # there is none yet
        return None
    if stat.S_ISDIR(target.st_mode):
        return os.strerror(errno.EISDIR)
    if not os.access(name, os.W_OK):  # it could be replaced all the same
        return os.strerror(errno.EACCES)
    if stat.S_ISREG(target.st_mode):  # a terminal may be both
        for one in inputs:
            with suppress(OSError):  # whoever reads it says that it is missing
                if os.path.samestat(target, os.stat(one)):
                    return "it is read from, too"
    return None


def _open(name: str, mode: Literal["w", "x"]) -> TextIO:
    try:
        return open(name, mode, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise UsageError("R064", path=name, reason=error.strerror or error) from error


def _open_part(name: str) -> TextIO | None:
    """Open a new file beside one; None where that one is to be written itself."""
    there = os.path.exists(name)
    # /dev/stdout and its like may lead to a file that others write to, too
    if there and (
        not os.path.isfile(name) or os.path.abspath(name).startswith(("/dev/", "/proc/"))
    ):
        return None
    target = os.path.realpath(name)  # a link stays one
    number = 1
    while os.path.lexists(part := f"{target}.part{number if number > 1 else ''}"):
        number += 1
    try:
        return _open(part, "x")
    except UsageError:
        if there:  # the directory is closed, the file is not
            return None
        raise


@contextmanager
def _to_become(name: str, part: TextIO) -> Iterator[None]:
    """Put a part in its place when it is complete."""
    try:
        with part:
            yield
        with suppress(OSError):  # there was none
            os.chmod(part.name, stat.S_IMODE(os.stat(name).st_mode))
        os.replace(part.name, os.path.realpath(name))
    except BaseException:
        if os.path.getsize(part.name):
            say(f"What was written until then is in '{part.name}'.")
        else:
            os.remove(part.name)
        raise
