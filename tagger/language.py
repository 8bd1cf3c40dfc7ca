"""The pipeline that `tagger.load` gives: spaCy's, with a faster way to use several processes.

Imports component, spacy_tokenizer, lexemes, doc_pool, groups, collector and tokenizer, and spaCy.
spaCy's own ``nlp.pipe(n_process=2)`` packs and unpacks each `Doc`, which takes 0.14 ms where
tagging takes 0.2 ms, half of it in the one process that all have to wait for.  Here processes send
back what a document is made of, and it is made where it is used.  With one process too, texts are
read in groups: the collector waits while documents are made, but never while the caller's input is
read.
Invariant: ``pipe`` gives the documents, warnings and errors that spaCy gives with one process.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, NamedTuple

import spacy
from spacy.lang.xx import MultiLanguage
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import dict_to_dot, get_model_meta, load_config
from spacy.vocab import Vocab

from tagger import collector
from tagger.component import ReferenceTagger
from tagger.doc_pool import Columns, Made, tag_groups
from tagger.groups import groups
from tagger.lexemes import faster_getters
from tagger.spacy_tokenizer import ReferenceTokenizer, take_tokens
from tagger.tokenizer import clean

# A group of texts ends with the one with which it has so many code points, whatever the batch size.
_CODE_POINTS = 400_000


class _Group(NamedTuple):
    """What is tagged at once."""

    items: list[str | Doc]
    #: Those of the items.
    texts: list[str]
    #: One for each item, where they are wanted; else none.
    contexts: list[Any]


class ReferenceLanguage(MultiLanguage):
    """A pipeline of spaCy for any language, meant for one `ReferenceTagger`.

    It differs from its base in ``pipe``, and in the time that new words take, if the vocabulary is
    its own.

    Parameters
    ----------
    vocab : spacy.vocab.Vocab or True
        Used as it is; with True, one is made.
    **options
        As for `spacy.language.Language`.
    """

    def __init__(self, vocab: Vocab | bool = True, **options: Any) -> None:
        super().__init__(vocab, **options)
        if vocab is True:
            self.vocab.lex_attr_getters = faster_getters(self.vocab.lex_attr_getters)

    def pipe(
        self,
        texts: Iterable[Any],
        *,
        as_tuples: bool = False,
        batch_size: int | None = None,
        disable: Iterable[str] = (),
        component_cfg: dict[str, dict[str, Any]] | None = None,
        n_process: int = 1,
    ) -> Iterator[Any]:
        """Process texts as a stream; see `spacy.language.Language.pipe`.

        Where the pipeline is one `ReferenceTagger` after a `ReferenceTokenizer`, documents are
        made in this process: of texts, or of what the others send.  Other pipelines are spaCy's
        own business.

        Parameters
        ----------
        texts : iterable of str or Doc
            Or of pairs with a context.
        as_tuples : bool
            Whether `texts` are pairs, and pairs are wanted.
        batch_size : int, optional
            How many texts are handed on at once; by default, that of the pipeline.
        disable : iterable of str
            Names of components that are left out.
        component_cfg : dict, optional
            Arguments for components.
        n_process : int
            How many processes; with -1, as many as there are cores.

        Yields
        ------
        Doc
            In order; or pairs of `Doc` and context.
        """
        if not isinstance(disable, str):
            disable = tuple(disable)  # it is asked more than once
        tagger = self._only_tagger(disable)
        count = (os.cpu_count() or 1) if n_process == -1 else n_process
        if count < 1 or tagger is None or component_cfg:
            yield from super().pipe(
                texts,
                as_tuples=as_tuples,
                batch_size=batch_size,
                disable=disable,
                component_cfg=component_cfg,
                n_process=n_process,
            )
            return
        size = self.batch_size if batch_size is None else batch_size
        with closing(self._tagged(self._read(texts, as_tuples, size), tagger, count)) as tagged:
            for group, columns in tagged:
                docs = self._finish(group, columns, tagger)
                if not as_tuples:
                    yield from docs
                    continue
                for doc in docs:
                    context, doc._context = doc._context, None
                    yield doc, context

    def _only_tagger(self, disable: Iterable[str]) -> ReferenceTagger | None:
        """Give the one component that is active, if it is ours and so is the tokenizer."""
        active = [pipe for name, pipe in self.pipeline if name not in disable]
        if (
            len(active) == 1
            and type(active[0]) is ReferenceTagger
            and type(self.tokenizer) is ReferenceTokenizer
        ):
            return active[0]
        return None

    def _read(self, given: Iterable[Any], as_tuples: bool, size: int) -> Iterator[_Group]:
        """Read what is to be tagged; raise what spaCy raises of what is no text."""
        items: list[str | Doc] = []
        contexts: list[Any] = []

        def texts() -> Iterator[str]:
            for item in given:
                if as_tuples:
                    item, context = item
                    contexts.append(context)
                checked = self._checked(item)
                items.append(checked)
                yield checked.text if isinstance(checked, Doc) else checked

        for some in groups(texts(), size, _CODE_POINTS):  # it reads no further than it gives
            group = _Group(items, some, contexts)
            items, contexts = [], []
            yield group

    def _checked(self, item: Any) -> str | Doc:
        """Give a text that can be tagged, or a document."""
        if isinstance(item, str) and len(item) <= self.max_length:
            # what a subclass has besides its text is not to be sent to a process
            return clean(str.__str__(item))
        return self._ensure_doc(item)

    def _tagged(
        self, some: Iterator[_Group], tagger: ReferenceTagger, n_process: int
    ) -> Generator[tuple[_Group, Columns | None], None, None]:
        """Tag groups in other processes, if there are to be any."""
        if n_process == 1:
            return ((group, None) for group in some)
        return tag_groups(
            ((group, group.texts) for group in some),
            tagger.reference_model,
            confidence=tagger.confidence,
            n_process=n_process,
        )

    def _finish(self, group: _Group, columns: Columns | None, tagger: ReferenceTagger) -> list[Doc]:
        """Make the documents of a group, and tag them if no other process has."""
        with collector.paused():
            made = [] if columns is None else list(columns.made())
            make = (
                map(self._build, group.items, made) if made else map(self._ensure_doc, group.items)
            )
            docs = list(make)
            if group.contexts:
                for doc, context in zip(docs, group.contexts, strict=True):
                    doc._context = context
            if made:
                with suppress(Exception):
                    tagger.set_annotations(docs, [one.spans for one in made])
                    return docs
            # Tagged here, what cannot be tagged reaches the handler that was set for errors.
            tagger.annotate(docs)
        return docs

    def _build(self, item: str | Doc, made: Made) -> Doc:
        """Make a document that is tagged already."""
        if made.tokens is None or isinstance(item, Doc):
            doc = self._ensure_doc(item)
            take_tokens(doc)  # kept for a component, which does not ask for them here
            return doc
        words, spaces = made.tokens
        return Doc(self.vocab, words=words, spaces=spaces)


def load_pipeline(directory: Path, **options: Any) -> Language:
    """Do as `spacy.load`, with `ReferenceLanguage` for a pipeline of its language code.

    Parameters
    ----------
    directory : pathlib.Path
        Of a pipeline.
    **options
        As for `spacy.load`.

    Returns
    -------
    spacy.language.Language
        The same as from `spacy.load`, but for its class.
    """
    settings = dict(options)
    overrides = dict_to_dot(settings.pop("config", {}), for_overrides=True)
    config = load_config(directory / "config.cfg", overrides=overrides)
    if config["nlp"].get("lang") != ReferenceLanguage.lang:
        return spacy.load(directory, **options)
    # what `spacy.util.load_model_from_path` does
    meta = get_model_meta(directory)
    nlp = ReferenceLanguage.from_config(config, meta=meta, auto_fill=False, **settings)
    return nlp.from_disk(directory, exclude=settings.get("exclude", ()), overrides=overrides)
