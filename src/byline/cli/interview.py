"""`byline interview`: the conversation, live or from a file."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from byline.cli.console import FOLDER, PROVIDER

if TYPE_CHECKING:
    from byline.app.interviews import BackgroundExtraction, Interview
    from byline.app.models import ChatSession
    from byline.cli.chat import Chat
    from byline.cli.people import Person
    from byline.cli.wording import Wording
    from byline.ledger.events import Language
    from byline.settings import Settings
    from byline.workspace import Workspace


def interview(
    folder: Path = FOLDER,
    fill: Path | None = typer.Option(
        None, "--fill", metavar="稿子", help="问稿子里的【待补】，补进去 · fill a draft's slots"
    ),
    answers: Path | None = typer.Option(
        None, "--answers", help="从文件读回答（yaml 按话题，txt 按顺序）· answers from a file"
    ),
    topics: bool = typer.Option(False, "--topics", help="列出话题 · list the topics"),
    provider: str | None = PROVIDER,
    no_model: bool = typer.Option(
        False, "--no-model", help="不用模型：按提纲问，事实以后再整理 · guide wording only"
    ),
    lang: str | None = typer.Option(
        None, "--lang", help="zh 或 en；不写就跟着你的回答 · language, default: yours"
    ),
) -> None:
    """采访你，一次一个问题；说过的话当场落盘，随时可停 · the interview."""
    if topics:
        _list_topics()
        return
    from byline.app.answers import is_over
    from byline.cli import closing, filling
    from byline.cli.console import settings_for
    from byline.cli.people import ScriptedPerson, TypingPerson
    from byline.interview.gaps import put_away
    from byline.interview.script import Script
    from byline.workspace import Workspace

    language = _language(lang)
    person = ScriptedPerson(Script.read(answers)) if answers else TypingPerson()
    if fill is not None:
        filling.fill(fill, folder, person, language, provider=provider, no_model=no_model)
        return
    workspace = Workspace.find(folder)
    settings = settings_for(workspace, provider)
    with workspace.lock():
        # Opened before a model takes seconds to load: a broken file is told at once.
        talk = open_talk(workspace, settings.language)
        put_away(talk.journal)
        talk.patience = settings.follow_up_wait
        greet(talk, person, language)
        if is_over(talk):
            closing.afterwards(talk, person)
            return
        with model(settings, person.words, off=no_model) as session:
            converse(talk, person, session)


def open_talk(workspace: Workspace, default: Language = "zh") -> Interview:
    """The interview as its files have it, still without a model."""
    from byline.app.interviews import open_interview
    from byline.cli.console import hint

    talk = open_interview(workspace, default)
    if talk.journal.recovered:
        hint(talk.journal.recovered)
    return talk


def greet(talk: Interview, person: Person, language: Language | None = None) -> None:
    """Speak the language of last time or the one asked for, and finish what a kill cut short."""
    from byline.app.answers import reconcile, speak
    from byline.cli.chat import tell_gone
    from byline.cli.wording import wording

    if language and language != talk.language:
        speak(talk, language, asked=True)
    person.words = wording(talk.language)
    tell_gone(person.words.reconciled, reconcile(talk))


def converse(talk: Interview, person: Person, session: ChatSession | None) -> None:
    """Ask until the guide is done or the person pauses; then facts, what was heard, consent."""
    from byline.cli import closing
    from byline.cli.chat import Chat
    from byline.cli.console import hint, show_usage

    if session:
        equip(talk, session)
    with extracting(talk) as background:
        chat = Chat(talk, person, background)
        _open(chat)
        done = talk_through(chat)
        if session is None:
            hint(person.words.no_model)
            return
        drain(background, person.words)
    for failure in background.failures:
        hint(person.words.extraction_failed.format(reason=failure.what))
    show_usage(session)
    if done:
        closing.close(talk, person)


def _open(chat: Chat) -> None:
    """Say where we are, or how this goes; a script needs neither."""
    from byline.cli import conversation
    from byline.cli.console import hint

    resumed = conversation.where_we_are(chat)
    chat.talk.begin()
    if chat.person.live:
        hint(resumed or chat.words.welcome.strip())


def extracting(talk: Interview) -> contextlib.AbstractContextManager[BackgroundExtraction]:
    """Facts beside the talk; whatever ends the block, nothing is written after it."""
    from byline.app import interviews

    return interviews.extracting(talk)


def talk_through(chat: Chat) -> bool:
    """The questions, and how they ended; Ctrl-C pauses, for what was said is on the disk."""
    from byline.cli import conversation
    from byline.cli.console import say

    done = False
    with contextlib.suppress(KeyboardInterrupt), chat.person.sitting():
        done = conversation.hold(chat)
    say(f"\n{chat.words.finished if done else chat.words.paused}")
    return done


def equip(talk: Interview, session: ChatSession) -> None:
    """Give an interview its model."""
    from byline.app.interviews import equip_with_session

    equip_with_session(talk, session)


def drain(background: BackgroundExtraction, words: Wording) -> None:
    """Finish the facts with progress; Ctrl-C leaves the rest pending in the journal."""
    from byline.cli.console import hint, waiting

    try:
        with waiting(words.extracting) as change:
            background.drain(
                lambda done, total: change(words.extracting_count.format(done=done, total=total))
            )
    except KeyboardInterrupt:
        background.stop()
        hint(words.extracting_stopped)
    if background.facts:
        hint(words.extracted.format(count=background.facts))


@contextlib.contextmanager
def model(settings: Settings, words: Wording, *, off: bool) -> Generator[ChatSession | None]:
    """The model, or None with the reason shown: an interview never waits for one."""
    from byline.cli.console import hint, open_model
    from byline.errors import InputError, ModelError, StorageError

    with contextlib.ExitStack() as stack:
        session = None
        if not off:
            try:
                session = stack.enter_context(open_model(settings))
            except (ModelError, InputError, StorageError) as error:
                hint(words.model_missing.format(problem=error))
        yield session


def _language(name: str | None) -> Language | None:
    """The language asked for on the command line."""
    from typing import cast, get_args

    from byline.errors import InputError
    from byline.ledger.events import Language

    if name is not None and name not in get_args(Language):
        raise InputError("没有这种语言", value=name, next_step="--lang zh 或 --lang en")
    return cast("Language | None", name)


def _list_topics() -> None:
    from byline.cli.console import say
    from byline.interview.guide import load_guide

    for topic in load_guide().order:
        say(f"{topic.id:<12}{topic.name}：{topic.opening}")
