"""An invented run of an interview suite, for the report's tests: made-up people, made-up scores."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from difflib import unified_diff
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from byline.evaluation.comparing import compare
from byline.evaluation.comparison import Comparison
from byline.evaluation.measuring import measure
from byline.evaluation.models import Metric, Outcome, Row, RowStatus, Suite, Turn
from byline.evaluation.report.content import ComparedSuite, Provenance, ReportData
from byline.evaluation.report.selection import compared

HOSTILE = '<script>alert("1")</script></style>\'" onload=x {{ 7*7 }} &amp; <img src=http://x.test/>'
"""What a model or a person could write, of all that could break a page."""

MADE = datetime(2026, 3, 14, 9, 26, tzinfo=UTC)

SUITE = Suite(
    id="interview",
    what="按提纲采访模拟的人，看问到了多少、有没有诱导。",
    target="interview",
    metrics=[
        Metric(name="fact_recall", what="事实表里被问出来的比例", margin=0.05),
        Metric(name="leading", what="诱导或一次问两件事的比例", better="lower", margin=0.04),
        Metric(name="reached_80", what="十五问以内问到八成的比例", margin=0.1, rate=True),
        Metric(name="repeated", what="重复问题的个数", better="lower", margin=0.5, gates=False),
        Metric(name="natural", what="追问像不像人说的话", margin=0.1, rubric="judge/natural"),
    ],
)

DIALOGUES: list[dict[str, Any]] = YAML(typ="safe").load(
    Path(__file__).with_name("report_dialogues.yaml")
)["dialogues"]
"""case, base and head: each side a list of [question, answer]."""

OLD_PROMPT = """---
id: interview/follow_up
version: 1
---
system:
你在采访一个人，想听到能写进文章的真事。他刚答完，还缺一点东西，你追问一句。

规矩：
- quote：从他的回答里原样抄两到十二个字，是最值得往下问的那几个字。
- question：顺着 quote 问，只问一件事，一个问号，二十五个字以内。
- 问具体的：哪一回、多少、多久、当时什么样、后来怎样、对方怎么说的。
- 不替他回答，不夸他，不用“是不是”“对不对”，不说他没说过的数字。
user:
问题：{question}
回答：{answer}
"""
NEW_PROMPT = (
    OLD_PROMPT.replace("version: 1", "version: 2")
    .replace("只问一件事，一个问号，二十五个字以内", "可以多问几件事，语气热情，六十个字以内")
    .replace("- 不替他回答，不夸他，不用“是不是”“对不对”，不说他没说过的数字。", "- 先夸他，再问。")
)


def prompt_diff() -> dict[str, str]:
    """The worsened follow-up prompt."""
    sides = (OLD_PROMPT.splitlines(keepends=True), NEW_PROMPT.splitlines(keepends=True))
    return {"prompts/interview/follow_up.md": "".join(unified_diff(*sides, "旧", "新"))}


def people(count: int) -> list[str]:
    """Case ids: the ones with a written dialogue first."""
    return [
        DIALOGUES[index]["case"] if index < len(DIALOGUES) else f"person-{index:03d}"
        for index in range(count)
    ]


def scores(chance: random.Random, variant: str, worse: float) -> dict[str, float | None]:
    """One row's scores; `worse` is how much the head lost."""
    down = worse if variant == "head" else 0.0
    recall = min(1.0, max(0.0, round(chance.gauss(0.72 - down, 0.07) * 20) / 20))
    return {
        "fact_recall": recall,
        "leading": max(0.0, round(chance.gauss(0.08 + 0.4 * down, 0.04), 2)),
        "reached_80": float(chance.random() < 0.6 - down),
        "repeated": float(chance.choice((0, 0, 1, 2))),
        "natural": min(1.0, max(0.0, round(chance.gauss(0.7 + 0.2 * down, 0.15) * 4) / 4)),
    }


def rows(variant: str, count: int, worse: float = 0.15, repeats: int = 1) -> Iterator[Row]:
    """One side's rows; the same seed a case on both sides, so that the pairs are alike."""
    for index, case in enumerate(people(count)):
        for repeat in range(repeats):
            chance = random.Random(f"{case} {repeat}")
            fall = worse * (2.4 if index < len(DIALOGUES) else chance.choice((0.2, 0.9, 1.6)))
            yield row(
                case,
                variant,
                repeat,
                Outcome(
                    scores=scores(chance, variant, fall),
                    transcript=transcript(index, variant),
                    length=300 + int(chance.gauss(120, 40)) * (2 if variant == "head" else 1),
                ),
            )


def row(
    case: str,
    variant: str,
    repeat: int,
    outcome: Outcome,
    status: RowStatus = "done",
    error: str = "",
) -> Row:
    """One row of the example's run."""
    version = {"base": "1", "head": "2"}.get(variant, "1")
    return Row(
        suite=SUITE.id,
        case=case,
        person=case,
        variant=variant,
        repeat=repeat,
        status=status,
        error=error,
        outcome=outcome,
        prompts={
            f"interview/follow_up@{version}": ("9f2c41d07ab3" if version == "1" else "41be77e0c9d2")
            * 5,
            "interview/extract@3": "c0ffee123456" * 5,
            "prompts/interview/guide.yaml": "0a1b2c3d4e5f" * 5,
        },
        provider="local",
        model="qwen2.5-coder-1.5b-instruct-q4_k_m",
        at=MADE,
    )


def transcript(index: int, variant: str) -> list[Turn]:
    """What was said; people without a dialogue of their own borrow one."""
    dialogue = DIALOGUES[index % len(DIALOGUES)]
    return [
        Turn(role=role, text=text)
        for question, answer in dialogue["head" if variant == "head" else "base"]
        for role, text in (("question", question), ("answer", answer))
    ]


def noise(count: int) -> tuple[list[Row], list[Row]]:
    """Two sides that differ by chance alone: the head has the base's scores, dealt out anew."""
    base = list(rows("base", count))
    dealt = [*base[3:], *base[:3]]
    head = [row(one.case, "head", 0, other.outcome) for one, other in zip(base, dealt, strict=True)]
    return base, head


def lost(variant: str) -> list[Row]:
    """Two cases that the base finished and the head did not."""
    if variant == "base":
        scored = Outcome(scores=scores(random.Random(7), "base", 0.0))
        return [row(case, variant, 0, scored) for case in ("timeout-tang", "drift-qiao")]
    return [
        row("timeout-tang", variant, 0, Outcome(), "failed", "服务在 3 次重试内没有回答：429"),
        row("drift-qiao", variant, 0, Outcome(), "invalid", "模拟的人说了事实表里没有的数字"),
    ]


def comparison(base: Sequence[Row], head: Sequence[Row], planned: int) -> Comparison:
    """The real comparison of both sides; the judge is not calibrated."""
    sides = (measure(base, SUITE, "base", planned), measure(head, SUITE, "head", planned))
    return compare(SUITE, *sides, advisory={"natural"})


def compared_suite(count: int = 48, worse: float = 0.15, repeats: int = 1) -> ComparedSuite:
    """A whole suite, with one failed and one invalid row on the head."""
    base = [*rows("base", count, worse, repeats), *lost("base")]
    head = [*rows("head", count, worse, repeats), *lost("head")]
    return compared(comparison(base, head, count * repeats + 2), base, head)


def page(*suites: ComparedSuite) -> ReportData:
    """The report of it."""
    return ReportData(
        provenance=Provenance(
            command="byline eval diff --base HEAD~1 --suite interview",
            made=MADE,
            base="HEAD~1（a1b2c3d4）",
            head="工作区",
            versions={"byline": "0.1.0", "langchain-core": "1.7.2", "python": "3.11.9"},
        ),
        compared=suites or (compared_suite(),),
        prompt_diff=prompt_diff(),
    )


def hostile_page() -> ReportData:
    """Every string that comes from outside is hostile, as far as its model allows."""
    turns = [
        Turn(role=HOSTILE, text=HOSTILE),
        Turn(role="answer", text="\x1b[31m红\x00\x85\ud83d 完"),
        Turn(role="answer", text="长" * 100_000),
    ]
    base, head = (
        [
            one.model_copy(
                update={
                    "case": f"{one.case}{HOSTILE}",
                    "person": HOSTILE + one.person,
                    "provider": HOSTILE,
                    "model": HOSTILE,
                    "prompts": {HOSTILE: HOSTILE},
                    "outcome": one.outcome.model_copy(update={"transcript": turns}),
                }
            )
            for one in rows(side, 20)
        ]
        for side in ("base", "head")
    )
    head.append(row("broken", "head", 0, Outcome(), "failed", HOSTILE))
    found = compared(comparison(base, head, 21), base, head)
    made = replace(
        page().provenance,
        command=HOSTILE,
        base=HOSTILE,
        head=HOSTILE,
        versions={HOSTILE: HOSTILE},
    )
    diff = {HOSTILE: f"--- a\n+++ b\n@@ -1 +1 @@\n-{HOSTILE}\n+{HOSTILE}!\n"}
    return ReportData(made, (found,), prompt_diff=diff, broken={HOSTILE: HOSTILE})
