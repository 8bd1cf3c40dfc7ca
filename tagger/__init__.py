"""Bibliographic reference strings to labelled fields and records.

>>> import tagger
>>> reference = tagger.parse("Knuth, D. E. (1984). Literate programming. "
...                          "The Computer Journal, 27(2), 97-111.")
>>> reference.title, reference.venue, reference.pages
('Literate programming', 'The Computer Journal', '97-111')

The public interface is what this module names.  It imports nothing heavy: spaCy comes with
`load`, ONNX Runtime with the first reference, `datasets` with `datasets_map`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagger.reference import Field, Reference

if TYPE_CHECKING:
    from spacy.language import Language

    from tagger.finder import FoundReference
    from tagger.huggingface import datasets_map
    from tagger.model import Model

    __version__: str

__all__ = [
    "Field",
    "Reference",
    "__version__",
    "datasets_map",
    "find",
    "load",
    "parse",
    "parse_many",
]


def __getattr__(name: str) -> Any:
    # what takes a while to find out or to import, when it is first asked for
    value: Any
    if name == "__version__":
        value = _version()
    elif name == "datasets_map":
        from tagger import huggingface

        value = huggingface.datasets_map
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("ref-tagger")
    except PackageNotFoundError:  # run from a source tree that was not installed
        return "0+unknown"


def load(name_or_path: str | Path | None = None, **options: Any) -> Language:
    """Load a spaCy pipeline that tags references.

    Parameters
    ----------
    name_or_path : str or pathlib.Path, optional
        Name of a model that is shipped with the library, or path of a directory written by
        `python -m tagger.train`; by default, the current default model.
    **options
        Passed on to `spacy.load`, such as ``exclude``, or ``config`` with settings of the
        component: ``config={"components": {"reference_tagger": {"confidence": False}}}``.

    Returns
    -------
    spacy.language.Language
        ``nlp(text)`` gives a `Doc` with ``doc.ents`` and ``doc._.reference``.

    Raises
    ------
    tagger.errors.ModelError
        If the model is missing, damaged, or of another version of the library.
    """
    # registers the factory also where the package is not installed
    from tagger.language import load_pipeline
    from tagger.model_files import pipeline_directory

    return load_pipeline(pipeline_directory(name_or_path), **options)


def parse(text: str, *, model: str | Path | None = None) -> Reference:
    """Tag one reference, without spaCy.

    Parameters
    ----------
    text : str
        The reference; lone surrogates are replaced by U+FFFD, with a warning (W001).
    model : str or pathlib.Path, optional
        As for `load`.

    Returns
    -------
    Reference
        With its fields; without any where the text is blank.

    Raises
    ------
    tagger.errors.ModelError
        As for `load`.
    TypeError
        If `text` is no string.
    """
    return next(parse_many([text], model=model))


def parse_many(
    texts: Iterable[str],
    *,
    confidence: bool = True,
    model: str | Path | None = None,
    window: int | None = None,
    jobs: int = 1,
) -> Iterator[Reference]:
    """Tag references as a stream, without spaCy, in constant memory.

    Parameters
    ----------
    texts : iterable of str
        One reference each.
    confidence : bool
        Whether to compute confidences.
    model : str or pathlib.Path, optional
        As for `load`.
    window : int, optional
        How many texts to read ahead; more is faster, 1 answers each text at once.  With several
        jobs, how many are handed to a process at once.
    jobs : int
        How many processes tag, such as the number of cores; each takes some tenths of a second
        to start.  With one, this process does it.

    Yields
    ------
    Reference
        For each text, in order.

    Raises
    ------
    tagger.errors.ModelError
        As for `load`.
    tagger.errors.WorkerError
        If processes cannot be started, or end again and again (R067).
    TypeError
        If `texts` is one string, or holds something that is no string.

    Warns
    -----
    tagger.errors.TaggerWarning
        Of processes that end by themselves, see `tagger.parallel.tag_in_processes`.
    """
    from itertools import tee

    if isinstance(texts, str):
        raise TypeError("parse_many takes many strings; for one there is parse")
    if jobs != 1:
        from tagger.parallel import tag_in_processes

        for text, found, _ in tag_in_processes(
            map(_clean, texts), jobs=jobs, model=model, confidence=confidence, piece=window
        ):
            yield Reference.from_spans(text, found)
        return
    for_model, for_result = tee(map(_clean, texts))
    tagged = _model(model).stream(for_model, confidence=confidence, window=window)
    for text, spans in zip(for_result, tagged, strict=True):
        yield Reference.from_spans(text, spans)


def find(text: str, *, model: str | Path | None = None) -> list[FoundReference]:
    """Find the references in a page or in the text of a document.

    Parameters
    ----------
    text : str
        Any text: lists in any layout, with or without prose around them.
    model : str or pathlib.Path, optional
        As for `load`.

    Returns
    -------
    list of tagger.finder.FoundReference
        In the order of the text; the ``text`` of each is one string for `parse`.

    Raises
    ------
    tagger.errors.ModelError
        As for `load`.
    TypeError
        If `text` is no string.
    """
    from tagger.finder import find_references

    return find_references(_clean(text), _model(model))


def _clean(text: str) -> str:
    from tagger.tokenizer import clean

    if not isinstance(text, str):
        raise TypeError(f"a reference is a str, not {type(text).__name__}")
    return clean(text)


@lru_cache(maxsize=2)
def _model(name_or_path: str | Path | None) -> Model:
    from tagger.model import load_model

    return load_model(name_or_path)
