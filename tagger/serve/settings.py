"""What can be set of the service, with defaults that are safe on a machine shared by others.

Imports nothing of the package.
"""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024
#: No setting allows more strings in a request than this.
MOST_STRINGS = 100_000
#: Addresses that only this machine can reach.
_LOCAL = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class Settings:
    """Settings of the service.

    Attributes
    ----------
    host : str
        Address to listen on; by default only this machine can reach the service.
    port : int
        From 0 to 65535; 0 lets the system choose.  The default is GROBID's.
    workers : int
        Processes that tag, at least 1.
    model : str or None
        Name or path of a model; None is the shipped one.
    max_body : int
        Bytes of the body of a request.
    max_strings : int
        Strings in a request, at most `MOST_STRINGS`.
    max_length : int
        Characters of a string.
    max_page : int
        Characters of a page or a file in which references are looked for.
    max_requests : int
        Requests that are read or answered at one time; more are told to come back.
    max_seconds : float
        Time for a request from its last byte on, waiting and tagging included; of answers that
        are sent as a stream, for each piece, and ten times that for the whole.
    body_seconds : float
        Time in which the head of a request must have come; and then its body.
    max_memory : int
        Megabytes that a process may hold: beyond it is replaced by a new one.  One task may take
        four times that before it fails.
    chunk : int
        Strings that are tagged at one go: longer lists are divided, so that short ones, which
        come meanwhile, need not wait for their end.
    ignore_consolidation : bool
        Whether to answer requests for GROBID's consolidation without it, instead of refusing
        them; some clients always ask for it.
    log_text : bool
        Whether the texts of requests may be logged.
    """

    host: str = "127.0.0.1"
    port: int = 8070
    workers: int = 2
    model: str | None = None
    max_body: int = 10 * MEGABYTE
    max_strings: int = 10_000
    max_length: int = 20_000
    max_page: int = 1_000_000
    max_requests: int = 64
    max_seconds: float = 60.0
    body_seconds: float = 20.0
    max_memory: int = 1024
    chunk: int = 128
    ignore_consolidation: bool = False
    log_text: bool = False

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach the service."""
        return self.host in _LOCAL

    @property
    def max_buffered(self) -> int:
        """Bytes of bodies that are held at one time, of all requests together."""
        return 4 * self.max_body
