"""Names in Chinese, Japanese and Korean script.

Imports names_build.  Invariant: as in `names`.
"""

from __future__ import annotations

import re

from tagger.normalize.names_build import Name

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff々〆\U00020000-\U0002ffff"
_KANA = "\u3041-\u3096\u30a1-\u30fa\u30fc"
_KATAKANA = "\u30a1-\u30fa\u30fc"
_HANGUL = "\uac00-\ud7a3"
_LETTER = f"{_HAN}{_KANA}{_HANGUL}"
_ANY = re.compile(f"[{_LETTER}]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏЀ-ӿ]")
_BRACKETS = re.compile(
    r"\([^()]*\)?|\[[^\[\]]*\]?|（[^（）]*）?|［[^［］]*］?|〔[^〔〕]*〕?|【[^【】]*】?"
)
# Separators; the middle dot divides names in Japanese, and parts of a foreign name elsewhere.
_SPLIT = re.compile(
    r"[、，,;；/／&＆|\n]+|(?:和|与|及|以及|と|및)(?=[\s"
    + _LETTER
    + r"]{2})|(?<=[가-힣])\.(?=[가-힣])"
)
_DOT = re.compile("[・·•‧･]")
# "[美]" before a name that is spelt in Chinese and has no family name first.
_NATION = re.compile(r"\s*[\[（(［〔【][^\])）］〕】]{1,3}[\])）］〕】]")
# No word here is made of shorter ones: a text would then be read in exponentially many ways.
_ROLE = re.compile(
    r"(?:主编|总编|主編|編著|共編|共著|監修|監訳|翻訳|編集|编|著|译|訳|編|撰|辑|校|注|"
    r"엮음|옮김|지음|편|저|역|등|외(?:\s*\d+인?|인)?|他|等|ほか|[\s:：.。]|eds?\.?|et\s+al\.?)+\Z"
)
_ORGANISATION = re.compile(
    "委员会|委員会|大学|大學|研究|协会|協会|学会|學會|公司|会社|中心|センター|出版|编辑部|编写组|课题组|"
    "教研室|科学院|学院|政府|省庁|人民|共和国|国家|中央|统计局|统计|总局|部门|机构|組織|组织|联合|連合|"
    "財団|基金|银行|銀行|博物|图书馆|図書館|学校|医院|病院|학회|대학|연구|협회|위원회|공사|은행|정부|"
    "센터|재단|기관|통계청|[部省庁局署组社会院]$"
)
_CHINESE = frozenset(
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖萧蕭"
    "田董袁潘于蒋蔣蔡余杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范金石廖贾賈夏韦韋付方白邹鄒孟熊秦邱"
    "江尹薛闫段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴覃武戴莫孔向汤湯温康施文牛樊葛邢安齐易乔伍庞颜倪庄"
    "聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍"
    "华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟"
    "邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝封官谈匡鞠惠荆乐冀胥南班储原"
)
_COMPOUND = tuple(
    "欧阳 歐陽 司马 司馬 诸葛 諸葛 上官 皇甫 司徒 东方 慕容 令狐 尉迟 夏侯 公孙 端木 "
    "남궁 황보 제갈 선우 독고 사공".split()
)


def is_cjk(text: str) -> bool:
    """Say whether a list of names is to be read as Chinese, Japanese or Korean.

    Parameters
    ----------
    text : str
        A list of names.

    Returns
    -------
    bool
        True where it has ideographs, kana or Hangul, and no more Latin or Cyrillic letters
        outside brackets than twice as many.
    """
    if text.isascii():
        return False
    bare = _BRACKETS.sub("", text)
    n_cjk = len(_ANY.findall(bare))
    return n_cjk > 0 and len(_LATIN.findall(bare)) <= 2 * n_cjk


def parse_cjk(text: str) -> tuple[Name, ...]:
    """Find the persons and organisations of such a list.

    Parameters
    ----------
    text : str
        A list of names, see `is_cjk`.

    Returns
    -------
    tuple of Name
        In the order of the text, without overlap; see `names.parse_names`.
    """
    masked = _BRACKETS.sub(lambda found: " " * len(found[0]), text)
    names: list[Name] = []
    for start, end in _cut(masked):
        role = _ROLE.search(masked, start, end)
        if role and len(masked[start : role.start()].strip()) > 1:
            end = role.start()
        before = text[start:end]
        start, end = _strip(masked, start, end)
        if (
            start < end
            and _NATION.match(before)
            and masked[start:end].isalpha()
            and end - start > 3
        ):
            names.append(Name(literal=masked[start:end], start=start, end=end))
        elif start < end:
            names += _read(masked, start, end)
    return tuple(names)


def _cut(text: str) -> list[tuple[int, int]]:
    """Give the offsets of what stands between separators."""
    found, start = [], 0
    for separator in _SPLIT.finditer(text):
        found.append((start, separator.start()))
        start = separator.end()
    return [*found, (start, len(text))]


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and not (text[start].isalnum() or text[start] in "々〆"):
        start += 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] in "々〆"):
        end -= 1
    return start, end


def _read(text: str, start: int, end: int) -> list[Name]:
    """Read what stands between two separators: a name, or some that spaces divide."""
    part = text[start:end]
    if not _ANY.search(part) or _ORGANISATION.search("".join(part.split())):
        return [Name(literal=" ".join(part.split()), start=start, end=end)]
    if _DOT.search(part):
        return _read_dotted(text, start, end)
    words = [(start + found.start(), start + found.end()) for found in re.finditer(r"\S+", part)]
    if len(words) == 1:
        return [_divide(text, start, end)]
    if len(words) == 2 and not all(
        text[left] in _CHINESE and right - left in (2, 3) for left, right in words
    ):
        (a, b), (c, d) = words
        if b - a <= 3:
            return [Name(text[a:b], text[c:d], start=start, end=end)]
    return [_divide(text, left, right) for left, right in words]


def _read_dotted(text: str, start: int, end: int) -> list[Name]:
    """Read a foreign name with middle dots, or a Japanese list that they divide."""
    part = text[start:end]
    is_korean = re.search(f"[{_HANGUL}]", part)
    is_foreign = re.search(f"[{_KATAKANA}]{_DOT.pattern}[{_KATAKANA}]", part) or "・" not in part
    if is_foreign and not is_korean:
        last = [found.end() for found in _DOT.finditer(part)][-1]
        family = part[last:].strip()
        given = part[: last - 1].strip()
        if family and given:
            return [Name(family, given, start=start, end=end)]
        return [Name(literal=part, start=start, end=end)]
    names, left = [], start
    for dot in [*_DOT.finditer(text, start, end), None]:
        right = dot.start() if dot else end
        a, b = _strip(text, left, right)
        if a < b:
            names += [_divide(text, a, b)] if " " not in text[a:b] else _read(text, a, b)
        left = dot.end() if dot else end
    return names


def _divide(text: str, start: int, end: int) -> Name:
    """Divide a name without space into family and given name."""
    word = text[start:end]
    n = len(word)
    if n > 5 or n == 1 or not re.fullmatch(f"[{_LETTER}]+", word):
        return Name(literal=word, start=start, end=end)
    if word.startswith(_COMPOUND) and n > 2:
        size = 2
    elif re.match(f"[{_HANGUL}]", word):
        size = 1
    elif kana := re.search(f"(?<=[{_HAN}])[{_KANA}]+\\Z", word):
        size = kana.start()
    elif n >= 4:
        size = 2
    else:
        size = 1 if n == 2 or word[0] in _CHINESE else 2
    return Name(word[:size], word[size:], start=start, end=end)
