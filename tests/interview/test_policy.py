"""Which question comes next: from conversations alone, with the shipped guide."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from talks import said, talk

from byline.interview.guide import load_guide
from byline.interview.policy import (
    MATTER_MOST,
    MOST_PROBES,
    State,
    Step,
    next_step,
    remaining,
)
from byline.interview.turns import Exchange
from byline.ledger.models import Fact, Source

GUIDE = load_guide()
JOB = "药店店长，上班的，八年了。"
STORY = "去年我把盘点从两天改成半天，差错率后来降到千分之二，那天老板自己去对的单子。"
SHRUG = "没啥。"


def step(*exchanges: Exchange, facts: tuple[Fact, ...] = ()) -> Step:
    found = next_step(State(GUIDE, exchanges, facts))
    assert found is not None
    return found


def material(quote: str) -> Fact:
    return Fact(
        id="f001",
        statement=quote,
        quote=quote,
        source=Source(kind="material", id="cv.pdf", start=0, end=len(quote)),
        kind="credential",
        consent="public",
        recorded=datetime(2026, 11, 22, tzinfo=UTC),
    )


def test_it_starts_with_how_somebody_lives():
    first = step()
    assert (first.topic.id, first.manner, first.lead) == ("situation", "opening", "")


def test_the_situation_changes_the_words():
    shop = step(*talk(("situation", "开了家水果店，六年了。")))
    employee = step(*talk(("situation", JOB)))
    assert shop.topic.id == employee.topic.id == "skill"
    assert shop.text != employee.text


def test_the_situation_changes_what_comes_first():
    shop = State(GUIDE, talk(("situation", "开了家水果店，六年了。")))
    investor = State(GUIDE, talk(("situation", "做投资的，看消费项目，七年。")))
    opinion = GUIDE.topic("opinion")
    assert opinion is not None
    assert investor.worth(opinion) > shop.worth(opinion) == opinion.importance


def test_a_story_that_lacks_something_is_followed_up_on_the_spot():
    lacking = "库存对不上账的时候他们都来找我，我一个货架一个货架地理，理完就好找了，大家都说好。"
    found = step(*talk(("situation", JOB), ("skill", lacking)))
    assert (found.topic.id, found.manner) == ("skill", "probe")
    assert found.lack == "number"
    assert found.about is not None
    assert found.about.answer == lacking


def test_a_full_answer_is_left_at_that():
    assert step(*talk(("situation", JOB), ("skill", STORY))).topic.id != "skill"


@pytest.mark.parametrize("answer", [SHRUG, "不太好讲。", "说过了呀。", "有点累了。", "再说吧"])
def test_an_answer_that_tells_nothing_gets_no_follow_up_on_the_spot(answer: str):
    found = step(*talk(("situation", JOB), ("skill", answer)))
    assert (found.topic.id == "skill", found.manner) == (False, "opening")


def walked(answers: dict[str, str], other: str = STORY, most: int = 60) -> list[Step]:
    """The steps of an interview in which some topics are answered in their own way."""
    exchanges: list[Exchange] = []
    steps: list[Step] = []
    while len(steps) < most and (found := next_step(State(GUIDE, exchanges))) is not None:
        steps.append(found)
        answer = answers.get(found.topic.id, JOB if found.topic.id == "situation" else other)
        exchanges.append(
            said(
                found.topic.id,
                answer,
                number=len(steps),
                text=found.text,
                manner=found.manner,
                lead=found.lead,
            )
        )
    return steps


def test_what_was_not_told_is_asked_again_later_from_another_side():
    steps = walked({"passion": SHRUG})
    here = [found for found in steps if found.topic.id == "passion"]
    assert [found.manner for found in here] == ["opening", "back"]
    first, second = (steps.index(found) for found in here)
    assert second > first + 1
    # A shrug has no words worth quoting.
    assert here[1].about is None


@pytest.mark.parametrize("topic", ["opinion", "day", "profession"])
def test_a_question_about_what_was_told_is_not_asked_when_nothing_was(topic: str):
    steps = walked({topic: SHRUG})
    assert [found.manner for found in steps if found.topic.id == topic] == ["opening"]


def test_somebody_who_named_nobody_is_not_asked_what_he_said():
    steps = walked({"trust": SHRUG})
    back = [found for found in steps if found.topic.id == "trust"][-1]
    assert back.text == back.topic.probes[1]


@pytest.mark.parametrize(
    "said",
    [
        "刚才说过了。",
        "我剛剛不是才講過，你有沒有在聽。",
        "哎我不才跟你唠过嘛。我那老姐妹儿天天给我发大海。",
    ],
)
def test_what_the_person_says_was_said_is_not_asked_again(said: str):
    steps = walked({"passion": said})
    assert [found.manner for found in steps if found.topic.id == "passion"] == ["opening"]


def test_what_was_said_elsewhere_is_read_back_and_not_asked_from_scratch():
    spoken = "我在药店上班八年，公众号写了三年，粉丝三千多。"
    steps = walked({"situation": spoken})
    accounts = next(found for found in steps if found.topic.id == "accounts")
    assert accounts.manner == "confirm"
    assert "公众号写了三年，粉丝三千多" in accounts.text
    assert accounts.text != accounts.topic.opening
    # It waits behind topics of which nothing is known.
    assert steps.index(accounts) > [found.topic.id for found in steps].index("path")


def test_what_materials_say_is_confirmed():
    cv = material("执业药师证，2019年考取。")
    exchanges: list[Exchange] = []
    while True:
        found = next_step(State(GUIDE, exchanges, [cv]))
        assert found is not None
        if found.topic.id == "assets":
            break
        exchanges.append(said(found.topic.id, STORY, number=len(exchanges) + 1, text=found.text))
    assert found.manner == "confirm"
    assert found.text == "你给的材料里写着“执业药师证，2019年考取”。现在还是这样吗？"


def test_two_answers_that_disagree_are_asked_about_once_and_neutrally():
    turns = [
        ("situation", JOB),
        ("skill", STORY),
        ("accounts", "小红书粉丝三千。"),
        ("forms", "我那个小红书粉丝三百，发图就行。"),
    ]
    found = step(*talk(*turns))
    assert found.manner == "clash"
    assert found.text == "你前面说“小红书粉丝三千”，后来说“我那个小红书粉丝三百”。哪一个更准？"
    answered = said("forms", "三千。", number=9, text=found.text, manner="clash")
    assert step(*talk(*turns), answered).manner != "clash"


def test_a_tired_person_is_offered_a_rest_and_the_three_that_matter():
    exchanges = [*talk(("situation", JOB), ("skill", STORY)), said("result", "累了。", number=3)]
    offered = step(*exchanges)
    assert "/pause" in offered.lead
    worth = State(GUIDE, exchanges).worth
    left = {topic.id: worth(topic) for topic in remaining(State(GUIDE, exchanges))}
    for number in range(4, 4 + MATTER_MOST):
        found = step(*exchanges)
        assert (found.lead != "") is (number == 4)
        assert found.manner != "probe"
        if found.manner == "opening":
            assert worth(found.topic) == max(left.values())
            del left[found.topic.id]
        exchanges.append(
            said(found.topic.id, "有点累。", number=number, text=found.text, lead=found.lead)
        )
    after = step(*exchanges)
    assert after.lead == GUIDE.framed("zh").enough


def test_an_interview_in_english_is_asked_on_in_english():
    answered = talk(("situation", "I run a bakery in Bristol, eleven years now."))
    found = next_step(State(GUIDE, answered, language="en"))
    assert found is not None
    skill = GUIDE.topic("skill")
    assert skill is not None
    assert found.text == skill.opens("en", "shop_owner")


def test_an_interview_ends_earlier_for_somebody_who_keeps_saying_they_said_it():
    assert len(walked({}, other="刚才说过了。")) < len(walked({}))


ANSWERS = [STORY, SHRUG, "说过了。", "累了。", "大概三个人吧", "I told you already.", "", "是吗？"]


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from(ANSWERS), max_size=70), st.sampled_from(["zh", "en"]))
def test_no_walk_asks_twice_or_probes_too_often(answers: list[str], language: str):
    exchanges: list[Exchange] = []
    for number, answer in enumerate(answers, start=1):
        state = State(GUIDE, exchanges, language="en" if language == "en" else "zh")
        found = next_step(state)
        if found is None:
            break
        assert found.text not in {one.asked.text for one in exchanges}
        exchanges.append(
            said(
                found.topic.id,
                answer,
                number=number,
                text=found.text,
                manner=found.manner,
                lead=found.lead,
            )
        )
    for topic in GUIDE.topics:
        here = [one for one in exchanges if one.topic == topic.id]
        assert sum(one.asked.probe for one in here) <= MOST_PROBES
