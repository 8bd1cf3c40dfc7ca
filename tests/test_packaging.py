"""The wheel, as a user installs it."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tagger.model_files import DEFAULT_MODEL, FILES, HEADER

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (path,) = folder.glob("*.whl")
    return path


@pytest.mark.model
def test_contents(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    model = f"tagger/models/{DEFAULT_MODEL}"
    for name in (*FILES, HEADER):
        assert f"{model}/reference_tagger/{name}" in names
    assert f"{model}/MODEL_CARD.md" in names  # with the credits of the data
    assert "tagger/py.typed" in names
    assert any(name.startswith("tagger/synth/data/") for name in names)
    assert not [name for name in names if name.startswith(("training", "tests"))]
    assert sum(name.endswith("/metrics.json") for name in names) == 1
    assert any(name.endswith("licenses/LICENSE") for name in names)
    metadata = next(name for name in names if name.endswith("entry_points.txt"))
    points = zipfile.ZipFile(wheel).read(metadata).decode()
    for group in ("spacy_factories", "spacy_tokenizers", "spacy_displacy_colors"):
        assert group in points


@pytest.mark.model
def test_installed(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target",
                    str(site), str(wheel)], check=True)  # fmt: skip
    code = f"""
import sys
sys.path.insert(0, {str(site)!r})
import spacy, tagger
assert tagger.__file__.startswith({str(site)!r}), tagger.__file__
doc = tagger.load()("Knuth, D. E. (1984). Literate programming. Computer Journal, 27, 97-111.")
assert doc._.reference.title == "Literate programming"
path = {str(site)!r} + "/tagger/models/{DEFAULT_MODEL}"
assert spacy.load(path)("Knuth, D. (1984). Literate programming.").ents
"""
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


@pytest.mark.model
def test_one_current_model() -> None:
    models = [path.name for path in (ROOT / "models").iterdir() if path.is_dir()]
    assert models == [DEFAULT_MODEL]
    files = (ROOT / "models" / DEFAULT_MODEL).rglob("*")
    size = sum(path.stat().st_size for path in files if path.is_file())
    assert size < 20_000_000
    history = (ROOT / "models" / "history.csv").read_text(encoding="utf-8").splitlines()
    assert history[-1].split(",")[0] == DEFAULT_MODEL
