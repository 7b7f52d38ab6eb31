from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from fact_samples import NOW
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from loopback import Service
from loopback_caller import says, schema_sent

from byline import prompts
from byline.errors import ModelError, StorageError
from byline.interview import extraction
from byline.interview.follow_up import FollowUpWriter, ModelFollowUps
from byline.interview.guide import Topic, load_guide
from byline.interview.policy import MOST_PROBES
from byline.interview.session import Interview
from byline.ledger.events import (
    Answered,
    Asked,
    Extracted,
    ExtractionFailed,
    Finished,
    Heard,
    Session,
)
from byline.llm.structured import StructuredCaller
from byline.workspace import Workspace

FULL = "2016年那天晚上我说这三个人能行，后来做到了，现在半天就够。"
"""Holds a number, a time, a scene, a result and words: no topic wants more."""
THIN = "我特别喜欢把仓库理得整整齐齐，每个货架都贴上标签，东西好找，大家也都喜欢。"
SHRUG = "没啥。"
STORY = "去年我把盘点从两天改成半天。后来差错率降到千分之二。"
GUIDE = load_guide()


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


class Writer:
    """A follow-up writer that says what it is told to, and remembers what it was asked."""

    def __init__(self, *replies: str | None) -> None:
        self.replies = list(replies)
        self.asked: list[tuple[str, str, str]] = []

    def __call__(
        self, question: str, answer: str, missing: str, known: Sequence[str] = ()
    ) -> str | None:
        self.asked.append((question, answer, missing))
        return self.replies.pop(0) if self.replies else None


def opened(
    workspace: Workspace,
    *,
    follow_ups: FollowUpWriter | None = None,
    caller: StructuredCaller | None = None,
) -> Interview:
    """The interview as a new process finds it."""
    return Interview(
        workspace.journal(Clock()),
        workspace.ledger(),
        GUIDE,
        follow_ups=follow_ups,
        caller=caller,
        model="m",
        clock=Clock(),
    )


def asked(talk: Interview) -> Asked:
    question = talk.next_question()
    assert question is not None
    return question


def until(talk: Interview, topic: str, answer: str = FULL) -> Asked:
    """Answer until the opening question of `topic`."""
    while (question := asked(talk)).topic != topic:
        talk.answer(question, answer)
    return question


def test_full_answers_get_every_topic_once_the_most_important_first(workspace: Workspace):
    talk = opened(workspace)
    talk.begin()
    seen: list[Asked] = []
    while question := talk.next_question():
        seen.append(question)
        talk.answer(question, FULL)
    assert sorted(question.topic for question in seen) == sorted(t.id for t in GUIDE.topics)
    assert seen[0].topic == "situation"
    assert [question.question_id for question in seen][:2] == ["q001", "q002"]
    assert not any(question.probe for question in seen)
    assert seen[0].notes == GUIDE.order[0].notes
    talk.finish()
    assert isinstance(talk.journal.events[0], Session)
    assert isinstance(talk.journal.events[-1], Finished)
    again = opened(workspace)
    assert again.next_question() is None
    assert again.is_done
    assert again.progress().done == again.progress().total == len(GUIDE.topics)


@pytest.mark.parametrize("topic", GUIDE.order, ids=lambda topic: topic.id)
def test_a_topic_is_followed_up_at_most_twice_and_never_in_the_same_words(
    workspace: Workspace, topic: Topic
):
    talk = opened(workspace)
    asked_: list[Asked] = []
    while question := talk.next_question():
        asked_.append(question)
        talk.answer(question, THIN if question.topic == topic.id else FULL)
    here = [one for one in asked_ if one.topic == topic.id]
    assert 1 <= len(here) <= 1 + MOST_PROBES
    assert len({one.text for one in here}) == len(here)


def test_the_writer_is_told_what_is_missing_and_its_words_are_asked(workspace: Workspace):
    writer = Writer("你刚才说“贴上标签”。贴了多少个？")
    talk = opened(workspace, follow_ups=writer)
    question = until(talk, "skill")
    talk.answer(question, THIN)
    probe = asked(talk)
    assert (probe.text, probe.origin, probe.probe) == (
        "你刚才说“贴上标签”。贴了多少个？",
        "model",
        True,
    )
    assert [(q, a) for q, a, _ in writer.asked] == [(question.text, THIN)]
    assert "数字" in writer.asked[0][2]


def later_on(talk: Interview, topic: str) -> Asked:
    """Answer other topics in full until this one comes up again."""
    while (question := asked(talk)).topic != topic:
        talk.answer(question, FULL)
    return question


def test_a_shrug_is_let_be_and_comes_up_later_in_the_guides_words(workspace: Workspace):
    writer = Writer("模型写的？")
    talk = opened(workspace, follow_ups=writer)
    talk.answer(until(talk, "skill"), SHRUG)
    skill = GUIDE.topic("skill")
    assert skill is not None
    following = asked(talk)
    assert following.topic != "skill"
    talk.answer(following, FULL)
    back = later_on(talk, "skill")
    assert (back.text, back.manner, back.origin) == (skill.probes[0], "back", "guide")
    assert writer.asked == []


def test_a_writer_with_nothing_fit_leaves_it_to_the_guide(workspace: Workspace):
    talk = opened(workspace, follow_ups=Writer(None, "你刚才说“贴上标签”。贴了多少个？"))
    talk.answer(until(talk, "skill"), THIN)
    skill = GUIDE.topic("skill")
    assert skill is not None
    probe = asked(talk)
    assert (probe.text, probe.origin, probe.manner) == (skill.probes[0], "guide", "probe")
    talk.answer(probe, THIN)
    back = later_on(talk, "skill")
    assert (back.text, back.origin) == ("你前面说“贴上标签”。贴了多少个？", "model")


def test_a_service_that_is_down_leaves_it_to_the_guide(
    workspace: Workspace, service: Service, caller: StructuredCaller
):
    for _ in range(3):
        service.fails(500)
    talk = opened(workspace, follow_ups=ModelFollowUps(caller))
    talk.answer(until(talk, "skill"), THIN)
    skill = GUIDE.topic("skill")
    assert skill is not None
    assert asked(talk).text == skill.probes[0]
    assert len(service.asked) == 3


def test_a_full_answer_to_a_probe_ends_the_probing(workspace: Workspace):
    talk = opened(workspace)
    talk.answer(until(talk, "skill"), THIN)
    talk.answer(asked(talk), FULL)
    assert asked(talk).topic != "skill"


def test_a_skipped_question_never_comes_back(workspace: Workspace):
    talk = opened(workspace, follow_ups=Writer(*["那次呢？"] * 99))
    seen: list[str] = []
    while question := talk.next_question():
        seen.append(question.text)
        talk.skip(question)
        talk = opened(workspace)
    assert seen == [topic.opening for topic in GUIDE.order]
    assert talk.pending() == []


def test_a_skipped_probe_ends_its_topic(workspace: Workspace):
    talk = opened(workspace)
    talk.answer(until(talk, "skill"), THIN)
    probe = asked(talk)
    assert probe.probe
    talk.skip(probe)
    again = opened(workspace)
    while question := again.next_question():
        assert question.topic != "skill"
        again.answer(question, FULL)


def test_a_kill_after_the_question_asks_the_same_one_again(workspace: Workspace):
    writer = Writer("模型写的？")
    talk = opened(workspace, follow_ups=writer)
    first = asked(talk)
    assert asked(opened(workspace)) == first
    talk.answer(first, FULL)
    talk.answer(asked(talk), THIN)
    probe = asked(talk)
    assert probe.text == "模型写的？"
    again = opened(workspace, follow_ups=Writer("另一句？"))
    again.begin()
    assert asked(again) == probe
    assert asked(again) == probe
    ids = [event.question_id for event in again.journal.events if isinstance(event, Asked)]
    assert ids == ["q001", "q002", "q003"]


def test_a_kill_after_the_answer_still_probes_it(workspace: Workspace):
    talk = opened(workspace)
    talk.answer(until(talk, "skill"), THIN)
    again = opened(workspace)
    again.begin()
    question = asked(again)
    assert (question.topic, question.probe) == ("skill", True)


def test_an_answer_is_on_the_disk_before_anything_else(workspace: Workspace):
    talk = opened(workspace)
    talk.answer(asked(talk), "第一行\n\u2028{x} 'quoted'")
    assert opened(workspace).journal.answers() == {"a001": "第一行\n\u2028{x} 'quoted'"}
    assert talk.pending() == ["a001"]


def test_an_answer_the_disk_refuses_is_handed_back(workspace: Workspace):
    talk = opened(workspace)
    question = asked(talk)
    path = workspace.journal_path
    path.rename(path.with_name("elsewhere"))
    path.mkdir()
    with pytest.raises(StorageError) as caught:
        talk.answer(question, FULL)
    assert caught.value.unsaved == FULL


def test_facts_are_saved_and_the_journal_names_them(
    workspace: Workspace, service: Service, caller: StructuredCaller
):
    talk = opened(workspace, caller=caller)
    answer = talk.answer(until(talk, "skill"), STORY)
    says(service, l1="skill", l2="result")
    found = talk.extract(answer.answer_id)
    assert [fact.quote for fact in found] == [STORY]
    held = found[0]
    assert STORY[held.source.start : held.source.end] == held.quote
    assert (held.kind, held.topic, held.source.id) == ("result", "skill", answer.answer_id)
    assert held.recorded.date() == NOW.date()
    event = talk.journal.events[-1]
    assert isinstance(event, Extracted)
    assert event.facts == [fact.id for fact in found] == ["f001"]
    assert (event.prompt, event.model) == (prompts.load(extraction.PROMPT).ref, "m")
    again = opened(workspace)
    assert again.ledger.facts == found
    assert answer.answer_id not in again.pending()
    assert set(schema_sent(service.asked[0])) == {"l1", "l2"}


def test_a_failed_extraction_is_pending_until_one_succeeds(
    workspace: Workspace, service: Service, caller: StructuredCaller
):
    talk = opened(workspace, caller=caller)
    answer = talk.answer(asked(talk), STORY).answer_id
    for _ in range(3):
        service.fails(500)
    with pytest.raises(ModelError):
        talk.extract(answer)
    failed = talk.journal.events[-1]
    assert isinstance(failed, ExtractionFailed)
    assert failed.reason
    assert talk.pending() == [answer]
    assert talk.ledger.facts == []
    again = opened(workspace, caller=caller)
    assert again.pending() == [answer]
    says(service, l1="experience", l2="experience")
    assert [fact.quote for fact in again.extract(answer)] == [STORY]
    assert again.pending() == []


def test_a_model_that_invents_kinds_or_lines_leaves_the_answer_pending(
    workspace: Workspace, service: Service, caller: StructuredCaller
):
    talk = opened(workspace, caller=caller)
    answer = talk.answer(asked(talk), STORY).answer_id
    says(service, l1="hero", l2="experience")
    says(service, l1="experience", l9="experience")
    with pytest.raises(ModelError):
        talk.extract(answer)
    assert talk.pending() == [answer]


def test_without_a_model_everything_stays_pending(workspace: Workspace):
    talk = opened(workspace)
    answer = talk.answer(asked(talk), STORY).answer_id
    assert talk.extract(answer) == []
    assert talk.pending() == [answer]


def test_an_answer_with_no_facts_is_done(
    workspace: Workspace, service: Service, caller: StructuredCaller
):
    talk = opened(workspace, caller=caller)
    answer = talk.answer(asked(talk), "今天真热啊。").answer_id
    says(service, l1="chatter")
    assert talk.extract(answer) == []
    assert talk.pending() == []
    assert not workspace.facts_path.exists()


def test_a_clash_with_a_hand_edit_is_renamed_in_the_journal_too(
    workspace: Workspace, service: Service, caller: StructuredCaller
):
    talk = opened(workspace, caller=caller)
    first = talk.answer(asked(talk), STORY).answer_id
    talk, other = opened(workspace, caller=caller), opened(workspace, caller=caller)
    says(service, l1="experience", l2="experience")
    other.extract(first)
    second = talk.answer(asked(talk), "我还会修收银机，前后修过四台。").answer_id
    says(service, l1="experience")
    found = talk.extract(second)
    assert [fact.id for fact in found] == ["f002"]
    event = talk.journal.events[-1]
    assert isinstance(event, Extracted)
    assert event.facts == ["f002"]
    ids = [fact.id for fact in opened(workspace).ledger.facts]
    assert ids == ["f001", "f002"]


def test_a_topic_an_older_guide_asked_is_still_extracted(
    workspace: Workspace, service: Service, caller: StructuredCaller
):
    talk = opened(workspace, caller=caller)
    question = talk.journal.append(Asked(question_id="q001", topic="gone", text="以前的问题？"))
    answer = talk.answer(question, STORY).answer_id
    says(service, l1="result", l2="result")
    assert [fact.topic for fact in talk.extract(answer)] == ["gone"]
    assert asked(talk).topic == GUIDE.order[0].id


def test_what_was_heard_is_at_most_five_lines_of_the_persons_words(
    workspace: Workspace, service: Service, caller: StructuredCaller
):
    talk = opened(workspace, caller=caller)
    said: list[str] = []
    topics = ("skill", "result", "asked", "audience", "opinion", "assets", "passion", "trust")
    while question := talk.next_question():
        if question.topic not in topics or question.probe:
            talk.skip(question)
            continue
        topic = question.topic
        said.append(f"我在{topic}这件事上试了三年，" + "一步一步改，" * 12 + f"最后成了{topic}。")
        answer = talk.answer(question, said[-1])
        lines = len(extraction.numbered(said[-1]))
        says(service, **{f"l{n}": question_kinds(topic) for n in range(1, lines + 1)})
        talk.extract(answer.answer_id)
    lines = talk.hear()
    assert len(lines) == 5
    for line in lines:
        assert len(line) <= 62
        assert any(line.removesuffix("……") in one for one in said)
    heard = talk.journal.events[-1]
    assert isinstance(heard, Heard)
    assert heard.text == lines


def question_kinds(topic: str) -> str:
    found = GUIDE.topic(topic)
    assert found is not None
    return found.kinds[0]


def test_the_closing_review_is_saved(
    workspace: Workspace, service: Service, caller: StructuredCaller
):
    talk = opened(workspace, caller=caller)
    answer = talk.answer(asked(talk), "我女儿上小学了。老板不让我说的。").answer_id
    says(service, l1="experience", l2="credential")
    private = talk.extract(answer)
    assert [fact.consent for fact in private] == ["private", "private"]
    assert talk.decide(private[:1], private) == 1
    kept = opened(workspace).ledger.facts
    assert [(fact.consent, fact.confirmed) for fact in kept] == [
        ("public", True),
        ("private", True),
    ]


steps = st.lists(st.sampled_from(["full", "thin", "shrug", "skip", "kill"]), max_size=30)


# Every step is synced to the disk; how long that takes is not what is tested.
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps)
def test_no_walk_repeats_a_question_or_loses_an_answer(
    tmp_path_factory: pytest.TempPathFactory, walk: list[str]
):
    workspace = Workspace.create(tmp_path_factory.mktemp("w") / "me", "x")
    words = {"full": FULL, "thin": THIN, "shrug": SHRUG}
    said: list[str] = []
    with workspace.lock():
        talk = opened(workspace)
        for step in walk:
            question = talk.next_question()
            if question is None:
                break
            if step == "kill":
                talk = opened(workspace)
                assert talk.next_question() == question
            elif step == "skip":
                talk.skip(question)
            else:
                said.append(words[step])
                talk.answer(question, words[step])
        journal = opened(workspace).journal
    assert list(journal.answers().values()) == said
    asked_texts = [event.text for event in journal.events if isinstance(event, Asked)]
    assert len(set(asked_texts)) == len(asked_texts)
    closed = [event.question_id for event in journal.events if isinstance(event, Answered)]
    assert len(set(closed)) == len(closed)
