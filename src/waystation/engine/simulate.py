"""Run one simulation: tables and a seed in; counts, fates and, on request, the log out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from waystation.base.problems import CheckError
from waystation.engine import kernel
from waystation.engine.counts import Counts, empty_counts
from waystation.engine.fates import Fates
from waystation.engine.log import NO_ROUTE, Visit
from waystation.engine.parts import Parts, part_of, parted, placed, widened
from waystation.engine.state import left_behind, new_state
from waystation.engine.tables import Codes, Tables

VISITS_EACH = 32  # room in a log for each case that is followed, at first


@dataclass(frozen=True)
class Simulation:
    """What one simulation gives; `log` (rows, 6) only if asked for, its columns those of `Visit`.

    `parts` are the counts of each part of the cases, if they were parted.
    """

    counts: Counts
    fates: Fates
    events: int
    log: NDArray[np.int64] | None = None
    parts: Mapping[str, Counts] = field(default_factory=dict)

    def visits(self) -> list[Visit]:
        """The log as visits. Raises CheckError if it was not kept."""
        if self.log is None:
            raise CheckError("the log of visits was not kept: ask for it with keep_log")
        stages, routes = self.counts.codes.stages, self.counts.codes.routes
        rows = self.log.tolist()
        return [Visit(r[0], stages[r[1]], r[2], r[3], routes[r[4]] if r[4] != NO_ROUTE else "", r[5]) for r in rows]


@dataclass(frozen=True)
class Apart:
    """What is counted or kept of some cases by themselves: `parts` of all, a log of those `followed` (n,)."""

    parts: Parts | None = None
    followed: NDArray[np.bool_] | None = None


ALIKE = Apart()


def simulate(tables: Tables, codes: Codes, seed: int, *, keep_log: bool = False, apart: Apart = ALIKE) -> Simulation:
    """Simulate with the compiled engine. What is counted or followed apart changes nothing else.

    Raises CheckError if a case goes round more than 65,535 times.
    """
    if apart.followed is not None:
        return _follow(tables, codes, seed, apart, rows=VISITS_EACH * max(1, int(apart.followed.sum())))
    found = _run(tables, codes, seed, None, apart=apart)
    return _run(tables, codes, seed, found.events, apart=apart) if keep_log else found


def _follow(tables: Tables, codes: Codes, seed: int, apart: Apart, *, rows: int) -> Simulation:
    """Simulate with a log of some cases, with more room for it if it proves too small."""
    while (found := _run(tables, codes, seed, rows, apart=apart)).log is None:
        rows *= 2
    return found


def bytes_a_case(tables: Tables, codes: Codes) -> float:
    """Memory that one more case takes, in the tables and in the state."""
    state = new_state(tables, codes, 0)
    fixed = (tables.entered, tables.start, tables.people, tables.classes, tables.bits, tables.traits, tables.own_day,
             tables.ranks, tables.marks)  # fmt: skip
    moving = (state.records, state.visits, state.marks, state.traits, state.passed, state.waiting, state.buckets)
    count = max(1, len(tables.entered))
    return sum(array.nbytes for array in (*fixed, tables.level, *moving)) / count


def offer(tables: Tables) -> NDArray[np.float64]:
    """What each resource offers in each month, units or place-days; shape (M, resources)."""
    starts = np.searchsorted(tables.month, np.arange(tables.month[-1] + 1))
    return np.asarray(np.add.reduceat(tables.capacity, starts, axis=1).T)


def _run(
    tables: Tables,
    codes: Codes,
    seed: int,
    rows: int | None,
    *,
    counters: type[np.unsignedinteger] = np.uint8,
    apart: Apart = ALIKE,
) -> Simulation:
    """One run; without a log if there was no room for it."""
    parts, wide = apart.parts, widened(codes, apart.parts)
    counts, state = empty_counts(wide, offer(tables)), new_state(tables, wide, rows or 0, counters)
    group = np.asarray(tables.classes[:, 0], np.int16)
    if parts is not None:
        state.records["group"] = placed(group, parts)
    if apart.followed is not None:
        state.kept[:] = apart.followed
    most = int(np.iinfo(counters).max)
    filled = (counts.opening, counts.inflow, counts.flow, counts.month_end, counts.person_days, counts.used,
              counts.queued)  # fmt: skip
    code, events, logged = kernel.run(tables, state, filled, np.uint64(seed), most)
    if code == kernel.TOO_MANY_VISITS and counters is np.uint8:
        return _run(tables, codes, seed, rows, counters=np.uint16, apart=apart)
    if code == kernel.TOO_MANY_VISITS:
        raise CheckError(f"a case entered one stage more than {most:,} times in {len(tables.month)} days")
    stage, entered, passed = left_behind(state.records, state.passed)
    fates = Fates(codes, stage, entered, passed, state.marks, np.asarray(tables.people), group)
    log = None if rows is None or code == kernel.LOG_FULL else state.log[:logged]
    return Simulation(part_of(counts, codes, None), fates, int(events), log, parted(counts, codes, parts))
