"""`byline eval run`: run suites into a folder, or go on with a run that was broken off."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from byline.cli.console import JSON
from byline.cli.eval.common import (
    CACHE,
    CACHE_FILE,
    CONCURRENCY,
    HARNESS_ERROR,
    HTML,
    JUDGE,
    MODEL,
    PROVIDER_OPTION,
    REPEATS,
    CacheMode,
)
from byline.cli.eval.means import Means

if TYPE_CHECKING:
    from byline.evaluation.planning import Plan
    from byline.evaluation.runner import RunSummary

INTERRUPTED = 130
TOO_MANY_FAILED = 0.1
"""Share of failed rows above which a run is no measurement."""


def run(
    suites: list[str] = typer.Argument(None, help="跑哪些套件 · suites", show_default=False),
    every: bool = typer.Option(False, "--all", help="所有套件 · every suite"),
    cases: Path | None = typer.Option(None, "--cases", help="用例放在别处 · folder of cases"),
    only: list[str] = typer.Option([], "--case", help="只跑这几个用例 · only these cases"),
    smoke: bool = typer.Option(False, "--smoke", help="只跑套件里点名的几个 · the smoke cases"),
    repeats: int | None = REPEATS,
    into: Path | None = typer.Option(None, "--into", help="结果放哪 · run folder"),
    resume: Path | None = typer.Option(None, "--resume", help="接着跑这一次 · go on with a run"),
    provider: str | None = PROVIDER_OPTION,
    model: str | None = MODEL,
    judge: str | None = JUDGE,
    concurrency: int | None = CONCURRENCY,
    cache: CacheMode = CACHE,
    cache_file: Path | None = CACHE_FILE,
    html: Path | None = HTML,
    as_json: bool = JSON,
) -> None:
    """跑套件，一个用例一行存进文件夹；随时可停，--resume 接着跑 · run suites."""
    from byline.errors import InputError

    means = Means(provider, model, judge, concurrency, cache, cache_file)
    wanted = Wanted(list(suites or []), cases, list(only), smoke, repeats)
    if resume is not None:
        if wanted != Wanted([], None, [], False, None):
            raise InputError(
                "--resume 会照原来的套件和用例接着跑，别的就不用再给了",
                value=str(resume),
                next_step=f"byline eval run --resume {resume}",
            )
        wanted, means = _remembered(resume, means)
    elif not wanted.suites and not every:
        from byline.evaluation.loading import suite_ids

        known = suite_ids()
        raise InputError(
            "没有说跑哪个套件",
            next_step=f"byline eval run {known[0]}，或 --all；有的是：{'、'.join(known)}",
        )
    folder = resume or into
    summary, planned = execute(wanted, means, folder, resume=resume is not None)
    _tell(summary, planned, html, as_json=as_json)


@dataclass(frozen=True)
class Wanted:
    """What is to run."""

    suites: list[str]
    cases: Path | None
    only: list[str]
    smoke: bool
    repeats: int | None

    def plan(self) -> Plan:
        """The plan; InputError when suites or cases are not what was meant."""
        from byline.cli.eval.common import suites_of
        from byline.evaluation import planning

        found = suites_of(self.suites)
        only = [*self.only, *(case for suite in found for case in suite.smoke if self.smoke)]
        return planning.plan(found, repeats=self.repeats, folder=self.cases, only=only)


def execute(
    wanted: Wanted, means: Means, folder: Path | None, *, resume: bool
) -> tuple[RunSummary, Plan]:
    """Run a plan over the versions in use."""
    from byline.cli.eval.common import new_folder

    planned = wanted.plan()
    label = "-".join(suite.id for suite, _ in planned.suites[:3])
    place = folder or new_folder(label)
    return run_plan(planned, means, place, options=_options(wanted, means), resume=resume), planned


def run_plan(
    planned: Plan,
    means: Means,
    folder: Path,
    *,
    options: dict[str, str] | None = None,
    resume: bool = False,
) -> RunSummary:
    """Open the model and the judge when the plan needs them, and run it with progress."""
    from byline.cli.console import hint, stderr
    from byline.cli.eval.common import (
        judge_settings,
        model_at,
        responses_at,
        settings_of,
        typed,
    )
    from byline.evaluation.judging import ModelJudge
    from byline.evaluation.progress import progress_on
    from byline.evaluation.runner import Running, StoppedError
    from byline.evaluation.runner import run as run_rows

    settings = settings_of(means.provider, means.model)
    needed = any(suite.needs_model for suite, _ in planned.suites)
    with ExitStack() as stack:
        cache = stack.enter_context(responses_at(settings, means.cache, means.cache_file))
        session = stack.enter_context(model_at(settings, cache)) if needed else None
        judge = None
        if means.judge:
            judging = stack.enter_context(model_at(judge_settings(means.judge, settings), cache))
            judge = ModelJudge(judging.caller, judging.choice.model)
        running = Running(
            session=session,
            judge=judge,
            judge_name=judge.model if judge else "",
            progress=progress_on(stderr()),
            concurrency=means.concurrency,
        )
        try:
            return run_rows(
                planned, folder, running, resume=resume, command=typed(), options=options or {}
            )
        except StoppedError as stopped:
            # What the person did is no error of the harness.
            kind = "diff" if "base" in (options or {}) else "run"
            hint(f"{stopped.what}\n接着跑：byline eval {kind} --resume {folder}")
            raise typer.Exit(INTERRUPTED) from None


def _options(wanted: Wanted, means: Means) -> dict[str, str]:
    """What --resume needs to set the same run up again."""
    return {
        "suites": json.dumps(wanted.suites),
        "cases": str(wanted.cases.absolute()) if wanted.cases else "",
        "only": json.dumps(wanted.only),
        "smoke": "1" if wanted.smoke else "",
        "repeats": str(wanted.repeats or ""),
        **means.options(),
    }


def _remembered(folder: Path, means: Means) -> tuple[Wanted, Means]:
    """The run as it was begun; the cache and the concurrency may be other ones now."""
    from byline.errors import InputError
    from byline.evaluation.manifest import read_manifest

    kept = read_manifest(folder).options
    if "suites" not in kept:
        raise InputError(
            "这次运行不是 byline eval run 开的头，接不上",
            value=str(folder),
            next_step="byline eval diff --resume 文件夹，或从头跑",
        )
    wanted = Wanted(
        suites=json.loads(kept["suites"]),
        cases=Path(kept["cases"]) if kept["cases"] else None,
        only=json.loads(kept["only"]),
        smoke=bool(kept["smoke"]),
        repeats=int(kept["repeats"]) if kept["repeats"] else None,
    )
    return wanted, means.remembered(kept)


def _tell(summary: RunSummary, planned: Plan, html: Path | None, *, as_json: bool) -> None:
    """Print what the run came to; leaves with 2 when too many rows failed."""
    from byline.cli.console import hint, print_json
    from byline.cli.eval import showing
    from byline.cli.eval.common import now, typed
    from byline.evaluation import studies
    from byline.evaluation.manifest import read_manifest
    from byline.evaluation.report import html as page
    from byline.evaluation.sides import RunSide

    side = RunSide(summary.folder, planned.variants[0].name, read_manifest(summary.folder))
    suites = [suite for suite, _ in planned.suites]
    found = studies.measured(suites, side, command=typed(), made=now())
    if html:
        page.write(html, found)
    if as_json:
        print_json(showing.run_record(summary, found))
    else:
        showing.show_measured(found)
    showing.hint_counts(summary)
    if html:
        hint(f"报告：{html}")
    if summary.failed > TOO_MANY_FAILED * summary.planned:
        raise typer.Exit(HARNESS_ERROR)
