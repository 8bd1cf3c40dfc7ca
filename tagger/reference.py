"""What the tagger says of one reference string.

Imports nothing of the package but the label set; `Reference.to_csl` and its kin import their writer
when they are called, against the direction of all other imports.  All classes are frozen and hold
plain values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tagger.labels import BY_NAME

#: Version of the JSON form of a reference (`Reference.to_json`); raised when a key changes its
#: meaning or goes away, not when one is added.
SCHEMA = "ref-tagger/reference/1"

_WHITE = re.compile(r"\s+")
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]\s*\n\s*(?=[^\W\d_])")


@dataclass(frozen=True)
class Field:
    """One labelled piece of a reference.

    Attributes
    ----------
    label : str
        One of `tagger.labels.NAMES`.
    raw : str
        The characters, as they stand in the text.
    start, end : int
        Offsets into the text, in code points, half-open: ``text[start:end] == raw``.
    confidence : float or None
        Probability in [0, 1] that exactly this piece has exactly this label, under the model;
        None where confidences are switched off.
    """

    label: str
    raw: str
    start: int
    end: int
    confidence: float | None = None

    @property
    def value(self) -> str:
        """The text on one line: line breaks and runs of white space are one space, and a word
        that was hyphenated at the end of a line is whole again.
        """  # noqa: D205
        return _WHITE.sub(" ", _BROKEN_WORD.sub("", self.raw)).strip()

    def to_json(self) -> dict[str, Any]:
        """Give the field as plain values.

        Returns
        -------
        dict
            With the keys label, value, raw, start, end and confidence.
        """
        return {
            "label": self.label,
            "value": self.value,
            "raw": self.raw,
            "start": self.start,
            "end": self.end,
            "confidence": self.confidence,
        }


@dataclass(frozen=True)
class Reference:
    """A reference string and its fields.

    Attributes
    ----------
    text : str
        The whole string.
    fields : tuple of Field
        In the order of the text, without overlap; a label may occur more than once.

    Examples
    --------
    >>> reference = Reference.from_spans("Knuth, Literate programming",
    ...                                  [(0, 5, "author", 0.99), (7, 27, "title", 0.98)])
    >>> reference.title
    'Literate programming'
    >>> reference.get("year") is None
    True
    """

    text: str
    fields: tuple[Field, ...] = ()

    @classmethod
    def from_spans(
        cls, text: str, spans: Iterable[tuple[int, int, str, float | None]]
    ) -> Reference:
        """Build a reference from offsets.

        Parameters
        ----------
        text : str
            The string.
        spans : iterable of (start, end, label, confidence)
            As a `tagger.model.Model` gives them.

        Returns
        -------
        Reference
            Its fields in the order of the spans.
        """
        return cls(
            text,
            tuple(
                Field(label, text[start:end], start, end, confidence)
                for start, end, label, confidence in spans
            ),
        )

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)

    def __len__(self) -> int:
        return len(self.fields)

    def __bool__(self) -> bool:
        return bool(self.fields)

    def get_all(self, label: str) -> tuple[Field, ...]:
        """Find all fields with a label.

        Parameters
        ----------
        label : str
            One of `tagger.labels.NAMES`.

        Returns
        -------
        tuple of Field
            In order; empty where there is none.

        Raises
        ------
        KeyError
            If there is no such label.
        """
        if label not in BY_NAME:
            raise KeyError(f"no label {label!r}; the labels are {', '.join(BY_NAME)}")
        return tuple(field for field in self.fields if field.label == label)

    def get(self, label: str) -> Field | None:
        """Find the field with a label that the model is surest of.

        Parameters
        ----------
        label : str
            One of `tagger.labels.NAMES`.

        Returns
        -------
        Field or None
            The first of them where confidences are switched off.

        Raises
        ------
        KeyError
            If there is no such label.
        """
        return max(self.get_all(label), key=lambda field: field.confidence or 0.0, default=None)

    def __getattr__(self, name: str) -> str | None:
        # reference.title, reference.year …: the value of the field with that label
        if name not in BY_NAME:
            raise AttributeError(f"'Reference' has no attribute or label {name!r}")
        field = self.get(name)
        return field.value if field else None

    def to_csl(self) -> dict[str, Any]:
        """Give the reference as an item of CSL-JSON.

        Returns
        -------
        dict
            See `tagger.formats.csl_json.to_csl`.
        """
        from tagger.formats.csl_json import to_csl

        return to_csl(self)

    def to_bibtex(self) -> str:
        """Give the reference as an entry of BibTeX.

        Returns
        -------
        str
            Its key is made of the first family name, the year and a word of the title.
        """
        from tagger.formats.bibtex import to_bibtex
        from tagger.formats.keys import make_key

        item = self.to_csl()
        return to_bibtex(item, make_key(item))

    def explain(self) -> str:
        """Say what was found and what became of it.

        Returns
        -------
        str
            A line for each field: label, confidence, text, and what its normaliser made of it.
        """
        from tagger.formats.explain import explain

        return explain(self)

    def to_json(self) -> dict[str, Any]:
        """Give the reference as plain values.

        Returns
        -------
        dict
            With the keys schema, text and fields.
        """
        return {
            "schema": SCHEMA,
            "text": self.text,
            "fields": [field.to_json() for field in self.fields],
        }
