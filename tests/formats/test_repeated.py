"""Signs for repeated authors, and the entries of a whole page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tagger.__main__ import main
from tagger.formats.repeated import with_repeated_authors

KNUTH = [{"family": "Knuth", "given": "D. E."}]
PAGE = Path(__file__).parents[3] / "shared" / "pages" / "article_page.txt"
# type, family names of authors or editors, year, first page, DOI; read off the page by hand
ARTICLE_PAGE = """
chapter; Bettiol Chiarvesio Di_Maria Micelli; 2018; ;
article-journal; Bettiol Burlina Chiarvesio Di_Maria; 2017; ;
article-journal; Bettiol Micelli; 2014; 7;
article-journal; Camuffo Grandinetti; 2011; 37; 10.1080/08985626.2011.577815
article-journal; Chiarvesio Di_Maria Micelli; 2010; 333; 10.1080/09654310903497637
book; Cohen Zysman; 1987; ;
book; Becattini Bellandi De_Propris; 2009; ;
book; Bettiol; 2015; ;
book; Bair; 2009; ;
article-journal; De_Marchi Grandinetti; 2014; 70; 10.1179/1024529413z.00000000049
chapter; De_Marchi Gereffi Grandinetti; 2018; ;
article-journal; Fratocchi Di_Mauro Barbieri Nassimbeni Zanoni; 2014; 54;
article-journal; Gereffi Humphrey Sturgeon; 2005; 78; 10.1080/09692290500049805
article-journal; Giansoldati Pauluzzo; 2011; 471;
article-journal; Grandinetti Tabacco; 2015; 139;
book; Guelpa Micelli; 2007; ;
article-journal; Mudambi; 2007; 206;
article-journal; Pisano Shih; 2012; 94;
article-journal; Schmitz Knorringa; 2000; 177; 10.1080/713600073
article-journal; Bettiol Chiarvesio Di_Maria Micelli; 2017; 55; 10.3280/es2017-002005
"""


@pytest.mark.parametrize("sign", ["———", "---", "______.", "Id.", "Idem", "Ders."])
def test_signs_get_the_names_before(sign: str) -> None:
    items = [{"author": KNUTH}, {"author": [{"literal": sign}]}, {"editor": [{"literal": sign}]}]
    made = list(with_repeated_authors(items))
    assert made[1]["author"] == made[2]["editor"] == KNUTH
    assert items[1]["author"] == [{"literal": sign}]  # the items themselves do not change


def test_without_names_before_the_sign_stays() -> None:
    sign = {"author": [{"literal": "———"}]}
    assert list(with_repeated_authors([sign, {"title": "x"}, sign])) == [sign, {"title": "x"}, sign]
    other = {"author": [{"literal": "World Bank"}]}
    assert list(with_repeated_authors([{"author": KNUTH}, other]))[1] is other


@pytest.mark.model
@pytest.mark.skipif(not PAGE.exists(), reason="needs ../shared/pages")
def test_the_article_page(capsys: pytest.CaptureFixture) -> None:
    assert main(["parse", str(PAGE), "--find", "--format", "csl"]) == 0
    items = json.loads(capsys.readouterr().out)
    rows = [[cell.strip() for cell in row.split(";")] for row in ARTICLE_PAGE.strip().split("\n")]
    assert len(items) == len(rows)
    for item, (kind, names, year, page, doi) in zip(items, rows, strict=True):
        people = item.get("author") or item["editor"]
        assert " ".join(name["family"].replace(" ", "_") for name in people) == names
        assert all(name["given"] for name in people)
        assert item["issued"]["date-parts"][0][0] == int(year)
        assert item["type"] == kind, item["title"]
        assert item.get("page", "").split("-")[0] == page
        assert item.get("DOI", "") == doi
        assert item["title"]
        assert ("container-title" in item) == (kind != "book")
