"""Load the service of this version: many clients, single references and lists, a killed process.

    python training/load_serve.py --clients 50 --seconds 60

Starts ``python -m tagger.serve`` on a free port of this machine, lets clients ask without pause,
kills one of its processes in the middle, and says how many answers of each status there were, how
long they took, and how much memory the service held.  Clients and service share the cores.  Exits
with 1 if there was any answer but 200 and 503, any broken connection, no answer of status 200, no
process that was replaced, or a fifth more memory at the end than in the middle.

Uses the standard library only, and Linux's /proc.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

SAMPLE = Path(__file__).parent / "data" / "sample.txt"
#: A figure of the report.
REPLACED = "processes that were replaced"
#: Seconds before memory is read for the first time: caches fill.
WARM = 10.0
#: What the service may hold at the end, as a share of what it held in the middle.
GROWTH = 1.2
#: Kinds of requests and how often they come.
KINDS = {
    "processCitation": 6,
    "parse, 1 string": 6,
    "parse, 50 strings": 2,
    "processCitationList, 50 strings": 1,
}


@dataclass
class Tally:
    """What came back.

    Attributes
    ----------
    statuses : collections.Counter
        Answers by status; "broken" for connections that ended without one.
    seconds : dict of str to list of float
        Time of each answer of status 200, by kind of request.
    strings : int
        That were labelled.
    """

    statuses: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    strings: int = 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run the load and print the report.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments; by default, those of the process.

    Returns
    -------
    int
        The exit code.
    """
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", help="write the figures there too")
    arguments = parser.parse_args(argv)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tagger.serve", "--port", str(port)]
    service = subprocess.Popen(
        [*command, "--workers", str(arguments.workers)], stderr=subprocess.DEVNULL
    )
    try:
        _wait_until_ready(port)
        tally, memory = asyncio.run(load(port, service.pid, arguments.clients, arguments.seconds))
        metrics = _fetch(port, "/metrics")
        processor = {"HTTP": _cpu(service.pid), "tagging": sum(map(_cpu, _taggers(service.pid)))}
    finally:
        service.terminate()
        service.wait()
    figures = _report(tally, memory, arguments, metrics)
    figures["CPU seconds"] = processor
    print("\n".join(f"{name}: {value}" for name, value in figures.items()))
    if arguments.json:
        Path(arguments.json).write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    found = faults(tally, memory, int(str(figures[REPLACED])))
    for fault in found:
        print(f"fault: {fault}", file=sys.stderr)
    return 1 if found else 0


def faults(tally: Tally, memory: Mapping[str, float], replaced: int) -> list[str]:
    """Say what should not have been.

    Parameters
    ----------
    tally : Tally
        What came back.
    memory : mapping of str to float
        As `load` gives it.
    replaced : int
        Processes that were replaced.

    Returns
    -------
    list of str
        Empty where all is well.
    """
    found = [
        f"{count} answers of status {status}"
        for status, count in sorted(tally.statuses.items())
        if status not in ("200", "503")
    ]
    if not tally.statuses["200"]:
        found.append("no answer of status 200")
    if not replaced:
        found.append("the process that was killed was not replaced")
    if memory["end"] > GROWTH * memory["middle"]:
        found.append(f"memory grew from {memory['middle']:g} to {memory['end']:g} megabytes")
    return found


def _wait_until_ready(port: int) -> None:
    """Wait for the service."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            _fetch(port, "/health/ready")
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the service did not start")


def _fetch(port: int, path: str) -> str:
    """Ask for a page of the service."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
        return str(answer.read().decode())


async def load(port: int, pid: int, clients: int, seconds: float) -> tuple[Tally, dict[str, float]]:
    """Let clients ask, and kill a process in the middle.

    Parameters
    ----------
    port, pid : int
        Of the service.
    clients : int
        How many ask at one time.
    seconds : float
        How long.

    Returns
    -------
    Tally
        What came back.
    dict
        Megabytes that the service held, at three times.
    """
    tally = Tally()
    memory: dict[str, float] = {}
    end = time.monotonic() + seconds
    texts = SAMPLE.read_text(encoding="utf-8").splitlines()
    tasks = [
        asyncio.create_task(_client(port, random.Random(n), texts, end, tally))
        for n in range(clients)
    ]
    await asyncio.sleep(min(WARM, seconds / 4))
    memory["start"] = _megabytes(pid)
    await asyncio.sleep(max(0.0, end - time.monotonic() - seconds / 2))
    memory["middle"] = _megabytes(pid)
    for victim in _taggers(pid)[:1]:
        os.kill(victim, signal.SIGKILL)
    await asyncio.sleep(max(0.0, end - time.monotonic() - 1))
    memory["end"] = _megabytes(pid)
    await asyncio.gather(*tasks)
    return tally, memory


async def _client(
    port: int, rng: random.Random, texts: Sequence[str], end: float, tally: Tally
) -> None:
    """Ask without pause on one connection; make a new one where it breaks."""
    connection = None
    while time.monotonic() < end:
        kind = rng.choices(list(KINDS), list(KINDS.values()))[0]
        count = 50 if "50" in kind else 1
        data = _request(kind, [_varied(rng.choice(texts), rng) for _ in range(count)])
        start = time.perf_counter()
        try:
            connection = connection or await asyncio.open_connection("127.0.0.1", port)
            status, stays, wait = await _ask(*connection, data)
        except (OSError, EOFError, ValueError):
            tally.statuses["broken"] += 1
            connection = None
            continue
        tally.statuses[str(status)] += 1
        if status == 200:
            tally.seconds[kind].append(time.perf_counter() - start)
            tally.strings += count
        if not stays:
            connection[1].close()
            connection = None
        await asyncio.sleep(wait)
    if connection:
        connection[1].close()


def _varied(text: str, rng: random.Random) -> str:
    """Change the figures of a text."""
    return "".join(str(rng.randint(1, 9)) if char.isdecimal() else char for char in text)


def _request(kind: str, texts: Sequence[str]) -> bytes:
    """Write a request."""
    if kind.startswith("parse"):
        path, body = "parse", json.dumps({"texts": texts}).encode()
        content_type = "application/json"
    else:
        path, body = kind.partition(",")[0], urlencode({"citations": texts}, doseq=True).encode()
        content_type = "application/x-www-form-urlencoded"
    head = (
        f"POST /api/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {content_type}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, data: bytes
) -> tuple[int, bool, float]:
    """Send a request and read its answer to the end."""
    writer.write(data)
    await writer.drain()
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    lines = head.split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
    if "chunked" in headers.get("transfer-encoding", ""):
        size = -1
        while size:
            size = int((await reader.readuntil(b"\r\n")).strip(), 16)
            await reader.readexactly(size + 2)
    else:
        await reader.readexactly(int(headers.get("content-length", 0)))
    stays = headers.get("connection") != "close"
    return int(lines[0].split()[1]), stays, float(headers.get("retry-after", 0))


def _megabytes(pid: int) -> float:
    """Add up what a process and its children hold."""
    pages = sum(
        int(Path(f"/proc/{one}/statm").read_text(encoding="ascii").split()[1])
        for one in [pid, *_children(pid)]
    )
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024, 1)


def _cpu(pid: int) -> float:
    """Say what a process has used of the processor."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return round((int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), 1)


def _children(pid: int) -> list[int]:
    """Find the children of a process."""
    found = []
    for thread in Path(f"/proc/{pid}/task").iterdir():
        found += [int(one) for one in (thread / "children").read_text(encoding="ascii").split()]
    return sorted(found)


def _taggers(pid: int) -> list[int]:
    """Find the processes that tag."""
    return [
        one for one in _children(pid) if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()
    ]


def _report(
    tally: Tally, memory: dict[str, float], arguments: argparse.Namespace, metrics: str
) -> dict[str, object]:
    """Put the figures together."""
    all_seconds = sorted(one for some in tally.seconds.values() for one in some)
    restarts = next(
        line.split()[1] for line in metrics.splitlines() if line.startswith("reftagger_worker_r")
    )
    figures: dict[str, object] = {
        "clients": arguments.clients,
        "seconds": arguments.seconds,
        "workers": arguments.workers,
        "answers by status": dict(sorted(tally.statuses.items())),
        "requests/s": round(len(all_seconds) / arguments.seconds, 1),
        "strings/s": round(tally.strings / arguments.seconds, 1),
        REPLACED: int(float(restarts)),
        "megabytes": memory,
    }
    for kind, seconds in [("all", all_seconds), *sorted(tally.seconds.items())]:
        if not seconds:
            continue
        figures[f"milliseconds, {kind}"] = {
            name: round(1000 * sorted(seconds)[int(share * (len(seconds) - 1))], 1)
            for name, share in (("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("most", 1.0))
        }
    return figures


if __name__ == "__main__":
    sys.exit(main())
