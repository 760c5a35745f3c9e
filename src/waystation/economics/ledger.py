"""The ledger: quantities of a run times unit costs, each pound in one line, one payer and one financial year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from waystation.base.english import join
from waystation.base.problems import UsageError, did_you_mean
from waystation.economics.deflate import Amounts, Prices
from waystation.economics.lines import Basis, Costs, Line
from waystation.economics.money import FinancialYear


@dataclass(frozen=True)
class Ledger:
    """`amounts` has shape (lines, ..., years), in pounds of the base year of `prices`, not discounted."""

    lines: tuple[Line, ...]
    years: tuple[FinancialYear, ...]
    amounts: Amounts
    prices: Prices

    @cached_property
    def payers(self) -> tuple[str, ...]:
        """Who pays anything, in order of first appearance."""
        return tuple(dict.fromkeys(line.payer for line in self.lines))

    def line(self, name: str) -> Amounts:
        """What one line comes to, shape (..., years). Raises UsageError if no such line is counted."""
        for place, line in enumerate(self.lines):
            if line.id == name:
                held: Amounts = self.amounts[place]
                return held
        raise UsageError(f"no line {name!r} in the ledger: {did_you_mean(name, [line.id for line in self.lines])}")

    def paid_by(self, payer: str) -> Amounts:
        """What a payer pays, shape (..., years); nothing if it pays no line."""
        theirs: Amounts = self.amounts[[line.payer == payer for line in self.lines]].sum(axis=0)
        return theirs

    @property
    def total(self) -> Amounts:
        """All lines together, shape (..., years)."""
        whole: Amounts = self.amounts.sum(axis=0)
        return whole

    def present_value(self) -> Amounts:
        """The present value of each line over all years, shape (lines, ...)."""
        return self.prices.present_value(self.amounts, self.years)


def make_ledger(
    costs: Costs,
    quantities: Mapping[str, Amounts],
    years: Sequence[FinancialYear],
    *,
    prices: Prices,
    basis: Basis,
    units: Mapping[str, Amounts] | None = None,
) -> Ledger:
    """The ledger of a run: `quantities` gives each driver by financial year, in arrays of one shape (..., years).

    `units` may give the unit cost of a line draw by draw, shape (draws,), in pounds of the base year. Raises UsageError
    if a driver that is counted has no quantity, is unknown, or has another shape.
    """
    lines = costs.counted(basis)
    _refuse(costs, lines, quantities, len(years))
    shape = np.broadcast_shapes((len(years),), *(quantities[line.driver].shape for line in lines))
    amounts = np.zeros((len(lines), *shape))
    for place, line in enumerate(lines):
        unit = units[line.id][:, None] if units and line.id in units else prices.real(line.unit_cost)
        amounts[place] = quantities[line.driver] * unit
    return Ledger(lines, tuple(years), amounts, prices)


def _refuse(costs: Costs, lines: Sequence[Line], quantities: Mapping[str, Amounts], years: int) -> None:
    if unknown := sorted(set(quantities) - set(costs.drivers)):
        raise UsageError(f"no driver called {unknown[0]!r}: {did_you_mean(unknown[0], costs.drivers)}")
    if missing := sorted({line.driver for line in lines} - set(quantities)):
        raise UsageError(f"no quantity of {join(missing)}: give one number a year, be it 0")
    if len({quantities[line.driver].shape for line in lines}) > 1:
        raise UsageError("the quantities have different shapes: give every driver the same draws and years")
    if any(quantities[line.driver].shape[-1:] != (years,) for line in lines):
        raise UsageError(f"the quantities are not by {years} financial years: give one number a year")
