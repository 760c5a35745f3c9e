"""A closed hub changes nothing, nothing set changes nothing, the same seed gives the same, and nobody is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tests.content.small import drawn, point, same, small
from waystation.base.problems import ScenarioError
from waystation.cases.synthesise import synthesise
from waystation.engine.compile import compile_tables
from waystation.engine.simulate import Simulation, simulate
from waystation.parameters.book import Change
from waystation.parameters.draw import Values
from waystation.scenario.load import parse_setting
from waystation.scenario.scenario import Scenario
from waystation.study.gather import measures_table
from waystation.study.model import Model
from waystation.study.pool import Workers
from waystation.study.runner import DrawResult, Plan, run

HUB = frozenset({"kosovo"})
SEED = 11


def lived(model: Model, open_: frozenset[str]) -> Simulation:
    """The scenario with a hub, simulated with it open or not, in one draw."""
    world = model.world("kosovo", open_)
    values = Values(world.book, point(model))
    cases = synthesise(model.recipe, values, model.calendar, SEED, model.process.traits)
    return simulate(*compile_tables(world, values, cases), SEED)


@pytest.fixture(scope="module")
def usual() -> DrawResult:
    return drawn(small(), "kosovo")


def test_an_open_hub_changes_something(usual: DrawResult) -> None:
    assert usual.chance[0] > 0 and usual.chance[1] > 0
    assert same(usual.runs["kosovo", 0], usual.runs["baseline", 0])
    assert not same(usual.runs["kosovo", 1], usual.runs["baseline", 1])
    assert same(usual.runs["baseline", 1], usual.runs["baseline", 0])


@pytest.mark.parametrize("setting", ["hubs.kosovo.chance=0", "hubs.kosovo.places=0", "hubs.kosovo.intake_a_day=0"])
def test_a_closed_hub_is_the_baseline_to_the_last_bit(setting: str, usual: DrawResult) -> None:
    closed = drawn(small().set((parse_setting(setting, small().book),)), "kosovo")
    assert closed.chance == (1.0, 0.0)
    assert set(closed.runs) == {("baseline", 0), ("kosovo", 0)}
    assert same(closed.runs["kosovo", 0], closed.runs["baseline", 0])
    assert not closed.paired["kosovo", 0].any()
    assert same(closed.runs["baseline", 0], usual.runs["baseline", 0])


@pytest.mark.parametrize("name", ["hubs.kosovo.places", "hubs.kosovo.intake_a_day"])
def test_a_hub_that_takes_nobody_changes_nobodys_life(name: str) -> None:
    """Not left out: its stages, queue and clock are in the process, and cases wait to be picked all the time."""
    model = small().set((Change(name, 0.0),))
    without, with_it = lived(model, frozenset()), lived(model, HUB)
    there = [with_it.counts.codes.stages.index(stage) for stage in without.counts.codes.stages]
    hub = [row for row in range(len(with_it.counts.codes.stages)) if row not in there]
    assert not with_it.counts.month_end[:, hub].any() and not with_it.counts.inflow[:, hub].any()
    np.testing.assert_array_equal(np.array(there)[without.fates.stage], with_it.fates.stage)
    np.testing.assert_array_equal(without.fates.entered, with_it.fates.entered)
    for kept in ("month_end", "inflow", "person_days"):
        np.testing.assert_array_equal(getattr(without.counts, kept), getattr(with_it.counts, kept)[:, there])


def test_setting_nothing_changes_nothing(usual: DrawResult) -> None:
    assert small().set(()).book_of("kosovo") == small().book_of("kosovo")
    once = drawn(small().set((Change("removals.seats_a_day", 1.0, times=True),)), "kosovo")
    assert all(same(once.runs[key], usual.runs[key]) for key in usual.runs) and once.chance == usual.chance


def test_no_age_above_eighteen_changes_anything(usual: DrawResult) -> None:
    """So the shape of ages, which is assumed, needs no range."""
    old = drawn(small().set((Change("people.age", 70.0),)), "kosovo")
    assert all(same(old.runs[key], usual.runs[key]) for key in usual.runs) and old.chance == usual.chance


def test_the_same_seed_gives_the_same_on_one_thread_or_two() -> None:
    plan = Plan(("kosovo",), "baseline", 3, 5)
    tables = []
    for threads in (1, 2, 2):
        found = sorted(run(small(), plan, workers=Workers(threads)), key=lambda draw: draw.number)
        tables.append(measures_table(small(), plan, found))
    assert tables[0].equals(tables[1]) and tables[1].equals(tables[2])
    other = drawn(small(), "kosovo", seed=6)
    assert not same(other.runs["baseline", 0], drawn(small(), "kosovo", seed=5).runs["baseline", 0])


def test_one_chance_for_a_hub_in_scenarios_run_together() -> None:
    """A scenario that closes the hub does not close it for another."""
    model = small()
    shut = Scenario(
        "shut", "Shut", "What if it took nobody?", "baseline", ("kosovo",), (Change("hubs.kosovo.places", 0.0),)
    )
    both = replace(model, scenarios={**model.scenarios, "shut": shut})
    found = drawn(both, "kosovo", "shut")
    assert found.chance[1] == pytest.approx(model.book["hubs.kosovo.chance"].at(date(2026, 1, 1)))
    assert not same(found.runs["kosovo", 1], found.runs["baseline", 1])
    places = [measure.id for measure in model.measures].index("transfers_to_hub")
    assert found.runs["kosovo", 1].monthly[places].sum() > 0 == found.runs["shut", 1].monthly[places].sum()


def test_scenarios_that_disagree_on_a_chance_are_not_run_together() -> None:
    model = small()
    sure = Scenario("sure", "Sure", "What if?", "kosovo", (), (Change("hubs.kosovo.chance", 1.0),))
    both = replace(model, scenarios={**model.scenarios, "sure": sure})
    assert drawn(both, "sure").chance == (0.0, 1.0)
    with pytest.raises(ScenarioError, match="run them apart"):
        drawn(both, "sure", "kosovo")


def test_a_run_with_a_hub_loses_nobody() -> None:
    model = small()
    world = model.world("kosovo", HUB)
    values = Values(world.book, point(model))
    cases = synthesise(model.recipe, values, model.calendar, SEED, model.process.traits)
    counts = simulate(*compile_tables(world, values, cases), SEED).counts
    assert counts.opening[..., 0].sum() == cases.opening
    assert counts.opening[..., 1].sum() == cases.people[: cases.opening].sum()
    for row in range(len(model.calendar.months)):
        come = cases.entered < model.calendar.first_day(row) + model.calendar.length(row)
        assert counts.month_end[row, ..., 0].sum() == come.sum()
        assert counts.month_end[row, ..., 1].sum() == cases.people[come].sum()
    stays = [counts.codes.stages.index(name) for name in counts.codes.stages if name.startswith("hub_")]
    assert counts.inflow[:, stays].sum() > 0
