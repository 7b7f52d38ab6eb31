"""What a comparison can be made of: a variant of a run folder, or a committed baseline.

Owns: how a side is named on the command line and what is read from it. Promise: what is measured
comes from rows that count; a name that fits nothing says what would.

    FOLDER             the only variant of a run, or all of its suites' newest
    FOLDER:VARIANT     one of several
    FOLDER@SUITE       a yardstick's rows of a run, as those of the suite it is a yardstick of
    FILE.json          a baseline
    baseline           the committed baseline of each suite
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from byline.errors import InputError
from byline.evaluation.loading import load_suite
from byline.evaluation.manifest import RUN, Manifest, read_manifest
from byline.evaluation.measuring import load_baseline, measure
from byline.evaluation.models import Measured, Row, Suite
from byline.evaluation.rows import read_rows
from byline.shipped import shipped

BASELINE = "baseline"


@dataclass(frozen=True)
class RunSide:
    """One variant of a run folder."""

    folder: Path
    variant: str
    manifest: Manifest

    @property
    def label(self) -> str:
        """What it is, for a reader."""
        planned = next(one for one in self.manifest.variants if one.name == self.variant)
        return planned.source or f"{self.folder.name}:{self.variant}"

    @property
    def suites(self) -> list[str]:
        """Ids of the suites it ran."""
        return [suite.id for suite in self.manifest.suites]

    def measured(self, suite: Suite) -> Measured:
        """Its scores on a suite."""
        planned = next(one for one in self.manifest.suites if one.id == suite.id)
        return measure(self.rows(), suite, self.variant, planned.cases * planned.repeats)

    def rows(self) -> Iterator[Row]:
        """Every row of the folder, other variants' too."""
        return read_rows(self.folder)


@dataclass(frozen=True)
class YardstickSide:
    """Another interviewer's rows of a run, taken for those of the suite they are compared with."""

    run: RunSide
    suite: Suite
    """The yardstick."""

    @property
    def label(self) -> str:
        """What it is, for a reader."""
        return f"{self.run.folder.name}@{self.suite.id}"

    @property
    def suites(self) -> list[str]:
        """The suite it can be compared on."""
        return [self.suite.yardstick_of]

    def measured(self, suite: Suite) -> Measured:
        """Its scores on the metrics of that suite."""
        found = self.run.measured(self.suite.model_copy(update={"metrics": suite.metrics}))
        return found.model_copy(update={"suite": suite.id})

    def rows(self) -> Iterator[Row]:
        """The yardstick's rows under the name of the suite."""
        for row in self.run.rows():
            if row.suite == self.suite.id:
                yield row.model_copy(update={"suite": self.suite.yardstick_of})


@dataclass(frozen=True)
class BaselineSide:
    """Committed measurements, without transcripts."""

    paths: dict[str, Path] = field(default_factory=dict[str, Path])
    """Suite -> file."""
    label: str = "基线"

    @property
    def suites(self) -> list[str]:
        """Ids of the suites there is a baseline of."""
        return list(self.paths)

    def measured(self, suite: Suite) -> Measured:
        """Its scores on a suite."""
        return load_baseline(self.paths[suite.id]).measured

    def rows(self) -> Iterator[Row]:
        """Nothing: a baseline keeps no transcripts."""
        return iter(())


Side = RunSide | YardstickSide | BaselineSide


def open_side(name: str) -> Side:
    """Read what `name` stands for; InputError when it fits nothing, or more than one variant."""
    if name == BASELINE:
        return _baselines(shipped("evals") / "baselines")
    path = Path(name)
    if path.suffix == ".json" and path.is_file():
        return BaselineSide({load_baseline(path).measured.suite: path}, path.stem)
    if "@" in name and not path.exists():
        return _yardstick(*name.rsplit("@", 1))
    folder, _, variant = (name, "", "") if (path / RUN).is_file() else name.rpartition(":")
    if not folder or not (Path(folder) / RUN).is_file():
        raise InputError(
            "这里没有运行记录，也不是基线文件",
            value=name,
            next_step=f"给一个运行文件夹、一个基线 .json，或写 {BASELINE}",
        )
    return _run(Path(folder), variant)


def both(base: Side, head: Side) -> list[str]:
    """Suites both sides have; InputError when there are none."""
    found = [name for name in head.suites if name in base.suites]
    if not found:
        raise InputError(
            "两边没有跑过同一个套件",
            value=(base.suites, head.suites),
            next_step="byline eval run 同一个套件，再比",
        )
    return found


def _run(folder: Path, variant: str) -> RunSide:
    manifest = read_manifest(folder)
    names = [one.name for one in manifest.variants]
    if not variant and len(names) == 1:
        variant = names[0]
    if variant not in names:
        raise InputError(
            f"这次运行里有的版本是 {'、'.join(names)}",
            value=variant or str(folder),
            next_step=f"写成 {folder}:{names[-1]}",
        )
    return RunSide(folder, variant, manifest)


def _yardstick(folder: str, suite_id: str) -> YardstickSide:
    side = open_side(folder)
    suite = load_suite(suite_id)
    if not isinstance(side, RunSide) or suite_id not in side.suites or not suite.yardstick_of:
        raise InputError(
            "这次运行里没有这个对照组",
            value=f"{folder}@{suite_id}",
            next_step=f"byline eval run {suite_id} --into {folder}",
        )
    return YardstickSide(side, suite)


def _baselines(folder: Path) -> BaselineSide:
    paths = {load_baseline(path).measured.suite: path for path in _files(folder)}
    if not paths:
        raise InputError("还没有基线", value=str(folder), next_step="byline eval baseline FOLDER")
    return BaselineSide(paths)


def _files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*.json")) if path.name != "schema.json"]
