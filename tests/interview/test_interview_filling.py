"""A draft's questions: which is asked, which answer counts, and what becomes of it."""

from collections.abc import Sequence

import pytest
from fact_samples import NOW
from loopback import Service
from loopback_caller import says

from byline.errors import ModelError
from byline.interview.filling import Filling
from byline.interview.gaps import Gap, put_away
from byline.interview.guide import load_guide
from byline.interview.session import Interview
from byline.ledger.events import Asked, Extracted, Session, Unasked
from byline.llm.structured import StructuredCaller
from byline.workspace import Workspace

DRAFT = "drafts/2026-11-22-盘点/wechat.md"
BESIDE = "drafts/2026-11-22-盘点/x.md"
DONE = Gap("你自己做成过的一回？", "skill")
VIEW = Gap("你跟同行不一样的看法是什么？", "opinion")
FULL = (
    "2019 年我在杭州一家童装仓库管货，那天大促错发率千分之八，"
    "客人说再错就退店，后来我花两个月把货位重新编号，降到千分之一点二，客人都觉得不可能。"
)
OPINION = "都说先换系统再理货，我不同意，货没理清楚换什么系统都白搭，先花两天把货位标清楚。"
THIN = "我盘点的时候改过几个地方，大家都觉得还可以。"


YEAR = Gap("哪一年", inside=True)
FULLER = "再说细一点？"


def sitting(
    workspace: Workspace,
    gaps: Sequence[Gap] = (DONE, VIEW),
    *,
    draft: str = DRAFT,
    used: Sequence[str] = (),
    caller: StructuredCaller | None = None,
) -> Filling:
    """A sitting that has begun."""
    talk = Filling(
        workspace.journal(lambda: NOW),
        workspace.ledger(),
        load_guide(),
        caller=caller,
        model="m",
        clock=lambda: NOW,
        draft=draft,
        gaps=gaps,
        used=frozenset(used),
        name="待补",
        fuller=FULLER,
    )
    talk.begin()
    return talk


def put(talk: Filling) -> Asked:
    question = talk.next_question()
    assert question is not None
    return question


def answered(talk: Filling, *texts: str) -> list[str]:
    """Answer what is asked; returns the questions."""
    asked: list[str] = []
    for text in texts:
        question = put(talk)
        asked.append(question.text)
        if text:
            talk.answer(question, text)
        else:
            talk.skip(question)
    return asked


def test_the_places_are_asked_in_the_drafts_order_and_nothing_else(workspace: Workspace) -> None:
    talk = sitting(workspace)
    question = put(talk)
    assert (question.text, question.topic, question.probe) == (DONE.question, "skill", False)
    assert question.slot is not None
    assert question.slot.draft == DRAFT
    assert put(talk) == question, "it is open until it is answered"
    assert (talk.progress().done, talk.progress().total) == (1, 2)
    assert answered(talk, FULL, OPINION) == [DONE.question, VIEW.question]
    assert talk.next_question() is None
    assert talk.is_done


def test_what_is_skipped_is_left_in_this_sitting_and_asked_in_the_next(
    workspace: Workspace,
) -> None:
    assert answered(sitting(workspace), "", OPINION) == [DONE.question, VIEW.question]
    again = sitting(workspace)
    assert put(again).text == DONE.question
    again.skip(put(again))
    assert again.next_question() is None


def test_a_thin_answer_gets_one_follow_up(workspace: Workspace) -> None:
    talk = sitting(workspace)
    answered(talk, THIN)
    follow_up = put(talk)
    assert (follow_up.text, follow_up.origin, follow_up.probe) == (FULLER, "guide", True)
    assert follow_up.slot is not None and follow_up.slot.question == DONE.question
    talk.answer(follow_up, THIN)
    assert put(talk).text == VIEW.question
    assert [one.answer for one in talk.told()[0].exchanges] == [THIN, THIN]


def test_who_tells_it_with_figures_is_not_asked_for_more(workspace: Workspace) -> None:
    talk = sitting(workspace)
    answered(talk, "玫瑰老烂，一桶十支扔三四支，把根剪斜口以后只烂一支，隔壁摊子都来学。")
    assert put(talk).text == VIEW.question


@pytest.mark.parametrize("answer", ["不知道，没什么可说的", "没有"])
def test_who_would_rather_not_say_is_not_pressed(workspace: Workspace, answer: str) -> None:
    talk = sitting(workspace)
    answered(talk, answer)
    assert put(talk).text == VIEW.question


def test_a_few_words_for_a_sentence_are_a_fact_as_they_stand(workspace: Workspace) -> None:
    talk = sitting(workspace, [YEAR, Gap("哪个城市", inside=True)])
    assert answered(talk, "2019年。", "杭州") == ["哪一年", "哪个城市"]
    assert [fact.quote for name in ("a001", "a002") for fact in talk.extract(name)] == [
        "2019年",
        "杭州",
    ]
    (fact,) = talk.facts(talk.told()[0])
    assert (fact.topic, fact.consent) == ("", "public")
    assert talk.next_question() is None


def test_a_whole_answer_to_a_place_in_a_sentence_is_read_as_any(workspace: Workspace) -> None:
    talk = sitting(workspace, [YEAR])
    told = "我是2019年开始在仓库管货的，那年杭州下大雪。"
    answered(talk, told)
    assert talk.extract("a001") == [], "without a model it waits"
    assert [fact.quote for fact in talk.take_as_said("a001")] == [told]


@pytest.mark.parametrize("said", ["不知道", "没啥可说的"])
def test_a_shrug_is_no_few_words(workspace: Workspace, said: str) -> None:
    talk = sitting(workspace, [YEAR])
    answered(talk, said)
    assert talk.take_as_said("a001") == []


def test_a_few_words_about_money_start_as_private(workspace: Workspace) -> None:
    talk = sitting(workspace, [Gap("一个月工资多少", inside=True)])
    answered(talk, "八千二")
    (fact,) = talk.take_as_said("a001")
    assert (fact.quote, fact.consent) == ("八千二", "private")


def test_an_answer_of_an_earlier_sitting_is_not_asked_for_again(workspace: Workspace) -> None:
    answered(sitting(workspace), FULL)
    again = sitting(workspace)
    assert put(again).text == VIEW.question
    assert again.pending() == ["a001"]
    assert [one.answer for one in again.told()[0].answers] == [FULL]


def test_an_answer_that_brought_nothing_or_was_used_is_asked_for_again(
    workspace: Workspace,
) -> None:
    talk = sitting(workspace)
    answered(talk, "没有", FULL)
    talk.take_as_said("a001")
    (fact,) = talk.take_as_said("a002")
    assert put(sitting(workspace)).text == DONE.question
    assert put(sitting(workspace, [VIEW], used=[fact.id])).text == VIEW.question
    assert sitting(workspace, [VIEW]).next_question() is None


def test_an_answer_serves_every_draft_of_the_topic_and_no_other(workspace: Workspace) -> None:
    talk = sitting(workspace, [DONE])
    answered(talk, FULL)
    talk.take_as_said("a001")
    beside = sitting(workspace, [DONE], draft=BESIDE)
    assert beside.next_question() is None
    assert len(beside.facts(beside.told()[0])) == 1
    assert put(sitting(workspace, [DONE], draft="drafts/别的/x.md")).text == DONE.question


def test_what_was_said_before_in_the_same_words_is_the_same_fact(workspace: Workspace) -> None:
    talk = Interview(
        workspace.journal(lambda: NOW), workspace.ledger(), load_guide(), clock=lambda: NOW
    )
    question = talk.next_question()
    assert question is not None
    talk.answer(question, OPINION)
    first = sitting(workspace, [VIEW])
    (fact,) = first.take_as_said("a001")
    answered(first, OPINION)
    first.take_as_said("a002")
    assert first.facts(first.told()[0]) == [fact]
    assert sitting(workspace, [VIEW]).next_question() is None


def test_two_places_with_one_question_are_two(workspace: Workspace) -> None:
    talk = sitting(workspace, [DONE, DONE])
    assert answered(talk, FULL, FULL[:60]) == [DONE.question] * 2
    assert talk.next_question() is None
    assert [told.answers[0].answer for told in talk.told()] == [FULL, FULL[:60]]


def test_a_changed_question_is_a_new_one(workspace: Workspace) -> None:
    answered(sitting(workspace, [DONE]), FULL)
    assert put(sitting(workspace, [Gap("你带过谁？", "skill")])).text == "你带过谁？"


def test_an_open_question_of_the_interview_waits_for_its_turn(workspace: Workspace) -> None:
    talk = Interview(
        workspace.journal(lambda: NOW), workspace.ledger(), load_guide(), clock=lambda: NOW
    )
    question = talk.next_question()
    assert question is not None
    filling = sitting(workspace)
    assert put(filling).text == DONE.question
    journal = workspace.journal(lambda: NOW)
    put_away(journal)
    after = Interview(journal, workspace.ledger(), load_guide(), clock=lambda: NOW)
    again = after.next_question()
    assert again is not None
    assert (again.text, again.slot) == (question.text, None)
    assert [e.question_id for e in journal.events if isinstance(e, Unasked)] == ["q001", "q002"]
    put_away(journal)
    assert journal.last_unanswered() == again


def test_a_sitting_does_not_change_the_interviews_language(workspace: Workspace) -> None:
    journal = workspace.journal(lambda: NOW)
    journal.append(Session(language="en", byline="0"))
    sitting(workspace)
    sessions = [e.language for e in workspace.journal().events if isinstance(e, Session)]
    assert sessions == ["en", "en"]


def test_facts_come_by_the_ordinary_reading_and_a_failure_waits(
    workspace: Workspace, service: Service, caller: StructuredCaller
) -> None:
    talk = sitting(workspace, [VIEW], caller=caller)
    answered(talk, OPINION)
    service.fails(400)
    with pytest.raises(ModelError):
        talk.extract("a001")
    assert talk.pending() == ["a001"]
    says(service, l1="opinion")
    (fact,) = talk.extract("a001")
    assert (fact.quote, fact.topic, fact.kind) == (OPINION, "opinion", "opinion")
    assert talk.pending() == []


def test_without_a_model_sentences_are_facts_as_they_were_said(workspace: Workspace) -> None:
    talk = sitting(workspace, [DONE])
    stock = "去年我把盘点从两天改成半天。"
    answered(talk, f"你说呢？{stock}我女儿那年三岁。")
    facts = talk.take_as_said("a001")
    assert [fact.quote for fact in facts] == [stock, "我女儿那年三岁。"]
    assert [fact.consent for fact in facts] == ["public", "private"]
    noted = [e for e in talk.journal.events if isinstance(e, Extracted)]
    assert [(e.prompt, e.model) for e in noted] == [("", "")]


def test_without_a_model_the_most_careful_kind_decides_what_is_private(
    workspace: Workspace,
) -> None:
    # 客户 in a skill is customers in general; told as an experience it would be one of theirs.
    talk = sitting(workspace, [DONE])
    answered(talk, "客户的标书我最拿手，错一个字都找得出来。")
    (fact,) = talk.take_as_said("a001")
    assert (fact.kind, fact.consent) == ("skill", "private")


def test_only_answers_to_this_draft_wait_to_be_read(workspace: Workspace) -> None:
    talk = Interview(
        workspace.journal(lambda: NOW), workspace.ledger(), load_guide(), clock=lambda: NOW
    )
    question = talk.next_question()
    assert question is not None
    talk.answer(question, FULL)
    filling = sitting(workspace)
    assert filling.pending() == []
    answered(filling, OPINION)
    assert filling.pending() == ["a002"]
