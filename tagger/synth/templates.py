"""Works printed in layouts, with labels.

Imports fields, languages, layout, names, pattern, printer and works.
"""

from __future__ import annotations

import functools
import random
from typing import NamedTuple

from tagger.synth.chance import pick, weighted
from tagger.synth.fields import print_field
from tagger.synth.languages import CJK
from tagger.synth.layout import Layout, layouts
from tagger.synth.names import draw_style
from tagger.synth.pattern import Writer, write
from tagger.synth.printer import Printer, Style, draw_dash
from tagger.synth.words import LANGUAGES
from tagger.synth.works import Work

_ABROAD = tuple(lang for lang in LANGUAGES if lang not in CJK)
_ENDS = ("", ".", ".", ".", ".", ".", ".", "", "", "", ",", ";")
_URL_ENDS = ("", "", "", "", "", ".", ".", ",")
# Links that publishers' pages print after a reference.
_LINKS = ("INSPIRE", "INSPIRE", "ADS")  # other links stand unlabelled, see `noise_web.leftovers`
_LABEL_FORMS = ("[{}] ", "[{}] ", "[{}] ", "[{}] ", "{}. ", "{}. ", "{}. ", "({}) ", "{}) ", "{} ",
                "[{}]", "{}.", "[{}]. ", "({})")  # fmt: skip


class Rendered(NamedTuple):
    """A printed reference.

    Attributes
    ----------
    text : str
        The reference.
    spans : tuple of (int, int, str)
        Start, end and label, sorted.
    layout : str
        Name of the layout.
    """

    text: str
    spans: tuple[tuple[int, int, str], ...]
    layout: str


def render(work: Work, rng: random.Random, layout: Layout | None = None) -> Rendered:
    """Print a work in a layout.

    Parameters
    ----------
    work : Work
        To be printed.
    rng : random.Random
        Source of chance.
    layout : Layout, optional
        One that can print the kind of work; drawn by default.

    Returns
    -------
    Rendered
        Text and spans.
    """
    lang = style_language(work, rng)
    if layout is None:
        families, weights = _choices(lang, work.kind, work.domain)
        layout = weighted(rng, families, weights)
    style = _draw_style(layout, lang, rng)
    printer = Printer(work, style, rng)
    fitting = [s for s in layout.sequences[work.kind] if s.fits(printer.have)]
    if not fitting:
        printer.have.add("year")  # prints "n.d."
        fitting = [s for s in layout.sequences[work.kind] if s.fits(printer.have)]
    writer = Writer(keep_stops=rng.random() < 0.15, french=lang == "fr" and rng.random() < 0.6)
    if rng.random() < layout.label:
        _write_label(writer, work, rng)
    field = functools.partial(print_field, printer)
    write(pick(rng, fitting), printer.have, field, printer.word, writer, rng)
    _finish(writer, lang, rng)
    return Rendered(writer.text, tuple(writer.spans), layout.name)


def style_language(work: Work, rng: random.Random) -> str:
    """Draw the language of the words around the fields.

    Parameters
    ----------
    work : Work
        Mostly its own language; but a German bibliography cites English works, and an
        English one German works.
    rng : random.Random
        Source of chance.

    Returns
    -------
    str
        One of `words.LANGUAGES`.
    """
    chance = rng.random()
    if work.lang == "en" and chance < 0.1:
        return pick(rng, _ABROAD)
    if work.lang not in ("en", *CJK) and chance < 0.12:
        return "en"
    return work.lang


@functools.cache
def _choices(lang: str, kind: str, domain: str) -> tuple[tuple[Layout, ...], tuple[float, ...]]:
    """Give the layouts for a kind of work, with cumulative weights."""
    chosen, weights, total = [], [], 0.0
    for layout in layouts():
        known = layout.langs or _ABROAD
        if lang not in known or kind not in layout.sequences:
            continue
        weight = layout.weight * (1 + (lang in layout.langs and lang != "en"))
        if layout.domains and domain not in layout.domains:
            weight *= 0.05  # every style strays
        total += weight
        chosen.append(layout)
        weights.append(total)
    return tuple(chosen), tuple(weights)


def _draw_style(layout: Layout, lang: str, rng: random.Random) -> Style:
    names = draw_style(rng, layout.names)
    editors = names
    if layout.editors and rng.random() < 0.85:
        editors = draw_style(rng, layout.editors)
    return Style(
        lang=lang,
        names=names,
        editor_names=editors,
        short=pick(rng, layout.short),
        title_case=rng.random() < layout.title_case,
        roman=rng.random() < layout.roman,
        first_page=rng.random() < layout.only_first,
        quotes=pick(rng, layout.quotes) if layout.quotes else "",
        dash=draw_dash(rng),
    )


def _write_label(writer: Writer, work: Work, rng: random.Random) -> None:
    form = pick(rng, _LABEL_FORMS)
    label = str(1 + int(rng.random() ** 2 * 180))
    if form.startswith("[") and rng.random() < 0.15 and work.authors:
        name = getattr(work.authors[0], "family", "") or "Org"
        short = "".join(c for c in name if c.isalpha())[:3]
        year = work.year[2:4] or "99"
        label = pick(
            rng,
            (
                f"{short}{year}",
                f"{short.upper()}{year}",
                f"{short}+{year}",
                f"{name.replace(' ', '')}{work.year[:4]}",
                f"{name[0]}{label}",
            ),
        )
    before, after = form.split("{}")
    writer.prefix(before, label, after)


def _finish(writer: Writer, lang: str, rng: random.Random) -> None:
    """End the reference: no separator, or one."""
    text = writer.text.rstrip(" ")
    least = writer.spans[-1][1]
    while len(text) > least and text[-1] in ",;: –-/":
        text = text[:-1]
    end = pick(rng, _URL_ENDS if writer.spans[-1][2] in ("url", "doi") else _ENDS)
    if text[-1] == "." and len(text) > least:
        text = text[:-1]
    if lang in ("zh", "ja") and end == "." and rng.random() < 0.3:
        end = "。"
    if text[-1] in ".。" and end in (".", "。"):
        end = ""
    writer.text = text + end
    if rng.random() < 0.015 and lang == "en":
        writer.text += " ["
        writer.field(pick(rng, _LINKS), "note")
        writer.text += pick(rng, ("]", "].", "] "))
        writer.text = writer.text.rstrip()
