"""The labelled posts of the audit: what they must cover, and that each sentence alone is true."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from ruamel.yaml import YAML

from byline.checks.grounding import unsupported_quantities
from byline.evaluation.targets.audit_cases import AuditCase
from byline.platforms import load_platform
from byline.shipped import shipped
from byline.text.counting import characters

FOLDER = shipped("evals") / "cases" / "audit"
PIECE = re.compile(r"(?P<text>[^〔〕\n]+)〔(?P<held>[^〕]*)〕")


def records(path: Path) -> list[dict[str, Any]]:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))["cases"]


CASES = [
    AuditCase.model_validate(one) for path in sorted(FOLDER.glob("*.yaml")) for one in records(path)
]
FAULTY = [case for case in CASES if case.expected]
GOOD = [case for case in CASES if not case.expected]


def test_twenty_faulty_posts_of_every_kind_and_twelve_good_ones() -> None:
    assert len({case.id for case in CASES}) == len(CASES)
    assert Counter(case.language for case in FAULTY) == {"zh": 12, "en": 8}
    assert len(GOOD) == 12 and {case.language for case in GOOD} == {"zh", "en"}
    kinds = Counter(fault.kind for case in FAULTY for fault in case.expected)
    assert set(kinds) == {"reference", "order", "owner", "join", "title"}
    assert min(kinds.values()) >= 3
    assert len({case.platform for case in CASES}) >= 8


def test_nobody_is_from_another_suite() -> None:
    known = {
        path.stem
        for name in ("positioning", "interview")
        for path in (FOLDER.parent / name).glob("*.yaml")
    }
    trades = {part for name in known for part in name.replace("_", "-").split("-")}
    assert not {case.person for case in CASES} & (known | trades)


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case.id)
def test_a_good_post_marks_its_advice(case: AuditCase) -> None:
    marks = list(case.post.marks)
    assert ["?"] in marks
    assert sum(mark != ["?"] for mark in marks) >= 2


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_every_sentence_alone_has_its_figures_from_its_facts(case: AuditCase) -> None:
    words = {fact.id: fact.words for fact in case.facts}
    for piece in PIECE.finditer(case.post.body):
        if piece["held"] != "?":
            cited = [words[one.strip()] for one in piece["held"].split(",")]
            found = unsupported_quantities(piece["text"], cited)
            assert not found, (piece["text"], [one.text for one in found])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_every_post_is_short_and_fits_its_platform(case: AuditCase) -> None:
    assert characters(case.post.plain) <= 1_000
    shape = load_platform(case.platform)
    assert case.language in shape.languages


def a_case(**changes: Any) -> dict[str, Any]:
    facts = [{"id": f"f00{n}", "kind": "skill", "words": f"话{n}"} for n in range(1, 5)]
    post = {"title": "题", "body": "他走了。〔f001〕她来了。〔f002, f003〕试试。〔?〕"}
    case = {"id": "a", "platform": "weibo", "topic": "题", "facts": facts, "post": post}
    return case | changes


def test_a_post_is_read_without_its_marks() -> None:
    case = AuditCase.model_validate(a_case())
    assert case.post.plain == "题\n\n他走了。她来了。试试。"
    assert list(case.post.marks) == [["f001"], ["f002", "f003"], ["?"]]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"post": {"title": "题", "body": "他走了。〔f009〕"}}, "f009"),
        ({"post": {"title": "题", "body": "他走了。"}}, "一个注也没有"),
        ({"expected": [{"kind": "join", "words": "没有这句", "why": "因"}]}, "正好出现一次"),
        ({"expected": [{"kind": "title", "words": "她来了。", "why": "因"}]}, "正好出现一次"),
        ({"platform": "linkedin"}, "不用 zh 写"),
        ({"platform": "nowhere"}, "没有这个平台"),
        ({"facts": [{"id": "f001", "kind": "skill", "words": "话"}] * 4}, "编号重复"),
    ],
)
def test_a_case_that_cannot_be_held_is_named(changes: dict[str, Any], named: str) -> None:
    with pytest.raises(ValidationError, match=named):
        AuditCase.model_validate(a_case(**changes))
