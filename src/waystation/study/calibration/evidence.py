"""What a simulator is held against: published values, how far they may be off, and how far any model may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cholesky, solve_triangular

Floats = NDArray[np.float64]
Simulator = Callable[[Floats, int], Floats]  # points (n, d) of the unit cube and a seed, to outputs (n, k)


@dataclass(frozen=True)
class Evidence:
    """k published values: labels, values, the standard deviation of their error, and that of the discrepancy.

    The discrepancy is what even the best values of the parameters would leave between model and world. Within a series
    it is remembered: two periods apart by t share `memory ** t` of it (1 is the same throughout). `series` names the
    series of each value and `periods` its place in time; by default each value stands alone. `drift` is the standard
    deviation of a step a period of what the parameters stand for: the model is fitted as of the last period, and is off
    by a random walk before it.
    """

    labels: tuple[str, ...]
    values: Floats
    sd: Floats
    discrepancy: Floats
    series: tuple[str, ...] = ()
    periods: tuple[float, ...] = ()
    memory: Floats | None = None
    drift: Floats | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The series, in order."""
        return tuple(dict.fromkeys(self.series or self.labels))

    def rows(self, name: str) -> NDArray[np.intp]:
        """The places of one series."""
        return np.flatnonzero(np.array(self.series or self.labels) == name)

    @cached_property
    def covariance(self) -> Floats:
        """Of what separates the model's best from what was published; shape (k, k)."""
        series = np.array(self.series or self.labels)
        apart = np.abs(np.subtract.outer(self.periods, self.periods)) if self.periods else 1.0 - np.eye(len(series))
        memory = np.zeros(len(series)) if self.memory is None else self.memory
        shared = np.where(series[:, None] == series, np.minimum.outer(memory, memory) ** apart, 0.0)
        np.fill_diagonal(shared, 1.0)
        return np.diag(self.sd**2) + np.outer(self.discrepancy, self.discrepancy) * shared + self._walk(series)

    def _walk(self, series: NDArray[np.str_]) -> Floats:
        """The covariance of a random walk back from the last period of all; shape (k, k)."""
        if self.drift is None:
            return np.zeros((len(series), len(series)))
        before = max(self.periods) - np.array(self.periods, np.float64)
        together = np.minimum.outer(before, before) * np.outer(self.drift, self.drift)
        return np.where(series[:, None] == series, together, 0.0)

    @cached_property
    def _root(self) -> Floats:
        return np.asarray(cholesky(self.covariance, lower=True), np.float64)

    def misfit(self, outputs: Floats) -> Floats:
        """How far outputs (n, k) lie from what was published, in independent units of one standard deviation."""
        return np.asarray(solve_triangular(self._root, (outputs - self.values).T, lower=True).T, np.float64)

    @property
    def blocks(self) -> tuple[NDArray[np.intp], ...]:
        """The places of each series in `misfit`: series do not mix, as their errors are independent."""
        return tuple(self.rows(name) for name in self.names)
