"""Random numbers by address, and what is made of them: days, hazards, outcomes.

The generator is Philox-4x32-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3").
The key is the seed; the counter is (case, stage, visit, slot), where stage and slot are hashes of names, so that adding
a stage or a route leaves every other address as it was. One block gives four uniform numbers.
"""

from __future__ import annotations

import math
import zlib

import numpy as np
from numba import njit
from numpy.typing import NDArray

from waystation.base.days import DAYS_A_YEAR

DAYS_IN_YEAR = DAYS_A_YEAR
FOREVER = math.inf
WORK = np.uint32(0)
ROUNDS, FACTORS, STEPS = 10, (0xD2511F53, 0xCD9E8D57), (0x9E3779B9, 0xBB67AE85)
_M0, _M1 = np.uint64(FACTORS[0]), np.uint64(FACTORS[1])
_W0, _W1 = np.uint32(STEPS[0]), np.uint32(STEPS[1])
_LOW, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
_SCALE = 1.0 / 4294967296.0


def address(name: str) -> np.uint32:
    """The part of an address that a name stands for (never 0, which is the stage's own work)."""
    return np.uint32(zlib.crc32(name.encode()) or 1)


@njit(cache=True, inline="always")
def philox(
    c0: np.uint32, c1: np.uint32, c2: np.uint32, c3: np.uint32, k0: np.uint32, k1: np.uint32
) -> tuple[np.uint32, np.uint32, np.uint32, np.uint32]:
    """Four random words for a counter of four words and a key of two."""
    for _ in range(ROUNDS):
        p0 = _M0 * np.uint64(c0)
        p1 = _M1 * np.uint64(c2)
        c0, c1, c2, c3 = (
            np.uint32(p1 >> _HALF) ^ c1 ^ k0,
            np.uint32(p1 & _LOW),
            np.uint32(p0 >> _HALF) ^ c3 ^ k1,
            np.uint32(p0 & _LOW),
        )
        k0 = np.uint32(k0 + _W0)
        k1 = np.uint32(k1 + _W1)
    return c0, c1, c2, c3


@njit(cache=True, inline="always")
def uniform(word: np.uint32) -> float:
    """The number on (0, 1) that a random word stands for."""
    return (np.float64(word) + 0.5) * _SCALE


@njit(cache=True, inline="always")
def luck(seed: np.uint64, case: int, stage: np.uint32, visit: int, slot: np.uint32) -> tuple[float, float]:
    """Two independent uniform numbers on (0, 1) at an address."""
    key0, key1 = np.uint32(seed & _LOW), np.uint32(seed >> _HALF)
    word0, word1, _, _ = philox(np.uint32(case), stage, np.uint32(visit), slot, key0, key1)
    return uniform(word0), uniform(word1)


@njit(cache=True)
def column(seed: np.uint64, first: int, count: int, stage: np.uint32, slot: np.uint32) -> NDArray[np.float64]:
    """One uniform number for each of `count` cases from number `first` on; shape (count,)."""
    found = np.empty(count)
    for index in range(count):
        found[index] = luck(seed, first + index, stage, 0, slot)[0]
    return found


@njit(cache=True, inline="always")
def at_quantile(table: NDArray[np.float64], share: float) -> float:
    """The value below which `share` of a quantile table lies, straight lines between knots."""
    place = share * (len(table) - 1)
    knot = min(int(place), len(table) - 2)
    return float(table[knot] + (place - knot) * (table[knot + 1] - table[knot]))


@njit(cache=True)
def share_below(table: NDArray[np.float64], value: float) -> float:
    """The share of a quantile table that lies below a value: the inverse of `at_quantile`."""
    last = len(table) - 1
    if value <= table[0]:
        return 0.0
    if value >= table[last]:
        return 1.0
    low, high = 0, last
    while high - low > 1:
        middle = (low + high) // 2
        if table[middle] <= value:
            low = middle
        else:
            high = middle
    return float((low + (value - table[low]) / (table[high] - table[low])) / last)


@njit(cache=True)
def duration(table: NDArray[np.float64], waited: float, share: float) -> float:
    """A duration in days, given that it has not ended after `waited` days; FOREVER if none can be that long."""
    if waited <= 0:
        return at_quantile(table, share)
    below = share_below(table, waited)
    if below >= 1.0:
        return waited
    return at_quantile(table, below + (1.0 - below) * share)


@njit(cache=True)
def hazard_days(
    hazards: NDArray[np.float64], edges: NDArray[np.float64], waited: float, multiplier: float, share: float
) -> float:
    """Days (from the same origin as `waited`) until a hazard fires, given that it has not after `waited` days.

    `hazards` (bands,) a year, constant from each of `edges` (bands,) years to the next; FOREVER if it never fires.
    """
    if multiplier <= 0.0:
        return FOREVER
    left = -math.log(share) / multiplier
    now = waited / DAYS_IN_YEAR
    for band in range(len(edges)):
        upper = edges[band + 1] if band + 1 < len(edges) else FOREVER
        if now >= upper:
            continue
        if hazards[band] > 0.0:
            end = now + left / hazards[band]
            if end <= upper:
                return float(end * DAYS_IN_YEAR)
            left -= (upper - now) * hazards[band]
        now = upper
    return FOREVER


@njit(cache=True, inline="always")
def happens(share: float, trait: float, weight: float, fresh: float, pick: float) -> tuple[bool, float]:
    """Whether an outcome of probability `share` happens, and the trait as a rank among those who share the outcome.

    With probability `weight` the trait decides (high means yes), else fresh luck. Re-ranking by the distribution of the
    trait given the outcome keeps it uniform, so that the share is exact at every later stage too, while a strong case
    refused by bad luck stays strong.
    """
    low = 1.0 - share
    yes = trait >= low if pick < weight else fresh < share
    if yes:
        below = (1.0 - weight) * trait + (weight * (trait - low) / share if trait > low else 0.0)
    else:
        below = (1.0 - weight) * trait + weight * (min(trait, low) / low if low > 0.0 else 1.0)
    return yes, min(max(below, 0.0), 1.0)
