"""Why a comparison says what it says, in sentences for a person.

Owns: the wording. Promise: what decided comes first, a broken promise before any average; whatever
was left out of the figures is said.
"""

from __future__ import annotations

from collections.abc import Sequence

from byline.evaluation.comparison import MetricComparison, Side
from byline.evaluation.verdict import MOST_FAILED, Verdict, figure

ORDER: tuple[tuple[Verdict, str], ...] = (
    ("worse", "变差"),
    ("inconclusive", "下不了结论"),
    ("better", "变好"),
    ("no difference seen", "看不出差别"),
)
NAMES = ("基准", "新的")


def faults(sides: tuple[Side, Side]) -> list[str]:
    """Why the harness, and not the scores, is the news; empty when it did its work."""
    found: list[str] = []
    for side, name in zip(sides, NAMES, strict=True):
        if side.missing:
            found.append(
                f"{name}一侧（{side.variant}）计划 {side.planned} 行，还缺 {side.missing} 行："
                "先用 byline eval run --resume 跑完"
            )
        if side.failed > MOST_FAILED * side.planned:
            found.append(
                f"{name}一侧（{side.variant}）计划 {side.planned} 行，失败 {side.failed} 行，"
                f"超过 {figure(MOST_FAILED * 100)}%，剩下的分数不能代表全部"
            )
    if found and sides[1].failed and not sides[0].failed:
        found.append("只有新的一侧失败：可能正是这次改动弄坏的，先看失败行的 error")
    return found


def why(
    metrics: Sequence[MetricComparison],
    sides: tuple[Side, Side],
    unpaired: Sequence[str],
    found: Sequence[str],
) -> list[str]:
    """All sentences: regressions, faults, the other verdicts, then what was left out."""
    gating = [metric for metric in metrics if metric.gates]
    worse = [metric for metric in gating if metric.verdict == "worse"]
    worse.sort(key=lambda metric: metric.promise is None)
    rest = [metric for metric in gating if metric.verdict != "worse"]
    sentences = [*_verdicts(worse), *found, *_verdicts(rest)]
    if not gating and any(metric.method != "identical" for metric in metrics):
        sentences.append("没有一项指标有资格下结论：都只供参考")
    shown = [metric for metric in metrics if not metric.gates]
    sentences += [f"（只供参考）{sentence}" for sentence in _verdicts(shown)]
    return sentences + _left_out(metrics, sides, unpaired)


def _verdicts(metrics: Sequence[MetricComparison]) -> list[str]:
    return [
        f"{metric.metric} {word}：{metric.why}"
        for verdict, word in ORDER
        for metric in metrics
        if metric.verdict == verdict
    ]


def _left_out(
    metrics: Sequence[MetricComparison], sides: tuple[Side, Side], unpaired: Sequence[str]
) -> list[str]:
    sentences = [
        f"{name}一侧（{side.variant}）有 {side.invalid} 行作废：工具自己出了错，不算好也不算坏"
        for side, name in zip(sides, NAMES, strict=True)
        if side.invalid
    ]
    if unpaired:
        sentences.append(f"{len(unpaired)} 个用例只有一侧跑完，没有参加比较")
    both = (sides[0].cases + sides[1].cases - len(unpaired)) // 2
    for metric in metrics:
        if 0 < metric.cases < both and metric.promise is None:
            sentences.append(f"{metric.metric} 只比了 {metric.cases} 个用例，其余的至少一侧没有分")
    return sentences
