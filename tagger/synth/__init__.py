"""Synthetic references: made-up works in real layouts, with noise.

Imports corpora.records and tokenizer.  Inside, the direction is `chance` <- `words` <- `people`,
`identifiers`, `imprints`, `conferences` <- `kinds` <- `works` <- `names`, `printer`, `dates`,
`fields`; `pattern` <- `layout`; all of them <- `templates`; and `draft` <- `noise_text`,
`noise_marks` <- `noise`.  Vocabulary, layouts and words of styles are text files in ``data/``.

    make_work -> Work -> render -> text and spans -> add_noise -> text and spans

The chances and weights in these modules are estimates, made while reading the labelled corpora
of the project: how often a form stands in a bibliography.  They need not be exact; what counts
is that each form occurs often enough to be learnt.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence

from tagger.corpora.records import LabelledReference, LabelledSpan
from tagger.synth.chance import weighted
from tagger.synth.draft import is_aligned
from tagger.synth.noise import add_noise
from tagger.synth.templates import render
from tagger.synth.words import LANGUAGES
from tagger.synth.works import Work, make_work

__all__ = ["LANGUAGES", "WEIGHTS", "Work", "add_noise", "generate", "make_work", "render"]

#: Shares of the languages: English about half, as in the corpora; the others in the order of
#: what is published in them, with more of those whose layouts the corpora lack.
WEIGHTS: dict[str, float] = {
    "en": 0.5, "fr": 0.08, "de": 0.08, "es": 0.07, "it": 0.07, "pt": 0.07, "ru": 0.03,
    "zh": 0.025, "nl": 0.02, "pl": 0.02, "tr": 0.015, "ja": 0.01, "sv": 0.01,
}  # fmt: skip


def generate(
    n: int, *, seed: int, langs: Sequence[str] | None = None, noise: float = 0.5
) -> Iterator[LabelledReference]:
    """Make references.

    Parameters
    ----------
    n : int
        How many, 0 or more.
    seed : int
        The same references come from the same seed, on every version of Python; another
        seed gives others.  A shorter run is the beginning of a longer one.
    langs : sequence of str, optional
        Keys of `WEIGHTS`, drawn in these proportions; all by default.
    noise : float, default 0.5
        In [0, 1]: strength of the noise, see `noise.add_noise`.

    Yields
    ------
    LabelledReference
        With source ``synth`` and, as its document, the name of its layout.

    Raises
    ------
    KeyError
        Where a language is not one of `WEIGHTS`.
    """
    chosen = tuple(langs) if langs else tuple(WEIGHTS)
    weights = tuple(itertools.accumulate(WEIGHTS[lang] for lang in chosen))
    for i in range(n):
        rng = random.Random(f"{seed}:{i}")
        lang = weighted(rng, chosen, weights)
        while True:
            text, spans, layout = render(make_work(rng, lang), rng)
            labelled = tuple([LabelledSpan(*span) for span in spans])
            if noise:
                text, labelled = add_noise(text, labelled, rng, noise, aligned=True)
            if is_aligned(text, labelled):  # all but a few, such as "10.1000/182等"
                break
        name = f"synth:{seed}:{i}"
        yield LabelledReference(name, text, labelled, "synth", layout, name, lang)
