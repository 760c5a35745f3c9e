"""What every agreement states, of whatever kind: its money term by term, its figures, and its safeguards."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Annotated, cast

from pydantic import Field

from waystation.base.forms import Form, Spot, Text, known, read_form
from waystation.base.moment import Moment
from waystation.base.problems import did_you_mean
from waystation.evidence.load import read_moment
from waystation.hubs.safeguard import STANDINGS, Standing, Stated
from waystation.hubs.term import CURRENCIES, PERS, TERM_STATUSES, Currency, Figure, Per, Term, TermStatus
from waystation.parameters.book import ParameterBook
from waystation.parameters.checks import find

UNITS = ("places", "people", "people a year", "people a week")
AMOUNT = "write a number in whole units of the currency, or name a parameter in gbp"
TRIGGER = "write trigger: {people: 300}"


class TermForm(Form):
    """One payment."""

    id: Text
    says: Text
    amount: Annotated[object, Field(description=AMOUNT)]
    currency: Annotated[Text, Field(description=f"write one of {', '.join(CURRENCIES)}")]
    per: Annotated[Text, Field(description=f"write one of {', '.join(PERS)}")]
    payer: Text
    payee: Text
    status: Annotated[Text, Field(description=f"write one of {', '.join(TERM_STATUSES)}")]
    claims: list[str]
    price_year: int | None = None
    trigger: dict[str, object] | None = None
    first: Annotated[object, Field(alias="from")] = None
    until: object = None
    budget: str = ""


class TriggerForm(Form):
    """When a payment falls due."""

    people: int


class FigureForm(Form):
    """One figure."""

    says: Text
    value: float
    unit: Annotated[Text, Field(description=f"write one of {', '.join(UNITS)}")]
    on: Annotated[object, Field(description="write the day, month or year it is of")]
    claims: list[str]


class StatedForm(Form):
    """What is said of one safeguard."""

    standing: Annotated[Text, Field(description=f"write one of {', '.join(STANDINGS)}")]
    because: Annotated[Text, Field(description="say in a sentence why it is met, unmet or open")]
    claims: list[str] = []


def check_claims(names: Sequence[str], claims: Collection[str] | None, spot: Spot) -> None:
    """Note every name that no source claims (if the claims are known)."""
    for index, name in enumerate(names):
        if claims is not None and name not in claims:
            remedy = did_you_mean(name, claims) or "add the claim to a source in evidence/"
            spot.inside("claims", index).wrong(f"rests on {name!r}, which nobody claims", remedy)


def read_terms(
    items: Sequence[object], spot: Spot, *, book: ParameterBook, claims: Collection[str] | None
) -> tuple[Term, ...]:
    """The payments of a file, in order."""
    found = [_term(item, spot.inside(index), book, claims) for index, item in enumerate(items)]
    for index, term in enumerate(found):
        if term.id and term.id in {other.id for other in found[:index]}:
            spot.inside(index, "id").wrong(f"has two terms called {term.id!r}", "give each term its own id")
    return tuple(found)


def _term(item: object, spot: Spot, book: ParameterBook, claims: Collection[str] | None) -> Term:
    form = read_form(TermForm, item, spot)
    known(form.currency, CURRENCIES, "currency", spot.inside("currency"))
    known(form.per, tuple(PERS), "measure of payment", spot.inside("per"))
    known(form.status, TERM_STATUSES, "status of a term", spot.inside("status"))
    check_claims(form.claims, claims, spot)
    if not form.claims and form.status in ("measured", "reported", "derived"):
        spot.wrong(f"is {form.status} but rests on no claim", "name the claims, or write status: hypothetical")
    return Term(
        form.id, form.says, cast(Currency, form.currency), cast(Per, form.per), form.payer, form.payee,
        cast(TermStatus, form.status), _amount(form, spot), _parameter(form, spot, book), form.price_year,
        _trigger(form, spot), _moment(form.first, "from", spot), _moment(form.until, "until", spot),
        tuple(form.claims), spot.where, form.budget,
    )  # fmt: skip


def _amount(form: TermForm, spot: Spot) -> float | None:
    value = form.amount
    if isinstance(value, int | float) and not isinstance(value, bool):
        if value < 0:
            spot.inside("amount").wrong("is a negative amount", "let payer and payee change places")
        return float(value)
    if not isinstance(value, str) and form.id:
        spot.inside("amount").wrong("has a mistake: 'amount' is no number and no name", AMOUNT)
    return None


def _parameter(form: TermForm, spot: Spot, book: ParameterBook) -> str:
    if not isinstance(form.amount, str):
        return ""
    parameter = find(form.amount, book, spot.inside("amount"))
    if parameter is not None and (parameter.dimension.name != "gbp" or parameter.spread or parameter.by):
        what = f"{parameter.id!r} is in {parameter.dimension.name}; an amount is one number in gbp"
        spot.inside("amount").wrong(what, "name another parameter, or mend its dimension")
    if form.currency in CURRENCIES and form.currency != "GBP":
        spot.inside("currency").wrong(f"is in {form.currency}, but its number is a parameter in gbp", "write GBP")
    return form.amount


def _trigger(form: TermForm, spot: Spot) -> int | None:
    if (form.per == "trigger") != (form.trigger is not None):
        spot.wrong("has 'per: trigger' without a trigger, or a trigger without it", TRIGGER)
    if form.trigger is None:
        return None
    people = read_form(TriggerForm, form.trigger, spot.inside("trigger")).people
    if people < 1:
        spot.inside("trigger", "people").wrong(f"is due at {people} people", "name a number of people above 0")
    return people


def _moment(value: object, key: str, spot: Spot) -> Moment | None:
    return None if value is None else read_moment(value, key, spot)


def read_figures(items: Iterable[object], spot: Spot, claims: Collection[str] | None) -> tuple[Figure, ...]:
    """The figures of a part of a file, in order."""
    found = []
    for index, item in enumerate(items):
        inner = spot.inside(index)
        form = read_form(FigureForm, item, inner)
        known(form.unit, UNITS, "unit", inner.inside("unit"))
        check_claims(form.claims, claims, inner)
        if not form.claims:
            inner.wrong("rests on no claim", "name the claims it rests on")
        on = read_moment(form.on, "on", inner)
        found.append(Figure(form.says, form.value, form.unit, on, tuple(form.claims)))
    return tuple(found)


def read_stated(content: Mapping[str, object], spot: Spot, claims: Collection[str] | None) -> dict[str, Stated]:
    """What a file says of each safeguard, by id."""
    found = {}
    for name, item in content.items():
        inner = spot.inside(name, subject=f"safeguard {name!r}")
        form = read_form(StatedForm, item, inner)
        known(form.standing, STANDINGS, "standing", inner.inside("standing"))
        check_claims(form.claims, claims, inner)
        found[name] = Stated(cast(Standing, form.standing), form.because, tuple(form.claims), inner.where)
    return found
