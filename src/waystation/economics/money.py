"""An amount of money never travels without its currency and the financial year of its prices."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

STERLING = "GBP"
FIRST_MONTH = 4
LABEL = re.compile(r"(\d{4})-(\d{2})")
CENTURY = 100
YEAR_REMEDY = "write a financial year as 2024-25"


@dataclass(frozen=True, order=True)
class FinancialYear:
    """The year from 1 April of `start` to 31 March of the next."""

    start: int

    def __str__(self) -> str:
        return f"{self.start}-{(self.start + 1) % CENTURY:02}"

    def next(self, years: int = 1) -> FinancialYear:
        """The financial year so many years later."""
        return FinancialYear(self.start + years)


@dataclass(frozen=True)
class Money:
    """An amount in whole units of a currency, at the prices of a financial year."""

    amount: float
    currency: str
    year: FinancialYear


def parse_year(text: object) -> FinancialYear:
    """The financial year that `2024-25` means. Raises ValueError with the remedy."""
    found = LABEL.fullmatch(text) if isinstance(text, str) else None
    if found is None or (int(found[1]) + 1) % CENTURY != int(found[2]):
        raise ValueError(f"{text!r} is no financial year: {YEAR_REMEDY}")
    return FinancialYear(int(found[1]))


def year_of(day: date) -> FinancialYear:
    """The financial year in which a day lies."""
    return FinancialYear(day.year if day.month >= FIRST_MONTH else day.year - 1)
