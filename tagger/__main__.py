"""The command line: ``python -m tagger parse FILE``, and ``annotate FILE`` for labels to correct.

Imports the public interface, console, inputs, outputs and errors; parallel, tokenizer and annotate
inside functions.  Invariant: `parse` imports no spaCy, so that one reference takes a moment.
References are read, tagged and written as a stream, so that memory does not grow with the length
of the input; but a page or a PDF in which references are looked for is read whole, and `annotate`
holds all references, to put them in order.

Exit codes: 0 when every line was tagged, 1 when a file or the model could not be used, 2 for a
wrong command line, 130 when stopped from the keyboard.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import repeat, tee
from typing import Any

from tagger import Reference, __version__, find, parse_many
from tagger.console import is_terminal, run_command
from tagger.errors import UsageError, warning
from tagger.inputs import STDIN, Line, read_lines, read_text
from tagger.outputs import FORMATS, Tagged, prepare, sure, write


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments; by default, those of the process.

    Returns
    -------
    int
        The exit code.
    """
    arguments = _parser().parse_args(argv)
    return run_command(lambda: arguments.run(arguments))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tagger", description="Label the fields of bibliographic references."
    )
    parser.add_argument("--version", action="version", version=f"ref-tagger {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    _add_annotate(commands.add_parser("annotate", help="write predicted labels to be corrected"))
    parse = commands.add_parser("parse", help="tag files with one reference a line, or pages")
    parse.set_defaults(run=_parse)
    parse.add_argument(
        "files", metavar="FILE", nargs="+", help="UTF-8 text, or PDF (extra pdf); - is stdin"
    )
    parse.add_argument(
        "--format",
        choices=FORMATS,
        default="spans",
        help="spans: for people (default); jsonl: one JSON object a reference; csl: CSL-JSON; "
        "bibtex, biblatex, ris, tei, jats",
    )
    parse.add_argument(
        "--find", action="store_true", help="find the references in a page or document first"
    )
    parse.add_argument(
        "--output",
        metavar="FILE",
        help="write there instead of to stdout: to FILE.part, which becomes FILE when it is "
        "complete, and stays if it is not",
    )
    parse.add_argument(
        "--min-confidence",
        type=_share,
        default=0.0,
        metavar="P",
        help="leave out fields that are less sure, from 0 to 1 (default: 0)",
    )
    parse.add_argument("--model", help="name or path of a model (default: the shipped one)")
    parse.add_argument(
        "--no-confidence",
        dest="confidence",
        action="store_false",
        help="do not compute confidences (faster)",
    )
    parse.add_argument(
        "--line-buffered",
        action="store_true",
        help="answer each line at once (slower), for a program that writes and waits",
    )
    _add_jobs(parse)
    return parser


def _add_jobs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--jobs",
        type=_count,
        default=1,
        metavar="N",
        help="how many processes tag, such as the number of cores (default: 1)",
    )


def _add_annotate(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(run=_annotate)
    add = parser.add_argument
    add("files", metavar="FILE", nargs="+", help="as for parse")
    add(
        "--format",
        choices=("jsonl", "anystyle", "brat", "label-studio"),  # `annotate.FORMATS`
        default="jsonl",
        help="jsonl: what `python -m tagger.train` reads (default); anystyle: its XML; brat: text "
        "and .ann; label-studio: tasks with predictions",
    )
    add("--find", action="store_true", help="find the references in a page or document first")
    add(
        "--output",
        metavar="FILE|DIR",
        help="a new file, for brat a directory; by default stdout",
    )
    add("--model", help="name or path of a model (default: the shipped one)")
    _add_jobs(parser)


def _count(value: str) -> int:
    if not value.isdecimal() or not int(value):
        raise argparse.ArgumentTypeError(f"{value!r} is not a whole number from 1")
    return int(value)


def _share(value: str) -> float:
    try:
        share = float(value)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"{value!r} is not a number from 0 to 1")
    return share


def _parse(arguments: argparse.Namespace) -> None:
    if arguments.min_confidence and not arguments.confidence:
        raise UsageError("R066", reason="--min-confidence needs confidences")
    if arguments.jobs > 1 and arguments.line_buffered:
        raise UsageError("R066", reason="--line-buffered is for one process, --jobs for several")
    typed = STDIN in arguments.files and is_terminal(sys.stdin) and not arguments.find
    at_once = arguments.line_buffered or typed
    inputs = [0 if name == STDIN else name for name in arguments.files]
    with _progress() as step:
        tagged = _tag(arguments, at_once, step)
        write(tagged, arguments.format, arguments.output, inputs=inputs, at_once=at_once)


def _annotate(arguments: argparse.Namespace) -> None:
    from tagger.annotate import annotate  # with the corpora, which `parse` does not need

    with _progress() as step:
        annotate(
            _counted(arguments, step),
            arguments.format,
            arguments.output,
            model=arguments.model,
            jobs=arguments.jobs,
        )


def _counted(arguments: argparse.Namespace, step: Callable[[], object]) -> Iterator[Line]:
    for name in arguments.files:
        for line in _lines(name, arguments.find, arguments.model):
            yield line
            step()


def _tag(
    arguments: argparse.Namespace, at_once: bool, step: Callable[[], object]
) -> Iterator[Tagged]:
    """Read and tag; when the next reference is asked for, the one before was written."""
    for_result, for_model = tee(
        line for name in arguments.files for line in _lines(name, arguments.find, arguments.model)
    )
    texts = (line.text for line in for_model)
    references = _in_processes if arguments.jobs > 1 and not at_once else _in_one
    for line, (reference, prepared) in zip(
        for_result, references(arguments, texts, at_once), strict=True
    ):
        kept = sure(reference, arguments.min_confidence)
        if not kept.fields and prepared is None:
            warnings.warn(warning("W004", path=line.file, line=line.number), stacklevel=1)
        yield Tagged(line.number, kept, prepared)
        step()


def _in_one(
    arguments: argparse.Namespace, texts: Iterable[str], at_once: bool
) -> Iterator[tuple[Reference, Any]]:
    references = parse_many(
        texts,
        model=arguments.model,
        confidence=arguments.confidence,
        window=1 if at_once else None,
    )
    return zip(references, repeat(None))


def _in_processes(
    arguments: argparse.Namespace, texts: Iterable[str], _: bool
) -> Iterator[tuple[Reference, Any]]:
    from tagger.parallel import tag_in_processes
    from tagger.tokenizer import clean

    results = tag_in_processes(
        map(clean, texts),
        jobs=arguments.jobs,
        model=arguments.model,
        confidence=arguments.confidence,
        finish=partial(prepare, format=arguments.format, least=arguments.min_confidence),
    )
    for text, spans, prepared in results:
        # what is prepared has its fields: to build them here too would keep the others waiting
        known = spans if prepared is None else ()
        yield Reference.from_spans(text, known), prepared


def _lines(name: str, find_first: bool, model: str | None) -> Iterable[Line]:
    """Give the strings of a file: its lines, or the references that are found in it."""
    if not find_first:
        yield from read_lines(name)
        return
    text = read_text(name)
    number, done = 1, 0
    for found in find(text, model=model):
        number += text.count("\n", done, found.start)
        done = found.start
        yield Line(name, number, found.text)


@contextmanager
def _progress() -> Iterator[Callable[[], object]]:
    """Show a count on stderr where the results go elsewhere than to the same terminal."""
    if not is_terminal(sys.stderr) or is_terminal(sys.stdout):
        yield lambda: None
        return
    from tqdm import tqdm

    with tqdm(unit=" references", file=sys.stderr) as bar:
        yield bar.update


if __name__ == "__main__":
    sys.exit(main())
