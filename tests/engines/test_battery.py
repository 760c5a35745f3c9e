"""A battery for luck, at the addresses that the model uses and along each way in which they are neighbours.

Every test gives a p-value. All of them together must look uniform, and none may be impossibly small: the seed is fixed,
so the battery passes always or never.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
import pytest
from numba import njit
from numpy.typing import NDArray
from scipy import stats

from tests.theory.small import uk_world
from waystation.engine import draws

Floats = NDArray[np.float64]
SEED = np.uint64(20260101)
CASES, VISITS, CELLS = 40_000, 64, 64
LEAST = 1e-4  # of the smallest p-value times their number


@njit(cache=False)
def _grid(seed, cases, stages, visits, slots):  # type: ignore[no-untyped-def]
    """The first number at each address; shape (cases, stages and slots in pairs, visits)."""
    found = np.empty((cases, len(stages), visits))
    for case in range(cases):
        for place in range(len(stages)):
            for visit in range(visits):
                found[case, place, visit] = draws.luck(seed, case, stages[place], visit, slots[place])[0]
    return found


def pairs() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Each stage of the UK model and its hub with its own work and with each of its routes, in order."""
    process = uk_world(0.002, scenario="kosovo")[0].process
    slots = [(stage.id, draws.WORK) for stage in process.stages if stage.takes]
    slots += [(stage.id, draws.address(route.name)) for stage, route in process.routes()]
    names, numbers = zip(*sorted(slots, key=lambda slot: slot[0]), strict=True)
    return np.array([draws.address(name) for name in names]), np.array(numbers, np.uint32)


@cache
def sequences() -> dict[str, Floats]:
    """Long rows of numbers, each along one kind of neighbour, end to end."""
    stages, slots = pairs()
    wide, deep = _grid(SEED, CASES, stages, 2, slots), _grid(SEED, 400, stages, VISITS, slots)
    seeds = np.concatenate([_grid(np.uint64(seed), 50, stages, 2, slots).ravel() for seed in range(60)])
    return {
        "case": np.moveaxis(wide[:, ::6, 0], 0, 1).ravel(), "stage and slot": wide[:8_000, :, 0].ravel(),
        "visit": deep.ravel(), "visit and case": np.moveaxis(wide[:, ::6], 0, 2).ravel(), "seed": seeds,
    }  # fmt: skip


def equal_shares(row: Floats) -> float:
    """Chi-square: as many in each of 1,024 equal parts."""
    return float(stats.chisquare(np.bincount((row * 1024).astype(int), minlength=1024)).pvalue)


def low_bits(row: Floats) -> float:
    """Chi-square of the last ten of the thirty-two bits."""
    bits = (row * 2**32).astype(np.uint64) % np.uint64(1024)
    return float(stats.chisquare(np.bincount(bits.astype(int), minlength=1024)).pvalue)


def serial(lag: int) -> Callable[[Floats], float]:
    """Correlation of each number with one a few places on."""

    def test(row: Floats) -> float:
        found = np.corrcoef(row[:-lag], row[lag:])[0, 1] * np.sqrt(len(row) - lag)
        return float(2 * stats.norm.sf(abs(found)))

    return test


def squares(row: Floats) -> float:
    """Chi-square of pairs of neighbours in a square of 64 by 64."""
    even = row[: len(row) // 2 * 2].reshape(-1, 2)
    cells = (even * CELLS).astype(int) @ np.array([CELLS, 1])
    return float(stats.chisquare(np.bincount(cells, minlength=CELLS**2)).pvalue)


def orders(row: Floats) -> float:
    """Chi-square of the 120 orders in which five neighbours may stand."""
    fives = row[: len(row) // 5 * 5].reshape(-1, 5)
    ranks = np.argsort(np.argsort(fives, axis=1), axis=1) @ (5 ** np.arange(5))
    return float(stats.chisquare(np.unique(ranks, return_counts=True)[1]).pvalue)


def runs(row: Floats) -> float:
    """Wald–Wolfowitz: how often neighbours stand on different sides of one half."""
    above = row > 0.5
    high, changes = above.sum(), (above[1:] != above[:-1]).sum() + 1
    low = len(row) - high
    mean = 1 + 2 * high * low / len(row)
    spread = np.sqrt((mean - 1) * (mean - 2) / (len(row) - 1))
    return float(2 * stats.norm.sf(abs(changes - mean) / spread))


def gaps(row: Floats) -> float:
    """Chi-square of the distances between numbers below a tenth."""
    found = np.diff(np.flatnonzero(row < 0.1))
    most = 60
    expected = np.append(stats.geom.pmf(np.arange(1, most), 0.1), stats.geom.sf(most - 1, 0.1)) * len(found)
    return float(stats.chisquare(np.bincount(np.minimum(found, most), minlength=most + 1)[1:], expected).pvalue)


def birthdays(row: Floats) -> float:
    """Marsaglia: among 2,048 birthdays in 2³² days, spacings that repeat are Poisson with mean 2,048³ / (4 · 2³²)."""
    people = 2048
    days = np.sort((row[: len(row) // people * people] * 2**32).astype(np.int64).reshape(-1, people)[:300], axis=1)
    repeated = (np.diff(np.sort(np.diff(days, axis=1), axis=1), axis=1) == 0).sum()
    mean = people**3 / 2**34 * len(days)
    return float(min(1.0, 2 * min(stats.poisson.cdf(repeated, mean), stats.poisson.sf(repeated - 1, mean))))


TESTS: dict[str, Callable[[Floats], float]] = {
    "chi-square": equal_shares, "low bits": low_bits, "serial 1": serial(1), "serial 2": serial(2),
    "serial 7": serial(7), "pairs": squares, "orders of five": orders, "runs": runs, "gaps": gaps,
    "birthday spacings": birthdays,
}  # fmt: skip


@cache
def p_values() -> dict[tuple[str, str], float]:
    """Every test along every kind of neighbour."""
    return {(along, name): test(row) for along, row in sequences().items() for name, test in TESTS.items()}


def test_no_test_of_the_battery_finds_anything() -> None:
    found = p_values()
    assert min(found.values()) * len(found) > LEAST, sorted(found.items(), key=lambda held: held[1])[:5]
    assert stats.kstest(list(found.values()), "uniform").pvalue > LEAST


def flawed() -> Iterator[tuple[str, str, Floats]]:
    """Numbers with the faults that the tests are there for."""
    good, place = np.random.default_rng(1).random(400_000), np.arange(400_000)
    before = np.roll(good, 1)
    yield "chi-square", "a little too high", good**0.97
    yield "low bits", "few bits", np.floor(good * 2**24) / 2**24
    yield "serial 1", "neighbours alike", np.where(place % 40 == 0, before, good)
    yield "serial 7", "every seventh alike", np.where(place % 30 == 0, np.roll(good, 7), good)
    yield "pairs", "twins", np.where(place % 100 == 1, before, good)
    yield "orders of five", "the last is rarely least", np.where(place % 5 == 4, np.maximum(good, before / 4), good)
    yield "runs", "sides change too often", np.where(place % 25 == 1, (before + 0.5) % 1, good)
    yield "gaps", "low ones at even distances", np.where(place % 50 == 0, good / 10, good)
    yield "birthday spacings", "a lattice", (place * 0.6180339887498949) % 1
    yield "birthday spacings", "few days", np.floor(good * 2**30) / 2**30


@pytest.mark.parametrize(("name", "fault", "row"), [pytest.param(*f, id=f"{f[0]}: {f[1]}") for f in flawed()])
def test_each_test_of_the_battery_can_fail(name: str, fault: str, row: Floats) -> None:
    assert TESTS[name](row) < LEAST / 100, fault


def test_one_bit_of_an_address_changes_half_of_the_bits_drawn() -> None:
    """Case, stage, visit, slot and seed: each of their bits turns each bit of the number in half of all cases."""
    random = np.random.default_rng(2)
    for place in range(6):
        for bit in range(0, 32, 5):
            words = random.integers(0, 2**32, (400, 6), dtype=np.uint64).astype(np.uint32)
            turned = words.copy()
            turned[:, place] ^= np.uint32(1 << bit)
            both = [[draws.philox(*row)[0] for row in rows] for rows in (words, turned)]
            change = np.unpackbits((np.array(both[0], np.uint32) ^ np.array(both[1], np.uint32)).view(np.uint8))
            assert abs(change.mean() - 0.5) < 4.5 * 0.5 / np.sqrt(len(change)), (place, bit)
