"""Our kernel's own design in C++, general as it is, on our own tables: what being compiled by numba costs."""

from __future__ import annotations

import ctypes
from functools import cache

import numpy as np

from benchmarks import pipeline
from benchmarks.peers.cpp import compiled
from benchmarks.pipeline import Outcome, Workload
from waystation.engine.counts import Counts, empty_counts
from waystation.engine.simulate import offer
from waystation.engine.state import State, new_state
from waystation.engine.tables import Array, Codes, Tables

MOST = 255
# in the order of `Arrays` in general.cpp
OF_TABLES = (
    "stages", "routes", "conditions", "resources", "priorities", "owners", "clock_list", "exit_list", "times_list",
    "rates", "rate_axis", "hazards", "hazard_axis", "hazard_edges", "frailties", "quantiles", "capacity", "offered",
    "newest", "month", "entered", "start", "people", "classes", "bits", "ranks", "own_day", "central", "level",
    "headroom", "moves", "answering", "watched", "counted", "spans",
)  # fmt: skip
OF_STATE = (
    "records", "visits", "marks", "traits", "passed", "buckets", "heads", "tails", "aside_heads", "aside_tails",
    "waiting", "fronts", "backs", "credit", "taken", "lines", "stock",
)  # fmt: skip
OF_COUNTS = ("opening", "inflow", "flow", "month_end", "person_days", "used", "queued")


@cache
def library() -> ctypes.CDLL:
    """The loop, compiled. Raises RuntimeError where there is no compiler."""
    found = compiled("general.cpp")
    found.simulate.restype = ctypes.c_int64
    return found


def sizes(tables: Tables, state: State, counts: Counts) -> Array:
    """In the order of `Sizes` in general.cpp."""
    months, stages, groups, _ = counts.inflow.shape
    return np.array(
        [
            len(tables.entered), len(tables.month), months, stages, len(tables.routes), len(tables.resources), groups,
            tables.rates.shape[2], tables.hazards.shape[2], tables.hazards.shape[3], tables.frailties.shape[2],
            tables.frailties.shape[3], tables.quantiles.shape[1],
            *(array.shape[1] for array in (tables.classes, tables.bits, tables.traits, tables.ranks)),
            *(array.shape[1] for array in (state.visits, state.marks, state.passed)),
            len(tables.answering), tables.moves.shape[2],
        ],
        np.int64,
    )  # fmt: skip


def simulate(tables: Tables, codes: Codes, seed: int) -> tuple[Counts, State, int]:
    """What our `simulate` counts, the state at the end, and how many stages were entered."""
    counts, state = empty_counts(codes, offer(tables)), new_state(tables, codes, 0)
    held = [sizes(tables, state, counts)]
    held += [getattr(tables, name) for name in OF_TABLES]
    held += [getattr(state, name) for name in OF_STATE] + [getattr(counts, name) for name in OF_COUNTS]
    if tables.classes.dtype != np.int8 or not all(array.flags.c_contiguous for array in held):
        raise ValueError("the C++ loop wants classes of one byte, and arrays without gaps")
    pointers = (ctypes.c_void_p * len(held))(*(array.ctypes.data for array in held))
    events = library().simulate(ctypes.byref(pointers), ctypes.c_uint64(seed), ctypes.c_int64(MOST))
    if events < 0:
        raise ValueError(f"a case entered one stage more than {MOST} times")
    return counts, state, events


def run(workload: Workload, seed: int, made: tuple[Tables, Codes] | None = None) -> Outcome:
    """The pipeline, on tables made by us."""
    return pipeline.outcome(simulate(*(made or pipeline.ours(workload)), seed)[0])
