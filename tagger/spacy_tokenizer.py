"""The spaCy tokenizer: makes a `Doc` of the tokens that the model was trained on.

Imports tokenizer, and spaCy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple
from weakref import WeakKeyDictionary

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from tagger.tokenizer import clean, locate, spaces_after, split

TOKENIZER = "tagger.ReferenceTokenizer.v1"
# Texts, tokens and their offsets of documents that were just made, for the component that comes
# next: a `Doc` gives them back only token by token.  They are not kept in ``doc.user_data``, where
# they would be saved with the document.
_made: WeakKeyDictionary[Doc, Tokens] = WeakKeyDictionary()


class Tokens(NamedTuple):
    """What the tokenizer made of a text.

    Attributes
    ----------
    text : str
        The text.
    words : list of str
        Its tokens, as `tagger.tokenizer.split` gives them.
    starts : list of int
        Their offsets, as `tagger.tokenizer.locate` gives them.
    """

    text: str
    words: list[str]
    starts: list[int]


def take_tokens(doc: Doc) -> Tokens:
    """Give the text of a document and its tokens after `tagger.tokenizer`.

    Parameters
    ----------
    doc : spacy.tokens.Doc
        From any tokenizer.

    Returns
    -------
    Tokens
        Of ``doc.text``; computed unless `ReferenceTokenizer` made the document and they were not
        taken before.
    """
    made = _made.pop(doc, None)
    return _read(doc.text) if made is None else made


def _read(text: str) -> Tokens:
    words = split(text)
    return Tokens(text, words, locate(text, words))


class ReferenceTokenizer:
    """Makes a `Doc` whose tokens are those the model was trained on.

    Parameters
    ----------
    vocab : spacy.vocab.Vocab
        Shared vocabulary.
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Tokenise a text.

        Parameters
        ----------
        text : str
            Any text; lone surrogates are replaced by U+FFFD with a warning (W001).

        Returns
        -------
        spacy.tokens.Doc
            With ``doc.text == text``: white space other than a single space after a token is a
            token of its own, as everywhere in spaCy.
        """
        made = _read(clean(text))
        spaces = spaces_after(*made)
        if spaces is None:
            doc = Doc(self.vocab, *_with_white_space(made))
        else:
            doc = Doc(self.vocab, words=made.words, spaces=spaces)
        _made[doc] = made
        return doc

    def __reduce__(self) -> tuple:
        return ReferenceTokenizer, (self.vocab,)

    # It has no state of its own; spaCy asks every tokenizer for these four.
    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Serialise: there is nothing to keep.

        Parameters
        ----------
        exclude : iterable of str
            Not used; part of spaCy's interface.

        Returns
        -------
        bytes
            Empty.
        """
        return b""

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> ReferenceTokenizer:
        """Load: there is nothing to read.

        Parameters
        ----------
        data : bytes
            Not used.
        exclude : iterable of str
            Not used; part of spaCy's interface.

        Returns
        -------
        ReferenceTokenizer
            Itself.
        """
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Save: there is nothing to keep.

        Parameters
        ----------
        path : str or Path
            Not used.
        exclude : iterable of str
            Not used; part of spaCy's interface.
        """

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> ReferenceTokenizer:
        """Load: there is nothing to read.

        Parameters
        ----------
        path : str or Path
            Not used.
        exclude : iterable of str
            Not used; part of spaCy's interface.

        Returns
        -------
        ReferenceTokenizer
            Itself.
        """
        return self


def _with_white_space(made: Tokens) -> tuple[list[str], list[bool]]:
    """Keep all white space of a text, in tokens of its own where it must be."""
    words: list[str] = []
    spaces: list[bool] = []
    end = 0
    tokens, starts = [*made.words, ""], [*made.starts, len(made.text)]
    for token, start in zip(tokens, starts, strict=True):
        gap = made.text[end:start]
        if gap.startswith(" ") and words:
            spaces[-1] = True
            gap = gap[1:]
        for word in (gap, token):
            if word:
                words.append(word)
                spaces.append(False)
        end = start + len(token)
    return words, spaces


@spacy.registry.tokenizers(TOKENIZER)
def make_reference_tokenizer() -> Callable[[Language], ReferenceTokenizer]:
    """Make the tokenizer for a pipeline's configuration.

    Returns
    -------
    callable
        Takes the pipeline and gives a tokenizer with its vocabulary.
    """

    def create(nlp: Language) -> ReferenceTokenizer:
        return ReferenceTokenizer(nlp.vocab)

    return create
