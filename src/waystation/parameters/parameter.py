"""A parameter: one number, or one table of numbers, with its dimension, dates, range, status and source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from waystation.base.units import Dimension
from waystation.parameters.prior import Prior
from waystation.parameters.spread import Spread

Status = Literal["measured", "derived", "elicited", "assumed"]
STATUSES: tuple[Status, ...] = ("measured", "derived", "elicited", "assumed")
Table = NDArray[np.float64]


@dataclass(frozen=True)
class Parameter:
    """A number of the model; `values` holds, by date, a table shaped by the axes `by` (a scalar has shape ())."""

    id: str
    title: str
    what: str
    dimension: Dimension
    status: Status
    source: str
    by: tuple[str, ...] = ()
    values: tuple[tuple[date, Table], ...] = ()
    spread: Spread | None = None
    prior: Prior | None = None
    prior_reason: str = ""
    note: str = ""
    rests_on: tuple[str, ...] = ()
    how: str = ""
    where: str = ""

    def at(self, when: date) -> Table:
        """The table in force on a day (the first one before its date as well)."""
        held = [table for start, table in self.values if start <= when]
        return held[-1] if held else self.values[0][1]

    @property
    def dates(self) -> tuple[date, ...]:
        """The days from which each table holds."""
        return tuple(start for start, _ in self.values)
