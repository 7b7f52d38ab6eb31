"""How well the matcher's disclosures agree with questions labelled by reading."""

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from byline.evaluation.interviewee.disclosure import asked_for
from byline.evaluation.interviewee.matching import Matcher
from byline.evaluation.interviewee.sheet import Person
from byline.shipped import shipped

PAIRS = Path(__file__).with_name("disclosure_pairs.yaml")


def read(path: Path) -> Any:
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


def person(name: str) -> Person:
    path = shipped("evals") / "cases" / "interview" / f"{name}.yaml"
    return Person.model_validate(read(path))


def rates(part: str) -> dict[str, float]:
    """Precision, recall, the share of questions answered to the point, and of [] left unanswered.

    At most two facts are taken a question, as an answer holds no more.
    """
    right = given = wanted = answered = answerable = silent = empty = 0
    for name, pairs in read(PAIRS)[part].items():
        matcher = Matcher(person(name))
        for question, labels in pairs:
            got = {touch.fact for touch in asked_for(matcher.touches(question))[:2]}
            right += len(got & set(labels))
            given += len(got)
            wanted += min(2, len(labels))
            if labels:
                answerable += 1
                answered += bool(got & set(labels))
            else:
                empty += 1
                silent += not got
    return {
        "precision": right / given,
        "recall": right / wanted,
        "answered": answered / answerable,
        "silent": silent / empty,
        "pairs": answerable + empty,
    }
