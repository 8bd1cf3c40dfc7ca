"""References to text in a format of choice, as a stream.

Imports console, display, formats and reference.  Invariant: there is an entry for every reference,
and what is written is one well-formed document.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple, TextIO

from tagger.console import is_terminal
from tagger.display import mark
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
