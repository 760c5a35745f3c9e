"""The engine to run: the same meaning as `reference.py`, on arrays, compiled.

A case stands in at most one bucket (the day it is next due) and at most one queue; both are doubly linked lists laid
in the case records, so that nothing is allocated, grown or left stale while the simulation runs.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from waystation.engine import draws
from waystation.engine.draws import at_quantile, duration, happens, hazard_days, luck
from waystation.engine.log import NO_ROUTE, OPEN
from waystation.engine.tables import (
    FIXED,
    FIXED_FACT,
    FLAG,
    OWN_DAY,
    PLACES,
    QUEUEING,
    RESTING,
    SEEKING,
    SINCE,
    SPREAD,
    VISITS,
    WORKING,
)

NEVER = 2**31 - 1
UNMARKED = -(2**31)
NOBODY = -1
EPSILON = 1e-9
OK, TOO_MANY_VISITS, LOG_FULL = 0, 1, 2
MOST_VISITS = 65_535
ARRIVING, DUE, SERVING = 0, 1, 2
ENTER, SECURE, BEGIN, LINE_UP, LEAVE, STAND = 0, 1, 2, 3, 4, 5

CASE = np.dtype(
    [
        ("held", np.uint64),
        ("entered", np.int32),
        ("clock", np.int32),
        ("due", np.int32),
        ("since", np.int32),
        ("waited", np.int32),
        ("bucket_next", np.int32),
        ("bucket_last", np.int32),
        ("queue_next", np.int32),
        ("queue_last", np.int32),
        ("flags", np.uint32),
        ("stage", np.int16),
        ("clock_route", np.int16),
        ("visit", np.uint16),
        ("queue", np.int16),
        ("through", np.int16),
        ("phase", np.int8),
    ],
    align=True,
)


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
    if operator == 4:
        return left == right
    return left != right


@njit(cache=True)
def meets(t, record, visits, marks, case, route, today):  # type: ignore[no-untyped-def]
    """Whether every condition of a route holds today."""
    for row in range(t.condition_from[route], t.condition_to[route]):
        kind, item = t.condition_kind[row], t.condition_item[row]
        if kind == FIXED_FACT:
            yes = (t.bits[case, item >> 6] >> np.uint64(item & 63)) & np.uint64(1) != 0
        elif kind == FLAG:
            yes = (record.flags >> np.uint32(item)) & np.uint32(1) != 0
        elif kind == SINCE:
            first = marks[case, item]
            days = today - first if first != UNMARKED else -1
            yes = compare(t.condition_operator[row], float(days), t.condition_value[row])
        elif kind == VISITS:
            yes = compare(t.condition_operator[row], float(visits[case, item]), t.condition_value[row])
        else:
            yes = today >= t.own_day[case]
        if yes == t.condition_negated[row]:
            return False
    return True


@njit(cache=True, inline="always")
def rate(t, row, month, case):  # type: ignore[no-untyped-def]
    axis = t.rate_axis[row]
    return t.rates[row, month, t.classes[axis, case] if axis >= 0 else 0]


@njit(cache=True)
def clock_day(t, record, marks, case, route, today, seed):  # type: ignore[no-untyped-def]
    """The day on which a route's clock fires, NEVER if it does not within its dates."""
    begins = max(today, t.opens[route])
    since = t.clock_since[route]
    origin = record.entered
    if since >= 0 and marks[case, since] != UNMARKED:
        origin = marks[case, since]
    waited = float(begins - origin)
    month = t.month[min(max(begins, 0), len(t.month) - 1)]
    share, _ = luck(seed, case, t.stage_key[record.stage], record.visit, t.route_key[route])
    kind, table = t.clock_kind[route], t.clock_table[route]
    if kind == FIXED:
        days = max(waited, rate(t, table, month, case))
    elif kind == SPREAD:
        days = duration(t.quantiles[table], waited, share)
    else:
        axis = t.hazard_axis[table]
        group = t.classes[axis, case] if axis >= 0 else 0
        multiplier = 1.0
        for row in range(t.times_from[route], t.times_to[route]):
            multiplier *= rate(t, t.times_list[row], month, case)
        frail = t.frail[route]
        if frail >= 0:
            rank = int(t.traits[case, t.frail_trait[route]] * t.frailties.shape[3])
            multiplier *= t.frailties[frail, month, group, rank]
        days = hazard_days(t.hazards[table, month, group], t.hazard_edges[table], waited, multiplier, share)
    if origin + days >= NEVER:
        return NEVER
    fires = max(origin + math.ceil(days), begins + 1 if begins == today else begins)
    return fires if fires <= t.closes[route] else NEVER


@njit(cache=True, inline="always")
def set_clocks(t, record, visits, marks, case, today, seed):  # type: ignore[no-untyped-def]
    """Start every clock that may run, and remember the first to fire."""
    record.clock, record.clock_route = NEVER, -1
    for row in range(t.clock_from[record.stage], t.clock_to[record.stage]):
        route = t.clock_list[row]
        if record.through >= 0 and t.through[route] >= 0:
            continue
        if meets(t, record, visits, marks, case, route, max(today, 0)):
            fires = clock_day(t, record, marks, case, route, today, seed)
            if fires < record.clock:
                record.clock, record.clock_route = fires, route


@njit(cache=True)
def choose(t, record, visits, marks, traits, case, today, month, seed):  # type: ignore[no-untyped-def]
    """The first way out whose dates, conditions and share let the case through."""
    stage = record.stage
    for row in range(t.exit_from[stage], t.exit_to[stage]):
        route = t.exit_list[row]
        if not (t.opens[route] <= today <= t.closes[route]):
            continue
        if not meets(t, record, visits, marks, case, route, today):
            continue
        if t.share[route] < 0:
            return route
        share = rate(t, t.share[route], month, case)
        fresh, pick = luck(seed, case, t.stage_key[stage], record.visit, t.route_key[route])
        trait = t.bond_trait[route]
        if trait < 0:
            if fresh < share:
                return route
            continue
        yes, rank = happens(share, traits[case, trait], rate(t, t.bond_weight[route], month, case), fresh, pick)
        traits[case, trait] = rank
        if yes:
            return route
    return -1


@njit(cache=True, inline="always")
def unrest(records, case, heads, tails, fronts, backs, days):  # type: ignore[no-untyped-def]
    """Take a case out of its bucket and its queue."""
    record = records[case]
    if record.due < days:
        before, after = record.bucket_last, record.bucket_next
        if before >= 0:
            records[before].bucket_next = after
        else:
            heads[record.due] = after
        if after >= 0:
            records[after].bucket_last = before
        else:
            tails[record.due] = before
    queue = record.queue
    if queue >= 0:
        before, after = record.queue_last, record.queue_next
        if before >= 0:
            records[before].queue_next = after
        else:
            fronts[queue] = after
        if after >= 0:
            records[after].queue_last = before
        else:
            backs[queue] = before
        record.queue = -1


@njit(cache=True, nogil=True)
def run(t, seed, records, visits, marks, traits, passed, stock, opening, inflow, flow, month_end, person_days, used, log):  # type: ignore[no-untyped-def]
    """Simulate every day. Fills the counts; gives (code, events, rows of the log)."""
    days, total, resources = len(t.month), len(records), len(t.resource_kind)
    heads, tails = np.full(days, NOBODY, np.int32), np.full(days, NOBODY, np.int32)
    fronts, backs = np.full(resources, NOBODY, np.int32), np.full(resources, NOBODY, np.int32)
    credit, taken = np.zeros(resources), np.zeros(resources)
    keep_log = len(log) > 0
    events, logged, upcoming, today, month = 0, 0, 0, -1, 0
    source, resource, opened = ARRIVING, 0, False

    while True:
        # who moves next
        if source == ARRIVING:
            if upcoming < total and t.entered[upcoming] <= today:
                case, upcoming = upcoming, upcoming + 1
                record = records[case]
                action, stage, entered = ENTER, t.start[case], t.entered[case]
            elif today < 0:
                opening[:] = stock
                today = 0
                continue
            else:
                source = DUE
                continue
        elif source == DUE:
            case = heads[today]
            if case < 0:
                source, resource, opened = SERVING, 0, False
                continue
            record = records[case]
            if record.queue >= 0:
                record.waited += today - record.since
            unrest(records, case, heads, tails, fronts, backs, days)
            stage, entered = record.stage, today
            action = LEAVE if record.clock <= today else LINE_UP
            if action == LEAVE and t.through[record.clock_route] >= 0:
                action = STAND
        else:
            if resource == resources:
                for s in range(stock.shape[0]):
                    for g in range(stock.shape[1]):
                        person_days[month, s, g, 0] += stock[s, g, 0]
                        person_days[month, s, g, 1] += stock[s, g, 1]
                for r in range(resources):
                    if t.resource_kind[r] == PLACES:
                        used[month, r] += taken[r]
                today += 1
                if today == days or t.month[today] != month:
                    month_end[month] = stock
                if today == days:
                    break
                month = t.month[today]
                source = ARRIVING
                continue
            places = t.resource_kind[resource] == PLACES
            offered = t.capacity[resource, today]
            if not opened:
                opened = True
                if not places:
                    credit[resource] += offered
            case = backs[resource] if t.newest[resource, month] else fronts[resource]
            guard = t.guard[resource]
            if guard >= 0 and (fronts[guard] >= 0 or taken[guard] + 1.0 > t.capacity[guard, today] + EPSILON):
                case = NOBODY
            if case >= 0:
                need = float(t.people[case]) if t.per_people[resource] or places else 1.0
                if places:
                    fits = taken[resource] + need <= offered + EPSILON
                else:
                    fits = need <= credit[resource] + EPSILON
            else:
                fits = False
                if not places:
                    credit[resource] -= math.floor(credit[resource] + EPSILON)
            if not fits:
                resource, opened = resource + 1, False
                continue
            record = records[case]
            record.waited += today - record.since
            unrest(records, case, heads, tails, fronts, backs, days)
            stage, entered = record.stage, today
            if places:
                taken[resource] += need
                record.held |= np.uint64(1) << np.uint64(resource)
                action = SECURE
            else:
                credit[resource] -= need
                used[month, resource] += need
                record.clock = NEVER
                action = LEAVE

        # it moves until it rests
        group, people = t.classes[0, case], t.people[case]
        while True:
            done, phase, line = NEVER, RESTING, -1
            if action == ENTER:
                record.stage, record.entered, record.waited, record.through = stage, entered, 0, -1
                slot = t.visit_slot[stage]
                if slot >= 0:
                    if visits[case, slot] == MOST_VISITS:
                        return TOO_MANY_VISITS, events, logged
                    record.visit = visits[case, slot]
                    visits[case, slot] += 1
                else:
                    record.visit = 0
                slot = t.mark_slot[stage]
                if slot >= 0 and marks[case, slot] == UNMARKED:
                    marks[case, slot] = entered
                passed[case, stage >> 6] |= np.uint64(1) << np.uint64(stage & 63)
                stock[stage, group, 0] += 1
                stock[stage, group, 1] += people
                if today >= 0:
                    inflow[month, stage, group, 0] += 1
                    inflow[month, stage, group, 1] += people
                events += 1
                set_clocks(t, record, visits, marks, case, today, seed)
                action = SECURE
            if action == SECURE:
                wanted = t.holds[stage] & ~record.held
                for r in range(resources):
                    bit = np.uint64(1) << np.uint64(r)
                    if wanted & bit:
                        if fronts[r] >= 0 or taken[r] + people > t.capacity[r, max(today, 0)] + EPSILON:
                            line, phase = r, SEEKING
                            break
                        taken[r] += people
                        record.held |= bit
                if line < 0:
                    spare = record.held & ~t.holds[stage]
                    if spare:
                        for r in range(resources):
                            if spare & (np.uint64(1) << np.uint64(r)):
                                taken[r] -= people
                        record.held &= t.holds[stage]
                    action = BEGIN
            if action == BEGIN:
                action = LINE_UP
                if t.takes[stage] >= 0:
                    share, _ = luck(seed, case, t.stage_key[stage], record.visit, draws.WORK)
                    work = max(1, int(at_quantile(t.quantiles[t.takes[stage]], share) + 0.5))
                    done = (record.entered if today < 0 else today) + work
                    if done > today:
                        action, phase = BEGIN, WORKING
                    else:
                        done = NEVER
            if action == LINE_UP:
                if t.queue[stage] >= 0:
                    line, phase = t.queue[stage], QUEUEING
                elif t.exit_from[stage] < t.exit_to[stage]:
                    action = LEAVE
                    record.clock = NEVER
            if action == LEAVE:
                if record.clock <= today:
                    route = record.clock_route
                elif record.through >= 0:
                    route = record.through
                else:
                    route = choose(t, record, visits, marks, traits, case, today, month, seed)
                if keep_log:
                    if logged == len(log):
                        return LOG_FULL, events, logged
                    log[logged, 0], log[logged, 1], log[logged, 2] = case, stage, record.entered
                    log[logged, 3], log[logged, 4], log[logged, 5] = today, route, record.waited
                    logged += 1
                stock[stage, group, 0] -= 1
                stock[stage, group, 1] -= people
                if today >= 0:
                    flow[month, route, group, 0] += 1
                    flow[month, route, group, 1] += people
                record.flags |= t.sets[route]
                stage, entered, action = t.to[route], today, ENTER
                continue
            if action == STAND:
                record.through = record.clock_route
                line, phase = t.through[record.through], QUEUEING
                set_clocks(t, record, visits, marks, case, max(record.entered, -1), seed)
            # it rests
            record.phase, record.since = phase, today
            record.queue = line
            if line >= 0:
                record.queue_last, record.queue_next = backs[line], NOBODY
                if backs[line] >= 0:
                    records[backs[line]].queue_next = case
                else:
                    fronts[line] = case
                backs[line] = case
            record.due = min(done, record.clock)
            if record.due < days:
                record.bucket_last, record.bucket_next = tails[record.due], NOBODY
                if tails[record.due] >= 0:
                    records[tails[record.due]].bucket_next = case
                else:
                    heads[record.due] = case
                tails[record.due] = case
            break

    if keep_log:
        for case in range(upcoming):
            if logged == len(log):
                return LOG_FULL, events, logged
            record = records[case]
            log[logged, 0], log[logged, 1], log[logged, 2] = case, record.stage, record.entered
            log[logged, 3], log[logged, 4], log[logged, 5] = OPEN, NO_ROUTE, record.waited
            logged += 1
    return OK, events, logged
