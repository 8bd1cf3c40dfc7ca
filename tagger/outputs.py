"""References to text in a format of choice, as a stream.

Imports display, formats and reference.  Invariant: there is an entry for every reference, and what
is written is one well-formed document.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
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
        With its fields.
    """

    line: int
    reference: Reference


Writer = Callable[[Iterable[Tagged], TextIO], None]


def _write_spans(tagged: Iterable[Tagged], stream: TextIO) -> None:
    colour = not os.environ.get("NO_COLOR") and (
        is_terminal(stream) or bool(os.environ.get("FORCE_COLOR"))
    )
    for line, reference in tagged:
        stream.write(f"{line:>4}  {mark(reference, colour=colour)}\n")


def _write_jsonl(tagged: Iterable[Tagged], stream: TextIO) -> None:
    for line, reference in tagged:
        record = {"line": line, **reference.to_json()}
        stream.write(json.dumps(record, ensure_ascii=False) + "\n")


def _write_csl(tagged: Iterable[Tagged], stream: TextIO) -> None:
    from tagger.formats.csl_json import write_csl

    write_csl(_references(tagged), stream)


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
    return (reference for _, reference in tagged)


def _items(tagged: Iterable[Tagged]) -> Iterator[dict[str, Any]]:
    from tagger.formats.csl_json import to_csl
    from tagger.formats.repeated import with_repeated_authors

    return with_repeated_authors(map(to_csl, _references(tagged)))


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
