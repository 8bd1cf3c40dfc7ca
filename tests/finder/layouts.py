"""Layouts of lists of references, for the test pages: text in, text out."""

from __future__ import annotations

import random
import re
import textwrap
from collections.abc import Callable, Sequence


def wrap(
    text: str, width: int, first: str = "", rest: str = "", *, rng: random.Random | None = None
) -> str:
    """Fill lines; with a generator, some words are divided at the line's end."""
    if rng is None:
        return textwrap.fill(
            text, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False,
            break_long_words=False,
        )  # fmt: skip
    lines, line = [], first
    for word in text.split():
        room = width - len(line) - 1
        if len(word) <= room:
            line = f"{line} {word}" if line.strip() and not line.endswith(" ") else line + word
            continue
        core = re.fullmatch(r"[^\W\d_]{8,}[.,:;]?", word)
        if core and room >= 5 and word[1:].islower() and rng.random() < 0.8:
            cut = min(room - 1, len(word) - 4)
            lines.append(f"{line} {word[:cut]}-")
            line = rest + word[cut:]
        else:
            lines.append(line)
            line = rest + word
    return "\n".join([*lines, line])


def wrap_wide(text: str, size: int, first: str = "", rest: str = "") -> str:
    """Break Chinese or Japanese after a number of characters."""
    text = first + text
    pieces = [text[:size]]
    text = text[size:]
    while text:
        pieces.append(rest + text[: size - 2])
        text = text[size - 2 :]
    return "\n".join(pieces)


Layout = Callable[[Sequence[str], random.Random], str]


def numbered(
    form: str,
    width: int | None = None,
    *,
    gap: str = "\n",
    hang: bool = True,
    divide: bool = False,
) -> Layout:
    """Numbers before each, wrapped or not."""

    def layout(references: Sequence[str], rng: random.Random) -> str:
        items = []
        for i, text in enumerate(references, 1):
            mark = form.format(i)
            if width:
                rest = " " * len(mark) if hang else ""
                text = wrap(text, width, mark, rest, rng=rng if divide else None)
            else:
                text = mark + text
            items.append(text)
        return gap.join(items)

    return layout


def plain(
    width: int | None = None,
    first: str = "",
    rest: str = "",
    *,
    gap: str = "\n",
    divide: bool = False,
) -> Layout:
    """No marks."""

    def layout(references: Sequence[str], rng: random.Random) -> str:
        if width is None:
            return gap.join(first + text for text in references)
        return gap.join(
            wrap(t, width, first, rest, rng=rng if divide else None) for t in references
        )

    return layout


def bullets(sign: str, width: int | None = None, *, gap: str = "\n") -> Layout:
    """A sign before each."""
    return numbered(sign.replace("{", "{{"), width, gap=gap)


def inline(form: str, width: int | None = None) -> Layout:
    """One after the other, without line ends, or wrapped as one paragraph."""

    def layout(references: Sequence[str], rng: random.Random) -> str:
        text = " ".join(form.format(i) + text for i, text in enumerate(references, 1))
        return wrap(text, width) if width else text

    return layout


def keyed(references: Sequence[str], rng: random.Random) -> str:
    """Keys such as [Knu84]."""
    items = []
    for i, text in enumerate(references):
        letters = re.sub(r"[^A-Za-z]", "", text)[:3].title()
        year = re.search(r"\b(1[5-9]|20)(\d\d)", text)
        key = f"[{letters}{year.group(2) if year else 10 + i}]"
        items.append(wrap(text, 76, f"{key} ", " " * 8))
    return "\n".join(items)


def on_own_line(references: Sequence[str], rng: random.Random) -> str:
    """The number on a line of its own, as web pages are pasted."""
    return "\n".join(f"{i}.\n{text}" for i, text in enumerate(references, 1))


def with_links(references: Sequence[str], rng: random.Random) -> str:
    """A publisher's page: links after each."""
    links = [
        "Article CAS PubMed Google Scholar",
        "Google Scholar",
        "CrossRef Google Scholar",
        "View Article",
    ]
    return "\n".join(f"{i}.  {t}\n{rng.choice(links)}\n" for i, t in enumerate(references, 1))


def bracketed_links(references: Sequence[str], rng: random.Random) -> str:
    """Links in brackets at the end of each."""
    links = ["[Google Scholar] [CrossRef]", "[Google Scholar]", "[CrossRef] [PubMed]"]
    return "\n".join(f"{i}. {t} {rng.choice(links)}" for i, t in enumerate(references, 1))


def lettered(references: Sequence[str], rng: random.Random) -> str:
    """Below letters of the alphabet."""
    groups: dict[str, list[str]] = {}
    for text in sorted(references):
        groups.setdefault(text.lstrip("«“‘")[0].upper(), []).append(wrap(text, 72, "", "    "))
    return "\n\n".join(f"{letter}\n\n" + "\n".join(items) for letter, items in groups.items())


def double_spaced(references: Sequence[str], rng: random.Random) -> str:
    """A blank line after each line, hanging."""
    return "\n\n".join(wrap(t, 78, "", "     ").replace("\n", "\n\n") for t in references)


def numbered_double(references: Sequence[str], rng: random.Random) -> str:
    """A blank line after each line, numbered."""
    items = (wrap(t, 78, f"{i}. ", "    ") for i, t in enumerate(references, 1))
    return "\n\n".join(item.replace("\n", "\n\n") for item in items)


def repeated(references: Sequence[str], rng: random.Random) -> str:
    """As they are, hanging; for references with a sign for a repeated author."""
    return "\n".join(wrap(t, 74, "", "      ") for t in references)


def wide(form: str, size: int) -> Layout:
    """Chinese or Japanese, wrapped."""
    return lambda references, rng: "\n".join(
        wrap_wide(text, size, form.format(i), "  ") for i, text in enumerate(references, 1)
    )


def raised(references: Sequence[str], rng: random.Random) -> str:
    """Raised numbers, as notes have them."""
    signs = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
    return "\n".join(
        wrap(f"{i}".translate(signs) + " " + t, 80) for i, t in enumerate(references, 1)
    )


def quoted(references: Sequence[str], rng: random.Random) -> str:
    """As mail programs quote."""
    return "\n".join("> " + line for t in references for line in wrap(t, 76).split("\n"))


def by_year(references: Sequence[str], rng: random.Random) -> str:
    """A list of publications below years."""
    cuts = [references[i : i + 3] for i in range(0, len(references), 3)]
    return "\n\n".join(f"{2019 - i}\n\n" + "\n".join(cut) for i, cut in enumerate(cuts))


def ragged(references: Sequence[str], rng: random.Random) -> str:
    """Wrapped at widths that differ, a blank line between."""
    return "\n\n".join(wrap(text, rng.randint(50, 90)) for text in references)


CONTENTS = """Contents

Preface ................................. vii
1. Introduction .......................... 1
2. The market towns, 1650–1800 ........... 23
   2.1 Salt and grain .................... 31
   2.2 Tolls and fairs ................... 58
3. The parish and the vestry ............. 77
4. Conclusion ............................ 143
Appendix A. Tables ....................... 151
Index .................................... 163
"""


def tear(body: str, head: str, every: int, *, feed: bool = False, number: str = "{}") -> str:
    """Put page numbers and running heads between lines."""
    lines = body.split("\n")
    pages = [lines[i : i + every] for i in range(0, len(lines), every)]
    result = []
    for n, page in enumerate(pages, 211):
        if n > 211:
            between = "\f" if feed else ""
            result.append(f"\n{number.format(n - 1)}\n{between}{head}\n" + ("" if feed else "\n"))
        result.append("\n".join(page) + "\n")
    return "".join(result)


def page(*parts: str, sep: str = "\n\n") -> str:
    """Put a page together."""
    return sep.join(parts) + "\n"
