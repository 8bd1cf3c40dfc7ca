"""What each kind of work has besides authors, title and year.

Imports chance, identifiers, people and words.
"""

from __future__ import annotations

import random

from .chance import digits, maybe, number, pick
from .identifiers import make_arxiv, make_doi, make_isbn, make_issn, make_url
from .people import Organisation, editors_of, people
from .words import has_section, phrase, section, title

_STANDARDS = ("ISO {n}:{y}", "ISO/IEC {n}-1:{y}", "DIN EN {n}", "ASTM D{n}-{s}", "RFC {n}",
              "IEEE Std 802.{d}-{y}", "EN {n}-1-1:{y}", "ANSI/NISO Z39.{d}-{y}", "3GPP TS 23.{n}",
              "ITU-T H.{n}", "BS {n}", "UNE-EN ISO {n}:{y}", "ISO {n}", "NFPA {d}")  # fmt: skip


_VOLUMES = {"en": "vols", "de": "Bde.", "fr": "vol.", "es": "vols.", "it": "voll.", "pt": "v.",
            "nl": "dln.", "pl": "t.", "sv": "bd", "ru": "т.", "tr": "cilt", "zh": "卷", "ja": "巻"}  # fmt: skip
_MEETINGS = ("Paper presented at the ", "Paper presented at the annual meeting of the ",
             "Poster presented at the ", "Presentation at the ", "Proceedings of the ",
             "Annual Meeting of the ", "Proceedings of the annual conference of the ")  # fmt: skip
_REMARKS = ("abstract", "in German", "in Russian", "Abstract", "Letter", "review", "in Chinese",
            "with discussion", "Editorial")  # fmt: skip


def _pages(rng: random.Random, limit: int = 900) -> dict[str, str]:
    first = number(rng, 1, limit)
    last = first + 1 + int(rng.random() ** 2 * 45)
    if rng.random() < 0.95:
        return {"first_page": str(first), "last_page": str(last)}
    return {"first_page": str(first)}


def _article_pages(rng: random.Random) -> dict[str, str]:
    chance = rng.random()
    if chance < 0.03:
        return {}
    if chance < 0.09:
        code = pick(rng, (digits(rng, 6), "e" + digits(rng, 5), "0" + digits(rng, 5), digits(rng, 3)))
        return {"article_number": code}
    pages = _pages(rng, 1500)
    if chance < 0.15:
        prefix = pick(rng, ("S", "L", "e", "A", "R", "H"))
        return {key: prefix + value for key, value in pages.items()}
    return pages


def _imprint(rng: random.Random, lang: str, year: str) -> dict[str, object]:
    publisher, place = pick(rng, section(lang, "publisher")).split(" = ")
    if year[:4] < "1880" and year:  # before most of the publishers
        publisher, place = "", pick(rng, section(lang, "city"))
    return {
        "publisher": maybe(rng, 0.9, publisher),
        "place": maybe(rng, 0.9, place),
        "isbn": maybe(rng, 0.08, make_isbn(rng)) if year > "1970" else "",
        "series": maybe(rng, 0.1, pick(rng, section(lang, "series"))),
    }


def _volume(rng: random.Random, year: str) -> str:
    if rng.random() < 0.05 and year[:4].isdecimal():
        return year[:4]
    return str(number(rng, 1, 220))


def _issue(rng: random.Random) -> str:
    first = number(rng, 1, 12)
    chance = rng.random()
    if chance < 0.9:
        return str(first)
    return pick(rng, (f"{first}-{first + 1}", f"{first}/{first + 1}", f"{first}–{first + 1}",
                      "Suppl 1", "Suppl. 2", "S1", f"Pt {first}", str(100 + first)))  # fmt: skip


def _article(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    name = f"{domain}.journal"
    journal = pick(rng, section(lang, name if has_section(lang, name) else "soc.journal"))
    full, _, short = journal.partition(" = ")
    if full == "Proceedings of the National Academy of Sciences" and rng.random() < 0.5:
        short = "PNAS"
    volume = maybe(rng, 0.93, _volume(rng, common["year"]))
    return {
        "container": full,
        "container_short": short,
        "volume": volume,
        "issue": maybe(rng, 0.55 if volume else 0.8, _issue(rng)),
        "pmid": maybe(rng, 0.08 if domain in ("med", "bio", "sci") else 0, digits(rng, 8)),
        "issn": maybe(rng, 0.03, make_issn(rng)),
        "arxiv": maybe(rng, 0.2 if domain == "phys" else 0, make_arxiv(rng, common["year"])),
        "arxiv_class": maybe(rng, 0.5, pick(rng, ("hep-ph", "hep-th", "astro-ph", "hep-ex", "gr-qc"))),
        "url": maybe(rng, 0.05, make_url(rng, lang)),
        "note": maybe(rng, 0.02, pick(rng, _REMARKS)) if lang == "en" else "",
        "place": maybe(rng, 0.05, pick(rng, section(lang, "city"))),
        **_article_pages(rng),
    }


def _book(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    return {
        **_imprint(rng, lang, common["year"]),
        "edition": number(rng, 1, 6) if rng.random() < 0.13 else 0,
        "volume": maybe(rng, 0.08, str(number(rng, 1, 12))),
        "page_count": maybe(rng, 0.12, str(number(rng, 90, 900))),
        "translators": people(rng, lang, 1) if rng.random() < 0.06 else (),
        "editors": people(rng, lang, 1) if rng.random() < 0.03 else (),
        "note": maybe(rng, 0.03, f"{number(rng, 2, 12)} {_VOLUMES[lang]}"),
        "url": maybe(rng, 0.02, make_url(rng, lang)),
        **(_pages(rng, 500) if rng.random() < (0.3 if domain in ("hum", "hist") else 0.04) else {}),
    }


def _edited_book(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    return {
        **_imprint(rng, lang, common["year"]),
        "authors": (),
        "editors": editors_of(rng, lang),
        "title": title(rng, lang, "book.title"),
        "edition": number(rng, 1, 4) if rng.random() < 0.1 else 0,
        "volume": maybe(rng, 0.06, str(number(rng, 1, 12))),
        "page_count": maybe(rng, 0.1, str(number(rng, 90, 900))),
    }


def _chapter(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    return {
        **_imprint(rng, lang, common["year"]),
        "container": title(rng, lang, "book.title"),
        "editors": editors_of(rng, lang) if rng.random() < 0.85 else (),
        "edition": number(rng, 1, 4) if rng.random() < 0.05 else 0,
        "volume": maybe(rng, 0.1, str(number(rng, 1, 30))),
        "translators": people(rng, lang, 1) if rng.random() < 0.02 else (),
        **_pages(rng),
    }


def _proceedings(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    name, _, acronym = phrase(rng, lang, "confname").partition(" = ")
    if not acronym and rng.random() < 0.2 and lang == "en":
        acronym = pick(rng, section(lang, "confshort"))
    year = common["year"][:4]
    container = _conference(rng, lang, name, acronym, year)
    publisher = pick(rng, ("ACM", "IEEE", "Springer", "ACM Press", "AAAI Press", "PMLR", "CEUR",
                           "Springer-Verlag", "USENIX", "Association for Computational Linguistics",
                           "IEEE Press", "Morgan Kaufmann", "IEEE Computer Society"))  # fmt: skip
    springer = publisher.startswith("Springer")
    series = pick(rng, ("Lecture Notes in Computer Science", "LNCS", "LNAI"))
    return {
        "container": container,
        "container_short": acronym and f"{pick(rng, ('Proc. ', 'Proceedings of ', ''))}{acronym}",
        "editors": editors_of(rng, lang) if rng.random() < 0.15 else (),
        "publisher": maybe(rng, 0.35, publisher),
        "place": maybe(rng, 0.5, pick(rng, section(lang, "city"))),
        "series": maybe(rng, 0.6, series) if springer else "",
        "volume": str(number(rng, 100, 9000)) if springer else "",
        "isbn": maybe(rng, 0.03, make_isbn(rng)),
        "url": maybe(rng, 0.05, make_url(rng, lang)),
        **(_pages(rng) if rng.random() < 0.85 else {}),
    }


def _conference(rng: random.Random, lang: str, name: str, acronym: str, year: str) -> str:
    if lang != "en":
        return f"{name} {year}" if year and rng.random() < 0.3 else name
    ordinal = f"{ordinal_en(number(rng, 1, 45))} "
    if rng.random() < 0.15:
        ordinal = pick(rng, ("First ", "Second ", "Third ", "Fourth ", "Fifth ", "Tenth "))
    if rng.random() < 0.35:
        ordinal = ""
    # "Proc. 12th Int. Conf. ...", "Proceedings of the 2009 IEEE Conference ...", "ICML"
    before = pick(rng, ("Proceedings of the ", "Proceedings of the ", "Proc. of the ", "Proc. ",
                        "Proceedings of ", "", ""))  # fmt: skip
    if rng.random() < 0.1:
        name = name.replace("International", "Int.").replace("Conference", "Conf.")
        name = name.replace("Symposium", "Symp.")
    if rng.random() < 0.1:
        return pick(rng, _MEETINGS) + pick(rng, section(lang, "confbody"))
    leading = f"{year} " if year and not ordinal and rng.random() < 0.25 else ""
    after = ""
    if acronym:
        short = pick(rng, (f" ({acronym})", f" ({acronym} {year})", f", {acronym} {year}",
                           f" ({acronym}-{year[2:]})", f" - {acronym} '{year[2:]}"))  # fmt: skip
        after = short.replace(" )", ")").rstrip(" '") if year else f" ({acronym})"
        if rng.random() < 0.25:
            return f"{pick(rng, ('Proc. ', 'Proceedings of ', ''))}{acronym}"
    return f"{before}{leading}{ordinal}{name}{after}"


def ordinal_en(number: int) -> str:
    """Write an English ordinal.

    Parameters
    ----------
    number : int
        1 or more.

    Returns
    -------
    str
        Digits and suffix.

    Examples
    --------
    >>> [ordinal_en(n) for n in (1, 12, 22, 103)]
    ['1st', '12th', '22nd', '103rd']
    """
    if 10 < number % 100 < 14:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _thesis(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    return {
        "authors": common["authors"][:1],
        "genre": pick(rng, section(lang, "thesis")),
        "institution": pick(rng, section(lang, "university")),
        "place": maybe(rng, 0.45, pick(rng, section(lang, "city"))),
        "page_count": maybe(rng, 0.12, str(number(rng, 60, 600))),
        "url": maybe(rng, 0.1, make_url(rng, lang)),
        "doi": "",
    }


def _report(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    numbers = (f"{phrase(rng, 'en', 'acr')}-{digits(rng, 2)}-{digits(rng, 2)}", digits(rng, 3),
               f"{phrase(rng, 'en', 'acr')}-TR-{digits(rng, 3)}", f"TR{digits(rng, 2)}-{digits(rng, 1)}",
               f"{common['year'][:4]}-{digits(rng, 2)}", f"{digits(rng, 4)}", f"WP/{digits(rng, 2)}/{digits(rng, 3)}")  # fmt: skip  # noqa: E501
    return {
        "genre": maybe(rng, 0.8, pick(rng, section(lang, "report"))),
        "number": maybe(rng, 0.55, pick(rng, numbers)),
        "institution": pick(rng, section(lang, "institute")),
        "place": maybe(rng, 0.5, pick(rng, section(lang, "city"))),
        "page_count": maybe(rng, 0.15, str(number(rng, 8, 300))),
        "url": maybe(rng, 0.25, make_url(rng, lang)),
        "accessed": _accessed(rng, 0.4),
        "doi": "",
    }


def _preprint(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    classes = ("hep-ph", "hep-th", "hep-ex", "astro-ph.CO", "quant-ph", "cond-mat.str-el", "math.AG",
               "cs.CL", "cs.LG", "cs.CV", "stat.ML", "gr-qc")  # fmt: skip
    arxiv = make_arxiv(rng, common["year"])
    return {
        "arxiv": arxiv,
        "arxiv_class": "" if "/" in arxiv else maybe(rng, 0.35, pick(rng, classes)),
        "genre": maybe(
            rng,
            0.4,
            pick(
                rng,
                ("arXiv preprint", "Preprint", "arXiv e-prints", "preprint", "bioRxiv preprint"),
            ),
        ),  # fmt: skip
        "doi": "",
    }


def _accessed(rng: random.Random, chance: float) -> tuple[int, ...]:
    if rng.random() >= chance:
        return ()
    return 1998 + int(rng.random() * 28), 1 + int(rng.random() * 12), 1 + int(rng.random() * 28)


def _web_page(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    organisations = people(rng, lang, 0)
    chance = rng.random()
    if chance < 0.5:
        authors = organisations
    else:
        authors = common["authors"][:2] if chance < 0.85 else ()
    return {
        "authors": authors,
        "title": title(rng, lang, "web.title"),
        "container": maybe(rng, 0.4, pick(rng, section(lang, "website"))),
        "url": make_url(rng, lang),
        "accessed": _accessed(rng, 0.6),
        "doi": "",
    }


def _newspaper(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    month = common["month"] or 1 + int(rng.random() * 12)
    url = maybe(rng, 0.35, make_url(rng, lang))
    return {
        "authors": common["authors"][:1] if rng.random() < 0.8 else (),
        "title": title(rng, lang, "news.title"),
        "container": pick(rng, section(lang, "newspaper")),
        "month": month,
        "day": common["day"] or 1 + int(rng.random() * 28),
        "year": common["year"] or "2011",
        "first_page": ""
        if url
        else maybe(rng, 0.6, pick(rng, ("A", "", "", "B", "")) + digits(rng, 1)),
        "url": url,
        "accessed": _accessed(rng, 0.5) if url else (),
        "doi": "",
    }


def _dataset(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    return {
        "title": title(rng, lang, "data.title"),
        "publisher": maybe(rng, 0.7, pick(rng, section(lang, "repo"))),
        "genre": maybe(
            rng,
            0.5,
            pick(
                rng,
                (
                    "Data set",
                    "Dataset",
                    "dataset",
                    "Computer software",
                    "R package",
                    "Software",
                    "Database",
                ),
            ),
        ),  # fmt: skip
        "doi": maybe(rng, 0.6, make_doi(rng, common["year"][:4] or "2020")),
        "url": maybe(rng, 0.4, make_url(rng, lang)),
        "accessed": _accessed(rng, 0.3),
    }


def _standard(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    code = pick(rng, _STANDARDS).format(
        n=digits(rng, 4), y=common["year"][:4] or "2008", s=digits(rng, 2), d=digits(rng, 1)
    )
    bodies = ("International Organization for Standardization", "ISO", "IEEE", "ASTM International",
              "Deutsches Institut für Normung", "AENOR", "ABNT", "CEN", "British Standards Institution")  # fmt: skip  # noqa: E501
    topics = ("Quality management systems — Requirements", "Information and documentation — Guidelines",
              "Standard test method for compressive strength", "Design of concrete structures",
              "Hypertext Transfer Protocol -- HTTP/1.1", "Software life cycle processes",
              "Determination of flash point", "Information technology – Security techniques")  # fmt: skip
    return {
        "authors": (Organisation(pick(rng, bodies)),) if rng.random() < 0.6 else (),
        "title": pick(rng, topics),
        "number": code,
        "place": maybe(
            rng, 0.35, pick(rng, ("Geneva", "Berlin", "New York", "Madrid", "Brussels"))
        ),
        "publisher": maybe(rng, 0.3, pick(rng, ("ISO", "Beuth", "IEEE", "AENOR", "BSI", "IETF"))),
        "url": maybe(rng, 0.15, make_url(rng, "en")),
        "doi": "",
    }


def _patent(rng: random.Random, lang: str, domain: str, common: dict) -> dict[str, object]:
    code = pick(rng, (f"{digits(rng, 1)},{digits(rng, 3)},{digits(rng, 3)}", digits(rng, 7),
                        f"{digits(rng, 7)} B2", f"20{digits(rng, 2)}/0{digits(rng, 6)}"))  # fmt: skip
    return {
        "title": title(rng, "en", pick(rng, ("eng.title", "chem.title")))
        if lang == "en"
        else common["title"],
        "genre": pick(
            rng,
            (
                "US Patent",
                "U.S. Patent",
                "European Patent",
                "Patent",
                "USA Patent",
                "German Patent",
                "Japanese Patent",
                "WIPO Patent",
            ),
        ),  # fmt: skip
        "number": code,
        "year": common["year"] or "1998",
        "doi": "",
    }


MAKERS = {
    "article": _article, "book": _book, "edited book": _edited_book, "chapter": _chapter,
    "proceedings": _proceedings, "thesis": _thesis, "report": _report, "preprint": _preprint,
    "web page": _web_page, "newspaper": _newspaper, "dataset": _dataset, "standard": _standard,
    "patent": _patent,
}  # fmt: skip
