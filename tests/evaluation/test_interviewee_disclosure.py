"""Who tells what when: policies and styles over a fixed ranking, and the embedding match itself."""

from collections.abc import Sequence
from typing import Any

import pytest
from disclosure_rates import person, rates

from byline.evaluation.interviewee.disclosure import Disclosure, asked_for
from byline.evaluation.interviewee.drivers import Scripted
from byline.evaluation.interviewee.matching import Matcher, Touch, likeness
from byline.evaluation.interviewee.sheet import Person


class Ranked:
    """Rankings by hand: question -> fact=score; a trailing ! says it is asked for by name."""

    def __init__(self, person: Person, **questions: str) -> None:
        self._all = [fact.id for fact in person.facts]
        self._questions = questions

    def touches(self, question: str) -> list[Touch]:
        given = dict(pair.split("=") for pair in self._questions.get(question, "").split())
        scores = {name.rstrip("!"): float(score) for name, score in given.items()}
        rest = [Touch(name, scores.get(name, -0.3), f"{name}!" in given) for name in self._all]
        return sorted(rest, key=lambda touch: -touch.score)


def told(who: str, questions: Sequence[str], **ranking: str) -> list[Any]:
    one = person(who)
    matcher: Any = Ranked(one, **ranking)
    state = Disclosure(one, matcher)
    decided = [state.decide(question) for question in questions]
    return [[fact.id for fact in d.facts] or d.manner for d in decided]


def test_what_is_asked_for_is_told_once() -> None:
    assert told("teacher_gansu", "aab", a="scores=0.4", b="day=0.4") == [
        ["scores"],
        "again",
        ["day"],
    ]


def test_nothing_nearer_than_the_decoys_is_nothing() -> None:
    assert told("teacher_gansu", "a", a="scores=0.1") == ["nothing"]


def test_a_terse_person_tells_one_thing_and_others_two() -> None:
    assert told("mechanic_shenyang", "aa", a="taxi=0.4 hours=0.39 face=0.38") == [
        ["taxi"],
        ["hours"],
    ]
    assert told("teacher_gansu", "a", a="scores=0.4 day=0.39 cert=0.38") == [["scores", "day"]]


def test_what_likes_to_be_told_comes_with_a_related_question() -> None:
    ranking = "scores=0.4 job=0.25 day=0.25"
    assert told("teacher_gansu", "a", a=ranking) == [["scores", "job"]]


def test_the_reluctant_tell_at_the_second_asking_or_when_named() -> None:
    assert told("teacher_gansu", "aa", a="principal=0.4") == ["evades", ["principal"]]
    assert told("teacher_gansu", "a", a="principal!=0.4") == [["principal"]]
    # Next to another fact it is not asked for, however often.
    beside = "cert=0.4 principal=0.32"
    assert told("teacher_gansu", "aaa", a=beside) == [["cert"], "again", "again"]


def test_the_evasive_need_asking_twice_unless_named() -> None:
    assert told("lawyer_shenzhen", "aa", a="day=0.4") == ["evades", ["day"]]
    assert told("lawyer_shenzhen", "a", a="day!=0.4") == [["day"]]
    assert told("lawyer_shenzhen", "a", a="job=0.4") == [["job"]]


def test_what_is_withheld_is_never_told() -> None:
    assert told("lawyer_shenzhen", "aaaa", a="client!=0.9") == ["evades"] * 4


def test_the_tired_give_one_thing_every_other_question() -> None:
    letters = "abcdefghij"
    ids = [fact.id for fact in person("illustrator_dali").facts if fact.policy == "asked"]
    ranking = {letter: f"{ids[n]}=0.4" for n, letter in enumerate(letters)}
    answers = told("illustrator_dali", letters, **ranking)
    assert answers[:6] == [[ids[n]] for n in range(6)]
    assert answers[6] == "tired"
    assert answers[7] == [ids[7]]
    assert answers[8] == "tired"


def test_the_off_topic_wander_at_every_fourth_question() -> None:
    answers = told("accountant_harbin", "abcd", a="day=0.4", b="who=0.4", c="ice=0.4", d="cert=0.4")
    assert answers == [["day"], ["who"], ["ice"], "wanders"]


def test_a_follow_up_brings_the_rest_of_the_story() -> None:
    asked = "你刚才说“换阀体”。后来呢？"
    answers = told("mechanic_shenyang", ["a", asked], a="taxi=0.4", **{"后来呢？": "taxi_hard=0.0"})
    assert answers == [["taxi"], ["taxi_hard"]]
    assert told("mechanic_shenyang", [asked], **{"后来呢？": "taxi_hard=0.0"}) == ["nothing"]


def test_the_same_questions_get_the_same_words() -> None:
    questions = ["介绍一下你自己", "一天都忙什么？", "你喜欢什么颜色？"]
    first, second, other = (Scripted(person("baker_chengdu"), seed) for seed in (0, 0, 1))
    words = [first.reply(question).text for question in questions]
    assert words == [second.reply(question).text for question in questions]
    assert words != [other.reply(question).text for question in questions]


def test_every_fact_told_is_in_the_words() -> None:
    one = person("analyst_lagos")
    driver = Scripted(one)
    for fact in one.facts:
        reply = driver.reply(fact.asks[0])
        assert one.said([reply.text]) == sorted(reply.facts, key=[f.id for f in one.facts].index)


@pytest.mark.parametrize("question", ["", "。", "？？？", "\0", "a" * 3000, "😀"])
def test_no_question_breaks_the_match(question: str) -> None:
    assert len(Matcher(person("mechanic_shenyang")).touches(question)) == 14


def test_likeness_is_one_for_the_same_words() -> None:
    same, other = likeness("你会做什么？", ["你会做什么？", "昨天下雨了吗？"])
    assert same == pytest.approx(1)
    assert other < 0.6


@pytest.mark.parametrize(
    ("part", "precision", "recall", "answered"),
    [("tune", 0.75, 0.82, 0.93), ("held", 0.65, 0.64, 0.80)],
)
def test_the_match_is_no_worse_than_it_was(
    part: str, precision: float, recall: float, answered: float
) -> None:
    found = rates(part)
    assert found["precision"] >= precision
    assert found["recall"] >= recall
    assert found["answered"] >= answered
    assert found["silent"] >= 0.7


def test_only_what_is_near_the_best_is_asked_for() -> None:
    touches = [Touch("a", 0.5, False), Touch("b", 0.41, False), Touch("c", 0.39, False)]
    assert [touch.fact for touch in asked_for(touches)] == ["a", "b"]


@pytest.mark.parametrize(
    "frame",
    ["你刚才说“{}”。{}", "你前面说“{}”。{}", "You just said “{}”. {}", "You said earlier “{}”. {}"],
)
def test_what_a_question_quotes_is_not_what_it_asks_for(frame: str) -> None:
    one = person("mechanic_shenyang")
    shop = one.fact("shop").say
    question = "一个星期能有几个小时？"
    asked: list[list[str]] = []
    for text in (question, frame.format(shop[:8], question)):
        talk = Disclosure(one)
        talk.decide("您是做什么工作的？")
        asked.append(talk.decide(text).touched)
    assert asked[0] == asked[1]
