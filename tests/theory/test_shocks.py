"""A shock comes with the chance that its rate gives, lasts as long as it says, and both engines date it alike."""

from __future__ import annotations

import numpy as np
import pytest

from tests.theory.small import Made, arriving, end, number, run, world
from waystation.engine.compile import compile_tables
from waystation.engine.when import NEVER, When
from waystation.parameters.draw import Draw, Values
from waystation.process.words import Ramp, Resource, Route, Shock, Stage

RATE, DAYS = 0.4, 1461  # four years
POINTS = 400
SHOCK = Shock("rate", "luck", "days")


def desk(luck: float, *, rate: float = RATE, lasts: float = 90) -> Made:
    """A desk that serves two a day, half in its first 100 days, and that a shock may close; two come each day."""
    stages = (Stage("wait", "wait", "desk", queue="desk", routes=(Route("out", offered=("desk",)), Route("shut"))),
              end("out"), end("shut"))  # fmt: skip
    numbers = (number("rate", "per_year", (0, rate)), number("luck", "share", (0, luck)),
               number("days", "days", (0, lasts)), number("two", "per_day", (0, 2.0)),
               number("half", "share", (0, 0.5)), number("young", "days", (0, 100.0)))  # fmt: skip
    resource = Resource("desk", "desk", "throughput", "two", close=(SHOCK,), ramp=Ramp("half", "young"))
    return arriving(world(stages, numbers, DAYS, (resource,)), np.repeat(np.arange(DAYS), 2))


def day(luck: float, rate: float = RATE) -> int:
    """The day on which the shock comes."""
    made = desk(luck, rate=rate)[0]
    return When(Values(made.book, Draw(())), made.calendar).comes(SHOCK, 0)


def test_over_evenly_spread_luck_a_shock_comes_as_often_as_its_rate_says() -> None:
    days = np.array([day((point + 0.5) / POINTS) for point in range(POINTS)])
    for years in (0.5, 1, 2, 4, 8):
        expected = 1 - np.exp(-RATE * years)
        assert (days <= years * 365.25).mean() == pytest.approx(expected, abs=1 / POINTS)


def test_luck_of_nought_and_a_rate_of_nought_mean_never_and_luck_of_one_at_once() -> None:
    assert day(0.0) == day(0.5, rate=0.0) == NEVER and day(1.0) == 0


@pytest.mark.parametrize("luck", [0.3, 0.7, 0.999])
def test_a_desk_is_closed_on_the_days_of_the_shock_and_on_no_other(luck: float) -> None:
    made, begins = desk(luck), day(luck)
    offered = compile_tables(*made)[0].capacity[0]
    days = np.arange(DAYS)
    assert ((offered == 0) == ((days >= begins) & (days < begins + 90))).all() and (offered == 0).sum() == 90
    assert set(offered[(days < 100) & (offered > 0)]) <= {1.0} and set(offered[days >= 190]) <= {0.0, 2.0}


def test_nobody_is_served_while_it_is_closed_and_nobody_finds_it_shut_when_served() -> None:
    simulation, begins = run(desk(0.7)), day(0.7)
    left = np.array([visit.left for visit in simulation.visits() if visit.route])
    assert not ((left >= begins) & (left < begins + 90)).any() and len(left) == (DAYS - 90) * 2 - 100
    assert {visit.route for visit in simulation.visits() if visit.route} == {"wait.out"}
