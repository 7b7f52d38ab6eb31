import itertools
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loopback import Service
from loopback_caller import says
from pydantic import ValidationError

from byline.errors import InputError, ModelError
from byline.evaluation.models import Metric, Suite
from byline.evaluation.targets import Tools, load_target
from byline.evaluation.targets.extraction import (
    ExtractionCase,
    guide_topic,
    invented,
    opened,
    run,
    scores,
)
from byline.ledger.models import Kind, NewFact, Proposal, Source, verify
from byline.llm.structured import StructuredCaller

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ANSWER = "今天真热。我修好了六台收音机，最老的那台是七十年代的。我欠着表哥三万块。"
FIXED = "我修好了六台收音机，最老的那台是七十年代的。"
OWED = "我欠着表哥三万块。"


@pytest.fixture
def tools(caller: StructuredCaller, tmp_path: Path) -> Iterator[Tools]:
    suite = Suite(
        id="extraction",
        what="读",
        target="extraction",
        metrics=[Metric(name="recall", what="找回", margin=0.1)],
    )
    # The target asks for objects only; the chat model beside the caller is never touched.
    model: Any = None
    yield Tools(suite, 0, 0, tmp_path, lambda: NOW, chat=(model, caller))


def case(answer: str = ANSWER, **fields: Any) -> ExtractionCase:
    given_: dict[str, Any] = {
        "id": "c",
        "topic": "skill",
        "answer": answer,
        "facts": [
            {"span": FIXED, "kinds": ["skill", "result"]},
            {"span": OWED, "kinds": ["experience"], "private": True},
        ],
        "not_facts": ["今天真热。"],
    }
    return ExtractionCase.model_validate(given_ | fields)


def fact(quote: str, kind: Kind = "skill", answer: str = ANSWER) -> NewFact:
    return verify(Proposal(statement=quote, quote=quote, kind=kind), answer, "a001", recorded=NOW)


def test_everything_right():
    found = scores(case(), [fact(FIXED), fact(OWED, "experience")])
    assert found == {
        "precision": 1.0,
        "recall": 1.0,
        "kind": 1.0,
        "chatter": 0.0,
        "invented": 0.0,
        "private_miss": 0.0,
    }


def test_nothing_found_has_no_precision_and_no_kind():
    found = scores(case(), [])
    assert (found["precision"], found["kind"]) == (None, None)
    assert (found["recall"], found["chatter"], found["private_miss"]) == (0.0, 0.0, 0.0)


def test_nothing_labelled_has_no_recall():
    bare = case(facts=[], not_facts=[])
    found = scores(bare, [fact(FIXED)])
    assert (found["recall"], found["chatter"], found["private_miss"]) == (None, None, None)
    assert found["precision"] == 0.0
    assert scores(bare, [])["precision"] is None


def test_chatter_inside_a_fact_is_seen_and_costs_no_recall():
    found = scores(case(), [fact(ANSWER)])
    assert (found["chatter"], found["recall"], found["precision"]) == (1.0, 1.0, 1.0)


def test_chatter_alone_costs_precision():
    found = scores(case(), [fact("今天真热。"), fact(FIXED)])
    assert (found["precision"], found["recall"], found["chatter"]) == (0.5, 0.5, 1.0)


def test_a_label_is_covered_from_six_tenths():
    answer = "一二三四五六七八九十。"
    labelled = case(
        answer, facts=[{"span": "一二三四五六七八九十", "kinds": ["skill"]}], not_facts=[]
    )
    found = [
        scores(labelled, [fact("一二三四五六七八九十"[:n], answer=answer)])["recall"]
        for n in (5, 6)
    ]
    assert found == [0.0, 1.0]


def test_halves_in_two_facts_do_not_add_up():
    half = len(FIXED) // 2
    found = scores(case(), [fact(FIXED[:half]), fact(FIXED[half:])])
    assert found["recall"] == 0.0
    assert found["precision"] == 1.0


def test_a_kind_nobody_would_accept():
    assert scores(case(), [fact(FIXED, "opinion"), fact(OWED, "experience")])["kind"] == 0.5


def test_a_private_fact_proposed_as_public():
    loose = fact(OWED, "experience").model_copy(update={"consent": "public"})
    assert scores(case(), [loose])["private_miss"] == 1.0
    assert scores(case(), [fact(OWED)])["private_miss"] == 0.0
    assert opened(case(), [loose]) == [OWED] and opened(case(), [fact(OWED)]) == []


@pytest.mark.parametrize(
    ("statement", "figures"),
    [
        ("我修好了六台收音机", []),
        ("我修好了6台收音机", []),
        ("我修好了六十台收音机", ["六十台"]),
        ("欠了三万多块", []),
        ("欠了四万块", ["四万块"]),
    ],
)
def test_figures_the_answer_does_not_hold(statement: str, figures: list[str]):
    # Such a fact cannot come from `verify`; the score is there for the day it can.
    end = len(ANSWER)
    made = fact(OWED).model_copy(
        update={
            "statement": statement,
            "source": Source(kind="answer", id="a001", start=0, end=end),
        }
    )
    assert invented(ANSWER, [made]) == figures


@pytest.mark.parametrize(
    "fields",
    [
        {"facts": [{"span": "没说过", "kinds": ["skill"]}]},
        {"not_facts": ["没说过"]},
        {"not_facts": ["。"]},
        {"facts": [{"span": FIXED, "kinds": []}]},
        {"facts": [{"span": FIXED, "kinds": ["hero"]}]},
        {"answer": ""},
    ],
)
def test_labels_stand_in_the_answer_once(fields: dict[str, Any]):
    with pytest.raises(ValidationError):
        case(**fields)


@given(st.data())
def test_scores_are_shares_whatever_was_cut(data: st.DataObject):
    cuts = sorted(data.draw(st.sets(st.integers(0, len(ANSWER)), max_size=6)))
    pieces = [ANSWER[a:b] for a, b in itertools.pairwise(cuts)]
    made = [fact(piece) for piece in pieces if piece.strip() and ANSWER.count(piece) == 1]
    found = scores(case(), made)
    for name, value in found.items():
        assert value is None or 0.0 <= value <= (1.0 if name != "invented" else 9.0)


def test_the_products_extraction_with_a_service(tools: Tools, service: Service):
    says(service, l1="chatter", l2="skill", l3="experience")
    outcome = run(case(), tools)
    assert outcome.scores["recall"] == 1.0
    assert outcome.scores["kind"] == 1.0
    assert [turn.role for turn in outcome.transcript] == [
        "question",
        "answer",
        "label",
        "label",
        "fact",
        "fact",
    ]
    assert outcome.transcript[0].text == guide_topic("skill").opening
    assert outcome.transcript[-1].text == f"experience private {OWED}"
    assert outcome.violations == {"invented": [], "private_miss": []}


def test_a_question_of_its_own_is_asked(tools: Tools, service: Service):
    says(service, l1="chatter", l2="skill", l3="experience")
    run(case(question="那台收音机呢？"), tools)
    assert "那台收音机呢？" in service.asked[0]["messages"][-1]["content"]


def test_a_shrug_costs_no_call(tools: Tools, service: Service):
    outcome = run(case("没啥好说的。", facts=[], not_facts=["没啥好说的。"]), tools)
    assert (outcome.scores["chatter"], outcome.scores["precision"]) == (0.0, None)
    assert service.asked == []


def test_a_failing_model_fails_the_case(tools: Tools, service: Service):
    for _ in range(3):
        service.fails(500)
    with pytest.raises(ModelError):
        run(case(), tools)


def test_a_topic_the_guide_does_not_have(tools: Tools):
    with pytest.raises(InputError, match="话题"):
        run(case(topic="gone"), tools)


def test_the_suite_finds_its_target():
    assert load_target("extraction").CASE is ExtractionCase
