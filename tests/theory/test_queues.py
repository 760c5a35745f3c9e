"""Queues with known answers. Time is discrete: a day's arrivals join before that day's service."""

from __future__ import annotations

import math
from datetime import timedelta

import numpy as np
import pytest

from tests.theory.small import SIGMAS, START, arriving, end, number, run, spread, world
from waystation.base.days import Calendar
from waystation.engine.log import OPEN
from waystation.engine.simulate import Simulation
from waystation.process.words import Resource, Route, Stage


def line() -> tuple[Stage, ...]:
    return Stage("wait", "wait", "office", queue="desk", routes=(Route("out"),)), end("out")


def desk(entered: np.ndarray, *, rate: float, days: int) -> Simulation:
    """Cases that wait for a desk which serves `rate` a day."""
    resource = Resource("desk", "desk", "throughput", "rate")
    made = world(line(), (number("rate", "per_day", (0, rate)),), days, (resource,))
    return run(arriving(made, entered))


def waits(simulation: Simulation) -> np.ndarray:
    """Days waited in the first stage, for those served."""
    assert simulation.log is not None
    log = simulation.log
    return np.asarray(log[(log[:, 1] == 0) & (log[:, 3] != OPEN), 5])


def lindley(arrivals: np.ndarray, served: int) -> np.ndarray:
    """The line left at the end of each day."""
    left, lines = 0, []
    for came in arrivals:
        left = max(left + int(came) - served, 0)
        lines.append(left)
    return np.array(lines)


@pytest.mark.parametrize(("load", "served"), [(0.7, 1), (2.5, 3)])
def test_the_line_follows_lindleys_recursion(load: float, served: int) -> None:
    """Geo/D/c with batch arrivals: exactly, every day's line; and whoever comes first is served first."""
    arrivals = np.random.default_rng(1).poisson(load, 3000)
    found = desk(np.repeat(np.arange(3000), arrivals), rate=served, days=3000)
    expected = lindley(arrivals, served)
    last = np.cumsum(lengths(3000)) - 1
    assert found.counts.queued[:, 0].tolist() == expected[last].tolist()
    came = np.repeat(np.arange(3000), arrivals)
    ahead = np.arange(len(came)) - np.cumsum(arrivals)[came] + arrivals[came]  # place within the day's batch
    before = np.concatenate([[0], expected])[came]
    theory = (before + ahead) // served
    assert waits(found).tolist() == theory[came + theory < 3000].tolist()


def lengths(days: int) -> np.ndarray:
    """How many days of each month are simulated."""
    calendar = Calendar(START, START + timedelta(days=days - 1))
    return np.array([calendar.length(row) for row in range(len(calendar.months))])


def test_the_mean_line_is_that_of_the_slotted_queue() -> None:
    """Poisson arrivals, one served a day: the line left at night has mean load² / 2(1 − load). Batch means bound it."""
    load, days = 0.7, 30_000
    entered = np.repeat(np.arange(days), np.random.default_rng(2).poisson(load, days))
    found = desk(entered, rate=1, days=days)
    person_days = found.counts.person_days[:, 0, 0, 0]
    length = lengths(days)
    batches = [part.sum() / length[rows].sum() for rows in np.array_split(np.arange(12, len(length)), 25)
               for part in [person_days[rows]]]  # fmt: skip
    error = np.std(batches, ddof=1) / math.sqrt(len(batches))
    assert abs(np.mean(batches) - load**2 / (2 * (1 - load))) < SIGMAS * error and error < 0.06


def test_a_line_drains_as_a_fluid() -> None:
    """500 wait at the start and nobody comes: with 2.4 a day the line falls along a straight line, to the case."""
    found = desk(np.full(500, -1), rate=2.4, days=300)
    last = np.cumsum(lengths(300))
    assert found.counts.queued[:, 0].tolist() == [max(0, 500 - math.floor(2.4 * day + 1e-9)) for day in last]


def test_service_not_used_is_not_saved_up() -> None:
    """A desk idle for 100 days serves its 2 a day, no more, once 10 people come."""
    found = desk(np.full(10, 100), rate=2, days=120)
    assert waits(found).tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]


def test_beds_turn_over_in_step() -> None:
    """D/D/c: 20 come at once for 6 beds and each stays 9 days, so the k-th waits 9 · floor(k/6) days."""
    stages = (Stage("stay", "stay", "house", "length", holds=("beds",), routes=(Route("out"),)), end("out"))
    numbers = (number("places", "count", (0, 6.0)), spread("length", "fixed", days=9.0))
    made = world(stages, numbers, 90, (Resource("beds", "beds", "places", "places", per="people"),))
    assert waits(run(arriving(made, np.zeros(20)))).tolist() == [9 * (k // 6) for k in range(20)]


def test_littles_law_holds_in_every_stage() -> None:
    """Days spent in a stage are arrivals times time there: to the day from the log, and by known durations.

    Work takes a whole number of days, at least one: for a log-normal one the mean of the rounded days is the sum of
    P(T >= k − 1/2), here read off the table itself.
    """
    stages = (
        Stage("first", "first", "office", "short", routes=(Route("second"),)),
        Stage("second", "second", "office", "long", queue="desk", routes=(Route("first", share="back"), Route("out"))),
        end("out"),
    )
    numbers = (
        number("rate", "per_day", (0, 6.0)), number("back", "share", (0, 0.25)),
        spread("short", "fixed", days=4.0), spread("long", "lognormal", median=6.0, gsd=1.8),
    )  # fmt: skip
    made = world(stages, numbers, 4000, (Resource("desk", "desk", "throughput", "rate"),))
    entered = np.repeat(np.arange(3800), np.random.default_rng(3).poisson(3.5, 3800))
    network = arriving(made, entered)
    found = run(network)
    assert found.log is not None and (found.fates.stage == 2).all()
    log, counts = found.log, found.counts
    for row in (0, 1):
        mine = log[log[:, 1] == row]
        spent = mine[:, 3] - mine[:, 2]
        assert counts.person_days[:, row, 0, 0].sum() == spent.sum()
        assert counts.inflow[:, row, 0, 0].sum() == len(mine)
    second = log[log[:, 1] == 1]
    worked = second[:, 3] - second[:, 2] - second[:, 5]
    table = network[1].quantiles("long")
    fine = np.interp((np.arange(100_000) + 0.5) / 100_000, np.linspace(0, 1, len(table)), table)
    mean = np.maximum(1, np.floor(fine + 0.5)).mean()
    assert abs(worked.mean() - mean) < SIGMAS * worked.std() / math.sqrt(len(worked))
    assert (log[log[:, 1] == 0, 3] - log[log[:, 1] == 0, 2] == 4).all()
    visits = len(second) / len(entered)
    bound = SIGMAS * math.sqrt(0.25) / 0.75 / math.sqrt(len(entered))  # a geometric number of rounds
    assert abs(visits - 1 / 0.75) < bound
