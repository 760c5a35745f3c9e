"""One pipeline of five stages, small enough to be written again in any other tool: the workload of the comparisons.

Arrivals wait for a decision (so many a day), the refused wait for a hearing (so many a day), the dismissed are detained
(beds), then on a flight (a number of days), then in a hub (places). Clocks compete with the waiting and with the stays.
Every capacity grows with the number of cases, so that lines and waits are the same at each size.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from waystation.base.days import DAYS_A_YEAR, Calendar
from waystation.base.units import DIMENSIONS
from waystation.cases.schema import NEVER, Cases
from waystation.engine.compile import compile_tables
from waystation.engine.counts import Counts
from waystation.engine.simulate import simulate
from waystation.engine.tables import Codes, Tables
from waystation.parameters.axis import Axis
from waystation.parameters.book import make_book
from waystation.parameters.draw import Draw, Values
from waystation.parameters.parameter import Parameter
from waystation.parameters.spread import Spread
from waystation.process.process import Process
from waystation.process.words import Clock, Resource, Route, Stage
from waystation.world.world import World

Whole = NDArray[np.int32]
YEAR = DAYS_A_YEAR
DECISION, APPEAL, DETENTION, TRANSFER, HUB, GRANTED, WITHDRAWN, LOST, RELEASED, LEFT, RETURNED = range(11)
STAGES = ("decision", "appeal", "detention", "transfer", "hub")
ENDS = ("granted", "withdrawn", "lost", "released", "left", "returned")
# shares, and clocks as so many a year
GRANTED_SHARE, ALLOWED_SHARE = 0.45, 0.30
HAZARDS = {"withdraw": 0.25, "lost": 0.20, "bail": 2.0, "leave": 0.5, "leave_hub": 1.0, "lost_hub": 0.5}
# days: half of the cases between the first two, half between the last two, evenly
STAY, FLIGHT, HUB_STAY = (5, 20, 80), (3, 12, 45), (30, 90, 240)
# capacities, as multiples of the arrivals a day
DECISIONS, HEARINGS, BEDS, PLACES = 0.9, 0.4, 6.0, 15.0
START = date(2026, 1, 1)


@dataclass(frozen=True)
class Workload:
    """So many cases over ten years, arriving on days that the seed decides."""

    cases: int
    seed: int = 1
    days: int = 3652

    @cached_property
    def arrivals(self) -> Whole:
        """The day on which each case arrives, in order; shape (cases,)."""
        found = np.random.default_rng([self.seed, 1]).integers(0, self.days, self.cases, dtype=np.int32)
        return np.sort(found)

    @property
    def calendar(self) -> Calendar:
        """The days simulated."""
        return Calendar(START, START + timedelta(days=self.days - 1))

    def capacity(self, multiple: float) -> float:
        """What is on offer: a multiple of the arrivals a day."""
        return multiple * self.cases / self.days

    def places(self, multiple: float) -> int:
        """The same in whole places, at least one."""
        return max(1, round(self.capacity(multiple)))

    def slots(self, multiple: float) -> list[int]:
        """How many can be served on each day, fractions carried over; shape (days,)."""
        offered = np.floor(self.capacity(multiple) * np.arange(self.days + 1) + 1e-9)
        return [int(number) for number in np.diff(offered)]


@dataclass(frozen=True)
class Outcome:
    """What is compared: entries into each stage and end (11,), days in each stage (5,), days in beds and places."""

    entries: tuple[int, ...]
    days: tuple[int, ...]
    busy: tuple[int, int]

    @property
    def events(self) -> int:
        """How many times a stage or an end was entered."""
        return sum(self.entries)

    def measures(self, horizon: int) -> dict[str, float]:
        """Counts, mean waits in days for whoever entered, and mean occupancies."""
        waited = (*self.days[:2], self.days[DETENTION] - self.busy[0], self.days[HUB] - self.busy[1])
        entered = (self.entries[DECISION], self.entries[APPEAL], self.entries[DETENTION], self.entries[HUB])
        found: dict[str, float] = {f"cases {name}": self.entries[row] for row, name in enumerate(ENDS, len(STAGES))}
        waits = zip(("a decision", "a hearing", "a bed", "a hub place"), waited, entered, strict=True)
        found |= {f"wait for {name}": days / max(number, 1) for name, days, number in waits}
        found |= {f"cases in {name}": self.days[row] / horizon for row, name in enumerate(STAGES)}
        return found | {"beds taken": self.busy[0] / horizon, "hub places taken": self.busy[1] / horizon}


def ours(workload: Workload) -> tuple[Tables, Codes]:
    """The pipeline in the words of the engine, compiled."""
    made = world(workload)
    return compile_tables(made, Values(made.book, Draw(())), cases(workload))


def world(workload: Workload) -> World:
    """The pipeline in the words of the engine."""
    numbers = {name: _number(name, "per_year", rate) for name, rate in HAZARDS.items()}
    numbers |= {name: _number(name, "share", value) for name, value in
                (("granted_share", GRANTED_SHARE), ("allowed_share", ALLOWED_SHARE))}  # fmt: skip
    numbers |= {name: _number(name, "per_day", workload.capacity(multiple)) for name, multiple in
                (("decisions", DECISIONS), ("hearings", HEARINGS))}  # fmt: skip
    numbers |= {name: _number(name, "count", workload.places(multiple)) for name, multiple in
                (("beds", BEDS), ("places", PLACES))}  # fmt: skip
    numbers |= {name: _spread(name, edges) for name, edges in
                (("stay", STAY), ("flight", FLIGHT), ("hub_stay", HUB_STAY))}  # fmt: skip
    book = make_book(numbers, {"group": Axis("group", "Group", ("all",))})
    return World(_process(), book, {}, workload.calendar, "group")


def run(workload: Workload, seed: int, made: tuple[Tables, Codes] | None = None) -> Outcome:
    """The pipeline in our engine."""
    return outcome(simulate(*(made or ours(workload)), seed).counts)


def outcome(counts: Counts) -> Outcome:
    """What is compared, from our counts."""
    entries, days = counts.inflow[:, :, 0, 0].sum(axis=0).tolist(), counts.person_days[:, :5, 0, 0].sum(axis=0).tolist()
    beds, places = counts.used[:, 2:].sum(axis=0).tolist()
    return Outcome(tuple(entries), tuple(days), (round(beds), round(places)))


def _process() -> Process:
    stages = (
        Stage("decision", "", "", queue="deciders", routes=(
            Route("withdrawn", after=Clock("withdraw")), Route("granted", share="granted_share"), Route("appeal"))),
        Stage("appeal", "", "", queue="court", routes=(
            Route("lost", after=Clock("lost")), Route("granted", share="allowed_share"), Route("detention"))),
        Stage("detention", "", "", takes="stay", holds=("beds",), routes=(
            Route("released", after=Clock("bail")), Route("left", after=Clock("leave")), Route("transfer"))),
        Stage("transfer", "", "", takes="flight", routes=(Route("hub"),)),
        Stage("hub", "", "", takes="hub_stay", holds=("hub",), routes=(
            Route("left", after=Clock("leave_hub")), Route("lost", after=Clock("lost_hub")), Route("returned"))),
        *(Stage(name, "", "") for name in ENDS),
    )  # fmt: skip
    resources = (
        Resource("deciders", "", "throughput", "decisions"), Resource("court", "", "throughput", "hearings"),
        Resource("beds", "", "places", "beds"), Resource("hub", "", "places", "places"),
    )  # fmt: skip
    return Process("decision", stages, resources)


def cases(workload: Workload) -> Cases:
    """Its cases, all alike but for the day on which they come."""
    count = workload.cases
    return Cases(
        ("decision",), workload.arrivals, np.zeros(count, np.int16), np.ones(count, np.int16),
        {"group": np.zeros(count, np.int16)}, {}, {}, np.full(count, NEVER, np.int32),
    )  # fmt: skip


def _number(name: str, dimension: str, value: float) -> Parameter:
    return Parameter(name, name, "", DIMENSIONS[dimension], "assumed", "", (), ((START, np.array(value)),))


def _spread(name: str, edges: tuple[int, ...]) -> Parameter:
    shape = Spread("histogram", (("edges", tuple(map(float, edges))), ("shares", (0.5, 0.5))))
    return Parameter(name, name, "", DIMENSIONS["days"], "assumed", "", spread=shape)
