"""The comparison as a Markdown summary for a pull request.

Owns: the GitHub-flavoured text. Promise: verdict first; what came out of a run can break neither
table nor page nor call anybody by @name; transcripts stay in fences, cut short, so that the whole
fits in a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from byline.evaluation.comparison import Comparison, MetricComparison
from byline.evaluation.report import promises, wording
from byline.evaluation.report.content import (
    ComparedSuite,
    MeasuredSuite,
    ReportData,
    ShownCase,
    Told,
)
from byline.evaluation.report.promises import Listing
from byline.files import replace

EXCERPT = 600
"""Characters of each side's transcript; GitHub takes 65,536 in a comment."""
DIFF_CHARACTERS = 8_000
"""Of all prompt diffs together."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~])")


def render(page: ReportData) -> str:
    """The whole summary."""
    return wording.visible("\n".join(_page(page)).rstrip() + "\n")


def write(path: Path, page: ReportData) -> None:
    """Write the summary; StorageError when the disk refuses it."""
    replace(path, render(page))


def plain(text: str) -> str:
    """Text as text on one line: no markup, no table cell, no tag, no mention."""
    line = " ".join(text.split())
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SPECIAL.sub(r"\\\1", line).replace("@", "@\N{ZERO WIDTH SPACE}")


def _page(page: ReportData) -> Iterator[str]:
    comparisons = [suite.comparison for suite in page.compared]
    if comparisons or page.broken:
        word = wording.overall_word(comparisons, bool(page.broken))
        yield f"## {word.mark} {word.sentence}"
        yield ""
    yield from _violations("**新出现、一处也不许有的：**", promises.new(comparisons))
    for suite, why in page.broken.items():
        yield from (f"### {plain(suite)}：{wording.BROKEN.short}", "", *_fence(why), "")
    for suite in page.compared:
        yield from _compared(suite)
    for suite in page.measured:
        yield from _measured(suite)
    if page.prompt_diff:
        diff = "\n".join(page.prompt_diff[path].rstrip("\n") for path in sorted(page.prompt_diff))
        yield from _folded("提示词改了什么", _fence(_cut(diff, DIFF_CHARACTERS), "diff"))
    yield from _provenance(page)


def _compared(suite: ComparedSuite) -> Iterator[str]:
    comparison = suite.comparison
    word = wording.verdict_word(comparison)
    yield f"### {plain(comparison.suite)}：{word.mark} {word.short}"
    yield ""
    yield plain(wording.lead(comparison))
    yield ""
    for reason in wording.other_reasons(comparison):
        yield f"- {plain(reason)}"
    yield f"- 下一步：{plain(wording.next_step(comparison))}"
    yield ""
    yield "| 指标 | 基准 | 新版 | 变化与 95% 区间 | Holm p | 看得出的最小变化 | 判定 |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | --- |"
    for metric in comparison.metrics:
        yield _row(metric)
    yield ""
    yield from _violations("原来就有的，不算新的：", promises.old(comparison))
    yield _counts(comparison)
    yield ""
    if suite.worst:
        yield from _folded(f"退步最多的 {len(suite.worst)} 个用例", _worst(suite.worst))


def _violations(title: str, found: Listing) -> Iterator[str]:
    if not found.shown:
        return
    yield title
    yield ""
    for one in found.shown:
        yield f"- {plain(one.words)} {plain(one.place)}"
    if found.left_out:
        yield f"- 还有 {found.left_out} 处没有列出"
    yield ""


def _row(metric: MetricComparison) -> str:
    margin = metric.margin
    word = wording.VERDICTS[metric.verdict]
    standing = "" if metric.gates else f"（{wording.standing(metric)}）"
    cells = (
        f"{plain(metric.metric)}{standing}",
        wording.amount(metric.base, margin),
        wording.amount(metric.head, margin),
        plain(
            f"{wording.change(metric.difference, margin)} "
            f"{wording.interval(metric.interval, margin)}"
        ),
        plain(wording.p_value(metric.p_holm)),
        wording.amount(metric.detectable, margin),
        f"{word.mark} {word.short}",
    )
    return f"| {' | '.join(cells)} |"


def _counts(comparison: Comparison) -> str:
    sides = "；".join(
        f"{name}完成 {side.done}/{side.planned}，失败 {side.failed}，作废 {side.invalid}，"
        f"缺 {side.missing}"
        for name, side in (("基准", comparison.base), ("新版", comparison.head))
    )
    return f"{sides}；未配对的用例 {len(comparison.unpaired)} 个。退出码 {comparison.exit_code}。"


def _worst(cases: Sequence[ShownCase]) -> Iterator[str]:
    yield "| 用例 | 指标 | 基准 | 新版 | 变化 |"
    yield "| --- | --- | ---: | ---: | ---: |"
    for case in cases:
        for index, change in enumerate(case.changes):
            name = plain(case.case) if index == 0 else ""
            base = wording.amount(change.base, change.margin)
            head = wording.amount(change.head, change.margin)
            moved = wording.change(change.difference, change.margin)
            yield f"| {name} | {plain(change.metric)} | {base} | {head} | {plain(moved)} |"
    yield ""
    for case in cases:
        for side, told in (("基准", case.base), ("新版", case.head)):
            if told is not None:
                yield f"**{plain(case.case)}，{side}**"
                yield ""
                yield from _fence(_excerpt(told))
                yield ""


def _measured(suite: MeasuredSuite) -> Iterator[str]:
    run = suite.measured
    yield f"### {plain(run.suite)}：单次运行"
    yield ""
    yield from _violations("**一处也不许有的：**", promises.of_run(suite.suite, run))
    yield "| 指标 | 均值 | 95% 区间 | 人 | 用例 |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for metric, found in zip(suite.suite.metrics, suite.means, strict=True):
        bounds = plain(wording.ends(found.low, found.high, metric.margin))
        value = wording.amount(found.mean, metric.margin)
        yield f"| {plain(metric.name)} | {value} | {bounds} | {found.people} | {found.cases} |"
    yield ""
    yield f"计划 {run.planned} 行，完成 {run.done}，失败 {run.failed}，作废 {run.invalid}。"
    yield ""


def _provenance(page: ReportData) -> Iterator[str]:
    made = page.provenance
    versions = "，".join(f"{name} {version}" for name, version in sorted(made.versions.items()))
    models = sorted(
        {
            model
            for suite in page.compared
            for model in (suite.comparison.base.model, suite.comparison.head.model)
            if model
        }
        | {suite.measured.model for suite in page.measured if suite.measured.model}
    )
    lines = [
        made.command,
        f"# {wording.date(made.made)}",
        *([f"# {made.base} → {made.head}"] if made.base else []),
        *([f"# 模型 {'、'.join(models)}"] if models else []),
        *([f"# {versions}"] if versions else []),
    ]
    yield from _folded("怎么得来的", _fence("\n".join(lines), "sh"))


def _folded(title: str, inside: Sequence[str] | Iterator[str]) -> Iterator[str]:
    yield from ("<details>", f"<summary>{title}</summary>", "", *inside, "", "</details>", "")


def _fence(text: str, language: str = "text") -> list[str]:
    """A code block that the text cannot close."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    ticks = "`" * max(3, longest + 1)
    return [f"{ticks}{language}", text, ticks]


def _excerpt(told: Told) -> str:
    said = "\n".join(f"{wording.role(turn.role)}：{turn.text}" for turn in told.turns)
    text = _cut(said, EXCERPT, told.left_out)
    return "\n".join(part for part in (told.error, text) if part) or "没有记下原文"


def _cut(text: str, most: int, already: int = 0) -> str:
    left = max(0, len(text) - most) + already
    return f"{text[:most]}\n…… 后面还有 {left:,} 字没有显示" if left else text
