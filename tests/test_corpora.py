from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import warnings
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tagger import corpora
from tagger.corpora import LabelledReference, LabelledSpan
from tagger.corpora.__main__ import main
from tagger.errors import CorpusError, TaggerWarning, UsageError
from tagger.labels import NAMES
from tagger.tokenizer import tokenize

TEXT = "Doe J. (1999a) On rivers. Nature 12(3):45-67"
RECORD = {
    "id": "made:1",
    "source": "made",
    "doc": "one.xml",
    "group": "g1",
    "lang": "en",
    "text": TEXT,
    "spans": [
        [0, 6, "author", "authors"],
        [8, 13, "year", "date"],
        [15, 24, "title", "title"],
        [26, 32, "venue", "journal"],
        [33, 35, "volume", ""],
    ],
    "flags": ["pdf_spacing"],
}
ROOT = Path(__file__).resolve().parents[1]
REAL = Path(os.environ.get("REF_TAGGER_CORPORA", ROOT.parent / "shared" / "corpora"))


def line(**changes: object) -> str:
    return json.dumps(RECORD | changes)


def without(key: str) -> str:
    return json.dumps({name: value for name, value in RECORD.items() if name != key})


def write(path: Path, *lines: str | bytes) -> Path:
    raw = [text if isinstance(text, bytes) else text.encode() for text in lines]
    path.write_bytes(b"\n".join(raw) + b"\n")
    return path


def read_quietly(path: Path) -> tuple[list[LabelledReference], corpora.Report]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", TaggerWarning)
        return corpora.read_references(path)


# reading


def test_reads_every_field(tmp_path):
    (reference,), report = corpora.read_references(write(tmp_path / "a.jsonl", line()))
    assert reference == LabelledReference(
        id="made:1",
        text=TEXT,
        spans=(
            LabelledSpan(0, 6, "author", "authors"),
            LabelledSpan(8, 13, "year", "date"),
            LabelledSpan(15, 24, "title", "title"),
            LabelledSpan(26, 32, "venue", "journal"),
            LabelledSpan(33, 35, "volume", ""),
        ),
        source="made",
        doc="one.xml",
        group="g1",
        lang="en",
        flags=("pdf_spacing",),
    )
    assert (report.n_read, report.n_used, report.problems) == (1, 1, [])


def test_only_id_text_and_spans_are_needed_and_spans_are_sorted(tmp_path):
    record = {"id": "x", "text": "Doe 1999", "spans": [[4, 8, "year"], [0, 3, "author"]]}
    (reference,), _ = corpora.read_references(write(tmp_path / "a.jsonl", json.dumps(record)))
    spans = (LabelledSpan(0, 3, "author"), LabelledSpan(4, 8, "year"))
    assert reference == LabelledReference("x", "Doe 1999", spans)
    assert reference.lang == "und"


@pytest.mark.parametrize(
    ("bad", "reason", "detail"),
    [
        ("{", "not JSON", "Expecting"),
        ("[" * 100_000, "not JSON", "recursion"),
        ('{"id": ' + "9" * 5000 + "}", "not JSON|wrong type|missing key", ""),
        (b'{"id": "\xff"}', "not UTF-8", "byte 8"),
        ("[1, 2]", "not an object", "list"),
        ("null", "not an object", "NoneType"),
        (without("id"), "missing key", "id"),
        (without("text"), "missing key", "text"),
        (without("spans"), "missing key", "spans"),
        (line(id=7), "wrong type", "id"),
        (line(text=None), "wrong type", "text"),
        (line(lang=["en"]), "wrong type", "lang"),
        (line(spans={}), "wrong type", "spans"),
        (line(flags="multi"), "wrong type", "flags"),
        (line(flags=[1]), "wrong type", "flag"),
        (line(spans=[[0, 6]]), "wrong type", "[0, 6]"),
        (line(spans=[[0, 6, "author", "a", 1]]), "wrong type", "span"),
        (line(spans=[[False, 6, "author"]]), "wrong type", "span"),
        (line(spans=[[0.0, 6, "author"]]), "wrong type", "span"),
        (line(spans=[["0", "6", "author"]]), "wrong type", "span"),
        (line(spans=["author"]), "wrong type", "span"),
        (line(id=""), "bad id", "''"),
        (line(id=" x"), "bad id", "' x'"),
        (line(id="# x"), "bad id", "# x"),
        (line(id="x\ny"), "bad id", "line break"),
        (line(text=""), "empty text", ""),
        (line(text=" \t\u3000"), "empty text", ""),
        (line(text="Doe \ud800 1999"), "lone surrogate", "ud800"),
        (line(source="\udfff"), "lone surrogate", "udfff"),
        (line(flags=["\udc80"]), "lone surrogate", "udc80"),
        (line(spans=[[0, 6, "author", "\ud83d"]]), "lone surrogate", "ud83d"),
        (line(spans=[[0, 6, "AUTHOR"]]), "unknown label", "AUTHOR"),
        (line(spans=[[0, 6, "family"]]), "unknown label", "family"),
        (line(spans=[[-1, 6, "author"]]), "offsets out of range", "-1"),
        (line(spans=[[0, len(TEXT) + 1, "author"]]), "offsets out of range", "44 characters"),
        (line(spans=[[6, 6, "author"]]), "offsets out of range", "[6, 6"),
        (line(spans=[[6, 0, "author"]]), "offsets out of range", "[6, 0"),
        (line(spans=[[0, 7, "author"]]), "white space at the edge", "'Doe J. '"),
        (line(spans=[[3, 6, "author"]]), "white space at the edge", "' J.'"),
        (line(spans=[[0, 2, "author"]]), "span cuts a token", "'Do'"),
        (line(spans=[[1, 3, "author"]]), "span cuts a token", "'oe'"),
        (line(spans=[[9, 12, "year"]]), "span cuts a token", "'999'"),
        (line(spans=[[0, 6, "author"], [4, 13, "year"]]), "overlapping spans", "[4, 13"),
        (line(spans=[[4, 13, "year"], [0, 6, "author"]]), "overlapping spans", "[4, 13"),
        (line(spans=[[0, 6, "author"], [5, 13, "year"]]), "overlapping spans", "[5, 13"),
        (line(spans=[[0, 6, "author"], [0, 6, "editor"]]), "overlapping spans", "editor"),
        (line(), "repeated id", "made:1"),
    ],
)  # fmt: skip
def test_a_bad_line_is_left_out_and_named(tmp_path, bad, reason, detail):
    path = write(tmp_path / "a.jsonl", line(), "", bad, line(id="made:2"))
    with pytest.warns(TaggerWarning, match=r"\[W003\] .*a\.jsonl: 1 of 3") as caught:
        references, report = corpora.read_references(path)
    assert len(caught) == 1
    assert [reference.id for reference in references] == ["made:1", "made:2"]
    assert (report.n_read, report.n_used) == (3, 2)
    (problem,) = report.problems
    assert problem.line == 3
    assert problem.reason in reason.split("|")
    assert detail in problem.detail


def test_spans_that_touch_and_reach_the_ends_are_right(tmp_path):
    record = {"id": "x", "text": "1999a", "spans": [[0, 4, "year"], [4, 5, "note"]]}
    (reference,), _ = corpora.read_references(write(tmp_path / "a.jsonl", json.dumps(record)))
    assert len(reference.spans) == 2


def test_offsets_count_code_points(tmp_path):
    record = {"id": "x", "text": "\U0001d49c\U0001d4ae 1999", "spans": [[3, 7, "year"]]}
    (reference,), _ = corpora.read_references(write(tmp_path / "a.jsonl", json.dumps(record)))
    assert reference.text[3:7] == "1999"


def test_report_counts_by_reason(tmp_path):
    bad = [line(id=f"b{i}", spans=[[0, 2, "author"]]) for i in range(12)]
    _, report = read_quietly(write(tmp_path / "a.jsonl", line(), *bad, "{"))
    assert report.reasons() == "span cuts a token 12, not JSON 1"
    summary = report.summary().split("\n")
    assert summary[0].endswith("a.jsonl: 1 of 14 references are right (" + report.reasons() + ")")
    assert summary[1].startswith("  line 2: span cuts a token: [0, 2, 'author'] 'Do'")
    assert summary[-1] == "  ... and 3 more"
    assert len(summary) == 12


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + line().encode() + b"\r\n\r\n" + line(id="made:2").encode() + b"\r\n",
        b"\xef\xbb\xbf\n" + line().encode() + b"\n  \t\n" + line(id="made:2").encode(),
        b"\n\n" + line().encode() + b"\r\n" + line(id="made:2").encode(),
    ],
    ids=["bom-crlf", "bom-blank", "no-last-newline"],
)
def test_byte_order_mark_crlf_and_blank_lines(tmp_path, content):
    path = tmp_path / "a.jsonl"
    path.write_bytes(content)
    references, report = corpora.read_references(path)
    assert [reference.id for reference in references] == ["made:1", "made:2"]
    assert references[0].text == TEXT
    assert (report.n_read, report.problems) == (2, [])


def test_lines_end_at_line_feeds_only(tmp_path):
    text = "Doe\u2028J.\x85 1999"
    record = {"id": "x", "text": text, "spans": [[0, 3, "author"]]}
    raw = json.dumps(record, ensure_ascii=False)
    (reference,), _ = corpora.read_references(write(tmp_path / "a.jsonl", raw))
    assert reference.text == text


def test_unusable_files(tmp_path):
    with pytest.raises(CorpusError, match="R040"):
        corpora.read_references(tmp_path / "none.jsonl")
    with pytest.raises(CorpusError, match=r"R041.*it is empty"):
        corpora.read_references(write(tmp_path / "empty.jsonl", ""))
    with pytest.raises(CorpusError, match=r"R041.*not JSON 2, unknown label 1"):
        corpora.read_references(
            write(tmp_path / "bad.jsonl", "{", "}", line(spans=[[0, 3, "given"]]))
        )
    with pytest.raises(CorpusError, match="R041"):
        corpora.read_references(tmp_path)


def test_check_file_reports_where_nothing_is_right(tmp_path):
    report = corpora.check_file(write(tmp_path / "bad.jsonl", "{", "}"))
    assert (report.n_read, report.n_used) == (2, 0)
    assert [problem.line for problem in report.problems] == [1, 2]


@pytest.mark.parametrize("flag", corpora.EXCLUDED_FLAGS)
def test_excluded_flags_are_read_but_not_usable(tmp_path, flag):
    (reference,), _ = corpora.read_references(write(tmp_path / "a.jsonl", line(flags=["x", flag])))
    assert not corpora.is_usable(reference)


def test_other_flags_are_usable():
    assert corpora.is_usable(LabelledReference.from_json(RECORD))


# files

NAMES_ONLY = json.dumps(
    {
        "id": "n:1",
        "text": "Doe John",
        "spans": [[0, 3, "family", "surname"], [4, 8, "given", "forename"]],
    }
)
NAMES_MIDDLE = json.dumps({"id": "n:2", "text": "Q", "spans": [[0, 1, "middle"]]})


def test_directory_gives_its_files_sorted_without_files_of_names(tmp_path):
    write(tmp_path / "b.jsonl", line(id="b"))
    write(tmp_path / "a.jsonl", "{", line(id="a"))
    write(tmp_path / "aa.jsonl", NAMES_ONLY, "", NAMES_MIDDLE)
    write(tmp_path / "c.jsonl.txt", "no")
    with pytest.warns(TaggerWarning, match=r"aa\.jsonl: 2 of 2 .*labels names only") as caught:
        files = corpora.find_files(tmp_path)
    assert len(caught) == 1
    assert files == [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]


def test_names_are_known_by_their_labels_not_by_the_file_name(tmp_path):
    write(tmp_path / "names_x.jsonl", line())
    write(tmp_path / "mixed.jsonl", NAMES_ONLY, line())
    write(tmp_path / "unlabelled.jsonl", json.dumps({"id": "u", "text": "Doe", "spans": []}))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        files = corpora.find_files(tmp_path)
    assert [file.name for file in files] == ["mixed.jsonl", "names_x.jsonl", "unlabelled.jsonl"]


def test_a_file_is_taken_as_it_is(tmp_path):
    path = write(tmp_path / "names.txt", NAMES_ONLY)
    assert corpora.find_files(path) == [path]
    assert corpora.find_files(str(path)) == [path]
    with pytest.raises(CorpusError, match=r"R041.*unknown label 1"):
        corpora.read_references(path)


def test_find_files_finds_nothing(tmp_path):
    with pytest.raises(CorpusError, match="R040"):
        corpora.find_files(tmp_path / "none")
    with pytest.raises(CorpusError, match="R041"):
        corpora.find_files(tmp_path)


def test_read_all_reads_a_file_once_and_leaves_out_repeated_ids(tmp_path):
    first = write(tmp_path / "a.jsonl", line(id="a"))
    write(tmp_path / "b.jsonl", line(id="b"), line(id="a", lang="fr"))
    with pytest.warns(TaggerWarning, match="repeated id 1"):
        references, reports = corpora.read_all([first, tmp_path])
    assert [(r.id, r.lang) for r in references] == [("a", "en"), ("b", "en")]
    assert [report.n_read for report in reports] == [1, 2]
    assert [problem[:2] for problem in reports[1].problems] == [(2, "repeated id")]


def test_read_all_takes_one_path(tmp_path):
    path = write(tmp_path / "a.jsonl", line())
    assert corpora.read_all(path)[0] == corpora.read_all(str(path))[0]


# round trips

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
ids = st.from_regex(r"[a-z]{1,5}:[0-9]{1,4}", fullmatch=True)


@st.composite
def references(draw: st.DrawFn) -> LabelledReference:
    """Make a right reference: spans of whole tokens of a text of any characters."""
    text = draw(
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(str.strip)
    )
    tokens = tokenize(text)
    cuts = sorted(draw(st.sets(st.integers(0, len(tokens)), max_size=6)))
    spans = []
    for first, last in zip(cuts[::2], cuts[1::2], strict=False):
        label = draw(st.sampled_from(NAMES))
        spans.append(LabelledSpan(tokens[first].start, tokens[last - 1].end, label, draw(words)))
    return LabelledReference(
        draw(ids), text, tuple(spans), draw(words), draw(words), draw(words), draw(words),
        tuple(draw(st.lists(words, max_size=3))),
    )  # fmt: skip


@settings(deadline=None)
@given(references())
def test_json_round_trip(reference):
    record = json.loads(json.dumps(reference.to_json()))
    assert LabelledReference.from_json(record) == reference
    assert corpora.check(record) == reference


def test_to_json_is_the_format_of_the_corpora():
    assert LabelledReference.from_json(RECORD).to_json() == RECORD


@settings(deadline=None)
@given(st.lists(references(), min_size=1, max_size=4, unique_by=lambda reference: reference.id))
def test_file_round_trip(tmp_path_factory, made):
    path = tmp_path_factory.mktemp("out") / "new" / "a.jsonl"
    corpora.write_references(path, iter(made))
    assert corpora.read_references(path)[0] == made
    assert b"\r" not in path.read_bytes()


def test_a_failed_write_leaves_the_old_file(tmp_path):
    path = write(tmp_path / "a.jsonl", line())
    before = path.read_bytes()

    def broken():
        yield LabelledReference.from_json(RECORD)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        corpora.write_references(path, broken())
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_write_to_a_place_that_cannot_be_written(tmp_path):
    write(tmp_path / "file", "")
    with pytest.raises(UsageError, match="R064"):
        corpora.write_references(tmp_path / "file" / "a.jsonl", [])


# lists of ids


def test_ids_round_trip(tmp_path):
    path = tmp_path / "splits" / "dev.txt"
    corpora.write_ids(path, ["b:2", "a:1", "b:10"], "three")
    assert path.read_text() == "# three\na:1\nb:10\nb:2\n"
    assert corpora.read_ids(path) == ["a:1", "b:10", "b:2"]


def test_ids_of_other_editors(tmp_path):
    path = tmp_path / "dev.txt"
    path.write_bytes(b"\xef\xbb\xbf# list\r\n\r\nb:2\r\n  a:1 \r\n# end")
    assert corpora.read_ids(path) == ["b:2", "a:1"]


def test_ids_that_cannot_be_read(tmp_path):
    with pytest.raises(CorpusError, match="R040"):
        corpora.read_ids(tmp_path / "none.txt")
    with pytest.raises(CorpusError, match="R041"):
        corpora.read_ids(write(tmp_path / "a.txt", "# nothing"))
    with pytest.raises(CorpusError, match="R041"):
        corpora.read_ids(write(tmp_path / "b.txt", b"\xff\xfe"))


def test_read_splits(tmp_path):
    write(tmp_path / "dev.txt", "# dev", "a")
    write(tmp_path / "test.txt", "# test", "b", "c")
    assert corpora.read_splits(tmp_path) == {"dev": {"a"}, "test": {"b", "c"}}
    write(tmp_path / "test.txt", "# test", "b", "a")
    with pytest.raises(CorpusError, match=r"R042.*test\.txt.*'a'.*'dev'"):
        corpora.read_splits(tmp_path)


def test_read_splits_finds_nothing(tmp_path):
    with pytest.raises(CorpusError, match="R041"):
        corpora.read_splits(tmp_path)
    with pytest.raises(CorpusError, match="R040"):
        corpora.read_splits(tmp_path / "none")


def test_partition():
    made = [LabelledReference(name, "x", ()) for name in "abcd"]
    parts = corpora.partition(made, {"dev": ["c", "unknown"], "test": ["a"], "extra": []})
    assert {name: [r.id for r in part] for name, part in parts.items()} == {
        "train": ["b", "d"],
        "dev": ["c"],
        "test": ["a"],
        "extra": [],
    }


@pytest.mark.parametrize(
    ("n", "size"),
    [(0, 0), (4, 0), (100, 20), (700, 140), (1000, 150), (4000, 240), (7000, 420), (9000, 450)],
)
def test_held_out_size(n, size):
    assert corpora.held_out_size(n) == size


# near-duplicates and splits

WORKS = [
    ("Marta Ellinghaus", "Sediment transport in braided alpine rivers", "Journal of Hydrology"),
    ("Kofi Adjei-Mensah", "Pricing of cocoa futures under export quotas", "World Economy"),
    ("Ingrid Solbakken", "Parish registers as evidence for plague mortality", "Past & Present"),
    ("Rafael Quintero", "Stochastic gradient methods with heavy-tailed noise", "Neurocomputing"),
    ("Hanae Tsukamoto", "Enantioselective hydrogenation over chiral rhodium", "Organometallics"),
    ("Pavel Dvořák", "Baroque organ building in Moravian monasteries", "Early Music"),
    ("Siobhan Kerrigan", "Peatland restoration and methane flux in Donegal", "Wetlands Ecology"),
    ("Umberto Galvani", "Superconducting qubits coupled to a mechanical mode", "Physical Review"),
    ("Leila Haddadi", "Bilingual acquisition of grammatical gender", "Journal of Child Language"),
    ("Tomasz Wojcik", "Fatigue cracking of orthotropic bridge decks", "Engineering Structures"),
]


def make(id_: str, *pieces: tuple[str, str], **details: str) -> LabelledReference:
    text, spans = "", []
    for piece, label in pieces:
        if label:
            spans.append(LabelledSpan(len(text), len(text) + len(piece), label))
        text += piece
    return LabelledReference(id_, text, tuple(spans), **details)


def print_work(work: int, variant: int, **details: str) -> LabelledReference:
    """Print a work in one of three ways: plain, with OCR errors, and in another style."""
    author, title, venue = WORKS[work]
    year = str(1980 + work)
    id_ = f"{work}:{variant}"
    if variant == 0:
        pieces = [(author, "author"), (", ", ""), (title, "title"), (". ", ""), (venue, "venue"),
                  (", ", ""), (year, "year")]  # fmt: skip
    elif variant == 1:
        noisy = title.replace("in", "m", 1).replace(" of ", " oí ")
        pieces = [(author.upper(), "author"), (" (", ""), (year, "year"), ("). ", ""),
                  (noisy[:9] + "-" + noisy[9:], "title"), (". ", ""), (venue, "venue")]  # fmt: skip
    else:
        # another language of names and a short venue: little but the title is the same
        pieces = [("[7] ", ""), (author.split()[-1], "author"), (" et al. «", ""),
                  (title.upper(), "title"), ("». ", ""), (venue[:4] + ".", "venue"), (" 12:", ""),
                  ("1-9", "pages")]  # fmt: skip
    return make(id_, *pieces, **details)


def made_up(**details: str) -> list[LabelledReference]:
    return [print_work(w, v, source="made", **details) for v in range(3) for w in range(len(WORKS))]


def work_of(reference: LabelledReference) -> str:
    return reference.id.split(":")[0]


def shared_works(parts: dict[str, list[LabelledReference]]) -> set[str]:
    counts = Counter(work for part in parts.values() for work in {work_of(r) for r in part})
    return {work for work, count in counts.items() if count > 1}


@pytest.fixture
def learn():
    """Skip where the extra `train` is not installed."""
    for module in ("sklearn", "scipy"):
        pytest.importorskip(module)


@pytest.mark.train
@pytest.mark.usefixtures("learn")
def test_near_duplicate_groups_are_the_works():
    made = made_up()
    groups = corpora.near_duplicate_groups(made)
    assert groups == [int(work_of(reference)) for reference in made]


@pytest.mark.train
@pytest.mark.usefixtures("learn")
def test_equal_long_titles_join_what_the_text_does_not():
    title = "Sediment transport in braided alpine rivers"
    a = make("a", ("Ellinghaus M.", "author"), (" ", ""), (title, "title"))
    long = "Zeitschrift der Gesellschaft für Erdkunde zu Berlin, neue Folge, zweite Abteilung" * 3
    b = make("b", (long, "venue"), (" ", ""), (title.upper() + "", "title"))
    c = make("c", (long, "note"), (" ", ""), (title.upper() + "", "note"))
    assert corpora.near_duplicate_groups([a, b], threshold=0.99) == [0, 0]
    assert corpora.near_duplicate_groups([a, c], threshold=0.99) == [0, 1]
    ((i, j, similarity),) = corpora.near_duplicates([a], [c, b], threshold=0.99)
    assert (i, j) == (0, 1)
    assert 0 < similarity < 0.99


@pytest.mark.train
@pytest.mark.usefixtures("learn")
def test_equal_short_titles_join_nothing():
    a = make("a", ("Doe", "author"), (" ", ""), ("Introduction", "title"), (" Nature 1999", ""))
    b = make("b", ("Kerrigan", "author"), (". ", ""), ("Introduction", "title"), (" Wien 1811", ""))
    assert corpora.near_duplicate_groups([a, b]) == [0, 1]


@pytest.mark.train
@pytest.mark.usefixtures("learn")
def test_near_duplicates_across_two_lists():
    a = [print_work(work, 0) for work in (0, 1, 2)]
    b = [print_work(work, 1) for work in (5, 2, 0)]
    pairs = corpora.near_duplicates(a, b)
    assert [(i, j) for i, j, _ in pairs] == [(0, 2), (2, 1)]
    assert all(corpora.NEAR <= similarity <= 1 for _, _, similarity in pairs)
    assert corpora.near_duplicates(a, a[:1]) == [(0, 0, pytest.approx(1))]
    assert corpora.near_duplicates(a, []) == corpora.near_duplicates([], a) == []


@pytest.mark.train
@pytest.mark.usefixtures("learn")
def test_near_duplicates_are_the_same_in_chunks(monkeypatch):
    made = made_up()
    whole = corpora.near_duplicate_groups(made), corpora.near_duplicates(made, made)
    monkeypatch.setattr("tagger.corpora.near._CHUNK", 7)
    assert (corpora.near_duplicate_groups(made), corpora.near_duplicates(made, made)) == whole


@pytest.mark.train
@pytest.mark.usefixtures("learn")
def test_texts_without_letters_are_no_error():
    made = [LabelledReference("a", "...", ()), LabelledReference("b", "—", ())]
    assert corpora.near_duplicate_groups(made) == [0, 1]
    assert corpora.near_duplicate_groups([]) == corpora.reference_groups([]) == []


@pytest.mark.train
@pytest.mark.usefixtures("learn")
@pytest.mark.parametrize("seed", range(5))
def test_no_work_is_in_two_parts(seed, monkeypatch):
    made = made_up()
    monkeypatch.setattr("tagger.corpora.splits.GREATEST_GROUP", 1)
    parts = corpora.split_by_group(made, dev=6, test=6, seed=seed)
    assert {name: len(part) for name, part in parts.items()} == {"train": 18, "dev": 6, "test": 6}
    assert sorted(r.id for part in parts.values() for r in part) == sorted(r.id for r in made)
    assert shared_works(parts) == set()
    for name in ("dev", "test"):
        rest = [r for other, part in parts.items() if other != name for r in part]
        assert corpora.near_duplicates(parts[name], rest) == []


@pytest.mark.train
@pytest.mark.usefixtures("learn")
def test_without_the_grouping_works_leak(monkeypatch):
    # the test above can fail: with every reference a group of its own it does
    made = made_up()
    monkeypatch.setattr("tagger.corpora.splits.GREATEST_GROUP", 1)
    monkeypatch.setattr(
        "tagger.corpora.splits.near_duplicate_groups", lambda all_, **_: list(range(len(all_)))
    )
    parts = corpora.split_by_group(made, dev=6, test=6, seed=0)
    assert len(shared_works(parts)) > 2
    rest = parts["train"] + parts["dev"]
    assert corpora.near_duplicates(parts["test"], rest)


@pytest.mark.train
@pytest.mark.usefixtures("learn")
def test_split_is_set_by_the_seed(monkeypatch):
    made = made_up()
    monkeypatch.setattr("tagger.corpora.splits.GREATEST_GROUP", 1)
    splits = [corpora.split_by_group(made, dev=6, test=6, seed=seed) for seed in (1, 1, 2)]
    assert splits[0] == splits[1] != splits[2]


@pytest.mark.train
@pytest.mark.usefixtures("learn")
def test_documents_and_clusters_stay_together_but_collections_do_not():
    # 100 of the source: a doc of 2, a collection of 6, a cluster of 2, the rest alone
    def details(i: int) -> dict[str, str]:
        doc = {0: "paper", 1: "paper"}.get(i, "collection" if i < 8 else "")
        return {"doc": doc, "group": "g" if i in (8, 9) else ""}

    letters = "abcdefghij"
    made = [
        LabelledReference(
            str(i), " ".join(letters[i // 10] * 4 + letters[i % 10] * 4 + c for c in "xyz"), (),
            source="made", **details(i),
        )
        for i in range(100)
    ]  # fmt: skip
    groups = corpora.reference_groups(made)
    assert len(set(groups)) == 98
    assert groups[0] == groups[1]
    assert groups[8] == groups[9]
    # a doc of the same name in another source is another document
    other = [LabelledReference("o", "Quite another thing", (), source="other", doc="paper")]
    assert corpora.reference_groups(made + other)[-1] != groups[0]


@pytest.mark.train
@pytest.mark.usefixtures("learn")
def test_large_groups_stay_in_training_and_sizes_hold_by_source():
    # three prints of each of ten works, and twenty works of one print each, in two sources
    alone = [
        LabelledReference(f"s{i}:0", f"{chr(97 + i) * 7} {chr(97 + i) * 5}", (), source="small")
        for i in range(20)
    ]
    made = made_up() + alone
    parts = corpora.split_by_group(made, dev={"small": 4}, test={"small": 3, "made": 6}, seed=0)
    assert Counter(r.source for r in parts["dev"]) == {"small": 4}
    # a group of three is more than a tenth of six
    assert Counter(r.source for r in parts["test"]) == {"small": 3}


@pytest.mark.train
@pytest.mark.usefixtures("learn")
def test_a_group_across_sources_goes_whole(monkeypatch):
    monkeypatch.setattr("tagger.corpora.splits.GREATEST_GROUP", 1)
    made = [print_work(w, v, source=f"s{v}") for v in range(3) for w in range(len(WORKS))]
    parts = corpora.split_by_group(made, dev=9, test=9, seed=3)
    assert shared_works(parts) == set()
    assert parts["dev"]
    assert parts["test"]


# datasets


@pytest.fixture(scope="module")
def datasets():
    return pytest.importorskip("datasets")


@pytest.mark.train
@settings(deadline=None)
@given(st.lists(references(), max_size=4))
def test_dataset_round_trip(datasets, made):
    dataset = corpora.to_dataset(made)
    assert isinstance(dataset, datasets.Dataset)
    assert dataset.features == corpora.features()
    assert corpora.from_dataset(dataset) == made


@pytest.mark.train
def test_dataset_rows(datasets):
    (row,) = corpora.to_dataset([LabelledReference.from_json(RECORD)])
    assert row["text"] == TEXT
    assert row["flags"] == ["pdf_spacing"]
    assert row["spans"][1] == {"start": 8, "end": 13, "label": "year", "original": "date"}
    assert set(row) == set(RECORD)


@pytest.mark.train
def test_load_dataset_with_splits(datasets, tmp_path):
    lines = [line(id=f"x:{i}", flags=["multi"] if i == 4 else []) for i in range(5)]
    path = write(tmp_path / "a.jsonl", *lines)
    corpora.write_ids(tmp_path / "splits" / "dev.txt", ["x:1", "x:4"], "dev")
    corpora.write_ids(tmp_path / "splits" / "test.txt", ["x:3"], "test")
    loaded = corpora.load_dataset(path, splits=tmp_path / "splits")
    assert isinstance(loaded, datasets.DatasetDict)
    by_name = {name: part["id"][:] for name, part in loaded.items()}
    assert by_name == {"train": ["x:0", "x:2"], "dev": ["x:1"], "test": ["x:3"]}
    flagged = corpora.load_dataset([path], splits={"dev": {"x:4"}}, with_flagged=True)
    assert {name: len(part) for name, part in flagged.items()} == {"train": 4, "dev": 1}
    assert list(corpora.load_dataset(path)) == ["train"]


@pytest.mark.parametrize(
    ("module", "call"),
    [
        ("datasets", lambda made: corpora.to_dataset(made)),
        ("sklearn.feature_extraction.text", corpora.near_duplicate_groups),
        ("sklearn.feature_extraction.text", lambda made: corpora.near_duplicates(made, made)),
    ],
)
def test_a_missing_extra_is_named(monkeypatch, module, call):
    monkeypatch.setitem(sys.modules, module, None)  # importing it raises ModuleNotFoundError
    package = module.split(".")[0]
    with pytest.raises(UsageError, match=rf"R060.*missing: {package}.*ref-tagger\[train\]"):
        call([LabelledReference.from_json(RECORD)])


def test_import_is_light():
    code = (
        "import sys, tagger.corpora, tagger.corpora.__main__\n"
        "heavy = {'torch', 'datasets', 'sklearn', 'scipy', 'pyarrow'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


# commands


def test_check_command(tmp_path, capsys):
    good = write(tmp_path / "good.jsonl", line())
    bad = write(tmp_path / "bad.jsonl", "{", "}")
    assert main(["check", str(good)]) == 0
    assert "1 of 1 references are right" in capsys.readouterr().out
    assert main(["check", str(bad), str(good)]) == 1
    out = capsys.readouterr().out
    assert re.search(r"bad\.jsonl: 0 of 2 .*\n  line 1: not JSON.*\n  line 2: not JSON", out)
    assert "good.jsonl: 1 of 1" in out
    assert main(["check", str(tmp_path / "none.jsonl")]) == 1
    assert "[R040]" in capsys.readouterr().err


@pytest.mark.train
@pytest.mark.usefixtures("learn")
def test_split_command(tmp_path, capsys):
    letters = "abcdefghijklmnopqrst"
    made = [
        LabelledReference(
            f"{a}:{b}", f"{a * 6} {b * 6} {a}{b}{a}{b}{a}", (), source=a,
            flags=("multi",) if b == "a" else (),
        )
        for a in "xy" for b in letters
    ]  # fmt: skip
    corpora.write_references(tmp_path / "a.jsonl", made)
    out = tmp_path / "splits"
    sizes = ["--dev", "2", "--test", "3", "--seed", "5"]
    assert main(["split", str(tmp_path / "a.jsonl"), "--output", str(out), *sizes]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "test: 6 {'x': 3, 'y': 3}" in captured.err
    assert "dev: 0 near-duplicates in the other parts" in captured.err
    splits = corpora.read_splits(out)
    assert {name: len(ids) for name, ids in splits.items()} == {"dev": 4, "test": 6}
    assert not any(id_.endswith(":a") for ids in splits.values() for id_ in ids)
    assert (out / "test.txt").read_text().startswith("# 6 ids held out for test")


# the committed lists


def test_committed_lists_are_sorted_apart_and_hold_ids_only():
    splits = corpora.read_splits(ROOT / "training" / "splits")
    assert set(splits) == {"dev", "test"}
    for name, ids in splits.items():
        listed = corpora.read_ids(ROOT / "training" / "splits" / f"{name}.txt")
        assert listed == sorted(ids)
        assert all(re.fullmatch(r"[a-z_]+:[^\s:]+(:\d+)?", id_) for id_ in listed)


@pytest.mark.train
@pytest.mark.usefixtures("learn")
@pytest.mark.skipif(not REAL.is_dir(), reason="the corpora are not at hand (REF_TAGGER_CORPORA)")
def test_committed_lists_name_usable_references_without_near_duplicates():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", TaggerWarning)
        found, _ = corpora.read_all(REAL)
    parts = corpora.partition(
        filter(corpora.is_usable, found), corpora.read_splits(ROOT / "training" / "splits")
    )
    for name in ("dev", "test"):
        listed = corpora.read_ids(ROOT / "training" / "splits" / f"{name}.txt")
        assert len(parts[name]) == len(listed)
        rest = [r for other, part in parts.items() if other != name for r in part]
        assert corpora.near_duplicates(parts[name], rest) == []
