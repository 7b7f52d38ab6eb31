"""Twelve drafts with their traces, made again by one command.

    .venv/bin/python evals/gallery/make.py             from the recorded answers, no model
    .venv/bin/python evals/gallery/make.py --record    ask the embedded model what is not recorded
    .venv/bin/python evals/gallery/make.py --check     say what is out of date, write nothing

`--only CASE` for one of them; `--cache-file FILE` records from the cache of an eval run, which
asks the same questions. A piece is what `byline draft` saves in a workspace whose journal and
ledger hold the person of the case, and what `byline trace` shows of it there.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pydantic import Field

from byline.drafting import chain, storage, stored
from byline.drafting.material import spoken
from byline.drafting.models import Draft
from byline.errors import BylineError
from byline.evaluation.loading import cases_by_id
from byline.evaluation.models import Strict
from byline.evaluation.runner import SEED
from byline.evaluation.targets.drafting import DraftingCase
from byline.evaluation.targets.workspaces import interviewed
from byline.evaluation.trial import CLOCK
from byline.llm.chat import ChatSession, open_chat
from byline.llm.counting import calling
from byline.llm.response_cache import ResponseCache
from byline.platforms import load_platform
from byline.settings import load_settings
from byline.shipped import load_data
from byline.workspace import Workspace

HERE = Path(__file__).resolve().parent
RESPONSES = HERE / "responses.jsonl"
RECORD_WITH = "python evals/gallery/make.py --record"


class Piece(Strict):
    """One draft of the gallery."""

    case: str
    why: str


class Gallery(Strict):
    """gallery.yaml."""

    pieces: list[Piece] = Field(min_length=1)


def pieces() -> list[Piece]:
    """What is in the gallery, in order."""
    return load_data(HERE / "gallery.yaml", Gallery).pieces


def written(workspace: Workspace, case: DraftingCase, session: ChatSession) -> Path:
    """The draft, saved where `byline draft` saves it."""
    from byline.knowledge.embeddings import similarity

    chat = session.fresh(SEED, temperature=0.0)
    writer = chain.Writer(chat.caller, similarity, session.choice.model, clock=lambda: CLOCK)
    facts = workspace.ledger().facts
    brief = chain.Brief(case.topic, load_platform(case.platform), case.audience, spoken(facts))
    with calling(0):
        draft = chain.write(writer, brief, facts)
    return storage.save(workspace.drafts, draft)


def traced(workspace: Workspace, draft: Path) -> dict[str, str]:
    """What `byline trace` prints and the page it writes."""
    with contextlib.chdir(workspace.root):
        shown = _byline("trace", str(draft.relative_to(workspace.root)))
        _byline("trace", str(draft.relative_to(workspace.root)), "--html", "trace.html")
        page = (workspace.root / "trace.html").read_text(encoding="utf-8")
    return {"trace.txt": shown, "trace.html": page}


def _byline(*arguments: str) -> str:
    """What a command prints when its output is no terminal."""
    from byline.cli import console
    from byline.cli.app import app

    out = io.StringIO()
    console.stdout.cache_clear()
    console.stderr.cache_clear()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        app(list(arguments), standalone_mode=False)
    console.stdout.cache_clear()
    console.stderr.cache_clear()
    return out.getvalue()


def facts_used(case: DraftingCase, draft: Draft) -> str:
    """The public facts: those the draft rests on, and those it left."""
    used = {name for part in draft.sections for one in part.sentences for name in one.facts}
    public = [said for said in case.said if said.consent == "public"]
    lines = [f"# {case.cluster}", ""]
    for title, wanted in (("用上的", True), ("没有用的", False)):
        found = [said for said in public if (said.id in used) is wanted]
        lines += [f"## {title}", ""]
        lines += [f"- {said.id} {said.kind}：{' '.join(said.quote.split())}" for said in found]
        lines += [""] if found else ["没有", ""]
    return "\n".join(lines).rstrip() + "\n"


def made(case: DraftingCase, session: ChatSession) -> dict[str, str]:
    """File name -> text of one piece."""
    with tempfile.TemporaryDirectory() as place:
        workspace = interviewed(Path(place) / case.cluster, case)
        path = written(workspace, case, session)
        files = {f"{case.platform}.md": path.read_text(encoding="utf-8")}
        files |= traced(workspace, path)
        return files | {"facts.md": facts_used(case, stored.load(path).draft)}


@contextlib.contextmanager
def opened(*, record: bool, cache_file: Path | None) -> Iterator[tuple[ChatSession, ResponseCache]]:
    """A session over the recorded answers; with `record` what is missing is asked."""
    kept = [RESPONSES] if RESPONSES.is_file() else []
    if cache_file:
        cache = ResponseCache(cache_file, "record" if record else "offline")
    else:
        mode = "record" if record else "offline"
        cache = ResponseCache.load(*kept, mode=mode, record_with=RECORD_WITH)
    with (
        cache,
        open_chat(load_settings({"provider": "local"}), temperature=0.0, responses=cache) as chat,
    ):
        yield chat, cache


def index(found: dict[str, dict[str, str]]) -> str:
    """README.md: what there is, at a glance."""
    lines = [
        "# 十二篇稿子",
        "",
        "内嵌模型写的，人和事都是编的。每篇有稿子、每句的依据（trace）和用到的事实。",
        "重做：`make gallery`（不用模型，用录下的回答）。",
        "",
        "| 题目 | 平台 | 状态 | 为什么选它 |",
        "| --- | --- | --- | --- |",
    ]
    cases = cases_by_id("drafting")
    for piece in pieces():
        case = cases[piece.case]
        status = _status(found[piece.case][f"{case.platform}.md"])
        link = f"[{case.topic}]({piece.case}/{case.platform}.md)"
        lines.append(
            f"| {link} | {load_platform(case.platform).names.zh} | {status} | {piece.why} |"
        )
    return "\n".join(lines) + "\n"


def _status(text: str) -> str:
    return next(line.split(":")[1].strip() for line in text.split("\n") if line[:7] == "status:")


def outdated(files: dict[Path, str]) -> list[Path]:
    """Those that are missing or say something else."""
    return [
        path
        for path, text in files.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]


def everything(found: dict[str, dict[str, str]], into: Path) -> dict[Path, str]:
    """Path -> text, with the index when every piece is there."""
    files = {into / case / name: text for case, one in found.items() for name, text in one.items()}
    if set(found) == {piece.case for piece in pieces()}:
        files[into / "README.md"] = index(found)
    return files


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--cache-file", type=Path)
    parser.add_argument("--into", type=Path, default=HERE)
    asked = parser.parse_args(arguments)
    cases = cases_by_id("drafting")
    wanted = [piece.case for piece in pieces() if not asked.only or piece.case in asked.only]
    found: dict[str, dict[str, str]] = {}
    with opened(record=asked.record, cache_file=asked.cache_file) as (session, cache):
        for name in wanted:
            print(name, file=sys.stderr, flush=True)
            found[name] = made(cases[name], session)
        if asked.record and len(wanted) == len(pieces()):
            cache.export(cache.used, RESPONSES)
    files = everything(found, asked.into)
    changed = outdated(files)
    for path in changed:
        print(os.path.relpath(path))
        if not asked.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(files[path], encoding="utf-8")
    return 1 if asked.check and changed else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BylineError as error:
        sys.exit(str(error))
