"""`byline eval list`, `baseline`, `record` and `schemas`: keeping evals/ in order."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from byline.cli.console import JSON
from byline.cli.eval.common import CACHE_FILE, MODEL, PROVIDER_OPTION

if TYPE_CHECKING:
    from byline.evaluation.models import Suite


def show(as_json: bool = JSON) -> None:
    """有哪些套件：各测什么、多少用例、多少人、基线是不是现在这版的 · the suites."""
    from byline.cli.console import print_json
    from byline.cli.eval.common import suites_of, table

    found = [_about(suite) for suite in suites_of([], every=True)]
    if as_json:
        print_json(found)
        return
    names = ("id", "cases", "people", "model", "baseline", "what")
    titles = ("套件", "用例", "人", "用模型", "基线", "测什么")
    columns = [(title, title in {"用例", "人"}) for title in titles]
    table(columns, [[one[name] for name in names] for one in found])


def baseline(
    run: Path = typer.Argument(..., help="运行文件夹 · a run folder"),
    variant: str = typer.Option("", "--variant", help="哪个版本 · which variant"),
    into: Path | None = typer.Option(None, "--into", help="放哪，默认 evals/baselines"),
) -> None:
    """把一次运行的分数存成基线，以后拿来比 · keep a run's scores as the baseline."""
    from byline.cli.console import hint
    from byline.cli.eval.common import suites_of
    from byline.errors import InputError
    from byline.evaluation import measuring
    from byline.evaluation.sides import RunSide, open_side
    from byline.shipped import shipped

    side = open_side(f"{run}:{variant}" if variant else str(run))
    if not isinstance(side, RunSide):
        raise InputError("基线要从一次运行来", value=str(run), next_step="给一个运行文件夹")
    folder = into or shipped("evals") / "baselines"
    for suite in suites_of(side.suites):
        measured = side.measured(suite)
        if measured.done + measured.invalid < measured.planned:
            raise InputError(
                f"套件 {suite.id} 没有跑完（{measured.done}/{measured.planned}），做不了基线",
                value=str(run),
                next_step=f"byline eval run --resume {run}",
            )
        found = measuring.baseline(
            measured, side.manifest.command, side.manifest.created, side.manifest.versions
        )
        path = folder / f"{suite.id}.json"
        measuring.save_baseline(path, found)
        hint(f"存在：{path}")


def record(
    suites: list[str] = typer.Argument(None, help="哪些套件 · suites", show_default=False),
    into: Path | None = typer.Option(None, "--into", help="放哪，默认 evals/recorded"),
    provider: str | None = PROVIDER_OPTION,
    model: str | None = MODEL,
    cache_file: Path | None = CACHE_FILE,
) -> None:
    """重录 make test 离线回放的回答；改了提示词之后要做 · record the smoke cases again."""
    from byline.cli.console import hint
    from byline.cli.eval.common import suites_of
    from byline.shipped import shipped

    folder = into or shipped("evals") / "recorded"
    for suite in suites_of(list(suites or [])):
        if suite.needs_model and suite.smoke:
            count = _recorded(suite, folder, (provider or "local", model), cache_file)
            hint(f"{suite.id}：{count} 个回答，存在 {folder / suite.id}.jsonl")


def schemas(
    check: bool = typer.Option(False, "--check", help="只看是不是最新 · only check"),
) -> None:
    """写出套件、用例和基线文件的 JSON Schema，编辑器拿来提示 · JSON schemas for editors."""
    from byline.cli.console import hint, say
    from byline.errors import InputError
    from byline.evaluation import schemas as written
    from byline.shipped import shipped

    root = shipped("evals")
    if check:
        old = written.outdated(root)
        if old:
            raise InputError(
                "这些 schema 旧了",
                value=[str(path) for path in old],
                next_step="byline eval schemas",
            )
        hint("都是最新的")
        return
    for path in written.write(root):
        say(str(path))


def _about(suite: Suite) -> dict[str, Any]:
    from byline.evaluation.loading import load_cases

    cases = load_cases(suite)
    return {
        "id": suite.id,
        "what": suite.what,
        "target": suite.target,
        "cases": len(cases),
        "people": len({case.cluster for case in cases}),
        "model": "要" if suite.needs_model else "不要",
        "baseline": _standing(suite),
        "metrics": [metric.model_dump(mode="json") for metric in suite.metrics],
    }


def _standing(suite: Suite) -> str:
    """Whether there is a baseline, and whether it was made with what is in use."""
    from byline.evaluation.measuring import load_baseline
    from byline.evaluation.planning import Variant, reads_of
    from byline.shipped import shipped

    path = shipped("evals") / "baselines" / f"{suite.id}.json"
    if not path.is_file():
        return "点名才跑" if suite.on_request else "没有"
    made = load_baseline(path)
    return "现在这版" if made.measured.prompts == reads_of(suite, Variant("now")) else "旧版的"


def _recorded(
    suite: Suite, folder: Path, model: tuple[str | None, str | None], cache_file: Path | None
) -> int:
    """Run the smoke cases through the cache and write out the answers they used."""
    import tempfile

    from byline.cli.console import stderr
    from byline.cli.eval.common import CacheMode, model_at, responses_at, settings_of
    from byline.errors import ModelError
    from byline.evaluation import planning
    from byline.evaluation.progress import progress_on
    from byline.evaluation.runner import Running, run

    settings = settings_of(*model)
    planned = planning.plan([suite], only=suite.smoke, repeats=1)
    with (
        tempfile.TemporaryDirectory() as place,
        responses_at(settings, CacheMode.record, cache_file) as cache,
        model_at(settings, cache) as session,
    ):
        running = Running(session=session, progress=progress_on(stderr()))
        summary = run(planned, Path(place) / "run", running)
        if summary.failed:
            raise ModelError(
                f"{suite.id} 有 {summary.failed} 个用例没跑成，没有录",
                next_step=f"byline eval run {suite.id} --smoke 看看为什么",
            )
        folder.mkdir(parents=True, exist_ok=True)
        return cache.export(cache.used, folder / f"{suite.id}.jsonl")
