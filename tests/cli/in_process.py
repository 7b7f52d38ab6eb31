"""byline in this process: no second interpreter for every command, the same outcome."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest
from byline_process import Ran
from loopback import Service
from studio_samples import POST, QUOTES, audited
from typer.testing import CliRunner

from byline.cli import console
from byline.cli.app import app
from byline.drafting import document
from byline.drafting.document import Document
from byline.ledger.consent import Consent
from byline.ledger.models import Fact
from byline.workspace import Workspace

TOPIC = "食堂买菜怎么少扔一点"
PROPOSED = "今晚先称一次垃圾桶。"


@dataclass
class Here:
    """A workspace with the facts of studio_samples, byline in it, and the model on loopback."""

    workspace: Workspace
    service: Service
    patch: pytest.MonkeyPatch

    def run(self, *arguments: str, stdin: str = "") -> Ran:
        """Run a command as `byline.cli.app.run` does."""
        for held in (console.stdout, console.stderr):
            held.cache_clear()
        result = CliRunner().invoke(app, list(arguments), input=stdin)
        code, failed = result.exit_code, result.exception
        if failed is None or isinstance(failed, SystemExit):
            return Ran(code, result.stdout, result.stderr)
        from byline.errors import BylineError

        if not isinstance(failed, BylineError):
            raise failed
        return Ran(failed.exit_code, result.stdout, f"{result.stderr}{failed}")

    def writes(self, post: str = POST, *verdicts: tuple[int, str, str]) -> None:
        """Queue a post and its audit, in which its last sentence is a proposal."""
        self.service.streams(post)
        audited(self.service, *(verdicts or ((6, "proposed", ""),)), count=14)

    def draft(self, post: str = POST, *verdicts: tuple[int, str, str]) -> Path:
        """A draft written by the model on loopback, in its file."""
        self.writes(post, *verdicts)
        ran = self.run("draft", TOPIC, "--for", "xiaohongshu", "--json")
        assert ran.code == 0, ran.err
        self.service.asked.clear()
        return max(self.workspace.drafts.glob("*/*.md"), key=lambda one: one.stat().st_mtime)

    def facts(self) -> list[Fact]:
        return self.workspace.ledger().facts


def post_of(path: Path) -> str:
    """What stands below the record."""
    return path.read_text(encoding="utf-8").partition("\n---\n")[2]


def held(path: Path) -> Document:
    return document.load(path)


def settled(
    workspace: Workspace,
    service: Service,
    patch: pytest.MonkeyPatch,
    hold: Callable[..., Fact],
    cache: Path,
) -> Here:
    """The workspace filled, and this process turned to it."""
    told = [(hold(quote, kind), consent) for quote, kind, consent in QUOTES]
    with workspace.lock():
        ledger = workspace.ledger()
        for fact, consent in told:
            ledger.set_consent(fact.id, cast(Consent, consent))
            ledger.confirm(fact.id)
        ledger.save()
    patch.chdir(workspace.root)
    for name, value in {
        "BYLINE_BASE_URL": service.base_url,
        "BYLINE_MODEL": "m",
        "BYLINE_API_KEY": "k",
        "BYLINE_CACHE_DIR": str(cache),
        "COLUMNS": "200",
    }.items():
        patch.setenv(name, value)
    return Here(workspace, service, patch)
