"""What a simulation changes as it goes: the record of each case, buckets, queues and what is taken."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from waystation.engine.log import OUTSIDE
from waystation.engine.tables import Array, Codes, Tables

NEVER = 2**31 - 1
UNMARKED = -(2**31)
NOBODY = -1
WORD = 64
LOG_COLUMNS = 6

# 64 bytes: a whole line of the processor's cache
CASE = np.dtype(
    [
        ("passed", np.uint64), ("held", np.uint32), ("flags", np.uint32), ("fresh", np.uint32), ("pick", np.uint32),
        ("entered", np.int32), ("clock", np.int32), ("due", np.int32), ("aside_day", np.int32), ("waited", np.int32),
        ("stage", np.int16), ("clock_route", np.int16), ("aside_route", np.int16), ("visit", np.uint16),
        ("queue", np.int16), ("through", np.int16), ("people", np.int16), ("group", np.int16),
    ],
    align=True,
)  # fmt: skip


class State(NamedTuple):
    """Everything a simulation changes but its counts. D days, Q resources, n cases."""

    records: Array  # (n,) of CASE
    visits: Array  # (n, counted stages) narrow counters, or wide ones if a case goes round more often than they hold
    marks: Array  # (n, marks)
    traits: Array  # (n, bonded) as ranks among those who share the outcomes so far
    passed: Array  # (n, words - 1) a bit per stage after the first 64, whose bits are in the records
    buckets: Array  # (n, 2) who is due on the same day, the next case and the last before, or NOBODY
    heads: Array  # (D,) the first case due on a day, or NOBODY
    tails: Array  # (D,) the last
    aside_heads: Array  # (D,) the first case that begins to wait a turn on a day, or NOBODY
    aside_tails: Array
    waiting: Array  # (n, 2) who waits in the same queue, or begins to wait a turn on the same day
    fronts: Array  # (lines,) the first case in a line, or NOBODY; a resource has a line a rank
    backs: Array
    credit: Array  # (Q,) units of throughput not yet used
    taken: Array  # (Q,) places taken
    lines: Array  # (Q,) cases waiting
    stock: Array  # (S, G, 2) as in Counts
    log: Array  # (rows, LOG_COLUMNS)
    kept: Array  # (n,) which cases the log follows, or (0,) if there is none


def new_state(tables: Tables, codes: Codes, rows: int, counters: type[np.unsignedinteger] = np.uint8) -> State:
    """Nobody has entered yet; room for a log of so many rows, and for as many visits as a counter holds."""
    total, days, resources = len(tables.entered), len(tables.month), len(codes.resources)
    lines = len(tables.owners)
    return State(
        outside(_aligned(total), tables.people, np.asarray(tables.classes[:, 0], np.int16)),
        np.zeros((total, max(1, codes.visits)), counters),
        _marks(tables, codes),
        tables.traits.copy(),
        np.zeros((total, -(-len(codes.stages) // WORD) - 1), np.uint64),
        np.zeros((total, 2), np.int32), np.full(days, NOBODY, np.int32), np.full(days, NOBODY, np.int32),
        np.full(days, NOBODY, np.int32), np.full(days, NOBODY, np.int32),
        np.zeros((total, 2), np.int32), np.full(lines, NOBODY, np.int32), np.full(lines, NOBODY, np.int32),
        np.zeros(resources), np.zeros(resources), np.zeros(resources, np.int64),
        np.zeros((len(codes.stages), len(codes.groups), 2), np.int64),
        np.zeros((rows, LOG_COLUMNS), np.int64),
        np.ones(total if rows else 0, np.bool_),
    )  # fmt: skip


def _marks(tables: Tables, codes: Codes) -> Array:
    """The first entries known from the start; none into the other remembered stages."""
    found = np.full((len(tables.entered), len(codes.marks)), UNMARKED, np.int32)
    found[:, : tables.marks.shape[1]] = tables.marks
    return found


def _aligned(total: int) -> Array:
    """Empty records that each fill one line of the processor's cache, instead of parts of two."""
    room = np.zeros((total + 1) * CASE.itemsize, np.uint8)
    first = -room.ctypes.data % CASE.itemsize
    return room[first : first + total * CASE.itemsize].view(CASE)


@njit(cache=True, nogil=True)
def outside(records, people, groups):  # type: ignore[no-untyped-def]
    """Records before day 0: nobody has come, waits or is due."""
    for case in range(len(records)):
        record = records[case]
        record.people, record.group, record.stage, record.queue, record.due = (
            people[case],
            groups[case],
            OUTSIDE,
            NOBODY,
            NEVER,
        )
    return records


@njit(cache=True, nogil=True)
def left_behind(records, passed):  # type: ignore[no-untyped-def]
    """Of each record its stage, since when, and what it has passed: (n,), (n,) and (n, words), read in one go."""
    total, more = passed.shape
    stage, entered = np.empty(total, np.int16), np.empty(total, np.int32)
    words = np.empty((total, more + 1), np.uint64)
    for case in range(total):
        record = records[case]
        stage[case], entered[case], words[case, 0] = record.stage, record.entered, record.passed
        for word in range(more):
            words[case, word + 1] = passed[case, word]
    return stage, entered, words
