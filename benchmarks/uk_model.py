"""How fast the UK model is at full size: an event, a caseload, the tables, two threads, starts, paired draws."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from statistics import median
from typing import NamedTuple

import numpy as np

from benchmarks.clock import ROOT, first_sign, process, python, seconds, typical
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

SMALL = 0.002
FEW, MORE = 12, 36
FLOWS = (
    "arrivals.claims_a_year", "appeals.other_a_day", "opening.awaiting", "opening.appeals", "opening.exhausted",
    "opening.withdrawn", "decisions.a_day", "appeals.disposals_a_day", "removals.detention_places",
    "removals.escorts_a_day", "removals.seats_a_day", "removals.charter_seats_a_day", "documents.ready_a_day",
    "documents.slow_a_day", "documents.rare_a_day", "france.returns_a_day",
)  # fmt: skip
HEAVY = ("numba", "polars", "altair")
COMMAND = (sys.executable, "-m", "waystation.cli")


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
    values = Values(world.book, Draw(()) if point is None else random_draw(world, point))
    calendar: Calendar = model.calendar
    cases = synthesise(model.recipe, values, calendar, 1, world.process.traits)
    return Ready(world, values, cases, *compile_tables(world, values, cases))


def random_draw(world: World, seed: int) -> Draw:
    """A random point of the unit cube."""
    return Draw(tuple(np.random.default_rng(seed).random(len(world.book.coordinates)).tolist()))


def cold() -> None:
    """Simulate a small world once: what a first run costs besides the simulation."""
    small = ready(SMALL)
    simulate(small.tables, small.codes, 1)


def both_threads(full: Ready, runs: int) -> float:
    """Runs a second on two threads over runs a second on one."""

    def one(seed: int) -> int:
        return simulate(full.tables, full.codes, seed).events

    def together() -> None:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(one, (1, 2)))

    return 2 * typical(lambda: one(1), runs) / typical(together, runs)


def before_the_run(runs: int) -> dict[str, float]:
    """Seconds for the caseload, the tables and the simulation of random draws."""
    model = uk.load()
    world = model.world("baseline")
    found: dict[str, list[float]] = {"caseload_s": [], "tables_s": [], "simulation_s": []}
    for run in range(runs + 1):
        values = Values(world.book, random_draw(world, run))
        make = partial(synthesise, model.recipe, values, model.calendar, run, world.process.traits)
        cases = make()
        made = compile_tables(world, values, cases)
        found["caseload_s"].append(seconds(make, time.process_time))
        found["tables_s"].append(seconds(partial(compile_tables, world, values, cases), time.process_time))
        found["simulation_s"].append(seconds(partial(simulate, *made, run), time.process_time))
    return {name: round(median(times[1:]), 3) for name, times in found.items()}


def kernel_over_reference(runs: int) -> float:
    """How many times faster the kernel is than the reference, on the same small world."""
    small = ready(SMALL)
    kernel = typical(lambda: simulate(small.tables, small.codes, 1, keep_log=True), runs)
    return seconds(lambda: Reference(small.world, small.values, small.cases, 1).run()) / kernel


def model(runs: int) -> dict[str, float]:
    """The UK baseline at full size."""
    full = ready(1.0)
    events = simulate(full.tables, full.codes, 1).events
    took = typical(lambda: simulate(full.tables, full.codes, 1), runs, time.process_time)
    parts = before_the_run(runs)
    return {
        "cases": len(full.cases),
        "events": events,
        "ns_an_event": round(took / events * 1e9, 1),
        "events_a_second": round(events / took),
        "bytes_a_case": round(bytes_a_case(full.tables, full.codes), 1),
        **parts,
        "caseload_over_simulation": round(parts["caseload_s"] / parts["simulation_s"], 2),
        "threads_2_over_1": round(both_threads(full, 3), 2),
        "kernel_over_reference": round(kernel_over_reference(runs)),
    }


def starts() -> dict[str, object]:
    """Seconds until something happens, in processes of their own; which heavy libraries the bare import loads."""
    small = python("from benchmarks.uk_model import cold; cold()")
    with tempfile.TemporaryDirectory() as folder:
        first = process(*small, settings={"NUMBA_CACHE_DIR": folder})
        again = median(process(*small, settings={"NUMBA_CACHE_DIR": folder}) for _ in range(3))
    loaded = f"import json, sys, waystation; print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))"
    return {
        "cold_start_s": round(first, 1),
        "cached_start_s": round(again, 2),
        "run_to_first_progress_s": round(median(first_sign(*COMMAND, "run", "kosovo") for _ in range(3)), 2),
        "help_s": round(median(process(*COMMAND, "--help") for _ in range(5)), 3),
        "heavy_imports": json.loads(subprocess.check_output(python(loaded), cwd=ROOT)),
    }


def draws(count: int) -> tuple[float, float]:
    """Seconds, and megabytes of any one process at the most, of so many paired draws in two processes."""
    code = f"""
import resource, subprocess, tempfile, time
with tempfile.TemporaryDirectory() as folder:
    start = time.perf_counter()
    subprocess.run([*{COMMAND!r}, "run", "kosovo", "--draws", "{count}", "--processes", "2", "--out", folder + "/out"],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
"""
    took, most = subprocess.check_output(python(code), cwd=ROOT, text=True).split()
    return float(took), float(most)


def paired_draws() -> dict[str, float]:
    """What 1,000 draws of a hub and its baseline would take: an estimate from two short runs, said to be one."""
    (short, small), (long, large) = draws(FEW), draws(MORE)
    each = (long - short) / (MORE - FEW)
    return {
        "draws_measured": MORE,
        "seconds_a_draw": round(each, 2),
        "estimated_minutes_for_1000": round((short - FEW * each + 1000 * each) / 60, 1),
        "megabytes_at_most": round(large),
        "megabytes_more_a_draw": round((large - small) / (MORE - FEW), 2),
    }
