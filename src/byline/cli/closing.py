"""How an interview ends: what was heard, and what of the private may be told.

Promise: whoever says nothing opens nothing, and is asked again next time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from byline.cli.people import Person
    from byline.interview.session import Interview
    from byline.ledger.models import Fact


def is_over(talk: Interview) -> bool:
    """Whether the interview was closed and nothing came since: no model is needed then."""
    from byline.ledger.events import Finished

    finished = any(isinstance(event, Finished) for event in talk.journal.events)
    return finished and talk.is_done and not talk.pending()


def afterwards(talk: Interview, person: Person) -> None:
    """Say that all is told, and ask what was left open about consent."""
    from byline.cli.console import say

    answers = len(talk.journal.answers())
    say(f"都聊完了：{answers} 段回答，{len(talk.ledger.facts)} 条事实。")
    _review(talk, person)


def close(talk: Interview, person: Person) -> None:
    """Say what was heard, note the end, and ask about consent."""
    from byline.cli.console import say

    heard = talk.hear()
    if heard:
        say("\n我听到的是：", style="bold")
        for number, line in enumerate(heard, start=1):
            say(f"  {number}. {line}")
        _corrections(talk, person)
    talk.finish()
    _review(talk, person)


def _corrections(talk: Interview, person: Person) -> None:
    """Ask what is wrong with the lines; the reply is on the disk before anything else happens."""
    from byline.cli.console import hint, say

    question = talk.ask_what_is_wrong()
    say(f"\n{question.text}", style="bold cyan")
    reply = person.reply(question)
    if reply.command or not reply.text.strip():
        talk.skip(question)
        return
    if not person.live:
        say(f"› {reply.text}")
    answered = talk.answer(question, reply.text)
    wrong = talk.correct(answered)
    for fact in wrong:
        hint(f"{fact.id} 先不用了：{fact.quote}。要删用 byline facts --remove {fact.id}")
    _extract(talk, answered.answer_id)


def _extract(talk: Interview, answer_id: str) -> None:
    """Facts of one more answer; a model that fails leaves it pending for the next run."""
    from byline.cli.console import hint, waiting
    from byline.errors import ModelError

    try:
        with waiting("正在记下你改的…"):
            found = talk.extract(answer_id)
    except ModelError as error:
        hint(f"这段话还没整理成：{error.what}。下次运行 byline interview 会再试")
        return
    if found:
        hint(f"又记下 {len(found)} 条：byline facts")


def _review(talk: Interview, person: Person) -> None:
    from byline.cli.console import hint
    from byline.interview import consent_review

    asked = consent_review.questions(talk.ledger.facts)
    if asked:
        _show(asked)
        _decide(talk, person, asked)
    hint("接下来：byline position")


def _show(asked: Sequence[tuple[Fact, str]]) -> None:
    """What is asked, numbered through, under the reason it starts as private."""
    from byline.cli.console import say

    say(f"\n下面 {len(asked)} 条先当作不公开，写稿不会用：", style="bold")
    above = ""
    for number, (fact, reason) in enumerate(asked, start=1):
        if reason != above:
            say(f" {reason or '你还没定'}")
            above = reason
        say(f"  {number}. {fact.quote}")
    say("要公开的打编号，比如：1 3；隐去身份再写：2 隐名；或者：全部，除了 2。回车都不公开。")


def _decide(talk: Interview, person: Person, asked: Sequence[tuple[Fact, str]]) -> None:
    """Take the reply; one that is not understood is asked for once more and decides nothing."""
    from byline.cli.console import hint, say
    from byline.interview import consent_review

    decision = None
    # A file would only say the same again.
    for _ in range(2 if person.live else 1):
        reply = person.consent()
        if reply is None:
            break
        if not person.live:
            say(f"› {reply or '（都不公开）'}")
        decision = consent_review.read(reply, asked)
        if decision is not None:
            break
        say(f"没听懂“{reply.strip()}”，一条都没有公开。")
        say("写编号就行，比如：1 3，或者 2 隐名，或者 都不公开。")
    if decision is None:
        hint("都先不公开。下次运行 byline interview 再问")
        return
    talk.decide(decision.public, [fact for fact, _ in asked], decision.anonymise)
    hint(f"公开了 {len(decision.public)} 条；以后可以用 byline facts --public/--private 改")
    if decision.anonymise:
        named = " ".join(f"--anonymise {fact.id}" for fact in decision.anonymise)
        hint(f"{len(decision.anonymise)} 条要隐名，定下说法才会写进稿子：byline facts {named}")
