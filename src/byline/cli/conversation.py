"""The interview as it goes: a question, a reply, what the reply sets off.

Owns: the loop between the person and `Interview`, and following their language. Promise: words are
on the disk before anything is said about them, and nothing but an answer closes a question.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from byline.app import answers
from byline.cli import commands
from byline.cli.chat import After, Chat, cleaned, is_empty, shortened
from byline.cli.console import hint, say
from byline.cli.people import parsed
from byline.cli.speaking import Speaking
from byline.interview import privacy

if TYPE_CHECKING:
    from byline.cli.people import Reply
    from byline.ledger.events import Asked
    from byline.ledger.exchanges import Exchange

ECHOED = 400
"""Characters of a scripted answer that are shown."""
REPEATED = 300
"""Columns of an earlier answer that are shown when a person goes back to it."""


def hold(chat: Chat) -> bool:
    """Ask until the guide is done (True) or the person pauses (False)."""
    while not chat.talk.wants_pause:
        with Speaking(chat.words.thinking, lambda: _coming(chat)) as speaking:
            question = chat.talk.next_question(speaking.piece)
        if question is None:
            return True
        _show(chat, question, speaking)
        if _replied(chat, question) is After.PAUSE:
            return False
    return False


def where_we_are(chat: Chat) -> str:
    """One line on the sitting before; empty at the very beginning."""
    past = [one for one in chat.exchanges() if one.versions or one.skipped]
    if not past:
        return ""
    progress = chat.talk.progress()
    last = past[-1].answer or past[-1].asked
    at = datetime.fromisoformat(last.at) if last.at else datetime.now()
    day = chat.words.date.format(year=at.year, month=at.month, day=at.day)
    return chat.words.resumed.format(
        day=day,
        topic=progress.topic,
        done=progress.done,
        total=progress.total,
        answers=len(chat.answered()),
    )


def _show(chat: Chat, question: Asked, speaking: Speaking) -> None:
    words = chat.words
    target = chat.target
    if target is None:
        if above := chat.above(question):
            hint(f"\n{above}")
        speaking.put(_mark(chat, question), question.text)
        return
    mark = words.back_mark.format(number=target.number) if target.number else words.back_skipped
    speaking.put(mark, target.asked.text)
    if target.answer:
        hint(words.you_said.format(words=shortened(target.answer.text, REPEATED)))
    hint(words.back_how)


def _coming(chat: Chat) -> str:
    """The mark of a question that is still being written."""
    step = chat.talk.coming
    if step is None or step.manner != "back":
        return chat.words.follow_up
    return _again_about(chat, step.topic.id)


def _mark(chat: Chat, question: Asked) -> str:
    """What stands before a question: the topic it opens or goes back to, or that it follows up."""
    if question.manner == "probe":
        return chat.words.follow_up
    if question.manner == "back":
        return _again_about(chat, question.topic)
    progress = chat.talk.progress()
    return f"{progress.done}/{progress.total} {progress.topic}"


def _again_about(chat: Chat, topic_id: str) -> str:
    topic = chat.talk.guide.topic(topic_id)
    name = topic.worded(chat.talk.language).name if topic else ""
    return chat.words.again_about.format(topic=name)


def _replied(chat: Chat, question: Asked) -> After:
    """Replies until the question on the screen is done with."""
    while True:
        reply = chat.person.reply(question)
        after = _after(chat, question, reply)
        if after is not After.ASK:
            return after


def _after(chat: Chat, question: Asked, reply: Reply) -> After:
    if reply.command:
        return commands.run(chat, question, reply)
    text = cleaned(reply.text)
    if is_empty(text):
        if chat.person.live:
            hint(chat.words.nothing)
            return After.ASK
        chat.talk.skip(question)
        return After.GO
    if not chat.person.live:
        say(f"› {text if len(text) <= ECHOED else text[:ECHOED] + '…'}")
        chat.answer(question, text)
        return After.GO
    return _heard(chat, question, text)


def _heard(chat: Chat, question: Asked, text: str) -> After:
    """Words from somebody who is there: an answer, or a wish about the one before."""
    meant = None if _asks_for_limits(chat, question) else privacy.meant(text)
    before = commands.on_screen(chat)
    if meant == "before" and before:
        said = _wish(chat, before)
        if said is not None:
            return _after(chat, question, parsed(said)) if said else After.ASK
    target, chat.target = chat.target, None
    answer_id = chat.replace(target, text) if target else chat.answer(question, text)
    if meant == "this":
        _offer_this(chat, answer_id)
    _follow_language(chat)
    return After.GO


def _wish(chat: Chat, exchange: Exchange) -> str | None:
    """Offer to keep an answer private; None when the words were an answer after all.

    Otherwise it is marked, and what came instead of yes or no is returned as the next reply: a
    pipe goes on with the answer, and the wish counts.
    """
    if exchange.private:
        hint(chat.words.private_already.format(number=exchange.number))
        return ""
    said = shortened(exchange.answer.text, 24) if exchange.answer else ""
    prompt = chat.words.private_offer.format(number=exchange.number, words=said)
    reply = chat.person.confirm(prompt) or ""
    decided = privacy.decision(reply)
    if decided == "no":
        return None
    chat.close(exchange)
    return "" if decided == "yes" else reply


def _offer_this(chat: Chat, answer_id: str) -> None:
    exchange = next(
        one for one in chat.answered() if one.answer and one.answer.answer_id == answer_id
    )
    prompt = chat.words.private_offer_this.format(number=exchange.number)
    if privacy.decision(chat.person.confirm(prompt) or "") != "no":
        chat.close(exchange)


def _asks_for_limits(chat: Chat, question: Asked) -> bool:
    """Whether the question itself is what must stay private: then the answer is no wish."""
    topic = chat.talk.guide.topic(question.topic)
    return topic is not None and topic.kinds == ["boundary"]


def _follow_language(chat: Chat) -> None:
    language = answers.follow_language(chat.talk)
    if language:
        chat.speak(language, asked=False)
        hint(chat.words.lang_followed)
