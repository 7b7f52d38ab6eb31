"""The shipped suites, run for real: what the embedded model is asked is answered from recordings.

Record again after a prompt or the guide changed (needs `make setup-demo`):

    byline eval record
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from byline.evaluation.comparing import compare
from byline.evaluation.loading import load_suite, suite_ids
from byline.evaluation.measuring import load_baseline, measure
from byline.evaluation.models import Measured, Suite
from byline.evaluation.planning import plan
from byline.evaluation.rows import read_rows
from byline.evaluation.runner import Running, RunSummary, run
from byline.llm.chat import open_chat
from byline.llm.response_cache import ResponseCache
from byline.settings import load_settings
from byline.shipped import shipped

RECORDED = shipped("evals") / "recorded"
BASELINES = shipped("evals") / "baselines"
SUITES = {name: load_suite(name) for name in suite_ids()}
REPLAYED = [name for name, suite in SUITES.items() if suite.needs_model and suite.smoke]
QUOTING = ["drafting"]
"""Suites in which the embedded model's users get nothing but their own words: nothing is asked."""
FREE = [name for name, suite in SUITES.items() if not suite.needs_model]


@pytest.fixture(params=REPLAYED)
def recorded(request: pytest.FixtureRequest) -> Iterator[tuple[Suite, ResponseCache]]:
    name = str(request.param)
    paths = [] if name in QUOTING else [RECORDED / f"{name}.jsonl"]
    with ResponseCache.load(*paths, record_with=f"byline eval record {name}") as cache:
        yield SUITES[name], cache


def replayed(suite: Suite, cache: ResponseCache, folder: Path) -> tuple[RunSummary, Measured]:
    planned = plan([suite], only=suite.smoke, repeats=1)
    settings = load_settings({"provider": "local"})
    with open_chat(settings, temperature=0.0, responses=cache) as session:
        summary = run(planned, folder, Running(session=session))
    return summary, measure(read_rows(folder), suite, "now", summary.planned)


def test_the_recorded_cases_replay_without_a_model(
    recorded: tuple[Suite, ResponseCache], tmp_path: Path
) -> None:
    suite, cache = recorded
    summary, measured = replayed(suite, cache, tmp_path / "run")
    problems = [row.error for row in read_rows(tmp_path / "run") if row.status != "done"]
    assert not problems
    assert summary.done == summary.planned == len(suite.smoke)
    assert summary.live == 0
    assert (summary.calls > 0) == (suite.id not in QUOTING)
    assert not cache.unplayed(), f"byline eval record {suite.id}"
    standing = load_baseline(BASELINES / f"{suite.id}.json").measured
    if standing.prompts == measured.prompts:
        kept = {case.case: repeatable(case.scores) for case in standing.cases}
        for case in measured.cases:
            # A baseline says nothing of a metric that is newer, and may name one that was dropped.
            before = {name: kept[case.case][name] for name in kept[case.case] if suite.metric(name)}
            scores = {name: case.scores[name] for name in before}
            assert scores == pytest.approx(before), case.case


def repeatable(scores: dict[str, float]) -> dict[str, float]:
    """Without what a clock measured."""
    return {name: score for name, score in scores.items() if not name.endswith("seconds")}


@pytest.mark.parametrize("name", FREE)
def test_a_suite_without_a_model_is_no_worse_than_its_baseline(name: str, tmp_path: Path) -> None:
    suite = SUITES[name]
    summary = run(plan([suite]), tmp_path / "run", Running())
    assert summary.done == summary.planned
    measured = measure(read_rows(tmp_path / "run"), suite, "now", summary.planned)
    found = compare(suite, load_baseline(BASELINES / f"{name}.json").measured, measured)
    assert found.exit_code != 1, found.reasons


def test_every_suite_has_a_baseline_and_no_other_file_is_left() -> None:
    made = {path.stem for path in BASELINES.glob("*.json")} - {"schema"}
    # Yardsticks are run beside what is compared with them, unless their smoke cases are replayed.
    standing = {name for name, suite in SUITES.items() if not suite.on_request}
    assert made == standing | set(REPLAYED)
    assert {path.stem for path in RECORDED.glob("*.jsonl")} == set(REPLAYED) - set(QUOTING)


def test_recordings_hold_no_secret_and_no_path() -> None:
    for path in RECORDED.glob("*.jsonl"):
        text = path.read_text(encoding="utf-8").lower()
        for word in ("authorization", "bearer", "api_key", "/root/", "/home/", ".gguf"):
            assert word not in text, (path.name, word)
