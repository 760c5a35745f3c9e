"""Are ranks uniform? Their histogram, the band that it would keep to, and the chance of one as uneven."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom, chi2


@dataclass(frozen=True)
class Bins:
    """How many ranks fall into each of some equal bins, and the band that a uniform rank keeps to with 99% chance."""

    counts: tuple[int, ...]
    low: int
    high: int
    chance: float


def binned(ranks: NDArray[np.int64], *, most: int, bins: int) -> Bins:
    """The histogram of ranks 0..`most` in equal bins, with the chi-square test of uniformity.

    `most + 1` must be a multiple of `bins`. The band is of each bin by itself, widened for there being several.
    """
    counts = np.bincount(ranks * bins // (most + 1), minlength=bins)
    expected = len(ranks) / bins
    chance = float(chi2.sf(((counts - expected) ** 2 / expected).sum(), bins - 1))
    tail = 0.01 / bins / 2
    low, high = (int(binom.ppf(end, len(ranks), 1 / bins)) for end in (tail, 1 - tail))
    return Bins(tuple(int(count) for count in counts), low, high, chance)
