"""Prices from their file: deflator, rates of exchange and of discount, with every problem found on the way."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated, cast

from pydantic import Field

from waystation.base.forms import Form, Spot, Text, known, open_file, read_form
from waystation.base.problems import Problems, did_you_mean
from waystation.economics.deflate import STATUSES, Prices, Quote, Status
from waystation.economics.money import FinancialYear, parse_year

UNKNOWN = FinancialYear(0)


class PricesForm(Form):
    """The file."""

    base_year: Annotated[Text, Field(description="write the financial year of all results, as 2025-26")]
    deflator: dict[str, object]
    exchange: dict[str, object]
    discount: dict[str, object]


class QuoteForm(Form):
    """One number."""

    value: float
    status: Annotated[Text, Field(description=f"write one of {', '.join(STATUSES)}")]
    claims: list[str] = []
    note: str = ""


def check_claims(names: Collection[str], status: str, *, claims: Collection[str], spot: Spot) -> None:
    """Note every claim that nobody makes, and a number that neither rests on one nor is assumed."""
    for name in names:
        if name not in claims:
            remedy = did_you_mean(name, claims) or "add the claim to a source in evidence/"
            spot.wrong(f"rests on {name!r}, which nobody claims", remedy)
    if not names and status in STATUSES and status != "assumed":
        spot.wrong(f"is {status} but rests on no claim", "name the claims, or write status: assumed")


def read_year(text: object, spot: Spot) -> FinancialYear:
    """The financial year that a text means."""
    try:
        return parse_year(text)
    except ValueError as error:
        spot.wrong(*(part.strip() for part in str(error).split(":", maxsplit=1)))
        return UNKNOWN


def load_prices(path: Path, claims: Collection[str], problems: Problems) -> Prices | None:
    """The prices of a file; None if it cannot be read at all."""
    document = open_file(path, problems)
    if document is None:
        return None
    spot = Spot(document, problems, (), "prices")
    form = read_form(PricesForm, document.content, spot)
    index = _by_year(form.deflator, claims, spot.inside("deflator", subject="deflator"))
    rates = {
        (currency, year): quote
        for currency, years in form.exchange.items()
        for year, quote in _by_year(years, claims, spot.inside("exchange", currency, subject=currency)).items()
    }
    base = read_year(form.base_year, spot.inside("base_year")) if form.base_year else UNKNOWN
    if base not in index and base != UNKNOWN:
        spot.inside("base_year").wrong(f"has no deflator for its base year {base}", "add it under 'deflator'")
    return Prices(base, index, rates, _discount(form.discount, claims, spot.inside("discount", subject="discount")))


def _by_year(content: object, claims: Collection[str], spot: Spot) -> dict[FinancialYear, Quote]:
    if not isinstance(content, Mapping):
        spot.wrong("does not hold financial years", "write it as 2024-25: {value: …, status: …}")
        return {}
    return {
        read_year(name, spot.inside(name)): _quote(held, claims, spot.inside(name), above=0.0)
        for name, held in content.items()
    }


def _discount(content: Mapping[str, object], claims: Collection[str], spot: Spot) -> dict[int, Quote]:
    found = {
        int(key): _quote(held, claims, spot.inside(key), above=-1.0) for key, held in content.items() if key.isdecimal()
    }
    if 0 not in found or len(found) < len(content):
        spot.wrong("does not begin with year 0, or names no years", "write it as 0: {value: 0.035, …}, 31: …")
    return found


def _quote(content: object, claims: Collection[str], spot: Spot, *, above: float) -> Quote:
    form = read_form(QuoteForm, content, spot)
    known(form.status, STATUSES, "status", spot.inside("status"))
    check_claims(form.claims, form.status, claims=claims, spot=spot)
    if form.value <= above:
        spot.inside("value").wrong(f"is {form.value:g}, which is not above {above:g}", "mend the number")
    return Quote(float(form.value), cast(Status, form.status), tuple(form.claims), spot.where)
