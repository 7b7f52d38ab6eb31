"""`byline interview`: the conversation, live or from a file."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from byline.cli.console import FOLDER, PROVIDER

if TYPE_CHECKING:
    from byline.cli.people import Person
    from byline.interview.background import BackgroundExtraction
    from byline.interview.session import Interview
    from byline.ledger.events import Asked
    from byline.llm.chat import ChatSession
    from byline.settings import Settings
    from byline.workspace import Workspace

HELP = (
    "直接说就行，想到哪说到哪。\n"
    "/skip 跳过这一问  /why 为什么问这个  /progress 聊到哪了  /pause 先停下（下次接着聊）  /help"
)


def interview(
    folder: Path = FOLDER,
    answers: Path | None = typer.Option(
        None, "--answers", help="从文件读回答（yaml 按话题，txt 按顺序）· answers from a file"
    ),
    topics: bool = typer.Option(False, "--topics", help="列出话题 · list the topics"),
    provider: str | None = PROVIDER,
    no_model: bool = typer.Option(
        False, "--no-model", help="不用模型：按提纲问，事实以后再整理 · guide wording only"
    ),
) -> None:
    """采访你，一次一个问题；说过的话当场落盘，随时可停 · the interview."""
    if topics:
        _list_topics()
        return
    from byline.cli import closing
    from byline.cli.console import settings_for
    from byline.cli.people import ScriptedPerson, TypingPerson
    from byline.interview.script import Script
    from byline.workspace import Workspace

    workspace = Workspace.find(folder)
    person = ScriptedPerson(Script.read(answers)) if answers else TypingPerson()
    settings = settings_for(workspace, provider)
    with workspace.lock():
        # Opened before a model takes seconds to load: a broken file is told at once.
        talk = open_talk(workspace)
        if closing.is_over(talk):
            closing.afterwards(talk, person)
            return
        with _model(settings, off=no_model) as session:
            converse(talk, person, session)


def open_talk(workspace: Workspace) -> Interview:
    """The interview as its files have it, still without a model."""
    from byline.cli.console import hint
    from byline.interview.guide import load_guide
    from byline.interview.session import Interview

    journal = workspace.journal()
    if journal.recovered:
        hint(journal.recovered)
    return Interview(journal, workspace.ledger(), load_guide())


def converse(talk: Interview, person: Person, session: ChatSession | None) -> None:
    """Ask until the guide is done or the person pauses; then facts, what was heard, consent."""
    from byline.cli import closing
    from byline.cli.console import hint, show_usage

    if session:
        _equip(talk, session)
    talk.begin()
    if person.live:
        hint(HELP)
    with _extracting(talk) as background:
        done = _talk(talk, person, background)
        if session is None:
            hint("没有用模型，事实还没整理。装好模型再运行 byline interview 就会补上")
            return
        _drain(background)
    for failure in background.failures:
        hint(f"有一段回答没整理成：{failure.what}。下次运行 byline interview 会再试")
    show_usage(session)
    if done:
        closing.close(talk, person)


@contextlib.contextmanager
def _extracting(talk: Interview) -> Generator[BackgroundExtraction]:
    """Facts beside the talk; whatever ends the block, nothing is written after it."""
    from byline.interview.background import BackgroundExtraction

    background = BackgroundExtraction(talk)
    try:
        for answer_id in talk.pending() if talk.caller else []:
            background.add(answer_id)
        yield background
    finally:
        background.stop()


def _talk(talk: Interview, person: Person, background: BackgroundExtraction) -> bool:
    """The questions, and how they ended; Ctrl-C pauses, for what was said is on the disk."""
    from byline.cli.console import say

    done = False
    with contextlib.suppress(KeyboardInterrupt):
        done = _walk(talk, person, background)
    say("\n问题都问完了。" if done else "\n停在这里了。下次运行 byline interview 接着聊。")
    return done


def _equip(talk: Interview, session: ChatSession) -> None:
    from byline.interview.follow_up import ModelFollowUps

    talk.follow_ups = ModelFollowUps(session.caller)
    talk.caller = session.caller
    talk.model = session.choice.model


def _walk(talk: Interview, person: Person, background: BackgroundExtraction) -> bool:
    """The questions; True when the guide is done, False when the person paused."""
    from byline.cli.console import say, waiting

    while True:
        with waiting("想一下…"):
            question = talk.next_question()
        if question is None:
            return True
        progress = talk.progress()
        mark = "追问" if question.probe else f"{progress.done}/{progress.total} {progress.topic}"
        say(f"\n[{mark}] {question.text}", style="bold cyan")
        outcome = _exchange(talk, person, question)
        if outcome == "pause":
            return False
        if outcome and talk.caller:
            background.add(outcome)


def _exchange(talk: Interview, person: Person, question: Asked) -> str:
    """One question until it is answered, skipped or left; an answer's id, '' or 'pause'."""
    from byline.cli.console import hint, say
    from byline.text.sentences import clean_input, mend_surrogates

    while True:
        reply = person.reply(question)
        if reply.command == "skip":
            talk.skip(question)
            return ""
        if reply.command in {"pause", "quit", "exit", "q"}:
            return "pause"
        if reply.command:
            _command(talk, question, reply.command)
            continue
        text = mend_surrogates(clean_input(reply.text)).strip()
        # A line of joiners and other invisible characters is no answer either.
        if not any(character.isprintable() for character in text):
            if not person.live:
                talk.skip(question)
                return ""
            hint("没听到内容。不想答就输 /skip")
            continue
        if not person.live:
            say(f"› {text if len(text) <= 400 else text[:400] + '…'}")
        return _keep(talk, person, question, text)


def _keep(talk: Interview, person: Person, question: Asked, text: str) -> str:
    """Write an answer down, again for as long as the person wants to make room for it."""
    from byline.errors import StorageError

    while True:
        try:
            return talk.answer(question, text).answer_id
        except StorageError as error:
            if not person.wants_retry(error):
                raise


def _command(talk: Interview, question: Asked, command: str) -> None:
    from byline.cli.console import hint

    if command == "why":
        _why(talk, question)
    elif command == "progress":
        progress = talk.progress()
        hint(f"聊到第 {progress.done} 个话题，一共 {progress.total} 个；现在是“{progress.topic}”")
    elif command == "help":
        hint(HELP)
    else:
        hint(f"没有 /{command} 这个命令。\n{HELP}")


def _why(talk: Interview, question: Asked) -> None:
    from byline.cli.console import hint
    from byline.knowledge.notes import read_notes
    from byline.shipped import shipped

    for note in read_notes(shipped("knowledge")):
        if note.id in question.notes:
            hint(f"{note.title}\n{note.text}（{note.id}）\n")
    topic = talk.guide.topic(question.topic)
    for example in (topic.examples if topic else {}).values():
        hint(example)


def _drain(background: BackgroundExtraction) -> None:
    """Finish the facts with progress; Ctrl-C leaves the rest pending in the journal."""
    from byline.cli.console import hint, waiting

    try:
        with waiting("正在把回答整理成事实…") as change:
            background.drain(lambda done, total: change(f"正在把回答整理成事实… {done}/{total}"))
    except KeyboardInterrupt:
        background.stop()
        hint("先不整理了。下次运行 byline interview 会接着整理")
    if background.facts:
        hint(f"整理出 {background.facts} 条事实：byline facts")


@contextlib.contextmanager
def _model(settings: Settings, *, off: bool) -> Generator[ChatSession | None]:
    """The model, or None with the reason shown: an interview never waits for one."""
    from byline.cli.console import hint, open_model
    from byline.errors import InputError, ModelError, StorageError

    with contextlib.ExitStack() as stack:
        session = None
        if not off:
            try:
                session = stack.enter_context(open_model(settings))
            except (ModelError, InputError, StorageError) as error:
                hint(f"{error}\n没有模型也能聊：按提纲问，话都记下，事实以后再整理。")
        yield session


def _list_topics() -> None:
    from byline.cli.console import say
    from byline.interview.guide import load_guide

    for topic in load_guide().order:
        say(f"{topic.id:<12}{topic.name}：{topic.opening}")
