"""Rates by class and band of time from counts by cohort, when a cohort is spread over several bands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from waystation.parameters.derive import Vector

Places = NDArray[np.intp]


@dataclass(frozen=True)
class Cohorts:
    """What is fitted: counts and exposure by class and cohort; the part of each cohort's exposure in each band."""

    counts: Vector
    exposure: Vector
    bands: Vector
    shape_of: Places
    group_of: Places


@dataclass(frozen=True)
class Pull:
    """What is believed before: a shape over bands with a weight in events, and a weight of the group's rate."""

    shape: Vector
    shape_weight: float
    group_weight: float


@dataclass(frozen=True)
class Rates:
    """The rate of each class in the first band, each shape over bands, and the rate of each group."""

    first: Vector
    shapes: Vector
    groups: Vector


def without_negatives(counts: Vector) -> Vector:
    """Counts with negative cells (revisions) at zero, scaled so that each class keeps its own total, or none."""
    kept, net = np.maximum(counts, 0), np.maximum(counts.sum(1), 0)
    return np.asarray(kept * (net / np.maximum(kept.sum(1), 1e-9))[:, None])


def fit_rates(cohorts: Cohorts, pull: Pull, rounds: int = 400) -> Rates:
    """Rates that share the counts out over bands as they expect them there, until nothing moves any more."""
    counts = without_negatives(cohorts.counts)
    first = np.maximum(cohorts.counts.sum(1), 1) / cohorts.exposure.sum(1)
    shapes = np.tile(pull.shape, (cohorts.shape_of.max() + 1, 1))
    groups = np.zeros(cohorts.group_of.max() + 1)
    spread = cohorts.exposure[:, :, None] * cohorts.bands
    for _ in range(rounds):
        expected = spread * (shapes[cohorts.shape_of] * first[:, None])[:, None, :]
        part = expected / np.maximum(expected.sum(2, keepdims=True), 1e-12)
        in_band = (counts[:, :, None] * part).sum(1)
        at_risk = (spread * first[:, None, None]).sum(1)
        shapes = np.array(
            [_shape(in_band[own].sum(0), at_risk[own].sum(0), pull) for own in _members(cohorts.shape_of)]
        )
        weighted = (spread * shapes[cohorts.shape_of][:, None, :]).sum((1, 2))
        groups = np.array([counts[own].sum() / weighted[own].sum() for own in _members(cohorts.group_of)])
        first = (counts.sum(1) + pull.group_weight) / (weighted + pull.group_weight / groups[cohorts.group_of])
        first *= counts.sum() / (first @ weighted)
    return Rates(first, shapes, groups)


def _members(of: Places) -> list[NDArray[np.bool_]]:
    return [of == which for which in range(of.max() + 1)]


def _shape(counts: Vector, at_risk: Vector, pull: Pull) -> Vector:
    """A falling shape over bands, 1 in the first, pulled towards the one believed before."""
    level = counts[0] / at_risk[0]
    shape = (counts + pull.shape_weight) / (at_risk * level + pull.shape_weight / pull.shape)
    falling = np.minimum.accumulate(shape)
    return np.asarray(falling / falling[0])
