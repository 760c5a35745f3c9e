"""The arithmetic that derivations are made of keeps its promises."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.parameters.derive import (
    apportion,
    by_class,
    closed,
    days_in_quarter,
    fit_margins,
    latent_stays,
    line_through,
    lognormal_median,
    pulled,
    release_rate,
    season,
    shares,
    shifted,
    yearly_log_sd,
)
from waystation.parameters.fit_rates import Cohorts, Pull, fit_rates, without_negatives

counts = st.lists(st.floats(0.01, 1000), min_size=2, max_size=12)
probabilities = st.lists(st.floats(0.01, 0.99), min_size=2, max_size=12)


@given(counts)
def test_closed_shares_sum_to_one_and_stay_near(values: list[float]) -> None:
    assert round(sum(closed(values)), 9) == 1
    assert np.abs(np.array(closed(values)) - shares(values)).max() < 1e-4 * len(values)


@given(st.integers(0, 100_000), counts)
def test_apportioned_numbers_are_whole_and_sum_to_the_total(total: int, weights: list[float]) -> None:
    whole = apportion(total, weights)
    assert whole.sum() == total
    assert np.all(whole == np.floor(whole))
    assert np.abs(whole - shares(weights) * total).max() < 1 + 1e-6


@given(probabilities, st.floats(0.05, 0.95))
def test_shifted_shares_have_the_mean_and_keep_their_order(values: list[float], mean: float) -> None:
    weights = np.arange(1.0, len(values) + 1)
    moved = shifted(values, weights, mean=mean)
    assert moved @ shares(weights) == pytest.approx(mean)
    assert (np.diff(moved[np.argsort(values)]) > -1e-12).all()  # two that differ in the last bit may come out as one


@given(probabilities, st.floats(0.05, 0.95))
def test_shifted_shares_all_move_by_the_same_log_odds(values: list[float], mean: float) -> None:
    moved = shifted(values, np.ones(len(values)), mean=mean)
    by = np.log(moved / (1 - moved)) - np.log(np.array(values) / (1 - np.array(values)))
    assert by == pytest.approx(by[0], abs=1e-6)


def test_pulled_ratios_lie_between_what_was_seen_and_what_was_believed() -> None:
    assert pulled([0, 90], [0, 100], towards=0.5, weight=10) == pytest.approx([0.5, 95 / 110])


def test_fitted_margins_are_those_asked_for_and_odds_ratios_are_kept() -> None:
    seed = np.array([[1.0, 2.0], [3.0, 4.0]])
    table = fit_margins(seed, np.array([30.0, 70.0]), np.array([40.0, 60.0]))
    assert table.sum(1) == pytest.approx([30, 70])
    assert table.sum(0) == pytest.approx([40, 60])
    assert table[0, 0] * table[1, 1] / (table[0, 1] * table[1, 0]) == pytest.approx(4 / 6)


def test_the_season_of_a_steady_trend_is_even_and_a_pattern_is_found() -> None:
    pattern = np.tile([0.8, 1.2, 1.0, 1.0], 3)
    assert season(np.arange(100.0, 112)) == pytest.approx([0.25] * 4)
    assert season(100 * pattern) == pytest.approx([0.2, 0.3, 0.25, 0.25])


def test_steady_growth_does_not_vary() -> None:
    assert yearly_log_sd([100, 110, 121, 133.1]) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(("end", "days"), [("2025-03-31", 90), ("2024-03-31", 91), ("2025-12-31", 92)])
def test_quarters_have_their_days(end: str, days: int) -> None:
    assert days_in_quarter(date.fromisoformat(end)) == days


def test_names_that_are_no_class_count_for_the_last() -> None:
    frame = pl.DataFrame({"who": ["a", "x", "b", "y", "a"], "n": [1, 2, None, 4, 5]})
    assert by_class(frame, "n", ("a", "b", "rest"), key="who").tolist() == [6, 0, 6]


def test_a_line_is_found() -> None:
    assert line_through(np.array([0.0, 1, 2]), np.array([1.0, 3, 5])) == pytest.approx((1, 2))


def test_release_lets_the_share_of_stays_end_otherwise() -> None:
    """Stays drawn from the latent lengths, cut by release at the rate, give the share and the lengths seen."""
    starts, ends, seen = np.array([0.0, 10, 50]), np.array([10.0, 50, 300]), np.array([0.3, 0.4, 0.3])
    rate = release_rate(starts, ends, seen, share=0.4)
    latent = latent_stays(starts, ends, seen, rate=rate)
    random = np.random.default_rng(1)
    band = random.choice(3, 400_000, p=latent)
    stay = starts[band] + random.random(band.size) * (ends - starts)[band]
    kept = stay < random.exponential(1 / rate, band.size)
    # the lift is exact for stays spread evenly as they were seen, the draw spreads them evenly as they would be
    assert kept.mean() == pytest.approx(0.4, abs=0.06)
    assert latent[2] > seen[2] and latent[0] < seen[0]


def test_the_median_keeps_the_share_that_waits() -> None:
    median = lognormal_median(0.7, gsd=1.6, days=90, rate=0.001)
    random = np.random.default_rng(1)
    came = random.random(400_000) * 90
    left = np.minimum(random.lognormal(np.log(median), np.log(1.6), came.size), random.exponential(1000, came.size))
    assert (left > came).mean() == pytest.approx(0.7, abs=0.01)


def test_negative_cells_go_but_each_class_keeps_its_total() -> None:
    kept = without_negatives(np.array([[5.0, -2.0, 3.0], [-4.0, 1.0, 1.0]]))
    assert kept.min() >= 0
    assert kept.sum(1) == pytest.approx([6, 0])


def test_rates_are_recovered_where_cohorts_tell_the_bands_apart() -> None:
    truth, shape = np.array([0.2, 0.05, 0.4]), np.array([1.0, 0.4, 0.1])
    exposure = np.full((3, 3), 1e6)
    bands = np.tile(np.array([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]]), (3, 1, 1))
    expected = (exposure[:, :, None] * bands * shape * truth[:, None, None]).sum(2)
    one = np.zeros(3, dtype=np.intp)
    fitted = fit_rates(Cohorts(expected, exposure, bands, one, one), Pull(np.array([1.0, 0.5, 0.2]), 1.0, 1.0))
    assert fitted.first == pytest.approx(truth, rel=0.01)
    assert fitted.shapes[0] == pytest.approx(shape, rel=0.02)
    assert fitted.first @ np.full(3, 1.0) == pytest.approx(truth.sum(), rel=0.01)


def test_a_class_without_events_takes_part_of_its_groups_rate() -> None:
    exposure, bands = np.full((2, 1), 100.0), np.ones((2, 1, 1))
    one = np.zeros(2, dtype=np.intp)
    fitted = fit_rates(Cohorts(np.array([[20.0], [0.0]]), exposure, bands, one, one), Pull(np.array([1.0]), 1.0, 5.0))
    assert 0 < fitted.first[1] < fitted.groups[0] < fitted.first[0]
