"""The positioning cases as data, the counting at its edges, and one person end to end."""

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

from byline.app.notes import close_shipped_notes
from byline.errors import InputError, ModelError
from byline.evaluation.loading import load_cases, load_suite
from byline.evaluation.targets import Tools, ledgers, positioning
from byline.evaluation.targets.ledgers import Figure
from byline.evaluation.targets.positioning import PositioningCase
from byline.interview.guide import load_guide
from byline.knowledge.notes import read_notes
from byline.ledger.models import Fact
from byline.llm.structured import StructuredCaller
from byline.positioning.chain import load_angles
from byline.positioning.models import Candidate, Evidence
from byline.shipped import shipped
from byline.text.quantities import quantities

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SUITE = load_suite("positioning")
CASES: list[Any] = load_cases(SUITE)
BY_ID = {case.id: case for case in CASES}
PROPOSING = [case for case in CASES if not case.refuses]


def said(number: int, quote: str, kind: str = "result", consent: str = "public") -> dict[str, Any]:
    return {"id": f"f{number:03d}", "kind": kind, "quote": quote, "consent": consent}


def a_case(**changes: Any) -> PositioningCase:
    """A shoemaker, small enough to count by hand."""
    data: dict[str, Any] = {
        "id": "shoes",
        "answers": [
            {"topic": "situation", "facts": [said(1, "我修鞋修了九年", "credential")]},
            {
                "topic": "skill",
                "facts": [
                    said(2, "换一双底四十分钟，以前要两天"),
                    said(3, "店名叫老胡修鞋，月租三千六", "asset", "private"),
                ],
            },
            {"topic": "asked", "facts": [said(4, "跑马拉松的老来问我鞋跟怎么偏了", "people")]},
            {"topic": "audience", "facts": [said(5, "跑步的人最怕磨脚", "audience")]},
            {"topic": "hours", "facts": [said(6, "一个礼拜六个小时", "constraint")]},
        ],
        "telling": ["f002"],
        "readers": ["跑步", "跑马"],
        "never": ["老胡", "Vibram"],
        "figures": [
            {"fact": "f002", "said": "四十分钟", "means": "换一双底", "bent": ["每天四十分钟"]}
        ],
    }
    return PositioningCase.model_validate(data | changes)


def candidate(**changes: Any) -> Candidate:
    data: dict[str, Any] = {
        "id": "c1",
        "angle": "手艺",
        "audience": "刚开始跑步的人",
        "problem": "鞋跟偏了磨脚",
        "domain": "跑鞋修底",
        "role": "修了九年鞋的师傅",
        "why_him": "换一双底四十分钟",
        "alternative": "扔了买新的",
        "must_be_true": "有人肯把旧鞋寄来",
        "test": "约一个人聊半小时",
        "builds": "trust",
        "support": ["f001", "f002"],
        "against": [],
        "evidence": Evidence(facts=2, figures=2, results=1, people=0, advantages=["skill"]),
        "prompts": ["positioning/candidate@1"],
        "model": "m",
    }
    return Candidate.model_validate(data | changes)


def outcome(*candidates: Candidate, **changes: Any) -> dict[str, float | None]:
    case = a_case(**changes)
    return positioning.scored(case, case.recorded(NOW), candidates).scores


def shoes() -> list[Fact]:
    return a_case().recorded(NOW)


def test_there_are_enough_people_and_two_of_them_speak_english():
    assert len(CASES) >= 16
    assert sum(case.language == "en" for case in CASES) >= 2
    assert sum(case.refuses for case in CASES) == 1
    assert all(14 <= len(case.said) <= 26 for case in CASES)
    assert set(SUITE.smoke) <= set(BY_ID)


def test_a_file_is_named_after_its_person_because_briefs_look_them_up_by_name():
    for case in CASES:
        assert ledgers.load_person(case.id, PositioningCase) == case
        assert case.cluster == case.id
    with pytest.raises(InputError) as caught:
        ledgers.load_person("nobody", PositioningCase)
    assert "lin-hr" in caught.value.next_step


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_what_a_person_says_stands_under_topics_of_the_guide(case: PositioningCase):
    topics = {topic.id for topic in load_guide().topics}
    assert {answer.topic for answer in case.answers} <= topics
    assert case.note


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_facts_are_cut_from_their_answers(case: PositioningCase):
    texts = {f"a{number:03d}": answer.text for number, answer in enumerate(case.answers, 1)}
    for fact in case.recorded(NOW):
        assert texts[fact.source.id][fact.source.start : fact.source.end] == fact.quote


@pytest.mark.parametrize("case", PROPOSING, ids=lambda case: case.id)
def test_a_person_sets_traps_and_has_a_position_to_find(case: PositioningCase):
    assert case.never and case.figures
    assert any(one.consent != "public" for one in case.said)
    assert all(quantities(figure.said) for figure in case.figures)
    for figure in case.figures:
        assert figure.bent
    own_words = "\n".join(case.public).casefold()
    heard = [word for word in case.readers if word.casefold() in own_words]
    assert len(heard) >= 3, "readers should be words the person uses for them"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_quoting_everything_that_may_be_said_tells_nothing_and_bends_nothing(case: PositioningCase):
    facts = case.recorded(NOW)
    everything = "\n".join(case.public)
    assert ledgers.told(everything, case.never, facts) == []
    assert ledgers.bent(everything, case.figures) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_every_private_quote_is_seen_when_it_is_told(case: PositioningCase):
    facts = case.recorded(NOW)
    for fact in facts:
        if fact.consent != "public":
            assert ledgers.told(f"我说过，{fact.quote}。", case.never, facts), fact.quote


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"telling": ["f009"]}, "f009"),
        ({"telling": ["f003"]}, "f003"),
        ({"readers": []}, "readers"),
        ({"never": ["修鞋"]}, "修鞋"),
        ({"figures": [{"fact": "f001", "said": "四十分钟", "means": "x"}]}, "f001"),
        (
            {"figures": [{"fact": "f002", "said": "两天", "means": "x", "bent": ["要两.天?"]}]},
            "要两",
        ),
        ({"figures": [{"fact": "f002", "said": "两天", "means": "x", "bent": ["("]}]}, "正则"),
        ({"answers": [{"topic": "skill", "facts": [said(1, "修鞋"), said(1, "补胎")]}]}, "重复"),
    ],
)
def test_a_label_that_contradicts_the_ledger_is_refused(changes: dict[str, Any], complaint: str):
    with pytest.raises(ValidationError, match=complaint):
        a_case(**changes)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("修鞋的师傅，一双底四十分钟", []),
        ("老胡教你修鞋", ["老胡"]),
        ("老 胡", []),
        ("配的是vibram大底", ["Vibram"]),
        ("配的是vibrams", []),
        ("月租三千六也开得下去", ["三千六"]),
        ("一个月光房租就3600元", ["3600元"]),
        ("老胡修鞋，月租三千六", ["老胡"]),
    ],
)
def test_told(text: str, found: list[str]):
    assert ledgers.told(text, ["老胡", "Vibram"], shoes()) == found


def test_a_figure_that_was_also_said_in_public_is_no_secret():
    facts = a_case(
        answers=[
            {"topic": "skill", "facts": [said(1, "一个月三千六"), said(2, "修了九年鞋")]},
            {"topic": "assets", "facts": [said(3, "铺面三千六", "asset", "private")]},
        ],
        telling=["f001"],
        figures=[],
    ).recorded(NOW)
    assert ledgers.told("一个月3600", [], facts) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("换一双底四十分钟", 0),
        ("每天四十分钟", 1),
        ("每天 40 分钟", 1),
        ("每天练五十分钟", 0),
        ("每天四十分钟，真的，每天四十分钟", 1),
    ],
)
def test_a_bent_figure_is_seen_however_it_is_written(text: str, count: int):
    assert len(ledgers.bent(text, a_case().figures)) == count


def test_one_way_of_bending_two_figures_counts_once():
    figures = [
        Figure(fact="f001", said=said_, means="一个月的", bent=["年流失率"])
        for said_ in ("三成", "一成二")
    ]
    assert ledgers.bent("年流失率从三成到一成二", figures) == ["年流失率"]


@given(st.text(), st.lists(st.text(min_size=1), max_size=3))
def test_signs_of_telling_and_bending_take_any_text(text: str, never: list[str]):
    for word in ledgers.told(text, never, shoes()):
        assert (
            word in never
            or word.casefold() in "".join(letter for letter in text.casefold() if letter.isalnum())
            or word in text
        )
    assert isinstance(ledgers.bent(text, a_case().figures), list)


def test_a_position_from_telling_facts_scores_full_marks():
    scores = outcome(candidate())
    assert scores == {
        "refusal": 1.0,
        "grounded": 1.0,
        "telling": 1.0,
        "distinct": None,
        "on_readers": 1.0,
        "own_words": 1.0,
        "filled": 1.0,
        "support_size": 2.0,
        "leaks": 0.0,
        "bent": 0.0,
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"role": "修了十年鞋的师傅"},
        {"role": "修鞋专家"},
        {"alternative": "花三百块买新的"},
        {"slots": ["一万双"], "role": "修了【待补：数字】鞋的师傅"},
        {"support": ["f002"], "role": "修了九年鞋的师傅"},
        {"must_be_true": "有八百个人肯寄来"},
    ],
)
def test_what_no_named_fact_holds_is_not_grounded(changes: dict[str, Any]):
    assert outcome(candidate(), candidate(**changes))["grounded"] == 0.5


@pytest.mark.parametrize(
    "changes",
    [
        {"must_be_true": load_angles()[1].must_be_true},
        {"problem": "【待补：数字】双鞋磨脚"},
        {"slots": ["不是他说的话，也没有数"]},
    ],
)
def test_the_angles_own_words_and_slots_are_no_invention(changes: dict[str, Any]):
    assert outcome(candidate(**changes))["grounded"] == 1.0


def test_shares_are_over_the_candidates():
    scores = outcome(
        candidate(),
        candidate(support=["f001"], audience="所有爱美的人", problem="不好看"),
        candidate(why_him="你说过：换一双底四十分钟，以前要两天"),
        candidate(must_be_true=load_angles()[0].must_be_true, alternative="【待补：现在找谁？】"),
    )
    assert scores["telling"] == scores["on_readers"] == scores["own_words"] == 0.75
    assert scores["filled"] == pytest.approx((3 + 5 / 7) / 4)
    assert scores["support_size"] == 1.75


@pytest.mark.parametrize("field", ["alternative", "problem"])
def test_a_field_copied_from_the_prompts_examples_is_not_filled(field: str):
    examples = {"alternative": "听供应商的，照老习惯买", "problem": "菜买多了烂，买少了挨骂"}
    assert outcome(candidate(**{field: examples[field]}))["filled"] == pytest.approx(6 / 7)


def test_an_examples_words_that_are_also_his_are_his():
    changes: dict[str, Any] = {
        "answers": [{"topic": "skill", "facts": [said(2, "菜买多了烂，买少了挨骂，四十分钟")]}]
    }
    assert outcome(candidate(problem="菜买多了烂，买少了挨骂"), **changes)["filled"] == 1.0


def test_a_field_that_only_says_another_again_is_not_filled():
    trouble = "跑步老磨脚，看不懂鞋底怎么偏了"
    echoed = candidate(audience=trouble, problem=trouble, domain=trouble, role=trouble)
    assert outcome(echoed)["filled"] == pytest.approx(4 / 7)
    short = candidate(audience="刚开始跑步的人磨脚", problem="磨脚")
    assert outcome(short)["filled"] == 1.0


def test_three_times_the_same_is_not_distinct_and_three_strangers_are():
    assert outcome(candidate(), candidate(), candidate())["distinct"] == 0.0
    other = candidate(audience="开店", problem="没客", domain="选址", role="房东")
    assert outcome(candidate(), other)["distinct"] == 1.0


def test_a_leak_in_any_field_of_any_candidate_counts_once():
    scores = outcome(candidate(domain="老胡的店"), candidate(alternative="去找老胡"))
    assert scores["leaks"] == 1.0
    assert outcome(candidate(must_be_true="月租三千六付得起"))["leaks"] == 1.0
    assert outcome(candidate(why_him="每天40分钟"))["bent"] == 1.0


def test_someone_who_should_have_been_refused_is_only_held_to_the_gates():
    case = a_case(refuses=True, telling=[], readers=[])
    found = positioning.scored(case, case.recorded(NOW), [candidate(role="老胡")])
    assert found.scores == {"refusal": 0.0, "leaks": 1.0, "bent": 0.0}
    assert found.exhibits == []
    assert set(found.scores) | set(found.unscored) == {"refusal", *positioning.SCORES}


CLAIM = {
    "support": ["f004"],
    "against": [],
    "audience": "刚跑车的小年轻",
    "problem": "空着车回来",
    "domain": "货车配货",
    "role": "绑货没掉过的司机",
    "why_him": "我绑的没掉过",
}


def queued(service: Service, *claims: dict[str, Any]) -> None:
    for claim in claims:
        says(service, **(CLAIM | claim))
        says(service, alternative="到了再找", must_be_true="有人肯拍照片给他看")


@pytest.fixture(autouse=True)
def closed_notes() -> Iterator[None]:
    yield
    close_shipped_notes()


def tools(caller: StructuredCaller, folder: Path) -> Tools:
    chat: Any = (None, caller)
    return Tools(SUITE, 0, 1, folder, lambda: NOW, chat, "m")


def test_one_person_end_to_end(service: Service, caller: StructuredCaller, tmp_path: Path):
    queued(service, {}, {"role": "跑了三十年的老司机"}, {"why_him": "全国司机都信他"})
    case = BY_ID["sun-freight"]
    found = positioning.run(case, tools(caller, tmp_path))
    assert found.scores["refusal"] == found.scores["telling"] == found.scores["on_readers"] == 1.0
    assert found.scores["grounded"] == found.scores["own_words"] == pytest.approx(2 / 3)
    assert found.scores["leaks"] == 0.0
    assert {metric.name for metric in SUITE.metrics if not metric.rubric} == set(found.scores)
    assert [turn.role for turn in found.transcript] == ["fact", *["candidate"] * 3]
    assert [exhibit.rubric for exhibit in found.exhibits] == ["position"] * 3
    assert "绑货没掉过的司机" in found.exhibits[0].inputs["position"]
    assert "顺达" not in str(found)
    notes = {note.id: note for note in read_notes(shipped("knowledge"))}
    told = [turn.text for turn in found.transcript if turn.role == "candidate"]
    for request, text in zip(service.asked[::2], told, strict=True):
        named = text.partition("\n笔记：")[2].partition("\n")[0].split("、")
        assert len(named) >= 2
        assert all(notes[name].text in str(request["messages"][-1]["content"]) for name in named)
    assert "顺达" not in str(service.asked) and "九万多" not in str(service.asked)


def test_too_few_public_facts_are_refused_without_a_call(
    service: Service, caller: StructuredCaller, tmp_path: Path
):
    found = positioning.run(BY_ID["bao-guard"], tools(caller, tmp_path))
    assert found.scores == {"refusal": 1.0}
    assert set(found.unscored) == set(positioning.SCORES)
    assert service.asked == []


def test_a_refusal_of_someone_with_enough_facts_is_wrong(
    service: Service, caller: StructuredCaller, tmp_path: Path
):
    thin = BY_ID["bao-guard"].model_copy(update={"refuses": False})
    assert positioning.run(thin, tools(caller, tmp_path)).scores == {"refusal": 0.0}


def test_a_dead_service_is_an_error_and_no_score(
    service: Service, caller: StructuredCaller, tmp_path: Path
):
    for _ in range(3):
        service.fails(500)
    with pytest.raises(ModelError):
        positioning.run(BY_ID["sun-freight"], tools(caller, tmp_path))
