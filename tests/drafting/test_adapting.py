"""The facts of a draft, told again: another opening, the platform's length, and how alike it is."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from draft_samples import ASKING, recorded, saved, section
from fact_samples import fact
from loopback import Service
from loopback_caller import says, schema_sent, words_sent

from byline.checks import similarity
from byline.drafting import adapted, likeness
from byline.drafting.adapting import Adapter, groups, ordered
from byline.drafting.adapting_rules import manner_of, role_of, rules
from byline.drafting.layout import Layout, lay_out
from byline.drafting.models import Draft
from byline.drafting.stored import load
from byline.llm.structured import StructuredCaller
from byline.platforms import Platform, Shape, Span, load_platform, platform_ids

FEAR = "刚当上店长的人最怕月底盘点，一盘就是两天。"
STOCK = "去年我把盘点从两天改成半天，差错率降到千分之二。"
VIEW = "我不同意先换系统再理货，货没理顺系统里的数就是错的。"
FACTS = [
    fact(1, FEAR, kind="audience"),
    fact(2, STOCK, kind="result"),
    fact(3, VIEW, kind="opinion"),
    fact(4, "我在药店当店长，八年了。", kind="credential"),
    fact(5, "工资八千二。", consent="private"),
]
SHAPE = Shape(
    paragraphs=Span(minimum=1, maximum=9),
    body_length=Span(minimum=10, maximum=2000),
    tags=Span(minimum=0, maximum=1),
    headings="plain",
)
RETOLD = {
    STOCK: "差错率降到千分之二，盘点从两天到半天，都是我去年改的。",
    FEAR: "月底一盘点就是两天，你刚当上店长，最怕的是不是这个？",
    VIEW: "货没理顺，系统里的数就是错的。先换系统再理货，我不同意。",
}


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    made = recorded(
        section((FEAR, ["f001"]), beat="opening"),
        section((STOCK, ["f002"])),
        section((VIEW, ["f003"]), beat="view"),
        section((ASKING, []), beat="closing"),
        platform="xiaohongshu",
        tags=("盘点", "药店"),
    )
    path = saved(tmp_path, made)
    return lay_out(load(path), path.read_text(encoding="utf-8"), load_platform("xiaohongshu"))


def shaped(name: str) -> Platform:
    return load_platform(name).model_copy(update={"shape": SHAPE})


def retold(
    service: Service, caller: StructuredCaller, layout: Layout, name: str, *texts: tuple[str, str]
) -> Draft:
    """A draft for a platform, where the model answers with these."""
    for text, fact_id in texts:
        says(service, text=text, facts=[fact_id])
    platform = shaped(name)
    if platform.limits_on("title"):
        says(service, titles=["盘点怎么改", "盘点从两天到半天"])
    source = recorded(platform="xiaohongshu", tags=("盘点", "药店"))
    adapter = Adapter(caller, platform, layout, FACTS)
    made = datetime(2026, 11, 26, tzinfo=UTC)
    return adapted.assembled(source, adapter, adapter.sections(), made=made)


WECHAT = ((RETOLD[STOCK], "f002"), (RETOLD[VIEW], "f003"), (RETOLD[FEAR], "f001"))


def test_another_opening_and_every_fact_once(
    layout: Layout, service: Service, caller: StructuredCaller
):
    draft = retold(service, caller, layout, "wechat", *WECHAT)
    assert [one.facts for one in draft.sections] == [["f002"], ["f003"], ["f001"], []]
    assert draft.sections[0].text == RETOLD[STOCK]
    assert draft.sections[-1].text == ASKING
    assert (draft.platform, draft.title) == ("wechat", "盘点从两天到半天")
    assert draft.tags == ["盘点"]
    assert draft.findings == [] and draft.status == "pass"
    assert draft.prompts == ["drafting/adapt@1", "drafting/adapt_title@1"]


def test_the_service_sees_the_facts_of_a_paragraph_and_its_old_words(
    layout: Layout, service: Service, caller: StructuredCaller
):
    retold(service, caller, layout, "wechat", *WECHAT)
    first = service.asked[0]
    assert schema_sent(first)["facts"]["items"] == {"type": "string", "const": "f002"} or (
        schema_sent(first)["facts"]["items"]["enum"] == ["f002"]
    )
    told = first["messages"][-1]["content"]
    assert f"f002 {STOCK}" in told and "发过的：" in told and FEAR not in told
    assert "八千二" not in words_sent(service)


def test_what_the_facts_do_not_carry_is_taken_out(
    layout: Layout, service: Service, caller: StructuredCaller
):
    bent = RETOLD[STOCK] + "老板给我涨了三千块。她说我是专家。"
    draft = retold(service, caller, layout, "wechat", (bent, "f002"), *WECHAT[1:])
    assert draft.sections[0].text == RETOLD[STOCK]
    assert draft.sections[0].removed == ["老板给我涨了三千块。", "她说我是专家。"]


def test_where_nothing_stands_the_persons_words_do(
    layout: Layout, service: Service, caller: StructuredCaller
):
    invented = ("我管三百家店，拿过冠军。", "f002")
    draft = retold(service, caller, layout, "wechat", invented, invented, *WECHAT[1:])
    assert draft.sections[0].text == STOCK
    assert draft.sections[0].sentences[0].facts == ["f002"]


def test_a_fact_whose_sentence_was_taken_out_is_told_in_the_persons_words(
    tmp_path: Path, service: Service, caller: StructuredCaller
):
    end = "后来她跟我说找货快多了。"
    facts = [*FACTS[:3], fact(6, end, kind="experience")]
    made = recorded(section((FEAR, ["f001"])), section((STOCK, ["f002"]), (end, ["f006"])))
    path = saved(tmp_path, made)
    laid = lay_out(load(path), path.read_text(encoding="utf-8"), load_platform("wechat"))
    text = RETOLD[STOCK] + "后来老板跟我说找货快了三倍。"
    says(service, text=text, facts=["f002"])
    says(service, text=RETOLD[FEAR], facts=["f001"])
    first = Adapter(caller, shaped("zhihu"), laid, facts).sections()[0]
    assert first.text == RETOLD[STOCK] + end
    assert first.sentences[-1].facts == ["f006"]


def test_too_alike_is_asked_again_and_then_said(
    layout: Layout, service: Service, caller: StructuredCaller
):
    copies = [
        ((quote, name),) * rules().tries
        for quote, name in ((STOCK, "f002"), (VIEW, "f003"), (FEAR, "f001"))
    ]
    texts = [one for pair in copies for one in pair]
    draft = retold(service, caller, layout, "wechat", *texts)
    [alike] = [one for one in draft.findings if one.rule == "repeat"]
    assert (alike.level, draft.status) == ("warning", "pass")
    assert "同样的原话" in alike.reason and "原话" in alike.source
    assert RETOLD[STOCK] not in draft.body


def test_words_taken_over_from_the_draft_are_an_error(layout: Layout):
    taken = f"{STOCK}\n你那边是什么情况，评论里说一句就行。"
    [alike] = adapted.alike(taken, layout, FACTS)
    assert alike.level == "error" and "上限 50%" in alike.reason
    assert "你那边是什么情况" in alike.text and STOCK not in alike.text
    assert list(adapted.alike(RETOLD[STOCK], layout, FACTS)) == []


def test_a_nearer_second_try_does_not_win(
    layout: Layout, service: Service, caller: StructuredCaller
):
    half = "去年我把盘点从两天改成半天。差错率降到千分之二，这是盘点改完以后。"
    draft = retold(service, caller, layout, "wechat", (half, "f002"), (STOCK, "f002"), *WECHAT[1:])
    assert draft.sections[0].text == half


def test_a_thread_is_cut_into_posts_that_fit(
    layout: Layout, service: Service, caller: StructuredCaller
):
    long = "".join(
        [RETOLD[VIEW], "系统里的数是错的，先理货，货理顺了再换系统，我就是这么看的。" * 3]
    )
    draft = retold(
        service,
        caller,
        layout,
        "x",
        (long, "f003"),
        (RETOLD[STOCK], "f002"),
        (RETOLD[FEAR], "f001"),
    )
    pieces = draft.body.split("\n\n---\n\n")
    assert len(pieces) >= 4
    assert not [one for one in draft.findings if one.rule == "limit"]


def test_what_does_not_fit_is_left_out_and_said(
    layout: Layout, service: Service, caller: StructuredCaller, monkeypatch: pytest.MonkeyPatch
):
    short = SHAPE.model_copy(update={"body_length": Span(minimum=1, maximum=40)})
    monkeypatch.setitem(globals(), "SHAPE", short)
    draft = retold(service, caller, layout, "wechat", *WECHAT)
    assert [one.facts for one in draft.sections] == [["f002"], []]
    assert any("少讲了 2 段" in one.reason for one in draft.findings)


def test_the_order_of_every_platform_differs_from_the_drafts(layout: Layout):
    found = groups(layout, FACTS)
    assert [one.role for one in found] == ["reader", "story", "view"]
    for name in platform_ids():
        order = ordered(found, manner_of(name))
        assert order[0] is not found[0]
        assert len(order) == min(len(found), manner_of(name).groups)
    assert ordered(found[:1], manner_of("wechat")) == found[:1]
    assert ordered([], manner_of("wechat")) == []


def test_closed_facts_are_not_retold(layout: Layout):
    closed = [one.model_copy(update={"consent": "private"}) for one in FACTS]
    assert groups(layout, closed) == []


@pytest.mark.parametrize(
    ("kinds", "role"),
    [(["audience"], "reader"), (["opinion", "result", "skill"], "story"), (["credential"], "who")],
)
def test_what_a_paragraph_does(kinds: list, role: str):
    assert role_of(kinds) == role


def test_likeness():
    assert similarity.share(STOCK, STOCK) == 1.0
    assert similarity.share(STOCK, STOCK.replace("，", "\n")) == 1.0
    assert similarity.share(RETOLD[STOCK], STOCK) < 0.4
    assert similarity.share("短", STOCK) == 0.0
    assert likeness.beyond(STOCK, STOCK, [STOCK]) == 0.0
    assert likeness.beyond(STOCK, STOCK, []) == 1.0
    assert likeness.beyond(f"{STOCK}{ASKING}", f"{STOCK}{ASKING}", [STOCK]) == 1.0
    assert likeness.beyond(f"{STOCK}{ASKING}", STOCK, [STOCK]) == 0.0


ENGLISH = {
    "f001": "I cut the stock count from two days to half a day last year.",
    "f002": "I think a shop should sort its shelves before it buys a system.",
}


def test_an_english_draft_is_retold_in_english(
    tmp_path: Path, service: Service, caller: StructuredCaller
):
    facts = [
        fact(1, ENGLISH["f001"], kind="result"),
        fact(2, ENGLISH["f002"], kind="opinion"),
    ]
    made = recorded(
        section((ENGLISH["f001"], ["f001"]), ("It took two of us.", [])),
        section((ENGLISH["f002"], ["f002"]), beat="view"),
        platform="newsletter",
        title="Counting",
    )
    path = saved(tmp_path, made, ("year.It", "year. It"))
    held = load(path)
    laid = lay_out(held, path.read_text(encoding="utf-8"), load_platform("newsletter"))
    assert [one.line.state for one in laid.paragraphs[0].sentences] == ["carried", "nothing"]
    retold_view = "Before it buys a system, I think a shop should sort its shelves. Sort first."
    says(service, text=retold_view, facts=["f002"])
    says(service, text="Half a day: I cut the stock count from two days last year.", facts=["f001"])
    adapter = Adapter(caller, shaped("x"), laid, facts)
    sections = adapter.sections()
    assert sections[0].text == retold_view
    assert sections[1].facts == ["f001"]
    assert "Already out:" in words_sent(service)
