"""What is uncertain about a number: a distribution, needed only as the inverse of its distribution function."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import special

Moves = Literal["value", "factor", "logit", "strength"]
FORMS: dict[str, dict[str, float | None]] = {
    "normal": {"mean": 0.0, "sd": None},
    "lognormal": {"median": 1.0, "gsd": None},
    "uniform": {"low": None, "high": None},
    "triangular": {"low": None, "mode": None, "high": None},
    "beta": {"a": None, "b": None},
}
TAIL = 1e-6


@dataclass(frozen=True)
class Prior:
    """A distribution and what it moves: the value itself, a factor on it, its logit, or its distance from 1.

    One that goes `against` another parameter's has no coordinate of its own: it is high where the other is low.
    """

    kind: str
    moves: Moves
    numbers: tuple[tuple[str, float], ...]
    against: str = ""

    def complaint(self) -> str | None:
        """What is wrong with the numbers of the distribution, or None."""
        given = dict(self.numbers)
        spread = {"normal": given.get("sd"), "lognormal": given.get("gsd", 2.0) - 1}.get(self.kind)
        if spread is not None and spread <= 0:
            return "has no width"
        if self.kind in ("uniform", "triangular") and given["low"] >= given["high"]:
            return "has its low end at or above its high end"
        if self.kind == "triangular" and not given["low"] <= given["mode"] <= given["high"]:
            return "has its mode outside its ends"
        if self.kind == "beta" and min(given["a"], given["b"]) <= 0:
            return "wants a and b above 0"
        return None

    def ppf(self, point: float) -> float:
        """The value below which a share `point` of the distribution lies."""
        u = min(max(point, TAIL), 1 - TAIL)
        given = dict(self.numbers)
        match self.kind:
            case "normal":
                return float(given["mean"] + given["sd"] * special.ndtri(u))
            case "lognormal":
                return float(given["median"] * np.exp(np.log(given["gsd"]) * special.ndtri(u)))
            case "uniform":
                return given["low"] + u * (given["high"] - given["low"])
            case "triangular":
                low, mode, high = given["low"], given["mode"], given["high"]
                rising = u * (high - low) < mode - low
                return (
                    low + math.sqrt(u * (high - low) * (mode - low))
                    if rising
                    else high - math.sqrt((1 - u) * (high - low) * (high - mode))
                )
            case _:
                return float(special.betaincinv(given["a"], given["b"], u))

    def support(self) -> tuple[float, float]:
        """Where the distribution has any weight (unbounded ones: all but a millionth at each end)."""
        return self.ppf(0.0), self.ppf(1.0)
