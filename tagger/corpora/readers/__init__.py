"""Readers of other formats: what people have, as labelled references.

Imports errors, records and its modules.  The way of the data: a reader makes drafts, `fields`
and `joins` bring their spans under our rules, `drafts.settle` checks them as lines of our own
format are checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from tagger.corpora.readers.anystyle import read_anystyle
from tagger.corpora.readers.bio import read_bio, to_bio
from tagger.corpora.readers.brat import read_brat
from tagger.corpora.readers.drafts import Conversion, Draft, settle
from tagger.corpora.readers.hub import HUB, load_hub
from tagger.corpora.readers.jats import read_jats
from tagger.corpora.readers.label_studio import read_label_studio
from tagger.corpora.readers.renobench import read_renobench
from tagger.corpora.readers.tei import read_tei
from tagger.corpora.records import LabelledReference
from tagger.errors import CorpusError

__all__ = ["FORMATS", "HUB", "Conversion", "Draft", "Reader", "convert", "load_hub", "to_bio"]

#: Takes a path, and settings of its own by name.
Reader = Callable[..., Iterator[Draft]]

#: The readers by the name of their format.
FORMATS: dict[str, Reader] = {
    "tei": read_tei,
    "anystyle": read_anystyle,
    "jats": read_jats,
    "bio": read_bio,
    "renobench": read_renobench,
    "brat": read_brat,
    "label-studio": read_label_studio,
}


def convert(
    path: str | Path, format: str, *, source: str = "", name: str = "", **settings: bool
) -> tuple[list[LabelledReference], Conversion]:
    """Read a file in another format.

    Parameters
    ----------
    path : str or Path
        The file.
    format : str
        One of `FORMATS`.
    source : str
        What the references have as `source`, and their ids at the beginning; by default the
        name of the format.
    name : str
        Of the file, for `doc` and the ids; by default the last part of the path.
    **settings : bool
        Of the reader: ``tight`` for ``bio``.

    Returns
    -------
    references : list of LabelledReference
        Those that pass the checks of our own format (`check`), in order.
    report : Conversion
        With the line and the reason of every other, and what was not labelled.

    Raises
    ------
    CorpusError
        R040 where there is no such file, R041 where it holds no right reference, R042 where it
        breaks the rules of its format, R044 where it cannot be read, R045 where there is no
        reader of the format.
    UsageError
        R060 where ``renobench`` needs `datasets` and it is not installed.

    Warns
    -----
    TaggerWarning
        W003 where references are left out.
    """
    if format not in FORMATS:
        raise CorpusError("R045", format=format, known=", ".join(FORMATS))
    drafts = FORMATS[format](path, **settings)
    return settle(drafts, str(path), name or Path(path).name, source or format)
