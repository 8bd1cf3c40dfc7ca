"""The conditions of ``<if>`` and ``<else-if>``.

Imports csl.numbers and csl.state.  Invariant: a condition never prints and never changes the
work.

Rules: CSL 1.0.2, "Choose".  In a bibliography no work has a position or a locator, and none is
ambiguous, so these tests are false there.
"""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

from tagger.synth.csl.numbers import is_numeric
from tagger.synth.csl.state import State

Test = Callable[[State], bool]


def _numeric(variable: str) -> Test:
    def test(state: State) -> bool:
        value = state.text.get(variable)
        return value is not None and is_numeric(value)

    return test


def _uncertain(variable: str) -> Test:
    def test(state: State) -> bool:
        date = state.dates.get(variable)
        return bool(date) and bool(date.get("circa"))  # type: ignore[union-attr]

    return test


def _never(state: State) -> bool:
    return False


def compile_condition(element: Element) -> Test:
    """Compile the condition of a branch.

    Parameters
    ----------
    element : Element
        ``<if>``, ``<else-if>`` or ``<else>``.

    Returns
    -------
    callable
        Takes the work, gives whether the branch is taken.  ``<else>`` always is.
    """
    if element.tag == "else":
        return lambda state: True
    match = element.get("match", "all")
    tests: list[Test] = []
    for name, value in element.attrib.items():
        values = value.split()
        if name == "type":
            tests.append(_types(frozenset(values), match))
        elif name == "variable":
            tests.append(_variables(frozenset(values), match))
        elif name == "is-numeric":
            tests += [_negate(_numeric(one), match) for one in values]
        elif name == "is-uncertain-date":
            tests += [_negate(_uncertain(one), match) for one in values]
        elif name in ("position", "locator", "disambiguate"):
            tests.append(_negate(_never, match))
    return _combine(tests, match)


def _types(types: frozenset[str], match: str) -> Test:
    if match == "none":
        return lambda state: state.type not in types
    # a work has one type, so that several with match="all" can only mean any of them
    if len(types) == 1:
        (only,) = types
        return lambda state: state.type == only
    return lambda state: state.type in types


def _variables(names: frozenset[str], match: str) -> Test:
    if len(names) == 1:
        (only,) = names
        if match == "none":
            return lambda state: only not in state.present
        return lambda state: only in state.present
    if match == "none":
        return lambda state: names.isdisjoint(state.present)
    if match == "any":
        return lambda state: not names.isdisjoint(state.present)
    return lambda state: names <= state.present


def _negate(test: Test, match: str) -> Test:
    """With match="none" every single test must fail."""
    return (lambda state: not test(state)) if match == "none" else test


def _combine(tests: list[Test], match: str) -> Test:
    if not tests:
        return _never
    if len(tests) == 1:
        return tests[0]
    if len(tests) == 2:
        one, two = tests
        if match == "any":
            return lambda state: one(state) or two(state)
        return lambda state: one(state) and two(state)
    combine = any if match == "any" else all
    return lambda state: combine(test(state) for test in tests)
