from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from fact_samples import fact
from topic_samples import NOW, told, topic

from byline.ledger.events import PostIdea
from byline.topics.duplicates import Earlier
from byline.topics.models import Topic, TopicBook
from byline.topics.nearness import Nearness
from byline.topics.proposing import Known, Repeat, Tools, answered, propose
from byline.topics.timing import Today
from byline.topics.wording import Stance

TODAY = Today(date(2026, 11, 25), {}, 0)


@pytest.fixture
def tools(near: Nearness) -> Tools:
    return Tools(near, clock=lambda: datetime(2026, 11, 25, 9, tzinfo=UTC))


KNOWN = Known(
    facts=told(),
    book=TopicBook(),
    stance=Stance("小网店老板", "一到大促就发错货", ("f003", "f004")),
    platforms=("wechat", "xiaohongshu"),
)


def proposed(tools: Tools, known: Known, count: int = 20) -> tuple[list[Topic], list[Repeat]]:
    found = list(propose(tools, known, TODAY, count))
    made = [one for one in found if isinstance(one, Topic)]
    return made, [one for one in found if isinstance(one, Repeat)]


def test_every_topic_is_carried_by_facts_that_may_be_told(tools: Tools) -> None:
    made, _ = proposed(tools, KNOWN)
    open_facts = {one.id for one in told() if one.usable}
    carried = [one for one in made if one.facts]
    assert len(carried) >= 5
    for one in carried:
        assert {*one.facts, *filter(None, [one.reader])} <= open_facts
        assert one.question and one.why_now and one.notes and not one.missing
        assert {*one.platforms} == {"wechat", "xiaohongshu"}
    assert {one.builds for one in carried} == {"influence", "liking", "trust"}
    assert [one.id for one in made] == [f"t{n:03d}" for n in range(1, len(made) + 1)]


def test_what_needs_the_person_comes_last_and_says_which_question(tools: Tools) -> None:
    made, _ = proposed(tools, KNOWN, count=2)
    assert [bool(one.missing) for one in made] == [False, False, True]
    assert made[-1].form == "stumble"
    assert made[-1].missing.endswith("？")


def test_the_same_story_is_not_proposed_again_in_other_words(tools: Tools) -> None:
    made, _ = proposed(tools, KNOWN)
    dropped = made[0].model_copy(update={"status": "dropped"})
    book = TopicBook(topics=[dropped, *made[1:]])
    again, repeats = proposed(tools, replace(KNOWN, book=book))
    assert again == []
    carried = {one.id for one in made if one.facts}
    assert len(repeats) >= len(carried)
    assert dropped.id in {repeat.of.name for repeat in repeats} <= carried


def test_a_new_fact_brings_a_new_topic_with_a_new_number(tools: Tools) -> None:
    made, _ = proposed(tools, KNOWN)
    more = [
        *told(),
        fact(11, "进货我只信两家，压过一次款，赔了八千。", kind="experience", topic="path"),
    ]
    again, _ = proposed(tools, replace(KNOWN, facts=more, book=TopicBook(topics=made)))
    assert [(one.form, one.facts[0]) for one in again] == [("stumble", "f011")]
    assert again[0].number == made[-1].number + 1


def test_a_topic_that_waited_goes_once_it_was_told(near: Nearness) -> None:
    waiting = topic(1, "liking", form="stumble", facts=[], missing="做砸过没有？")
    kept = topic(2, "liking", form="stumble", facts=[], missing="？", status="dropped")
    book = TopicBook(topics=[waiting, kept])
    assert answered(book, told(), near) == book
    more = [*told(), fact(11, "压过一次款，赔了八千，半年才缓过来。", kind="experience", topic="")]
    assert answered(book, more, near).topics == [kept]


def test_what_was_published_or_drafted_is_named_and_left_out(tools: Tools) -> None:
    earlier = [
        Earlier("drafts/a.md", "库存老是对不上怎么办"),
        Earlier(
            "posts.json 第 3 条",
            "货位",
            text="我把货位重新编了一遍号，错发率千分之八，"
            "九月份降到千分之一点二，去年我们仓老是发错货。",
        ),
    ]
    made, repeats = proposed(tools, replace(KNOWN, earlier=earlier))
    left = {repeat.of.name for repeat in repeats}
    assert {"drafts/a.md", "posts.json 第 3 条"} <= left
    assert not any(one.form == "done" for one in made)
    assert not any("库存" in one.question for one in made)


def test_what_the_log_proposed_keeps_its_words(tools: Tools) -> None:
    idea = PostIdea(question="货位怎么编？", facts=["f004"], builds="influence", origin="model")
    made, _ = proposed(tools, replace(KNOWN, ideas=[idea]))
    [logged] = [one for one in made if one.origin == "log"]
    assert (logged.question, logged.builds, logged.facts) == ("货位怎么编？", "influence", ["f004"])


def test_the_position_decides_which_of_the_same_kind_comes_first(tools: Tools) -> None:
    on_it = [one for one in proposed(tools, KNOWN)[0] if one.builds == "trust"]
    off = replace(KNOWN, stance=Stance("", "", ("f008",)))
    other = [one for one in proposed(tools, off)[0] if one.builds == "trust"]
    assert on_it[0].due == other[0].due
    assert on_it[0].made > NOW


def test_no_facts_are_no_topics_but_what_to_tell(tools: Tools) -> None:
    made, _ = proposed(tools, replace(KNOWN, facts=[]))
    assert made and all(one.missing for one in made)
