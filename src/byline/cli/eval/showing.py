"""What the eval commands print: means with intervals, verdicts, counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from byline.cli.eval.common import table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from byline.evaluation.comparison import Comparison, MetricComparison
    from byline.evaluation.pairwise import Tally
    from byline.evaluation.report.content import MeasuredSuite, ReportData
    from byline.evaluation.report.promises import Listing
    from byline.evaluation.runner import RunSummary

STYLES = {
    "better": "bold green",
    "worse": "bold red",
    "no difference seen": "bold",
    "inconclusive": "bold yellow",
}


def show_measured(found: ReportData) -> None:
    """Print every suite's means with their intervals."""
    for one in found.measured:
        _means(one)


def _means(one: MeasuredSuite) -> None:
    from byline.cli.console import say
    from byline.evaluation.report import promises, wording

    say(f"\n{one.suite.id} · {one.suite.what}", style="bold")
    _violations("一处也不许有的：", promises.of_run(one.suite, one.measured), "bold red")
    columns = [("指标", False), ("均值", True), ("95% 区间", False), ("人", True), ("用例", True)]
    rows: list[list[Any]] = []
    for metric, mean in zip(one.suite.metrics, one.means, strict=True):
        low, high = (wording.amount(end, metric.margin) for end in (mean.low, mean.high))
        value = wording.amount(mean.mean, metric.margin)
        rows.append([metric.name, value, f"{low} … {high}", mean.people, mean.cases, mean.what])
    table([*columns, ("说明", False)], rows)
    for fault in one.faults:
        say(f"{fault.count} 行{wording.STATUSES.get(fault.status, fault.status)}：{fault.error}")


def hint_counts(summary: RunSummary) -> None:
    """Print how many rows there are, and where."""
    from byline.cli.console import hint

    hint(
        f"\n计划 {summary.planned} 行：完成 {summary.done}，失败 {summary.failed}，"
        f"作废 {summary.invalid}；这次跑了 {summary.ran} 行，"
        f"{summary.calls} 次请求里真问了 {summary.live} 次，{summary.seconds:.1f} 秒"
    )
    hint(f"存在：{summary.folder}")
    if summary.failed:
        hint(f"失败的可以再跑：byline eval run --resume {summary.folder}")


def run_record(summary: RunSummary, found: ReportData) -> dict[str, Any]:
    """What `--json` prints of a run."""
    counts = ("planned", "done", "failed", "invalid", "ran", "skipped", "calls", "live")
    return {
        "folder": str(summary.folder),
        **{name: getattr(summary, name) for name in counts},
        "seconds": round(summary.seconds, 3),
        "suites": {
            one.suite.id: [mean.model_dump(mode="json") for mean in one.means]
            for one in found.measured
        },
    }


def show_compared(found: ReportData) -> None:
    """Print what broke a promise anew, then every suite's verdict, deciding sentence first."""
    from byline.cli.console import say
    from byline.evaluation.report import promises

    broken = promises.new(one.comparison for one in found.compared)
    _violations("\n新出现、一处也不许有的：", broken, "bold red")
    for one in found.compared:
        _verdict(one.comparison)
    for suite, why in found.broken.items():
        say(f"\n{suite} · 没比成：{why}", style="bold red")


def _verdict(comparison: Comparison) -> None:
    from byline.cli.console import hint, say
    from byline.evaluation.report import promises, wording

    word = wording.verdict_word(comparison)
    say(
        f"\n{comparison.suite} · {word.mark} {word.sentence} · {comparison.verdict}",
        style=STYLES[comparison.verdict],
    )
    say(wording.lead(comparison))
    columns = [("指标", False), ("基准", True), ("新版", True), ("变化", True), ("95% 区间", False)]
    more = [("p（Holm）", True), ("最小可见", True), ("人", True), ("结论", False)]
    table([*columns, *more], [_row(metric) for metric in comparison.metrics])
    _violations("原来就有的，不算新的：", promises.old(comparison))
    for reason in comparison.reasons[1:]:
        hint(reason)
    hint(wording.next_step(comparison))


def _row(metric: MetricComparison) -> list[Any]:
    from byline.evaluation.report import wording

    margin = metric.margin
    standing = "" if metric.gates else "（只看）"
    if metric.promise is not None:
        standing = "（一处也不许）"
    return [
        f"{metric.metric}{standing}",
        wording.amount(metric.base, margin),
        wording.amount(metric.head, margin),
        wording.change(metric.difference, margin),
        wording.interval(metric.interval, margin),
        wording.p_value(metric.p_holm),
        wording.amount(metric.detectable, margin),
        metric.people,
        wording.VERDICTS[metric.verdict].short,
    ]


def _violations(title: str, found: Listing, style: str | None = None) -> None:
    from byline.cli.console import say

    if not found.shown:
        return
    say(title, style=style)
    for one in found.shown:
        say(f"  {one.words} {one.place}", style=style)
    if found.left_out:
        say(f"  还有 {found.left_out} 处没有列出", style=style)


def show_tallies(tallies: Mapping[str, Tally]) -> None:
    """Print what the pairwise judge says where a judged metric decided nothing."""
    from byline.cli.console import say

    for metric, tally in tallies.items():
        flips = "—" if tally.flips.value is None else f"{tally.flips.value:.0%}"
        say(
            f"成对比较 {metric}：基准胜 {tally.base}，新版胜 {tally.head}，平 {tally.ties}，"
            f"没评出来 {tally.unscored}；换个顺序就改口的 {flips}"
            f"（{tally.flips.low:.0%}–{tally.flips.high:.0%}）"
        )
