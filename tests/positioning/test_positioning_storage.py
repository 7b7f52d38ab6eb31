from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from byline.errors import HandEditError, InputError
from byline.positioning.models import Candidate, Evidence, Positioning
from byline.positioning.storage import HEADER, load, save

MADE = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def candidate(number: int = 1, **changes: str) -> Candidate:
    values = {
        "audience": "刚当上店长的人",
        "problem": "盘点：老对不上 # 真的",
        "domain": "药店盘点",
        "role": "把盘点改成半天的店长",
        "why_him": "“做过”",
        "alternative": "照老办法数",
        "must_be_true": "讲得清",
        "test": "写一页",
    } | changes
    return Candidate(
        id=f"c{number}",
        angle="手艺",
        builds="trust",
        support=["f001"],
        against=[],
        evidence=Evidence(facts=1, figures=1, results=1, people=0, advantages=["skill"]),
        slots=[],
        prompts=["positioning/candidate@1"],
        model="m",
        **values,
    )


SAVED = Positioning(made=MADE, candidates=[candidate(1), candidate(2)], chosen="c2")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "positioning.yaml"
    save(path, SAVED)
    return path


def edited(path: Path, old: str, new: str) -> bytes:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path.read_bytes()


def test_round_trip(path: Path):
    assert load(path) == SAVED
    assert SAVED.choice == SAVED.candidates[1]
    text = path.read_text(encoding="utf-8")
    assert text.startswith(HEADER)
    assert "盘点：老对不上 # 真的" in text
    assert path.stat().st_mode & 0o777 == 0o600
    save(path, SAVED)
    assert path.read_text(encoding="utf-8") == text


def test_nothing_yet(tmp_path: Path):
    assert load(tmp_path / "positioning.yaml") is None


def test_a_hand_edit_that_validates_is_taken(path: Path):
    edited(path, "药店盘点", "药店的盘点")
    edited(path, "chosen: c2", "chosen: c1   # 想好了")
    again = load(path)
    assert again is not None and again.choice is not None
    assert (again.choice.id, again.choice.domain) == ("c1", "药店的盘点")


@pytest.mark.parametrize(
    ("old", "new", "field", "where"),
    [
        ("builds: trust", "builds: fame", "candidates.0.builds", "builds: fame"),
        ("id: c1", "id: one", "candidates.0.id", "id: one"),
        ("made:", "made: soon\nx:", "made", "made: soon"),
        ("chosen: c2", "chosen: c2\ncolour: red", "colour", "colour: red"),
        ("domain: 药店盘点", "domain: 药店盘点\n  colour: red", "candidates.0.colour", "colour"),
        ("figures: 1", "figures: 很多", "candidates.0.evidence.figures", "figures: 很多"),
        ("  domain: 药店盘点\n", "", "candidates.0.domain", "audience:"),
        ("- f001", "- [f001]", "candidates.0.support.0", "- [f001]"),
        ("domain: 药店盘点", "domain: 药店盘点\n  domain: 又一个", "", "domain: 又一个"),
        ("domain: 药店盘点", "domain: [药店盘点", "", None),
        ("domain: 药店盘点", "domain: *nobody", "", "domain: *nobody"),
        ("domain: 药店盘点", "domain: 药店\x01盘点", "", "\x01"),
        ("domain: 药店盘点", "domain: !!python/name:os.system", "candidates.0.domain", "domain:"),
        ("domain: 药店盘点", "domain: 2026-13-45", "", None),
        ("domain: 药店盘点", "domain: " + "[" * 1000, "", None),
    ],
)
def test_a_hand_edit_that_does_not_is_named_and_left(
    path: Path, old: str, new: str, field: str, where: str | None
):
    before = edited(path, old, new)
    with pytest.raises(HandEditError) as caught:
        load(path)
    error = caught.value
    assert error.field == field
    if where is not None:
        assert error.line is not None
        lines = path.read_text(encoding="utf-8").splitlines()
        assert where in lines[error.line - 1]
    assert error.path == path
    assert path.read_bytes() == before


@pytest.mark.parametrize("text", ["", "# 空的\n", "一句话", "- 1\n- 2\n", "null\n"])
def test_a_file_that_is_no_positioning_is_named(path: Path, text: str):
    path.write_text(text, encoding="utf-8")
    with pytest.raises(HandEditError):
        load(path)


def test_other_encodings_are_an_input_error(path: Path):
    path.write_bytes("domain: 药店".encode("gb18030"))
    with pytest.raises(InputError):
        load(path)


def test_a_choice_of_nobody_is_no_choice(path: Path):
    edited(path, "chosen: c2", "chosen: c9")
    again = load(path)
    assert again is not None and again.choice is None


words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words, words)
def test_any_words_come_back(tmp_path: Path, problem: str, test: str):
    path = tmp_path / "positioning.yaml"
    saved = Positioning(made=MADE, candidates=[candidate(problem=problem, test=test)])
    save(path, saved)
    assert load(path) == saved


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_any_damage_is_a_hand_edit_error_or_still_a_positioning(
    tmp_path: Path, data: st.DataObject
):
    path = tmp_path / "positioning.yaml"
    save(path, SAVED)
    text = path.read_text(encoding="utf-8")
    place = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 12))
    put = data.draw(st.text("abc:-[]{}#&*!|>'\"%@` \n\t0129T.Zf药\x01\x85\u2028", max_size=6))
    path.write_text(text[:place] + put + text[place + length :], encoding="utf-8")
    try:
        found = load(path)
    except HandEditError:
        return
    assert isinstance(found, Positioning)
