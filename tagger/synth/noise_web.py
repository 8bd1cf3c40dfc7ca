"""Noise of web pages and data bases: wrong encodings, HTML, links that stand behind a reference.

Imports chance and draft.  Every function takes a draft and a source of chance and edits the
draft; what is added has no label.
"""

from __future__ import annotations

import functools
import itertools
import random
import re
from html.entities import codepoint2name

from tagger.synth.chance import pick, some
from tagger.synth.draft import Draft, Edit

# Latin letters with marks, and the dashes and quotes of typography: the rest of Unicode becomes
# unreadable in a wrong encoding, and nobody keeps such references.
_BEYOND_ASCII = re.compile("[\u00a0-\u024f\u2010-\u2026\u20ac]")
_TAGS = (
    ("<i>", "</i>"), ("<i>", "</i>"), ("<em>", "</em>"), ("<b>", "</b>"), ("<strong>", "</strong>"),
    ("*", "*"), ("_", "_"), ("**", "**"), ("\\emph{", "}"), ("\\textit{", "}"), ("{\\it ", "}"),
    ('<span class="title">', "</span>"), ("<cite>", "</cite>"), ("&lt;i&gt;", "&lt;/i&gt;"),
)  # fmt: skip
_LINKS = (
    "[CrossRef]", "[CrossRef] [PubMed]", "[PubMed]", "[Google Scholar]", "Google Scholar",
    "[Google Scholar] [CrossRef]", "View Article", "View Article PubMed/NCBI Google Scholar",
    "CrossRef Google Scholar", "[DOI] [PubMed] [Google Scholar]", "PubMed Abstract",
    "CrossRef Full Text | Google Scholar", "PubMed Abstract | CrossRef Full Text | Google Scholar",
    "(open in a new window)", "Web of Science ®", "[Web of Science ®], [Google Scholar]",
    "Crossref", "Crossref, Medline, Google Scholar", "Search Google Scholar",
    "Article PubMed Google Scholar", "Article CAS PubMed Google Scholar", "[Free Full Text]",
    "Abstract/FREE Full Text", "MathSciNet", "MATH MathSciNet Google Scholar", "Scopus",
    "GS Search", "Links", "[ Links ]", "Find in a library", "Go to original source...",
    "Download PDF", "Cited by 12", "ADS", "[Crossref]", "View in Scopus", "Retour au texte", "↩",
    "↑", "DOI:", "CAS", "Export citation", "Enlace", "PubMed Central",
)  # fmt: skip
_ADDRESSES = (
    "http://scholar.google.com/scholar?q=", "https://www.ncbi.nlm.nih.gov/pubmed/?term=",
    "http://dx.doi.org/", "javascript:void(0)", "#ref12", "www.google.com/search?q=",
)  # fmt: skip


@functools.cache
def _mangled(char: str, form: str) -> str:
    """Give what a character becomes; itself where the wrong encoding has no sign for a byte."""
    if form in ("?", "\ufffd", ""):
        return form
    try:
        once = char.encode("utf-8").decode("cp1252")
        return once.encode("utf-8").decode("cp1252") if form == "twice" else once
    except UnicodeError:
        return char


def mojibake(draft: Draft, rng: random.Random) -> None:
    """Read UTF-8 as Windows-1252 ("Ã©", "â€“"), or lose what is not ASCII.

    Parameters
    ----------
    draft : Draft
        Edited in place.
    rng : random.Random
        Source of chance.
    """
    form = pick(rng, ("once", "once", "once", "once", "twice", "?", "\ufffd", "\ufffd", ""))
    edits = []
    for match in _BEYOND_ASCII.finditer(draft.text):
        new = _mangled(match[0], form)
        # white space would divide the word, and a lost dash would join two page numbers
        if new != match[0] and not (new == "" and not match[0].isalpha()):
            edits.append(Edit(match.start(), match.end(), new.replace("\u00a0", " ")))
    draft.apply(edits)


def entities(draft: Draft, rng: random.Random) -> None:
    """Leave the entities of HTML: "&amp;", "M&uuml;ller", "12&#8211;15".

    Parameters
    ----------
    draft : Draft
        Edited in place.
    rng : random.Random
        Source of chance.
    """
    form = pick(rng, ("name", "name", "decimal", "hexadecimal", "twice"))
    spaces = rng.random() < 0.1
    quotes = rng.random() < 0.4
    edits = []
    for i, char in enumerate(draft.text):
        if char in "&<>" or char > "\x9f" or (char == '"' and quotes):
            # of letters only the accented Latin ones: nobody escapes a whole alphabet
            latin = char < "\u0250" or "\u2000" < char < "\u2027" or char == "€"
            if latin and not char.isspace():
                edits.append(Edit(i, i + 1, _entity(char, form)))
        elif char == " " and spaces and rng.random() < 0.3:
            edits.append(Edit(i, i + 1, "&nbsp;"))
    draft.apply(edits)


def _entity(char: str, form: str) -> str:
    code = ord(char)
    named = codepoint2name.get(code)
    if form == "hexadecimal" and char not in "&<>":
        return f"&#x{code:X};"
    if (form == "decimal" and char not in "&<>") or not named:
        return f"&#{code};"
    return f"&amp;{named};" if form == "twice" else f"&{named};"


def markup(draft: Draft, rng: random.Random) -> None:
    """Leave tags around a field or two, of HTML, Markdown or LaTeX.

    Parameters
    ----------
    draft : Draft
        Edited in place.
    rng : random.Random
        Source of chance.
    """
    before, after = pick(rng, _TAGS)
    label = pick(rng, ("venue", "venue", "title", "title", "volume", "author"))
    edits = []
    for start, end, (name, _) in zip(draft.starts, draft.ends, draft.labels, strict=True):
        if name == label:
            edits += [Edit(start, start, before), Edit(end, end, after)]
    if rng.random() < 0.15:
        edits.append(Edit(len(draft.text), len(draft.text), pick(rng, ("<br>", "<br />", "</p>"))))
    draft.apply(edits)


def leftovers(draft: Draft, rng: random.Random) -> None:
    """Put the links of a publisher's page behind the reference, without a label.

    Parameters
    ----------
    draft : Draft
        Edited in place.
    rng : random.Random
        Source of chance.
    """
    end = len(draft.text.rstrip())
    space = pick(rng, (" ", " ", " ", "", "\n", "  "))
    text = pick(rng, _LINKS)
    if rng.random() < 0.12:
        text = f"{pick(rng, ('[', '(', ''))}{pick(rng, _ADDRESSES)}"
        text += {"[": "]", "(": ")"}.get(text[0], "")
    draft.apply([Edit(end, len(draft.text), space + text)])


def tight_numbers(draft: Draft, rng: random.Random) -> None:
    """Drop the spaces beside the marks between the numbers: "1999;12(3):45-67".

    Parameters
    ----------
    draft : Draft
        Edited in place.
    rng : random.Random
        Source of chance.
    """
    numbers = ("volume", "issue", "pages", "year")
    text, edits = draft.text, []
    fields = list(zip(draft.starts, draft.ends, draft.labels, strict=True))
    for (_, end, (left, _)), (start, _, (right, _)) in itertools.pairwise(fields):
        gap = text[end:start]
        if left in numbers and right in numbers and any(mark in gap for mark in ",;:()/"):
            edits += [Edit(end + i, end + i + 1, "") for i, char in enumerate(gap) if char == " "]
    draft.apply(edits)


def lost_gaps(draft: Draft, rng: random.Random) -> None:
    """Drop the space between two fields where a mark divides them: "Smith J.Title".

    Parameters
    ----------
    draft : Draft
        Edited in place.
    rng : random.Random
        Source of chance.
    """
    text = draft.text
    places = [
        i - 1
        for i in draft.starts
        if i > 1 and text[i - 1] == " " and not text[i - 2].isalnum() and text[i - 2] != " "
    ]
    chosen = some(rng, places, 1 + int(rng.random() ** 2 * 4))
    draft.apply([Edit(i, i + 1, "") for i in chosen])
