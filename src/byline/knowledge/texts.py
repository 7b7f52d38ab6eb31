"""The chunks of an index, read back a few at a time.

    chunks.jsonl        a chunk a line
    chunk-starts.npy    int64, where each line starts, and where the last one ends, in bytes

Owns: those files. Promise: some chunks are read without the others; what is not a chunk is a
KnowledgeError. Chroma could hold the texts too, but indexes them word by word
while they are written (2 of 14 s for 10,000) and takes a millisecond to give ten back.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from dataclasses import fields
from io import RawIOBase
from pathlib import Path
from typing import Any, Self

from byline.errors import KnowledgeError
from byline.knowledge.chunks import Chunk

TEXTS, STARTS = "chunks.jsonl", "chunk-starts.npy"
_NAMES = [field.name for field in fields(Chunk)]
_TUPLES = ("stage", "platform", "sections")


def write(folder: Path, chunks: Sequence[Chunk]) -> None:
    """Write them into a new folder."""
    import numpy

    # As ASCII: half a surrogate pair has no UTF-8.
    lines = [
        json.dumps({name: getattr(chunk, name) for name in _NAMES}).encode("ascii") + b"\n"
        for chunk in chunks
    ]
    (folder / TEXTS).write_bytes(b"".join(lines))
    starts = list(itertools.accumulate(map(len, lines), initial=0))
    numpy.save(folder / STARTS, numpy.array(starts, dtype=numpy.int64))


class Texts:
    """The chunks by number; for one thread at a time."""

    def __init__(self, file: RawIOBase, starts: Any) -> None:
        self._file = file
        self._starts = starts

    @classmethod
    def load(cls, folder: Path, rows: int) -> Self:
        """Open what `write` wrote; KnowledgeError when it is not `rows` chunks."""
        import numpy

        starts = numpy.load(folder / STARTS)
        if len(starts) != rows + 1 or int(starts[-1]) != (folder / TEXTS).stat().st_size:
            raise KnowledgeError("索引里的文字条数不对", value=f"{len(starts) - 1} != {rows}")
        return cls((folder / TEXTS).open("rb", buffering=0), starts)

    def of(self, rows: Sequence[int]) -> list[Chunk]:
        """Return the chunks of these numbers, in this order."""
        return [self._chunk(row) for row in rows]

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _chunk(self, row: int) -> Chunk:
        start, end = int(self._starts[row]), int(self._starts[row + 1])
        try:
            self._file.seek(start)
            told: dict[str, Any] = dict(json.loads(self._file.read(end - start) or b""))
            told.update({name: tuple(told[name]) for name in _TUPLES})
            return Chunk(**told)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise KnowledgeError("索引里的文字读不懂", value=f"{row}: {error}"[:200]) from error
