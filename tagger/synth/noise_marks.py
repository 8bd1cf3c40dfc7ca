"""Noise in punctuation and spaces, and at both ends of a reference.

Imports chance and draft.  Every function takes a draft and a source of chance and edits the
draft.
"""

from __future__ import annotations

import random
import re

from tagger.synth.chance import pick, some
from tagger.synth.draft import Draft, Edit

_DOUBLE = frozenset('“”„«»"')
_DASH = re.compile(r"[-‐‑‒–—−]+")
_RANGE = re.compile(r"(?<=\d)( ?)[-‐‑‒–—−]+( ?)(?=\d)")
_AFTER_MARK = re.compile(r"(?<=[,;:.)\]”»])[ ]")
_BEFORE_MARK = re.compile(r"(?<=\w)(?=[,;:.)])")
_INITIAL = re.compile(r"(?<![^\W\d_])[^\W\d_a-z]\.(?: (?=[^\W\d_a-z]\.))?")
_SPACE = re.compile(" ")
_WIDE = {",": "，", ".": "．", ":": "：", ";": "；", "(": "（", ")": "）", "[": "［", "]": "］"}
_EXACT = ("doi", "url", "identifier", "date")  # made of marks that mean something
_REPEATED = (
    "———", "———.", "-----", "-----", "—", "——", "--", "_____", "______.", "-------", "———————",
    "‒‒‒", "–––", "Id.", "Idem", "ID.", "Eadem", "IDEM", "Ead.", "idem", "Ibid.",
)  # fmt: skip
_STARTS = (
    "• ",
    "- ",
    "– ",
    "* ",
    "† ",
    "· ",
    " ",
    "  ",
    "See ",
    "Cf. ",
    "cfr. ",
    "vgl. ",
    "(",
    "“",
)
_LABELS = (
    "[{}] ",
    "[{}] ",
    "[{}]",
    "{}. ",
    "{}. ",
    "({}) ",
    "{}) ",
    "{} ",
    "{}.",
    "[{}]. ",
    "{}\t",
    "#{} ",
)


def _exact(draft: Draft) -> set[int]:
    """Give the offsets inside fields whose marks are no punctuation."""
    fields = zip(draft.starts, draft.ends, draft.labels, strict=True)
    return {i for start, end, (label, _) in fields if label in _EXACT for i in range(start, end)}


def quotes(draft: Draft, rng: random.Random) -> None:
    """Exchange quotation marks and apostrophes for others.

    Parameters
    ----------
    draft : Draft
        Edited in place.
    rng : random.Random
        Source of chance.
    """
    form = pick(
        rng,
        (
            '" "',
            '" "',
            "“ ”",
            "“ ”",
            "`` ''",
            "‘‘ ’’",
            "'' ''",
            ",, ''",
            "« »",
            "„ “",
            "<< >>",
            "” ”",
        ),
    )
    left, right = form.split()
    apostrophe = pick(rng, "''’’´`")
    single = rng.random() < 0.5
    edits, opened = [], False
    for i, char in enumerate(draft.text):
        if char in _DOUBLE:
            if char in '"':
                opened = not opened
                new = left if opened else right
            else:
                new = left if char in "“„«" else right
            if new != char:
                edits.append(Edit(i, i + 1, new))
        elif single and char in "'’" and draft.text[i - 1 : i].isalpha():
            edits.append(Edit(i, i + 1, apostrophe))
    draft.apply(edits)


def dashes(draft: Draft, rng: random.Random) -> None:
    """Exchange the dashes, those of ranges or all.

    Parameters
    ----------
    draft : Draft
        Edited in place.
    rng : random.Random
        Source of chance.
    """
    new = pick(
        rng, ("-", "-", "–", "–", "—", "--", "−", "‐", "‑", " - ", " – ", "- ", " -", "~", "---")
    )
    exact = _exact(draft)
    if rng.random() < 0.75:
        edits = [
            Edit(m.start(), m.end(), new)
            for m in _RANGE.finditer(draft.text)
            if m.start() not in exact
        ]
    else:
        new = new.strip()
        edits = [
            Edit(m.start(), m.end(), new)
            for m in _DASH.finditer(draft.text)
            if m.start() and m.start() not in exact and not draft.text[m.start() - 1].isalpha()
        ]
    draft.apply(edits)


def separators(draft: Draft, rng: random.Random) -> None:
    """Drop, double or exchange one or two marks between the fields.

    Parameters
    ----------
    draft : Draft
        Edited in place.
    rng : random.Random
        Source of chance.
    """
    inside = {i for s, e in zip(draft.starts, draft.ends, strict=True) for i in range(s, e)}
    places = [i for i, c in enumerate(draft.text) if c in ',.;:()“”"' and i not in inside]
    number = 1 + int(rng.random() ** 2 * 3)
    chosen = some(rng, places, number)
    edits = []
    for i in chosen:
        char = draft.text[i]
        draw = rng.random()
        if draw < 0.5:
            edits.append(Edit(i, i + 1, ""))
        elif draw < 0.65:
            edits.append(Edit(i, i + 1, char * 2))
        else:
            edits.append(Edit(i, i + 1, pick(rng, ",.;:") if char in ",.;:" else ""))
    draft.apply(edits)


def initials(draft: Draft, rng: random.Random) -> None:
    """Write the initials of authors and editors without dots, or without spaces.

    Parameters
    ----------
    draft : Draft
        Edited in place.
    rng : random.Random
        Source of chance.
    """
    form = pick(rng, ("", "", " ", "."))
    edits = []
    for start, end, (label, _) in zip(draft.starts, draft.ends, draft.labels, strict=True):
        if label in ("author", "editor", "translator"):
            for match in _INITIAL.finditer(draft.text, start, end):
                spaced = match[0].endswith(" ")
                new = match[0][0] + (form if form == "." or spaced else "")
                edits.append(Edit(match.start(), match.end(), new))
    draft.apply(edits)


def tighten(draft: Draft, rng: random.Random) -> None:
    """Drop spaces after punctuation: all of them, or some, or those beside digits.

    Parameters
    ----------
    draft : Draft
        Edited in place.
    rng : random.Random
        Source of chance.
    """
    form = pick(rng, ("all", "some", "digits", "digits", "names", "gaps"))
    text = draft.text
    places = [m.start() for m in _AFTER_MARK.finditer(text)]
    if form == "digits":
        places = [
            i for i in places if text[i + 1 : i + 2].isdecimal() or text[i - 2 : i - 1].isdecimal()
        ]
    elif form == "some":
        places = [i for i in places if rng.random() < 0.3]
    elif form == "names":
        ends = [
            e for e, (name, _) in zip(draft.ends, draft.labels, strict=True) if name == "author"
        ]
        places = [i for i in places if ends and i < ends[0] and text[i - 1] == "."]
    elif form == "gaps":
        inside = {i for s, e in zip(draft.starts, draft.ends, strict=True) for i in range(s, e)}
        places = [i for i in places if i not in inside and rng.random() < 0.6]
    draft.apply([Edit(i, i + 1, "") for i in places])


def space_before(draft: Draft, rng: random.Random) -> None:
    """Put spaces before punctuation, as some converters of PDF do; or move those behind it.

    Parameters
    ----------
    draft : Draft
        Edited in place.
    rng : random.Random
        Source of chance.
    """
    share = pick(rng, (0.15, 0.4, 1.0))
    moved = rng.random() < 0.5
    exact = _exact(draft) if rng.random() < 0.8 else set()
    edits = []
    for match in _BEFORE_MARK.finditer(draft.text):
        i = match.start()
        if i in exact or rng.random() >= share:
            continue
        edits.append(Edit(i, i, " "))
        if moved and draft.text[i + 1 : i + 2] == " ":
            edits.append(Edit(i + 1, i + 2, ""))
    draft.apply(edits)


def double_spaces(draft: Draft, rng: random.Random) -> None:
    """Widen some spaces.

    Parameters
    ----------
    draft : Draft
        Edited in place.
    rng : random.Random
        Source of chance.
    """
    share = pick(rng, (0.05, 0.1, 0.3, 1.0))
    new = pick(rng, ("  ", "  ", "  ", "   ", "\u00a0", "\u2009", "\t"))
    if new == "\t":
        share = 0.05
    draft.apply(
        [Edit(m.start(), m.end(), new) for m in _SPACE.finditer(draft.text) if rng.random() < share]
    )


def ampersands(draft: Draft, rng: random.Random) -> None:
    """Write "and" as "&", or "&" as "and" or as HTML does.

    Parameters
    ----------
    draft : Draft
        Edited in place.
    rng : random.Random
        Source of chance.
    """
    new = pick(rng, ("and", "&amp;", "&amp;"))
    edits = []
    for i, char in enumerate(draft.text):
        if char == "&":
            edits.append(Edit(i, i + 1, new))
        elif draft.text[i : i + 5] == " and ":
            edits.append(Edit(i + 1, i + 4, "&"))
    draft.apply(edits)


def full_width(draft: Draft, rng: random.Random) -> None:
    """Write punctuation in full width, in Chinese and Japanese.

    Parameters
    ----------
    draft : Draft
        Edited in place.
    rng : random.Random
        Source of chance.
    """
    if not any("\u3040" <= char < "\ua000" for char in draft.text):
        return
    share = pick(rng, (0.4, 1.0))
    edits = []
    for i, char in enumerate(draft.text):
        if char in _WIDE and rng.random() < share:
            end = i + 2 if draft.text[i + 1 : i + 2] == " " and char != "(" else i + 1
            edits.append(Edit(i, end, _WIDE[char]))
    draft.apply(edits)


def repeated_author(draft: Draft, rng: random.Random) -> None:
    """Put a dash or "Idem" in place of the authors, where they come first.

    Parameters
    ----------
    draft : Draft
        Edited in place.
    rng : random.Random
        Source of chance.
    """
    for i, (label, _) in enumerate(draft.labels[:2]):
        if label == "author" and draft.starts[i] < 8:
            new = pick(rng, _REPEATED)
            if draft.text[draft.ends[i] : draft.ends[i] + 1] == ".":
                new = new.rstrip(".")
            draft.apply([Edit(draft.starts[i], draft.ends[i], new)])
            return


def end(draft: Draft, rng: random.Random) -> None:
    """Change how the reference ends.

    Parameters
    ----------
    draft : Draft
        Edited in place.
    rng : random.Random
        Source of chance.
    """
    text = draft.text
    tail = len(text.rstrip(" .,;"))
    if draft.ends:
        tail = max(tail, draft.ends[-1])
    new = pick(rng, ("", "", "", ".", ".", ",", ";", " .", "..", ". ", " ;", ".]", ")", "\n"))
    draft.apply([Edit(tail, len(text), new)])


def start(draft: Draft, rng: random.Random) -> None:
    """Put a number, a bullet or a word before the reference.

    Parameters
    ----------
    draft : Draft
        Edited in place.
    rng : random.Random
        Source of chance.
    """
    first = draft.text[:1]
    if first.isdecimal() or first in "[(" or not draft.labels or draft.labels[0][0] == "label":
        return
    if rng.random() < 0.35:
        draft.apply([Edit(0, 0, pick(rng, _STARTS))])
        return
    before, after = pick(rng, _LABELS).split("{}")
    number = str(1 + int(rng.random() ** 2 * 200))
    end_ = len(before) + len(number)
    draft.prepend(before + number + after, len(before), end_, "label")
