"""A trained model at run time: load it, tag strings.

Imports tokenizer, features, vectors, decode, model_files and errors; neither torch nor spaCy.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, repeat
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

import numpy as np

from tagger.decode import Marginals, Transitions, spans_from_tags, viterbi
from tagger.errors import ModelError
from tagger.features import context_ids
from tagger.model_files import (
    CONTEXT,
    FILES,
    HEADER,
    TOKENS,
    TRANSITIONS,
    component_directory,
    read_files,
    verify,
)
from tagger.tokenizer import locate, split
from tagger.vectors import TokenVectors

# Tokens, padding included, that the network scores at once: enough for matrix products to run at
# full speed, little enough for the activations to stay in the cache.
_NETWORK_TOKENS = 2048
# Tokens that are decoded at once: the chain takes a handful of NumPy calls a token, whose cost is
# shared by the strings of a batch.
_DECODER_TOKENS = 8192
# Strings are sorted by length within this many, so that batches need little padding.
_WINDOW = 1024


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
        self.header = verify(files, origin)
        self._files = {name: bytes(files[name]) for name in (HEADER, *FILES)}
        self.labels: tuple[str, ...] = tuple(self.header["labels"])
        self._transitions = _read_transitions(files[TRANSITIONS], len(self.labels), origin)
        tokens = _open(files[TOKENS], TOKENS, inputs=["ids"])
        self._context = _open(
            files[CONTEXT],
            CONTEXT,
            inputs=["vectors", "spaces", "lengths"],
            width=2 * len(self.labels) + 1,
        )
        self._vectors = TokenVectors(
            lambda ids: tokens.run(None, {"ids": ids})[0], tokens.get_outputs()[0].shape[1]
        )

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

    def stream(
        self, texts: Iterable[str], *, confidence: bool = True, window: int | None = None
    ) -> Iterator[list[Span]]:
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
            yield from self.tag_tokens(ahead, list(map(split, ahead)), confidence=confidence)

    def tag_tokens(
        self, texts: Sequence[str], words: Sequence[list[str]], *, confidence: bool = True
    ) -> list[list[Span]]:
        """Label reference strings whose tokens are known already.

        Parameters
        ----------
        texts : sequence of str
            One reference each; all are held in memory at once.
        words : sequence of list of str
            Tokens of each text, as `tokenizer.split` gives them.
        confidence : bool
            As for `tag`.

        Returns
        -------
        list of list of Span
            As for `tag`.
        """
        results: list[list[Span]] = [[] for _ in texts]
        order = sorted(
            (i for i in range(len(texts)) if words[i]), key=lambda i: len(words[i]), reverse=True
        )
        k = 0
        while k < len(order):
            size = max(1, _DECODER_TOKENS // len(words[order[k]]))
            batch = order[k : k + size]
            k += size
            spans = self._tag_batch(
                [texts[i] for i in batch], [words[i] for i in batch], confidence
            )
            for i, found in zip(batch, spans, strict=True):
                results[i] = found
        return results

    def _tag_batch(
        self, texts: Sequence[str], words: Sequence[list[str]], confidence: bool
    ) -> list[list[Span]]:
        starts = [locate(text, row) for text, row in zip(texts, words, strict=True)]
        emissions, lengths = self.emissions(texts, words, starts)
        tags = viterbi(emissions, lengths, self._transitions)
        spans = spans_from_tags(tags, len(self.labels))
        confidences: Iterable[float | None] = repeat(None)
        if confidence:
            confidences = Marginals(emissions, lengths, self._transitions).spans(spans).tolist()
        results: list[list[Span]] = [[] for _ in texts]
        columns = (column.tolist() for column in spans)
        for b, i, j, label, p in zip(*columns, confidences):  # noqa: B905 (repeat has no end)
            begins = starts[b]
            end = begins[j - 1] + len(words[b][j - 1])
            results[b].append(Span(begins[i], end, self.labels[label], p))
        return results

    def emissions(
        self, texts: Sequence[str], words: Sequence[list[str]], starts: Sequence[list[int]]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Score the tags of tokens.

        Parameters
        ----------
        texts : sequence of str
            At least one.
        words : sequence of list of str
            Tokens of each text, from `tokenizer.split`; none empty.  Sorted by length, they need
            the least padding.
        starts : sequence of list of int
            Their offsets, from `tokenizer.locate`.

        Returns
        -------
        emissions : numpy.ndarray
            Of shape (n_strings, n_tokens, 2 * n_labels + 1), float32; zero beyond a string's
            length.
        lengths : numpy.ndarray
            Of shape (n_strings,), int64: numbers of tokens.
        """
        lengths = np.array([len(row) for row in words], dtype=np.int64)
        vectors = self._vectors.look_up(words)
        spaces = np.zeros(vectors.shape[:2], dtype=np.int64)
        real = np.arange(vectors.shape[1]) < lengths[:, None]
        spaces[real] = context_ids(texts, words, starts)
        emissions = np.zeros((*spaces.shape, 2 * len(self.labels) + 1), dtype=np.float32)
        first = 0
        while first < len(texts):
            end = first + max(1, _NETWORK_TOKENS // int(lengths[first]))
            n = int(lengths[first:end].max())
            inputs = {
                "vectors": vectors[first:end, :n],
                "spaces": spaces[first:end, :n],
                "lengths": lengths[first:end],
            }
            emissions[first:end, :n] = self._context.run(None, inputs)[0]
            first = end
        return emissions, lengths


def _read_transitions(data: bytes, n_labels: int, origin: str) -> Transitions:
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            transitions = Transitions(**{name: arrays[name] for name in arrays.files})
        transitions.check()
        if transitions.n_labels != n_labels:
            raise ValueError(f"{transitions.n_labels} labels instead of {n_labels}")
    except (ValueError, TypeError, OSError, EOFError, KeyError, BadZipFile, zlib.error) as error:
        raise ModelError("R005", path=origin, reason=f"{TRANSITIONS}: {error}") from error
    return transitions


def _open(data: bytes, name: str, *, inputs: list[str], width: int | None = None) -> Any:
    """Hand a graph to ONNX Runtime, and check that it is the one that is expected."""
    import onnxruntime  # 0.1 s: not before a model is used

    options = onnxruntime.SessionOptions()
    # One thread: strings are short, and users scale by processes (`n_process`).
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.log_severity_level = 4
    try:
        # The fused kernel for "add, then normalise" took seven times as long as the two
        # (ONNX Runtime 1.32, x86-64, 2,000 tokens of width 96).
        session = onnxruntime.InferenceSession(
            data,
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=["SkipLayerNormFusion"],
        )
    except Exception as error:  # its exceptions have no common base but Exception
        raise ModelError("R008", file=name, reason=error) from error
    shape = session.get_outputs()[0].shape
    if [item.name for item in session.get_inputs()] != inputs or (width or shape[-1]) != shape[-1]:
        raise ModelError("R008", file=name, reason="it is another network than expected")
    return session


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
    directory = component_directory(name_or_path)
    return Model(read_files(directory), origin=str(directory))
