"""The rubrics that ship: locked like every prompt, short, and with examples of every level."""

import json
import re

import pytest

from byline import prompts
from byline.evaluation.judging import Judgement
from byline.evaluation.pairwise import Preference
from byline.prompts import Prompt
from byline.shipped import shipped

ROOT = shipped("evals") / "rubrics"
JUDGES = {one.id: one for one in prompts.load_all(ROOT) if one.id.startswith("judge/")}
SHAPES = {"Judgement": Judgement, "Preference": Preference}
LONGEST = 3000
"""Characters of a whole rubric: a judge on a small machine reads about 50 tokens a second."""


def test_the_lock_agrees():
    assert prompts.lock_problems(ROOT) == []


def test_the_judges_that_ship():
    assert sorted(JUDGES) == [
        "judge/draft",
        "judge/pairwise",
        "judge/position",
        "judge/question",
    ]


@pytest.mark.parametrize("rubric", JUDGES.values(), ids=str)
def test_a_rubric_is_short_enough_for_a_small_machine(rubric: Prompt):
    assert sum(len(part.template) for part in rubric.parts) <= LONGEST


@pytest.mark.parametrize("rubric", JUDGES.values(), ids=str)
def test_examples_are_verdicts_and_show_every_level(rubric: Prompt):
    shape = SHAPES[rubric.output]
    told = [
        shape.model_validate_json(part.template.replace("{{", "{").replace("}}", "}"))
        for part in rubric.parts
        if part.role == "assistant"
    ]
    levels = shape.model_json_schema()["properties"][list(shape.model_fields)[-1]]["enum"]
    assert {json.loads(one.model_dump_json())[list(shape.model_fields)[-1]] for one in told} == set(
        levels
    )


@pytest.mark.parametrize("rubric", JUDGES.values(), ids=str)
def test_examples_are_fenced_like_what_is_judged(rubric: Prompt):
    names = [name for name in rubric.inputs if name != "kind"]
    for part in rubric.parts[1:-1]:
        if part.role == "user":
            fences = re.findall(
                r"^<(\w+) ([0-9a-f]{8})>\n.+?\n</\1 \2>$", part.template, re.M | re.S
            )
            assert [name for name, _ in fences] == names


@pytest.mark.parametrize("rubric", JUDGES.values(), ids=str)
def test_a_rubric_says_that_data_is_not_obeyed(rubric: Prompt):
    system = rubric.parts[0].template
    assert "材料" in system
    assert next(iter(SHAPES[rubric.output].model_fields)) == "reason"
    assert system.index("reason：先") < system.index("再给")
