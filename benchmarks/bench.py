"""How fast the engine is, as one JSON object: medians of several runs of the UK model at full size, nothing asserted.

`compile_tables_s` and `caseload_s` are for a random draw; `cold_start_s` compiles the kernel from nothing, in a process
of its own; `threads_2_over_1` is the work done a second on two threads over that on one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np

from waystation import uk
from waystation.base.days import Calendar
from waystation.cases.schema import Cases
from waystation.cases.synthesise import synthesise
from waystation.engine.compile import compile_tables
from waystation.engine.reference import Reference
from waystation.engine.simulate import bytes_a_case, simulate
from waystation.engine.tables import Codes, Tables
from waystation.parameters.book import Change
from waystation.parameters.draw import Draw, Values
from waystation.world.world import World

ROOT = Path(__file__).parents[1]
SMALL = 0.002
FLOWS = (
    "arrivals.claims_a_year", "appeals.other_a_day", "opening.awaiting", "opening.appeals", "opening.exhausted",
    "opening.withdrawn", "decisions.a_day", "appeals.disposals_a_day", "removals.detention_places",
    "removals.escorts_a_day", "removals.seats_a_day",
)  # fmt: skip
COLD = "from benchmarks.bench import cold; cold()"


class Ready(NamedTuple):
    """A world with its cases, as values and as tables."""

    world: World
    values: Values
    cases: Cases
    tables: Tables
    codes: Codes


def ready(factor: float, point: int | None = None) -> Ready:
    """The UK baseline at a scale, at the centre of every range or at a random point."""
    model = uk.load().set(tuple(Change(name, factor, times=True) for name in FLOWS) if factor != 1 else ())
    world = model.world("baseline")
    coordinates = len(world.book.coordinates)
    draw = Draw(() if point is None else tuple(np.random.default_rng(point).random(coordinates).tolist()))
    values = Values(world.book, draw)
    calendar: Calendar = model.calendar
    cases = synthesise(model.recipe, values, calendar, 1, world.process.traits)
    return Ready(world, values, cases, *compile_tables(world, values, cases))


def seconds(work: Callable[[], object]) -> float:
    """How long something takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def typical(work: Callable[[], object], runs: int) -> float:
    """The median time of several runs."""
    return median(seconds(work) for _ in range(runs))


def cold() -> None:
    """Compile the kernel and run it once, on a small world."""
    small = ready(SMALL)
    simulate(small.tables, small.codes, 1)


def cold_start() -> float:
    """Seconds from nothing to a first small run, with no compiled code on disk."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "NUMBA_CACHE_DIR": folder}
        command = [sys.executable, "-c", COLD]
        return seconds(lambda: subprocess.run(command, cwd=ROOT, env=environment, check=True))


def both_threads(full: Ready, runs: int) -> float:
    """Runs a second on two threads over runs a second on one."""

    def one(seed: int) -> int:
        return simulate(full.tables, full.codes, seed).events

    def together() -> None:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(one, (1, 2)))

    return 2 * typical(lambda: one(1), runs) / typical(together, runs)


def before_the_run(runs: int) -> tuple[float, float]:
    """Seconds for the caseload and for the tables of a random draw."""
    model = uk.load()
    world = model.world("baseline")
    caseload, tables = [], []
    for run in range(runs):
        values = Values(
            world.book, Draw(tuple(np.random.default_rng(run).random(len(world.book.coordinates)).tolist()))
        )
        start = time.perf_counter()
        cases = synthesise(model.recipe, values, model.calendar, run, world.process.traits)
        caseload.append(time.perf_counter() - start)
        tables.append(seconds(lambda v=values, c=cases: compile_tables(world, v, c)))  # type: ignore[misc]
    return median(caseload), median(tables)


def kernel_over_reference(runs: int) -> float:
    """How many times faster the kernel is than the reference, on the same small world."""
    small = ready(SMALL)
    kernel = typical(lambda: simulate(small.tables, small.codes, 1, keep_log=True), runs)
    reference = typical(lambda: Reference(small.world, small.values, small.cases, 1).run(), 1)
    return reference / kernel


def main(runs: int = 5) -> None:
    """Print one JSON object."""
    full = ready(1.0)
    events = simulate(full.tables, full.codes, 1).events
    took = typical(lambda: simulate(full.tables, full.codes, 1), runs)
    caseload, tables = before_the_run(3)
    print(json.dumps({
        "cases": len(full.cases),
        "events": events,
        "ns_an_event": round(took / events * 1e9, 1),
        "million_events_a_second": round(events / took / 1e6, 2),
        "bytes_a_case": round(bytes_a_case(full.tables, full.codes), 1),
        "caseload_s": round(caseload, 3),
        "compile_tables_s": round(tables, 3),
        "cold_start_s": round(cold_start(), 1),
        "threads_2_over_1": round(both_threads(full, 3), 2),
        "kernel_over_reference": round(kernel_over_reference(runs)),
    }, indent=2))  # fmt: skip


if __name__ == "__main__":
    main()
