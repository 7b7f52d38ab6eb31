"""The words an interviewee answers with.

Owns: the deterministic driver, which joins the sheet's own words, and the model-driven one, which
has them worded anew. Both are told what to say by `Disclosure`; neither sees more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pydantic import Field

from byline import prompts
from byline.errors import RefusedError, StructuredOutputError, TruncatedError
from byline.evaluation.interviewee.disclosure import Decision, Disclosure
from byline.evaluation.interviewee.sheet import Person, Style
from byline.evaluation.models import Strict
from byline.llm.structured import StructuredCaller
from byline.shipped import shipped
from byline.text.sentences import one_line

PROMPTS = {"zh": "interviewee/answer", "en": "interviewee/answer_en"}
MOST_TOKENS = 300
"""Room for the longest answer, as JSON."""
LONGEST = 240
"""Characters; two facts take 120, and a small model that runs on is stopped."""
MANNERS: dict[Style, dict[str, str]] = {
    "terse": {"zh": "话很少，能短就短", "en": "few words, as short as can be"},
    "rambling": {"zh": "话多，句子拖得长", "en": "talkative, long sentences"},
    "evasive": {"zh": "含含糊糊，不大情愿", "en": "vague, not very willing"},
    "off_topic": {"zh": "随随便便，像在拉家常", "en": "casual, as over the fence"},
    "tiring": {"zh": "累了，有气无力", "en": "tired, flat"},
    "contrary": {"zh": "口气冲，不耐烦", "en": "gruff, impatient"},
}
UNUSABLE = (StructuredOutputError, TruncatedError, RefusedError)
"""Failures that are the model's answer to this text, not the service's state."""


class Words(Strict):
    """What the model says as the person."""

    words: str = Field(min_length=1, max_length=LONGEST)


@dataclass(frozen=True)
class Reply:
    """One answer, and what was behind it."""

    text: str
    facts: list[str]
    """Facts that were to be told, and are in the words."""
    decision: Decision
    broken: str = ""
    """Why there is no answer that a person could have given."""


class Interviewee(Protocol):
    """Whoever answers."""

    def reply(self, question: str) -> Reply:
        """Answer one question."""
        ...


class Scripted:
    """The deterministic driver: the sheet's own words, lines taken in turn from `seed` on."""

    def __init__(self, person: Person, seed: int = 0) -> None:
        self._person = person
        self._disclosure = Disclosure(person)
        self._turns = {"filler": seed, "nothing": seed, "again": seed, "evade": seed}

    def reply(self, question: str) -> Reply:
        """Answer from the sheet; the same questions in the same order get the same words."""
        decision = self._disclosure.decide(question)
        return Reply(self.words(decision), [fact.id for fact in decision.facts], decision)

    def words(self, decision: Decision, worded: list[str] | None = None) -> str:
        """The answer for a decision; `worded` stands in for the facts' own words."""
        style = self._person.style
        told = worded or [fact.say for fact in decision.facts]
        if decision.manner == "wanders":
            return self._joined([self._line("filler"), self._line("filler")])
        if decision.manner == "tired":
            return self._line("filler")
        if decision.manner != "tells":
            kind = {"evades": "evade", "again": "again"}.get(decision.manner, "nothing")
            loud = style in ("rambling", "off_topic")
            return self._joined([self._line(kind), *([self._line("filler")] if loud else [])])
        tired = style == "tiring" and decision.number > self._person.tires_after
        if style in ("evasive", "contrary") or tired:
            return self._joined([self._line("filler"), *told])
        if style in ("rambling", "off_topic"):
            aside = self._line("filler")
            return self._joined([*told, aside] if decision.number % 2 else [aside, *told])
        return self._joined(told)

    def _line(self, kind: str) -> str:
        lines: list[str] = getattr(self._person.lines, kind)
        self._turns[kind] += 1
        return lines[self._turns[kind] % len(lines)]

    def _joined(self, parts: list[str]) -> str:
        return (" " if self._person.language == "en" else "").join(parts)


class Played:
    """The model-driven driver: told what to say, free in how.

    The model words the facts and nothing else: chatter is the person's own, and so is the answer to
    a question that gets no fact, because a model with nothing to say makes something up. A fact
    that it did not put into words was not told.
    """

    def __init__(self, person: Person, caller: StructuredCaller, seed: int = 0) -> None:
        self._person = person
        self._caller = caller
        self._disclosure = Disclosure(person)
        self._scripted = Scripted(person, seed)

    def reply(self, question: str) -> Reply:
        """Answer with at most one model call; ModelError as the service fails."""
        decision = self._disclosure.decide(question)
        if not decision.facts:
            return Reply(self._scripted.words(decision), [], decision)
        meant = [fact.id for fact in decision.facts]
        try:
            worded = self._worded(question, decision)
        except UNUSABLE as error:
            return Reply("……", [], decision, broken=f"演的模型说不出话：{error.what}")
        text = self._scripted.words(decision, [worded])
        spoken = [fact.id for fact in decision.facts if fact.said_in(text)]
        self._disclosure.take_back([fact for fact in meant if fact not in spoken])
        return Reply(text, spoken, decision)

    def _worded(self, question: str, decision: Decision) -> str:
        language = self._person.language
        prompt = prompts.load(PROMPTS[language], shipped("evals") / "rubrics")
        messages = prompt.messages(
            question=question,
            manner=MANNERS[self._person.style][language],
            facts="\n".join(f"- {fact.say}" for fact in decision.facts),
        )
        return one_line(self._caller.ask(messages, Words, max_tokens=MOST_TOKENS).words)
