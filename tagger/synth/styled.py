"""References in the styles of the Citation Style Language, with noise.

Imports chance, corpora.records, csl, draft, items, languages, name_lists, noise, noise_page,
restyle, scripts and works.  The works are made up, or come from labelled references, whose fields
are printed anew in another style.  Styles, locales and names come from packages of the extra
``train``.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator, Sequence
from typing import Any

from tagger.corpora.records import LabelledReference, LabelledSpan
from tagger.synth.chance import pick, weighted
from tagger.synth.csl import Style, load_style, render_labelled, style_names
from tagger.synth.draft import is_aligned
from tagger.synth.items import item_from_work
from tagger.synth.languages import LOCALES, SHARES
from tagger.synth.name_lists import draw_person
from tagger.synth.noise import add_noise
from tagger.synth.noise_page import cut_off, run_together
from tagger.synth.restyle import item_from_reference
from tagger.synth.scripts import romanise_some
from tagger.synth.works import ALL_KINDS, make_work

Labelled = tuple[str, tuple[LabelledSpan, ...]]

# References printed in a style before another is drawn: compiling one takes as long as printing 40.
_PER_STYLE = 50
# Share of entries printed in the locale of their own language instead of the style's; four in five
# styles are English, bibliographies are not.
_OWN_LOCALE = 0.5
# Share of numbered entries that keep their number: pages and databases list references without.
_KEEP_NUMBER = 0.5
# References that are looked at in search of one that can be printed anew; four in five can.
_TRIES = 1000
_REPEATED_AUTHOR, _CUT_OFF, _RUN_TOGETHER = 0.03, 0.01, 0.005
_NUMBER = re.compile(r"[\[(]?\d+[\])]?[.:)]?\s*")


def generate_styled(
    n: int, *, seed: int, references: Sequence[LabelledReference] = (), noise: float = 0.5
) -> Iterator[LabelledReference]:
    """Make references in citation styles.

    Parameters
    ----------
    n : int
        How many, 0 or more; none where hardly one of `references` has fields to print anew.
    seed : int
        The same references come from the same seed, versions of the packages and `references`.
    references : sequence of LabelledReference
        Whose fields are printed anew, none of them held out from training; where there are none,
        works are made up.
    noise : float, default 0.5
        In [0, 1]: strength of the noise, see `noise.add_noise`.

    Yields
    ------
    LabelledReference
        With source ``csl`` or, from `references`, ``restyled``; the document is the style.

    Raises
    ------
    UsageError
        If the package with the styles, the locales or the names is missing (R060).
    """
    rng = random.Random(f"styled:{seed}")
    source = "restyled" if references else "csl"
    style = ""
    before: Labelled | None = None
    made = 0
    while made < n:
        if made % _PER_STYLE == 0 or not style:
            style = pick(rng, style_names())
        drawn = _draw_item(rng, references)
        if drawn is None:
            return
        lang, item = drawn
        locale = LOCALES.get(lang) if rng.random() < _OWN_LOCALE else None
        labelled = _print(load_style(style, locale), item, rng)
        if labelled is None:
            style = ""  # this style prints no bibliography that can be used of such a work
            continue
        alone = labelled = romanise_some(lang, *labelled, rng)
        if noise:
            if before and rng.random() < _RUN_TOGETHER:
                labelled = run_together(before, labelled, rng)
            elif rng.random() < _CUT_OFF:
                labelled = cut_off(*labelled, rng)
            before = alone
            labelled = add_noise(*labelled, rng, noise, aligned=True)
        if is_aligned(*labelled) and labelled[1]:
            name = f"{source}:{seed}:{made}"
            yield LabelledReference(name, *labelled, source, style, name, lang)
            made += 1


def _draw_item(
    rng: random.Random, references: Sequence[LabelledReference]
) -> tuple[str, dict[str, Any]] | None:
    """Draw a work and its language; None where the references give none."""
    if references:
        for reference in (pick(rng, references) for _ in range(_TRIES)):
            item = item_from_reference(reference, rng)
            if item is not None:
                return reference.lang, item
        return None
    lang = weighted(rng, _LANGUAGES, _WEIGHTS)
    return lang, item_from_work(make_work(rng, lang, names=draw_person, kinds=ALL_KINDS), rng)


def _print(style: Style, item: dict[str, Any], rng: random.Random) -> Labelled | None:
    """Print an item; None where what comes out is no reference with labels on token borders."""
    number = 1 + int(rng.random() ** 2 * 150)
    again = rng.random() < _REPEATED_AUTHOR
    text, found = render_labelled(style, item, number, again)
    spans = [LabelledSpan(*span) for span in found]
    if spans and spans[0].label == "label" and rng.random() > _KEEP_NUMBER:
        cut = _NUMBER.match(text)
        if cut and len(spans) > 1 and spans[0].end <= cut.end() <= spans[1].start:
            text = text[cut.end() :]
            spans = [
                LabelledSpan(span.start - cut.end(), span.end - cut.end(), span.label)
                for span in spans[1:]
            ]
    labels = {span.label for span in spans}
    if len(labels) < 2 or not labels & {"title", "venue"} or not is_aligned(text, spans):
        return None
    return text, tuple(spans)


_LANGUAGES = tuple(SHARES)
_WEIGHTS = tuple(itertools.accumulate(SHARES.values()))
