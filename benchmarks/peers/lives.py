"""What the peers in Python share: each case's luck, drawn by numpy in batches as cases arrive, and the ledger of what
is compared. Moments are numbers: clocks fire a quarter before a day, work ends on it, desks serve in its second half.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.pipeline import (
    ALLOWED_SHARE,
    ENDS,
    FLIGHT,
    GRANTED_SHARE,
    HAZARDS,
    HUB_STAY,
    STAGES,
    STAY,
    YEAR,
    Outcome,
    Workload,
)  # fmt: skip

BATCH = 10_000
EARLY = 0.25
DESKS = (0.5, 0.6)  # when, within a day, decisions are taken and appeals heard


class Life(NamedTuple):
    """A case's luck: whether each outcome comes, days until each clock, days of each stay."""

    granted: bool
    allowed: bool
    withdraw: int
    lost: int
    bail: int
    leave: int
    leave_hub: int
    lost_hub: int
    stay: int
    flight: int
    hub_stay: int


def day(moment: float) -> int:
    """The day to which a moment belongs."""
    return int(moment + 0.3)


def lives(workload: Workload, seed: int) -> Iterator[tuple[int, Life]]:
    """The day of arrival and the luck of each case, in order."""
    random, arrivals = np.random.default_rng([seed, 2]), workload.arrivals
    for first in range(0, workload.cases, BATCH):
        days = arrivals[first : first + BATCH].tolist()
        columns = [column.tolist() for column in draws(random, len(days))]
        yield from zip(days, map(Life._make, zip(*columns, strict=True)), strict=True)


def draws(random: np.random.Generator, count: int) -> list[NDArray[np.generic]]:
    """The columns of `count` lives."""
    outcomes = [random.random(count) < share for share in (GRANTED_SHARE, ALLOWED_SHARE)]
    clocks = [clock(random, rate, count) for rate in HAZARDS.values()]
    return [*outcomes, *clocks, *(stay(random, edges, count) for edges in (STAY, FLIGHT, HUB_STAY))]


def clock(random: np.random.Generator, rate: float, count: int) -> NDArray[np.int64]:
    """Whole days until something fires that happens at a rate a year."""
    return np.maximum(np.ceil(random.exponential(YEAR / rate, count)), 1).astype(np.int64)


def stay(random: np.random.Generator, edges: tuple[int, ...], count: int) -> NDArray[np.int64]:
    """Whole days: half of the cases between the first two edges, half between the last two."""
    found = np.interp(random.random(count), (0.0, 0.5, 1.0), edges)
    return np.maximum(np.floor(found + 0.5), 1).astype(np.int64)


class Ledger:
    """Counts entries and days as cases go in and out; `outcome` counts whoever is still inside."""

    def __init__(self) -> None:
        self.entries = [0] * (len(STAGES) + len(ENDS))
        self.inside, self.days = self.entries.copy(), self.entries.copy()
        self.held, self.busy = [0, 0], [0, 0]

    def enter(self, stage: int, today: int) -> None:
        """A case enters a stage."""
        self.entries[stage] += 1
        self.inside[stage] += 1
        self.days[stage] -= today

    def leave(self, stage: int, today: int) -> None:
        """A case leaves a stage."""
        self.inside[stage] -= 1
        self.days[stage] += today

    def hold(self, place: int, today: int) -> None:
        """A bed (0) or a hub place (1) is taken."""
        self.held[place] += 1
        self.busy[place] -= today

    def free(self, place: int, today: int) -> None:
        """A bed or a hub place is given back."""
        self.held[place] -= 1
        self.busy[place] += today

    def outcome(self, horizon: int) -> Outcome:
        """What is compared, at the end of the horizon."""
        days = [spent + horizon * left for spent, left in zip(self.days, self.inside, strict=True)]
        beds, places = (spent + horizon * left for spent, left in zip(self.busy, self.held, strict=True))
        return Outcome(tuple(self.entries), tuple(days[: len(STAGES)]), (beds, places))
