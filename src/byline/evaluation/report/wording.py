"""The words and the shape of numbers that all formats of a report share.

Owns: Chinese names of verdicts, roles and ways to end, what to do next, how many decimals. Promise:
a number that is not there is a dash, never a zero.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from math import ceil, log10
from typing import NamedTuple

from byline.evaluation.comparison import Comparison, Interval, MetricComparison, Verdict
from byline.evaluation.verdict import ExitCode, together

NONE = "—"
MINUS = "\N{MINUS SIGN}"
LARGEST_P_WORD = 0.001
FAR_CORRELATION = 0.3
"""From here on a score is said to move with length; Cohen's medium effect."""


class Word(NamedTuple):
    """How a verdict is said."""

    key: str
    """For class names."""
    mark: str
    short: str
    sentence: str


VERDICTS: dict[Verdict, Word] = {
    "better": Word("better", "▲", "变好", "新版更好"),
    "worse": Word("worse", "▼", "变差", "新版更差"),
    "no difference seen": Word("same", "＝", "看不出差别", "看不出差别"),
    "inconclusive": Word("unsure", "？", "下不了结论", "数据不够，下不了结论"),
}
BROKEN = Word("broken", "！", "没评成", "评测自身出了错")

ROLES = {
    "question": "问",
    "answer": "答",
    "fact": "事实",
    "label": "标注",
    "claim": "主张",
    "draft": "草稿",
    "text": "原文",
    "query": "查询",
    "hit": "命中",
    "judge": "评审",
    "prompt": "提示词",
    "completion": "回复",
    "brief": "题目",
    "source": "素材",
}
STATUSES = {"failed": "失败", "invalid": "作废"}
SIDES = {"base": "基准", "head": "新版"}
METHODS = {"paired t": "配对 t", "identical": "两边全同", "sign flip": "符号翻转"}

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def verdict_word(comparison: Comparison) -> Word:
    """A suite's verdict; a harness error is said first, because its verdict is then no verdict."""
    return BROKEN if comparison.exit_code == 2 else VERDICTS[comparison.verdict]


def overall_word(comparisons: Sequence[Comparison], broken: bool) -> Word:
    """Several suites in one word, in the order of their exit codes."""
    codes: list[ExitCode] = [comparison.exit_code for comparison in comparisons]
    code = together([*codes, 2] if broken else codes)
    if code == 2 or not comparisons:
        return BROKEN
    words = [verdict_word(comparison) for comparison in comparisons if comparison.exit_code == code]
    return VERDICTS["better"] if VERDICTS["better"] in words else words[0]


def lead(comparison: Comparison) -> str:
    """The deciding sentence after a count of the gating verdicts, its metric said in words."""
    gating = [metric.verdict for metric in comparison.metrics if metric.gates]
    counts = [
        f"{gating.count(verdict)} 项{word.short}"
        for verdict, word in VERDICTS.items()
        if verdict in gating and comparison.exit_code != 2
    ]
    tally = f"把关的 {len(gating)} 项指标里，{'，'.join(counts)}。" if counts else ""
    reason = f"{comparison.reasons[0]}。" if comparison.reasons else ""
    name, _, rest = reason.partition(" ")
    said = next((metric.what for metric in comparison.metrics if metric.metric == name), "")
    return tally + (f"{said}（{name}）{rest}" if said else reason)


def next_step(comparison: Comparison) -> str:
    """What to do about a suite's verdict."""
    if comparison.exit_code == 2:
        return "先看下面的失败原因，修好后用 byline eval run --resume 只补缺的，再比一次。"
    if any(metric.promise and metric.promise.fresh for metric in comparison.metrics):
        return "先不要采用。先读最前面新出现的那几处，改好再比一次。"
    if comparison.verdict == "worse":
        return "先不要采用。从下面退步最多的用例读起，改好再比一次。"
    if comparison.verdict == "better":
        return "可以采用；采用后重做这个套件的基线，下次就从这里比起。"
    if comparison.verdict == "no difference seen":
        return "分数给不出取舍的理由，可以看它是否更短、更便宜、更好懂。"
    return _more_data([metric for metric in comparison.metrics if metric.gates])


def amount(value: float | None, margin: float) -> str:
    """A score, with a decimal more than its margin needs."""
    return NONE if value is None else _signless(value, margin).replace("-", MINUS)


def change(value: float | None, margin: float) -> str:
    """A difference, with its sign; zero has none."""
    if value is None:
        return NONE
    text = _signless(value, margin)
    return text.replace("-", MINUS) if float(text) <= 0 else f"+{text}"


def interval(bounds: Interval | None, margin: float) -> str:
    """The interval of a difference, in brackets."""
    if bounds is None:
        return NONE
    return f"[{change(bounds.low, margin)}, {change(bounds.high, margin)}]"


def ends(low: float | None, high: float | None, margin: float) -> str:
    """The interval of a score, in brackets."""
    if low is None or high is None:
        return NONE
    return f"[{amount(low, margin)}, {amount(high, margin)}]"


def other_reasons(comparison: Comparison) -> list[str]:
    """The sentences that neither the head of the page nor the metric table says already."""
    return [
        reason
        for reason in comparison.reasons[1:]
        if not any(reason.endswith(metric.why) for metric in comparison.metrics)
    ]


def p_value(value: float | None) -> str:
    """Three decimals; what is smaller is said to be smaller."""
    if value is None:
        return NONE
    return "<0.001" if value < LARGEST_P_WORD else f"{value:.3f}"


def correlation(value: float | None) -> str:
    """Two decimals."""
    return NONE if value is None else f"{value:+.2f}".replace("-", MINUS)


def follows_length(metric: MetricComparison) -> bool:
    """Whether a judged score moves with the length of what was judged."""
    if metric.length is None:
        return False
    seen = (metric.length.scores.pearson, metric.length.changes.pearson)
    return any(value is not None and abs(value) >= FAR_CORRELATION for value in seen)


def standing(metric: MetricComparison) -> str:
    """What a metric may do here."""
    if metric.promise is not None:
        return "一处也不许"
    if metric.advisory:
        return "仅供参考：评审未校准"
    return "把关" if metric.gates else "只看不把关"


def role(name: str) -> str:
    """Who speaks; a role without a Chinese name keeps its own."""
    return ROLES.get(name, name)


def date(moment: datetime) -> str:
    """To the minute, with the zone it was taken in."""
    return f"{moment:%Y-%m-%d %H:%M} {moment.tzname() or ''}".rstrip()


def visible(text: str) -> str:
    """Text that can be encoded and seen: control characters become their pictures."""
    return _CONTROL.sub(_picture, text.replace("\r\n", "\n"))


def without_controls(text: str) -> str:
    """Text that XML 1.0 can hold."""
    return _CONTROL.sub("", text)


def _picture(found: re.Match[str]) -> str:
    code = ord(found.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "\N{SYMBOL FOR DELETE}" if code == 0x7F else "\N{REPLACEMENT CHARACTER}"


def _signless(value: float, margin: float) -> str:
    decimals = max(0, 2 - ceil(log10(margin)))
    text = f"{value:.{decimals}f}"
    return text.lstrip("-") if float(text) == 0 else text


def _more_data(gating: Sequence[MetricComparison]) -> str:
    if not gating:
        return "没有一项指标有资格把关：先用 byline eval calibrate 校准评审，或加一项确定性指标。"
    unsure = [metric for metric in gating if metric.verdict == "inconclusive"]
    needed = [metric.people_needed for metric in unsure if metric.people_needed is not None]
    if needed:
        most = max(unsure, key=lambda metric: metric.people_needed or 0)
        return (
            f"不能当作没有变化。要在 {most.metric} 上看出该管的幅度，"
            f"大约需要 {most.people_needed} 个独立的人，现在有 {most.people} 个；"
            "加用例再比。"
        )
    return "不能当作没有变化。多加几个独立的人的用例再比；只加重复次数补不了人数。"
