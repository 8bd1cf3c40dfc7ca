"""Predicted labels for people to correct, and the way back."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tagger import annotate
from tagger.__main__ import _add_annotate, main
from tagger.annotate import Prediction, predict, to_brat, to_label_studio, to_references
from tagger.corpora import LabelledReference, LabelledSpan, check, check_file, convert
from tagger.corpora import read_references as read_jsonl
from tagger.corpora.readers.markup import parse_xml
from tagger.corpora.sequences import to_elements
from tagger.errors import TaggerWarning, UsageError
from tagger.inputs import Line
from tagger.labels import NAMES
from tagger.reference import Reference
from tagger.tokenizer import tokenize

TRAIN = Path(__file__).resolve().parents[1] / "training" / "data" / "train.jsonl"
ENDINGS = {"jsonl": "", "anystyle": "", "brat": "/references.ann", "label-studio": ""}


def marked(text: str) -> tuple[str, tuple[LabelledSpan, ...]]:
    """Read ``{author Doe}, {year 1999}``."""
    plain, spans = "", []
    for outside, label, inside in re.findall(r"([^{]*)(?:\{(\w+) ([^}]*)\})?", text):
        plain += outside
        if label:
            spans.append(LabelledSpan(len(plain), len(plain) + len(inside), label))
            plain += inside
    return plain, tuple(spans)


def prediction(text: str, number: int = 1, confidence: float = 0.5, file: str = "a.txt"):
    plain, spans = marked(text)
    fields = [(s.start, s.end, s.label, confidence) for s in spans]
    return Prediction(Line(file, number, plain), Reference.from_spans(plain, fields))


def labels(reference: LabelledReference | Reference) -> list[tuple[str, str]]:
    spans = reference.spans if isinstance(reference, LabelledReference) else reference.fields
    return [(span.label, reference.text[span.start : span.end]) for span in spans]


@pytest.fixture
def tagger(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a tagger in place that knows years, and is less sure of later ones."""

    def parse_many(
        texts: Iterable[str], *, model: str | None = None, jobs: int = 1
    ) -> Iterator[Reference]:
        for text in texts:
            years = re.finditer(r"\b\d{4}\b", text)
            spans = [(*y.span(), "year", 1 - int(y.group()) / 10_000) for y in years]
            yield Reference.from_spans(text, spans)

    monkeypatch.setattr(annotate, "parse_many", parse_many)


def accept(path: Path) -> None:
    """Do what a person does who finds nothing to correct in Label Studio."""
    tasks = json.loads(path.read_text(encoding="utf-8"))
    for task in tasks:
        task["annotations"] = [{"result": task["predictions"][0]["result"]}]
    path.write_text(json.dumps(tasks), encoding="utf-8")


# The order, and the command


def test_the_least_sure_come_first(tagger):
    texts = ["a 1900 b 2001", "none", "c 1950", "nothing", "d 2001"]
    found = predict(Line("x", i, text) for i, text in enumerate(texts, start=1))
    assert [one.line.number for one in found] == [2, 4, 1, 5, 3]
    assert [one.confidence for one in found] == pytest.approx([0, 0, 0.7999, 0.7999, 0.805])


def run(tmp_path: Path, format: str, *arguments: str, output: str = "out") -> int:
    source = tmp_path / "my refs.txt"
    source.write_text("Doe 1950.\n\nno field\nRoe 2001 & Poe <1999>.\n", encoding="utf-8")
    target = ["--output", str(tmp_path / output)] if output else []
    return main(["annotate", str(source), "--format", format, *target, *arguments])


def test_jsonl_is_a_file_to_train_on(tagger, tmp_path):
    assert run(tmp_path, "jsonl") == 0
    report = check_file(tmp_path / "out")
    assert (report.n_read, report.n_used, report.problems) == (3, 3, [])
    references, _ = read_jsonl(tmp_path / "out")
    assert [r.id.rsplit(":", 1)[1] for r in references] == ["3", "4", "1"]
    first = references[1]
    assert (first.id, first.source, first.doc) == ("corrected:my refs.txt:4", "corrected",
                                                   "my refs.txt")  # fmt: skip
    assert (first.group, first.lang, first.flags) == (first.id, "und", ())
    assert labels(first) == [("year", "2001"), ("year", "1999")]
    lines = (tmp_path / "out").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["confidence"] for line in lines] == [0, 0.7999, 0.805]


@pytest.mark.parametrize("format", annotate.FORMATS)
def test_every_format_can_be_read_back(tagger, tmp_path, format):
    assert run(tmp_path, format) == 0
    path = str(tmp_path / "out") + ENDINGS[format]
    if format == "label-studio":
        accept(Path(path))
    found = read_jsonl(path)[0] if format == "jsonl" else convert(path, format)[0]
    assert [r.text for r in found] == ["no field", "Roe 2001 & Poe <1999>.", "Doe 1950."]
    assert [labels(r) for r in found] == [[], [("year", "2001"), ("year", "1999")],
                                          [("year", "1950")]]  # fmt: skip


@pytest.mark.parametrize("format", ["jsonl", "anystyle", "label-studio"])
def test_stdout_is_the_same_as_a_file(tagger, tmp_path, capsys, format):
    assert run(tmp_path, format) == 0
    assert capsys.readouterr().out == ""
    assert run(tmp_path, format, output="") == 0
    assert capsys.readouterr().out == (tmp_path / "out").read_text(encoding="utf-8")


@pytest.mark.parametrize("format", annotate.FORMATS)
def test_corrections_are_not_written_over(tagger, tmp_path, capsys, format):
    assert run(tmp_path, format) == 0
    path = Path(str(tmp_path / "out") + ENDINGS[format])
    path.write_text("corrected", encoding="utf-8")
    assert run(tmp_path, format) == 1
    assert "R064" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == "corrected"


def test_brat_needs_a_directory(tagger, tmp_path, capsys):
    assert run(tmp_path, "brat", output="") == 1
    assert "R066" in capsys.readouterr().err
    with pytest.raises(UsageError, match="R066"):
        annotate.annotate([], "brat")


def test_the_command_knows_the_formats():
    import argparse

    parser = argparse.ArgumentParser()
    _add_annotate(parser)
    (action,) = [a for a in parser._actions if a.dest == "format"]
    assert tuple(action.choices or ()) == annotate.FORMATS


def test_ids_are_unique_and_fit_for_lists():
    files = [
        ("b/a.txt", 1),
        ("c/a.txt", 1),
        ("a.txt:1", 2),
        ("-", 7),
        (" # x\ny ", 1),
        ("\udcff", 1),
    ]
    found = list(to_references(prediction("x", n, file=file) for file, n in files))
    assert [r.id.removeprefix("corrected:") for r in found] == [
        "a.txt:1", "a.txt:1:2", "a.txt:1:2:2", "stdin:7", "# x y:1", "\ufffd:1",
    ]  # fmt: skip
    for reference in found:
        check(reference.to_json())


# AnyStyle


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "{author Knuth, D. E.} ({year 1984}). {title Literate programming}. {venue The Computer"
            " Journal}, {volume 27}({issue 2}), pp. {pages 97-111}.",
            "author Knuth, D. E.|date (1984).|title Literate programming.|journal The Computer "
            "Journal,|volume 27(2),|pages pp. 97-111.",
        ),
        (
            "[{label 3}] {author Doe J}, “{title On rivers},” in {editor Roe, R.} (Ed.), {venue "
            "Water}, vol. {volume 2}, no. {issue 3}, {place Rome}: {publisher Ister}, {date May} "
            "{year 1999}. doi: {doi 10.1000/182}",
            "citation-number [3]|author Doe J,|title “On rivers,”|editor in Roe, R. (Ed.),|"
            "container-title Water,|volume vol. 2, no. 3,|location Rome:|publisher Ister,|"
            "date May 1999.|doi doi: 10.1000/182",
        ),
        # one word is one label: kept whole where the reader divides it, else parted
        (
            "{venue J Biol}. {year 2001};{volume 291}({issue 5}):{pages 13-51}.",
            "journal J Biol.|date 2001;|volume 291(5):13-51.",
        ),
        ("{author 夏目漱石}『{title 文学論}』", "author 夏目漱石|title 『文学論』"),
        # words without a label
        ("{author Doe}. Released {year 2017}.", "author Doe.|signal Released|date 2017."),
        ("See {author Doe}, {year 2017}, ca", "signal See|author Doe,|date 2017,|signal ca"),
        ("no field", "signal no field"),
        # names
        ("{title T}. ISBN {identifier 978-0-306-40615-7}", "title T.|isbn ISBN 978-0-306-40615-7"),
        ("{title T}. {identifier 1234-567X}", "title T.|issn 1234-567X"),
        ("{title T}. PMID: {identifier 123}; arXiv:{identifier 1412.6980}",
         "title T.|pmid PMID: 123;|note arXiv:1412.6980"),
        ("{genre Tech. Report} {identifier CS-12}, {institution MIT}",
         "genre Tech. Report CS-12,|authority MIT"),
        ("{series Texts}, {edition 2nd ed.}, {url http://a.org/b}. {note In Russian}.",
         "collection-title Texts,|edition 2nd ed.,|url http://a.org/b.|note In Russian."),
        ("{title A  title\non lines} \t tr. by {translator R. Roe}",
         "title A title on lines|translator tr. by R. Roe"),
    ],
)  # fmt: skip
def test_elements(text, expected):
    assert "|".join(" ".join(pair) for pair in to_elements(*marked(text))) == expected


def read(tmp_path: Path, content: str, format: str) -> list[LabelledReference]:
    path = tmp_path / "file"
    path.write_text(content, encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", TaggerWarning)
        return convert(path, format)[0]


def test_anystyle_gives_the_labels_back(tmp_path):
    """Four in five of the hand-written references come back whole.

    AnyStyle's format knows words between white space only: what begins or ends within one, as most
    fields do in Chinese and Japanese, it cannot say.
    """
    references, _ = read_jsonl(TRAIN)
    references = [r for r in references if r.lang not in ("zh", "ja", "ko")]
    found = [
        Prediction(Line("a", i, r.text), Reference.from_spans(
            r.text, [(s.start, s.end, s.label, 1.0) for s in r.spans]))
        for i, r in enumerate(references)
    ]  # fmt: skip
    back = read(tmp_path, "\n".join(annotate.to_anystyle(found)), "anystyle")
    assert len(back) == len(references)

    def core(reference: LabelledReference) -> list[tuple[str, str]]:
        return [(label, "".join(value.split()).strip(".")) for label, value in labels(reference)]

    for old, new in zip(references, back, strict=True):
        assert "".join(old.text.split()) == "".join(new.text.split())
    same = sum(core(old) == core(new) for old, new in zip(references, back, strict=True))
    assert same / len(back) > 0.8


@st.composite
def predictions(draw: st.DrawFn) -> Prediction:
    """Any text, with spans that a tagger could give."""
    text = draw(
        st.text(st.sampled_from("aB1 2.,;:()[]“”\"'/-–é中😀&<>\t\x0b\u2028\x07"), max_size=30)
    )
    tokens = tokenize(text)
    edges = draw(st.lists(st.integers(0, max(len(tokens) - 1, 0)), max_size=8, unique=True))
    edges = sorted(edges) if tokens else []
    spans = [
        (tokens[first].start, tokens[last - 1].end, draw(st.sampled_from(NAMES)), 0.5)
        for first, last in zip(edges[::2], edges[1::2], strict=False)
    ]
    return Prediction(Line("a", 1, text), Reference.from_spans(text, spans))


@settings(deadline=None)
@given(predictions())
def test_elements_hold_all_of_the_text(one):
    text = one.reference.text
    elements = to_elements(text, next(to_references([one])).spans)
    assert "".join("".join(content.split()) for _, content in elements) == "".join(text.split())
    assert all(content and content == " ".join(content.split()) for _, content in elements)
    assert len([name for name, _ in elements if name != "signal"]) <= len(one.reference)


@settings(deadline=None)
@given(st.lists(predictions(), max_size=4))
def test_anystyle_is_well_formed(found):
    root = parse_xml("\n".join(annotate.to_anystyle(found)), "x")
    assert [node.tag for node in root.elements()] == ["sequence"] * len(found)
    for node, one in zip(root.elements(), found, strict=True):
        held = "".join(one.reference.text.replace("\x07", "").split())
        assert "".join(node.text().split()) == held


@settings(deadline=None)
@given(st.lists(predictions(), max_size=4))
def test_brat_offsets_point_into_the_text(found):
    texts, annotations = to_brat(found)
    document = "".join(f"{text}\n" for text in texts)
    assert len(document.splitlines()) == len(found)
    fields = [field for one in found for field in one.reference]
    assert len(annotations) == len(fields)
    for number, (line, field) in enumerate(zip(annotations, fields, strict=True), start=1):
        name, place, text = line.split("\t")
        label, start, end = place.split(" ")
        assert (name, label) == (f"T{number}", field.label.upper())
        assert document[int(start) : int(end)] == text
        assert text.split() == field.raw.split()


def test_brat_has_all_labels_and_sections():
    lines = annotate.brat_configuration()
    assert [line for line in lines if line[0] == "["] == [
        "[entities]", "[relations]", "[events]", "[attributes]",
    ]  # fmt: skip
    assert {line.lower() for line in lines if line[0] != "["} == set(NAMES)
    colours = [line.split("\t") for line in annotate.brat_colours() if "\t" in line]
    assert {name.lower() for name, _ in colours} == set(NAMES)


def test_label_studio_task():
    (task,) = to_label_studio([prediction("{author Doe 😀}, {year 1999}", 7, 0.25)], model="m/mine")
    assert task["data"] == {"text": "Doe 😀, 1999", "id": "corrected:a.txt:7", "doc": "a.txt"}
    (predicted,) = task["predictions"]
    assert (predicted["model_version"], predicted["score"]) == ("mine", 0.25)
    assert predicted["result"][1] == {
        "id": "f2", "from_name": "label", "to_name": "text", "type": "labels", "score": 0.25,
        "value": {"start": 7, "end": 11, "text": "1999", "labels": ["YEAR"]},
    }  # fmt: skip


def test_label_studio_set_up_fits_the_tasks():
    root = parse_xml(annotate.label_studio_configuration(), "x")
    labels, text = root.elements()
    assert labels.attributes == {"name": "label", "toName": "text"}
    assert {node.attributes["value"].lower() for node in labels.elements()} == set(NAMES)
    assert text.attributes == {"name": "text", "value": "$text"}
