"""The conversation about a draft's open places.

Owns: which of a draft's questions is asked next, and which answer belongs to which place; like the
interview's, its whole state is the journal. Promise: a place that was answered is not asked about
again while its answer holds and the draft has not used it; each answer gets at most one follow-up;
what a place brought becomes facts as everything that is said does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from byline import __version__
from byline.interview import extraction, policy, revising, switching
from byline.interview.gaps import Gap, Told, beside, place, question_of
from byline.interview.guide import any_topic
from byline.interview.policy import Step
from byline.interview.session import Interview, Progress
from byline.interview.thinness import SHORT, UNTOUCHED, shrugs, weight
from byline.interview.turns import Exchange, exchanges
from byline.ledger.consent import default_consent
from byline.ledger.events import Asked, Session, Slot, Unasked
from byline.ledger.journal import root
from byline.ledger.models import Fact, NewFact, Proposal, verify
from byline.text.quantities import quantities
from byline.text.sentences import find_verbatim

BY_CODE = ""
"""The prompt and the model of facts that no model took from their answer."""
FEW = SHORT
"""What an answer may weigh that goes into a sentence as it stands."""
ENDS = "。.！!；;，, \t\n"
"""Marks around it that belong to no sentence but its own."""


@dataclass
class Filling(Interview):
    """A sitting about one draft; asks its gaps in order, then nothing."""

    draft: str = ""
    """Its file, as seen from the workspace."""
    gaps: Sequence[Gap] = ()
    used: frozenset[str] = frozenset()
    """Facts the draft already rests on: their answers filled a place before."""
    name: str = ""
    """What progress calls the places."""
    fuller: str = ""
    """Asks for more, where a model does not word it."""

    def begin(self) -> None:
        """Note that a sitting starts; an open question is put away and comes back in its turn."""
        with self._turn:
            waiting = self.journal.last_unanswered()
            if waiting is not None:
                self.journal.append(Unasked(question_id=waiting.question_id))
            # The language the interview is held in, which a draft in another does not change.
            language = switching.current(self.journal.events, self.language)
            self.journal.append(Session(language=language, byline=__version__))

    def next_question(self, shown: Callable[[str], None] = lambda words: None) -> Asked | None:
        """The open question, a follow-up to a thin answer, or the next place's question."""
        with self._turn:
            waiting = self.journal.last_unanswered()
            thin = None if waiting else self._thin()
        if waiting is not None:
            return waiting
        if thin is not None:
            gap, step = thin
            self.coming = step
            written = self._written(step, shown)
            return self._put(gap, written or step.text, step)
        with self._turn:
            gap = next((told.gap for told in self.told() if not told.exchanges), None)
            return self._put(gap, gap.question) if gap else None

    def progress(self) -> Progress:
        """The place that is asked about, of all the draft has."""
        with self._turn:
            put = [place for place, told in enumerate(self.told(), 1) if told.exchanges]
            waiting = self.journal.last_unanswered()
        places = [place for place, gap in enumerate(self.gaps, 1) if self._asks(waiting, gap)]
        return Progress(max([*places, *put], default=0), len(self.gaps), self.name)

    @property
    def is_done(self) -> bool:
        """Whether every place was put."""
        with self._turn:
            return all(told.exchanges for told in self.told())

    def pending(self) -> list[str]:
        """Answers to these places that no extraction has succeeded for."""
        with self._turn:
            waiting = set(self.journal.pending_extraction())
            ours = [one.answer_id for told in self.told() for one in told.answers]
            return [answer_id for answer_id in ours if answer_id in waiting]

    def told(self) -> list[Told]:
        """Each place with what was said to it, in the draft's order."""
        with self._turn:
            groups = self._groups()
            found: list[Told] = []
            for gap in self.gaps:
                group = next((one for one in groups if question_of(one[0]) == gap.question), None)
                if group:
                    groups.remove(group)
                found.append(Told(gap, group or []))
            return found

    def facts(self, told: Told) -> list[Fact]:
        """The facts behind what was said to a place, in the order they were said."""
        with self._turn:
            return self._facts(told.exchanges)

    def extract(self, answer_id: str) -> list[Fact]:
        """Turn an answer into facts; a few words for a sentence are one as they stand."""
        with self._turn:
            if few := self._few_words(answer_id):
                return self._noted(answer_id, [few])
        return super().extract(answer_id)

    def take_as_said(self, answer_id: str) -> list[Fact]:
        """Turn an answer into facts without a model: its sentences, as they were said."""
        with self._turn:
            if few := self._few_words(answer_id):
                return self._noted(answer_id, [few])
            asked = self._question_of(answer_id)
            found = extraction.unlabelled(
                answer_id=answer_id,
                answer=self.journal.answers()[answer_id],
                topic=self.guide.topic(asked.topic) or any_topic(asked.topic),
                recorded=self.clock(),
            )
            return self._noted(answer_id, found)

    def _noted(self, answer_id: str, found: Sequence[NewFact]) -> list[Fact]:
        fitting = revising.fitted(found, self.journal, self.ledger)
        self.ledger.add(fitting, said=self.journal.said_at(answer_id))
        self.ledger.save()
        return self._extracted(answer_id, BY_CODE, BY_CODE)

    def _few_words(self, answer_id: str) -> NewFact | None:
        """The fact that a few words for a sentence are; None for an answer of any other kind."""
        told = next((one for one in self.told() if answer_id in one.ids), None)
        text = self.journal.answers().get(answer_id, "")
        if told is None or not told.gap.inside or weight(text) > FEW or shrugs(text):
            return None
        said = text.strip(ENDS)
        if not said or "\n" in said:
            return None
        proposal = Proposal(statement=said, quote=said, kind="other")
        fact = verify(proposal, text, answer_id, recorded=self.clock())
        # 八千二 by itself tells nothing; what it was the answer to may be money.
        asked, _ = default_consent(f"{told.gap.question}\n{said}", "other")
        return fact if asked == "public" else fact.model_copy(update={"consent": asked})

    def _put(self, gap: Gap, text: str, follow_up: Step | None = None) -> Asked:
        with self._turn:
            return self.journal.append(
                Asked(
                    question_id=self.journal.next_question_id(),
                    topic=gap.topic,
                    probe=follow_up is not None,
                    manner="probe" if follow_up else "opening",
                    text=text,
                    origin="model" if follow_up and text != follow_up.text else "guide",
                    slot=Slot(draft=self.draft, question=gap.question),
                )
            )

    def _thin(self) -> tuple[Gap, Step] | None:
        """A follow-up to the answer that was just given, if it is worth one."""
        state = self._state()
        if not state.talk or not self._fresh(state.talk[-1]):
            return None
        last = state.talk[-1]
        gap = next((one for one in self.gaps if one.question == question_of(last)), None)
        if gap is None or gap.inside or last.asked.probe or not last.answer:
            return None
        # Who was asked for all at once and answers with figures has told it.
        if policy.declined(last) or weight(last.answer) >= UNTOUCHED or quantities(last.answer):
            return None
        topic = self.guide.topic(gap.topic) or any_topic(gap.topic)
        return gap, Step(topic, "probe", self.fuller, lack="evasive", about=last)

    def _groups(self) -> list[list[Exchange]]:
        """The questions put for drafts of this topic, each with its follow-up, where they count."""
        groups: list[list[Exchange]] = []
        for one in exchanges(self.journal.events):
            slot = one.asked.slot
            if slot is None or not beside(slot.draft, self.draft):
                continue
            if one.asked.probe and groups and question_of(groups[-1][0]) == slot.question:
                groups[-1].append(one)
            elif not one.asked.probe:
                groups.append([one])
        return [group for group in groups if self._counts(group)]

    def _counts(self, group: Sequence[Exchange]) -> bool:
        """Whether a place need not be asked about again: put in this sitting, or answered.

        An answer that brought no fact, or whose facts stand in the draft already, is none.
        """
        if self._fresh(group[0]):
            return True
        waiting = set(self.journal.pending_extraction())
        if any(one.answer and one.answer_id in waiting for one in group):
            return True
        facts = self._facts(group)
        return bool(facts) and not any(fact.id in self.used for fact in facts)

    def _facts(self, group: Sequence[Exchange]) -> list[Fact]:
        """Also those held before under the same words: what is said twice is one fact."""
        found: list[Fact] = []
        for one in (one for one in group if one.answer):
            own = [
                fact
                for fact in self.ledger.facts
                if root(fact.source.id) == root(one.answer_id)
                or (fact.quote in one.answer and find_verbatim(fact.quote, one.answer))
            ]
            found += sorted(own, key=lambda fact: place(fact, one.answer))
        return list({fact.id: fact for fact in found}.values())

    def _fresh(self, one: Exchange) -> bool:
        """Whether a question was put for this draft in this sitting."""
        sittings = [event.seq for event in self.journal.events if isinstance(event, Session)]
        slot = one.asked.slot
        return bool(slot and slot.draft == self.draft and sittings and one.asked.seq > sittings[-1])

    def _asks(self, waiting: Asked | None, gap: Gap) -> bool:
        return bool(waiting and waiting.slot and waiting.slot.question == gap.question)
