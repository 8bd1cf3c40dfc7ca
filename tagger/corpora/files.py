"""Files of labelled references: JSON Lines in and out.

Imports errors and records.  Invariant: a line that breaks a rule of the format is left out and
named in the report; it is never mended and never passed on.
"""

from __future__ import annotations

import codecs
import json
import os
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tagger.corpora.records import BadRecord, LabelledReference, check, shorten
from tagger.errors import CorpusError, UsageError, warning

#: Labels of corpora of personal names; a file with no other labels holds no references.
NAME_LABELS = frozenset({"family", "given", "middle"})


class Problem(NamedTuple):
    """A line that was left out: its number, counted from 1, the rule, and what is wrong."""

    line: int
    reason: str
    detail: str


@dataclass
class Report:
    """What became of the lines of one file.

    Attributes
    ----------
    path : str
        The file.
    n_read, n_used : int
        Lines that are not blank, and those of them that hold a right reference.
    problems : list of Problem
        The others, in order.
    """

    path: str
    n_read: int = 0
    n_used: int = 0
    problems: list[Problem] = field(default_factory=list)

    def reasons(self) -> str:
        """Count the problems by reason: ``overlapping spans 3, not JSON 1``.

        Returns
        -------
        str
            The most frequent first; empty without problems.
        """
        counts = Counter(problem.reason for problem in self.problems)
        return ", ".join(f"{reason} {count}" for reason, count in counts.most_common())

    def summary(self) -> str:
        """Describe the file in one line, and its first ten problems in a line each.

        Returns
        -------
        str
            Lines without a line break at the end.
        """
        lines = [f"{self.path}: {self.n_used} of {self.n_read} references are right"]
        lines[0] += f" ({self.reasons()})" if self.problems else ""
        lines += [f"  line {p.line}: {p.reason}: {p.detail}" for p in self.problems[:10]]
        if len(self.problems) > 10:
            lines.append(f"  ... and {len(self.problems) - 10} more")
        return "\n".join(lines)


def read_references(path: str | Path) -> tuple[list[LabelledReference], Report]:
    """Read a file of labelled references, leaving out the lines that break a rule.

    Parameters
    ----------
    path : str or Path
        JSON Lines in UTF-8; a byte order mark, CRLF and blank lines are fine.

    Returns
    -------
    references : list of LabelledReference
        The right ones, in the order of the file, whatever their flags; see `is_usable`.
    report : Report
        With the number and the reason of every line that was left out.

    Raises
    ------
    CorpusError
        R040 where there is no such file, R041 where no line of it is right.

    Warns
    -----
    TaggerWarning
        W003, once a file, with the counts by reason.
    """
    references, report = _read(path, set())
    _settle(report)
    return references, report


def check_file(path: str | Path) -> Report:
    """Check a file of labelled references, also one in which nothing is right.

    Parameters
    ----------
    path : str or Path
        As in `read_references`.

    Returns
    -------
    Report
        The same as `read_references` gives.

    Raises
    ------
    CorpusError
        R040 where there is no such file, R041 where it cannot be opened.
    """
    return _read(path, set())[1]


def read_all(
    paths: str | Path | Iterable[str | Path],
) -> tuple[list[LabelledReference], list[Report]]:
    """Read several files, or directories of files, of labelled references.

    Parameters
    ----------
    paths : str, Path, or iterable of them
        Each as `find_files` takes it; a file that is named twice is read once.

    Returns
    -------
    references : list of LabelledReference
        In the order of the files; an id that an earlier file has is left out as repeated.
    reports : list of Report
        One a file.

    Raises
    ------
    CorpusError
        As `find_files` and `read_references` do.
    """
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    files = dict.fromkeys(file.resolve() for path in given for file in find_files(path))
    references: list[LabelledReference] = []
    reports = []
    seen: set[str] = set()
    for file in files:
        found, report = _read(file, seen)
        _settle(report)
        references += found
        reports.append(report)
    return references, reports


def _read(path: str | Path, seen: set[str]) -> tuple[list[LabelledReference], Report]:
    """Read one file; the ids in `seen` count as used up, and those read are added to it."""
    references: list[LabelledReference] = []
    report = Report(str(path))
    for number, record in _records(path):
        report.n_read += 1
        try:
            if isinstance(record, BadRecord):
                raise record
            reference = check(record)
            if reference.id in seen:
                raise BadRecord("repeated id", shorten(reference.id))
        except BadRecord as bad:
            report.problems.append(Problem(number, bad.reason, bad.detail))
        else:
            seen.add(reference.id)
            references.append(reference)
    report.n_used = len(references)
    return references, report


def _settle(report: Report) -> None:
    """Raise or warn as the report demands."""
    if not report.n_used:
        raise CorpusError("R041", path=report.path, reason=report.reasons() or "it is empty")
    if report.problems:
        counts = {"count": len(report.problems), "total": report.n_read}
        warnings.warn(
            warning("W003", path=report.path, reasons=report.reasons(), **counts), stacklevel=3
        )


def _records(path: str | Path) -> Iterator[tuple[int, object]]:
    """Yield line number and JSON value, or a `BadRecord` in its place, of lines not blank."""
    try:
        with open(path, "rb") as file:  # bytes: one bad byte must not cost the other lines
            for number, line in enumerate(file, start=1):
                raw = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
                if raw.strip():
                    yield number, _parse(raw)
    except FileNotFoundError:
        raise CorpusError("R040", path=path) from None
    except OSError as error:
        raise CorpusError("R041", path=path, reason=error.strerror) from error


def _parse(raw: bytes) -> object:
    try:
        return json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        return BadRecord("not UTF-8", f"byte {error.start}")
    except (ValueError, RecursionError) as error:
        return BadRecord("not JSON", shorten(str(error)))


def find_files(path: str | Path) -> list[Path]:
    """Find the files of labelled references in a directory.

    Parameters
    ----------
    path : str or Path
        A file, which is taken as it is, or a directory, whose ``*.jsonl`` files are taken.

    Returns
    -------
    list of Path
        Sorted by name; without the files whose records label the parts of personal names
        only (`NAME_LABELS`), which hold no references.

    Raises
    ------
    CorpusError
        R040 where there is nothing at the path, R041 where the directory has no such file.

    Warns
    -----
    TaggerWarning
        W003, once for each file of names that is passed over.
    """
    path = Path(path)
    if not path.exists():
        raise CorpusError("R040", path=path)
    if not path.is_dir():
        return [path]
    files = []
    for file in sorted(path.glob("*.jsonl")):
        n_names = _count_if_names(file)
        if n_names:
            reasons = "it labels names only: " + ", ".join(sorted(NAME_LABELS))
            warnings.warn(
                warning("W003", path=file, count=n_names, total=n_names, reasons=reasons),
                stacklevel=2,
            )
        else:
            files.append(file)
    if not files:
        raise CorpusError("R041", path=path, reason="no *.jsonl file of references")
    return files


def _count_if_names(path: Path) -> int:
    """Count the records of a file of names; 0 where a label is another, or there is none."""
    count = 0
    has_label = False
    for _, record in _records(path):
        spans = record.get("spans") if isinstance(record, dict) else None
        for span in spans if isinstance(spans, list) else ():
            if not isinstance(span, list) or len(span) < 3 or span[2] not in NAME_LABELS:
                return 0
            has_label = True
        count += 1
    return count if has_label else 0


def write_references(path: str | Path, references: Iterable[LabelledReference]) -> None:
    """Write references as JSON Lines in UTF-8.

    Parameters
    ----------
    path : str or Path
        Its directories are made.  A file that is there is replaced when all is written, and
        stays as it is where something fails before.
    references : iterable of LabelledReference
        In the order of the file.

    Raises
    ------
    UsageError
        R064 where the file cannot be written.
    """
    lines = (json.dumps(reference.to_json(), ensure_ascii=False) for reference in references)
    write_lines(path, lines)


def write_lines(path: str | Path, lines: Iterable[str]) -> None:
    """Write lines as `write_references` does; for text files of any kind.

    Parameters
    ----------
    path : str or Path
        As for `write_references`.
    lines : iterable of str
        Without line breaks at their ends.
    """
    target = Path(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # a temporary file may be read by its owner only; the file itself as the umask says
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            new = Path(folder) / target.name
            with open(new, "w", encoding="utf-8", newline="\n") as file:
                file.writelines(line + "\n" for line in lines)
            os.replace(new, target)
    except OSError as error:
        raise UsageError("R064", path=path, reason=error.strerror) from error
