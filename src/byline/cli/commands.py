"""The commands a person can give in the middle of an interview.

Owns: what each does and shows. Promise: none of them is an answer, none loses one, and each leads
back to the open question.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, cast, get_args

from byline.app import answers
from byline.cli.chat import After, Chat, cleaned, is_empty, shortened
from byline.cli.console import hint, say, stdout
from byline.cli.wording import Command
from byline.errors import InputError
from byline.interview import privacy

if TYPE_CHECKING:
    from collections.abc import Callable

    from byline.cli.people import Reply
    from byline.ledger.events import Asked, Language
    from byline.ledger.exchanges import Exchange

FACTS = 12
"""Facts shown inside an interview; the rest are for `byline facts`."""
SAID = 80
"""Columns of an answer in the table of topics; the terminal may leave less."""


def run(chat: Chat, question: Asked, reply: Reply) -> After:
    """Do what a command says."""
    act = _ACTS.get(reply.command)
    if act is None:
        return _unknown(chat, reply.command)
    return act(chat, question, reply.argument)


def _unknown(chat: Chat, name: str) -> After:
    near = difflib.get_close_matches(name, get_args(Command), n=1)
    words = chat.words
    hint(
        words.unknown_near.format(name=name, near=near[0])
        if near
        else words.unknown.format(name=name)
    )
    return After.ASK


def _help(chat: Chat, question: Asked, argument: str) -> After:
    del question, argument
    hint(chat.words.help_title)
    for name, meaning in chat.words.commands.items():
        hint(f"  /{name:<9} {meaning}")
    hint(chat.words.keys)
    return After.ASK


def _pause(chat: Chat, question: Asked, argument: str) -> After:
    del chat, question, argument
    return After.PAUSE


def _skip(chat: Chat, question: Asked, argument: str) -> After:
    del argument
    if chat.target:
        chat.target = None
        hint(chat.words.unchanged)
    else:
        chat.talk.skip(question)
    return After.GO


def _back(chat: Chat, question: Asked, argument: str) -> After:
    del argument
    here = chat.target.asked if chat.target else question
    earlier: list[Exchange] = []
    for exchange in chat.exchanges():
        if exchange.asked.question_id == here.question_id:
            break
        earlier.append(exchange)
    if not earlier:
        hint(chat.words.back_none)
        return After.ASK
    chat.target = earlier[-1]
    return After.GO


def _edit(chat: Chat, question: Asked, argument: str) -> After:
    del question
    chat.target = None
    words = chat.words
    if not argument:
        _list_answers(chat)
        return After.GO
    exchange = _chosen(chat, argument)
    if exchange is None:
        hint(words.edit_bad.format(number=argument))
        return After.ASK
    if not chat.person.terminal:
        say(exchange.versions[-1].text)
        hint(words.edit_pipe.format(number=exchange.number))
    before = exchange.versions[-1].text
    changed = chat.person.change(words.edit_prompt.format(number=exchange.number), before)
    _changed(chat, exchange, None if changed is None else cleaned(changed))
    return After.GO


def _changed(chat: Chat, exchange: Exchange, text: str | None) -> None:
    answer = exchange.answer
    if text is None or (answer and text == answer.text):
        hint(chat.words.unchanged)
    elif not is_empty(text):
        chat.replace(exchange, text)
    elif answer and _agreed(chat, chat.words.edit_clear.format(number=exchange.number)):
        chat.withdraw(exchange)
    else:
        hint(chat.words.unchanged)


def _agreed(chat: Chat, prompt: str) -> bool:
    """Whether something was agreed to in so many words: Enter alone is not enough."""
    reply = chat.person.confirm(prompt)
    return bool(reply and reply.strip()) and privacy.decision(reply or "") == "yes"


def _list_answers(chat: Chat) -> None:
    answered = chat.answered()
    if not answered:
        hint(chat.words.edit_none)
        return
    hint(chat.words.edit_list)
    for exchange in answered:
        if exchange.answer:
            line = chat.words.is_private * exchange.private + shortened(exchange.answer.text)
            hint(chat.words.edit_line.format(number=exchange.number, words=line))
    hint(chat.words.edit_how)


def _chosen(chat: Chat, argument: str) -> Exchange | None:
    """The exchange a number names; None when it names none."""
    try:
        return answers.numbered(chat.talk, int(argument))
    except (ValueError, InputError):
        return None


def _private(chat: Chat, question: Asked, argument: str) -> After:
    del question
    words = chat.words
    exchange = _chosen(chat, argument) if argument else on_screen(chat)
    if exchange is None:
        hint(words.edit_bad.format(number=argument) if argument else words.private_none)
    elif exchange.private:
        hint(words.private_already.format(number=exchange.number))
    else:
        chat.close(exchange)
    return After.ASK


def on_screen(chat: Chat) -> Exchange | None:
    """The answer a person means by "this": the one they went back to, else what was said last."""
    if chat.target and chat.target.answer:
        return chat.target
    return max(chat.answered(), key=lambda one: one.versions[-1].seq, default=None)


def _why(chat: Chat, question: Asked, argument: str) -> After:
    from byline.knowledge.notes import read_notes
    from byline.shipped import shipped

    del argument
    asked = chat.target.asked if chat.target else question
    held = {note.id: note for note in read_notes(shipped("knowledge"))}
    notes = [held[name] for name in asked.notes if name in held]
    # One idea is a reason; all of them would be a lecture.
    for note in notes[:1]:
        hint(f"{note.title}（{note.id}）\n{note.text.strip()}")
    for note in notes[1:]:
        hint(chat.words.why_more.format(title=note.title, id=note.id))
    examples = _examples(chat, asked)
    for example in examples:
        hint(example)
    if not notes and not examples:
        hint(chat.words.why_none)
    return After.ASK


def _examples(chat: Chat, asked: Asked) -> list[str]:
    """How somebody in this person's situation answers; at the first question, all of them."""
    talk = chat.talk
    topic = talk.guide.topic(asked.topic)
    examples = topic.worded(talk.language).examples if topic else {}
    answered = chat.answered()
    if not answered or not answered[0].answer:
        return list(examples.values())
    situation = talk.guide.situation_of(answered[0].answer.text)
    fitting = examples.get(situation.id) if situation else None
    return [fitting or next(iter(examples.values()))] if examples else []


def _progress(chat: Chat, question: Asked, argument: str) -> After:
    from rich.cells import cell_len
    from rich.table import Table
    from rich.text import Text

    del question, argument
    words, spoken = chat.words, chat.talk.language
    states = answers.topics(chat.talk)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title, cells in (
        (words.progress_topic, [one.topic.worded(spoken).name for one in states]),
        (words.progress_state, [words.states[one.state] for one in states]),
    ):
        # Without a floor a long answer would squeeze these.
        table.add_column(title, no_wrap=True, min_width=max(map(cell_len, [title, *cells])))
    table.add_column(words.progress_said, no_wrap=True, overflow="ellipsis")
    for one in states:
        said = words.is_private if one.private else shortened(one.said, SAID)
        name = one.topic.worded(spoken).name
        table.add_row(name, words.states[one.state], Text(said, "", overflow="ellipsis"))
    progress = chat.talk.progress()
    hint(
        words.progress_title.format(done=progress.done, total=progress.total, topic=progress.topic)
    )
    stdout().print(table)
    return After.GO


def _facts(chat: Chat, question: Asked, argument: str) -> After:
    from byline.cli import facts

    del question, argument
    with chat.talk.alone:
        held = list(chat.talk.ledger.facts)
        waiting = len(chat.talk.journal.pending_extraction())
    if held:
        facts.show(held[-FACTS:])
    else:
        hint(chat.words.facts_none)
    if len(held) > FACTS:
        hint(chat.words.facts_more.format(count=len(held) - FACTS))
    if waiting:
        hint(chat.words.facts_waiting.format(count=waiting))
    return After.GO


def _lang(chat: Chat, question: Asked, argument: str) -> After:
    language = argument.lower()
    if language not in {"zh", "en"}:
        hint(chat.words.lang_how)
        return After.ASK
    chat.speak(cast("Language", language), asked=True, question=question)
    hint(chat.words.lang_now)
    return After.GO


_ACTS: dict[str, Callable[[Chat, Asked, str], After]] = {
    "back": _back,
    "edit": _edit,
    "skip": _skip,
    "why": _why,
    "progress": _progress,
    "facts": _facts,
    "private": _private,
    "pause": _pause,
    "lang": _lang,
    "help": _help,
}
