"""`byline check`: what is wrong with any text, before it is published."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import typer

from byline.cli.console import JSON

if TYPE_CHECKING:
    from byline.app.checks import Report
    from byline.checks.findings import Finding
    from byline.checks.limits import Count
    from byline.platforms import Platform
    from byline.workspace import Workspace

FOUND, CANNOT = 1, 2
"""Exit codes: something must change; the text could not be checked."""
LEVELS = {"error": "要改", "warning": "提醒"}


def check(
    file: Path = typer.Argument(..., help="要查的文字；- 从标准输入读 · the text, - for stdin"),
    platform: str = typer.Option(..., "--for", help="发在哪个平台 · platform"),
    folder: Path | None = typer.Option(
        None, "--in", help="工作区，默认在文件和当前文件夹往上找 · workspace", show_default=False
    ),
    language: Literal["zh", "en"] | None = typer.Option(
        None, "--language", help="这篇该是中文还是英文，默认看平台 · zh or en", show_default=False
    ),
    as_json: bool = JSON,
) -> None:
    """发之前查一遍：长度、违规的话、机器腔；有要改的退出 1，查不了退出 2 · check any text.

    在工作区里还查：没有事实撑着的话、没有公开的事、跟以前的帖子重了的段落、不像你口气的地方。
    """
    from byline.app.checks import check_text
    from byline.cli.console import print_json, printing
    from byline.errors import BylineError
    from byline.platforms import load_platform

    try:
        place = load_platform(platform)
        text = _read(file)
        workspace = _workspace(folder, file)
        read_from = None if str(file) == "-" else file
        found = check_text(text, place, workspace=workspace, file=read_from, language=language)
    except BylineError as error:
        error.exit_code = CANNOT
        raise
    with printing():
        if as_json:
            print_json({**_data(found, place), "workspace": workspace and str(workspace.root)})
        else:
            _show(found, place)
    if any(finding.level == "error" for finding in found.findings):
        raise typer.Exit(FOUND)


def _read(file: Path) -> str:
    from byline.files import read_text

    if str(file) == "-":
        return sys.stdin.buffer.read().decode("utf-8-sig", "replace")
    return read_text(file)


def _workspace(folder: Path | None, file: Path) -> Workspace | None:
    """The workspace asked for, else the nearest above the file, else above the current folder."""
    from byline.errors import NotAWorkspaceError
    from byline.workspace import Workspace

    if folder is not None:
        return Workspace.find(folder)
    for start in ([] if str(file) == "-" else [file.parent]) + [Path()]:
        try:
            return Workspace.find(start)
        except NotAWorkspaceError:
            continue
    return None


def _data(found: Report, platform: Platform) -> dict[str, Any]:
    return {
        "platform": platform.id,
        "counts": [count.model_dump(mode="json") for count in found.counts],
        "spoken_seconds": found.spoken_seconds,
        "findings": [
            {**finding.model_dump(mode="json"), "line": _line(finding, found.text)}
            for finding in found.findings
        ],
        "ai_label": {**found.ai_label.model_dump(mode="json"), "present": found.labelled},
    }


def _line(finding: Finding, text: str) -> int | None:
    return text.count("\n", 0, finding.span[0]) + 1 if finding.span else None


def _show(found: Report, platform: Platform) -> None:
    from byline.cli.console import hint, say

    for count in found.counts:
        hint(_counted(count))
    if platform.limits_on("title") and all(count.what != "title" for count in found.counts):
        hint("没有“# ”开头的标题行，标题没有查")
    if found.spoken_seconds is not None:
        hint(f"念出来大约 {found.spoken_seconds} 秒")
    for finding in found.findings:
        line = _line(finding, found.text)
        where = f"第 {line} 行 " if line else ""
        say(f"{LEVELS[finding.level]}  {where}{finding.reason}")
        about = [finding.suggestion and f"建议：{finding.suggestion}", finding.source]
        hint("      " + "　".join(filter(None, about)))
    errors = sum(finding.level == "error" for finding in found.findings)
    warnings = len(found.findings) - errors
    say(f"{platform.names.zh}：{errors} 处要改，{warnings} 处提醒")
    if not found.labelled:
        hint(f"用 AI 帮过忙就标明，例如：{found.ai_label.text}（{found.ai_label.note}）")


def _counted(count: Count) -> str:
    from byline.checks.limits import NAMES

    name = NAMES[count.what] + (f" {count.number}" if count.number else "")
    if count.maximum is None and count.minimum is None:
        return f"{name} {count.count}（上限未知）"
    return f"{name} {count.count} / {count.maximum or count.minimum}"
