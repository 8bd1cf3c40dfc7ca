"""The spaCy tokenizer: makes a `Doc` of the tokens that the model was trained on.

Imports tokenizer, and spaCy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from weakref import WeakKeyDictionary

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from tagger.tokenizer import TOKEN_PATTERN, clean, locate, split

TOKENIZER = "tagger.ReferenceTokenizer.v1"
# Text and tokens of documents that were just made, for the component that comes next: a `Doc`
# gives them back only token by token.  They are not kept in ``doc.user_data``, where they would
# be saved with the document.
_made: WeakKeyDictionary[Doc, tuple[str, list[str]]] = WeakKeyDictionary()
_TOKEN_AND_SPACE = re.compile(f"({TOKEN_PATTERN})( ?)")


def take_tokens(doc: Doc) -> tuple[str, list[str]]:
    """Give the text of a document and its tokens after `tagger.tokenizer`.

    Parameters
    ----------
    doc : spacy.tokens.Doc
        From any tokenizer.

    Returns
    -------
    text : str
        Equal to ``doc.text``.
    words : list of str
        Equal to ``tagger.tokenizer.split(text)``; neither is computed where `ReferenceTokenizer`
        made the document and they were not taken before.
    """
    made = _made.pop(doc, None)
    if made is None:
        text = doc.text
        return text, split(text)
    return made


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
        text = clean(text)
        pairs = _TOKEN_AND_SPACE.findall(text)
        words = [word for word, _ in pairs]
        spaces = [bool(space) for _, space in pairs]
        if sum(map(len, words)) + sum(spaces) == len(text):
            doc = Doc(self.vocab, words=words, spaces=spaces)
        else:  # white space of another kind
            doc = Doc(self.vocab, *_with_white_space(text))
        _made[doc] = text, words
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


def _with_white_space(text: str) -> tuple[list[str], list[bool]]:
    """Split a text so that all its white space is kept, in tokens of its own where it must be."""
    words: list[str] = []
    spaces: list[bool] = []
    end = 0
    tokens = [*split(text), ""]
    starts = [*locate(text, tokens[:-1]), len(text)]
    for token, start in zip(tokens, starts, strict=True):
        gap = text[end:start]
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
