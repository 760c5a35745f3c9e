"""The engine to run: the same meaning as `reference.py`, on arrays, compiled.

A case stands in at most one bucket (the day it is next due) and one line: a queue, or aside until it begins to wait a
turn there. Both are doubly linked lists laid in arrays (`links.py`), so that nothing is allocated, grown or left stale
while the simulation runs. What is known of a case is asked for a few turns before its own (`memory.py`). Arrays are
borrowed and handed to the inner functions one by one, which are laid out in place: nothing is counted.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from waystation.engine import draws
from waystation.engine.choose import choose, clock_day, line_of, meets
from waystation.engine.counts import spend_day
from waystation.engine.draws import at_quantile, luck, uniform
from waystation.engine.lanes import four_blocks
from waystation.engine.levels import comes, shift_levels
from waystation.engine.links import LAST, NEXT, first_line, look_ahead, look_far, put, take
from waystation.engine.log import NO_ROUTE, OPEN, OUTSIDE
from waystation.engine.memory import borrowed, certain, first_bit
from waystation.engine.state import NEVER, NOBODY, UNMARKED, WORD
from waystation.engine.tables import PLACES

EPSILON = 1e-9
OK, TOO_MANY_VISITS, LOG_FULL = 0, 1, 2
ARRIVING, DUE, SERVING = 0, 1, 2
ENTER, SECURE, BEGIN, LINE_UP, LEAVE = 0, 1, 2, 3, 4
ASIDE = -2  # a clock of a route that goes through a resource is running


@njit(cache=True, nogil=True, error_model="numpy")
def run(t, state, counts, seed, most_visits):  # type: ignore[no-untyped-def]
    """Simulate every day. Fills the counts and the log; gives (code, events, rows of the log)."""
    t, state, counts = borrowed(t), borrowed(state), borrowed(counts)
    stages, routes, conditions, resource_list = t.stages, t.routes, t.conditions, t.resources
    clock_list, exit_list, times_list = t.clock_list, t.exit_list, t.times_list
    rates, rate_axis, quantiles, frailties = t.rates, t.rate_axis, t.quantiles, t.frailties
    hazards, hazard_axis, edges, capacity, newest = t.hazards, t.hazard_axis, t.hazard_edges, t.capacity, t.newest
    offered_on = t.offered
    month_of, arrives, start, classes, bits, own_day, ranks = (
        t.month, t.entered, t.start, t.classes, t.bits, t.own_day, t.ranks,
    )  # fmt: skip
    owners, priorities, central, level, headroom = t.owners, t.priorities, int(t.central[0]), t.level, t.headroom[0]
    answering, shifts = t.answering, np.zeros((len(t.answering), t.moves.shape[2]))
    opening, inflow, flow, month_end, person_days, used, queued = counts
    (records, visits, marks, traits, passed, buckets, heads, tails, aside_heads, aside_tails, waiting, fronts,
     backs, credit, taken, lines, stock, log, kept) = state  # fmt: skip
    days, total, resources = len(month_of), len(records), len(resource_list)
    keep_log = len(log) > 0
    events, logged, upcoming, today, month = 0, 0, 0, -1, 0
    later = central if len(answering) > 0 else total  # the next spare one
    source, resource, opened, served = ARRIVING, 0, False, -1
    stage_row, entered, ahead, way = 0, 0, NOBODY, NEXT
    work, first, second = np.uint32(0), np.uint32(0), np.uint32(0)
    rows = (records, visits, marks, traits, passed, classes, bits, ranks, waiting, buckets)

    while True:
        # who moves next
        if source == ARRIVING:
            case = NOBODY
            if upcoming < central and arrives[upcoming] <= today:
                case, upcoming = upcoming, upcoming + 1
            elif today >= 0 and later < total and arrives[later] <= today:
                case, later = later, later + 1
            if case >= 0:
                if len(answering) > 0 and not comes(level, shifts, answering, classes, case, headroom):
                    continue
                record = records[case]
                action, stage_row, entered = ENTER, int(start[case]), int(arrives[case])
            elif today < 0:
                opening[:] = stock
                today = 0
                continue
            else:
                source, case = DUE, int(aside_heads[today])
                while case >= 0:  # who begins to wait a turn; the other clocks run on untouched
                    record, following = records[case], int(waiting[case, NEXT])
                    record.through = record.aside_route
                    row = int(routes[record.through].through)
                    record.queue = line_of(
                        resource_list[row], stages[record.stage].key, priorities, conditions, record, case, today,
                        month, seed, bits, visits, marks, own_day, classes, rates, rate_axis,
                    )  # fmt: skip
                    lines[row] += 1
                    record.waited -= today
                    put(waiting, case, record.queue, fronts, backs)
                    case = following
                ahead = look_far(rows, buckets, NEXT, int(heads[today]))
                continue
        elif source == DUE:
            case = int(heads[today])
            if case < 0:
                source, resource, opened = SERVING, 0, False
                continue
            record = records[case]
            ahead = look_ahead(rows, buckets, NEXT, ahead)
            take(buckets, case, today, heads, tails)
            if record.queue >= 0:
                take(waiting, case, record.queue, fronts, backs)
                lines[owners[record.queue]] -= 1
                record.waited, record.queue = record.waited + today, -1
            stage_row, entered = int(record.stage), today
            action = LEAVE if record.clock <= today else LINE_UP
            if record.through == ASIDE:
                take(waiting, case, record.aside_day, aside_heads, aside_tails)
        else:
            if resource == resources:
                spend_day(person_days, month, stock)
                for row in range(resources):
                    if resource_list[row].kind == PLACES:
                        used[month, row] += taken[row]
                today += 1
                if today == days or month_of[today] != month:
                    month_end[month] = stock
                    queued[month] = lines
                if today == days:
                    break
                if month_of[today] != month:
                    month = int(month_of[today])
                    shift_levels(shifts, month, t.moves, t.watched, t.counted, t.spans, flow, inflow)
                source = ARRIVING
                continue
            resource = certain(resource)
            kind = resource_list[resource]
            places, guard, offered = kind.kind == PLACES, kind.guard, capacity[resource, today]
            if not opened:
                opened, served, way = True, -1, LAST if newest[resource, month] else NEXT
                if not places:
                    credit[resource] += offered
            turn = certain(first_line(fronts, kind.line_from, kind.line_to))
            case = int((fronts if way == NEXT else backs)[turn])
            if guard >= 0 and (lines[guard] > 0 or taken[guard] + 1.0 > capacity[guard, today] + EPSILON):
                case = NOBODY
            need = 1.0
            fits = False
            if case >= 0:
                if places or kind.per_people:
                    need = float(records[case].people)
                fits = taken[resource] + need <= offered + EPSILON if places else need <= credit[resource] + EPSILON
            elif not places:
                credit[resource] -= math.floor(credit[resource] + EPSILON)
            if not fits:
                resource, opened = resource + 1, False
                continue
            record = records[case]
            if turn != served:
                served, ahead = turn, look_far(rows, waiting, way, case)
            ahead = look_ahead(rows, waiting, way, ahead)
            take(waiting, case, turn, fronts, backs)
            lines[resource] -= 1
            record.waited, record.queue = record.waited + today, -1
            if record.due < days:
                take(buckets, case, record.due, heads, tails)
            stage_row, entered = int(record.stage), today
            if places:
                taken[resource] += need
                record.held |= np.uint32(1) << np.uint32(resource)
                action = SECURE
            else:
                credit[resource] -= need
                used[month, resource] += need
                record.clock = NEVER
                action = LEAVE

        # it moves until it rests
        case, stage_row = certain(case), certain(stage_row)
        group, people = certain(record.group), certain(record.people)
        while True:
            done, line, drawn = NEVER, -1, False
            stage = stages[stage_row]
            if action == ENTER:
                record.stage, record.entered, record.waited, record.through = stage_row, entered, 0, -1
                record.visit = 0
                if stage.visit_slot >= 0:
                    record.visit = visits[case, stage.visit_slot]
                    if record.visit == most_visits:
                        return TOO_MANY_VISITS, events, logged
                    visits[case, stage.visit_slot] += 1
                if stage.mark_slot >= 0 and marks[case, stage.mark_slot] == UNMARKED:
                    marks[case, stage.mark_slot] = entered
                if stage_row < WORD:
                    record.passed |= np.uint64(1) << np.uint64(stage_row)
                else:
                    passed[case, (stage_row >> 6) - 1] |= np.uint64(1) << np.uint64(stage_row & 63)
                stock[stage_row, group, 0] += 1
                stock[stage_row, group, 1] += people
                if today >= 0:
                    inflow[month, stage_row, group, 0] += 1
                    inflow[month, stage_row, group, 1] += people
                events += 1
                record.clock, record.clock_route, first_aside = NEVER, NO_ROUTE, days
                if stage.draws:
                    work, first, second, record.fresh, _, _, _, record.pick = four_blocks(
                        seed, np.uint32(case), stage.key, np.uint32(record.visit),
                        (draws.WORK, stage.clock_key, stage.other_key, stage.exit_key),
                    )  # fmt: skip
                    drawn = True
                for place in range(stage.clock_from, stage.clock_to):
                    number = certain(clock_list[place])
                    route = routes[number]
                    if route.condition_from < route.condition_to and not meets(
                        conditions, route.condition_from, route.condition_to, record.flags, bits, visits, marks,
                        own_day, case, max(today, 0),
                    ):  # fmt: skip
                        continue
                    if place < stage.clock_from + 2:
                        share = uniform(first if place == stage.clock_from else second)
                    else:
                        share, _ = luck(seed, case, stage.key, record.visit, route.key)
                    fires = clock_day(
                        route, record, share, case, today, month_of, classes, marks, own_day, ranks,
                        times_list, rates, rate_axis, hazards, hazard_axis, edges, frailties, quantiles,
                    )  # fmt: skip
                    if route.through >= 0:
                        if fires < first_aside:
                            first_aside, record.through = fires, ASIDE
                            record.aside_route, record.aside_day = number, fires
                    elif fires < record.clock:
                        record.clock, record.clock_route = fires, number
                if first_aside < days:
                    put(waiting, case, first_aside, aside_heads, aside_tails)
                action = SECURE
            if action == SECURE:
                wanted = np.uint32(stage.holds & ~record.held)
                while wanted:
                    row = first_bit(wanted)
                    if lines[row] > 0 or taken[row] + people > capacity[row, max(today, 0)] + EPSILON:
                        line = row
                        break
                    taken[row] += people
                    record.held |= np.uint32(1) << np.uint32(row)
                    wanted &= np.uint32(wanted - np.uint32(1))
                if line < 0:
                    spare = np.uint32(record.held & ~stage.holds)
                    while spare:
                        taken[first_bit(spare)] -= people
                        spare &= np.uint32(spare - np.uint32(1))
                    record.held &= stage.holds
                    action = BEGIN
            if action == BEGIN:
                action = LINE_UP
                if stage.takes >= 0:
                    if drawn:
                        share = uniform(work)
                    else:
                        share, _ = luck(seed, case, stage.key, record.visit, draws.WORK)
                    ready = int(record.entered) if today < 0 else today
                    ready += max(1, int(at_quantile(quantiles[stage.takes], share) + 0.5))
                    if ready > today:
                        action, done = BEGIN, ready
            if action == LINE_UP:
                if stage.queue >= 0:
                    line = int(stage.queue)
                elif stage.exit_from < stage.exit_to:
                    action = LEAVE
                    record.clock = NEVER
            if action == LEAVE:
                if record.clock <= today:
                    number = int(record.clock_route)
                elif record.through >= 0:
                    number = int(record.through)
                else:
                    number = int(choose(
                        stage, exit_list, routes, conditions, record, case, today, month, seed, bits, visits, marks,
                        own_day, traits, classes, rates, rate_axis, offered_on[max(today, 0)],
                    ))  # fmt: skip
                route = routes[number]
                if keep_log and kept[case]:
                    if logged == len(log):
                        return LOG_FULL, events, logged
                    log[logged, 0], log[logged, 1], log[logged, 2] = case, stage_row, record.entered
                    log[logged, 3], log[logged, 4], log[logged, 5] = today, number, record.waited
                    logged += 1
                stock[stage_row, group, 0] -= 1
                stock[stage_row, group, 1] -= people
                if today >= 0:
                    flow[month, number, group, 0] += 1
                    flow[month, number, group, 1] += people
                record.flags |= route.sets
                stage_row, entered, action = certain(route.to), today, ENTER
                continue
            # it rests
            if line >= 0:
                record.queue = line_of(
                    resource_list[line], stage.key, priorities, conditions, record, case, max(today, 0), month, seed,
                    bits, visits, marks, own_day, classes, rates, rate_axis,
                )  # fmt: skip
                lines[line] += 1
                record.waited -= today
                put(waiting, case, record.queue, fronts, backs)
            record.due = min(done, int(record.clock))
            if record.due < days:
                put(buckets, case, record.due, heads, tails)
            break

    for case in range(total if keep_log else 0):
        record = records[case]
        if record.stage == OUTSIDE:
            continue
        if not kept[case]:
            continue
        if logged == len(log):
            return LOG_FULL, events, logged
        log[logged, 0], log[logged, 1], log[logged, 2] = case, record.stage, record.entered
        log[logged, 3], log[logged, 4] = OPEN, NO_ROUTE
        log[logged, 5] = record.waited + (days if record.queue >= 0 else 0)
        logged += 1
    return OK, events, logged
