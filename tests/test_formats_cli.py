"""``python -m tagger parse --format …`` from strings to files that other programs read."""

from __future__ import annotations

import io
import json
from pathlib import Path

import jsonschema
import pytest

import tagger
from tagger.__main__ import main
from tagger.outputs import FORMATS

pytestmark = pytest.mark.model

REFERENCES = (
    "Dominici, Massimiliano. 2014. “An Overview of Pandoc.” TUGboat 35 (1): 44–50.",
    "Gereffi G., Humphrey J. and Sturgeon T. (2005). The Governance of Global Value Chains. Review "
    "of international political economy, 12(1): 78-104, DOI: 10.1080/09692290500049805",
)
UNREADABLE = "?????"
SCHEMA = Path(__file__).parent.parent.parent / "shared" / "schemas" / "csl-data.json"


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "refs.txt"
    path.write_text("\n".join(REFERENCES) + "\n", encoding="utf-8")
    return str(path)


def output(capsys: pytest.CaptureFixture, *arguments: str) -> str:
    assert main(["parse", *arguments]) == 0
    return capsys.readouterr().out


def test_csl(file: str, capsys: pytest.CaptureFixture) -> None:
    items = json.loads(output(capsys, file, "--format", "csl"))
    assert [item.get("title") for item in items] == [
        "An Overview of Pandoc",
        "The Governance of Global Value Chains",
    ]
    assert items[0]["author"] == [{"family": "Dominici", "given": "Massimiliano"}]
    assert items[1]["DOI"] == "10.1080/09692290500049805"
    assert len({item["id"] for item in items}) == 2
    if SCHEMA.exists():
        jsonschema.validate(items, json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_bibtex(file: str, capsys: pytest.CaptureFixture) -> None:
    """Users of JabRef report that other parsers fail on the first of these."""
    database = pytest.importorskip("pybtex.database")
    entries = database.parse_string(output(capsys, file, "--format", "bibtex"), "bibtex").entries
    first, second = entries.values()
    assert first.type == "article"
    assert str(first.persons["author"][0]) == "Dominici, Massimiliano"
    expected = {"journal": "TUGboat", "volume": "35", "number": "1", "pages": "44--50"}
    assert {name: first.fields[name] for name in expected} == expected
    assert first.fields["year"] == "2014"
    assert len(second.persons["author"]) == 3


def test_biblatex(file: str, capsys: pytest.CaptureFixture) -> None:
    database = pytest.importorskip("pybtex.database")
    entries = database.parse_string(output(capsys, file, "--format", "biblatex"), "bibtex").entries
    first = next(iter(entries.values()))
    assert first.fields["journaltitle"] == "TUGboat"
    assert len(entries) == 2


def test_ris(file: str, capsys: pytest.CaptureFixture) -> None:
    rispy = pytest.importorskip("rispy")
    first, second = rispy.loads(output(capsys, file, "--format", "ris"))
    assert first["type_of_reference"] == "JOUR"
    assert first["authors"] == ["Dominici, Massimiliano"]
    assert second["doi"] == "10.1080/09692290500049805"


@pytest.mark.parametrize(("name", "entry"), [("tei", "biblStruct"), ("jats", "mixed-citation")])
def test_xml(name: str, entry: str, file: str, capsys: pytest.CaptureFixture) -> None:
    etree = pytest.importorskip("lxml.etree")
    root = etree.fromstring(output(capsys, file, "--format", name).encode())
    found = root.findall(f".//{{*}}{entry}")
    assert len(found) == 2
    if name == "jats":
        assert ["".join(e.itertext()) for e in found] == list(REFERENCES)


@pytest.mark.parametrize("name", FORMATS)
def test_what_cannot_be_read_is_kept_and_named(
    name: str, file: str, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "tagger.__main__.parse_many",
        lambda texts, **_: (tagger.Reference(UNREADABLE) for _ in texts),
    )
    assert main(["parse", file, "--format", name]) == 0
    shown = capsys.readouterr()
    assert shown.out.count(UNREADABLE) == 2
    assert "W004" in shown.err
    assert "line 2" in shown.err


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_is_a_document_too(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    (tmp_path / "empty.txt").write_text("\n \n")
    written = output(capsys, str(tmp_path / "empty.txt"), "--format", name)
    if name == "csl":
        assert json.loads(written) == []
    if name in ("tei", "jats"):
        pytest.importorskip("lxml.etree").fromstring(written.encode())


def test_several_files_and_an_output_file(file: str, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    assert main(["parse", file, file, "--format", "csl", "--output", str(target)]) == 0
    items = json.loads(target.read_text(encoding="utf-8"))
    assert len(items) == 4
    assert len({item["id"] for item in items}) == 4


def test_an_output_that_cannot_be_written(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    assert main(["parse", file, "--output", str(tmp_path / "no" / "x")]) == 1
    assert "R064" in capsys.readouterr().err


def test_least_confidence(file: str, capsys: pytest.CaptureFixture) -> None:
    lines = output(capsys, file, "--format", "jsonl", "--min-confidence", "0.6").splitlines()
    fields = [field for line in lines for field in json.loads(line)["fields"]]
    assert fields
    assert all(field["confidence"] >= 0.6 for field in fields)
    assert not json.loads(
        output(capsys, file, "--format", "jsonl", "--min-confidence", "1").splitlines()[0]
    )["fields"]
    assert main(["parse", file, "--min-confidence", "0.5", "--no-confidence"]) == 1
    for wrong in ("2", "x"):
        with pytest.raises(SystemExit):
            main(["parse", file, "--min-confidence", wrong])


def test_find(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    wrapped = REFERENCES[1].replace("of Global ", "of Global\n    ")
    page = (
        "We walked along the river and thought about the weather for a while.\n\nReferences\n\n"
        f"[1] {REFERENCES[0]}\n[2] {wrapped}\n"
    )
    (tmp_path / "page.txt").write_text(page, encoding="utf-8")
    written = output(capsys, str(tmp_path / "page.txt"), "--find", "--format", "jsonl")
    records = [json.loads(line) for line in written.splitlines()]
    assert [record["line"] for record in records] == [5, 6]
    assert [record["text"] for record in records] == list(REFERENCES)
    assert [found.label for found in tagger.find(page)] == ["1", "2"]


def make_pdf(lines: list[str]) -> bytes:
    """Write a PDF of one page by hand."""
    text = "".join(f"({line}) Tj T* " for line in lines)
    stream = f"BT /F1 10 Tf 14 TL 40 700 Td {text}ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 6\n0000000000 65535 f \n")
    out.write(b"".join(b"%010d 00000 n \n" % offset for offset in offsets))
    out.write(b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def test_pdf(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    pytest.importorskip("pypdf")
    reference = "Turing, A. M. 1950. Computing machinery and intelligence. Mind 59, 433-460."
    path = tmp_path / "paper.pdf"
    path.write_bytes(make_pdf(["References", "", reference.replace("(", "\\(")]))
    written = output(capsys, str(path), "--find", "--format", "csl")
    assert [item["title"] for item in json.loads(written)] == [
        "Computing machinery and intelligence"
    ]
    path.write_bytes(b"%PDF-1.4 and then nothing of the kind")
    assert main(["parse", str(path)]) == 1
    assert "R044" in capsys.readouterr().err


def test_explain() -> None:
    shown = tagger.parse(REFERENCES[0]).explain()
    assert "Dominici | Massimiliano" in shown
    assert "44-50" in shown
    assert "article-journal" in shown
    assert tagger.parse("").explain() == "no field was found"
    assert "TUGboat" in tagger.parse(REFERENCES[0]).to_bibtex()
