"""Documents that wait to be read: asking whose they are, and reading them with progress."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from byline.app.materials import Desk, File, Reading
    from byline.errors import InputError
    from byline.workspace import Workspace


def open_desk(workspace: Workspace) -> Desk:
    """A desk with nothing on it; what was made good in the journal is said."""
    from byline.app.materials import Desk
    from byline.cli.console import hint

    desk = Desk.open(workspace)
    if desk.recovered:
        hint(desk.recovered)
    return desk


def read(desk: Desk, provider: str | None, *, off: bool) -> None:
    """Read what is unread; a model that fails leaves it for the next run."""
    from byline.cli.console import hint, open_model, settings_for, show_usage, waiting
    from byline.errors import InputError, ModelError, StorageError

    if not desk.waiting:
        return
    if off:
        hint("材料收好了，事实还没提：有模型时运行 byline add")
        return
    try:
        with open_model(settings_for(desk.workspace, provider)) as session:
            with waiting("正在读…") as change:

                def progress(at: Reading) -> None:
                    change(f"正在读 {at.name}… {at.done}/{at.total} 段，提出 {at.found} 条事实")

                desk.read(session, progress)
            show_usage(session)
    except (ModelError, InputError, StorageError) as error:
        hint(f"{error}\n材料收好了，没读完的下次运行 byline add 接着读")
    except KeyboardInterrupt:
        hint("停下了，读过的都记着。下次运行 byline add 接着读")
        raise typer.Exit(130) from None


def refused(name: str, error: InputError) -> None:
    """Say that a document is not read."""
    from byline.cli.console import hint

    hint(f"{name}：{error}" if name else str(error))


def which(name: str, people: list[str]) -> str:
    """Ask which of the people in a chat the person is; empty when they do not say."""
    import sys

    from byline.cli.console import say

    if not sys.stdin.isatty():
        return ""
    say(f"{name} 里有几个人说话，只有你自己的话才能记成事实：")
    for number, who in enumerate(people, start=1):
        say(f"  {number}. {who}")
    try:
        reply = typer.prompt("哪个是你（编号，回车先不读）", default="", show_default=False).strip()
    except typer.Abort:
        return ""
    chosen = int(reply) if reply.isdecimal() else 0
    return people[chosen - 1] if 1 <= chosen <= len(people) else ""


def row(file: File) -> dict[str, object]:
    """A document as data."""
    text = file.rendering
    return {
        "name": file.name,
        "unit": text.unit,
        "parts": text.parts[-1].number,
        "characters": len(text.text),
        "people": text.people,
        "me": file.me,
        "notes": text.notes,
        "left_out": file.left_out(),
    }
