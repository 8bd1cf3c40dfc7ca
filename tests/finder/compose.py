"""Composes the test pages of the finder: references and prose put into layouts.

    python tests/finder/compose.py

The pages are files (pages/dev, pages/held: NAME.txt with NAME.gold, a reference a line) so that
they can be read.  The references of dev are from training/data/train.jsonl, those of held from
references.txt, which no model has seen; each layout is on both sides or on one.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from pathlib import Path

from layouts import (
    CONTENTS,
    Layout,
    bracketed_links,
    bullets,
    by_year,
    double_spaced,
    inline,
    keyed,
    lettered,
    numbered,
    numbered_double,
    on_own_line,
    page,
    plain,
    quoted,
    ragged,
    raised,
    repeated,
    tear,
    wide,
    with_links,
    wrap,
)

HERE = Path(__file__).parent
OUT = HERE / "pages"
TRAIN = HERE.parent.parent / "training" / "data" / "train.jsonl"


def blocks(path: Path) -> dict[str, list[str]]:
    """Read a file of blocks: "[name]", then lines."""
    found: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if match := re.fullmatch(r"\[([a-z0-9-]+)\]", line):
            current = found.setdefault(match.group(1), [])
        else:
            current.append(line)
    return found


def train_references() -> dict[str, list[str]]:
    """References of the training file by language, without line breaks or numbers of lists."""
    found: dict[str, list[str]] = {}
    for line in TRAIN.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        text = record["text"]
        labelled = any(span[2] == "label" for span in record["spans"])
        if "\n" not in text and not labelled and 40 < len(text) < 420 and not record["flags"]:
            found.setdefault(record["lang"], []).append(" ".join(text.split()))
    return found


class Composer:
    """Writes the pages of one side."""

    def __init__(self, side: str, pools: dict[str, list[str]], seed: int) -> None:
        self.folder = OUT / side
        self.folder.mkdir(parents=True, exist_ok=True)
        for old in self.folder.iterdir():
            old.unlink()
        self.rng = random.Random(seed)
        self.pools = pools
        self.prose = blocks(HERE / "prose.txt")

    def take(self, pool: str, n: int) -> list[str]:
        """Draw references."""
        return self.rng.sample(self.pools[pool], min(n, len(self.pools[pool])))

    def text(self, name: str, width: int | None = 78, indent: str = "") -> str:
        """Paragraphs of prose."""
        if width is None:
            return "\n\n".join(self.prose[name])
        return "\n\n".join(wrap(p, width, indent) for p in self.prose[name])

    def lay(self, layout: Layout, references: Sequence[str]) -> str:
        """Lay references out."""
        return layout(references, self.rng)

    def one(
        self,
        name: str,
        pool: str,
        n: int,
        layout: Layout,
        before: Sequence[str] = (),
        after: Sequence[str] = (),
        *,
        ordered: bool = False,
    ) -> None:
        """Write a page with one list."""
        references = self.take(pool, n)
        if ordered:
            references.sort()
        self.write(name, page(*before, self.lay(layout, references), *after), references)

    def write(self, name: str, text: str, gold: Sequence[str]) -> None:
        """Write a page and what is to be found in it."""
        # no translation of line ends
        (self.folder / f"{name}.txt").write_bytes(text.encode())
        (self.folder / f"{name}.gold").write_bytes("".join(f"{t}\n" for t in gold).encode())


def dev() -> None:
    """Compose the half for development."""
    c = Composer("dev", train_references(), 7)

    c.one("numbered_lines", "en", 12, numbered("{}. "), [c.text("en-1"), "References"])
    c.one("square_wrapped", "en", 12, numbered("[{}] ", 80), [c.text("en-2"), "REFERENCES"])
    c.one("hanging", "en", 14, plain(72, "", "    "), [c.text("en-1"), "Works Cited"])
    c.one("blank_separated", "fr", 9, plain(80, gap="\n\n"), [c.text("fr-1"), "Bibliographie"])
    c.one("one_a_line", "de", 10, plain(), [c.text("de-1", None), "Literaturverzeichnis"])
    c.one("flush", "en", 10, plain(80), ["Bibliography"])
    c.one(
        "first_line_indent",
        "es",
        8,
        plain(76, "    "),
        [c.text("es-1"), "Referencias bibliográficas"],
    )
    c.one("bullets", "it", 9, bullets("• ", 80), [c.text("it-1"), "Riferimenti bibliografici:"])
    c.one("dashes", "it", 8, bullets("- "), ["Bibliografia"])
    c.one(
        "round_divided",
        "en",
        12,
        numbered("({}) ", 66, divide=True),
        [c.text("en-2", 66), "7. References"],
    )
    c.one("inline_square", "en", 8, inline("[{}] "), ["References:"])
    c.one("markdown", "pt", 8, bullets("* "), ["## Referências"], ["## Anexo\n\n" + c.text("pt-1")])
    c.one(
        "bare_numbers",
        "en",
        9,
        numbered("{} ", 74, hang=False),
        [c.text("en-2"), "Notes and references"],
    )
    c.one("own_line", "en", 8, on_own_line, ["References (8)"])
    c.one("links", "en", 8, with_links, ["References"])
    c.one("lettered", "en", 12, lettered, ["BIBLIOGRAPHY"])
    c.one("double_spaced", "en", 8, double_spaced, ["References"])
    c.one("russian", "ru", 9, numbered("{}. ", 76), [c.text("ru-1"), "Список литературы"])
    c.one("chinese", "zh", 8, wide("[{}] ", 40), [c.text("zh-1", None), "参考文献"])
    c.one("no_heading", "en", 8, plain(80, gap="\n\n"), [c.text("en-3")])
    c.one("trailing_prose", "en", 9, numbered("{}. ", 80), ["References"], [c.text("en-1")])
    c.one(
        "square_gaps",
        "en",
        9,
        numbered("[{}] ", 80, gap="\n\n", hang=False),
        [c.text("en-2"), "5 References"],
    )
    c.one(
        "wide_numbers", "fr", 11, numbered("{:>4}.  ", 84), ["Ouvrages cités"], [c.text("fr-1", 84)]
    )
    c.one("key_lines", "en", 7, keyed, [c.text("en-2", 76), "BIBLIOGRAPHY"], [c.text("en-1", 76)])
    c.one("flush_german", "de", 9, plain(70, divide=True), ["Literatur"], [c.text("de-1", 70)])
    c.one("flush_latin", "it", 9, plain(90), [c.text("it-1", 90), "Bibliografia"])
    c.one("lines_no_heading", "en", 9, plain(), [c.text("en-3", None)])
    c.one(
        "list_no_heading", "en", 9, numbered("{}. ", 76), [c.text("en-1", 76)], [c.text("en-2", 76)]
    )
    c.one("inline_dots", "en", 7, inline("{}. ", 80), [c.text("en-1"), "References"])
    c.one("raised", "fr", 7, raised, [c.text("fr-1"), "Notes bibliographiques"])
    c.one("years", "en", 10, by_year, [c.text("en-3"), "Publications"])
    c.one(
        "hanging_portuguese",
        "pt",
        9,
        plain(60, "", "     ", divide=True),
        [
            "Referências",
        ],
        [c.text("pt-1", 60)],
    )
    c.one("polish", "pl", 7, plain(72, "", "   "), [c.text("pl-1", 72), "Literatura"])
    c.one("arabic", "ar", 5, numbered("{}. "), ["المراجع"])
    c.one("korean", "ko", 7, plain(60), ["참고문헌"])
    c.one("ragged", "en", 9, ragged, ["References"])
    c.one("quoted_mail", "en", 7, quoted, [c.text("en-3")])
    c.write("contents_only", CONTENTS, [])
    c.one(
        "numbered_sections",
        "en",
        9,
        plain(76, "", "    "),
        ["1. Setting", c.text("en-1", 76), "2. Sources", c.text("en-2", 76), "3. References"],
        ["4. Outlook", c.text("en-3", 76), "5. Tables", c.text("en-2", 76)],
    )
    c.one("numbered_double", "en", 9, numbered_double, ["References"])
    references = c.take("en", 16)
    body = page(c.text("en-1"), "References", c.lay(plain(72, "", "   "), references))
    c.write("torn_hanging", tear(body, "Journal of Made-up Results 12 (2004)", 22), references)
    references = c.take("en", 16)
    body = page("References", c.lay(numbered("{}. ", 70, divide=True), references))
    c.write("torn_feed", tear(body, "SMITH AND OTHERS", 19, feed=True, number="- {} -"), references)
    first, second = c.take("de", 6), c.take("fr", 6)
    german = c.lay(plain(80, "", "   "), first)
    french = c.lay(numbered("[{}] "), second)
    text = page(c.text("de-1"), "Literatur", german, c.text("fr-1"), "Références", french)
    c.write("two_lists", text, [*first, *second])
    c.write("prose_only", page(c.text("en-1"), c.text("en-2"), c.text("de-1"), c.text("es-1")), [])


def held() -> None:
    """Compose the half for the final figure."""
    c = Composer("held", blocks(HERE / "references.txt"), 11)

    c.one(
        "apa_hanging",
        "en-apa",
        10,
        plain(76, "", "     ", divide=True),
        [c.text("en-1"), "References"],
        ordered=True,
    )
    c.one("apa_lines", "en-apa", 10, plain(), [c.text("en-2", None), "REFERENCES"], ordered=True)
    c.one("apa_flush", "en-apa", 9, plain(84), [c.text("en-1", 84), "Reference List"], ordered=True)
    c.one("vancouver_dots", "en-vancouver", 8, numbered("{}. ", 80), [c.text("en-2"), "References"])
    c.one(
        "vancouver_raised",
        "en-vancouver",
        8,
        numbered("{} ", 60, divide=True),
        ["Literature cited"],
    )
    c.one(
        "vancouver_links", "en-vancouver", 8, bracketed_links, [c.text("en-2", None), "References"]
    )
    c.one(
        "vancouver_own_line", "en-vancouver", 8, on_own_line, ["References"], [c.text("en-1", None)]
    )
    c.one(
        "ieee_square",
        "en-ieee",
        6,
        numbered("[{}] ", 58, divide=True),
        [c.text("en-2", 58), "VI. REFERENCES"],
    )
    c.one("ieee_inline", "en-ieee", 6, inline("[{}] ", 90), [c.text("en-2", 90), "References"])
    c.one("ieee_keys", "en-ieee", 6, keyed, ["References"])
    c.one("chicago_blank", "en-chicago", 8, plain(78, gap="\n\n"), [c.text("en-3")], ordered=True)
    c.one(
        "chicago_first_line",
        "en-chicago",
        8,
        plain(70, "      "),
        [c.text("en-1", 70, "      "), "Sources"],
        ordered=True,
    )
    c.one(
        "chicago_bullets",
        "en-chicago",
        8,
        bullets("▪  "),
        ["Further Reading"],
        [c.text("en-3", None)],
    )
    c.one(
        "chicago_windows", "en-chicago", 8, plain(None, "\t"), ["Select Bibliography"], ordered=True
    )
    c.one("chem_round", "en-chem", 5, numbered("({}) "), [c.text("en-2"), "References and Notes"])
    c.one(
        "german_hanging",
        "de",
        10,
        plain(80, "", "  "),
        [c.text("de-1"), "Quellen und Literatur"],
        ordered=True,
    )
    c.one(
        "german_flush",
        "de",
        10,
        plain(66, divide=True),
        [c.text("de-1", 66), "Literatur"],
        ordered=True,
    )
    c.one("german_dashes", "de", 9, bullets("– ", 80), [c.text("de-1"), "Literaturliste:"])
    c.one(
        "french_blank",
        "fr",
        8,
        plain(gap="\n\n"),
        [c.text("fr-1", None), "Références bibliographiques"],
    )
    c.one("spanish_numbers", "es", 7, numbered("{}) ", 80), ["BIBLIOGRAFÍA", c.text("es-1")][::-1])
    c.one(
        "italian_hanging",
        "it",
        6,
        plain(64, "", "   ", divide=True),
        [c.text("it-1", 64), "Opere citate"],
    )
    c.one(
        "portuguese_blank",
        "pt",
        5,
        plain(80, gap="\n\n"),
        [c.text("pt-1"), "REFERÊNCIAS BIBLIOGRÁFICAS"],
    )
    c.one(
        "russian_numbers",
        "ru",
        6,
        numbered("{}. ", 70, hang=False, divide=True),
        [c.text("ru-1"), "ЛИТЕРАТУРА"],
    )
    c.one("polish_lines", "pl", 3, plain(), [c.text("pl-1", None), "Bibliografia"])
    c.one("turkish_hanging", "tr", 3, plain(70, "", "      "), [c.text("tr-1", 70), "KAYNAKÇA"])
    c.one("dutch_swedish", "nl-sv", 4, plain(72), [c.text("nl-1", 72), "Literatuurlijst"])
    c.one("chinese_square", "zh", 6, wide("[{}] ", 24), [c.text("zh-1", None), "參考文獻："])
    c.one("japanese_lines", "ja", 4, plain(), [c.text("ja-1", None), "引用文献"])
    c.one("double_spaced_apa", "en-apa", 8, double_spaced, [], ordered=True)
    references = sorted(c.take("en-apa", 10) + c.take("en-chicago", 8))
    body = page(c.text("en-1"), "Works cited", c.lay(plain(68, "", "    "), references))
    c.write("torn_heads", tear(body, "The Alderbrook Papers", 17, number="Page {}"), references)
    references = c.take("en-vancouver", 8) + c.take("en-ieee", 6)
    body = page(c.text("en-2"), "References", c.lay(numbered("{}. ", 62, divide=True), references))
    c.write("torn_feed", tear(body, "H. MARSH", 14, feed=True), references)
    first, second, third = c.take("es", 4), c.take("it", 5), c.take("de", 4)
    spanish = page("Fuentes", c.lay(numbered("{}. "), first), c.text("es-1"))
    italian = page("Bibliografia", c.lay(plain(80, "", "   "), second), c.text("it-1"))
    german = page("Literatur", c.lay(bullets("* ", 80), third))
    text = spanish + "\n" + italian + "\n" + german
    c.write("three_lists", text, [*first, *second, *third])
    references = sorted(c.take("en-chicago", 6))
    again = "———. The Mill at Alderbrook. Norwich: Staithe Books, 1996."
    references.insert(1, again)
    c.write("repeated_author", page("Bibliography", c.lay(repeated, references)), references)
    c.write(
        "prose_only",
        page(c.text("en-1"), c.text("fr-1"), c.text("it-1"), c.text("pl-1"), c.text("ja-1")),
        [],
    )
    c.write(
        "prose_unwrapped",
        page(c.text("en-2", None), c.text("en-3", None), c.text("ru-1", None)),
        [],
    )
    path = c.folder / "chicago_windows.txt"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


if __name__ == "__main__":
    dev()
    held()
