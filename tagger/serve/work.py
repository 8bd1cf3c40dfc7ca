"""What a process that tags does: functions of a model and plain values, found by name.

Imports reference, outputs, formats, normalize, finder, inputs, errors, corpora and tokenizer;
nothing of HTTP.  Invariant: arguments and results are plain values that go through a pipe, and a
text comes back in the order in which it went in.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from tagger.errors import CorpusError
from tagger.finder import FoundReference, Tagger, find_references
from tagger.formats.csl_json import to_csl
from tagger.inputs import pdf_pages
from tagger.outputs import FORMATS, Tagged
from tagger.reference import Reference
from tagger.serve.dialect import write_date, write_list, write_names, write_one
from tagger.tokenizer import replace_surrogates

if TYPE_CHECKING:
    from tagger.corpora.records import LabelledReference

#: What `parse` can add to a reference; "spans" adds nothing.
PARSE_FORMATS = ("spans", "fields", "csl", "bibtex", "biblatex", "ris", "tei", "jats")
#: What `export` can write; "jsonl" is the format of training data.
EXPORT_FORMATS = ("bibtex", "biblatex", "ris", "csl", "tei", "jats", "jsonl")

#: The `source` of exported training data, as of `tagger annotate`.
_SOURCE = "corrected"


def parse(
    model: Tagger, texts: Sequence[str], format: str, confidence: bool, least: float
) -> list[str]:
    """Tag strings.

    Parameters
    ----------
    model : Tagger
        As `tagger.model.load_model` gives it.
    texts : sequence of str
        One reference each.
    format : str
        One of `PARSE_FORMATS`.
    confidence : bool
        Whether to compute confidences.
    least : float
        Fields that are less sure than this are left out, from 0 to 1.

    Returns
    -------
    list of str
        For each text an object of JSON.
    """
    return [_json(_answer(one, format)) for one in _tag(model, texts, confidence, least)]


def find(model: Tagger, page: str, format: str, confidence: bool, least: float) -> list[str]:
    """Find the references in a text, and tag them.

    Parameters
    ----------
    model, format, confidence, least
        As for `parse`.
    page : str
        Any text.

    Returns
    -------
    list of str
        For each reference an object of JSON; ``found`` in it says where it stands.
    """
    found = find_references(replace_surrogates(page), model)
    references = _tag(model, [one.text for one in found], confidence, least)
    return [
        _json({**_answer(reference, format), "found": _place(one)})
        for one, reference in zip(found, references, strict=True)
    ]


def find_in_file(
    model: Tagger,
    content: bytes,
    format: str,
    confidence: bool,
    least: float,
    longest: int,
) -> list[str]:
    """Find the references in a file, and tag them.

    Parameters
    ----------
    model, format, confidence, least
        As for `parse`.
    content : bytes
        A PDF, or UTF-8 with or without BOM.
    longest : int
        Characters that its text may have.

    Returns
    -------
    list of str
        As for `find`.

    Raises
    ------
    CorpusError
        If it is neither, or a PDF that cannot be read, or too long (R044).
    UsageError
        If it is a PDF and the extra ``pdf`` is missing (R060).
    """
    text = text_of_file(content, longest)
    if len(text) > longest:
        reason = f"it has more than {longest} characters"
        raise CorpusError("R044", path="The file", reason=reason)
    return find(model, text, format, confidence, least)


def text_of_file(content: bytes, longest: int) -> str:
    """Read a file that was sent.

    Parameters
    ----------
    content : bytes
        As for `find_in_file`.
    longest : int
        Characters after which pages of a PDF are not read any more.

    Returns
    -------
    str
        Its text; of a PDF, that of its pages, each after the other.

    Raises
    ------
    CorpusError, UsageError
        As for `find_in_file`.
    """
    if content.startswith(b"%PDF-"):
        return _text_of_pdf(content, longest)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CorpusError("R044", path="The file", reason="no PDF and not UTF-8") from error


def _text_of_pdf(content: bytes, longest: int) -> str:
    pages = pdf_pages(io.BytesIO(content))
    texts: list[str] = []
    length = 0
    try:
        for page in pages:
            texts.append(page)
            length += len(page) + 1  # the line break after it
            if length > longest + 1:
                break
        return "\n".join(texts)
    except Exception as error:  # hostile files bring up more than its own exceptions
        raise CorpusError("R044", path="The file", reason="no readable PDF") from error


def export(references: Sequence[Mapping[str, Any]], format: str) -> str:
    """Write references that have their labels already.

    Parameters
    ----------
    references : sequence of mapping
        With ``text`` and ``spans``; a span has ``start``, ``end`` (code points, half-open) and
        ``label``, and may have ``confidence``.  Spans lie in their text and do not overlap.
    format : str
        One of `EXPORT_FORMATS`.

    Returns
    -------
    str
        The text of a file.
    """
    made = map(_reference, references)
    stream = io.StringIO()
    if format == "jsonl":
        stream.writelines(f"{_json(one.to_json())}\n" for one in _labelled(made))
    else:
        FORMATS[format]((Tagged(n, one) for n, one in enumerate(made, start=1)), stream)
    return stream.getvalue()


def cite(model: Tagger, texts: Sequence[str]) -> list[tuple[bool, dict[str, Any]]]:
    """Make items of CSL-JSON of strings.

    Parameters
    ----------
    model : Tagger
        As for `parse`.
    texts : sequence of str
        One reference each.

    Returns
    -------
    list of (bool, dict)
        Whether anything was found in a text, and its item.
    """
    return [(bool(one), to_csl(one)) for one in _tag(model, texts, confidence=False, least=0.0)]


def cite_and_write(
    model: Tagger, texts: Sequence[str], with_raw: bool, bibtex: bool, alone: bool
) -> str:
    """Do as `cite` and `write_list` do, or `write_one`, without the way back and forth.

    Parameters
    ----------
    model, texts
        As for `cite`.
    with_raw : bool
        Whether TEI gets notes with the strings themselves.
    bibtex : bool
        Whether to write BibTeX instead of TEI.
    alone : bool
        Whether to write the first string only, as ``processCitation`` does.

    Returns
    -------
    str
        Empty where nothing was found.
    """
    found = cite(model, texts)
    if not any(one for one, _ in found):
        return ""
    items = [item for _, item in found]
    if alone:
        return write_one(items[0], texts[0] if with_raw else "", bibtex)
    return write_list(items, texts if with_raw else [], bibtex)


def _tag(
    model: Tagger, texts: Sequence[str], confidence: bool, least: float
) -> Iterator[Reference]:
    texts = [replace_surrogates(text) for text in texts]
    tagged = model.tag(texts, confidence=confidence or least > 0)
    for text, spans in zip(texts, tagged, strict=True):
        reference = Reference.from_spans(text, spans)
        if least > 0:
            sure = (one for one in reference if (one.confidence or 0.0) >= least)
            kept = sure if confidence else (replace(one, confidence=None) for one in sure)
            reference = replace(reference, fields=tuple(kept))
        yield reference


def _answer(reference: Reference, format: str) -> dict[str, Any]:
    spans = [
        {"start": f.start, "end": f.end, "label": f.label, "confidence": f.confidence}
        for f in reference
    ]
    answer: dict[str, Any] = {"text": reference.text, "spans": spans}
    if format == "fields":
        answer["fields"] = reference.to_json()["fields"]
    elif format == "csl":
        answer["csl"] = reference.to_csl()
    elif format != "spans":
        answer[format] = _ENTRIES[format](reference)
    return answer


def _biblatex(reference: Reference) -> str:
    from tagger.formats.bibtex import to_biblatex
    from tagger.formats.keys import make_key

    item = to_csl(reference)
    return to_biblatex(item, make_key(item))


def _ris(reference: Reference) -> str:
    from tagger.formats.ris import to_ris

    return to_ris(to_csl(reference))


def _tei(reference: Reference) -> str:
    from tagger.formats.tei import to_tei

    return to_tei(to_csl(reference))


def _jats(reference: Reference) -> str:
    from tagger.formats.jats import to_jats

    return to_jats(reference)


_ENTRIES: dict[str, Callable[[Reference], str]] = {
    "bibtex": Reference.to_bibtex,
    "biblatex": _biblatex,
    "ris": _ris,
    "tei": _tei,
    "jats": _jats,
}


def _place(found: FoundReference) -> dict[str, Any]:
    place = asdict(found)
    del place["text"]
    return place


def _reference(record: Mapping[str, Any]) -> Reference:
    spans = sorted(record["spans"], key=lambda span: span["start"])
    return Reference.from_spans(
        replace_surrogates(record["text"]),
        [(s["start"], s["end"], s["label"], s.get("confidence")) for s in spans],
    )


def _labelled(references: Iterable[Reference]) -> Iterator[LabelledReference]:
    from tagger.corpora.records import LabelledReference, LabelledSpan  # few exports need it

    for number, one in enumerate(references, start=1):
        identifier = f"{_SOURCE}:page:{number}"
        yield LabelledReference(
            id=identifier,
            text=one.text,
            spans=tuple(LabelledSpan(f.start, f.end, f.label, _SOURCE) for f in one),
            source=_SOURCE,
            doc="page",
            group=identifier,
        )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


#: What can be asked of a process that tags; the model is the first argument of these.
TASKS: dict[str, Callable[..., Any]] = {
    "parse": parse,
    "find": find,
    "find_in_file": find_in_file,
    "cite": cite,
    "cite_and_write": cite_and_write,
}
#: And these need none.
TASKS_WITHOUT_MODEL: dict[str, Callable[..., Any]] = {
    "export": export,
    "write_list": write_list,
    "write_names": write_names,
    "write_date": write_date,
}
