"""What `byline --help` costs beside a bare typer program with as many commands.

Both run as processes in turn, N times each, so that a busy moment hits both alike; the figure is
the ratio of the medians (target: at most 1.5). The bare program is what typer itself costs.

    .venv/bin/python evals/benchmarks/startup.py [--json]
"""

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from table import report, timed
from typer.main import get_command

from byline.cli.app import app

ROUNDS = 15
BYLINE = str(Path(sys.executable).with_name("byline"))
TARGET = 1.5


def bare_program(commands: int) -> str:
    """A typer program with so many commands of two options each."""
    head = "import typer\napp = typer.Typer(rich_markup_mode='markdown', no_args_is_help=True)\n"
    command = (
        "@app.command()\n"
        "def c{n}(a: str = typer.Option('', help='a'), b: bool = typer.Option(False, help='b')):\n"
        "    'Do it.'\n"
    )
    return head + "".join(command.format(n=n) for n in range(commands)) + "app()\n"


def main() -> None:
    commands = len(get_command(app).commands)
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(bare_program(commands), encoding="utf-8")
        sides = {
            "byline": [BYLINE, "--help"],
            "bare": [sys.executable, str(bare), "--help"],
        }
        times: dict[str, list[float]] = {name: [] for name in sides}
        for _ in range(ROUNDS + 1):
            for name, command in sides.items():
                times[name].append(
                    timed(lambda c=command: subprocess.run(c, capture_output=True, check=True))
                )
    # The first round fills the page cache.
    medians = {name: statistics.median(taken[1:]) for name, taken in times.items()}
    ratio = medians["byline"] / medians["bare"]
    report(
        f"byline --help against bare typer, {ROUNDS} rounds, seconds",
        {
            "commands": commands,
            "byline median": medians["byline"],
            "bare median": medians["bare"],
            "ratio": ratio,
            "target": "met" if ratio <= TARGET else f"missed (<= {TARGET})",
        },
    )


if __name__ == "__main__":
    main()
