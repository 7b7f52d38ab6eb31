"""A draft after a yes or a no to a sentence that was proposed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.checks.findings import Finding
from byline.drafting import affirm as affirming
from byline.drafting.affirm import (
    Matter,
    affirm,
    delicate,
    for_blanket_yes,
    order,
    status,
    strike,
    worded,
)
from byline.drafting.document import below, parse, rendered, replaced
from byline.drafting.gaps import closed
from byline.drafting.models import Cut, Draft, Sentence
from byline.errors import InputError
from byline.text.sentences import sentences

ASK = "先看合同。"
MARK = f"【待认：{ASK}】"


def proposed(text: str = ASK) -> Sentence:
    return Sentence(text=text, kind="proposed")


def told(text: str, *facts: str) -> Sentence:
    return Sentence(text=text, kind="told", facts=list(facts))


def draft(body: str, *held: Sentence, platform: str = "wechat", **more: object) -> Draft:
    """A draft whose only open sentence is `ASK`, unless it is told otherwise."""
    return Draft.model_validate(
        {
            "platform": platform,
            "topic": "签合同以前看什么",
            "made": datetime(2026, 11, 30, tzinfo=UTC),
            "status": "needs_input",
            "title": "签合同以前",
            "tags": ["合同"],
            "body": body,
            "sentences": list(held) or [proposed()],
            "findings": [],
            "ai_label": "",
            "notes": [],
            "prompts": [],
            "model": "m",
            **more,
        }
    )


# What is asked first, and what no blanket yes covers.

HEALTH = [
    "感冒了先别急着吃抗生素。",
    "孩子发烧到三十八度五再用退烧药。",
    "血压高的人做深蹲要先问医生。",
    "减肥期间每天喝两升水。",
    "手术前一晚要空腹八小时。",
    "膝盖疼就别跑步了。",
    "See a doctor before you change the dose.",
    "If it hurts, stop the exercise.",
    "Fasting is not for people with diabetes.",
    "Sleep badly for two weeks? Ask for therapy.",
]
LAW = [
    "签字以前先找律师看一遍合同。",
    "被辞退先别签字，去申请劳动仲裁。",
    "对方不给钱就起诉。",
    "个体户也要按时报税。",
    "没开发票的单子别接。",
    "试用期也要交社保。",
    "别人用你的照片就是侵权。",
    "Have a lawyer read the contract first.",
    "Register the trademark before you print the sign.",
    "You can claim this on your taxes.",
    "Take them to a tribunal.",
    "Ask for the visa papers early.",
]
MONEY = [
    "头三个月别贷款。",
    "先留出半年的现金流再辞职。",
    "闲钱放货币基金就够了。",
    "第一单定价 500 块就行。",
    "押金最多收一个月。",
    "Keep six months of savings.",
    "Never borrow to buy stock.",
    "Do not invest in the second shop yet.",
    "Ask for a deposit of $200.",
]
PLAIN = [
    "把三十条用户原话抄一遍，再动手写方案。",
    "盘点以前先把过道清空。",
    "先回答读者的问题，再讲自己。",
    "我觉得好代码是删出来的。",
    "第一次见家长，别急着夸孩子。",
    "换一盏灯，客人坐得更久。",
    "新人第一周只看，不动手。",
    "画稿先发小样，再上颜色。",
    "Cut the draft to nine pages before you polish it.",
    "Tag one week of tickets by hand.",
    "Write down who is different on Monday.",
    "Talk to the pain points of one reader.",
    "Sharing your notes is better than perfect slides.",
    "机器对症下药，不如先把流程走一遍。",
]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (name, one)
        for name, held in (("健康", HEALTH), ("法律", LAW), ("钱", MONEY))
        for one in held
    ],
)
def test_health_law_and_money_are_told_by_their_words(name: str, text: str) -> None:
    assert name in (delicate(text) or "")
    assert for_blanket_yes([proposed(text)]) == []


@pytest.mark.parametrize("text", PLAIN)
def test_other_advice_is_not_delicate(text: str) -> None:
    assert delicate(text) is None
    assert for_blanket_yes([proposed(text)]) == [proposed(text)]


def test_the_reason_is_given_in_both_languages() -> None:
    assert delicate(LAW[0]) == "讲到法律、合同或税，要你自己看过"
    assert delicate(LAW[0], "en") == "about law, contracts or tax: only you can agree to it"


def test_health_comes_first_then_law_then_money_and_the_rest_as_it_stands() -> None:
    texts = [PLAIN[0], MONEY[0], LAW[0], PLAIN[1], HEALTH[0], LAW[1]]
    asked = order([proposed(text) for text in texts])
    assert [one.text for one in asked] == [
        HEALTH[0],
        LAW[0],
        LAW[1],
        MONEY[0],
        PLAIN[0],
        PLAIN[1],
    ]


def test_both_a_price_and_a_contract_is_law_as_it_is_asked_first() -> None:
    assert delicate("合同里写清楚三千块押金。") == delicate(LAW[0])


def test_the_rules_name_classes_that_there_are() -> None:
    with pytest.raises(ValueError, match="没有 luck"):
        Matter.model_validate(
            {"name": "money", "zh": "钱", "en": "money", "class": "luck", "words": []}
        )


# Yes.


@pytest.mark.parametrize(
    ("body", "words", "after"),
    [
        (f"前一句。{MARK}", ASK, "前一句。先看合同。"),
        (f"前一句。{MARK}后一句。", "别急着签", "前一句。别急着签。后一句。"),
        (MARK, "两句。第二句。", "两句。第二句。"),
        (f"一、\n\n- 做。\n- {MARK}\n- 再做。", ASK, f"一、\n\n- 做。\n- {ASK}\n- 再做。"),
        (f"一。\n\n---\n\n{MARK}\n\n---\n\n三。", ASK, f"一。\n\n---\n\n{ASK}\n\n---\n\n三。"),
        (f"一。\r\n\r\n{MARK}\r\n二。\r\n", "看合同", "一。\r\n\r\n看合同。\r\n二。\r\n"),
        (f"前。【待认： {ASK} 】后。", ASK, "前。先看合同。后。"),
        (f"前。【待认{ASK}】", ASK, "前。先看合同。"),
    ],
)  # fmt: skip
def test_a_yes_takes_the_brackets_away_and_nothing_else(body: str, words: str, after: str) -> None:
    done = affirm(draft(body), proposed(), words, "f012")
    assert done.body == after
    assert done.status == "pass"
    assert not done.proposed
    assert done.facts == ["f012"]
    assert all(one.text in after for one in done.sentences)


def test_the_sentence_is_told_by_its_fact_in_its_place() -> None:
    held = told("前一句。", "f001"), proposed(), Sentence(text="后一句。", kind="plain")
    done = affirm(draft(f"前一句。{MARK}后一句。", *held), proposed(), ASK, "f012")
    assert done.sentences == [held[0], told(ASK, "f012"), held[2]]


def test_several_sentences_of_one_s_own_are_told_one_by_one() -> None:
    done = affirm(draft(MARK), proposed(), "先看。\n再签！", "f012")
    assert done.body == "先看。 再签！"
    assert done.sentences == [told("先看。", "f012"), told("再签！", "f012")]


@pytest.mark.parametrize(
    ("body", "words", "after"),
    [
        ("前。【待认：先看】。后。", "先看", "前。先看。后。"),
        ("前。【待认：先看】。后。", "别签。", "前。别签。后。"),
        ("前。【待认：先看】后。", "先看", "前。先看。后。"),
        ("建议【待认：先看】，再签。", "先看", "建议先看，再签。"),
        ("**【待认：先看】**\n\n后。", "先看", "**先看**\n\n后。"),
        ("- 【待认：先看】\n- 再签", "先看", "- 先看\n- 再签"),
    ],
)
def test_an_end_mark_is_there_once_and_only_where_the_line_goes_on(
    body: str, words: str, after: str
) -> None:
    assert affirm(draft(body, proposed("先看")), proposed("先看"), words, "f1").body == after


@pytest.mark.parametrize(
    ("body", "words", "after"),
    [
        ("One. 【待认：Read it.】 Two.", "Read it.", "One. Read it. Two."),
        ("One.【待认：Read it.】Two.", "Read it first", "One. Read it first. Two."),
        ("- 【待认：Read it.】", "Read 3.5 pages", "- Read 3.5 pages."),
        ("See v1.【待认：Read it.】", "(Really.)", "See v1.(Really.)"),
    ],
)
def test_english_sentences_keep_a_blank_between_them(body: str, words: str, after: str) -> None:
    one = draft(body, proposed("Read it."), language="en", platform="linkedin")
    assert affirm(one, proposed("Read it."), words, "f012").body == after


def test_of_the_same_words_twice_the_first_is_answered_first() -> None:
    held = proposed(), told("中间。", "f001"), proposed()
    once = strike(draft(f"{MARK}\n\n中间。\n\n{MARK}", *held), proposed())
    assert once.body == f"中间。\n\n{MARK}"
    assert once.status == "needs_input"
    twice = affirm(once, once.proposed[0], ASK, "f012")
    assert twice.body == f"中间。\n\n{ASK}"
    assert twice.sentences == [held[1], told(ASK, "f012")]
    with pytest.raises(InputError, match=r"没有这句待认的话.*先看合同"):
        affirm(twice, proposed(), ASK, "f012")


def test_a_bracket_a_hand_took_away_is_said_to_be_gone() -> None:
    for answer in (
        lambda one: affirm(one, proposed(), ASK, "f1"),
        lambda one: strike(one, proposed()),
    ):
        with pytest.raises(InputError, match="byline draft --affirm"):
            answer(draft("前一句。先看合同。"))


@pytest.mark.parametrize("reply", ["", " \n", "先【待补：几个】月", "【待认：别签】"])
def test_words_that_would_be_asked_about_again_are_refused(reply: str) -> None:
    with pytest.raises(InputError):
        worded(reply)


def test_words_of_one_s_own_stand_on_one_line() -> None:
    assert worded("  先看\r\n 再签 \x07") == "先看 再签"
    one = draft(f"- 一\n- {MARK}\n- 三")
    assert (
        affirm(one, proposed(), "先看\n---\n# 再签", "f1").body == "- 一\n- 先看 --- # 再签。\n- 三"
    )


# No.


@pytest.mark.parametrize(
    ("body", "after"),
    [
        (f"前一句。{MARK}", "前一句。"),
        (f"{MARK}后一句。", "后一句。"),
        (f"前一句。{MARK}后一句。", "前一句。后一句。"),
        ("前一句。【待认：先看合同。】。后一句。", "前一句。后一句。"),
        (f"One. {MARK} Two.", "One. Two."),
        (f"One. {MARK}\n\nTwo.", "One.\n\nTwo."),
        (f"前段。\n\n{MARK}\n\n后段。", "前段。\n\n后段。"),
        (f"前段。\n\n\n{MARK}\n\n后段。", "前段。\n\n\n后段。"),
        (f"{MARK}\n\n后段。", "后段。"),
        (f"前段。\n\n{MARK}", "前段。"),
        (f"前段。\n\n{MARK}\n", "前段。\n"),
        (f"前段。\n{MARK}\n后段。", "前段。\n后段。"),
        (f"前段。\n\n“{MARK}”\n\n后段。", "前段。\n\n后段。"),
        (f"前段。**{MARK}**后段。", "前段。后段。"),
        (MARK, ""),
        (f"前\u2028段。\n\n{MARK}\n\n后段。", "前\u2028段。\n\n后段。"),
    ],
)
def test_a_no_takes_the_sentence_away_and_closes_the_gap(body: str, after: str) -> None:
    done = strike(draft(body), proposed())
    assert (done.body, done.sentences, done.status) == (after, [], "pass")
    assert done.cut == [Cut(text=ASK, reason="你不要这句")]


@pytest.mark.parametrize(
    "marker",
    ["- ", "* ", "• ", "  - ", "1. ", "2、", "（3）", "① ", "1️⃣ ", "✅ ", "> ", "第二步：", "1/ "],
)
def test_an_empty_list_item_goes_with_its_marker(marker: str) -> None:
    body = f"前。\n\n{marker}做这个。\n{marker}{MARK}\n{marker}再做。"
    assert strike(draft(body), proposed()).body == f"前。\n\n{marker}做这个。\n{marker}再做。"


@pytest.mark.parametrize("marker", ["- ", "2019 年：", "我说：", "3 个人 "])
def test_a_line_that_says_more_keeps_what_it_says(marker: str) -> None:
    body = f"前。\n\n{marker}做这个。{MARK}\n后。"
    assert strike(draft(body), proposed()).body == f"前。\n\n{marker}做这个。\n后。"
    first = strike(draft(f"{marker}{MARK} 做这个。"), proposed()).body
    assert first == f"{marker}做这个。" if marker.endswith(" ") else f"{marker} 做这个。"


def test_a_whole_list_leaves_no_empty_paragraph() -> None:
    assert strike(draft(f"前。\n\n- {MARK}\n\n后。"), proposed()).body == "前。\n\n后。"


@pytest.mark.parametrize(
    ("body", "after", "emptied"),
    [
        (f"## 一\n\n{MARK}\n\n## 二\n\n后。", "## 二\n\n后。", ["## 一"]),
        (f"前。\n\n## 一\n\n{MARK}", "前。", ["## 一"]),
        (f"前。\n\n## 一\n{MARK}\n\n---\n\n后。", "前。\n\n---\n\n后。", ["## 一"]),
        (f"## 一\n\n### 小\n\n{MARK}\n\n## 二\n\n后。", "## 二\n\n后。", ["### 小", "## 一"]),
        (f"## 一\n\n{MARK}\n\n### 小\n\n后。", "## 一\n\n### 小\n\n后。", []),
        (f"## 一\n\n前。\n\n{MARK}\n\n## 二\n\n后。", "## 一\n\n前。\n\n## 二\n\n后。", []),
        (f"## 一\n\n前。{MARK}\n\n## 二\n\n后。", "## 一\n\n前。\n\n## 二\n\n后。", []),
    ],
)
def test_a_heading_with_nothing_below_goes_too(body: str, after: str, emptied: list[str]) -> None:
    done = strike(draft(body), proposed())
    assert done.body == after
    assert [one.text for one in done.cut] == [ASK, *emptied]
    assert {one.reason for one in done.cut[1:]} <= {"下面没有内容了"}


@pytest.mark.parametrize(
    ("body", "after"),
    [
        (f"一。\n\n---\n\n{MARK}\n\n---\n\n三。", "一。\n\n---\n\n三。"),
        (f"{MARK}\n\n---\n\n二。", "二。"),
        (f"一。\n\n---\n\n{MARK}", "一。"),
        (f"一。\n---\n{MARK}\n---\n三。", "一。\n---\n三。"),
        (f"一。\n\n---\n\n二。{MARK}\n\n---\n\n三。", "一。\n\n---\n\n二。\n\n---\n\n三。"),
        (f"一。\n\n---\n\n2/ {MARK}\n\n---\n\n三。", "一。\n\n---\n\n三。"),
        (f"一。\n\n---\n\n## 题\n\n{MARK}\n\n---\n\n三。", "一。\n\n---\n\n三。"),
    ],
)
def test_a_thread_keeps_one_divider_between_posts(body: str, after: str) -> None:
    assert strike(draft(body, platform="x"), proposed()).body == after
    windows = strike(draft(body.replace("\n", "\r\n"), platform="x"), proposed()).body
    assert windows == after.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("body", "after"),
    [
        (f"前。\r\n\r\n{MARK}\r\n\r\n后。\r\n", "前。\r\n\r\n后。\r\n"),
        (f"前。{MARK}\r\n\r\n后。", "前。\r\n\r\n后。"),
        (f"- 一\r\n- {MARK}\r\n- 三", "- 一\r\n- 三"),
        (f"前。\r\n\r\n{MARK}\r\n", "前。\r\n"),
    ],
)
def test_carriage_returns_stay(body: str, after: str) -> None:
    assert strike(draft(body), proposed()).body == after


def test_why_is_kept_in_the_words_given_and_in_the_draft_s_language() -> None:
    earlier = Cut(text="早先。", reason="超了")
    one = draft(MARK, cut=[earlier], language="en")
    assert strike(one, proposed()).cut[1].reason == "you did not want this sentence"
    assert strike(one, proposed(), "不是我的话").cut == [
        earlier,
        Cut(text=ASK, reason="不是我的话"),
    ]


def test_nothing_of_the_draft_before_is_changed() -> None:
    one = draft(f"前。{MARK}", told("前。", "f001"), proposed())
    kept = one.model_dump_json()
    affirm(one, proposed(), "别签。", "f012")
    strike(one, proposed())
    assert one.model_dump_json() == kept


LINES = st.lists(
    st.sampled_from(
        ["一句话。", "", "## 题", "---", "- 项", "1. 项", f"话。{MARK}", MARK, f"- {MARK}"]
    ),
    min_size=1,
    max_size=12,
)


@given(LINES, st.sampled_from(["\n", "\r\n"]))
def test_whatever_stands_around_only_the_gap_is_closed(lines: list[str], end: str) -> None:
    body = end.join(lines)
    start = body.find(MARK)
    if start < 0:
        return
    after, emptied = closed(body, start, start + len(MARK))
    kept = [line for line in after.split(end) if line.strip()]
    whole = [line for line in body.split(end) if line.strip()]
    rest = iter(whole)
    # What is left are the same lines in the same order, of which one may have lost the sentence.
    assert all(any(line in (one, one.replace(MARK, "", 1)) for one in rest) for line in kept)
    lost = len(whole) - len(kept) - len(emptied)
    assert lost <= 1 + sum(line == "---" for line in whole)
    assert end == "\r\n" or "\r" not in after


# What a draft waits for.


def finding(**more: object) -> Finding:
    return Finding.model_validate({"rule": "bent", "level": "error", "reason": "错", **more})


def test_a_draft_waits_while_anything_is_open() -> None:
    both = draft(f"{MARK}\n\n【待补：几年？】", proposed(), Sentence(text="几年？", kind="slot"))
    assert affirm(both, proposed(), ASK, "f012").status == "needs_input"
    assert strike(both, proposed()).status == "needs_input"
    assert status(draft("【待补：几年？】", told("说。", "f1"))) == "needs_input"
    assert status(draft("说。", told("说。", "f1"), title="【待补：几年？】")) == "needs_input"


def test_an_error_that_is_left_sends_it_back() -> None:
    one = draft(f"前。{MARK}", findings=[finding(text="前。", span=(0, 2))])
    done = affirm(one, proposed(), ASK, "f012")
    assert done.status == "revise"
    assert [one.span for one in done.findings] == [None]
    assert strike(one, proposed()).status == "revise"
    assert (
        affirm(draft(MARK, findings=[finding(level="warning")]), proposed(), ASK, "f").status
        == "pass"
    )


def test_what_was_found_of_the_words_that_went_goes_with_them() -> None:
    found = [
        finding(text="看合同", rule="credential"),
        finding(text=MARK, rule="proposed"),
        finding(text=f"合同要看。／{ASK}", rule="between"),
        finding(text="合同", rule="private", level="warning"),
        finding(text="", rule="voice", level="warning"),
        finding(text="合同要看。／还有。", rule="between", level="warning"),
    ]
    one = draft(f"合同要看。{MARK}还有。", findings=found)
    for done in (strike(one, proposed()), affirm(one, proposed(), "别急着签。", "f012")):
        assert [each.rule for each in done.findings] == ["private", "voice", "between"]
        assert done.status == "pass"
    same = affirm(one, proposed(), ASK, "f012")
    assert [each.rule for each in same.findings] == [
        *("credential", "between", "private", "voice", "between"),
    ]


@pytest.mark.parametrize("rule", ["unaudited", "unanswered"])
def test_a_yes_does_not_make_a_draft_pass_that_nobody_audited(rule: str) -> None:
    one = draft(MARK, findings=[finding(rule=rule)])
    assert affirm(one, proposed(), ASK, "f012").status == "revise"


def test_what_is_still_open_is_still_found() -> None:
    one = draft(f"{MARK}\n\n{MARK}\n\n【待补：几年？】", proposed(), proposed())
    once = affirm(one, proposed(), ASK, "f012")
    assert sorted(each.rule for each in once.findings) == ["proposed", "slot"]
    assert once.status == "needs_input"


def test_the_person_s_own_words_are_warned_about_and_never_refused() -> None:
    other = proposed("再签。")
    one = draft(f"{MARK}\n\n【待认：再签。】", proposed(), other, platform="xiaohongshu")
    own = affirm(one, proposed(), "加我微信 abc12345，全国第一，见效 100%。", "f012")
    for done in (own, affirm(own, other, "再签。", "f013"), strike(own, other)):
        risky = [each for each in done.findings if each.rule in ("contact", "advertising")]
        assert {each.rule for each in risky} == {"contact", "advertising"}
        assert {each.level for each in risky} == {"warning"}
        text = below(done)
        assert all(each.span and text[slice(*each.span)] == each.text for each in risky)
    assert strike(own, other).status == "pass"
    assert not affirm(draft(MARK), proposed(), "我 2019 年看过 300 份。", "f012").findings


def test_the_model_s_own_words_are_no_warning_only_because_a_yes_was_said() -> None:
    words = "用我们这家全国第一的服务。"
    one = draft(f"【待认：{words}】", proposed(words), platform="xiaohongshu")
    done = affirm(one, proposed(words), words, "f012")
    assert done.status == "revise"


def test_limits_are_counted_anew() -> None:
    limit = finding(rule="limit", text="", reason="X的单条最多 280，现在是 290", span=(0, 290))
    one = draft(f"一。{MARK}", platform="x", findings=[limit])
    assert affirm(one, proposed(), ASK, "f012").findings == []
    long = affirm(one, proposed(), "很长的一句。" * 40, "f012")
    assert "limit" in {each.rule for each in long.findings if each.level == "error"}
    assert long.status == "revise"


def test_sentences_are_cut_as_any_text_is() -> None:
    words = "先看合同；再看人。最后签！"
    done = affirm(draft(MARK), proposed(), words, "f012")
    assert [one.text for one in done.sentences] == [one.text for one in sentences(words)]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("words", ["先看，再签！", "看两遍。再签。"])
def test_the_file_says_of_the_sentence_what_the_draft_says(end: str, words: str) -> None:
    held = told("前一句。", "f001"), proposed(), told("后一句。", "f002")
    text = rendered(draft(f"前一句。{MARK}\n\n后一句。", *held)).replace("\n", end)
    before = parse(Path("wechat.md"), text)
    done = affirm(before.draft, before.draft.proposed[0], words, "f012")
    after = parse(Path("wechat.md"), replaced(before, done))
    assert after.draft.sentences == done.sentences
    assert [(line.text, line.state, line.facts) for line in after.lines] == [
        (one.text, "carried", one.facts) for one in done.sentences
    ]
    struck = strike(before.draft, before.draft.proposed[0])
    after = parse(Path("wechat.md"), replaced(before, struck))
    assert [line.text for line in after.lines] == ["前一句。", "后一句。"]
    assert ("\r" in after.text) == (end == "\r\n")


@pytest.mark.parametrize(
    "body", ["前。\n\n【待认：先看合同。\n\n后。", "前。\n\n待认：先看合同。\n\n后。"]
)
def test_a_bracket_that_lost_a_half_is_still_found(body: str) -> None:
    assert affirm(draft(body), proposed(), "别签", "f012").body == "前。\n\n别签。\n\n后。"
    assert strike(draft(body), proposed()).body == "前。\n\n后。"


def test_the_rule_file_is_read_from_beside_its_module() -> None:
    path = Path(affirming.__file__).with_suffix(".toml")
    assert path.read_text(encoding="utf-8").count("[[matter]]") == 3
