"""Posts after a log entry: who carries them, what they build, and what a question may be."""

import json
from typing import get_args

import pytest
from fact_samples import fact
from loopback import Service
from loopback_caller import words_sent
from test_news import HELD, RATE, positioning

from byline.knowledge.embeddings import similarity
from byline.ledger.events import PostIdea
from byline.ledger.models import Fact, Kind
from byline.llm.structured import StructuredCaller
from byline.positioning.chain import AGAINST
from byline.positioning.models import Candidate
from byline.positioning.posts import ideas, load_post_rules, worded

CHOSEN = positioning().candidates[0]
NEW = fact(9, "这周帮隔壁网店理货位，一个下午贴完两百个标，找货快多了。")
VIEW = fact(10, "我还是觉得小店别先买系统。", kind="opinion")
FINE = "货越来越多，怎么摆才好找？"


def asked(service: Service, *questions: str) -> None:
    for question in questions:
        service.says(json.dumps({"question": question}, ensure_ascii=False))


def proposed(caller: StructuredCaller | None, *new: Fact) -> list[PostIdea]:
    return ideas(caller, CHOSEN, new, [*HELD, *new], similarity)


def test_a_post_has_a_question_its_facts_and_what_it_builds(
    caller: StructuredCaller, service: Service
) -> None:
    asked(service, FINE, "小店要不要先上系统？")
    first, second = proposed(caller, VIEW, NEW)
    assert (first.question, first.builds, first.origin) == (FINE, "trust", "model")
    assert first.facts[0] == "f009"
    assert set(first.facts[1:]) <= {"f001", "f002", "f010"}
    assert (second.facts[0], second.builds) == ("f010", "influence")


def test_private_facts_carry_nothing_and_are_not_sent(
    caller: StructuredCaller, service: Service
) -> None:
    hidden = fact(11, "客户王姐这周又介绍了一个人", consent="private")
    hinted = fact(12, "东家的名字不能写", consent="anonymise")
    asked(service, FINE)
    [idea] = ideas(caller, CHOSEN, [NEW, hidden, hinted], [*HELD, NEW, hidden, hinted], similarity)
    assert not {"f011", "f012"} & set(idea.facts)
    assert "王姐" not in words_sent(service)
    assert "东家" not in words_sent(service)
    assert proposed(caller, hidden) == []


def test_without_a_model_the_trouble_of_the_position_is_the_question() -> None:
    [idea] = proposed(None, NEW, VIEW)
    assert (idea.question, idea.origin) == ("一到大促就发错货，怎么办？", "words")


def test_there_are_at_most_three(caller: StructuredCaller, service: Service) -> None:
    asked(service, *(f"货摆在{place}上怎么找？" for place in "甲乙丙丁"))
    new = [fact(20 + number, f"又理了{number}排货位") for number in range(5)]
    assert len(proposed(caller, *new)) == load_post_rules().most == 3


@pytest.mark.parametrize(
    "unfit",
    [
        "怎么把错发率降到千分之五？",
        "怎么做到的？为什么？",
        "货位要定死。",
        "你当时是怎么理货位的？",
        "食堂的菜老是烂掉，怎么订才不浪费？",
        "作为国家级专家，货要怎么摆才好找？",
        "货" * 40 + "？",
    ],
)
def test_an_unfit_question_is_not_asked(
    unfit: str, caller: StructuredCaller, service: Service
) -> None:
    asked(service, unfit)
    assert worded(caller, CHOSEN, [NEW, RATE]) == ("一到大促就发错货，怎么办？", "words")


def test_a_failing_model_costs_the_wording_only(caller: StructuredCaller, service: Service) -> None:
    for _ in range(3):
        service.fails(400)
    assert worded(caller, CHOSEN, [NEW])[1] == "words"


def test_a_trouble_that_is_a_question_stays_one() -> None:
    troubled = CHOSEN.model_copy(update={"problem": "货怎么老找不到？"})
    assert worded(None, Candidate.model_validate(troubled), [NEW])[0] == "货怎么老找不到？"


def test_every_kind_that_may_support_builds_something() -> None:
    kinds = set(get_args(Kind)) - AGAINST - {"boundary"}
    assert set(load_post_rules().builds) == kinds
