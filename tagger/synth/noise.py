"""What happens to references on their way into a text file.

Imports draft, noise_marks, noise_page, noise_text and noise_web, which hold the kinds of noise.
Noise is made of small edits that keep the labels right; each kind proposes edits, and
`draft.Draft` drops those that would hurt a span.  It works on any labelled reference, made up or
real.  `noise_page.run_together` and `noise_page.cut_off` change which spans there are, and so
stand apart.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from tagger.corpora.records import LabelledSpan
from tagger.synth import noise_marks, noise_page, noise_text, noise_web
from tagger.synth.draft import Draft

#: Kinds of noise with the chance of each at strength 1.  The sum, about 3, is how many kinds
#: hit a reference then; the shares follow what stands in scanned and converted bibliographies.
KINDS: tuple[tuple[Callable[[Draft, random.Random], None], float], ...] = (
    (noise_text.wrap_lines, 0.24),
    (noise_text.hyphenate, 0.16),
    (noise_text.ligatures, 0.06),
    (noise_text.capitals, 0.15),
    (noise_text.strip_diacritics, 0.09),
    (noise_text.decompose, 0.07),
    (noise_text.misread, 0.09),
    (noise_text.glue_words, 0.05),
    (noise_text.break_addresses, 0.05),
    (noise_marks.quotes, 0.2),
    (noise_marks.dashes, 0.25),
    (noise_marks.separators, 0.22),
    (noise_marks.initials, 0.1),
    (noise_marks.tighten, 0.24),
    (noise_marks.space_before, 0.14),
    (noise_marks.double_spaces, 0.12),
    (noise_marks.ampersands, 0.05),
    (noise_marks.full_width, 0.1),
    (noise_marks.repeated_author, 0.04),
    (noise_web.mojibake, 0.04),
    (noise_web.entities, 0.03),
    (noise_web.markup, 0.04),
    (noise_web.tight_numbers, 0.08),
    (noise_web.lost_gaps, 0.06),
    (noise_marks.end, 0.18),
    (noise_marks.start, 0.1),
    (noise_web.leftovers, 0.04),
    (noise_page.page_lines, 0.03),
    (noise_page.other_column, 0.015),
    (noise_page.torn_number, 0.01),
)


def add_noise(
    text: str,
    spans: Sequence[LabelledSpan],
    rng: random.Random,
    strength: float = 0.5,
    *,
    aligned: bool = False,
) -> tuple[str, tuple[LabelledSpan, ...]]:
    """Make a labelled reference worse.

    Parameters
    ----------
    text : str
        The reference.
    spans : sequence of LabelledSpan
        Sorted, without overlap.
    rng : random.Random
        Source of chance.
    strength : float, default 0.5
        In [0, 1]: how likely each kind of noise is, see `KINDS`.
    aligned : bool, default False
        Whether no span is known to cut a token; saves looking.

    Returns
    -------
    text : str
        As before or with edits.
    spans : tuple of LabelledSpan
        The same spans, moved, and perhaps a new one for a leading label.  None is empty,
        has white space at an edge, overlaps another, or cuts a token of `tokenizer` where it
        did not before.
    """
    kinds = [kind for kind, chance in KINDS if rng.random() < chance * strength]
    if not kinds:
        return text, tuple(spans)
    draft = Draft(text, spans, aligned)
    for kind in kinds:
        kind(draft, rng)
    return draft.text, draft.spans()
