"""What the harness reads and writes: suites, cases, rows, measured runs, baselines.

Owns: the shape of every file under evals/ and of a run folder. Promise: nothing is read or written
that does not validate; a score is a number or None, and None never counts as zero.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, model_validator

TargetName = Literal[
    "retrieval",
    "extraction",
    "interview",
    "positioning",
    "drafting",
    "drafting_plain",
    "checks",
    "completion",
]
Direction = Literal["higher", "lower"]
RowStatus = Literal["done", "failed", "invalid"]
InterviewerName = Literal["product", "questionnaire", "plain_chat"]


class Strict(BaseModel):
    """A data file or record: nothing unknown in it, nothing changed after it was read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Metric(Strict):
    """One number a suite measures on every case."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_@]*$")
    what: str = Field(min_length=1)
    """One line for the report: what it counts, over what."""
    better: Direction = "higher"
    margin: float = Field(gt=0)
    """The smallest change worth acting on, in the metric's own unit."""
    gates: bool = True
    """Whether a drop beyond the margin fails a comparison; False is shown and nothing more."""
    rate: bool = False
    """Whether every case scores 0 or 1, so that a single run gets a Wilson interval."""
    never: bool = False
    """A promise, not an average: one violation more is worse, whatever the other cases did."""
    rubric: str | None = None
    """The judge that gives it; None for a deterministic metric."""

    @model_validator(mode="after")
    def _counted(self) -> Metric:
        if self.never and (self.better != "lower" or not self.gates or self.rubric is not None):
            raise ValueError("never 的指标数的是坏事：better 要写 lower，要把关，不由评审给分")
        return self


class Suite(Strict):
    """evals/suites/<id>.yaml."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    what: str = Field(min_length=1)
    target: TargetName
    cases: str = ""
    """Folder under evals/cases; the suite's id when empty."""
    yardstick_of: str = ""
    """The suite whose cases and metrics this one shares, with somebody else asking."""
    on_request: bool = False
    """Whether it runs only when named: a yardstick, which no change is judged by."""
    needs_model: bool = True
    reads: list[str] = Field(default_factory=list)
    """Globs below the checkout: prompts, guide and notes that can change this suite's scores."""
    metrics: list[Metric] = Field(min_length=1)
    driver: Literal["deterministic", "model"] = "deterministic"
    """How simulated interviewees answer; only read by the interview target."""
    interviewer: InterviewerName = "product"
    """Who asks them: the product, or a baseline it is compared with."""
    prompt: str = ""
    """The prompt file of a completion suite, `<chain>/<call>`."""
    repeats: int = Field(default=1, ge=1)
    temperature: float = Field(default=0.0, ge=0, le=2)
    smoke: list[str] = Field(default_factory=list)
    """Ids of the cases that `make test` replays from recorded responses."""

    @model_validator(mode="after")
    def _distinct(self) -> Suite:
        names = [metric.name for metric in self.metrics]
        if len(names) != len(set(names)):
            raise ValueError("指标的名字重复了")
        return self

    @property
    def folder(self) -> str:
        """Where its cases are, below evals/cases."""
        return self.cases or self.id

    def metric(self, name: str) -> Metric | None:
        """The metric with this name."""
        return next((metric for metric in self.metrics if metric.name == name), None)


class Case(Strict):
    """What every case has; each target adds its own fields."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    person: str = ""
    """Cases of one person are not independent: they are averaged before anything is tested."""
    language: Literal["zh", "en"] = "zh"
    note: str = ""
    """Why this case is here."""

    @property
    def cluster(self) -> str:
        """What is counted as one independent observation."""
        return self.person or self.id


class Turn(Strict):
    """One thing said or made while a case ran."""

    role: str
    """Who: question, answer, fact, claim, draft, query, hit, judge…"""
    text: str


class Exhibit(Strict):
    """A text a judge is to look at."""

    rubric: str
    inputs: dict[str, str]
    """What the rubric's prompt asks for."""


class Verdict(Strict):
    """What a judge says of one exhibit."""

    score: float | None
    """From 0 to 1; None when the judge gave no readable verdict, which is not a zero."""
    reason: str
    """The judge's reason, or why there is no score."""


class Judge(Protocol):
    """Scores exhibits; may be called from several threads."""

    def __call__(self, exhibit: Exhibit) -> Verdict:
        """Raise ModelError when the service cannot be reached; an unreadable verdict is None."""
        ...


class Outcome(Strict):
    """What a target made of one case."""

    scores: dict[str, float | None] = Field(default_factory=dict)
    unscored: dict[str, str] = Field(default_factory=dict)
    """Metric -> why it has no number."""
    violations: dict[str, list[str]] = Field(default_factory=dict[str, list[str]])
    """`never` metric -> the words that break it, one entry a violation, no longer than shows it:
    two runs are held against each other by them. Older rows have none."""
    invalid: str = ""
    """Why the instrument itself broke; the case then counts neither for nor against."""
    transcript: list[Turn] = Field(default_factory=list[Turn])
    length: int | None = None
    """Characters of what a judge would read: judges like length."""
    exhibits: list[Exhibit] = Field(default_factory=list[Exhibit])


class Consumption(Strict):
    """What one row cost."""

    calls: int = 0
    """Requests that were answered."""
    live: int = 0
    """Of those, how many left the response cache."""
    prompt_tokens: int = 0
    cached_tokens: int = 0
    """Part of the prompt the service had in its own cache."""
    completion_tokens: int = 0
    cost: float | None = None
    """None when the price is unknown."""
    currency: str = ""
    seconds: float = 0.0
    """Wall time of the case as it ran this time."""
    model_seconds: float = 0.0
    """Time the model took when it really answered, replayed or not."""

    @property
    def spent(self) -> float:
        """What was paid now: the cost, by the share of requests that were not replayed."""
        return self.cost * self.live / self.calls if self.cost and self.calls else 0.0


class Row(Strict):
    """One line of rows.jsonl: one case, variant and repeat."""

    suite: str
    case: str
    person: str
    """The cluster."""
    variant: str
    repeat: int = Field(ge=0)
    status: RowStatus
    error: str = ""
    """What went wrong, for a failed row; why the instrument broke, for an invalid one."""
    outcome: Outcome = Outcome()
    used: Consumption = Consumption()
    prompts: dict[str, str] = Field(default_factory=dict)
    """id@version -> sha256 of everything the suite reads."""
    provider: str = ""
    model: str = ""
    seed: int | None = None
    versions: dict[str, str] = Field(default_factory=dict)
    at: datetime

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What a resumed run looks for."""
        return (self.suite, self.variant, self.case, self.repeat)


class CaseScores(Strict):
    """One case, its repeats averaged."""

    case: str
    person: str
    repeats: int
    scores: dict[str, float]
    """Only metrics that had a number."""
    violations: dict[str, list[str]] = Field(default_factory=dict[str, list[str]])
    """`never` metric -> the words of its repeats together; left out where there are none."""
    length: float | None = None


class Measured(Strict):
    """One suite, one variant: what a comparison pairs."""

    suite: str
    variant: str
    provider: str = ""
    model: str = ""
    prompts: dict[str, str] = Field(default_factory=dict)
    planned: int
    """Cases x repeats that should be there."""
    done: int
    failed: int = 0
    invalid: int = 0
    cases: list[CaseScores]


class Baseline(Strict):
    """evals/baselines/<suite>.json: a measured run worth comparing with, and how it was made."""

    command: str
    """Makes it again."""
    made: datetime
    versions: dict[str, str]
    means: dict[str, float]
    """Metric -> mean over people, for reading; `measured` is what comparisons use."""
    measured: Measured
