"""The reference's visits, counted: the same counts and fates as the kernel keeps, worked out afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from waystation.cases.schema import UNMARKED, Cases
from waystation.engine.compile import compile_tables
from waystation.engine.counts import Counts, empty_counts
from waystation.engine.fates import Fates
from waystation.engine.log import NO_ROUTE, OPEN, OUTSIDE, Visit
from waystation.engine.parts import part_of, parted, placed, widened
from waystation.engine.reference import Reference
from waystation.engine.simulate import ALIKE, Apart, Simulation, offer
from waystation.engine.state import LOG_COLUMNS
from waystation.engine.tables import Codes
from waystation.parameters.draw import Values
from waystation.world.world import World

WORD = 64


def simulate_by_reference(world: World, values: Values, cases: Cases, seed: int, *, apart: Apart = ALIKE) -> Simulation:
    """Simulate with the engine to read (some thousand times slower), for looking into it step by step."""
    parts = apart.parts
    tables, codes = compile_tables(world, values, cases)
    engine = Reference(world, values, cases, seed)
    visits = engine.run()
    groups = placed(cases.axes[world.group], parts)
    wide = replace(_counts(world, cases, visits, widened(codes, parts), groups), offered=offer(tables))
    counts = part_of(wide, codes, None)
    for (month, resource), used in engine.used.items():
        counts.used[month, codes.resources.index(resource)] = used
    for month, queued in engine.queued.items():
        counts.queued[month] = queued
    fates = _fates(engine, cases, visits, codes, world.group)
    log = None if apart.followed is None else _log(visits, codes, apart.followed)
    return Simulation(counts, fates, len(visits), log, parted(wide, codes, parts))


def _log(visits: Sequence[Visit], codes: Codes, followed: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The visits of the cases followed, as the kernel writes them."""
    routes = {name: row for row, name in enumerate(codes.routes)}
    rows = [
        (one.case, codes.stages.index(one.stage), one.entered, one.left, routes.get(one.route, NO_ROUTE), one.waited)
        for one in visits
        if followed[one.case]
    ]
    return np.array(rows, np.int64).reshape(-1, LOG_COLUMNS)


def _counts(world: World, cases: Cases, visits: Sequence[Visit], codes: Codes, groups: NDArray[np.int16]) -> Counts:
    month = world.calendar.month_of_day
    ends = {day for day in range(len(month)) if day + 1 == len(month) or month[day + 1] != month[day]}
    counts = empty_counts(codes, np.zeros((len(codes.months), len(codes.resources))))
    for visit in visits:
        group, weight = groups[visit.case], np.array([1, cases.people[visit.case]])
        stage = codes.stages.index(visit.stage)
        last = len(month) if visit.left == OPEN else visit.left
        if last < 0:
            continue  # left before day 0, while the opening caseload was being placed
        if visit.entered < 0:
            counts.opening[stage, group] += weight
        else:
            counts.inflow[month[visit.entered], stage, group] += weight
        if visit.left != OPEN:
            counts.flow[month[visit.left], codes.routes.index(visit.route), group] += weight
        for day in range(max(visit.entered, 0), last):
            counts.person_days[month[day], stage, group] += weight
            if day in ends:
                counts.month_end[month[day], stage, group] += weight
    return counts


def _fates(engine: Reference, cases: Cases, visits: Sequence[Visit], codes: Codes, group: str) -> Fates:
    total = len(cases)
    passed = np.zeros((total, -(-len(codes.stages) // WORD)), np.uint64)
    for visit in visits:
        row = codes.stages.index(visit.stage)
        passed[visit.case, row // WORD] |= np.uint64(1) << np.uint64(row % WORD)
    stages = [codes.stages.index(case.stage) if case.stage else OUTSIDE for case in engine.cases]
    marks = [[case.first.get(name, UNMARKED) for name in codes.marks] for case in engine.cases]
    return Fates(
        codes,
        np.array(stages, np.int16),
        np.array([case.entered for case in engine.cases], np.int32),
        passed,
        np.array(marks, np.int32).reshape(total, len(codes.marks)),
        cases.people,
        cases.axes[group].astype(np.int16),
    )
