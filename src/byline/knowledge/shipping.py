"""The vectors that ship with the notes, so that the first search does not wait for a model.

    python -m byline.knowledge.shipping          embed what is new in the notes, write vectors.npz

Owns: that command. Promise: the file holds the vectors of the shipped notes' chunks and no others;
a test says when it is not up to date, and a search embeds what it lacks.
"""

from __future__ import annotations

import sys
from pathlib import Path

from byline.knowledge.embeddings import LocalEmbeddings
from byline.knowledge.notes import Shelf
from byline.knowledge.sources import NoteCorpus
from byline.knowledge.vectors import SHIPPED, key, read_shipped, write_shipped
from byline.shipped import shipped

COMMAND = "python -m byline.knowledge.shipping"


def is_up_to_date(root: Path) -> bool:
    """Whether the file has exactly the vectors of the notes under `root`."""
    identity = LocalEmbeddings().identity
    return {key(identity, text) for text in _texts(root)} == set(read_shipped(root / SHIPPED))


def _texts(root: Path) -> list[str]:
    """What is embedded of the notes, each text once."""
    return list(dict.fromkeys(chunk.text for chunk in NoteCorpus([Shelf(root)]).chunks()))


def main() -> None:
    """Write the file of this checkout."""
    root = shipped("knowledge")

    def report(done: int, total: int) -> None:
        sys.stderr.write(f"\r{done}/{total}")

    texts = _texts(root)
    made = write_shipped(root / SHIPPED, LocalEmbeddings(), texts, report)
    sys.stdout.write(f"\n{root / SHIPPED}: {len(texts)} vectors, {made} of them new\n")


if __name__ == "__main__":
    main()
