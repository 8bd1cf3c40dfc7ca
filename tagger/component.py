"""The spaCy component, its factory and its extension attributes.

Imports model, model_files, reference, registries, labels, groups, collector, spacy_tokenizer and
errors, and spaCy.  The component keeps what it finds as plain values in ``doc.user_data``, which
spaCy sends between processes; everything richer is computed from them when it is asked for.
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import srsly
from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from tagger import collector
from tagger.errors import ModelError, warning
from tagger.groups import groups
from tagger.labels import NAMES
from tagger.model import Model, load_model
from tagger.model import Span as TaggedSpan
from tagger.model_files import read_files, write_files
from tagger.reference import Reference
from tagger.registries import remember
from tagger.spacy_tokenizer import take_tokens

FACTORY = "reference_tagger"
#: Key of ``doc.user_data``: a list of [start, end, label, confidence], offsets in code points.
SPANS_KEY = "reference_spans"
# Documents tagged at once by `pipe`: the model sorts them by length to save padding.
_BATCH = 1024
# Most tokens that it holds at once, for documents that are long: a token takes some 180 bytes.
_TOKENS = 100_000


@Language.factory(
    FACTORY,
    assigns=["doc.ents", "token.ent_iob", "token.ent_type", "doc._.reference", "span._.confidence"],
    default_config={
        "model": None,
        "confidence": True,
        "overwrite": True,
        "scorer": {"@scorers": "spacy.ner_scorer.v1"},
    },
    default_score_weights={"ents_f": 1.0, "ents_p": 0.0, "ents_r": 0.0, "ents_per_type": None},
)
def make_reference_tagger(
    nlp: Language,
    name: str,
    model: str | None,
    confidence: bool,
    overwrite: bool,
    scorer: Callable | None,
) -> ReferenceTagger:
    """Make the component for a pipeline.

    Parameters
    ----------
    nlp : spacy.language.Language
        The pipeline.
    name : str
        Of the component in the pipeline.
    model : str, optional
        Name or path of a model; by default, the one that is shipped with the library.  A
        pipeline that is loaded from disk brings its own.
    confidence : bool
        Whether to compute ``span._.confidence``.
    overwrite : bool
        Whether to replace the entities that a document has already; otherwise they stay, and
        only what does not overlap them is added.
    scorer : callable, optional
        For `spacy evaluate`.

    Returns
    -------
    ReferenceTagger
        Its model is loaded when the first document comes.
    """
    return ReferenceTagger(
        nlp.vocab, name, model=model, confidence=confidence, overwrite=overwrite, scorer=scorer
    )


class ReferenceTagger(Pipe):
    """Labels the fields of bibliographic references.

    Each document is taken for one reference.  The component sets ``doc.ents`` (labels in upper
    case), ``doc._.reference`` and, on each entity, ``span._.confidence``.  It reads the text with
    its own tokenizer, so the offsets in ``doc._.reference`` are right in any pipeline; a field
    that begins or ends inside a token of the pipeline's tokenizer cannot be an entity and is
    in ``doc._.reference`` only (W002).

    Parameters
    ----------
    vocab : spacy.vocab.Vocab
        Shared vocabulary.
    name : str
        Of the component.
    model : str or Model, optional
        Name or path of a model, loaded when the first document comes; by default, the one that
        is shipped with the library.
    confidence, overwrite, scorer
        See `make_reference_tagger`.
    """

    def __init__(
        self,
        vocab: Vocab,
        name: str = FACTORY,
        *,
        model: str | Model | None = None,
        confidence: bool = True,
        overwrite: bool = True,
        scorer: Callable | None = None,
    ) -> None:
        remember()  # in every process that has a component: it packs documents, or unpacks them
        self.vocab = vocab
        self.name = name
        self.confidence = confidence
        self.overwrite = overwrite
        self.scorer = scorer
        self._source = None if isinstance(model, Model) else model
        self._model = model if isinstance(model, Model) else None
        self._numbers: tuple[Vocab | None, Model | None, dict[str, int]] = (None, None, {})

    # Not called `model`: spaCy looks whether a component has an attribute of that name, which
    # would load the default model before another one is read from disk.
    @property
    def reference_model(self) -> Model:
        """The trained model; loaded when it is first needed."""
        if self._model is None:
            self._model = load_model(self._source)
        return self._model

    def use(self, model: Model) -> None:
        """Tag with this model from now on.

        Parameters
        ----------
        model : Model
            Loaded.
        """
        self._model = model

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of ``doc.ents``."""
        # spaCy asks before a model is read: those of the library, until the model says its own
        names = self._model.labels if self._model else NAMES
        return tuple(name.upper() for name in names)

    def __call__(self, doc: Doc) -> Doc:
        """Tag a document.

        Parameters
        ----------
        doc : spacy.tokens.Doc
            One reference.

        Returns
        -------
        spacy.tokens.Doc
            The same, changed in place.
        """
        try:
            self.set_annotations([doc], self.predict([doc]))
        except Exception as error:
            self.get_error_handler()(self.name, self, [doc], error)
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = _BATCH) -> Iterator[Doc]:
        """Tag documents as a stream.

        Parameters
        ----------
        stream : iterable of spacy.tokens.Doc
            One reference each.
        batch_size : int
            How many to hold at once; more is faster, since they are sorted by length inside.

        Yields
        ------
        spacy.tokens.Doc
            In order, none left out.
        """
        for batch in groups(stream, batch_size, _TOKENS):
            self.annotate(batch)
            yield from batch

    def annotate(self, docs: Sequence[Doc]) -> None:
        """Tag documents, all at once.

        One by one if that fails, so that one bad document does not cost the others.

        Parameters
        ----------
        docs : sequence of spacy.tokens.Doc
            One reference each; changed in place.
        """
        with collector.paused():
            try:
                self.set_annotations(docs, self.predict(docs))
            except Exception:
                for doc in docs:
                    self(doc)

    def predict(self, docs: Iterable[Doc]) -> list[list[TaggedSpan]]:
        """Compute the fields of documents, without changing them.

        Parameters
        ----------
        docs : iterable of spacy.tokens.Doc
            One reference each.

        Returns
        -------
        list of list of tagger.model.Span
            For each document.
        """
        read = [take_tokens(doc) for doc in docs]
        return self.reference_model.tag_tokens(
            [made.text for made in read],
            [made.words for made in read],
            [made.starts for made in read],
            confidence=self.confidence,
        )

    def set_annotations(self, docs: Iterable[Doc], spans: Iterable[list[TaggedSpan]]) -> None:
        """Write fields into documents.

        Parameters
        ----------
        docs : iterable of spacy.tokens.Doc
            To be changed.
        spans : iterable of list of tagger.model.Span
            As `predict` gives them.
        """
        for doc, found in zip(docs, spans, strict=True):
            doc.user_data[SPANS_KEY] = found
            self._set_entities(doc, found)

    def _set_entities(self, doc: Doc, found: list[TaggedSpan]) -> None:
        numbers = self._numbers_in(doc.vocab)
        spans = [doc.char_span(start, end, numbers[label]) for start, end, label, _ in found]
        entities = [span for span in spans if span is not None]
        if len(entities) < len(found):
            warnings.warn(warning("W002"), stacklevel=2)
        if not self.overwrite:
            taken = {token.i for entity in doc.ents for token in entity}
            entities = [
                entity for entity in entities if taken.isdisjoint(range(entity.start, entity.end))
            ]
            entities += doc.ents
        doc.set_ents(entities, default="outside")

    def _numbers_in(self, vocab: Vocab) -> dict[str, int]:
        """Give spaCy's numbers of the labels; a component may serve several pipelines."""
        model = self.reference_model
        if self._numbers[:2] != (vocab, model):
            add = functools.partial(vocab.strings.add, allow_transient=False)  # type: ignore[call-arg]
            self._numbers = vocab, model, {name: add(name.upper()) for name in model.labels}
        return self._numbers[2]

    def __reduce__(self) -> tuple:
        # __getstate__ is not asked on subclasses of Pipe, a Cython class; this serves
        # ``n_process`` under every way of starting processes.
        settings = {
            "model": self._model or self._source,
            "confidence": self.confidence,
            "overwrite": self.overwrite,
            "scorer": self.scorer,
        }
        return _rebuild, (self.vocab, self.name, settings, self.get_error_handler())

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Serialise the model.

        Parameters
        ----------
        exclude : iterable of str
            ``model`` leaves it out.

        Returns
        -------
        bytes
            For `from_bytes`.
        """
        return srsly.msgpack_dumps({} if "model" in exclude else self.reference_model.files)

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> ReferenceTagger:
        """Load the model from bytes.

        Parameters
        ----------
        data : bytes
            From `to_bytes`.
        exclude : iterable of str
            ``model`` keeps the present one.

        Returns
        -------
        ReferenceTagger
            Itself.

        Raises
        ------
        ModelError
            If the bytes are damaged or of another version.
        """
        if "model" in exclude:
            return self
        try:
            files = srsly.msgpack_loads(data)
            if not isinstance(files, dict):
                raise TypeError("no mapping of files")
        except (ValueError, TypeError) as error:
            raise ModelError("R005", path="bytes", reason=error) from error
        if files:
            self._model = Model(files)
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Save the model in a directory.

        Parameters
        ----------
        path : str or pathlib.Path
            Directory; made where it is missing.
        exclude : iterable of str
            ``model`` leaves it out.
        """
        if "model" not in exclude:
            write_files(Path(path), self.reference_model.files)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> ReferenceTagger:
        """Load the model from a directory.

        Parameters
        ----------
        path : str or pathlib.Path
            From `to_disk`.
        exclude : iterable of str
            ``model`` keeps the present one.

        Returns
        -------
        ReferenceTagger
            Itself.

        Raises
        ------
        ModelError
            If a file is missing, damaged, foreign or of another version.
        """
        if "model" not in exclude:
            self._model = Model(read_files(Path(path)), origin=str(path))
        return self


def _rebuild(
    vocab: Vocab, name: str, settings: dict[str, Any], error_handler: Callable
) -> ReferenceTagger:
    made = ReferenceTagger(vocab, name, **settings)
    made.set_error_handler(error_handler)
    return made


def _get_reference(doc: Doc) -> Reference:
    return Reference.from_spans(doc.text, doc.user_data.get(SPANS_KEY, ()))


def _get_confidence(span: Span) -> float | None:
    for start, end, label, confidence in span.doc.user_data.get(SPANS_KEY, ()):
        if (start, end, label.upper()) == (span.start_char, span.end_char, span.label_):
            return confidence
    return None


if not Doc.has_extension("reference"):
    Doc.set_extension("reference", getter=_get_reference)
if not Span.has_extension("confidence"):
    Span.set_extension("confidence", getter=_get_confidence)
