"""How a quantity differs between cases: a distribution that becomes a quantile table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

KNOTS = 65
EDGE = 0.002
FORMS: dict[str, tuple[str, ...]] = {
    "lognormal": ("median", "gsd"),
    "gamma": ("mean", "shape"),
    "histogram": ("edges", "shares"),
    "fixed": ("days",),
}


@dataclass(frozen=True)
class Spread:
    """A distribution over cases, by kind and numbers (a histogram has lists)."""

    kind: str
    numbers: tuple[tuple[str, tuple[float, ...]], ...]

    def complaint(self) -> str | None:
        """What is wrong with the numbers, or None."""
        given = dict(self.numbers)
        if any(value < 0 for values in given.values() for value in values):
            return "has a negative number"
        if self.kind == "histogram":
            edges, shares = given["edges"], given["shares"]
            if len(edges) != len(shares) + 1 or list(edges) != sorted(edges):
                return "wants rising edges, one more than shares"
            if abs(sum(shares) - 1) > 1e-3:
                return f"has shares that sum to {sum(shares):g}, not 1"
        if self.kind == "lognormal" and (given["median"][0] <= 0 or given["gsd"][0] < 1):
            return "wants a median above 0 and a gsd of at least 1"
        if self.kind == "gamma" and min(given["mean"][0], given["shape"][0]) <= 0:
            return "wants a mean and a shape above 0"
        return None

    def ppf(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """The values below which the given shares of cases lie."""
        given = dict(self.numbers)
        match self.kind:
            case "lognormal":
                u = np.clip(points, EDGE, 1 - EDGE)
                return np.asarray(given["median"][0] * given["gsd"][0] ** special.ndtri(u), dtype=np.float64)
            case "gamma":
                u = np.clip(points, EDGE, 1 - EDGE)
                shape = given["shape"][0]
                return np.asarray(special.gammaincinv(shape, u) * given["mean"][0] / shape, dtype=np.float64)
            case "histogram":
                steps = np.concatenate([[0.0], np.cumsum(given["shares"])])
                return np.asarray(np.interp(points * steps[-1], steps, given["edges"]), dtype=np.float64)
            case _:
                return np.full(len(points), given["days"][0])

    def quantiles(self) -> NDArray[np.float64]:
        """The quantile table at evenly spaced shares from 0 to 1; shape (KNOTS,)."""
        return self.ppf(np.linspace(0.0, 1.0, KNOTS))
