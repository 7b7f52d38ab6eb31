"""The product's interview with a simulated person.

Owns: one interview from the first question to the count: a real workspace, the product's own
session, follow-ups and extraction, right after each answer. Promise: the interviewer sees answers
and nothing else of the person; no model call is made that the product would not make, but for a
model-driven person and a baseline that asks by model. A person who broke makes the outcome invalid,
never failed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from byline.app.interviews import equip, extract_pending, open_interview
from byline.app.notes import shipped_notes
from byline.evaluation.interviewee.drivers import Interviewee, Played, Reply, Scripted
from byline.evaluation.interviewee.interviewers import interviewer
from byline.evaluation.interviewee.scoring import MOST_QUESTIONS, Exchange, Talk
from byline.evaluation.interviewee.sheet import Person
from byline.evaluation.interviewee.validity import Watch
from byline.evaluation.models import Outcome, Turn
from byline.evaluation.targets import Tools
from byline.ledger.events import Asked
from byline.workspace import Workspace

if TYPE_CHECKING:
    from byline.app.interviews import Interview

CASE = Person


def run(case: Person, tools: Tools) -> Outcome:
    """Interview one person to the end or for 20 questions, and count what was caught."""
    workspace = Workspace.create(tools.folder / "workspace", case.id, case.language)
    with workspace.lock():
        talk = _interview(workspace, case, tools)
        said, problem = _converse(talk, case, tools)
        if not problem:
            extract_pending(talk)
    return _outcome(_measured(talk, case, said), problem, _cached(tools))


def _cached(tools: Tools) -> float | None:
    """The share of the prompt tokens that the service had in its cache."""
    usage = tools.usage
    return usage.cached_tokens / usage.prompt_tokens if usage and usage.prompt_tokens else None


@dataclass(frozen=True)
class _Said:
    asked: Asked
    answer_id: str
    reply: Reply


def _interview(workspace: Workspace, case: Person, tools: Tools) -> Interview:
    talk = open_interview(workspace, case.language, tools.clock)
    if tools.chat is not None:
        search = shipped_notes() if tools.writes == "posts" else None
        equip(talk, tools.caller, tools.model_name, search)
    return talk


def _converse(talk: Interview, case: Person, tools: Tools) -> tuple[list[_Said], str]:
    """The questions and answers, and what the person broke, at which the talk ends."""
    asks = interviewer(tools.suite.interviewer, talk, tools)
    person = _interviewee(case, tools)
    watch = Watch(case)
    said: list[_Said] = []
    talk.begin()
    while len(said) < MOST_QUESTIONS and (question := asks.next_question()) is not None:
        reply = person.reply(question.text)
        kept = talk.answer(question, reply.text)
        said.append(_Said(question, kept.answer_id, reply))
        if problem := watch.problem(question.text, reply):
            return said, f"第 {len(said)} 问：{problem}"
        extract_pending(talk, [kept.answer_id])
    return said, ""


def _interviewee(case: Person, tools: Tools) -> Interviewee:
    if tools.suite.driver == "model":
        return Played(case, tools.caller, tools.seed)
    return Scripted(case, tools.seed)


def _measured(talk: Interview, case: Person, said: list[_Said]) -> Talk:
    facts = talk.ledger.facts
    exchanges = [
        Exchange(
            topic=one.asked.topic,
            question=one.asked.text,
            reply=one.reply,
            facts=[fact for fact in facts if fact.source.id == one.answer_id],
        )
        for one in said
    ]
    return Talk(case, exchanges, extracted=talk.caller is not None)


def _outcome(talk: Talk, problem: str, cached: float | None) -> Outcome:
    if problem:
        return Outcome(invalid=problem, transcript=_transcript(talk))
    scores = {**talk.scores(), "cached_share": cached}
    why = {
        "captured_share": "一件事也没有说出来",
        "kept_private": "没有记下不该公开的事",
        "cached_share": "服务没有说用了多少词元",
    }
    return Outcome(
        scores=scores,
        unscored={name: why[name] for name, score in scores.items() if score is None},
        transcript=_transcript(talk),
    )


def _transcript(talk: Talk) -> list[Turn]:
    turns: list[Turn] = []
    for one in talk.exchanges:
        turns.append(Turn(role="question", text=one.question))
        turns.append(Turn(role="answer", text=one.reply.text))
        turns.extend(Turn(role="fact", text=fact.quote) for fact in one.facts)
    caught = talk.caught()
    missed = [fact for fact in talk.person.reachable if fact.id not in caught]
    return [*turns, *(Turn(role="missed", text=fact.say) for fact in missed)]
