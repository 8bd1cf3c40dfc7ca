"""Measurements of growth and of the parts of the work."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import pytest

from tagger import bench, growth
from tagger.tokenizer import split

TEXTS = ["Smith, J. (2001). A title. Journal, 3(2), 4-9.", "Jones, K. 1999: Another. Paris."]


@pytest.mark.parametrize("n_tokens", [1, 3, 17, 18, 19, 100])
def test_strings_have_the_length_that_is_asked_for(n_tokens: int) -> None:
    for text in islice(growth.strings_of(TEXTS, n_tokens), 5):
        assert len(split(text)) == n_tokens


@pytest.mark.model
def test_growth_is_measured_and_drawn(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    pytest.importorskip("matplotlib")
    references, picture = tmp_path / "refs.txt", tmp_path / "growth.png"
    references.write_text("\n".join(TEXTS), encoding="utf-8")
    report = tmp_path / "growth.json"
    assert not bench.main(
        [str(references), "--growth", str(picture), "--most", "1000", "--json", str(report)]
    )
    figures = json.loads(report.read_text(encoding="utf-8"))
    assert [row["tokens"] for row in figures["lengths"]] == list(growth.LENGTHS)
    assert [row["strings"] for row in figures["numbers"]] == [100, 1000]
    assert all(row["seconds"] > 0 and row["peak_memory_mb"] > 20 for row in figures["numbers"])
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.model
def test_parts_add_up(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    references, report = tmp_path / "refs.txt", tmp_path / "parts.json"
    references.write_text("\n".join(TEXTS), encoding="utf-8")
    assert not bench.main([str(references), "--parts", "--runs", "1", "--json", str(report)])
    parts = json.loads(report.read_text(encoding="utf-8"))
    whole, other = parts.pop("all"), parts.pop("decode without confidences")
    assert set(parts) == {
        "tokenise", "Doc", "encode", "network", "decode", "spans, ents, pipeline"
    }  # fmt: skip
    assert min(*parts.values(), other) > 0
    assert sum(parts.values()) == pytest.approx(whole)
