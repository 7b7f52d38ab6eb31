"""Promises are not averages: one new violation is worse, and its words are read first."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from two_runs import measured, metric, suite
from typer.testing import CliRunner

from byline.cli.eval import app
from byline.evaluation import studies
from byline.evaluation.comparing import compare
from byline.evaluation.loading import load_suite
from byline.evaluation.manifest import Manifest, PlannedSuite, PlannedVariant
from byline.evaluation.measuring import baseline, load_baseline, measure, save_baseline
from byline.evaluation.models import CaseScores, Measured, Metric, Outcome, Row, Turn
from byline.evaluation.promises import Promise, violations, weigh
from byline.evaluation.report import html, junit, markdown, promises
from byline.evaluation.report.content import ReportData
from byline.evaluation.rows import RunFolder
from byline.evaluation.sides import Side, open_side

AT = datetime(2026, 1, 2, tzinfo=UTC)
DRAFTS = 54
LEAKS = metric("leaks", better="lower", never=True)
RECALL = metric("recall")


def run(broken: dict[int, list[str] | int] | None = None, cases: int = DRAFTS) -> Measured:
    """A run whose drafts recall alike; `broken`: case -> its words, or only how many."""
    made = measured([{"recall": 0.8, "leaks": 0.0}] * cases)
    found = broken or {}
    return made.model_copy(
        update={"cases": [_with(case, found.get(i)) for i, case in enumerate(made.cases)]}
    )


def _with(case: CaseScores, words: list[str] | int | None) -> CaseScores:
    if words is None:
        return case
    count, told = (words, []) if isinstance(words, int) else (len(words), words)
    scores = case.scores | {"leaks": float(count)}
    return case.model_copy(update={"scores": scores, "violations": {"leaks": told} if told else {}})


def weighed(base: Measured, head: Measured) -> Promise:
    return weigh(LEAKS, base, head)


FIVE: dict[int, list[str] | int] = {case: [f"我离了两次婚{case}"] for case in (3, 11, 20, 34, 50)}


def test_five_new_leaks_of_54_are_worse_whatever_the_average_says() -> None:
    found = compare(suite(RECALL, LEAKS), run(), run(FIVE))
    assert (found.verdict, found.exit_code) == ("worse", 1)
    recall, leaks = found.metrics
    assert recall.verdict == "no difference seen"
    assert leaks.promise is not None and leaks.promise.fresh == 5
    assert [one.text for one in leaks.promise.new] == [words[0] for words in FIVE.values()]
    assert found.reasons[0].startswith("leaks 变差：新出现 5 处")


@pytest.mark.parametrize("count", [1, 2])
def test_one_is_enough_and_two_people_are(count: int) -> None:
    found = compare(suite(LEAKS), run(cases=count), run({0: ["她妈的病"]}, cases=count))
    assert (found.verdict, found.exit_code) == ("worse", 1)


def test_the_same_old_leaks_are_listed_and_are_not_worse() -> None:
    found = compare(suite(RECALL, LEAKS), run(FIVE), run(FIVE))
    assert (found.verdict, found.exit_code) == ("no difference seen", 0)
    promise = found.metrics[1].promise
    assert promise is not None and not promise.new and len(promise.old) == 5
    assert "原来就有的 5 处还在" in found.metrics[1].why


def test_old_ones_do_not_hide_a_new_one() -> None:
    found = compare(suite(LEAKS), run(FIVE), run(FIVE | {7: ["他欠了三十万"]}))
    assert (found.verdict, found.exit_code) == ("worse", 1)
    promise = found.metrics[0].promise
    assert promise is not None
    assert [(one.case, one.text) for one in promise.new] == [("c007", "他欠了三十万")]
    assert (promise.fresh, len(promise.old), promise.gone) == (1, 5, 0)


def test_fewer_with_one_new_is_still_worse() -> None:
    found = compare(suite(LEAKS), run(FIVE), run({3: ["别的事"]}))
    assert (found.verdict, found.exit_code) == ("worse", 1)
    assert found.metrics[0].promise is not None and found.metrics[0].promise.gone == 5


def test_other_words_in_the_same_case_are_new() -> None:
    assert weighed(run({1: ["离过婚"]}), run({1: ["离过婚", "欠了债"]})).fresh == 1
    assert weighed(run({1: ["离过婚"]}), run({1: ["离过婚", "离过婚"]})).fresh == 1
    assert weighed(run({1: ["离过 婚\n"]}), run({1: ["离过婚"]})).fresh == 0
    assert weighed(run({1: ["离过婚"]}), run({2: ["离过婚"]})).fresh == 1


def test_gone_and_nothing_new_is_better_without_statistics() -> None:
    found = compare(suite(LEAKS), run(FIVE), run({3: FIVE[3]}))
    assert (found.verdict, found.exit_code) == ("better", 0)
    assert "4 处没有了，还剩 1 处" in found.metrics[0].why


def test_where_only_a_count_was_kept_as_many_are_old() -> None:
    assert weighed(run({1: 2}), run({1: 2})).fresh == 0
    assert weighed(run({1: 2}), run({1: ["离过婚", "欠了债"]})).fresh == 0
    assert weighed(run({1: ["离过婚", "欠了债"]}), run({1: 1})).gone == 1
    more = compare(suite(LEAKS), run({1: 1}), run({1: ["离过婚", "欠了债"]}))
    promise = more.metrics[0].promise
    assert promise is not None and (promise.fresh, len(promise.new)) == (1, 2)
    assert "分不出是列出的 2 处里的哪几处" in more.metrics[0].why
    counted = weighed(run({1: 1}), run({1: 3}))
    assert [one.times for one in counted.new] == [2] and [one.times for one in counted.old] == [1]


def test_what_the_base_did_not_finish_or_measure_excuses_nothing() -> None:
    assert weighed(run(cases=3), run({5: ["离过婚"]}, cases=6)).fresh == 1
    before = measured([{"recall": 0.8}] * 6)
    found = compare(suite(LEAKS), before, run({5: ["离过婚"]}, cases=6))
    assert (found.verdict, found.exit_code) == ("worse", 1)
    assert "基准没有量过这一项" in found.metrics[0].why
    assert compare(suite(LEAKS), before, run(cases=6)).exit_code == 0


def test_a_head_that_measures_nothing_has_kept_nothing() -> None:
    found = compare(suite(RECALL, LEAKS), run(), measured([0.8] * DRAFTS))
    assert (found.verdict, found.exit_code) == ("inconclusive", 3)


def test_a_broken_run_does_not_hide_a_broken_promise() -> None:
    head = run({1: ["离过婚"]}).model_copy(update={"failed": 30, "planned": 84})
    assert compare(suite(LEAKS), run(), head).exit_code == 1


def test_promises_take_no_power_from_averages() -> None:
    changes = [0.1, 0.12, 0.14, 0.16, 0.1, 0.12, 0.14, 0.16]
    base = measured([{"recall": 0.5, "leaks": 0.0}] * 8)
    head = measured([{"recall": 0.5 + change, "leaks": 0.0} for change in changes])
    found = compare(suite(RECALL, LEAKS), base, head)
    assert found.metrics[0].p_holm == found.metrics[0].p and found.metrics[1].p_holm is None
    assert found.verdict == "better"


COUNTS = st.dictionaries(
    st.integers(0, 5),
    st.one_of(st.integers(1, 3), st.lists(st.sampled_from(["甲", "乙", "丙"]), min_size=1)),
)


@given(COUNTS, COUNTS)
def test_nothing_is_counted_twice_or_lost(before: Any, after: Any) -> None:
    base, head = run(before, cases=6), run(after, cases=6)
    found = weighed(base, head)
    total = sum(one.times for one in violations(head, LEAKS))
    assert sum(one.times for one in [*found.new, *found.old]) == total
    kept = total - found.fresh
    assert kept >= 0 and found.gone == sum(o.times for o in violations(base, LEAKS)) - kept
    assert bool(found.fresh) == bool(found.new)
    assert weighed(head, head).fresh == weighed(base, base).gone == 0


@pytest.mark.parametrize("wrong", [{"better": "higher"}, {"gates": False}, {"rubric": "draft"}])
def test_a_promise_counts_what_must_not_be(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="never"):
        metric("leaks", **({"better": "lower", "never": True} | wrong))


def test_the_shipped_promises() -> None:
    promised = {
        name: {one.name for one in load_suite(name).metrics if one.never}
        for name in ("drafting", "interview", "positioning", "extraction", "checks")
    }
    assert promised == {
        "drafting": {"leaks", "invented", "private_sent", "by_code", "platform_errors_pass"},
        "interview": {"invented"},
        "positioning": {"leaks"},
        "extraction": {"invented", "private_miss"},
        "checks": {"private_missed", "consent_missed", "limit_missed"},
    }


def row(case: int, repeat: int = 0, leaks: float = 0.0, words: Sequence[str] = ()) -> Row:
    told = {"leaks": list(words)} if words else {}
    text = "".join(words) or "改裤脚先洗一水。"
    return Row(
        suite="s",
        case=f"c{case:03}",
        person=f"p{case:03}",
        variant="now",
        repeat=repeat,
        status="done",
        outcome=Outcome(
            scores={"recall": 0.8, "leaks": leaks},
            violations=told,
            transcript=[Turn(role="draft", text=text)],
        ),
        at=AT,
    )


def test_rows_of_older_runs_read_and_repeats_are_put_together() -> None:
    old = json.loads(row(0, leaks=1.0).model_dump_json())
    del old["outcome"]["violations"]
    assert Row.model_validate(old).outcome.violations == {}
    rows = [row(0, 0, 1.0, ["甲"]), row(0, 1, 0.0), row(0, 2, 2.0, ["甲", "乙"]), row(1, 0, 1.0)]
    found = measure(rows, suite(RECALL, LEAKS), "now", 4)
    assert [case.violations for case in found.cases] == [{"leaks": ["甲", "乙"]}, {}]
    assert [(one.text, one.times) for one in violations(found, LEAKS)] == [
        ("甲", 1),
        ("乙", 1),
        ("", 1),
    ]


def test_a_baseline_keeps_the_words(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    save_baseline(path, baseline(run(FIVE), "byline eval run s", AT, {}))
    kept = load_baseline(path).measured
    assert kept == run(FIVE)
    assert weighed(kept, run(FIVE | {7: ["他欠了三十万"]})).fresh == 1


def folder(path: Path, name: str, rows: Sequence[Row]) -> Path:
    """A run folder of a shipped suite, as far as comparing looks at it."""
    manifest = Manifest(
        created=AT,
        planned=len(rows),
        suites=[PlannedSuite(id=name, cases=len(rows), repeats=1, digest="d", cases_digest="c")],
        variants=[PlannedVariant(name="now")],
        seed=1,
    )
    with RunFolder.create(path, manifest) as place:
        for one in rows:
            place.add(one.model_copy(update={"suite": name}))
    return path


@pytest.fixture
def sides(tmp_path: Path) -> tuple[Path, Path]:
    """Drafts of before, one of which leaks, and of now, with another."""
    before = [row(case, leaks=1.0 * (case == 2), words=["老"] * (case == 2)) for case in range(54)]
    now = [*before[:30], row(30, leaks=1.0, words=["她 <b>离过</b> |婚|"]), *before[31:]]
    return folder(tmp_path / "before", "drafting", before), folder(
        tmp_path / "now", "drafting", now
    )


def page(base: Side, head: Side) -> ReportData:
    return studies.compared([load_suite("drafting")], base, head, command="byline", made=AT)


def test_the_command_leaves_with_1_and_prints_the_words_first(sides: tuple[Path, Path]) -> None:
    ran = CliRunner().invoke(app, ["compare", *map(str, sides)])
    assert ran.exit_code == 1
    lines = ran.stdout.strip().splitlines()
    assert lines[0] == "新出现、一处也不许有的："
    assert "「她 <b>离过</b> |婚|」 drafting · leaks · c030（p030）" in lines[1]
    assert "原来就有的，不算新的：\n  「老」" in ran.stdout
    assert CliRunner().invoke(app, ["compare", str(sides[0]), str(sides[0])]).exit_code != 1


def test_it_holds_against_a_baseline(sides: tuple[Path, Path], tmp_path: Path) -> None:
    before, now = sides
    made = CliRunner().invoke(app, ["baseline", str(before), "--into", str(tmp_path)])
    assert made.exit_code == 0
    ran = CliRunner().invoke(app, ["compare", str(tmp_path / "drafting.json"), str(now), "--json"])
    assert ran.exit_code == 1
    found = {one["metric"]: one for one in json.loads(ran.stdout)["suites"][0]["metrics"]}
    assert [one["case"] for one in found["leaks"]["promise"]["new"]] == ["c030"]
    assert [one["case"] for one in found["leaks"]["promise"]["old"]] == ["c002"]


def test_every_page_has_the_words_before_any_figure(sides: tuple[Path, Path]) -> None:
    found = page(*map(open_side, map(str, sides)))
    text = markdown.render(found)
    assert text.index("离过") < text.index("### drafting") < text.index("「老」")
    html_text = html.render(found)
    assert html_text.index("离过") < html_text.index("<h3>指标</h3>") < html_text.index("「老」")
    assert "<b>离过" not in html_text and "<b>离过" not in text[: text.index("### drafting")]
    root = ElementTree.fromstring(junit.render(found))
    (leaks,) = [case for case in root.iter("testcase") if case.get("name") == "leaks"]
    failure, output = leaks.find("failure"), leaks.find("system-out")
    assert failure is not None and output is not None
    assert (failure.get("message") or "").startswith("「她 <b>离过</b> |婚|」 drafting · leaks")
    assert "「老」" in (output.text or "") and "「老」" not in (failure.text or "")


def test_the_case_that_broke_it_is_shown_first(sides: tuple[Path, Path]) -> None:
    (compared,) = page(*map(open_side, map(str, sides))).compared
    first = compared.worst[0]
    assert (first.case, first.changes[0].metric) == ("c030", "leaks")
    assert first.head is not None and "离过" in first.head.turns[0].text
    assert "先读最前面新出现的那几处" in markdown.render(page(*map(open_side, map(str, sides))))


def test_a_case_the_base_never_ran_is_shown_too(tmp_path: Path) -> None:
    before = folder(tmp_path / "a", "drafting", [row(case) for case in range(6)])
    broken = row(9, leaks=1.0, words=["离过婚"])
    now = folder(tmp_path / "b", "drafting", [*(row(case) for case in range(6)), broken])
    found = page(open_side(str(before)), open_side(str(now)))
    assert found.compared[0].worst[0].case == "c009"
    assert "离过婚" in html.render(found)


def test_one_run_by_itself_lists_what_it_broke(sides: tuple[Path, Path]) -> None:
    ran = CliRunner().invoke(app, ["report", str(sides[1])])
    assert ran.exit_code == 0
    assert "一处也不许有的：\n  「老」 drafting · leaks · c002（p002）" in ran.stdout


def test_a_long_list_and_long_words_are_cut_and_say_so() -> None:
    many: dict[int, list[str] | int] = {case: ["长" * 400] for case in range(30)}
    found = promises.new([compare(suite(LEAKS), run(), run(many))])
    assert (len(found.shown), found.left_out) == (promises.SHOWN, 10)
    assert found.shown[0].words.endswith("……」")
    counted = promises.new([compare(suite(LEAKS), run(), run({1: 3}))])
    assert counted.shown[0].words == "3 处，没有留下原文"


def test_a_metric_that_is_no_promise_has_none() -> None:
    plain = Metric(name="leaks", what="条数", better="lower", margin=0.05)
    found = compare(suite(plain), run(), run({3: FIVE[3]}))
    assert found.metrics[0].promise is None and found.exit_code != 1
