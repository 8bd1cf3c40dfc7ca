"""What a model is trained on and judged on: files, held-out ids, noise and synthetic references.

Imports corpora, synth and recipe.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tagger.corpora import (
    LabelledReference,
    is_usable,
    near_duplicates,
    read_all,
    read_ids,
)
from tagger.errors import UsageError
from tagger.recipe import Recipe
from tagger.synth import add_noise, generate
from tagger.synth.styled import generate_styled

#: Keys of `TrainingData.counts`: how many references are made for an epoch, by kind.
GENERATED = ("synthetic_per_epoch", "styled_per_epoch", "restyled_per_epoch")


@dataclass(frozen=True)
class TrainingData:
    """References by their use.

    Attributes
    ----------
    own : list of LabelledReference
        Written by hand for this library; repeated in each epoch.
    corpora : list of LabelledReference
        From ``--corpora``, without what is held out.
    judged : dict of str to list of LabelledReference
        Sets that are never trained on: each held-out file by its name without ending, and
        ``dev``, ``test`` and ``left_out`` of the corpora.
    counts : dict
        What was read, used and left out, for the model card.
    """

    own: list[LabelledReference]
    corpora: list[LabelledReference]
    judged: dict[str, list[LabelledReference]]
    counts: dict[str, Any]

    def fingerprint(self) -> str:
        """Hash everything that is trained on (SHA-256, hexadecimal).

        Returns
        -------
        str
            64 hexadecimal digits; the order of the references counts, `judged` does not.
        """
        digest = hashlib.sha256()
        for reference in (*self.own, *self.corpora):
            digest.update(json.dumps(reference.to_json(), sort_keys=True).encode())
        return digest.hexdigest()


def gather(recipe: Recipe, corpora: Sequence[Path]) -> TrainingData:
    """Read the labelled references and keep apart what is held out.

    Parameters
    ----------
    recipe : Recipe
        Names the files and limits.
    corpora : sequence of pathlib.Path
        Files or directories of labelled JSON Lines.

    Returns
    -------
    TrainingData
        Without any training reference that is similar to a held-out one.

    Raises
    ------
    CorpusError
        If a file is missing, or holds no usable reference.
    UsageError
        If there is nothing to train on, or nothing of a source that is to be left out (R061).
    """
    data = recipe.data
    own, own_reports = read_all(data.train)
    records, reports = read_all(corpora)
    judged: dict[str, list[LabelledReference]] = {}
    for path in data.held_out:
        judged[path.stem], held_out_reports = read_all([path])
        reports = [*held_out_reports, *reports]
    missing = set(data.leave_out) - {record.source for record in records}
    if missing:
        raise UsageError("R061", reason=f"no reference is of {sorted(missing)[0]!r}, to leave out")
    judged["left_out"] = [record for record in records if record.source in data.leave_out]
    records = [record for record in records if record.source not in data.leave_out]
    for name, ids_file in (("dev", data.dev), ("test", data.test)):
        if ids_file and records:
            ids = set(read_ids(ids_file))
            judged[name] = [record for record in records if record.id in ids]
            records = [record for record in records if record.id not in ids]
    judged = {name: kept for name, found in judged.items() if (kept := _usable(found))}
    own = _usable(own)
    usable = _usable(records)
    kept_out = [record for records in judged.values() for record in records]
    own, own_gone = _without_similar(own, kept_out, data.similarity)
    usable, gone = _without_similar(usable, kept_out, data.similarity)
    if not own and not usable and not data.synthetic and not data.styled:
        raise UsageError("R061", reason="no labelled reference is left and none is generated")
    trained = Counter(record.source for record in (*own, *usable))
    return TrainingData(
        own,
        usable,
        judged,
        {
            "read": {
                Path(report.path).name: {"lines": report.n_read, "usable": report.n_used}
                for report in (*own_reports, *reports)
            },
            "trained_on": dict(sorted(trained.items())),
            "too_similar_to_held_out": own_gone + gone,
            "limits": data.limits,
            "synthetic_per_epoch": data.synthetic,
            "styled_per_epoch": data.styled,
            "restyled_per_epoch": data.restyled if usable else 0,
        },
    )


def _usable(references: list[LabelledReference]) -> list[LabelledReference]:
    return [reference for reference in references if is_usable(reference)]


def _limit(
    references: list[LabelledReference], limits: dict[str, int], rng: random.Random
) -> list[LabelledReference]:
    """Take no more of a source than its limit, at random, in the old order."""
    by_source: dict[str, list[int]] = {}
    for i, reference in enumerate(references):
        by_source.setdefault(reference.source, []).append(i)
    keep: list[int] = []
    for source, indices in by_source.items():
        limit = limits.get(source, len(indices))
        keep += indices if limit >= len(indices) else rng.sample(indices, limit)
    return [references[i] for i in sorted(keep)]


def _without_similar(
    references: list[LabelledReference], kept_out: list[LabelledReference], similarity: float
) -> tuple[list[LabelledReference], int]:
    """Leave out what resembles a held-out reference: the same work must not be learnt."""
    if not references or not kept_out:
        return references, 0
    similar = {i for i, *_ in near_duplicates(references, kept_out, similarity)}
    return [r for i, r in enumerate(references) if i not in similar], len(similar)


def epoch_data(
    data: TrainingData, recipe: Recipe, seed: int, epoch: int
) -> list[LabelledReference]:
    """Put together the references of an epoch: real ones, some with noise, and new synthetic ones.

    Parameters
    ----------
    data : TrainingData
        From `gather`.
    recipe : Recipe
        Shares and numbers.
    seed : int
        Of the run.
    epoch : int
        From 0; each has other noise and other synthetic references.

    Returns
    -------
    list of LabelledReference
        The same for the same arguments.
    """
    rng = random.Random(f"{seed}/{epoch}")
    corpora = _limit(data.corpora, recipe.data.limits, rng)
    real = [*data.own * recipe.data.repeat, *corpora * recipe.data.corpora_repeat]
    noisy = [_noisy(record, rng) if rng.random() < recipe.data.noise else record for record in real]
    made = list(generate(recipe.data.synthetic, seed=rng.randrange(2**31)))
    made += generate_styled(recipe.data.styled, seed=rng.randrange(2**31))
    if corpora:
        pool = [*data.own, *corpora]
        restyled = recipe.data.restyled
        made += generate_styled(restyled, seed=rng.randrange(2**31), references=pool)
    return noisy + made


def _noisy(reference: LabelledReference, rng: random.Random) -> LabelledReference:
    text, spans = add_noise(reference.text, reference.spans, rng)
    return replace(reference, text=text, spans=tuple(spans))
