"""References that print the same work: the near-duplicates of a collection.

Imports records; scikit-learn and SciPy inside the functions.  Two references are
near-duplicates when their texts are alike, or when they have the same long title.

How alike two texts are: the cosine of their TF-IDF vectors of character 5-grams inside words,
over the lower-cased letters and digits without accents.  It bears OCR errors, other orders of
the fields and other punctuation.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from tagger.corpora.extras import import_extra
from tagger.corpora.records import LabelledReference

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

#: Cosine from which two references count as the same work; `near_duplicate_groups` says why.
NEAR = 0.55

#: Letters from which an equal title alone makes two references the same work; shorter ones
#: ("Introduction", "Storia di Venezia") are shared by works that differ.
LONG_TITLE = 25

# Rows of the product computed at a time: 512 rows against 25,000 columns stay below 100 MB even
# where every pair has a 5-gram in common.
_CHUNK = 512

_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010\u2011](?=[^\W\d_])")


def near_duplicate_groups(
    references: Sequence[LabelledReference], *, threshold: float = NEAR
) -> list[int]:
    """Group the references that print the same work.

    Parameters
    ----------
    references : sequence of LabelledReference
        Of any length n; 25,000 take about ten seconds on one core.
    threshold : float
        Cosine in (0, 1].

    Returns
    -------
    list of int
        Of length n: a group number for each reference, from 0 in the order in which the groups
        first occur.  Groups are the connected components of the pairs.

    Raises
    ------
    UsageError
        R060 where scikit-learn is not installed.

    Notes
    -----
    The default threshold was chosen by eye, on 20 pairs drawn from each band of cosine in the
    23,911 references that the splits were made of.  The same work (in any edition or volume)
    were 1 of 20 pairs in [.45, .50), 6 in [.50, .55), 8 in [.55, .60), 9 in [.60, .65) and 12
    in [.65, .75); the others mostly share their authors, their series or the volume they are
    in.  A leak costs more than a pair too many, which only makes a group larger; but with 0.50
    and `reference_groups` the documents of one field chain up into a group of 1,852, with 0.55
    into one of 711, which no split can hold out.  Most of the pairs that are
    missed come from OCR of old books with long, variable titles.
    """
    if not references:
        return []
    vectors = _vectorize(references)
    pairs = [(i, j) for i, j, _ in _alike(vectors, vectors, threshold) if i < j]
    for same in _titles(references).values():
        pairs += itertools.pairwise(same)
    return connect(len(references), pairs)


def near_duplicates(
    a: Sequence[LabelledReference],
    b: Sequence[LabelledReference],
    threshold: float = NEAR,
) -> list[tuple[int, int, float]]:
    """Find the works that two collections share.

    Parameters
    ----------
    a, b : sequence of LabelledReference
        The collections.  Words are weighed by how rare they are in both together, so that the
        same pair can differ a little in similarity between one call and another.
    threshold : float
        Cosine in (0, 1], as in `near_duplicate_groups`.

    Returns
    -------
    list of (int, int, float)
        Index into `a`, index into `b`, and their similarity in [0, 1], sorted by index.  It is
        below the threshold for pairs that only share a long title.

    Raises
    ------
    UsageError
        R060 where scikit-learn is not installed.
    """
    if not a or not b:
        return []
    vectors = _vectorize([*a, *b])
    left, right = vectors[: len(a)], vectors[len(a) :]
    pairs = {(i, j): similarity for i, j, similarity in _alike(left, right, threshold)}
    titles = _titles(b)
    for title, members in _titles(a).items():
        for i in members:
            for j in titles.get(title, ()):
                if (i, j) not in pairs:
                    pairs[i, j] = float(left[i].multiply(right[j]).sum())
    return [(i, j, similarity) for (i, j), similarity in sorted(pairs.items())]


def connect(size: int, pairs: Sequence[tuple[int, int]]) -> list[int]:
    """Label the nodes of a graph by connected component.

    Parameters
    ----------
    size : int
        The number of nodes.
    pairs : sequence of (int, int)
        The edges, by node number.

    Returns
    -------
    list of int
        Of length `size`: the component of each node, from 0 in order of first occurrence.
    """
    sparse = import_extra("scipy.sparse")
    csgraph = import_extra("scipy.sparse.csgraph")
    rows = [i for i, _ in pairs]
    columns = [j for _, j in pairs]
    graph = sparse.coo_matrix(([1] * len(pairs), (rows, columns)), shape=(size, size))
    labels = csgraph.connected_components(graph, directed=False)[1].tolist()
    numbers: dict[int, int] = {}
    return [numbers.setdefault(label, len(numbers)) for label in labels]


def normalize(text: str) -> str:
    """Reduce a text to what two printings of a work have in common.

    Parameters
    ----------
    text : str
        Any.

    Returns
    -------
    str
        Its letters and digits, case-folded, without accents, in words parted by one space;
        hyphens inside a word are dropped, since many mark the end of a printed line.

    Examples
    --------
    >>> normalize("Arslan, E.: Venezia gòtica. L'architettura vene-ziana, 1970")
    'arslan e venezia gotica l architettura veneziana 1970'
    """
    decomposed = unicodedata.normalize("NFKD", _HYPHEN.sub("", text).casefold())
    kept = (c if c.isalnum() else "" if unicodedata.combining(c) else " " for c in decomposed)
    return " ".join("".join(kept).split())


def _vectorize(references: Sequence[LabelledReference]) -> csr_matrix:
    text = import_extra("sklearn.feature_extraction.text")
    # a word of less than five characters with its two spaces counts as one gram
    vectorizer = text.TfidfVectorizer(
        analyzer="char_wb", ngram_range=(5, 5), sublinear_tf=True, lowercase=False,
        dtype=import_extra("numpy").float32,
    )  # fmt: skip
    # a text of punctuation only has no gram, and a vocabulary must not be empty
    return vectorizer.fit_transform([normalize(r.text) or r.text for r in references])


def _alike(
    left: csr_matrix, right: csr_matrix, threshold: float
) -> Iterator[tuple[int, int, float]]:
    """Yield the pairs of rows whose cosine reaches the threshold; the rows have length 1."""
    columns: Any = right.T.tocsr()
    for start in range(0, left.shape[0], _CHUNK):
        product = (left[start : start + _CHUNK] @ columns).tocoo()
        kept = product.data >= threshold
        yield from zip(
            (product.row[kept] + start).tolist(),
            product.col[kept].tolist(),
            product.data[kept].tolist(),
            strict=True,
        )


def _titles(references: Sequence[LabelledReference]) -> dict[str, list[int]]:
    """Map long titles, reduced to letters and digits, to the references that have them."""
    found: dict[str, list[int]] = defaultdict(list)
    for i, reference in enumerate(references):
        titles = {
            normalize(reference.text[span.start : span.end]).replace(" ", "")
            for span in reference.spans
            if span.label == "title"
        }
        for title in titles:
            if sum(map(str.isalpha, title)) >= LONG_TITLE:
                found[title].append(i)
    return found
