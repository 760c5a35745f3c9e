"""What a simulation counts as it goes: month × stage × group, in cases and in people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from waystation.engine.tables import Codes

Whole = NDArray[np.int64]
CASES, PEOPLE = 0, 1


@dataclass(frozen=True)
class Counts:
    """Counts of one simulation; the last axis is (cases, people).

    `opening` (S, G, 2) who was there before day 0; `inflow` (M, S, G, 2) entries; `flow` (M, R, G, 2) routes taken;
    `month_end` (M, S, G, 2) stock; `person_days` (M, S, G, 2) days spent (cases: case-days); `used` (M, Q) units of a
    throughput used, or place-days occupied; `offered` (M, Q) the same, on offer; `queued` (M, Q) cases waiting at the
    end of the month.
    """

    codes: Codes
    opening: Whole
    inflow: Whole
    flow: Whole
    month_end: Whole
    person_days: Whole
    used: NDArray[np.float64]
    offered: NDArray[np.float64]
    queued: Whole

    def stages(self, *names: str) -> list[int]:
        """The rows of some stages."""
        return [self.codes.stages.index(name) for name in names]


def empty_counts(codes: Codes, offered: NDArray[np.float64]) -> Counts:
    """Room for the counts of one simulation."""
    months, stages, routes = len(codes.months), len(codes.stages), len(codes.routes)
    groups = len(codes.groups)
    return Counts(
        codes,
        np.zeros((stages, groups, 2), np.int64),
        np.zeros((months, stages, groups, 2), np.int64),
        np.zeros((months, routes, groups, 2), np.int64),
        np.zeros((months, stages, groups, 2), np.int64),
        np.zeros((months, stages, groups, 2), np.int64),
        np.zeros((months, len(codes.resources))),
        offered,
        np.zeros((months, len(codes.resources)), np.int64),
    )


@njit(cache=True, inline="always")
def spend_day(person_days, month, stock):  # type: ignore[no-untyped-def]
    """Count a day for everybody where they stand; `person_days` (M, S, G, 2), `stock` (S, G, 2)."""
    for stage in range(stock.shape[0]):
        for group in range(stock.shape[1]):
            person_days[month, stage, group, 0] += stock[stage, group, 0]
            person_days[month, stage, group, 1] += stock[stage, group, 1]
