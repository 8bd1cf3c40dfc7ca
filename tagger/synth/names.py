"""Lists of names in the forms that bibliographies print.

Imports people and words.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tagger.synth.chance import pick
from tagger.synth.people import Creator, Organisation

# Greek capitals and initials go without the accent.
_WITHOUT_TONOS = str.maketrans("ΆΈΉΊΌΎΏ", "ΑΕΗΙΟΥΩ")
_CJK_START, _CJK_END = "\u3040", "\ud7b0"  # from kana over ideographs to hangul


@dataclass(frozen=True)
class NameStyle:
    """How a list of names is printed.

    Attributes
    ----------
    order : str
        Parts of a name: ``FI`` is family name and initials, ``IF`` initials first, ``FG`` and
        ``GF`` the same with full given names.  A second order after a space holds for all
        names but the first.
    comma : str
        Between family and given names where the family name stands first.
    dot : str
        After an initial.
    gap : str
        Between two initials.
    caps : bool
        Family names in capitals.
    sep, last : str
        Between names, and before the last one; ``&`` stands for itself, ``{}`` for the word
        "and" of the language.
    limit, shown : int
        Lists longer than `limit` are cut to `shown` names and "et al."; 0 never.
    etal : str
        Between the names and "et al.".
    inverted_particle : bool
        ``Meer, J. van der`` instead of ``van der Meer, J.``.
    """

    order: str = "FI"
    comma: str = ", "
    dot: str = "."
    gap: str = " "
    caps: bool = False
    sep: str = ", "
    last: str = ", "
    limit: int = 0
    shown: int = 1
    etal: str = ", "
    inverted_particle: bool = False


_APA = NameStyle(last=", & ")
_SEMICOLON = NameStyle(sep="; ", last="; ")
_VANCOUVER = NameStyle(comma=" ", dot="", gap="", limit=6, shown=6)
_INITIALS = NameStyle("IF", last=" {} ")
_FULL = NameStyle("GF", last=", {} ")
_CHICAGO = NameStyle("FG GF", last=", {} ")
_NO_COMMA = NameStyle(comma=" ", last=" {} ")
_ABNT = NameStyle(caps=True, sep="; ", last="; ", inverted_particle=True)

#: Styles by the name that the layouts use; one is drawn for each reference.
STYLES: dict[str, tuple[NameStyle, ...]] = {
    "apa": (
        _APA,
        _APA,
        _APA,
        replace(_APA, gap=""),
        replace(_APA, last=" & "),
        replace(_APA, limit=7, shown=6),
    ),
    "harvard": (
        NameStyle(last=" {} "),
        NameStyle(last=", {} "),
        NameStyle(gap="", last=" {} "),
        NameStyle(gap="", last=", "),
        NameStyle(gap="", last=" & "),
        _SEMICOLON,
        replace(_SEMICOLON, gap="", last=" {} "),
        NameStyle(gap="", last=" {} ", limit=3),
        NameStyle(gap="", limit=6, shown=3),
        NameStyle(dot="", gap="", last=" {} "),
    ),
    "vancouver": (
        _VANCOUVER,
        _VANCOUVER,
        replace(_VANCOUVER, limit=0),
        replace(_VANCOUVER, limit=3, shown=3),
        replace(_VANCOUVER, last=" {} ", limit=0),
        replace(_VANCOUVER, sep="; ", last="; "),
        replace(_VANCOUVER, last=", {} ", limit=0),
    ),
    "initials": (
        _INITIALS,
        replace(_INITIALS, last=", {} "),
        replace(_INITIALS, gap="", last=", "),
        replace(_INITIALS, gap="", last=", {} "),
        replace(_INITIALS, limit=3, etal=" "),
        replace(_INITIALS, gap="", last=" & "),
        replace(_INITIALS, gap="", limit=2, etal=" "),
    ),
    "full": (
        _FULL,
        _FULL,
        replace(_FULL, last=" {} "),
        replace(_FULL, last=", "),
        replace(_FULL, last=" & "),
        replace(_FULL, limit=3, etal=" "),
    ),
    "chicago": (
        _CHICAGO,
        _CHICAGO,
        replace(_CHICAGO, limit=3),
        replace(_CHICAGO, order="FI IF"),
        replace(_CHICAGO, order="FI IF", gap="", last=" {} "),
    ),
    "family given": (
        NameStyle("FG", last=" {} "),
        NameStyle("FG", sep="; ", last="; "),
        NameStyle("FG", sep="; ", last=" {} "),
        NameStyle("FG", last=" & "),
        NameStyle("FG", sep=" / ", last=" / "),
        NameStyle("FG", sep="/", last="/"),
        NameStyle("FG", last=", {} "),
    ),
    "no comma": (
        _NO_COMMA,
        replace(_NO_COMMA, gap=""),
        replace(_NO_COMMA, last=", "),
        replace(_NO_COMMA, gap="", last=", "),
        replace(_NO_COMMA, last=", {} "),
        replace(_NO_COMMA, sep="; ", last="; ", gap=""),
        replace(_NO_COMMA, gap="", last=" & "),
        replace(_NO_COMMA, gap="", limit=3),
        replace(_NO_COMMA, order="FG", last=", "),
        replace(_NO_COMMA, dot="", gap="", last=" & "),
    ),
    "caps": (
        NameStyle(caps=True, sep="; ", last="; "),
        NameStyle(caps=True, gap="", last=" {} "),
        NameStyle("FG", caps=True, sep="; ", last="; "),
        NameStyle("FG", caps=True, last=" {} "),
        NameStyle(caps=True, comma=" ", last=" {} "),
        NameStyle(caps=True, comma=" ", gap=""),
        NameStyle("FG", comma=" ", caps=True, last=" {} "),
        NameStyle("IF", caps=True, last=" {} "),
        NameStyle("GF", caps=True, last=", {} "),
        NameStyle("FG GF", caps=True, last=" {} "),
        NameStyle(caps=True, sep=" – ", last=" – "),
    ),
    "abnt": (
        _ABNT,
        replace(_ABNT, order="FG"),
        replace(_ABNT, limit=3, etal=" "),
        replace(_ABNT, gap=""),
    ),
    "gost": (
        NameStyle(comma=" "),
        NameStyle(comma=" ", gap=""),
        NameStyle(gap=""),
        NameStyle(comma=" ", limit=3, etal=" "),
        NameStyle("IF"),
        NameStyle("IF", gap=""),
    ),
    "bare": (
        NameStyle("F", last=" {} "),
        NameStyle("F", last=" & "),
        NameStyle("F", last=", "),
        NameStyle("F", sep="/", last="/"),
        NameStyle("F", limit=2, etal=" "),
        NameStyle("F", limit=1, etal=" "),
    ),
    "hungarian": (
        NameStyle("FG", comma=" ", sep=" – ", last=" – "),
        NameStyle("FG", comma=" "),
        NameStyle("FG", comma=" ", last=" {} "),
        NameStyle("FG", comma=" ", sep="–", last="–"),
        NameStyle("FG", comma=" ", sep="; ", last="; "),
        NameStyle("FG", caps=True, comma=" ", sep=" – ", last=" – "),
    ),
    # names are written in one piece in these
    "chinese": (
        NameStyle(),
        NameStyle(sep="，", last="，"),
        NameStyle(sep="、", last="、"),
        NameStyle(sep="、", last="、"),
        NameStyle(sep=" ", last=" "),
        NameStyle(sep="; ", last="; "),
        NameStyle(limit=3, shown=3),
        NameStyle(sep="，", last="，", limit=3, shown=3, etal="，"),
        NameStyle(sep="、", last="、", limit=2, etal=""),
        NameStyle(limit=1, etal=""),
    ),
    "japanese": (
        NameStyle(),
        NameStyle(sep="，", last="，"),
        NameStyle(sep="・", last="・"),
        NameStyle(sep="・", last="・"),
        NameStyle(sep="、", last="、"),
        NameStyle(sep="; ", last="; "),
        NameStyle(sep="，", last="，", limit=3, shown=3, etal=""),
        NameStyle(sep="・", last="・", limit=3, etal=""),
        NameStyle(limit=3, shown=2, etal=" "),
    ),
    "korean": (
        NameStyle(),
        NameStyle(),
        NameStyle(sep="·", last="·"),
        NameStyle(sep="·", last="·"),
        NameStyle(sep="ㆍ", last="ㆍ"),
        NameStyle(sep="․", last="․"),
        NameStyle(sep="; ", last="; "),
        NameStyle(sep="/", last="/"),
        NameStyle(last=" {} "),
        NameStyle(limit=2, etal=" "),
        NameStyle(sep="·", last="·", limit=3, etal=" "),
    ),
    "dash": (
        NameStyle(sep=" – ", last=" – "),
        NameStyle("IF", sep=" - ", last=" - "),
        NameStyle("GF", sep=" – ", last=" – "),
        NameStyle("FG", sep=" - ", last=" - "),
    ),
}


def render_names(people: Sequence[Creator], style: NameStyle, conjunction: str, et_al: str) -> str:
    """Print a list of names.

    Parameters
    ----------
    people : sequence of Person or Organisation
        Not empty.
    style : NameStyle
        How.
    conjunction, et_al : str
        The words for "and" and "et al.".

    Returns
    -------
    str
        The names with separators, without a separator at the end.

    Examples
    --------
    >>> from tagger.synth.people import Person
    >>> people = [Person("Meer", ("Jan", "Piet"), "van der"), Person("Lee", ("Anne-Marie",))]
    >>> render_names(people, NameStyle(last=" {} "), "and", "et al.")
    'van der Meer, J. P. and Lee, A.-M.'
    >>> render_names(people, STYLES["vancouver"][0], "and", "et al")
    'van der Meer JP, Lee AM'
    """
    cut = bool(style.limit) and len(people) > style.limit
    shown = people[: style.shown] if cut else people
    names = [_name(person, style, i) for i, person in enumerate(shown)]
    if cut:
        return style.sep.join(names) + style.etal + et_al
    if len(names) == 1:
        return names[0]
    last = style.last.replace("{}", conjunction)
    if len(names) == 2 and last.startswith(", ") and "{}" in style.last and style.order[0] in "IG":
        last = last[1:]  # "A. Smith and B. Jones", but "Smith, A., and Jones, B."
    if conjunction[-1:] in ",、，・":
        last = conjunction + ("" if conjunction in "、，・" else " ")
        if style.sep != ", ":
            last = style.sep
    return style.sep.join(names[:-1]) + last + names[-1]


def _name(creator: Creator, style: NameStyle, index: int) -> str:
    if isinstance(creator, Organisation):
        return creator.name
    if creator.given and all(_CJK_START <= name[0] < _CJK_END for name in creator.given):
        return creator.family + "".join(creator.given)
    first, _, others = style.order.partition(" ")
    order = others if others and index else first
    family = _upper(creator.family) if style.caps else creator.family
    given = ""  # order "F" is the family name alone
    if order != "F":
        given = (
            initials(creator.given, style.dot, style.gap)
            if "I" in order
            else " ".join(creator.given)
        )
    particle, suffix = creator.particle, creator.suffix
    if order[0] != "F":
        glue = "" if particle.endswith(("'", "’")) else " "
        name = f"{particle}{glue}{family}" if particle else family
        return f"{given} {name}".strip() + (f" {suffix}" if suffix else "")
    if particle and style.inverted_particle:
        given, particle = f"{given} {particle}".strip(), ""
    if particle:
        family = (
            f"{particle}{'' if particle.endswith(chr(39)) or particle[-1] == '’' else ' '}{family}"
        )
    name = f"{family}{style.comma}{given}" if given else family
    if suffix:
        name += f"{',' if style.comma == ', ' else ''} {suffix}"
    return name


def initials(given: Sequence[str], dot: str, gap: str) -> str:
    """Shorten given names.

    Parameters
    ----------
    given : sequence of str
        Given names or initials.
    dot : str
        After each initial; hyphens are kept only where there is one.
    gap : str
        Between initials.

    Returns
    -------
    str
        The initials.

    Examples
    --------
    >>> initials(("Jean-Pierre", "M."), ".", " ")
    'J.-P. M.'
    >>> initials(("Jean-Pierre", "M."), "", "")
    'JPM'
    """
    hyphen = "-" if dot else ""
    short = [
        hyphen.join(part[0] + dot for part in name.rstrip(".").split("-") if part) for name in given
    ]
    return gap.join(short).translate(_WITHOUT_TONOS)


def _upper(family: str) -> str:
    """Capitalise a family name, but for the c of McDonald."""
    if family.startswith("Mc") and len(family) > 3:
        return "Mc" + family[2:].upper()
    return family.upper().translate(_WITHOUT_TONOS)


def draw_style(rng: random.Random, names: Sequence[str]) -> NameStyle:
    """Choose a style.

    Parameters
    ----------
    rng : random.Random
        Source of chance.
    names : sequence of str
        Keys of `STYLES`.

    Returns
    -------
    NameStyle
        One of theirs.
    """
    return pick(rng, STYLES[pick(rng, names)])
