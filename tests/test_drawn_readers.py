"""What people drew in brat and Label Studio, as labelled references."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tagger.corpora import LabelledReference, convert
from tagger.corpora.__main__ import main
from tagger.corpora.readers.standoff import Drawn, draft_from_drawn
from tagger.errors import CorpusError, TaggerWarning


def labels(reference: LabelledReference) -> list[tuple[str, str]]:
    return [(span.label, reference.text[span.start : span.end]) for span in reference.spans]


def read(path: Path, format: str):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", TaggerWarning)
        return convert(path, format)


def brat(tmp_path: Path, text: str, annotations: str, ending: str = "ann"):
    (tmp_path / "refs.txt").write_bytes(text.encode())
    (tmp_path / "refs.ann").write_bytes(annotations.encode())
    return read(tmp_path / f"refs.{ending}", "brat")


@pytest.mark.parametrize(
    ("text", "annotations", "expected"),
    [
        (
            "Doe, 1999\nRoe 😀 2001\n",
            "T1\tAUTHOR 0 3\tDoe\nT2\tyear 5 9\t1999\nT3\tYear 16 20\t2001\n",
            [("Doe, 1999", [("author", "Doe"), ("year", "1999")]),
             ("Roe 😀 2001", [("year", "2001")])],
        ),
        # blank lines, white space around a line, no line feed at the end
        (
            "\n  Doe 1999 \n\n\tRoe",
            "T9\tYEAR 7 11\t1999\nT1\tAUTHOR 15 18\tRoe\n",
            [("Doe 1999", [("year", "1999")]), ("Roe", [("author", "Roe")])],
        ),
        # white space that was drawn along; the line feed, too
        ("Doe 1999\nRoe", "T1\tAUTHOR 0 4\tDoe \nT2\tYEAR 3 9\t 1999\n",
         [("Doe 1999", [("author", "Doe"), ("year", "1999")]), ("Roe", [])]),
        # several pieces; notes, relations and attributes are no spans
        ("Doe and Roe", "T1\tAUTHOR 0 3;8 11\tDoe Roe\n#1\tAnnotatorNotes T1\tsic\n"
         "R1\tx Arg1:T1 Arg2:T1\nA1\tNegation T1\n",
         [("Doe and Roe", [("author", "Doe"), ("author", "Roe")])]),
        # offsets count the characters that Windows adds
        ("\ufeffDoe\r\nRoe\r\n", "\ufeffT1\tAUTHOR 1 4\tDoe\r\nT2\tAUTHOR 6 9\tRoe\r\n",
         [("Doe", [("author", "Doe")]), ("Roe", [("author", "Roe")])]),
        ("Doe", "", [("Doe", [])]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("ending", ["ann", "txt"])
def test_brat(tmp_path, text, annotations, expected, ending):
    found, report = brat(tmp_path, text, annotations, ending)
    assert [(r.text, labels(r)) for r in found] == expected
    assert not report.problems
    assert not report.left_out


def test_brat_says_what_is_left_out(tmp_path):
    found, report = brat(
        tmp_path, "Doe\nRoe\nPoe 1999", "T1\tAUTHOR 0 7\tx\nT2\tCITY 0 3\tDoe\nT3\tYEAR 12 14\t19\n"
    )
    assert [(r.text, labels(r)) for r in found] == [("Doe", []), ("Roe", [])]
    assert set(report.left_out) == {"AUTHOR goes over several lines", "unknown label 'CITY'"}
    assert [(p.line, p.reason) for p in report.problems] == [(3, "span cuts a token")]


@pytest.mark.parametrize(
    ("text", "annotations", "code"),
    [
        (b"Doe", b"T1\tAUTHOR 0 4\tDoe!", "R042"),
        (b"Doe", b"T1\tAUTHOR\tDoe", "R042"),
        (b"Doe", b"T1\tAUTHOR 0 x\tDoe", "R042"),
        (b"Doe", b"\xff", "R044"),
        (b"\xff", b"", "R044"),
        (b" \n", b"", "R041"),
        (None, b"", "R040"),
        (b"Doe", None, "R040"),
    ],
)
def test_bad_brat(tmp_path, text, annotations, code):
    for name, content in (("refs.txt", text), ("refs.ann", annotations)):
        if content is not None:
            (tmp_path / name).write_bytes(content)
    with pytest.raises(CorpusError, match=code):
        read(tmp_path / "refs.ann", "brat")


def region(start: object, end: object, *names: str, type: str = "labels") -> dict:
    return {"type": type, "value": {"start": start, "end": end, type: list(names)}}


def task(text: object, *annotations: object, **data: str) -> dict:
    return {"data": {"text": text, **data}, "annotations": list(annotations)}


def studio(tmp_path: Path, *tasks: object):
    path = tmp_path / "export.json"
    path.write_text(json.dumps(list(tasks)), encoding="utf-8")
    return read(path, "label-studio")


YEAR = {"result": [region(4, 8, "YEAR")]}
AUTHOR = {"result": [region(0, 4, "AUTHOR")]}


@pytest.mark.parametrize(
    ("annotations", "expected"),
    [
        ([{"result": [*YEAR["result"], *AUTHOR["result"]]}], [("author", "Doe"), ("year", "1999")]),
        ([{"result": []}], []),
        ([YEAR, AUTHOR], [("author", "Doe")]),
        ([YEAR, {**AUTHOR, "was_cancelled": True}], [("year", "1999")]),
        ([{**YEAR, "ground_truth": True}, AUTHOR], [("year", "1999")]),
        ([{"result": [{"type": "choices", "value": {"choices": ["x"]}}]}], []),
        ([{"result": [region(0, 3, "author", type="hypertextlabels")]}], [("author", "Doe")]),
    ],
)
def test_label_studio(tmp_path, annotations, expected):
    (reference,), report = studio(tmp_path, task("Doe 1999", *annotations, doc="refs.txt"))
    assert (labels(reference), reference.doc) == (expected, "refs.txt")
    assert not report.problems
    assert not report.left_out


def test_label_studio_says_what_is_left_out(tmp_path):
    right = task("Doe 1999", {"result": [region(0, 3, "CITY"), region(4, 8, "year")]})
    predicted = {"data": {"text": "Doe 1999"}, "predictions": [YEAR]}
    cancelled = task("Doe 1999", {**YEAR, "was_cancelled": True})
    two = task("Doe 1999", {"result": [region(4, 8, "YEAR", "DATE")]})
    far = task("Doe 1999", {"result": [region(4, 9, "YEAR")]})
    typed = task("Doe 1999", {"result": [region("4", 8, "YEAR")]})
    found, report = studio(tmp_path, right, predicted, cancelled, two, far, typed)
    assert [labels(r) for r in found] == [[("year", "1999")]]
    assert report.left_out == {"unknown label 'CITY'": 1}
    assert [(p.line, p.reason) for p in report.problems] == [
        (2, "not annotated"), (3, "not annotated"), (4, "overlapping spans"),
        (5, "offsets out of range"), (6, "wrong type"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "R041"),
        (b"[{]", "R042"),
        (b"{}", "R042"),
        (b"[1]", "R042"),
        (b'[{"text": "Doe"}]', "R042"),
        (b'[{"data": {"text": 1}}]', "R042"),
        (b"[" * 100_000, "R042"),
        (b'["\xff"]', "R044"),
        (b"[]", "R041"),
    ],
)
def test_bad_label_studio(tmp_path, content, code):
    path = tmp_path / "export.json"
    path.write_bytes(content)
    with pytest.raises(CorpusError, match=code):
        read(path, "label-studio")


def test_the_command_reads_both(tmp_path, capsys):
    brat(tmp_path, "Doe 1999", "T1\tYEAR 4 8\t1999")
    studio(tmp_path, task("Doe 1999", YEAR))
    for name, format in (("refs.ann", "brat"), ("export.json", "label-studio")):
        target = tmp_path / f"{format}.jsonl"
        arguments = [str(tmp_path / name), "--format", format, "--output", str(target)]
        assert main(["convert", *arguments]) == 0
        assert main(["check", str(target)]) == 0


@settings(deadline=None)
@given(st.text("ab \t", min_size=1), st.integers(-2, 12), st.integers(-2, 12))
def test_only_white_space_is_cut_off(text, start, end):
    (span,) = draft_from_drawn(1, text, [Drawn(start, end, "Title")]).spans
    if not 0 <= start < end <= len(text):
        assert (span.start, span.end) == (start, end)
    elif text[start:end].strip():
        assert text[span.start : span.end] == text[start:end].strip()
