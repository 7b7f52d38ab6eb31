"""How an interview ends: what was heard, and what of the private may be told.

Promise: whoever says nothing opens nothing, and is asked again next time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from byline.cli.people import Person
    from byline.interview.session import Interview
    from byline.ledger.models import Fact


def is_over(talk: Interview) -> bool:
    """Whether the interview was closed and nothing came since: no model is needed then."""
    from byline.ledger.events import Finished

    return (
        any(isinstance(event, Finished) for event in talk.journal.events)
        and {topic.id for topic in talk.guide.topics} <= set(talk.journal.asked_topics())
        and talk.journal.last_unanswered() is None
        and not talk.pending()
    )


def afterwards(talk: Interview, person: Person) -> None:
    """Say that all is told, and ask what was left open about consent."""
    from byline.cli.console import say

    answers = len(talk.journal.answers())
    say(f"都聊完了：{answers} 段回答，{len(talk.ledger.facts)} 条事实。")
    _review(talk, person)


def close(talk: Interview, person: Person) -> None:
    """Say what was heard, note the end, and ask about consent."""
    from byline.cli.console import hint, say

    heard = talk.hear()
    if heard:
        say("\n我听到的是：", style="bold")
        for number, line in enumerate(heard, start=1):
            say(f"  {number}. {line}")
        hint("哪条不对，改 facts.yaml，或 byline facts --remove 编号")
    talk.finish()
    _review(talk, person)


def _review(talk: Interview, person: Person) -> None:
    from byline.cli.console import hint, say
    from byline.interview import consent_review

    asked = consent_review.questions(talk.ledger.facts)
    if asked:
        say("\n下面这些先当作不公开，写稿不会用：", style="bold")
        for number, (fact, reason) in enumerate(asked, start=1):
            say(f"  {number}. {fact.quote}（{reason}）")
        say("可以公开的输编号，全部可以输“全部”，也可以说“全部，除了 2、女儿”；回车都不公开。")
        _decide(talk, person, [fact for fact, _ in asked])
    hint("接下来：byline position")


def _decide(talk: Interview, person: Person, asked: list[Fact]) -> None:
    from byline.cli.console import hint, say
    from byline.interview import consent_review

    reply = person.consent()
    if reply is None:
        hint("都先不公开。下次运行 byline interview 再问")
        return
    if not person.live:
        say(f"› {reply or '（都不公开）'}")
    opened = talk.decide(consent_review.opened(reply, asked), asked)
    hint(f"公开了 {opened} 条；以后可以用 byline facts --public/--private 改")
