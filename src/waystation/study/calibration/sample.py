"""The posterior: where the parameters may lie, given what was published and how wrong the emulator may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import emcee
import numpy as np
from scipy.stats import norm

from waystation.study.calibration.emulate import EDGE, Emulator, gap
from waystation.study.calibration.evidence import Evidence, Floats

FEWEST_WALKERS = 64


@dataclass(frozen=True)
class Chain:
    """Draws (m, d) of the unit cube, the share of steps accepted, and steps between independent ones (at most)."""

    draws: Floats
    accepted: float
    apart: float


def log_likelihood(emulator: Emulator, evidence: Evidence, points: Floats) -> Floats:
    """Of the evidence at points of the unit cube, up to a constant, with the emulator's own doubt; shape (m,)."""
    mean, variance = emulator.predict(points)
    found = gap(emulator, mean, variance, np.arange(len(evidence.values)))
    return -0.5 * (found.squared + found.logdet)


def sample(
    density: Callable[[Floats], Floats],
    begin: Floats,
    *,
    steps: int,
    seed: int,
    done: Callable[[float], None] = lambda part: None,
) -> Chain:
    """Draws in proportion to `density` (the log of a likelihood over points) times the uniform prior of the cube.

    The walkers start from points `begin`; a third of the steps is dropped. `done` hears which part is over.
    """
    size = begin.shape[1]
    random = np.random.RandomState(seed)
    walkers = max(FEWEST_WALKERS, 2 * (size + 2))
    first = norm.ppf(np.clip(begin[random.randint(len(begin), size=walkers)], EDGE, 1 - EDGE))
    first = first + random.normal(0, 0.05, first.shape)

    def log_posterior(at: Floats) -> Floats:
        inside = np.asarray(norm.cdf(at), np.float64)
        return np.asarray(density(inside) - 0.5 * (at**2).sum(axis=1), np.float64)

    moves = [(emcee.moves.DEMove(), 0.7), (emcee.moves.DESnookerMove(), 0.1), (emcee.moves.StretchMove(), 0.2)]
    sampler = emcee.EnsembleSampler(walkers, size, log_posterior, vectorize=True, moves=moves)
    sampler.random_state = random.get_state()
    for number, _ in enumerate(sampler.sample(first, iterations=steps, skip_initial_state_check=True), 1):
        done(number / steps)
    kept = sampler.get_chain(discard=steps // 3)
    apart = float(np.max(emcee.autocorr.integrated_time(kept, quiet=True, tol=0)))
    draws = np.asarray(norm.cdf(kept.reshape(-1, size)), np.float64)
    return Chain(draws, float(np.mean(sampler.acceptance_fraction)), apart)


def thinned(draws: Floats, number: int) -> Floats:
    """`number` draws evenly through a chain."""
    return draws[np.linspace(0, len(draws) - 1, number).round().astype(np.intp)]
