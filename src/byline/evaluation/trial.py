"""One trial: one case, one variant, one repeat, from the target to a row.

Owns: what a trial is given, and what becomes of everything that can go wrong in it. Promise: a row
comes out whatever the product, the target or the judge did; only what would hit every other trial
alike (no key, no such model, a full disk) stops the run. A broken instrument is invalid, a broken
product or harness is failed, a missing verdict is unscored; none of them is a zero.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Mapping
from contextvars import copy_context
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeVar, cast

from byline.errors import BylineError, ModelAuthError, ModelMissingError, StorageError
from byline.evaluation.models import Consumption, Judge, Outcome, Row, RowStatus, Suite, Turn
from byline.evaluation.targets import Tools, load_target
from byline.files import FOLDER_MODE
from byline.llm.counting import Count, calling
from byline.shipped import using

if TYPE_CHECKING:
    from byline.evaluation.planning import Job
    from byline.llm.chat import ChatSession, FreshChat

T = TypeVar("T")

CLOCK = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
"""What every trial takes for now."""
FATAL = (ModelAuthError, ModelMissingError, StorageError)
"""What every other row would fail of too."""
NOBODY_JUDGED = "这次运行没有评审"


@dataclass(frozen=True)
class Bench:
    """What all trials of a run share."""

    work: Path
    seed: int
    reads: Mapping[tuple[str, str], dict[str, str]]
    """(suite, variant) -> what `planning.reads_of` found."""
    versions: dict[str, str]
    session: ChatSession | None = None
    judge: Judge | None = None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


class Desk:
    """One worker's folder: trials that write nothing use the same one, after others it is new.

    The name is new too, because what was read from a path may be remembered by that path.
    """

    def __init__(self, work: Path, worker: int) -> None:
        self._work = work
        self._worker = worker
        self._used = -1
        self._path = work

    async def cleared(self) -> Path:
        """An empty folder; what the trial before left is removed."""
        if self._used >= 0:
            old = self._path
            # A target may have removed it itself.
            with contextlib.suppress(FileNotFoundError), os.scandir(old) as entries:
                if next(entries, None) is None:
                    return old
            await in_thread(lambda: shutil.rmtree(old, ignore_errors=True))
        return self._next()

    def _next(self) -> Path:
        self._used += 1
        self._path = self._work / f"{self._worker}-{self._used}"
        self._path.mkdir(mode=FOLDER_MODE)
        return self._path


async def run_trial(job: Job, bench: Bench, desk: Desk) -> Row:
    """Run one job at a desk. Raises only what is in FATAL, or a cancellation."""
    started = perf_counter()
    seed = bench.seed + job.repeat
    session = bench.session if job.suite.needs_model else None
    chat = session.fresh(seed, temperature=job.suite.temperature) if session else None
    status: RowStatus = "done"
    error, outcome = "", Outcome()
    with using(job.variant.place), calling(job.repeat) as count:
        try:
            folder = await desk.cleared()
            outcome = await _outcome(job, bench, _tools(job, folder, seed, chat, session))
            if outcome.invalid:
                status, error = "invalid", outcome.invalid
        except FATAL:
            raise
        except BylineError as problem:
            status, error = "failed", str(problem)
        except Exception as problem:  # noqa: BLE001 - a target's mistake costs its row, not the run
            status, error = "failed", f"{type(problem).__name__}: {problem}"
    return Row(
        suite=job.suite.id,
        case=job.case.id,
        person=job.case.cluster,
        variant=job.variant.name,
        repeat=job.repeat,
        status=status,
        error=_sayable(error),
        outcome=outcome,
        used=_consumption(count, chat, session, perf_counter() - started),
        prompts=bench.reads[job.suite.id, job.variant.name],
        provider=session.choice.provider.name if session else "",
        model=session.choice.model if session else "",
        seed=seed,
        versions=bench.versions,
        at=bench.now(),
    )


def unwritable(row: Row, problem: ValueError) -> Row:
    """The row to write when this one holds something no file can, such as half an emoji."""
    return row.model_copy(
        update={
            "status": "failed",
            "error": _sayable(f"结果写不成 JSON：{problem}"),
            "outcome": Outcome(),
        }
    )


async def in_thread(function: Callable[[], T]) -> T:
    """Call in a thread of its own with this context, and wait for it.

    The thread is a daemon, unlike a pool's: Ctrl-C must not wait for a model to finish talking.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[tuple[T | None, BaseException | None]] = loop.create_future()
    context = copy_context()

    def work() -> None:
        result: tuple[T | None, BaseException | None]
        try:
            result = (context.run(function), None)
        except BaseException as error:  # noqa: BLE001 - raised again below, where it is awaited
            result = (None, error)
        # A loop that was closed meanwhile has nobody waiting.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(lambda: future.done() or future.set_result(result))

    threading.Thread(target=work, daemon=True).start()
    value, error = await future
    if error is not None:
        raise error
    return cast(T, value)


def _tools(
    job: Job, folder: Path, seed: int, chat: FreshChat | None, session: ChatSession | None
) -> Tools:
    return Tools(
        suite=job.suite,
        repeat=job.repeat,
        seed=seed,
        folder=folder,
        clock=lambda: CLOCK,
        chat=(chat.model, chat.caller) if chat else None,
        model_name=session.choice.model if session else "",
        usage=chat.usage if chat else None,
        writes=session.choice.provider.writes if session else "posts",
    )


async def _outcome(job: Job, bench: Bench, tools: Tools) -> Outcome:
    target: Any = load_target(job.suite.target).run
    if inspect.iscoroutinefunction(target):
        found = cast(Outcome, await target(job.case, tools))
    else:
        found = cast(Outcome, await in_thread(lambda: target(job.case, tools)))
    if found.invalid:
        return found
    judge = bench.judge
    if judge is not None and found.exhibits:
        return _complete(await in_thread(lambda: _judged(found, job.suite, judge)), job.suite)
    return _complete(found, job.suite)


def _judged(found: Outcome, suite: Suite, judge: Judge) -> Outcome:
    """Add what the judge says: the mean of a rubric's verdicts, or why there is none."""
    scores, unscored = dict(found.scores), dict(found.unscored)
    turns = list(found.transcript)
    for metric in suite.metrics:
        exhibits = [one for one in found.exhibits if one.rubric == metric.rubric]
        if not exhibits:
            continue
        verdicts = [judge(exhibit) for exhibit in exhibits]
        given = [verdict.score for verdict in verdicts if verdict.score is not None]
        if given:
            scores[metric.name] = fmean(given)
        else:
            unscored[metric.name] = verdicts[0].reason
        turns += [
            Turn(role="judge", text=f"{metric.name} {_shown(verdict.score)}：{verdict.reason}")
            for verdict in verdicts
        ]
    return found.model_copy(update={"scores": scores, "unscored": unscored, "transcript": turns})


def _complete(found: Outcome, suite: Suite) -> Outcome:
    """Every metric has a number or a reason for having none."""
    missing = {
        metric.name: _absence(found, metric.rubric)
        for metric in suite.metrics
        if found.scores.get(metric.name) is None and metric.name not in found.unscored
    }
    return found.model_copy(update={"unscored": found.unscored | missing}) if missing else found


def _absence(found: Outcome, rubric: str | None) -> str:
    if rubric is None:
        return "这个用例上没有这个指标"
    shown = any(exhibit.rubric == rubric for exhibit in found.exhibits)
    return NOBODY_JUDGED if shown else "没有可评的东西"


def _shown(score: float | None) -> str:
    return "没有分" if score is None else f"{score:g}"


def _consumption(
    count: Count, chat: FreshChat | None, session: ChatSession | None, seconds: float
) -> Consumption:
    """Requests are all of the trial, the judge's too; tokens and cost are the tested model's."""
    calls, live, spoken = count.live + count.replayed, count.live, count.seconds
    if chat is None or session is None:
        return Consumption(calls=calls, live=live, seconds=seconds, model_seconds=spoken)
    from byline.llm.prices import cost

    price = cost(chat.usage, session.choice)
    return Consumption(
        calls=calls,
        live=live,
        prompt_tokens=chat.usage.prompt_tokens,
        cached_tokens=chat.usage.cached_tokens,
        completion_tokens=chat.usage.completion_tokens,
        cost=price[0] if price else None,
        currency=price[1] if price else "",
        seconds=round(seconds, 6),
        model_seconds=round(spoken, 6),
    )


def _sayable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def preload(suites: Iterable[Suite]) -> None:
    """Import the targets before the clock of the first trial runs."""
    for suite in suites:
        load_target(suite.target)
