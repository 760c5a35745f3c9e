"""Draws × scenarios: every scenario on the same people and the same luck."""

from __future__ import annotations

import os
from collections.abc import Collection, Generator, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, combinations

import numpy as np
from numpy.typing import NDArray

from waystation.base.problems import ScenarioError
from waystation.cases.recipe import parameters_used
from waystation.cases.schema import Cases
from waystation.cases.synthesise import synthesise
from waystation.engine.compile import compile_tables
from waystation.engine.fates import Fates
from waystation.engine.lives import counts_from
from waystation.engine.parts import Parts
from waystation.engine.recount import simulate_by_reference
from waystation.engine.responses import can_rise
from waystation.engine.simulate import ALIKE, Apart, simulate
from waystation.hubs.agreement import Agreement
from waystation.parameters.draw import Draw, Values
from waystation.results.measure import first_entry
from waystation.results.quantity import WHOLE, Tally, tally
from waystation.results.run import Run, summarise
from waystation.scenario.resolve import offers
from waystation.study.contracts import contracted, counted, in_force
from waystation.study.design import fitted
from waystation.study.model import Model
from waystation.study.pool import Workers, each
from waystation.world.world import World

Draws = Generator["DrawResult", None, None]
Open = frozenset[str]
SEED_BITS = 32
EARLIER, OTHERS, LIFE = 0, "other_routes", "life_without"
ONE_ANSWER = Workers()


@dataclass(frozen=True)
class Plan:
    """Which scenarios are simulated, what they are compared with, how many draws, from which seed.

    With `prior` every number is drawn from its prior; without, those that history bears on from the model's posterior.
    """

    scenarios: tuple[str, ...]
    against: str
    draws: int
    seed: int
    prior: bool = False

    @property
    def all(self) -> tuple[str, ...]:
        """The scenario compared with first, then the others, each once."""
        return tuple(dict.fromkeys((self.against, *self.scenarios)))


@dataclass(frozen=True)
class DrawResult:
    """One draw: the chance of each state of the agreements (which are open), and each scenario's run in each state.

    `paired` holds, by scenario and state, the measures that need both worlds (K, M), zero for the others; `lives` what
    whoever was transferred goes through in the world compared with, from the day of the transfer on.
    """

    number: int
    chance: tuple[float, ...]
    runs: dict[tuple[str, int], Run]
    paired: dict[tuple[str, int], NDArray[np.float64]]
    lives: dict[tuple[str, int], Tally] = field(default_factory=dict)


def points(model: Model, plan: Plan) -> tuple[Draw, ...]:
    """The points of a plan's draws."""
    return fitted(model.book, plan.draws, plan.seed, None if plan.prior else model.posterior)


def states(model: Model, plan: Plan) -> tuple[Open, ...]:
    """Every set of agreements that may be open: none first, all last."""
    names = sorted({name for scenario in plan.all for name in model.scenario(scenario).agreements})
    return tuple(frozenset(part) for part in chain.from_iterable(combinations(names, n) for n in range(len(names) + 1)))


@dataclass(frozen=True)
class Drawing:
    """A plan with all it needs; called with the number of a draw, it makes that draw. It can be sent to a process."""

    model: Model
    plan: Plan

    @cached_property
    def _points(self) -> tuple[Draw, ...]:
        return points(self.model, self.plan)

    def __call__(self, number: int) -> DrawResult:
        return run_draw(self.model, self.plan, number, self._points[number])


def run(model: Model, plan: Plan, *, workers: Workers = ONE_ANSWER, but: Collection[int] = ()) -> Draws:
    """Every draw but those of some numbers, as each is finished; closing it drops the unfinished."""
    return each(Drawing(model, plan), [number for number in range(plan.draws) if number not in but], workers)


@dataclass(frozen=True)
class Simulated:
    """One world in one draw: what is kept of it, its cases, their fates, and the log of those who are followed."""

    run: Run
    fates: Fates
    cases: Cases
    values: Values
    log: NDArray[np.int64] | None = None


def run_draw(model: Model, plan: Plan, number: int, point: Draw) -> DrawResult:
    """One draw: the same cases and luck through every scenario, in every state of its agreements that has a chance.

    The state in which none is open is always simulated: published figures are set beside it. The scenario compared with
    comes last, as it follows whoever was transferred in the others.
    """
    seed = (plan.seed << SEED_BITS) | number
    everywhere, used = states(model, plan), parameters_used(model.recipe)
    chance = _chance(model, plan, point, everywhere)
    rises, since = _rises(model, plan, point), opening(model, plan, point)
    wanted = [(name, place) for place in range(len(everywhere)) if not place or chance[place] > 0 for name in plan.all]
    worlds = {one: model.world(one[0], everywhere[one[1]]) for one in wanted}
    keys = {one: (world.process.fingerprint, world.book.changes) for one, world in worlds.items()}
    last = {key for (name, _), key in keys.items() if name == plan.against}
    found: dict[object, Simulated] = {}
    people: dict[object, Cases] = {}
    for one in sorted(wanted, key=lambda one: keys[one] in last):
        if keys[one] in found:
            continue
        values = Values(worlds[one].book, point)
        moved = tuple(change for change in worlds[one].book.changes if change.id in used)
        if moved not in people:
            room = _headroom(model, values) if rises else 1.0
            people[moved] = synthesise(model.recipe, values, model.calendar, seed, model.process.traits, room)
        cases, apart = people[moved], ALIKE
        if keys[one] in last:
            apart = Apart(parted(model, cases, since), _followed(found.values(), cases, model))
        held = sorted(everywhere[one[1]] & set(model.scenario(one[0]).agreements))
        hubs = tuple(model.agreements[name] for name in held)
        found[keys[one]] = simulate_world(model, worlds[one], values, cases, seed, hubs=hubs, apart=apart)
    runs = {one: found[keys[one]] for one in wanted}
    others = {one: runs[plan.against, one[1]] for one in wanted}
    return DrawResult(
        number, chance, {one: held.run for one, held in runs.items()},
        {one: _paired(model, held.fates, others[one].fates) for one, held in runs.items()},
        {one: life for one, held in runs.items() if (life := _life(model, held, others[one]))},
    )  # fmt: skip


def _followed(found: Iterable[Simulated], cases: Cases, model: Model) -> NDArray[np.bool_] | None:
    """Whoever was transferred to a hub in any world with the same cases; None if nobody was."""
    sent = [_transferred(held, model) >= 0 for held in found if held.cases is cases]
    anybody = np.any(sent, axis=0) if sent else np.zeros(1, np.bool_)
    return anybody if anybody.any() else None


def _transferred(held: Simulated, model: Model) -> NDArray[np.int32]:
    """The day on which each case first came to a hub; UNMARKED if it never did."""
    return first_entry(held.fates, tuple(f"hub_{name}_stay" for name in model.agreements))


def _life(model: Model, here: Simulated, there: Simulated) -> Tally | None:
    """What whoever was transferred here goes through in the other world from that day on."""
    if there.log is None or here.cases is not there.cases or here is there:
        return None
    since, calendar = _transferred(here, model), model.calendar
    counts = counts_from(there.log, since, there.cases.people, there.fates.codes, calendar.month_of_day)

    def number(name: str) -> NDArray[np.float64]:
        return there.values.by_month(name, calendar.months)

    return tally({LIFE: counts}, model.quantities, number, calendar)


def _rises(model: Model, plan: Plan, point: Draw) -> bool:
    """Whether any scenario of the run can raise arrivals; then every one of them has the same spare cases."""
    worlds = [model.world(name) for name in plan.all]
    return any(can_rise(world, Values(world.book, point)) for world in worlds)


def _headroom(model: Model, values: Values) -> float:
    """The level up to which arrivals are made."""
    return values.number(model.recipe.headroom, model.calendar.start) if model.recipe.headroom else 1.0


def _chance(model: Model, plan: Plan, point: Draw, everywhere: tuple[Open, ...]) -> tuple[float, ...]:
    """The chance of each state, hubs opening independently of one another."""
    single = {name: _single_chance(model, plan, point, name) for name in everywhere[-1]}
    return tuple(
        float(np.prod([single[name] if name in open_ else 1 - single[name] for name in sorted(single)]))
        for open_ in everywhere
    )


def _single_chance(model: Model, plan: Plan, point: Draw, name: str) -> float:
    """The chance that an agreement's hub opens, one for all scenarios; nil if none of them lets it offer anything."""
    agreement, start = model.agreements[name], model.calendar.start
    held = [scenario for scenario in plan.all if name in model.scenario(scenario).agreements]
    values = [Values(model.book_of(scenario), point) for scenario in held]
    found = sorted({v.number(agreement.chance, start) for v in values if offers(agreement, v, model.calendar)})
    if len(found) > 1:
        said = " and ".join(f"{chance:g}" for chance in found)
        raise ScenarioError(f"scenarios run together give the hub {name!r} the chances {said}: run them apart")
    return found[0] if found else 0.0


def opening(model: Model, plan: Plan, point: Draw) -> int:
    """The first day on which an agreement of the run can be in force in a draw; day 0 if there is none."""
    used = [(name, each) for name in plan.all for each in model.scenario(name).agreements]
    first = [
        in_force(model.agreements[each], Values(model.book_of(name), point), model.calendar)[0] for name, each in used
    ]
    return max(0, min(first, default=0))


def parted(model: Model, cases: Cases, since: int) -> Parts | None:
    """The cases that enter from a day on, those of the class watched apart from the others."""
    axis, name = model.watched
    if not axis:
        return None
    watched = cases.axes[axis] == model.book.axes[axis].classes.index(name)
    of = np.where(cases.entered < since, EARLIER, np.where(watched, 1, 2))
    return Parts(("earlier", name, OTHERS), of.astype(np.int16))


def simulate_world(
    model: Model,
    world: World,
    values: Values,
    cases: Cases,
    seed: int,
    *,
    hubs: Sequence[Agreement] = (),
    apart: Apart = ALIKE,
) -> Simulated:
    """One world in one draw, in which `hubs` are open; who is `apart` is costed, or followed, by itself too."""
    if os.environ.get("WAYSTATION_ENGINE") == "reference":
        simulation = simulate_by_reference(world, values, cases, seed, apart=apart)
    else:
        simulation = simulate(*compile_tables(world, values, cases), seed, apart=apart)
    counts, fates, calendar = simulation.counts, simulation.fates, model.calendar

    def number(name: str) -> NDArray[np.float64]:
        return values.by_month(name, calendar.months)

    more: dict[str, NDArray[np.float64]] = {}
    for hub in hubs:
        sent, nights = (quantity.monthly(counts, number) for quantity in counted(hub))
        more |= {f"{hub.id}.person": sent, f"{hub.id}.night": nights}
        more |= contracted(hub, values, calendar, nights)
    costly = tally({WHOLE: counts, **simulation.parts}, model.quantities, number, calendar, more)
    run = summarise(
        counts, fates, cases, measures=model.measures, number=number, cohort=model.cohort, calendar=calendar,
        tally=costly,
    )  # fmt: skip
    return Simulated(run, fates, cases, values, simulation.log)


def _paired(model: Model, here: Fates, there: Fates) -> NDArray[np.float64]:
    month = np.array(model.calendar.month_of_day, np.int32)
    nothing = np.zeros(len(model.calendar.months))
    return np.stack(
        [
            measure.monthly_paired(here, there, month) if measure.kind == "paired" and here is not there else nothing
            for measure in model.measures
        ]
    )
