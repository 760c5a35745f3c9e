"""Priority at a queue: strict order, the first rank's independence of the others, and Cobham's formula."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.theory.small import SIGMAS, Made, arriving, end, number, run, spread, world
from waystation.engine import draws
from waystation.engine.log import OPEN
from waystation.engine.simulate import Simulation
from waystation.process.words import Clock, Priority, Resource, Route, Stage
from waystation.rules.expr import Condition, Fact
from waystation.rules.parse import parse

FACTS = {"rank": Fact("rank", "the rank", "number")}
FIRST = tuple(Priority(f"rank {rank}", (Condition(f"{rank}", "", parse(f"rank == {rank}", FACTS)),)) for rank in (0, 1))
LINE = (Stage("wait", "wait", "office", queue="desk", routes=(Route("out"),)), end("out"))


def ranked(stages: tuple[Stage, ...], resource: Resource, numbers: tuple, *, entered: np.ndarray, ranks: np.ndarray,
           days: int, people: np.ndarray | int = 1) -> Made:  # fmt: skip
    """Cases of three ranks: 0 and 1 are served first, in that order."""
    made = replace(world(stages, numbers, days, (replace(resource, first=FIRST),)), facts=FACTS)
    built, values, cases = arriving(made, entered, people)
    return built, values, replace(cases, facts={"rank": np.asarray(ranks)})


def served(found: Simulation, count: int) -> np.ndarray:
    """The day on which each case left the first stage, or a day past all others."""
    assert found.log is not None
    left = np.full(count, 10**6)
    rows = found.log[(found.log[:, 1] == 0) & (found.log[:, 3] != OPEN)]
    left[rows[:, 0]] = rows[:, 3]
    return left


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 2), st.integers(1, 4)), min_size=1, max_size=60),
       st.sampled_from(["throughput", "through"]), st.floats(0.3, 5))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_nobody_is_served_while_a_lower_rank_waits_or_an_earlier_one_of_the_same(
    coming: list[tuple[int, int, int]], kind: str, rate: float
) -> None:
    days, ranks, people = np.array(sorted(coming)).T
    stages = LINE
    if kind == "through":
        wait = Stage("wait", "wait", "office", routes=(
            Route("out", after=Clock("soon"), through="desk"), Route("gone", after=Clock("late"))))  # fmt: skip
        stages = (wait, end("out"), end("gone"))
    numbers = (number("rate", "per_day", (0, rate)), number("soon", "days", (0, 1.0)), number("late", "days", (0, 1e4)))
    desk = Resource("desk", "desk", "throughput", "rate", per="people")
    left = served(run(ranked(stages, desk, numbers, entered=days, ranks=ranks, days=90, people=people)), len(days))
    joined = days + (1 if kind == "through" else 0)
    for case in np.flatnonzero(left < 10**6):
        waiting = (joined <= left[case]) & (left > left[case])
        assert not (waiting & (ranks < ranks[case])).any()
        assert not (waiting & (ranks == ranks[case]) & (np.arange(len(days)) < case)).any()


@pytest.mark.parametrize("newest", [0.0, 1.0])
def test_within_a_rank_the_oldest_or_the_newest_goes_first(newest: float) -> None:
    numbers = (number("rate", "per_day", (0, 1.0)), number("newest", "share", (0, newest)))
    desk = Resource("desk", "desk", "throughput", "rate", newest_first="newest")
    entered, ranks = np.zeros(6), np.array([2, 1, 2, 1, 0, 0])
    left = served(run(ranked(LINE, desk, numbers, entered=entered, ranks=ranks, days=9)), 6)
    expected = [4, 5, 1, 3, 0, 2] if newest == 0 else [5, 4, 3, 1, 2, 0]
    assert np.argsort(left).tolist() == expected


def test_a_share_is_served_first_by_the_published_address() -> None:
    count, seed = 4000, 5
    desk = Resource("desk", "desk", "throughput", "rate", first=(Priority("a third", share="some"),))
    numbers = (number("rate", "per_day", (0, count / 4)), number("some", "share", (0, 0.3)))
    made = arriving(world(LINE, numbers, 9, (desk,)), np.zeros(count))
    left = served(run(made, seed), count)
    slot = draws.address("desk/0")
    lucky = np.array([draws.luck(np.uint64(seed), n, draws.address("wait"), 0, slot)[0] < 0.3 for n in range(count)])
    order = np.argsort(np.where(lucky, 0, 1) * count + np.arange(count))
    assert left[order].tolist() == np.repeat(np.arange(4), count // 4).tolist()
    assert abs(lucky.mean() - 0.3) < SIGMAS * math.sqrt(0.21 / count)


def test_a_family_too_large_for_what_is_left_is_not_overtaken_by_a_later_rank() -> None:
    numbers = (number("rate", "per_day", (0, 3.0)),)
    desk = Resource("desk", "desk", "throughput", "rate", per="people")
    people, ranks = np.array([2, 2, 1]), np.array([0, 0, 2])
    left = served(run(ranked(LINE, desk, numbers, entered=np.zeros(3), ranks=ranks, days=9, people=people)), 3)
    assert left.tolist() == [0, 1, 1]


def test_the_first_rank_lives_as_if_it_were_alone() -> None:
    """One served a day: whoever goes first waits exactly as in a line of their own, and the whole line is Lindley's."""
    random = np.random.default_rng(4)
    entered = np.repeat(np.arange(2000), random.poisson(0.8, 2000))
    ranks = np.where(random.random(len(entered)) < 0.5, 0, 2)
    numbers, desk = (number("rate", "per_day", (0, 1.0)),), Resource("desk", "desk", "throughput", "rate")
    both = served(run(ranked(LINE, desk, numbers, entered=entered, ranks=ranks, days=2000)), len(entered))
    mine = ranks == 0
    alone = served(run(ranked(LINE, desk, numbers, entered=entered[mine], ranks=ranks[mine], days=2000)), mine.sum())
    plain = served(run(arriving(world(LINE, numbers, 2000, (desk,)), entered)), len(entered))
    assert both[mine].tolist() == alone.tolist()
    assert sorted(both.tolist()) == sorted(plain.tolist()) and both.tolist() != plain.tolist()


STAY, FEW, MANY, DAYS = 10, 0.03, 0.04, 150_000


def cobham(first: float, second: float, stay: float) -> tuple[float, float]:
    """Mean waits of two ranks of Poisson arrivals for one server with a fixed service time, in continuous time."""
    load, residual = (first + second) * stay, (first + second) * stay**2 / 2
    return residual / (1 - first * stay), residual / (1 - first * stay) / (1 - load)


def by_the_day(first: float, second: float, stay: float) -> tuple[float, float]:
    """The same with whole days: a day's arrivals come in random order, before the bed that falls free that day.

    The residual stay seen at the start of a day is uniform on 0 … stay − 1 while the bed is taken. If it is free, an
    earlier arrival of the day may take it: of the second rank, that adds a stay; those of the first rank who come
    earlier in the day (half of them, on average) go first. The second rank's wait follows from the conservation law:
    the work that waits is the same in any order, and with whole days it is that of M/D/1 exactly.
    """
    rate, load = first + second, (first + second) * stay
    not_the_first = 1 - (1 - math.exp(-rate)) / rate
    residual = load * (stay - 1) / 2 + (1 - load) * stay * second / rate * not_the_first
    early = (residual + first * stay / 2) / (1 - first * stay)
    whole = load * stay / (2 * (1 - load))
    return early, (load * whole - first * stay * early) / (second * stay)


def test_the_formula_by_the_day_tends_to_cobhams() -> None:
    for parts in (1, 10, 1000):
        found = by_the_day(FEW / parts, MANY / parts, STAY * parts)
        distance = [abs(f / c - 1) for f, c in zip(found, cobham(FEW / parts, MANY / parts, STAY * parts), strict=True)]
        assert max(distance) < 0.05 / parts


@cache
def ranked_waits() -> tuple[np.ndarray, np.ndarray]:
    """One bed, stays of ten days, Poisson arrivals, load 0.7: days each case waited, and whether it goes first."""
    random = np.random.default_rng(17)
    entered = np.repeat(np.arange(DAYS), random.poisson(FEW + MANY, DAYS))
    ranks = np.where(random.random(len(entered)) < FEW / (FEW + MANY), 0, 2)
    stages = (Stage("stay", "stay", "house", "length", holds=("bed",), routes=(Route("out"),)), end("out"))
    numbers = (number("one", "count", (0, 1.0)), spread("length", "fixed", days=float(STAY)))
    bed = Resource("bed", "bed", "places", "one", per="people")
    made = ranked(stages, bed, numbers, entered=entered, ranks=ranks, days=DAYS)
    log = run(made).log
    assert log is not None
    waited = np.zeros(len(entered))
    waited[log[log[:, 1] == 0, 0]] = log[log[:, 1] == 0, 5]
    return waited, ranks == 0


def test_two_ranks_wait_as_long_as_cobhams_formula_says() -> None:
    """Batch means against the formula by the day."""
    waited, first = ranked_waits()
    for mine, expected in zip((first, ~first), by_the_day(FEW, MANY, STAY), strict=True):
        means = [part.mean() for part in np.array_split(waited[mine], 30)]
        error = np.std(means, ddof=1) / math.sqrt(len(means))
        assert abs(np.mean(means) - expected) < SIGMAS * error and error < 0.06 * expected
