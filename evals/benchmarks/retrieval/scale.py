"""What byline's index costs at other sizes: build, query, memory, disk.

The chunks are made from the corpus by putting sentences of several passages together, with the
mean of their vectors, jittered and normalised again. They are for speed and memory only: what is
found is never looked at. Vectors are there before the clock starts; queries are clauses of the
corpus, embedded inside the clock. One process builds, another opens what it built and searches.

    .venv/bin/python evals/benchmarks/retrieval/scale.py --corpus P/corpus.jsonl \\
        [--chunks 10000 100000] [--work FOLDER] [--json]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from data import Passage, read_passages
from made import Made
from measuring import in_child, load, report
from tables import Cell
from vectors import embedded

from byline.knowledge.vectors import KeptVectors

ONE = Path(__file__).with_name("one_size.py")
QUERIES = 400
TARGETS: dict[int, dict[str, float]] = {
    10_000: {"build s": 8, "p50 ms": 12, "p95 ms": 20},
    100_000: {"peak MB, search": 500, "peak MB, build": 500},
}
Rows = dict[str, dict[str, Cell]]


def measured(corpus: Path, passages: list[Passage], chunks: int, array: Path) -> dict[str, Cell]:
    """Make so many chunks, and measure building and searching an index of them."""
    import numpy

    with tempfile.TemporaryDirectory(prefix="byline-benchmark-") as folder:
        kept = Path(folder) / "kept.sqlite"
        made = Made(passages, chunks)
        with KeptVectors(made.embedder(numpy.load(array)), kept) as store:
            store.of([chunk.text for chunk in made.corpus().chunks()], lambda *_: None)
        task = {
            "corpus": str(corpus.absolute()),
            "chunks": chunks,
            "kept": str(kept),
            "index": str(Path(folder) / "index"),
            "queries": made.queries(QUERIES),
        }
        built = in_child(ONE, {**task, "part": "build"})
        digest = built.pop("digest")
        return built | in_child(ONE, {**task, "part": "search", "digest": digest})


def verdicts(rows: Rows) -> dict[str, str]:
    """Return whether each target is met, for the sizes that were measured."""
    found: dict[str, str] = {}
    for size, wanted in TARGETS.items():
        for name, most in wanted.items() if str(size) in rows else ():
            value = float(rows[str(size)][name])
            verdict = "met" if value <= most else "missed"
            found[f"{size} chunks, {name} <= {most:g}"] = f"{verdict} ({value:.1f})"
    return found


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--chunks", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--work", type=Path, help="where vectors are kept; the cache folder")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def main() -> None:
    arguments = options()
    passages = read_passages(arguments.corpus)
    array = embedded(passages, arguments.work, None, lambda line: print(line, file=sys.stderr))
    before = load()
    rows = {str(n): measured(arguments.corpus, passages, n, array) for n in arguments.chunks}
    if arguments.json:
        print(json.dumps({"load before": before, "sizes": rows, "targets": verdicts(rows)}))
        return
    for size, row in rows.items():
        report(f"{size} made chunks; load of the machine {before:.1f}", row)
    print("\n".join(f"  {target}: {verdict}" for target, verdict in verdicts(rows).items()))


if __name__ == "__main__":
    main()
