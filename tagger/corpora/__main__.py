"""Commands on files of labelled references: ``python -m tagger.corpora COMMAND FILE...``.

``check`` reports the lines that break a rule of the format; ``split`` writes lists of the ids
to hold out; ``convert`` reads other formats.  Reports go to stdout, messages to stderr.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tagger.console import run_command, say
from tagger.corpora.files import check_file, find_files, read_all, write_references
from tagger.corpora.near import NEAR, near_duplicate_groups, near_duplicates
from tagger.corpora.readers import FORMATS, HUB, convert, load_hub
from tagger.corpora.records import is_usable
from tagger.corpora.splits import held_out_size, split_by_group, write_ids
from tagger.errors import CorpusError, TaggerWarning


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    arguments : sequence of str, optional
        The command line without the program; by default that of the process.

    Returns
    -------
    int
        Exit status: 0, or 1 where a file has problems or cannot be used.
    """
    parser = argparse.ArgumentParser(prog="python -m tagger.corpora", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="report the lines that break a rule of the format")
    check.add_argument("files", nargs="+", metavar="FILE", help="JSON Lines, or a directory")
    check.set_defaults(run=_check)
    split = commands.add_parser("split", help="write lists of the ids to hold out")
    split.add_argument("files", nargs="+", metavar="FILE", help="JSON Lines, or a directory")
    split.add_argument("--output", type=Path, default=Path("training/splits"), metavar="DIR")
    for name in ("dev", "test"):
        split.add_argument(
            f"--{name}", type=_size, default=0.06, metavar="N",
            help="references to hold out of each source, or a part of it below 1 (default: "
                 "%(default)s, but 150 to 450 and never over a fifth)",
        )  # fmt: skip
    split.add_argument("--seed", type=int, default=0, help="of the draw (default: %(default)s)")
    split.add_argument(
        "--threshold", type=float, default=NEAR, help="of near-duplicates (default: %(default)s)"
    )
    split.set_defaults(run=_split)
    _add_convert(commands.add_parser("convert", help="write files of other formats as JSON Lines"))
    options = parser.parse_args(arguments)
    return run_command(lambda: options.run(options))


def _add_convert(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("files", nargs="+", metavar="FILE", help=f"of the format; or, of the hub, {', '.join(HUB)}")
    add("--format", required=True, choices=list(FORMATS))
    add("--output", required=True, type=Path, metavar="FILE", help="JSON Lines to write")
    add("--source", default="", metavar="NAME", help="of the references (default: the format)")
    add("--tight", action="store_true", help="bio: no space before closing punctuation")
    add("--split", default="train", metavar="NAME", help="of a hub data set (default: train)")
    parser.set_defaults(run=_convert)


def _size(value: str) -> float:
    size = float(value)
    if size < 0 or (size >= 1 and size != int(size)):
        raise argparse.ArgumentTypeError("a number of references, or a part below 1")
    return size


def _check(options: argparse.Namespace) -> int:
    status = 0
    for path in options.files:
        for file in find_files(path):
            report = check_file(file)
            print(report.summary())
            if report.problems or not report.n_used:
                status = 1
    return status


def _convert(options: argparse.Namespace) -> int:
    names = Counter(Path(path).name for path in options.files)
    settings = {"tight": True} if options.tight and options.format == "bio" else {}
    status = 0
    found = []
    for path in dict.fromkeys(options.files):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", TaggerWarning)  # the report says it all
                if options.format == "renobench" and path in HUB and not Path(path).exists():
                    references, report = load_hub(path, split=options.split)
                else:
                    # ids are made of the name: files of one name are told apart by their paths
                    name = Path(path).name if names[Path(path).name] == 1 else path
                    references, report = convert(
                        path, options.format, source=options.source, name=name, **settings
                    )
        except CorpusError as error:  # of many files, one must not cost the others
            say(f"error: {error}")
            status = 1
        else:
            print(report.summary())
            found += references
    if found:
        write_references(options.output, found)
        say(f"{len(found)} references in {options.output}")
    return status


def _split(options: argparse.Namespace) -> int:
    began = time.perf_counter()
    found, _ = read_all(options.files)
    references = [reference for reference in found if is_usable(reference)]
    by_source = Counter(reference.source for reference in references)
    near = Counter(near_duplicate_groups(references, threshold=options.threshold))
    shared = [size for size in near.values() if size > 1]
    say(
        f"{len(references)} of {len(found)} references are usable; {sum(shared)} of them have "
        f"near-duplicates, in {len(shared)} groups of up to {max(shared, default=1)}"
    )
    sizes = {
        name: {
            source: int(given) if given >= 1 or not given else held_out_size(n, part=given)
            for source, n in by_source.items()
        }
        for name, given in (("dev", options.dev), ("test", options.test))
    }
    parts = split_by_group(references, **sizes, seed=options.seed, threshold=options.threshold)
    for name, part in parts.items():
        counts = Counter(reference.source for reference in part)
        say(f"{name}: {len(part)} {dict(sorted(counts.items()))}")
    # each part against all the rest: words then weigh as they did when the groups were made
    leaks = 0
    for name in ("dev", "test"):
        rest = [r for other, part in parts.items() if other != name for r in part]
        found_pairs = near_duplicates(parts[name], rest, options.threshold)
        leaks += len(found_pairs)
        say(f"{name}: {len(found_pairs)} near-duplicates in the other parts")
    for name in ("dev", "test"):
        if not parts[name]:
            say(f"{name}: no group is small enough, no list is written")
            continue
        comment = (
            f"{len(parts[name])} ids held out for {name}, by near-duplicate group and document: "
            f"seed {options.seed}, threshold {options.threshold}"
        )
        write_ids(options.output / f"{name}.txt", (r.id for r in parts[name]), comment)
    say(f"lists in {options.output}, {time.perf_counter() - began:.0f} s")
    return 1 if leaks else 0


if __name__ == "__main__":
    sys.exit(main())
