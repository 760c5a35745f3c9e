"""The doubly linked lists that cases stand in: the bucket of a day, the line of a resource, and the bucket aside."""

from numba import njit

from waystation.engine.state import NOBODY

NEXT, LAST = 0, 1


@njit(cache=True, inline="always")
def unrest(records, record, heads, tails, fronts, backs):  # type: ignore[no-untyped-def]
    """Take a case out of its bucket and its queue."""
    if record.due < len(heads):
        before, after = record.bucket_last, record.bucket_next
        if before >= 0:
            records[before].bucket_next = after
        else:
            heads[record.due] = after
        if after >= 0:
            records[after].bucket_last = before
        else:
            tails[record.due] = before
    if record.queue >= 0:
        before, after = record.queue_last, record.queue_next
        if before >= 0:
            records[before].queue_next = after
        else:
            fronts[record.queue] = after
        if after >= 0:
            records[after].queue_last = before
        else:
            backs[record.queue] = before
        record.queue = -1


@njit(cache=True, inline="always")
def append(records, record, case, line, fronts, backs, lines):  # type: ignore[no-untyped-def]
    """Stand at the end of a line."""
    lines[line] += 1
    record.queue, record.queue_last, record.queue_next = line, backs[line], NOBODY
    if backs[line] >= 0:
        records[backs[line]].queue_next = case
    else:
        fronts[line] = case
    backs[line] = case


@njit(cache=True, inline="always")
def put_aside(aside, case, day, heads, tails):  # type: ignore[no-untyped-def]
    """Note on which day a case begins to wait its turn, last of that day."""
    before = tails[day]
    aside[case, LAST], aside[case, NEXT], tails[day] = before, NOBODY, case
    if before >= 0:
        aside[before, NEXT] = case
    else:
        heads[day] = case


@njit(cache=True, inline="always")
def take_aside(aside, case, day, heads, tails):  # type: ignore[no-untyped-def]
    """Forget it again: the case leaves before that day."""
    before, after = aside[case, LAST], aside[case, NEXT]
    if before >= 0:
        aside[before, NEXT] = after
    else:
        heads[day] = after
    if after >= 0:
        aside[after, LAST] = before
    else:
        tails[day] = before
