"""Labelled references: files, Hugging Face datasets, near-duplicates and splits.

Imports labels, errors and tokenizer; `datasets`, scikit-learn and SciPy only inside the
functions that need them, so that reading a file needs none of them.

The way of the data: `files` reads lines, which `records` checks; `near` finds the references
that print the same work, `splits` divides them by group, `huggingface` hands them on.  `readers`
bring in files of other formats.
"""

from tagger.corpora.files import (
    Problem,
    Report,
    check_file,
    find_files,
    read_all,
    read_references,
    write_references,
)
from tagger.corpora.huggingface import features, from_dataset, load_dataset, to_dataset
from tagger.corpora.near import NEAR, near_duplicate_groups, near_duplicates
from tagger.corpora.readers import FORMATS, Conversion, convert, load_hub
from tagger.corpora.records import (
    EXCLUDED_FLAGS,
    BadRecord,
    LabelledReference,
    LabelledSpan,
    check,
    is_usable,
)
from tagger.corpora.splits import (
    held_out_size,
    partition,
    read_ids,
    read_splits,
    reference_groups,
    split_by_group,
    write_ids,
)

__all__ = [
    "EXCLUDED_FLAGS",
    "FORMATS",
    "NEAR",
    "BadRecord",
    "Conversion",
    "LabelledReference",
    "LabelledSpan",
    "Problem",
    "Report",
    "check",
    "check_file",
    "convert",
    "features",
    "find_files",
    "from_dataset",
    "held_out_size",
    "is_usable",
    "load_dataset",
    "load_hub",
    "near_duplicate_groups",
    "near_duplicates",
    "partition",
    "read_all",
    "read_ids",
    "read_references",
    "read_splits",
    "reference_groups",
    "split_by_group",
    "to_dataset",
    "write_ids",
    "write_references",
]
