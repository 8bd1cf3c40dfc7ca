"""Makes srsly remember which encoders of msgpack there are.

Imports nothing of the package.  spaCy packs and unpacks a `Doc` with three calls of srsly, and
each of them asks two registries of `catalogue` for all they hold, which walks some 900 entries of
spaCy to find one: 0.3 ms a call, 2 ms a document, ten times what tagging takes (srsly 2.5.6,
catalogue 2.0.10).  Registries cannot be told to remember, so `remember` replaces the method of the
two *instances*; the class, and all other registries, stay as they are.
Invariant: the answer is the one that `catalogue` would give, at any time; where srsly or catalogue
are not made as expected, nothing is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

_REGISTRIES = ("msgpack_encoders", "msgpack_decoders")


class _Remembered:
    """`get_all` of a registry, computed again when what it was computed from has changed."""

    def __init__(
        self, compute: Callable[[], dict[str, Any]], entries: dict, namespace: Iterable[str]
    ) -> None:
        self._compute = compute
        self._entries = entries
        self._namespace = tuple(namespace)
        self._refresh()

    def __call__(self) -> dict[str, Any]:
        entries = self._entries
        count, last, known, answer = self._state
        # Another number of entries or another last one: something was registered or removed,
        # perhaps here; another value: it was registered again.
        if (
            len(entries) != count
            or next(reversed(entries), None) != last
            or any(entries.get(key) is not value for key, value in known)
        ):
            answer = self._refresh()
        return answer.copy()

    def _refresh(self) -> dict[str, Any]:
        entries = self._entries
        count, last = len(entries), next(reversed(entries), None)
        answer = self._compute()
        # what comes from entry points is not among the entries, and never changes: catalogue
        # reads them once
        keys = [(*self._namespace, name) for name in answer]
        known = [(key, entries[key]) for key in keys if key in entries]
        self._state = count, last, known, answer  # at once: threads may be reading
        return answer


def remember() -> None:
    """Let srsly's registries of msgpack encoders and decoders answer fast, from now on.

    What they answer stays the same, also for what is registered later.  Once is enough; more
    calls change nothing.
    """
    try:
        import catalogue  # type: ignore[import-untyped]
        from srsly import msgpack

        registries = [getattr(msgpack, name) for name in _REGISTRIES]
        made = [
            _Remembered(registry.get_all, catalogue.REGISTRY, registry.namespace)
            for registry in registries
            if isinstance(catalogue.REGISTRY, dict) and "get_all" not in vars(registry)
        ]
        if len(made) == len(registries):
            for registry, get_all in zip(registries, made, strict=True):
                registry.get_all = get_all
    except (ImportError, AttributeError, TypeError):
        return  # other versions, made otherwise: they may be slow, but they are right
