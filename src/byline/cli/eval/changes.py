"""`byline eval diff`: the working tree against a git revision, on the suites the change reaches."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from byline.cli.console import JSON
from byline.cli.eval.common import (
    CACHE,
    CACHE_FILE,
    CONCURRENCY,
    HTML,
    JUDGE,
    JUNIT,
    MARKDOWN,
    MODEL,
    PROVIDER_OPTION,
    REPEATS,
    CacheMode,
)
from byline.cli.eval.means import Means
from byline.cli.eval.verdicts import BASE, HEAD, VERSIONS, Pages, compared_run, conclude

if TYPE_CHECKING:
    from collections.abc import Sequence

    from byline.evaluation.models import Suite
    from byline.evaluation.planning import Plan
    from byline.evaluation.report.content import ReportData
    from byline.evaluation.versions import Version


def diff(
    base: str = typer.Option("HEAD", "--base", help="和 git 的哪个版本比 · revision"),
    suites: list[str] = typer.Option([], "--suite", help="只跑这几个套件 · only these suites"),
    cases: Path | None = typer.Option(None, "--cases", help="用例放在别处 · folder of cases"),
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
    junit: Path | None = JUNIT,
    markdown: Path | None = MARKDOWN,
    as_json: bool = JSON,
) -> None:
    """工作区的提示词、提纲和笔记，和 git 里的比：只跑改动碰到的套件 · is the change better."""
    means = Means(provider, model, judge, concurrency, cache, cache_file)
    wanted = Change(base, list(suites), cases, smoke, repeats)
    with tempfile.TemporaryDirectory() as temporary:
        if resume is not None:
            wanted, means = wanted.remembered(resume, means)
            folder, place = resume, resume / VERSIONS
        else:
            folder, place = into, Path(temporary)
        found = _changed(wanted, means, folder, place, resume=resume is not None)
    conclude(found, {}, Pages(html, junit, markdown), as_json=as_json)


@dataclass(frozen=True)
class Change:
    """What `diff` looks at."""

    base: str
    suites: list[str]
    cases: Path | None
    smoke: bool
    repeats: int | None

    def remembered(self, folder: Path, means: Means) -> tuple[Change, Means]:
        """The comparison as it was begun, from its run folder."""
        from byline.errors import InputError
        from byline.evaluation.manifest import read_manifest

        kept = read_manifest(folder).options
        if "base" not in kept:
            raise InputError(
                "这次运行不是 byline eval diff 开的头，接不上",
                value=str(folder),
                next_step=f"byline eval run --resume {folder}",
            )
        change = Change(
            kept["base"],
            json.loads(kept["suites"]),
            Path(kept["cases"]) if kept["cases"] else None,
            bool(kept["smoke"]),
            int(kept["repeats"]) if kept["repeats"] else None,
        )
        return change, means.remembered(kept)

    def options(self, means: Means) -> dict[str, str]:
        """What `--resume` needs."""
        return {
            "base": self.base,
            "suites": json.dumps(self.suites),
            "cases": str(self.cases.absolute()) if self.cases else "",
            "smoke": "1" if self.smoke else "",
            "repeats": str(self.repeats or ""),
            **means.options(),
        }


def _changed(
    wanted: Change, means: Means, folder: Path | None, place: Path, *, resume: bool
) -> ReportData:
    """Run both versions on the suites the change reaches; an empty report when it reaches none."""
    from byline.cli.console import hint
    from byline.cli.eval.common import new_folder, now, suites_of, typed
    from byline.cli.eval.running import run_plan
    from byline.evaluation import versions
    from byline.evaluation.report.content import Provenance, ReportData

    sides = _versions(wanted, place, resume=resume)
    paths = versions.changed(sides[0].root, sides[1].root)
    reached = versions.reached(suites_of(wanted.suites), paths)
    hint(f"模型读到的内容变了的文件：{'、'.join(paths) or '没有'}")
    if not reached:
        why = "改动没有碰到任何套件读的东西" if paths else "和那个版本比，模型读到的一字未变"
        hint(f"{why}：一次模型也不用问，没有什么会变差")
        return ReportData(Provenance(typed(), now(), sides[0].name, sides[1].name))
    hint(f"碰到的套件：{'、'.join(suite.id for suite in reached)}")
    kept = folder or new_folder("diff")
    if not resume:
        _keep(sides, kept / VERSIONS)
    planned = _plan(wanted, reached, sides, kept)
    run_plan(planned, means, kept, options=wanted.options(means), resume=resume)
    hint(f"存在：{kept}")
    return compared_run(kept, reached)


def _versions(wanted: Change, place: Path, *, resume: bool) -> tuple[Version, Version]:
    from byline.evaluation.versions import Version, revision, working_tree

    if resume:
        return Version(wanted.base, place / BASE), Version("工作区", place / HEAD)
    return revision(wanted.base, place / BASE), working_tree(place / HEAD)


def _keep(sides: Sequence[Version], place: Path) -> None:
    """Copy both versions into the run: a resumed run must not see later edits."""
    import shutil

    for name, version in zip((BASE, HEAD), sides, strict=True):
        shutil.copytree(version.root, place / name)


def _plan(wanted: Change, suites: Sequence[Suite], sides: Sequence[Version], folder: Path) -> Plan:
    from byline.evaluation import planning

    variants = [
        planning.Variant(name, folder.absolute() / VERSIONS / name, version.name)
        for name, version in zip((BASE, HEAD), sides, strict=True)
    ]
    only = [case for suite in suites for case in suite.smoke if wanted.smoke]
    return planning.plan(suites, variants, repeats=wanted.repeats, folder=wanted.cases, only=only)
