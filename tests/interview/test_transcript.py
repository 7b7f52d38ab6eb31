"""The interview to be read."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fact_samples import NOW
from hypothesis import given
from hypothesis import strategies as st

from byline.interview import transcript
from byline.interview.gaps import FOR_DRAFTS
from byline.interview.guide import load_guide
from byline.interview.overview import overview
from byline.interview.revising import mark_private, revise, withdraw
from byline.interview.transcript import Transcript
from byline.ledger.consent import Consent
from byline.ledger.events import Answered, Asked, Skipped
from byline.ledger.journal import Journal
from byline.ledger.models import Kind, Proposal, verify
from byline.ledger.storage import Ledger
from byline.workspace import Workspace

GUIDE = load_guide()
FIRST, SECOND, THIRD = (topic.id for topic in GUIDE.order[:3])
FULL = "2016年那天晚上我说这三个人能行，后来做到了，现在半天就够。"


class Talk:
    """A workspace to talk in."""

    def __init__(self, workspace: Workspace) -> None:
        self.journal: Journal = workspace.journal(lambda: NOW)
        self.ledger: Ledger = workspace.ledger()

    def ask(self, topic: str, text: str = "", *, probe: bool = False) -> Asked:
        return self.journal.append(
            Asked(
                question_id=self.journal.next_question_id(),
                topic=topic,
                text=text or f"问{topic}？",
                probe=probe,
            )
        )

    def say(self, text: str, topic: str = FIRST, question: str = "", *, probe: bool = False) -> str:
        asked = self.ask(topic, question, probe=probe)
        said = self.journal.append(
            Answered(
                answer_id=self.journal.next_answer_id(), question_id=asked.question_id, text=text
            )
        )
        self.ledger.know(said.answer_id, text)
        return said.answer_id

    def hold(self, quote: str, answer_id: str, consent: Consent, kind: Kind = "result") -> None:
        proposal = Proposal(statement=quote, quote=quote, kind=kind)
        text = self.journal.spoken()[answer_id]
        [fact] = self.ledger.add([verify(proposal, text, answer_id, recorded=NOW)])
        self.ledger.set_consent(fact.id, consent)
        self.ledger.save()

    def read(self, *, whole: bool = False) -> str:
        return self.transcript(whole=whole).markdown()

    def transcript(self, *, whole: bool = False) -> Transcript:
        return Transcript(self.journal, self.ledger.facts, GUIDE, name="陈燕", whole=whole)


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    workspace = Workspace.create(tmp_path / "me", "陈燕")
    with workspace.lock():
        yield Talk(workspace)


def test_questions_and_answers_stand_by_topic_in_their_own_words(talk: Talk) -> None:
    talk.say("管仓库的。", FIRST, "做什么？")
    talk.say("盘点半天。", SECOND, "会什么？")
    talk.say("八年。", FIRST, "几年了？", probe=True)
    text = talk.read()
    assert text.startswith("# 访谈：陈燕\n\n2026 年 11 月 22 日，3 段回答。\n")
    order = ["现在的处境", "**做什么？**", "管仓库的。", "**几年了？**", "八年。", "拿手的事"]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert text.count("## ") == 2


def test_only_the_version_that_holds_is_told_and_the_change_is_marked(talk: Talk) -> None:
    answer = talk.say("管了七年仓库。")
    revise(talk.journal, talk.ledger, answer, "管了八年仓库。")
    text = talk.read()
    assert "管了八年仓库。\n\n*（这一段后来改过）*" in text
    assert "七年" not in text
    whole = talk.read(whole=True)
    assert "> 最初说的是：\n>\n> 管了七年仓库。" in whole


def test_what_was_taken_back_is_not_told(talk: Talk) -> None:
    withdraw(talk.journal, talk.ledger, talk.say("管了七年仓库。"))
    talk.say("盘点半天。", SECOND)
    assert "七年" not in talk.read()
    assert "七年" not in talk.read(whole=True)


def test_an_answer_marked_private_is_left_out_with_its_question(talk: Talk) -> None:
    answer = talk.say("那年我赔了客人一笔，没人知道。", FIRST, "难的事？")
    talk.say(FULL, SECOND, "你刚才说“那年我赔了客人一笔”。后来呢？", probe=True)
    mark_private(talk.journal, talk.ledger, answer)
    text = talk.read()
    assert "赔" not in text
    assert "难的事" not in text
    assert "**你刚才说〔略〕。后来呢？**" in text
    assert "不公开的内容没有收进来" in text
    whole = talk.read(whole=True)
    assert "你刚才说“那年我赔了客人一笔”。" in whole
    assert "不要转发" in whole


@pytest.mark.parametrize("consent", ["private", "anonymise"])
def test_a_closed_fact_is_cut_out_of_its_answer(talk: Talk, consent: Consent) -> None:
    answer = talk.say(f"{FULL}仓库里的老张最快。盘点是我排的。")
    talk.hold("仓库里的老张最快。", answer, consent)
    assert f"{FULL}〔略〕盘点是我排的。" in talk.read()
    assert "老张" in talk.read(whole=True)


def test_what_looks_private_stays_out_until_it_is_opened(talk: Talk) -> None:
    answer = talk.say("我女儿上二年级。盘点是我排的。")
    assert "〔略〕盘点是我排的。" in talk.read()
    talk.hold("我女儿上二年级。", answer, "public")
    assert "我女儿上二年级。盘点是我排的。" in talk.read()


def test_words_closed_once_stay_closed_where_they_are_repeated(talk: Talk) -> None:
    answer = talk.say("仓库里的老张最快。")
    talk.hold("仓库里的老张最快。", answer, "private")
    talk.say(f"仓库里的老张最快。{FULL}", SECOND)
    assert "老张" not in talk.read()


def test_words_opened_once_do_not_open_what_looks_private_elsewhere(talk: Talk) -> None:
    answer = talk.say("我陪女儿练了三年琴。")
    talk.hold("女儿练了三年琴", answer, "public")
    talk.say(f"女儿练了三年琴，她老师姓王。{FULL}", SECOND)
    assert "姓王" not in talk.read()


def test_the_limits_a_person_names_are_never_told(talk: Talk) -> None:
    talk.say(FULL)
    talk.say("老张的名字。", "boundary")
    assert "老张" not in talk.read()


def test_what_was_passed_over_is_named_at_the_end(talk: Talk) -> None:
    talk.say(FULL)
    talk.journal.append(Skipped(question_id=talk.ask(THIRD).question_id))
    assert talk.read().endswith(f"---\n\n没有聊：{GUIDE.order[2].name}。\n")


def test_markup_in_a_persons_words_is_shown_and_not_obeyed(talk: Talk) -> None:
    talk.say("# 大标题\n1. 先扫码\n- 再点数\n*重点* <b>粗</b>\n\n第二段")
    text = talk.read()
    for shown in ("\\# 大标题", "1\\. 先扫码", "\\- 再点数", "\\*重点\\* \\<b>粗"):
        assert shown in text
    assert "\n\n第二段\n" in text


def test_nothing_said_is_a_sentence_and_no_empty_page(talk: Talk) -> None:
    assert talk.read() == "# 访谈：陈燕\n\n还没有回答。\n"


def test_the_data_form_tells_how_much_is_private(talk: Talk) -> None:
    first = talk.say(FULL)
    talk.say(f"我女儿上二年级。{FULL}", SECOND)
    talk.say(FULL, THIRD)
    mark_private(talk.journal, talk.ledger, first)
    turns = talk.transcript().turns()
    assert [turn.private for turn in turns] == ["all", "part", "no"]
    assert turns[0].answer == "〔略〕"
    assert [turn.number for turn in turns] == [1, 2, 3]


@given(st.text(min_size=1).filter(lambda text: text.strip()))
def test_no_line_of_an_answer_becomes_a_heading_or_a_list(text: str) -> None:
    shown = transcript._plain(text)
    for line in shown.split("\n"):
        assert not line.lstrip().startswith(("#", "- ", "* ", "+ ", ">", "```"))


def test_the_overview_tells_known_thin_passed_and_open(talk: Talk) -> None:
    talk.say(FULL, FIRST)
    talk.say("没啥。", SECOND)
    talk.journal.append(Skipped(question_id=talk.ask(THIRD).question_id))
    states = {one.topic.id: one for one in overview(talk.journal, GUIDE)}
    assert [states[topic].state for topic in (FIRST, SECOND, THIRD)] == ["known", "thin", "passed"]
    assert {one.state for one in list(states.values())[3:]} == {"open"}
    assert states[FIRST].said == FULL
    withdraw(talk.journal, talk.ledger, "a001")
    assert overview(talk.journal, GUIDE)[0].state == "passed"


def test_what_was_said_for_a_draft_has_a_heading_of_its_own(talk: Talk) -> None:
    talk.say("2019年", FOR_DRAFTS, "哪一年？")
    text = Transcript(talk.journal, talk.ledger.facts, GUIDE).markdown()
    assert "## 补进稿子的几处\n\n**哪一年？**\n\n2019年" in text
