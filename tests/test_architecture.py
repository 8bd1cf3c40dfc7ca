"""The shape of the package: who may import whom, what tagging may not import, lengths of files."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "tagger"

#: Lower layers first; a module imports only from layers below its own, or from its own package.
LAYERS = [
    {"labels", "errors", "measure", "groups", "collector", "registries"},
    {"tokenizer", "reference", "console", "normalize"},
    {"formats"},
    {"features", "chain", "display"},
    {"marginals", "windows", "outputs"},
    {"decode", "vectors"},
    {"model_files", "corpora"},
    {"model"},
    {"worker"},
    {"parallel", "doc_pool", "huggingface", "finder", "growth"},
    {"inputs"},
    {"spacy_tokenizer", "lexemes", "scoring", "synth", "graph"},
    {"network"},
    {"component", "annotate"},
    {"language"},
    {"evaluate", "encoding", "card", "parts"},
    {"export", "distil", "weights"},
    {"trainer"},
    {"recipe"},
    {"gather"},
    {"ahead"},
    {"fit"},
    {"train", "bench", "__main__", "serve", "spark"},
]
LAYER = {name: i for i, names in enumerate(LAYERS) for name in names}
HEAVY = {"torch", "datasets", "sklearn", "scipy", "onnx"}
MAY_IMPORT_HEAVY = {"graph", "weights", "network", "distil", "trainer", "export"}

FILES = sorted(PACKAGE.rglob("*.py"))


def module_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imports(path: Path, *, at_import: bool) -> set[str]:
    """Names of imported modules; only those that are imported with the module, if asked."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    if at_import:
        inside = {
            child
            for node in nodes
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
            or (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test))
            for child in ast.walk(node)
        }
        nodes = [node for node in nodes if node not in inside]
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports would escape this test"
            if node.level == 0 and node.module == "tagger":
                found |= {f"tagger.{alias.name}" for alias in node.names}
            elif node.module and node.level == 0:
                found.add(node.module)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_direction_of_imports(path: Path) -> None:
    name = module_of(path)
    if name == "__init__":
        return
    for imported in imports(path, at_import=False):
        parts = imported.split(".")
        if parts[0] == "tagger" and len(parts) > 1 and parts[1] in LAYER and parts[1] != name:
            if (name, parts[1]) == ("reference", "formats"):
                continue  # `Reference.to_csl` and its kin: the one exception
            assert LAYER[parts[1]] < LAYER[name], f"{name} imports {parts[1]}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_heavy_libraries_are_imported_late(path: Path) -> None:
    if module_of(path) not in MAY_IMPORT_HEAVY:
        heavy = {name.split(".")[0] for name in imports(path, at_import=True)} & HEAVY
        assert not heavy


def test_every_module_has_a_layer() -> None:
    assert {module_of(path) for path in FILES} - {"__init__"} == set(LAYER)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_length_of_files(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_import_tagger_is_light() -> None:
    code = (
        "import sys, tagger; heavy = {'spacy', 'numpy', 'onnxruntime', 'torch', 'datasets', "
        "'sklearn'} & set(sys.modules); sys.exit(repr(heavy) if heavy else 0)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


@pytest.mark.model
def test_tagging_needs_none_of_the_training_libraries() -> None:
    code = """
import sys
for name in ("torch", "datasets", "sklearn", "scipy", "onnx"):
    sys.modules[name] = None  # every import of it raises ImportError
import tagger
text = "Knuth, D. E. (1984). Literate programming. The Computer Journal, 27(2), 97-111."
doc = tagger.load()(text)
assert {e.label_ for e in doc.ents} >= {"AUTHOR", "YEAR", "TITLE", "VENUE", "PAGES"}, doc.ents
assert tagger.parse(text).title == "Literate programming"
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_one_version() -> None:
    import tagger

    pyproject = (PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8")
    assert re.search(r'^version = "(.*)"', pyproject, re.MULTILINE).group(1) == tagger.__version__  # type: ignore[union-attr]
