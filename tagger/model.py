"""A trained model at run time: load it, tag strings.

Imports tokenizer, features, vectors, windows, groups, collector, chain, decode, model_files and
errors; neither torch nor spaCy.
"""

from __future__ import annotations

import io
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, repeat
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from tagger import collector
from tagger.chain import Span, TagSpans, Transitions
from tagger.decode import decode, decode_one
from tagger.errors import ModelError
from tagger.features import context_ids
from tagger.groups import groups
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
from tagger.windows import LONGEST, join, windows

# Tokens, padding included, that the network scores at once: enough for matrix products to run at
# full speed, little enough for the activations to stay in the cache.
_NETWORK_TOKENS = 2048
# Tokens that are decoded at once: the chain takes a handful of NumPy calls a token, whose cost is
# shared by the strings of a batch.
_DECODER_TOKENS = 8192
# Strings are sorted by length within this many, so that batches need little padding.
_WINDOW = 1024
# Most code points that are read ahead, and most windows of long texts that are tagged at once:
# both bound what a call needs of memory.
_CODE_POINTS = 400_000
_WINDOWS = 64


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
            Whether to compute confidences; with many strings this costs little, with one nothing.

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
        for ahead in groups(texts, window or _WINDOW, _CODE_POINTS):
            with collector.paused():
                words = [split(text) if len(text) <= LONGEST else [] for text in ahead]
                found = self.tag_tokens(ahead, words, confidence=confidence)
            yield from found

    def tag_tokens(
        self,
        texts: Sequence[str],
        words: Sequence[list[str]],
        starts: Sequence[list[int]] | None = None,
        *,
        confidence: bool = True,
    ) -> list[list[Span]]:
        """Label reference strings whose tokens are known already.

        Parameters
        ----------
        texts : sequence of str
            One reference each; all are held in memory at once.
        words : sequence of list of str
            Tokens of each text, as `tokenizer.split` gives them; not read for one that is longer
            than `windows.LONGEST`, which is tagged in overlapping windows.
        starts : sequence of list of int, optional
            Their offsets, where `tokenizer.locate` has given them already.
        confidence : bool
            As for `tag`.

        Returns
        -------
        list of list of Span
            As for `tag`.
        """
        results: list[list[Span]] = [[] for _ in texts]
        short: list[int] = []
        cut: list[int] = []
        for i, text in enumerate(texts):
            if len(text) > LONGEST:
                cut.append(i)
            elif words[i]:
                short.append(i)
        for i, found in self._tag_long(texts, cut, confidence):
            results[i] = found
        order = sorted(short, key=lambda i: len(words[i]), reverse=True)
        k = 0
        while k < len(order):
            size = max(1, _DECODER_TOKENS // len(words[order[k]]))
            batch = order[k : k + size]
            k += size
            some_texts, some_words = [texts[i] for i in batch], [words[i] for i in batch]
            some_starts = [starts[i] for i in batch] if starts else None
            tagged = self._tag_batch(some_texts, some_words, some_starts, confidence)
            for i, found in zip(batch, tagged, strict=True):
                results[i] = found
        return results

    def _tag_long(
        self, texts: Sequence[str], which: Iterable[int], confidence: bool
    ) -> Iterator[tuple[int, list[Span]]]:
        """Tag some of the texts in windows, of several texts at once."""
        pieces = ((i, *window) for i in which for window in windows(texts[i]))
        found: list[Span] = []
        text = last_end = -1
        while some := list(islice(pieces, _WINDOWS)):
            cut = [texts[i][start:end] for i, start, end in some]
            tagged = self.tag_tokens(cut, list(map(split, cut)), confidence=confidence)
            for (i, start, end), spans in zip(some, tagged, strict=True):
                moved = [s._replace(start=s.start + start, end=s.end + start) for s in spans]
                if i != text:
                    if text >= 0:
                        yield text, found
                    text, found = i, moved
                else:  # only the spans near the border can be in question
                    first = bisect_left(found, start, key=lambda span: span.end)
                    found[first:] = join(texts[i], found[first:], moved, start, last_end)
                last_end = end
        if text >= 0:
            yield text, found

    def _tag_batch(
        self,
        texts: Sequence[str],
        words: Sequence[list[str]],
        starts: Sequence[list[int]] | None,
        confidence: bool,
    ) -> list[list[Span]]:
        if starts is None:
            starts = list(map(locate, texts, words))
        emissions, lengths = self.emissions(texts, words, starts)
        if len(texts) == 1:
            rows = decode_one(emissions, self._transitions, confidence=confidence)
            return [self._spans_of_one(rows, words[0], starts[0])]
        spans, probabilities = decode(emissions, lengths, self._transitions, confidence=confidence)
        confidences: Iterable[float | None] = (
            repeat(None) if probabilities is None else probabilities.tolist()
        )
        return self._spans(spans, words, starts, lengths, confidences)

    def _spans_of_one(
        self,
        rows: Sequence[tuple[int, int, int, float | None]],
        words: list[str],
        starts: list[int],
    ) -> list[Span]:
        """Put spans of tokens into characters."""
        return [
            Span(starts[i], starts[j - 1] + len(words[j - 1]), self.labels[label], confidence)
            for i, j, label, confidence in rows
        ]

    def _spans(
        self,
        spans: TagSpans,
        words: Sequence[list[str]],
        starts: Sequence[list[int]],
        lengths: np.ndarray,
        confidences: Iterable[float | None],
    ) -> list[list[Span]]:
        """Put spans of tokens into characters, string by string."""
        first = (lengths.cumsum() - lengths)[spans.string]
        begins, tokens = list(chain.from_iterable(starts)), list(chain.from_iterable(words))
        columns = zip(  # noqa: B905 (where there are no confidences, None has no end)
            [begins[k] for k in (first + spans.i).tolist()],
            [begins[k] + len(tokens[k]) for k in (first + spans.j - 1).tolist()],
            map(self.labels.__getitem__, spans.label.tolist()),
            confidences,
        )
        # without the Python function that a named tuple's own constructor is
        found = list(map(tuple.__new__, repeat(Span), columns))
        last = np.bincount(spans.string, minlength=len(words)).cumsum().tolist()
        return [found[k:end] for k, end in zip([0, *last], last)]  # noqa: B905 (one more)

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
            Of shape (n_strings, n_tokens, 2 * n_labels + 1), float32; what lies beyond a
            string's length has no meaning.
        lengths : numpy.ndarray
            Of shape (n_strings,), int64: numbers of tokens.
        """
        lengths = np.array([len(row) for row in words], dtype=np.int64)
        vectors = self._vectors.look_up(words, lengths)
        found = context_ids(texts, words, starts)
        if len(texts) == 1:  # nothing to pad and to cut
            inputs = {"vectors": vectors, "spaces": found[None], "lengths": lengths}
            return self._context.run(None, inputs)[0], lengths
        spaces = np.zeros(vectors.shape[:2], dtype=np.int64)
        spaces[np.arange(vectors.shape[1]) < lengths[:, None]] = found
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
