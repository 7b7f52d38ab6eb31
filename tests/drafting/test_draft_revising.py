"""A wish goes to the model a paragraph at a time, and what it answers is held against the facts."""

from pathlib import Path
from typing import Any

import pytest
from draft_samples import ASKING, HALVED, LABEL, SLOT, STICKERS, recorded, saved, section
from fact_samples import fact
from loopback import Service
from loopback_caller import says, schema_sent, words_sent

from byline.drafting import orders
from byline.drafting.layout import Layout, lay_out
from byline.drafting.models import Draft
from byline.drafting.rerecording import rerecorded
from byline.drafting.revising import Reviser, Revision, delete
from byline.drafting.stored import load
from byline.drafting.trace import Trace, trace
from byline.llm.structured import StructuredCaller
from byline.platforms import load_platform

FACTS = [
    fact(1, "去年我把盘点从两天改成半天，差错率降到千分之二。"),
    fact(2, "每个货架先贴标签，再两个人一起数。"),
    fact(3, "工资八千二。", consent="private"),
]
NEWER = "去年盘点要两天，我把它改成半天，差错率降到千分之二。"


class Sitting:
    """A draft's file, laid out, and what a wish does to it."""

    def __init__(self, path: Path, caller: StructuredCaller | None = None) -> None:
        self.path, self.caller = path, caller
        self.stored = load(path)
        self.platform = load_platform(self.stored.draft.platform)
        text = path.read_text(encoding="utf-8")
        self.layout: Layout = lay_out(self.stored, text, self.platform)

    def revise(self, wish: str = "更口语一点", only: str = "") -> Revision:
        assert self.caller is not None
        asked = orders.read(wish, len(self.layout.paragraphs), FACTS)
        wanted = [
            one for one in self.layout.paragraphs if not asked.only or one.number in asked.only
        ]
        return Reviser(self.caller, wish, asked, FACTS, self.layout).revise(wanted, only)

    def save(self, revision: Revision) -> tuple[Draft, Trace]:
        draft, whole = rerecorded(self.stored.draft, revision, FACTS, self.platform)
        self.path.write_text(whole, encoding="utf-8")
        return draft, trace(load(self.path), {})


def answers(service: Service, *sentences: str, facts: Any = ("f001",)) -> None:
    fields = {f"s{at}": one for at, one in enumerate(sentences, 1)}
    says(service, **fields, **({"facts": list(facts)} if facts else {}))


def states(found: Trace) -> list[tuple[str, str]]:
    return [(line.text, line.state) for one in found.paragraphs for line in one.lines]


def test_what_stands_is_in_the_file_and_on_record(
    tmp_path: Path, service: Service, caller: StructuredCaller
):
    sitting = Sitting(saved(tmp_path, recorded(tags=("盘点",))), caller)
    answers(service, NEWER, STICKERS)
    answers(service, ASKING.split("？")[0] + "？", "留言说一句就行。", facts=())
    revision = sitting.revise()
    draft, found = sitting.save(revision)
    text = sitting.path.read_text(encoding="utf-8")
    assert text.endswith(f"#盘点\n\n> {LABEL}\n")
    assert "# 盘点怎么改\n" in text and SLOT in text
    assert states(found)[:3] == [(NEWER, "carried"), (STICKERS, "carried"), (SLOT, "slot")]
    assert found.paragraphs[0].lines[0].facts == ["f001"]
    assert found.gone == []
    assert draft.prompts == ["drafting/paragraph@1", "drafting/revise@1"]
    assert draft.status == "needs_input"


def test_the_service_sees_the_sentences_their_facts_and_no_other(
    tmp_path: Path, service: Service, caller: StructuredCaller
):
    sitting = Sitting(saved(tmp_path, recorded()), caller)
    answers(service, HALVED, STICKERS)
    answers(service, "你那边是什么情况？", "评论里说一句就行。", facts=())
    assert not sitting.revise().changed
    first, second = service.asked
    assert list(schema_sent(first)) == ["s1", "s2", "facts"]
    assert schema_sent(first)["facts"]["items"]["enum"] == ["f001", "f002"]
    assert list(schema_sent(second)) == ["s1", "s2"]
    sent = words_sent(service)
    assert FACTS[0].quote in sent and "更口语一点" in sent
    assert "八千二" not in sent and "待补" not in sent


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ("去年我把盘点从三天改成半天，差错率降到千分之二。", "不在引用"),
        ("我是博士，去年我把盘点从两天改成半天，差错率降到千分之二。", "资历"),
        ("去年他把盘点从两天改成半天，差错率降到千分之二。", "人变了"),
        (f"{HALVED[:-1]}，每个货架先贴标签，再两个人一起数。", "重复"),
        ("", "没了"),
    ],
)
def test_what_does_not_stand_leaves_the_old_words(
    tmp_path: Path, service: Service, caller: StructuredCaller, new: str, why: str
):
    sitting = Sitting(saved(tmp_path, recorded()), caller)
    answers(service, new)
    revision = sitting.revise(only="差错率")
    [change] = revision.changes
    assert (change.new, change.rejected) == (HALVED, new)
    assert why in change.reason
    assert revision.text() == sitting.layout.text


def test_a_wish_may_shorten_but_not_empty_a_paragraph(
    tmp_path: Path, service: Service, caller: StructuredCaller
):
    sitting = Sitting(saved(tmp_path, recorded()), caller)
    answers(service, "去年我把盘点从两天改成半天。", "")
    answers(service, "", "", facts=())
    revision = sitting.revise("短一点")
    draft, found = sitting.save(revision)
    assert [words for words, _ in states(found)] == [
        "去年我把盘点从两天改成半天。",
        SLOT,
        "你那边是什么情况？",
        "评论里说一句就行。",
    ]
    assert draft.sections[0].text == "去年我把盘点从两天改成半天。"


def test_the_persons_own_sentence_is_held_against_itself(
    tmp_path: Path, service: Service, caller: StructuredCaller
):
    mine = "我管过三百家店，每家都这么盘。"
    sitting = Sitting(saved(tmp_path, recorded(), (STICKERS, mine)), caller)
    answers(service, HALVED, "三百家店我都管过，每家都这么盘。")
    answers(service, "你那边是什么情况？", "评论里说一句就行。", facts=())
    draft, found = sitting.save(sitting.revise())
    assert ("三百家店我都管过，每家都这么盘。", "nothing") in states(found)
    [unproven] = [one for one in draft.findings if one.rule == "quantity"]
    assert unproven.level == "warning"
    assert "你自己写的话，没有事实撑着" in unproven.reason and "三百家" in unproven.reason
    assert draft.status == "needs_input"


def test_the_persons_own_sentence_gains_nothing_from_the_facts_around(
    tmp_path: Path, service: Service, caller: StructuredCaller
):
    sitting = Sitting(saved(tmp_path, recorded(), (STICKERS, "我每家店都这么盘。")), caller)
    answers(service, "我每家店都这么盘，差错率千分之二。")
    revision = sitting.revise(only="每家店")
    assert not revision.changed
    assert "不在引用" in revision.changes[0].reason


def test_a_hand_edit_that_is_not_revised_stays_a_hand_edit(
    tmp_path: Path, service: Service, caller: StructuredCaller
):
    edited = HALVED.replace("两天", "三天")
    sitting = Sitting(
        saved(tmp_path, recorded(), ("两天改成半天", "三天改成半天"), (ASKING, "**我加的。**")),
        caller,
    )
    answers(service, "每个货架都先贴标签，再两个人一起数。")
    _, found = sitting.save(sitting.revise(only="贴标签"))
    assert states(found) == [
        (edited, "edited"),
        ("每个货架都先贴标签，再两个人一起数。", "carried"),
        (SLOT, "slot"),
        ("**我加的。**", "added"),
    ]
    assert found.paragraphs[0].lines[0].was == HALVED
    assert found.paragraphs[0].lines[0].facts == ["f001"]


def test_an_order_in_the_wish_or_the_text_makes_no_fact(
    tmp_path: Path, service: Service, caller: StructuredCaller
):
    sitting = Sitting(saved(tmp_path, recorded()), caller)
    answers(service, "作为三甲医院的教授，我把盘点从两天改成半天，差错率降到千分之二。", STICKERS)
    answers(service, "你那边是什么情况？", "评论里说一句就行。", facts=())
    revision = sitting.revise("听起来更权威")
    assert not revision.changed
    assert "教授" in revision.changes[0].rejected


def test_many_sentences_go_a_few_at_a_time(
    tmp_path: Path, service: Service, caller: StructuredCaller
):
    many = [(f"先贴第{word}排标签。", ["f002"]) for word in "甲乙丙丁戊己庚"]
    sitting = Sitting(saved(tmp_path, recorded(section(*many))), caller)
    answers(service, *[text for text, _ in many[:5]], facts=["f002"])
    answers(service, *[text for text, _ in many[5:]], facts=["f002"])
    assert not sitting.revise().changed


@pytest.mark.parametrize(
    ("body", "number", "left"),
    [
        (f"{HALVED}\n\n---\n\n{STICKERS}\n\n---\n\n{ASKING}", 1, f"{STICKERS}\n\n---\n\n{ASKING}"),
        (f"{HALVED}\n\n---\n\n{STICKERS}\n\n---\n\n{ASKING}", 2, f"{HALVED}\n\n---\n\n{ASKING}"),
        (f"{HALVED}\n\n---\n\n{STICKERS}", 2, HALVED),
        (f"{HALVED}\n\n---\n\n{STICKERS}\n\n{ASKING}", 2, f"{HALVED}\n\n---\n\n{ASKING}"),
        (f"## 一\n\n{HALVED}\n\n## 二\n\n{STICKERS}", 1, f"## 二\n\n{STICKERS}"),
        (f"{HALVED}\n\n{STICKERS}", 2, HALVED),
    ],
)
def test_a_paragraph_goes_with_what_belongs_to_it(
    tmp_path: Path, body: str, number: int, left: str
):
    path = saved(
        tmp_path, recorded(section((HALVED, ["f001"]), (STICKERS, ["f002"])), platform="x")
    )
    head, _, _ = path.read_text(encoding="utf-8").partition("\n---\n")
    path.write_text(f"{head}\n---\n# 题\n\n{body}\n\n> {LABEL}\n", encoding="utf-8")
    sitting = Sitting(path)
    revision = delete(sitting.layout, number)
    assert revision.text() == f"# 题\n\n{left}\n\n> {LABEL}\n"
    _, found = sitting.save(revision)
    assert found.gone == []
