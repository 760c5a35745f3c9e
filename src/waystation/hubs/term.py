"""The money of an agreement, term by term: how much, for what, from when, paid by whom to whom, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from waystation.base.moment import Moment

Currency = Literal["GBP", "EUR", "USD", "AUD"]
CURRENCIES: tuple[Currency, ...] = get_args(Currency)
Per = Literal["once", "year", "person", "place", "place_day", "person_year", "seat", "trigger"]
PERS: dict[Per, str] = {
    "once": "once",
    "year": "a year",
    "person": "a person sent",
    "place": "a place",
    "place_day": "a place and day, used or not",
    "person_year": "a person and year",
    "seat": "a seat",
    "trigger": "once so many people have been sent",
}
TermStatus = Literal["measured", "reported", "hypothetical", "derived"]
TERM_STATUSES: tuple[TermStatus, ...] = get_args(TermStatus)


@dataclass(frozen=True)
class Term:
    """One payment. `amount` is in whole units of the currency, as published; else `parameter` names a number in GBP.

    `price_year` is the year of the prices, `after` the number of people that triggers it, `first` and `last` when it
    is due, if that is known. `budget` is the public body that pays, if not the one that pays by default.
    """

    id: str
    says: str
    currency: Currency
    per: Per
    payer: str
    payee: str
    status: TermStatus
    amount: float | None = None
    parameter: str = ""
    price_year: int | None = None
    after: int | None = None
    first: Moment | None = None
    last: Moment | None = None
    claims: tuple[str, ...] = ()
    where: str = ""
    budget: str = ""

    def say(self) -> str:
        """`EUR 15,000,000 a year`; of one whose number is a parameter, only for what it is paid."""
        often = f"once {self.after:,} people have been sent" if self.after else PERS[self.per]
        return often if self.amount is None else f"{self.currency} {self.amount:,.10g} {often}"


@dataclass(frozen=True)
class Figure:
    """A number that an agreement or its record gives: places, or people agreed or moved, as of when."""

    says: str
    value: float
    unit: str
    on: Moment
    claims: tuple[str, ...]
