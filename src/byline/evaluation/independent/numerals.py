"""What numerals say: Arabic, Chinese and English ones, as a value or as two ends.

Owns: reading one numeral. Pure. Promise: a heap of numeral characters that says nothing is None.
"""

from __future__ import annotations

import re

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
TENS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10_000, "亿": 100_000_000}
ENGLISH = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
} | {
    word: (place + 2) * 10
    for place, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    )
}
ENGLISH_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "dozen": 12}


def ends_of(numeral: str) -> tuple[float, float] | None:
    """What a numeral without a unit says, from and to: 七八 is seven to eight."""
    numeral = re.sub("[多余来几]", "", numeral)
    if re.fullmatch(r"\d+(?:\.\d+)?", numeral):
        return float(numeral), float(numeral)
    whole, _, fraction = numeral.partition("点")
    if fraction:
        low = _chinese(whole)
        value = float("0." + "".join(str(DIGITS[c]) for c in fraction)) + (low or 0.0)
        return (value, value) if low is not None else None
    if numeral == "半":
        return 0.5, 0.5
    pair = re.search(r"([一二两三四五六七八九])([二三四五六七八九])(?=[十百千万亿]*$)", whole)
    spelled = len(whole) > 2 and all(c in DIGITS for c in whole)
    if pair and not spelled and DIGITS[pair[1]] < DIGITS[pair[2]]:
        ends = [
            _chinese(whole[: pair.start()] + one + whole[pair.end() :]) for one in pair.groups()
        ]
        low, high = ends
        return (low, high) if low is not None and high is not None else None
    value = _chinese(whole)
    return (value, value) if value is not None else None


def _chinese(numeral: str) -> float | None:
    """The value of a Chinese numeral; None for a heap of characters that is none."""
    if not numeral or "半" in numeral:
        return None
    if all(c in DIGITS for c in numeral):
        return float("".join(str(DIGITS[c]) for c in numeral))
    total, section, digit, last = 0.0, 0.0, 0.0, 0
    for character in numeral:
        if character in DIGITS:
            digit = DIGITS[character]
            last = 0 if character in "零〇" else last
        elif character in TENS:
            section += (digit or 1) * TENS[character]
            digit, last = 0, TENS[character]
        else:
            total = (total + section + digit or 1) * MYRIADS[character]
            section, digit, last = 0, 0, MYRIADS[character]
    # 三千二 is 3200, but 三千零二 is 3002 and 十二 is 12.
    return total + section + (digit * last / 10 if last > 10 else digit)


def english(words: str) -> tuple[float, float] | None:
    """What English number words say."""
    total, part = 0.0, 0.0
    for word in re.split(r"[- ]+", words.lower()):
        if word in ENGLISH:
            part += ENGLISH[word]
        elif word in ENGLISH_SCALES:
            part = (part or 1) * ENGLISH_SCALES[word]
            if word in {"thousand", "million"}:
                total, part = total + part, 0.0
    return total + part, total + part


def scale(word: str) -> float:
    """What stands behind Arabic digits multiplies them by: 万, k."""
    value = 1.0
    for character in word.lower().lstrip("多余来几"):
        value *= {**TENS, **MYRIADS, "k": 1000, "w": 10_000}.get(character, 1)
    return value
