"""The files of a model: where they are, what their header says, whether they are whole.

Imports errors, features and labels.  A model is a handful of files that a header names with
their sizes and SHA-256; all are verified before ONNX Runtime, a native library, sees one of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tagger.errors import ModelError
from tagger.features import FEATURE_SCHEMA
from tagger.labels import NAMES

#: Layout of the model files.  Raise it when a reader of the old layout would fail.
FORMAT_VERSION = 1
HEADER = "header.json"
TOKENS, CONTEXT, TRANSITIONS = "tokens.onnx", "context.onnx", "transitions.npz"
FILES = (TOKENS, CONTEXT, TRANSITIONS)

DEFAULT_MODEL = "xx_refs-0.4.1"
#: Where a model directory written by `python -m tagger.train` keeps the files of this module.
COMPONENT = "reference_tagger"


def build_header(
    files: Mapping[str, bytes], labels: Sequence[str], about: Mapping[str, Any]
) -> dict[str, Any]:
    """Describe the files of a model.

    Parameters
    ----------
    files : mapping of str to bytes
        The files of `FILES`.
    labels : sequence of str
        The label set, in the order of the tags.
    about : mapping
        What else is to be stated: version of the library, hash of the data, seed.

    Returns
    -------
    dict
        To be written as `header.json`.
    """
    return {
        "format": FORMAT_VERSION,
        "features": FEATURE_SCHEMA,
        "features_sha256": hashlib.sha256(FEATURE_SCHEMA.encode()).hexdigest(),
        "labels": list(labels),
        **about,
        "files": {
            name: {"bytes": len(files[name]), "sha256": hashlib.sha256(files[name]).hexdigest()}
            for name in FILES
        },
    }


def verify(files: Mapping[str, bytes], origin: str) -> dict[str, Any]:
    """Check that files are a whole model which this version of the library can run.

    Parameters
    ----------
    files : mapping of str to bytes
        Contents by name.
    origin : str
        Where they come from, for messages.

    Returns
    -------
    dict
        The header.

    Raises
    ------
    ModelError
        If a file is missing (R002), cut off (R003) or changed (R004), if the header is not one
        of ours (R005), or of another format (R006) or feature schema (R007).
    """
    if HEADER not in files:
        raise ModelError("R002", file=HEADER, path=origin)
    try:
        header = json.loads(files[HEADER])
        version, library = header["format"], header.get("version", "unknown")
        if type(version) is not int:
            raise TypeError("format")
        if version == FORMAT_VERSION:
            features, labels = header["features"], header["labels"]
            expected = {
                name: (header["files"][name]["bytes"], header["files"][name]["sha256"])
                for name in FILES
            }
            if not (isinstance(labels, list) and labels and set(labels) <= set(NAMES)):
                raise ValueError(f"it has labels other than {', '.join(NAMES)}")
            if len(set(labels)) < len(labels):
                raise ValueError("a label stands twice")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ModelError(
            "R005", path=origin, reason=f"its {HEADER} is not one of ours ({error!r})"
        ) from error
    if version != FORMAT_VERSION:
        advice = (
            "Install a newer ref-tagger."
            if version > FORMAT_VERSION
            else f"Train the model again, or install ref-tagger {library}."
        )
        raise ModelError("R006", found=version, expected=FORMAT_VERSION, advice=advice)
    if features != FEATURE_SCHEMA:
        raise ModelError("R007", found=features, expected=FEATURE_SCHEMA, version=library)
    for name, (size, digest) in expected.items():
        if name not in files:
            raise ModelError("R002", file=name, path=origin)
        if len(files[name]) != size:
            raise ModelError("R003", file=name, path=origin, found=len(files[name]), expected=size)
        if hashlib.sha256(files[name]).hexdigest() != digest:
            raise ModelError("R004", file=name, path=origin)
    return header


def model_directory(name_or_path: str | Path | None = None) -> Path:
    """Find a model directory.

    Parameters
    ----------
    name_or_path : str or pathlib.Path, optional
        A path, or the name of a model that is shipped with the library; by default, the
        current default model.

    Returns
    -------
    pathlib.Path
        A directory that `spacy.load` takes.

    Raises
    ------
    ModelError
        If there is none (R001).
    """
    name = str(name_or_path or DEFAULT_MODEL)
    package = Path(__file__).parent
    shipped = [package / "models", package.parent / "models"]  # in a wheel, in a clone
    for candidate in [Path(name), *(home / name for home in shipped)]:
        if (candidate / COMPONENT / HEADER).is_file() or (candidate / HEADER).is_file():
            return candidate
    known = sorted(
        {
            path.parent.parent.name
            for home in shipped
            for path in home.glob(f"*/{COMPONENT}/{HEADER}")
        }
    )
    raise ModelError("R001", path=name, known=", ".join(known) or "none")


def component_directory(name_or_path: str | Path | None = None) -> Path:
    """Find the directory with the files of this module in a model directory.

    Parameters
    ----------
    name_or_path : str or pathlib.Path, optional
        As for `model_directory`.

    Returns
    -------
    pathlib.Path
        The model directory itself where it holds nothing else.

    Raises
    ------
    ModelError
        If there is none (R001).
    """
    directory = model_directory(name_or_path)
    inner = directory / COMPONENT
    return inner if inner.is_dir() else directory


def pipeline_directory(name_or_path: str | Path | None = None) -> Path:
    """Find a model directory, and check that spaCy can read what is spaCy's in it.

    Parameters
    ----------
    name_or_path : str or pathlib.Path, optional
        As for `model_directory`.

    Returns
    -------
    pathlib.Path
        For `spacy.load`.

    Raises
    ------
    ModelError
        If there is none (R001), if a file is missing (R002), or is damaged (R005).
    """
    import srsly
    from spacy.util import load_config

    directory = model_directory(name_or_path)
    for name, read in (("config.cfg", load_config), ("meta.json", srsly.read_json)):
        if not (directory / name).is_file():
            raise ModelError("R002", file=name, path=directory)
        try:
            found = read(directory / name)
            if name == "config.cfg" and "nlp" not in found:
                raise ValueError("no section [nlp]")
        except Exception as error:  # whatever the two parsers raise
            reason = f"its {name} cannot be read ({type(error).__name__})"
            raise ModelError("R005", path=directory, reason=reason) from error
    return directory


def read_files(directory: Path) -> dict[str, bytes]:
    """Read the files of a model, as far as they are there.

    Parameters
    ----------
    directory : pathlib.Path
        That holds `header.json`.

    Returns
    -------
    dict of str to bytes
        For `Model`, which checks that nothing is missing.
    """
    return {
        name: (directory / name).read_bytes()
        for name in (HEADER, *FILES)
        if (directory / name).is_file()
    }


def write_files(directory: Path, files: Mapping[str, bytes]) -> None:
    """Write the files of a model.

    Parameters
    ----------
    directory : pathlib.Path
        Made where it is missing.
    files : mapping of str to bytes
        From `Model.files`.
    """
    directory.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (directory / name).write_bytes(data)
