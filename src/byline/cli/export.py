"""`byline export`: a draft as something to copy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

import typer

from byline.cli.console import JSON
from byline.cli.trace import DRAFT

if TYPE_CHECKING:
    from byline.export.post import Part, Post
    from byline.export.themes import Theme

FORMS = ("text", "markdown", "json", "wechat", "teleprompter")


def export(  # noqa: PLR0913, PLR0917 - every option is an argument
    draft: Path = DRAFT,
    form: str = typer.Option(
        "", "--as", help=f"{'、'.join(FORMS)}，默认 text · the form", show_default=False
    ),
    part: str = typer.Option(
        "", "--part", help="只要 title、body 或 tags · one part", show_default=False
    ),
    theme: str = typer.Option(
        "", "--theme", help="公众号样式：plain、ink、warm · look", show_default=False
    ),
    into: Path | None = typer.Option(
        None, "--into", help="写进文件，不写就打印 · file", show_default=False
    ),
    preview: Path | None = typer.Option(
        None, "--preview", help="公众号预览网页 · page to look at", show_default=False
    ),
    label: bool | None = typer.Option(
        None, "--label/--no-label", help="AI 标识，默认照平台的要求 · AI label", show_default=False
    ),
    as_json: bool = JSON,
) -> None:
    """标题、正文、话题分开拿，公众号和口播也行；发由你自己发 · title, body, tags to copy."""
    from byline import files
    from byline.cli.console import hint, printing, refuse_existing
    from byline.drafting import document
    from byline.export import wechat
    from byline.export.post import post_of
    from byline.export.themes import find_theme

    form = _form(form, as_json)
    chosen = _part(part)
    _only_for_wechat(form, theme, preview)
    for path in (into, preview):
        refuse_existing(path)
    look = find_theme(theme)
    post = post_of(document.load(draft), label)
    text = _rendered(post, form, chosen, look)
    if preview is not None:
        files.replace(preview, wechat.preview(post, look))
        hint(f"预览写好了，用浏览器打开：{preview}")
    if into is not None:
        files.replace(into, text + "\n")
        hint(f"写好了：{into}")
    elif preview is None:
        with printing():
            typer.echo(text)
    _remarks(post, form, chosen, look)


def _form(form: str, as_json: bool) -> str:
    from byline.errors import InputError

    if form and form not in FORMS:
        raise InputError("没有这种格式", value=form, next_step=f"--as 换成：{'、'.join(FORMS)}")
    if as_json and form not in {"", "json"}:
        raise InputError("--json 和 --as 只能要一个", value=form, next_step=f"去掉 --as {form}")
    return "json" if as_json else form or "text"


def _part(part: str) -> Part | None:
    from byline.errors import InputError
    from byline.export.post import Part

    known = get_args(Part)
    if part and part not in known:
        raise InputError("没有这个部分", value=part, next_step=f"--part 换成：{'、'.join(known)}")
    return cast("Part", part) if part else None


def _only_for_wechat(form: str, theme: str, preview: Path | None) -> None:
    from byline.errors import InputError

    given = [name for name, value in (("--theme", theme), ("--preview", preview)) if value]
    if given and form != "wechat":
        raise InputError("这个选项只配公众号", value=given[0], next_step="加上 --as wechat")


def _rendered(post: Post, form: str, part: Part | None, theme: Theme) -> str:
    import json

    from byline.export import copies, teleprompter, wechat

    if form == "json":
        return json.dumps(copies.data(post, part), ensure_ascii=False, indent=2)
    if form == "markdown":
        return copies.markdown(post, part)
    if form == "text" or part in {"title", "tags"}:
        # A title is typed into a field of its own, wherever it goes.
        return copies.text(post, part)
    return wechat.html(post, theme) if form == "wechat" else teleprompter.script(post).text


def _remarks(post: Post, form: str, part: Part | None, look: Theme) -> None:
    """What the person should know before they paste it."""
    from byline.cli.console import hint
    from byline.export import teleprompter, wechat
    from byline.export.post import SURE

    if post.slots:
        hint(f"还有 {len(post.slots)} 处【待补】没有补上")
    if part not in {"title", "tags"}:
        hint(post.label.remark)
    if form == "wechat" and part is None:
        hint("标题不在正文里，单独拿：--part title")
        for remark in wechat.too_long(post, look):
            hint(remark)
    if form == "teleprompter" and part != "title":
        rules = teleprompter.speech()
        hint(
            f"念完约 {teleprompter.script(post).seconds} 秒。语速每秒 "
            f"{rules.rate.syllables_per_second} 个音节（{rules.rate.source}；可信度"
            f"{SURE[rules.rate.confidence]}）；停顿：{rules.pauses.source}"
        )
    if not post.title and part in {None, "title"}:
        hint("稿子里没有标题：第一行写成 # 标题")
    if part == "tags" and not post.tags:
        hint("这篇没有话题")
