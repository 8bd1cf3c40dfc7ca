"""How many references of test pages `tagger.finder` finds exactly.

    python training/finder_score.py tests/finder/pages/held [--model NAME] [--errors]

A page is NAME.txt beside NAME.gold, which has a reference a line.  A reference is found exactly
where the letters and digits of a found string are those of a gold string; a page's references are
a multiset.  tests/finder/compose.py says how the pages came about: ``dev`` was looked at while
the finder was written, ``held`` was scored only.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from tagger.finder import find_references
from tagger.model import Model, load_model


class PageScore(NamedTuple):
    """What was found in a page.

    Attributes
    ----------
    name : str
        Of the page.
    n_gold, n_found, n_exact : int
        References in the page, found, and found exactly.
    missed, extra : list of str
        Gold references that were not found, and found ones that are not gold.
    """

    name: str
    n_gold: int
    n_found: int
    n_exact: int
    missed: list[str]
    extra: list[str]


def letters(text: str) -> str:
    """Reduce a text to its letters and digits.

    Parameters
    ----------
    text : str
        Any.

    Returns
    -------
    str
        In lower case.
    """
    return "".join(filter(str.isalnum, text.casefold()))


def score_page(path: Path, model: Model) -> PageScore:
    """Score a page.

    Parameters
    ----------
    path : pathlib.Path
        NAME.txt, beside NAME.gold.
    model : Model
        The tagger.

    Returns
    -------
    PageScore
        Its counts and errors.
    """
    text = path.read_bytes().decode()
    gold = path.with_suffix(".gold").read_text(encoding="utf-8").splitlines()
    found = [reference.text for reference in find_references(text, model)]
    wanted, given = Counter(map(letters, gold)), Counter(map(letters, found))
    missed, extra = wanted - given, given - wanted
    return PageScore(
        path.stem,
        len(gold),
        len(found),
        (wanted & given).total(),
        [text for text in gold if letters(text) in missed],
        [text for text in found if letters(text) in extra],
    )


def score_folder(folder: Path, model: Model) -> list[PageScore]:
    """Score all pages of a folder.

    Parameters
    ----------
    folder : pathlib.Path
        With NAME.txt and NAME.gold.
    model : Model
        The tagger.

    Returns
    -------
    list of PageScore
        By name.
    """
    return [score_page(path, model) for path in sorted(folder.glob("*.txt"))]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", help="name or path; by default the shipped one")
    parser.add_argument("--errors", action="store_true", help="print what was missed or wrong")
    options = parser.parse_args()
    model = load_model(options.model)
    began = time.process_time()
    pages = score_folder(options.folder, model)
    seconds = time.process_time() - began
    for page in pages:
        if options.errors and (page.missed or page.extra):
            print(f"{page.name}: {page.n_exact} of {page.n_gold}, {page.n_found} found")
            print("".join(f"  - {text}\n" for text in page.missed), end="")
            print("".join(f"  + {text}\n" for text in page.extra), end="")
    exact = sum(page.n_exact for page in pages)
    gold = sum(page.n_gold for page in pages)
    found = sum(page.n_found for page in pages)
    print(
        f"{len(pages)} pages, {gold} references: {exact} found exactly ({exact / gold:.3f}); "
        f"{found} found, of which right {exact / max(1, found):.3f}; {seconds:.2f} s of CPU"
    )


if __name__ == "__main__":
    main()
