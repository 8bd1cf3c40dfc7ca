"""A labelled reference in every format: what was tagged stands in the file, read by others."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest

from tagger.formats.bibtex import write_biblatex, write_bibtex
from tagger.formats.csl_json import to_csl
from tagger.formats.jats import write_jats
from tagger.formats.ris import write_ris
from tagger.formats.tei import write_tei
from tagger.reference import Reference

pybtex = pytest.importorskip("pybtex.database")
rispy = pytest.importorskip("rispy")
etree = pytest.importorskip("lxml.etree")

MARKED = (
    "[[12]label] [Bland JM, van der Berg DG, et al.]author [Statistics for R&D in 100% of "
    "cases]title. [Lancet]venue [1986]year;[1]volume([8476]issue):[307-310]pages. "
    "doi:[10.1016/S0140-6736(86)90837-8]doi [[in Russian]note]",
    "[Müller, A.]author: [Verstehen]title. In: [Bower, G. H.]editor (Hg.): [The psychology of "
    "learning]venue, übers. v. [Richard Nice]translator. [London]place: [Routledge]publisher "
    "[1999a]year ([LNCS]series, Bd. [7]volume). ISBN [0-306-40615-2]identifier",
    "[Curie, Marie]author. [Recherches]title. [Thèse de doctorat]genre, [Faculté des sciences "
    "de Paris]institution, [1903]year. [155]pages p.",
    "[World Health Organization]author. [Data]title. [https://a.b/x_y?c=1&d=2]url. Accessed "
    "[3 March 2019]date",
    "[Hinton, G.]author [Distilling]title. arXiv:[1503.02531]identifier ([in press]year)",
    "[王小明]author. [汉语研究]title[J]. [语言]venue, [2010]year, [3]volume([2]issue): "
    "[15-20]pages.",
)


def labelled(marked: str) -> Reference:
    """Make a reference of "[Doe]author. [Title]title"."""
    text, spans, at = "", [], 0
    for found in re.finditer(r"\[(?!J\])([^\[\]]+)\]([a-z]+)", marked):
        text += marked[at : found.start()]
        spans.append((len(text), len(text) + len(found[1]), found[2], None))
        text, at = text + found[1], found.end()
    return Reference.from_spans(text + marked[at:], spans)


#: Chinese names are divided into their characters.
WORD = r"\d+|[一-鿿]|[^\W\d_]{2,}"
REFERENCES = [labelled(marked) for marked in MARKED]


def read_bibtex(text: str) -> list[str]:
    found = []
    for entry in pybtex.parse_string(text, "bibtex").entries.values():
        people = [str(person) for persons in entry.persons.values() for person in persons]
        found.append(" ".join([*entry.fields.values(), *people]))
    return found


def read_ris(text: str) -> list[str]:
    return [str(list(record.values())) for record in rispy.loads(text)]


def read_xml(text: str) -> list[str]:
    nodes = etree.fromstring(text.encode()).xpath("//*[local-name()='biblStruct' or self::ref]")
    return [" ".join([*node.itertext(), *node.xpath(".//@*|./@*")]) for node in nodes]


def letters(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


@pytest.mark.parametrize(
    ("write", "read"),
    [
        (write_bibtex, read_bibtex),
        (write_biblatex, read_bibtex),
        (write_ris, read_ris),
        (write_tei, read_xml),
        (write_jats, read_xml),
    ],
)
def test_every_field_stands_in_the_file(
    write: Callable[..., None], read: Callable[[str], list[str]]
) -> None:
    stream = io.StringIO()
    write(REFERENCES if write is write_jats else map(to_csl, REFERENCES), stream)
    texts = read(stream.getvalue())
    assert len(texts) == len(REFERENCES)
    for reference, text in zip(REFERENCES, texts, strict=True):
        for field in reference:
            # a date is numbers then, "et al." may be "others", a list may have another order
            pattern = r"\d+" if field.label in ("date", "pages") else WORD
            value = re.sub(r"\bet al\.", "", field.value)
            for word in re.findall(pattern, value):
                assert letters(word) in letters(text), (field.label, word)
