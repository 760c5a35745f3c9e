"""A quantity that costs money, as a simulation counts it: days spent, entries, ways taken; by financial year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from waystation.base.days import DAYS_A_YEAR, Calendar
from waystation.engine.counts import Counts
from waystation.results.measure import Kind, Measure, Monthly

How = Literal["days", "weeks", "entries", "routes"]
DAYS_A_WEEK = 7
APRIL = 4
HOW: Mapping[How, tuple[Kind, float]] = {
    "days": ("person_years", DAYS_A_YEAR),
    "weeks": ("person_years", DAYS_A_YEAR / DAYS_A_WEEK),
    "entries": ("entries", 1.0),
    "routes": ("routes", 1.0),
}
Floats = NDArray[np.float64]
WHOLE = ""


@dataclass(frozen=True)
class Quantity:
    """What a cost depends on: days or weeks in stages, entries into stages, or routes taken, in cases or people.

    `of` names stages or routes by patterns, `shares` weighs each pattern of stages by parameters, as in a Measure.
    """

    id: str
    how: How
    of: tuple[str, ...]
    unit: Literal["people", "cases"] = "people"
    shares: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def monthly(self, counts: Counts, number: Monthly) -> Floats:
        """The quantity month by month, shape (M,); `number` gives a parameter's number by month."""
        kind, size = HOW[self.how]
        return size * Measure(self.id, self.id, "", kind, self.of, self.unit, shares=self.shares).monthly(
            counts, number
        )


@dataclass(frozen=True)
class Tally:
    """Quantities by name and part of the cases (WHOLE for all of them); each by financial year, shape (Y,)."""

    years: tuple[int, ...]
    of: Mapping[tuple[str, str], Floats]


def financial_years(calendar: Calendar) -> tuple[int, ...]:
    """The financial years that the simulation touches, each by the calendar year in which it begins."""
    return tuple(sorted(set(_year_of_month(calendar).tolist())))


def by_year(monthly: Floats, calendar: Calendar) -> Floats:
    """Amounts by month (..., M) summed by financial year (..., Y)."""
    rows = np.unique(_year_of_month(calendar), return_index=True)[1]
    return np.asarray(np.add.reduceat(monthly, rows, axis=-1), np.float64)


def _year_of_month(calendar: Calendar) -> NDArray[np.int64]:
    return np.array([month.year - (month.month < APRIL) for month in calendar.months])


def tally(
    counts: Mapping[str, Counts],
    quantities: Sequence[Quantity],
    number: Monthly,
    calendar: Calendar,
    more: Mapping[str, Floats] | None = None,
) -> Tally:
    """Every quantity of the counts of each part (WHOLE among them); `more` gives others of the whole by month (M,)."""
    found = {
        (quantity.id, part): by_year(quantity.monthly(held, number), calendar)
        for part, held in counts.items()
        for quantity in quantities
    }
    found |= {(name, WHOLE): by_year(monthly, calendar) for name, monthly in (more or {}).items()}
    return Tally(financial_years(calendar), found)
