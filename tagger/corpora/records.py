"""Labelled references and the rules of their format.

Imports labels and tokenizer.  Invariant: what `check` returns is fit to train on.  Every span
has a known label, lies inside its text, overlaps no other and begins and ends with a token of
`tokenizer`.

The format, one JSON object a line; `id`, `text` and `spans` are needed, the rest may be absent::

    {"id", "source", "doc": origin file, "group": near-duplicate cluster, "lang", "text",
     "spans": [[start, end, label, original label], ...], "flags": [...]}
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tagger.labels import BY_NAME
from tagger.tokenizer import replace_surrogates, tokenize

#: References with one of these flags are left out of training and of scoring: the corpora mark
#: with them the lines in which works or labels are missing (design.md, section 3).
EXCLUDED_FLAGS = (
    "multi",
    "low_cov",
    "tag_error",
    "long_unlabelled",
    "nested_dropped",
    "no_title_venue",
)

_STRINGS = ("source", "doc", "group", "lang")


@dataclass(frozen=True)
class LabelledSpan:
    """One labelled piece of a text.

    Attributes
    ----------
    start, end : int
        Offsets into the text, in code points, half-open.
    label : str
        One of `labels.NAMES`.
    original : str
        The label in the corpus that the span came from; may be empty.
    """

    start: int
    end: int
    label: str
    original: str = ""


@dataclass(frozen=True)
class LabelledReference:
    """A reference string with its labelled spans.

    Attributes
    ----------
    id : str
        Unique in its corpus.
    text : str
        The reference as printed.
    spans : tuple of LabelledSpan
        Sorted by start; they do not overlap.
    source : str
        The corpus.
    doc : str
        The document or file of the corpus in which the reference stands.
    group : str
        A cluster of near-duplicates, where the corpus states one.
    lang : str
        ISO 639-1 code of the language, or ``und``.
    flags : tuple of str
        What is known to be odd about the reference, see `EXCLUDED_FLAGS`.
    """

    id: str
    text: str
    spans: tuple[LabelledSpan, ...]
    source: str = ""
    doc: str = ""
    group: str = ""
    lang: str = "und"
    flags: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Give the reference as an object of the JSON Lines format.

        Returns
        -------
        dict
            With every key of the format; ``json.dumps`` takes it.
        """
        return {
            "id": self.id, "source": self.source, "doc": self.doc, "group": self.group,
            "lang": self.lang, "text": self.text,
            "spans": [[span.start, span.end, span.label, span.original] for span in self.spans],
            "flags": list(self.flags),
        }  # fmt: skip

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> LabelledReference:
        """Build a reference from an object that is known to be right; see `check`.

        Parameters
        ----------
        record : mapping
            As `to_json` gives it.  The spans may be in any order and may lack the fourth
            value; other keys are ignored.

        Returns
        -------
        LabelledReference
            With sorted spans.
        """
        spans = sorted((LabelledSpan(*span) for span in record["spans"]), key=lambda s: s.start)
        details = {name: record[name] for name in _STRINGS if name in record}
        flags = tuple(record.get("flags", ()))
        return cls(record["id"], record["text"], tuple(spans), flags=flags, **details)


class BadRecord(Exception):
    """A record that breaks a rule of the format.

    Attributes
    ----------
    reason : str
        The rule, in a few words, the same for all records that break it.
    detail : str
        What is wrong with this record.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


def is_usable(reference: LabelledReference) -> bool:
    """Say whether a reference is fit for training and scoring by its flags.

    Parameters
    ----------
    reference : LabelledReference
        Any.

    Returns
    -------
    bool
        False where it has one of `EXCLUDED_FLAGS`.
    """
    return not any(flag in EXCLUDED_FLAGS for flag in reference.flags)


def check(record: object) -> LabelledReference:
    """Check one record against the rules of the format.

    Parameters
    ----------
    record : object
        What a line of JSON gave.

    Returns
    -------
    LabelledReference
        With sorted spans.

    Raises
    ------
    BadRecord
        Where a key is missing or of the wrong type, an id cannot stand in a list of ids, the
        text is empty, a string holds a lone surrogate, or a span has an unknown label, lies
        outside the text, begins or ends with white space or inside a token, or overlaps.
    """
    if not isinstance(record, dict):
        raise BadRecord("not an object", type(record).__name__)
    _check_types(record)
    identifier, text = record["id"], record["text"]
    if not identifier.strip() or identifier != identifier.strip() or identifier.startswith("#"):
        raise BadRecord("bad id", f"{identifier!r} is empty, has white space at an edge, or is a #")
    if len(identifier.splitlines()) > 1:
        raise BadRecord("bad id", f"{identifier!r} holds a line break")
    if not text.strip():
        raise BadRecord("empty text", repr(text))
    _check_surrogates(record)
    _check_spans(text, record["spans"])
    return LabelledReference.from_json(record)


def _check_types(record: dict) -> None:
    for key in ("id", "text", "spans"):
        if key not in record:
            raise BadRecord("missing key", key)
    for key in ("id", "text", *_STRINGS):
        if not isinstance(record.get(key, ""), str):
            raise BadRecord("wrong type", f"{key} is not a string")
    for key in ("spans", "flags"):
        if not isinstance(record.get(key, []), list):
            raise BadRecord("wrong type", f"{key} is not a list")
    if not all(isinstance(flag, str) for flag in record.get("flags", ())):
        raise BadRecord("wrong type", "a flag is not a string")
    for span in record["spans"]:
        # `type`, not `isinstance`: in Python True is an int
        if not isinstance(span, list) or [type(part) for part in span] not in (
            [int, int, str],
            [int, int, str, str],
        ):
            raise BadRecord("wrong type", f"span {shorten(span)} is not [start, end, label]")


def _check_surrogates(record: dict) -> None:
    strings = [record.get(key, "") for key in ("id", "text", *_STRINGS)]
    strings += record.get("flags", [])
    strings += [part for span in record["spans"] for part in span[2:]]
    for string in strings:
        if replace_surrogates(string) != string:
            raise BadRecord("lone surrogate", shorten(string))


def _check_spans(text: str, spans: list) -> None:
    tokens = tokenize(text)
    starts = {token.start for token in tokens}
    ends = {token.end for token in tokens}
    for start, end, label, *_ in spans:
        where = f"[{start}, {end}, {shorten(label)}]"
        if label not in BY_NAME:
            raise BadRecord("unknown label", where)
        if not 0 <= start < end <= len(text):
            raise BadRecord("offsets out of range", f"{where} in {len(text)} characters")
        if text[start].isspace() or text[end - 1].isspace():
            raise BadRecord("white space at the edge", f"{where} {shorten(text[start:end])}")
        if start not in starts or end not in ends:
            raise BadRecord("span cuts a token", f"{where} {shorten(text[start:end])}")
    ordered = sorted(spans, key=lambda span: span[0])
    for left, right in itertools.pairwise(ordered):
        if right[0] < left[1]:
            raise BadRecord("overlapping spans", f"{shorten(left)} and {shorten(right)}")


def shorten(value: object) -> str:
    """Write a value in at most 60 ASCII characters, for reports.

    Parameters
    ----------
    value : object
        Anything with a ``repr``.

    Returns
    -------
    str
        Its ``ascii``, cut with "..." where it is longer.
    """
    text = ascii(value)  # a report must be printable on any terminal
    return text if len(text) <= 60 else text[:57] + "..."
