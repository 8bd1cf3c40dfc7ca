r"""Synthetic references: made-up works in real layouts, with noise.

Two ways lead from a work to a reference: layouts of our own, and the styles of CSL.

    make_work -> Work -> templates.render ----------------> text and spans -> add_noise
                      -> item_from_work -> item \
    LabelledReference -> item_from_reference -> item -> csl.render_labelled -> text and spans

Imports corpora.records, normalize and tokenizer.  Inside, the direction is `chance` <- `words`
<- `people`, `name_lists`, `identifiers`, `imprints`, `conferences` <- `kinds` <- `works` <-
`items`, `names`, `printer`, `dates`, `fields`; `pattern` <- `layout`; all of them <- `templates`;
`restyle_values`, `restyle_people` <- `restyle`; `draft` <- `noise_text`, `noise_marks`,
`noise_page`, `noise_web` <- `noise`; all but the templates, and `csl`, <- `styled`.  Vocabulary,
layouts and words of styles are text files in ``data/``.

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
from tagger.synth.languages import SHARES
from tagger.synth.noise import add_noise
from tagger.synth.scripts import romanise_some
from tagger.synth.templates import render
from tagger.synth.words import LANGUAGES
from tagger.synth.works import Work, make_work

__all__ = ["LANGUAGES", "SHARES", "Work", "add_noise", "generate", "make_work", "render"]


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
        Keys of `languages.SHARES`, drawn in these proportions; all by default.
    noise : float, default 0.5
        In [0, 1]: strength of the noise, see `noise.add_noise`.

    Yields
    ------
    LabelledReference
        With source ``synth`` and, as its document, the name of its layout.

    Raises
    ------
    KeyError
        Where a language is not one of `languages.SHARES`.
    """
    chosen = tuple(langs) if langs else tuple(SHARES)
    weights = tuple(itertools.accumulate(SHARES[lang] for lang in chosen))
    for i in range(n):
        rng = random.Random(f"{seed}:{i}")
        lang = weighted(rng, chosen, weights)
        while True:
            text, spans, layout = render(make_work(rng, lang), rng)
            labelled = tuple([LabelledSpan(*span) for span in spans])
            text, labelled = romanise_some(lang, text, labelled, rng)
            if noise:
                text, labelled = add_noise(text, labelled, rng, noise, aligned=True)
            if is_aligned(text, labelled):  # all but a few, such as "10.1000/182等"
                break
        name = f"synth:{seed}:{i}"
        yield LabelledReference(name, text, labelled, "synth", layout, name, lang)
