"""Doubly linked lists laid in arrays: the bucket of a day, the line of a resource, and the bucket aside.

A case stands in at most one list of each kind, so its neighbours are one row of an array (n, 2) for that kind, and a
list is the first and the last that stand in it. The rows are apart from the rest of what is known of a case: to look
ahead in a list touches nothing else.
"""

from numba import njit

from waystation.engine.memory import certain, fetch
from waystation.engine.state import NOBODY

NEXT, LAST = 0, 1
FAR = 3  # how many places ahead of the one whose turn it is


@njit(cache=True, inline="always")
def put(links, case, place, heads, tails):  # type: ignore[no-untyped-def]
    """Stand last in a list."""
    before = tails[place]
    links[case, LAST], links[case, NEXT], tails[place] = before, NOBODY, case
    if before >= 0:
        links[certain(before), NEXT] = case
    else:
        heads[place] = case


@njit(cache=True, inline="always")
def take(links, case, place, heads, tails):  # type: ignore[no-untyped-def]
    """Leave a list."""
    before, after = links[case, LAST], links[case, NEXT]
    if before >= 0:
        links[certain(before), NEXT] = after
    else:
        heads[place] = after
    if after >= 0:
        links[certain(after), LAST] = before
    else:
        tails[place] = before


@njit(cache=True, inline="always")
def look_ahead(rows, links, way, case):  # type: ignore[no-untyped-def]
    """Ask for all that is known of the next after a case that was asked for before; that one, or nobody."""
    if case < 0:
        return case
    following = int(links[certain(case), way])
    if following >= 0:
        fetch(rows, certain(following))
    return following


@njit(cache=True, inline="always")
def look_far(rows, links, way, case):  # type: ignore[no-untyped-def]
    """Ask for the first few of a list, from the second on; the last of them, or nobody."""
    for _ in range(FAR):
        case = look_ahead(rows, links, way, case)
    return case


@njit(cache=True, inline="always")
def first_line(fronts, first, last):  # type: ignore[no-untyped-def]
    """The first of some lines in which anybody stands; the last of them if nobody does."""
    for line in range(first, last - 1):
        if fronts[line] >= 0:
            return line
    return last - 1
