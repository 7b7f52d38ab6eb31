"""`byline versions`, `byline diff`, `byline undo`: what a draft was before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from byline.cli.console import JSON
from byline.cli.trace import DRAFT

if TYPE_CHECKING:
    from byline.drafting.difference import Difference, Line, Piece
    from byline.drafting.versions import History, Version, Why

WHY: dict[Why, str] = {
    "written": "写成",
    "revised": "按“{}”改",
    "adapted": "从 {} 改写",
    "edited": "你自己改的",
    "filled": "补上【待补】：{}",
    "affirmed": "定下【待认】：{}",
    "undone": "回到第 {} 版",
    "unknown": "那时还没有记版本",
}
IN = typer.Option(None, "--in", help="工作区，默认稿子所在的 · workspace", show_default=False)
MARKS = {"removed": ("[-", "-]"), "added": ("{+", "+}"), "same": ("", "")}
STYLES = {"removed": "red strike", "added": "green underline", "same": ""}


def versions(draft: Path = DRAFT, as_json: bool = JSON) -> None:
    """这篇稿子有过哪几版：什么时候、为什么、改了多少字 · every version of a draft."""
    from byline.cli.console import hint, print_json, printing, say

    history = _history(draft)
    rows = _rows(history)
    with printing():
        if as_json:
            print_json(rows)
            return
        for row in rows:
            say(_shown(row), style="bold" if row["now"] else None)
    hint(f"看差别：byline diff {draft} 1；回到某一版：byline undo {draft} 1")


def diff(
    draft: Path = DRAFT,
    older: int | None = typer.Argument(
        None, metavar="[旧版]", help="第几版，默认现在之前的一版 · older", show_default=False
    ),
    newer: int | None = typer.Argument(
        None, metavar="[新版]", help="第几版，默认现在的文件 · newer", show_default=False
    ),
    as_json: bool = JSON,
) -> None:
    """两版差在哪：一句一句看，句子里再看到字 · what changed, by sentence and word."""
    from byline.cli.console import print_json, printing

    history = _history(draft)
    names, found = _compared(history, older, newer)
    with printing():
        if as_json:
            counted = {"added": found.added, "removed": found.removed}
            print_json({"older": names[0], "newer": names[1], **counted, **found.model_dump()})
        else:
            show(found, f"第 {names[0]} 版 → {f'第 {names[1]} 版' if names[1] else '现在的文件'}")


def undo(
    draft: Path = DRAFT,
    number: int | None = typer.Argument(
        None, metavar="[第几版]", help="默认上一版 · which version", show_default=False
    ),
    folder: Path | None = IN,
) -> None:
    """回到上一版或某一版；再来一次就又回来，什么都不会丢 · go back; undo again comes back."""
    from byline.cli.console import hint, say
    from byline.workspace import Workspace

    history = _history(draft)
    with Workspace.find(folder or draft.absolute().parent).lock():
        before = history.now()
        target, made = history.undo(number)
    say(f"回到了第 {target.number} 版，记作第 {made.number} 版")
    if before is not None:
        show(_difference(before, made.data), "这次换掉的")
    hint(f"后悔了：byline undo {draft}；更早的：byline versions {draft}")


def show(found: Difference, title: str = "") -> None:
    """Print a difference; paragraphs in which nothing changed are only counted."""
    from byline.cli.console import say

    if not found.changed:
        say(f"{title}：正文一字没变" if title else "正文一字没变")
        return
    say(f"{title}：加 {found.added} 字，减 {found.removed} 字", style="bold")
    unchanged = 0
    for paragraph in [*_paragraphs(found.lines), None]:
        if paragraph and all(line.state == "same" for line in paragraph):
            unchanged += 1
            continue
        if unchanged:
            say(f"\n  …（{unchanged} 段没变）", style="dim")
            unchanged = 0
        if paragraph:
            say()
        for line in paragraph or ():
            _print_line(line)


def _print_line(line: Line) -> None:
    from byline.cli.console import say, stdout

    if line.state == "same":
        if not line.is_break:
            say(f"  {line.text}", style="dim")
        return
    mark = {"changed": "~", "removed": "-", "added": "+"}[line.state]
    if not stdout().is_terminal or stdout().no_color:
        whole = line.state != "changed"
        say(f"{mark} " + "".join(_visible(p) if whole else _marked(p) for p in line.pieces))
        return
    from rich.text import Text

    words = Text(f"{mark} ")
    for piece in line.pieces:
        words.append(_visible(piece), style=STYLES[piece.state])
    stdout().print(words)


def _marked(piece: Piece) -> str:
    opening, closing = MARKS[piece.state]
    return f"{opening}{_visible(piece)}{closing}"


def _visible(piece: Piece) -> str:
    from byline.drafting.difference import LINE, PARAGRAPH

    return {PARAGRAPH: "¶ 分段", LINE: "↵ 换行"}.get(piece.text, piece.text)


def _paragraphs(lines: list[Line]) -> list[list[Line]]:
    from byline.drafting.difference import PARAGRAPH

    found: list[list[Line]] = [[]]
    for line in lines:
        if line.text == PARAGRAPH and line.state == "same":
            found.append([])
        else:
            found[-1].append(line)
    return [one for one in found if one]


def _history(draft: Path) -> History:
    """The versions of a file; InputError when it is no draft and never was one."""
    from byline.drafting import document
    from byline.drafting.versions import History

    history = History(draft)
    if not history.versions():
        document.load(draft)
    return history


def _rows(history: History) -> list[dict[str, Any]]:
    """One a version, oldest first, and last the file when a hand went over it."""
    held, current = history.versions(), history.current()
    texts = {one.number: one.data for one in held}
    rows = [_row(one, texts.get(one.note.after), now=one == current) for one in held]
    data = history.now()
    if current is None and data is not None:
        changed = _difference(held[-1].data, data) if held else None
        rows.append(
            {
                "version": None,
                "when": None,
                "why": "edited" if held else "unknown",
                "words": "",
                "after": held[-1].number if held else 0,
                "added": changed.added if changed else None,
                "removed": changed.removed if changed else None,
                "now": True,
            }
        )
    return rows


def _row(version: Version, before: bytes | None, *, now: bool) -> dict[str, Any]:
    changed = None if before is None else _difference(before, version.data)
    return {
        "version": version.number,
        **version.note.model_dump(mode="json"),
        "added": changed.added if changed else None,
        "removed": changed.removed if changed else None,
        "now": now,
    }


def _shown(row: dict[str, Any]) -> str:
    number = f"{row['version']:>3}" if row["version"] else "  –"
    when = row["when"][:16].replace("T", " ") if row["when"] else "还没存成一版     "
    changed = "" if row["added"] is None else f"  +{row['added']} −{row['removed']} 字"
    why: Why = row["why"]
    mark = "  ← 现在" if row["now"] else ""
    # A sentence that was struck has no words.
    said = WHY[why].format(row["words"]).removesuffix("：")
    return f"{number}  {when}  {said}{changed}{mark}"


def _compared(
    history: History, older: int | None, newer: int | None
) -> tuple[tuple[int, int | None], Difference]:
    """The numbers of two versions, None for the file itself, and what differs."""
    from byline.errors import InputError

    current = history.current()
    if newer is not None:
        after = history.find(newer).data
    elif (data := history.now()) is not None:
        after = data
    else:
        raise InputError(
            "文件不在了", value=str(history.path), next_step=f"byline undo {history.path} 找回来"
        )
    if older is None:
        held = history.versions()
        older = current.note.after if current else held[-1].number if held else 0
    if not older:
        raise InputError(
            "这篇只有一版，没有可以比的",
            value=str(history.path),
            next_step=f'byline revise {history.path} "更口语一点"',
        )
    return (older, newer), _difference(history.find(older).data, after)


def _difference(before: bytes, after: bytes) -> Difference:
    """Of the posts; the records above them are the machine's."""
    from byline.drafting.difference import compare
    from byline.front_matter import split_front_matter

    posts = [split_front_matter(data.decode("utf-8-sig", "replace"))[1] for data in (before, after)]
    return compare(*posts)
