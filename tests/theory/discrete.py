"""What theory says of queues that live in whole days: closed forms, and chains solved exactly.

A day: those who come join; those whose stay is over leave; then places are given, so whoever comes on the day a place
becomes free may have it that day. All chains look at the end of a day.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
TAIL = 1e-12


def stationary(moves: Floats) -> Floats:
    """The distribution that a chain keeps; `moves` (n, n) from row to column."""
    count = len(moves)
    system = np.vstack([moves.T - np.eye(count), np.ones(count)])
    return np.asarray(np.linalg.lstsq(system, np.eye(count + 1)[-1], rcond=None)[0], dtype=np.float64)


def shifted(chances: Floats, by: int, room: int) -> Floats:
    """The distribution of `by` more than a random number, all beyond the last place laid on it; shape (room,)."""
    found = np.zeros(room)
    np.add.at(found, np.minimum(np.arange(len(chances)) + by, room - 1), chances)
    return found


def poisson(rate: float) -> Floats:
    """The chances of 0, 1, 2, … arrivals in a time, as many as matter."""
    return np.asarray(stats.poisson.pmf(np.arange(int(stats.poisson.isf(TAIL, rate)) + 2), rate), dtype=np.float64)


def lindley(rate: float, served: int, room: int) -> Floats:
    """How many stand in line at the end of a day: Poisson arrivals, so many served; shape (room,)."""
    came = poisson(rate)
    moves = np.zeros((room, room))
    for line in range(room):
        here = shifted(came, line, room + served)
        moves[line, 0], moves[line, 1:] = here[: served + 1].sum(), here[served + 1 :]
    return stationary(moves)


def with_places(rate: float, chance: float, places: int, room: int) -> Floats:
    """How many are in the house or in line at the end of a day (shape (room,)), if each of those in it leaves the next
    day with a `chance`; with room = places + 1 whoever finds no place is lost.
    """
    came = poisson(rate)
    moves = np.zeros((room, room))
    for there in range(room):
        housed = min(there, places)
        leaving = stats.binom.pmf(np.arange(housed + 1), housed, chance)
        for left, likely in enumerate(leaving):
            moves[there] += likely * shifted(came, there - left, room)
    return stationary(moves)


def mean_line(here: Floats, places: int) -> float:
    """The mean number without a place."""
    return float(np.maximum(np.arange(len(here)) - places, 0) @ here)


def blocked(rate: float, chance: float, places: int) -> float:
    """The share of arrivals who are lost: what comes less what leaves, of what comes."""
    here = with_places(rate, chance, places, places + 1)
    return 1 - float(np.arange(places + 1) @ here) * chance / rate


def two_kinds(rate: float, share: float, chances: tuple[float, float], places: int, room: int) -> float:
    """The mean line when a `share` of cases leave with the first chance a day, the others with the second."""
    came, states = poisson(rate), [(n, k) for n in range(room) for k in range(min(n, places) + 1)]
    row = {state: place for place, state in enumerate(states)}
    moves = np.zeros((len(states), len(states)))
    for (there, first), here in row.items():
        second = min(there, places) - first
        gone = [stats.binom.pmf(np.arange(n + 1), n, p) for n, p in zip((first, second), chances, strict=True)]
        for i, one in enumerate(gone[0]):
            for j, other in enumerate(gone[1]):
                for after, likely in enumerate(shifted(came, there - i - j, room)):
                    begin = min(after, places) - (first - i) - (second - j)
                    for more in range(begin + 1):
                        to = row[after, first - i + more]
                        moves[here, to] += one * other * likely * stats.binom.pmf(more, begin, share)
    found = stationary(moves)
    return float(sum(max(n - places, 0) * found[place] for (n, _), place in row.items()))


def erlang_b(load: float, places: int) -> float:
    """The share lost of M/G/c/c."""
    found = 1.0
    for place in range(1, places + 1):
        found = load * found / (place + load * found)
    return found


def erlang_c(load: float, places: int) -> float:
    """The share that must wait of M/M/c."""
    lost = erlang_b(load, places)
    return lost / (1 - load / places * (1 - lost))


def pollaczek(rate: float, mean: float, second: float) -> float:
    """The mean wait of M/G/1; exact here too, because whole days lose as much as a day's arrivals gain."""
    return rate * second / (2 * (1 - rate * mean))


def a_day(a_year: float, days_a_year: float) -> float:
    """The chance of leaving in a day."""
    return 1 - math.exp(-a_year / days_a_year)
