"""How many persons of labelled author strings `tagger.normalize.names` finds.

    python training/names_score.py ../shared/corpora/names_grobid.jsonl [--errors]

The documents of the file, sorted by name, are development and held out by turns.  The rules were
written while reading the first half; no rule was made for a line of the other.  A person is found
where the letters of the family name with its particles, and the letters of the given names with
initials, are those of a gold person of the string; a string's persons are a multiset.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from pathlib import Path

from tagger.normalize.names import Name, parse_names
from tagger.normalize.names_pieces import mask
from tagger.normalize.names_words import CONNECTORS, ROLES

Person = tuple[str, str]

_ID = "names_grobid:{}.training.citations.authors.tei.xml:{}"
#: Lines of the development half whose labels cannot be right, and why; they are left out, beside
#: those that `is_junk` finds by rule in both halves.
JUNK = {
    _ID.format("2.v91-008", 13): "two persons run into each other: KNOX. G. Ashmore",
    _ID.format("2.v91-008", 18): "a journal, not a person: C. R. Acad",
    _ID.format("2.v91-008", 22): "an initial is labelled as a family name: V. YA SHTERN",
    _ID.format("2.v91-008", 28): "two persons run into each other: FLOWERSetR.",
    _ID.format("W09-1403", 5): "a given name is labelled as a family name: Kun-bin Qu",
}


def letters(text: str) -> str:
    """Reduce a text to its letters.

    Parameters
    ----------
    text : str
        Any.

    Returns
    -------
    str
        In lower case.
    """
    return "".join(filter(str.isalpha, text.casefold()))


def gold_persons(record: dict) -> list[Person]:
    """Put the labelled parts of a string together to persons.

    Parameters
    ----------
    record : dict
        A line of the file.  A part that the person before has already begins the next one;
        a middle name never does.

    Returns
    -------
    list of (str, str)
        Letters of the family name and of the given names.
    """
    persons: list[dict[str, str]] = [{}]
    before = ""
    for start, end, label, *_ in sorted(record["spans"]):
        kind = "family" if label == "family" else "given"
        current = persons[-1]
        repeats = kind in current and not (
            kind == "given" and label == "middle" and before != "family"
        )
        if repeats:
            current = {}
            persons.append(current)
        current[kind] = current.get(kind, "") + letters(record["text"][start:end])
        before = kind
    return [(person.get("family", ""), person.get("given", "")) for person in persons]


def is_junk(record: dict) -> bool:
    """Say whether a line's labels are incomplete, by a rule that does not look at the parser.

    Parameters
    ----------
    record : dict
        A line of the file.

    Returns
    -------
    bool
        True for the lines of `JUNK`, and where a person has no family name or a word that
        neither joins names nor tells a role ("eds.") has no label.
    """
    if record["id"] in JUNK or any(not family for family, _ in gold_persons(record)):
        return True
    text = list(mask(record["text"]))
    for start, end, *_ in record["spans"]:
        text[start:end] = " " * (end - start)
    words = re.findall(r"[^\W\d_]{2,}", "".join(text))
    known = CONNECTORS | ROLES
    return any(word.lower() not in known for word in words)


def found_person(name: Name) -> Person:
    """Reduce a name to what is compared.

    Parameters
    ----------
    name : Name
        As `parse_names` gives it.

    Returns
    -------
    (str, str)
        A literal counts as a family name of its own kind, which no gold person equals.
    """
    if name.literal:
        return ("=" + letters(name.literal), "")
    return (letters(name.particle + name.family), letters(name.given))


def count_persons(records: list[dict], *, show_errors: bool) -> str:
    """Compare the persons of some lines.

    Parameters
    ----------
    records : list of dict
        Lines of the file.
    show_errors : bool
        Whether to print the lines that are not read as labelled.

    Returns
    -------
    str
        The shares, in one line.
    """
    n_gold = n_found = n_right = 0
    for record in records:
        gold = Counter(gold_persons(record))
        found = Counter(map(found_person, parse_names(record["text"])))
        n_gold += sum(gold.values())
        n_found += sum(found.values())
        n_right += sum((gold & found).values())
        if show_errors and gold != found:
            print(record["id"], "|", record["text"])
            print("    missed", *(gold - found), "\n    wrong", *(found - gold))
    return (
        f"{len(records)} strings, {n_gold} persons, {n_right / n_gold:.3f} of them found; "
        f"{n_right / n_found:.3f} of what was found is right"
    )


def main() -> None:
    """Print the shares of persons found, in both halves."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--errors", action="store_true", help="only errors of the first half")
    arguments = parser.parse_args()
    records = [json.loads(line) for line in arguments.path.open(encoding="utf-8")]
    held_out = set(sorted({record["doc"] for record in records})[1::2])
    halves = {
        "development": [record for record in records if record["doc"] not in held_out],
        "held out": [record for record in records if record["doc"] in held_out],
    }
    for name, half in halves.items():
        if arguments.errors and name == "held out":
            break
        kept = [record for record in half if not is_junk(record)]
        print(f"{name}, all lines: {count_persons(half, show_errors=False)}")
        print(f"{name}, without junk: {count_persons(kept, show_errors=arguments.errors)}")


if __name__ == "__main__":
    main()
