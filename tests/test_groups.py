"""Streams in groups."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tagger.groups import groups


@given(st.lists(st.text("x", max_size=20), max_size=40), st.integers(1, 9), st.integers(1, 50))
def test_groups_are_the_items_in_order_and_no_larger_than_they_must(
    items: list[str], most: int, longest: int
) -> None:
    made = list(groups(items, most, longest))
    assert [item for group in made for item in group] == items
    for group in made:
        assert 0 < len(group) <= most
        assert sum(map(len, group[:-1])) < longest
