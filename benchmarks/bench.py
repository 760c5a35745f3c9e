"""How fast the engine is on this machine, as one JSON object: medians of paired runs, with the targets beside them.

Ratios are compared with those of `last.json`; whatever is more than a tenth worse is named. `--record` writes a new
one, `--quick` leaves out the slow peers and the largest size.
"""

from __future__ import annotations

import argparse
import json
import operator
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import uk_model
from benchmarks.clock import machine
from benchmarks.rivals import SIZES, at_size

LAST = Path(__file__).with_name("last.json")
WORSE = 1.1
Found = dict[str, Any]


class Target(NamedTuple):
    """What is wanted of one figure; `path` leads to it."""

    path: tuple[str, ...]
    sign: str
    bound: float


TARGETS = (
    *(Target(("pipeline", size, "times_as_fast_as", "SimPy"), ">=", bound)
      for size, bound in (("100000", 75), ("1000000", 160))),
    *(Target(("pipeline", str(size), "times_as_fast_as", "heapq"), ">=", 10) for size in SIZES[:3]),
    *(Target(("pipeline", str(size), "times_as_fast_as", "day-stepped NumPy"), ">=", 1) for size in SIZES[:3]),
    *(Target(("pipeline", str(size), "times_as_fast_as", "C++ of our design"), ">=", 1 / 1.2) for size in SIZES),
    Target(("growth_of_ns_an_event",), "<=", 2.5),
    Target(("uk_model", "ns_an_event"), "<=", 150),
    Target(("uk_model", "caseload_over_simulation"), "<=", 0.5),
    Target(("uk_model", "bytes_a_case"), "<=", 200),
    Target(("paired_draws", "estimated_minutes_for_1000"), "<=", 40),
    Target(("starts", "run_to_first_progress_s"), "<=", 1.5),
    Target(("starts", "help_s"), "<=", 0.15),
)  # fmt: skip
# what is compared with the last run: ratios within one run, which another machine leaves nearly alone
HIGH_IS_GOOD, LOW_IS_GOOD = ("times_as_fast_as", "threads_2_over_1"), ("bytes_a_case", "caseload_over_simulation")


def measure(*, quick: bool) -> Found:
    """Everything, in the order in which it is printed."""
    found: Found = {"machine": machine()}
    found["pipeline"] = {str(size): at_size(size, quick=quick) for size in (SIZES[:3] if quick else SIZES)}
    costs = [held["ns_an_event"] for held in found["pipeline"].values()]
    found["growth_of_ns_an_event"] = round(max(costs) / min(costs), 2)
    found["uk_model"], found["starts"] = uk_model.model(5), uk_model.starts()
    if not quick:
        found["paired_draws"] = uk_model.paired_draws()
    return found


def at(found: Found, path: tuple[str, ...]) -> float | None:
    """A figure, if it was measured."""
    held: Any = found
    for name in path:
        held = held.get(name) if isinstance(held, dict) else None
    return held


def targets(found: Found) -> list[Found]:
    """Each target with what was found."""
    signs = {">=": operator.ge, "<=": operator.le}
    rows = [(target, at(found, target.path)) for target in TARGETS]
    return [
        {"figure": " ".join(one.path), "wanted": f"{one.sign} {one.bound:.4g}", "found": value,
         "met": signs[one.sign](value, one.bound)}
        for one, value in rows if value is not None
    ]  # fmt: skip


def ratios(found: Found, path: tuple[str, ...] = ()) -> Iterator[tuple[str, float]]:
    """Every figure that is compared between runs, by path; how many times better, for both kinds alike."""
    for name, value in found.items():
        here = (*path, name)
        if isinstance(value, dict):
            yield from ratios(value, here)
        elif isinstance(value, int | float) and (path[-1:] == HIGH_IS_GOOD[:1] or name in HIGH_IS_GOOD):
            yield " ".join(here), float(value)
        elif name in LOW_IS_GOOD:
            yield " ".join(here), 1 / float(value)


def slower(found: Found, last: Found) -> list[str]:
    """What is more than a tenth worse than in the last recorded run."""
    before = dict(ratios(last))
    return [f"{name}: {before[name] / value:.2f} times worse than the last recorded run"
            for name, value in ratios(found) if name in before and before[name] / value > WORSE]  # fmt: skip


def main() -> None:
    """Measure, compare, print; a figure that is worse than it was, or misses its target, is told on standard error."""
    parser = argparse.ArgumentParser(description="How fast the engine is on this machine.")
    parser.add_argument("--quick", action="store_true", help="leave out the slow peers and the largest size")
    parser.add_argument("--record", action="store_true", help="keep the figures as what later runs are compared with")
    options = parser.parse_args()
    found = measure(quick=options.quick)
    found["targets"] = targets(found)
    found["worse_than_last"] = slower(found, json.loads(LAST.read_text("utf-8"))) if LAST.exists() else []
    text = json.dumps(found, indent=2)
    print(text)
    if options.record:
        LAST.write_text(text + "\n", "utf-8")
    missed = [
        f"{row['figure']} is {row['found']}; wanted {row['wanted']}" for row in found["targets"] if not row["met"]
    ]
    for line in (*found["worse_than_last"], *missed):
        print(line, file=sys.stderr)


if __name__ == "__main__":
    main()
