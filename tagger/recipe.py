"""The configuration of a training run, read from TOML.

Imports errors, labels, and the configuration classes of network and trainer.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from tagger.errors import UsageError
from tagger.labels import NAMES

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@dataclass(frozen=True)
class DataConfig:
    """What a model is trained and judged on.

    Attributes
    ----------
    train, held_out : tuple of pathlib.Path
        Labelled JSON Lines: trained on; and never trained on.
    dev, test : pathlib.Path or None
        Lists of ids of `--corpora` that are left out: to tune on, and to report.
    repeat : int
        Times the references of `train` are seen in an epoch.
    corpora_repeat : int
        The same for those of `--corpora`.
    synthetic : int
        References an epoch that are generated from templates.
    styled : int
        References an epoch of made-up works in citation styles.
    restyled : int
        References an epoch whose fields come from `train` and `--corpora`, in citation styles;
        none without `--corpora`.
    leave_out : tuple of str
        Sources of `--corpora` that are neither trained on nor restyled; they are judged instead.
    noise : float
        Share in [0, 1] of the real references that get noise.
    similarity : float
        In (0, 1]: training references at least as similar to a held-out one are left out.
    limits : dict of str to int
        Most references of a source in an epoch, drawn anew for each.

    Raises
    ------
    ValueError
        If a value is outside its range.
    """

    train: tuple[Path, ...]
    held_out: tuple[Path, ...]
    dev: Path | None = None
    test: Path | None = None
    repeat: int = 4
    corpora_repeat: int = 1
    synthetic: int = 20_000
    styled: int = 0
    restyled: int = 0
    leave_out: tuple[str, ...] = ()
    noise: float = 0.25
    similarity: float = 0.55
    limits: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        numbers = (
            self.repeat,
            self.corpora_repeat,
            self.synthetic,
            self.styled,
            self.restyled,
        )
        if min(numbers) < 0 or not 0 <= self.noise <= 1:
            raise ValueError("no number may be negative, and noise must be in [0, 1]")
        if not 0 < self.similarity <= 1:
            raise ValueError("similarity must be in (0, 1]")
        if not all(type(limit) is int and limit >= 0 for limit in self.limits.values()):
            raise ValueError("limits must be whole numbers")
        # each held-out file is a set of its own, named after it
        sets = [path.stem for path in self.held_out] + ["dev", "test", "left_out"]
        if len(sets) > len(set(sets)):
            raise ValueError("held_out files need different names, and not dev, test or left_out")


@dataclass(frozen=True)
class TeachersConfig:
    """Networks that are trained first, for the one that is kept to learn from.

    Attributes
    ----------
    number : int
        How many; 0: none.
    width, epochs : int
        Instead of those of the network that is kept.
    gates : bool
        The same.

    Raises
    ------
    ValueError
        If a value is outside its range.
    """

    number: int = 0
    width: int = 96
    epochs: int = 8
    gates: bool = True

    def __post_init__(self) -> None:
        if self.number < 0 or min(self.width, self.epochs) < 1:
            raise ValueError("number must not be negative, width and epochs be at least 1")


@dataclass(frozen=True)
class Recipe:
    """A whole configuration.

    Attributes
    ----------
    model : dict of str to str
        Name, lang and version of the model.
    network, training : dict
        Settings of `tagger.network.NetworkConfig` and of `tagger.trainer.TrainingConfig`.
    data : DataConfig
        What it is trained on.
    teachers : TeachersConfig
        What it learns from besides the labels.
    """

    model: dict[str, str]
    network: dict[str, Any]
    training: dict[str, Any]
    data: DataConfig
    teachers: TeachersConfig = TeachersConfig()

    @property
    def model_name(self) -> str:
        """Name of the model directory."""
        return f"{self.model['lang']}_{self.model['name']}-{self.model['version']}"


def read_recipe(path: Path) -> Recipe:
    """Read a configuration file.

    Parameters
    ----------
    path : pathlib.Path
        TOML; paths in it are relative to its directory.

    Returns
    -------
    Recipe
        Checked for unknown keys and types.

    Raises
    ------
    UsageError
        If the file is missing, no TOML, or has an unknown or wrong setting (R062).
    """
    # spaCy and torch come with these three; nothing here needs them before a recipe is read
    from spacy.util import get_lang_class

    from tagger.network import NetworkConfig
    from tagger.trainer import TrainingConfig

    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        unknown = set(tables) - {"model", "network", "training", "data", "teachers"}
        if unknown:
            raise ValueError(f"unknown table [{sorted(unknown)[0]}]")
        network = _settings(tables.get("network", {}), NetworkConfig, "network")
        network["dilations"] = tuple(network.get("dilations", NetworkConfig.dilations))
        training = _settings(tables.get("training", {}), TrainingConfig, "training")
        data = _settings(tables.get("data", {}), DataConfig, "data")
        for key in ("train", "held_out", "leave_out"):
            if not isinstance(data.get(key, []), list):
                raise ValueError(f"data.{key} must be a list")
        for key in ("train", "held_out"):
            data[key] = tuple(path.parent / name for name in data.get(key, ()))
        data["leave_out"] = tuple(data.get("leave_out", ()))
        for key in ("dev", "test"):
            data[key] = path.parent / data[key] if data.get(key) else None
        model = {"name": "refs", "lang": "xx", "version": "0.0.0"}
        if not set(tables.get("model", {})) <= set(model):
            raise ValueError(f"[model] has {', '.join(model)}, nothing else")
        model |= tables.get("model", {})
        if not all(isinstance(v, str) and re.fullmatch(r"\w[\w.+-]*", v) for v in model.values()):
            raise ValueError("name, lang and version must be words of letters, digits, . + and -")
        get_lang_class(model["lang"])
        NetworkConfig(n_labels=len(NAMES), **network)
        TrainingConfig(**training)
        teachers = _settings(tables.get("teachers", {}), TeachersConfig, "teachers")
        return Recipe(model, network, training, DataConfig(**data), TeachersConfig(**teachers))
    except (OSError, ValueError, TypeError, AttributeError, ImportError) as error:
        raise UsageError("R062", path=path, reason=error) from error


def _settings(table: Mapping[str, Any], config: type, name: str) -> dict[str, Any]:
    """Check the keys of a table, and its values against the types of the defaults."""
    known = {item.name: item for item in fields(config)}
    for key, value in table.items():
        if key not in known:
            raise ValueError(f"unknown setting {name}.{key}")
        default = known[key].default
        if isinstance(default, (bool, int, float)) and (
            isinstance(value, bool) != isinstance(default, bool)
            or not isinstance(value, (int, float) if isinstance(default, float) else int)
        ):
            raise ValueError(f"{name}.{key} = {value!r} should be like {default!r}")
    return dict(table)
