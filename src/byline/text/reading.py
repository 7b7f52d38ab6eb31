"""Reading one number with what stands around it: range, unit, half, year, money.

Owns: the reading of a general number. Works on folded text; spans are the same in the original.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from byline.text import vocabulary
from byline.text.numerals import DIGITS, NUMERAL, SCALES, Value, evaluate
from byline.text.page import Page
from byline.text.vocabulary import Unit

_CURRENCY = {"¥": "元", "$": "美元", "€": "欧元", "£": "英镑"}
_CURRENCY_BEFORE = re.compile(r"(?:[¥$€£]|(?<![A-Za-z])(?i:rmb|cny|usd|hkd|eur)) ?$")
_CODES = {"rmb": "元", "cny": "元", "usd": "美元", "hkd": "港币", "eur": "欧元"}
_TO = re.compile(r" ?(?:[-~–—]{1,2}|到|至) ?")
_ENGLISH_SCALE = re.compile(r"[ -]?(?i:(hundred|thousand|million|billion)|([mb])n?)(?![A-Za-z])")
_MORE = re.compile(r"(?:多|余|\+)|[来把几]")
_ABOUT = frozenset("上过破近超")
"""Before a bare scale: 上百, 过万, 近千."""
_TAIL_END = r"(?:毛|分)?(?![\d万千百十亿.个年月天块元岁人])"
_TAILS = {
    "块": re.compile(rf"([零一二三四五六七八九]|\d{{1,2}}){_TAIL_END}"),
    "米": re.compile(rf"([零一二三四五六七八九]{{1,2}}|\d{{1,2}}){_TAIL_END}"),
}
_TAILS["成"] = re.compile(r"([一二三四五六七八九])(?![\d万千百十亿.个年月天块元岁人成])")
_CAPITAL = re.compile("[A-Z](?![A-Za-z])")
_MONTH_NEXT = re.compile(r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月")
_HALVES = frozenset({"个", "点", "元", "公斤", "斤", "倍", "成", "岁", "%"})
_ARTICLED_MONEY = frozenset({"块", "刀", "毛", "镑", "欧"})
_YEARS = range(1900, 2101)
_PLACE_NEXT = "线楼店院厅桌门机位仓馆室字"


@dataclass(slots=True)
class _Number:
    """One number being read; `end` grows as words after it are taken in."""

    start: int
    end: int
    numeral: str
    value: Value | None
    word: str = ""
    unit: Unit | None = None
    more: bool = False
    half: bool = False


def read_number(page: Page, start: int, end: int, value: Value | None) -> None:
    """Read the number at `start`, with its range and unit, and add it unless it states nothing."""
    number = _extend(page, _Number(start, end, page.folded[start:end], value))
    if _names_something(page, number):
        return
    other = _range_end(page, number)
    if other is not None and number.value and other.value:
        number = _joined(number, other)
    if number.value and not number.unit:
        _take_currency(page, number)
    if _before(page, number, 1) in _ABOUT and set(number.numeral) <= SCALES.keys():
        number.more = True
    if not _states_something(page, number):
        return
    unit, kind, value = _meaning(page, number)
    page.add(number.start, number.end, value, unit, kind)


def _extend(page: Page, number: _Number) -> _Number:
    """Take in the scale, 多, the unit and 半 that follow."""
    scale = _ENGLISH_SCALE.match(page.folded, number.end) if number.numeral.isascii() else None
    if scale and number.value and (scale[1] or _CURRENCY_BEFORE.search(_before(page, number, 4))):
        factor = vocabulary.cues().english[scale[1].lower()] if scale[1] else _letter(scale[2])
        number.value, number.end = Value(number.value.low * factor), scale.end()
    more = _MORE.match(page.folded, number.end)
    place = more.end() if more else number.end
    unit = _unit_at(page, place, spaced=number.numeral[0].isascii())
    if more and (unit or more[0] in "多余+"):
        number.more, number.end = True, more.end()
        if more[0] == "几" and number.value:
            # 10几年, as 十几年: 11 to 19.
            number.value = Value(number.value.low + 1, number.value.low + 9, True)
    elif more:
        unit = _unit_at(page, number.end, spaced=number.numeral[0].isascii())
    if unit:
        number.word, number.unit, number.end = unit[0].lower(), vocabulary.unit_of(unit), unit.end()
        number.half = unit["inner"] == "半"
        number.more = number.more or unit["inner"] in ("多", "来")
        _take_half(page, number)
    return number


def _letter(letter: str) -> int:
    return 10**6 if letter in "mM" else 10**9


def _unit_at(page: Page, place: int, *, spaced: bool) -> re.Match[str] | None:
    found = page.unit_at(place)
    if found is None and spaced and page.folded[place : place + 1] in (" ", "\u00a0"):
        found = page.unit_at(place + 1)
    return found


def _take_half(page: Page, number: _Number) -> None:
    """一年半, 两个半, 三年多; 三块五, 一米八."""
    unit = number.unit
    # 9元半年 is 9元 and 半年: the 半 is taken.
    if unit is None or number.half or not page.free(number.end, number.end + 1):
        return
    following = page.folded[number.end : number.end + 1]
    if following == "半" and (unit.kind == "duration" or unit.name in _HALVES):
        number.half, number.end = True, number.end + 1
    elif following in ("多", "余") and unit.kind in ("duration", "age", "money", "count"):
        # 三年多 is more than three years; 一个多 belongs to what follows.
        number.more, number.end = True, number.end + 1
    elif (tail := _tail(page, number)) is not None:
        digits = "".join(str(DIGITS.get(c, c)) for c in tail[1])
        if number.value:
            number.value = Value(number.value.low + Decimal(f"0.{digits}"))
        number.end = tail.end()


def _tail(page: Page, number: _Number) -> re.Match[str] | None:
    """The 五 of 三块五; the 一 of 三块一斤 belongs to what it costs."""
    pattern = _TAILS.get(number.word)
    tail = pattern.match(page.folded, number.end) if pattern else None
    article = tail is not None and tail[0] == "一" and page.unit_at(tail.end()) is not None
    return None if article else tail


def _range_end(page: Page, number: _Number) -> _Number | None:
    """The second number of 3-5年, 三到五年, 10万到20万; None after 从, which tells of a change."""
    to = _TO.match(page.folded, number.end)
    after = NUMERAL.match(page.folded, to.end()) if to else None
    if to is None or after is None or (number.value and number.value.high is not None):
        return None
    if to[0].strip() in ("到", "至") and re.search("[从由自]$", _before(page, number, 1)):
        return None
    if not page.free(after.start(), after.end()):
        return None
    value = evaluate(after[0])
    other = _extend(page, _Number(after.start(), after.end(), after[0], value))
    fits = number.unit is None or (other.unit is not None and number.unit.name == other.unit.name)
    is_date = other.unit is not None and other.unit.kind == "date"
    if not fits or is_date or value is None or number.value is None or value.high is not None:
        return None
    if (
        number.value.low in _YEARS
        and value.low in _YEARS
        and (not other.unit or other.word == "年")
    ):
        return None
    return other if _scaled_low(number, other) < value.low else None


def _scaled_low(number: _Number, other: _Number) -> Decimal:
    """The 3 of 3-5万 is 30,000; the 3000 of 3000到2万 is itself."""
    if number.value is None or other.value is None:
        return Decimal(0)
    low = number.value.low
    tail = other.numeral[-1:].lower()
    scale = SCALES.get(tail) or {"k": 1000, "w": 10**4}.get(tail, 1)
    alone = not any(c in SCALES or c in "kKwW" for c in number.numeral)
    return low * scale if alone and scale > 10 and low * scale < other.value.low else low


def _joined(number: _Number, other: _Number) -> _Number:
    low, high = _scaled_low(number, other), other.value.low if other.value else None
    other.start = number.start
    other.numeral = number.numeral + other.numeral
    other.more = other.more or number.more
    other.value = Value(low, high)
    return other


def _take_currency(page: Page, number: _Number) -> None:
    if sign := _CURRENCY_BEFORE.search(_before(page, number, 4)):
        symbol = sign[0].strip().lower()
        number.start -= len(sign[0])
        number.unit = vocabulary.units()[_CURRENCY.get(symbol) or _CODES[symbol]]


def _before(page: Page, number: _Number, reach: int) -> str:
    return page.folded[max(0, number.start - reach) : number.start]


def _names_something(page: Page, number: _Number) -> bool:
    """3D, 5G, 4S店: a short numeral and one capital are a name; 100ml is an amount."""
    if number.unit is not None or len(number.numeral) > 2:
        return False
    return _CAPITAL.match(page.folded, number.end) is not None


def _states_something(page: Page, number: _Number) -> bool:
    numeral, unit = number.numeral, number.unit
    if number.half or number.more:
        return unit is not None or numeral not in DIGITS
    if numeral == "一" and unit is not None:
        article = unit.name in vocabulary.cues().articled or number.word in _ARTICLED_MONEY
        return not article or (
            number.word == "块" and number.end > page.folded.find("块", number.start) + 1
        )
    if numeral[0].isascii() or unit is not None:
        return True
    if numeral in SCALES:
        return False
    if any(c in SCALES for c in numeral):
        return True
    # 三四 and 一二 alone are parts of words; 二零一九 is a year.
    return len(numeral) > 2 and not (number.value and number.value.high)


def _meaning(page: Page, number: _Number) -> tuple[str, str, Value | None]:
    value, unit = number.value, number.unit
    if value is None:
        return (unit.name, unit.kind, None) if unit else ("", "plain", None)
    if number.half:
        half = Decimal("0.5")
        value = Value(value.low + half, value.high and value.high + half, value.approximate)
    value = Value(value.low, value.high, value.approximate or number.more)
    if unit is None:
        return _bare(page, number, value)
    if unit.name == "年" and number.word == "年":
        return _year(page, number, value)
    if unit.name == "月" and (number.numeral in ("两", "几") or number.more or value.low > 12):
        return "个月", "duration", value
    if unit.name == "日" and (
        value.low > 31 or page.folded[number.end : number.end + 1] in tuple(_PLACE_NEXT)
    ):
        return "号", "count", value
    return unit.name, unit.kind, value


def _bare(page: Page, number: _Number, value: Value) -> tuple[str, str, Value]:
    cues = vocabulary.cues()
    before = _before(page, number, cues.money_reach)
    for match in cues.money_before.finditer(before):
        if not re.search(r"[，。,；;！？\n、]", before[match.end() :]):
            return "元", "money", value
    last = page.found[-1] if page.found else None
    if last and last.kind == "money" and 0 < number.start - last.end <= cues.money_reach:
        # Only a word of change hands the unit on: 399一次 after 3000元 is not covered by it.
        between = page.folded[last.end : number.start]
        if cues.change_before.search(between):
            return last.unit, "money", value
    if 10 <= value.low <= 120 and cues.age_before.search(before):
        return "岁", "age", value
    return "", "plain", value


def _year(page: Page, number: _Number, value: Value) -> tuple[str, str, Value]:
    """2019年, 19年3月, 九八年 name a year; 19年 alone is a length of time."""
    numeral, cues = number.numeral, vocabulary.cues()
    length = "年", "duration", value
    if number.more or number.half or value.low != value.low.to_integral_value():
        return length
    if len(numeral) == 4 and 1900 <= value.low <= 2100 and value.high is None:
        return "年", "date", value
    spelled = len(numeral) == 2 and all(c in DIGITS or c in "0123456789" for c in numeral)
    if not spelled:
        return length
    chinese = (
        not numeral.isascii() and numeral[0] in "零一二九八七六五" and numeral[0] != numeral[1]
    )
    if chinese and value.high is not None and numeral[0] not in "一二":
        return length
    named = (
        chinese
        or numeral[0] in "0零"
        or _MONTH_NEXT.match(page.folded, number.end)
        or cues.year_after.match(page.folded, number.end)
        or (
            cues.year_before.search(_before(page, number, 3))
            and not page.folded.startswith(("前", "来", "间"), number.end)
        )
    )
    if not named:
        return length
    short = int("".join(str(DIGITS.get(c, c)) for c in numeral))
    return "年", "date", Value(Decimal(short + (2000 if short <= 40 else 1900)))
