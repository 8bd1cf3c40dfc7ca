"""Labelled references to arrays that the network is trained on.

Imports tokenizer, features, labels and corpora.  A reference whose spans do not fall on token
borders never reaches this module: `tagger.corpora` leaves it out and counts it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tagger.corpora import LabelledReference
from tagger.features import context_ids, token_ids
from tagger.labels import NAMES
from tagger.tokenizer import locate, split

_LABEL_INDEX = {name: i for i, name in enumerate(NAMES)}


@dataclass(frozen=True)
class Example:
    """One encoded reference.

    Attributes
    ----------
    types : numpy.ndarray
        Of shape (n_tokens,), int32: which distinct token stands where.
    spaces, tags : numpy.ndarray
        Of shape (n_tokens,), int64.
    """

    types: np.ndarray
    spaces: np.ndarray
    tags: np.ndarray


@dataclass(frozen=True)
class Batch:
    """Encoded references of about equal length, padded.

    Attributes
    ----------
    types : numpy.ndarray
        Of shape (n_types, n_families), int64: features of the distinct tokens of the batch.
    index, spaces, tags : numpy.ndarray
        Of shape (n_strings, n_tokens), int64; zero beyond a string's length.
    lengths : numpy.ndarray
        Of shape (n_strings,), int64.
    """

    types: np.ndarray
    index: np.ndarray
    spaces: np.ndarray
    tags: np.ndarray
    lengths: np.ndarray


class Encoder:
    """Encodes references; computes the features of each distinct token once."""

    def __init__(self) -> None:
        self._types: dict[str, int] = {}
        self._ids: list[tuple[int, ...]] = []

    def encode(self, references: Iterable[LabelledReference]) -> list[Example]:
        """Encode references.

        Parameters
        ----------
        references : iterable of LabelledReference
            With spans on token borders; those without any token are passed over.

        Returns
        -------
        list of Example
            In order.

        Raises
        ------
        KeyError
            If a span cuts a token.
        """
        return [example for reference in references if (example := self._encode(reference))]

    def _encode(self, reference: LabelledReference) -> Example | None:
        words = split(reference.text)
        if not words:
            return None
        positions = locate(reference.text, words)
        types = np.empty(len(words), dtype=np.int32)
        for i, word in enumerate(words):
            known = self._types.get(word)
            if known is None:
                known = self._types[word] = len(self._ids)
                self._ids.append(token_ids(word))
            types[i] = known
        starts = {start: i for i, start in enumerate(positions)}
        ends = {
            start + len(word): i
            for i, (word, start) in enumerate(zip(words, positions, strict=True))
        }
        tags = np.zeros(len(words), dtype=np.int64)
        for span in reference.spans:
            i, j = starts[span.start], ends[span.end]
            label = 1 + _LABEL_INDEX[span.label]
            tags[i] = label
            tags[i + 1 : j + 1] = label + len(NAMES)
        spaces = context_ids([reference.text], [words], [positions])
        return Example(types, spaces, tags)

    def batch(self, examples: Sequence[Example]) -> Batch:
        """Pad encoded references to one array each.

        Parameters
        ----------
        examples : sequence of Example
            From this encoder, at least one.

        Returns
        -------
        Batch
            In the same order.
        """
        lengths = np.array([len(example.types) for example in examples], dtype=np.int64)
        shape = (len(examples), int(lengths.max()))
        flat = np.zeros(shape, dtype=np.int64)
        spaces, tags = np.zeros_like(flat), np.zeros_like(flat)
        for row, example in enumerate(examples):
            n = len(example.types)
            flat[row, :n] = example.types
            spaces[row, :n] = example.spaces
            tags[row, :n] = example.tags
        distinct, index = np.unique(flat, return_inverse=True)
        types = np.array([self._ids[i] for i in distinct.tolist()], dtype=np.int64)
        return Batch(types, index.reshape(shape), spaces, tags, lengths)

    def batches(
        self, examples: Sequence[Example], size: int, rng: np.random.Generator
    ) -> Iterator[Batch]:
        """Cut examples into batches of about equal length, in random order.

        Parameters
        ----------
        examples : sequence of Example
            From this encoder.
        size : int
            Strings a batch.
        rng : numpy.random.Generator
            Decides the order.

        Yields
        ------
        Batch
            Each example is in exactly one of them.
        """
        lengths = np.array([len(example.types) for example in examples])
        # Sorting by a blurred length keeps batches compact, yet different in each epoch.
        order = np.argsort(lengths * rng.uniform(0.9, 1.1, len(lengths)), kind="stable")
        chunks = [order[k : k + size] for k in range(0, len(order), size)]
        for c in rng.permutation(len(chunks)):
            yield self.batch([examples[i] for i in chunks[c]])
