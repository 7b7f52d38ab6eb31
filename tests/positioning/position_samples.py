"""A candidate position for tests."""

from byline.positioning.models import Candidate, Evidence


def candidate(number: int, problem: str, support: list[str]) -> Candidate:
    return Candidate(
        id=f"c{number}",
        angle="手艺",
        audience="刚起步的网店老板",
        problem=problem,
        domain="小仓库的货位",
        role="把错发率压下来的仓库主管",
        why_him="错发率从千分之八降到千分之一点二",
        alternative="买系统",
        must_be_true="讲得清",
        test="发给三个人",
        builds="trust",
        support=support,
        against=[],
        evidence=Evidence(facts=2, figures=2, results=2, people=0, advantages=[]),
        prompts=["p@1"],
        model="m",
    )
