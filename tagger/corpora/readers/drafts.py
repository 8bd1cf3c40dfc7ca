"""What a reader gives, and what becomes of it: drafts in, checked references and a report out.

Imports errors, files and records.  Invariant: what `settle` returns has passed `records.check`.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tagger.corpora.files import Problem, Report
from tagger.corpora.records import BadRecord, LabelledReference, LabelledSpan, check, shorten
from tagger.errors import CorpusError, warning

#: Characters of a reference: twenty times the longest of the corpora in the data card (909).
MAX_LENGTH = 20_000


@dataclass
class Draft:
    """A reference as a reader found it, not yet checked.

    Attributes
    ----------
    line : int
        Where it begins in the file, or its row, counted from 1.
    text : str
        The reference.
    spans : list of LabelledSpan
        In any order.
    lang, doc, source, flags
        As in `LabelledReference`; an empty `doc` or `source` is filled in.
    left_out : list of str
        What the format names and no span shows: unknown elements, fields not found in the text.
    problem : BadRecord, optional
        Why there is nothing to check.
    """

    line: int
    text: str
    spans: list[LabelledSpan]
    lang: str = "und"
    doc: str = ""
    source: str = ""
    flags: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    problem: BadRecord | None = None


def too_long(line: int, text: str) -> Draft | None:
    """Give a draft that is no reference, where a text is longer than any reference.

    Parameters
    ----------
    line : int
        Where it stands, from 1.
    text : str
        The text.

    Returns
    -------
    Draft or None
        None where the length is right.
    """
    if len(text) <= MAX_LENGTH:
        return None
    problem = BadRecord("too long", f"{len(text)} characters, over {MAX_LENGTH}")
    return Draft(line, text, [], problem=problem)


@dataclass
class Conversion(Report):
    """What became of a file in another format.

    Attributes
    ----------
    left_out : Counter of str
        How often the format named something that no span shows: ``unknown element <x>``,
        ``title not found in the text``.  The references themselves are kept.
    """

    left_out: Counter[str] = field(default_factory=Counter)

    def summary(self) -> str:
        """Describe the file as `Report.summary` does, with a line for what was left out.

        Returns
        -------
        str
            One line or more.
        """
        lines = [super().summary()]
        if self.left_out:
            counts = ", ".join(f"{name} {count}" for name, count in self.left_out.most_common())
            lines.append(f"  not labelled: {counts}")
        return "\n".join(lines)


def settle(
    drafts: Iterable[Draft], path: str, name: str, source: str
) -> tuple[list[LabelledReference], Conversion]:
    """Check drafts, and keep those that are right.

    Parameters
    ----------
    drafts : iterable of Draft
        From a reader.
    path : str
        Where they come from, for the report.
    name : str
        Of the file, for the ids, which are ``source:name:number``, and for `doc`.
    source : str
        Of the references that do not state their own.

    Returns
    -------
    references : list of LabelledReference
        The right ones, in order.
    report : Conversion
        With the line and the reason of every other.

    Raises
    ------
    CorpusError
        R041 where none is right.

    Warns
    -----
    TaggerWarning
        W003 where some are not, with the counts by reason.
    """
    report = Conversion(path)
    references = []
    for number, draft in enumerate(drafts, start=1):
        report.n_read += 1
        try:
            if draft.problem is not None:
                raise draft.problem
            references.append(check(_record(draft, number, name, source)))
        except BadRecord as bad:
            detail = f"{bad.detail} in {shorten(draft.text)}" if draft.text else bad.detail
            report.problems.append(Problem(draft.line, bad.reason, detail))
        else:
            report.left_out.update(draft.left_out)
    report.n_used = len(references)
    if not references:
        reason = report.reasons() or "it holds no reference in this format"
        raise CorpusError("R041", path=path, reason=reason)
    if report.problems:
        counts = {"count": len(report.problems), "total": report.n_read}
        warnings.warn(warning("W003", path=path, reasons=report.reasons(), **counts), stacklevel=3)
    return references, report


def _record(draft: Draft, number: int, name: str, source: str) -> dict[str, object]:
    return {
        "id": f"{source}:{name}:{number}", "source": draft.source or source,
        "doc": draft.doc or name, "lang": draft.lang, "text": draft.text,
        "spans": [[s.start, s.end, s.label, s.original] for s in draft.spans],
        "flags": draft.flags,
    }  # fmt: skip
