"""The generator gives the published numbers; what is made of them has the distribution it should have."""

from __future__ import annotations

import math
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import njit
from scipy import stats

from tests.theory.small import SIGMAS, uk_world
from waystation.engine import draws
from waystation.engine.lanes import LANES, four_blocks
from waystation.parameters import frailty

COUNT = 200_000
SEED = np.uint64(20260101)
LEAST = 1e-5  # the p-value below which a test fails; the seeds are fixed, so it fails always or never
FALLING = np.array([0.9, 0.4, 0.15, 0.05])
EDGES = np.array([0.0, 1.0, 3.0, 5.0])
KNOWN = (
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
)


def words(text: str) -> list[np.uint32]:
    return [np.uint32(int(word, 16)) for word in text.split()]


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN)
def test_philox_gives_the_published_answers(counter: str, key: str, answer: str) -> None:
    assert list(draws.philox(*words(counter), *words(key))) == words(answer)


@njit
def drawn_at_once(seed, case, stage, visit, slots):  # type: ignore[no-untyped-def]
    return four_blocks(seed, case, stage, visit, slots)


@given(st.tuples(*[st.integers(0, 2**32 - 1)] * 9))
def test_four_blocks_at_once_are_the_four_blocks(found: tuple[int, ...]) -> None:
    """Every word that a vector gives is the one that the generator gives at that address."""
    case, stage, visit, *slots, low, high = (np.uint32(word) for word in found)
    words = drawn_at_once(np.uint64(int(high) << 32 | int(low)), case, stage, visit, tuple(slots))
    blocks = [draws.philox(case, stage, visit, slot, low, high) for slot in slots]
    assert words == tuple(block[place] for place in (0, 1) for block in blocks)


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN)
def test_a_vector_gives_the_published_answers(counter: str, key: str, answer: str) -> None:
    case, stage, visit, slot = words(counter)
    low, high = (int(word) for word in words(key))
    found = drawn_at_once(np.uint64(high << 32 | low), case, stage, visit, (slot,) * LANES)
    assert found == (words(answer)[0],) * LANES + (words(answer)[1],) * LANES


def uk_addresses() -> tuple[dict[str, np.uint32], dict[str, np.uint32]]:
    """The addresses of all stages and of all routes of the UK model with its hub."""
    process = uk_world(0.002, scenario="kosovo")[0].process
    routes = {route.name for _, route in process.routes()}
    routes |= {f"{held.id}/{rank}" for held in process.resources for rank in range(len(held.first))}
    return ({stage.id: draws.address(stage.id) for stage in process.stages},
            {name: draws.address(name) for name in routes})  # fmt: skip


def test_no_two_names_of_the_uk_model_share_an_address() -> None:
    for addresses in uk_addresses():
        assert len(set(addresses.values())) == len(addresses)
        assert draws.WORK not in addresses.values()


def uniforms(stage: np.uint32, slot: np.uint32, *, visit: int = 0, seed: np.uint64 = SEED) -> np.ndarray:
    """Both numbers of each of 4,000 cases at an address; shape (4000, 2)."""
    return np.array([draws.luck(seed, case, stage, visit, slot) for case in range(4000)])


def test_luck_is_uniform_at_every_address_the_uk_model_uses() -> None:
    process = uk_world(0.002, scenario="kosovo")[0].process
    slots = [(stage, route.name) for stage, route in process.routes()]
    worst = 1.0
    for stage, name in slots:
        both = draws.column(SEED, 0, COUNT, draws.address(stage.id), draws.address(name))
        worst = min(worst, float(stats.kstest(both, "uniform").pvalue))
        assert both.min() > 0 and both.max() < 1
    assert worst * len(slots) > LEAST


def test_neighbouring_addresses_are_independent() -> None:
    stages, slots = (list(found.values())[:4] for found in uk_addresses())
    columns = [uniforms(stage, slot, visit=visit) for stage in stages for slot in slots for visit in (0, 1)]
    columns.append(uniforms(stages[0], slots[0], seed=np.uint64(SEED + 1)))
    lucks = np.column_stack(columns)
    bound = SIGMAS / math.sqrt(len(lucks)) * 1.2
    correlations = np.corrcoef(np.vstack([lucks[:-1].T, lucks[1:, :2].T]))  # the last two: the next case's
    assert np.abs(correlations[np.triu_indices_from(correlations, 1)]).max() < bound


def test_pairs_of_neighbours_fill_the_square() -> None:
    stage, slot = draws.address("appeal"), draws.address("granted")
    column = draws.column(SEED, 0, COUNT, stage, slot)
    table = np.histogram2d(column[:-1:2], column[1::2], bins=20, range=[[0, 1], [0, 1]])[0]
    assert stats.chisquare(table.ravel()).pvalue > LEAST


def test_the_share_below_is_the_inverse_of_the_quantile() -> None:
    table = np.cumsum(np.random.default_rng(3).random(65))
    for share in np.linspace(0.001, 0.999, 500):
        assert draws.share_below(table, draws.at_quantile(table, share)) == pytest.approx(share, abs=1e-12)


def test_a_duration_given_the_wait_keeps_the_tail() -> None:
    table = np.cumsum(np.random.default_rng(3).random(65))
    waited = float(table[20]) + 0.1
    below = draws.share_below(table, waited)
    found = np.array([draws.duration(table, waited, share) for share in (np.arange(2000) + 0.5) / 2000])
    assert (found > waited).all() and (np.diff(found) >= 0).all()
    for value in (30.0, 40.0) if table[-1] > 40 else (float(table[40]), float(table[60])):
        kept = (1 - draws.share_below(table, value)) / (1 - below)
        assert (found > value).mean() == pytest.approx(kept, abs=1 / 2000)
    assert draws.duration(table, float(table[-1]) + 5, 0.5) == table[-1] + 5


def survival(hazards: np.ndarray, years: float) -> float:
    return float(np.exp(-frailty.cumulative(hazards, EDGES, np.array([years]))[0]))


@pytest.mark.parametrize("waited", [0.0, 0.4, 1.0, 2.5, 6.0])
@pytest.mark.parametrize("multiplier", [0.3, 1.0, 2.5])
def test_hazard_days_have_the_survival_of_the_closed_form(waited: float, multiplier: float) -> None:
    """At the time found for luck u, the survival since the wait is exactly u: conditional memory included."""
    there = survival(FALLING * multiplier, waited)
    for share in (0.999, 0.7, 0.4, 0.1, 0.01):
        days = draws.hazard_days(FALLING, EDGES, waited * draws.DAYS_IN_YEAR, multiplier, share)
        since = survival(FALLING * multiplier, days / draws.DAYS_IN_YEAR) / there
        assert days > waited * draws.DAYS_IN_YEAR and since == pytest.approx(share, rel=1e-9)


def test_a_hazard_that_is_nil_never_fires() -> None:
    assert draws.hazard_days(np.zeros(4), EDGES, 0.0, 1.0, 0.5) == draws.FOREVER
    assert draws.hazard_days(FALLING, EDGES, 0.0, 0.0, 0.5) == draws.FOREVER
    assert draws.hazard_days(np.array([1.0, 0, 0, 0]), EDGES, 0.0, 1.0, 0.01) == draws.FOREVER


@pytest.mark.parametrize("weight", [0.0, 0.3, 0.7, 1.0])
def test_three_outcomes_in_a_row_keep_their_shares_and_the_rank_uniform(weight: float) -> None:
    """Whatever the outcomes before, the next share is exact and the rank among those who share them is uniform."""
    random = np.random.default_rng(11)
    histories = [random.random(COUNT)]
    for share in (0.45, 0.2, 0.85):
        following = []
        for ranks in histories:
            found = [draws.happens(share, rank, weight, *random.random(2)) for rank in ranks]
            yes, after = np.array([f[0] for f in found]), np.array([f[1] for f in found])
            bound = SIGMAS * math.sqrt(share * (1 - share) / len(ranks))
            assert abs(yes.mean() - share) < bound
            following += [after[yes], after[~yes]]
        assert all(stats.kstest(ranks, "uniform").pvalue > LEAST for ranks in following if len(ranks) > 100)
        histories = [ranks for ranks in following if len(ranks) > 2000]


def test_a_trait_of_full_weight_decides_and_of_none_does_not() -> None:
    assert draws.happens(0.3, 0.71, 1.0, 0.99, 0.5)[0] and not draws.happens(0.3, 0.69, 1.0, 0.0, 0.5)[0]
    yes, rank = draws.happens(0.3, 0.1, 0.0, 0.29, 0.5)
    assert yes and rank == pytest.approx(0.1)


@pytest.mark.parametrize("share", [0.25, 0.5, 1.0])
def test_frailty_reproduces_the_survival_of_the_population(share: float) -> None:
    """Mixed over the frailty classes, baseline hazards give the population's curve at every band's edge.

    Stated error: one point at the edges, for a gamma cut into classes loses a little of its upper tail; nine points
    inside a band as steep as this, where the baseline is flat although an exact one would rise.
    """
    spread = frailty.variance(FALLING, EDGES, share)
    base, multipliers = frailty.baseline(FALLING, EDGES, spread), frailty.multipliers(spread)
    assert spread > 0 and multipliers.mean() == pytest.approx(1, abs=1e-9) and (np.diff(multipliers) > 0).all()
    for years, error in ((0.5, 0.09), (1.0, 0.01), (2.0, 0.09), (3.0, 0.01), (5.0, 0.01), (7.5, 0.09), (10.0, 0.01)):
        gone = frailty.cumulative(base, EDGES, np.array([years]))[0]
        assert np.exp(-multipliers * gone).mean() == pytest.approx(survival(FALLING, years), abs=error)


def test_more_frailty_leaves_less_true_decline() -> None:
    spreads = [frailty.variance(FALLING, EDGES, share) for share in (0.0, 0.3, 0.6, 0.9)]
    ratios = [base[0] / base[-1] for base in (frailty.baseline(FALLING, EDGES, spread) for spread in spreads)]
    assert spreads[0] == 0 and all(a < b for a, b in pairwise(spreads)) and all(a > b for a, b in pairwise(ratios))


def test_quantiles_of_neighbours_do_not_repeat() -> None:
    stage = draws.address("appeal")
    rows = {name: draws.column(SEED, 0, 1000, stage, draws.address(name)) for name in ("a", "b", "c")}
    for one, other in combinations(rows.values(), 2):
        assert not np.intersect1d(one, other).size
