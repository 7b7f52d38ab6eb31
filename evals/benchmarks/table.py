"""What every benchmark here ends with: one flat record, as a small table or as JSON."""

import json
import statistics
import sys
from collections.abc import Callable, Sequence
from time import perf_counter


def report(title: str, rows: dict[str, float | int | str]) -> None:
    """Print `rows`; with --json on the command line as one JSON object."""
    if "--json" in sys.argv[1:]:
        print(json.dumps(rows, ensure_ascii=False))
        return
    width = max(map(len, rows))
    print(title)
    for name, value in rows.items():
        print(
            f"  {name:<{width}}  {value:.3f}"
            if isinstance(value, float)
            else f"  {name:<{width}}  {value}"
        )


def timed(work: Callable[[], object]) -> float:
    """Seconds `work` took."""
    started = perf_counter()
    work()
    return perf_counter() - started


def percentile(values: Sequence[float], percent: int) -> float:
    """The usual interpolated percentile."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
