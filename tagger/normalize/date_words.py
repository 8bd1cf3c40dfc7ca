"""Words that stand in dates: months, seasons, what is said in place of a year.

Imports nothing of the package.  Invariant: every entry is lower case, without its dot; a name has
one number.  Where languages disagree the larger share of references decides: "listopad" is
November, as in Polish, Czech and Ukrainian, not October as in Croatian.
"""

from __future__ import annotations

import re

_MONTHS = {
    1: "january jan janvier janv jänner januar enero ene gennaio genn gen janeiro januari styczeń "
       "stycznia sty январь января янв ocak oca gener janar január ianuarie ian leden ledna led "
       "januarii tammikuu січень січня януари јануар ιανουάριος ιανουαρίου ιαν يناير "
        "ינואר januarie",
    2: "february feb febr février fevrier févr fév februar fevereiro fev febrero febbraio febbr "
       "februari luty lutego lut февраль февраля фев февр şubat şub febrer február februarie únor "
       "února helmikuu лютий лютого февруари фебруар φεβρουάριος φεβρουαρίου φεβ فبراير פברואר "
       "feber februarii",
    3: "march mar mars märz marz mrz marzo março maart mrt marzec marca март марта мар mart març "
       "március márc martie březen března maaliskuu березень березня μάρτιος μαρτίου μαρ مارس מרץ "
       "maret marts martii",
    4: "april apr avril avr abril abr aprile kwiecień kwietnia kwi апрель апреля апр nisan nis "
       "április ápr aprilie duben dubna huhtikuu квітень квітня април απρίλιος απριλίου απρ أبريل "
       "ابريل אפריל aprilis",
    5: "may mai mayo maggio magg mag maio mei maj maja май мая mayıs maig május máj květen května "
       "toukokuu травень травня μάιος μαΐου μαϊ مايو מאי maii",
    6: "june jun juin juni junio giugno giu junho czerwiec czerwca cze июнь июня июн haziran haz "
       "juny június jún iunie iun červen června kesäkuu червень червня юни јун ιούνιος ιουνίου "
       "ιουν يونيو יוני junii",
    7: "july jul juillet juil juli julio luglio lug lugl julho lipiec lipca lip июль июля июл "
       "temmuz tem juliol július júl iulie iul červenec července heinäkuu липень липня юли јул "
       "ιούλιος ιουλίου ιουλ يوليو יולי julii",
    8: "august aug août aout agosto ago agst augustus augusti sierpień sierpnia sie август августа "
       "авг ağustos ağu agost augusztus srpen srpna elokuu серпень серпня αύγουστος αυγούστου αυγ "
       "أغسطس اغسطس אוגוסט agustus",
    9: "september sept sep septembre septiembre setiembre settembre sett set setembro wrzesień "
       "września wrz сентябрь сентября сен сент eylül eyl szeptember szept septembrie září "
       "syyskuu вересень вересня септември септембар σεπτέμβριος σεπτεμβρίου σεπ سبتمبر ספטמבר",
    10: "october oct octobre oktober okt octubre ottobre ott outubro out październik października "
        "paź октябрь октября окт ekim eki október octombrie říjen října lokakuu жовтень жовтня "
        "октомври октобар octobris οκτώβριος οκτωβρίου οκτ أكتوبر اكتوبر אוקטובר",
    11: "november nov novembre noviembre novembro listopad listopada lis ноябрь ноября ноя нояб "
        "kasım kas noiembrie listopadu marraskuu листопад листопада ноември новембар νοέμβριος "
        "νοεμβρίου νοε نوفمبر נובמבר novembris",
    12: "december dec décembre déc decembre dezember dez diciembre dic dicembre dezembro grudzień "
        "grudnia gru декабрь декабря дек aralık ara desembre desember des decembrie prosinec "
        "prosince joulukuu грудень грудня декември децембар δεκέμβριος δεκεμβρίου δεκ ديسمبر דצמבר "
        "decembris",
}  # fmt: skip
#: Number of the month by its name and short names, in Arabic, Bulgarian, Catalan, Czech, Danish,
#: Dutch, English, Finnish, French, German, Greek, Hebrew, Hungarian, Indonesian, Italian, Latin,
#: Norwegian, Polish, Portuguese, Romanian, Russian, Serbian, Spanish, Swedish, Turkish, Ukrainian.
MONTHS = {name: number for number, names in _MONTHS.items() for name in names.split()}
MONTHS |= {name + "ta": number for name, number in MONTHS.items() if name.endswith("kuu")}

#: Number of the season, 1 to 4 from spring, as CSL counts them.
SEASONS = {
    name: number
    for number, names in enumerate(
        ("spring printemps frühjahr frühling primavera lente voorjahr voorjaar vår forår wiosna "
         "весна ilkbahar bahar kevät jaro",
         "summer été ete sommer verano estate verão zomer sommar lato лето yaz kesä léto estiu",
         "fall autumn automne herbst otoño autunno outono herfst höst høst efterår jesień осень "
         "sonbahar güz syksy podzim tardor",
         "winter hiver invierno inverno vinter zima зима kış talvi hivern"), 1)
    for name in names.split()
}  # fmt: skip

#: Instead of a year: not yet printed, or without a year.
IN_PLACE_OF_YEAR = re.compile(
    r"(?:in press|in print|forthcoming|to appear|accepted|submitted|in prep(?:aration|\.)?"
    r"|under review|unpublished|in review|early access|ahead of print|online first|advance online"
    r" publication|n\.?\s?d\.?|undated|no date|s\.\s?[adfl]\.?|\[?s\.\s?l\.\s?a\.|o\.\s?J\.?"
    r"|ohne Jahr|z\.\s?j\.?|u\.\s?å\.?|b\.\s?r\.?|d\.\s?s\.?|б\.\s?г\.?|t\.\s?y\.?|à paraître"
    r"|a paraitre|sous presse|en prensa|en prensas|próxima publicación|no prelo|em impressão"
    r"|in corso di (?:stampa|pubblicazione)|in stampa|im Druck|im Ersch(?:einen|\.)|erscheint"
    r"|i\.\s?E\.|te verschijnen|in druk|ter perse|i tryck|under utgivning|i trykk|v tisku"
    r"|v tlači|w druku|в печати|у друці|baskıda|yayın aşamasında|painossa|megjelenés alatt"
    r"|sub tipar|σε εκτύπωση|印刷中|出版中|待刊|未刊|近刊|刊行予定|인쇄중|date inconnue)",
    re.IGNORECASE,
)

#: Words of which none belongs to the date: "Retrieved", "le", "of", days of the week.
FILLERS = frozenset(
    "de of le den the del der am il el em on la lo os año anno an année jahr jaar г год года г р "
    "р rok roku r year ano vom dated filed published pub effective updated posted stand letzter "
    "last accessed access retrieved consulted consulté consultado consultato abgerufen abruf "
    "zugriff accesso acesso acessado viewed visited cited cit hentet geraadpleegd "
    "hämtad erişim dostęp дата обращения обращен "
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri "
    "sat sun montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag lundi mardi "
    "mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo "
    "lunedì martedì mercoledì giovedì venerdì sabato domenica".split()
)
#: Between the two ends of a range.
RANGE_WORDS = frozenset("to until bis au a al till tot до по and und et e y i och og en ve".split())

#: At the end of what stands before a date of access.
ACCESSED = re.compile(
    r"(?:access|retriev|consult|abgeruf|abruf|zugriff|letzter\s+aufruf|stand\b|acces+[oeé]|acess"
    r"|visit|обращени|звернення|cited|geraadpleegd|raadpleeg|erişim|dostęp|hämtad|hentet|tilgået"
    r"|viewed|checked|verified|downloaded|last\s+seen|visto|luettu|viitattu|přístup|\bcit\."
    r"|letöltés|accesat|πρόσβαση|访问|检索|引用日期|閲覧|アクセス|검색|접속)"
    r"[^\d]{0,24}\Z",
    re.IGNORECASE,
)
