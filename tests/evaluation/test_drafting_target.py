"""The briefs as data, the counting of a draft at its edges, and one brief end to end."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from loopback import Service
from loopback_caller import says
from pydantic import ValidationError

from byline.checks.findings import Finding
from byline.drafting.beats import load_beats
from byline.drafting.material import passages
from byline.drafting.models import Draft, Section, TracedSentence
from byline.errors import InputError, LedgerError
from byline.evaluation.loading import load_cases, load_suite
from byline.evaluation.models import Outcome
from byline.evaluation.targets import Tools, drafting, ledgers, posts
from byline.evaluation.targets.drafting import DraftingCase
from byline.interview.guide import load_guide
from byline.llm.counting import calling
from byline.llm.structured import StructuredCaller
from byline.platforms import Span, platform_ids

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SUITE = load_suite("drafting")
CASES: list[Any] = load_cases(SUITE)
BY_ID = {case.id: case for case in CASES}
SLOT = "【待补：这件事上，你跟同行不一样的看法是什么？】"


def said(number: int, quote: str, kind: str = "result", consent: str = "public") -> dict[str, Any]:
    return {"id": f"f{number:03d}", "kind": kind, "quote": quote, "consent": consent}


def a_case(**changes: Any) -> DraftingCase:
    """A tailor, small enough to count by hand."""
    data: dict[str, Any] = {
        "id": "tailor",
        "topic": "裤子长了怎么改",
        "platform": "weibo",
        "carries": ["f001", "f002"],
        "never": ["老许"],
        "figures": [
            {"fact": "f001", "said": "三十条", "means": "一天改的", "bent": ["每年.{0,3}三十条"]}
        ],
        "answers": [
            {
                "topic": "skill",
                "facts": [
                    said(1, "我一天改三十条裤子"),
                    said(2, "改短先洗一水再量"),
                    said(3, "铺子是老许的，一年租金四万八", "asset", "private"),
                ],
            },
            {"topic": "audience", "facts": [said(4, "刚上班的人裤子拖地", "audience")]},
            {"topic": "opinion", "facts": [said(5, "别贪便宜改裤腰", "opinion")]},
        ],
    }
    return DraftingCase.model_validate(data | changes)


def section(beat: str, *sentences: tuple[str, list[str]], removed: Sequence[str] = ()) -> Section:
    traced = [TracedSentence(text=text, facts=facts) for text, facts in sentences]
    return Section(
        beat=beat,
        text="".join(one.text for one in traced),
        facts=sorted({name for one in traced for name in one.facts}),
        sentences=traced,
        removed=list(removed),
    )


OPENING = section("opening", ("你的裤子是不是老拖地？", ["f004"]))
DONE = section("done", ("我一天改三十条裤子。", ["f001"]), ("改短先洗一水再量。", ["f002"]))
VIEW = section("view", ("别贪便宜改裤腰。", ["f005"]))
MISSING = section("view", (SLOT, []))


def draft(*sections: Section, **changes: Any) -> Draft:
    data: dict[str, Any] = {
        "platform": "weibo",
        "topic": "裤子长了怎么改",
        "made": NOW,
        "title": "裤子长了先洗一水",
        "tags": ["改裤子"],
        "sections": sections or (OPENING, DONE, VIEW),
        "status": "pass",
        "findings": [],
        "ai_label": "",
        "notes": [],
        "prompts": [],
        "model": "m",
    }
    return Draft.model_validate(data | changes)


def scored(made: Draft, **changes: Any) -> Outcome:
    case = a_case(**changes)
    return drafting.scored(case, case.recorded(NOW), made)


def test_there_are_enough_briefs_over_every_platform():
    assert len(CASES) >= 44
    by_platform = Counter(case.platform for case in CASES)
    assert set(by_platform) == set(platform_ids())
    assert min(by_platform[name] for name in ("xiaohongshu", "wechat", "zhihu", "weibo")) >= 8
    assert set(SUITE.smoke) <= set(BY_ID)
    assert sum(case.expects_slot for case in CASES) >= 5


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_brief_belongs_to_its_person(case: DraftingCase):
    assert case.note and case.topic not in case.public
    assert case.cluster == (case.ledger or case.person)
    topics = {topic.id for topic in load_guide().topics}
    assert {answer.topic for answer in case.answers} <= topics
    assert passages(case.recorded(NOW))


@pytest.mark.parametrize(
    "case", [case for case in CASES if not case.expects_slot], ids=lambda case: case.id
)
def test_a_brief_that_expects_no_slot_has_material_for_every_paragraph(case: DraftingCase):
    plan = load_beats()
    held = {passage.topic for passage in passages(case.recorded(NOW))}
    for either in plan.order(case.platform):
        beats = [plan.beats[name] for name in either]
        fits = any(held & set(beat.topics) for beat in beats)
        assert not beats[0].required or fits, either
    for fact_id in case.carries:
        kinds = {one.kind for one in case.said if one.id == fact_id}
        assert not kinds & {"constraint", "boundary"}, "such facts are never printed"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_neither_topic_nor_audience_gives_away_what_must_not_be_said(case: DraftingCase):
    asked = f"{case.topic}\n{case.audience}"
    assert ledgers.told(asked, case.never, case.recorded(NOW)) == []


def test_labels_of_the_person_and_of_the_brief_hold_together():
    data = {
        "id": "x",
        "ledger": "lin-hr",
        "topic": "招不到人",
        "platform": "zhihu",
        "carries": ["f006"],
        "never": ["猎头"],
    }
    case = DraftingCase.model_validate(data)
    assert "猎头" in case.never and "景泰电子" in case.never
    assert {figure.said for figure in case.figures} == {"三成", "一成二", "一百二十个"}
    assert any(fact.id == "f006" for fact in case.recorded(NOW))


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"carries": ["f009"]}, "f009"),
        ({"carries": ["f003"]}, "f003"),
        ({"carries": []}, "carries"),
        ({"never": ["裤腰"]}, "裤腰"),
        ({"ledger": "lin-hr"}, "只写一个"),
        ({"answers": [], "figures": []}, "ledger"),
        ({"platform": "mars"}, "platform"),
    ],
)
def test_a_brief_that_cannot_be_scored_is_refused(changes: dict[str, Any], complaint: str):
    with pytest.raises(ValidationError, match=complaint):
        a_case(**changes)


def test_a_brief_for_nobody_names_the_people_there_are():
    with pytest.raises(InputError) as caught:
        DraftingCase.model_validate(
            {"id": "x", "ledger": "nobody", "topic": "x", "platform": "weibo"}
        )
    assert "he-nurse" in caught.value.next_step


def test_a_good_draft():
    found = scored(draft())
    assert found.scores == {
        "invented": 0.0,
        "leaks": 0.0,
        "bent": 0.0,
        "bent_pass": 0.0,
        "unsupported_per_1000": 0.0,
        "unsupported_pass": 0.0,
        "platform_errors": 0.0,
        "platform_errors_pass": 0.0,
        "passed": 1.0,
        "needs_input": 0.0,
        "to_revise": 0.0,
        "settled": 1.0,
        "kept": 1.0,
        "carried": 1.0,
        "filled": 1.0,
        "slot_right": 1.0,
        "limits_ok": 1.0,
        "repeats": 0.0,
        "length_fit": pytest.approx(38 / 60),
    }
    assert found.length == 38
    assert set(found.unscored) == {"voice_distance", "voice_manner"}
    timed = {"voice_distance", "voice_manner", "seconds", "first_seconds"}
    named = {metric.name for metric in SUITE.metrics if not metric.rubric}
    assert named == set(found.scores) | timed
    inputs = found.exhibits[0].inputs
    assert "别贪便宜改裤腰" in inputs["facts"] and "老许" not in inputs["facts"]
    assert inputs["draft"].startswith("裤子长了先洗一水") and "#改裤子" in inputs["draft"]


@pytest.mark.parametrize(
    ("changes", "invented"),
    [
        ({"title": "改了三十条裤子，先洗一水"}, 0),
        ({"title": "改了五百条裤子"}, 1),
        ({"tags": ["改裤子", "高级裁缝导师"]}, 1),
        ({"tags": ["从业20年"]}, 1),
        ({"sections": [section("done", ("去年我在巴黎开过铺子。", []))]}, 1),
        ({"sections": [DONE, section("view", ("【待补：你做这一行20年了吗？】", []))]}, 0),
    ],
)
def test_inventions_are_counted_wherever_they_are_published(changes: dict[str, Any], invented: int):
    assert scored(draft(**changes)).scores["invented"] == invented


@pytest.mark.parametrize(
    ("changes", "leaks"),
    [
        ({"tags": ["改裤子", "老许裁缝"]}, 1),
        ({"title": "铺子租金48000，改条裤子"}, 1),
        ({"sections": [section("done", ("铺子是老许的，一年租金四万八。", []))]}, 1),
        ({"sections": [section("view", ("【待补：老许怎么说？】", []))]}, 0),
    ],
)
def test_what_is_private_counts_in_title_body_and_tags(changes: dict[str, Any], leaks: int):
    assert scored(draft(**changes)).scores["leaks"] == leaks


def test_a_bent_period_is_seen_and_does_not_count_as_invented():
    bent = section("done", ("我每年改30条裤子。", ["f001"]))
    found = scored(draft(OPENING, bent))
    assert found.scores["bent"] == 1.0
    assert found.scores["invented"] == 0.0


def test_a_fact_is_carried_when_a_sentence_is_traced_to_it_and_its_figure_is_there():
    vague = section("done", ("我一天改好多条裤子。", ["f001"]), ("先洗一水再量。", ["f002"]))
    assert scored(draft(OPENING, vague)).scores["carried"] == 0.5
    untraced = section("done", ("我一天改三十条裤子。", []), ("先洗一水再量。", ["f002"]))
    assert scored(draft(OPENING, untraced)).scores["carried"] == 0.5
    elsewhere = draft(OPENING, vague, title="一天三十条裤子")
    assert scored(elsewhere).scores["carried"] == 1.0
    assert scored(draft(OPENING, MISSING)).scores["carried"] == 0.0


def test_kept_counts_the_models_sentences_and_not_the_ones_code_supplied():
    question = load_beats().beats["closing"].zh.questions[0]
    closing = section("closing", ("别贪便宜。", ["f005"]), (question, []), removed=["我是导师。"])
    assert scored(draft(closing)).scores["kept"] == 0.5
    emptied = MISSING.model_copy(update={"removed": ["我赔过十万。"]})
    assert scored(draft(DONE, emptied)).scores["kept"] == pytest.approx(2 / 3)
    found = scored(draft(MISSING))
    assert "kept" not in found.scores and "repeats" not in found.scores
    assert set(found.unscored) == {"kept", "repeats", "voice_distance", "voice_manner"}


def test_a_slot_is_wrong_where_there_is_material_and_right_where_there_is_none():
    found = scored(draft(OPENING, DONE, MISSING))
    assert found.scores["filled"] == pytest.approx(2 / 3)
    assert found.scores["slot_right"] == 0.0
    expected = scored(draft(OPENING, MISSING), expects_slot=True, carries=[])
    assert expected.scores["slot_right"] == 1.0
    assert set(expected.unscored) == {"filled", "carried", "voice_distance", "voice_manner"}
    told = scored(draft(), expects_slot=True, carries=[])
    assert told.scores["slot_right"] == 0.0


INVENTED = section("done", ("我一天改九十条裤子。", ["f001"]))


def test_the_independent_count_speaks_of_what_would_be_published():
    passed = scored(draft(OPENING, INVENTED))
    assert passed.scores["unsupported_pass"] == passed.scores["unsupported_per_1000"] > 20
    assert [turn.text for turn in passed.transcript if turn.role == "unsupported"] == [
        "figure 九十条"
    ]
    held = scored(draft(OPENING, INVENTED, status="revise"))
    assert held.scores["unsupported_per_1000"] == passed.scores["unsupported_per_1000"]
    assert held.scores["to_revise"] == 1.0 and held.scores["settled"] == 0.0
    assert {"unsupported_pass", "platform_errors_pass", "bent_pass"} <= set(held.unscored)
    asked = section("done", (f"【待补：{INVENTED.text}】", []))
    assert scored(draft(asked)).scores["unsupported_per_1000"] == 0.0


def test_a_figure_of_the_brief_may_be_repeated():
    title = draft(OPENING, DONE, title="养老院六千和一万")
    assert scored(title, topic="六千和一万差在哪").scores["unsupported_per_1000"] == 0.0
    assert scored(title).scores["unsupported_per_1000"] > 0


def test_an_honest_gap_is_settled():
    found = scored(draft(OPENING, MISSING, status="needs_input"))
    assert found.scores["settled"] == found.scores["needs_input"] == 1.0
    assert found.scores["passed"] == 0.0


def test_what_a_platform_would_turn_down_is_counted_from_the_post_itself():
    tags = [f"裤子{number}" for number in range(12)]
    found = scored(draft(OPENING, DONE, platform="xiaohongshu", title="长" * 30, tags=tags))
    assert found.scores["platform_errors"] == found.scores["platform_errors_pass"] == 2.0


def test_a_thread_is_counted_a_post_at_a_time():
    long = "我一天改三十条裤子。" * 10
    one = section("done", (long, ["f001"]))
    whole = scored(draft(one, one, platform="x"), platform="x")
    assert whole.scores["platform_errors"] == 1.0
    divided = section("view", (f"---\n{long}", ["f001"]))
    assert scored(draft(one, divided, platform="x"), platform="x").scores["platform_errors"] == 0.0


def test_seconds_are_those_of_the_answers_where_they_are_replayed():
    ticks = iter([10.0, 10.5, 11.0])
    with calling() as count:
        watch = posts.Stopwatch(clock=lambda: next(ticks))
        count.add(replayed=1, seconds=7.0)
        watch.mark()
        watch.mark()
        assert watch.first == 7.0
        count.add(replayed=1, seconds=5.0)
        assert watch.seconds == 12.0


def test_seconds_are_those_of_the_clock_where_code_took_longer():
    ticks = iter([10.0, 14.0])
    with calling() as count:
        watch = posts.Stopwatch(clock=lambda: next(ticks))
        count.add(live=1, seconds=1.5)
        assert watch.seconds == 4.0
    found = drafting.timed(Outcome(), posts.Stopwatch(clock=lambda: 1.0))
    assert found.scores == {"seconds": 0.0} and set(found.unscored) == {"first_seconds"}


@pytest.mark.parametrize(
    ("case_id", "language"),
    [("nora-grants-wechat", "zh"), ("raj-support-x", "en"), ("shi-translator-x", "zh")],
)
def test_a_post_is_written_in_what_its_readers_read(case_id: str, language: str):
    assert BY_ID[case_id].written_in == language


def test_a_platforms_refusal_counts_and_its_advice_does_not():
    for level, ok in (("error", 0.0), ("warning", 1.0)):
        finding = Finding(rule="limit", level=level, reason="长了")
        assert scored(draft(findings=[finding])).scores["limits_ok"] == ok


def test_saying_it_twice_counts_and_a_short_refrain_does_not():
    again = section("view", ("改短先洗一水再量。", ["f002"]))
    assert scored(draft(OPENING, DONE, again)).scores["repeats"] == 0.25
    refrain = section("view", ("先洗。", []), ("先洗。", []))
    assert scored(draft(refrain)).scores["repeats"] == 0.0


@pytest.mark.parametrize(
    ("length", "fit"), [(0, 0.0), (30, 0.5), (60, 1.0), (140, 1.0), (280, 0.5)]
)
def test_length_fit_falls_on_both_sides_of_the_usual(length: int, fit: float):
    assert posts.length_fit(length, Span(minimum=60, maximum=140)) == fit


def overlap(query: str, texts: Sequence[str]) -> list[float]:
    return [float(len(set(query) & set(text))) for text in texts]


def tools(caller: StructuredCaller, folder: Path) -> Tools:
    chat: Any = (None, caller)
    return Tools(SUITE, 0, 1, folder, lambda: NOW, chat, "m")


def test_one_brief_end_to_end(
    service: Service,
    caller: StructuredCaller,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("byline.knowledge.embeddings.similarity", overlap)
    says(service, text="刚上班的人裤子拖地，你也是吧？", facts=["f004"])
    says(service, text="我一天改30条裤子。改短先洗一水再量。", facts=["f001", "f002"])
    says(service, text="别贪便宜改裤腰。我当过他的导师。", facts=["f005"])
    says(service, text="我当过他的师父。")
    says(service, question="你改裤子先洗吗？")
    says(service, titles=["改短先洗一水"], tags=["改裤子", "裁缝铺", "裤长"])
    found = drafting.run(a_case(), tools(caller, tmp_path))
    assert service.replies == type(service.replies)()
    assert found.scores["leaks"] == found.scores["invented"] == 0.0
    assert found.scores["carried"] == found.scores["filled"] == found.scores["slot_right"] == 1.0
    assert found.scores["kept"] == pytest.approx(4 / 5)
    roles = [turn.role for turn in found.transcript]
    assert roles == ["fact", "brief", "draft", "removed"]
    assert 0 < found.scores["first_seconds"] <= found.scores["seconds"]
    assert "老许" not in str(service.asked) and "四万八" not in str(service.asked)


def test_nothing_public_is_the_products_error(
    service: Service, caller: StructuredCaller, tmp_path: Path
):
    answers = [{"topic": "skill", "facts": [said(1, "会改裤子", consent="private")]}]
    silent = a_case(answers=answers, carries=[], expects_slot=True, figures=[])
    with pytest.raises(LedgerError):
        drafting.run(silent, tools(caller, tmp_path))
    assert service.asked == []
