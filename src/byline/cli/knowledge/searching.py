"""`byline knowledge search`: one question, or a file of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

import typer

from byline.cli.console import FOLDER, JSON, PROVIDER

if TYPE_CHECKING:
    from byline.app.models import ChatSession
    from byline.knowledge.chunks import Chunk, Consent
    from byline.knowledge.notes import Kind, Stage
    from byline.knowledge.ranking import Why
    from byline.settings import Settings

SCORE_DIGITS = 4
NO_MODEL = "{problem}\n没有模型，就照你的原话找。"
NEAREST = {"ask": "最像的问法", "note": "最像的是正文"}
Row = dict[str, Any]
Ask = Callable[[str], list[Row]]
Find = Callable[[str, int, bool], Iterator[Row]]
"""From a question, how many and whether to explain, to rows."""


class _Scored(Protocol):
    @property
    def score(self) -> float: ...
    @property
    def why(self) -> Why: ...


@dataclass(frozen=True)
class _Only:
    """What is searched."""

    stage: str | None
    section: int | None
    kind: str | None
    mine: bool
    consent: str | None

    def check(self, *, rewrite: bool) -> None:
        from byline.errors import InputError

        of_notes = (self.stage, self.section, self.kind)
        if self.consent is not None and not self.mine:
            raise InputError("--consent 只和 --mine 一起用", value=self.consent)
        if self.mine and any(value is not None for value in of_notes):
            raise InputError("你自己的材料不分 --stage、--section、--kind", value=of_notes)
        if self.mine and rewrite:
            raise InputError("--rewrite 只用来找方法笔记", next_step="去掉 --mine 或 --rewrite")


def search(
    query: str | None = typer.Argument(None, help="用自己的话问 · ask in your own words"),
    as_json: bool = JSON,
    k: int = typer.Option(5, "-k", min=1, max=50, help="要几条 · how many"),
    why: bool = typer.Option(False, "--why", help="分数怎么来的 · explain the scores"),
    stage: str | None = typer.Option(
        None, "--stage", help="只看用在这一步的：interview、positioning、drafting、plan"
    ),
    section: int | None = typer.Option(None, "--section", min=0, max=15, help="只看方法的这一节"),
    kind: str | None = typer.Option(
        None, "--kind", help="只看这一类：principle、method、example、counterexample、caveat"
    ),
    queries: Path | None = typer.Option(
        None, "--queries", help="一行一个问题的文件（- 是标准输入），一行输出一个 JSON"
    ),
    mine: bool = typer.Option(False, "--mine", help="找你自己的材料和发过的稿，不找笔记"),
    consent: str | None = typer.Option(None, "--consent", help="和 --mine 一起：public 或 private"),
    rewrite: bool = typer.Option(
        False,
        "--rewrite",
        help="先让模型换个说法再找一遍，准些、慢几秒 · rewrite first",
    ),
    provider: str | None = PROVIDER,
    folder: Path = FOLDER,
) -> None:
    """找回答这句话的笔记 · the notes that answer a question."""
    from byline.cli.console import open_model_if_any, settings_for
    from byline.errors import InputError

    if (query is None) == (queries is None):
        raise InputError(
            "要么写一个问题，要么给 --queries", next_step="byline knowledge search 没粉丝谁看我啊"
        )
    lines = _lines(queries) if queries else []
    only = _Only(stage, section, kind, mine, consent)
    only.check(rewrite=rewrite)
    settings = settings_for(None, provider)
    with (
        open_model_if_any(settings, NO_MODEL, off=not rewrite) as session,
        _opened(folder, only, settings, session) as find,
    ):

        def ask(text: str) -> list[Row]:
            return list(find(text, k, why))

        if query is None:
            _answer_all(lines, ask)
            return
        rows = ask(query)
    if as_json:
        from byline.cli.console import print_json

        print_json(rows)
        return
    for row in rows:
        _show(row)


def _answer_all(lines: list[str], ask: Ask) -> None:
    """One JSON object a line for every line, also for one that cannot be asked."""
    from byline.errors import InputError

    for line in lines:
        try:
            told: Row = {"query": line, "hits": ask(line)}
        except InputError as error:
            told = {"query": line, "hits": [], "error": str(error)}
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        sys.stdout.flush()


def _lines(path: Path) -> list[str]:
    from byline.errors import InputError
    from byline.files import read_text

    if str(path) == "-":
        try:
            text = sys.stdin.buffer.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise InputError(
                f"标准输入不是 UTF-8：第 {error.start + 1} 个字节读不懂",
                next_step="iconv -f GB18030 -t UTF-8 问题.txt > utf8.txt，再用 --queries",
            ) from error
    elif path.is_dir() or not path.exists():
        raise InputError("没有这个文件", value=str(path), next_step="检查 --queries 的路径")
    else:
        text = read_text(path)
    # Not splitlines: a form feed or U+2028 inside a question ends no line for anybody else.
    return text.replace("\r\n", "\n").removesuffix("\n").split("\n") if text else []


@contextmanager
def _opened(
    folder: Path, only: _Only, settings: Settings, session: ChatSession | None
) -> Generator[Find]:
    from byline.cli.console import waiting

    with waiting("正在打开索引…") as change:

        def building(what: str, done: int, total: int) -> None:
            change(f"{what} {done}/{total}" if total else what)

        notes = _notes(only, building, settings, session)
        with _own(folder, only, building) if only.mine else notes as find:
            yield find


@contextmanager
def _notes(
    only: _Only,
    building: Callable[[str, int, int], None],
    settings: Settings,
    session: ChatSession | None,
) -> Generator[Find]:
    from byline.app.notes import open_library
    from byline.knowledge.notes import Kind, Stage

    stage = cast("Stage | None", one_of("--stage", only.stage, Stage))
    kind = cast("Kind | None", one_of("--kind", only.kind, Kind))
    with open_library(settings, building, session=session) as library:

        def find(query: str, k: int, why: bool) -> Iterator[Row]:
            for hit in library.search(query, k, stage, only.section, kind, explain=why):
                note = hit.note
                row = _row(note.id, note.title, note.sections, note.text, hit)
                yield {**row, "why": _explained(hit.through, hit.why)} if why else row

        yield find


@contextmanager
def _own(folder: Path, only: _Only, building: Callable[[str, int, int], None]) -> Generator[Find]:
    from byline.app.materials import open_search
    from byline.knowledge.chunks import Consent
    from byline.workspace import Workspace

    wanted = cast("Consent | None", one_of("--consent", only.consent, Consent))
    with open_search(Workspace.find(folder), building) as own:

        def find(query: str, k: int, why: bool) -> Iterator[Row]:
            for hit in own.search(query, k, wanted, explain=why):
                chunk = hit.chunk
                row = _row(chunk.id, chunk.title, [], chunk.text, hit)
                yield {**row, "why": _explained(chunk, hit.why)} if why else row

        yield find


def one_of(option: str, value: str | None, choices: Any) -> str | None:
    """Return `value` when it is None or one of the Literal `choices`, else InputError."""
    from typing import get_args

    from byline.errors import InputError

    names = get_args(choices)
    if value is not None and value not in names:
        raise InputError(f"{option} 没有这个值，有的是 {'、'.join(names)}", value=value)
    return value


def _row(name: str, title: str, sections: list[int], text: str, hit: _Scored) -> Row:
    score = round(hit.score, SCORE_DIGITS)
    return {"id": name, "title": title, "sections": sections, "score": score, "text": text}


def _explained(through: Chunk, why: Why) -> Row:
    return {
        "through": {"kind": through.origin, "text": through.text},
        "similarity": round(why.similarity, SCORE_DIGITS),
        "coverage": round(why.coverage, SCORE_DIGITS),
        "parent": through.parent,
        "parent_similarity": round(why.parent_similarity, SCORE_DIGITS),
        "parent_coverage": round(why.parent_coverage, SCORE_DIGITS),
        "terms": [[name, round(weight, 2)] for name, weight in why.terms],
    }


def _show(row: Row) -> None:
    from byline.cli.console import say

    sections = "、".join(map(str, row["sections"]))
    place = f" · 第 {sections} 节" if sections else ""
    say(f"\n{row['title']}", style="bold")
    say(f"{row['id']}{place} · {row['score']:.3f}", style="dim")
    if "why" in row:
        _show_why(row["why"])
    say(row["text"])


def _show_why(why: Row) -> None:
    from byline.cli.console import say

    nearest = NEAREST.get(why["through"]["kind"], "最像的一段")
    said = f"：{why['through']['text']}" if why["through"]["kind"] == "ask" else ""
    terms = "、".join(f"{name} {weight}" for name, weight in why["terms"][:8]) or "没有"
    say(f"{nearest}{said}", style="cyan")
    say(
        f"向量 {why['similarity']:.3f} · 词 {why['coverage']:.2f} · "
        f"整篇（{why['parent']}）向量 {why['parent_similarity']:.3f}、词 "
        f"{why['parent_coverage']:.2f}",
        style="cyan",
    )
    say(f"共有的词：{terms}", style="cyan")
