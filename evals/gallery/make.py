"""Sixteen drafts with their traces, made again by one command: twelve by a capable model, four of
nothing but the person's own words.

    .venv/bin/python evals/gallery/make.py             from the recorded answers, no model
    .venv/bin/python evals/gallery/make.py --record    ask what is missing, at the address below
    .venv/bin/python evals/gallery/make.py --check     say what is out of date, write nothing

`--only FOLDER` for one of them. A piece is what `byline draft` saves in a workspace whose journal
and ledger hold the person of the case, and what `byline trace` shows of it there. `proposed.md` is
the draft as it was written, before the person was asked about what it proposes; gallery.yaml has
what they said to each: yes, no, or other words.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import sys
import tempfile
from collections.abc import Generator, Sequence
from pathlib import Path

from pydantic import Field

from byline.app import drafts
from byline.app.notes import notes_for_drafts
from byline.app.people import Person
from byline.drafting import document
from byline.drafting.engine import Models
from byline.drafting.models import Draft
from byline.errors import BylineError, InputError
from byline.evaluation.loading import cases_by_id
from byline.evaluation.models import Strict
from byline.evaluation.runner import SEED
from byline.evaluation.targets.drafting import DraftingCase
from byline.evaluation.targets.workspaces import interviewed
from byline.evaluation.trial import CLOCK
from byline.ledger.models import Fact
from byline.llm.chat import ChatSession, Role, open_chat
from byline.llm.counting import calling
from byline.llm.response_cache import ResponseCache
from byline.platforms import load_platform
from byline.settings import Writes, load_settings
from byline.shipped import load_data
from byline.text.sentences import one_line
from byline.workspace import Workspace

HERE = Path(__file__).resolve().parent
RESPONSES = HERE / "responses.jsonl"
RECORD_WITH = "python evals/gallery/make.py --record"
MODEL = "capable"
ADDRESS = "http://127.0.0.1:8765/v1"
"""Where a capable model has to answer while it is recorded. An answer is kept under the address it
came from, so it is replayed under the same one, where nobody needs to be."""
TYPING = 3600.0
"""Seconds an answer may take: whoever answers may be typing."""


class Reply(Strict):
    """What the person said to one proposed sentence."""

    to: str
    """The sentence, as it was proposed."""
    said: str
    """yes, no, or the words they would say instead."""


class Piece(Strict):
    """One draft of the gallery."""

    case: str
    why: str
    writes: Writes = "posts"
    replies: list[Reply] = Field(default_factory=list[Reply])

    @property
    def folder(self) -> str:
        """Where it is kept: a case may be here in both kinds."""
        return self.case if self.writes == "posts" else f"{self.case}-quotes"


class Gallery(Strict):
    """gallery.yaml."""

    pieces: list[Piece] = Field(min_length=1)


def pieces() -> list[Piece]:
    """What is in the gallery, in order."""
    return load_data(HERE / "gallery.yaml", Gallery).pieces


def written(
    workspace: Workspace, piece: Piece, case: DraftingCase, session: ChatSession
) -> tuple[Path, str]:
    """The draft after the person was asked, and the file as it was before that."""
    chat = session.fresh(SEED, temperature=0.0)
    role = Role(chat.model, chat.caller, MODEL)
    models = Models(role, role) if piece.writes == "posts" else None
    person = Person(facts=workspace.ledger().facts, reader=case.audience)
    with notes_for_drafts() as notes, calling(0):
        means = drafts.Means(models, notes, lambda: CLOCK)
        draft = drafts.compose(person, case.topic, load_platform(case.platform), means)
    path = document.save(workspace.drafts, draft)
    before = path.read_text(encoding="utf-8")
    for reply in piece.replies:
        _answered(workspace, path, reply)
    return path, before


def _answered(workspace: Workspace, path: Path, reply: Reply) -> None:
    proposed = document.load(path).current.proposed
    sentence = next((one for one in proposed if one.text == reply.to), None)
    if sentence is None:
        raise InputError("没有提议这一句", value=reply.to, next_step="改 gallery.yaml 里的 replies")
    if reply.said == "no":
        drafts.strike_sentence(workspace, path, sentence)
        return
    words = None if reply.said == "yes" else reply.said
    drafts.affirm_sentence(workspace, path, sentence, words, lambda: CLOCK)


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


def facts_used(person: str, facts: Sequence[Fact], draft: Draft) -> str:
    """The public facts: those the draft rests on, a yes among them, and those it left."""
    used = set(draft.facts)
    lines = [f"# {person}", ""]
    for title, wanted in (("用上的", True), ("没有用的", False)):
        found = [fact for fact in facts if fact.usable and (fact.id in used) is wanted]
        lines += [f"## {title}", ""]
        lines += [f"- {fact.id} {fact.kind}：{one_line(fact.words)}" for fact in found]
        lines += [""] if found else ["没有", ""]
    return "\n".join(lines).rstrip() + "\n"


def made(piece: Piece, case: DraftingCase, session: ChatSession) -> dict[str, str]:
    """File name -> text of one piece."""
    with tempfile.TemporaryDirectory() as place:
        workspace = interviewed(Path(place) / case.cluster, case)
        with workspace.lock():
            path, before = written(workspace, piece, case, session)
        files = {f"{case.platform}.md": path.read_text(encoding="utf-8")}
        if piece.replies:
            files["proposed.md"] = before
        files |= traced(workspace, path)
        facts, draft = workspace.ledger().facts, document.load(path).draft
        return files | {"facts.md": facts_used(case.cluster, facts, draft)}


@contextlib.contextmanager
def opened(*, record: bool) -> Generator[tuple[ChatSession, ResponseCache]]:
    """A session over the recorded answers; with `record` what is missing is asked."""
    kept = [RESPONSES] if RESPONSES.is_file() else []
    mode = "record" if record else "offline"
    cache = ResponseCache.load(*kept, mode=mode, record_with=RECORD_WITH)
    settings = load_settings({"provider": "custom", "base_url": ADDRESS, "model": MODEL})
    with cache, open_chat(settings, temperature=0.0, responses=cache) as chat:
        chat.model.root_client.timeout = TYPING
        yield chat, cache


def index(found: dict[str, dict[str, str]]) -> str:
    """README.md: what there is, at a glance."""
    lines = [
        "# 十六篇稿子",
        "",
        "人和事都是编的。前十二篇是能写整篇的模型写的，录了下来；后四篇只排本人的原话（内嵌模型的用户拿到的）。",
        "每篇有稿子、逐句问过本人之前的样子（proposed.md）、每句的依据（trace）和用到的事实。",
        "重做：`make gallery`（不用模型，用录下的回答）。",
        "",
        "| 题目 | 平台 | 谁写的 | 状态 | 为什么选它 |",
        "| --- | --- | --- | --- | --- |",
    ]
    cases = cases_by_id("drafting")
    kinds = {"posts": "模型写，逐句核", "quotes": "只用原话"}
    for piece in pieces():
        case = cases[piece.case]
        status = _status(found[piece.folder][f"{case.platform}.md"])
        link = f"[{case.topic}]({piece.folder}/{case.platform}.md)"
        place = load_platform(case.platform).names.zh
        lines.append(f"| {link} | {place} | {kinds[piece.writes]} | {status} | {piece.why} |")
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
    files = {
        into / folder / name: text for folder, one in found.items() for name, text in one.items()
    }
    if set(found) == {piece.folder for piece in pieces()}:
        files[into / "README.md"] = index(found)
    return files


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--into", type=Path, default=HERE)
    asked = parser.parse_args(arguments)
    cases = cases_by_id("drafting")
    wanted = [piece for piece in pieces() if not asked.only or piece.folder in asked.only]
    found: dict[str, dict[str, str]] = {}
    with opened(record=asked.record) as (session, cache):
        try:
            for piece in wanted:
                print(piece.folder, file=sys.stderr, flush=True)
                found[piece.folder] = made(piece, cases[piece.case], session)
        finally:
            # What was asked is kept whatever came after it; old answers go once all is made.
            if asked.record:
                whole = len(found) == len(pieces())
                cache.export(cache.used if whole else cache.keys(), RESPONSES)
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
