"""Which paragraphs a post gets, from which facts."""

from collections.abc import Callable, Sequence

import pytest
from fact_samples import fact
from outline_samples import brief, overlap

from byline.drafting.material import passages
from byline.drafting.outline import Part, outlined
from byline.drafting.relevance import held, nearness, reaches

AUDIENCE = fact(1, "刚当上店长的人最怕月底。", kind="audience", topic="audience")
HELPED = fact(2, "王姐来问我盘点老对不上，我说先关满减。", kind="experience", topic="asked")
DONE = fact(3, "去年我把盘点从两天改成半天。", kind="result", topic="result")
SKILL = fact(4, "我会修货架。", kind="skill", topic="skill")
VIEW = fact(5, "我不同意先换系统再理货。", kind="opinion", topic="opinion")
OTHER_VIEW = fact(6, "盘点不用天天做，一周一回就够。", kind="opinion", topic="opinion", source="a6")
WHO = fact(7, "药店店长，八年。", kind="credential", topic="situation")
ALL = [AUDIENCE, HELPED, DONE, SKILL, VIEW, OTHER_VIEW, WHO]


def flat(query: str, texts: Sequence[str]) -> list[float]:
    """What an embedding says of texts that are all about something else."""
    del query
    return [0.85 for _ in texts]


def names(parts: list[Part]) -> list[str]:
    return [part.place.name for part in parts]


def told(parts: list[Part], name: str) -> list[str]:
    return [one.id for part in parts if part.place.name == name for one in part.facts]


def test_each_paragraph_is_made_of_what_is_nearest_to_the_topic():
    parts = outlined(brief("盘点怎么少花时间"), passages(ALL), overlap)
    assert told(parts, "done") == ["f003"]
    assert told(parts, "view") == ["f006"]
    other = outlined(brief("系统要不要先换"), passages(ALL), overlap)
    assert told(other, "view") == ["f005"]


def test_a_scene_nearer_to_the_topic_than_the_usual_opening_opens_the_post():
    parts = outlined(brief("盘点老对不上", "wechat"), passages(ALL), overlap)
    assert names(parts)[:2] == ["helped", "opening"]
    assert parts[0].place.heading == ""
    near = outlined(brief("刚当上店长最怕月底"), passages(ALL), overlap)
    assert names(near)[0] == "opening"


def test_headings_only_where_the_platform_has_them():
    plain = outlined(brief(), passages(ALL), overlap)
    assert not any(part.place.heading for part in plain)
    marked = outlined(brief(platform="zhihu"), passages(ALL), overlap)
    assert "我的看法" in [part.place.heading for part in marked]


def test_what_nobody_told_is_asked_for():
    parts = outlined(brief(), passages([DONE]), overlap)
    missing = {part.place.name: part.missing for part in parts if part.missing}
    assert set(missing) == {"opening", "view"}
    assert "helped" not in names(parts)


def test_a_topic_the_facts_do_not_reach_is_asked_about_and_nothing_else_told():
    parts = outlined(brief("鹦鹉拔毛是不是缺营养"), passages(ALL), flat)
    assert names(parts) == ["done", "view"]
    assert all("鹦鹉拔毛" in part.missing and not part.facts for part in parts)


def test_a_short_post_lets_go_of_what_is_least_near_and_keeps_story_and_view():
    long = [
        fact(10, "盘点" + "那时候货架乱，" * 25, kind="result", topic="result"),
        fact(11, "盘点怎么少花时间，" + "得先贴标签，" * 12, kind="audience", topic="audience"),
        VIEW,
        OTHER_VIEW,
        SKILL,
    ]
    parts = outlined(brief(platform="bilibili"), passages(long), overlap)
    assert told(parts, "done") == ["f010"] and told(parts, "view")
    assert not told(parts, "opening")


def test_a_few_words_make_no_paragraph_of_their_own():
    little = fact(12, "没啥特长，就是管货。", kind="skill", topic="skill", source="a012")
    parts = outlined(brief("盘点改成半天", "wechat"), passages([DONE, little, VIEW]), flat)
    assert told(parts, "done") == ["f003"] and "more" not in names(parts)


def test_a_short_post_tells_the_one_scene_that_is_nearer():
    near = outlined(brief("盘点老对不上", "weibo"), passages(ALL), overlap)
    assert names(near)[0] == "helped" and told(near, "helped") == ["f002"]
    other = outlined(brief("盘点从两天改成半天", "weibo"), passages(ALL), overlap)
    assert names(other)[0] == "done" and "helped" not in names(other)


def test_the_skill_that_answers_the_topic_is_told_with_the_view():
    how = fact(8, "货架歪了先松螺丝再垫纸板，别硬掰。", kind="skill", topic="skill", source="a8")
    fixed = fact(9, "货架歪了我修好过。", kind="result", topic="result", source="a9")

    def nearest(words: str) -> Callable[[str, Sequence[str]], list[float]]:
        return lambda query, texts: [0.51 if text == words else 0.5 for text in texts]

    held = passages([*ALL, how, fixed])
    near = outlined(brief("货架"), held, nearest(how.words))
    assert told(near, "done") == ["f009"] and told(near, "view")[0] == "f008"
    assert "f008" not in told(outlined(brief("货架"), held, nearest(fixed.words)), "view")


def test_a_document_is_told_by_its_kind():
    noted = fact(8, "盘点改成半天之后，店里少请一个人。", kind="result", topic="", source="总结.md")
    noted = noted.model_copy(
        update={"source": noted.source.model_copy(update={"kind": "material"})}
    )
    parts = outlined(brief("盘点改成半天以后"), passages([noted, SKILL, VIEW]), flat)
    assert told(parts, "done") == ["f008"]


def test_words_that_lean_on_what_may_not_be_told_come_last():
    lean = fact(9, "不过他后来盘点就快了。", kind="result", topic="result")
    plain = fact(10, "盘点我两个人一组。", kind="result", topic="result", source="a010")
    parts = outlined(brief("盘点怎么快"), passages([lean, plain, VIEW]), flat)
    assert told(parts, "done") == ["f010"]


def test_nearness_counts_words_beside_the_embedding():
    found = nearness("盘点", ["盘点改成半天", "修车八年"], [0.85, 0.85])
    assert found[0] > found[1]
    assert nearness("盘点", [], []) == []


@pytest.mark.parametrize(
    ("topic", "reached"),
    [
        ("盘点改成半天行不行", True),
        ("鹦鹉拔毛是不是缺营养", False),
        ("How to count stock faster", True),
    ],
)
def test_whether_the_facts_are_about_the_topic(topic: str, reached: bool):
    words = [one.quote for one in ALL]
    assert reaches(topic, words, flat(topic, words)) == reached


def test_a_fact_that_stands_out_is_about_the_topic_whatever_its_words():
    words = [one.quote for one in ALL]
    cosines = [0.95, *(0.85 for _ in words[1:])]
    assert reaches("鹦鹉拔毛是不是缺营养", words, cosines)


def test_rare_characters_say_what_is_meant():
    assert held("鹦鹉怎么养", "怎么养") < 0.5 < held("鹦鹉怎么养", "鹦鹉")
    assert held("", "任何话") == 1.0
