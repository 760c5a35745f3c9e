"""The terms of agreements as cost lines, and what they are counted by; so that no payment stands outside the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from waystation.base.days import DAYS_A_YEAR
from waystation.base.problems import Problems, UsageError, did_you_mean
from waystation.economics.deflate import Prices, Status
from waystation.economics.lines import Costs, Driver, Line
from waystation.economics.money import STERLING, FinancialYear, Money
from waystation.hubs.agreement import Agreement
from waystation.hubs.term import PERS, Term, TermStatus

Floats = NDArray[np.float64]
PART, SENDER = "hub_paid", "United Kingdom"
STATUSES: Mapping[TermStatus, Status] = {
    "measured": "measured",
    "reported": "reported",
    "derived": "derived",
    "hypothetical": "assumed",
}
HOST = "host"
OF_AGREEMENTS = ("agreements", "agreement_years")


def with_terms(costs: Costs, agreements: Iterable[Agreement], prices: Prices) -> Costs:
    """The costs with a line and a driver for each term of the agreements; those of another payer than us are not ours.

    A term whose amount is a parameter costs nothing until its amount is set draw by draw.
    """
    drivers, lines = dict(costs.drivers), list(costs.lines)
    for agreement in agreements:
        for term in agreement.terms:
            driver = driver_of(agreement, term)
            title = f"{agreement.title}: {term.say() if term.after else PERS[term.per]}"
            drivers[driver] = Driver(driver, title, PERS[term.per], where=term.where, part=PART)
            lines.append(_line(costs, agreement, term, prices))
    return replace(costs, drivers=drivers, lines=tuple(lines))


def driver_of(agreement: Agreement, term: Term) -> str:
    """What a term is paid by: `kosovo.person`, `rwanda.trigger_300`."""
    return f"{agreement.id}.{f'trigger_{term.after}' if term.after else term.per}"


def line_of(agreement: Agreement, term: Term) -> str:
    """The id of a term's line."""
    return f"{agreement.id}.{term.id}"


def _line(costs: Costs, agreement: Agreement, term: Term, prices: Prices) -> Line:
    amount = Money(term.amount or 0.0, term.currency, year_of_prices(term, prices))
    payer = (term.budget or costs.terms_to) if term.payer == SENDER else HOST
    name = line_of(agreement, term)
    return Line(
        name, f"{agreement.partner}: {term.says[:1].lower()}{term.says[1:]}", driver_of(agreement, term), amount, payer,
        STATUSES[term.status], "marginal", name, term.claims, where=term.where,
    )  # fmt: skip


def year_of_prices(term: Term, prices: Prices) -> FinancialYear:
    """The financial year of a term's prices: the base year if it names none."""
    return prices.base if term.price_year is None else FinancialYear(term.price_year)


def check_terms(agreements: Iterable[Agreement], costs: Costs, prices: Prices, problems: Problems) -> None:
    """Note every term that could not be counted: no rate, no deflator, a budget that nobody has."""
    for agreement in agreements:
        for term in agreement.terms:
            year, what = year_of_prices(term, prices), f"term {term.id!r}"
            if year not in prices.index:
                problems.add(
                    term.where, f"{what} is at prices of {year}, for which there is no deflator", "add it to the prices"
                )
            if term.currency != STERLING and (term.currency, year) not in prices.rates:
                remedy = "add the rate to the prices, or write the amount in GBP"
                problems.add(term.where, f"{what} is in {term.currency}, which has no rate for {year}", remedy)
            if term.budget and term.budget not in costs.payers:
                remedy = did_you_mean(term.budget, costs.payers) or "name a payer of the costs"
                problems.add(term.where, f"{what} is paid from {term.budget!r}, no payer we know", remedy)


def triggers(agreements: Iterable[Agreement]) -> dict[str, int]:
    """The number of people at which a line falls due, by line."""
    return {line_of(each, term): term.after for each in agreements for term in each.terms if term.after}


def counted_by_terms(quantities: Mapping[str, Floats], agreements: Sequence[Agreement]) -> dict[str, Floats]:
    """The quantities with those that follow from them: person-years, seats, payments due, agreements in force.

    Shapes (..., years). A payment due at so many people falls in the year in which they are reached.
    """
    found, nothing = dict(quantities), np.zeros_like(next(iter(quantities.values())))
    for each in agreements:
        sent = quantities.get(f"{each.id}.person", nothing)
        found[f"{each.id}.seat"] = sent
        found[f"{each.id}.person_year"] = quantities.get(f"{each.id}.night", nothing) / DAYS_A_YEAR
        for after in {term.after for term in each.terms if term.after}:
            reached = np.cumsum(sent, axis=-1) >= after
            found[f"{each.id}.trigger_{after}"] = np.diff(reached, axis=-1, prepend=False).astype(np.float64)
        for name in ("once", "year", "place", "place_day", "person", "night", "empty"):
            found.setdefault(f"{each.id}.{name}", nothing)
    found["agreements"] = sum((found[f"{each.id}.once"] for each in agreements), nothing)
    found["agreement_years"] = sum((found[f"{each.id}.year"] for each in agreements), nothing)
    return found


def refuse_unknown_line(name: str, costs: Costs) -> None:
    """Raise UsageError if no line has this id."""
    ids = [line.id for line in costs.lines]
    if name not in ids:
        raise UsageError(f"no cost line called {name!r}: {did_you_mean(name, ids)}".rstrip(": "))
