"""What the kernel sees: arrays, and the names of the integers in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from numpy.typing import NDArray

Array = NDArray[Any]

# how a route's clock runs
NO_CLOCK, HAZARD, SPREAD, FIXED = 0, 1, 2, 3
# what a condition asks
FIXED_FACT, FLAG, SINCE, VISITS, OWN_DAY = 0, 1, 2, 3, 4
OPERATORS = ("<", "<=", ">", ">=", "==", "!=")
THROUGHPUT, PLACES = 0, 1
# where a case stands within its stage
RESTING, WORKING, QUEUEING, SEEKING = 0, 1, 2, 3


class Tables(NamedTuple):
    """Everything a simulation reads. S stages, R routes, Q resources, M months, D days, n cases.

    Lists of varying length (the clocks of a stage, the conditions of a route) are slices of one array: rows
    `x_from[i]` to `x_to[i]` of `x_list`.
    """

    # stages (S,)
    stage_key: Array
    takes: Array  # row of `quantiles`, or -1
    queue: Array  # resource, or -1
    holds: Array  # bit mask of resources
    visit_slot: Array  # column of visit counters, or -1 if it can be visited once only
    mark_slot: Array  # column of first entries, or -1 if not remembered
    clock_from: Array
    clock_to: Array
    exit_from: Array
    exit_to: Array
    clock_list: Array
    exit_list: Array
    # routes (R,)
    to: Array
    route_key: Array
    opens: Array
    closes: Array
    condition_from: Array
    condition_to: Array
    share: Array  # row of `rates`, or -1
    bond_trait: Array  # column of traits, or -1
    bond_weight: Array  # row of `rates`
    sets: Array  # bit mask of flags
    through: Array  # resource at which a clocked route waits its turn, or -1
    clock_kind: Array
    clock_table: Array  # row of `hazards`, `quantiles` or `rates`, by kind
    clock_since: Array  # column of first entries, or -1 for the day of entry
    times_from: Array
    times_to: Array
    frail: Array  # row of `frailties`, or -1
    frail_trait: Array
    times_list: Array  # rows of `rates`
    # conditions
    condition_kind: Array
    condition_item: Array  # bit, flag, or column
    condition_operator: Array
    condition_value: Array
    condition_negated: Array
    # numbers
    rates: Array  # (k, M, classes)
    rate_axis: Array  # (k,) row of `classes`, or -1
    hazards: Array  # (h, M, classes, bands)
    hazard_axis: Array
    hazard_edges: Array  # (h, bands)
    frailties: Array  # (f, M, classes, CLASSES)
    quantiles: Array  # (q, KNOTS)
    # resources (Q,)
    resource_kind: Array
    per_people: Array
    capacity: Array  # (Q, D)
    newest: Array  # (Q, M)
    guard: Array  # places without which a throughput serves nobody, or -1
    # calendar (D,)
    month: Array
    # cases (n,)
    entered: Array
    start: Array
    people: Array
    classes: Array  # (axes, n); the first is the axis counts are kept by
    bits: Array  # (n, words)
    traits: Array  # (n, traits)
    own_day: Array
    marks: Array  # (n, marks)


@dataclass(frozen=True)
class Codes:
    """The names of the integers: what each index of the tables stands for."""

    stages: tuple[str, ...]
    routes: tuple[str, ...]
    resources: tuple[str, ...]
    groups: tuple[str, ...]
    marks: tuple[str, ...]
    visits: int
    months: tuple[str, ...]
