"""GROBID's dialect: as its documentation says, and as its own client reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

pytest.importorskip("fastapi")

from serve_fakes import TEXT

OTHER = "Lamport, L. (1986). LaTeX. A <b>& c, 3"
TEI = "{http://www.tei-c.org/ns/1.0}"
NAMES = "J. Doe, J. Smith and B. M. Jackson"


def post(client: Any, route: str, data: dict[str, Any], **headers: str) -> Any:
    return client.post(f"/api/{route}", data=data, headers=headers)


def test_alive_and_version(client: Any) -> None:
    answer = client.get("/api/isalive")
    assert (answer.text, answer.status_code) == ("true", 200)
    assert set(client.get("/api/version").json()) == {"version", "revision"}


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_one_citation(client: Any, method: str) -> None:
    answer = client.request(method, "/api/processCitation", data={"citations": TEXT})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/xml; charset=utf-8"
    entry = ElementTree.fromstring(answer.content)
    assert entry.tag == "biblStruct"
    assert entry.findtext("monogr/title") or entry.findtext("analytic/title")
    assert "raw_reference" not in answer.text


def test_one_citation_as_multipart(client: Any) -> None:
    answer = client.post("/api/processCitation", files={"citations": (None, TEXT)})
    assert answer.status_code == 200
    assert "Literate programming" in answer.text


def test_bibtex(client: Any) -> None:
    answer = post(
        client, "processCitation", {"citations": TEXT}, accept="application/x-bibtex; q=1"
    )
    assert answer.headers["content-type"] == "application/x-bibtex; charset=utf-8"
    assert answer.text.startswith("@")
    answer = post(
        client, "processCitationList", {"citations": [TEXT] * 6}, accept="application/x-bibtex"
    )
    assert answer.text.count("@") == 6
    assert "{knuth1984literatee," in answer.text


def test_a_list_keeps_every_entry(client: Any) -> None:
    texts = [TEXT, "", "nothing", OTHER, *[TEXT] * 9]
    answer = post(client, "processCitationList", {"citations": texts, "includeRawCitations": "1"})
    tree = ElementTree.fromstring(answer.content)
    entries = tree.findall(f"{TEI}text/{TEI}back/{TEI}div/{TEI}listBibl/{TEI}biblStruct")
    ids = [entry.get("{http://www.w3.org/XML/1998/namespace}id") for entry in entries]
    assert ids == [f"b{n}" for n in range(len(texts))]
    raw = [entry.findtext(f"{TEI}note[@type='raw_reference']") or "" for entry in entries]
    assert raw == texts


@pytest.mark.parametrize("route", ["processCitation", "processCitationList"])
@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        ({"citation": TEXT}, 400, "'citations' is missing"),
        ({}, 400, "Content-Type is missing"),
        ({"citations": ""}, 204, ""),
        ({"citations": "nothing"}, 204, ""),
        ({"citations": TEXT, "consolidateCitations": "0"}, 200, "Knuth"),
        ({"citations": TEXT, "consolidateCitations": "1"}, 400, "offline"),
        ({"citations": TEXT, "consolidateCitations": "2"}, 400, "offline"),
        ({"citations": TEXT, "consolidateCitations": "yes"}, 400, "offline"),
        ({"citations": "x" * 2001}, 413, "2001 characters"),
        ({"citations": "FAIL secret"}, 500, "failed"),
    ],
)
def test_status_codes(
    client: Any, route: str, data: dict[str, str], status: int, words: str
) -> None:
    answer = post(client, route, data)
    assert answer.status_code == status
    assert words in answer.text
    assert "secret" not in answer.text


def test_clients_that_always_ask_for_consolidation(served: Any) -> None:
    """JabRef does (its GrobidCitationFetcher); it can be let through."""
    import httpx

    with served(workers=1, ignore_consolidation=True) as (_, address):
        for value, status in (("1", 200), ("2", 200), ("0", 200), ("3", 400)):
            answer = httpx.post(
                timeout=120,
                url=f"{address}/api/processCitation",
                data={"citations": TEXT, "consolidateCitations": value},
                headers={"accept": "application/x-bibtex"},
            )
            assert answer.status_code == status
            assert answer.text.startswith("@") == (status == 200)


def test_names(client: Any) -> None:
    answer = post(client, "processCitationNames", {"names": NAMES})
    names = ElementTree.fromstring(f"<all>{answer.text}</all>")
    assert [name.findtext(f"{TEI}surname") for name in names] == ["Doe", "Smith", "Jackson"]
    assert [part.get("type") for part in names[2]] == ["first", "middle", None]
    assert post(client, "processCitationNames", {"names": " "}).status_code == 204
    assert post(client, "processCitationNames", {"name": "x"}).status_code == 400


def test_names_are_escaped(client: Any) -> None:
    answer = post(client, "processCitationNames", {"names": "A. <b>Doe</author>, C & D Ltd."})
    assert len(ElementTree.fromstring(f"<all>{answer.text}</all>")) >= 1


@pytest.mark.parametrize(
    ("date", "when"),
    [("September 16th, 2001", "2001-09-16"), ("May 1999", "1999-05"), ("1984", "1984")],
)
def test_dates(client: Any, date: str, when: str) -> None:
    answer = client.put("/api/processDate", data={"date": date})
    assert ElementTree.fromstring(answer.text).attrib == {"when": when}


def test_no_date(client: Any) -> None:
    assert post(client, "processDate", {"date": "some day"}).status_code == 204


def test_the_client_of_grobid_reads_it(served: Any, tmp_path: Path) -> None:
    grobid_client = pytest.importorskip("grobid_client.grobid_client")
    source, target = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    lines = [TEXT, OTHER, "nothing", *[TEXT] * 200]
    (source / "refs.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with served() as (_, address):
        client = grobid_client.GrobidClient(grobid_server=address, check_server=True)
        client.process(
            "processCitationList", str(source), output=str(target), include_raw_citations=True
        )
    (written,) = target.iterdir()
    entries = list(ElementTree.parse(written).getroot().iter(f"{TEI}biblStruct"))
    assert [one.findtext(f"{TEI}note[@type='raw_reference']") for one in entries] == lines
    assert "Literate programming" in "".join(entries[0].itertext())
