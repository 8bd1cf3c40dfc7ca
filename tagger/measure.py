"""Processes that measure: one core, no torch, their memory.

Imports nothing of the package.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

# Begins every process that measures.
_ALONE = """
import os, sys
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
sys.modules["torch"] = None
"""


def run_child(code: str) -> Any:
    """Run code in a process of its own, bound to one core, in which torch cannot be imported.

    Parameters
    ----------
    code : str
        Python that prints JSON in its last line.

    Returns
    -------
    object
        What it printed.

    Raises
    ------
    subprocess.CalledProcessError
        If it fails.
    """
    child = subprocess.run(
        [sys.executable, "-c", _ALONE + code], check=True, text=True, stdout=subprocess.PIPE
    )
    return json.loads(child.stdout.splitlines()[-1])


def peak_memory() -> float:
    """Give the most memory that this process has held.

    Returns
    -------
    float
        In MB (10^6 bytes); 0 if unknown.
    """
    try:  # a process begins with the peak of the one that started it, but for this figure
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6
    except (OSError, IndexError, ValueError):
        pass
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6
