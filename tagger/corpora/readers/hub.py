"""Data sets of the Hugging Face hub, by name.

Imports errors, extras, records and the readers; `datasets` inside the functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tagger.corpora.extras import import_extra
from tagger.corpora.readers import renobench
from tagger.corpora.readers.drafts import Conversion, Draft, settle
from tagger.corpora.records import LabelledReference
from tagger.errors import CorpusError

#: Takes the rows of a data set and its name.
Adapter = Callable[[Iterable[Mapping[str, Any]], str | Path], Iterator[Draft]]

#: What reads the rows of a data set, by its name on the hub.
HUB: dict[str, Adapter] = {renobench.HUB_ID: renobench.drafts_from_rows}


def load_hub(name: str, *, split: str = "train") -> tuple[list[LabelledReference], Conversion]:
    """Load references from the hub.

    Parameters
    ----------
    name : str
        One of `HUB`.
    split : str
        As ``datasets.load_dataset`` takes it; also a slice such as ``train[:100]``.

    Returns
    -------
    references : list of LabelledReference
        The right ones, in order.
    report : Conversion
        With the row and the reason of every other.

    Raises
    ------
    CorpusError
        R041 where no row is right, R044 where the data set cannot be loaded or lacks a column,
        R045 where no adapter is known for the name.
    UsageError
        R060 where `datasets` is not installed.

    Warns
    -----
    TaggerWarning
        W003 where rows are left out.
    """
    if name not in HUB:
        raise CorpusError("R045", format=name, known=", ".join(HUB))
    library = import_extra("datasets")
    try:
        rows = library.load_dataset(name, split=split)
    except Exception as error:  # no network, no such split: the library raises what it likes
        reason = (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
        raise CorpusError("R044", path=name, reason=reason) from error
    renobench.check_columns(rows.column_names, name)
    return settle(HUB[name](rows, name), name, split, "renobench")
