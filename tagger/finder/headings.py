"""Headings of lists of references, in many languages.

Imports nothing from the package.  Invariant: pure functions of one line.
"""

from __future__ import annotations

import re

#: What opens a list of references: headings as printed, case and numbering aside.
REFERENCES = frozenset(
    """
    references|reference|reference list|list of references|references and notes|references cited
    notes and references|literature|literature cited|cited literature|works cited|works consulted
    cited works|bibliography|selected bibliography|select bibliography|annotated bibliography
    bibliographical references|bibliographic references|further reading|sources|sources cited
    list of publications|selected publications|veröffentlichungen|publikationen
    publicaciones|pubblicazioni|publicações|primary sources|secondary sources|selected references
    additional references|publications
    literatur|literaturverzeichnis|literaturliste|literaturangaben|quellen|quellenverzeichnis
    quellen und literatur|quellen- und literaturverzeichnis|zitierte literatur|bibliographie
    bibliografie|weiterführende literatur|sekundärliteratur|primärliteratur|schrifttum
    références|références bibliographiques|références citées|bibliographie sélective|sources et
    bibliographie|ouvrages cités|liste des références|bibliografía|referencias
    referencias bibliográficas|obras citadas|fuentes|lista de referencias|literatura citada
    bibliografía citada|bibliografia|riferimenti|riferimenti bibliografici|bibliografia essenziale
    opere citate|testi citati|fonti|fonti e bibliografia|nota bibliografica|referências
    referências bibliográficas|bibliografia citada|obras consultadas|referències
    referències bibliogràfiques|erreferentziak|referencias e bibliografía|literatuur
    literatuurlijst|literatuuropgave|bronnen|bronvermelding|referenties|geraadpleegde literatuur
    referenser|litteratur|litteraturförteckning|källor|källförteckning|referanser|litteraturliste
    kilder|kildeliste|referencer|litteraturhenvisninger|lähteet|lähdeluettelo|kirjallisuus|viitteet
    heimildir|heimildaskrá|viited|kasutatud kirjandus|kirjandus|literatūra|literatūros sąrašas
    izmantotā literatūra|piśmiennictwo|literatura|wykaz literatury|literatura cytowana
    literatura przedmiotu|spis literatury|literatúra|použitá literatura|použitá literatúra
    seznam literatury|seznam použité literatury|zoznam použitej literatúry|zdroje|prameny
    irodalom|irodalomjegyzék|felhasznált irodalom|hivatkozások|bibliográfia|reference și note
    referințe|referințe bibliografice|bibliografie selectivă|surse|viri|viri in literatura
    popis literature|izvori|izvori i literatura|bibliografija|литература|список литературы
    список использованной литературы|список использованных источников|библиография
    библиографический список|источники|источники и литература|література|список літератури
    список використаних джерел|використана література|джерела|литература и извори|извори
    бібліографія|використана література|цитирана литература|βιβλιογραφία|αναφορές
    βιβλιογραφικές αναφορές|παραπομπές|πηγές|kaynakça|kaynaklar|referanslar|bibliyografya
    ədəbiyyat|adabiyotlar|әдебиеттер|参考文献|参考资料|参考书目|引用文献|參考文獻|參考書目|引用書目
    引用文獻|主要参考文献|文献|注释|参考文献一覧|참고문헌|참고 문헌|인용문헌|인용 문헌|المراجع|مراجع
    المصادر|المصادر والمراجع|قائمة المراجع|فهرست منابع|منابع|منابع و مآخذ|ביבליוגרפיה|מקורות
    רשימת מקורות|संदर्भ|सन्दर्भ|ग्रन्थसूची|บรรณานุกรม|เอกสารอ้างอิง|tài liệu tham khảo|daftar pustaka
    rujukan|referensi|sanggunian|marejeleo
    """.strip().replace("\n", "|").split("|")
)  # fmt: skip
REFERENCES = frozenset(" ".join(name.split()) for name in REFERENCES)

#: What ends one, where the part after it has a heading of its own.
OTHERS = frozenset(
    """
    abstract|introduction|methods|materials and methods|results|discussion|conclusion|conclusions
    acknowledgements|acknowledgments|acknowledgement|acknowledgment|appendix|appendices|annex
    funding|author contributions|authors|about the author|about the authors|competing interests
    conflict of interest|data availability|supplementary material|figures|tables|index|keywords
    summary|notes|footnotes|endnotes|contact|article preview|zusammenfassung|einleitung|anhang
    danksagung|anmerkungen|fazit|schluss|résumé|remerciements|annexe|annexes|notes de fin
    conclusión|conclusiones|agradecimientos|anexo|anexos|resumen|introducción|notas|ringraziamenti
    appendice|conclusioni|introduzione|note|riassunto|agradecimentos|apêndice|conclusão|resumo
    introdução|dankwoord|bijlage|conclusie|inleiding|приложение|благодарности|введение|заключение
    выводы|аннотация|ek|ekler|teşekkür|giriş|sonuç|附录|致谢|摘要|结论|謝辞|付録|부록|감사의 글|결론
    """.strip().replace("\n", "|").split("|")
)  # fmt: skip
OTHERS = frozenset(" ".join(name.split()) for name in OTHERS)

# Before and around the words: "7.", "VII.", "§ 3", "##", "**", "==", a colon after
_BEFORE = re.compile(
    r"^[\s#*_=\-–—§.:<>\[【]*(?:(?:\d+(?:\.\d+)*|[IVXLivxl]+|[A-Z])[.)、:]?\s+)?[*_\s]*"
)
_AFTER = re.compile(r"[\s#*_=\-–—.:：\]】>]*$")
_COUNT = re.compile(r"\s*[(\[]\s*\d+\s*[)\]]$")
_SPACED = re.compile(r"[^\W\d_](?: [^\W\d_]){4,}")
_MAX = 60  # characters


def core(text: str) -> str:
    """Reduce a heading to its words.

    Parameters
    ----------
    text : str
        A line.

    Returns
    -------
    str
        In lower case, without numbering and ornaments; letters that were spaced out
        ("R E F E R E N C E S") are joined.
    """
    inner = _COUNT.sub("", _AFTER.sub("", text))
    if _SPACED.fullmatch(inner.strip()):
        return "".join(inner.split()).casefold()
    inner = _AFTER.sub("", _BEFORE.sub("", inner, count=1)).casefold()
    return " ".join(inner.split())


def kind(text: str) -> str:
    """Recognise a heading.

    Parameters
    ----------
    text : str
        A line.

    Returns
    -------
    {"references", "other", ""}
        Whether it opens a list of references, another part of a text, or is no known heading.
    """
    if len(text) > _MAX:
        return ""
    words = {core(text), " ".join(text.strip(" :#*_=.").casefold().split())}
    if words & REFERENCES:
        return "references"
    return "other" if words & OTHERS else ""


def prefix(text: str) -> int:
    """Find a heading that opens a line: "References: [1] Knuth".

    Parameters
    ----------
    text : str
        A line.

    Returns
    -------
    int
        Length of the heading of a list of references with its colon; 0 where there is none, or
        nothing after it.
    """
    end = max(text.find(":", 0, _MAX), text.find("：", 0, _MAX)) + 1
    return end if text[end:].strip() and end and kind(text[:end]) == "references" else 0
