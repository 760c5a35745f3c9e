"""The simple forecasters: what they say of series whose future is known in theory, and that they cannot look ahead."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from numpy.typing import NDArray

from waystation.study.backtest import baselines
from waystation.study.baselines import BASELINES, LEAST, SEASON, forecast, rooted
from waystation.study.forecasts import origins
from waystation.study.targets import Observed

Floats = NDArray[np.float64]
RNG = np.random.default_rng(5)


def walk(count: int, sd: float = 0.1) -> Floats:
    return np.exp(9 + sd * np.cumsum(np.random.default_rng(2).normal(size=count)))


def test_last_value_has_the_last_value_as_its_median_and_its_past_errors_as_its_spread() -> None:
    past = walk(60)
    paths = forecast("last_value", past, 4, count=4000)
    assert np.median(paths, axis=0) == pytest.approx(np.full(4, past[-1]), rel=0.02)
    for ahead in (1, 4):
        errors = np.abs(np.log(past[ahead:]) - np.log(past[:-ahead]))
        spread = np.abs(np.log(paths[:, ahead - 1]) - np.log(past[-1]))
        assert np.quantile(spread, [0.5, 0.9]) == pytest.approx(np.quantile(errors, [0.5, 0.9]), rel=0.05)


def test_the_error_of_last_value_on_a_random_walk_grows_with_the_root_of_the_horizon() -> None:
    paths = np.log(forecast("last_value", walk(4000, 0.01), 4, count=4000))
    assert paths.std(axis=0) == pytest.approx(0.01 * np.sqrt([1, 2, 3, 4]), rel=0.06)


def test_seasonal_naive_repeats_the_quarters_of_the_last_year() -> None:
    season = np.tile([100.0, 200.0, 300.0, 400.0], 10)
    paths = forecast("seasonal_naive", season[:-1], 6, count=100)
    assert np.ptp(paths, axis=0) == pytest.approx(np.zeros(6), abs=1e-9)
    assert paths[0] == pytest.approx([400, 100, 200, 300, 400, 100])


@pytest.mark.parametrize("name", ["ets", "arima"])
def test_fitted_forecasters_find_a_random_walk_of_known_spread(name: str) -> None:
    paths = np.log(forecast(name, walk(300), 4, count=4000))
    assert np.median(paths, axis=0) == pytest.approx(np.full(4, np.log(walk(300)[-1])), abs=0.05)
    assert paths.std(axis=0) == pytest.approx(0.1 * np.sqrt([1, 2, 3, 4]), rel=0.2)


@pytest.mark.parametrize("name", ["ets", "arima"])
def test_fitted_forecasters_find_a_season(name: str) -> None:
    season = np.tile([0.0, 1.0, 2.0, 1.5], 15) + 0.05 * np.random.default_rng(3).normal(size=60)
    paths = np.log(forecast(name, np.exp(8 + season), 4, count=1000))
    assert np.median(paths, axis=0) - 8 == pytest.approx([0, 1, 2, 1.5], abs=0.15)


def test_arima_returns_to_the_mean_of_a_level_series_and_its_spread_stays_bounded() -> None:
    noise = np.random.default_rng(4).normal(size=400)
    level = [0.0]
    for shock in noise:
        level.append(0.5 * level[-1] + shock)
    paths = np.log(forecast("arima", np.exp(8 + 0.1 * np.array(level)), 8, count=4000))
    assert np.median(paths[:, -1]) == pytest.approx(8, abs=0.04)
    assert paths[:, -1].std() == pytest.approx(0.1 / np.sqrt(1 - 0.25), rel=0.12)


@pytest.mark.parametrize("name", BASELINES)
@pytest.mark.parametrize("past", [walk(LEAST), np.array([7.0, 4, 17, 271, 199, 393, 747, 504, 470]), walk(30)])
def test_no_sample_is_negative_and_the_same_seed_gives_the_same_samples(name: str, past: Floats) -> None:
    paths = forecast(name, past, 8, count=50, seed=3)
    assert paths.shape == (50, 8) and (paths >= 0).all() and np.isfinite(paths).all()
    assert np.array_equal(paths, forecast(name, past, 8, count=50, seed=3))


def test_a_series_that_began_near_nothing_is_taken_at_its_root() -> None:
    assert rooted(np.array([4.0, 500.0])) and not rooted(np.array([6.0, 500.0])) and rooted(np.array([0.0, 5.0]))


def test_too_short_a_past_is_refused() -> None:
    with pytest.raises(ValueError, match="too few"):
        forecast("ets", walk(LEAST - 1), 4)


def test_what_comes_after_the_origin_changes_no_forecast() -> None:
    ends = origins(date(2010, 3, 31), date(2019, 12, 31))
    values = walk(len(ends))
    origin, later = ends[29], np.where(np.arange(len(ends)) > 29, 3 * values, values)
    one, other = (baselines({"claims": Observed(ends, held)}, origin, 4) for held in (values, later))
    assert [held.by for held in one] == list(BASELINES)
    for held, again in zip(one, other, strict=True):
        assert np.array_equal(held.samples, again.samples), held.by
    assert not baselines({"claims": Observed(ends, values)}, ends[LEAST - 2], SEASON)
