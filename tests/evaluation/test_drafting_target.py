"""The briefs as data, the counting of a draft at its edges, and one brief end to end."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from loopback import Service
from loopback_caller import words_sent
from pydantic import ValidationError
from studio_samples import audited

from byline.checks.findings import Finding
from byline.drafting.brief import UNPRINTED, printable
from byline.drafting.models import AFFIRM, ASK, Change, Cut, Draft, Sentence
from byline.errors import InputError, LedgerError
from byline.evaluation.loading import load_cases, load_suite
from byline.evaluation.models import Outcome
from byline.evaluation.targets import Tools, drafting, ledgers, posts
from byline.evaluation.targets.drafting import DraftingCase, Written
from byline.evaluation.targets.overheard import Overheard
from byline.interview.guide import load_guide
from byline.knowledge.notes import read_notes
from byline.llm.counting import calling
from byline.llm.structured import StructuredCaller
from byline.platforms import Span, platform_ids
from byline.settings import Writes
from byline.shipped import shipped

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SUITE = load_suite("drafting")
CASES: list[Any] = load_cases(SUITE)
BY_ID = {case.id: case for case in CASES}
QUESTION = "这件事上，你跟同行不一样的看法是什么？"
QUOTED = [
    *("bao-guard-weibo-slot", "cui-vet-xhs", "gao-math-weibo-slot", "he-nurse-douyin"),
    *("nora-grants-newsletter", "raj-support-x", "sun-freight-weibo", "xu-renovation-zhihu"),
]
"""Briefs whose post in the person's own words is made for real: short, long, spoken, a thread, in
English, and of what was never told."""


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


def paragraph(*told: tuple[str, list[str]]) -> list[Sentence]:
    """Sentences with their facts, those that claim nothing with none."""
    return [
        Sentence(text=text, kind="told" if facts else "plain", facts=facts) for text, facts in told
    ]


def body(*paragraphs: Sequence[Sentence]) -> str:
    marks = {"slot": ASK, "proposed": AFFIRM}
    texts = ["".join(marks.get(one.kind, "{}").format(one.text) for one in p) for p in paragraphs]
    return "\n\n".join(texts)


OPENING = paragraph(("你的裤子是不是老拖地？", ["f004"]))
DONE = paragraph(("我一天改三十条裤子。", ["f001"]), ("改短先洗一水再量。", ["f002"]))
VIEW = paragraph(("别贪便宜改裤腰。", ["f005"]))
MISSING = [Sentence(text=QUESTION, kind="slot")]
PROPOSED = [Sentence(text="当天就剪，别等。", kind="proposed")]


def draft(*paragraphs: Sequence[Sentence], **changes: Any) -> Draft:
    told = paragraphs or (OPENING, DONE, VIEW)
    data: dict[str, Any] = {
        "platform": "weibo",
        "topic": "裤子长了怎么改",
        "made": NOW,
        "title": "裤子长了先洗一水",
        "tags": ["改裤子"],
        "body": body(*told),
        "sentences": [one for sentences in told for one in sentences],
        "status": "pass",
        "findings": [],
        "ai_label": "",
        "notes": [],
        "prompts": [],
        "model": "m",
    }
    return Draft.model_validate(data | changes)


def scored(made: Draft, heard: Overheard | None = None, **changes: Any) -> Outcome:
    """The scores of a draft whose every word the model wrote, unless something else was heard."""
    case = a_case(**changes)
    written = Written(made, heard or Overheard(answered=[made.body]))
    return drafting.scored(case, case.recorded(NOW), written)


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
    assert printable(case.recorded(NOW))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_what_a_good_draft_carries_may_be_printed(case: DraftingCase):
    kinds = {said.kind for said in case.said if said.id in case.carries}
    assert not kinds & set(UNPRINTED)


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
        "by_code": 0.0,
        "private_sent": 0.0,
        "platform_errors": 0.0,
        "platform_errors_pass": 0.0,
        "passed": 1.0,
        "needs_input": 0.0,
        "to_revise": 0.0,
        "settled": 1.0,
        "kept": 1.0,
        "carried": 1.0,
        "proposed": 0.0,
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
        ({"body": "我从业20年了。"}, 1),
        ({"body": "我一天改三十条裤子。\n\n【待补：你做这一行20年了吗？】"}, 0),
        ({"body": "我一天改三十条裤子。\n\n【待认：我做这一行20年了。】"}, 0),
    ],
)
def test_inventions_are_counted_wherever_they_are_published(changes: dict[str, Any], invented: int):
    assert scored(draft(**changes)).scores["invented"] == invented


@pytest.mark.parametrize(
    ("changes", "leaks"),
    [
        ({"tags": ["改裤子", "老许裁缝"]}, 1),
        ({"title": "铺子租金48000，改条裤子"}, 1),
        ({"body": "铺子是老许的，一年租金四万八。"}, 1),
        ({"body": "【待补：老许怎么说？】"}, 0),
    ],
)
def test_what_is_private_counts_in_title_body_and_tags(changes: dict[str, Any], leaks: int):
    assert scored(draft(**changes)).scores["leaks"] == leaks


def test_a_bent_period_is_seen_and_does_not_count_as_invented():
    bent = paragraph(("我每年改30条裤子。", ["f001"]))
    found = scored(draft(OPENING, bent))
    assert found.scores["bent"] == 1.0
    assert found.scores["invented"] == 0.0


def test_a_fact_is_carried_when_a_sentence_is_traced_to_it_and_its_figure_is_there():
    vague = paragraph(("我一天改好多条裤子。", ["f001"]), ("先洗一水再量。", ["f002"]))
    assert scored(draft(OPENING, vague)).scores["carried"] == 0.5
    untraced = paragraph(("我一天改三十条裤子。", []), ("先洗一水再量。", ["f002"]))
    assert scored(draft(OPENING, untraced)).scores["carried"] == 0.5
    elsewhere = draft(OPENING, vague, title="一天三十条裤子")
    assert scored(elsewhere).scores["carried"] == 1.0
    assert scored(draft(OPENING, MISSING)).scores["carried"] == 0.0


def test_kept_counts_what_the_model_wrote_and_nobody_had_to_touch():
    cut = [Cut(text="我是导师。", reason="没说过")]
    changed = [Change(was="我改过百条。", now="我一天改三十条裤子。", reason="说大了")]
    assert scored(draft(OPENING, VIEW, cut=cut, changed=changed)).scores["kept"] == 0.5
    assert scored(draft(DONE, MISSING, cut=cut)).scores["kept"] == pytest.approx(2 / 3)
    found = scored(draft(MISSING))
    assert "kept" not in found.scores and "repeats" not in found.scores
    assert {"kept", "repeats", "length_fit"} <= set(found.unscored)
    assert "kept" in scored(draft(writes="quotes")).unscored


def test_a_slot_is_wrong_where_there_is_material_and_right_where_there_is_none():
    found = scored(draft(OPENING, DONE, MISSING))
    assert found.scores["slot_right"] == 0.0
    expected = scored(draft(OPENING, MISSING), expects_slot=True, carries=[])
    assert expected.scores["slot_right"] == 1.0
    absent = {"carried", "length_fit", "voice_distance", "voice_manner"}
    assert set(expected.unscored) == absent
    told = scored(draft(), expects_slot=True, carries=[])
    assert told.scores["slot_right"] == 0.0


def test_what_waits_for_a_yes_is_counted_and_not_published():
    found = scored(draft(OPENING, DONE, PROPOSED, status="needs_input"))
    assert found.scores["proposed"] == 1.0 and found.scores["slot_right"] == 1.0
    assert found.scores["needs_input"] == found.scores["settled"] == 1.0
    assert found.length == 30


def test_a_sentence_written_by_code_is_counted_whatever_its_kind():
    heard = Overheard(answered=["你的裤子是不是老拖地？〔f004〕\n\n我一天 改三十条裤子。"])
    joined = paragraph(("改短先洗一水，别贪便宜。", ["f002", "f005"]))
    made = draft(OPENING, DONE, VIEW, joined, PROPOSED, MISSING)
    found = scored(made, heard)
    # A person's own words need no model: only an end mark was put in.
    assert found.violations["by_code"] == ["改短先洗一水，别贪便宜。", "当天就剪，别等。"]
    assert found.scores["by_code"] == 2.0


def test_an_english_quote_that_begins_with_a_capital_now_is_still_the_persons():
    told = said(1, "write down what you bin every day", "skill")
    answers = [{"topic": "skill", "facts": [told]}]
    own = paragraph(("Write down what you bin every day.", ["f001"]))
    changes: dict[str, Any] = {"answers": answers, "carries": ["f001"], "figures": []}
    found = scored(draft(own, writes="quotes"), Overheard(), **changes)
    assert found.violations["by_code"] == []
    coded = paragraph(("Write it all down every day.", ["f001"]))
    assert scored(draft(coded, writes="quotes"), Overheard(), **changes).scores["by_code"] == 1.0


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        ("原话：我一天改三十条裤子", []),
        ("原话：铺子是老许的，一年租金四万八", ["铺子是老许的，一年租金四万八", "老许"]),
        ("这家铺子的房东是老许", ["老许"]),
    ],
)
def test_private_words_in_a_request_are_counted(asked: str, sent: list[str]):
    made = draft()
    found = scored(made, Overheard(asked=["别的", asked], answered=[made.body]))
    assert found.violations["private_sent"] == sent
    assert found.scores["private_sent"] == len(sent)


def test_a_word_of_a_note_that_was_sent_tells_nothing_about_anybody():
    note = next(one for one in read_notes(shipped("knowledge")) if "讲师" in one.text)
    never = ["老许", "讲师"]
    asked = Overheard(asked=[note.text], answered=[draft().body])
    assert scored(draft(notes=[note.id]), asked, never=never).violations["private_sent"] == []
    assert scored(draft(), asked, never=never).violations["private_sent"] == ["讲师"]


def test_only_a_post_that_goes_out_has_the_scores_of_one():
    bent = paragraph(("我每年改30条裤子。", ["f001"]))
    assert scored(draft(OPENING, bent)).scores["bent_pass"] == 1.0
    held = scored(draft(OPENING, bent, status="revise"))
    assert held.scores["bent"] == 1.0
    assert held.scores["to_revise"] == 1.0 and held.scores["settled"] == 0.0
    assert {"platform_errors_pass", "bent_pass"} <= set(held.unscored)


def test_a_figure_of_the_brief_may_be_repeated():
    title = draft(OPENING, DONE, title="养老院六千和一万")
    assert scored(title, topic="六千和一万差在哪").scores["invented"] == 0.0
    assert scored(title).scores["invented"] > 0


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
    one = paragraph((long, ["f001"]))
    whole = scored(draft(one, one, platform="x"), platform="x")
    assert whole.scores["platform_errors"] == 1.0
    divided = draft(one, one, platform="x", body=f"{long}\n\n---\n\n{long}")
    assert scored(divided, platform="x").scores["platform_errors"] == 0.0


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
    again = paragraph(("改短先洗一水再量。", ["f002"]))
    assert scored(draft(OPENING, DONE, again)).scores["repeats"] == 0.25
    refrain = paragraph(("先洗。", []), ("先洗。", []))
    assert scored(draft(refrain)).scores["repeats"] == 0.0


@pytest.mark.parametrize(
    ("length", "fit"), [(0, 0.0), (30, 0.5), (60, 1.0), (140, 1.0), (280, 0.5)]
)
def test_length_fit_falls_on_both_sides_of_the_usual(length: int, fit: float):
    assert posts.length_fit(length, Span(minimum=60, maximum=140)) == fit


def overlap(query: str, texts: Sequence[str]) -> list[float]:
    return [float(len(set(query) & set(text))) for text in texts]


def tools(folder: Path, caller: StructuredCaller | None = None, writes: Writes = "posts") -> Tools:
    chat: Any = (caller.model, caller) if caller else None
    return Tools(SUITE, 0, 1, folder, lambda: NOW, chat, "m", writes=writes)


POST = """[标题]
改短先洗一水
[正文]
刚上班的人裤子拖地，你也是吧？〔f004〕

我一天改三十条裤子。〔f001〕改短先洗一水再量。〔f002〕

别贪便宜改裤腰，我当过他的导师。〔f005〕
[话题]
改裤子 裤长"""


def test_one_brief_end_to_end(
    service: Service,
    caller: StructuredCaller,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("byline.knowledge.embeddings.similarity", overlap)
    service.streams(POST)
    audited(service, (4, "beyond", "没说过当过谁的导师"), count=5)
    service.says("4｜别贪便宜改裤腰。〔f005〕")
    audited(service, count=5)
    found = drafting.run(a_case(), tools(tmp_path, caller))
    assert not service.replies
    assert not any(found.violations.values()), found.violations
    assert found.scores["carried"] == found.scores["slot_right"] == 1.0
    assert found.scores["passed"] == 1.0 and found.scores["kept"] == pytest.approx(4 / 5)
    assert "我一天改三十条裤子。" in found.transcript[2].text
    assert [turn.role for turn in found.transcript] == ["fact", "brief", "draft"]
    assert 0 < found.scores["first_seconds"] <= found.scores["seconds"]
    assert "老许" not in words_sent(service) and "四万八" not in words_sent(service)


def test_a_sentence_that_cannot_stand_is_in_the_transcript_with_its_reason(
    service: Service, caller: StructuredCaller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("byline.knowledge.embeddings.similarity", overlap)
    service.streams(POST)
    for _ in range(2):
        audited(service, (4, "beyond", "没说过当过谁的导师"), count=5)
        service.says("4｜我当过他的导师。〔f005〕")
    audited(service, (4, "beyond", "没说过当过谁的导师"), count=5)
    found = drafting.run(a_case(), tools(tmp_path, caller))
    assert [turn.role for turn in found.transcript] == ["fact", "brief", "draft", "removed"]
    assert "导师" in found.transcript[3].text and "导师" not in found.transcript[2].text
    assert found.scores["by_code"] == 0.0


@pytest.mark.parametrize("case_id", QUOTED)
def test_a_post_in_the_persons_own_words_asks_no_model(case_id: str, tmp_path: Path):
    case = BY_ID[case_id]
    found = drafting.run(case, tools(tmp_path, writes="quotes"))
    assert not any(found.violations.values()), found.violations
    assert found.scores["slot_right"] == 1.0 and found.scores["bent"] == 0.0
    assert case.expects_slot or found.scores["carried"] > 0.5
    assert "kept" in found.unscored


def test_nothing_public_is_the_products_error(
    service: Service, caller: StructuredCaller, tmp_path: Path
):
    answers = [{"topic": "skill", "facts": [said(1, "会改裤子", consent="private")]}]
    silent = a_case(answers=answers, carries=[], expects_slot=True, figures=[])
    for writes in ("posts", "quotes"):
        with pytest.raises(LedgerError):
            drafting.run(silent, tools(tmp_path, caller, writes))
    assert service.asked == []
