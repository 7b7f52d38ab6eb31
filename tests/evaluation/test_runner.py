"""What a run does with targets, failures, judges and what is already there."""

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from completion_suite import write_prompts, write_suite
from faulty_service import FaultyService, serving

from byline.errors import (
    BylineError,
    InputError,
    ModelAuthError,
    ModelUnreachableError,
    StorageError,
)
from byline.evaluation import trial
from byline.evaluation.loading import load_suite
from byline.evaluation.models import Case, Exhibit, Metric, Outcome, Row, Suite, Turn, Verdict
from byline.evaluation.planning import Plan, Variant, plan
from byline.evaluation.rows import read_rows
from byline.evaluation.runner import Running, RunSummary, StoppedError, run
from byline.llm.calls import Patience
from byline.llm.chat import ChatSession, open_chat
from byline.llm.counting import current_call
from byline.llm.response_cache import ResponseCache
from byline.settings import load_settings
from byline.shipped import shipped

NOW = (Variant("now"),)
METRICS = [Metric(name="hit", what="命中", margin=0.1)]
JUDGED = [*METRICS, Metric(name="clear", what="清楚", margin=0.1, rubric="judge/clear")]
Use = Callable[[Callable[..., Any]], None]


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Use:
    """Make a function the target of every suite."""

    def put(function: Callable[..., Any]) -> None:
        module = SimpleNamespace(CASE=Case, run=function)
        monkeypatch.setattr(trial, "load_target", lambda name: module)

    return put


@contextmanager
def session_with(service: FaultyService, responses: ResponseCache) -> Iterator[ChatSession]:
    patience = Patience(attempts=2, first_wait=0.01, longest_wait=1.0)
    with serving(service), responses:
        settings = load_settings({"base_url": service.base_url, "model": "m"})
        with open_chat(settings, patience=patience, responses=responses) as session:
            yield session


def planned(cases: int, *, metrics: list[Metric] = METRICS, repeats: int = 1) -> Plan:
    suite = Suite(id="s", what="w", target="checks", needs_model=False, metrics=metrics)
    return Plan([(suite, [Case(id=f"c{n:03}") for n in range(cases)])], NOW, repeats)


def by_case(folder: Path) -> dict[str, Row]:
    return {row.case: row for row in read_rows(folder)}


def hit(case: Case, tools: Any) -> Outcome:
    return Outcome(scores={"hit": 1.0})


def test_what_goes_wrong_costs_its_row_and_says_why(use: Use, tmp_path: Path) -> None:
    def target(case: Case, tools: Any) -> Outcome:
        if case.id == "c001":
            raise BylineError("没有抽出来", value="x")
        if case.id == "c002":
            raise KeyError("topic")
        if case.id == "c003":
            return Outcome(invalid="受访者自己说漏了", scores={"hit": 0.0})
        return hit(case, tools)

    use(target)
    summary = run(planned(5), tmp_path / "run", Running())
    assert (summary.planned, summary.ran, summary.skipped) == (5, 5, 0)
    assert (summary.done, summary.failed, summary.invalid, summary.missing) == (2, 2, 1, 0)
    rows = by_case(tmp_path / "run")
    assert [rows[f"c00{n}"].status for n in range(5)] == [
        "done",
        "failed",
        "failed",
        "invalid",
        "done",
    ]
    assert "没有抽出来" in rows["c001"].error
    assert rows["c002"].error == "KeyError: 'topic'"
    assert rows["c003"].error == "受访者自己说漏了"


def test_resume_runs_what_is_missing_or_failed_and_nothing_else(use: Use, tmp_path: Path) -> None:
    ran: list[str] = []

    def target(case: Case, tools: Any) -> Outcome:
        ran.append(case.id)
        if case.id == "c000" and len(ran) < 5:
            raise ValueError("第一次不行")
        return Outcome(invalid="坏了") if case.id == "c001" else hit(case, tools)

    use(target)
    folder = tmp_path / "run"
    first = run(planned(4), folder, Running(concurrency=1))
    assert (first.done, first.failed, first.invalid) == (2, 1, 1)
    again = run(planned(4), folder, Running(concurrency=1), resume=True)
    assert ran == ["c000", "c001", "c002", "c003", "c000"]
    assert (again.skipped, again.ran, again.done, again.failed, again.invalid) == (3, 1, 3, 0, 1)
    assert by_case(folder)["c000"].status == "done"
    third = run(planned(4), folder, Running(), resume=True)
    assert (third.skipped, third.ran, third.done, third.missing) == (4, 0, 3, 0)


def test_a_resumed_run_must_be_the_same_run(use: Use, tmp_path: Path) -> None:
    use(hit)
    folder = tmp_path / "run"
    before = planned(2)
    run(before, folder, Running(judge_name="a"))
    suite, cases = before.suites[0]
    changed = {
        "用例": Plan([(suite, [*cases, Case(id="new")])], NOW),
        "重复次数": Plan([(suite, cases)], NOW, 3),
        "文件": Plan([(suite.model_copy(update={"what": "other"}), cases)], NOW),
        "版本": Plan([(suite, cases)], [Variant("then")]),
    }
    for what, other in changed.items():
        with pytest.raises(InputError, match=what):
            run(other, folder, Running(judge_name="a"), resume=True)
    with pytest.raises(InputError, match="评审 a -> b"):
        run(before, folder, Running(judge_name="b"), resume=True)
    with pytest.raises(InputError, match="种子"):
        run(before, folder, Running(judge_name="a", seed=1), resume=True)
    assert run(before, folder, Running(judge_name="a"), resume=True).skipped == 2


def test_a_changed_prompt_is_named_when_a_resumed_run_is_refused(tmp_path: Path) -> None:
    write_suite(tmp_path / "evals", 1)
    suite = load_suite("remarks", tmp_path / "evals")
    version = Variant("now", write_prompts(tmp_path / "a"))
    other = Variant("now", write_prompts(tmp_path / "b", "别的说法。"))
    folder = tmp_path / "evals" / "cases" / "remarks"
    service = FaultyService()
    with session_with(service, ResponseCache(mode="live")) as session:
        running = Running(session=session)
        run(plan([suite], [version], folder=folder), tmp_path / "run", running)
        with pytest.raises(InputError, match=r"trial/reply@1"):
            run(plan([suite], [other], folder=folder), tmp_path / "run", running, resume=True)


def test_a_folder_with_a_run_is_not_started_again_and_one_without_not_resumed(
    use: Use, tmp_path: Path
) -> None:
    use(hit)
    run(planned(1), tmp_path / "run", Running())
    with pytest.raises(InputError, match="已经有一次运行"):
        run(planned(1), tmp_path / "run", Running())
    with pytest.raises(InputError, match="没有运行记录"):
        run(planned(1), tmp_path / "none", Running(), resume=True)


def test_a_refused_key_stops_the_run_and_keeps_what_there_is(tmp_path: Path) -> None:
    write_suite(tmp_path / "evals", 30)
    suite = load_suite("remarks", tmp_path / "evals")
    version = Variant("now", write_prompts(tmp_path / "a"))
    cases = plan([suite], [version], folder=tmp_path / "evals" / "cases" / "remarks")
    service = FaultyService(
        fault=lambda asked, _: "401" if "第5句" in asked["messages"][-1]["content"] else ""
    )
    with session_with(service, ResponseCache(mode="live")) as session:
        with pytest.raises(ModelAuthError):
            run(cases, tmp_path / "run", Running(session=session, concurrency=1))
        assert sorted(by_case(tmp_path / "run")) == [f"c00{n}" for n in range(5)]
        assert len(service.asked) == 6
        service.fault = lambda asked, tries: ""
        running = Running(session=session)
        summary = run(cases, tmp_path / "run", running, resume=True)
    assert (summary.skipped, summary.ran, summary.done) == (5, 25, 30)


def test_variants_bring_their_own_prompts_and_repeats_their_own_seeds(tmp_path: Path) -> None:
    write_suite(tmp_path / "evals", 3)
    suite = load_suite("remarks", tmp_path / "evals")
    variants = [
        Variant("base", write_prompts(tmp_path / "a", "旧话。")),
        Variant("head", write_prompts(tmp_path / "b", "新话。")),
    ]
    cases = plan([suite], variants, repeats=2, folder=tmp_path / "evals" / "cases" / "remarks")
    service = FaultyService()
    with session_with(service, ResponseCache(tmp_path / "r.sqlite")) as session:
        running = Running(session=session, concurrency=3, seed=40)
        summary = run(cases, tmp_path / "run", running)
        asked = {(one["messages"][0]["content"], one["seed"]) for one in service.asked}
        again = run(cases, tmp_path / "again", running)
    assert (len(cases), cases.rows_of(suite), summary.done) == (12, 6, 12)
    assert asked == {(words, seed) for words in ("旧话。", "新话。") for seed in (40, 41)}
    rows = list(read_rows(tmp_path / "run"))
    assert {row.seed for row in rows if row.repeat == 1} == {41}
    hashes = {row.variant: row.prompts["trial/reply@1"] for row in rows}
    assert hashes["base"] != hashes["head"]
    assert all((row.provider, row.model) == ("custom", "m") for row in rows)
    assert all((row.used.calls, row.used.live) == (1, 1) for row in rows)
    assert (rows[0].used.prompt_tokens, rows[0].used.completion_tokens) == (10, 5)
    assert "byline" in rows[0].versions
    # An unchanged re-run makes no calls.
    assert (again.done, again.calls, again.live) == (12, 12, 0)
    assert len(service.asked) == 12


def test_no_more_trials_at_once_than_asked_for_and_never_fewer(use: Use, tmp_path: Path) -> None:
    now: list[int] = []
    busiest = 0
    started = asyncio.Event()

    async def target(case: Case, tools: Any) -> Outcome:
        nonlocal busiest
        now.append(1)
        busiest = max(busiest, len(now))
        if busiest == 3:
            started.set()
        # Nobody goes on before three are here: fewer workers would never end.
        await asyncio.wait_for(started.wait(), 60)
        await asyncio.sleep(0)
        now.pop()
        return hit(case, tools)

    use(target)
    assert run(planned(20), tmp_path / "run", Running(concurrency=3)).done == 20
    assert busiest == 3


def test_a_plain_function_runs_in_a_thread_that_knows_its_variant_and_repeat(
    use: Use, tmp_path: Path
) -> None:
    seen: set[tuple[Path, int, bool]] = set()

    def target(case: Case, tools: Any) -> Outcome:
        elsewhere = threading.current_thread() is not threading.main_thread()
        seen.add((shipped("prompts"), current_call()[0], elsewhere))
        return hit(case, tools)

    use(target)
    suite, cases = planned(1).suites[0]
    variants = [Variant(name, write_prompts(tmp_path / name)) for name in ("a", "b")]
    run(Plan([(suite, cases)], variants, 2), tmp_path / "run", Running())
    assert seen == {(tmp_path / name / "prompts", n, True) for name in "ab" for n in (0, 1)}


def test_every_trial_has_an_empty_folder_and_the_same_clock(use: Use, tmp_path: Path) -> None:
    found: list[tuple[Path, list[Path], object]] = []

    def target(case: Case, tools: Any) -> Outcome:
        found.append((tools.folder, list(tools.folder.iterdir()), tools.clock()))
        if case.id == "c001":
            tools.folder.rmdir()
        else:
            (tools.folder / "left").write_text("x", encoding="utf-8")
        return hit(case, tools)

    use(target)
    run(planned(4), tmp_path / "run", Running(concurrency=1))
    assert [inside for _, inside, _ in found] == [[]] * 4
    assert len({folder for folder, _, _ in found}) == 4
    assert len({clock for _, _, clock in found}) == 1
    assert not any(folder.exists() for folder, _, _ in found)


def test_verdicts_of_one_rubric_are_averaged_and_none_is_not_zero(use: Use, tmp_path: Path) -> None:
    texts = {"c000": ["好", "差"], "c001": ["好", "糊"], "c002": ["糊"], "c003": []}
    said = {
        "好": Verdict(score=1.0, reason="说得清"),
        "差": Verdict(score=0.0, reason="没说"),
        "糊": Verdict(score=None, reason="读不懂评语"),
    }

    def target(case: Case, tools: Any) -> Outcome:
        shown = [Exhibit(rubric="judge/clear", inputs={"text": text}) for text in texts[case.id]]
        return Outcome(scores={"hit": 1.0}, exhibits=shown)

    def judge(exhibit: Exhibit) -> Verdict:
        return said[exhibit.inputs["text"]]

    use(target)
    run(planned(4, metrics=JUDGED), tmp_path / "run", Running(judge=judge, judge_name="j"))
    rows = by_case(tmp_path / "run")
    assert [rows[f"c00{n}"].outcome.scores.get("clear") for n in range(4)] == [0.5, 1.0, None, None]
    assert rows["c002"].outcome.unscored == {"clear": "读不懂评语"}
    assert rows["c003"].outcome.unscored == {"clear": "没有可评的东西"}
    assert rows["c000"].outcome.transcript == [
        Turn(role="judge", text="clear 1：说得清"),
        Turn(role="judge", text="clear 0：没说"),
    ]


def test_without_a_judge_judged_metrics_are_unscored(use: Use, tmp_path: Path) -> None:
    exhibit = Exhibit(rubric="judge/clear", inputs={"text": "好"})
    use(lambda case, tools: Outcome(scores={"hit": None}, exhibits=[exhibit]))
    run(planned(1, metrics=JUDGED), tmp_path / "run", Running())
    assert by_case(tmp_path / "run")["c000"].outcome.unscored == {
        "hit": "这个用例上没有这个指标",
        "clear": "这次运行没有评审",
    }


def test_a_judge_that_cannot_be_reached_fails_the_row(use: Use, tmp_path: Path) -> None:
    def judge(exhibit: Exhibit) -> Verdict:
        raise ModelUnreachableError("连不上评审")

    exhibit = Exhibit(rubric="judge/clear", inputs={"text": "好"})
    use(lambda case, tools: Outcome(scores={"hit": 1.0}, exhibits=[exhibit]))
    summary = run(planned(2, metrics=JUDGED), tmp_path / "run", Running(judge=judge))
    assert (summary.done, summary.failed) == (0, 2)


def test_a_row_no_file_can_hold_is_a_failed_row(use: Use, tmp_path: Path) -> None:
    half = "\ud83d"
    use(lambda case, tools: Outcome(transcript=[Turn(role="answer", text=half)]))
    assert run(planned(2), tmp_path / "run", Running()).failed == 2
    assert "写不成 JSON" in by_case(tmp_path / "run")["c000"].error


def test_an_error_no_file_can_hold_is_still_told(use: Use, tmp_path: Path) -> None:
    def target(case: Case, tools: Any) -> Outcome:
        raise ValueError("半个 \ud83d")

    use(target)
    assert run(planned(1), tmp_path / "run", Running()).failed == 1
    assert by_case(tmp_path / "run")["c000"].error == "ValueError: 半个 ?"


def test_a_full_disk_stops_the_run(use: Use, tmp_path: Path) -> None:
    def target(case: Case, tools: Any) -> Outcome:
        raise StorageError("没能写进磁盘")

    use(target)
    with pytest.raises(StorageError):
        run(planned(50), tmp_path / "run", Running())
    assert by_case(tmp_path / "run") == {}


def test_a_target_that_raises_stop_iteration_does_not_hang_the_run(
    use: Use, tmp_path: Path
) -> None:
    use(lambda case, tools: next(iter(())))
    assert run(planned(2), tmp_path / "run", Running()).failed == 2


def test_ctrl_c_keeps_the_rows_and_says_how_to_go_on(use: Use, tmp_path: Path) -> None:
    released, outlasted = threading.Event(), threading.Event()

    def target(case: Case, tools: Any) -> Outcome:
        if case.id == "c003":
            os.kill(os.getpid(), signal.SIGINT)
            released.wait(60)
            outlasted.set()
        return hit(case, tools)

    use(target)
    with pytest.raises(StoppedError) as stopped:
        run(planned(9), tmp_path / "run", Running(concurrency=1))
    # What is still talking was not waited for.
    assert not outlasted.is_set()
    released.set()
    assert outlasted.wait(60)
    summary: RunSummary = stopped.value.summary
    assert (summary.done, summary.missing) == (3, 6)
    assert stopped.value.next_step == f"byline eval run --resume {tmp_path / 'run'}"
    use(hit)
    assert run(planned(9), tmp_path / "run", Running(concurrency=1), resume=True).skipped == 3


def test_progress_hears_of_every_row_and_of_the_end(use: Use, tmp_path: Path) -> None:
    heard: list[object] = []
    use(hit)
    progress = SimpleNamespace(
        started=lambda planned, skipped: heard.append((planned, skipped)),
        finished=lambda row: heard.append(row.case),
        ended=lambda: heard.append("end"),
    )
    run(planned(2), tmp_path / "run", Running(progress=progress, concurrency=1))
    assert heard == [(2, 0), "c000", "c001", "end"]


def test_names_that_would_make_rows_indistinguishable_are_refused(tmp_path: Path) -> None:
    folder = write_suite(tmp_path, 2) / "cases" / "remarks"
    suite = load_suite("remarks", tmp_path)
    with pytest.raises(InputError, match="同名"):
        plan([suite], [Variant("a"), Variant("a")], folder=folder)
    with pytest.raises(InputError, match="没有这些用例"):
        plan([suite], folder=folder, only=["c000", "nobody"])
    assert [job.case.id for job in plan([suite], folder=folder, only=["c001"])] == ["c001"]
