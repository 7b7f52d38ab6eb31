"""Both READMEs know every command."""

from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from byline.cli.app import app

ROOT = Path(__file__).parents[1]


def commands(group: Any, above: str = "byline") -> list[str]:
    """Every command as it is typed."""
    found: list[str] = []
    for name, command in group.commands.items():
        typed = f"{above} {name}"
        found.extend(commands(command, typed) if hasattr(command, "commands") else [typed])
    return found


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
@pytest.mark.parametrize("command", commands(get_command(app)))
def test_every_command_is_described(page: str, command: str) -> None:
    assert command in (ROOT / page).read_text(encoding="utf-8")
