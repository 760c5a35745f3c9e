"""What some cases do from a day of their own on, counted from the log of their visits, as a simulation counts all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from waystation.engine.counts import Counts, empty_counts
from waystation.engine.log import NO_ROUTE, OPEN
from waystation.engine.tables import Codes

Ints = NDArray[np.int64]
CASE, STAGE, ENTERED, LEFT, ROUTE = range(5)


def counts_from(
    log: Ints, since: NDArray[np.int32], people: NDArray[np.int16], codes: Codes, month_of_day: Sequence[int]
) -> Counts:
    """Entries, routes and days of the visits of a log (rows, 6) from day `since` (n,) of each case on, in one group.

    Cases in whose column `since` is negative are left out. Stocks and resources are not counted.
    """
    month, days = np.array(month_of_day), len(month_of_day)
    found = empty_counts(replace(codes, groups=("all",)), np.zeros((len(codes.months), len(codes.resources))))
    log = log[since[log[:, CASE]] >= 0]
    begins = since[log[:, CASE]].astype(np.int64)
    weights = np.stack([np.ones(len(log), np.int64), people[log[:, CASE]].astype(np.int64)], axis=1)
    came = (log[:, ENTERED] >= begins) & (log[:, ENTERED] < days)
    np.add.at(found.inflow, (month[log[came, ENTERED]], log[came, STAGE], 0), weights[came])
    went = (log[:, LEFT] != OPEN) & (log[:, LEFT] >= begins) & (log[:, ROUTE] != NO_ROUTE)
    np.add.at(found.flow, (month[log[went, LEFT]], log[went, ROUTE], 0), weights[went])
    start = np.maximum(log[:, ENTERED], begins)
    end = np.where(log[:, LEFT] == OPEN, days, log[:, LEFT])
    firsts = np.searchsorted(month, np.arange(month[-1] + 2))
    for row, (first, last) in enumerate(zip(firsts[:-1], firsts[1:], strict=True)):
        spent = np.clip(np.minimum(end, last) - np.maximum(start, first), 0, None)
        here = spent > 0
        np.add.at(found.person_days[row, :, 0], log[here, STAGE], spent[here, None] * weights[here])
    return found
