"""Small worlds with known answers, and the UK model on a small scale."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import ArrayLike

from waystation import uk
from waystation.base.days import Calendar
from waystation.base.units import DIMENSIONS
from waystation.cases.schema import NEVER, Cases
from waystation.cases.synthesise import synthesise
from waystation.engine.compile import compile_tables
from waystation.engine.simulate import Simulation, simulate
from waystation.parameters.axis import Axis
from waystation.parameters.book import Change, make_book
from waystation.parameters.draw import Draw, Values
from waystation.parameters.parameter import Parameter
from waystation.parameters.spread import Spread
from waystation.process.process import Process
from waystation.process.words import Resource, Route, Stage
from waystation.rules.expr import Condition
from waystation.rules.parse import parse
from waystation.world.world import World

Made = tuple[World, Values, Cases]
START = date(2026, 1, 1)
AXES = {"group": Axis("group", "Group", ("all",))}
FLOWS = (
    "arrivals.claims_a_year", "appeals.other_a_day", "opening.awaiting", "opening.appeals", "opening.exhausted",
    "opening.withdrawn",
)  # fmt: skip
CAPACITIES = (
    "decisions.a_day", "appeals.disposals_a_day", "removals.detention_places", "removals.escorts_a_day",
    "removals.seats_a_day", "removals.charter_seats_a_day", "documents.ready_a_day", "documents.slow_a_day",
    "documents.rare_a_day", "france.returns_a_day",
)  # fmt: skip
HUB = ("hubs.kosovo.places", "hubs.kosovo.intake_a_day")
SIGMAS = 4.5  # of a normal estimate: a bound that chance breaks about 7 times in a million


def number(name: str, dimension: str, *dated: tuple[int, float]) -> Parameter:
    """A number, perhaps with several values: (from day, value)."""
    tables = tuple((START + timedelta(days=day), np.array(value)) for day, value in dated)
    return Parameter(name, name, "", DIMENSIONS[dimension], "assumed", "", (), tables)


def spread(name: str, kind: str, **values: float) -> Parameter:
    """A duration that may differ between cases."""
    shape = Spread(kind, tuple((key, (value,)) for key, value in values.items()))
    return Parameter(name, name, "", DIMENSIONS["days"], "assumed", "", spread=shape)


def end(name: str) -> Stage:
    """A stage that nobody leaves."""
    return Stage(name, name, "nobody")


def world(stages: tuple[Stage, ...], numbers: tuple[Parameter, ...], days: int, resources: tuple[Resource, ...] = (),
          traits: tuple[str, ...] = ()) -> World:  # fmt: skip
    """A world of one group without facts."""
    book = make_book({parameter.id: parameter for parameter in numbers}, AXES)
    calendar = Calendar(START, START + timedelta(days=days - 1))
    return World(Process(stages[0].id, stages, resources, traits, ()), book, {}, calendar, "group")


def arriving(made: World, entered: ArrayLike, people: ArrayLike = 1) -> Made:
    """The world with cases that enter its first stage on the given days, in order."""
    days = np.asarray(entered, np.int32)
    count = len(days)
    random = np.random.default_rng(5)
    cases = Cases(
        (made.process.start,), days, np.zeros(count, np.int16),
        np.broadcast_to(np.asarray(people, np.int16), count).copy(), {"group": np.zeros(count, np.int16)}, {},
        {name: random.random(count) for name in made.process.traits}, np.full(count, NEVER, np.int32),
    )  # fmt: skip
    return made, Values(made.book, Draw(())), cases


def run(made: Made, seed: int = 1, *, keep_log: bool = True) -> Simulation:
    """Simulate with the kernel."""
    tables, codes = compile_tables(*made)
    return simulate(tables, codes, seed, keep_log=keep_log)


def uk_world(factor: float, *, scenario: str = "baseline", plenty: float = 1.0, only: str | None = None,
             hub: float = 1.0) -> Made:  # fmt: skip
    """The UK model: flows and capacities times `factor`, capacities also times `plenty`, those of a hub times `hub`."""
    changes = [Change(name, factor, times=True) for name in FLOWS]
    changes += [Change(name, factor * plenty, times=True) for name in CAPACITIES]
    changes += [Change(name, hub, times=True) for name in HUB]
    model = uk.load().set(tuple(changes))
    if only:
        of_one = Condition("only", f"is a national of {only}", parse(f"nationality in [{only}]", model.facts))
        agreements = {name: replace(held, who=(*held.who, of_one)) for name, held in model.agreements.items()}
        model = replace(model, agreements=agreements)
    made = model.world(scenario)
    values = Values(made.book, Draw(()))
    return made, values, synthesise(model.recipe, values, model.calendar, 1, made.process.traits)


def changed_route(made: World, stage: str, route: Route) -> World:
    """The world with one more route, tried first, out of a stage, and the stage it leads to."""
    stages = [replace(s, routes=(route, *s.routes)) if s.id == stage else s for s in made.process.stages]
    return replace(made, process=replace(made.process, stages=(end(route.to), *stages)))
