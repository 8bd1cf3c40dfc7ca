"""Requests that are refused: what is said of them, and in which form.

Imports nothing of the package.  Invariant: messages hold nothing of the request.
"""

from __future__ import annotations

import json

JSON = "application/json"
#: Seconds after which a client that was told to come back may do so.
RETRY_AFTER = 2


class Refusal(Exception):
    """A request that is refused.

    Attributes
    ----------
    status : int
        Of HTTP.
    reason : str
        One word, for programs and counters.
    message : str
        For people; without anything of the request.
    """

    def __init__(self, status: int, reason: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason
        self.message = message

    @property
    def headers(self) -> dict[str, str]:
        """Headers of the answer besides the usual ones."""
        return {"retry-after": str(RETRY_AFTER)} if self.status == 503 else {}


def error_body(reason: str, message: str) -> bytes:
    """Write the body of an error.

    Parameters
    ----------
    reason, message : str
        As of `Refusal`.

    Returns
    -------
    bytes
        ``{"error": {"code": reason, "message": message}}``, in ASCII.
    """
    return json.dumps({"error": {"code": reason, "message": message}}).encode("ascii")


def busy() -> Refusal:
    """Make the refusal of a request that may come back.

    Returns
    -------
    Refusal
        503.
    """
    return Refusal(503, "busy", "The service is busy; come back later.")
