"""Predicted labels for people to correct: the less sure a reference, the earlier it stands.

Imports the public interface, inputs, errors, labels, tokenizer, formats.xml_text and corpora.
To be put in order, all references are held in memory at once: some kilobytes each.
Invariant: a text is written as it was tagged, bar what `to_anystyle` and `to_brat` state.

The way back: ``jsonl`` is what `python -m tagger.train --corpora` reads; of the other formats
`python -m tagger.corpora convert` makes that.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tagger import __version__, parse_many
from tagger.corpora.files import write_lines
from tagger.corpora.records import LabelledReference, LabelledSpan
from tagger.corpora.sequences import to_elements
from tagger.errors import UsageError
from tagger.formats.xml_text import element, escape
from tagger.inputs import STDIN, Line
from tagger.labels import LABELS
from tagger.reference import Reference
from tagger.tokenizer import replace_surrogates

#: What can be written.
FORMATS = ("jsonl", "anystyle", "brat", "label-studio")

#: The `source` of the references in ``jsonl``: corrected predictions, no corpus of its own.
SOURCE = "corrected"

#: Names of the files of ``brat``, without endings; brat wants the two to have one name.
BRAT_NAME = "references"

#: All that some program takes for the end of a line, and the tab, which divides brat's columns.
_ONE_LINE = str.maketrans(dict.fromkeys("\t\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", " "))


class Prediction(NamedTuple):
    """A tagged string.

    Attributes
    ----------
    line : Line
        Where it comes from.
    reference : Reference
        With its fields and their confidences; its text has no lone surrogates.
    """

    line: Line
    reference: Reference

    @property
    def confidence(self) -> float:
        """The least confidence of a field, from 0 to 1; 0 where there is no field."""
        return min((field.confidence or 0.0 for field in self.reference), default=0.0)


def annotate(
    lines: Iterable[Line],
    format: str,
    output: str | None = None,
    *,
    model: str | None = None,
    jobs: int = 1,
) -> None:
    """Tag strings and write what was predicted.

    Parameters
    ----------
    lines : iterable of Line
        The strings.
    format : str
        One of `FORMATS`.
    output : str, optional
        A file, or for ``brat`` a directory, which is made; by default standard output.
    model : str, optional
        As for `tagger.load`.
    jobs : int
        As for `tagger.parse_many`.

    Raises
    ------
    UsageError
        R064 where the output cannot be written, or is there already: it may hold corrections;
        R066 where ``brat`` has no directory to write to.
    tagger.errors.ModelError, tagger.errors.CorpusError
        As `tagger.load` and `tagger.inputs.read_lines` do.
    """
    if format == "brat" and output is None:
        raise UsageError("R066", reason="brat writes several files and needs --output DIR")
    # before the model is loaded: to tag a long file for nothing is no pleasure
    for target in _targets(format, output):
        if target.exists():
            reason = "it is there already and may hold corrections. Remove it, or name another"
            raise UsageError("R064", path=target, reason=reason)
    predictions = predict(lines, model=model, jobs=jobs)
    if format == "brat":
        for target, content in zip(
            _targets(format, output),
            (*to_brat(predictions), brat_configuration(), brat_colours()),
            strict=True,
        ):
            write_lines(target, content)
        return
    written = {
        "jsonl": _json_lines,
        "anystyle": to_anystyle,
        "label-studio": lambda found: _json_array(to_label_studio(found, model=model)),
    }[format](predictions)
    if output is None:
        for line in written:
            print(line)
    else:
        write_lines(output, written)


def _targets(format: str, output: str | None) -> list[Path]:
    if output is None:
        return []
    if format != "brat":
        return [Path(output)]
    names = (f"{BRAT_NAME}.txt", f"{BRAT_NAME}.ann", "annotation.conf", "visual.conf")
    return [Path(output) / name for name in names]


def predict(lines: Iterable[Line], *, model: str | None = None, jobs: int = 1) -> list[Prediction]:
    """Tag strings, and put those first that the model is least sure of.

    Parameters
    ----------
    lines : iterable of Line
        The strings.
    model : str, optional
        As for `tagger.load`.
    jobs : int
        As for `tagger.parse_many`.

    Returns
    -------
    list of Prediction
        References without fields, then by `Prediction.confidence`; equal ones in the order in
        which they came.
    """
    for_result, for_model = itertools.tee(lines)
    references = parse_many((line.text for line in for_model), model=model, jobs=jobs)
    found = [Prediction(*pair) for pair in zip(for_result, references, strict=True)]
    return sorted(found, key=lambda one: (bool(one.reference), one.confidence))


def to_references(predictions: Iterable[Prediction]) -> Iterator[LabelledReference]:
    """Give predictions as labelled references.

    Parameters
    ----------
    predictions : iterable of Prediction
        In the order of the output.

    Yields
    ------
    LabelledReference
        Its id, which is its group too, is made of source, name of the file and line, and is
        unique: what begins on one line is numbered.  The original labels say ``predicted``.
    """
    seen: set[str] = set()
    for line, reference in predictions:
        # an id stands on one line in lists of ids
        name = "stdin" if line.file == STDIN else Path(line.file).name
        name = replace_surrogates(" ".join(name.split()))
        identifier = base = f"{SOURCE}:{name}:{line.number}"
        numbers = itertools.count(2)
        while identifier in seen:
            identifier = f"{base}:{next(numbers)}"
        seen.add(identifier)
        yield LabelledReference(
            id=identifier,
            text=reference.text,
            spans=_spans(reference),
            source=SOURCE,
            doc=name,
            group=identifier,
        )


def _spans(reference: Reference) -> tuple[LabelledSpan, ...]:
    return tuple(
        LabelledSpan(field.start, field.end, field.label, "predicted") for field in reference
    )


def _json_lines(predictions: Iterable[Prediction]) -> Iterator[str]:
    """Give lines of the corpus format, with a key more: readers of the format pass over it."""
    predictions = list(predictions)
    for one, reference in zip(predictions, to_references(predictions), strict=True):
        record = {**reference.to_json(), "confidence": _rounded(one.confidence)}
        yield json.dumps(record, ensure_ascii=False)


def to_anystyle(predictions: Iterable[Prediction]) -> Iterator[str]:
    """Give AnyStyle's XML.

    Parameters
    ----------
    predictions : iterable of Prediction
        In the order of the output.

    Yields
    ------
    str
        Lines of one document; each reference is a ``<sequence>`` of the elements that
        `corpora.sequences.to_elements` gives, where it stands what the format cannot hold.
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield "<dataset>"
    for _, reference in predictions:
        yield "  <sequence>"
        for name, content in to_elements(reference.text, _spans(reference)):
            yield f"    {element(name, escape(content))}"
        yield "  </sequence>"
    yield "</dataset>"


def to_brat(predictions: Iterable[Prediction]) -> tuple[list[str], list[str]]:
    r"""Give brat's standoff format, as one document.

    Parameters
    ----------
    predictions : iterable of Prediction
        In the order of the output.

    Returns
    -------
    list of str
        Lines of the text, one a reference; tabs and characters that may pass for line breaks
        inside a reference are spaces.
    list of str
        Lines of its annotations, ``T1\tAUTHOR 0 12\tKnuth, D. E.``; offsets in code points into
        the whole text, each line of which ends with one line feed
        (https://brat.nlplab.org/standoff.html).
    """
    texts: list[str] = []
    annotations: list[str] = []
    offset = 0
    for _, reference in predictions:
        text = reference.text.translate(_ONE_LINE)
        for field in reference:
            place = f"{field.label.upper()} {offset + field.start} {offset + field.end}"
            number = len(annotations) + 1
            annotations.append(f"T{number}\t{place}\t{text[field.start : field.end]}")
        texts.append(text)
        offset += len(text) + 1
    return texts, annotations


def brat_configuration() -> list[str]:
    """Give brat's ``annotation.conf``: the labels.

    Returns
    -------
    list of str
        Its lines; all four sections have to be there (https://brat.nlplab.org/configuration.html).
    """
    names = [label.name.upper() for label in LABELS]
    return ["[entities]", *names, "[relations]", "[events]", "[attributes]"]


def brat_colours() -> list[str]:
    """Give brat's ``visual.conf``: the colours of the labels.

    Returns
    -------
    list of str
        Its lines.
    """
    colours = [f"{label.name.upper()}\tbgColor:{label.colour}" for label in LABELS]
    return ["[labels]", "[drawing]", *colours]


def to_label_studio(
    predictions: Iterable[Prediction], *, model: str | None = None
) -> Iterator[dict[str, Any]]:
    """Give tasks with predictions for Label Studio.

    Parameters
    ----------
    predictions : iterable of Prediction
        In the order of the output.
    model : str, optional
        Name of the model; by default that of the library with its version.

    Yields
    ------
    dict
        A task for a project with the set-up of `label_studio_configuration`; offsets in code
        points, scores from 0 to 1 (https://labelstud.io/guide/predictions).
    """
    predictions = list(predictions)
    version = Path(model).name if model else f"ref-tagger {__version__}"
    for one, reference in zip(predictions, to_references(predictions), strict=True):
        result = [
            {
                "id": f"f{number}", "from_name": "label", "to_name": "text", "type": "labels",
                "value": {"start": field.start, "end": field.end, "text": field.raw,
                          "labels": [field.label.upper()]},
                "score": _rounded(field.confidence or 0.0),
            }
            for number, field in enumerate(one.reference, start=1)
        ]  # fmt: skip
        yield {
            "data": {"text": reference.text, "id": reference.id, "doc": reference.doc},
            "predictions": [
                {"model_version": version, "score": _rounded(one.confidence), "result": result}
            ],
        }


def label_studio_configuration() -> str:
    """Give the labelling set-up of a Label Studio project for these tasks.

    Returns
    -------
    str
        XML, to be pasted under "Labeling Interface", "Code".
    """
    labels = "\n".join(
        "    " + element("Label", value=label.name.upper(), background=label.colour)
        for label in LABELS
    )
    text = element("Text", name="text", value="$text")
    return (
        f'<View>\n  <Labels name="label" toName="text">\n{labels}\n  </Labels>\n  {text}\n</View>'
    )


def _json_array(values: Iterable[object]) -> Iterator[str]:
    """Write an array with a line for each value."""
    written = [json.dumps(value, ensure_ascii=False) for value in values]
    yield "["
    yield from (f"{value}," for value in written[:-1])
    yield from written[-1:]
    yield "]"


def _rounded(confidence: float) -> float:
    return round(confidence, 4)
