"""What the notes index costs: built for the first time, opened again unchanged, searched.

The first build embeds every shipped note; an open with nothing changed should cost little beside
importing Chroma, so it is also measured as a whole process, against `python -c "import chromadb"`.
Search latency is per query, embedding included, over different queries. What a person waits for is
`byline knowledge search`, the first time (the index is built) and after that; the target is 2 s.

    .venv/bin/python evals/benchmarks/index.py [--json]
"""

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from table import percentile, report, timed

OPENS = 3
QUERIES = 100
TARGET = 2.0
BYLINE = str(Path(sys.executable).with_name("byline"))
WORDS = ("没粉丝谁看我", "老是更新不下去", "怕同事看见", "副业做多久能挣钱", "露不露脸", "写什么好")
PROCESS = """
from pathlib import Path
from byline.knowledge.retriever import open_search
with open_search(Path({cache!r})) as search:
    search.search("信任", 1)
"""


def open_and_leave(cache: Path) -> None:
    from byline.knowledge.retriever import open_search

    with open_search(cache):
        pass


def latencies(cache: Path) -> list[float]:
    from byline.knowledge.retriever import open_search

    with open_search(cache) as search:
        search.search("热身", 4)
        return [
            timed(lambda n=n: search.search(f"{WORDS[n % len(WORDS)]}，第 {n} 回问", 4))
            for n in range(QUERIES)
        ]


def process(code: str) -> float:
    command = [sys.executable, "-c", code]
    return min(timed(lambda: subprocess.run(command, check=True)) for _ in range(OPENS))


def first_search() -> tuple[float, float]:
    """Seconds of `byline knowledge search` with nothing cached, and with everything; medians."""
    command = [BYLINE, "knowledge", "search", WORDS[0], "--json"]
    cold: list[float] = []
    warm: list[float] = []
    for _ in range(OPENS):
        with tempfile.TemporaryDirectory() as folder:
            environment = {**os.environ, "BYLINE_CACHE_DIR": folder, "BYLINE_CONFIG_DIR": folder}
            for times in cold, warm:
                times.append(
                    timed(
                        lambda env=environment: subprocess.run(
                            command, check=True, capture_output=True, env=env
                        )
                    )
                )
    return statistics.median(cold), statistics.median(warm)


def _met(seconds: float) -> str:
    return "met" if seconds <= TARGET else f"missed (<= {TARGET})"


def main() -> None:
    # Imports are not what the first build is about; the process rows hold them.
    import chromadb  # noqa: F401

    from byline.knowledge import index  # noqa: F401

    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder)
        first = timed(lambda: open_and_leave(cache))
        again = min(timed(lambda: open_and_leave(cache)) for _ in range(OPENS))
        searched = latencies(cache)
        cold, warm = first_search()
        report(
            "notes index, seconds",
            {
                "first build": first,
                "open, nothing changed": again,
                "process: open and one search": process(PROCESS.format(cache=str(cache))),
                "process: import chromadb": process("import chromadb"),
                "search p50": percentile(searched, 50),
                "search p95": percentile(searched, 95),
                "queries": len(searched),
                "first knowledge search as a process, cold cache": cold,
                "first knowledge search as a process, warm cache": warm,
                "target, cold cache": _met(cold),
                "target, warm cache": _met(warm),
            },
        )


if __name__ == "__main__":
    main()
