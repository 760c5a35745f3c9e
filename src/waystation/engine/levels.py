"""How arrivals respond: from what could have been seen in past months to the level of arrivals of each class."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from waystation.engine.tables import Array

PEOPLE = 1


def weights(strength: NDArray[np.float64], displaced: float, people: NDArray[np.float64]) -> NDArray[np.float64]:
    """By how much the level of each class moves at full exposure; shape (classes,), as `strength` and `people`.

    A class with a strength falls by it. Of those `people` (central arrivals by class) who stay away, the share
    `displaced` is spread over the classes without one, in proportion to their own people.
    """
    takers = np.where(strength > 0, 0.0, people)
    gain = displaced * (strength * people).sum() / takers.sum() if takers.sum() > 0 else 0.0
    return np.where(strength > 0, -strength, gain)


@njit(cache=True)
def exposure(flow, inflow, watched, counted, first, last):  # type: ignore[no-untyped-def]
    """People through the watched routes over people entering the counted stages, in the months from `first` to before
    `last`; at most 1, and 0 if nobody entered. `flow` (M, R, G, 2), `inflow` (M, S, G, 2).
    """
    seen, came = 0, 0
    for month in range(max(first, 0), max(last, 0)):
        for row in range(len(watched)):
            if watched[row]:
                seen += flow[month, row, :, PEOPLE].sum()
        for row in range(len(counted)):
            if counted[row]:
                came += inflow[month, row, :, PEOPLE].sum()
    return min(1.0, seen / came) if came > 0 else 0.0


@njit(cache=True)
def shift_levels(shifts, month, moves, watched, counted, spans, flow, inflow):  # type: ignore[no-untyped-def]
    """Set by how much each response moves the level of each class this month; `shifts` (responses, classes)."""
    for row in range(len(shifts)):
        last = month - spans[row, month, 0]
        seen = exposure(flow, inflow, watched[row], counted[row], last - spans[row, month, 1], last)
        for group in range(shifts.shape[1]):
            shifts[row, group] = moves[row, month, group] * seen


@njit(cache=True, inline="always")
def comes(level, shifts, axes, classes, case, headroom):  # type: ignore[no-untyped-def]
    """Whether a case enters: its own level is no higher than that of arrivals of its classes."""
    moved = 1.0
    for row in range(len(shifts)):
        moved += shifts[row, classes[case, axes[row]]]
    return level[case] <= min(max(moved, 0.0), headroom)


def central_people(people: Array, level: Array, classes: Array, size: int) -> NDArray[np.float64]:
    """People of the central arrivals that respond, by class; shape (size,)."""
    central = (level > 0) & (level <= 1)
    return np.bincount(classes[central], weights=people[central], minlength=size).astype(np.float64)
