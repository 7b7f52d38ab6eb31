"""`byline eval calibrate`: how far a judge can be trusted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from byline.cli.console import JSON
from byline.cli.eval.common import CACHE, CACHE_FILE, MODEL, PROVIDER_OPTION, CacheMode

if TYPE_CHECKING:
    from byline.evaluation.calibration import Calibration, LabelledFile


def calibrate(
    rubrics: list[str] = typer.Argument(None, help="哪些评分表 · rubrics", show_default=False),
    labelled: Path | None = typer.Option(
        None, "--labelled", help="标注文件在哪个文件夹 · folder of labelled files"
    ),
    results: Path | None = typer.Option(None, "--results", help="结果放哪 · where results go"),
    provider: str | None = PROVIDER_OPTION,
    model: str | None = MODEL,
    cache: CacheMode = CACHE,
    cache_file: Path | None = CACHE_FILE,
    as_json: bool = JSON,
) -> None:
    """让评审模型评一遍人读过标过的文字，算它有多准；kappa 不到 0.6 的只看不把关 · calibrate."""
    from byline.cli.console import hint, print_json, waiting
    from byline.cli.eval.common import model_at, now, responses_at, settings_of
    from byline.evaluation import calibration
    from byline.evaluation.judging import ModelJudge

    wanted = _wanted(list(rubrics or []), labelled)
    settings = settings_of(provider, model)
    made: list[Calibration] = []
    with (
        responses_at(settings, cache, cache_file) as responses,
        model_at(settings, responses) as session,
    ):
        judge = ModelJudge(session.caller, session.choice.model)
        for one in wanted:
            with waiting(f"{one.rubric} 0/{len(one.items)}") as change:
                done = 0

                def heard(_: object, one: LabelledFile = one) -> None:
                    nonlocal done
                    done += 1
                    change(f"{one.rubric} {done}/{len(one.items)}")

                workers = session.choice.provider.concurrency
                found = calibration.calibrate(judge, one, clock=now, workers=workers, heard=heard)
            hint(f"存在：{calibration.save(found, results)}")
            made.append(found)
    if as_json:
        print_json([one.model_dump(mode="json") for one in made])
    else:
        _show(made)


def _wanted(names: list[str], folder: Path | None) -> list[LabelledFile]:
    from byline.errors import InputError
    from byline.evaluation.calibration import load_labelled

    files = load_labelled(folder)
    known = [one.rubric for one in files]
    unknown = [name for name in names if name not in known]
    if unknown:
        raise InputError(
            "没有这些评分表的标注", value=unknown, next_step=f"有的是：{'、'.join(known)}"
        )
    return [one for one in files if not names or one.rubric in names]


def _show(made: list[Calibration]) -> None:
    from byline.cli.eval.common import table

    rows = [
        [
            one.rubric,
            one.model,
            one.n,
            one.unscored,
            f"{one.agreement.kappa:.2f} [{one.agreement.low:.2f}, {one.agreement.high:.2f}]",
            _share(one.tpr.value),
            _share(one.tnr.value),
            _share(one.length_of_errors.pearson, percent=False),
            "只看不把关" if one.advisory else "可以把关",
        ]
        for one in made
    ]
    columns = [("评分表", False), ("评审", False), ("条", True), ("没评出", True), ("kappa", False)]
    more = [("认对好的", True), ("认出坏的", True), ("偏爱长的", True), ("能不能把关", False)]
    table([*columns, *more], rows)


def _share(value: float | None, *, percent: bool = True) -> str:
    if value is None:
        return "—"
    return f"{value:.0%}" if percent else f"{value:+.2f}"
