"""The shape of a comparison: what reports print and `--json` writes.

Owns: the result models; `comparing` fills them. Promise: differences are always head minus base;
what is None could not be told from the data, and is never 0 instead.
"""

from __future__ import annotations

from pydantic import Field

from byline.evaluation.models import Direction, Strict
from byline.evaluation.promises import Promise
from byline.evaluation.verdict import ExitCode, Verdict


class Interval(Strict):
    """A 95 % interval, both ends included."""

    low: float
    high: float


class Pair(Strict):
    """One case on both sides, repeats averaged."""

    case: str
    person: str
    base: float
    head: float


class Correlation(Strict):
    """How two columns move together; None where one of them does not move."""

    n: int
    pearson: float | None = None
    spearman: float | None = None


class LengthEffect(Strict):
    """Whether a judged score may be a score for length; lengths are characters."""

    difference: float
    """Mean over people, head minus base."""
    interval: Interval | None = None
    scores: Correlation
    """Score against length, over every text of both sides (case means)."""
    changes: Correlation
    """Change of score against change of length, over the paired cases."""


class MetricComparison(Strict):
    """One metric, base against head."""

    metric: str
    what: str
    better: Direction
    margin: float
    rate: bool = False
    rubric: str | None = None
    """The judge that gave it; None for a deterministic metric."""
    advisory: bool = False
    """The judge is not calibrated well enough for its metric to gate."""
    gates: bool = True
    """Whether this metric decided anything here: the suite says it gates and it is not advisory."""
    people: int
    """Clusters with a pair: what n is in every test below."""
    cases: int
    """Cases with a number on both sides."""
    base: float | None = None
    """Mean over people, paired cases only; None without a pair."""
    head: float | None = None
    difference: float | None = None
    """head - base, in the metric's own unit."""
    gain: float | None = None
    """The same, turned so that positive is better."""
    interval: Interval | None = None
    """95 % of head - base by `method`; what the verdict uses. None when it cannot be had."""
    method: str = ""
    """How interval and p were made: paired t, identical, sign flip; empty when neither could be."""
    bootstrap: Interval | None = None
    """BCa interval of head - base, from 40 people on; shown beside, never decides."""
    p: float | None = None
    """Two-sided, of `method`, before Holm."""
    p_sign_flip: float | None = None
    """Two-sided sign-flip permutation test; shown beside, never decides."""
    p_holm: float | None = None
    """p after Holm, over the gating metrics, or over the others for one that does not gate."""
    detectable: float | None = None
    """Smallest true difference a test like this one sees four times in five (two-sided 5 %)."""
    people_needed: int | None = None
    """People it would take to see a difference of `margin` as often."""
    cases_better: int = 0
    cases_worse: int = 0
    cases_equal: int = 0
    base_rate: Interval | None = None
    """Wilson interval of `base`, for a rate; n is people."""
    head_rate: Interval | None = None
    length: LengthEffect | None = None
    """For a judged metric whose rows carry lengths."""
    promise: Promise | None = None
    """For a `never` metric: what decided; the figures above are then for information."""
    verdict: Verdict
    why: str
    """One Chinese sentence."""
    pairs: list[Pair] = Field(default_factory=list[Pair])


class Side(Strict):
    """What one of the two runs was, and how much of it there is; counts are rows."""

    variant: str
    provider: str = ""
    model: str = ""
    prompts: dict[str, str] = Field(default_factory=dict)
    planned: int
    done: int
    failed: int
    invalid: int
    missing: int
    """Planned and in no row."""
    cases: int
    """Cases with at least one finished row."""


class Comparison(Strict):
    """A suite's verdict."""

    suite: str
    what: str = ""
    base: Side
    head: Side
    unpaired: list[str] = Field(default_factory=list)
    """Cases finished on one side only."""
    metrics: list[MetricComparison]
    verdict: Verdict
    exit_code: ExitCode
    """0 fine, 1 regression, 2 harness error, 3 inconclusive."""
    reasons: list[str]
    """Chinese sentences, the deciding one first."""
