"""Changing what was said, and what becomes of the facts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fact_samples import NOW
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from loopback import Service
from loopback_caller import says

from byline.errors import InputError
from byline.interview import revising
from byline.interview.guide import load_guide
from byline.interview.session import Interview
from byline.ledger.events import Answered, Asked, Unasked
from byline.ledger.journal import Journal
from byline.ledger.models import Fact, Proposal, verify
from byline.ledger.storage import Ledger
from byline.llm.structured import StructuredCaller
from byline.workspace import Workspace

STORY = "去年我把盘点从两天改成半天。后来差错率降到千分之二。"
FIRST, SECOND = "去年我把盘点从两天改成半天。", "后来差错率降到千分之二。"


class Room:
    """A workspace with one question answered, and what was made of the answer."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.journal = workspace.journal()
        self.ledger = workspace.ledger()

    def say(self, text: str, topic: str = "result") -> str:
        asked = self.journal.append(
            Asked(question_id=self.journal.next_question_id(), topic=topic, text="做成过什么？")
        )
        said = self.journal.append(
            Answered(
                answer_id=self.journal.next_answer_id(), question_id=asked.question_id, text=text
            )
        )
        self.ledger.know(said.answer_id, text)
        return said.answer_id

    def hold(self, quote: str, answer_id: str = "a001") -> Fact:
        proposal = Proposal(statement=quote, quote=quote, kind="result")
        [fact] = self.ledger.add(
            [verify(proposal, self.journal.spoken()[answer_id], answer_id, recorded=NOW)]
        )
        self.ledger.save()
        return fact

    def reopened(self) -> tuple[Journal, Ledger]:
        return self.workspace.journal(), self.workspace.ledger()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    workspace = Workspace.create(tmp_path / "me", "陈燕")
    with workspace.lock():
        yield Room(workspace)


def test_facts_whose_words_are_gone_leave_and_are_returned(room: Room) -> None:
    room.say(STORY)
    kept, gone = room.hold(FIRST), room.hold(SECOND)
    change = revising.revise(room.journal, room.ledger, "a001", f"{FIRST}后来差错率没什么变化。")
    assert change.answer_id == "a001.2"
    assert [fact.id for fact in change.gone] == [gone.id]
    assert [fact.id for fact in change.kept] == [kept.id]
    journal, ledger = room.reopened()
    assert [fact.id for fact in ledger.facts] == [kept.id]
    assert journal.spoken()["a001"] == STORY


def test_a_decision_about_consent_outlives_a_change(room: Room) -> None:
    room.say(STORY)
    fact = room.hold(FIRST)
    room.ledger.set_consent(fact.id, "private")
    room.ledger.confirm(fact.id)
    revising.revise(room.journal, room.ledger, "a001", f"说起来，{FIRST}真的。")
    held = room.reopened()[1].get(fact.id)
    assert (held.consent, held.confirmed, held.source.id) == ("private", True, "a001")


def test_a_kill_between_journal_and_ledger_is_made_good(room: Room) -> None:
    room.say(STORY)
    fact = room.hold(SECOND)
    room.journal.append(Answered(answer_id="a001.2", question_id="q001", text=FIRST))
    journal, ledger = room.reopened()
    assert [one.id for one in ledger.facts] == [fact.id]
    assert [one.id for one in revising.settle(journal, ledger)] == [fact.id]
    assert revising.settle(*room.reopened()) == []
    assert room.reopened()[1].facts == []


def test_facts_of_other_answers_and_of_materials_are_left_alone(room: Room) -> None:
    room.say(STORY)
    other = room.hold("管了八年仓库。", room.say("我管了八年仓库。"))
    material = "她管仓库。"
    room.ledger.know("简历.md", material)
    proposal = Proposal(statement=material, quote=material, kind="experience")
    [paper] = room.ledger.add(
        [verify(proposal, material, "简历.md", recorded=NOW, source_kind="material")]
    )
    room.ledger.save()
    assert not revising.revise(room.journal, room.ledger, "a001", "不记得了。").gone
    assert [fact.id for fact in room.ledger.facts] == [other.id, paper.id]


def test_an_answer_taken_back_takes_its_facts_along(room: Room) -> None:
    room.say(STORY)
    fact = room.hold(FIRST)
    change = revising.withdraw(room.journal, room.ledger, "a001")
    assert [one.id for one in change.gone] == [fact.id]
    journal, ledger = room.reopened()
    assert (journal.answers(), ledger.facts) == ({}, [])
    assert journal.spoken() == {"a001": STORY}
    again = revising.revise(journal, ledger, "a001", STORY)
    assert journal.answers() == {again.answer_id: STORY}


def test_private_closes_the_facts_there_are(room: Room) -> None:
    room.say(STORY)
    fact = room.hold(FIRST)
    assert fact.consent == "public"
    assert [one.id for one in revising.mark_private(room.journal, room.ledger, "a001")] == [fact.id]
    held = room.reopened()[1].get(fact.id)
    assert (held.consent, held.confirmed) == ("private", True)


def test_what_the_person_opens_after_the_mark_stays_open(room: Room) -> None:
    room.say(STORY)
    fact = room.hold(FIRST)
    revising.mark_private(room.journal, room.ledger, "a001")
    room.ledger.set_consent(fact.id, "public")
    room.ledger.save()
    revising.settle(*room.reopened())
    assert room.reopened()[1].get(fact.id).consent == "public"


def test_facts_found_after_the_mark_are_closed_too(room: Room) -> None:
    room.say(STORY)
    revising.mark_private(room.journal, room.ledger, "a001")
    proposal = Proposal(statement=FIRST, quote=FIRST, kind="result")
    found = [verify(proposal, STORY, "a001", recorded=NOW)]
    assert found[0].consent == "public"
    [fitted] = revising.fitted(found, room.journal, room.ledger)
    assert (fitted.consent, fitted.confirmed) == ("private", True)


def test_only_the_new_part_of_a_changed_answer_becomes_a_fact(room: Room) -> None:
    room.say(FIRST)
    room.hold(FIRST)
    longer = f"{FIRST}，{SECOND}"
    version = revising.revise(room.journal, room.ledger, "a001", longer).answer_id
    proposal = Proposal(statement=longer, quote=longer, kind="result")
    found = [verify(proposal, longer, version, recorded=NOW)]
    assert [one.quote for one in revising.fitted(found, room.journal, room.ledger)] == [SECOND]
    covered = Proposal(statement=FIRST, quote=FIRST, kind="result")
    found = [verify(covered, longer, version, recorded=NOW)]
    assert revising.fitted(found, room.journal, room.ledger) == []


def test_a_follow_up_to_changed_words_is_taken_back(room: Room) -> None:
    room.say(STORY)
    probe = room.journal.append(
        Asked(question_id="q002", topic="result", probe=True, text="你刚才说“改成半天”。怎么改的？")
    )
    revising.revise(room.journal, room.ledger, "a001", "没什么。")
    assert room.journal.last_unanswered() is None
    assert room.journal.events[-1].model_dump()["question_id"] == probe.question_id


def test_a_question_on_something_else_stays_open(room: Room) -> None:
    room.say(STORY)
    room.journal.append(Asked(question_id="q002", topic="hours", text="几个小时？"))
    revising.revise(room.journal, room.ledger, "a001", "没什么。")
    assert not any(isinstance(event, Unasked) for event in room.journal.events)
    waiting = room.journal.last_unanswered()
    assert waiting and waiting.question_id == "q002"


@pytest.mark.parametrize("number", [0, 2, -1, 99])
def test_a_number_nobody_has_is_refused_with_those_there_are(room: Room, number: int) -> None:
    room.say(STORY)
    with pytest.raises(InputError, match="1 到 1"):
        revising.numbered(room.journal, number)


def talk(room: Room, caller: StructuredCaller) -> Interview:
    return Interview(room.journal, room.ledger, load_guide(), caller=caller, model="m")


def test_an_answer_changed_while_it_waits_is_read_in_its_new_form_only(
    room: Room, caller: StructuredCaller, service: Service
) -> None:
    room.say(STORY)
    revising.revise(room.journal, room.ledger, "a001", SECOND)
    assert talk(room, caller).extract("a001") == []
    assert service.asked == []
    says(service, l1="result")
    [fact] = talk(room, caller).extract("a001.2")
    assert (fact.quote, fact.source.id) == (SECOND, "a001.2")
    assert room.journal.pending_extraction() == []


def test_an_answer_changed_while_the_model_reads_it_yields_nothing(
    room: Room, caller: StructuredCaller, service: Service
) -> None:
    room.say(STORY)
    interview = talk(room, caller)

    class Slow:
        def ask(self, *arguments: object, **options: object) -> object:
            answer = caller.ask(*arguments, **options)  # pyright: ignore
            revising.revise(room.journal, room.ledger, "a001", "别的事。")
            return answer

    interview.caller = Slow()  # pyright: ignore[reportAttributeAccessIssue]
    says(service, l1="result", l2="result")
    assert interview.extract("a001") == []
    assert room.ledger.facts == []
    assert room.journal.pending_extraction() == ["a001.2"]


LINES = ["去年盘点两天。", "现在半天。", "差错千分之二。", "管过十二个人。", "客人没再退货。"]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(st.sampled_from(LINES), min_size=1, unique=True), min_size=1, max_size=5),
    st.data(),
)
def test_after_any_changes_every_fact_stands_in_what_is_said(
    tmp_path_factory: pytest.TempPathFactory, versions: list[list[str]], data: st.DataObject
) -> None:
    workspace = Workspace.create(tmp_path_factory.mktemp("w") / "me", "")
    with workspace.lock():
        room = Room(workspace)
        answer_id = room.say("".join(versions[0]))
        for lines in versions:
            answer_id = revising.revise(
                room.journal, room.ledger, answer_id, "".join(lines)
            ).answer_id
            start = data.draw(st.integers(0, len(lines) - 1))
            stop = data.draw(st.integers(start + 1, len(lines)))
            quote = "".join(lines[start:stop])
            proposal = Proposal(statement=quote, quote=quote, kind="result")
            found = [verify(proposal, "".join(lines), answer_id, recorded=NOW)]
            room.ledger.add(revising.fitted(found, room.journal, room.ledger))
            room.ledger.save()
        latest = "".join(versions[-1])
        quotes = [fact.quote for fact in workspace.ledger().facts]
        assert all(quote in latest for quote in quotes)
        # No words make two facts.
        assert sum(map(len, quotes)) <= len(latest)
        assert revising.settle(*room.reopened()) == []
