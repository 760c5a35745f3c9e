"""What the kernel asks about one case: whether conditions hold, when a clock fires, which way out, which line."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from waystation.engine.draws import duration, happens, hazard_days, luck, uniform
from waystation.engine.log import NO_ROUTE
from waystation.engine.memory import certain
from waystation.engine.state import NEVER, UNMARKED
from waystation.engine.tables import FIXED, FIXED_FACT, FLAG, OWN, SINCE, SPREAD, VISITS


@njit(cache=True, inline="always")
def compare(operator, left, right):  # type: ignore[no-untyped-def]
    if operator == 0:
        return left < right
    if operator == 1:
        return left <= right
    if operator == 2:
        return left > right
    if operator == 3:
        return left >= right
    return left == right if operator == 4 else left != right


@njit(cache=True, inline="always")
def meets(conditions, first, last, flags, bits, visits, marks, own_day, case, today):  # type: ignore[no-untyped-def]
    """Whether every condition of a route holds today."""
    for row in range(first, last):
        condition = conditions[row]
        kind, item = condition.kind, condition.item
        if kind == FIXED_FACT:
            yes = (bits[case, item >> 6] >> np.uint64(item & 63)) & np.uint64(1) != 0
        elif kind == FLAG:
            yes = (flags >> np.uint32(item)) & np.uint32(1) != 0
        elif kind == SINCE:
            entered = marks[case, item]
            days = today - entered if entered != UNMARKED else -1
            yes = compare(condition.operator, float(days), condition.value)
        elif kind == VISITS:
            yes = compare(condition.operator, float(visits[case, item]), condition.value)
        else:
            yes = today >= own_day[case]
        if yes == condition.negated:
            return False
    return True


@njit(cache=True, inline="always")
def clock_day(  # type: ignore[no-untyped-def]
    route, record, share, case, today, month_of, classes, marks, own_day, ranks, times_list, rates, rate_axis,
    hazards, hazard_axis, edges, frailties, quantiles,
):  # fmt: skip
    """The day on which a route's clock fires, NEVER if it does not within its dates."""
    begins = max(today, route.opens)
    origin = int(record.entered)
    if route.clock_since == OWN:
        origin = int(own_day[case])
    elif route.clock_since >= 0 and marks[case, route.clock_since] != UNMARKED:
        origin = int(marks[case, route.clock_since])
    waited = float(max(0, begins - origin))
    month = month_of[min(max(begins, 0), len(month_of) - 1)]
    table = route.clock_table
    if route.clock_kind == FIXED:
        axis = rate_axis[table]
        days = max(waited, rates[table, month, classes[case, axis] if axis >= 0 else 0])
    elif route.clock_kind == SPREAD:
        days = duration(quantiles[table], waited, share)
    else:
        axis = hazard_axis[table]
        group = classes[case, axis] if axis >= 0 else 0
        multiplier = 1.0
        for place in range(route.times_from, route.times_to):
            row = times_list[place]
            multiplier *= rates[row, month, classes[case, rate_axis[row]] if rate_axis[row] >= 0 else 0]
        if route.frail >= 0:
            multiplier *= frailties[route.frail, month, group, ranks[case, route.frail_trait]]
        days = hazard_days(hazards[table, month, group], edges[table], waited, multiplier, share)
    if origin + days >= NEVER:
        return NEVER
    fires = max(origin + math.ceil(days), begins + 1 if begins == today else begins)
    return fires if fires <= route.closes else NEVER


@njit(cache=True, inline="always")
def choose(  # type: ignore[no-untyped-def]
    stage, exit_list, routes, conditions, record, case, today, month, seed, bits, visits, marks, own_day, traits,
    classes, rates, rate_axis, offered,
):  # fmt: skip
    """The first way out whose dates, conditions and share let the case through."""
    for row in range(stage.exit_from, stage.exit_to):
        number = certain(exit_list[row])
        route = routes[number]
        if not (route.opens <= today <= route.closes) or route.needs & ~offered:
            continue
        if not meets(conditions, route.condition_from, route.condition_to, record.flags, bits, visits, marks, own_day,
                     case, today):  # fmt: skip
            continue
        if route.share < 0:
            return number
        axis = rate_axis[route.share]
        share = rates[route.share, month, classes[case, axis] if axis >= 0 else 0]
        if route.key == stage.exit_key:
            fresh, pick = uniform(record.fresh), uniform(record.pick)
        else:
            fresh, pick = luck(seed, case, stage.key, record.visit, route.key)
        if route.bond_trait < 0:
            if fresh < share:
                return number
            continue
        axis = rate_axis[route.bond_weight]
        weight = rates[route.bond_weight, month, classes[case, axis] if axis >= 0 else 0]
        yes, rank = happens(share, traits[case, route.bond_trait], weight, fresh, pick)
        traits[case, route.bond_trait] = rank
        if yes:
            return number
    return NO_ROUTE


@njit(cache=True, inline="always")
def line_of(  # type: ignore[no-untyped-def]
    kind, key, priorities, conditions, record, case, today, month, seed, bits, visits, marks, own_day, classes, rates,
    rate_axis,
):  # fmt: skip
    """The line of a resource in which a case stands: that of the first priority that lets it through, else the last."""
    for rank in range(kind.line_to - kind.line_from - 1):
        priority = priorities[kind.first_from + rank]
        if not meets(conditions, priority.condition_from, priority.condition_to, record.flags, bits, visits, marks,
                     own_day, case, today):  # fmt: skip
            continue
        if priority.share >= 0:
            axis = rate_axis[priority.share]
            fresh, _ = luck(seed, case, key, record.visit, priority.key)
            if fresh >= rates[priority.share, month, classes[case, axis] if axis >= 0 else 0]:
                continue
        return kind.line_from + rank
    return kind.line_to - 1
