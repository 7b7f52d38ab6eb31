"""The command line: parse, call app, print. One file a command; nothing is decided here.

`main` prints every BylineError without a traceback and leaves with code 1; Ctrl-C leaves with 130,
except at a question of the interview, where it is a pause.
"""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from byline.cli.app import run

    run()
