"""The pipeline that `tagger.load` gives: spaCy's, with a faster way to use several processes.

Imports component, spacy_tokenizer, doc_pool, groups, collector and tokenizer, and spaCy.  Its own
``nlp.pipe(n_process=2)`` packs and unpacks each `Doc`, which takes 0.14 ms where tagging takes
0.2 ms, half of it in the one process that all have to wait for.  Here processes send back what a
document is made of, and it is made where it is used.
Invariant: ``pipe`` gives the documents, warnings and errors that it gives with one process.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from itertools import tee
from pathlib import Path
from typing import Any

import spacy
from spacy.lang.xx import MultiLanguage
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import dict_to_dot, get_model_meta, load_config

from tagger import collector
from tagger.component import ReferenceTagger
from tagger.doc_pool import Columns, Made, tag_groups
from tagger.groups import groups
from tagger.spacy_tokenizer import ReferenceTokenizer
from tagger.tokenizer import clean

# Most code points of the texts that are handed to a process at once, whatever the batch size.
_CODE_POINTS = 400_000


class ReferenceLanguage(MultiLanguage):
    """A pipeline of spaCy for any language, meant for one `ReferenceTagger`.

    It differs from its base in ``pipe`` with several processes only.
    """

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

        With several processes, where the pipeline is one `ReferenceTagger` after a
        `ReferenceTokenizer`, documents are made in this process, of what the others send.  Other
        pipelines are spaCy's own business.

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

        Returns
        -------
        iterator of Doc
            In order; or of pairs of `Doc` and context.
        """
        tagger = self._only_tagger(disable)
        count = (os.cpu_count() or 1) if n_process == -1 else n_process
        if count < 2 or tagger is None or component_cfg:
            return super().pipe(
                texts,
                as_tuples=as_tuples,
                batch_size=batch_size,
                disable=disable,
                component_cfg=component_cfg,
                n_process=n_process,
            )
        size = self.batch_size if batch_size is None else batch_size
        if not as_tuples:
            return self._pipe_in_processes(texts, tagger, size, count)
        pairs, same = tee(texts)
        docs = self._pipe_in_processes((text for text, _ in pairs), tagger, size, count)
        return ((doc, context) for doc, (_, context) in zip(docs, same, strict=True))

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

    def _pipe_in_processes(
        self, items: Iterable[str | Doc], tagger: ReferenceTagger, size: int, n_process: int
    ) -> Iterator[Doc]:
        some = groups(map(self._checked, items), size, _CODE_POINTS)
        tagged = tag_groups(
            ((group, list(map(_text, group))) for group in some),
            tagger.reference_model,
            confidence=tagger.confidence,
            n_process=n_process,
        )
        with closing(tagged):
            for group, columns in tagged:
                yield from self._finish(group, columns, tagger)

    def _finish(
        self, group: list[str | Doc], columns: Columns | None, tagger: ReferenceTagger
    ) -> Iterable[Doc]:
        """Make the documents of a group."""
        if columns is None:
            docs = list(map(self._ensure_doc, group))
        else:
            with collector.paused():
                made = list(columns.made())
                docs = list(map(self._build, group, made))
            with collector.paused(), suppress(Exception):
                tagger.set_annotations(docs, [one.spans for one in made])
                return docs
        # Tagged here, what cannot be tagged reaches the handler that was set for errors.
        return tagger.pipe(docs, batch_size=len(docs))

    def _checked(self, item: str | Doc) -> str | Doc:
        """Give a text that can be tagged, or a document; raise what spaCy raises."""
        if isinstance(item, str) and len(item) <= self.max_length:
            return clean(item)
        return self._ensure_doc(item)

    def _build(self, item: str | Doc, made: Made) -> Doc:
        if isinstance(item, Doc):
            return item
        if made.tokens is None:
            return self.make_doc(item)
        words, spaces = made.tokens
        return Doc(self.vocab, words=words, spaces=spaces)


def _text(item: str | Doc) -> str:
    return item.text if isinstance(item, Doc) else item


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
    nlp = ReferenceLanguage.from_config(config, meta=get_model_meta(directory), **settings)
    return nlp.from_disk(directory, exclude=settings.get("exclude", ()), overrides=overrides)
