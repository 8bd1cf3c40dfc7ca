"""Docstrings of public functions and methods: sections for what they take and give."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "tagger"
FILES = sorted(PACKAGE.rglob("*.py"))

Function = ast.FunctionDef | ast.AsyncFunctionDef

SAMPLE = '''
def right(a: int, b: int = 0, *args: int, key: str, **kwargs: int) -> int:
    """Do.

    Parameters
    ----------
    a, b : int
        Numbers.
    *args
        More.
    key : {"x : y", "z"}
        A choice.
    **kwargs : int
        Others.

    Returns
    -------
    int
        One.
    """

def no_parameters(a: int) -> None:
    """Do."""

def no_returns() -> int:
    """Do."""

def renamed(a: int, b: int) -> None:
    """Do.

    Parameters
    ----------
    a : int
        One.
    c : int
        Its old name.
    """

def _private(a: int) -> int:
    return a

class Box:
    def method(self) -> Iterator[int]:
        """Do."""
        def nested(a: int) -> int:
            return a

    @property
    def size(self) -> int:
        """Size."""

    @size.setter
    def size(self, value: int) -> None:
        pass

    @classmethod
    def make(cls) -> None:
        """Make."""

    @staticmethod
    def put(a: int) -> None:
        pass

class _Hidden:
    def method(self) -> int:
        pass
'''


def public_functions(body: list[ast.stmt], owner: str = "") -> Iterator[tuple[str, Function]]:
    """Find the public functions of a module, and the methods of its public classes."""
    for node in body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from public_functions(node.body, f"{owner}{node.name}.")
        elif isinstance(node, Function) and not node.name.startswith("_"):
            decorators = " ".join(ast.unparse(decorator) for decorator in node.decorator_list)
            if not re.search(r"property\b|\.(setter|deleter)\b|\boverload\b", decorators):
                yield owner + node.name, node


def arguments(function: Function, *, bound: bool) -> list[str]:
    """Names as a docstring writes them; without the first of a method."""
    args = function.args
    names = [arg.arg for arg in (*args.posonlyargs, *args.args)]
    if bound and names[:1] in (["self"], ["cls"]):
        names = names[1:]
    if args.vararg:
        names.append(f"*{args.vararg.arg}")
    names += [arg.arg for arg in args.kwonlyargs]
    if args.kwarg:
        names.append(f"**{args.kwarg.arg}")
    return names


def sections(docstring: str) -> dict[str, list[str]]:
    """Lines below each underlined heading."""
    found: dict[str, list[str]] = {}
    lines = docstring.splitlines()
    current: list[str] = []
    for line, below in zip(lines, [*lines, ""][1:], strict=True):
        if line and re.fullmatch("-{3,}", below):
            current = found[line] = []
        else:
            current.append(line)
    return found


def described(lines: list[str]) -> list[str]:
    """Names of the entries of a section: ``a, b : int`` gives two."""
    heads = [line for line in lines if line and line[0] not in " -"]
    return [name.strip() for head in heads for name in head.split(" : ")[0].split(",")]


def problems(source: str) -> list[str]:
    """What is missing in the docstrings of a module."""
    found = []
    for name, function in public_functions(ast.parse(source).body):
        parts = sections(ast.get_docstring(function) or "")
        wanted = arguments(function, bound="." in name)
        if wanted and "Parameters" not in parts:
            found.append(f"{name}: no section Parameters")
        # In any order: parameters of one kind may share an entry.
        elif sorted(listed := described(parts.get("Parameters", []))) != sorted(wanted):
            found.append(f"{name}: describes {listed} but takes {wanted}")
        returns = ast.unparse(function.returns) if function.returns else "None"
        if returns != "None" and not parts.keys() & {"Returns", "Yields"}:
            found.append(f"{name}: no section Returns or Yields")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_public_functions_say_what_they_take_and_give(path: Path) -> None:
    assert problems(path.read_text(encoding="utf-8")) == []


def test_functions_are_found() -> None:
    found = [
        name
        for path in FILES
        for name, _ in public_functions(ast.parse(path.read_text(encoding="utf-8")).body)
    ]
    assert {"load", "generate", "ReferenceTagger.predict", "Reference.from_spans"} <= set(found)


def test_check_finds_what_is_missing() -> None:
    assert problems(SAMPLE) == [
        "no_parameters: no section Parameters",
        "no_returns: no section Returns or Yields",
        "renamed: describes ['a', 'c'] but takes ['a', 'b']",
        "Box.method: no section Returns or Yields",
        "Box.put: no section Parameters",
    ]
