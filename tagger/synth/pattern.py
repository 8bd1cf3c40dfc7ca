"""A small language for layouts, and the writer that keeps labels while text grows.

Imports nothing of the package.  In a pattern

- ``$name`` prints a field with its label,
- ``%name`` prints a word of the style, such as "pp." or "In", without a label,
- ``{a|b|c}`` prints one of its alternatives, drawn among those whose fields the work has;
  nothing where it has none of them.  An alternative without fields is always possible,
- ``~`` prints nothing; it ends a name, as in ``$year~a``.

All else is printed as it stands.  Separators need no care: the writer drops a full stop after
a full stop, and a separator that follows one.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Set
from dataclasses import dataclass

from tagger.synth.chance import pick

Segment = tuple[str, str]  # text and label; the label of bare text is empty

_PIECE = re.compile(r"[$%][a-zA-Z]+|[{}|~]|[^${}|~%]+|[$%]")
_SEPARATORS = ".,;:"


@dataclass(frozen=True)
class Sequence:
    """Pieces that are printed one after the other.

    Attributes
    ----------
    items : tuple
        Of ``(kind, value)``: kinds ``text``, ``field``, ``word``, and ``group`` with a tuple
        of sequences.
    needs : frozenset of str
        Fields without which the sequence cannot be printed.
    groups : tuple of tuple of Sequence
        Its groups that hold fields.
    """

    items: tuple[tuple[str, object], ...]
    needs: frozenset[str]
    groups: tuple[tuple[Sequence, ...], ...]

    @property
    def has_fields(self) -> bool:
        """Whether a field stands in it, at any depth."""
        return bool(self.needs or self.groups)

    def fits(self, have: Set[str]) -> bool:
        """Say whether a work has the fields for it.

        Parameters
        ----------
        have : set of str
            The fields of the work.

        Returns
        -------
        bool
            True where it can be printed and would print a field, if it has any.
        """
        if not self.needs <= have:
            return False
        if self.needs or not self.groups:
            return True
        return any(part.fits(have) for group in self.groups for part in group if part.has_fields)


def parse(pattern: str) -> Sequence:
    """Read a pattern.

    Parameters
    ----------
    pattern : str
        See the head of this module.

    Returns
    -------
    Sequence
        Ready to be printed.

    Raises
    ------
    ValueError
        Where a brace has no partner.
    """
    pieces = _PIECE.findall(pattern)
    sequences, rest = _alternatives(pieces, 0)
    if rest != len(pieces) or len(sequences) != 1:
        raise ValueError(f"unbalanced pattern: {pattern}")
    return sequences[0]


def _alternatives(pieces: list[str], i: int) -> tuple[tuple[Sequence, ...], int]:
    """Read up to the closing brace; give the alternatives and where it stands."""
    done: list[Sequence] = []
    items: list[tuple[str, object]] = []
    while i < len(pieces) and pieces[i] != "}":
        piece = pieces[i]
        if piece == "|":
            done.append(_sequence(items))
            items = []
        elif piece == "{":
            group, i = _alternatives(pieces, i + 1)
            if i == len(pieces):
                raise ValueError("unbalanced pattern: " + "".join(pieces))
            items.append(("group", group))
        elif piece[0] == "$" and len(piece) > 1:
            items.append(("field", piece[1:]))
        elif piece[0] == "%" and len(piece) > 1:
            items.append(("word", piece[1:]))
        elif piece != "~":
            items.append(("text", piece))
        i += 1
    return (*done, _sequence(items)), i


def _sequence(items: list[tuple[str, object]]) -> Sequence:
    needs = frozenset(str(value) for kind, value in items if kind == "field")
    groups = tuple(
        value
        for kind, value in items
        if isinstance(value, tuple) and any(part.has_fields for part in value)
    )
    return Sequence(tuple(items), needs, groups)


class Writer:
    """A text that grows by literals and labelled fields.

    Parameters
    ----------
    keep_stops : bool
        Whether a separator is kept after a question or exclamation mark.
    french : bool
        Whether a space stands before colons and semicolons.
    """

    def __init__(self, keep_stops: bool = False, french: bool = False) -> None:
        self.text = ""
        self.spans: list[tuple[int, int, str]] = []
        self._keep_stops = keep_stops
        self._french = french
        self._begun = False

    def literal(self, text: str) -> None:
        """Print text without a label, without repeating a separator.

        Parameters
        ----------
        text : str
            May be empty.
        """
        if not self._begun:
            text = text.lstrip(" .,;:")
        if not text:
            return
        self._begun = True
        if not self.text:
            self.text = text
            return
        last, first = self.text[-1], text[0]
        if last == " ":
            # a stop may stand within the quotes of a title
            before = self.text[:-1].rstrip("'\"’”»“")[-1:]
            if first in _SEPARATORS and (before in _SEPARATORS or before in "([–—-"):
                text = text.lstrip(_SEPARATORS).lstrip(" ")
            elif first == " ":
                text = text.lstrip(" ")
        elif last in "([":
            text = text.lstrip(_SEPARATORS + " ")
        elif (
            (first == "." and (last == "." or (last in "?!" and not self._keep_stops)))
            or (first == "," and (last == "," or (last in "?!" and not self._keep_stops)))
            or (first in ";:" and last in ";:,")
        ):
            text = text[1:]
        if self._french:
            if text[:2] in (": ", "; "):
                text = " " + text
            text = text.replace("”: ", "” : ").replace("): ", ") : ")
        self.text += text

    def prefix(self, before: str, label: str, after: str) -> None:
        """Print a leading label, which is no part of what begins after it.

        Parameters
        ----------
        before, label, after : str
            Bracket or mark, the label itself, and what follows it; the text is empty before.
        """
        self.text = before + label + after
        self.spans.append((len(before), len(before) + len(label), "label"))

    def field(self, text: str, label: str) -> None:
        """Print the value of a field.

        Parameters
        ----------
        text : str
            The value.
        label : str
            Of the span; empty for none.
        """
        self._begun = True
        if label == "title" and self.spans and self.spans[-1][1] == len(self.text):
            self.literal(". ")  # authors without the year that would separate them
        start = len(self.text)
        self.text += text
        if label:
            self.spans.append((start, len(self.text), label))


def write(
    sequence: Sequence,
    have: Set[str],
    field: Callable[[str], list[Segment]],
    word: Callable[[str], str],
    writer: Writer,
    rng: random.Random,
) -> None:
    """Print a pattern.

    Parameters
    ----------
    sequence : Sequence
        From `parse`; it must fit `have`.
    have : set of str
        The fields of the work.
    field, word : callable
        Give the segments of a field, and a word.
    writer : Writer
        Printed into.
    rng : random.Random
        Draws the alternatives.
    """
    for kind, value in sequence.items:
        if kind == "text":
            writer.literal(value)  # type: ignore[arg-type]
        elif kind == "field":
            for text, label in field(value):  # type: ignore[arg-type]
                if label:
                    writer.field(text, label)
                else:
                    writer.literal(text)
        elif kind == "word":
            writer.literal(word(value))  # type: ignore[arg-type]
        else:
            fitting = [part for part in value if part.fits(have)]  # type: ignore[attr-defined]
            if fitting:
                write(pick(rng, fitting), have, field, word, writer, rng)
