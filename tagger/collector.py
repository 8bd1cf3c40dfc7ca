"""Python's garbage collector, held back while a batch is made.

Imports nothing of the package.  The collector runs whenever some hundred objects more were made
than freed, and looks at them all; a batch makes thousands of spans and documents that stay, of
which none can be garbage before the batch is given away.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """Hold the garbage collector back; a context manager.

    Yields
    ------
    None
        It is switched on again at the end, unless it was off before.

    Notes
    -----
    The switch is one for the whole process.  Where several threads use it at once, the one that
    found the collector on switches it on again.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
