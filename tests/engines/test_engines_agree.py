"""The kernel agrees with the reference, visit for visit, on random worlds that use every construct."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields

import numpy as np
from hypothesis import HealthCheck, given, settings

from tests.engines.worlds import FACTS, worlds
from waystation.cases.schema import Cases
from waystation.engine.compile import compile_tables
from waystation.engine.log import OPEN, Visit
from waystation.engine.reference import Reference
from waystation.engine.simulate import Simulation, simulate
from waystation.parameters.draw import Values
from waystation.process.checks import check, conjuncts
from waystation.process.words import ALWAYS, Bond, Clock, Frailty, Resource, Route, Stage, Window
from waystation.rules.expr import Compare, Not, is_moving
from waystation.world.world import World

Made = tuple[World, Values, Cases]
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


def both(made: Made, seed: int = 7) -> tuple[list[Visit], Simulation]:
    """The same world through both engines; the lines at the end of each month must agree at once."""
    world, values, cases = made
    tables, codes = compile_tables(world, values, cases)
    reference, simulation = Reference(world, values, cases, seed), simulate(tables, codes, seed, keep_log=True)
    visits = reference.run()
    assert [reference.queued[month] for month in sorted(reference.queued)] == simulation.counts.queued.tolist()
    return visits, simulation


@given(worlds())
@settings(suppress_health_check=SLOW, deadline=None)
def test_engines_agree(made: Made) -> None:
    world, _, cases = made
    assert not [p for p in check(world.process, world.book, FACTS, {s.id for s in world.process.stages})
                if "dead end" not in p.what]  # fmt: skip
    visits, simulation = both(made)
    assert simulation.log is not None or not len(cases)
    assert visits == (simulation.visits() if simulation.log is not None else [])
    agree_on_counts(world, cases, visits, simulation)


def agree_on_counts(world: World, cases: Cases, visits: list[Visit], simulation: Simulation) -> None:
    """Every count of the kernel, worked out again from the reference's visits."""
    counts, month = simulation.counts, world.calendar.month_of_day
    stage = {name: row for row, name in enumerate(counts.codes.stages)}
    route = {name: row for row, name in enumerate(counts.codes.routes)}
    inflow, flow = np.zeros_like(counts.inflow), np.zeros_like(counts.flow)
    days, ends = np.zeros_like(counts.person_days), np.zeros_like(counts.month_end)
    last = {max(day for day, m in enumerate(month) if m == index): index for index in set(month)}
    first: dict[int, int] = {}
    for visit in visits:
        group, weight = cases.axes["group"][visit.case], np.array([1, cases.people[visit.case]])
        began = first.setdefault(visit.case, -1 if cases.entered[visit.case] < 0 else visit.entered)
        start = visit.entered if visit.entered > began or began >= 0 else -1
        if start >= 0:
            inflow[month[start], stage[visit.stage], group] += weight
        if visit.left >= 0:
            flow[month[visit.left], route[visit.route], group] += weight
        for day in range(max(start, 0), visit.left if visit.left != OPEN else len(month)):
            days[month[day], stage[visit.stage], group] += weight
            if day in last:
                ends[last[day], stage[visit.stage], group] += weight
    np.testing.assert_array_equal(flow, counts.flow)
    np.testing.assert_array_equal(days, counts.person_days)
    np.testing.assert_array_equal(ends, counts.month_end)
    np.testing.assert_array_equal(inflow, counts.inflow)


SEEN: Counter[str] = Counter()


@given(worlds())
@settings(max_examples=400, suppress_health_check=SLOW, deadline=None, derandomize=True, database=None)
def note_constructs(made: Made) -> None:
    """Count, over many worlds, each field of the vocabulary that is used, and each kind of condition."""
    process = made[0].process
    for item in (*process.stages, *process.resources):
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
        if isinstance(value, Clock | Frailty | Bond | Window) and value != ALWAYS:
            note(value)


def test_the_generator_uses_every_construct() -> None:
    SEEN.clear()
    note_constructs()
    words = {
        f"{kind.__name__}.{place.name}"
        for kind in (Stage, Route, Clock, Frailty, Bond, Window, Resource)
        for place in fields(kind)
    }
    spoken_only = {"Route.says", "Stage.law"}
    kinds = {"condition fixed", "condition since", "condition visits", "condition flag or day"}
    assert (words - spoken_only) | kinds <= set(SEEN)
