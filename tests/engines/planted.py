"""The fast engine in plain Python, as it is or with a fault planted in it: does the comparison of the engines find it?

A fault is a piece of the text of the kernel (and what it calls) or of `compile.py`, and what stands there instead. When
these change, a piece that no longer stands there must be written anew, or taken out.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import numpy as np

from tests.theory.small import Made
from waystation.cases.schema import Cases
from waystation.engine import choose, compile, draws, kernel, levels, links
from waystation.engine.counts import empty_counts
from waystation.engine.fates import Fates
from waystation.engine.log import Visit
from waystation.engine.simulate import Simulation, offer
from waystation.engine.state import new_state
from waystation.engine.tables import Codes, Tables
from waystation.parameters.draw import Values
from waystation.world.world import World

PARTS = (links, levels, choose, kernel)
OWN = tuple(f"from {name} import" for name in (
    "__future__", "numba", "waystation.engine.memory", "waystation.engine.lanes",
    *(part.__name__ for part in PARTS)))  # fmt: skip
STEPS = 20_000
# name: a piece of the text, what in it is replaced, and by what
FAULTS = {
    "a clock loses a tie to the later route": ("elif fires < record.clock:", "<", "<="),
    "the first turn waited for loses a tie": ("if fires < first_aside:", "<", "<="),
    "work goes before a clock on the same day": ("action = LEAVE if record.clock <= today", "<=", "<"),
    "the line for places is overtaken": ("if lines[row] > 0 or taken[row]", "lines[row] > 0 or", ""),
    "places are counted by case when taken": ("taken[row] += people", "people", "1"),
    "places are counted by case when given up": ("taken[first_bit(spare)] -= people", "people", "1"),
    "places are counted by case when served": ("if places or kind.per_people:", "places or", "not places and"),
    "throughput by people is counted by case": ("if places or kind.per_people:", " or kind.per_people", ""),
    "unused service is saved up": ("-= math.floor(credit[resource] + EPSILON)", "math.floor", "0 * math.floor"),
    "fractions of service lapse": ("-= math.floor(credit[resource] + EPSILON)", "math.floor", ""),
    "the oldest always go first": ("LAST if newest[resource, month] else NEXT", "LAST", "NEXT"),
    "a host serves while its places are awaited": ("(lines[guard] > 0 or taken", "lines[guard] > 0 or ", ""),
    "a host serves while its places are full": ("or taken[guard] + 1.0 > capacity", "+ 1.0", "- 99.0"),
    "leaving keeps the turn waited for": ("if record.through == ASIDE:", "record.through == ASIDE", "False"),
    "leaving keeps the place in the line": ("take(waiting, case, record.queue, fronts, backs)", "take", "nothing"),
    "a case served stays due": ("take(buckets, case, record.due, heads, tails)", "take", "nothing"),
    "only the last wait counts": ("record.waited -= today\n                put", "record.waited -= today",
                                  "record.waited = -today"),
    "a wait for a turn is not counted": ("record.waited -= today\n                    put", "record.waited -= today",
                                         "pass"),
    "a wait that goes on is not counted": ("days if record.queue >= 0", ">= 0", ">= 99"),
    "work of the opening caseload begins on day 0": ("ready = int(record.entered) if today < 0",
                                                     "int(record.entered)", "0"),
    "work is rounded down": ("share) + 0.5))", " + 0.5", ""),
    "a clock may fire on the day of entry": ("begins + 1 if begins == today", "+ 1", ""),
    "a spread clock forgets the time spent": ("duration(quantiles[table], waited, share)", "waited", "0.0"),
    "a hazard forgets the time spent": ("edges[table], waited, multiplier", "waited", "0.0"),
    "a clock counts from entry, not from its mark": ("origin = int(marks[case, route.clock_since])", "origin", "_"),
    "a clock's numbers are of the month of entry": ("month_of[min(max(begins, 0)", "begins", "today"),
    "a clock due on the closing day is late": ("fires if fires <= route.closes", "<=", "<"),
    "a route opens a day late": ("route.opens <= today <= route.closes", "opens <=", "opens <"),
    "a route closes a day early": ("route.opens <= today <= route.closes", "today <=", "today <"),
    "a multiplier is forgotten": ("in range(route.times_from, route.times_to)", "times_from", "times_from + 1"),
    "a multiplier is that of the first class": ("classes[case, rate_axis[row]] if rate_axis[row] >= 0 else 0",
                                                ">= 0", ">= 99"),
    "frailty is forgotten": ("if route.frail >= 0:", ">= 0", ">= 99"),
    "frailty follows outcomes": ("classes, marks, own_day, ranks,\n                        times_list", "ranks",
                                 "(64 * traits).astype(int)"),
    "luck is that of the first visit": ("stage.key, np.uint32(record.visit),", "record.visit", "0"),
    "luck is that of another case": ("seed, np.uint32(case), stage.key,", "case", "case + 1"),
    "the second clock has the luck of the first": ("else second)", "second", "first"),
    "the third clock has the luck of the second": ("stage.clock_from + 2:", "2", "3"),
    "a clock has the luck of another": ("stage.clock_key, stage.other_key,", "clock_key", "other_key"),
    "an outcome has the luck of another": ("if route.key == stage.exit_key:", "route.key == stage.exit_key", "True"),
    "an outcome has the luck of its trait": ("uniform(record.fresh), uniform(record.pick)", "record.pick",
                                             "record.fresh"),
    "work begun late has the luck of what was drawn before": ("if drawn:", "drawn", "True"),
    "a later outcome has the luck of the first visit": ("pick = luck(seed, case, stage.key, record.visit, route.key)",
                                                        "record.visit", "0"),
    "work begun late has the luck of the first visit": ("stage.key, record.visit, draws.WORK)", "record.visit", "0"),
    "a third clock has the luck of the first visit": ("share, _ = luck(seed, case, stage.key, record.visit, route.key)",
                                                      "record.visit", "0"),
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
    "places are given up before the next are had": ("wanted = np.uint32(stage.holds & ~record.held)", "wanted",
                                                    "record.held &= stage.holds; wanted"),
    "only one a day begins to wait a turn": ("case = following", "following", "NOBODY"),
    "a narrow counter goes round unseen": ("if record.visit == most_visits:", "==", ">"),
    "a clock since an own day counts from entry": ("route.clock_since == OWN:", "OWN", "99"),
    "days until an own day count as waited": ("float(max(0, begins - origin))", "max(0, begins - origin)",
                                              "abs(begins - origin)"),
    "the last rank goes first": ("certain(first_line(fronts, kind.line_from, kind.line_to))",
                                 "first_line(fronts, kind.line_from, kind.line_to)",
                                 "max(range(kind.line_from, kind.line_to), key=lambda row: (fronts[row] >= 0, row))"),
    "whoever is of a later rank stands first": ("return kind.line_from + rank", "+ rank", ""),
    "all who meet a priority go first": ("if priority.share >= 0:", ">= 0", ">= 99"),
    "all are given the share of a priority": ("priority.condition_from, priority.condition_to, record",
                                              "priority.condition_to", "priority.condition_from"),
    "a priority's share is that of the first class": ("rates[priority.share, month, classes[case, axis] if axis >= 0",
                                                      ">= 0", ">= 99"),
    "a priority's share is that of the first month": ("rates[priority.share, month,", "month", "0"),
    "a rank has the luck of the first visit": ("key, record.visit, priority.key)", "record.visit", "0"),
    "a rank has the same luck at every stage": ("case, key, record.visit, priority.key)", "key, record", "0, record"),
    "a rank has the luck of the first priority": ("record.visit, priority.key)", "priority.key",
                                                  "priorities[kind.first_from].key"),
    "the opening caseload is ranked as of the day before": ("conditions, record, case, max(today, 0), month",
                                                            "max(today, 0)", "today"),
    "a turn has no rank": ("line_of(\n                        resource_list[row],", "line_of",
                           "(lambda kind, *_: kind.line_to - 1)"),
    "who leaves a line is counted to another": ("lines[owners[record.queue]] -= 1", "owners[record.queue]", "0"),
    "levels are those of the month before": ("shift_levels(shifts, month, t.moves", "month", "month - 1"),
    "the lag is forgotten": ("last = month - spans[row, month, 0]", "- spans[row, month, 0]", ""),
    "the window is forgotten": ("last - spans[row, month, 1], last)", "last - spans[row, month, 1]", "0"),
    "what is seen is counted by case": ("flow[month, row, :, PEOPLE]", "PEOPLE", "0"),
    "those who enter are counted by case": ("inflow[month, row, :, PEOPLE]", "PEOPLE", "0"),
    "spare cases always come": ("if len(answering) > 0 and not comes", "and not", "and case < central and not"),
    "the displaced are forgotten": ("= moves[row, month, group] * seen", "moves[row, month, group]",
                                    "min(moves[row, month, group], 0.0)"),
    "all respond as the first class does": ("classes[case, axes[row]]", "classes[case, axes[row]]", "0"),
    "only the last response counts": ("moved += shifts", "+=", "= 1.0 +"),
    "those who always come stay away too": ("max(moved, 0.0)", "max(moved, 0.0)", "moved"),
    "who stayed away is there in the end": ("if record.stage == OUTSIDE:", "OUTSIDE", "-9"),
    "a route is open though nothing is offered": (" or route.needs & ~offered:", " or route.needs & ~offered", ""),
    "one of the resources that a route needs will do": ("or route.needs & ~offered:", "route.needs & ~offered",
                                                        "route.needs and not route.needs & offered"),
    "what is offered is that of the first day": ("offered_on[max(today, 0)]", "max(today, 0)", "0"),
    "what is closed offers something": ("((capacity > 0) * bits", ">", ">="),
    "a shock never ends": ("ends = begins + self._number(shock.lasts) if", "self._number(shock.lasts)", "np.inf"),
    "a shock lasts a day longer": ("(day >= begins) & (day < ends)", "<", "<="),
    "only the first shock closes": ("for shock in resource.close:", "resource.close", "resource.close[:1]"),
    "a shock is waited for since day 0": ("int(min(max(first, 0) + np.ceil(wait)", "max(first, 0)", "0"),
    "a window upon a shock opens at its date": ("if window.upon is not None:", "window.upon is not None", "False"),
    "a ramp counts from day 0": ("part[day - max(first, 0) <", "max(first, 0)", "0"),
    "a ramp lasts a day longer": ("part[day - max(first, 0) <", "<", "<="),
    "a ramp is all or nothing": ("*= self._number(resource.ramp.share)", "*=", "= 0 *"),
    "a delay is rounded down": ("int(self._number(window.delay) + 0.5)", "+ 0.5", ""),
}  # fmt: skip


Compile = Callable[[World, Values, Cases], tuple[Tables, Codes]]
Engine = tuple[Compile, Callable[..., Any]]


def text_of(*parts: ModuleType) -> str:
    """What some modules say, one after the other, without what they import of one another and of numba."""
    lines = [line for part in parts for line in Path(str(part.__file__)).read_text(encoding="utf-8").splitlines()]
    return "\n".join(line for line in lines if not line.startswith(OWN))


KERNEL, TABLES = text_of(*PARTS), text_of(compile)


def with_fault(name: str) -> Engine:
    """The engine in plain Python with a fault. Raises LookupError if the text it changes is not there."""
    piece, old, new = FAULTS[name]
    if (piece in KERNEL) == (piece in TABLES) or old not in piece:
        raise LookupError(f"the engine has changed: plant {name!r} anew")
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


def plain(old: str = "\0", new: str = "") -> Engine:
    """`compile_tables` and `run`, not compiled, with every `old` of their text replaced by `new`; `run` gives up in the
    end.
    """
    names: dict[str, Any] = {
        "njit": lambda function=None, **_: function or (lambda found: found), "borrowed": _by_name,
        "fetch": lambda *_: None, "nothing": lambda *_: None, "certain": int, "first_bit": _first_bit,
        "four_blocks": _four_blocks, "__name__": "plain",
    }  # fmt: skip
    exec(KERNEL.replace(old, new).replace("while True:", f"for _ in range({STEPS}):"), names)
    if old not in TABLES:
        return compile.compile_tables, names["run"]
    exec(TABLES.replace(old, new), tables := {"__name__": "plain"})
    return cast(Compile, tables["compile_tables"]), names["run"]


def _first_bit(mask: np.uint32) -> int:
    return (int(mask) & -int(mask)).bit_length() - 1


def _four_blocks(seed: np.uint64, case: np.uint32, stage: np.uint32, visit: np.uint32, slots: Any) -> list[np.uint32]:
    key = np.uint32(int(seed) & 0xFFFFFFFF), np.uint32(int(seed) >> 32)
    blocks = [draws.philox(case, stage, visit, slot, *key) for slot in slots]
    return [block[word] for word in range(2) for block in blocks]


def _by_name(arrays: Any) -> Any:
    found = [Rows(array) if array.dtype.names else array for array in arrays]
    return type(arrays)(*found) if hasattr(arrays, "_fields") else found


def visits(engine: Engine, made: Made, seed: int) -> list[Visit]:
    """What an engine in plain Python says of a world; like `simulate`, it begins with narrow counters of visits."""
    tables, codes = engine[0](*made)
    for counters in (np.uint8, np.uint16):
        counts, state = empty_counts(codes, offer(tables)), new_state(tables, codes, STEPS, counters)
        filled = (counts.opening, counts.inflow, counts.flow, counts.month_end, counts.person_days, counts.used,
                  counts.queued)  # fmt: skip
        with np.errstate(over="ignore"):
            code, events, logged = engine[1](tables, state, filled, np.uint64(seed), np.iinfo(counters).max)
        if code != kernel.TOO_MANY_VISITS:
            break
    return Simulation(counts, cast(Fates, None), events, state.log[:logged]).visits()
