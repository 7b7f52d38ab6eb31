"""What the harness costs beside the calls it makes, measured against a service of fixed latency.

The service is another process and answers after 200 ms, so 200 cases, 20 at once, cannot take less
than 2 s. Two sides do them in turn, several rounds: the SDK alone in a semaphore loop that keeps
nothing, and byline's runner on a completion suite, every row in its run folder. Reading the cases,
building the client and the first import are outside both clocks; connecting is inside.

    bare      openai.AsyncOpenAI, a semaphore, asyncio.gather
    runner    live: nothing is looked up or kept
    record    the same with every answer kept in the response cache, a file
    replayed  every answer from that file; nothing is sent
    memory    5,000 cases against 500, answered at once: the peak of Python's own allocations

    .venv/bin/python evals/benchmarks/harness.py [--json]
"""

import asyncio
import gc
import statistics
import subprocess
import sys
import tempfile
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

from table import report

LATENCY = 0.2
CASES = 200
AT_ONCE = 20
ROUNDS = 5
IDEAL = LATENCY * CASES / AT_ONCE
MANY, FEW = 5_000, 500
TARGET_RATIO, TARGET_REPLAYED = 1.10, 1.0

PROMPT = """---
id: bench/reply
version: 1
role: answers one remark
inputs: [remark]
output: text
---
system:
你在采访一个人，想知道他靠什么让人信得过。听完他的话，用一两句平常的话接上，不评价，不恭维。
user:
{remark}
"""
REMARKS = (
    "我修了二十年电梯，最怕的不是高，是业主催。",
    "上个月帮一个做外贸的客户把退货率降下来了，其实就是把尺码表重写了一遍。",
    "说不上有什么优势，就是别人不愿意干的脏活我干得下去。",
    "I keep the books for eleven small shops, and most of what I do is saying no.",
)


@contextmanager
def service(latency: float = LATENCY) -> Iterator[str]:
    """The slow service in its own process."""
    script = str(Path(__file__).with_name("slow_service.py"))
    with subprocess.Popen(
        [sys.executable, script, str(latency)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}/v1"
        finally:
            process.terminate()


def planned(root: Path, cases: int) -> Any:
    from byline.evaluation.models import Metric, Suite
    from byline.evaluation.planning import Plan, Variant
    from byline.evaluation.targets.completion import CompletionCase

    path = root / "prompts" / "bench" / "reply.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PROMPT, encoding="utf-8")
    suite = Suite(
        id="bench",
        what="harness overhead",
        target="completion",
        prompt="bench/reply",
        metrics=[Metric(name="passed", what="rules held", margin=0.1, rate=True)],
    )
    found = [
        CompletionCase(
            id=f"c{n:04}",
            inputs={"remark": f"{REMARKS[n % len(REMARKS)]}（第 {n} 位）"},
            contains=["护士"],
        )
        for n in range(cases)
    ]
    return Plan([(suite, found)], [Variant("now", root)])


def bare(base_url: str, plan: Any) -> float:
    """What anyone would write: the SDK, a semaphore, gather."""
    import openai

    system = PROMPT.partition("system:\n")[2].partition("user:")[0].strip()

    async def main() -> float:
        limit = asyncio.Semaphore(AT_ONCE)
        async with openai.AsyncOpenAI(base_url=base_url, api_key="none", max_retries=0) as client:

            async def one(remark: str) -> str:
                async with limit:
                    answer = await client.chat.completions.create(
                        model="slow",
                        messages=[
                            {"role": "system", "content": system},
                            {"role": "user", "content": remark},
                        ],
                        max_tokens=1024,
                        temperature=0.0,
                        seed=1,
                    )
                return answer.choices[0].message.content or ""

            started = perf_counter()
            texts = await asyncio.gather(*[one(job.case.inputs["remark"]) for job in plan])
            taken = perf_counter() - started
        assert all("护士" in text for text in texts)
        return taken

    return asyncio.run(main())


def byline(base_url: str, plan: Any, folder: Path, responses: Any) -> Any:
    """The runner, rows written; its own count of seconds starts when the first trial does."""
    from byline.evaluation.runner import Running, run
    from byline.llm.chat import open_chat
    from byline.settings import load_settings

    settings = load_settings({"base_url": base_url, "model": "slow"})
    with open_chat(settings, temperature=0.0, responses=responses) as session:
        summary = run(plan, folder, Running(session=session, concurrency=AT_ONCE))
    assert summary.done == summary.planned == len(plan), summary
    return summary


def rounds(base_url: str, root: Path) -> dict[str, list[float]]:
    """Seconds of every side, in turn."""
    from byline.llm.response_cache import ResponseCache

    plan = planned(root, CASES)
    times: dict[str, list[float]] = {"bare": [], "runner": [], "record": [], "replayed": []}
    for turn in range(ROUNDS + 1):
        times["bare"].append(bare(base_url, plan))
        with ResponseCache(mode="live") as responses:
            summary = byline(base_url, plan, root / f"live{turn}", responses)
            times["runner"].append(summary.seconds)
        with ResponseCache(root / f"cache{turn}.sqlite") as responses:
            summary = byline(base_url, plan, root / f"record{turn}", responses)
            times["record"].append(summary.seconds)
        with ResponseCache(root / f"cache{turn}.sqlite", "offline") as responses:
            # The whole of it: session, hashes of the plan, rows and summary, not only the trials.
            started = perf_counter()
            summary = byline(base_url, plan, root / f"again{turn}", responses)
            times["replayed"].append(perf_counter() - started)
            assert (summary.live, summary.calls) == (0, CASES)
    # The first round imports and fills caches for everybody.
    return {side: taken[1:] for side, taken in times.items()}


def grown(base_url: str, root: Path) -> dict[str, float | int]:
    """What a run of many cases holds at most, beside one of few: the plan itself is not in it."""
    from byline.llm.response_cache import ResponseCache

    found: dict[str, float | int] = {}
    with ResponseCache(mode="live") as responses:
        byline(base_url, planned(root, AT_ONCE), root / "warm", responses)
        for cases in (FEW, MANY):
            plan = planned(root, cases)
            gc.collect()
            tracemalloc.start()
            summary = byline(base_url, plan, root / f"memory-{cases}", responses)
            peak = tracemalloc.get_traced_memory()[1] / 1e6
            tracemalloc.stop()
            found[f"{cases} cases: peak MB of Python objects"] = peak
            found[f"{cases} cases: s, while traced"] = summary.seconds
    return found


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        with service() as base_url:
            times = rounds(base_url, Path(folder))
        with service(0.0) as base_url:
            memory = grown(base_url, Path(folder))
    medians = {side: statistics.median(taken) for side, taken in times.items()}
    rows: dict[str, float | int | str] = {"ideal": IDEAL}
    rows |= {f"{side}, median of {ROUNDS}": value for side, value in medians.items()}
    rows |= {f"{side}, best": min(taken) for side, taken in times.items()}
    rows |= {f"{side} / ideal": medians[side] / IDEAL for side in ("bare", "runner", "record")}
    rows["runner / bare"] = medians["runner"] / medians["bare"]
    rows["target: runner / ideal"] = _met(rows["runner / ideal"], TARGET_RATIO)
    rows["target: runner / bare"] = _met(rows["runner / bare"], 1.0)
    rows["target: replayed, s"] = _met(medians["replayed"], TARGET_REPLAYED)
    report(f"{CASES} cases, {AT_ONCE} at once, {LATENCY} s each; seconds", rows | memory)


def _met(value: float | int | str, most: float) -> str:
    return "met" if float(value) <= most else f"missed (<= {most})"


if __name__ == "__main__":
    main()
