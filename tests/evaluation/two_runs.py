"""Measured runs made of a few numbers, for tests of what is made of two of them."""

from byline.evaluation.models import CaseScores, Measured, Metric, Suite


def suite(*metrics: Metric) -> Suite:
    return Suite(id="s", what="试", target="drafting", metrics=list(metrics) or [metric()])


def metric(name: str = "recall", **more) -> Metric:
    return Metric(**({"name": name, "what": "说明", "margin": 0.05} | more))


def measured(scores, *, people=None, lengths=None, **counts) -> Measured:
    """One case for each entry: a number for `recall`, or all its scores; None: no such case."""
    cases = [
        CaseScores(
            case=f"c{index:03}",
            person=people[index] if people else f"p{index:03}",
            repeats=1,
            scores=one if isinstance(one, dict) else {"recall": one},
            length=lengths[index] if lengths else None,
        )
        for index, one in enumerate(scores)
        if one is not None
    ]
    fields = {"planned": len(cases), "done": len(cases), "variant": "v"} | counts
    return Measured(suite="s", cases=cases, **fields)
