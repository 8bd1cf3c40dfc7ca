"""Citation styles (CSL 1.0.2) with labelled output.

The direction inside is `case`, `source` <- `state`, `locale` <- `numbers`, `output` <- `person`,
`affixes` <- `names`, `dates`, `conditions` <- `nodes` <- `style` <- `labels`.  Invariant:
every piece of a rendered entry knows the variable that it came from.

    load_style("apa") -> Style; render_labelled(style, item) -> text and (start, end, label)

Where processors agree on something that the specification has otherwise, they are followed, for
real references are printed by them: the case of a macro's output, labels of empty variables.
`training/csl_oracle.py` measures the agreement with one of them, `training/csl_agreement.json`
has the result.
"""

from __future__ import annotations

from tagger.synth.csl.labels import render_labelled
from tagger.synth.csl.output import Segment
from tagger.synth.csl.source import locale_names, style_names
from tagger.synth.csl.style import Style, load_style

__all__ = ["Segment", "Style", "load_style", "locale_names", "render_labelled", "style_names"]
