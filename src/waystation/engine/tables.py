"""What the kernel sees: arrays, and the names of the integers in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

# how a route's clock runs
NO_CLOCK, HAZARD, SPREAD, FIXED = 0, 1, 2, 3
OWN = -2  # it counts from the case's own day
# what a condition asks
FIXED_FACT, FLAG, SINCE, VISITS, OWN_DAY = 0, 1, 2, 3, 4
OPERATORS = ("<", "<=", ">", ">=", "==", "!=")
THROUGHPUT, PLACES = 0, 1
UNUSED_FLAG = 31  # a flag that no route sets: never up


STAGE = np.dtype(
    [
        ("holds", np.uint32),  # bit mask of resources
        ("key", np.uint32),
        ("clock_key", np.uint32),  # the luck of its first clock,
        ("other_key", np.uint32),  # of its second,
        ("exit_key", np.uint32),  # and of its first way out with a share; 0 if it has none
        ("draws", np.bool_),  # whether a visit needs any luck
        ("takes", np.int32),  # row of `quantiles`, or -1
        ("queue", np.int32),  # resource, or -1
        ("visit_slot", np.int32),  # column of visit counters, or -1 if it can be visited once only
        ("mark_slot", np.int32),  # column of first entries, or -1 if not remembered
        ("clock_from", np.int32),
        ("clock_to", np.int32),
        ("exit_from", np.int32),
        ("exit_to", np.int32),
    ],
    align=True,
)
ROUTE = np.dtype(
    [
        ("needs", np.uint64),  # bit mask of resources that must offer something that day
        ("key", np.uint32),
        ("sets", np.uint32),  # bit mask of flags
        ("to", np.int32),
        ("opens", np.int32),
        ("closes", np.int32),
        ("condition_from", np.int32),
        ("condition_to", np.int32),
        ("share", np.int32),  # row of `rates`, or -1
        ("bond_trait", np.int32),  # column of traits, or -1
        ("bond_weight", np.int32),  # row of `rates`
        ("through", np.int32),  # resource at which a clocked route waits its turn, or -1
        ("clock_kind", np.int32),
        ("clock_table", np.int32),  # row of `hazards`, `quantiles` or `rates`, by kind
        ("clock_since", np.int32),  # column of first entries, -1 for the day of entry, or OWN for the case's own day
        ("times_from", np.int32),
        ("times_to", np.int32),
        ("frail", np.int32),  # row of `frailties`, or -1
        ("frail_trait", np.int32),
    ],
    align=True,
)
CONDITION = np.dtype(
    [
        ("value", np.float64),
        ("kind", np.int32),
        ("item", np.int32),  # bit, flag, or column
        ("operator", np.int32),
        ("negated", np.bool_),
    ],
    align=True,
)
RESOURCE = np.dtype(
    [
        ("kind", np.int32),
        ("guard", np.int32),  # places without which a throughput serves nobody, or -1
        ("line_from", np.int32),  # its lines, one a rank
        ("line_to", np.int32),
        ("first_from", np.int32),  # its priorities, one a rank but the last
        ("per_people", np.bool_),
    ],
    align=True,
)
PRIORITY = np.dtype(
    [
        ("key", np.uint32),
        ("condition_from", np.int32),
        ("condition_to", np.int32),
        ("share", np.int32),  # row of `rates`, or -1
    ],
    align=True,
)


class Tables(NamedTuple):
    """Everything a simulation reads. M months, D days, n cases, a responses that move anything.

    Lists of varying length (the clocks of a stage, the conditions of a route) are slices of one array: rows
    `x_from` to `x_to` of `x_list`.
    """

    stages: Array  # of STAGE
    routes: Array  # of ROUTE
    conditions: Array  # of CONDITION
    resources: Array  # of RESOURCE
    priorities: Array  # of PRIORITY
    owners: Array  # (lines,) the resource of each line
    clock_list: Array
    exit_list: Array
    times_list: Array  # rows of `rates`
    rates: Array  # (k, M, classes)
    rate_axis: Array  # (k,) column of `classes`, or -1
    hazards: Array  # (h, M, classes, bands)
    hazard_axis: Array
    hazard_edges: Array  # (h, bands)
    frailties: Array  # (f, M, classes, CLASSES)
    quantiles: Array  # (q, KNOTS)
    capacity: Array  # (resources, D)
    offered: Array  # (D,) bit mask of the resources that offer something
    newest: Array  # (resources, M)
    month: Array  # (D,)
    entered: Array  # (n,)
    start: Array
    people: Array
    classes: Array  # (n, axes) of small integers; the first is the axis counts are kept by
    bits: Array  # (n, words)
    traits: Array  # (n, bonded) the traits that change with outcomes
    ranks: Array  # (n, frail) the frailty class that a trait gives a case for life
    own_day: Array
    marks: Array  # (n, known) first entries known from the start, the first columns of the marks
    central: Array  # (1,) how many cases come at the central level of arrivals; the others are spare
    level: Array  # (n,) or (0,) if nothing responds: the level of arrivals from which a case comes
    headroom: Array  # (1,) the highest level of arrivals
    moves: Array  # (a, M, classes) by how much a response moves a class at full exposure
    answering: Array  # (a,) column of `classes`
    watched: Array  # (a, routes) whose people are the signal
    counted: Array  # (a, stages) whose entries are what it is set against
    spans: Array  # (a, M, 2) the lag and the window in months


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
