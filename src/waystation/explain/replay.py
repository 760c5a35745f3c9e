"""One simulated life again, step by step: which clocks ran at each stage, which ways out were tried, and why not.

The visits come from the engine that ran. Chance and clocks are asked of the engine to read, at the same addresses; if
the two should ever differ on a way taken, that is a CheckError.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from waystation.base.problems import CheckError
from waystation.cases.schema import Cases
from waystation.engine.case import Case
from waystation.engine.log import OPEN, Visit
from waystation.engine.reference import Reference
from waystation.engine.simulate import Simulation
from waystation.explain.needed import Person
from waystation.parameters.draw import Values
from waystation.process.process import route_id
from waystation.process.words import Route, Stage
from waystation.rules.holds import Value
from waystation.world.world import World

Outcome = Literal["taken", "not in force", "nothing offered", "not for this case", "by chance not"]


@dataclass(frozen=True)
class Ran:
    """A clock that ran during a visit, and the day on which it would run out (None: not within the days simulated)."""

    route: Route
    fires: int | None


@dataclass(frozen=True)
class Tried:
    """A way out that was tried when the work was done, how that went, and the share of cases that it lets through."""

    route: Route
    outcome: Outcome
    share: float | None = None


@dataclass(frozen=True)
class Step:
    """A visit with its reasons. Days count from the first day simulated; `left` and `route` are None while it lasts.

    `facts`, `first` (day of first entry by stage) and `visits` (number by stage) are what is known from its entry on.
    """

    stage: Stage
    entered: int
    left: int | None
    waited: int
    route: Route | None
    ran: tuple[Ran, ...]
    tried: tuple[Tried, ...]
    facts: Mapping[str, Value]
    first: Mapping[str, int]
    visits: Mapping[str, int]

    @property
    def is_clock(self) -> bool:
        """Whether a clock ended it."""
        return self.route is not None and self.route.after is not None

    @property
    def worked(self) -> int | None:
        """Days of the stage's own work, if it was finished and the stage has any."""
        if self.left is None or self.is_clock or self.stage.takes is None:
            return None
        return self.left - self.entered - self.waited


@dataclass(frozen=True)
class Simulated:
    """One world in one draw, simulated with its log kept."""

    world: World
    values: Values
    cases: Cases
    seed: int
    simulation: Simulation

    def steps(self, number: int) -> tuple[Step, ...]:
        """The life of one case; none if it never enters."""
        log = self.simulation.log
        assert log is not None, "simulate with the log kept"
        visits = replace(self.simulation, log=log[log[:, 0] == number]).visits()
        return replay(self.world, self.values, self.cases, number=number, seed=self.seed, visits=visits)

    def own_day(self, number: int) -> date:
        """The day of the case's own (an 18th birthday)."""
        return date.fromordinal(self.world.calendar.start.toordinal() + int(self.cases.own_day[number]))


def replay(
    world: World, values: Values, cases: Cases, *, number: int, seed: int, visits: list[Visit]
) -> tuple[Step, ...]:
    """The visits of one case, in order, with their reasons. Raises CheckError if they are not what the rules give."""
    engine = Reference(world, values, cases.only(number), seed)
    case = engine.cases[0]
    case.number = number
    return tuple(_step(engine, case, visit) for visit in visits)


def _step(engine: Reference, case: Case, visit: Visit) -> Step:
    stage = engine.process[visit.stage]
    today = max(visit.entered, -1)
    case.stage, case.entered, case.visit = stage.id, visit.entered, case.visits[stage.id]
    case.visits[stage.id] += 1
    case.first.setdefault(stage.id, visit.entered)
    facts, first, visits = dict(case.facts), dict(case.first), dict(case.visits)
    ran = tuple(
        _ran(engine, case, stage, route, today)
        for route in stage.clocks
        if engine.meets(case, route.when, max(today, 0))
    )
    if visit.left == OPEN:
        waited = min(visit.waited, engine.calendar.days - 1 - visit.entered)
        return Step(stage, visit.entered, None, waited, None, ran, (), facts, first, visits)
    route = next(route for route in stage.routes if route_id(stage, route) == visit.route)
    tried = () if route.after else _tries(engine, case, stage, route, visit.left)
    case.facts |= dict.fromkeys(route.sets, True)
    return Step(stage, visit.entered, visit.left, visit.waited, route, ran, tried, facts, first, visits)


def _ran(engine: Reference, case: Case, stage: Stage, route: Route, today: int) -> Ran:
    fires = engine.clock_day(case, stage, route, today)
    return Ran(route, fires if fires < engine.calendar.days else None)


def _tries(engine: Reference, case: Case, stage: Stage, taken: Route, today: int) -> tuple[Tried, ...]:
    """The ways out in order until the one taken."""
    found: list[Tried] = []
    for route in stage.exits:
        found.append(_tried(engine, case, stage, route, today))
        if found[-1].outcome == "taken" or route is taken:
            break
    if not found or found[-1].outcome != "taken" or found[-1].route is not taken:
        raise CheckError(f"case {case.number} left {stage.id} by {taken.name}, which its luck does not give")
    return tuple(found)


def _tried(engine: Reference, case: Case, stage: Stage, route: Route, today: int) -> Tried:
    if not engine.when.in_force(route.in_force, today):
        return Tried(route, "not in force")
    if not all(engine.offers(name, today) for name in route.offered):
        return Tried(route, "nothing offered")
    if not engine.meets(case, route.when, today):
        return Tried(route, "not for this case")
    if route.share is None:
        return Tried(route, "taken")
    share = engine.ratio(route.share, today, case)
    return Tried(route, "taken" if engine.happens(case, stage, route, today) else "by chance not", share)


def standing(steps: tuple[Step, ...], day: int) -> Step | None:
    """Where a case stands at the end of a day; None before it enters."""
    found = [step for step in steps if step.entered <= day and (step.left is None or step.left > day)]
    return found[-1] if found else None


def person_at(simulated: Simulated, number: int, step: Step, day: int) -> Person:
    """What the rules see of a case on a day of a step."""
    world = simulated.world
    born, own = simulated.own_day(number), [name for name, fact in world.facts.items() if fact.kind == "own_day"]
    case: dict[str, Value] = dict(step.facts) | dict.fromkeys(own, day >= int(simulated.cases.own_day[number]))
    for stage in world.process.stages:
        case[f"since({stage.id})"] = float(day - step.first[stage.id]) if stage.id in step.first else -1.0
        case[f"visits({stage.id})"] = float(step.visits.get(stage.id, 0))
    titles = {stage.id: stage.title for stage in world.process.stages}
    return Person(world.facts, case, world.calendar.date(day), dict.fromkeys(own, born), titles)
