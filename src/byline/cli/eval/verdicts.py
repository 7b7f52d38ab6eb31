"""`byline eval compare` and `report`: two sides, a verdict, and pages that show it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from byline.cli.console import JSON
from byline.cli.eval.common import (
    CACHE,
    CACHE_FILE,
    HTML,
    JUNIT,
    MARKDOWN,
    CacheMode,
)
from byline.cli.eval.running import Means

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from byline.evaluation.models import Suite
    from byline.evaluation.pairwise import Tally
    from byline.evaluation.report.content import ReportData
    from byline.evaluation.sides import Side

VERSIONS = "versions"
BASE, HEAD = "base", "head"
PAIRWISE = typer.Option(
    None, "--pairwise", help="评审的指标分不出高下时，请谁成对再比：same 或服务名 · tie-breaker"
)


@dataclass(frozen=True)
class Pages:
    """Where reports go."""

    html: Path | None
    junit: Path | None
    markdown: Path | None

    def write(self, found: ReportData) -> None:
        """Write those that were asked for."""
        from byline.cli.console import hint
        from byline.evaluation.report import html, junit, markdown

        for path, page in ((self.html, html), (self.junit, junit), (self.markdown, markdown)):
            if path is not None:
                page.write(path, found)
                hint(f"报告：{path}")


def compare(
    base: str = typer.Argument(..., help="基准：运行文件夹[:版本]、基线 .json，或 baseline"),
    head: str = typer.Argument(..., help="新版：同上 · the other side"),
    suites: list[str] = typer.Option([], "--suite", help="只比这几个套件 · only these suites"),
    html: Path | None = HTML,
    junit: Path | None = JUNIT,
    markdown: Path | None = MARKDOWN,
    pairwise: str | None = PAIRWISE,
    cache: CacheMode = CACHE,
    cache_file: Path | None = CACHE_FILE,
    as_json: bool = JSON,
) -> None:
    """比两次运行：逐例配对，给结论和误差 · compare two runs, case by case."""
    from byline.cli.eval.common import now, suites_of, typed
    from byline.evaluation import studies
    from byline.evaluation.sides import both, open_side

    sides = open_side(base), open_side(head)
    wanted = suites_of(suites or both(*sides))
    found = studies.compared(wanted, sides[0], sides[1], command=typed(), made=now())
    means = Means(None, None, pairwise, None, cache, cache_file)
    tallies = _tallies(found, sides, means) if pairwise else {}
    conclude(found, tallies, Pages(html, junit, markdown), as_json=as_json)


def report(
    run: Path = typer.Argument(..., help="运行文件夹 · a run folder"),
    html: Path | None = HTML,
    as_json: bool = JSON,
) -> None:
    """一次运行的分数，或它两个版本的比较 · what a run came to."""
    from byline.cli.console import print_json
    from byline.cli.eval import showing
    from byline.cli.eval.common import now, suites_of, typed
    from byline.evaluation import studies
    from byline.evaluation.manifest import read_manifest
    from byline.evaluation.sides import RunSide

    manifest = read_manifest(run)
    names = [variant.name for variant in manifest.variants]
    if names == [BASE, HEAD]:
        found = compared_run(run, suites_of([suite.id for suite in manifest.suites]))
        conclude(found, {}, Pages(html, None, None), as_json=as_json)
        return
    suites = suites_of([suite.id for suite in manifest.suites])
    found = studies.measured(
        suites, RunSide(run, names[0], manifest), command=manifest.command or typed(), made=now()
    )
    Pages(html, None, None).write(found)
    if as_json:
        print_json({one.suite.id: _means(one.means) for one in found.measured})
    else:
        showing.show_measured(found)


def compared_run(folder: Path, suites: Sequence[Suite]) -> ReportData:
    """The two variants of one run that `diff` made, with the diff of what they read."""
    from byline.cli.eval.common import now, typed
    from byline.evaluation import studies, versions
    from byline.evaluation.manifest import read_manifest
    from byline.evaluation.sides import RunSide

    manifest = read_manifest(folder)
    base, head = (RunSide(folder, name, manifest) for name in (BASE, HEAD))
    old, new = (
        versions.Version(side.label, folder / VERSIONS / side.variant) for side in (base, head)
    )
    paths = versions.changed(old.root, new.root)
    return studies.compared(
        suites,
        base,
        head,
        command=manifest.command or typed(),
        made=now(),
        prompt_diff=versions.differences(old, new, paths),
    )


def _tallies(
    found: ReportData, sides: tuple[Side, Side], means: Means
) -> dict[str, dict[str, Tally]]:
    """Suite -> metric -> what the pairwise judge says; only where a judged metric was undecided."""
    from byline.cli.console import waiting
    from byline.cli.eval.common import judge_settings, model_at, responses_at, settings_of
    from byline.evaluation import studies
    from byline.evaluation.pairwise import PairwiseJudge

    settings = judge_settings(means.judge or "", settings_of(None))
    with (
        responses_at(settings, means.cache, means.cache_file) as cache,
        model_at(settings, cache) as session,
        waiting("正在成对比较…") as change,
    ):
        judge = PairwiseJudge(session.caller)
        return {
            one.comparison.suite: studies.tie_breaks(
                one.comparison,
                sides[0].rows(),
                sides[1].rows(),
                judge,
                lambda done: change(f"正在成对比较… 第 {done} 对"),
            )
            for one in found.compared
        }


def conclude(
    found: ReportData,
    tallies: Mapping[str, Mapping[str, Tally]],
    pages: Pages,
    *,
    as_json: bool,
) -> None:
    """Print and write the verdicts, and leave with their exit code."""
    from byline.cli.console import print_json, say
    from byline.cli.eval import showing
    from byline.evaluation.verdict import ExitCode, together

    pages.write(found)
    codes: list[ExitCode] = [one.comparison.exit_code for one in found.compared]
    code = together([*codes, 2] if found.broken else codes) if codes or found.broken else 0
    if as_json:
        record: dict[str, Any] = {
            "exit_code": code,
            "suites": [one.comparison.model_dump(mode="json") for one in found.compared],
            "broken": dict(found.broken),
            "pairwise": {
                suite: {name: tally.model_dump(mode="json") for name, tally in each.items()}
                for suite, each in tallies.items()
            },
        }
        print_json(record)
    elif not codes and not found.broken:
        say("没有变化")
    else:
        showing.show_compared(found)
        for each in tallies.values():
            showing.show_tallies(each)
    if code:
        raise typer.Exit(code)


def _means(means: Sequence[Any]) -> list[dict[str, Any]]:
    return [mean.model_dump(mode="json") for mean in means]
