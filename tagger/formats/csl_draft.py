"""A CSL-JSON item in the making, and the fields that it is made of.

Imports reference and normalize.titles.  Invariant: a field is either in the item or, by `keep`, in
its note; the reference is never changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from tagger.normalize.titles import clean_title
from tagger.reference import Field, Reference

#: How much of the text around a field its normaliser sees, in code points: designators such as
#: "Available at the PubMed Central, PMCID:" are shorter.
_CONTEXT = 60


class Draft:
    """An item in the making.

    Parameters
    ----------
    reference : Reference
        What the item is made of.

    Attributes
    ----------
    reference : Reference
        As given.
    item : dict
        Variables of CSL, without ``id`` and ``type``.
    notes : list of str
        What has no variable, as "label: value"; they end up in ``note``.
    kinds : dict of str to str
        What tells the type of the work beside the labels, see `kinds.guess_type`.
    """

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self.item: dict[str, Any] = {}
        self.notes: list[str] = []
        self.kinds: dict[str, str] = {}

    def fields(self, label: str) -> tuple[Field, ...]:
        """Give the fields with a label that hold more than white space.

        Parameters
        ----------
        label : str
            One of `labels.NAMES`.

        Returns
        -------
        tuple of Field
            In the order of the text.
        """
        return tuple(field for field in self.reference.get_all(label) if field.value)

    def before(self, field: Field) -> str:
        """Give the text in front of a field.

        Parameters
        ----------
        field : Field
            Of the reference.

        Returns
        -------
        str
            At most 60 code points.
        """
        return self.reference.text[max(0, field.start - _CONTEXT) : field.start]

    def after(self, field: Field) -> str:
        """Give the text behind a field.

        Parameters
        ----------
        field : Field
            Of the reference.

        Returns
        -------
        str
            At most 60 code points.
        """
        return self.reference.text[field.end : field.end + _CONTEXT]

    def keep(self, field: Field) -> None:
        """Put a field that has no other place into the notes.

        Parameters
        ----------
        field : Field
            Of the reference.
        """
        self.notes.append(f"{field.label}: {field.value}")

    def put_joined(
        self,
        label: str,
        key: str,
        separator: str,
        clean: Callable[[str], str] = clean_title,
    ) -> None:
        """Put all fields with a label into one variable, each text once.

        Parameters
        ----------
        label : str
            One of `labels.NAMES`.
        key : str
            The variable.
        separator : str
            Between texts.
        clean : callable
            Makes the text of a field's value.
        """
        values = unique(clean(field.value) for field in self.fields(label))
        if values:
            self.item[key] = separator.join(values)


def unique(values: Iterable[str]) -> list[str]:
    """Leave out empty texts and repetitions.

    Parameters
    ----------
    values : iterable of str
        Texts.

    Returns
    -------
    list of str
        In order; of texts that are equal but for case, spaces and punctuation the first.
    """
    found: dict[str, str] = {}
    for value in values:
        if value:
            found.setdefault("".join(re.findall(r"[^\W_]", value.casefold())) or value, value)
    return list(found.values())


def has_digits_of(value: str, made: str) -> bool:
    """Say whether every number of a text is in what was made of it.

    Parameters
    ----------
    value : str
        As printed.
    made : str
        What was made of it; numbers may have been completed at their front: 128 for 8.

    Returns
    -------
    bool
        False where something was left out.
    """
    numbers = re.findall(r"\d+", made)
    return all(
        any(number.endswith(digits.lstrip("0")) for number in numbers)
        for digits in re.findall(r"\d+", value)
    )
