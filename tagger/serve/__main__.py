"""The command ``python -m tagger.serve``.

Imports errors, console and serve.settings; the rest inside functions, since the processes that tag
import this module too.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable, Sequence
from socket import socket

from tagger.console import DONE, FAILED, run_command, say
from tagger.errors import UsageError
from tagger.serve.settings import MEGABYTE, MOST_STRINGS, Settings


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
    settings = _settings(_parser().parse_args(argv))
    return run_command(lambda: serve(settings))


def serve(settings: Settings) -> int:
    """Serve until stopped.

    Parameters
    ----------
    settings : Settings
        What to serve, and where.

    Returns
    -------
    int
        0 after it was stopped, 1 where it could not start.

    Raises
    ------
    UsageError
        R060 where the extra ``serve`` is missing.
    ModelError
        If the model is missing or damaged.
    """
    try:
        import uvicorn

        from tagger.model_files import component_directory, read_files, verify
        from tagger.serve.app import create_app
        from tagger.serve.server import configure
    except ModuleNotFoundError as error:
        raise UsageError("R060", extra="serve", module=error.name) from error
    directory = component_directory(settings.model)
    verify(read_files(directory), str(directory))  # now, and not in each process, again and again
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    logging.getLogger("tagger.serve").setLevel(logging.INFO)
    if not settings.is_local:
        say(f"warning: {settings.host} can be reached by others, and there are no passwords here")

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket] | None = None) -> None:
            await super().startup(sockets)
            for server in self.servers:
                for one in server.sockets:
                    host, port, *_ = one.getsockname()
                    say(f"ready at http://{f'[{host}]' if ':' in host else host}:{port}")

    server = Server(configure(create_app(settings), settings))
    try:
        server.run()
    except SystemExit:  # uvicorn said why
        return FAILED
    return DONE if server.started else FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tagger.serve",
        description="Label references over HTTP: a page, JSON, and GROBID's dialect.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    default = Settings()
    add = parser.add_argument
    add("--host", default=default.host, help="address to listen on; 0.0.0.0 is all of them")
    add("--port", type=_number(0, 65535), default=default.port, help="port to listen on")
    add("--workers", type=_number(1, 256), default=default.workers, help="processes that tag")
    add("--model", help="name or path of a model (default: the shipped one)")
    most = _number(1)
    add("--max-body", type=most, default=default.max_body // MEGABYTE, help="megabytes of a body")
    add(
        "--max-strings",
        type=_number(1, MOST_STRINGS),
        default=default.max_strings,
        help="strings in a request",
    )
    add("--max-length", type=most, default=default.max_length, help="characters of a string")
    add("--max-page", type=most, default=default.max_page, help="characters of a page or file")
    add(
        "--max-requests",
        type=most,
        default=default.max_requests,
        help="requests at one time; more get 503",
    )
    add(
        "--max-seconds",
        type=most,
        default=int(default.max_seconds),
        help="seconds for an answer",
    )
    add(
        "--body-seconds",
        type=most,
        default=int(default.body_seconds),
        help="seconds for the head of a request to come, and then for its body",
    )
    add(
        "--max-memory",
        type=_number(256),
        default=default.max_memory,
        help="megabytes after which a process that tags is replaced; one task may take up to four "
        "times that",
    )
    add(
        "--ignore-consolidation",
        action="store_true",
        help="answer clients that ask for GROBID's consolidation (JabRef does) without it, "
        "instead of refusing them",
    )
    add("--log-text", action="store_true", help="log the texts of requests")
    return parser


def _settings(arguments: argparse.Namespace) -> Settings:
    values = vars(arguments)
    return Settings(**{**values, "max_body": values["max_body"] * MEGABYTE})


def _number(least: int, most: int | None = None) -> Callable[[str], int]:
    def number(value: str) -> int:
        if not value.isascii() or not value.isdecimal() or int(value) < least:
            raise argparse.ArgumentTypeError(f"{value!r} is not a number from {least}")
        if most is not None and int(value) > most:
            raise argparse.ArgumentTypeError(f"{value} is more than {most}")
        return int(value)

    return number


if __name__ == "__main__":
    sys.exit(main())
