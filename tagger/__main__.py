"""The command line: ``python -m tagger parse FILE``.

Imports the public interface, display and errors.  References are read, tagged and written as a
stream, so that memory does not grow with the length of the input.

Exit codes: 0 when every line was tagged, 1 when a file or the model could not be used, 2 for a
wrong command line, 130 when stopped from the keyboard.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import tee
from typing import TextIO

from tagger import Reference, __version__, parse_many
from tagger.console import is_terminal, run_command
from tagger.display import mark
from tagger.errors import CorpusError


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
    return run_command(lambda: _parse(arguments))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tagger", description="Label the fields of bibliographic references."
    )
    parser.add_argument("--version", action="version", version=f"ref-tagger {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    parse = commands.add_parser("parse", help="tag a file with one reference a line")
    parse.add_argument("file", metavar="FILE", help="UTF-8 text, one reference a line; - is stdin")
    parse.add_argument(
        "--format",
        choices=sorted(_FORMATS),
        default="spans",
        help="spans: for people; jsonl: one JSON object a reference",
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
    return parser


def _parse(arguments: argparse.Namespace) -> None:
    at_once = arguments.line_buffered or (arguments.file == "-" and is_terminal(sys.stdin))
    with _open(arguments.file) as stream:
        numbered, for_model = tee(_numbered_lines(stream, arguments.file))
        references = parse_many(
            (line for _, line in for_model),
            model=arguments.model,
            confidence=arguments.confidence,
            window=1 if at_once else None,
        )
        write = _FORMATS[arguments.format]
        with _progress() as step:
            for (number, _), reference in zip(numbered, references, strict=True):
                print(write(number, reference), flush=at_once)
                step()


@contextmanager
def _open(name: str) -> Iterator[TextIO]:
    """Open a file, or stdin, as UTF-8 with or without BOM; bad bytes become U+FFFD."""
    try:
        stream = open(  # noqa: SIM115
            0 if name == "-" else name, encoding="utf-8-sig", errors="replace", closefd=name != "-"
        )
    except OSError as error:
        raise CorpusError("R044", path=name, reason=error.strerror or error) from error
    with stream:
        yield stream


def _numbered_lines(stream: TextIO, name: str) -> Iterator[tuple[int, str]]:
    """Count the lines from 1 and pass over the blank ones."""
    try:
        for number, line in enumerate(stream, start=1):
            if text := line.strip():
                yield number, text
    except OSError as error:  # a directory, or a device that fails
        raise CorpusError("R044", path=name, reason=error.strerror or error) from error


@contextmanager
def _progress() -> Iterator[Callable[[], object]]:
    """Show a count on stderr where the results go elsewhere than to the same terminal."""
    if not is_terminal(sys.stderr) or is_terminal(sys.stdout):
        yield lambda: None
        return
    from tqdm import tqdm

    with tqdm(unit=" references", file=sys.stderr) as bar:
        yield bar.update


def _write_spans(number: int, reference: Reference) -> str:
    colour = not os.environ.get("NO_COLOR") and (
        is_terminal(sys.stdout) or bool(os.environ.get("FORCE_COLOR"))
    )
    return f"{number:>4}  {mark(reference, colour=colour)}"


def _write_jsonl(number: int, reference: Reference) -> str:
    return json.dumps({"line": number, **reference.to_json()}, ensure_ascii=False)


_FORMATS = {"jsonl": _write_jsonl, "spans": _write_spans}


if __name__ == "__main__":
    sys.exit(main())
