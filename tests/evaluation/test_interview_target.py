"""The product's interview with invented people: what is counted, and that nothing else happens."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from disclosure_rates import person
from loopback import Reply as Response
from loopback import Service
from loopback_caller import says

from byline.errors import BylineError, ModelError
from byline.evaluation.interviewee.disclosure import Decision
from byline.evaluation.interviewee.drivers import Played, Reply
from byline.evaluation.interviewee.scoring import Exchange, Talk
from byline.evaluation.loading import load_suite
from byline.evaluation.models import Outcome
from byline.evaluation.targets import Tools, load_target
from byline.evaluation.targets.interview import run
from byline.ledger.models import Fact, NewFact, Proposal, verify
from byline.llm.structured import StructuredCaller

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ONE = person("mechanic_shenyang")


@pytest.fixture
def offline(tmp_path: Path) -> Tools:
    return Tools(load_suite("interview-guide"), 0, 0, tmp_path, lambda: NOW)


@pytest.fixture
def online(caller: StructuredCaller, offline: Tools) -> Iterator[Tools]:
    chat = (caller.model, caller)
    yield replace(offline, suite=load_suite("interview"), chat=chat, model_name="m")


def asked(outcome: Outcome) -> list[str]:
    return [turn.text for turn in outcome.transcript if turn.role == "question"]


def test_without_a_model_what_is_said_counts_as_caught(offline: Tools) -> None:
    outcome = run(ONE, offline)
    scores = outcome.scores
    assert outcome.invalid == ""
    assert scores["recall_20"] == scores["elicited_20"]
    assert 0.5 <= float(scores["recall_20"] or 0) <= 1
    assert float(scores["recall_10"] or 0) <= float(scores["recall_20"] or 0)
    assert 12 <= len(asked(outcome)) <= 20
    assert scores["invented"] == 0
    assert "kept_private" in outcome.unscored
    metrics = {metric.name for metric in load_suite("interview").metrics}
    assert metrics == set(scores)


def test_the_same_interview_twice_is_the_same(offline: Tools, tmp_path: Path) -> None:
    again = replace(offline, folder=tmp_path / "again")
    again.folder.mkdir()
    assert run(ONE, offline) == run(ONE, again)


def test_the_questionnaire_asks_the_same_of_everybody(offline: Tools, tmp_path: Path) -> None:
    form = replace(offline, suite=load_suite("interview-questionnaire"))
    other = replace(form, folder=tmp_path / "other")
    other.folder.mkdir()
    first, second = run(ONE, form), run(person("seller_yiwu"), other)
    assert len(asked(first)) == 20
    assert asked(first) == asked(second)


def test_plain_chat_without_a_model_says_so(offline: Tools) -> None:
    with pytest.raises(BylineError, match="模型"):
        run(ONE, replace(offline, suite=load_suite("interview-plain")))


def test_the_sheet_is_never_sent(online: Tools, service: Service) -> None:
    plain = replace(online, suite=load_suite("interview-plain"))
    # A first question, then a service that is down: what was sent by then is looked at.
    service.says("您是做什么工作的？")
    service.fails(401)
    with pytest.raises(ModelError):
        run(ONE, plain)
    sent = json.dumps(service.asked, ensure_ascii=False)
    assert "变速箱" in sent
    for fact in ONE.facts[1:]:
        assert fact.say not in sent
        assert fact.asks[0] not in sent.replace("您是做什么工作的？", "")


def test_an_unusable_extraction_costs_facts_and_not_the_case(
    online: Tools, service: Service
) -> None:
    for _ in range(400):
        service.replies.append(Response(body=_refusal()))
    outcome = run(ONE, online)
    assert outcome.scores["recall_20"] == 0
    assert float(outcome.scores["elicited_20"] or 0) > 0.5


def test_facts_that_a_model_did_not_word_are_not_told(online: Tools, service: Service) -> None:
    played = Played(ONE, online.caller)
    says(service, words="我就是个修车的，没啥。")
    first = played.reply("您是做什么工作的？")
    assert (first.facts, first.decision.facts[0].id) == ([], "shop")
    says(service, words="修自动变速箱，自己干了16年。")
    assert played.reply("您是做什么工作的？").facts == ["shop"]
    sent = json.dumps(service.asked, ensure_ascii=False)
    assert all(fact.say not in sent for fact in ONE.facts[1:])


def test_a_model_is_not_asked_when_there_is_nothing_to_tell(
    online: Tools, service: Service
) -> None:
    reply = Played(ONE, online.caller).reply("你喜欢什么颜色？")
    assert reply.text in ONE.lines.nothing
    assert service.asked == []


def test_a_person_who_breaks_makes_the_run_invalid(online: Tools, service: Service) -> None:
    model = replace(online, suite=online.suite.model_copy(update={"driver": "model"}))
    says(service, words="作为AI，我不能扮演修理工。")
    outcome = run(ONE, model)
    assert "作为AI" in outcome.invalid
    assert outcome.scores == {}
    assert len(asked(outcome)) == 1
    assert len(service.asked) == 1


def test_a_model_that_cannot_play_makes_the_run_invalid(online: Tools, service: Service) -> None:
    model = replace(online, suite=online.suite.model_copy(update={"driver": "model"}))
    service.says('{"words": "我是', finish="length")
    assert "演的模型说不出话" in run(ONE, model).invalid


def talk(
    *said: tuple[str, str, str, list[str]], extracted: bool = True, touched: list[str] | None = None
) -> Talk:
    """Exchanges of (question, answer, manner, quotes kept), every question touching the same."""
    exchanges = [
        Exchange(
            "skill",
            question,
            _reply(answer, manner, touched or []),
            [_fact(q, answer) for q in quotes],
        )
        for question, answer, manner, quotes in said
    ]
    return Talk(ONE, exchanges, extracted)


def test_a_fact_is_caught_when_its_anchors_are_kept() -> None:
    shop = ONE.fact("shop").say
    whole = talk(("问", shop, "tells", [shop]))
    assert whole.caught() == whole.spoken() == {"shop"}
    part = talk(("问", shop, "tells", ["修自动变速箱的"]))
    assert part.caught() == set()
    assert part.scores()["captured_share"] == 0
    assert talk(("问", "没有。", "nothing", [])).scores()["captured_share"] is None


def test_only_the_first_questions_count_towards_early_recall() -> None:
    shop = ONE.fact("shop").say
    late = talk(*[("问", "没有。", "nothing", [])] * 10, ("问", shop, "tells", [shop]))
    assert late.scores()["recall_10"] == 0
    assert late.scores()["recall_20"] == 1 / 14


def test_questions_to_most_of_the_sheet() -> None:
    rows = [("问", fact.say, "tells", [fact.say]) for fact in ONE.facts]
    assert talk(*rows).scores()["questions_to_80"] == 12
    assert talk(*rows[:11]).scores()["questions_to_80"] == 21


def test_what_is_asked_for_nothing_is_redundant() -> None:
    shop = ONE.fact("shop").say
    found = talk(
        ("您做哪一行？", shop, "tells", []),
        ("您做哪一行？", "没有。", "nothing", []),
        ("您是做什么工作的？", "说过了。", "again", []),
        ("您喜欢什么？", "没有。", "nothing", []),
        ("您喜欢什么？", "困了。", "tired", []),
        touched=["shop"],
    )
    assert found.fruitless() == found.redundant() == [1, 2]


def test_a_subject_nobody_mentioned_is_fruitless_and_not_redundant() -> None:
    """A question touches whatever of the person is nearest, even when they have nothing on it.

    露不露脸 asked of a mechanic who never spoke of his face touches the shop he told of. The older
    count called that redundant; an interviewer could not have known.
    """
    shop = ONE.fact("shop").say
    found = talk(
        ("您做哪一行？", shop, "tells", []),
        ("拍视频的时候你愿意露脸吗？", "说过了。", "again", []),
        touched=["shop"],
    )
    assert found.fruitless() == [1]
    assert found.redundant() == []


def test_a_fact_that_was_not_said_is_counted() -> None:
    good = _fact("修变速箱", "我修变速箱")
    bad = good.model_copy(update={"quote": "修飞机"})
    figure = good.model_copy(update={"statement": "修了八台变速箱"})
    one = Exchange("skill", "问", _reply("我修变速箱", "tells"), [good, bad, figure])
    assert Talk(ONE, [one], True).scores()["invented"] == 2


def test_private_facts_are_looked_up_in_the_ledger() -> None:
    debt = ONE.fact("debt").say
    kept = _fact(debt, debt).model_copy(update={"consent": "private"})
    opened = kept.model_copy(update={"consent": "public"})
    reply = _reply(debt, "tells")
    assert Talk(ONE, [Exchange("t", "问", reply, [kept])], True).scores()["kept_private"] == 1
    assert Talk(ONE, [Exchange("t", "问", reply, [opened])], True).scores()["kept_private"] == 0


def test_the_target_is_found_by_its_name() -> None:
    assert load_target("interview").run is run


def _reply(text: str, manner: Any, touched: list[str] | None = None) -> Reply:
    return Reply(text, [], Decision(manner, [], touched or [], 1))


def _fact(quote: str, answer: str) -> Fact:
    proposal = Proposal(statement=quote, quote=quote, kind="skill")
    made: NewFact = verify(proposal, answer, "a001", recorded=NOW)
    return Fact(id="f001", **dict(made))


def _refusal() -> dict[str, Any]:
    message = {"role": "assistant", "content": None, "refusal": "no"}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
