"""What the commands have in common: exit codes, messages, and output that goes wrong.

Imports errors.
"""

from __future__ import annotations

import io
import os
import sys
import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import TextIO

from tagger.errors import TaggerError, UsageError

#: Exit codes: all went well; something could not be used; stopped from the keyboard (128 + 2).
DONE, FAILED, INTERRUPTED = 0, 1, 130


def run_command(command: Callable[[], int | None]) -> int:
    """Run a command, and turn what may go wrong into a message and an exit code.

    Output is written as UTF-8 whatever the locale says, warnings are one line each on stderr,
    and a reader that goes away early, as `head` does, is no error.

    Parameters
    ----------
    command : callable
        Does the work; returns an exit code, or None for 0.

    Returns
    -------
    int
        The exit code.
    """
    with warnings.catch_warnings():
        warnings.showwarning = _show_warning
        try:
            _prepare(sys.stdout)
            code = command()
            sys.stdout.flush()
        except TaggerError as error:
            say(f"error: {' '.join(str(error).split())}")
            return FAILED
        except KeyboardInterrupt:
            return INTERRUPTED
        except BrokenPipeError:
            _silence(sys.stdout)
            return DONE
        except OSError as error:  # a full disk, a closed terminal
            _silence(sys.stdout)
            say(f"error: {UsageError('R064', path='the output', reason=error.strerror or error)}")
            return FAILED
    return code or DONE


def say(message: str) -> None:
    """Write a message to stderr.

    Parameters
    ----------
    message : str
        One line or more.
    """
    if sys.stderr is not None:
        print(message, file=sys.stderr, flush=True)


def is_terminal(stream: TextIO | None) -> bool:
    """Tell whether a standard stream is a terminal.

    Parameters
    ----------
    stream : file or None
        None where the stream was closed.

    Returns
    -------
    bool
    """
    return stream is not None and stream.isatty()


def _prepare(stream: TextIO | None) -> None:
    if stream is None:  # closed by the shell: `command >&-`
        raise UsageError("R064", path="the output", reason="it is closed")
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _silence(stream: TextIO) -> None:
    """Send the rest nowhere: Python would complain again when it flushes at exit."""
    with suppress(OSError, ValueError):  # not a real file
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    say(f"warning: {message}")
