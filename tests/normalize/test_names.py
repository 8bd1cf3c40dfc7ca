"""Lists of names: persons, particles, separators, organisations, scripts; properties of all."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagger.normalize.names import Name, has_et_al, parse_names


def show(name: Name) -> str:
    """Write a name as family|given|particle|suffix without empty ends, or =literal."""
    if name.literal:
        return f"={name.literal}"
    return "|".join((name.family, name.given, name.particle, name.suffix)).rstrip("|")


PERSONS = [
    # orders and separators
    ("Smith, J.", ["Smith|J."]),
    ("J. Smith", ["Smith|J."]),
    ("SMITH J", ["SMITH|J"]),
    ("Smith AB", ["Smith|AB"]),
    ("Smith A.B.", ["Smith|A.B."]),
    ("John Smith", ["Smith|John"]),
    ("Smith, John", ["Smith|John"]),
    ("Smith", ["Smith"]),
    ("Smith, J., A. Doe and B. Roe", ["Smith|J.", "Doe|A.", "Roe|B."]),
    ("Ehrenfeucht, Andrzej, Lars J. Jensen, and Robert Dale",
     ["Ehrenfeucht|Andrzej", "Jensen|Lars J.", "Dale|Robert"]),
    ("Smith, Anna, Peter Jones & Mark Twain", ["Smith|Anna", "Jones|Peter", "Twain|Mark"]),
    ("Joshi, Aravind K, Leon S. Levy, and M. Roe", ["Joshi|Aravind K", "Levy|Leon S.", "Roe|M."]),
    ("Hunter N, Chambers SR, Louis EJ", ["Hunter|N", "Chambers|SR", "Louis|EJ"]),
    ("Quer M, Gras JR.", ["Quer|M", "Gras|JR"]),
    ("King ED, Roe ET", ["King|ED", "Roe|ET"]),
    ("Seidman CE, Turpie AG", ["Seidman|CE", "Turpie|AG"]),
    ("Onkenhout W, de Man FHAF, Smelt AHM", ["Onkenhout|W", "Man|FHAF|de", "Smelt|AHM"]),
    ("Ju XF Li JN Lv P", ["Ju|XF", "Li|JN", "Lv|P"]),
    ("DE MONS Rodolphe", ["DE MONS|Rodolphe"]),
    ("Gabriel GARCÍA MÁRQUEZ, Ben AW DE JONG",
     ["GARCÍA MÁRQUEZ|Gabriel", "DE JONG|Ben AW"]),
    ("Steenberger Marco R.", ["Steenberger|Marco R."]),
    ("CHEN, X., HU, R., COHEN-OR, D., AND LIU, L.",
     ["CHEN|X.", "HU|R.", "COHEN-OR|D.", "LIU|L."]),
    ("S. W. BENSON et A. HU", ["BENSON|S. W.", "HU|A."]),
    ("Steven Bird, Robert Dale", ["Bird|Steven", "Dale|Robert"]),
    ("Hall P.A. and Soskice D.", ["Hall|P.A.", "Soskice|D."]),
    ("Brunner/Conze/Koselleck", ["Brunner", "Conze", "Koselleck"]),
    ("Peskoller, Helga/ Ralser, Michaela", ["Peskoller|Helga", "Ralser|Michaela"]),
    ("ROSSI Mario – BIANCHI Luigi", ["ROSSI|Mario", "BIANCHI|Luigi"]),
    ("M. Rossi - L. Bianchi", ["Rossi|M.", "Bianchi|L."]),
    ("Smith, Jones and Brown", ["Smith", "Jones", "Brown"]),
    ("Smith, J.\nDoe, K.", ["Smith|J.", "Doe|K."]),
    ("Christian\nBlaschke, Udo\nHahn", ["Blaschke|Christian", "Hahn|Udo"]),
    ("Berry, P. E.,H. Tobe & J. A. Gomez", ["Berry|P. E.", "Tobe|H.", "Gomez|J. A."]),
    ("March James, Olsen Johan", ["March|James", "Olsen|Johan"]),
    ("Hoover, J. Edgar", ["Hoover|J. Edgar"]),
    ("N. Bobbio, N. Matteucci e G. Pasquino", ["Bobbio|N.", "Matteucci|N.", "Pasquino|G."]),
    ("Müller, K. und Meier, P.", ["Müller|K.", "Meier|P."]),
    ("Müller, Karl u. Hans Meier", ["Müller|Karl", "Meier|Hans"]),
    ("Jansen, P. en Bakker, J.", ["Jansen|P.", "Bakker|J."]),
    ("Nowak, A. i Kowalska, B.", ["Nowak|A.", "Kowalska|B."]),
    ("Åberg, L. och Öst, K.", ["Åberg|L.", "Öst|K."]),
    ("Yılmaz, A. ve Demir, B.", ["Yılmaz|A.", "Demir|B."]),
    ("Hansen, P. og Olsen, K.", ["Hansen|P.", "Olsen|K."]),
    ("Petit, A., avec B. Grand", ["Petit|A.", "Grand|B."]),
    # initials
    ("J.-P. Sartre & J-L. Gaudiot", ["Sartre|J.-P.", "Gaudiot|J-L."]),
    ("Tao SS-H", ["Tao|SS-H"]),
    ("V. YA. SHTERN", ["SHTERN|V. YA."]),
    ("Yu. Petrov, Ch. Peirce", ["Petrov|Yu.", "Peirce|Ch."]),
    ("J .Smith , A .Doe", ["Smith|J.", "Doe|A."]),
    ("Busch,M .W .,& Taylor ,P .A", ["Busch|M.W.", "Taylor|P.A"]),
    ("J. - P. Sartre", ["Sartre|J. P."]),
    ("B ¨ ACHER, M., P~iun, G.", ["B ¨ ACHER|M.", "P~iun|G."]),
    # particles
    ("de Roever, W. and van der Meer, J. P.", ["Roever|W.|de", "Meer|J. P.|van der"]),
    ("W.-P. de Roever", ["Roever|W.-P.|de"]),
    ("Beauvoir, Simone de", ["Beauvoir|Simone|de"]),
    ("van der Meer JP", ["Meer|JP|van der"]),
    ("Ludwig van Beethoven; van Gogh, Vincent", ["Beethoven|Ludwig|van", "Gogh|Vincent|van"]),
    ("d'Alembert, J.", ["Alembert|J.|d'"]),
    ("Jean le Rond d’Alembert", ["Alembert|Jean le Rond|d’"]),
    ("Di Cosmo, R., La Rocca, G. C.", ["Di Cosmo|R.", "La Rocca|G. C."]),
    ("N. VAN HAÏ", ["VAN HAÏ|N."]),
    ("al-Khwarizmi, Muhammad ibn Musa", ["Khwarizmi|Muhammad ibn Musa|al-"]),
    ("R. Morozzo Della Rocca, G. De Angelis d’Ossat",
     ["Morozzo Della Rocca|R.", "De Angelis d’Ossat|G."]),
    ("Ibn Khaldun", ["Ibn Khaldun"]),
    ("von Dullemen, et al.", ["Dullemen||von"]),
    # suffixes
    ("King, M. L., Jr., and Smith, J.", ["King|M. L.||Jr.", "Smith|J."]),
    ("King, Jr., M. L.", ["King|M. L.||Jr."]),
    ("Kaiser, Jr., Walter C.", ["Kaiser|Walter C.||Jr."]),
    ("Martin L. King Jr.", ["King|Martin L.||Jr."]),
    ("King ML 3rd, Smith AB", ["King|ML||3rd", "Smith|AB"]),
    ("John Smith III", ["Smith|John||III"]),
    # double family names
    ("García Márquez, Gabriel", ["García Márquez|Gabriel"]),
    ("Gabriel García Márquez", ["García Márquez|Gabriel"]),
    ("García Márquez, Gabriel José, y Mario Vargas Llosa",
     ["García Márquez|Gabriel José", "Vargas Llosa|Mario"]),
    ("Ortega y Gasset, José", ["Ortega y Gasset|José"]),
    ("José Ortega y Gasset", ["Ortega y Gasset|José"]),
    ("Pérez, J. y López, M.", ["Pérez|J.", "López|M."]),
    ("Costa e Silva, A.", ["Costa e Silva|A."]),
    ("José da Silva Filho e Maria de Souza", ["Silva Filho|José|da", "Souza|Maria|de"]),
    ("SILVA, A. B. da; SANTOS, C.", ["SILVA|A. B.|da", "SANTOS|C."]),
    ("Rozenberg, G. and Bar-Hillel, Yehoshua", ["Rozenberg|G.", "Bar-Hillel|Yehoshua"]),
    # Cyrillic, Greek
    ("Иванов И. И., Петров П.П. и др.", ["Иванов|И. И.", "Петров|П.П."]),
    ("И. И. Иванов и П. П. Петров", ["Иванов|И. И.", "Петров|П. П."]),
    ("Иванов Иван Иванович", ["Иванов|Иван Иванович"]),
    ("Ταμπάκης, Γ.", ["Ταμπάκης|Γ."]),
    # Chinese, Japanese, Korean
    ("李雷，王五 和 赵六等", ["李|雷", "王|五", "赵|六"]),
    ("欧阳修; 司马光", ["欧阳|修", "司马|光"]),
    ("张三 李四", ["张|三", "李|四"]),
    ("山田太郎・佐藤花子", ["山田|太郎", "佐藤|花子"]),
    ("山田 太郎, 佐藤 花子", ["山田|太郎", "佐藤|花子"]),
    ("高橋かおり", ["高橋|かおり"]),
    ("ジョン・スミス", ["スミス|ジョン"]),
    ("约翰·史密斯", ["史密斯|约翰"]),
    ("[美] 弗里德曼 著; 张三 译", ["=弗里德曼", "张|三"]),
    ("김철수, 이영희", ["김|철수", "이|영희"]),
    ("박정아.장영수·곽기영", ["박|정아", "장|영수", "곽|기영"]),
    # what is no name
    ("Smith, J. (ed.), Doe, A. (ed.)", ["Smith|J.", "Doe|A."]),
    ("Smith, J., eds.", ["Smith|J."]),
    ("Hrsg. von Peter Müller und Klaus Schmidt", ["Müller|Peter", "Schmidt|Klaus"]),
    ("a cura di M. Rossi", ["Rossi|M."]),
    ("Éditeurs : C. H. Bamford et C. F. H. Tipper", ["Bamford|C. H.", "Tipper|C. F. H."]),
    ("Prof. Dr. Klaus Müller", ["Müller|Klaus"]),
    ("14. Kenji Sagae", ["Sagae|Kenji"]),
    ("Johnson, et al.,", ["Johnson"]),
    ("Smith, J., ... Doe, A.", ["Smith|J.", "Doe|A."]),
    ("", []),
    ("  ;, &", []),
]  # fmt: skip

ORGANISATIONS = [
    ("World Health Organization", ["World Health Organization"]),
    ("Istat", ["Istat"]),
    ("The ATLAS Collaboration", ["The ATLAS Collaboration"]),
    ("Department of Health and Human Services", ["Department of Health and Human Services"]),
    ("Ministry of Health, Labour and Welfare; World Bank",
     ["Ministry of Health, Labour and Welfare", "World Bank"]),
    ("World Bank and International Monetary Fund", ["World Bank", "International Monetary Fund"]),
    ("Health and Retirement Study", ["Health and Retirement Study"]),
    ("H.E.S.S. Collaboration", ["H.E.S.S. Collaboration"]),
    ("for the Lung Oncology Group", ["Lung Oncology Group"]),
    ("Associazione culturale dell’Istituto", ["Associazione culturale dell’Istituto"]),
    ("OECD/WHO", ["OECD", "WHO"]),
    ("Society for Neuroscience", ["Society for Neuroscience"]),
    ("Instituto Nacional de Estadística", ["Instituto Nacional de Estadística"]),
    ("Bundesministerium für Bildung und Forschung",
     ["Bundesministerium für Bildung und Forschung"]),
    ("Министерство образования", ["Министерство образования"]),
    ("国家统计局", ["国家统计局"]),
    ("Anonymous", ["Anonymous"]),
    ("AA.VV.", ["AA.VV."]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PERSONS)
def test_persons(text: str, expected: list[str]) -> None:
    assert [show(name) for name in parse_names(text)] == expected


@pytest.mark.parametrize(("text", "expected"), ORGANISATIONS)
def test_organisations(text: str, expected: list[str]) -> None:
    assert [name.literal for name in parse_names(text)] == expected


def test_persons_beside_an_organisation() -> None:
    names = parse_names("Smith AB, Jones CD; WHO Working Group")
    assert [show(name) for name in names] == ["Smith|AB", "Jones|CD", "=WHO Working Group"]


@pytest.mark.parametrize("text", ["———", "---.", "____", "Id.", "Idem", "Ders.", "EAD."])
def test_signs_for_a_repeated_author(text: str) -> None:
    (name,) = parse_names(text)
    assert name.is_repeated
    assert name.literal == text


def test_other_names_repeat_nobody() -> None:
    repeated = [name.is_repeated for name in parse_names("Id. e M. Bianchi; World Bank")]
    assert repeated == [True, False, False]


OFFSETS = [
    ("Smith, J., & A. Doe.", ["Smith, J.", "A. Doe"]),
    ("(1) Hall P.A. and  Soskice D., eds.", ["Hall P.A.", "Soskice D."]),
    ("King, M. L., Jr.; World Bank.", ["King, M. L., Jr.", "World Bank"]),
    ("Beauvoir, Simone de.", ["Beauvoir, Simone de"]),
    (" 山田 太郎, 李雷等", ["山田 太郎", "李雷"]),
]


@pytest.mark.parametrize(("text", "expected"), OFFSETS)
def test_offsets(text: str, expected: list[str]) -> None:
    assert [text[name.start : name.end] for name in parse_names(text)] == expected


ET_AL = [
    "Smith J, et al.", "Smith et al", "Smith, J. ET AL.", "Müller, K. u. a.", "Müller, K. u.a.",
    "Müller, K. und andere", "Pérez, J. y otros", "Иванов И. И. и др.", "Silva, A. e outros",
    "Rossi, M. et alii", "Rossi, M. e altri", "Jansen, P. e.a.", "Jansen, P. en anderen",
    "Kowalski, J. i in.", "Yılmaz, A. vd.", "Yılmaz, A. ve ark.", "Åberg, L. m.fl.",
    "Smith and others", "李雷等", "山田太郎ほか", "Dupont et coll.",
]  # fmt: skip


@pytest.mark.parametrize("text", ET_AL)
def test_et_al_is_told_and_is_no_name(text: str) -> None:
    assert has_et_al(text)
    (name,) = parse_names(text)
    assert text.startswith(name.family)
    assert name.given in ("", "J", "J.", "K.", "И. И.", "A.", "M.", "P.", "L.", "雷", "太郎")


@pytest.mark.parametrize(
    "text", ["Smith, J.", "Etal, J.", "E. A. Poe", "U. A. Fanthorpe", "Alien, E. and Rossi, M.", ""]
)
def test_no_et_al(text: str) -> None:
    assert not has_et_al(text)


_PARTS = st.lists(
    st.sampled_from(
        ["Smith", "J.", "AB", "van", "de", "Müller", "and", "&", "et al.", ",", ";", "/", " - ",
         " ", "\n", "—", "Jr.", "(ed.)", "[", "World", "Bank", "of", "y", "e", "LI", "Ya.",
         "Иванов", "И.", "李雷", "、", "・", "김철수", "ス", "等", "'", "-", "¨", "3rd", "Id.", ".",
         "u.a.", "\x00"]
    ),
    max_size=14,
).map("".join)  # fmt: skip


@given(st.one_of(_PARTS, st.text(max_size=60), _PARTS.map(lambda text: text.replace("J", " J"))))
def test_any_text_gives_names_inside_it(text: str) -> None:
    end = 0
    for name in parse_names(text):
        assert end <= name.start < name.end <= len(text)
        end = name.end
        parts = f"{name.family}{name.given}{name.particle}{name.suffix}{name.literal}"
        printed = text[name.start : name.end]
        letters = Counter(filter(str.isalnum, parts))
        assert letters or name.is_repeated
        assert not letters - Counter(filter(str.isalnum, printed))
        assert not (name.literal and (name.family or name.given or name.particle or name.suffix))


@pytest.mark.parametrize("word", ["编著", "编译", "校注", "편저", "외 ", "외1인 ", "et al "])
def test_a_long_repetition_is_read_at_once(word: str) -> None:
    """Words for roles in a row took exponential time; a hundred of them would never end."""
    assert parse_names("王" + word * 100 + "x") is not None


def test_a_capital_particle_begins_the_family_name() -> None:
    """As on the article page: "Di Maria E." was read as Maria E. Di."""
    names = parse_names("Bettiol M., Di Maria E. and De Marchi V.")
    assert [(name.family, name.given) for name in names] == [
        ("Bettiol", "M."),
        ("Di Maria", "E."),
        ("De Marchi", "V."),
    ]
