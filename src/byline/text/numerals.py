"""Bare numerals: 310万, 三百一十万, 十几, 三四百, 3.5k, 1万5, １２３.

Owns: where a numeral starts and ends, and its value. Knows nothing of units or words.
Promise: every function is linear in the length of its input and never raises.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_FULL = "０１２３４５６７８９．％￥＄～－＋〇萬億兩點個幾歲週餘數號廿後間鐘圓塊錢兩雙"
_PLAIN = "0123456789.%¥$~-+零万亿两点个几岁周余数号廿后间钟圆块钱两双"
_FORMAL = "壹贰叁肆伍陆柒捌玖拾佰仟貳參陸"
_FORMAL_PLAIN = "一二三四五六七八九十百千二三六"
_FOLD = str.maketrans(_FULL, _PLAIN)
_UNFORMAL = str.maketrans(_FORMAL, _FORMAL_PLAIN)
# 伍 and 陆 alone are a surname or part of 队伍; only a run with a scale is a written-out amount.
_FORMAL_RUN = re.compile(f"[{_FORMAL}零万亿]*[拾佰仟][{_FORMAL}零万亿]*")

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2}
SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
NUMERAL_CHARS = "零一二两三四五六七八九十百千万亿几0123456789"

_D = "[零一二两三四五六七八九]"
_S = "[十百千万亿]"
_NINE = "[一二两三四五六七八九]"
_ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
# A scale after a digit: 310 万, 20多万, 3亿2000万, 1万5. One plain space is how people type it.
_MIXED = (
    rf"{_ARABIC}(?:[ \u00a0]?[多余来几]?{_S}+(?!分之)"
    rf"(?:\d{{1,4}}(?:\.\d+)?{_S}+|\d(?![\d.]))*|个亿|[kKwW](?![A-Za-z]))?"
)
_CHINESE = (
    rf"(?:(?:几|(?<![人次分倍总指少多])数)(?={_S}))?(?:{_D}|廿|{_S}(?!分之))+(?:[几多余来](?={_S}(?!分之)){_S}+|几(?={_S}))*"
    rf"(?:(?<=十)几)?(?:点{_D}+)?(?:个亿)?|[几数]个亿"
)
NUMERAL = re.compile(rf"(?P<arabic>{_MIXED})|(?P<chinese>{_CHINESE})")
_LETTER_SCALE = {"k": 1000, "w": 10**4}
_LONGEST = 24
"""Characters; beyond this a run of digits is an identifier, not an amount."""
_SEGMENT = re.compile(rf"({_ARABIC})({_S}*)")
_PAIR = re.compile(rf"(?<!{_D})({_D})({_D})(?!{_D})")
# 一千八一台: a numeral that leaves its last unit out ends at the 八, for 八一 is no numeral.
_ELIDED = re.compile(rf"[百千万亿]({_NINE})(?=({_NINE})({_NINE})?)")
_PER_ONE = re.compile(r"(?<=.[百千万亿])一$")


@dataclass(frozen=True, slots=True)
class Value:
    """What a numeral states; `high` is None unless it states a range."""

    low: Decimal
    high: Decimal | None = None
    approximate: bool = False


def fold(text: str) -> str:
    """Full-width digits and traditional or formal numerals made plain; same length, same places."""
    plain = text.translate(_FOLD)
    return _FORMAL_RUN.sub(lambda run: run[0].translate(_UNFORMAL), plain)


def evaluate(numeral: str) -> Value | None:
    """The value of a folded numeral as `NUMERAL` finds it; None when it has no sensible one."""
    if len(numeral) > _LONGEST:
        return None
    numeral = numeral.replace("个亿", "亿")
    try:
        return _arabic(numeral) if numeral[:1].isascii() else _chinese(numeral)
    except (KeyError, ArithmeticError):
        return None


def spoken(numeral: str) -> list[str]:
    """The numerals that a run of numeral characters is: 一千八一千九 is two, 三千五六 is one."""
    for found in _ELIDED.finditer(numeral):
        pair = _neighbours(found[1], found[2])
        if not pair or found[3]:
            end = found.end() + pair
            return [numeral[:end], *spoken(numeral[end:])]
    return [numeral]


def before_article(numeral: str) -> str:
    """What a numeral before a measure word states: 两千一台 is 2000 for one, never 2100 of them.

    A unit that is left out leaves no room for a measure word: 2100 are 两千一百台.
    """
    return _PER_ONE.sub("", numeral)


def _arabic(numeral: str) -> Value | None:
    compact = numeral.replace(",", "").replace(" ", "").replace("\u00a0", "")
    if compact[-1].lower() in _LETTER_SCALE:
        return Value(Decimal(compact[:-1]) * _LETTER_SCALE[compact[-1].lower()])
    if "几" in compact:
        digits, scale = compact.split("几", 1)
        base, factor = Decimal(digits), _product(scale)
        return Value((base + 1) * factor, (base + 9) * factor, True)
    bare = re.sub("[多余来]", "", compact)
    total, previous = Decimal(0), 0
    for digits, scale in _SEGMENT.findall(bare):
        factor = _product(scale)
        # 1万5 is how people say 15,000.
        missing = previous // 10 if not scale and previous >= 100 else 1
        total += Decimal(digits) * factor * missing
        previous = factor
    return Value(total, approximate=bare != compact)


def _product(scale: str) -> int:
    result = 1
    for character in scale:
        result *= SCALES[character]
    return result


def _chinese(numeral: str) -> Value | None:
    plain = numeral.replace("廿", "二十")
    whole, _, fraction = plain.partition("点")
    bare = re.sub("[多余来]", "", whole)
    approximate = bare != whole
    if "几" in bare or "数" in bare:
        return _some(bare)
    pair = _PAIR.search(bare)
    if pair and _neighbours(pair[1], pair[2]) and not fraction:
        low = _integer(bare[: pair.start(2)] + bare[pair.end(2) :])
        high = _integer(bare[: pair.start(1)] + bare[pair.end(1) :])
        return Value(low, high, True) if high > low else None
    value = _integer(bare)
    if fraction:
        value += Decimal("0." + "".join(str(DIGITS[c]) for c in fraction))
    return Value(value, approximate=approximate)


def _neighbours(a: str, b: str) -> bool:
    first, second = DIGITS[a], DIGITS[b]
    return first > 0 and (second == first + 1 or (first, second) == (3, 5))


def _some(bare: str) -> Value:
    """几十 is 20 to 90, 十几 is 11 to 19, 几百万 is 2 to 9 million."""
    marked = bare.replace("数", "几")
    least = "二" if marked.startswith("几") else "一"
    return Value(_integer(marked.replace("几", least)), _integer(marked.replace("几", "九")), True)


def _integer(numeral: str) -> Decimal:
    if not any(c in SCALES for c in numeral):
        return Decimal("".join(str(DIGITS[c]) for c in numeral))
    return Decimal(_scaled(numeral))


def _scaled(numeral: str) -> int:
    for name in "亿万":
        head, found, tail = numeral.rpartition(name)
        if found:
            return (_scaled(head) or 1) * SCALES[name] + _rest(tail, SCALES[name])
    total = digit = 0
    for place, character in enumerate(numeral):
        if character in SCALES:
            total += (digit or (0 if total else 1)) * SCALES[character]
            digit = 0
            if len(numeral) - place == 2 and character != "十":
                return total + _rest(numeral[-1], SCALES[character])
        else:
            digit = digit * 10 + DIGITS[character]
    return total + digit


def _rest(tail: str, scale: int) -> int:
    """What follows a scale; 三百一 and 一万五 leave the unit out, a tenth of the scale."""
    if len(tail) == 1 and tail in DIGITS:
        return DIGITS[tail] * scale // 10
    return _scaled(tail)
