"""The reconciliation of the opening caseload: which lines are sums of those above them, and whether they add up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from waystation.report.content import StockRow

ROUNDING = 2.0  # rounding may move a sum by one or two


@dataclass(frozen=True)
class StockLine:
    """A line of the reconciliation; `adds_to` is the sum of the lines above if this line is their sum."""

    row: StockRow
    adds_to: float | None = None

    @property
    def part(self) -> bool:
        """Whether the line is a part of one above it and so not added."""
        return self.row.title.lower().startswith("of which")


def with_sums(rows: Sequence[StockRow]) -> tuple[StockLine, ...]:
    """The lines with their sums found. A sum starts a new count; what is taken out after it is taken from it."""
    return tuple(_lines(rows))


def _lines(rows: Sequence[StockRow]) -> Iterable[StockLine]:
    total, added, closed = 0.0, 0, False
    for row in rows:
        line = StockLine(row)
        if line.part:
            yield line
        elif added > 1 and abs(row.cases - total) <= ROUNDING:
            yield StockLine(row, adds_to=total)
            total, added, closed = row.cases, 1, True
        else:
            if closed and row.cases >= 0:
                total, added = 0.0, 0
            total, added, closed = total + row.cases, added + 1, False
            yield line
