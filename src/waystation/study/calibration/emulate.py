"""An emulator: a quick statistical stand-in for a slow simulator, which knows how far it may be wrong."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_solve, solve_triangular
from scipy.optimize import minimize
from scipy.stats import norm
from sklearn.exceptions import ConvergenceWarning
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, DotProduct, Kernel, WhiteKernel

from waystation.study.calibration.evidence import Floats

EDGE = 1e-5
MOST_STEPS = 60
LENGTHS = (0.5, 30.0)
SIZES = (1e-6, 1e4)
JITTER = 1e-8
RESIDUE = 0.05  # variance in units of the evidence's own that may be left to the principal components not emulated


def stretched(points: Floats) -> Floats:
    """Points of the unit cube as standard normal deviates: what is far out on a coordinate is far out here."""
    return np.asarray(norm.ppf(np.clip(points, EDGE, 1 - EDGE)), np.float64)


@dataclass(frozen=True)
class Component:
    """A Gaussian process for one principal component: a line, smooth departures from it and the simulator's chance.

    `inflation` multiplies its variance by what leaving out one run at a time shows to be needed.
    """

    kernel: Kernel
    at: Floats
    root: Floats
    weights: Floats
    centre: float
    scale: float
    left_out: Floats
    inflation: float

    def predict(self, at: Floats) -> tuple[Floats, Floats]:
        """Mean and variance of a new run (chance included) at stretched points (m, d); shapes (m,)."""
        cross = np.asarray(self.kernel(at, self.at), np.float64)
        explained = solve_triangular(self.root, cross.T, lower=True)
        variance = np.maximum(np.asarray(self.kernel.diag(at)) - (explained**2).sum(axis=0), JITTER)
        return self.centre + self.scale * (cross @ self.weights), self.scale**2 * self.inflation * variance


@dataclass(frozen=True)
class Emulator:
    """Outputs (k) as principal components (q), each with a Gaussian process, plus what they leave as variance (k,)."""

    mean: Floats
    loadings: Floats
    residue: Floats
    components: tuple[Component, ...]

    def predict(self, points: Floats) -> tuple[Floats, Floats]:
        """Mean (m, q) and variance (m, q) of the components at points of the unit cube."""
        at = stretched(points)
        found = [component.predict(at) for component in self.components]
        return np.stack([mean for mean, _ in found], axis=1), np.stack([variance for _, variance in found], axis=1)

    def outputs(self, points: Floats) -> tuple[Floats, Floats]:
        """Mean and variance of every output at points of the unit cube; shapes (m, k)."""
        mean, variance = self.predict(points)
        return self.mean + mean @ self.loadings, self.residue + variance @ self.loadings**2

    @property
    def left_out(self) -> Floats:
        """The standardised error at each run when it is left out of the fit, before inflation; shape (n, q)."""
        return np.stack([component.left_out for component in self.components], axis=1)


def fit(points: Floats, outputs: Floats, *, seed: int, most: int = 10) -> Emulator:
    """An emulator of outputs (n, k), in units of the evidence's own error, at points (n, d) of the unit cube."""
    mean = outputs.mean(axis=0)
    left, sizes, directions = np.linalg.svd(outputs - mean, full_matrices=False)
    shares = np.cumsum(sizes[::-1] ** 2)[::-1] / outputs.size  # the mean variance left if only those before are kept
    kept = int(np.clip(np.sum(shares > RESIDUE), 1, min(most, len(sizes))))
    scores, loadings = left[:, :kept] * sizes[:kept], directions[:kept]
    residue = np.var(outputs - mean - scores @ loadings, axis=0)
    at = stretched(points)
    with ThreadPoolExecutor(max_workers=2) as pool, warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a length at its bound is a coordinate without a curve
        components = tuple(pool.map(lambda place: _component(at, scores[:, place], seed + place), range(kept)))
    return Emulator(mean, loadings, residue, components)


def _component(at: Floats, scores: Floats, seed: int) -> Component:
    centre, scale = float(scores.mean()), float(scores.std()) or 1.0
    size = at.shape[1]
    kernel = (
        ConstantKernel(0.3, SIZES) * RBF(np.full(size, 3.0), LENGTHS)
        + ConstantKernel(0.3, SIZES) * DotProduct(0.1, "fixed")
        + WhiteKernel(0.1, (1e-6, 2.0))
    )
    process = GaussianProcessRegressor(kernel, alpha=JITTER, optimizer=_optimise, random_state=seed)
    process.fit(at, (scores - centre) / scale)
    errors = left_out(np.asarray(process.L_), np.asarray(process.alpha_))
    inflation = max(1.0, float(np.mean(errors**2)))
    return Component(
        process.kernel_, at, np.asarray(process.L_), np.asarray(process.alpha_), centre, scale, errors, inflation
    )


def left_out(root: Floats, weights: Floats) -> Floats:
    """Standardised errors of a Gaussian process at each run when it is left out; closed form, shape (n,)."""
    inverse = cho_solve((root, True), np.eye(len(root)))
    return np.asarray(weights / np.sqrt(np.diag(inverse)), np.float64)


def _optimise(loss: Callable[[Floats], tuple[float, Floats]], start: Floats, bounds: Floats) -> tuple[Floats, float]:
    limits = [(float(low), float(high)) for low, high in bounds]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=limits, options={"maxiter": MOST_STEPS})
    return np.asarray(found.x, np.float64), float(found.fun)


@dataclass(frozen=True)
class Gap:
    """The squared distance of the evidence from what an emulator says, in its spread, and the log of that spread."""

    squared: Floats
    logdet: Floats


def gap(emulator: Emulator, mean: Floats, variance: Floats, rows: NDArray[np.intp]) -> Gap:
    """For m predicted components (m, q): the gap of the outputs `rows` from nought, each with an error of one.

    The spread is that error, what the components leave, and their variance along the loadings (Woodbury's identity).
    """
    own = 1.0 + emulator.residue[rows]
    along = emulator.loadings[:, rows]
    off = emulator.mean[rows] + mean @ along
    root = np.sqrt(variance)
    inner = (along / own) @ along.T
    core = np.eye(len(along)) + root[:, :, None] * inner * root[:, None, :]
    towards = root * ((off / own) @ along.T)
    lower = np.linalg.cholesky(core)
    solved = np.linalg.solve(lower, towards[:, :, None])[:, :, 0]
    squared = (off**2 / own).sum(axis=1) - (solved**2).sum(axis=1)
    logdet = np.log(own).sum() + 2 * np.log(np.diagonal(lower, axis1=1, axis2=2)).sum(axis=1)
    return Gap(squared, logdet)
