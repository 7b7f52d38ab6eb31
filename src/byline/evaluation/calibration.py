"""Whether a judge may gate: its verdicts beside labels given by reading.

Owns: labelled files (evals/calibration/*.yaml), the calibration of one judge, and which metrics are
advisory. Promise: a calibration speaks for one judge model and one wording of a rubric; a judged
metric gates only with a calibration for exactly that pair whose kappa reaches KAPPA_TO_GATE.

The kappa that decides is the one of fit (good or fair) against unfit (poor): a gate asks no more.
The one over the three levels is shown beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, model_validator

from byline.errors import InputError, PromptError
from byline.evaluation.agreement import Kappa, Rate, judge_rates, kappa
from byline.evaluation.comparison import Correlation
from byline.evaluation.judging import (
    ACCEPTABLE,
    SCORES,
    Level,
    ModelJudge,
    judged_text,
    load_rubric,
)
from byline.evaluation.lengths import correlate
from byline.evaluation.models import Exhibit, Strict, Suite, Verdict
from byline.files import read_text, replace
from byline.prompts import Prompt
from byline.shipped import load_data, shipped
from byline.text.counting import characters
from byline.validation import first_problem

KAPPA_TO_GATE = 0.6
"""Cohen's kappa from which a judge's metric may fail a comparison."""


class Labelled(Strict):
    """One text with the level a reader gave it."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    language: Literal["zh", "en"] = "zh"
    inputs: dict[str, str]
    """What the rubric's prompt asks for."""
    label: Level
    why: str = Field(min_length=4)
    """One line: what decided it."""


class LabelledFile(Strict):
    """evals/calibration/<name>.yaml: labelled texts for one rubric."""

    rubric: str = Field(pattern=r"^judge/[a-z_]+$")
    how: str = Field(min_length=1)
    """How the labels were given."""
    items: list[Labelled] = Field(min_length=1)

    @model_validator(mode="after")
    def _distinct(self) -> LabelledFile:
        ids = [item.id for item in self.items]
        if len(ids) != len(set(ids)):
            raise ValueError("标注的 id 重复了")
        return self


class Share(Strict):
    """A rate with its 95 % Wilson interval; no value when nothing could be counted."""

    value: float | None
    low: float
    high: float
    n: int


class Agreement(Strict):
    """Cohen's kappa with its 95 % interval."""

    kappa: float
    low: float
    high: float


class Judged(Strict):
    """One labelled text and what the judge made of it."""

    id: str
    label: Level
    level: Level | None
    """None when there was no readable verdict."""
    reason: str
    length: int
    """Characters of the judged text."""


class Calibration(Strict):
    """evals/calibration/results/<rubric>-<model>-<hash>.json: how far one judge can be trusted."""

    rubric: str
    prompt: str
    """id@version."""
    sha256: str
    """Of the rubric's body."""
    model: str
    made: datetime
    n: int
    """Labelled texts with a readable verdict; everything below is over these."""
    unscored: int
    agreement: Agreement
    """Over fit and unfit; decides."""
    levels: Agreement
    """Over good, fair and poor, unweighted; shown."""
    tpr: Share
    """Of the texts a reader called fit, how many the judge did."""
    tnr: Share
    """Of the texts a reader called unfit, how many the judge did."""
    confusion: dict[Level, dict[Level, int]]
    """Label -> verdict -> texts."""
    length_of_scores: Correlation
    """The judge's score against length, in characters of the judged text."""
    length_of_labels: Correlation
    """The same for the labels: what a judge that never errs would show."""
    length_of_errors: Correlation
    """The same for score minus label: above 0, the judge likes length for its own sake."""
    items: list[Judged]

    @property
    def advisory(self) -> bool:
        """Whether metrics of this judge may be shown but not gate."""
        return self.agreement.kappa < KAPPA_TO_GATE

    @property
    def file_name(self) -> str:
        """Where it is kept: the rubric, the model and the first digits of the rubric's hash."""
        return _file_name(self.rubric, self.model, self.sha256)


def load_labelled(folder: Path | None = None) -> list[LabelledFile]:
    """Every labelled file, ordered by rubric; InputError names the file and the field."""
    place = folder or shipped("evals") / "calibration"
    try:
        files = [load_data(path, LabelledFile) for path in sorted(place.glob("*.yaml"))]
    except PromptError as error:
        raise InputError(error.what, value=error.value, next_step="改好这个文件") from error
    if not files:
        raise InputError("这里没有标注文件（*.yaml）", value=str(place), next_step="看看路径对不对")
    return sorted(files, key=lambda one: one.rubric)


def calibrate(
    judge: ModelJudge,
    labelled: LabelledFile,
    *,
    clock: Callable[[], datetime],
    workers: int = 1,
    heard: Callable[[Judged], None] = lambda judged: None,
) -> Calibration:
    """Let the judge read every text; `heard` is told of each verdict, in order.

    A ModelError ends it: a calibration over the texts that happened to be answered says nothing.
    """
    rubric = judge.rubric(labelled.rubric)

    def read(item: Labelled) -> Judged:
        exhibit = Exhibit(rubric=labelled.rubric, inputs=item.inputs)
        return _judged(item, judge(exhibit), characters(judged_text(rubric, exhibit)))

    items: list[Judged] = []
    with ThreadPoolExecutor(workers) as pool:
        for judged in pool.map(read, labelled.items):
            heard(judged)
            items.append(judged)
    return summarise(items, rubric, model=judge.model, made=clock())


def summarise(
    items: Sequence[Judged], rubric: Prompt, *, model: str, made: datetime
) -> Calibration:
    """All figures of a calibration from its single verdicts."""
    pairs: list[tuple[Level, Level]] = [
        (item.label, item.level) for item in items if item.level is not None
    ]
    fit = [(_fit(label), _fit(level)) for label, level in pairs]
    true_positive, true_negative = judge_rates(fit)
    lengths = [float(item.length) for item in items if item.level is not None]
    scores = [SCORES[level] for _, level in pairs]
    labels = [SCORES[label] for label, _ in pairs]
    errors = [score - label for score, label in zip(scores, labels, strict=True)]
    return Calibration(
        rubric=rubric.id,
        prompt=rubric.ref,
        sha256=rubric.sha256,
        model=model,
        made=made,
        n=len(pairs),
        unscored=len(items) - len(pairs),
        agreement=_agreement(kappa(fit)),
        levels=_agreement(kappa(pairs)),
        tpr=_share(true_positive),
        tnr=_share(true_negative),
        confusion={
            label: {level: pairs.count((label, level)) for level in SCORES} for label in SCORES
        },
        length_of_scores=correlate(list(zip(lengths, scores, strict=True))),
        length_of_labels=correlate(list(zip(lengths, labels, strict=True))),
        length_of_errors=correlate(list(zip(lengths, errors, strict=True))),
        items=list(items),
    )


def save(calibration: Calibration, results: Path | None = None) -> Path:
    """Keep a calibration, in place of an older one of the same judge; returns the file."""
    folder = results or shipped("evals") / "calibration" / "results"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / calibration.file_name
    replace(path, calibration.model_dump_json(indent=2) + "\n")
    return path


def find(
    rubric: str, model: str, results: Path | None = None, rubrics: Path | None = None
) -> Calibration | None:
    """The calibration of exactly this model with the rubric as it reads now, if there is one."""
    prompt = load_rubric(rubric, rubrics)
    folder = results or shipped("evals") / "calibration" / "results"
    path = folder / _file_name(prompt.id, model, prompt.sha256)
    if not path.is_file():
        return None
    found = _read(path)
    # File names shorten both; what counts stands inside.
    return found if (found.model, found.sha256) == (model, prompt.sha256) else None


def advisory_metrics(
    suite: Suite, model: str, results: Path | None = None, rubrics: Path | None = None
) -> set[str]:
    """Names of the suite's judged metrics that may not gate when `model` is the judge."""
    return {
        metric.name
        for metric in suite.metrics
        if metric.rubric is not None
        and ((found := find(metric.rubric, model, results, rubrics)) is None or found.advisory)
    }


def _judged(item: Labelled, verdict: Verdict, length: int) -> Judged:
    level: Level | None = next(
        (name for name, score in SCORES.items() if score == verdict.score), None
    )
    return Judged(id=item.id, label=item.label, level=level, reason=verdict.reason, length=length)


def _fit(level: Level) -> bool:
    return SCORES[level] >= ACCEPTABLE


def _agreement(found: Kappa) -> Agreement:
    return Agreement(kappa=found.kappa, low=found.low, high=found.high)


def _share(rate: Rate) -> Share:
    return Share(value=rate.value, low=rate.interval.low, high=rate.interval.high, n=rate.n)


def _file_name(rubric: str, model: str, sha256: str) -> str:
    name = rubric.partition("/")[2]
    return f"{name}-{re.sub(r'[^A-Za-z0-9.]+', '_', model)}-{sha256[:8]}.json"


def _read(path: Path) -> Calibration:
    try:
        return Calibration.model_validate_json(read_text(path))
    except ValidationError as error:
        problem = first_problem(error)
        raise InputError(
            f"校准结果的 {problem.field} 不对：{problem.message}",
            value=str(path),
            next_step="byline eval calibrate 重新做一次",
        ) from error
