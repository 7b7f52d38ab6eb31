"""A process that builds an index: `indexing_child.py <cache folder> <round>`, run by the tests.

Prints a line at every report of progress, so that the test can kill it at a chosen point, and at
the end how many passages it embedded itself.
"""

import sys
from pathlib import Path

from note_samples import Counting, many

from byline.knowledge.embeddings import LocalEmbeddings
from byline.knowledge.index import NoteIndex


def main(cache: Path, number: int) -> None:
    counting = Counting(LocalEmbeddings())
    with NoteIndex.open(many(number), cache, say, embeddings=counting) as index:
        found = index.nearest(f"第 {number} 轮第 7 条", 1)
    say(f"embedded {len(counting.passages)} found {len(found)}", 0, 0)


def say(what: str, done: int, total: int) -> None:
    sys.stdout.write(f"{done}/{total} {what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
