"""What theory says and what the engine does, side by side: the rows of the table in docs/explanation/proofs.md.

Every seed is fixed, so a row is found again to the digit. `python -m tests.theory.findings` prints the table.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tests.theory import discrete
from tests.theory.small import arriving, end, number, run, spread, world
from tests.theory.test_chains import racing
from tests.theory.test_priority import FEW, MANY, STAY, by_the_day, cobham, ranked_waits
from waystation.base.days import DAYS_A_YEAR
from waystation.engine.log import OPEN
from waystation.parameters.parameter import Parameter
from waystation.process.words import Clock, Resource, Route, Stage
from waystation.world.world import World

Floats = NDArray[np.float64]
BATCHES, WARM = 40, 0.05
NORMAL = 1.96  # a 95% interval
LOST = 1  # the row of the clock's route out of `door`


@dataclass(frozen=True)
class Finding:
    """One comparison: theory's value, the engine's, its standard error, and what whole days may add (`allowed`)."""

    what: str
    by: str
    theory: float
    found: float
    error: float
    allowed: float = 0.0

    def row(self) -> str:
        """A line of the table."""
        digits = max(0, 1 - math.floor(math.log10(self.error))) if self.error else 3
        theory = f"{self.theory:.{digits}f}" + (f" ± {self.allowed:.{digits}f}" if round(self.allowed, digits) else "")
        return f"| {self.what} | {self.by} | {theory} | {self.found:.{digits}f} ± {NORMAL * self.error:.{digits}f} |"


def batched(what: str, by: str, theory: float, values: NDArray[np.generic], allowed: float = 0.0) -> Finding:
    """The mean of a series of neighbours that are alike, with its error from the means of long batches."""
    kept = np.asarray(values, dtype=np.float64)[int(WARM * len(values)) :]
    means = [part.mean() for part in np.array_split(kept, BATCHES)]
    return Finding(what, by, theory, float(np.mean(means)), float(np.std(means, ddof=1)) / math.sqrt(BATCHES), allowed)


def poisson_days(rate: float, days: int, seed: int) -> NDArray[np.int64]:
    """The days on which cases come."""
    return np.repeat(np.arange(days), np.random.default_rng(seed).poisson(rate, days))


BEDS = Resource("beds", "beds", "places", "places", per="people")
DESK = Resource("desk", "desk", "throughput", "rate")
LINE = (Stage("wait", "wait", "office", queue="desk", routes=(Route("out"),)), end("out"))


def first_visits(made: World, came: NDArray[np.int64], *, ended: bool = True) -> NDArray[np.int64]:
    """The rows of the log about the first stage, in the order in which the visits ended; without the open ones."""
    log = run(arriving(made, came)).log
    assert log is not None
    mine = log[log[:, 1] == 0]
    return mine[mine[:, 3] != OPEN] if ended else mine


def there_on(day: int, visits: NDArray[np.int64]) -> int:
    """How many are in a stage at the end of a day."""
    return int(((visits[:, 2] <= day) & ((visits[:, 3] > day) | (visits[:, 3] == OPEN))).sum())


def waits(came: NDArray[np.int64], places: int, stay: Parameter, days: int) -> Floats:
    """Days each case that got a place had waited for it, in order of arrival; the stay is work, or a chance a day."""
    stages: tuple[Stage, ...] = house(stay)
    if stay.spread is not None:
        stages = (Stage("stay", "stay", "house", stay.id, holds=("beds",), routes=(Route("out"),)), end("out"))
    mine = first_visits(world(stages, (number("places", "count", (0, places)), stay), days, (BEDS,)), came)
    return np.asarray(mine[np.argsort(mine[:, 0], kind="stable"), 5], dtype=np.float64)


def house(stay: Parameter, *others: Route) -> tuple[Stage, ...]:
    """A door at which one waits for a place, and a stay that a clock ends."""
    leave = Route("out", after=Clock(stay.id))
    return (Stage("door", "door", "house", holds=("beds",), routes=(Route("stay"), *others)),
            Stage("stay", "stay", "house", holds=("beds",), routes=(leave,)), end("out"))  # fmt: skip


def daily(chance: float) -> Parameter:
    """A hazard under which a case leaves each day with a chance."""
    return number("leaves", "per_year", (0, -math.log(1 - chance) * DAYS_A_YEAR))


def geo_geo_1() -> Iterator[Finding]:
    """Bernoulli arrivals, one place, geometric stays (Hunter 1983, vol. 2; here from the birth-and-death chain)."""
    coming, leaving, days = 0.3, 0.45, 200_000
    came = np.flatnonzero(np.random.default_rng(1).random(days) < coming)
    waited = waits(came, 1, daily(leaving), days)
    ratio = coming * (1 - leaving) / (leaving * (1 - coming))
    busy, rate = coming / leaving, leaving * (1 - ratio)
    yield batched("Geo/Geo/1: mean wait, days", "closed form", (1 - coming) / (leaving - coming) - 1 / leaving, waited)
    for least in (1, 5, 15):
        theory = busy * (1 - rate) ** least
        yield batched(f"Geo/Geo/1: share waiting {least} days or more", "closed form", theory, waited >= least)


def m_g_1() -> Iterator[Finding]:
    """Poisson arrivals, one place, stays of three shapes."""
    days = 400_000
    for name, stay, mean, second in (
        ("M/D/1, stays of 5 days", spread("stay", "fixed", days=5.0), 5.0, 25.0),
        ("M/M/1, geometric stays", daily(0.2), 5.0, 45.0),
        ("M/G/1, log-normal stays", spread("stay", "lognormal", median=4.0, gsd=2.0), *moments("lognormal")),
    ):
        rate = 0.7 / mean
        waited = waits(poisson_days(rate, days, 2), 1, stay, days)
        yield batched(f"{name}: mean wait, days", "Pollaczek–Khinchine", discrete.pollaczek(rate, mean, second), waited)


def moments(kind: str) -> tuple[float, float]:
    """The mean and the mean square of whole days of work, off the quantile table itself."""
    shape = spread("stay", kind, median=4.0, gsd=2.0).spread
    assert shape is not None
    table, points = shape.quantiles(), (np.arange(1_000_000) + 0.5) / 1_000_000
    days = np.maximum(1, np.floor(np.interp(points, np.linspace(0, 1, len(table)), table) + 0.5))
    return float(days.mean()), float((days**2).mean())


def many_places() -> Iterator[Finding]:
    """Several places: geometric, fixed and mixed stays."""
    days = 300_000
    rate, leaving, places = 0.8, 0.25, 4
    chain = discrete.mean_line(discrete.with_places(rate, leaving, places, 120), places) / rate
    waited = waits(poisson_days(rate, days, 3), places, daily(leaving), days)
    yield batched("M/M/4, geometric stays of 4 days: mean wait, days", "chain of whole days", chain, waited)

    rate, leaving = 0.16, 0.04
    by_day = discrete.mean_line(discrete.with_places(rate, leaving, 5, 200), 5) / rate
    erlang = discrete.erlang_c(rate / leaving, 5) / (5 * leaving - rate)
    waited = waits(poisson_days(rate, 2 * days, 4), 5, daily(leaving), 2 * days)
    yield batched("M/M/5, stays of 25 days: mean wait, days", "Erlang C", erlang, waited, abs(by_day - erlang))

    rate, length, places = 0.4, 6, 3
    line = discrete.lindley(rate * length, places, 150)
    waited = waits(poisson_days(rate, days, 5), places, spread("stay", "fixed", days=float(length)), days)
    yield batched("M/D/3, stays of 6 days: mean wait, days", "Crommelin", crommelin(line, rate, places), waited)


def crommelin(line: Floats, rate: float, places: int) -> float:
    """The mean wait of M/D/c: the line follows Lindley's recursion from one stay to the next (Crommelin 1932)."""
    return float(np.arange(len(line)) @ line) / rate


def mixed_stays() -> Iterator[Finding]:
    """M/H₂/2: short and long stays, as unlike as hyper-exponential ones."""
    rate, share, chances, days = 0.35, 0.8, (0.5, 0.1), 300_000
    theory = discrete.two_kinds(rate, share, chances, 2, 45) / rate
    yearly = [-math.log(1 - chance) * DAYS_A_YEAR for chance in chances]
    numbers = (number("places", "count", (0, 2)), number("short", "share", (0, share)),
               number("q", "per_year", (0, yearly[0])), number("s", "per_year", (0, yearly[1])))  # fmt: skip
    stages = (
        Stage("door", "door", "house", holds=("beds",), routes=(Route("quick", share="short"), Route("slow"))),
        Stage("quick", "quick", "house", holds=("beds",), routes=(Route("out", after=Clock("q")),)),
        Stage("slow", "slow", "house", holds=("beds",), routes=(Route("out", after=Clock("s")),)), end("out"),
    )  # fmt: skip
    waited = first_visits(world(stages, numbers, days, (BEDS,)), poisson_days(rate, days, 6))[:, 5]
    yield batched("M/H₂/2, short and long stays: mean wait, days", "chain of whole days", theory, waited)


def erlang_loss() -> Iterator[Finding]:
    """Whoever finds no place at the end of the day is lost the day after."""
    places, load, mean, days = 10, 6.2157, 40, 300_000
    rate = load / mean
    exact, table = discrete.blocked(rate, 1 / mean, places), 0.05
    for name, stay in (("geometric", daily(1 / mean)), ("fixed", spread("stay", "fixed", days=float(mean)))):
        lost = lost_at_the_door(poisson_days(rate, days, 7), places, stay, days)
        yield batched(f"Erlang loss, 10 places, load 6.2157, {name} stays: share lost", "published table (Erlang B)",
                      table, lost, abs(exact - table))  # fmt: skip
        if name == "geometric":
            yield batched("the same", "chain of whole days", exact, lost)


def lost_at_the_door(came: NDArray[np.int64], places: int, stay: Parameter, days: int) -> NDArray[np.bool_]:
    """Whether each case was lost rather than let in, in order of leaving the door."""
    numbers = (number("places", "count", (0, places)), number("day", "days", (0, 1.0)), stay)
    stages = (*house(stay, Route("lost", after=Clock("day"))), end("lost"))
    return first_visits(world(stages, numbers, days, (BEDS,)), came)[:, 4] == LOST


def batch_service() -> Iterator[Finding]:
    """A desk that serves up to three a day."""
    rate, served, days = 2.4, 3, 200_000
    made = world(LINE, (number("rate", "per_day", (0, served)),), days, (DESK,))
    theory = float(np.arange(150) @ discrete.lindley(rate, served, 150)) / rate
    waited = first_visits(made, poisson_days(rate, days, 8))[:, 5]
    yield batched("Three served a day, Poisson arrivals: mean wait, days", "chain of whole days", theory, waited)


def nobody_waits() -> Iterator[Finding]:
    """M/G/∞ from empty, after a step in arrivals: Poisson on any day, whatever the shape of the stay."""
    before, after, step, days = 60.0, 20.0, 60, 120
    stay = spread("stay", "lognormal", median=9.0, gsd=2.0)
    assert stay.spread is not None
    table = stay.spread.quantiles()
    fine = np.interp((np.arange(200_000) + 0.5) / 200_000, np.linspace(0, 1, len(table)), table)
    longer = np.array([(np.maximum(1, np.floor(fine + 0.5)) > age).mean() for age in range(days)])
    rates = np.where(np.arange(days) < step, before, after)
    came = np.repeat(np.arange(days), np.random.default_rng(9).poisson(rates))
    made = world((Stage("stay", "stay", "house", "stay", routes=(Route("out"),)), end("out")), (stay,), days)
    stays = first_visits(made, came, ended=False)
    for day in (10, 59, 75, 119):
        theory = float(rates[: day + 1] @ longer[day::-1])
        yield Finding(f"M/G/∞, arrivals fall from 60 to 20 on day 60: there on day {day}", "closed form", theory,
                      there_on(day, stays), math.sqrt(theory))  # fmt: skip


def after_a_cut() -> Iterator[Finding]:
    """A desk cut from 25 to 16 a day for two months and then raised to 26: the line against the fluid limit."""
    scale, rate = 100, 20.0
    rates = (number("rate", "per_day", (0, 25.0 * scale), (31, 16.0 * scale), (90, 26.0 * scale)),)
    waiting = first_visits(world(LINE, rates, 181, (DESK,)), poisson_days(rate * scale, 181, 10), ended=False)
    for day in (60, 89, 110):
        worked, late = min(day, 89) - 30, max(0, day - 89)
        fluid = (rate - 16) * worked + (rate - 26) * late
        yield Finding(f"Capacity cut on day 31, raised on day 90: line on day {day}, per hundred", "fluid limit", fluid,
                      there_on(day, waiting) / scale, math.sqrt(rate * (worked + late) / scale), 1 / scale)  # fmt: skip


def risks_and_fates() -> Iterator[Finding]:
    """Two clocks that compete, in whole days; the earlier route wins a tie."""
    first, second, days, count = 2.0, 1.0, 900, 40_000
    log = run(racing(first, second, days)).log
    assert log is not None
    day = np.arange(1, days)
    a, b = (np.exp(-rate * np.stack([day, day - 1]) / DAYS_A_YEAR) for rate in (first, second))
    for route, gone in ((0, (a[1] - a[0]) * b[1]), (1, (b[1] - b[0]) * a[0])):
        theory = float(np.cumsum(gone)[364])
        found = float(((log[:, 1] == 0) & (log[:, 4] == route) & (log[:, 3] <= 365)).sum() / count)
        yield Finding(f"Competing risks of 2 and 1 a year: gone by route {route + 1} within a year",
                      "cumulative incidence", theory, found, math.sqrt(theory * (1 - theory) / count))  # fmt: skip


def two_ranks() -> Iterator[Finding]:
    """One bed, stays of ten days, two ranks of Poisson arrivals: Cobham's formula, with what whole days add."""
    waited, first = ranked_waits()
    rows = zip(("first", "second"), (first, ~first), cobham(FEW, MANY, STAY), by_the_day(FEW, MANY, STAY), strict=True)
    for rank, mine, theory, exact in rows:
        yield batched(f"M/D/1, two ranks, stays of 10 days: mean wait of the {rank}, days", "Cobham", theory,
                      waited[mine], abs(exact - theory))  # fmt: skip


PARTS: tuple[Callable[[], Iterator[Finding]], ...] = (
    geo_geo_1, m_g_1, many_places, mixed_stays, erlang_loss, batch_service, two_ranks, nobody_waits, after_a_cut,
    risks_and_fates,
)  # fmt: skip


@cache
def findings(part: Callable[[], Iterator[Finding]]) -> tuple[Finding, ...]:
    """One part, worked out once."""
    return tuple(part())


def table() -> str:
    """All rows, with a head."""
    head = "| what | theory | it says | found (95% interval) |\n| --- | --- | --- | --- |"
    return "\n".join([head, *(finding.row() for part in PARTS for finding in findings(part))])


if __name__ == "__main__":
    print(table())
