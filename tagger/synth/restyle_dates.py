"""Dates, as printed, in the form that CSL-JSON has for them.

Imports nothing of the package.  Invariant: only what is printed is in a date; what cannot be read
for certain gives None.
"""

from __future__ import annotations

import re

_MONTHS = {
    1: "january jan janvier janv jänner januar enero ene gennaio genn gen janeiro januari styczeń "
       "stycznia sty января январь янв ocak oca",
    2: "february feb février févr fév februar febrero febbraio febbr fevereiro fev februari luty "
       "lutego lut февраля февраль фев февр şubat şub",
    3: "march mar mars märz mrz marzo marz março maart mrt marzec marca марта март мар mart",
    4: "april apr avril avr abril abr aprile kwiecień kwietnia kwi апреля апрель апр nisan nis",
    5: "may mai mayo maggio magg mag maio mei maj maja мая май mayıs",
    6: "june jun juin juni junio giugno giu junho juin czerwiec czerwca cze июня июнь июн haziran "
       "haz",
    7: "july jul juillet juil juli julio luglio lug julho lipiec lipca lip июля июль июл temmuz "
       "tem",
    8: "august aug août agosto ago agst augusti augustus sierpień sierpnia sie августа август авг "
       "ağustos ağu",
    9: "september sept sep septembre septiembre settembre sett set setembro wrzesień września wrz "
       "сентября сентябрь сент сен eylül eyl",
    10: "october oct octobre oktober okt octubre ottobre ott outubro out październik października "
        "paź октября октябрь окт ekim eki",
    11: "november nov novembre noviembre novembro listopad listopada lis ноября ноябрь ноя kasım "
        "kas",
    12: "december dec décembre déc dezember dez diciembre dic dicembre dezembro grudzień grudnia "
        "gru декабря декабрь дек aralık ara",
}  # fmt: skip
#: Number of the month by its name in English, French, German, Spanish, Italian, Portuguese, Dutch,
#: Polish, Russian, Swedish, Turkish, and by its short name.
MONTHS = {name: number for number, names in _MONTHS.items() for name in names.split()}
#: Number of the season, 1 to 4 from spring, as CSL counts them.
SEASONS = {
    name: number
    for number, names in enumerate(
        ("spring printemps frühjahr frühling primavera lente voorjahr vår wiosna весна ilkbahar",
         "summer été sommer verano estate verão zomer sommar lato лето yaz",
         "fall autumn automne herbst otoño autunno outono herfst höst jesień осень sonbahar",
         "winter hiver invierno inverno vinter zima зима kış"), 1)
    for name in names.split()
}  # fmt: skip
_IN_PRESS = re.compile(
    r"(?:in press|in print|forthcoming|to appear|accepted|submitted|in preparation|n\.\s?d\.?"
    r"|s\.\s?d\.?|s\.\s?a\.?|o\.\s?J\.?|à paraître|sous presse|im Druck|im Erscheinen|en prensa"
    r"|no prelo|in corso di stampa|v tisku|в печати|baskıda|w druku|under review|undated|no date)",
    re.IGNORECASE,
)


def year(text: str) -> tuple[dict, str] | None:
    """Take a year of publication.

    Parameters
    ----------
    text : str
        As printed.

    Returns
    -------
    (dict, str) or None
        A CSL date, with one or two years or a literal, and the letter of "1999a" or "".
    """
    text = " ".join(text.split()).strip(" .,;:()[]")
    if _IN_PRESS.fullmatch(text):
        return {"literal": text}, ""
    found = re.fullmatch(r"(1[4-9]\d\d|20[0-4]\d)\s?([a-z])?", text)
    if found:
        return {"date-parts": [[int(found[1])]]}, found[2] or ""
    found = re.fullmatch(r"(1[4-9]\d\d|20[0-4]\d)\s?[-–/]\s?(\d\d|\d{4})", text)
    if found:
        last = int(found[1][: 4 - len(found[2])] + found[2])
        if int(found[1]) < last < 2050:
            return {"date-parts": [[int(found[1])], [last]]}, ""
    return None


def date(text: str) -> dict | None:
    """Take the rest of a date: month and day, a season, or a whole date.

    Parameters
    ----------
    text : str
        As printed: "March 17", "15 juin 2004", "Mai/Juni", "Spring", "30.11.1994".

    Returns
    -------
    dict or None
        ``year`` (0 where there is none), ``parts`` (a list of [month] or [month, day], one or
        two) or ``season`` (1 to 4).
    """
    text = " ".join(text.split()).strip(" .,;:()[]")
    if found := re.fullmatch(r"(\d{1,2})[./](\d{1,2})[./]((?:19|20)\d\d)", text):
        return _checked(int(found[3]), [[int(found[2]), int(found[1])]])
    if found := re.fullmatch(r"((?:19|20)\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?", text):
        return _checked(int(found[1]), [[int(found[2]), int(found[3])]])
    stated, parts, days, season = 0, [], [], 0
    for word in re.findall(r"[^\W\d_]+|\d+", re.sub(r"(?<=\d)(?:st|nd|rd|th|er|º|°)\b", "", text)):
        lower = word.lower()
        if word.isdecimal():
            if len(word) == 4 and not stated:
                stated = int(word)
            elif len(word) <= 2:
                days.append(int(word))
            else:
                return None
        elif lower in MONTHS:
            parts.append([MONTHS[lower]])
        elif lower in SEASONS and not season:
            season = SEASONS[lower]
        elif lower not in ("de", "of", "le", "den", "the", "and", "und", "et", "e", "y", "г"):
            return None
    if season:
        return {"year": stated, "season": season} if not parts and not days else None
    if not parts or len(parts) > 2 or len(days) > 2:
        return None
    if len(days) == len(parts):
        parts = [[month[0], day] for month, day in zip(parts, days, strict=True)]
    elif days and len(parts) == 1:  # "22-27 March"
        parts = [[parts[0][0], day] for day in days]
    elif days:
        return None
    return _checked(stated, parts)


def _checked(stated: int, parts: list[list[int]]) -> dict | None:
    """Give a date whose months and days exist."""
    for month, *day in parts:
        if not 1 <= month <= 12 or (day and not 1 <= day[0] <= 31):
            return None
    return {"year": stated, "parts": parts}
