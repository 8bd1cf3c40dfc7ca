"""Modules of the extra `train`, imported when they are needed and not before."""

from __future__ import annotations

import importlib
from typing import Any

from tagger.errors import UsageError


def import_extra(module: str) -> Any:
    """Import a module that only the extra `train` installs.

    Parameters
    ----------
    module : str
        Its dotted name.

    Returns
    -------
    module
        The imported module.

    Raises
    ------
    UsageError
        R060 where it, or a module that it needs, is not installed.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise UsageError("R060", extra="train", module=error.name or module) from error
