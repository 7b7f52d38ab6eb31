"""The list of facts: filters, and which of them may be told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import typer

from byline.cli.console import FOLDER, JSON, PROVIDER

if TYPE_CHECKING:
    from byline.ledger.consent import Consent
    from byline.ledger.models import Fact, Kind
    from byline.ledger.selection import Wanted
    from byline.workspace import Workspace

KINDS = {
    "result": "成绩",
    "experience": "经历",
    "skill": "本事",
    "credential": "资历",
    "passion": "热爱",
    "asset": "家底",
    "people": "人",
    "audience": "读者",
    "constraint": "限制",
    "opinion": "看法",
    "boundary": "不公开",
    "other": "其他",
}
CONSENT = {"public": "公开", "anonymise": "隐名", "private": "不公开"}
LOOK = "看哪些 · which"
TELL = "能不能写 · what may be told"
SHARED = frozenset({"folder", "as_json"})
"""Options that also mean something before a subcommand."""


def facts(
    ctx: typer.Context,
    folder: Path = FOLDER,
    as_json: bool = JSON,
    kind: str = typer.Option("", "--kind", help="一种，如 result", rich_help_panel=LOOK),
    topic: str = typer.Option("", "--topic", help="一个话题，如 skill", rich_help_panel=LOOK),
    consent: str = typer.Option(
        "", "--consent", help="public、anonymise 或 private", rich_help_panel=LOOK
    ),
    source: str = typer.Option(
        "", "--source", help="一段回答或材料，如 a003", rich_help_panel=LOOK
    ),
    search: str = typer.Option(
        "", "--search", help="含这些词或数的，310万 也找得到三百一十万", rich_help_panel=LOOK
    ),
    stale: bool = typer.Option(False, "--stale", help="可能过时的", rich_help_panel=LOOK),
    unconfirmed: bool = typer.Option(
        False, "--unconfirmed", help="你还没看过的", rich_help_panel=LOOK
    ),
    every: bool = typer.Option(
        False, "--all", help="连已被取代的一起 · superseded too", rich_help_panel=LOOK
    ),
    public: list[str] = typer.Option(
        [], "--public", help="公开这一条，可重复", rich_help_panel=TELL
    ),
    private: list[str] = typer.Option(
        [], "--private", help="不公开这一条，可重复", rich_help_panel=TELL
    ),
    anonymise: list[str] = typer.Option(
        [], "--anonymise", help="隐去身份再公开，可重复", rich_help_panel=TELL
    ),
    wording: str = typer.Option(
        "", "--wording", help="配 --anonymise：隐名的说法，不给就提一个", rich_help_panel=TELL
    ),
    hide: list[str] = typer.Option(
        [], "--hide", help="配 --anonymise：要隐去的词，可重复", rich_help_panel=TELL
    ),
    confirm: list[str] = typer.Option(
        [], "--confirm", help="这一条没错、还算数，可重复", rich_help_panel=TELL
    ),
    remove: list[str] = typer.Option(
        [], "--remove", help="删掉这一条，可重复", rich_help_panel=TELL
    ),
    provider: str | None = PROVIDER,
) -> None:
    """看记下的事实和原话，改公不公开 · list facts with their quotes, set consent."""
    from byline.app.facts import change
    from byline.cli.facts import anonymising
    from byline.errors import InputError
    from byline.workspace import Workspace

    if ctx.invoked_subcommand:
        # `byline facts --in me f003`: where to look holds for what follows, nothing else does.
        ctx.default_map = {ctx.invoked_subcommand: {"folder": folder, "as_json": as_json}}
        _alone(ctx)
        return
    if (wording or hide) and len(anonymise) != 1:
        raise InputError(
            "--wording 和 --hide 要配一个 --anonymise",
            value=wording or hide[0],
            next_step='byline facts --anonymise f011 --hide 店名 --wording "以前的一家店"',
        )
    wanted = _wanted(kind, topic, consent, source, search, stale, unconfirmed, every)
    workspace = Workspace.find(folder)
    public, private, confirm, remove, anonymise = map(
        _lower, (public, private, confirm, remove, anonymise)
    )
    changed = [*public, *private, *remove, *confirm]
    if changed:
        change(workspace, public=public, private=private, confirm=confirm, remove=remove)
    for fact_id in anonymise:
        anonymising.anonymise(workspace, fact_id, wording=wording, hide=hide, provider=provider)
    _list(workspace, wanted, [*changed, *anonymise], as_json=as_json)


def _lower(ids: Sequence[str]) -> list[str]:
    return [one.lower() for one in ids]


def _alone(ctx: typer.Context) -> None:
    """Refuse a filter or a change in front of a subcommand: it would be passed over in silence."""
    from byline.errors import InputError

    given = [name for name, value in ctx.params.items() if value and name not in SHARED]
    if given:
        raise InputError(
            "这个选项不能和子命令一起用",
            value=f"--{given[0]}",
            next_step=f"分两次做，第二次 byline facts {ctx.invoked_subcommand}",
        )


def _wanted(
    kind: str,
    topic: str,
    consent: str,
    source: str,
    search: str,
    stale: bool,
    unconfirmed: bool,
    every: bool,
) -> Wanted:
    from byline.ledger.selection import Wanted

    _known(kind, KINDS, "没有这一种事实")
    _known(consent, CONSENT, "公不公开只有三种")
    return Wanted(
        kind=cast("Kind | None", kind or None),
        topic=topic,
        consent=cast("Consent | None", consent or None),
        source=source,
        search=search,
        stale=stale,
        unconfirmed=unconfirmed,
        superseded=every,
    )


def _known(value: str, known: dict[str, str], what: str) -> None:
    from byline.errors import InputError

    if value and value not in known:
        raise InputError(what, value=value, next_step=f"换成其中一种：{'、'.join(known)}")


def _list(workspace: Workspace, wanted: Wanted, changed: Sequence[str], *, as_json: bool) -> None:
    from byline.cli.console import hint, print_json, printing, say, waiting
    from byline.ledger.selection import select

    held = workspace.ledger().facts
    with waiting("正在翻事实…"):
        found = select(held, wanted, datetime.now().astimezone())
    # After a change the person wants to see what was changed; the whole list hides it.
    found = [fact for fact in found if not changed or fact.id in changed] if not as_json else found
    with printing():
        if as_json:
            print_json([fact.model_dump(mode="json") for fact in found])
        elif found:
            show(found)
        elif not held:
            say("还没有事实。")
    if as_json:
        return
    replaced = sum(bool(fact.superseded_by) for fact in held)
    if not held:
        hint("接下来：byline interview")
    elif changed:
        held_ids = {fact.id for fact in held}
        removed = [fact_id for fact_id in changed if fact_id not in held_ids]
        hint(f"删掉了 {'、'.join(removed)}" if removed else "改好了。byline facts 看全部")
    elif not found:
        hint("没有这样的事实。byline facts 看全部")
    else:
        more = (
            f"；另有 {replaced} 条已被取代，--all 一起看"
            if replaced and not wanted.superseded
            else ""
        )
        hint(f"{len(found)} 条{more}。看一条和它的出处：byline facts {found[0].id}")


def show(held: Sequence[Fact]) -> None:
    """Print facts a line each, the quote under a statement that differs from it.

    Written by hand: a table of ten thousand rows takes a table printer five seconds.
    """
    import sys

    from byline.cli.console import stdout

    dim, bold, plain = ("\x1b[2m", "\x1b[1m", "\x1b[0m") if stdout().color_system else ("", "", "")
    now = datetime.now().astimezone()
    rows = [f"{bold}{'编号':<4}{_column('种类')}{_column('公开')}事实和原话{plain}"]
    for fact in held:
        words, *below = _words(fact)
        told = CONSENT[fact.consent] + (
            "?" if fact.consent == "anonymise" and not fact.opened else ""
        )
        remarks = " · ".join(remarks_on(fact, now))
        rows.append(
            f"{fact.id:<6}{_column(KINDS[fact.kind])}{_column(told)}{words}  {dim}{remarks}{plain}"
        )
        rows.extend(f"{' ' * 22}{dim}{line}{plain}" for line in below)
    sys.stdout.write("\n".join(rows) + "\n")


def _column(word: str) -> str:
    """Eight cells; each Chinese character takes two."""
    return word + " " * (8 - 2 * len(word) + word.count("?"))


def _words(fact: Fact) -> Iterator[str]:
    yield fact.statement if "\n" not in fact.statement else " ".join(fact.statement.split())
    if fact.statement != fact.quote:
        yield f"“{' '.join(fact.quote.split())}”"
    if fact.consent == "anonymise" and fact.anonymised:
        yield f"写的时候说：{fact.anonymised}"


def remarks_on(fact: Fact, now: datetime) -> Iterator[str]:
    """Where it is from and what there is to know about it, in a few words each."""
    from byline.ledger.staleness import months_stale

    yield fact.source.id
    if fact.happened:
        yield fact.happened
    if fact.superseded_by:
        yield f"已被 {fact.superseded_by} 取代"
    if months := months_stale(fact, now):
        yield f"旧了，{months} 个月前的"
    if fact.last_used:
        yield f"{fact.last_used:%Y-%m-%d} 写过"
