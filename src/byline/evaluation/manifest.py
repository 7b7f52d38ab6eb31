"""What a run is: its suites, cases, versions of prompts, model and seed, as `run.json` keeps them.

Owns: the manifest, and what makes two runs the same run. Promise: whatever could make the rows of
a resumed run mean something else than the rows that are there is in it, and is named when it
changed. Library versions are noted and may change: they do not ask the model anything else.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pydantic import Field, ValidationError

from byline.errors import InputError
from byline.evaluation.models import Strict
from byline.validation import first_problem

RUN = "run.json"


class PlannedSuite(Strict):
    """One suite of a run, as it was when the run was made."""

    id: str
    cases: int
    repeats: int
    digest: str
    """sha256 of the suite file's meaning."""
    cases_digest: str
    """sha256 of all its cases."""


class PlannedVariant(Strict):
    """One side of a run."""

    name: str
    source: str = ""
    """Where its prompts come from, for a reader: a revision, a folder; empty for those in use."""
    reads: dict[str, dict[str, str]] = Field(default_factory=dict[str, dict[str, str]])
    """Suite -> prompt ref or path -> hash of everything the suite reads."""


class Manifest(Strict):
    """run.json: what makes two runs the same run."""

    format: int = 1
    created: datetime
    command: str = ""
    """What was typed."""
    options: dict[str, str] = Field(default_factory=dict)
    """What the command needs to set the same run up again; the runner does not read it."""
    planned: int
    """Rows that should be there in the end."""
    suites: list[PlannedSuite]
    variants: list[PlannedVariant]
    provider: str = ""
    model: str = ""
    host: str = ""
    """Where the requests go; for the embedded model, which weights."""
    judge: str = ""
    """Who judges; empty when nobody does."""
    seed: int
    """Of repeat 0; repeat n has seed + n."""
    versions: dict[str, str] = Field(default_factory=dict)
    """Of byline and what it calls models with."""


def differences(old: Manifest, new: Manifest) -> list[str]:
    """What would make the rows of `old` and `new` not comparable, as Chinese phrases."""
    found = [
        f"{what} {before or '（没有）'} -> {after or '（没有）'}"
        for what, before, after in (
            ("服务", old.provider, new.provider),
            ("模型", old.model, new.model),
            ("地址", old.host, new.host),
            ("评审", old.judge, new.judge),
            ("种子", str(old.seed), str(new.seed)),
        )
        if before != after
    ]
    return found + _suite_differences(old, new) + _variant_differences(old, new)


def read_manifest(folder: Path) -> Manifest:
    """Read run.json; InputError when there is none, or it is not one."""
    path = folder / RUN
    if not path.is_file():
        raise InputError(
            "这里没有运行记录（run.json）", value=str(folder), next_step="看看路径对不对"
        )
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except ValidationError as error:
        problem = first_problem(error)
        raise InputError(
            f"run.json 的 {problem.field} 不对：{problem.message}",
            value=str(path),
            next_step="换一个文件夹从头跑",
        ) from error


def _suite_differences(old: Manifest, new: Manifest) -> list[str]:
    before, after = ({suite.id: suite for suite in one.suites} for one in (old, new))
    found = [f"套件 {name} 只在一边" for name in sorted(before.keys() ^ after.keys())]
    for name in sorted(before.keys() & after.keys()):
        was, now = before[name], after[name]
        if was.repeats != now.repeats:
            found.append(f"套件 {name} 的重复次数 {was.repeats} -> {now.repeats}")
        if was.digest != now.digest:
            found.append(f"套件 {name} 的文件")
        if was.cases_digest != now.cases_digest:
            found.append(f"套件 {name} 的用例（{was.cases} 个 -> {now.cases} 个）")
    return found


def _variant_differences(old: Manifest, new: Manifest) -> list[str]:
    before, after = ({one.name: one.reads for one in manifest.variants} for manifest in (old, new))
    found = [f"版本 {name} 只在一边" for name in sorted(before.keys() ^ after.keys())]
    for name in sorted(before.keys() & after.keys()):
        was, now = (
            {what: digest for reads in side[name].values() for what, digest in reads.items()}
            for side in (before, after)
        )
        changed = sorted(what for what in was | now if was.get(what) != now.get(what))
        if changed:
            found.append(f"版本 {name} 的 {'、'.join(changed)}")
    return found
