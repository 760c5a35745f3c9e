"""From the quantities of a run to its appraisal: no simulation, so that another cost is a matter of a second."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waystation.base.problems import ResultsError
from waystation.economics.appraisal import Appraisal, Terms, Worlds
from waystation.economics.deflate import Prices
from waystation.economics.lines import Basis, Costs
from waystation.economics.money import FinancialYear
from waystation.economics.unit_costs import drawn
from waystation.hubs.agreement import Agreement
from waystation.parameters.draw import Draw, Values
from waystation.results.ensemble import Ensemble
from waystation.results.quantity import WHOLE, financial_years
from waystation.study.gather import open_name
from waystation.study.model import Model
from waystation.study.runner import LIFE, OTHERS, Plan, states
from waystation.study.terms import counted_by_terms, line_of, with_terms

Floats = NDArray[np.float64]
KEYS = ("scenario", "open", "part", "quantity")


@dataclass(frozen=True)
class Counted:
    """What a run counted: its plan, the chance of each state by draw (draws, states), the draws, and its quantities."""

    model: Model
    plan: Plan
    chance: Floats
    points: Sequence[Draw]
    quantities: pl.DataFrame

    @property
    def ensemble(self) -> Ensemble:
        """Scenarios, states and weights, without measures: for ranges."""
        agreements = {name: self.model.scenario(name).agreements for name in self.plan.all}
        everywhere = states(self.model, self.plan)
        return Ensemble(self.plan.all, self.plan.against, everywhere, agreements, self.chance, (), (), {})

    @property
    def years(self) -> tuple[FinancialYear, ...]:
        """The whole financial years of the projection."""
        return tuple(FinancialYear(year) for year in financial_years(self.model.calendar)[1:])

    def of(self, scenario: str, part: str = WHOLE) -> dict[str, Floats]:
        """Each quantity of a scenario, shape (states, draws, years); NaN where a state was not simulated."""
        everywhere = [open_name(state) for state in states(self.model, self.plan)]
        shape = (len(everywhere), self.plan.draws, len(self.years))
        start = np.where((self.chance.T > 0)[..., None], 0.0, np.nan) * np.ones(shape)
        start[0] = 0.0
        first, last = self.years[0].start, self.years[-1].start
        held = self.quantities.filter(
            (pl.col("scenario") == scenario) & (pl.col("part") == part) & pl.col("year").is_between(first, last)
        )
        found: dict[str, Floats] = {}
        for (name,), table in held.partition_by("quantity", as_dict=True).items():
            places = table["open"].replace_strict(everywhere, list(range(len(everywhere))), return_dtype=pl.Int64)
            filled = start.copy()
            filled[places.to_numpy(), table["draw"].to_numpy(), table["year"].to_numpy() - first] = table["value"]
            found[str(name)] = filled
        if part != WHOLE:  # there may be nobody: no arrivals since the opening, no transfers
            return {"claims": start} | found
        if not found:
            raise ResultsError(f"the results hold no quantities of {scenario!r}: run the scenarios again")
        return found


@dataclass(frozen=True)
class Money:
    """What a run is costed with: prices, costs, on which basis, what is added to a hub's costs for optimism.

    `changed` holds unit costs set by hand, in pounds of the base year, by line.
    """

    prices: Prices
    costs: Costs
    basis: Basis = "average"
    optimism: float = 0.0
    changed: Mapping[str, float] | None = None


def appraise(counted: Counted, scenario: str, money: Money) -> Appraisal:
    """A scenario of a run over the one it is compared with."""
    model, against = counted.model, counted.plan.against
    names = dict.fromkeys((*model.scenario(scenario).agreements, *model.scenario(against).agreements))
    hubs = [model.agreements[name] for name in names]
    costs = with_terms(money.costs, hubs, money.prices)
    units = drawn(costs.lines, money.prices, draws=counted.plan.draws, seed=counted.plan.seed)
    for hub in hubs:
        held = scenario if hub.id in model.scenario(scenario).agreements else against
        units |= _prices(model, held, hub, counted.points)
    for name, amount in (money.changed or {}).items():
        units[name] = np.full(counted.plan.draws, amount)
    parts = {part: counted.of(against, part) for part in (model.watched[1], OTHERS)}
    worlds = Worlds(
        counted.years, counted_by_terms(counted.of(scenario), hubs), counted_by_terms(counted.of(against), hubs),
        parts[model.watched[1]], parts[OTHERS], counted.of(scenario, LIFE),
    )  # fmt: skip
    return Appraisal(worlds, Terms(costs, money.prices, units, money.basis, money.optimism))


def _prices(model: Model, scenario: str, hub: Agreement, points: Sequence[Draw]) -> dict[str, Floats]:
    """The amount of each term that names a parameter, draw by draw; shape (draws,)."""
    book, start = model.book_of(scenario), model.calendar.start
    return {
        line_of(hub, term): np.array([Values(book, point).number(term.parameter, start) for point in points])
        for term in hub.terms
        if term.parameter
    }
