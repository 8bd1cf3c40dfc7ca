"""Compile every independent style and render eleven works in it, labelled.

Usage::

    python training/csl_check.py [--every 1] [--locales 1]

Prints how many styles compiled, how many entries were rendered, how many layouts they have, how
many have a span that cuts a token, and how fast it was on one core.  With ``--locales N`` each
style is also rendered in N of the locales, other ones for each style.  Fails on the first
exception.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from tagger.corpora.records import LabelledSpan
from tagger.synth.csl import Style, locale_names, render_labelled, style_names
from tagger.synth.csl.source import read_style
from tagger.synth.draft import is_aligned

WORKS = Path(__file__).parent / "csl_works.json"


def main() -> None:
    """Render everything and print counts."""
    parser = argparse.ArgumentParser(description="render eleven works in every style")
    parser.add_argument("--every", type=int, default=1, help="only each n-th style")
    parser.add_argument("--locales", type=int, default=0, help="also in so many locales each")
    args = parser.parse_args()
    works = json.loads(WORKS.read_text(encoding="utf-8"))
    names = style_names()[:: args.every]
    locales = locale_names()
    compiling = rendering = labelling = 0.0
    entries = empty = cut = compiled = 0
    layouts = set()
    for i, name in enumerate(names):
        wanted = [None, *(locales[(i * args.locales + j) % len(locales)]
                          for j in range(args.locales))]  # fmt: skip
        for locale in wanted:
            start = time.perf_counter()
            style = Style(read_style(name), name, locale)
            rendered = [style.render(work, number=7) for work in works]  # compiles macros too
            compiling += time.perf_counter() - start
            compiled += 1
            start = time.perf_counter()
            for work in works:
                style.render(work, number=7)
            rendering += time.perf_counter() - start
            start = time.perf_counter()
            labelled = [render_labelled(style, work, number=7) for work in works]
            labelling += time.perf_counter() - start
            entries += len(works)
            empty += sum(not segments for segments in rendered)
            cut += sum(
                not is_aligned(text, [LabelledSpan(*span) for span in spans])
                for text, spans in labelled
            )
            if locale is None:
                layouts.add("\n".join(text for text, _ in labelled))
    print(f"{len(names)} styles, {compiled} compiled, {entries} entries, {len(layouts)} layouts")
    print(f"{empty} entries empty, {cut} with a span that cuts a token ({cut / entries:.2%})")
    print(f"{1000 * compiling / compiled:.1f} ms to compile a style and render it once")
    print(f"{entries / rendering:,.0f} entries/s, {entries / labelling:,.0f} labelled entries/s")


if __name__ == "__main__":
    main()
