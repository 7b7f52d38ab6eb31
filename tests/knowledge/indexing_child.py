"""A process that opens an index: `indexing_child.py <cache folder> <chunks> [server]`.

Prints a line at every report of progress, and at the end how many passages it embedded itself and
whether it answers.
"""

import sys
from pathlib import Path

from index_samples import Listed, answers, chunks, means
from note_samples import Cheap

from byline.knowledge.index import Index


def main(folder: Path, count: int, server: str | None = None) -> None:
    cheap, held = Cheap(), chunks(count)
    with Index.open(Listed(held), folder / "index", means(folder, cheap, server), say) as index:
        right, kept = answers(index, held), index.persistent
    say(f"embedded {len(cheap.passages)} right {right} kept {kept}", 0, 0)


def say(what: str, done: int, total: int) -> None:
    sys.stdout.write(f"{done}/{total} {what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
