"""What is kept of one simulated world: measures by month, counts by year, fates of cohorts, use of resources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waystation.base.days import Calendar
from waystation.cases.schema import Cases
from waystation.engine.counts import Counts
from waystation.engine.fates import Fates
from waystation.engine.log import OUTSIDE
from waystation.results.measure import Measure, Monthly
from waystation.results.quantity import Tally

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Run:
    """One world in one draw. K measures, M months, Y years, S stages, G groups, Q resources.

    `monthly` (K, M); `stock` (Y, S, G, 2) at each year's end and `inflow` (Y, S, G, 2), in cases and people;
    `cohort` (S,) people first refused in the cohort year by where they stand at the end; `returned` (G, 2) claims of
    the cohort year, and those of them returned within the span compared, in cases; `used`, `offered`, `queued` (Y, Q).
    `tally` holds the quantities that cost money, by financial year.
    """

    stages: tuple[str, ...]
    resources: tuple[str, ...]
    monthly: Floats
    stock: NDArray[np.int64]
    inflow: NDArray[np.int64]
    cohort: NDArray[np.int64]
    returned: NDArray[np.int64]
    used: Floats
    offered: Floats
    queued: Floats
    tally: Tally


@dataclass(frozen=True)
class Cohort:
    """Which cases are followed: claims and refusals of a year, and the returns counted until a day."""

    year: int
    claims_into: str
    refused: str
    returned: tuple[str, ...]
    until: int


def years(calendar: Calendar) -> tuple[int, ...]:
    """The calendar years that the simulation touches."""
    return tuple(sorted({month.year for month in calendar.months}))


def last_months(calendar: Calendar) -> list[int]:
    """For each year, the index of its last simulated month."""
    return [max(row for row, month in enumerate(calendar.months) if month.year == year) for year in years(calendar)]


def summarise(
    counts: Counts,
    fates: Fates,
    cases: Cases,
    *,
    measures: Sequence[Measure],
    number: Monthly,
    cohort: Cohort,
    calendar: Calendar,
    tally: Tally,
) -> Run:
    """What is kept of a simulation; `number` gives a parameter's number by month, for measures that weigh by one."""
    ends = last_months(calendar)
    starts = [0, *(end + 1 for end in ends[:-1])]
    return Run(
        counts.codes.stages,
        counts.codes.resources,
        np.stack([measure.monthly(counts, number) for measure in measures]),
        counts.month_end[ends],
        np.add.reduceat(counts.inflow, starts, axis=0),
        _cohort(fates, cohort, calendar),
        _returned(fates, cases, cohort, calendar),
        np.add.reduceat(counts.used, starts, axis=0),
        np.add.reduceat(counts.offered, starts, axis=0),
        counts.queued[ends].astype(np.float64),
        tally,
    )


def _in_year(days: NDArray[np.int32], cohort: Cohort, calendar: Calendar) -> NDArray[np.bool_]:
    rows = [row for row, month in enumerate(calendar.months) if month.year == cohort.year]
    first = calendar.first_day(rows[0])
    last = calendar.first_day(rows[-1]) + calendar.length(rows[-1])
    return (days >= first) & (days < last)


def _cohort(fates: Fates, cohort: Cohort, calendar: Calendar) -> NDArray[np.int64]:
    chosen = _in_year(fates.first(cohort.refused), cohort, calendar) & (fates.stage != OUTSIDE)
    people = np.bincount(fates.stage[chosen], weights=fates.people[chosen], minlength=len(fates.codes.stages))
    return people.astype(np.int64)


def _returned(fates: Fates, cases: Cases, cohort: Cohort, calendar: Calendar) -> NDArray[np.int64]:
    into = cases.stage == cases.stages.index(cohort.claims_into)
    claims = _in_year(cases.entered, cohort, calendar) & into & (fates.stage != OUTSIDE)
    rows = [fates.codes.stages.index(name) for name in cohort.returned if name in fates.codes.stages]
    gone = claims & np.isin(fates.stage, rows) & (fates.entered <= cohort.until)
    size = len(fates.codes.groups)
    return np.stack([np.bincount(fates.group[part], minlength=size) for part in (claims, gone)], axis=1)
