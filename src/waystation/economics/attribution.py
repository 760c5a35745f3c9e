"""What moved a result: the steps of a package one by one, adding up exactly, and which uncertainty moves it most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from waystation.economics.appraisal import Appraisal
from waystation.economics.deflate import Amounts
from waystation.economics.unit_costs import at
from waystation.results.ensemble import quantiles

LOW, HALF, HIGH = 0.05, 0.5, 0.95


@dataclass(frozen=True)
class Step:
    """One step of a waterfall: its name and what it adds, a mean over draws, so that steps add up to the whole."""

    id: str
    title: str
    adds: float


@dataclass(frozen=True)
class Swing:
    """What an uncertain number does to a result: the middle result with the number low, and with it high.

    `exact` says that only this number was moved; else draws in which it is low are set against those in which it is
    high, and whatever goes along with it moves too.
    """

    id: str
    title: str
    low: float
    high: float
    exact: bool

    @property
    def size(self) -> float:
        """From one end to the other."""
        return abs(self.high - self.low)


def mean(values: Amounts, weights: Amounts) -> float:
    """The weighted mean over the states and draws that count and were simulated; NaN if there are none."""
    held = (weights > 0) & np.isfinite(values)
    return float(np.average(values[held], weights=weights[held])) if held.any() else float("nan")


def middle(values: Amounts, weights: Amounts) -> float:
    """The weighted median over the states and draws that count and were simulated; NaN if there are none."""
    held = (weights > 0) & np.isfinite(values)
    return quantiles(values[held], weights[held], (HALF,))[0] if held.any() else float("nan")


def by_part(held: Appraisal, weights: Amounts) -> tuple[Step, ...]:
    """The mean present value of the difference under each heading, in the order of the headings."""
    return tuple(
        Step(part, title, mean(held.under(part), weights))
        for part, title in held.terms.costs.parts.items()
        if np.any(np.nan_to_num(held.under(part)[weights > 0]))
    )


def by_step(steps: Sequence[tuple[str, str, Amounts]], weights: Amounts) -> tuple[Step, ...]:
    """What each step of a package adds to the one before it; `steps` are (id, title, present value of the package so
    far over the world without any). They add up to the last one.
    """
    before, found = np.zeros_like(weights), []
    for id, title, so_far in steps:
        found.append(Step(id, title, mean(so_far - before, weights)))
        before = so_far
    return tuple(found)


def cost_swings(held: Appraisal, weights: Amounts) -> tuple[Swing, ...]:
    """Each uncertain unit cost moved to the ends of its middle nine tenths, all else as drawn."""
    found = []
    for line in held.gap.lines:
        units = held.terms.units[line.id]
        if np.ptp(units) == 0:
            continue
        if line.low is None and line.high is None:
            ends = [float(np.quantile(units, share)) for share in (LOW, HIGH)]
        else:
            size = held.terms.prices.factor(line.unit_cost.currency, line.unit_cost.year)
            ends = [size * float(at(line, share)) for share in (LOW, HIGH)]
        results = [middle(_moved(held, line.id, end), weights) for end in ends]
        found.append(Swing(line.id, line.title, results[0], results[1], exact=True))
    return tuple(sorted(found, key=lambda swing: -swing.size))


def _moved(held: Appraisal, name: str, unit: float) -> Amounts:
    """The present value with one unit cost the same in all draws: linear, so that no ledger is made again."""
    place = next(row for row, line in enumerate(held.gap.lines) if line.id == name)
    line, units = held.gap.lines[place], held.terms.units[name]
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = np.where(units > 0, held.lines[place] / units * unit, np.nan)
    if np.isnan(scaled[np.isfinite(held.lines[place])]).any():  # a unit cost of nil in some draw: work it out again
        terms = replace(held.terms, units={**held.terms.units, line.id: np.full_like(units, unit)})
        return Appraisal(held.worlds, terms).exchequer
    moved: Amounts = held.exchequer - held.lines[place] + scaled
    return moved


def draw_swings(
    names: Mapping[str, Amounts], values: Amounts, weights: Amounts, titles: Mapping[str, str]
) -> tuple[Swing, ...]:
    """For each coordinate (draws,) the middle result of the third of draws in which it is lowest, and highest."""
    found = []
    for name, coordinate in names.items():
        ends = [np.quantile(coordinate, share) for share in (1 / 3, 2 / 3)]
        low = middle(values, weights * (coordinate <= ends[0]))
        high = middle(values, weights * (coordinate >= ends[1]))
        found.append(Swing(name, titles.get(name, name), low, high, exact=False))
    return tuple(sorted(found, key=lambda swing: -swing.size))
