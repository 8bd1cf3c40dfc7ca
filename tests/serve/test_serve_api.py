"""The service's own routes: what goes in, what comes out."""

from __future__ import annotations

import io
import json
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("fastapi")

from serve_fakes import LABELS, TEXT, load_fake

from tagger.corpora.records import check
from tagger.errors import CorpusError
from tagger.labels import LABELS as ALL_LABELS
from tagger.serve.api import FILES
from tagger.serve.checks import BODIES
from tagger.serve.guard import HEADERS
from tagger.serve.models import ExportFormat, ParseFormat
from tagger.serve.work import EXPORT_FORMATS, PARSE_FORMATS, find_in_file

PAGE = f"References\n\n1. {TEXT}.\n2. Lamport, L. (1986). LaTeX. Reading, 3.\n"


def parse(client: Any, **body: Any) -> list[dict[str, Any]]:
    # `json.dumps` writes ASCII, lone surrogates too, as browsers do
    headers = {"content-type": "application/json"}
    answer = client.post("/api/parse", content=json.dumps(body), headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    return answer.json()["references"]


def pieces(reference: dict[str, Any]) -> dict[str, str]:
    return {
        span["label"]: reference["text"][span["start"] : span["end"]] for span in reference["spans"]
    }


def test_strings_are_labelled_in_their_order(client: Any) -> None:
    texts = [TEXT, "", "nothing here", TEXT.replace("1984", "1985")]
    references = parse(client, texts=texts)
    assert [one["text"] for one in references] == texts
    assert [len(one["spans"]) for one in references] == [5, 0, 0, 5]
    assert pieces(references[3])["year"] == "1985"


def test_offsets_are_in_code_points(client: Any) -> None:
    (reference,) = parse(client, texts=["𝔎nuth, D. 😀 (1984). The \ud83d book."])
    assert pieces(reference) == {
        "author": "𝔎nuth, D. 😀",
        "year": "1984",
        "title": "The \ufffd book",
    }


@pytest.mark.parametrize("format", [one for one in PARSE_FORMATS if one not in ("spans", "fields")])
def test_each_format_has_its_key(client: Any, format: str) -> None:
    (reference,) = parse(client, texts=[TEXT], format=format)
    assert set(reference) == {"text", "spans", format}
    assert "Literate" in json.dumps(reference[format])


def test_fields_are_those_of_the_library(client: Any) -> None:
    (reference,) = parse(client, texts=[TEXT])
    assert [one["label"] for one in reference["fields"]] == list(LABELS)
    assert reference["fields"][1] == {
        "label": "year", "value": "1984", "raw": "1984", "start": 14, "end": 18,
        "confidence": pytest.approx(0.6),
    }  # fmt: skip
    assert set(parse(client, texts=[TEXT], format="spans")[0]) == {"text", "spans"}


def test_confidences(client: Any) -> None:
    (reference,) = parse(client, texts=[TEXT], confidence=False)
    assert {span["confidence"] for span in reference["spans"]} == {None}
    (reference,) = parse(client, texts=[TEXT], min_confidence=0.65)
    assert set(pieces(reference)) == {"title", "venue", "volume"}
    (reference,) = parse(client, texts=[TEXT], min_confidence=0.65, confidence=False)
    assert set(pieces(reference)) == {"title", "venue", "volume"}


def test_a_page(client: Any) -> None:
    references = parse(client, page=PAGE)
    assert [pieces(one)["year"] for one in references] == ["1984", "1986"]
    places = [one["found"] for one in references]
    assert [place["label"] for place in places] == ["1", "2"]
    assert PAGE[places[0]["start"] : places[0]["end"]].startswith("Knuth")


def test_a_page_with_a_reference_a_line(client: Any) -> None:
    references = parse(client, page=f"\n{TEXT}\n\n  two \r\n", find=False)
    assert [one["text"] for one in references] == [TEXT, "two"]


def test_ten_thousand_strings_come_as_a_stream(served: Any) -> None:
    import httpx

    texts = [f"{TEXT} {n}" for n in range(10_000)]
    with (
        served() as (_, address),
        httpx.stream(
            "POST",
            f"{address}/api/parse",
            json={"texts": texts, "format": "spans"},
            headers={"accept": "application/x-ndjson"},
        ) as answer,
    ):
        assert answer.headers["content-type"] == "application/x-ndjson"
        assert "content-length" not in answer.headers
        seen = [json.loads(line)["text"] for line in answer.iter_lines()]
    assert seen == texts


@pytest.mark.parametrize("count", [0, 1, 4, 5, 8, 9, 30])
@pytest.mark.parametrize("accept", ["application/json", "application/x-ndjson"])
def test_lists_of_any_length(client: Any, count: int, accept: str) -> None:
    texts = [f"string {n}" for n in range(count)]
    answer = client.post("/api/parse", json={"texts": texts}, headers={"accept": accept})
    if accept == "application/json":
        references = answer.json()["references"]
    else:
        assert answer.text.count("\n") == count
        references = [json.loads(line) for line in answer.text.splitlines()]
    assert [one["text"] for one in references] == texts


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "texts or page"),
        ({"texts": [], "page": ""}, "not both"),
        ({"texts": [1]}, "texts.0"),
        ({"texts": "Knuth"}, "texts"),
        ({"texts": [], "fromat": "csl"}, "fromat"),
        ({"texts": [], "format": "word"}, "format"),
        ({"texts": [], "min_confidence": 2}, "min_confidence"),
        ({"texts": [], "confidence": 1}, "confidence"),
        ([], "dict"),
    ],
)
def test_requests_that_make_no_sense(client: Any, body: Any, words: str) -> None:
    answer = client.post("/api/parse", json=body)
    assert answer.status_code == 422
    assert words in answer.json()["error"]["message"]


def exported(client: Any, format: str, **reference: Any) -> Any:
    return client.post("/api/export", json={"references": [reference], "format": format})


def test_corrected_labels_are_exported(client: Any) -> None:
    (reference,) = parse(client, texts=[TEXT])
    reference["spans"][3]["label"] = "publisher"
    answer = client.post(
        "/api/export", json={"references": [reference, reference], "format": "bibtex"}
    )
    assert answer.status_code == 200
    assert "publisher = {The Computer Journal}" in answer.text
    assert "{knuth1984literate," in answer.text
    assert "{knuth1984literatea," in answer.text
    assert answer.headers["content-disposition"] == 'attachment; filename="references.bib"'


@pytest.mark.parametrize("format", EXPORT_FORMATS)
def test_each_format_is_exported(client: Any, format: str) -> None:
    (reference,) = parse(client, texts=[TEXT])
    answer = exported(client, format, **reference)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == f"{FILES[format][0]}; charset=utf-8"
    assert "Literate" in answer.text


def test_training_data_passes_the_check_of_the_corpora(client: Any) -> None:
    text = "𝔎nuth 1984 Title"
    spans = [
        {"start": 11, "end": 16, "label": "title"},
        {"start": 0, "end": 5, "label": "author"},
    ]
    answer = exported(client, "jsonl", text=text, spans=spans)
    record = json.loads(answer.text)
    assert check(record).spans[1].label == "title"
    assert [span[:3] for span in record["spans"]] == [[0, 5, "author"], [11, 16, "title"]]


@pytest.mark.parametrize(
    ("spans", "words"),
    [
        ([(0, 4, "author"), (3, 5, "year")], "overlap"),
        ([(0, 6, "author")], "lie in its text"),
        ([(2, 2, "author")], "empty"),
        ([(3, 2, "author")], "empty"),
        ([(-1, 2, "author")], "start"),
        ([(0, 10**30, "author")], "lie in its text"),
        ([(0, 2, "AUTHOR")], "labels are author"),
    ],
)
def test_spans_that_cannot_be(client: Any, spans: list[tuple[int, int, str]], words: str) -> None:
    keys = ("start", "end", "label")
    answer = exported(
        client, "bibtex", text="abcde", spans=[dict(zip(keys, one, strict=True)) for one in spans]
    )
    assert answer.status_code == 422
    assert words in answer.json()["error"]["message"]


def upload(client: Any, content: bytes, name: str = "refs.txt", **fields: str) -> Any:
    return client.post("/api/upload", files={"file": (name, content)}, data=fields)


def test_a_text_file(client: Any) -> None:
    answer = upload(client, b"\xef\xbb\xbf" + PAGE.encode(), format="csl")
    assert [one["csl"]["title"] for one in answer.json()["references"]] == [
        "Literate programming",
        "LaTeX",
    ]


def test_a_pdf(client: Any) -> None:
    pytest.importorskip("pypdf")
    answer = upload(client, pdf("References", f"1. {TEXT}."), "x.txt")
    assert answer.status_code == 200, answer.text
    assert [pieces(one)["year"] for one in answer.json()["references"]] == ["1984"]


def test_a_pdf_is_read_as_far_as_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pypdf")
    read = []

    class Page:
        def extract_text(self) -> str:
            read.append(self)
            return "x" * 100

    reader = SimpleNamespace(pages=(Page() for _ in range(1000)))
    monkeypatch.setattr("pypdf.PdfReader", lambda _: reader)
    with pytest.raises(CorpusError, match="more than 250 characters"):
        find_in_file(load_fake(), b"%PDF-", "spans", False, 0.0, longest=250)
    assert len(read) == 3


def pdf(*lines: str) -> bytes:
    """Write a PDF of one page by hand."""
    shown = " ".join(
        "({}) Tj T*".format(line.replace("(", r"\(").replace(")", r"\)")) for line in lines
    )
    content = f"BT /F1 12 Tf 14 TL 50 700 Td {shown} ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    stream = io.BytesIO(b"%PDF-1.4\n")
    stream.seek(0, io.SEEK_END)
    places = []
    for number, one in enumerate(objects, start=1):
        places.append(stream.tell())
        stream.write(b"%d 0 obj\n%s\nendobj\n" % (number, one))
    start = stream.tell()
    stream.write(b"xref\n0 6\n0000000000 65535 f \n")
    stream.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    stream.write(b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"\xff\xfe", 422), (b"%PDF-1.4 broken", 422), (b"x" * 20_001, 422), (b"", 200)],
)
def test_files_that_cannot_be_read(client: Any, content: bytes, status: int) -> None:
    assert upload(client, content).status_code == status


def test_forms_without_a_file(client: Any) -> None:
    assert client.post("/api/upload", files={"other": b"x"}).status_code == 400
    assert upload(client, b"x", format="word").status_code == 422


def test_labels(client: Any) -> None:
    labels = client.get("/api/labels").json()
    assert [one["name"] for one in labels] == [label.name for label in ALL_LABELS]
    assert labels[0]["colour"] == "#99DDFF"


def test_health(client: Any) -> None:
    assert client.get("/health/live").json() == {"status": "live"}
    assert client.get("/health/ready").json() == {"status": "ready", "workers": 1, "of": 1}
    assert client.get("/health").status_code == 200


def test_metrics(client: Any) -> None:
    client.post("/api/parse", json={"texts": ["a", "b"]})
    client.get("/no/such/secret")
    text = client.get("/metrics").text
    assert 'reftagger_requests_total{method="POST",route="/api/parse",status="200"}' in text
    assert 'route="other",status="404"' in text
    assert 'reftagger_request_seconds_bucket{le="0.1",route="/api/parse"}' in text
    assert "reftagger_workers_ready 1.0" in text
    assert "reftagger_strings_total" in text
    assert "secret" not in text


@pytest.mark.parametrize(
    "path", ["/", "/docs", "/openapi.json", "/health", "/metrics", "/no", "/static/no"]
)
def test_every_answer_has_the_headers(client: Any, path: str) -> None:
    answer = client.get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "access-control-allow-origin" not in answer.headers


def test_documentation(client: Any) -> None:
    page = client.get("/docs").text
    assert "/api/processCitationList" in page
    assert "<script" not in page
    schema = client.get("/openapi.json").json()
    assert set(BODIES) <= set(schema["paths"])
    bodies = [one["post"] for path, one in schema["paths"].items() if path in BODIES]
    assert all(one["description"] and "415" in one["responses"] for one in bodies)


def test_formats_are_stated_alike() -> None:
    assert ParseFormat.__args__ == PARSE_FORMATS  # type: ignore[attr-defined]
    assert ExportFormat.__args__ == EXPORT_FORMATS == tuple(FILES)  # type: ignore[attr-defined]
