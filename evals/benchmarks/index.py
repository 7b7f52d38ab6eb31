"""What the notes index costs: built for the first time, opened again unchanged, searched.

The first build embeds every shipped note; an open with nothing changed should cost little beside
importing Chroma, so it is also measured as a whole process, against `python -c "import chromadb"`.
Search latency is per query, embedding included, over different queries.

    .venv/bin/python evals/benchmarks/index.py [--json]
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from table import percentile, report, timed

OPENS = 3
QUERIES = 100
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


def main() -> None:
    # Imports are not what the first build is about; the process rows hold them.
    import chromadb  # noqa: F401

    from byline.knowledge import index  # noqa: F401

    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder)
        first = timed(lambda: open_and_leave(cache))
        again = min(timed(lambda: open_and_leave(cache)) for _ in range(OPENS))
        searched = latencies(cache)
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
            },
        )


if __name__ == "__main__":
    main()
