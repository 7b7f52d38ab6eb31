"""Running a plan into a run folder, and going on where one stopped.

Owns: how many trials run at once, what is run again, and the counts. Promise: at most as many
trials exist at a time as the service takes requests, whatever the size of the plan; every row is
in the folder before its progress is shown; after a kill at any instant, a resumed run ends with
exactly one counting row for every planned one.

    planned = plan([load_suite("extraction")], [Variant("now")])
    with open_chat(settings, responses=responses) as session:
        summary = run(planned, folder, Running(session=session))
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Protocol

from byline.errors import BylineError
from byline.evaluation.manifest import Manifest
from byline.evaluation.models import Judge, Row, RowStatus
from byline.evaluation.planning import Job, Plan, manifest_of
from byline.evaluation.rows import SYNC_SECONDS, Key, RunFolder, read_states
from byline.evaluation.trial import Bench, Desk, in_thread, preload, run_trial, unwritable

if TYPE_CHECKING:
    from byline.llm.chat import ChatSession

SEED = 20_260_101
WITHOUT_MODEL = 4
"""Trials at once when no service limits them; they share one interpreter."""


class Progress(Protocol):
    """Hears how a run is getting on; called from one thread."""

    def started(self, planned: int, skipped: int) -> None:
        """The run begins; `skipped` of its rows were there already."""
        ...

    def finished(self, row: Row) -> None:
        """One row is in the folder."""
        ...

    def ended(self) -> None:
        """Nothing more comes, for whatever reason."""
        ...


@dataclass(frozen=True)
class Running:
    """How to run a plan."""

    session: ChatSession | None = None
    """The model under test; None when no suite needs one."""
    judge: Judge | None = None
    judge_name: str = ""
    """What the judge is known by: a resumed run must have the same."""
    progress: Progress | None = None
    concurrency: int | None = None
    """Trials at once; what the provider's row says when None."""
    seed: int = SEED
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


@dataclass
class RunSummary:
    """What a run came to.

    When it ended, planned == done + failed + invalid, and planned == skipped + ran.
    """

    folder: Path
    planned: int
    skipped: int = 0
    """Rows that were there already, done or invalid, and were left alone."""
    ran: int = 0
    """Rows that ran now."""
    done: int = 0
    """Rows of the whole run, those skipped included; so are `failed` and `invalid`."""
    failed: int = 0
    invalid: int = 0
    calls: int = 0
    """Answered requests of the rows that ran now."""
    live: int = 0
    """Of those, how many were not replayed from the response cache."""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    spent: dict[str, float] = field(default_factory=dict[str, float])
    """Currency -> what the rows that ran now really cost."""
    torn: int = 0
    """Bytes of half a line, left by a kill, that were cut off."""
    seconds: float = 0.0

    @property
    def missing(self) -> int:
        """Planned rows that are not there."""
        return self.planned - self.done - self.failed - self.invalid

    def count(self, status: RowStatus) -> None:
        """Add one row of the whole run."""
        if status == "done":
            self.done += 1
        elif status == "failed":
            self.failed += 1
        else:
            self.invalid += 1

    def add(self, row: Row) -> None:
        """Add a row that ran now."""
        self.ran += 1
        self.count(row.status)
        used = row.used
        self.calls += used.calls
        self.live += used.live
        self.prompt_tokens += used.prompt_tokens
        self.completion_tokens += used.completion_tokens
        if used.spent:
            self.spent[used.currency] = self.spent.get(used.currency, 0.0) + used.spent


class StoppedError(BylineError):
    """The person stopped the run; `summary` says how far it got."""

    def __init__(self, summary: RunSummary) -> None:
        super().__init__(
            f"停下了：{summary.planned} 行里有了 {summary.planned - summary.missing} 行，都已存好",
            next_step=f"byline eval run --resume {summary.folder}",
        )
        self.summary = summary


def run(
    planned: Plan,
    folder: Path,
    running: Running,
    *,
    resume: bool = False,
    command: str = "",
    options: Mapping[str, str] | None = None,
) -> RunSummary:
    """Run what `folder` lacks of `planned`, and say what there is now.

    A new run makes the folder. With `resume`, rows that are done or invalid stay as they are
    (an instrument that broke would break again); missing and failed ones run. `command` and
    `options` are kept in the manifest of a new run.

    Raises InputError when the folder holds a run and `resume` is not set, when it holds none and
    it is, and when anything that gives the rows their meaning has changed; StoppedError on Ctrl-C;
    ModelAuthError, ModelMissingError and StorageError at the first row that meets them. Rows that
    ended before any of these are kept.
    """
    manifest = _manifest(planned, running).model_copy(
        update={"command": command, "options": dict(options or {})}
    )
    opening = RunFolder.reopen if resume else RunFolder.create
    with opening(folder, manifest) as place:
        # `manifest`, not the folder's: the rows to come are made by the versions of now.
        pool = _Pool(planned, place, running, _bench(manifest, place, running))
        try:
            pool.run()
        except KeyboardInterrupt:
            raise StoppedError(pool.summary) from None
        return pool.summary


class _Pool:
    """A fixed number of workers that take jobs from one iterator."""

    def __init__(self, planned: Plan, place: RunFolder, running: Running, bench: Bench) -> None:
        self.running = running
        self.place = place
        self.bench = bench
        finished = _finished(place.path)
        self.jobs: Iterator[Job] = (job for job in planned if job.key not in finished)
        self.summary = RunSummary(place.path, len(planned), skipped=len(finished), torn=place.torn)
        for status in finished.values():
            self.summary.count(status)
        self.size = min(self._size(), max(1, len(planned) - len(finished)))
        preload(suite for suite, _ in planned.suites)

    def run(self) -> None:
        """Run until the jobs are gone, or one fails in a way the others would."""
        with _heap_set_aside():
            self._timed()

    def _timed(self) -> None:
        progress, started = self.running.progress, perf_counter()
        if progress:
            progress.started(self.summary.planned, self.summary.skipped)
        try:
            asyncio.run(self._main())
        except ExceptionGroup as group:
            raise _first(group) from None
        finally:
            self.summary.seconds = perf_counter() - started
            if progress:
                progress.ended()

    def _size(self) -> int:
        if self.running.concurrency is not None:
            return self.running.concurrency
        session = self.running.session
        return session.choice.provider.concurrency if session else WITHOUT_MODEL

    async def _main(self) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                syncing = group.create_task(self._syncing())
                await asyncio.wait([group.create_task(self._work(one)) for one in range(self.size)])
                syncing.cancel()
        finally:
            if self.running.session is not None:
                await self.running.session.aclose()

    async def _work(self, worker: int) -> None:
        desk = Desk(self.bench.work, worker)
        for job in self.jobs:
            self._end(await run_trial(job, self.bench, desk))

    async def _syncing(self) -> None:
        while True:
            await asyncio.sleep(SYNC_SECONDS)
            await in_thread(self.place.sync)

    def _end(self, row: Row) -> None:
        try:
            self.place.add(row)
        except ValueError as problem:
            row = unwritable(row, problem)
            self.place.add(row)
        self.summary.add(row)
        if self.running.progress:
            self.running.progress.finished(row)


@contextmanager
def _heap_set_aside() -> Generator[None]:
    """Keep the collector from walking through what imports left behind again and again.

    It held every trial in flight up for as long: 1.11 of the ideal time became 1.09.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _finished(folder: Path) -> dict[Key, RowStatus]:
    return {key: status for key, status in read_states(folder).items() if status != "failed"}


def _manifest(planned: Plan, running: Running) -> Manifest:
    manifest = manifest_of(planned, running.seed, running.now())
    found = {"judge": running.judge_name}
    if running.session is not None:
        choice = running.session.choice
        found |= {"provider": choice.provider.name, "model": choice.model, "host": choice.host}
    return manifest.model_copy(update=found)


def _bench(manifest: Manifest, place: RunFolder, running: Running) -> Bench:
    return Bench(
        work=place.work,
        seed=running.seed,
        reads={
            (suite, variant.name): reads
            for variant in manifest.variants
            for suite, reads in variant.reads.items()
        },
        versions=manifest.versions,
        session=running.session,
        judge=running.judge,
        now=running.now,
    )


def _first(group: ExceptionGroup[Exception]) -> Exception:
    first = group.exceptions[0]
    return _first(first) if isinstance(first, ExceptionGroup) else first  # pyright: ignore[reportUnknownArgumentType]
