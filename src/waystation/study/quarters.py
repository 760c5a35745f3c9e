"""Calendar quarters: their ends, their names, and sums and ends of monthly figures by quarter."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from waystation.base.days import next_month

A_YEAR = 4
MONTHS = 3
Floats = NDArray[np.float64]


def quarter_end(day: date) -> date:
    """The last day of the quarter in which a day lies."""
    last = date(day.year, MONTHS * ((day.month - 1) // MONTHS) + MONTHS, 1)
    return next_month(last) - timedelta(days=1)


def ends_after(day: date, count: int) -> tuple[date, ...]:
    """The ends of the first quarters that end after a day."""
    found: list[date] = []
    while len(found) < count:
        day = quarter_end(day + timedelta(days=1))
        found.append(day)
    return tuple(found)


def quarter_start(end: date) -> date:
    """The first day of the quarter that ends on a day."""
    return date(end.year, end.month - MONTHS + 1, 1)


def days_in(end: date) -> int:
    """The days of the quarter that ends on a day."""
    return (end - quarter_start(end)).days + 1


def label(end: date) -> str:
    """A quarter as 2026Q1."""
    return f"{end.year}Q{end.month // MONTHS}"


def summed(monthly: Floats) -> Floats:
    """Sums by quarter of months that begin with a quarter, along the first axis; (3 Q, ...) to (Q, ...)."""
    return np.asarray(monthly.reshape(-1, MONTHS, *monthly.shape[1:]).sum(axis=1), np.float64)


def at_end(monthly: Floats) -> Floats:
    """The figures of the last month of each quarter, along the first axis; (3 Q, ...) to (Q, ...)."""
    return np.asarray(monthly[MONTHS - 1 :: MONTHS], np.float64)
