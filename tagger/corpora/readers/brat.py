"""brat's standoff format: a text with a reference a line, and its annotations beside it.

Imports errors and the parts of the readers.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

from tagger.corpora.readers.drafts import Draft
from tagger.corpora.readers.markup import read_bytes
from tagger.corpora.readers.standoff import Drawn, draft_from_drawn
from tagger.errors import CorpusError

#: ``T1<tab>AUTHOR 0 12<tab>text``; a label may have several pieces, ``0 5;9 12``
#: (https://brat.nlplab.org/standoff.html).
_SPAN = re.compile(r"T\S*\t(?P<name>\S+) (?P<pieces>\d+ \d+(?:;\d+ \d+)*)(?:\t.*)?")


def read_brat(path: str | Path) -> Iterator[Draft]:
    """Read the references of a brat document.

    Parameters
    ----------
    path : str or Path
        The ``.ann`` file, or the ``.txt`` file; the other one has the same name and place.
        Each line of the text that is not blank is a reference, labels are ours in any case.
        The pieces of a label are spans of their own; relations, attributes and notes are passed
        over.

    Yields
    ------
    Draft
        One a reference.  A span over several lines is left out and counted with the first.

    Raises
    ------
    CorpusError
        R040 where a file is missing, R041 where the text is empty, R044 where one is not
        UTF-8, R042 where a span has no offsets, or none in the text.
    """
    text = _decode(read_bytes(Path(path).with_suffix(".txt")), path)
    drawn = sorted(_spans(Path(path).with_suffix(".ann")))
    if drawn and max(span.end for span in drawn) > len(text):
        reason = "a span ends behind the text: the .txt file is another one"
        raise CorpusError("R042", path=path, line=1, reason=reason)
    starts = [0, *(match.end() for match in re.finditer("\n", text)), len(text) + 1]
    place = 0
    for number, (start, end) in enumerate(itertools.pairwise(starts), start=1):
        own, left_out = [], []
        while place < len(drawn) and drawn[place].start < end:
            span = drawn[place]
            place += 1
            if span.end > end:
                left_out.append(f"{span.name} goes over several lines")
            else:
                own.append(Drawn(span.start - start, span.end - start, span.name))
        line = text[start : end - 1]
        body = line.strip().removeprefix("\ufeff").strip()
        if body:
            shift = line.index(body)
            moved = [Drawn(*_clip(s.start - shift, s.end - shift, body), s.name) for s in own]
            draft = draft_from_drawn(number, body, moved)
            draft.left_out += left_out
            yield draft


def _clip(start: int, end: int, text: str) -> tuple[int, int]:
    """Cut off what was stripped from the line: white space, the line feed."""
    return max(0, start), min(end, len(text))


def _spans(path: Path) -> Iterator[Drawn]:
    try:
        raw = path.read_bytes()  # not `read_bytes`: a document without labels is no error
    except FileNotFoundError:
        raise CorpusError("R040", path=path) from None
    except OSError as error:
        raise CorpusError("R044", path=path, reason=error.strerror) from error
    lines = _decode(raw, path).removeprefix("\ufeff").split("\n")
    for number, line in enumerate(lines, start=1):
        if not line.startswith("T"):
            continue
        match = _SPAN.fullmatch(line.rstrip("\r"))
        if match is None:
            reason = f"{line[:40]!r} is no span"
            raise CorpusError("R042", path=path, line=number, reason=reason)
        for piece in match.group("pieces").split(";"):
            start, end = map(int, piece.split())
            yield Drawn(start, end, match.group("name"))


def _decode(raw: bytes, path: str | Path) -> str:
    # without a change of line breaks, and with the byte order mark: brat counts both
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CorpusError("R044", path=path, reason=f"not UTF-8 at byte {error.start}") from error
