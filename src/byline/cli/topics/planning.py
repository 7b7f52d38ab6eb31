"""`byline topics plan`: four weeks that fit the hours there are."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from byline.cli.console import FOLDER, JSON

if TYPE_CHECKING:
    from byline.app.plans import Plannable, Planned
    from byline.topics.models import Plan


def plan(
    hours: float | None = typer.Option(
        None, "--hours", min=0.5, max=60, help="一周几个小时，默认看你说过的 · hours a week"
    ),
    start: str = typer.Option(
        "",
        "--start",
        help="从哪天起，如 2026-11-30，默认下周一 · the first day",
        show_default=False,
    ),
    folder: Path = FOLDER,
    as_json: bool = JSON,
) -> None:
    """排四周：不超过你有的时间，三层都养到，有日子的排在日子前 · plan four weeks."""
    from byline.app import plans
    from byline.cli.console import hint, print_json
    from byline.workspace import Workspace

    workspace = Workspace.find(folder)
    first = _day(start) if start else None
    with workspace.lock():
        held = plans.plannable(workspace, hours)
        _say_left_out(held)
        made = plans.plan(workspace, held, first)
    if hours is None:
        _say_hours(held)
    if made.replaced:
        hint("旧的排期换成了这个；手改过的日子要再改一次")
    if as_json:
        print_json({**made.plan.model_dump(mode="json"), "builds": made.counts})
    else:
        _show(made)


def _day(text: str) -> date:
    from byline.errors import InputError

    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError(
            "日子写成 年-月-日", value=text, next_step="byline topics plan --start 2026-11-30"
        ) from error


def _say_left_out(held: Plannable) -> None:
    from byline.cli.console import hint

    if held.undecided:
        hint("还没有收下哪个选题，先按提议的排；收下：byline topics accept 编号")
    for topic, lost in held.closed:
        hint(f"{topic.number} 没排：靠的 {'、'.join(lost)} 现在不能公开")


def _say_hours(held: Plannable) -> None:
    from byline.cli.console import hint

    if held.said is None:
        hint(
            f"没听你说过一周有几个小时，先按 {held.hours:g} 个小时排；"
            "不对就 byline topics plan --hours 5"
        )
    else:
        hint(f"按你说过的一周 {held.hours:g} 个小时排（{held.said.fact}）；不对就加 --hours")


def _show(made: Planned) -> None:
    from byline.cli.console import hint, say
    from byline.platforms import load_platform
    from byline.topics.models import BUILDS
    from byline.topics.page import WEEKDAYS

    weeks = made.plan.weeks
    for number in range(weeks):
        first = made.plan.start + timedelta(weeks=number)
        posts = [post for post in made.plan.posts if _week(post.worked, made.plan) == number]
        spent = sum(post.hours for post in posts)
        say(f"\n第 {number + 1} 周  {first:%m-%d} 起，约 {spent:g} 小时", style="bold")
        for post in posts:
            topic = made.topics[post.topic]
            names = "、".join(load_platform(name).names.zh for name in post.platforms)
            day = f"{post.date:%m-%d} 周{WEEKDAYS[post.date.weekday()]}"
            day += f"（{post.write:%m-%d} 写好）" if post.write else ""
            say(f"  {day}  {topic.question}（{names}，{BUILDS[topic.builds]}）")
        if not posts:
            say("  这周没有排" + ("：时间攒着给下一篇" if number + 1 < weeks else ""))
    _show_balance(made)
    hint(
        f"每篇几个小时是{made.effort}（把握：低）；另留两成时间回评论。"
        "接下来：byline topics export --ics 排期.ics"
    )


def _week(day: date, plan: Plan) -> int:
    return min((day - plan.start).days // 7, plan.weeks - 1)


def _show_balance(made: Planned) -> None:
    from byline.cli.console import say
    from byline.topics.models import BUILDS

    told = "，".join(f"{BUILDS[builds]} {n} 篇" for builds, n in made.counts.items())
    say(f"\n四周 {len(made.plan.posts)} 篇：{told}。")
    if left := made.unplaced:
        say(f"时间不够，还剩 {len(left)} 个没排：{'、'.join(str(t.number) for t in left)}")
    for post, topic in made.late:
        say(f"{topic.number} 最好 {topic.due:%m-%d} 前发，排到了 {post.date:%m-%d}；有空先发它。")
    for one in made.short:
        say(f"{BUILDS[one.builds]}的偏少：写得成的选题里只有 {one.able} 个是养这一层的。")
        if one.needing:
            say(f'  补一个：{one.needing.missing}（byline log "……" 说一说，再运行 byline topics）')
