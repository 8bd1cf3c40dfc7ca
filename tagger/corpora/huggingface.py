"""Labelled references as Hugging Face datasets, and back.

Imports files, records and splits; `datasets` inside the functions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tagger.corpora.extras import import_extra
from tagger.corpora.files import read_all
from tagger.corpora.records import LabelledReference, LabelledSpan, is_usable
from tagger.corpora.splits import partition, read_splits

if TYPE_CHECKING:
    import datasets


def features() -> datasets.Features:
    """Describe the columns of a dataset of references.

    Returns
    -------
    datasets.Features
        The attributes of `LabelledReference`; a span is a struct of its attributes.

    Raises
    ------
    UsageError
        R060 where `datasets` is not installed.
    """
    library = import_extra("datasets")
    string, offset = library.Value("string"), library.Value("int32")
    columns = dict.fromkeys(("id", "source", "doc", "group", "lang", "text"), string)
    # a list around the struct, not `Sequence`, which would turn it into a struct of lists
    columns["spans"] = [{"start": offset, "end": offset, "label": string, "original": string}]
    columns["flags"] = [string]
    return library.Features(columns)


def to_dataset(references: Iterable[LabelledReference]) -> datasets.Dataset:
    """Make a dataset of references.

    Parameters
    ----------
    references : iterable of LabelledReference
        Right ones, see `check`.

    Returns
    -------
    datasets.Dataset
        A row a reference, in order, with the columns of `features`.

    Raises
    ------
    UsageError
        R060 where `datasets` is not installed.
    """
    columns = features()
    rows: dict[str, list] = {name: [] for name in columns}
    for reference in references:
        for name, column in rows.items():
            column.append(getattr(reference, name))
        rows["spans"][-1] = [vars(span) for span in reference.spans]
        rows["flags"][-1] = list(reference.flags)
    return import_extra("datasets").Dataset.from_dict(rows, features=columns)


def from_dataset(dataset: datasets.Dataset) -> list[LabelledReference]:
    """Give the references of a dataset.

    Parameters
    ----------
    dataset : datasets.Dataset
        With the columns of `features`; others are ignored.

    Returns
    -------
    list of LabelledReference
        One a row, in order.
    """
    columns = ("id", "source", "doc", "group", "lang", "text")
    return [
        LabelledReference(
            **{name: row[name] for name in columns},
            spans=tuple(LabelledSpan(**span) for span in row["spans"]),
            flags=tuple(row["flags"]),
        )
        for row in dataset
    ]


def load_dataset(
    paths: str | Path | Iterable[str | Path],
    *,
    splits: str | Path | Mapping[str, Collection[str]] | None = None,
    with_flagged: bool = False,
) -> datasets.DatasetDict:
    """Read files of labelled references as a dataset with splits.

    Parameters
    ----------
    paths : str, Path, or iterable of them
        Files, or directories of files, as `read_all` takes them.
    splits : str, Path or mapping, optional
        Ids by split, or the directory of their lists, as `read_splits` takes it; what no
        list names is ``train``.  Without it, all is.
    with_flagged : bool
        Whether to keep the references with one of `EXCLUDED_FLAGS`.  They were not looked at
        when the lists were made, so that they may print works that are held out.

    Returns
    -------
    datasets.DatasetDict
        A dataset for ``train`` and for each split.

    Raises
    ------
    CorpusError
        As `read_all` and `read_splits` do.
    UsageError
        R060 where `datasets` is not installed.
    """
    library = import_extra("datasets")
    references, _ = read_all(paths)
    ids = splits or {}
    parts = partition(
        (reference for reference in references if with_flagged or is_usable(reference)),
        ids if isinstance(ids, Mapping) else read_splits(ids),
    )
    return library.DatasetDict({name: to_dataset(part) for name, part in parts.items()})
