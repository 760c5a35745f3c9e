"""The kernel in plain Python, as it is or with a fault planted in it: does the comparison of the engines find it?

A fault is a piece of the kernel's text and what stands there instead. A piece that no longer stands there once must be
written anew, or taken out, when the kernel changes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numpy as np

from waystation.engine import kernel, links
from waystation.engine.counts import empty_counts
from waystation.engine.fates import Fates
from waystation.engine.log import Visit
from waystation.engine.simulate import Simulation, offer
from waystation.engine.state import NOBODY, new_state
from waystation.engine.tables import Codes, Tables

TEXT = Path(kernel.__file__).read_text(encoding="utf-8")
STEPS = 20_000
OWN = ("from numba import njit", "from waystation.engine.links import", "from waystation.engine.memory import")
# name: a piece of the kernel's text, what in it is replaced, and by what
FAULTS = {
    "a clock loses a tie to the later route": ("elif fires < record.clock:", "<", "<="),
    "the first turn waited for loses a tie": ("if fires < first_aside:", "<", "<="),
    "work goes before a clock on the same day": ("action = LEAVE if record.clock <= today", "<=", "<"),
    "the line for places is overtaken": ("if fronts[row] >= 0 or taken[row]", "fronts[row] >= 0 or", ""),
    "places are counted by case when taken": ("taken[row] += people", "people", "1"),
    "places are counted by case when given up": ("taken[row] -= people", "people", "1"),
    "places are counted by case when served": ("if places or kind.per_people:", "places or", "not places and"),
    "throughput by people is counted by case": ("if places or kind.per_people:", " or kind.per_people", ""),
    "unused service is saved up": ("-= math.floor(credit[resource] + EPSILON)", "math.floor", "0 * math.floor"),
    "fractions of service lapse": ("-= math.floor(credit[resource] + EPSILON)", "math.floor", ""),
    "the oldest always go first": ("LAST if newest[resource, month] else NEXT", "LAST", "NEXT"),
    "a host serves while its places are awaited": ("(fronts[guard] >= 0 or taken", "fronts[guard] >= 0 or ", ""),
    "a host serves while its places are full": ("or taken[guard] + 1.0 > capacity", "+ 1.0", "- 99.0"),
    "leaving keeps the turn waited for": ("if record.through == ASIDE:", "record.through == ASIDE", "False"),
    "leaving keeps the place in the line": ("take(waiting, case, record.queue, fronts, backs)", "take", "nothing"),
    "a case served stays due": ("take(buckets, case, record.due, heads, tails)", "take", "nothing"),
    "only the last wait counts": ("record.waited, record.queue = record.waited + today", "record.waited +", ""),
    "work of the opening caseload begins on day 0": ("(int(record.entered) if today < 0 else today) + work",
                                                     "int(record.entered)", "0"),
    "work is rounded down": ("share) + 0.5))", " + 0.5", ""),
    "a clock may fire on the day of entry": ("begins + 1 if begins == today", "+ 1", ""),
    "a spread clock forgets the time spent": ("duration(quantiles[table], waited, share)", "waited", "0.0"),
    "a hazard forgets the time spent": ("edges[table], waited, multiplier", "waited", "0.0"),
    "a clock counts from entry, not from its mark": ("origin = marks[case, route.clock_since]", "origin", "_"),
    "a clock's numbers are of the month of entry": ("month_of[min(max(begins, 0)", "begins", "today"),
    "a clock due on the closing day is late": ("fires if fires <= route.closes", "<=", "<"),
    "a route opens a day late": ("route.opens <= today <= route.closes", "opens <=", "opens <"),
    "a route closes a day early": ("route.opens <= today <= route.closes", "today <=", "today <"),
    "a multiplier is forgotten": ("in range(route.times_from, route.times_to)", "times_from", "times_from + 1"),
    "a multiplier is that of the first class": ("classes[case, rate_axis[row]] if rate_axis[row] >= 0 else 0",
                                                ">= 0", ">= 99"),
    "frailty is forgotten": ("if route.frail >= 0:", ">= 0", ">= 99"),
    "frailty follows outcomes": ("t.own_day, t.traits,", "t.traits", "state.traits"),
    "an outcome has the luck of the first visit": ("stage.key, record.visit, route.key)", "record.visit", "0"),
    "work has the luck of the first visit": ("stage.key, record.visit, draws.WORK)", "record.visit", "0"),
    "a clock has the luck of the first visit": ("case, key, record.visit, route.key)", "record.visit", "0"),
    "a visit counter has 8 bits": ("visits[case, stage.visit_slot] += 1", "+= 1", "= (record.visit + 1) % 256"),
    "a trait is not ranked anew": ("traits[case, route.bond_trait] = rank", "= rank", ""),
    "a bond has the weight of the first class": ("[route.bond_weight, month, classes[case, axis] if axis >= 0",
                                                 ">= 0", ">= 99"),
    "a share is that of the first class": ("rates[route.share, month, classes[case, axis] if axis >= 0 else 0]",
                                           ">= 0", ">= 99"),
    "not is ignored": ("if yes == condition.negated:", "yes == condition.negated", "not yes"),
    "an own day comes a day late": ("yes = today >= own_day[case]", ">=", ">"),
    "never entered counts as long ago": ("if entered != UNMARKED else -1", "-1", "99_999"),
    "the last entry is remembered, not the first": ("marks[case, stage.mark_slot] == UNMARKED:",
                                                    "== UNMARKED", "< 99_999"),
    "a route sets no flags": ("record.flags |= route.sets", "route.sets", "0"),
    "a route takes flags away": ("record.flags |= route.sets", "|=", "="),
    "places are given up before the next are had": ("wanted = stage.holds & ~record.held", "wanted",
                                                    "record.held &= stage.holds; wanted"),
}  # fmt: skip


def with_fault(name: str) -> Callable[..., Any]:
    """The kernel in plain Python with a fault. Raises LookupError if the text it changes is not there."""
    piece, old, new = FAULTS[name]
    if piece not in TEXT or old not in piece:
        raise LookupError(f"the kernel has changed: plant {name!r} anew")
    return plain(piece, piece.replace(old, new))


class Rows:
    """Records whose fields are attributes, as they are to the compiler."""

    def __init__(self, array: np.ndarray) -> None:
        self.array = array

    def __len__(self) -> int:
        return len(self.array)

    def __getitem__(self, row: int) -> Row:
        return Row(self.array[row])


class Row:
    """One record; what is set in it is set in the array."""

    def __init__(self, record: np.void) -> None:
        object.__setattr__(self, "record", record)

    def __getattr__(self, name: str) -> Any:
        return self.record[name]

    def __setattr__(self, name: str, value: Any) -> None:
        self.record[name] = value


def plain(old: str = "", new: str = "") -> Callable[..., Any]:
    """The kernel's `run`, not compiled, with every `old` of its text replaced by `new`; it gives up in the end."""
    text = "\n".join(line for line in TEXT.splitlines() if not line.startswith(OWN)).replace(old or "\0", new)
    names: dict[str, Any] = {
        "njit": lambda function=None, **_: function or (lambda found: found), "borrowed": _by_name,
        "look_ahead": lambda *_: NOBODY, "look_far": lambda *_: NOBODY, "LAST": links.LAST, "NEXT": links.NEXT,
        "put": links.put.py_func, "take": links.take.py_func, "nothing": lambda *_: None, "__name__": "plain",
    }  # fmt: skip
    exec(compile(text.replace("while True:", f"for _ in range({STEPS}):"), kernel.__file__, "exec"), names)
    return cast(Callable[..., Any], names["run"])


def _by_name(arrays: Any) -> Any:
    found = [Rows(array) if array.dtype.names else array for array in arrays]
    return type(arrays)(*found) if hasattr(arrays, "_fields") else found


def visits(run: Callable[..., Any], tables: Tables, codes: Codes, seed: int) -> list[Visit]:
    """What a kernel in plain Python says of a world."""
    counts, state = empty_counts(codes, offer(tables)), new_state(tables, codes, STEPS)
    filled = (counts.opening, counts.inflow, counts.flow, counts.month_end, counts.person_days, counts.used,
              counts.queued)  # fmt: skip
    _, events, logged = run(tables, state, filled, np.uint64(seed))
    return Simulation(counts, cast(Fates, None), events, state.log[:logged]).visits()
