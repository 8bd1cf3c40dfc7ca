"""Datasets of Hugging Face: a column with what was tagged.

Imports corpora.extras, errors, formats, model_files and reference; model inside a function, and
there too `datasets`, of the extra ``train``.  Invariants: the rows stay, in order; a result is
read from the cache only where the same model of the same version made it in the same way, which
the fingerprint of the dataset says; the model that tags is the one that the fingerprint names.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagger import __version__
from tagger.corpora.extras import import_extra
from tagger.errors import UsageError
from tagger.formats.csl_json import to_csl
from tagger.model_files import HEADER, component_directory
from tagger.reference import Reference

if TYPE_CHECKING:
    from tagger.model import Model

#: What the new column can hold.
FORMATS = ("spans", "csl")

#: Options of ``dataset.map`` that would contradict what it is called with here, and one that drops
#: rows.
_OWN_OPTIONS = (
    "function",
    "input_columns",
    "batched",
    "features",
    "with_indices",
    "with_rank",
    "fn_kwargs",
    "drop_last_batch",
)


def datasets_map(
    dataset: Any,
    column: str = "text",
    *,
    num_proc: int | None = None,
    output: str = "reference",
    format: str = "spans",
    confidence: bool = True,
    model: str | Path | None = None,
    **options: Any,
) -> Any:
    """Tag a column of a dataset; the results are a new column.

    Parameters
    ----------
    dataset : datasets.Dataset, IterableDataset, DatasetDict or IterableDatasetDict
        With a reference in each row.
    column : str
        Where they are; a row without one (None) gets None.
    num_proc : int, optional
        How many processes tag, such as the number of cores; not for datasets that are streamed.
    output : str
        Name of the new column; one of that name is replaced.
    format : str
        ``spans``: a list of structs with start, end (code points into the text), label,
        confidence and text; ``csl``: the item of CSL-JSON, written as JSON, since the variables
        differ from row to row and a struct would have to have them all.
    confidence : bool
        Whether to compute confidences; otherwise they are None.
    model : str or pathlib.Path, optional
        As for `tagger.load`.
    **options
        Passed on to ``dataset.map``, such as ``batch_size``, ``remove_columns`` or
        ``load_from_cache_file``.

    Returns
    -------
    datasets.Dataset, IterableDataset, DatasetDict or IterableDatasetDict
        As `dataset`, with the column; of a dataset that is streamed the rows are tagged when they
        are asked for.  The same call on the same data is answered from the cache of `datasets`, in
        another process too, until the model, an option or the version of this library changes.

    Raises
    ------
    UsageError
        R060 where `datasets` is not installed; R066 where there is no such format, processes are
        asked for a dataset that is streamed, or an option is one that is not to be chosen
        (``function``, ``features``, ``batched``, ``drop_last_batch`` and the like); R090 where the
        column cannot be tagged.
    tagger.errors.ModelError
        As `tagger.load` does.
    """
    library = import_extra("datasets")
    if format not in FORMATS:
        raise UsageError("R066", reason=f"format '{format}' is none of {', '.join(FORMATS)}")
    for option in _OWN_OPTIONS:
        if option in options:
            raise UsageError(
                "R066", reason=f"'{option}', and datasets_map, which sees to it itself"
            )
    if isinstance(dataset, dict):  # a dataset for each split
        settings: dict[str, Any] = {"num_proc": num_proc, "output": output, "format": format}
        settings |= {"confidence": confidence, "model": model, **options}
        parts = {name: datasets_map(part, column, **settings) for name, part in dataset.items()}
        return type(dataset)(parts)
    _check_column(dataset, column)
    is_streamed = isinstance(dataset, library.IterableDataset)
    if is_streamed and (num_proc or 1) > 1:
        raise UsageError("R066", reason="num_proc, and a dataset that is streamed")
    if not is_streamed:
        options["num_proc"] = num_proc
        options.setdefault("desc", "Tagging")
    features = None
    if dataset.features is not None:
        kept = _kept(dataset.features, options.get("remove_columns"))
        features = library.Features({**kept, output: _feature(library, format)})
        # made anew: objects that are used twice would tell in the fingerprint
        features = library.Features.from_dict(features.to_dict())
        if not is_streamed and not len(dataset):  # `map` gives an empty dataset back as it is
            return library.Dataset.from_dict({name: [] for name in features}, features=features)
    source = None if model is None else str(model)
    tagging = Tagging(output, format, confidence, source, _digest(source), __version__)
    return dataset.map(tagging, input_columns=[column], batched=True, features=features, **options)


@dataclass(frozen=True)
class Tagging:
    """The function that is mapped; `datasets` pickles it, for its processes and the fingerprint.

    Attributes
    ----------
    output, format, confidence
        As for `datasets_map`.
    model : str or None
        As given, so that it does not matter where the library is installed.
    digest : str
        SHA-256 of the model's header, which has those of its files.
    version : str
        Of this library.
    """

    output: str
    format: str
    confidence: bool
    model: str | None
    digest: str
    version: str

    def __call__(self, texts: Sequence[str | None]) -> dict[str, list[Any]]:
        """Tag a batch.

        Parameters
        ----------
        texts : sequence of str or None
            The column.

        Returns
        -------
        dict of str to list
            The new column by its name.
        """
        known = [text for text in texts if text is not None]
        model = _model(self.model, self.digest, os.getpid())
        spans = model.tag(known, confidence=self.confidence)
        made = map(_MAKE[self.format], map(Reference.from_spans, known, spans))
        return {self.output: [None if text is None else next(made) for text in texts]}


@lru_cache(maxsize=2)
def _model(name_or_path: str | None, _digest: str, _process: int) -> Model:
    """Load a model once, and again where another has taken its place.

    Once a process, too: what ONNX Runtime holds is not for a fork's children.
    """
    from tagger.model import load_model

    return load_model(name_or_path)


def _digest(model: str | None) -> str:
    """Tell models apart, also those that follow each other in one directory."""
    header = component_directory(model) / HEADER
    # where it is missing, loading the model says so
    return hashlib.sha256(header.read_bytes() if header.is_file() else b"").hexdigest()


def _check_column(dataset: Any, column: str) -> None:
    if dataset.features is None:
        return
    if column not in dataset.features:
        known = ", ".join(dataset.features)
        raise UsageError("R090", column=column, reason=f"there is none; the columns are: {known}")
    kind = getattr(dataset.features[column], "dtype", "no string")
    if kind not in ("string", "large_string", "null"):
        raise UsageError("R090", column=column, reason=f"it holds {kind}, not string")


def _kept(features: dict[str, Any], removed: str | Sequence[str] | None) -> dict[str, Any]:
    """Leave out columns: `map` would fill one that is removed, but has a type, with nulls."""
    names = [removed] if isinstance(removed, str) else removed or ()
    return {name: feature for name, feature in features.items() if name not in names}


def _feature(library: Any, format: str) -> Any:
    string, offset = library.Value("string"), library.Value("int32")
    if format != "spans":
        return string
    # a list around the struct, not `Sequence`, which would turn it into a struct of lists
    confidence = library.Value("float32")
    names = ("start", "end", "label", "confidence", "text")
    return [dict(zip(names, (offset, offset, string, confidence, string), strict=True))]


def _spans(reference: Reference) -> list[dict[str, Any]]:
    return [
        {
            "start": field.start,
            "end": field.end,
            "label": field.label,
            "confidence": field.confidence,
            "text": field.raw,
        }
        for field in reference
    ]


def _csl(reference: Reference) -> str:
    return json.dumps(to_csl(reference), ensure_ascii=False)


_MAKE = {"spans": _spans, "csl": _csl}
