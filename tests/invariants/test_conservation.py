"""Nobody is lost, nobody is in two places, no capacity is exceeded, families stay whole, ends absorb."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings

from tests.engines.worlds import worlds
from tests.theory.small import Made, run, uk_world
from waystation.engine.compile import compile_tables
from waystation.engine.log import OPEN, OUTSIDE, Visit
from waystation.engine.reference import Reference
from waystation.engine.simulate import Simulation

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
TINY = 1e-6


@lru_cache(maxsize=1)
def the_uk() -> tuple[Made, Simulation]:
    """The UK model with its hub, on a small scale."""
    made = uk_world(0.02, scenario="kosovo")
    return made, run(made)


def entered(simulation: Simulation) -> np.ndarray:
    """Who has come at all: a response may keep central arrivals away and let spare ones in."""
    return np.asarray(simulation.fates.stage != OUTSIDE)


def everybody_is_in_one_stage_at_the_end_of_each_month(made: Made, simulation: Simulation) -> None:
    built, _, cases = made
    counts, month_of = simulation.counts, np.array(built.calendar.month_of_day)
    weight = np.column_stack([np.ones(len(cases), np.int64), cases.people])
    group = cases.axes[built.group]
    there = cases.entered < 0
    expected = np.zeros(counts.month_end.shape[2:], np.int64)
    np.add.at(expected, group[there], weight[there])
    assert (counts.opening.sum(axis=0) == expected).all()
    for month in range(len(counts.month_end)):
        came = ~there & entered(simulation) & (month_of[np.maximum(cases.entered, 0)] == month)
        np.add.at(expected, group[came], weight[came])
        assert (counts.month_end[month].sum(axis=0) == expected).all()


def what_enters_a_stage_leaves_it_or_stays(made: Made, simulation: Simulation) -> None:
    built, counts = made[0], simulation.counts
    row = {name: index for index, name in enumerate(counts.codes.stages)}
    out = np.zeros_like(counts.inflow)
    for number, (stage, _) in enumerate(built.process.routes()):
        out[:, row[stage.id]] += counts.flow[:, number]
    stock = counts.opening + np.cumsum(counts.inflow - out, axis=0)
    assert (stock == counts.month_end).all() and (counts.month_end >= 0).all()


def nothing_is_served_that_was_not_offered(made: Made, simulation: Simulation) -> None:
    """For throughput, used to date is never above offered to date (in whole units, some may wait for the next day)."""
    counts = simulation.counts
    for row, resource in enumerate(made[0].process.resources):
        if resource.kind == "throughput":
            assert (np.cumsum(counts.used[:, row]) <= np.cumsum(counts.offered[:, row]) + TINY).all()
        assert (counts.used[:, row] >= 0).all() and (counts.queued[:, row] >= 0).all()


def lives(simulation: Simulation) -> dict[int, list[Visit]]:
    found: dict[int, list[Visit]] = {}
    for visit in simulation.visits() if simulation.log is not None else []:
        found.setdefault(visit.case, []).append(visit)
    return found


def nobody_is_in_two_stages_and_ends_absorb(made: Made, simulation: Simulation) -> None:
    """A case's visits follow one another without gap or overlap; only the last is open; nobody leaves an end."""
    built, _, cases = made
    ends = {stage.id for stage in built.process.stages if stage.is_end}
    leads = {f"{stage.id}.{route.name}": (stage.id, route.to) for stage, route in built.process.routes()}
    found = lives(simulation)
    assert set(found) == set(np.flatnonzero(entered(simulation)))
    assert cases.level is None or entered(simulation)[cases.level == 0].all()
    for case, life in found.items():
        assert life[0].entered == cases.entered[case] and life[-1].left == OPEN
        assert simulation.fates.stage[case] == simulation.counts.codes.stages.index(life[-1].stage)
        for visit, following in pairwise(life):
            assert visit.stage not in ends and leads[visit.route] == (visit.stage, following.stage)
            assert following.entered == visit.left or visit.left == -1
            assert visit.entered <= max(visit.left, visit.entered if visit.entered < 0 else 0)


def every_person_day_is_counted_once(made: Made, simulation: Simulation) -> None:
    """In each month the days spent in all stages are the days spent in the system; nobody leaves it."""
    built, _, cases = made
    month_of = np.array(built.calendar.month_of_day)
    came = np.zeros((built.calendar.days, 2), np.int64)
    inside = entered(simulation)
    weight = np.column_stack([np.ones(len(cases), np.int64), cases.people])
    np.add.at(came, np.maximum(cases.entered, 0)[inside], weight[inside])
    expected = np.zeros((month_of[-1] + 1, 2), np.int64)
    np.add.at(expected, month_of, np.cumsum(came, axis=0))
    assert (simulation.counts.person_days.sum(axis=(1, 2)) == expected).all()


def littles_law_holds_in_every_stage(made: Made, simulation: Simulation) -> None:
    """Days spent in a stage, counted night by night, are the visits times their mean length, taken from the log."""
    last, rows = made[0].calendar.days, simulation.log
    assert rows is not None
    until = np.where(rows[:, 3] == OPEN, last, rows[:, 3])
    spent = np.maximum(until, 0) - np.maximum(rows[:, 2], 0)
    people = np.asarray(made[2].people, np.int64)[rows[:, 0]]
    for row in range(len(simulation.counts.codes.stages)):
        mine = rows[:, 1] == row
        counted = simulation.counts.person_days[:, row].sum(axis=(0, 1))
        assert counted.tolist() == [spent[mine].sum(), (spent * people)[mine].sum()]


def check_all(made: Made, simulation: Simulation) -> None:
    every_person_day_is_counted_once(made, simulation)
    littles_law_holds_in_every_stage(made, simulation)
    everybody_is_in_one_stage_at_the_end_of_each_month(made, simulation)
    what_enters_a_stage_leaves_it_or_stays(made, simulation)
    nothing_is_served_that_was_not_offered(made, simulation)
    nobody_is_in_two_stages_and_ends_absorb(made, simulation)


@given(worlds())
@settings(suppress_health_check=SLOW, deadline=None, max_examples=120)
def test_random_worlds_keep_their_people(made: Made) -> None:
    check_all(made, run(made))


def test_the_uk_model_keeps_its_people() -> None:
    check_all(*the_uk())


class Watched(Reference):
    """The readable engine, looked at each evening. What holds for it holds for the kernel, which agrees with it."""

    def __init__(self, *made: Any) -> None:
        super().__init__(*made)
        self.today, self.before = -1, Counter[str]()

    def note_day(self, month: int) -> None:
        super().note_day(month)
        self.today += 1
        there = [case for case in self.cases if case.stage]
        assert all(case.comes <= self.today for case in there)
        assert all(case.stage for case in self.cases if case.comes <= self.today and case.level == 0)
        for case in there:
            assert sum(case.number in line for lines in self.queue.values() for line in lines) <= 1
            assert sum(case.number in bucket for bucket in self.bucket.values()) <= 1
            assert case.phase == "place" or case.held == set(self.process[case.stage].holds)
        for resource in self.process.resources:
            held = sum(case.people for case in there if resource.id in case.held)
            assert held == self.taken[resource.id] and self.credit[resource.id] > -TINY
            assert held <= max(self.before[resource.id], self.capacity(resource, self.today) + TINY)
            self.before[resource.id] = held


@given(worlds())
@settings(suppress_health_check=SLOW, deadline=None, max_examples=150)
def test_on_no_day_is_a_place_given_beyond_capacity_or_a_case_in_two_lists(made: Made) -> None:
    watched = Watched(*made, 7)
    watched.run()
    assert watched.today == made[0].calendar.days - 1, "every evening is looked at"


def occupied(made: Made, simulation: Simulation, place: str) -> tuple[np.ndarray, np.ndarray]:
    """People who hold a place at the end of each day, and people who are given one that day, from the log.

    A place is given when the wait in the first of the stages that hold it is over, and kept until a stage does not hold
    it. Whether a case whose last visit is open and who has not waited has a place cannot be told; it is left out.
    """
    built, _, cases = made
    change, given_ = np.zeros(built.calendar.days), np.zeros(built.calendar.days)
    for case, life in lives(simulation).items():
        held = False
        for visit in life:
            stage, people = built.process[visit.stage], cases.people[case]
            begins = max(visit.entered + visit.waited, 0)
            ends = built.calendar.days if visit.left == OPEN else visit.left
            if place in stage.holds and not held and begins < ends:
                assert stage.queue is None, "the wait for a place could not be told from another"
                held = True
                change[begins] += people
                given_[begins] += people
            elif held and place not in stage.holds:
                held = False
                change[visit.entered] -= people
    return np.cumsum(change), given_


def test_no_place_is_given_beyond_capacity_on_any_day() -> None:
    """Whenever a place is given the places taken that night are within capacity (a cut in places evicts nobody)."""
    made, simulation = the_uk()
    capacity = compile_tables(*made)[0].capacity
    for row, resource in enumerate(made[0].process.resources):
        if resource.kind == "places":
            people, given_ = occupied(made, simulation, resource.id)
            assert given_.sum() > 50 and (people >= 0).all()
            assert (people <= capacity[row] + TINY)[given_ > 0].all()


def test_no_throughput_serves_beyond_its_credit_on_any_day() -> None:
    """Day by day: those served by the desks of the UK model, from the log, against what was offered so far."""
    made, simulation = the_uk()
    tables = compile_tables(*made)[0]
    row = next(row for row, r in enumerate(made[0].process.resources) if r.id == "caseworkers")
    stages = {stage.id for stage in made[0].process.stages if stage.queue == "caseworkers"}
    exits = {f"{s.id}.{r.name}" for s, r in made[0].process.routes() if s.id in stages and r.after is None}
    left = [visit.left for visit in simulation.visits() if visit.route in exits]
    served = np.bincount(left, minlength=made[0].calendar.days)
    assert served.sum() > 1000 and served.sum() == simulation.counts.used[:, row].sum()
    assert (np.cumsum(served) <= np.cumsum(tables.capacity[row]) + TINY).all()
    assert (served <= np.floor(tables.capacity[row] + 1 + TINY)).all()
