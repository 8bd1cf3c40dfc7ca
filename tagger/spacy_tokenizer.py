"""The spaCy tokenizer: makes a `Doc` of the tokens that the model was trained on.

Imports tokenizer, and spaCy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from tagger.tokenizer import clean, locate, split

TOKENIZER = "tagger.ReferenceTokenizer.v1"


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
        words: list[str] = []
        spaces: list[bool] = []
        end = 0
        tokens = split(text)
        for token, start in zip(tokens, locate(text, tokens), strict=True):
            if start > end:
                _add_gap(text[end:start], words, spaces)
            words.append(token)
            spaces.append(False)
            end = start + len(token)
        _add_gap(text[end:], words, spaces)
        return Doc(self.vocab, words=words, spaces=spaces)

    def __reduce__(self) -> tuple:
        return ReferenceTokenizer, (self.vocab,)

    # It has no state of its own; spaCy asks every tokenizer for these four.
    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Serialise: there is nothing to keep."""
        return b""

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> ReferenceTokenizer:
        """Load: there is nothing to read."""
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Save: there is nothing to keep."""

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> ReferenceTokenizer:
        """Load: there is nothing to read."""
        return self


def _add_gap(gap: str, words: list[str], spaces: list[bool]) -> None:
    """Put white space after the last token, or into a token of its own."""
    if gap.startswith(" ") and words:
        spaces[-1] = True
        gap = gap[1:]
    if gap:
        words.append(gap)
        spaces.append(False)


@spacy.registry.tokenizers(TOKENIZER)
def make_reference_tokenizer() -> Callable[[Language], ReferenceTokenizer]:
    """Make the tokenizer for a pipeline's configuration."""

    def create(nlp: Language) -> ReferenceTokenizer:
        return ReferenceTokenizer(nlp.vocab)

    return create
