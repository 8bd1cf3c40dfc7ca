"""Identifiers: tables of what is printed and what is read."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagger.normalize.identifiers import (
    Identifier,
    clean_url,
    doi_of_url,
    is_isbn,
    is_issn,
    is_resolver,
    normalize_arxiv,
    normalize_doi,
    parse_identifier,
)


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("10.1000/182", "10.1000/182"),
        ("10.1016/J.CELL.2016. 01.001.", "10.1016/j.cell.2016.01.001"),
        ("https://doi.org/10.1000/182", "10.1000/182"),
        ("http://dx.doi.org/10.1000/182,", "10.1000/182"),
        ("https://doi.org/doi:10.1000/182", "10.1000/182"),
        ("doi: 10.1000/182", "10.1000/182"),
        ("DOI:10.1000%2F182", "10.1000/182"),
        ("10.1007/s10584‐015‐1585‐x", "10.1007/s10584-015-1585-x"),
        ("10.1000/abc-\n12", "10.1000/abc-12"),
        ("10. 1103/PhysRevD.10.2445", "10.1103/physrevd.10.2445"),
        ("10.1000/182)", "10.1000/182"),
        ("10.1016/S0140-6736(05)12345-1", "10.1016/s0140-6736(05)12345-1"),
        ("10.1130/0016-7606(1945)56[275:EDOSAT]2.0.CO;2",
         "10.1130/0016-7606(1945)56[275:edosat]2.0.co;2"),
        ("10.1002/(SICI)1097-4636(199823)43:4&lt;407::AID-JBM9&gt;3.0.CO;2-J",
         "10.1002/(sici)1097-4636(199823)43:4<407::aid-jbm9>3.0.co;2-j"),
        ("10.1000/182.PMID:123", "10.1000/182"),
        ("10.1000/182Available", "10.1000/182"),
        ("10.1000/182</doi>", "10.1000/182"),
        ("10.1103/PhysRevD.11.395.URL", "10.1103/physrevd.11.395"),
        ("10.48550/arXiv.2010.11929", "10.48550/arxiv.2010.11929"),
        ("S0896-6273(09)00744-2", ""),
        ("10.1000/", ""),
        ("10.12/3", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_doi(text: str, doi: str) -> None:
    assert normalize_doi(text) == doi


@pytest.mark.parametrize(
    ("url", "doi", "only"),
    [
        ("https://doi.org/10.1000/182", "10.1000/182", True),
        ("https://dx.doi.org/10.1000/182#x", "10.1000/182", True),
        ("doi.org/10.1000/182", "10.1000/182", True),
        ("https://doi-org.proxy.example.edu/10.1000/182", "10.1000/182", True),
        ("https://onlinelibrary.wiley.com/doi/abs/10.1002/joc.123", "10.1002/joc.123", False),
        ("https://www.tandfonline.com/doi/full/10.1080/0309?x=1", "10.1080/0309", False),
        ("https://journals.example.org/doi/pdf/10.1177/123/full", "10.1177/123", False),
        ("https://link.springer.com/article/10.1007/s1-2", "10.1007/s1-2", False),
        ("https://journals.plos.org/plosone/article?id=10.1371/journal.pone.01",
         "10.1371/journal.pone.01", False),
        ("https://www.w3.org/History/1989/proposal.html", "", False),
    ],
)  # fmt: skip
def test_doi_of_url(url: str, doi: str, only: bool) -> None:
    assert doi_of_url(url) == doi
    assert is_resolver(url) is only


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("<http://a.org/b>.", "http://a.org/b"),
        ("http://www.who.int/impact/ x.pdf", "http://www.who.int/impact/x.pdf"),
        ("http://a.org/b_(c)", "http://a.org/b_(c)"),
        ("http://a.org/b)", "http://a.org/b"),
        ("www.a.org/?x=1&amp;y=2;", "www.a.org/?x=1&y=2"),
    ],
)
def test_url(text: str, url: str) -> None:
    assert clean_url(text) == url


@pytest.mark.parametrize(
    ("text", "arxiv"),
    [
        ("1503.02531", "1503.02531"),
        ("arXiv:1503.02531v2", "1503.02531v2"),
        ("0911 .0681", "0911.0681"),
        ("hep -th/9901001", "hep-th/9901001"),
        ("math.KT/0407054", "math/0407054"),
        ("cs.LG/1906.08495", "1906.08495"),
        ("ArXiv, abs/2010.11855", "2010.11855"),
        ("https://arxiv.org/pdf/1406.2661.pdf", "1406.2661"),
        ("arXiv .org:astro -ph/0710.3063", "0710.3063"),
        ("1799.1234", ""),
        ("0005024", ""),
        ("foo/9901001", ""),
        ("", ""),
    ],
)
def test_arxiv(text: str, arxiv: str) -> None:
    assert normalize_arxiv(text) == arxiv


@pytest.mark.parametrize(
    ("before", "text", "kind", "value", "is_valid"),
    [
        ("ISBN ", "1-55860-153-8", "isbn", "1-55860-153-8", True),
        ("ISBN-13: ", "978–0–19–995864–1", "isbn", "978-0-19-995864-1", True),
        ("ISBN ", "1-55860-153-9", "isbn", "1-55860-153-9", False),
        ("", "0-8044-2957-X", "isbn", "0-8044-2957-X", True),
        ("", "ISBN 0-8044-2957-x", "isbn", "0-8044-2957-X", True),
        ("issn: ", "1540- 8140", "issn", "1540-8140", True),
        ("(ISSN ", "15408141", "issn", "1540-8141", False),
        ("", "0021-9525", "issn", "0021-9525", True),
        ("PMID:", "11237011", "pmid", "11237011", True),
        ("PubMed PMID: ", "11237011", "pmid", "11237011", True),
        ("PubMedCentral PMCID:", "PMCPMC5281063", "pmcid", "PMC5281063", True),
        ("", "PMC3545028", "pmcid", "PMC3545028", True),
        ("arXiv :", "0911 .0681", "arxiv", "0911.0681", True),
        ("(Preprint ", "1402. 1517", "arxiv", "1402.1517", True),
        ("arXiv:", "0005024", "arxiv", "0005024", False),
        ("doi: ", "S0168-9525(03)00073-8", "doi", "S0168-9525(03)00073-8", False),
        ("", "10.1000/182", "doi", "10.1000/182", True),
        ("hdl:", "2027/mdp.39015", "handle", "2027/mdp.39015", True),
        ("", "urn:nbn:de:0111-pedocs-1", "urn", "urn:nbn:de:0111-pedocs-1", True),
        ("", "ark:/12148/bpt6k1", "ark", "ark:/12148/bpt6k1", True),
        ("OCLC ", "123", "oclc", "123", True),
        ("", "MR1111806", "mr", "MR1111806", True),
        ("U.S. Patent No. ", "174,465", "patent", "174,465", True),
        ("RFC ", "2616", "rfc", "2616", True),
        ("Technical Report ", "TR93-3", "other", "TR93-3", True),
        ("", "DIN EN ISO 9241-210:2020-03", "other", "DIN EN ISO 9241-210:2020-03", True),
        ("", "2013-1415", "other", "2013-1415", True),
    ],
)
def test_kinds(before: str, text: str, kind: str, value: str, is_valid: bool) -> None:
    assert parse_identifier(text, before=before) == Identifier(kind, value, is_valid)


@given(st.integers(0, 10**9 - 1), st.sampled_from("0123456789X"))
def test_one_check_digit_in_eleven_fits(number: int, digit: str) -> None:
    fitting = [d for d in "0123456789X" if is_isbn(f"{number:09}{d}")]
    assert len(fitting) == 1
    assert is_isbn(f"{number:09}{digit}") is (digit == fitting[0])
    assert sum(is_isbn(f"978{number:09}{d}") for d in "0123456789") == 1
    assert sum(is_issn(f"{number % 10**7:07}{d}") for d in "0123456789X") == 1


@given(st.integers(0, 10**12 - 1), st.integers(0, 11))
def test_a_wrong_digit_is_found(number: int, place: int) -> None:
    digits = f"978{number % 10**9:09}"
    isbn = next(digits + d for d in "0123456789" if is_isbn(digits + d))
    wrong = str((int(isbn[place]) + 1) % 10)
    assert not is_isbn(isbn[:place] + wrong + isbn[place + 1 :])


@given(st.text(), st.text(max_size=20))
def test_any_text(text: str, before: str) -> None:
    found = parse_identifier(text, before=before)
    assert found.kind
    assert normalize_doi(normalize_doi(text)) == normalize_doi(text)
    assert normalize_arxiv(normalize_arxiv(text)) == normalize_arxiv(text)
    assert clean_url(clean_url(text)) == clean_url(text)
    doi_of_url(text)


def test_made_up_dois_come_back() -> None:
    from tagger.synth.identifiers import make_doi

    rng = random.Random(1)
    for _ in range(300):
        doi = make_doi(rng, "1999")
        for printed in (doi, f"https://doi.org/{doi}.", f"doi:{doi},", f"({doi})"[1:-1] + ";"):
            assert normalize_doi(printed) == doi.lower()
