"""What was learnt of each coordinate: how much narrower its posterior is than its prior, and what it hangs on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import spearmanr

from waystation.study.calibration.evidence import Evidence, Floats

PRIOR_VARIANCE = 1 / 12
NARROWED, TIED = 0.15, 0.3
PARTS, POINTS = 10, 8192  # of a coordinate in a profile; points that a profile is made from


@dataclass(frozen=True)
class Learned:
    """One coordinate: mean and spread of its posterior in the unit cube (the prior: 0.5 and 0.289).

    `contraction` is 1 less posterior over prior variance: 1 if all is known, 0 if nothing was learnt. `tied` is the
    largest rank correlation with another coordinate. One that is neither narrowed nor tied is not identified: it
    keeps its prior.
    """

    name: str
    mean: float
    sd: float
    contraction: float
    tied: float
    tied_to: str

    @property
    def identified(self) -> bool:
        """Whether the evidence says anything about it."""
        return self.contraction >= NARROWED or self.tied >= TIED


def learned(names: Sequence[str], draws: Floats) -> tuple[Learned, ...]:
    """What posterior draws (m, d) say of each of d coordinates."""
    ties = np.abs(np.asarray(spearmanr(draws).statistic)) if len(names) > 2 else _two(draws)
    np.fill_diagonal(ties, 0.0)
    found = []
    for place, name in enumerate(names):
        values, partner = draws[:, place], int(np.argmax(ties[place]))
        contraction = 1 - float(values.var()) / PRIOR_VARIANCE
        tied = float(ties[place, partner])
        found.append(Learned(name, float(values.mean()), float(values.std()), contraction, tied, names[partner]))
    return tuple(found)


def _two(draws: Floats) -> Floats:
    if draws.shape[1] < 2:
        return np.zeros((1, 1))
    tie = abs(float(spearmanr(draws[:, 0], draws[:, 1]).statistic))
    return np.array([[0.0, tie], [tie, 0.0]])


@dataclass(frozen=True)
class Fit:
    """How a series is met: the middle distance from what was published over its periods, in standard deviations.

    Of runs drawn from the prior and from the posterior; `inside` is the share of periods whose published value lies
    within the 90% range of the posterior runs once errors and discrepancy are added.
    """

    series: str
    periods: int
    prior: float
    posterior: float
    inside: float


def fits(evidence: Evidence, prior: Floats, posterior: Floats, *, seed: int) -> tuple[Fit, ...]:
    """The fit of every series by outputs (n, k) of prior and posterior runs."""
    spread = np.sqrt(np.diag(evidence.covariance))
    random = np.random.default_rng(seed)
    noisy = np.concatenate([posterior + random.multivariate_normal(np.zeros(len(spread)), evidence.covariance,
                                                                  size=len(posterior)) for _ in range(20)])  # fmt: skip
    low, high = np.quantile(noisy, (0.05, 0.95), axis=0)
    inside = (evidence.values >= low) & (evidence.values <= high)
    found = []
    for name in evidence.names:
        rows = evidence.rows(name)
        off = [np.abs((part[:, rows] - evidence.values[rows]) / spread[rows]) for part in (prior, posterior)]
        before, after = (float(np.median(np.sqrt((each**2).mean(axis=1)))) for each in off)
        found.append(Fit(name, len(rows), before, after, float(inside[rows].mean())))
    return tuple(found)
