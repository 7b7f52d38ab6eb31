"""The typer application: which commands there are, and how errors reach the person.

Command modules import nothing heavy at their top, so that `byline --help` costs what typer costs.
"""

from __future__ import annotations

import sys

import typer

from byline.cli import (
    adapt,
    check,
    demo,
    doctor,
    draft,
    export,
    facts,
    interview,
    knowledge,
    learn,
    log,
    new,
    position,
    revise,
    topics,
    trace,
    transcript,
    versions,
    voice,
)
from byline.cli import eval as evaluation
from byline.cli.materials.add import add
from byline.cli.materials.listing import materials

INTERRUPTED = 130

app = typer.Typer(
    name="byline",
    help="byline 署名：先采访你，再帮你找到能被信任的位置，只用你说过的话写稿。\n\n"
    "Interview, positioning and drafts from what you really said.",
    epilog="例：byline demo 先看一遍；自己用：byline new 我的 → cd 我的 → byline interview",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    add_completion=True,
)
app.command(name="new", epilog="例：byline new 我的 --name 陈砚")(new.new)
app.command(
    name="interview",
    epilog="例：byline interview；byline interview --answers 回答.yaml；"
    "byline interview --fill drafts/2026-11-25-库存/wechat.md",
)(interview.interview)
app.command(
    name="transcript",
    epilog="例：byline transcript；byline transcript 访谈.md；byline transcript --private",
)(transcript.transcript)
app.command(name="add", epilog="例：byline add 简历.docx；byline add 聊天.txt --me 陈砚")(add)
app.command(name="materials", epilog="例：byline materials；byline materials 简历.docx")(materials)
app.add_typer(facts.app, name="facts")
app.command(name="log", epilog='例：byline log "这周盘点只用了半天"；byline log --list')(log.log)
app.command(name="position", epilog="例：byline position；byline position --choose c2")(
    position.position
)
app.add_typer(topics.app, name="topics")
app.command(name="draft", epilog='例：byline draft "库存老对不上怎么办" --for xiaohongshu,wechat')(
    draft.draft
)
app.command(
    name="trace", epilog="例：byline trace drafts/2026-11-25-库存/wechat.md --html 依据.html"
)(trace.trace)
app.command(
    name="revise",
    epilog='例：byline revise 稿子.md "更口语一点"；byline revise 稿子.md "删掉第二段"',
)(revise.revise)
app.command(
    name="adapt", epilog="例：byline adapt drafts/2026-11-25-库存/wechat.md --for zhihu,weibo"
)(adapt.adapt)
app.command(name="versions", epilog="例：byline versions drafts/2026-11-25-库存/wechat.md")(
    versions.versions
)
app.command(
    name="diff", epilog="例：byline diff 稿子.md；byline diff 稿子.md 1；byline diff 稿子.md 1 3"
)(versions.diff)
app.command(name="undo", epilog="例：byline undo 稿子.md；byline undo 稿子.md 1")(versions.undo)
app.command(
    name="export",
    epilog="例：byline export drafts/2026-11-25-库存/wechat.md --as wechat",
)(export.export)
app.add_typer(voice.app, name="voice")
app.command(name="learn", epilog="例：byline learn drafts/2026-11-25-库存/wechat.md")(learn.learn)
app.command(
    name="check", epilog="例：byline check 稿子.md --for 小红书；pbpaste | byline check - --for x"
)(check.check)
app.add_typer(knowledge.app, name="knowledge")
app.add_typer(evaluation.app, name="eval")
app.command(name="doctor", epilog="例：byline doctor --json")(doctor.doctor)
app.command(name="demo", epilog="例：byline demo --into demo")(demo.demo)


def version(show: bool) -> None:
    """Print the version and leave."""
    if show:
        from byline import __version__

        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def options(
    show_version: bool = typer.Option(
        False, "--version", callback=version, is_eager=True, help="版本号 · version"
    ),
) -> None:
    """Options of byline itself."""


def run() -> None:
    """Run the application and turn expected failures into one message and an exit code."""
    from byline.errors import BylineError, StorageError

    try:
        app()
    except StorageError as error:
        _fail(str(error))
        if error.unsaved:
            print(f"没保存的内容：\n{error.unsaved}", file=sys.stderr)  # noqa: T201 - the words must not be styled
        raise SystemExit(error.exit_code) from None
    except BylineError as error:
        _fail(str(error))
        raise SystemExit(error.exit_code) from None
    except SystemExit as left:
        # typer turns Ctrl-C into this code and says nothing.
        if left.code == INTERRUPTED:
            _print_error("已停下；写进文件的都还在")
        raise


def _fail(message: str) -> None:
    from rich.markup import escape

    _print_error(f"[bold red]出错了[/] {escape(message)}")


def _print_error(markup: str) -> None:
    from byline.cli.console import stderr

    stderr().print(markup, soft_wrap=True)
