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
    synthetic : int
        Generated references an epoch.
    noise : float
        Share in [0, 1] of the real references that get noise.
    similarity : float
        In (0, 1]: training references at least as similar to a held-out one are left out.
    limits : dict of str to int
        Most references taken of a source.

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
    synthetic: int = 20_000
    noise: float = 0.25
    similarity: float = 0.55
    limits: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if min(self.repeat, self.synthetic) < 0 or not 0 <= self.noise <= 1:
            raise ValueError("repeat and synthetic must not be negative, noise be in [0, 1]")
        if not 0 < self.similarity <= 1:
            raise ValueError("similarity must be in (0, 1]")
        if not all(type(limit) is int and limit >= 0 for limit in self.limits.values()):
            raise ValueError("limits must be whole numbers")


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
    """

    model: dict[str, str]
    network: dict[str, Any]
    training: dict[str, Any]
    data: DataConfig

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
        unknown = set(tables) - {"model", "network", "training", "data"}
        if unknown:
            raise ValueError(f"unknown table [{sorted(unknown)[0]}]")
        network = _settings(tables.get("network", {}), NetworkConfig, "network")
        network["dilations"] = tuple(network.get("dilations", NetworkConfig.dilations))
        training = _settings(tables.get("training", {}), TrainingConfig, "training")
        data = _settings(tables.get("data", {}), DataConfig, "data")
        for key in ("train", "held_out"):
            if not isinstance(data.get(key, []), list):
                raise ValueError(f"data.{key} must be a list of files")
            data[key] = tuple(path.parent / name for name in data.get(key, ()))
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
        return Recipe(model, network, training, DataConfig(**data))
    except (OSError, ValueError, TypeError, ImportError) as error:
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
