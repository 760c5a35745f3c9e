"""Quarters of a year: their days, and monthly figures summed or read at the end of each."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

A_YEAR = 4
MONTHS = 3
Floats = NDArray[np.float64]


def quarter_start(end: date) -> date:
    """The first day of the quarter that ends on a day."""
    return date(end.year, end.month - MONTHS + 1, 1)


def days_in(end: date) -> int:
    """The days of the quarter that ends on a day."""
    return (end - quarter_start(end)).days + 1


def summed(monthly: Floats) -> Floats:
    """Sums by quarter of months that begin with a quarter, along the first axis; (3 Q, ...) to (Q, ...)."""
    return np.asarray(monthly.reshape(-1, MONTHS, *monthly.shape[1:]).sum(axis=1), np.float64)


def at_end(monthly: Floats) -> Floats:
    """The figures of the last month of each quarter, along the first axis; (3 Q, ...) to (Q, ...)."""
    return np.asarray(monthly[MONTHS - 1 :: MONTHS], np.float64)
