"""The walk through the guide.

Owns: which question comes next and what is written down, and when. Its whole state is the journal:
a session opened after a kill continues with the same question. Promise: an answer is on the disk
before anything else happens with it; a failing model costs a follow-up or a fact until the next
try, never an answer.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from byline import __version__, prompts
from byline.errors import BylineError, ModelError
from byline.interview import extraction, hearing, policy, revising
from byline.interview.drafts import Drafts
from byline.interview.fatigue import wants_to_stop
from byline.interview.follow_up import Citing, FollowUpWriter
from byline.interview.guide import Guide, any_topic
from byline.interview.policy import Step
from byline.interview.turns import exchanges
from byline.ledger.events import (
    Answered,
    Asked,
    Extracted,
    ExtractionFailed,
    Finished,
    Heard,
    Language,
    Session,
    Skipped,
)
from byline.ledger.journal import Journal
from byline.ledger.models import Fact
from byline.ledger.storage import Ledger
from byline.llm.structured import StructuredCaller


def _unseen(words: str) -> None:
    """Nobody watches the question come."""


@dataclass(frozen=True)
class Progress:
    """How far an interview is."""

    done: int
    total: int
    topic: str


HEARD = "heard"
"""The topic of the question about the closing lines; no topic of the guide."""


@dataclass
class Interview:
    """One workspace's interview: questions out, answers in, facts beside.

    The journal and the ledger may be touched from the extraction thread, so every access holds
    `_turn`.
    """

    journal: Journal
    ledger: Ledger
    guide: Guide
    follow_ups: FollowUpWriter | None = None
    caller: StructuredCaller | None = None
    model: str = ""
    language: Language = "zh"
    """What is spoken; the conversation follows the person."""
    patience: float | None = None
    """Seconds until the guide asks what a model has not worded by then; None waits for it."""
    clock: Callable[[], datetime] = datetime.now
    coming: Step | None = None
    """What `next_question` asks, from before a model words it."""
    _drafts: Drafts | None = field(default=None, repr=False)
    _turn: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def begin(self) -> None:
        """Note that a sitting starts."""
        with self._turn:
            self.journal.append(Session(language=self.language, byline=__version__))

    def next_question(self, shown: Callable[[str], None] = _unseen) -> Asked | None:
        """The open question, or the next one by policy; None when all is asked.

        `shown` hears a follow-up as a model writes it, piece by piece, and nothing of a question
        that is there whole. When the first piece is not there within `patience` the guide asks.
        Whatever is returned is already in the journal.
        """
        with self._turn:
            waiting = self.journal.last_unanswered()
            step = None if waiting else policy.next_step(self._state())
        if waiting is not None:
            return waiting
        if step is None:
            return None
        self.coming = step
        written = self._written(step, shown)
        return self._ask(step, written or step.text, "model" if written else "guide")

    def answer(self, question: Asked, text: str) -> Answered:
        """Write an answer down; StorageError carries the words when the disk refuses them."""
        with self._turn:
            event = Answered(
                answer_id=self.journal.next_answer_id(),
                question_id=question.question_id,
                text=text,
            )
            kept = self.journal.append(event)
            self.ledger.know(kept.answer_id, text)
            return kept

    def skip(self, question: Asked) -> None:
        """Leave a question; it is not asked again."""
        with self._turn:
            self.journal.append(Skipped(question_id=question.question_id))

    def progress(self) -> Progress:
        """Topics asked, of those and the ones still worth it, and the name of the current one."""
        with self._turn:
            asked = [
                found for one in self.journal.asked_topics() if (found := self.guide.topic(one))
            ]
            state = self._state()
        done = {topic.id for topic in asked}
        left = {topic.id for topic in policy.remaining(state)} - done
        name = asked[-1].worded(state.language).name if asked else ""
        return Progress(len(done), len(done | left), name)

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to ask."""
        with self._turn:
            return self.journal.last_unanswered() is None and not policy.next_step(self._state())

    @property
    def wants_pause(self) -> bool:
        """Whether the last thing in this sitting was the wish to stop for now."""
        with self._turn:
            for event in reversed(self.journal.events):
                if isinstance(event, Answered | Session):
                    return isinstance(event, Answered) and wants_to_stop(event.text)
        return False

    def pending(self) -> list[str]:
        """Answers that no extraction has succeeded for."""
        with self._turn:
            return self.journal.pending_extraction()

    def extract(self, answer_id: str) -> list[Fact]:
        """Turn one answer into facts and save them; raises ModelError after noting the failure."""
        if self.caller is None:
            return []
        with self._turn:
            text = self.journal.answers().get(answer_id)
            if text is None:  # replaced or taken back while it waited
                return []
            asked = self._question_of(answer_id)
        if asked.manner == "heard" and hearing.agrees(text):
            return self._extracted(answer_id)
        try:
            found = extraction.extract(
                self.caller,
                answer_id=answer_id,
                answer=text,
                question=asked.text,
                topic=self.guide.topic(asked.topic) or any_topic(asked.topic),
                recorded=self.clock(),
            )
        except ModelError as error:
            with self._turn:
                self.journal.append(ExtractionFailed(answer_id=answer_id, reason=error.what))
            raise
        with self._turn:
            if answer_id not in self.journal.answers():
                return []
            fitting = revising.fitted(found, self.journal, self.ledger)
            self.ledger.add(fitting, said=self.journal.said_at(answer_id))
            self.ledger.save()
        return self._extracted(answer_id, extraction.prompt_for(text))

    def _extracted(
        self, answer_id: str, prompt: str = extraction.PROMPT, model: str | None = None
    ) -> list[Fact]:
        with self._turn:
            # All facts of this answer: a try that was killed after its save may have made some.
            facts = [fact for fact in self.ledger.facts if fact.source.id == answer_id]
            self.journal.append(
                Extracted(
                    answer_id=answer_id,
                    facts=[fact.id for fact in facts],
                    prompt=prompts.load(prompt).ref if prompt else "",
                    model=self.model if model is None else model,
                )
            )
            return facts

    def hear(self) -> list[str]:
        """The five lines that say what was understood; written to the journal."""
        with self._turn:
            chosen = hearing.chosen(self.ledger.facts)
            lines = [hearing.shortened(fact.quote) for fact in chosen]
            self.journal.append(Heard(text=lines, facts=[fact.id for fact in chosen]))
            return lines

    def ask_what_is_wrong(self) -> Asked:
        """The question about the lines that were just heard; its reply goes to `answer`."""
        with self._turn:
            return self.journal.append(
                Asked(
                    question_id=self.journal.next_question_id(),
                    topic=HEARD,
                    manner="heard",
                    text=self._state().frames.heard,
                )
            )

    def correct(self, reply: Answered) -> list[Fact]:
        """What a reply to the closing lines disputes: kept out of drafts from here on; saved.

        Lines it does not dispute are confirmed when they are public; what it says instead becomes
        facts by `extract`, like any answer.
        """
        with self._turn:
            heard = next(e for e in reversed(self.journal.events) if isinstance(e, Heard))
            wrong = {heard.facts[place] for place in hearing.disputed(reply.text, heard.text)}
            held = [fact for fact in self.ledger.facts if fact.id in heard.facts]
            for fact in held:
                if fact.id in wrong:
                    self.ledger.set_consent(fact.id, "private")
                if fact.id in wrong or fact.consent == "public":
                    # Decided on, either way: the closing review does not ask about it again.
                    self.ledger.confirm(fact.id)
            self.ledger.save()
            return [fact for fact in held if fact.id in wrong]

    def decide(
        self, opened: Sequence[Fact], asked: Sequence[Fact], anonymised: Sequence[Fact] = ()
    ) -> int:
        """Record the closing review: what was opened is public, the rest stays private; saved.

        What is to be told anonymously waits for its wording.
        """
        with self._turn:
            for fact in asked:
                self.ledger.confirm(fact.id, self.clock().astimezone())
            for fact in opened:
                self.ledger.set_consent(fact.id, "public")
            for fact in anonymised:
                self.ledger.set_consent(fact.id, "anonymise")
            self.ledger.save()
        return len(opened)

    def finish(self) -> None:
        """Note that every topic was asked."""
        with self._turn:
            self.journal.append(Finished())

    @property
    def alone(self) -> threading.RLock:
        """Held by whoever else reads or changes the journal and the ledger."""
        return self._turn

    def _state(self) -> policy.State:
        talk = exchanges(self.journal.events)
        return policy.State(self.guide, talk, self.ledger.facts, self.language)

    def _ask(self, step: Step, text: str, origin: Literal["guide", "model"]) -> Asked:
        with self._turn:
            return self.journal.append(
                Asked(
                    question_id=self.journal.next_question_id(),
                    topic=step.topic.id,
                    probe=step.manner in {"probe", "back", "clash"},
                    manner=step.manner,
                    lead=step.lead,
                    text=text,
                    origin=origin,
                    notes=self._notes_of(step, origin),
                )
            )

    def _written(self, step: Step, shown: Callable[[str], None]) -> str | None:
        """A model's wording of a follow-up; None where the guide's own serves."""
        if self.follow_ups is None:
            return None
        if self._drafts is None:
            self._drafts = Drafts(self.follow_ups, self.patience)
        with self._turn:
            language = self._state().language
        return self._drafts.worded(step, language, shown)

    def _notes_of(self, step: Step, origin: Literal["guide", "model"]) -> list[str]:
        """What a model was shown for its question; of the guide's why it is asked."""
        if origin == "model" and step.about and isinstance(self.follow_ups, Citing):
            sent = self.follow_ups.notes_sent(step.about.asked.text, step.about.answer)
            return step.topic.notes if sent is None else sent
        return step.topic.notes

    def _question_of(self, answer_id: str) -> Asked:
        answered = next(
            event
            for event in self.journal.events
            if isinstance(event, Answered) and event.answer_id == answer_id
        )
        for event in self.journal.events:
            if isinstance(event, Asked) and event.question_id == answered.question_id:
                return event
        raise BylineError(
            "访谈记录里有回答，找不到它的问题",
            value=answer_id,
            next_step="检查 interview.jsonl 是否少了一行",
        )
