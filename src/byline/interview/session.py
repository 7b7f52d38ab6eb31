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

from byline import __version__, prompts
from byline.errors import BylineError, ModelError
from byline.interview import extraction, revising
from byline.interview.follow_up import FollowUpWriter
from byline.interview.guide import Guide, Topic
from byline.interview.thinness import cues, lacking
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
    Withdrawn,
)
from byline.ledger.journal import Journal
from byline.ledger.models import Fact, Kind
from byline.ledger.storage import Ledger
from byline.llm.structured import StructuredCaller
from byline.text.quantities import quantities
from byline.text.sentences import clauses

MOST_PROBES = 2
"""Follow-ups per important topic; others get one."""
IMPORTANT = 85
HEARD_LENGTH = 60
"""Characters of a quote in the closing lines."""
HEARD: tuple[Kind, ...] = ("result", "people", "audience", "opinion", "credential", "passion")
"""Kinds that make the five closing lines, best first."""


@dataclass(frozen=True)
class Progress:
    """How far an interview is."""

    done: int
    total: int
    topic: str


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
    clock: Callable[[], datetime] = datetime.now
    _turn: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def begin(self) -> None:
        """Note that a sitting starts."""
        with self._turn:
            self.journal.append(Session(language=self.language, byline=__version__))

    def next_question(self) -> Asked | None:
        """The open question, a follow-up, the next topic, or None when all is asked.

        May call the model for a follow-up; whatever is returned is already in the journal.
        """
        with self._turn:
            if waiting := self.journal.last_unanswered():
                return waiting
        probe = self._probe()
        if probe is not None:
            return self._ask(*probe)
        with self._turn:
            asked = set(self.journal.asked_topics())
        topic = next((topic for topic in self.guide.order if topic.id not in asked), None)
        return self._ask(topic, topic.opening, "guide", False) if topic else None

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
        """Topics asked of all topics, and the name of the current one."""
        with self._turn:
            asked = self.journal.asked_topics()
        current = self.guide.topic(asked[-1]) if asked else None
        return Progress(len(asked), len(self.guide.topics), current.name if current else "")

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
        try:
            found = extraction.extract(
                self.caller,
                answer_id=answer_id,
                answer=text,
                question=asked.text,
                topic=self.guide.topic(asked.topic) or _any_topic(asked.topic),
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
            # All facts of this answer: a try that was killed after its save may have made some.
            facts = [fact for fact in self.ledger.facts if fact.source.id == answer_id]
            self.journal.append(
                Extracted(
                    answer_id=answer_id,
                    facts=[fact.id for fact in facts],
                    prompt=prompts.load(extraction.PROMPT).ref,
                    model=self.model,
                )
            )
            return facts

    def hear(self) -> list[str]:
        """The five lines that say what was understood; written to the journal."""
        with self._turn:
            facts = self.ledger.facts
            ranked = [fact for kind in HEARD for fact in facts if fact.kind == kind]
            # What was said with a figure is what a person wants to have been heard.
            ranked.sort(key=lambda fact: not quantities(fact.quote))
            lines: list[str] = []
            for topic in dict.fromkeys(fact.topic for fact in ranked):
                best = next(fact for fact in ranked if fact.topic == topic)
                lines.append(_shortened(best.quote))
            self.journal.append(Heard(text=lines[:5]))
            return lines[:5]

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

    def _ask(self, topic: Topic, text: str, origin: str, probe: bool) -> Asked:
        with self._turn:
            return self.journal.append(
                Asked(
                    question_id=self.journal.next_question_id(),
                    topic=topic.id,
                    probe=probe,
                    text=text,
                    origin="model" if origin == "model" else "guide",
                    notes=topic.notes,
                )
            )

    def _probe(self) -> tuple[Topic, str, str, bool] | None:
        """A follow-up to the last answer when that was thin and probes are left."""
        with self._turn:
            last = self._last_exchange()
            if last is None:
                return None
            asked, answer = last
            topic = self.guide.topic(asked.topic)
            used = sum(
                isinstance(event, Asked) and event.probe and event.topic == asked.topic
                for event in self.journal.events
            )
        if topic is None or used >= (MOST_PROBES if topic.importance >= IMPORTANT else 1):
            return None
        missing = lacking(answer, topic)
        if not missing:
            return None
        return self._worded_probe(topic, asked, answer, missing, used)

    def _worded_probe(
        self, topic: Topic, asked: Asked, answer: str, missing: str, used: int
    ) -> tuple[Topic, str, str, bool] | None:
        # A shrug has no words worth quoting back: the guide's own question serves better.
        if self.follow_ups is not None and missing != cues().missing.evasive:
            written = self.follow_ups(asked.text, answer, missing)
            if written:
                return topic, written, "model", True
        if used < len(topic.probes):
            return topic, topic.probes[used], "guide", True
        return None

    def _last_exchange(self) -> tuple[Asked, str] | None:
        """The last question and its answer; None at the start or after a skip."""
        for event in reversed(self.journal.events):
            if isinstance(event, Skipped | Withdrawn):
                return None
            if isinstance(event, Answered):
                return self._question_of(event.answer_id), event.text
        return None

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


def _shortened(quote: str) -> str:
    """The beginning of a long quote, cut at a comma or stop."""
    kept = ""
    for clause in clauses(quote):
        if kept and len(kept) + len(clause.text) > HEARD_LENGTH:
            return kept.rstrip("，。,；") + "……"
        kept += clause.text
    return kept


def _any_topic(topic_id: str) -> Topic:
    """A topic that an older guide asked: its answers may hold any kind of fact."""
    kinds: list[Kind] = ["result", "experience", "skill", "opinion", "other"]
    return Topic(
        id=topic_id or "other",
        name=topic_id,
        sections=[0],
        importance=0,
        kinds=kinds,
        wants=[],
        opening=topic_id or "-",
        probes=[],
        notes=["essence/one-direction"],
    )
