"""The invented people can be measured, are of every kind, and do not speak the guide's words."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from disclosure_rates import person, read
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from byline.evaluation.interviewee.matching import aspect_names
from byline.evaluation.interviewee.sheet import Person, anchor_in
from byline.interview.guide import load_guide
from byline.shipped import shipped

FOLDER = shipped("evals") / "cases" / "interview"
PEOPLE = [person(path.stem) for path in sorted(FOLDER.glob("*.yaml"))]
CODE = Path(aspect_names.__code__.co_filename).parent


def sheet() -> Any:
    return read(FOLDER / "mechanic_shenyang.yaml")


def test_there_are_enough_people_of_every_kind() -> None:
    styles = Counter(one.style for one in PEOPLE)
    assert len(PEOPLE) >= 24
    assert set(styles) == {"terse", "rambling", "evasive", "off_topic", "tiring", "contrary"}
    assert min(styles.values()) >= 3
    assert sum(one.language == "en" for one in PEOPLE) >= 4
    assert any("旗袍" in fact.say and "臺" in one.who for one in PEOPLE for fact in one.facts)
    assert len({one.person for one in PEOPLE}) == len(PEOPLE)


@pytest.mark.parametrize("one", PEOPLE, ids=lambda one: one.id)
def test_a_sheet_covers_what_positions_rest_on(one: Person) -> None:
    about = {name for fact in one.facts for name in fact.about}
    needed = {"situation", "skill", "result", "hard", "asked", "instance", "audience", "opinion"}
    assert needed <= about <= set(aspect_names())
    assert {"hours", "boundary"} <= about
    assert any(fact.policy == "reluctant" or fact.withheld for fact in one.facts)
    assert any(fact.policy == "volunteer" for fact in one.facts)
    assert any(fact.private for fact in one.facts)


def test_nothing_is_asked_for_in_the_guides_own_words() -> None:
    guide = load_guide()
    words = {text for topic in guide.topics for text in [topic.opening, *topic.probes]}
    common = {ask for asks in read(CODE / "aspects.yaml").values() for ask in asks}
    own = {ask for one in PEOPLE for fact in one.facts for ask in fact.asks}
    questions = set(read(CODE / "questionnaire.yaml")["questions"])
    assert not words & (common | own)
    assert not questions & (common | own)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda s: s["facts"].clear(), "at least 10"),
        (lambda s: s["facts"][0].update(anchors=["火星"]), "原话里没有"),
        (lambda s: s["facts"][0].update(id="hours"), "重复"),
        (lambda s: s["facts"][1].update(say=s["facts"][0]["say"], anchors=["变速箱"]), "也算说了"),
        (lambda s: s.update(style="tiring"), "tires_after"),
        (lambda s: s.update(style="rambling"), "filler"),
        (lambda s: s["lines"]["nothing"].append("十六年变速箱"), "闲话"),
        (lambda s: s["facts"][0].update(mood="ok"), "mood"),
    ],
)
def test_a_sheet_that_cannot_be_measured_is_refused(change: Any, named: str) -> None:
    broken = sheet()
    change(broken)
    with pytest.raises(ValidationError, match=named):
        Person.model_validate(broken)


@pytest.mark.parametrize(
    ("anchor", "text", "there"),
    [
        ("三十一台", "一共31台车", True),
        ("三十一台", "一共三十二台车", False),
        ("两百六十多人", "群里260多人", True),
        ("阀体", "换了阀体", True),
        ("阀体", "换了阀", False),
        ("Fourteen weeks", "it took fourteen weeks", True),
        ("T证", "拿了t证", True),
    ],
)
def test_an_anchor_is_found_in_other_figures_too(anchor: str, text: str, there: bool) -> None:
    assert anchor_in(anchor, text) is there


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(["阀体", "七万", "六个钟头"]))
def test_an_anchor_in_the_words_is_always_found(before: str, after: str, anchor: str) -> None:
    assert anchor_in(anchor, before + anchor + after)


def test_facts_split_over_quotes_of_one_answer_are_said() -> None:
    one = person("mechanic_shenyang")
    assert one.said(["给一个车队修三十一台出租", "一台一千八"]) == ["taxi"]
    assert one.said(["给一个车队修三十一台出租"]) == []
