"""Made-up conferences with real acronyms.

Imports chance, forms, identifiers, imprints, people and words.
"""

from __future__ import annotations

import random

from tagger.synth.chance import maybe, number, pick
from tagger.synth.forms import ordinal_en
from tagger.synth.identifiers import make_isbn, make_url
from tagger.synth.imprints import make_pages
from tagger.synth.people import editors_of
from tagger.synth.words import phrase, section

_BEFORE = (
    "Proceedings of the ", "Proceedings of the ", "Proceedings of ", "Proc. of the ", "Proc. ",
    "", "",
)  # fmt: skip
_ORDINALS = ("First ", "Second ", "Third ", "Fourth ", "Fifth ", "Tenth ")
_PARTS = (", Part II", ", volume I: Architecture", " - Volume 1", ", Workshop Proceedings")


def make_proceedings(rng: random.Random, lang: str, year: str) -> dict[str, object]:
    """Draw the proceedings around a paper.

    Parameters
    ----------
    rng : random.Random
        Source of chance.
    lang : str
        One of `words.LANGUAGES`.
    year : str
        Four digits or empty.

    Returns
    -------
    dict
        Fields of a work.
    """
    name, _, acronym = phrase(rng, lang, "confname").partition(" = ")
    if not acronym and rng.random() < 0.3 and lang == "en":
        acronym = phrase(rng, lang, "confshort")
    container = _conference(rng, lang, name, acronym, year)
    publisher = pick(rng, section("en", "conference publisher"))
    springer = publisher.startswith("Springer")
    series = pick(rng, ("Lecture Notes in Computer Science", "LNCS", "LNAI"))
    return {
        "container": container,
        "container_short": acronym and f"{pick(rng, ('Proc. ', 'Proceedings of ', ''))}{acronym}",
        "editors": editors_of(rng, lang) if rng.random() < 0.15 else (),
        "publisher": maybe(rng, 0.35, publisher),
        "place": maybe(rng, 0.5, phrase(rng, lang, "city")),
        "series": maybe(rng, 0.6, series) if springer else "",
        "volume": str(number(rng, 100, 9000)) if springer else "",
        "isbn": maybe(rng, 0.03, make_isbn(rng)),
        "url": maybe(rng, 0.05, make_url(rng, lang)),
        **(make_pages(rng) if rng.random() < 0.85 else {}),
    }


def _conference(rng: random.Random, lang: str, name: str, acronym: str, year: str) -> str:
    if lang != "en":
        return f"{name} {year}" if year and rng.random() < 0.3 else name
    ordinal = f"{ordinal_en(number(rng, 1, 45))} "
    if rng.random() < 0.15:
        ordinal = pick(rng, _ORDINALS)
    if rng.random() < 0.35:
        ordinal = ""
    # "Proc. 12th Int. Conf. ...", "Proceedings of the 2009 IEEE Conference ...", "ICML"
    before = pick(rng, _BEFORE)
    if rng.random() < 0.1:
        name = name.replace("International", "Int.").replace("Conference", "Conf.")
        name = name.replace("Symposium", "Symp.")
    if rng.random() < 0.1:
        return f"{pick(rng, section(lang, 'meeting'))} {pick(rng, section(lang, 'confbody'))}"
    if rng.random() < 0.08 and year:
        body = phrase(rng, lang, "confbody")
        forms = (
            f"{body}, {year} Annual Meeting", f"{name}, {year}. Proceedings of the {year}",
            f"{name} {year}", f"{body} - {ordinal}{name} {year}",
        )  # fmt: skip
        return pick(rng, forms)
    leading = f"{year} " if year and not ordinal and rng.random() < 0.25 else ""
    after = ""
    if acronym:
        short = pick(rng, (f" ({acronym})", f" ({acronym} {year})", f", {acronym} {year}",
                           f" ({acronym}-{year[2:]})", f" - {acronym} '{year[2:]}"))  # fmt: skip
        after = short.replace(" )", ")").rstrip(" '") if year else f" ({acronym})"
        if rng.random() < 0.3:
            late = pick(rng, ("", "", f" {year}", f"-{year[2:]}", f"'{year[2:]}", f" ’{year[2:]}"))
            return f"{pick(rng, ('Proc. ', 'Proceedings of ', 'Proceedings ', ''))}{acronym}{late}"
    elif rng.random() < 0.05:
        after = pick(rng, _PARTS)
    return f"{before}{leading}{ordinal}{name}{after}"
