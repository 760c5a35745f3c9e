"""Frailty: splitting a hazard that falls with time into true decline and the leaving of those who leave first.

With gamma frailty of variance v, the hazard seen in a population is the baseline hazard times S(t)**v, S being the
share still there. The share of the fall (in logarithms) that frailty explains fixes v; the rest is true decline.
See Vaupel, Manton and Stallard (1979), Demography 16:439-454, for the identity used.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

CLASSES = 64
LARGEST_VARIANCE = 50.0
HORIZON_YEARS = 10.0
NEVER = 1e-12


def variance(hazards: NDArray[np.float64], edges: NDArray[np.float64], share: float) -> float:
    """The frailty variance that explains `share` of the log fall from the first band's hazard to the last's.

    `hazards` (bands,) a year; `edges` (bands,) the lower edges of the bands in years.
    """
    first, last = max(hazards[0], NEVER), max(hazards[-1], NEVER)
    gone = float(cumulative(hazards, edges, np.array([HORIZON_YEARS]))[0])
    if last >= first or gone <= NEVER:
        return 0.0
    return min(LARGEST_VARIANCE, share * float(np.log(first / last)) / gone)


def baseline(hazards: NDArray[np.float64], edges: NDArray[np.float64], spread: float) -> NDArray[np.float64]:
    """The hazard in each band of a case of frailty 1, such that the population's hazard is `hazards`."""
    if spread <= 0:
        return hazards
    uppers = np.append(edges[1:], max(HORIZON_YEARS, edges[-1] + 1))
    stayed = np.exp(-spread * cumulative(hazards, edges, np.concatenate([edges, uppers[-1:]])))
    # the mean over each band of population hazard / S**v, in closed form for a constant population hazard
    widths = uppers - edges
    return np.asarray((1 / stayed[1:] - 1 / stayed[:-1]) / (spread * widths), dtype=np.float64)


def cumulative(
    hazards: NDArray[np.float64], edges: NDArray[np.float64], years: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The cumulative hazard at some times, the hazard being constant within bands."""
    uppers = np.append(edges[1:], np.inf)
    spent = np.clip(years[:, None], edges[None, :], uppers[None, :]) - edges[None, :]
    return np.asarray(spent @ hazards, dtype=np.float64)


def multipliers(spread: float) -> NDArray[np.float64]:
    """The frailties of CLASSES equal classes of cases, least to most, as means within each class; they average 1."""
    if spread <= 0:
        return np.ones(CLASSES)
    shape = 1 / spread
    edges = special.gammaincinv(shape, np.linspace(0, 1, CLASSES + 1))
    below = special.gammainc(shape + 1, edges)
    return np.asarray(np.diff(below) * CLASSES, dtype=np.float64)
