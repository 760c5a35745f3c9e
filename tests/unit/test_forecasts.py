"""Forecasts: the calendar of quarters, and quantiles of samples."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.base.problems import UsageError
from waystation.study.forecasts import Forecast, label, of_series, origins, quarter_end, quarters_after


@given(st.dates(date(2001, 1, 1), date(2050, 12, 31)))
def test_a_quarter_ends_in_the_same_quarter_the_day_before_another_begins(day: date) -> None:
    end = quarter_end(day)
    assert day <= end and (end.year, (end.month - 1) // 3) == (day.year, (day.month - 1) // 3)
    assert (end + timedelta(days=1)).day == 1 and end.month % 3 == 0


def test_the_quarters_after_a_day_are_labelled_as_published() -> None:
    ends = quarters_after(date(2025, 12, 31), 5)
    assert [label(end) for end in ends] == ["2026Q1", "2026Q2", "2026Q3", "2026Q4", "2027Q1"]
    assert ends[0] == date(2026, 3, 31)
    with pytest.raises(UsageError, match="name 2025-12-31"):
        quarters_after(date(2025, 12, 30), 1)


def test_there_are_twenty_five_origins_from_the_end_of_2018_to_the_end_of_2024() -> None:
    found = origins(date(2018, 12, 31), date(2024, 12, 31))
    assert len(found) == 25 and found[0] == date(2018, 12, 31) and found[-1] == date(2024, 12, 31)


def test_quantiles_are_those_of_each_quarter() -> None:
    samples = np.arange(1.0, 100)[:, None] * [1.0, 2.0]
    held = Forecast("claims", date(2024, 12, 31), samples)
    assert held.quantiles().tolist() == [[5, 10], [25, 50], [50, 100], [75, 150], [95, 190]]
    assert of_series([held], "claims") is held
    with pytest.raises(UsageError, match="'grants'"):
        of_series([held], "grants")


@pytest.mark.parametrize("count", [19, 50])
def test_an_interval_of_few_samples_holds_as_often_as_it_says(count: int) -> None:
    drawn = np.random.default_rng(7).normal(size=(count + 1, 20_000))
    low, high = Forecast("claims", date(2024, 12, 31), drawn[:-1]).quantiles((0.05, 0.95))
    assert np.mean((low <= drawn[-1]) & (drawn[-1] <= high)) == pytest.approx(0.9, abs=0.01)
