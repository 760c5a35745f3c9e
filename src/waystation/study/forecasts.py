"""A forecast of one series from a past day: samples of what each later quarter may bring, and their quantiles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from waystation.base.problems import UsageError

Floats: TypeAlias = NDArray[np.float64]
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Forecast:
    """Samples (S, H) of a series for the H quarters that follow the quarter ended on `origin`; a row is one future.

    A flow is that of the quarter, a stock that of its last day. `by` says who made it.
    """

    series: str
    origin: date
    samples: Floats
    by: str = "model"

    @property
    def ends(self) -> tuple[date, ...]:
        """The last day of each quarter ahead (H,)."""
        return quarters_after(self.origin, self.samples.shape[1])

    def quantiles(self, levels: Sequence[float] = LEVELS) -> Floats:
        """The quantiles (levels, H) of what is to come: by Weibull's plotting positions.

        With n samples another like them falls below the k-th lowest with the probability k / (n + 1), so that an
        interval holds as often as it says however few samples there are (19 are enough for 90%).
        """
        return np.quantile(self.samples, levels, axis=0, method="weibull")


def quarter_end(day: date) -> date:
    """The last day of the quarter in which a day lies."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return (first + timedelta(days=95)).replace(day=1) - timedelta(days=1)


def quarters_after(origin: date, count: int) -> tuple[date, ...]:
    """The last days of the quarters after the one that ends on `origin`. Raises UsageError if no quarter ends then."""
    if quarter_end(origin) != origin:
        raise UsageError(f"no quarter ends on {origin}: name {quarter_end(origin)}, or the end of another quarter")
    ends = [origin]
    for _ in range(count):
        ends.append(quarter_end(ends[-1] + timedelta(days=1)))
    return tuple(ends[1:])


def origins(first: date, last: date) -> tuple[date, ...]:
    """The ends of quarters from one to another, both included."""
    found = [first]
    while found[-1] < last:
        found += quarters_after(found[-1], 1)
    return tuple(found)


def label(end: date) -> str:
    """`2026Q1` for a quarter that ends on 31 March 2026."""
    return f"{end.year}Q{(end.month + 2) // 3}"


def of_series(forecasts: Iterable[Forecast], series: str) -> Forecast:
    """The forecast of a series. Raises UsageError if there is none."""
    for forecast in forecasts:
        if forecast.series == series:
            return forecast
    raise UsageError(f"no forecast of {series!r} was made")
