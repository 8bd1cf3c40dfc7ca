"""A trained model at run time: verify its files, load it, tag strings.

Imports tokenizer, features, decode and errors; neither torch nor spaCy.  A model is a handful of
files named in a header with their sizes and SHA-256; all are verified before ONNX Runtime, a
native library, sees one of them.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tagger.decode import Marginals, TagSpan, Transitions, spans_from_tags, viterbi
from tagger.errors import ModelError
from tagger.features import FEATURE_SCHEMA, context_ids, token_ids
from tagger.tokenizer import Token, tokenize

#: Layout of the model files.  Raise it when a reader of the old layout would fail.
FORMAT_VERSION = 1
HEADER = "header.json"
TOKENS, CONTEXT, TRANSITIONS = "tokens.onnx", "context.onnx", "transitions.npz"
FILES = (TOKENS, CONTEXT, TRANSITIONS)

DEFAULT_MODEL = "xx_refs-0.1.0"
#: Where a model directory written by `python -m tagger.train` keeps the files of this module.
COMPONENT = "reference_tagger"

# Strings are tagged in batches of about this many tokens, padding included: enough for matrix
# products to run at full speed, little enough for the activations to stay in the L2/L3 cache.
_BATCH_TOKENS = 2048
# Strings are sorted by length within this many, so that batches need little padding.
_WINDOW = 1024
# Distinct tokens whose vectors are kept: 40,000 × 96 floats are 15 MB.
_CACHE_TOKENS = 40_000


class Span(NamedTuple):
    """A labelled piece of a text.

    Attributes
    ----------
    start, end : int
        Offsets into the text, in code points, half-open.
    label : str
        One of `tagger.labels.NAMES`.
    confidence : float or None
        Probability in [0, 1] that exactly this span has exactly this label, under the model;
        None where it was not asked for.
    """

    start: int
    end: int
    label: str
    confidence: float | None


class Model:
    """Tags strings with a trained network and its chain.

    Parameters
    ----------
    files : mapping of str to bytes
        The contents of `header.json` and of the files that it names.
    origin : str
        Where they come from, for messages.

    Raises
    ------
    ModelError
        If a file is missing (R002), cut off (R003), changed (R004) or not of this library
        (R005), if the format (R006) or the features (R007) are of another version, or if ONNX
        Runtime refuses a file (R008).
    """

    def __init__(self, files: Mapping[str, bytes], origin: str = "bytes") -> None:
        self.header = _verify(files, origin)
        self._files = {name: bytes(files[name]) for name in (HEADER, *FILES)}
        self.labels: tuple[str, ...] = tuple(self.header["labels"])
        self._transitions = _read_transitions(files[TRANSITIONS], len(self.labels), origin)
        self._tokens = _open(files[TOKENS], TOKENS)
        self._context = _open(files[CONTEXT], CONTEXT)
        width = self._tokens.get_outputs()[0].shape[1]
        self._rows: dict[str, int] = {}
        self._vectors = np.zeros((1024, width), dtype=np.float32)

    def __reduce__(self) -> tuple:
        return Model, (self._files,)

    @property
    def files(self) -> dict[str, bytes]:
        """The contents of the model's files, from which it can be built again."""
        return dict(self._files)

    def tag(self, texts: Iterable[str], *, confidence: bool = True) -> list[list[Span]]:
        """Label the fields of reference strings.

        Parameters
        ----------
        texts : iterable of str
            One reference each, without lone surrogates (`tokenizer.replace_surrogates`).
        confidence : bool
            Whether to compute confidences, at about a quarter of the cost.

        Returns
        -------
        list of list of Span
            For each text its spans, in order and without overlap; empty for a blank text.
        """
        return list(self.stream(texts, confidence=confidence))

    def stream(self, texts: Iterable[str], *, confidence: bool = True,
               window: int | None = None) -> Iterator[list[Span]]:
        """Label reference strings one after the other, in constant memory.

        Parameters
        ----------
        texts, confidence
            As for `tag`.
        window : int, optional
            How many texts to read ahead and sort by length; more is faster.

        Yields
        ------
        list of Span
            For each text, in order.
        """
        iterator = iter(texts)
        while ahead := list(islice(iterator, window or _WINDOW)):
            yield from self._tag_window(ahead, confidence)

    def _tag_window(self, texts: list[str], confidence: bool) -> list[list[Span]]:
        tokens = [tokenize(text) for text in texts]
        results: list[list[Span]] = [[] for _ in texts]
        order = sorted((i for i in range(len(texts)) if tokens[i]),
                       key=lambda i: len(tokens[i]), reverse=True)
        k = 0
        while k < len(order):
            size = max(1, _BATCH_TOKENS // len(tokens[order[k]]))
            batch = order[k : k + size]
            k += size
            tag_spans = self._tag_batch([texts[i] for i in batch], [tokens[i] for i in batch],
                                        confidence)
            for i, spans in zip(batch, tag_spans, strict=True):
                results[i] = [
                    Span(tokens[i][span.i].start, tokens[i][span.j - 1].end,
                         self.labels[span.label], p)
                    for span, p in spans
                ]
        return results

    def _tag_batch(self, texts: Sequence[str], tokens: Sequence[list[Token]],
                   confidence: bool) -> list[list[tuple[TagSpan, float | None]]]:
        emissions, lengths = self.emissions(texts, tokens)
        tags = viterbi(emissions, lengths, self._transitions)
        n = len(self.labels)
        spans = [spans_from_tags(tags[b, :length], n) for b, length in enumerate(lengths)]
        if not confidence:
            return [[(span, None) for span in row] for row in spans]
        marginals = Marginals(emissions, lengths, self._transitions)
        return [[(span, marginals.span(b, span)) for span in row] for b, row in enumerate(spans)]

    def emissions(self, texts: Sequence[str],
                  tokens: Sequence[list[Token]]) -> tuple[np.ndarray, np.ndarray]:
        """Score the tags of tokens.

        Parameters
        ----------
        texts : sequence of str
            At least one.
        tokens : sequence of list of Token
            Of each text; none empty.

        Returns
        -------
        emissions : numpy.ndarray
            Of shape (n_strings, n_tokens, 2 * n_labels + 1), float32.
        lengths : numpy.ndarray
            Of shape (n_strings,), int64: numbers of tokens.
        """
        lengths = np.array([len(row) for row in tokens], dtype=np.int64)
        index = np.zeros((len(texts), int(lengths.max())), dtype=np.int64)
        spaces = np.zeros_like(index)
        self._encode({token.text for row in tokens for token in row})
        for b, (text, row) in enumerate(zip(texts, tokens, strict=True)):
            index[b, : len(row)] = [self._rows[token.text] for token in row]
            spaces[b, : len(row)] = context_ids(text, row)
        inputs = {"vectors": self._vectors[index], "spaces": spaces, "lengths": lengths}
        return self._context.run(None, inputs)[0], lengths

    def _encode(self, words: set[str]) -> None:
        """Compute the vectors of tokens that were not met before."""
        new = [word for word in words if word not in self._rows]
        if not new:
            return
        if len(self._rows) + len(new) > _CACHE_TOKENS:
            self._rows.clear()
            new = list(words)
        first, end = len(self._rows), len(self._rows) + len(new)
        if end > len(self._vectors):
            grown = np.zeros((2 * end, self._vectors.shape[1]), dtype=np.float32)
            grown[:first] = self._vectors[:first]
            self._vectors = grown
        ids = np.array([token_ids(word) for word in new], dtype=np.int64)
        self._vectors[first:end] = self._tokens.run(None, {"ids": ids})[0]
        self._rows.update(zip(new, range(first, end), strict=True))


def build_header(files: Mapping[str, bytes], labels: Sequence[str],
                 about: Mapping[str, Any]) -> dict[str, Any]:
    """Describe the files of a model.

    Parameters
    ----------
    files : mapping of str to bytes
        The files of `FILES`.
    labels : sequence of str
        The label set, in the order of the tags.
    about : mapping
        What else is to be stated: version of the library, hash of the data, seed.

    Returns
    -------
    dict
        To be written as `header.json`.
    """
    return {
        "format": FORMAT_VERSION,
        "features": FEATURE_SCHEMA,
        "features_sha256": hashlib.sha256(FEATURE_SCHEMA.encode()).hexdigest(),
        "labels": list(labels),
        **about,
        "files": {
            name: {"bytes": len(files[name]), "sha256": hashlib.sha256(files[name]).hexdigest()}
            for name in FILES
        },
    }


def _verify(files: Mapping[str, bytes], origin: str) -> dict[str, Any]:
    if HEADER not in files:
        raise ModelError("R002", file=HEADER, path=origin)
    try:
        header = json.loads(files[HEADER])
        version, stated = header["format"], header["files"]
        features, labels, library = header["features"], header["labels"], header["version"]
        expected = {name: (stated[name]["bytes"], stated[name]["sha256"]) for name in FILES} \
            if version == FORMAT_VERSION else {}
        if not (isinstance(labels, list) and all(isinstance(name, str) for name in labels)):
            raise TypeError("labels")
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError("R005", path=origin, reason=f"its {HEADER} is not one of ours "
                         f"({error!r})") from error
    if version != FORMAT_VERSION:
        newer = isinstance(version, int) and version > FORMAT_VERSION
        raise ModelError("R006", found=version, expected=FORMAT_VERSION,
                         advice="Install a newer ref-tagger." if newer else
                         f"Train the model again, or install ref-tagger {library}.")
    if features != FEATURE_SCHEMA:
        raise ModelError("R007", found=features, expected=FEATURE_SCHEMA, version=library)
    for name, (size, digest) in expected.items():
        if name not in files:
            raise ModelError("R002", file=name, path=origin)
        if len(files[name]) != size:
            raise ModelError("R003", file=name, path=origin, found=len(files[name]),
                             expected=size)
        if hashlib.sha256(files[name]).hexdigest() != digest:
            raise ModelError("R004", file=name, path=origin)
    return header


def _read_transitions(data: bytes, n_labels: int, origin: str) -> Transitions:
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            transitions = Transitions(**{name: arrays[name] for name in arrays.files})
        transitions.check()
        if transitions.n_labels != n_labels:
            raise ValueError(f"{transitions.n_labels} labels instead of {n_labels}")
    except (ValueError, TypeError, OSError, EOFError) as error:
        raise ModelError("R005", path=origin, reason=f"{TRANSITIONS}: {error}") from error
    return transitions


def _open(data: bytes, name: str) -> Any:
    import onnxruntime  # 0.1 s: not before a model is used

    options = onnxruntime.SessionOptions()
    # One thread: strings are short, and users scale by processes (`n_process`, `--jobs`).
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its exceptions have no common base but Exception
        raise ModelError("R008", file=name, reason=error) from error


def model_directory(name_or_path: str | Path | None = None) -> Path:
    """Find a model directory.

    Parameters
    ----------
    name_or_path : str or pathlib.Path, optional
        A path, or the name of a model that is shipped with the library; by default, the
        current default model.

    Returns
    -------
    pathlib.Path
        A directory that `spacy.load` takes.

    Raises
    ------
    ModelError
        If there is none (R001).
    """
    name = str(name_or_path or DEFAULT_MODEL)
    package = Path(__file__).parent
    shipped = [package / "models", package.parent / "models"]  # in a wheel, in a clone
    for candidate in [Path(name), *(home / name for home in shipped)]:
        if (candidate / COMPONENT / HEADER).is_file() or (candidate / HEADER).is_file():
            return candidate
    known = sorted({path.parent.parent.name for home in shipped
                    for path in home.glob(f"*/{COMPONENT}/{HEADER}")})
    raise ModelError("R001", path=name, known=", ".join(known) or "none")


def load_model(name_or_path: str | Path | None = None) -> Model:
    """Load a model without spaCy.

    Parameters
    ----------
    name_or_path : str or pathlib.Path, optional
        As for `model_directory`.

    Returns
    -------
    Model
        Verified and ready.

    Raises
    ------
    ModelError
        See `Model` and `model_directory`.
    """
    directory = model_directory(name_or_path)
    if (directory / COMPONENT).is_dir():
        directory = directory / COMPONENT
    return Model(read_files(directory), origin=str(directory))


def read_files(directory: Path) -> dict[str, bytes]:
    """Read the files of a model, as far as they are there.

    Parameters
    ----------
    directory : pathlib.Path
        That holds `header.json`.

    Returns
    -------
    dict of str to bytes
        For `Model`, which checks that nothing is missing.
    """
    return {name: (directory / name).read_bytes() for name in (HEADER, *FILES)
            if (directory / name).is_file()}


def write_files(directory: Path, files: Mapping[str, bytes]) -> None:
    """Write the files of a model.

    Parameters
    ----------
    directory : pathlib.Path
        Made where it is missing.
    files : mapping of str to bytes
        From `Model.files`.
    """
    directory.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (directory / name).write_bytes(data)
