"""Noise of pages: their heads and feet, other columns, references cut in the wrong place.

Imports chance, draft, words, corpora.records and tokenizer.  The kinds that edit a draft keep all
its spans and label nothing; `run_together` and `cut_off` take and give a text with spans, for
they change which spans there are.  Invariant: no span is empty, overlaps another or has a space
at an edge.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from tagger.corpora.records import LabelledSpan
from tagger.synth.chance import digits, number, pick
from tagger.synth.draft import Draft, Edit
from tagger.synth.words import phrase, section
from tagger.tokenizer import locate, split

# What stands at the head or the foot of a page; "#" becomes a number, "@" a family name, "%" a
# journal, "=" a year.
_FURNITURE = (
    "#", "#", "#", "– # –", "- # -", "[#]", "Page #", "Page # of #", "p. #", "# / #", "S. #", "#\f",
    "REFERENCES", "References", "BIBLIOGRAPHY", "Bibliography", "LITERATURVERZEICHNIS", "#\n%",
    "BIBLIOGRAFÍA", "Referências", "BIBLIOGRAPHIE", "Bibliografia #", "Works Cited", "@ et al.",
    "@ et al. #", "@ and @", "% # (=) #–#", "@ et al. / % # (=) #–#", "Author Manuscript", "%",
    "NIH-PA Author Manuscript", "© = @ et al.", "© Springer =", "Downloaded from www.jstor.org",
    "This content downloaded from 130.#.#.12", "# @ et al.", "# REFERENCES", "% – Vol. #",
    "Seite #",
    "Draft version = ", "arXiv:1#04.0#12v1", "http://www.@.org #", "@ • %", "# | Page", "PAGE #",
    "%, Vol. #, No. 2, = #", "Page | #", "[Page #]", "Verso #", "# Bibliografia", "Pág. #", "XV",
    "xii", "% #, =", "BMC % = #:#", "© The Author(s) =", "ISSN 0#0-1#4X", "@: %", "Last updated =",
)  # fmt: skip
_BREAKS = (("\n", "\n"), ("\n", "\n"), ("\n\n", "\n"), ("\n", "\n\n"))
_BREAKS_OR_SPACES = (*_BREAKS, (" ", " "), (" ", "\n"), ("\n", " "))
_LANGS = ("en", "en", "en", "en", "de", "fr", "es", "it", "pt")
_GAP = re.compile("[ \n]+")
_BETWEEN = (" ", " ", " ", "\n", "\n", "\n", "; ", " | ", "", " – ", " and ", "\n\n")
_SIGN = re.compile("[#@%=]")


def _gaps(draft: Draft) -> list[tuple[int, int]]:
    """Give the white space between spans, where a line may end."""
    edges = zip(draft.ends, draft.starts[1:], strict=False)
    found = [
        match.span() for end, start in edges for match in _GAP.finditer(draft.text, end, start)
    ]
    return [place for place in found if place[0] < place[1]]


def _filled(rng: random.Random, form: str) -> str:
    def fill(match: re.Match[str]) -> str:
        if match[0] == "#":
            return str(number(rng, 1, 900))
        if match[0] == "=":
            return str(1960 + int(rng.random() * 65))
        if match[0] == "@":
            return pick(rng, section("en", "family")).replace("|", " ")
        return pick(rng, section("en", "soc.journal")).partition(" = ")[0]

    return _SIGN.sub(fill, form)


def page_lines(draft: Draft, rng: random.Random) -> None:
    """Put the head or foot of a page between two fields, without a label.

    Parameters
    ----------
    draft : Draft
        Edited in place; nothing is done where it has no gap between spans.
    rng : random.Random
        Source of chance.
    """
    text = _filled(rng, pick(rng, _FURNITURE))
    # the line breaks of short ones are lost now and then, those of longer ones would be missed
    _insert(draft, text, pick(rng, _BREAKS if len(text) > 12 else _BREAKS_OR_SPACES), rng)


def other_column(draft: Draft, rng: random.Random) -> None:
    """Put a piece of a line of another column between two fields, without a label.

    Parameters
    ----------
    draft : Draft
        Edited in place; nothing is done where it has no gap between spans.
    rng : random.Random
        Source of chance.
    """
    lang = pick(rng, _LANGS)
    words: list[str] = []
    while len(words) < 8:
        words += phrase(rng, lang, "soc.title").split()
    first = int(rng.random() * 4)
    piece = " ".join(words[first : first + 3 + int(rng.random() * 6)])
    # a line ends where it ends
    piece = piece[: len(piece) - int(rng.random() * 4)].strip() or piece
    _insert(draft, piece, pick(rng, _BREAKS), rng)


def _insert(draft: Draft, text: str, around: tuple[str, str], rng: random.Random) -> None:
    gaps = _gaps(draft)
    if gaps:
        start, end = pick(rng, gaps)
        draft.apply([Edit(start, end, f"{around[0]}{text.strip()}{around[1]}")])


def run_together(
    first: tuple[str, Sequence[LabelledSpan]],
    second: tuple[str, Sequence[LabelledSpan]],
    rng: random.Random,
) -> tuple[str, tuple[LabelledSpan, ...]]:
    """Join two references that stand in one paragraph, both with all their labels.

    Parameters
    ----------
    first, second : tuple of (str, sequence of LabelledSpan)
        Text and sorted spans.
    rng : random.Random
        Source of chance: what stands between them.

    Returns
    -------
    text : str
        Both texts.
    spans : tuple of LabelledSpan
        Those of both, moved.
    """
    text, spans = first
    more, added = second
    between = pick(rng, _BETWEEN)
    # without a mark between them two words would become one token
    if not between and (text[-1:].isalnum() and more[:1].isalnum()):
        between = " "
    shift = len(text) + len(between)
    moved = [
        LabelledSpan(span.start + shift, span.end + shift, span.label, span.original)
        for span in added
    ]
    return text + between + more, (*spans, *moved)


def cut_off(
    text: str, spans: Sequence[LabelledSpan], rng: random.Random
) -> tuple[str, tuple[LabelledSpan, ...]]:
    """Cut a reference at its start or its end, as careless division of a page does.

    Parameters
    ----------
    text : str
        The reference.
    spans : sequence of LabelledSpan
        Sorted, without overlap.
    rng : random.Random
        Source of chance.

    Returns
    -------
    text : str
        At least half of it; as before where it has fewer than 8 tokens.
    spans : tuple of LabelledSpan
        Moved; those that were cut off are missing, and one that was cut keeps what is left
        where that holds a letter or a digit.
    """
    words = split(text)
    if len(words) < 8:
        return text, tuple(spans)
    starts = locate(text, words)
    count = 1 + int(rng.random() ** 1.5 * (len(words) // 2 - 1))
    if rng.random() < 0.35:
        low, high = starts[count], len(text)
    else:
        last = len(words) - 1 - count
        low, high = 0, starts[last] + len(words[last])
        if len(words[last]) > 4 and words[last].isalpha() and rng.random() < 0.3:
            high -= 2  # a field of fixed width ends within a word
    kept = []
    for span in spans:
        start, end = max(span.start, low), min(span.end, high)
        value = text[start:end] if start < end else ""
        if any(char.isalnum() for char in value):
            start += len(value) - len(value.lstrip())
            end -= len(value) - len(value.rstrip())
            start, end = _trimmed(text, start, end, start > span.start, end < span.end)
            kept.append(LabelledSpan(start - low, end - low, span.label, span.original))
    return text[low:high], tuple(kept)


def _trimmed(text: str, start: int, end: int, at_start: bool, at_end: bool) -> tuple[int, int]:
    """Take off the marks that divide words, where the span was cut: "Smith J, " begins anew."""
    while at_start and text[start] in ",;:.)]- &":
        start += 1
    while at_end and text[end - 1] in ",;:([- &":
        end -= 1
    return start, end


def torn_number(draft: Draft, rng: random.Random) -> None:
    """Put the number of a line before the reference or within it, as in drafts and transcripts.

    Parameters
    ----------
    draft : Draft
        Edited in place; nothing is done where it has no gap between spans.
    rng : random.Random
        Source of chance.
    """
    gaps = _gaps(draft)
    if gaps:
        start, end = pick(rng, gaps)
        draft.apply([Edit(start, end, f"\n{digits(rng, pick(rng, (2, 3)))} ")])
