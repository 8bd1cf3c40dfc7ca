"""One reference on the command line: a small process, without spaCy and what else is large."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tagger.model_files import write_files
from tagger.outputs import FORMATS

pytestmark = pytest.mark.train  # the small model is made with torch

#: What takes long to import, and what would bring one of them.
HEAVY = "spacy thinc torch onnx datasets pyarrow pandas pydantic srsly sklearn scipy tqdm".split()

# In one process for all formats, since each start takes its time: what one does not import, the
# next may, and all are seen.
_CODE = f"""
import sys
from tagger.__main__ import main
for arguments in sys.argv[3:]:
    assert main([*arguments.split(), sys.argv[1], "--model", sys.argv[2]]) == 0
loaded = {set(HEAVY)!r} & set(sys.modules)
assert "onnxruntime" in sys.modules or "--jobs" in arguments
sys.exit(repr(loaded) if loaded else 0)
"""


@pytest.fixture(scope="module")
def model(small_files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("light") / "model"
    write_files(path, small_files)
    return str(path)


@pytest.mark.parametrize(
    "arguments",
    [
        [f"parse --format {format}" for format in FORMATS],
        ["parse --find --format jsonl"],
        ["parse --jobs 2"],
        ["annotate"],
    ],
    ids=["formats", "find", "jobs", "annotate"],
)
def test_nothing_large_is_imported(arguments: list[str], model: str, tmp_path: Path) -> None:
    file = tmp_path / "refs.txt"
    file.write_text("Knuth, D. E. (1984). Literate programming. The Computer Journal, 27(2).\n")
    run = subprocess.run(
        [sys.executable, "-c", _CODE, str(file), model, *arguments], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    assert "Knuth" in run.stdout or "--find" in arguments[0]  # a random model finds no reference


def test_the_one_that_starts_others_needs_no_model(model: str, tmp_path: Path) -> None:
    file = tmp_path / "refs.txt"
    file.write_text("Knuth 1984\n")
    code = (
        "import sys; from tagger.__main__ import main; main(sys.argv[1:]);"
        "sys.exit(sorted({'numpy', 'onnxruntime'} & set(sys.modules)) or 0)"
    )
    arguments = ["parse", str(file), "--jobs", "2", "--format", "csl", "--model", model]
    run = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("arguments", [["--version"], ["parse", "--help"]])
def test_without_any_work(arguments: list[str]) -> None:
    code = (
        "import sys, atexit; from tagger.__main__ import main;"
        "atexit.register(lambda: print(sorted({'numpy', 'onnxruntime'} & set(sys.modules))));"
        "main(sys.argv[1:])"
    )
    run = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines()[-1] == "[]"


def test_what_is_looked_up_late() -> None:
    import tagger

    assert tagger.__version__ == vars(tagger)["__version__"]  # and then kept
    assert callable(tagger.datasets_map)
    with pytest.raises(AttributeError, match="nothing"):
        _ = tagger.nothing
    for name in tagger.__all__:
        assert getattr(tagger, name) is not None
