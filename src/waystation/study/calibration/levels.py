"""Points that are not ruled out, however small their share of the cube: reached level by level."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import emcee
import numpy as np
from scipy.stats import norm, qmc

from waystation.study.calibration.evidence import Floats

START = 4096  # points that the first level is chosen from
KEPT = 0.2  # of each level, the share that the next begins with
STEPS, BURN, EVERY = 40, 20, 4
MOST_LEVELS = 12
OUTSIDE = -1e30  # the log of a density that is nil: finite, so that a walker outside may take any step


@dataclass(frozen=True)
class Reached:
    """Points (m, d) whose implausibility is at most `level`, and about which share of the prior is as good."""

    points: Floats
    level: float
    share: float


def sobol_points(number: int, size: int, seed: int) -> Floats:
    """Scrambled Sobol points of the unit cube; shape (number, size)."""
    power = int(np.ceil(np.log2(max(number, 2))))
    drawn = qmc.Sobol(size, scramble=True, rng=np.random.default_rng(seed)).random_base2(power)
    return np.asarray(drawn[:number], np.float64)


def reach(worst: Callable[[Floats], Floats], size: int, *, cutoff: float, seed: int) -> Reached:
    """Points spread as the prior over where `worst` is at most `cutoff`, or as low as can be reached.

    Each level keeps the best fifth of the points and lets walkers wander from there without rising above it.
    """
    points = sobol_points(START, size, seed)
    values, share, level = worst(points), 1.0, np.inf
    for step in range(MOST_LEVELS):
        lower = max(cutoff, float(np.quantile(values, KEPT)))
        if lower >= level:
            break
        level = lower
        within = values <= level
        share *= float(within.mean())
        points, values = _wander(worst, points[within], level, seed=seed + step + 1)
        if level <= cutoff:
            break
    return Reached(points, level, share)


def _wander(worst: Callable[[Floats], Floats], begin: Floats, level: float, *, seed: int) -> tuple[Floats, Floats]:
    """Walkers that start at some points and stay where `worst` is at most `level`, spread there as the prior."""
    size = begin.shape[1]
    random = np.random.RandomState(seed)
    walkers = 2 * max(size + 2, 32)
    if len(begin) < walkers:  # too few to start from: blurred copies, of which those ruled out wait for a good step
        begin = np.concatenate([begin, begin[random.randint(len(begin), size=walkers - len(begin))]])
    first = norm.ppf(begin[random.permutation(len(begin))[:walkers]])
    first += random.normal(0, 1e-4, first.shape)

    def log_density(at: Floats) -> Floats:
        inside = worst(norm.cdf(at)) <= level + 1e-3
        return np.where(inside, -0.5 * (at**2).sum(axis=1), OUTSIDE)

    moves = [(emcee.moves.StretchMove(), 0.5), (emcee.moves.DEMove(), 0.5)]
    sampler = emcee.EnsembleSampler(walkers, size, log_density, vectorize=True, moves=moves)
    sampler.random_state = random.get_state()
    sampler.run_mcmc(first, STEPS, skip_initial_state_check=True)
    chain = np.asarray(sampler.get_chain(discard=BURN, thin=EVERY, flat=True), np.float64)
    points = np.asarray(norm.cdf(chain), np.float64)
    values = worst(points)
    inside = values <= level + 1e-3
    return (points[inside], values[inside]) if inside.any() else (points, values)


def spread_out(points: Floats, number: int) -> Floats:
    """`number` of the points, each as far as can be from those chosen before; the first is nearest the middle."""
    at = norm.ppf(np.clip(points, 1e-6, 1 - 1e-6))
    chosen = [int(np.argmin(((at - at.mean(axis=0)) ** 2).sum(axis=1)))]
    nearest = ((at - at[chosen[0]]) ** 2).sum(axis=1)
    while len(chosen) < min(number, len(points)):
        chosen.append(int(np.argmax(nearest)))
        nearest = np.minimum(nearest, ((at - at[chosen[-1]]) ** 2).sum(axis=1))
    return points[chosen]
