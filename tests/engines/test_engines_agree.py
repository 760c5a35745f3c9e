"""The kernel agrees with the reference, visit for visit, on random worlds that use every construct."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import integers

from tests.engines.kept import KEPT
from tests.engines.worlds import FACTS, worlds
from tests.theory.small import arriving, spread
from tests.theory.small import world as world_of
from waystation.cases.schema import Cases
from waystation.engine.compile import compile_tables
from waystation.engine.lives import counts_from
from waystation.engine.log import OPEN
from waystation.engine.parts import Parts
from waystation.engine.recount import simulate_by_reference
from waystation.engine.reference import Reference
from waystation.engine.simulate import Apart, Simulation, simulate
from waystation.parameters.draw import Values
from waystation.process.checks import check, conjuncts
from waystation.process.words import (
    ALWAYS,
    Bond,
    Clock,
    Frailty,
    Priority,
    Ramp,
    Resource,
    Response,
    Route,
    Shock,
    Stage,
    Window,
)  # fmt: skip
from waystation.rules.expr import Compare, Not, is_moving
from waystation.world.world import World

Made = tuple[World, Values, Cases]
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


SEED = 7


@given(worlds())
@settings(suppress_health_check=SLOW, deadline=None)
def test_engines_agree(made: Made) -> None:
    """Visit for visit, and in every count and fate: 300 random worlds, 10,000 in `make test-long`."""
    agree(made)


@pytest.mark.parametrize("name", KEPT)
def test_engines_agree_on_every_world_that_was_kept(name: str) -> None:
    agree(KEPT[name]())


def agree(made: Made) -> None:
    """Both engines give the same visits, counts and fates."""
    world, values, cases = made
    stages = {stage.id for stage in world.process.stages}
    assert not [p for p in check(world.process, world.book, FACTS, stages) if "dead end" not in p.what]
    tables, codes = compile_tables(world, values, cases)
    found = simulate(tables, codes, SEED, keep_log=True)
    assert Reference(world, values, cases, SEED).run() == found.visits()
    agree_on_counts(found, simulate_by_reference(world, values, cases, SEED))


@given(worlds(), integers(1, 3))
@settings(max_examples=12, suppress_health_check=SLOW, deadline=None)
def test_parts_are_counted_alike_and_sum_to_the_whole(made: Made, size: int) -> None:
    world, values, cases = made
    of = (np.arange(len(cases)) * 7 % 11 % size).astype(np.int16)
    parts = Parts(tuple(f"part {number}" for number in range(size)), of)
    followed = of == 0
    apart = Apart(parts, followed)
    found = simulate(*compile_tables(world, values, cases), SEED, apart=apart)
    expected = simulate_by_reference(world, values, cases, SEED, apart=apart)
    plain = simulate(*compile_tables(world, values, cases), SEED, keep_log=True)
    agree_on_counts(plain, found)
    some = [visit for visit in plain.visits() if followed[visit.case]]
    assert found.visits() == some and sorted(expected.visits(), key=str) == sorted(some, key=str)
    lives = counts_from(
        plain.log, np.zeros(len(cases), np.int32), cases.people, plain.counts.codes, world.calendar.month_of_day
    )  # fmt: skip
    for place in ("inflow", "flow", "person_days"):
        np.testing.assert_array_equal(getattr(lives, place)[:, :, 0], getattr(plain.counts, place).sum(axis=2))
    for name in parts.names:
        agree_on_counts(replace(found, counts=found.parts[name]), replace(expected, counts=expected.parts[name]))
    for place in ("opening", "inflow", "flow", "month_end", "person_days"):
        whole = sum(getattr(found.parts[name], place) for name in parts.names)
        np.testing.assert_array_equal(whole, getattr(plain.counts, place), err_msg=place)
    lived_from_their_own_day(plain, cases, world)
    for row, name in enumerate(parts.names):
        alone = found.parts[name].inflow.sum() + found.parts[name].opening.sum()
        assert alone == 0 or (of == row).any()


def lived_from_their_own_day(plain: Simulation, cases: Cases, world: World) -> None:
    """Counted from a day of their own on, day by day and visit by visit; whoever has no such day is left out."""
    month = world.calendar.month_of_day
    since = (np.arange(len(cases)) * 5 % (len(month) + 3) - 2).astype(np.int32)
    found = counts_from(plain.log, since, cases.people, plain.counts.codes, month)
    codes, days = plain.counts.codes, Counter[tuple[int, str]]()
    routes, entries = Counter[str](), Counter[str]()
    for visit in plain.visits():
        begins, people = int(since[visit.case]), int(cases.people[visit.case])
        last = len(month) if visit.left == OPEN else visit.left
        for day in range(max(visit.entered, begins), last) if begins >= 0 else ():
            days[month[day], visit.stage] += people
        if begins >= 0 and visit.left != OPEN and visit.left >= begins:
            routes[visit.route] += people
        if begins >= 0 and visit.entered >= begins:
            entries[visit.stage] += people
    for row, stage in enumerate(codes.stages):
        assert [int(held) for held in found.person_days[:, row, 0, 1]] == [days[m, stage] for m in range(month[-1] + 1)]
        assert found.inflow[:, row, 0, 1].sum() == entries[stage]
    for row, route in enumerate(codes.routes):
        assert found.flow[:, row, 0, 1].sum() == routes[route]


def agree_on_counts(found: Simulation, expected: Simulation) -> None:
    """Every count and every fate of the kernel, as worked out again from the reference's visits."""
    for kept, again in ((found.counts, expected.counts), (found.fates, expected.fates)):
        for place in fields(kept):
            here, there = getattr(kept, place.name), getattr(again, place.name)
            if isinstance(here, np.ndarray) and place.name == "used":
                np.testing.assert_allclose(here, there, rtol=1e-12)
            elif isinstance(here, np.ndarray) and len(found.fates.stage):
                np.testing.assert_array_equal(here, there, err_msg=place.name)


SEEN: Counter[str] = Counter()


@given(worlds())
@settings(max_examples=400, suppress_health_check=SLOW, deadline=None, derandomize=True, database=None)
def note_constructs(made: Made) -> None:
    """Count, over many worlds, each field of the vocabulary that is used, and each kind of condition."""
    process = made[0].process
    for item in (
        *process.stages,
        *process.resources,
        *process.responses,
        *(p for q in process.resources for p in q.first),
    ):
        note(item)
    for _, route in process.routes():
        note(route)
        for condition in route.when:
            for part in conjuncts(condition.rule):
                inner = part.inner if isinstance(part, Not) else part
                name = (
                    inner.term.of if isinstance(inner, Compare) and not isinstance(inner.term, str) else "flag or day"
                )
                SEEN[f"condition {name if is_moving(part, FACTS) else 'fixed'}"] += 1


def note(item: object) -> None:
    """Note each field that is not at its default, and look inside."""
    for place in fields(item):  # type: ignore[arg-type]
        value = getattr(item, place.name)
        if value not in (None, (), "", ALWAYS):
            SEEN[f"{type(item).__name__}.{place.name}"] += 1
        if isinstance(item, Clock) and place.name == "since" and value in FACTS:
            SEEN["clock since an own day"] += 1
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Clock | Frailty | Bond | Window | Shock | Ramp) and part != ALWAYS:
                note(part)


def test_the_generator_uses_every_construct() -> None:
    SEEN.clear()
    note_constructs()
    words = {
        f"{kind.__name__}.{place.name}"
        for kind in (Stage, Route, Clock, Frailty, Bond, Window, Shock, Ramp, Resource, Priority, Response)
        for place in fields(kind)
    }
    spoken_only = {"Route.says", "Stage.law"}
    kinds = {
        "condition fixed",
        "condition since",
        "condition visits",
        "condition flag or day",
        "clock since an own day",
    }
    assert (words - spoken_only) | kinds <= set(SEEN)


def test_a_case_that_goes_round_more_often_than_a_narrow_counter_holds() -> None:
    """300 visits to each of two stages, with luck at each of them."""
    stages = (
        Stage("out", "out", "nobody", takes="stay", routes=(Route("back"),)),
        Stage("back", "back", "nobody", takes="stay", routes=(Route("out"),)),
    )
    made = arriving(world_of(stages, (spread("stay", "lognormal", median=1.0, gsd=2.0),), 1200), [0, 3])
    found = simulate(*compile_tables(*made), SEED, keep_log=True)
    assert Reference(*made, SEED).run() == found.visits()
    assert max(Counter((visit.case, visit.stage) for visit in found.visits()).values()) > 255
