"""Reading for bent facts: which drafts are read, what a verdict is bound to, and the counting."""

import importlib.util
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from byline.evaluation import bent
from byline.evaluation.models import Outcome, Row, Turn
from byline.shipped import shipped

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def script() -> Any:
    path = shipped("evals") / "benchmarks" / "drafting_read.py"
    spec = importlib.util.spec_from_file_location("drafting_read", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def row(case: str, text: str, suite: str = "drafting", **scores: float) -> Row:
    turns = [
        Turn(role="fact", text="f001 skill 一天改三十条"),
        Turn(role="brief", text="weibo：改裤子"),
        Turn(role="draft", text=text),
    ]
    outcome = Outcome(scores=dict(scores), transcript=turns if text else turns[:2])
    fields: dict[str, Any] = {"variant": "now", "repeat": 0, "status": "done", "at": NOW}
    return Row(suite=suite, case=case, person=case[0], outcome=outcome, **fields)


ROWS = [
    row("a1", "一天三十条。先洗一水。", passed=1.0),
    row("a1", "一年三十条。", "drafting-plain"),
    row("b1", "别改裤腰。", passed=0.0),
    row("b1", "别改裤腰。", "drafting-plain"),
    row("c1", "量两遍。", passed=1.0),
    row("c1", "", "drafting-plain"),
    row("d1", "别的", "checks"),
]


def readings(*drafts: dict[str, Any]) -> bent.Readings:
    return bent.Readings.model_validate({"reader": "r", "read": list(drafts)})


def a_draft(case: str, by: str, *kinds: str, verdict: str = "bent") -> dict[str, Any]:
    sentences = [
        {"sentence": "句", "fact": "f001", "kind": kind, "verdict": verdict, "why": "月成了年"}
        for kind in kinds
    ]
    return {"case": case, "person": case[0], "by": by, "digest": "0" * 12, "sentences": sentences}


def test_passed_drafts_are_read_with_their_plain_counterparts():
    found = bent.readable(ROWS, 40)
    assert {(one.case, one.suite) for one in found} == {
        ("a1", "drafting"),
        ("a1", "drafting-plain"),
        ("c1", "drafting"),
    }
    places = [one.case for one in found]
    assert places == sorted(places, key=bent.digest)
    assert len({one.case for one in bent.readable(ROWS, 1)}) == 1


def test_a_plain_run_alone_and_a_run_older_than_the_score_are_read_too():
    plain = [one for one in ROWS if one.suite == "drafting-plain"]
    assert {one.case for one in bent.readable(plain, 40)} == {"a1", "b1"}
    assert [one.case for one in bent.readable([row("e1", "好。")], 40)] == ["e1"]


def test_a_form_holds_every_draft_and_no_verdict():
    form = bent.blank(bent.readable(ROWS, 40))
    assert [one.sentences for one in form] == [[], [], []]
    assert {(one.by, one.status) for one in form} == {("byline", "pass"), ("plain", "")}
    assert bent.Readings(reader="r", read=form)


def test_a_verdict_belongs_to_the_text_that_was_read():
    held = bent.Readings(reader="r", read=bent.blank(bent.readable(ROWS, 40)))
    assert bent.stale(held, ROWS) == []
    spaced = [row("a1", "一天三十条。\n\n先洗 一水。"), row("c1", "量三遍。")]
    assert bent.stale(held, spaced) == ["c1 byline"]


def test_counting_is_over_drafts_with_an_interval_over_people():
    held = readings(
        a_draft("a1", "byline"),
        a_draft("a2", "byline", "period"),
        a_draft("b1", "byline", "unit", verdict="close"),
        a_draft("a1", "plain", "period", "period", "subject"),
        a_draft("b1", "plain", "period"),
    )
    byline, plain = bent.counts(held)
    assert (byline.drafts, byline.bent, byline.classes) == (3, 1, {"period": 1})
    assert byline.per_draft == pytest.approx(1 / 3)
    assert (plain.drafts, plain.per_draft) == (2, 2.0)
    assert plain.classes == {"period": 3, "subject": 1}
    assert plain.low is not None and plain.high is not None and plain.low < 2 < plain.high


def test_nothing_read_is_no_number_and_a_draft_is_read_once():
    assert [one.per_draft for one in bent.counts(readings())] == [None, None]
    with pytest.raises(ValueError, match="两遍"):
        readings(a_draft("a1", "plain"), a_draft("a1", "plain"))


def test_the_shipped_verdicts_are_about_briefs_there_are():
    from byline.evaluation.loading import load_cases, load_suite

    people = {case.id: case.cluster for case in load_cases(load_suite("drafting"))}
    for one in bent.load().read:
        assert people[one.case] == one.person, one.case


@pytest.fixture
def run(tmp_path: Path) -> Path:
    lines = "".join(one.model_dump_json() + "\n" for one in ROWS)
    (tmp_path / "rows.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def test_a_reader_sees_facts_once_and_numbered_sentences(
    run: Path, capsys: pytest.CaptureFixture[str]
):
    script().main(["show", str(run)])
    out = capsys.readouterr().out
    assert out.count("- f001 skill 一天改三十条") == 2
    assert " 1. 一天三十条。\n 2. 先洗一水。" in out and " 1. 一年三十条。" in out
    assert f"a1 · plain · {bent.digest('一年三十条。')}" in out


def test_a_form_is_read_back_and_counted(
    run: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
):
    script().main(["form", str(run)])
    place = tmp_path / "bent.yaml"
    place.write_text(capsys.readouterr().out, encoding="utf-8")
    assert len(bent.load(place).read) == 3
    monkeypatch.setattr(bent, "path", lambda: place)
    script().main(["count", str(run)])
    assert "byline  0 bent in 2 drafts: 0.00" in capsys.readouterr().out
    script().main(["count", "--json"])
    assert [one["bent"] for one in json.loads(capsys.readouterr().out)] == [0, 0]


def test_an_empty_run_says_how_to_make_one(tmp_path: Path):
    with pytest.raises(SystemExit, match="byline eval run"):
        script().main(["show", str(tmp_path)])
    shutil.rmtree(tmp_path)
