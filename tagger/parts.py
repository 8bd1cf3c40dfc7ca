"""Where the time goes between a string and ``doc.ents``: ``python -m tagger.bench --parts``.

Imports measure, and inside a function the public interface, model and spacy_tokenizer.  What does
the parts of the work is wrapped by clocks, in a process that is used for nothing else.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from tagger.measure import run_child


def measure_parts(texts_file: str, model: str | None) -> dict[str, float]:
    """Time ``nlp.pipe`` and its parts in a process of its own.

    Parameters
    ----------
    texts_file : str
        JSON, a list of references.
    model : str or None
        Name or path of a model; None: the one that is shipped.

    Returns
    -------
    dict of str to float
        As `take_parts` gives them.
    """
    return run_child(
        "import json; from tagger.parts import take_parts; "
        f"texts = json.load(open({texts_file!r}, encoding='utf-8')); "
        f"print(json.dumps(take_parts(texts, {model!r})))"
    )


def take_parts(texts: list[str], model: str | None) -> dict[str, float]:
    """Time ``nlp.pipe`` and its parts in this process, whose functions are changed for it.

    Parameters
    ----------
    texts : list of str
        References, each once.
    model : str or None
        Name or path of a model; None: the one that is shipped.

    Returns
    -------
    dict of str to float
        Microseconds a string: ``tokenise``, ``Doc``, ``encode``, ``network``, ``decode`` (with
        confidences), ``spans, ents, pipeline`` (the rest), ``all``; and ``decode without
        confidences``, which takes the place of the other where they are off.
    """
    import tagger
    from tagger import model as models
    from tagger import spacy_tokenizer

    clocks: defaultdict[str, float] = defaultdict(float)

    def clocked(part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            started = time.perf_counter()
            result = function(*arguments, **options)
            clocks[part] += time.perf_counter() - started
            return result

        return call

    for module, name, part in (
        (spacy_tokenizer, "_read", "tokenise"),
        (spacy_tokenizer, "Doc", "Doc"),
        (models, "context_ids", "encode"),
        (models, "decode", "decode"),
    ):
        setattr(module, name, clocked(part, getattr(module, name)))
    parts: dict[str, float] = {}
    for confidence in (False, True):
        config = {"components": {"reference_tagger": {"confidence": confidence}}}
        nlp = tagger.load(model, config=config)  # anew: with an empty table of tokens
        loaded = nlp.get_pipe("reference_tagger").reference_model
        look_up, run = loaded._vectors.look_up, loaded._context.run
        loaded._vectors = SimpleNamespace(look_up=clocked("encode", look_up))
        loaded._context = SimpleNamespace(run=clocked("network", run))
        for _ in nlp.pipe(texts[:256]):
            pass
        clocks.clear()
        started = time.perf_counter()
        for _ in nlp.pipe(texts):
            pass
        whole = time.perf_counter() - started
        parts.setdefault("decode without confidences", clocks["decode"])
    order = ("tokenise", "Doc", "encode", "network", "decode")
    known = {part: clocks[part] for part in order}
    rest = {"spans, ents, pipeline": whole - sum(known.values()), "all": whole}
    return {part: 1e6 * value / len(texts) for part, value in {**known, **rest, **parts}.items()}
