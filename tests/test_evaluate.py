"""Evaluation of any tagger, its tables, and the command with a made-up model."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import tagger.evaluate
from tagger.corpora import LabelledReference, LabelledSpan
from tagger.errors import CorpusError
from tagger.evaluate import evaluate, format_errors, format_table, main
from tagger.scoring import EXACT_SPAN, FIELD_VALUE


def reference(identifier: str, marked: str, **details) -> LabelledReference:
    """Build a reference from `{author Smith, J.} ({year 1999})`."""
    text, spans = "", []
    for i, part in enumerate(marked.replace("}", "{").split("{")):
        if i % 2:
            label, part = part.split(" ", 1)
            spans.append(LabelledSpan(len(text), len(text) + len(part), label))
        text += part
    return LabelledReference(identifier, text, tuple(spans), **details)


REFERENCES = [
    reference("a1", "{author Doe, J.}, {year 1999}. {title On X}.", source="a", lang="en"),
    reference("a2", "{author Poe, J.}, {year 1999}. {title On Y}.", source="a", lang="it"),
    reference("b1", "{author Roe, K.}, {year 2001}. {title On Z}.", source="b", lang="it"),
    reference("b2", "{author Moe}", source="b", lang="it", flags=("low_cov", "multi")),
]


def right(texts):
    """Give the labels of the gold, found by text."""
    by_text = {known.text: known.spans for known in REFERENCES}
    return [[(s.start, s.end, s.label, 1.0) for s in by_text[text]] for text in texts]


def no_2001(texts):
    """Give the labels of the gold, but no year where it is 2001."""
    return [
        [span for span in spans if text[span[0] : span[1]] != "2001"]
        for text, spans in zip(texts, right(texts), strict=True)
    ]


def nothing(texts):
    return [[] for _ in texts]


def rows(table: str) -> dict[str, list[str]]:
    """Read a table back: cells by the first cell, columns being two or more spaces apart."""
    lines = [re.split(r" {2,}", line) for line in table.splitlines()]
    return {line[0]: line[1:] for line in lines if len(line) > 1}


class Model:
    """A model that knows the references by heart but for one year."""

    def tag(self, texts, *, confidence=True):
        return no_2001(texts)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "references.jsonl"
    path.write_text("".join(json.dumps(r.to_json()) + "\n" for r in REFERENCES), "utf-8")
    return path


@pytest.fixture
def loaded(monkeypatch) -> list:
    """Replace the model; the names that it was asked for."""
    asked: list = []
    monkeypatch.setattr("tagger.model.load_model", lambda name: asked.append(name) or Model())
    return asked


def test_scores_by_hand():
    evaluation = evaluate(no_2001, REFERENCES)
    assert list(evaluation.scores) == [FIELD_VALUE, EXACT_SPAN]
    for scores in evaluation.scores.values():
        assert scores.micro == (8, 0, 1)
        assert scores.groups["a"].micro == (6, 0, 0)
        assert scores.groups["b"].micro == (2, 0, 1)
        assert scores.mean.micro_f1 == pytest.approx((1 + 4 / 5) / 2)
        assert scores.whole_reference == pytest.approx(2 / 3)


def test_flagged_references_are_left_out_and_counted():
    evaluation = evaluate(right, REFERENCES)
    assert evaluation.references == REFERENCES[:3]
    assert evaluation.left_out == {"multi": 1}  # once, though it has two of the flags
    everything = evaluate(right, REFERENCES, keep_all=True)
    assert (everything.references, everything.left_out) == (REFERENCES, {})


def test_references_without_a_source_are_a_group_and_other_flags_do_not_matter():
    evaluation = evaluate(nothing, [reference("c", "{year 1999}", flags=("markup",))])
    assert list(evaluation.scores[FIELD_VALUE].groups) == ["(none)"]
    assert evaluation.left_out == {}


@pytest.mark.parametrize(("references", "reason"), [
    ([], "it is empty"), (REFERENCES[3:], "left out by flag: multi 1"),
])  # fmt: skip
def test_nothing_to_score(references, reason):
    with pytest.raises(CorpusError, match=reason) as caught:
        evaluate(right, references)
    assert caught.value.code == "R041"


def test_a_tagger_that_drops_a_text_is_refused():
    with pytest.raises(ValueError, match="3 references, 2 predictions"):
        evaluate(lambda texts: right(texts)[1:], REFERENCES)


def test_many_references_are_tagged_in_order_and_in_batches():
    many = [reference(str(i), f"{{year {i}}}") for i in range(2500)]
    sizes = []

    def tag(texts):
        sizes.append(len(texts))
        return [[(0, len(text), "year", 1.0)] if int(text) % 2 else [] for text in texts]

    evaluation = evaluate(tag, many, n_draws=10)
    assert sum(sizes) == 2500 > max(sizes)
    assert evaluation.scores[FIELD_VALUE].micro == (1250, 0, 1250)
    assert evaluation.predictions[2499] == [(0, 4, "year", 1.0)]
    assert evaluate(tag, many, n_draws=10, seed=1).scores != evaluation.scores
    assert evaluate(tag, many, n_draws=11).scores != evaluation.scores


def test_json_is_the_same_in_any_order():
    first, second = (evaluate(no_2001, order).to_json() for order in (REFERENCES, REFERENCES[::-1]))
    assert json.dumps(first) == json.dumps(second)


def test_table():
    table = format_table(evaluate(no_2001, REFERENCES, model="xx", metrics=[FIELD_VALUE]))
    assert table.splitlines()[0] == "xx: field value; 3 references, 1 more left out (multi 1)"
    cells = rows(table)
    assert cells["author"] == ["1.000", "1.000", "1.000", "3"]
    assert cells["year"] == ["1.000", "0.667", "0.800", "3"]
    assert cells["six fields, micro"] == ["1.000", "0.889", "0.941", "9"]
    assert cells["six fields, macro"] == ["0.933"]
    assert cells["all fields, macro"] == ["0.933"]
    assert "doi" not in cells
    # references, micro F1, interval, macro F1, whole, interval
    assert cells["a"] == ["2", "1.000", "1.000-1.000", "1.000", "1.000", "1.000-1.000"]
    assert cells["b"] == ["1", "0.800", "0.800-0.800", "0.667", "0.000", "0.000-0.000"]
    assert cells["mean of 2"] == ["0.900", "0.900-0.900", "0.833", "0.500", "0.500-0.500"]
    assert cells["pooled"][:2] == ["3", "0.941"]
    assert "1,000 draws, seed 0" in table
    assert EXACT_SPAN not in table


def test_columns_are_aligned():
    long = [reference("x", "{year 1999}", source="a source with a long name"), *REFERENCES]
    blocks = [block.splitlines() for block in format_table(evaluate(nothing, long)).split("\n\n")]
    assert len(blocks) == 7  # for each metric a heading and two tables; what the words mean
    for block in blocks[1:3] + blocks[4:6]:
        rule = next(line for line in block if line.startswith("---"))
        assert all(len(line) <= len(rule) for line in block)
        gaps = [i for i, char in enumerate(rule) if char == " "]
        assert gaps
        assert all(line[gap : gap + 1].strip() == "" for line in block for gap in gaps)


def test_one_group_needs_no_mean():
    cells = rows(format_table(evaluate(right, REFERENCES[:2])))
    assert {"a", "pooled", "mean of 1"} & cells.keys() == {"a"}


def test_markdown():
    piped = reference("c", "{year 1999}", source="x|y")
    table = format_table(evaluate(nothing, [piped]), markdown=True)
    lines = [line for line in table.splitlines() if line.startswith("|")]
    rules = [line for line in lines if set(line) <= set("|-: ")]
    assert len(rules) == 4
    assert rules[0].endswith("-: |")
    assert all(line.replace("\\|", "").count("|") in (6, 8) for line in lines)
    assert any(line.startswith("| x\\|y") for line in lines)


def test_errors_show_gold_and_prediction():
    assert format_errors(evaluate(no_2001, REFERENCES), 5).splitlines() == [
        "1 of 3 references are wrong by field value; shown: 1",
        "",
        "b1: year",
        "  gold  Roe, K., {year 2001}. On Z.",
        "  pred  Roe, K., 2001. On Z.",
    ]


def test_errors_show_no_more_than_asked_for():
    minor = reference("a0", "{volume 3}")  # a mistake in it does not make a reference wrong
    shown = format_errors(evaluate(nothing, [minor, *REFERENCES]), 2)
    assert shown.startswith("3 of 4 references are wrong by field value; shown: 2")
    assert "\na2: author, title, year\n" in shown
    assert "b1" not in shown


def test_errors_mark_what_was_predicted_instead():
    def notes(texts):
        return [[(*span[:2], "note") for span in spans] for spans in right(texts)]

    assert format_errors(evaluate(notes, REFERENCES[:1]), 1).splitlines()[2:] == [
        "a1: author, title, year, note",
        "  gold  {author Doe, J.}, {year 1999}. {title On X}.",
        "  pred  {note Doe, J.}, {note 1999}. {note On X}.",
    ]


def test_errors_depend_on_the_metric():
    def dotted(texts):  # one character more in every year: the dot
        return [
            [(s, e + (label == "year"), label) for s, e, label, _ in spans]
            for spans in right(texts)
        ]

    evaluation = evaluate(dotted, REFERENCES)
    assert format_errors(evaluation, 9).startswith("0 of 3")
    assert "  pred  Doe, J., {year 1999.} On X." in format_errors(evaluation, 1, metric=EXACT_SPAN)


def test_errors_survive_odd_texts():
    odd = reference("c", "{author \x1b[31mDoe}\u2028{title A very long title} " + "word " * 60)
    overlapping = [(0, 8, "author"), (4, 12, "author"), (8, 8, "title")]
    shown = format_errors(evaluate(lambda texts: [overlapping], [odd]), 1, width=60)
    assert "\x1b" not in shown
    assert max(map(len, shown.splitlines()[1:])) <= 60
    assert shown.count("{author ") == 3


def test_command(data, loaded, capsys):
    assert main(["default", str(data), "--errors", "3"]) == 0
    captured = capsys.readouterr()
    assert (loaded, captured.err) == ([None], "")
    assert "field value; 3 references, 1 more left out (multi 1)" in captured.out
    assert rows(captured.out)["six fields, micro"] == ["1.000", "0.889", "0.941", "9"]
    assert "  gold  Roe, K., {year 2001}. On Z.\n  pred  Roe, K., 2001. On Z." in captured.out


def test_command_all_and_both_metrics(data, loaded, capsys):
    assert main(["some/model", str(data), "--all", "--metric", "both", "--by", "lang"]) == 0
    out = capsys.readouterr().out
    assert loaded == ["some/model"]
    assert "field value; 4 references\n" in out
    assert "exact span; 4 references\n" in out
    assert (rows(out)["en"][0], rows(out)["it"][0]) == ("1", "3")


def test_command_json_to_a_file(data, loaded, tmp_path, capsys):
    target = tmp_path / "scores.json"
    arguments = ["default", str(data), "--json", str(target), "--seed", "3"]
    assert main(arguments) == 0
    assert "six fields" in capsys.readouterr().out
    first = target.read_bytes()
    record = json.loads(first)
    assert record["references"] == 3
    assert record["left_out"] == {"multi": 1}
    assert record["interval"] == {"level": 0.95, "draws": 1000, "seed": 3}
    assert list(record["metrics"]) == ["field value"]
    assert record["metrics"]["field value"]["micro"]["fn"] == 1
    assert main(arguments) == 0
    assert target.read_bytes() == first


def test_command_json_to_stdout_is_nothing_but_json(data, loaded, capsys):
    assert main(["default", str(data), "--json", "-", "--errors", "1"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["model"] == "default"
    assert "six fields" in captured.err
    assert "b1: year" in captured.err


def test_command_ids(data, loaded, tmp_path, capsys):
    ids = tmp_path / "ids.txt"
    ids.write_text("# the test set\na1\nb1\nelsewhere\n", "utf-8")
    data.write_text(data.read_text("utf-8") + "{}\n", "utf-8")
    assert main(["default", str(data), "--ids", str(ids)]) == 0
    captured = capsys.readouterr()
    assert "field value; 2 references\n" in captured.out
    assert "ids.txt: 1 of 3 ids are not in the data" in captured.err


@pytest.mark.parametrize(("content", "code"), [
    ("elsewhere\n", "R041"), ("", "R041"), (None, "R040"),
])  # fmt: skip
def test_command_ids_that_do_not_help(data, loaded, tmp_path, capsys, content, code):
    ids = tmp_path / "ids.txt"
    if content is not None:
        ids.write_text(content, "utf-8")
    assert main(["default", str(data), "--ids", str(ids)]) == 1
    assert capsys.readouterr().err.startswith(f"error: [{code}]")


def test_command_says_which_lines_were_left_out(data, loaded, capsys):
    with data.open("a", encoding="utf-8") as file:
        file.write("{}\n")
    assert main(["default", str(data)]) == 0
    captured = capsys.readouterr()
    assert "[W003]" in captured.err
    assert "3 references, 2 more left out (missing key 1, multi 1)" in captured.out


@pytest.mark.parametrize("arguments", [
    ["default", "missing.jsonl"], ["no/such/model", "DATA"],
    ["default", "DATA", "--json", "no/such/folder/x.json"],
])  # fmt: skip
def test_command_errors_are_one_line(data, request, tmp_path, monkeypatch, capsys, arguments):
    monkeypatch.chdir(tmp_path)
    if "no/such/model" not in arguments:  # there the real loader is to refuse
        request.getfixturevalue("loaded")
    assert main([str(data) if part == "DATA" else part for part in arguments]) == 1
    message = capsys.readouterr().err
    assert message.startswith("error: [R0")
    assert message.count("\n") == 1


@pytest.mark.parametrize("arguments", [
    [], ["default"], ["default", "x", "--errors", "-1"], ["default", "x", "--errors", "many"],
    ["default", "x", "--metric", "accuracy"], ["default", "x", "--by", "year"],
])  # fmt: skip
def test_usage_errors(arguments, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert "usage:" in capsys.readouterr().err


def test_output_in_a_poor_encoding(data, loaded, monkeypatch):
    data.write_text(json.dumps({**REFERENCES[0].to_json(), "source": "ž"}), "utf-8")
    with data.with_name("out.txt").open("w+", encoding="ascii") as out:
        monkeypatch.setattr(sys, "stdout", out)
        assert main(["default", str(data)]) == 0
    # UTF-8 whatever the locale says, as in every command
    assert "ž" in data.with_name("out.txt").read_text("utf-8")


def test_evaluating_needs_none_of_the_training_libraries():
    code = (
        "import sys, tagger.evaluate; "
        "print([m for m in ('torch', 'datasets', 'sklearn', 'spacy') if m in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(tagger.evaluate.__file__).parents[1],
    )
    assert found.stdout.strip() == "[]"
