"""Where the quantities of a text are.

Owns: the order in which readings are tried. Each recogniser is one pattern run over the whole
text; the first to claim a stretch keeps it, so names and idioms go first and bare numbers last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache

from byline.text import vocabulary
from byline.text.numerals import NUMERAL, Value, before_article, evaluate, fold, spoken
from byline.text.page import Page
from byline.text.quantities import Quantity
from byline.text.reading import read_number

_N = NUMERAL.pattern.replace("?P<arabic>", "?:").replace("?P<chinese>", "?:")
_ADDRESSES = re.compile(r"(?:https?://|www\.)[\x21-\x7e]+|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{2,32}")
_ISO = re.compile(
    r"(?<![\d.])(?P<y>(?:19|20)\d\d)(?P<s>[-/.])(?P<m>1[0-2]|0?[1-9])"
    r"(?:(?P=s)(?P<d>[12]\d|3[01]|0?[1-9]))?(?![\d%]|(?P=s)\d|[万亿kKwW])"
)
_CLOCK = re.compile(r"(?<![\d:])(?P<h>2[0-4]|[01]?\d):(?P<m>[0-5]\d)(?![\d:])")
_PARTS = re.compile(
    rf"(?P<den>[百千万]|[二三四五六七八九十]{{1,3}}|\d{{1,4}})分之(?P<num>{_N})(?:[到至~-](?P<to>{_N}))?"
    r"|(?<![\d/])(?P<a>\d)/(?P<b>\d|10)(?![\d/])"
)
_LATIN_PARTS = re.compile(
    r"(?<![A-Za-z])(?i:(?P<few>an?|one|two|three)[ -]"
    r"(?P<part>half|halves|thirds?|quarters?|fifths?|tenths?))"
    r"(?= (?i:of|were|was|are|is)(?![A-Za-z]))"
)
_LATIN_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}
_LATIN_WHOLES = {"h": 2, "t": 3, "q": 4, "f": 5}
_HALF_OF = re.compile("一半(?!天)|百分百")
_RANK = re.compile(
    rf"第 ?(?P<n>{_N})|前(?P<top>{_N})(?:名|强|甲)"
    r"|(?<![A-Za-z])(?i:no\.? ?|top ?-?)(?P<latin>\d{1,6})"
)
_COHORT = re.compile(
    r"(?<![\d.])(?P<n>[5-9][05]|0[05]|10)后(?!来|面|续|期|边)|(?P<c>[五六七八九零][零五])后(?!来|面|续|期|边)"
)
_HALF = re.compile("(?<![一两二三四五六七八九十零百千万0-9个年月天点块斤上下多])半")
_PAIR_WORD = re.compile("[俩仨]")
_YEAR_RANGE = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?=[-~–—到至](?:19|20)\d\d(?!\d))")


def scan(text: str) -> list[Quantity]:
    """Every quantity of `text` in order; see `quantities.quantities`."""
    page = Page(text, fold(text))
    _block(page, _ADDRESSES)
    for match in _ISO.finditer(page.folded):
        if page.free(match.start(), match.end()):
            _iso(page, match)
    _block(page, _names())
    _block(page, vocabulary.idioms())
    for pattern, read in _RECOGNISERS:
        for match in pattern.finditer(page.folded):
            if page.free(match.start(), match.end()):
                read(page, match)
    for start, end, value in _numbers(page):
        if page.free(start, end):
            read_number(page, start, end, value)
    return sorted(page.found, key=lambda quantity: quantity.start)


@cache
def _names() -> re.Pattern[str]:
    return re.compile(
        r"(?<![\d.])\d{1,5}(?:\.\d{1,5}){2,8}(?![\d.])"
        # GPT-4, P7, Web3, MP3: letters with digits behind are a name.
        rf"|(?<![A-Za-z])(?!(?i:{vocabulary.cues().number_prefixes})[-. ]?\d)"
        r"[A-Za-z]++-?\d[\dA-Za-z]*(?:\.\d+){0,4}"
        # List markers: 1. 2、 (3) at the start of a line.
        r"|(?m:^)[ \t#>*-]{0,8}[(（]?\d{1,2}(?:[、)）：]|\.(?!\d))"
    )


def _block(page: Page, pattern: re.Pattern[str]) -> None:
    for match in pattern.finditer(page.folded):
        page.block(match.start(), match.end())


def _iso(page: Page, match: re.Match[str]) -> None:
    for group, unit in (("y", "年"), ("m", "月"), ("d", "日")):
        if match[group]:
            page.add(
                match.start(group), match.end(group), Value(Decimal(match[group])), unit, "date"
            )
    page.block(match.start(), match.end())


def _clock(page: Page, match: re.Match[str]) -> None:
    hour = Decimal(match["h"]) + Decimal(match["m"]) / 60
    page.add(match.start(), match.end(), Value(hour), "点", "count")


def _parts(page: Page, match: re.Match[str]) -> None:
    if match["a"]:
        if 0 < int(match["a"]) < int(match["b"]):
            share = Decimal(match["a"]) * 100 / Decimal(match["b"])
            page.add(match.start(), match.end(), Value(share), "%", "percent")
        return
    bottom, top = evaluate(match["den"]), evaluate(match["num"])
    to = evaluate(match["to"]) if match["to"] else None
    if not bottom or not top or not bottom.low:
        return
    high = to.low if to else top.high
    scaled = None if high is None else high * 100 / bottom.low
    value = Value(top.low * 100 / bottom.low, scaled, top.approximate)
    page.add(match.start(), match.end(), value, "%", "percent")


def _latin_parts(page: Page, match: re.Match[str]) -> None:
    """A third of the tickets; a quarter alone is a length of time."""
    part = match["part"].lower()
    whole = 10 if part.startswith("te") else _LATIN_WHOLES[part[0]]
    share = Decimal(100 * _LATIN_NUMBERS[match["few"].lower()]) / whole
    page.add(match.start(), match.end(), Value(share), "%", "percent")


def _half_of(page: Page, match: re.Match[str]) -> None:
    share = Decimal(50) if match[0] == "一半" else Decimal(100)
    page.add(match.start(), match.end(), Value(share), "%", "percent")


def _rank(page: Page, match: re.Match[str]) -> None:
    value = evaluate(match["n"] or match["top"] or match["latin"])
    if value is None:
        return
    if match["n"] is None:
        unit = "前" if match["top"] or match[0][:1] in "tT" else "名"
        page.add(match.start(), match.end(), value, unit, "rank")
        return
    place = match.end() + page.folded.startswith(" ", match.end())
    unit = page.unit_at(place)
    name = vocabulary.unit_of(unit).name if unit else ""
    before = page.folded[max(0, match.start() - 4) : match.start()]
    if value.low != 1 or name == "名" or vocabulary.cues().rank_before.search(before):
        page.add(match.start(), unit.end() if unit else match.end(), value, name or "名", "rank")
    else:
        page.block(match.start(), match.end())


def _cohort(page: Page, match: re.Match[str]) -> None:
    value = evaluate(match["n"] or match["c"])
    if value:
        page.add(match.start(), match.end(), value, "后", "age")


def _half(page: Page, match: re.Match[str]) -> None:
    unit = page.unit_at(match.end())
    found = vocabulary.unit_of(unit) if unit else None
    if unit and found and (found.kind in ("duration", "age") or found.family == "weight"):
        vague = page.folded[max(0, match.start() - 1) : match.start()] in ("大", "小")
        value = Value(Decimal("0.5"), approximate=vague)
        page.add(match.start(), unit.end(), value, found.name, found.kind)


def _pair_word(page: Page, match: re.Match[str]) -> None:
    """俩月, 仨孩子; 我们俩 is a pronoun."""
    if match.start() and page.folded[match.start() - 1] in vocabulary.cues().pronouns:
        return
    value = Value(Decimal(2 if match[0] == "俩" else 3))
    if page.folded.startswith("月", match.end()):
        page.add(match.start(), match.end() + 1, value, "个月", "duration")
    elif unit := page.unit_at(match.end()):
        found = vocabulary.unit_of(unit)
        page.add(match.start(), unit.end(), value, found.name, found.kind)


def _year_range(page: Page, match: re.Match[str]) -> None:
    page.add(match.start(), match.end(), Value(Decimal(match["y"])), "年", "date")


_RECOGNISERS: list[tuple[re.Pattern[str], Callable[[Page, re.Match[str]], None]]] = [
    (_CLOCK, _clock),
    (_PARTS, _parts),
    (_LATIN_PARTS, _latin_parts),
    (_HALF_OF, _half_of),
    (_RANK, _rank),
    (_COHORT, _cohort),
    (_HALF, _half),
    (_PAIR_WORD, _pair_word),
    (_YEAR_RANGE, _year_range),
]


def _numbers(page: Page) -> Iterator[tuple[int, int, Value | None]]:
    for match in NUMERAL.finditer(page.unclaimed()):
        start = match.start()
        for part in _parts_said(page, match):
            yield start, start + len(part), evaluate(part)
            start += len(part)
    for match in _english().finditer(page.folded):
        value = _english_value(match[0].lower().replace("-", " ").split())
        yield match.start(), match.end(), Value(value)


def _parts_said(page: Page, match: re.Match[str]) -> list[str]:
    """The numerals in a run: 一千八一台 is 1800 and 一, 两千一节 is 2000 and 一."""
    *parts, last = spoken(match[0])
    plain = before_article(last)
    if plain != last and _one_of(page, match.end()):
        return [*parts, plain, "一"]
    return [*parts, last]


def _one_of(page: Page, place: int) -> bool:
    """Whether what follows is counted, so that the 一 before it is an article; money is not."""
    unit = page.unit_at(place)
    kind = vocabulary.unit_of(unit).kind if unit else ""
    return kind in ("count", "duration") or bool(vocabulary.cues().each.match(page.folded, place))


@cache
def _english() -> re.Pattern[str]:
    words = "|".join(sorted(vocabulary.cues().english, key=len, reverse=True))
    return re.compile(rf"(?i)(?<![A-Za-z])(?:{words})(?:[ -](?:{words})){{0,6}}(?![A-Za-z])")


def _english_value(words: list[str]) -> Decimal:
    total = part = 0
    for word in words:
        number = vocabulary.cues().english[word]
        if number < 100:
            part += number
        elif number == 100:
            part = (part or 1) * 100
        else:
            total, part = total + (part or 1) * number, 0
    return Decimal(total + part)
