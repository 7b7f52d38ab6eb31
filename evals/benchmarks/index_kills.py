"""kill -9 at random instants of index builds, and what the next process finds.

A child opens an index over a corpus of which half is new, and is killed at an instant drawn
uniformly over what a whole build takes; one that had finished counts for nothing and is drawn
again. After every kill, from outside:

    pointer      names a generation that opens without a rebuild, or there is none yet
    old or new   that generation answers like the corpus before or the one that was being built
    next open    answers every question over the corpus that was being built
    embeddings   what the child had embedded is not embedded again, but for the batch in flight

Embeddings are hashed characters, which cost nothing: it is the writing that is tried. Each batch
sleeps a little, so that kills fall on embedding too.

    .venv/bin/python evals/benchmarks/index_kills.py [--kills 100] [--seed 1] [--json]
"""

import argparse
import contextlib
import math
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from table import report

from byline.errors import KnowledgeError
from byline.knowledge import contents
from byline.knowledge.building import Means
from byline.knowledge.chroma import Filters
from byline.knowledge.chunks import Chunk
from byline.knowledge.generations import Generations
from byline.knowledge.index import Index
from byline.knowledge.vectors import BATCH

CHUNKS = 240
DIMENSIONS = 64
PAUSE = 0.01
FRESH = 4
"""Every so many kills there is no index before."""
ASKED = 12
"""Questions to every index."""
WHOLE = 3
"""Builds nobody kills, the quickest of which says how long one takes."""
LATEST = 1.2
"""The last instants are after a whole build."""
FINISHED = "after the build"
BUILT, ENDED = "built", "ended"
WRONG = (
    "left a wrong or unreadable index",
    "next open wrong or failed",
    "kept embeddings lost",
)


@dataclass(frozen=True)
class Round:
    """The corpus of one build: half of its texts are those of every round."""

    number: int

    @property
    def digest(self) -> str:
        return f"round {self.number}"

    def chunks(self) -> list[Chunk]:
        return [
            Chunk(
                id=f"{at}",
                parent=f"p{at // 4}",
                text=f"{chr(0x4E00 + 17 * at)}{chr(0x5E00 + 13 * at)}：第 {at} 条"
                + (f"，第 {self.number} 轮。" if at % 2 else "，一直在。"),
                origin="note",
                kind="method" if at % 3 else "principle",
            )
            for at in range(CHUNKS)
        ]


class Hashed:
    """Embeddings out of characters; `aloud` prints how many were made."""

    identity = "hashed-1"

    def __init__(self, *, aloud: bool = False) -> None:
        self.count = 0
        self._aloud = aloud

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        made = [self.embed_query(text) for text in texts]
        self.count += len(texts)
        if self._aloud:
            time.sleep(PAUSE)
            print(self.count, flush=True)
        return made

    def embed_query(self, text: str) -> list[float]:
        vector = np.zeros(DIMENSIONS)
        for part in [*text, *(text[at : at + 2] for at in range(len(text) - 1))]:
            vector[zlib.crc32(part.encode()) % DIMENSIONS] += 1
        return (vector / np.linalg.norm(vector)).tolist()


def opened(corpus: Round, folder: Path, embedder: Hashed) -> Index:
    return Index.open(corpus, folder / "index", Means(embedder, folder / "vectors.sqlite"))


def serve() -> None:
    """Start a build for every line "<number> <folder>", one after the other.

    They are forks of a process that has imported everything: the instants are for the build, and
    importing would take longer than that.
    """
    import bm25s  # noqa: F401
    import chromadb  # noqa: F401
    import opencc  # noqa: F401

    for line in sys.stdin:
        number, folder = line.rstrip("\n").split(" ", 1)
        process = os.fork()
        if not process:
            print(os.getpid(), flush=True)
            opened(Round(int(number)), Path(folder), Hashed(aloud=True)).close()
            print(BUILT, flush=True)
            os._exit(0)
        os.waitpid(process, 0)
        print(ENDED, flush=True)


class Builder:
    """Starts builds, and kills them."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._asks, self._says = process.stdin, process.stdout

    def build(self, folder: Path, number: int, after: float | None = None) -> list[str]:
        """Build, kill it `after` seconds, and return what it had said."""
        self._asks.write(f"{number} {folder}\n")
        self._asks.flush()
        # A handle, not the number: that may be another process's by then.
        handle = os.pidfd_open(int(self._says.readline()))
        if after is not None:
            time.sleep(after)
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(handle, signal.SIGKILL)
        os.close(handle)
        said: list[str] = []
        while (line := self._says.readline().strip()) != ENDED:
            assert line, "the process that builds is gone"
            said.append(line)
        return said


@contextlib.contextmanager
def builder() -> Iterator[Builder]:
    command = [sys.executable, __file__, "--serve"]
    with subprocess.Popen(
        command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        yield Builder(process)


def answers(index: Index, corpus: Round, rng: random.Random) -> bool:
    """Whether the index is over exactly this corpus, by words, vectors, filters and parents."""
    chunks = corpus.chunks()
    if len(index) != len(chunks):
        return False
    methods = sum(chunk.kind == "method" for chunk in chunks)
    found = index.search("条", CHUNKS, filters=Filters(kind="method"))
    if not 0 < len(found) <= methods or any(hit.chunk.kind != "method" for hit in found):
        return False
    for chunk in rng.sample(chunks, ASKED):
        (hit,) = index.search(chunk.text, 1)
        (parent,) = index.search(chunk.text, 1, by_parent=True)
        if hit.chunk != chunk or parent.chunk.parent != chunk.parent or hit.why.similarity < 0.99:
            return False
    return True


def phase(folder: Path, before: set[Path], said: list[str]) -> str:
    """What the child was doing when it was killed, by what it left."""
    if BUILT in said:
        return FINISHED
    fresh = sorted(set((folder / "index").glob("g-*")) - before)
    if not fresh:
        return "embedding" if said else "before embedding"
    pointer = Generations(folder / "index").current()
    if pointer and folder / "index" / pointer.folder == fresh[0]:
        return "after the switch"
    return "sealed" if (fresh[0] / contents.SEAL).exists() else "writing files"


def pointed(folder: Path, number: int, before: int | None, rng: random.Random) -> str:
    """What the pointer says after a kill: "" when that is right, else what is wrong."""
    root = folder / "index"
    pointer = Generations(root).current()
    if pointer is None:
        if (root / "current.json").exists():
            return "unreadable pointer"
        return "" if before is None else "lost pointer"
    means = Means(Hashed(), None)
    claimed = [
        candidate
        for candidate in (number, before)
        if candidate is not None and means.fingerprint(Round(candidate)) == pointer.fingerprint
    ]
    if not claimed:
        return "pointer to neither"
    try:
        held = contents.read(root / pointer.folder, None)
    except KnowledgeError as error:
        return f"unreadable index: {error.what}"
    with contextlib.closing(Index(held, means)) as index:
        return "" if answers(index, Round(claimed[0]), rng) else "wrong answers"


@dataclass(frozen=True)
class Killed:
    """What one kill left."""

    phase: str
    pointer: str
    """What is wrong with what the pointer says; "" when nothing is."""
    next_open: str
    """What is wrong with what the next process got; "" when nothing is."""
    lost: bool
    """Whether more was embedded again than the batch in flight."""


def tried(builds: Builder, folder: Path, number: int, before: int | None, after: float) -> Killed:
    """Start the build of a round, kill it `after` seconds, look, and open it again."""
    rng = random.Random(number)
    there = set((folder / "index").glob("g-*"))
    said = builds.build(folder, number, after)
    reached = phase(folder, there, said)
    problem = pointed(folder, number, before, rng)
    again, next_open = Hashed(), ""
    try:
        with opened(Round(number), folder, again) as index:
            if not (index.persistent and answers(index, Round(number), rng)):
                next_open = "wrong answers"
    except KnowledgeError as error:
        next_open = error.what
    embedded = max([int(count) for count in said if count != BUILT], default=0)
    missing = CHUNKS if before is None else CHUNKS // 2
    return Killed(reached, problem, next_open, again.count > missing - max(0, embedded - BATCH))


def run(builds: Builder, kills: int, seed: int, root: Path) -> dict[str, float | int | str]:
    rng = random.Random(seed)
    whole = math.inf
    for number in range(WHOLE):
        started = time.perf_counter()
        builds.build(root / "whole", number)
        whole = min(whole, time.perf_counter() - started)
    done: list[Killed] = []
    number, before, folder = 0, None, root
    while len(done) < kills:
        number += 1
        if number % FRESH == 1:
            folder, before = root / str(number), None
        killed = tried(builds, folder, number, before, rng.uniform(0, LATEST * whole))
        before = number
        if killed.phase == FINISHED and not (killed.pointer or killed.next_open or killed.lost):
            # A quiet machine is quicker than it was.
            whole *= 0.95
        else:
            done.append(killed)
    rows: dict[str, float | int | str] = {
        "kills": len(done),
        WRONG[0]: sum(bool(killed.pointer) for killed in done),
        WRONG[1]: sum(bool(killed.next_open) for killed in done),
        WRONG[2]: sum(killed.lost for killed in done),
        "builds that ended before their kill": number - len(done),
    }
    for name, count in sorted(Counter(killed.phase for killed in done).items()):
        rows[f"killed {name}"] = count
    problems = [text for killed in done for text in (killed.pointer, killed.next_open) if text]
    for name, count in sorted(Counter(problems).items()):
        rows[f"problem: {name}"] = count
    return rows


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.serve:
        serve()
        return
    with tempfile.TemporaryDirectory() as folder, builder() as builds:
        rows = run(builds, told.kills, told.seed, Path(folder))
    report("index builds killed at random instants", rows)
    sys.exit(any(rows[name] for name in WRONG))


if __name__ == "__main__":
    main()
