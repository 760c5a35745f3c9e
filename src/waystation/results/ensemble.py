"""Many draws of several scenarios: intervals, and paired differences with intervals of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waystation.results.measure import Measure

Floats = NDArray[np.float64]
ENOUGH = 100
LOW, MID, HIGH = 0.05, 0.5, 0.95
OPENS = "if it opens"


@dataclass(frozen=True)
class Ensemble:
    """Values of every measure by scenario: arrays (states, draws, measures, months).

    A state says which agreements are open; `chance` (draws, states) weighs them, and a state without a chance has NaN.
    """

    scenarios: tuple[str, ...]
    against: str
    states: tuple[frozenset[str], ...]
    agreements: Mapping[str, tuple[str, ...]]
    chance: Floats
    measures: tuple[Measure, ...]
    months: tuple[str, ...]
    values: Mapping[str, Floats]

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return len(self.chance)

    @property
    def is_range(self) -> bool:
        """Whether there are draws enough for a 90% range; else lowest and highest are shown."""
        return self.draws >= ENOUGH

    @property
    def span(self) -> str:
        """What low and high are, in words."""
        return "90% range" if self.is_range else f"lowest and highest of {self.draws} draws"

    def labels(self) -> list[tuple[str, str, Floats]]:
        """Each scenario with its weights (states, draws); with a hub, also on condition that it opens."""
        found = []
        for name in self.scenarios:
            found.append((name, name, self.chance.T))
            if wanted := set(self.agreements[name]):
                opened = np.array([[float(wanted <= state)] for state in self.states])
                certain = self.chance.T * opened
                total = certain.sum(axis=0)
                if np.any(total > 0):
                    found.append((f"{name} {OPENS}", name, certain / np.where(total > 0, total, 1)))
        return found

    def monthly(self, scenario: str, measure: str) -> Floats:
        """Values by state, draw and month."""
        return self.values[scenario][:, :, [m.id for m in self.measures].index(measure)]

    def period(self, scenario: str, measure: Measure, period: str) -> Floats:
        """Values in a period (the start of a month's name, `2030` or `2030-03`) by state and draw."""
        rows = [row for row, month in enumerate(self.months) if month.startswith(period)]
        monthly = self.monthly(scenario, measure.id)
        return monthly[:, :, rows[-1]] if measure.is_stock else monthly[:, :, rows].sum(axis=2)

    def interval(self, values: Floats, weights: Floats) -> tuple[float, float, float]:
        """Low, middle and high of weighted values; the ends are the extremes when draws are few."""
        held = (weights > 0) & np.isfinite(values)
        if not held.any():
            return (float("nan"),) * 3
        ends = (LOW, HIGH) if self.is_range else (0.0, 1.0)
        low, mid, high = quantiles(values[held], weights[held], (ends[0], MID, ends[1]))
        return low, mid, high

    def headline(self, periods: Sequence[str]) -> pl.DataFrame:
        """One row a scenario, measure and period: value and paired difference, each with its range."""
        rows = []
        for label, name, weights in self.labels():
            for measure in self.measures:
                for period in periods:
                    here = self.period(name, measure, period)
                    gap = here - self.period(self.against, measure, period)
                    low, mid, high = self.interval(here, weights)
                    rows.append((label, self.against, measure.id, measure.title, measure.unit, period, low, mid, high,
                                 *self.interval(gap, weights)))  # fmt: skip
        names = ["scenario", "against", "measure", "title", "unit", "period", "low", "mid", "high",
                 "diff_low", "diff_mid", "diff_high"]  # fmt: skip
        return pl.DataFrame(rows, schema=names, orient="row")


def quantiles(values: Floats, weights: Floats, shares: Sequence[float]) -> tuple[float, ...]:
    """Weighted quantiles by inversion of the distribution function: each is a value that occurred."""
    order = np.argsort(values, kind="stable")
    below = np.cumsum(weights[order])
    places = [np.searchsorted(below, share * below[-1] * (1 - 1e-12)) for share in shares]
    return tuple(float(values[order][min(place, len(order) - 1)]) for place in places)
