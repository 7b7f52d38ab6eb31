"""From numbers to a word: better, worse, no difference seen, inconclusive; and to an exit code.

Owns: the rules. Promise: pure; for averages, swapping base and head swaps better and worse and
nothing else.

One average, in this order:

1. no paired case: inconclusive. Every paired case the same on both sides: no difference seen,
   however few they are, because there is no noise to be fooled by.
2. fewer than 5 people: inconclusive.
3. p after Holm < 5 % and the change larger than the margin: better or worse.
4. p after Holm < 5 %, the change no larger than the margin: no difference seen, with a note.
5. the 95 % interval lies within ±margin: no difference seen; a change that matters would show.
6. anything else: inconclusive, with what it would take.

Interval and Holm can disagree in one direction only. The interval is of the same test as p and not
adjusted, so p after Holm < 5 % always puts 0 outside it; 0 may be outside although p after Holm
is above 5 %, because one of several metrics will look so by chance. Holm then wins (rule 5 or 6),
and the note says that the interval alone would have said otherwise.

A promise (a `never` metric) knows no averages: one violation the base has not is worse, for one
case as for fifty, whatever the intervals say, and however many old ones there are. Without a new
one it is better if an old one is gone, no difference seen if not, inconclusive if the head has no
number for it. Swapping the sides does not mirror it: each side may do what the other does not.

A suite: worse if any gating metric is (exit 1). Else, with too many failed rows or missing ones,
the harness's fault (exit 2). Else inconclusive if any gating metric is, or none gates (exit 3): a
gain in one metric does not excuse not knowing about another. Else better if one is, or no
difference seen (exit 0).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, NamedTuple

from byline.evaluation.promises import Promise
from byline.evaluation.statistics import ALPHA, NOISE, PairedTest, detectable, people_needed

Verdict = Literal["better", "worse", "no difference seen", "inconclusive"]
ExitCode = Literal[0, 1, 2, 3]

FEWEST_PEOPLE = 5
MOST_FAILED = 0.1
"""Share of a side's rows that may fail before its scores are those of the lucky cases."""


class Decision(NamedTuple):
    """A verdict and its Chinese sentence, without the metric's name."""

    verdict: Verdict
    why: str


def decide(test: PairedTest, p_holm: float | None, margin: float, family: int) -> Decision:
    """One metric's verdict; `test` is of gains (positive is better), Holm over `family` metrics."""
    if test.method == "identical":
        return Decision("no difference seen", "每个配对的用例两边得分都一样")
    if test.n < FEWEST_PEOPLE:
        return Decision(
            "inconclusive", f"只有 {test.n} 个独立的人可比，少于 {FEWEST_PEOPLE} 个不下结论"
        )
    moved = f"{'好' if test.mean > 0 else '差'}了 {figure(abs(test.mean))}"
    if p_holm is not None and p_holm < ALPHA:
        if abs(test.mean) > margin + NOISE:
            verdict: Verdict = "better" if test.mean > 0 else "worse"
            return Decision(
                verdict, f"{moved}，超过该管的幅度 {figure(margin)}，校正后 {p_words(p_holm)}"
            )
        return Decision(
            "no difference seen",
            f"{moved}，不像是碰巧（校正后 {p_words(p_holm)}），但不超过该管的幅度 {figure(margin)}",
        )
    if test.interval is not None and max(map(abs, test.interval)) <= margin + NOISE:
        return Decision(
            "no difference seen", f"整个 95% 区间都在 ±{figure(margin)} 以内，更大的变化会看得出来"
        )
    return Decision("inconclusive", _unsure(test, margin, family))


def decide_promise(promise: Promise) -> Decision:
    """A promise's verdict: what is new decides, alone."""
    old = sum(one.times for one in promise.old)
    if promise.fresh:
        return Decision("worse", _broken(promise, old))
    if not promise.measured:
        return Decision("inconclusive", "新版没有一个用例量得到这一项")
    if promise.gone:
        left = f"，还剩 {old} 处" if old else ""
        return Decision("better", f"基准有的 {promise.gone} 处没有了{left}，也没有新的")
    kept = f"没有新的，原来就有的 {old} 处还在" if old else "新版一处也没有"
    return Decision("no difference seen", kept)


def overall(gating: Collection[Verdict], broken: bool) -> tuple[Verdict, ExitCode]:
    """A suite's verdict and exit code from its gating metrics'; `broken`: the harness's fault."""
    if "worse" in gating:
        return "worse", 1
    if broken:
        return "inconclusive", 2
    if not gating or "inconclusive" in gating:
        return "inconclusive", 3
    return ("better" if "better" in gating else "no difference seen"), 0


def together(codes: Collection[ExitCode]) -> ExitCode:
    """One exit code for several suites: a regression first, then faults, then not knowing."""
    urgent: tuple[ExitCode, ...] = (1, 2, 3, 0)
    return next(code for code in urgent if code in (*codes, 0))


def figure(value: float) -> str:
    """A number for a sentence: three significant digits."""
    return f"{value:.3g}"


def p_words(p: float) -> str:
    """A p value for a sentence; what is very small is only said to be."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.2g}"


def _broken(promise: Promise, old: int) -> str:
    listed = sum(one.times for one in promise.new)
    parts = [f"新出现 {promise.fresh} 处，这一项一处也不许有"]
    if listed > promise.fresh:
        parts.append(f"基准只记了处数，分不出是列出的 {listed} 处里的哪几处")
    if not promise.base_measured:
        parts.append("基准没有量过这一项，所以都算新的")
    if old:
        parts.append(f"原来就有的 {old} 处另列")
    return "；".join(parts)


def _unsure(test: PairedTest, margin: float, family: int) -> str:
    if test.interval is None:
        return f"{test.n} 个人的差别完全一样，人数太少，算不出区间"
    if test.interval.low > 0 or test.interval.high < 0:
        first = f"单看这一项区间不含 0，但同时看了 {family} 项，校正后可能是碰巧"
    else:
        first = f"区间含 0，也伸到了 ±{figure(margin)} 以外"
    return f"{first}；{_reach(test, margin)}"


def _reach(test: PairedTest, margin: float) -> str:
    """What this many people can show, and how many would show the margin."""
    seen = detectable(test.sd, test.n)
    if seen is None:
        return "差别没有起伏，估不出要多少人"
    needed = people_needed(test.sd, margin)
    if needed is None:
        more = f"要看出 {figure(margin)}，加多少人都不现实"
    elif needed <= test.n:
        more = f"看出 {figure(margin)} 的人数够了，只是这次的差别正落在边上，换一批用例再看"
    else:
        more = f"要看出 {figure(margin)} 大约需要 {needed} 个人"
    return f"{test.n} 个人有八成把握看出的最小变化是 {figure(seen)}，{more}"
