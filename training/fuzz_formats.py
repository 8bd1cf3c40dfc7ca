"""Tag random and mutated strings, write them in every format, read them with other libraries.

Usage::

    python training/fuzz_formats.py [-n 10000] [--seed 0] [--relabel]

The strings are references of ``data/train.jsonl`` with deletions, swaps and insertions (control
characters, surrogates, right-to-left text, emoji, what is special to XML, LaTeX, RIS and JSON),
further very long ones, nearly empty ones and random Unicode.  The shipped model tags them, and each
format of `tagger.outputs` is read back: ``spans`` by its lines, ``jsonl`` and ``csl`` with json,
``bibtex`` and ``biblatex`` with pybtex and bibtexparser, ``ris`` with rispy, ``tei`` and ``jats``
with lxml.  A format passes when nothing raises and there is exactly one entry for each string,
with a key of its own; the text in ``jsonl`` and ``jats`` must be the string's.  With ``--relabel``
random pieces of the texts get random labels, which no model would give.

Prints counts, seconds by format, and for each failure the fewest strings that bring it about; the
exit code is 1 if there is one.
"""

from __future__ import annotations

import argparse
import io
import itertools
import json
import random
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import bibtexparser
import pybtex.database
import rispy
from lxml import etree

import tagger
from tagger.labels import NAMES
from tagger.outputs import FORMATS, Tagged
from tagger.reference import Reference
from tagger.tokenizer import replace_surrogates

TRAIN = Path(__file__).parent / "data" / "train.jsonl"
CHUNK = 500  # strings in one file; a failure is narrowed down from there
LONGEST = 20_000  # code points of a string

# fmt: off
_UNSEEN = (0xAD, 0x61C, 0xFEFF, 0x2060, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2067)
_POOLS = {
    "control": [chr(i) for i in (*range(32), *range(127, 160), 0x2028, 0x2029, 0xFFFE, 0xFFFF)],
    "unseen": [chr(i) for i in _UNSEEN],
    "markup": [*"<>&\"'{}\\%$#_^~@=,;|`", "]]>", "<!--", "<?x", "&amp;", "&#0;", "</ref>", "\\{",
               "}}", "{{", "\\textit{", "@article{x,", "\n}\n@comment{", "\\\\", "\\u0000", '",'],
    "lines": ["\nER  - \n", "\nTY  - JOUR\n", "ER  - ", "\r\n", "\r", "\t", "\n\n", "\x0b", "\x85"],
    "words": ["et al.", " and ", "others", "1999", "1-", "–", "10.1000/", "doi:", "http://",
              "arXiv:", "ISBN ", "in press", "n.d.", "0000", "9" * 30, "9/99/9999", "²", "①", "Ⅻ",
              "١٩٩٩", "///", "...", "()", "[1]", "Jr.", "von", "ﬁ", "ß", "İ", "ǅ"],
    "rtl": ["ابن خلدون", "المقدمة", "שלום עליכם", "كتاب ١٢", "ירושלים", "فارسی"],
    "emoji": ["😀", "👩‍👩‍👧", "🇩🇪", "❤️", "🏴‍☠️", "𝔄𝔅", "𠮷", "e" + "\u0301" * 30, "\u0301", "漢字"],
    "surrogates": [chr(i) for i in (0xD800, 0xDBFF, 0xDC00, 0xDC80, 0xDCFF, 0xDFFF)],
}
_BLANK = ["", " ", "\n", ".", "\0", "\ufeff", "\ud800", "\u200b", "\u3000", "-", "\\", "{", "<"]
# fmt: on
#: What XML 1.0 cannot hold.
_XML = dict.fromkeys([*range(9), *range(14, 32), 0xFFFE, 0xFFFF]) | {11: " ", 12: " "}
_MIXED = [piece for pool in _POOLS.values() for piece in pool]


def _edit(text: str, rng: random.Random, pieces: Sequence[str]) -> str:
    """Delete, swap, double, or most often insert one of `pieces`, once to twelve times."""
    for _ in range(rng.randint(1, 12)):
        a = rng.randint(0, len(text))
        b = min(len(text), a + rng.randint(1, 10))
        deleted, swapped = text[b:], text[b : b + 5] + text[a:b] + text[b + 5 :]
        inserted, doubled = rng.choice(pieces) + text[a:], text[a:b] + text[a:]
        text = text[:a] + rng.choice((deleted, swapped, doubled, inserted, inserted, inserted))
    return text[rng.randint(0, len(text)) :] if rng.random() < 0.1 else text


def _make(rng: random.Random, sources: Sequence[str]) -> tuple[str, str]:
    """Make one string; give the name of its kind too."""
    kind = rng.choice((*_POOLS, *_POOLS, "mixed", "mixed", "unicode", "pieces", "blank"))
    kind = "long" if rng.random() < 0.01 else kind
    source = rng.choice(sources)
    if kind in _POOLS or kind == "mixed":
        return kind, _edit(source, rng, _POOLS.get(kind) or [*_MIXED, rng.choice(sources)])
    if kind == "unicode":
        tops = (rng.choice((0x7F, 0x2FF, 0xFFFF, 0x10FFFF)) for _ in range(rng.randint(1, 120)))
        return kind, "".join(chr(rng.randint(0, top)) for top in tops)
    if kind in ("pieces", "blank"):
        pieces, most = (_MIXED, 40) if kind == "pieces" else (_BLANK, 3)
        return kind, "".join(rng.choice(pieces) for _ in range(rng.randint(0, most)))
    unit = rng.choice((rng.choice(_MIXED), source, _edit(source, rng, _MIXED) + " "))
    return kind, (unit * LONGEST)[: rng.randint(1000, LONGEST)]


def _relabel(text: str, rng: random.Random) -> Reference:
    """Give a text up to eight fields of any label, anywhere."""
    cuts = sorted({0, len(text), *(rng.randint(0, len(text)) for _ in range(rng.randint(0, 7)))})
    pairs = [pair for pair in itertools.pairwise(cuts) if rng.random() < 0.8]
    return Reference.from_spans(text, [(*pair, rng.choice(NAMES), None) for pair in pairs])


def _bibtex_keys(text: str) -> list[str]:
    """Give the keys that pybtex reads, if bibtexparser reads the same."""
    library = bibtexparser.parse_string(text, parse_stack=[])
    keys = list(pybtex.database.parse_string(text, "bibtex").entries)
    if library.failed_blocks or keys != [entry.key for entry in library.entries]:
        raise ValueError(f"bibtexparser reads {library.blocks!r:.250}")
    return keys


def _jats_texts(text: str) -> list[str]:
    refs = etree.fromstring(text.encode()).findall("ref")
    return ["".join(ref.find("mixed-citation").itertext()) for ref in refs]


#: Format -> what gives the entries of a text, one by one.
_READERS: dict[str, Callable[[str], Sequence[Any]]] = {
    "spans": lambda text: text.split("\n")[:-1],
    "jsonl": lambda text: [json.loads(line)["text"] for line in text.split("\n")[:-1]],
    "csl": lambda text: [item["id"] for item in json.loads(text)],
    "bibtex": _bibtex_keys,
    "biblatex": _bibtex_keys,
    "ris": rispy.loads,
    "tei": lambda text: list(etree.fromstring(text.encode()).iter("{*}biblStruct")),
    "jats": _jats_texts,
}


def _failure(name: str, items: Sequence[Any]) -> str:
    """Tag texts, or write references and read them back; say what went wrong, if anything."""
    stream = io.StringIO()
    try:
        if name == "tagging":
            found = [reference.text for reference in tagger.parse_many(items)]
            return "another text" * (found != [replace_surrogates(text) for text in items])
        FORMATS[name]((Tagged(i, item) for i, item in enumerate(items, 1)), stream)
        text = stream.getvalue().encode().decode()  # as from a file in UTF-8, and "\n" for "\r"
        entries = _READERS[name](io.StringIO(text, newline=None).getvalue())
    except Exception as error:  # any is a failure
        return f"{type(error).__name__}: {error}"[:300]
    if len(entries) != len(items):
        return f"{len(entries)} entries instead of {len(items)}"
    if name in ("csl", "bibtex", "biblatex"):
        return "keys that are not unique" * (len(set(entries)) < len(entries))
    if name in ("jsonl", "jats"):
        table = _XML if name == "jats" else {}
        return "another text" * (entries != [item.text.translate(table) for item in items])
    return ""


def _narrow(name: str, items: Sequence[Any]) -> list[Sequence[Any]]:
    """Halve a list that fails as long as a half fails; give what is left of each failure."""
    middle = len(items) // 2
    halves = [half for half in (items[:middle], items[middle:]) if half and _failure(name, half)]
    if len(items) < 2 or not halves:
        return [items]
    return [found for half in halves for found in _narrow(name, half)]


def main() -> int:
    """Run the strings through every format; give the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("-n", type=int, default=10_000, help="how many strings")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--relabel", action="store_true", help="label random pieces at random")
    args = parser.parse_args()
    rng = random.Random(args.seed)
    sources = [json.loads(line)["text"] for line in TRAIN.read_text("utf-8").splitlines()]
    made = [_make(rng, sources) for _ in range(args.n)]
    warnings.simplefilter("ignore")  # W001, of surrogates
    tagger.parse("")  # fails here, not in each chunk, where there is no model
    failures, seconds = Counter[str](), Counter[str]()
    for at in range(0, args.n, CHUNK):
        items: list[Any] = [text for _, text in made[at : at + CHUNK]]
        for name in ("tagging", *FORMATS):
            start = time.perf_counter()
            failed = _narrow(name, items) if _failure(name, items) else []
            seconds[name] += round(1000 * (time.perf_counter() - start))
            for found in failed:
                failures[name] += 1
                texts = [getattr(item, "text", item) for item in found[:3]]
                print(f"FAILED {name}: {_failure(name, found)}\n  {len(found)}: {texts!r:.2000}")
            if name == "tagging" and failed:
                break
            if name == "tagging":
                items = list(tagger.parse_many(items))
                items = [_relabel(item.text, rng) for item in items] if args.relabel else items
    print(", ".join(f"{kind} {n}" for kind, n in sorted(Counter(k for k, _ in made).items())))
    print(", ".join(f"{name} {spent / 1000:.1f} s" for name, spent in seconds.items()))
    print(f"{args.n} strings, {len(FORMATS)} formats, {sum(failures.values())} failures")
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main())
