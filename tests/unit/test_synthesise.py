"""How many come: the Poisson count at a share of chance is that of the library's distribution."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from waystation.cases.synthesise import poisson


@given(st.floats(0, 1, exclude_min=True, exclude_max=True), st.floats(0, 1e5))
def test_a_count_is_that_of_the_distribution(share: float, mean: float) -> None:
    assert poisson(np.array([share]), np.array([mean]))[0] == stats.poisson.ppf(share, mean)


def test_a_month_that_expects_nobody_gets_nobody() -> None:
    assert poisson(np.array([0.01, 0.5, 0.99]), np.zeros(3)).tolist() == [0, 0, 0]
