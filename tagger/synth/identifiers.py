"""Made-up identifiers in the forms of the real ones.

Imports chance and words.
"""

from __future__ import annotations

import random

from tagger.synth.chance import digits, maybe, pick
from tagger.synth.words import phrase

_DOIS = ("10.1016/j.{c}.{y}.0{d}.0{e}", "10.1007/s{n5}-0{e}-{m5}-{d}", "10.1080/{n8}.{y}.{n5}",
             "10.1093/{c}/{c}{n3}", "10.1103/PhysRev{L}.{n2}.{n5}", "10.1111/j.{i}.{y}.{n5}.x",
             "10.1371/journal.pone.00{n5}", "10.1109/{L}{L}{L}.{y}.{n8}", "10.1145/{n8}.{n8}",
             "10.1038/s4{m4}-0{e}-{n5}-{d}", "10.1038/{c}{n5}", "10.1126/science.{n3}{n5}",
             "10.1177/{n8}{n8}", "10.2307/{n8}", "10.1021/{c}{n5}{d}", "10.3390/{c}{n8}",
             "10.1186/s1{m4}-0{e}-{m5}-{d}", "10.5281/zenodo.{n8}", "10.4000/{c}.{n5}",
             "10.1002/{c}.{n5}", "10.1590/S{i}{y}000{e}00005", "10.1017/S{n8}{n8}",
             "10.1215/{n8}-{n8}", "10.1787/{n8}-en", "10.1111/{c}.{n5}", "10.21105/joss.0{n5}",
             "10.48550/arXiv.{n2}0{d}.{n5}", "10.1016/S0140-6736(0{d}){n5}-{d}",
             "10.1002/(SICI)1097-4636({y})50:{d}<{n2}::AID-JBM{d}>3.0.CO;2-F",
             "10.1175/1520-0442({y})0{e}<{n5}:ATPODE>2.0.CO;2")  # fmt: skip

# Resolvers of persistent identifiers, and the shapes of what repositories give out.
_URN_HOSTS = {
    "de": ("0111-pedocs-{n5}", "kobv:188-fudissthes{n8}-1", "bvb:19-{n5}8", "hbz:38-{n5}",
           "0168-ssoar-{n5}7", "bsz:21-opus-{n5}", "101:1-{n8}{n4}"),
    "sv": ("uu:diva-{n5}", "lnu:diva-{n4}", "umu:diva-{n5}"),
    "nl": ("ui:10-1874-{n5}", "ui:24-{n8}", "ui:29-{n5}"),
    "it": ("unibo-{n5}", "unina-{n4}", "bncf-{n5}"),
}  # fmt: skip
_URN_RESOLVERS = {
    "de": ("http://nbn-resolving.de/", "https://nbn-resolving.org/",
           "http://nbn-resolving.org/resolver?identifier="),
    "sv": ("http://urn.kb.se/resolve?urn=",),
    "nl": ("http://resolver.tudelft.nl/", "https://persistent-identifier.nl/"),
    "it": ("http://nbn.depositolegale.it/",),
}  # fmt: skip
_HANDLES = (
    "http://hdl.handle.net/10{n2}/{n5}", "https://hdl.handle.net/11{n2}.{n2}/{n5}",
    "http://hdl.handle.net/2027/mdp.390150{n8}", "https://hdl.handle.net/20.500.1{n4}/{n4}",
    "https://hal.science/hal-0{n8}", "https://theses.hal.science/tel-0{n8}",
    "https://www.jstor.org/stable/{n8}", "http://www.jstor.org/stable/{n5}",
    "https://ssrn.com/abstract={n8}", "https://repositorio.unam.mx/contenidos/{n5}",
    "https://gallica.bnf.fr/ark:/12148/bpt6k{n5}4", "https://escholarship.org/uc/item/{n2}x{n5}",
    "https://purl.stanford.edu/{n5}", "https://archive.org/details/{n8}",
)  # fmt: skip


def make_doi(rng: random.Random, year: str) -> str:
    """Make up a DOI in one of the forms that publishers use.

    Parameters
    ----------
    rng : random.Random
        Source of chance.
    year : str
        Four digits, for the forms that hold the year.

    Returns
    -------
    str
        Without resolver.
    """
    letters = "".join(pick(rng, "abcdefghijklmnoprstuw") for _ in range(3 + int(rng.random() * 4)))
    values = {
        "c": letters, "y": year, "d": digits(rng, 1), "e": digits(rng, 2)[1:],
        "L": pick(rng, "ABCDEL"), "i": make_issn(rng), "n2": digits(rng, 2), "n3": digits(rng, 3),
        "n5": digits(rng, 5), "m4": digits(rng, 4), "m5": digits(rng, 5), "n8": digits(rng, 8),
    }  # fmt: skip
    return pick(rng, _DOIS).format(**values)


def make_issn(rng: random.Random) -> str:
    """Make up an ISSN.

    Parameters
    ----------
    rng : random.Random
        Source of chance.

    Returns
    -------
    str
        Eight digits with a hyphen.
    """
    return f"{digits(rng, 4)}-{digits(rng, 3)}{pick(rng, '0123456789X')}"


def make_isbn(rng: random.Random) -> str:
    """Make up an ISBN.

    Parameters
    ----------
    rng : random.Random
        Source of chance.

    Returns
    -------
    str
        Ten or thirteen digits, with or without hyphens; the check digit is made up too.
    """
    prefix = pick(rng, ("978-0", "978-3", "978-88", "0", "978-1", "3", "88", "978-85", "978-2"))
    body = f"{prefix}-{digits(rng, 3)}-{digits(rng, 5)}-{pick(rng, '0123456789X')}"
    return body.replace("-", "") if rng.random() < 0.3 else body


def make_arxiv(rng: random.Random, year: str) -> str:
    """Make up an arXiv number.

    Parameters
    ----------
    rng : random.Random
        Source of chance.
    year : str
        Four digits or more; decides between the old and the new form.

    Returns
    -------
    str
        Without ``arXiv:``.
    """
    old = year[:4].isdecimal() and int(year[:4]) < 2008
    if old:
        field = pick(rng, ("hep-ph", "hep-th", "astro-ph", "gr-qc", "cond-mat", "quant-ph", "math"))
        return f"{field}/{year[2:4]}{1 + int(rng.random() * 12):02d}{int(rng.random() * 1000):03d}"
    length = 4 if year[:4] < "2015" else 5  # arXiv took five digits in 2015
    number = f"{year[2:4] or '15'}{1 + int(rng.random() * 12):02d}.{digits(rng, length)}"
    return number + maybe(rng, 0.15, pick(rng, ("v1", "v2", "v3")))


def make_pmcid(rng: random.Random) -> str:
    """Make up the number of an article in PubMed Central.

    Parameters
    ----------
    rng : random.Random
        Source of chance.

    Returns
    -------
    str
        With its ``PMC``.
    """
    return f"PMC{digits(rng, 7 if rng.random() < 0.8 else 8)}"


def make_permanent_url(rng: random.Random, lang: str) -> str:
    """Make up the address of a document in a repository: a handle, a URN or an ARK.

    Parameters
    ----------
    rng : random.Random
        Source of chance.
    lang : str
        One of `words.LANGUAGES`; URNs are German, Swedish, Dutch and Italian.

    Returns
    -------
    str
        Mostly with its resolver; one token.
    """
    if lang in _URN_HOSTS and rng.random() < 0.6:
        urn = f"urn:nbn:{lang if lang != 'sv' else 'se'}:{pick(rng, _URN_HOSTS[lang])}"
        urn = urn.format(n4=digits(rng, 4), n5=digits(rng, 5), n8=digits(rng, 8))
        return pick(rng, _URN_RESOLVERS[lang]) + urn
    form = pick(rng, _HANDLES)
    return form.format(n2=digits(rng, 2), n4=digits(rng, 4), n5=digits(rng, 5), n8=digits(rng, 8))


def make_url(rng: random.Random, lang: str) -> str:
    """Make up a web address on a real host.

    Parameters
    ----------
    rng : random.Random
        Source of chance.
    lang : str
        One of `words.LANGUAGES`; decides the hosts.

    Returns
    -------
    str
        With or without a scheme; one token.
    """
    host = phrase(rng, lang, "host")
    scheme = pick(rng, ("https://www.", "http://www.", "https://", "http://", "www."))
    words = [phrase(rng, "en", "sys").lower() for _ in range(int(rng.random() * 3))]
    tails = ("", "/", ".html", ".pdf", f"?id={digits(rng, 4)}", f"-{digits(rng, 6)}", ".htm",
             f"/{digits(rng, 5)}.pdf", ".php", f"/v{digits(rng, 1)}/", f"_{digits(rng, 2)}.aspx",
             f"#{digits(rng, 2)}", ".asp", f"?page=view&id={digits(rng, 3)}")  # fmt: skip
    return f"{scheme}{host}/{'/'.join(words)}{pick(rng, tails)}"
