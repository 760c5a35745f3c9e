"""Simulation-based calibration of the reduced model: the truth's rank among the draws is uniform."""

from __future__ import annotations

import json

import numpy as np
import pytest

from benchmarks import recovery
from waystation.study.uniform import binned

HELD = json.loads(recovery.STORE.read_text(encoding="utf-8"))
RANKS = np.array(HELD["ranks"])
MOST = recovery.SETTINGS.draws


def test_the_ranks_kept_are_those_of_these_settings() -> None:
    assert recovery.held() == [tuple(row) for row in HELD["ranks"]]
    assert RANKS.shape == (recovery.TRIES, len(recovery.PRIORS)) and RANKS.min() >= 0 and RANKS.max() <= MOST


def test_a_try_made_again_gives_the_ranks_kept() -> None:
    """Nearly: other machines round otherwise, and a rank among 99 points has a standard error of up to 5."""
    assert recovery.ranks(0) == pytest.approx(tuple(HELD["ranks"][0]), abs=15)


@pytest.mark.parametrize("place", range(len(recovery.PRIORS)), ids=sorted(recovery.PRIORS))
def test_ranks_are_uniform(place: int) -> None:
    found = binned(RANKS[:, place], most=MOST, bins=recovery.BINS)
    assert found.chance > 0.005
    assert all(found.low <= count <= found.high for count in found.counts)


def test_a_posterior_that_is_too_narrow_or_shifted_would_be_found() -> None:
    narrow = np.clip(np.round(MOST / 2 + 1.8 * (RANKS[:, 0] - MOST / 2)), 0, MOST).astype(np.int64)
    shifted = np.clip(RANKS[:, 0] + MOST // 5, 0, MOST)
    for wrong in (narrow, shifted):
        found = binned(wrong, most=MOST, bins=recovery.BINS)
        assert found.chance < 0.001 and not all(found.low <= count <= found.high for count in found.counts)
