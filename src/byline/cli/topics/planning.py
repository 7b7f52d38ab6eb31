"""`byline topics plan`: four weeks that fit the hours there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from byline.cli.console import FOLDER, JSON

if TYPE_CHECKING:
    from byline.ledger.models import Fact
    from byline.topics.models import Plan, Topic, TopicBook


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
    from byline.cli.console import hint, print_json
    from byline.topics import planning, storage
    from byline.topics.models import PlannedPost
    from byline.workspace import Workspace

    workspace = Workspace.find(folder)
    first = _day(start) if start else planning.next_monday(date.today())
    with workspace.lock():
        facts = workspace.ledger().facts
        book = storage.load(workspace.topics_path)
        chosen = _writable(book, facts)
        weekly, days = _hours(hours, facts)
        made = planning.make(chosen, weekly, first, days)
        before: list[PlannedPost] = book.plan.posts if book.plan else []
        if before and before != made.posts:
            hint("旧的排期换成了这个；手改过的日子要再改一次")
        storage.save(workspace.topics_path, book.model_copy(update={"plan": made}))
    if as_json:
        counts = planning.balance(made, book.topics)
        print_json({**made.model_dump(mode="json"), "builds": counts})
    else:
        _show(made, book, chosen)


def _day(text: str) -> date:
    from byline.errors import InputError

    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError(
            "日子写成 年-月-日", value=text, next_step="byline topics plan --start 2026-11-30"
        ) from error


def _writable(book: TopicBook, facts: Sequence[Fact]) -> list[Topic]:
    """What may be planned: accepted topics, or the proposed ones before anything was accepted."""
    from byline.cli.console import hint
    from byline.errors import InputError
    from byline.topics.planning import ready
    from byline.topics.told import by_id, closed

    accepted = book.of("accepted")
    if not accepted and book.of("proposed"):
        hint("还没有收下哪个选题，先按提议的排；收下：byline topics accept 编号")
    held = by_id(facts)
    found: list[Topic] = []
    for topic in accepted or book.of("proposed"):
        if lost := closed(topic, held):
            hint(f"{topic.number} 没排：靠的 {'、'.join(lost)} 现在不能公开")
        elif ready(topic):
            found.append(topic)
    if not found:
        raise InputError("还没有写得成的选题", next_step="byline topics")
    return found


def _hours(given: float | None, facts: Sequence[Fact]) -> tuple[float, tuple[int, ...]]:
    """Hours a week and the days of them: what was given, what was said, or a small default."""
    from byline.cli.console import hint
    from byline.topics import hours

    said = hours.said(facts)
    days = said.days if said else ()
    if given is not None:
        return given, days
    if said is None:
        hint(
            f"没听你说过一周有几个小时，先按 {hours.DEFAULT:g} 个小时排；"
            "不对就 byline topics plan --hours 5"
        )
        return hours.DEFAULT, ()
    hint(f"按你说过的一周 {said.hours:g} 个小时排（{said.fact}）；不对就加 --hours")
    return said.hours, days


def _show(made: Plan, book: TopicBook, chosen: Sequence[Topic]) -> None:
    from byline.cli.console import hint, say
    from byline.platforms import load_platform
    from byline.topics.models import BUILDS
    from byline.topics.page import WEEKDAYS
    from byline.topics.planning import load_effort

    topics = {topic.id: topic for topic in book.topics}
    for number in range(made.weeks):
        first = made.start + timedelta(weeks=number)
        posts = [post for post in made.posts if _week(post.worked, made) == number]
        spent = sum(post.hours for post in posts)
        say(f"\n第 {number + 1} 周  {first:%m-%d} 起，约 {spent:g} 小时", style="bold")
        for post in posts:
            topic = topics[post.topic]
            names = "、".join(load_platform(name).names.zh for name in post.platforms)
            day = f"{post.date:%m-%d} 周{WEEKDAYS[post.date.weekday()]}"
            day += f"（{post.write:%m-%d} 写好）" if post.write else ""
            say(f"  {day}  {topic.question}（{names}，{BUILDS[topic.builds]}）")
        if not posts:
            say("  这周没有排" + ("：时间攒着给下一篇" if number + 1 < made.weeks else ""))
    _show_balance(made, book, chosen)
    effort = load_effort()
    hint(
        f"每篇几个小时是{effort.source}（把握：低）；另留两成时间回评论。"
        "接下来：byline topics export --ics 排期.ics"
    )


def _week(day: date, made: Plan) -> int:
    return min((day - made.start).days // 7, made.weeks - 1)


def _show_balance(made: Plan, book: TopicBook, chosen: Sequence[Topic]) -> None:
    from byline.cli.console import say
    from byline.topics import planning
    from byline.topics.models import BUILDS

    counts = planning.balance(made, book.topics)
    told = "，".join(f"{BUILDS[builds]} {n} 篇" for builds, n in counts.items())
    say(f"\n四周 {len(made.posts)} 篇：{told}。")
    planned = {post.topic for post in made.posts}
    left = [topic for topic in chosen if topic.id not in planned]
    if left:
        say(f"时间不够，还剩 {len(left)} 个没排：{'、'.join(str(t.number) for t in left)}")
    for post, topic in planning.late(made, book.topics):
        say(f"{topic.number} 最好 {topic.due:%m-%d} 前发，排到了 {post.date:%m-%d}；有空先发它。")
    for builds in planning.short(counts):
        able = [topic for topic in chosen if topic.builds == builds]
        say(f"{BUILDS[builds]}的偏少：写得成的选题里只有 {len(able)} 个是养这一层的。")
        needing = [t for t in book.of("proposed") if t.builds == builds and t.missing]
        for topic in needing[:1]:
            say(f'  补一个：{topic.missing}（byline log "……" 说一说，再运行 byline topics）')
