"""The money of the UK model: prices, cost lines and comparators, read beside the model that they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from waystation import uk
from waystation.base.files import sha256
from waystation.base.problems import ContentError, Problems, did_you_mean
from waystation.economics.deflate import Prices
from waystation.economics.lines import Costs
from waystation.economics.load_costs import load_costs
from waystation.economics.load_prices import load_prices
from waystation.economics.load_schemes import claims_named, load_schemes
from waystation.economics.marks import Mark, load_marks
from waystation.economics.schemes import Compared, Named
from waystation.evidence.register import Register
from waystation.hubs.named import terms_named
from waystation.results.quantity import Quantity
from waystation.study.terms import OF_AGREEMENTS, check_terms

FILES = ("costs.yaml", "economics/prices.yaml", "economics/deterrence.yaml")


@dataclass(frozen=True)
class Purse:
    """Prices, cost lines, the figures of other schemes worked out again by id, and the register all of it rests on.

    `marks` are published shares on deterrence; `files` maps each file to its hash.
    """

    register: Register
    prices: Prices
    costs: Costs
    schemes: Mapping[str, Compared]
    marks: tuple[Mark, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)


@cache
def load(home: Path = uk.HOME) -> Purse:
    """The money in a folder of the model. Raises ContentError with every problem."""
    model, problems = uk.load(home), Problems()
    claims = model.register.claims
    prices = load_prices(home / "economics" / "prices.yaml", claims, problems)
    problems.raise_if_any(ContentError)
    assert prices is not None
    costs = load_costs(home / "costs.yaml", prices, claims=claims, problems=problems)
    check_terms(model.agreements.values(), costs, prices, problems)
    check_counted(costs, model.quantities, problems)
    terms = {name: held.terms for name, held in model.agreements.items()}
    terms |= {name: held.terms for name, held in model.arrangements.items()}
    named = {**claims_named(model.register), **terms_named(terms), **lines_named(costs)}
    schemes = load_schemes(home / "schemes.yaml", named, problems)
    marks = load_marks(home / "economics" / "deterrence.yaml", named, problems)
    problems.raise_if_any(ContentError)
    files = {name: sha256((home / name).read_bytes()) for name in FILES}
    return Purse(model.register, prices, costs, schemes, marks, files)


def check_counted(costs: Costs, quantities: Iterable[Quantity], problems: Problems) -> None:
    """Note every driver with a line that no simulation counts."""
    counted = {quantity.id for quantity in quantities} | {*OF_AGREEMENTS}
    for line in costs.lines:
        if line.driver in costs.drivers and line.driver not in counted:
            what = f"line {line.id!r} prices {line.driver!r}, which no simulation counts"
            problems.add(line.where, what, did_you_mean(line.driver, counted) or "count it in drivers.py")


def lines_named(costs: Costs) -> dict[str, Named]:
    """Each cost line as `line ID`; one that no published figure stands behind is ours."""
    theirs = ("measured", "reported")
    return {
        f"line {line.id}": Named(line.unit_cost.amount, line.unit_cost.currency, line.claims, line.status not in theirs)
        for line in costs.lines
    }
