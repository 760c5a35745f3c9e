"""What the kernel's arrays can hold: whatever is too large for them is refused before it could wrap round.

The limits are read off the types of the arrays themselves, so that a wider or narrower type moves them too.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from waystation.base.problems import CheckError, Problems
from waystation.cases.schema import UNMARKED, Cases
from waystation.engine.draws import address
from waystation.engine.numbers import Numbers
from waystation.engine.state import CASE, NEVER
from waystation.engine.tables import UNUSED_FLAG, Array
from waystation.process.process import Process
from waystation.world.world import World

MOST_FLAGS = UNUSED_FLAG
MOST_RESOURCES = 8 * CASE["held"].itemsize
MOST_STAGES = int(np.iinfo(CASE["stage"]).max)
MOST_ROUTES = int(np.iinfo(CASE["clock_route"]).max)
MOST_PEOPLE = int(np.iinfo(CASE["people"]).max)
MOST_CLASSES = int(np.iinfo(CASE["group"]).max)
MOST_CASES = NEVER - 1
Found = Iterator[tuple[str, str]]


def check_process(process: Process) -> None:
    """Raises CheckError if a process has more of anything than the arrays can number, or two names with one luck."""
    problems = Problems()
    for what, remedy in (*_too_many(process), *_shared_luck(process)):
        problems.add("process", what, remedy)
    problems.raise_if_any(CheckError)


def check_cases(world: World, cases: Cases) -> None:
    """Raises CheckError if a column of the cases has a value that its array cannot hold."""
    problems = Problems()
    for what, remedy in (*_columns(cases), *_classes(world, cases)):
        problems.add("cases", what, remedy)
    problems.raise_if_any(CheckError)


def check_numbers(numbers: Numbers, tables: dict[str, Array]) -> None:
    """Raises CheckError for each number asked for that is not finite, and for work beyond the last day there is."""
    problems, most = Problems(), float(np.finfo(np.float64).max)
    hazards = [name for name, _ in numbers.hazards.keys]
    asked = (("rates", list(numbers.rates.keys), most), ("hazards", hazards, most),
             ("quantiles", list(numbers.quantiles.keys), NEVER))  # fmt: skip
    for table, names, bound in asked:
        for name, row in zip(names, tables[table], strict=True):
            if not (np.abs(row) <= bound).all():  # true of nothing that is no number
                problems.add(f"parameter {name}", f"is not within ±{bound:g}", "give it a finite value")
    problems.raise_if_any(CheckError)


def _too_many(process: Process) -> Found:
    counted = (
        ("stages", len(process.stages), MOST_STAGES), ("routes", len(list(process.routes())), MOST_ROUTES),
        ("resources", len(process.resources), MOST_RESOURCES), ("flags", len(process.flags), MOST_FLAGS),
    )  # fmt: skip
    for name, count, most in counted:
        if count > most:
            yield f"has {count:,} {name}, and the kernel can tell {most:,} apart", f"have fewer {name}"


def _shared_luck(process: Process) -> Found:
    lists = [("stages", [stage.id for stage in process.stages])]
    lists += [(f"routes of {stage.id}", [route.name for route in stage.routes]) for stage in process.stages]
    for of, names in lists:
        held: dict[int, str] = {}
        for name in names:
            other = held.setdefault(int(address(name)), name)
            if other != name:
                yield f"has two {of}, {other!r} and {name!r}, that would share their luck", "give one another name"


def _columns(cases: Cases) -> Found:
    if len(cases) > MOST_CASES:
        yield f"are {len(cases):,}, and the kernel can tell {MOST_CASES:,} apart", "simulate fewer at a time"
    days: dict[str, Array] = {"entered": cases.entered, "own_day": cases.own_day, **cases.marks}
    for name, column in days.items():
        yield from _within(name, column, int(UNMARKED) if name in cases.marks else 1 - NEVER, NEVER)
    yield from _within("people", cases.people, 1, MOST_PEOPLE)
    yield from _within("stage", cases.stage, 0, len(cases.stages) - 1)
    for name, trait in cases.traits.items():
        if not ((trait >= 0) & (trait < 1)).all():
            yield f"have a trait {name!r} outside [0, 1)", "draw it uniform on that interval"


def _classes(world: World, cases: Cases) -> Found:
    for name, column in cases.axes.items():
        if name in world.book.axes:
            yield from _within(name, column, 0, min(world.book.axes[name].size, MOST_CLASSES) - 1)


def _within(name: str, column: Array, low: int, high: int) -> Found:
    if len(column) and not (low <= column.min() and column.max() <= high):
        yield f"have {name!r} from {column.min():,} to {column.max():,}", f"keep it within {low:,} and {high:,}"
