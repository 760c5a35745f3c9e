"""What a policy costs over what goes on without it: by line, payer and year, at present value, draw by draw.

Green Book form: real terms, discounted to the base year, ten financial years, the Exchequer's cost and the social cost
apart. No benefit is netted but what the same cases cost in their life without the policy; what arrivals that stay away
would save is priced apart, and shown only against the share that stays away.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from waystation.economics.deflate import Amounts, Prices
from waystation.economics.ledger import Ledger, make_ledger
from waystation.economics.lines import Basis, Costs, Line
from waystation.economics.money import FinancialYear

Quantities = Mapping[str, Amounts]  # by driver, shape (states, draws, years)
HUB = ("hub_here", "hub_paid")
PAID = "hub_paid"


@dataclass(frozen=True)
class Worlds:
    """What was counted in a world and in the one it is compared with; of the latter also arrivals, watched and others.

    Every quantity has the shape (states, draws, years); the draws are paired. `lives` are those transferred here, from
    that day on, as they are in the other world.
    """

    years: tuple[FinancialYear, ...]
    here: Quantities
    there: Quantities
    watched: Quantities
    others: Quantities
    lives: Quantities


@dataclass(frozen=True)
class Terms:
    """How the money is counted: unit costs by draw, on which basis, with what uplift on a hub's costs for optimism."""

    costs: Costs
    prices: Prices
    units: Mapping[str, Amounts]
    basis: Basis = "average"
    optimism: float = 0.0

    def ledger(self, quantities: Quantities, years: Sequence[FinancialYear]) -> Ledger:
        """The ledger of some quantities; a driver that was not counted is nil."""
        lines = self.costs.counted(self.basis)
        shape = next(iter(quantities.values())).shape
        held = {name: quantities.get(name, np.zeros(shape)) for name in sorted({line.driver for line in lines})}
        return make_ledger(self.costs, held, years, prices=self.prices, basis=self.basis, units=self._uplifted(lines))

    def _uplifted(self, lines: Sequence[Line]) -> dict[str, Amounts]:
        return {line.id: self.units[line.id] * (1 + self.optimism * self.is_hub(line)) for line in lines}

    def part(self, line: Line) -> str:
        """The heading of a line."""
        return self.costs.drivers[line.driver].part

    def is_public(self, line: Line) -> bool:
        """Whether the Exchequer of the country pays it."""
        return line.payer not in self.costs.outside

    def is_hub(self, line: Line) -> bool:
        """Whether it is a cost of a hub, here or under the agreement."""
        return self.part(line) in HUB


@dataclass(frozen=True)
class Appraisal:
    """The ledgers of two worlds, and the difference: a cost is positive.

    Present values are in pounds of the base year and have the shape (states, draws).
    """

    worlds: Worlds
    terms: Terms

    @cached_property
    def here(self) -> Ledger:
        """What the world costs."""
        return self.terms.ledger(self.worlds.here, self.worlds.years)

    @cached_property
    def there(self) -> Ledger:
        """What the world it is compared with costs."""
        return self.terms.ledger(self.worlds.there, self.worlds.years)

    @cached_property
    def gap(self) -> Ledger:
        """The difference, line by line and draw by draw."""
        here = self.here
        return Ledger(here.lines, here.years, here.amounts - self.there.amounts, here.prices)

    @cached_property
    def weights(self) -> Amounts:
        """What a pound of each year is worth in the base year."""
        return self.terms.prices.weights(self.worlds.years)

    @cached_property
    def lines(self) -> Amounts:
        """The present value of the difference by line, shape (lines, states, draws)."""
        return self.gap.present_value()

    def chosen(self, wanted: Collection[Line]) -> Amounts:
        """The present value of the difference over some lines."""
        rows = [place for place, line in enumerate(self.gap.lines) if line in wanted]
        held: Amounts = self.lines[rows].sum(axis=0)
        return held

    def by_year(self, wanted: Collection[Line]) -> Amounts:
        """The difference over some lines year by year, not discounted; shape (states, draws, years)."""
        rows = [place for place, line in enumerate(self.gap.lines) if line in wanted]
        held: Amounts = self.gap.amounts[rows].sum(axis=0)
        return held

    @cached_property
    def exchequer(self) -> Amounts:
        """Present value of the cost to all public payers of the country."""
        return self.chosen([line for line in self.gap.lines if self.terms.is_public(line)])

    @cached_property
    def social(self) -> Amounts:
        """Present value without what only moves money within the country."""
        return self.chosen([line for line in self.gap.lines if self.terms.is_public(line) and not line.transfer])

    def paid_by(self, payer: str) -> Amounts:
        """Present value of the cost to a payer."""
        return self.chosen([line for line in self.gap.lines if line.payer == payer])

    def under(self, *parts: str) -> Amounts:
        """Present value of the difference under some headings."""
        return self.chosen([line for line in self.gap.lines if self.terms.part(line) in parts])

    @property
    def hub(self) -> Amounts:
        """Present value of what a hub costs, here and under the agreement."""
        return self.under(*HUB)

    def more(self, driver: str) -> Amounts:
        """How much more of a quantity there is over all years."""
        return _sum(self.worlds.here, driver) - _sum(self.worlds.there, driver)

    def discounted(self, driver: str) -> Amounts:
        """A quantity of this world, each year's weighed as its pounds are."""
        held = self.worlds.here.get(driver)
        return np.asarray(held @ self.weights) if held is not None else np.zeros_like(self.exchequer)

    @cached_property
    def watched(self) -> Amounts:
        """Present value of what the arrivals that are watched cost, within the years counted, in the other world."""
        return _present(self.terms.ledger(self.worlds.watched, self.worlds.years), self.terms)

    @cached_property
    def lives(self) -> Ledger:
        """What those transferred cost in the other world from the day of the transfer on."""
        return self.terms.ledger(self.worlds.lives, self.worlds.years)

    @cached_property
    def others(self) -> Amounts:
        """The same of all other arrivals."""
        return _present(self.terms.ledger(self.worlds.others, self.worlds.years), self.terms)

    def years_to_pay_back(self) -> Amounts:
        """Years from the first cost until the discounted cost so far is nil again; NaN if it never is."""
        yearly = self.by_year([line for line in self.gap.lines if self.terms.is_public(line)])
        so_far, begun = np.cumsum(yearly * self.weights, axis=-1), np.cumsum(np.abs(yearly), axis=-1) > 0
        back = begun & (so_far <= 0)
        first, paid = begun.argmax(axis=-1), back.argmax(axis=-1)
        return np.where(back.any(axis=-1), (paid - first + 1).astype(np.float64), np.nan)


def _present(ledger: Ledger, terms: Terms) -> Amounts:
    rows = [terms.is_public(line) for line in ledger.lines]
    whole: Amounts = ledger.present_value()[rows].sum(axis=0)
    return whole


def _sum(quantities: Quantities, driver: str) -> Amounts:
    held = quantities.get(driver)
    return np.asarray(held.sum(axis=-1)) if held is not None else np.zeros(next(iter(quantities.values())).shape[:-1])


def ratio(top: Amounts, bottom: Amounts) -> Amounts:
    """One amount over another; NaN where there is nothing to divide by."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(bottom > 0, top / bottom, np.nan)
