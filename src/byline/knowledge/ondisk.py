"""A NumPy array that stays on disk and is read row by row.

Owns: that reading. Promise: what was read is not kept; a mapped file's pages count as the process's
memory for as long as they are wanted by nobody else, which for 100,000 rows came to 600 MB.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any


class OnDisk:
    """An array of a .npy file, indexed by a slice or by an array of rows; one thread at a time."""

    def __init__(self, path: Path) -> None:
        import numpy

        mapped = numpy.load(path, mmap_mode="r")
        self._shape, self._dtype, self._start = mapped.shape, mapped.dtype, mapped.offset
        self._wide = mapped.itemsize * math.prod(mapped.shape[1:])
        self._file = path.open("rb", buffering=0)

    def __len__(self) -> int:
        return int(self._shape[0])

    def __getitem__(self, key: Any) -> Any:
        import numpy

        if isinstance(key, slice):
            start, stop, _ = key.indices(len(self))
            found = numpy.empty((max(0, stop - start), *self._shape[1:]), dtype=self._dtype)
            self._read(int(start), found)
            return found
        found = numpy.empty((len(key), *self._shape[1:]), dtype=self._dtype)
        for place, row in enumerate(key.tolist()):
            self._read(row, found[place : place + 1])
        return found

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _read(self, row: int, into: Any) -> None:
        self._file.seek(self._start + row * self._wide)
        if into.nbytes and self._file.readinto(into.view("u1").data) != into.nbytes:
            raise OSError(f"{self._file.name}: shorter than it was")
