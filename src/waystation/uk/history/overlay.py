"""From a day's state and from flows to the numbers of the model: each parameter with the values it has on that day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from waystation.parameters.book import ParameterBook
from waystation.parameters.derive import Vector, shares, shifted
from waystation.parameters.parameter import Parameter, Table
from waystation.parameters.spread import Spread
from waystation.study.quarters import A_YEAR, days_in, quarter_start
from waystation.study.wander import Floats
from waystation.uk.history.flows import Flows
from waystation.uk.history.process import EXPLICIT, IMPLICIT
from waystation.uk.history.rules import Rules
from waystation.uk.history.state import State

Parameters = Mapping[str, Parameter]
CARRIED = (
    "arrivals.reversion", "arrivals.path", "decisions.a_day", "decisions.grant_share",
    "appeals.sitting_growth", "appeals.other_a_day",
)  # fmt: skip
"""Parameters whose range a path of flows carries, so that their own is left out."""
LIMITS = (
    "removals.detention_places", "removals.escorts_a_day", "removals.seats_a_day", "removals.charter_seats_a_day",
    "documents.ready_a_day", "documents.slow_a_day", "documents.rare_a_day",
)  # fmt: skip


@dataclass(frozen=True)
class Tuning:
    """What one central run tells, by quarter (Q,): people a case with an outcome, and moves of the shares granted and
    withdrawn in log-odds; factors on the rates of enforced and of voluntary return; and appeals lodged over what the
    mix of refusals would make of the share that appeals (children with leave lodge later, late ones may be refused).
    """

    people: Floats
    granted: Floats
    withdrawn: Floats
    enforced: float = 1.0
    voluntary: float = 1.0
    lodged: float = 1.0

    @classmethod
    def none(cls, state: State, quarters: int) -> Tuning:
        """Before any run: people a case as in the queue, shares as they are."""
        return cls(np.full(quarters, state.waiting), np.zeros(quarters), np.zeros(quarters))


def with_values(book: ParameterBook, name: str, value: float | Table) -> Parameter:
    """A parameter with one value from the start."""
    held = book[name]
    return replace(
        held, values=((held.dates[0], np.broadcast_to(np.asarray(value, np.float64), held.values[0][1].shape)),)
    )


def by_quarter(
    book: ParameterBook, name: str, ends: tuple[date, ...], values: Callable[[int], float | Table]
) -> Parameter:
    """A parameter with a value for each quarter, and no range of its own."""
    held = book[name]
    shape = held.values[0][1].shape
    rows = [np.broadcast_to(np.asarray(values(row), np.float64), shape) for row in range(len(ends))]
    return replace(held, values=tuple(zip(map(quarter_start, ends), rows, strict=True)), prior=None)


def _spread(book: ParameterBook, name: str, spread: Spread) -> Parameter:
    return replace(book[name], spread=spread)


def fixed(
    book: ParameterBook, state: State, ages: Mapping[str, Spread], early: float, rules: Rules
) -> dict[str, Parameter]:
    """The numbers of a day that no flow moves; a share `early` of cases is decided before the others."""
    old = rules.number("dependants")
    accompanied = shifted(book["people.accompanied_share"].values[0][1], state.claims, mean=(state.claimants - 1) / old)
    queue = float(shares(state.awaiting) @ accompanied) * old
    values: dict[str, float | Table] = {
        "opening.awaiting": state.awaiting,
        "opening.awaiting_dependants": (state.waiting - 1) / queue,
        "opening.appeals": state.appeals,
        "opening.appeals_other_share": state.other_share,
        "opening.exhausted": state.exhausted,
        "opening.withdrawn": state.withdrawn,
        "people.accompanied_share": accompanied,
        "appeals.lodged_share": state.lodged,
        "appeals.allowed_share": state.allowed,
        "appeals.withdrawn_share": state.appeal_withdrawn,
        "appeals.sitting_growth": 1,
        "arrivals.month_share": 1 / rules.number("months"),
        "arrivals.annual_sd": 0,
        "decisions.paused_share": 0,
        "decisions.fast_track_share": early,
        **{name: book[name].values[0][1] * rules.number("capacity_slack") for name in LIMITS},
    }
    return {name: with_values(book, name, value) for name, value in values.items()} | {
        name: _spread(book, name, spread) for name, spread in ages.items()
    }


def france_off(book: ParameterBook) -> dict[str, Parameter]:
    """No notice and no return under the agreement with France, before it was in force."""
    return {name: with_values(book, name, 0) for name in ("france.referred_share", "france.returns_a_day")}


def returns(book: ParameterBook, tuning: Tuning) -> dict[str, Parameter]:
    """Rates of return moved to the returns of the last year published, their pattern kept."""
    factors = {
        "returns.enforced_hazard": tuning.enforced, "returns.withdrawn_enforced_hazard": tuning.enforced,
        "returns.voluntary_hazard": tuning.voluntary, "returns.withdrawn_voluntary_hazard": tuning.voluntary,
    }  # fmt: skip
    return {name: with_values(book, name, book[name].values[0][1] * factor) for name, factor in factors.items()}


def moved(
    book: ParameterBook, state: State, flows: Flows, ends: tuple[date, ...], tuning: Tuning, rules: Rules
) -> dict[str, Parameter]:
    """The numbers that flows move, quarter by quarter. Flows (Q,) are people, or cases in the tribunal."""
    days = np.array([days_in(end) for end in ends])
    coming = [_claims(book, state, flows, row) for row in range(len(ends))]
    gone = [_at(state.gone, state, flows["withdrawn"][row], tuning.withdrawn[row]) for row in range(len(ends))]
    rates: dict[str, Callable[[int], float | Table]] = {
        "arrivals.claims_a_year": lambda row: A_YEAR * coming[row].sum(axis=1),
        "arrivals.route_share": lambda row: _in_rows(coming[row]),
        "decisions.a_day": lambda row: float(flows["outcomes"][row] / tuning.people[row] / days[row]),
        "decisions.administrative_share": lambda row: float(flows["administrative"][row]),
        "decisions.grant_share": lambda row: _at(state.granted, state, flows["granted"][row], tuning.granted[row]),
        EXPLICIT: lambda row: rules.number("explicit") * gone[row],
        IMPLICIT: lambda row: _rest(gone[row], rules.number("explicit")),
        "appeals.disposals_a_day": lambda row: float(flows["disposals"][row] / days[row]),
        "appeals.other_a_day": lambda row: float(flows["other_appeals"][row] / days[row]),
    }  # fmt: skip
    return {name: by_quarter(book, name, ends, values) for name, values in rates.items()}


def _at(usual: Vector, state: State, share: float, move: float) -> Vector:
    """Shares by nationality at a national share of the queue, moved further by what a central run showed."""
    found = shifted(usual, state.awaiting, mean=float(share))
    return np.asarray(1 / (1 + np.exp(-(np.log(found / (1 - found)) + move))))


def _rest(whole: Vector, first: float) -> Vector:
    """The share of what is left, once a part `first` of a share was taken out, that makes up the rest of it."""
    return np.asarray((1 - first) * whole / (1 - first * whole))


def _claims(book: ParameterBook, state: State, flows: Flows, row: int) -> Table:
    """Cases that claim in a quarter, by nationality and route; people as given at the people a case of the mix."""
    boats, others = float(flows["boats"][row]), float(flows["other_claims"][row])
    by_land = _in_rows(book["arrivals.route_share"].values[0][1][:, 1:])
    by_boat, by_other = _given(state, flows, row, boats, others, book.axes["nationality"].classes)
    by_route = np.column_stack([by_boat, by_other[:, None] * by_land])
    accompanied = book["people.accompanied_share"].values[0][1]
    dependants = float(book["people.dependants"].values[0][1])
    people = 1 + float(shares(by_route.sum(axis=1)) @ accompanied) * dependants
    return np.asarray(by_route / people)


def _given(
    state: State, flows: Flows, row: int, boats: float, others: float, classes: tuple[str, ...]
) -> tuple[Vector, Vector]:
    """People of each nationality by small boat and otherwise; where flows name a nationality, so many of it.

    Such flows are called `boats of X` and `others of X`; the other nationalities make up the rest in their proportions.
    """
    found = []
    for whole, mix, name in ((boats, state.boats, "boats of "), (others, state.others, "others of ")):
        places = [place for place, each in enumerate(classes) if name + each in flows]
        named = np.array([min(float(flows[name + classes[place]][row]), whole) for place in places])
        rest = mix.copy()
        rest[places] = 0
        people = (whole - named.sum()) * shares(rest)
        people[places] = named
        found.append(people)
    return found[0], found[1]


def _in_rows(table: Table) -> Table:
    """Rows as shares of their sums; even ones where a row is empty."""
    sums = table.sum(axis=1, keepdims=True)
    return np.where(sums > 0, table / np.where(sums > 0, sums, 1), 1 / table.shape[1])
