"""Competing risks and absorbing chains against their closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.theory.small import SIGMAS, Made, arriving, end, number, run, spread, world
from waystation.base.days import DAYS_A_YEAR
from waystation.process.words import Clock, Route, Stage

COUNT = 40_000


def bound(share: float, count: int) -> float:
    """How far an observed share may be from the true one."""
    return SIGMAS * math.sqrt(max(share * (1 - share), 1 / count) / count)


def racing(first: float, second: float, days: int) -> Made:
    stages = (
        Stage("here", "here", "nobody", routes=(Route("a", after=Clock("fast")), Route("b", after=Clock("slow")))),
        end("a"), end("b"),
    )  # fmt: skip
    numbers = (number("fast", "per_year", (0, first)), number("slow", "per_year", (0, second)))
    return arriving(world(stages, numbers, days), np.zeros(COUNT))


@pytest.mark.parametrize(("first", "second"), [(2.0, 1.0), (0.3, 0.9)])
def test_competing_risks_have_the_closed_cumulative_incidence(first: float, second: float) -> None:
    """P(a by day k): a fires in day d and b not before it. Days are whole and the earlier route wins a tie."""
    found = run(racing(first, second, 900))
    assert found.log is not None
    day = np.arange(1, 900)
    a, b = np.exp(-first * day / DAYS_A_YEAR), np.exp(-second * day / DAYS_A_YEAR)
    a_before, b_before = np.exp(-first * (day - 1) / DAYS_A_YEAR), np.exp(-second * (day - 1) / DAYS_A_YEAR)
    theory = {0: np.cumsum((a_before - a) * b_before), 1: np.cumsum((b_before - b) * a)}
    left = found.log[found.log[:, 1] == 0]
    for route, incidence in theory.items():
        for until in (30, 100, 365, 899):
            observed = ((left[:, 4] == route) & (left[:, 3] <= until)).sum() / COUNT
            assert abs(observed - incidence[until - 1]) < bound(incidence[until - 1], COUNT)
    # in continuous time the share is first / (first + second) of all who have left: a day of ties apart
    everybody = 1 - math.exp(-(first + second) * 899 / DAYS_A_YEAR)
    assert theory[0][-1] == pytest.approx(first / (first + second) * everybody, abs=0.01)


def test_fates_are_those_of_the_fundamental_matrix() -> None:
    """Three transient and two absorbing states: visits are (I − Q)⁻¹, fates are (I − Q)⁻¹R."""
    moves = np.array([[0.0, 0.5, 0.2, 0.3, 0.0], [0.25, 0.0, 0.5, 0.0, 0.25], [0.4, 0.1, 0.0, 0.1, 0.4]])
    names = ("s0", "s1", "s2", "good", "bad")
    numbers, stages = [spread("a_day", "fixed", days=1.0)], []
    for row, name in enumerate(names[:3]):
        left, routes = 1.0, []
        for to in np.flatnonzero(moves[row]):
            share, left = moves[row, to] / left, left - moves[row, to]
            given = f"{name}.{names[to]}"
            numbers.append(number(given, "share", (0, min(1.0, share))))
            routes.append(Route(names[to], share=None if left < 1e-9 else given))
        stages.append(Stage(name, name, "nobody", "a_day", routes=tuple(routes)))
    made = world((*stages, end("good"), end("bad")), tuple(numbers), 400)
    found = run(arriving(made, np.zeros(COUNT)))
    fundamental = np.linalg.inv(np.eye(3) - moves[:, :3])
    for row, share in enumerate((fundamental @ moves[:, 3:])[0]):
        assert abs((found.fates.stage == 3 + row).mean() - share) < bound(share, COUNT)
    for row in range(3):
        variance = fundamental[0, row] * (2 * fundamental[row, row] - 1) - fundamental[0, row] ** 2
        visits = found.counts.inflow[:, row, 0, 0].sum() / COUNT
        assert abs(visits - fundamental[0, row]) < SIGMAS * math.sqrt(variance / COUNT) + 1e-9
