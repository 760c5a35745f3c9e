"""Cost lines from their file, with every problem found on the way."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Annotated, cast

from pydantic import Field

from waystation.base.forms import Form, Spot, Text, known, open_file, read_form
from waystation.base.problems import Problems
from waystation.economics.deflate import STATUSES, Prices, Status
from waystation.economics.lines import BASES, Basis, Costs, Driver, Line
from waystation.economics.load_prices import UNKNOWN, check_claims, read_year
from waystation.economics.money import STERLING, Money


class CostsForm(Form):
    """The file."""

    payers: dict[str, str]
    drivers: dict[str, object]
    lines: list[object]
    parts: dict[str, str] = {}
    terms_to: str = ""
    outside: list[str] = []


class DriverForm(Form):
    """One quantity."""

    title: Text
    unit: Text
    gap: str = ""
    part: str = ""


class LineForm(Form):
    """One line."""

    id: Text
    title: Text
    driver: Text
    unit_cost: float
    currency: Text
    price_year: Annotated[Text, Field(description="write the financial year of the prices, as price_year: 2024-25")]
    payer: Text
    status: Annotated[Text, Field(description=f"write one of {', '.join(STATUSES)}")]
    basis: Annotated[Text, Field(description=f"write one of {', '.join(BASES)}")]
    claims: list[str] = []
    thing: str = ""
    low: float | None = None
    high: float | None = None
    note: str = ""
    transfer: bool = False


def load_costs(path: Path, prices: Prices, *, claims: Collection[str], problems: Problems) -> Costs:
    """Drivers, payers and lines of a file."""
    document = open_file(path, problems)
    if document is None:
        return Costs({}, {}, ())
    top = Spot(document, problems, (), "costs")
    form = read_form(CostsForm, document.content, top)
    drivers = {
        name: _driver(name, held, top.inside("drivers", name), form.parts) for name, held in form.drivers.items()
    }
    known(form.terms_to, form.payers, "payer", top.inside("terms_to"))
    for place, payer in enumerate(form.outside):
        known(payer, form.payers, "payer", top.inside("outside", place))
    spots = [top.inside("lines", place, subject=_subject(held)) for place, held in enumerate(form.lines)]
    forms = [read_form(LineForm, held, spot) for held, spot in zip(form.lines, spots, strict=True)]
    for one, spot in zip(forms, spots, strict=True):
        _check(one, spot, drivers=drivers, payers=form.payers, prices=prices)
        check_claims(one.claims, one.status, claims=claims, spot=spot)
    _check_together(forms, spots)
    _check_gaps(drivers.values(), forms, top)
    lines = tuple(_line(one, spot) for one, spot in zip(forms, spots, strict=True))
    return Costs(drivers, form.payers, lines, form.parts, form.terms_to, tuple(form.outside))


def _subject(content: object) -> str:
    return f"line {content['id']!r}" if isinstance(content, Mapping) and "id" in content else "line"


def _driver(name: str, content: object, spot: Spot, parts: Mapping[str, str]) -> Driver:
    form = read_form(DriverForm, content, spot.inside(subject=f"driver {name!r}"))
    known(form.part, parts, "part", spot.inside("part", subject=f"driver {name!r}"))
    return Driver(name, form.title, form.unit, form.gap, spot.where, form.part)


def _check(
    form: LineForm, spot: Spot, *, drivers: Mapping[str, Driver], payers: Mapping[str, str], prices: Prices
) -> None:
    known(form.driver, drivers, "driver", spot.inside("driver"))
    known(form.payer, payers, "payer", spot.inside("payer"))
    known(form.status, STATUSES, "status", spot.inside("status"))
    known(form.basis, BASES, "basis", spot.inside("basis"))
    low, high = (form.unit_cost if end is None else end for end in (form.low, form.high))
    for key, value in (("unit_cost", form.unit_cost), ("low", low)):
        if value < 0:
            spot.inside(key).wrong(
                f"has a negative cost: {value:g}", "a saving is fewer of the driver, not a cost below 0"
            )
    if low > form.unit_cost or high < form.unit_cost:
        spot.wrong(f"costs {form.unit_cost:g}, outside its range {low:g} to {high:g}", "mend 'low' or 'high'")
    _check_prices(form, spot, prices)


def _check_prices(form: LineForm, spot: Spot, prices: Prices) -> None:
    if not form.price_year:
        return
    year = read_year(form.price_year, spot.inside("price_year"))
    if year != UNKNOWN and year not in prices.index:
        spot.inside("price_year").wrong(
            f"is at prices of {year}, for which there is no deflator", "add it to the prices"
        )
    if form.currency not in ("", STERLING) and year != UNKNOWN and (form.currency, year) not in prices.rates:
        what = f"is in {form.currency}, which has no rate for {year}"
        spot.inside("currency").wrong(what, f"add the rate to the prices, or write the cost in {STERLING}")


def _check_together(forms: Iterable[LineForm], spots: Iterable[Spot]) -> None:
    """No two lines have one id, or are the same thing on the same basis: that pound would be counted twice."""
    ids: set[str] = set()
    things: set[tuple[str, str]] = set()
    for form, spot in zip(forms, spots, strict=True):
        if form.id and form.id in ids:
            spot.inside("id").wrong("is there twice", "give each line its own id")
        elif (pair := (form.thing or form.id, form.basis)) in things:
            spot.wrong(f"is a second {form.basis} cost of {pair[0]!r}", "a thing has one line a basis: mend 'thing'")
        ids.add(form.id)
        things.add((form.thing or form.id, form.basis))


def _check_gaps(drivers: Iterable[Driver], forms: Iterable[LineForm], top: Spot) -> None:
    priced = {form.driver for form in forms}
    for driver in drivers:
        if (driver.id in priced) == bool(driver.gap):
            spot = top.inside("drivers", driver.id, subject=f"driver {driver.id!r}")
            spot.wrong("has neither a line nor a gap, or has both", "price it by a line, or say under 'gap' why not")


def _line(form: LineForm, spot: Spot) -> Line:
    quiet = Spot(spot.document, Problems(), spot.place)
    cost = float(form.unit_cost) if math.isfinite(form.unit_cost) else 0.0
    money = Money(cost, form.currency, read_year(form.price_year, quiet))
    return Line(
        form.id, form.title, form.driver, money, form.payer, cast(Status, form.status), cast(Basis, form.basis),
        form.thing or form.id, tuple(form.claims), form.low, form.high, form.note, spot.where, form.transfer,
    )  # fmt: skip
