"""From the prices of one year and currency to those of another, and from money later to money now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from waystation.economics.money import STERLING, FinancialYear, Money

Status = Literal["measured", "derived", "reported", "assumed"]
STATUSES: tuple[Status, ...] = get_args(Status)
Amounts = NDArray[np.float64]


@dataclass(frozen=True)
class Quote:
    """One number of the price file: an index, a rate of exchange or of discount, and what it rests on."""

    value: float
    status: Status
    claims: tuple[str, ...] = ()
    where: str = ""


@dataclass(frozen=True)
class Prices:
    """`base` is the year whose prices results are in and to which they are discounted.

    `index` is the deflator by year, `rates` the pounds that a unit of a currency bought in a year, `discount` the rate
    a year from the given number of years after `base` on.
    """

    base: FinancialYear
    index: Mapping[FinancialYear, Quote]
    rates: Mapping[tuple[str, FinancialYear], Quote]
    discount: Mapping[int, Quote]

    def factor(self, currency: str, year: FinancialYear) -> float:
        """What a unit of a currency at the prices of a year is worth in pounds of the base year.

        Raises KeyError if the year has no index or the currency no rate.
        """
        rate = 1.0 if currency == STERLING else self.rates[currency, year].value
        return rate * self.index[self.base].value / self.index[year].value

    def real(self, money: Money) -> float:
        """An amount in pounds of the base year."""
        return money.amount * self.factor(money.currency, money.year)

    def weights(self, years: Sequence[FinancialYear]) -> Amounts:
        """What a pound of each year is worth in the base year, which weighs 1; shape (years,)."""
        return np.array([self._weight(year.start - self.base.start) for year in years])

    def _weight(self, later: int) -> float:
        rates = [self._rate(year) for year in range(1, abs(later) + 1)]
        grown = float(np.prod([1 + rate for rate in rates]))
        return 1 / grown if later >= 0 else grown

    def _rate(self, year: int) -> float:
        return self.discount[max(start for start in self.discount if start <= year)].value

    def present_value(self, amounts: Amounts, years: Sequence[FinancialYear]) -> Amounts:
        """Amounts of shape (..., years) as one sum at the base year, shape (...)."""
        total: Amounts = np.asarray(amounts @ self.weights(years))
        return total
