"""How the measurements are shown: one row a system or size, one column a measurement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Cell = float | int | str
DIGITS = {"MB": 1, "ms": 1, "s": 2}


def table(title: str, rows: Mapping[str, Mapping[str, Cell]]) -> str:
    """Return rows of the same columns as text, the name of each row first."""
    columns = list(next(iter(rows.values()), ()))
    lines = [["", *columns]]
    lines += [[name, *(_shown(at, row[at]) for at in columns)] for name, row in rows.items()]
    widths = [max(len(line[at]) for line in lines) for at in range(len(columns) + 1)]
    return "\n".join([title, *(_aligned(line, widths) for line in lines)])


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    name, *cells = line
    told = [f"{cell:>{width}}" for cell, width in zip(cells, widths[1:], strict=True)]
    return "  ".join([f"  {name:<{widths[0]}}", *told]).rstrip()


def _shown(column: str, value: Cell) -> str:
    if not isinstance(value, float):
        return str(value)
    words = column.replace(",", "").split()
    digits = next((DIGITS[word] for word in words if word in DIGITS), 3)
    return f"{value:.{digits}f}"
