"""What is told of one case: the ways open to it on a day, and its simulated life in one world or in two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from waystation.base.english import join, say_day
from waystation.base.problems import UsageError, did_you_mean
from waystation.cases.recipe import parameters_used
from waystation.cases.schema import Cases
from waystation.cases.synthesise import synthesise
from waystation.engine.compile import compile_tables
from waystation.engine.simulate import simulate
from waystation.explain.life import Life, parting, who
from waystation.explain.life import life as told_life
from waystation.explain.needed import Person
from waystation.explain.replay import Simulated, person_at, standing
from waystation.explain.rests import rests
from waystation.explain.tell import Telling
from waystation.explain.ways import Setting, Ways, as_started, in_force, stands_at, ways
from waystation.explain.why import Verdict, parse_case, reasons, split_dates
from waystation.hubs.agreement import Agreement
from waystation.parameters.book import Change
from waystation.parameters.draw import Draw, Values
from waystation.process.words import Stage
from waystation.rules.holds import Value
from waystation.study.design import fitted
from waystation.study.model import Model
from waystation.study.runner import SEED_BITS
from waystation.world.world import World

ELSEWHERE = "What follows is asked as if it stood elsewhere."
GIVEN = "Taken as given: the case stands at '{}', and was not kept or brought back from a hub before."
OTHER_PEOPLE = "The scenario '{}' holds other people, for one of the two changes who comes: it has no such case."


@dataclass(frozen=True)
class Question:
    """What `why` is asked: of an agreement, a stage or a simulated case, in which world, on which day."""

    agreement: str | None = None
    stage: str | None = None
    case: int | None = None
    scenario: str = "kosovo"
    draw: int = 0
    seed: int = 1
    day: date | None = None


def simulated(model: Model, scenario: str, *, draw: int, seed: int, people: Cases | None = None) -> Simulated:
    """One scenario in one draw with its log kept, every hub of it open; `people` spares making the cases again."""
    if draw < 0 or seed < 0:
        raise UsageError("--draw and --seed are at least 0")
    world, luck = world_of(model, scenario), seed << SEED_BITS | draw
    values = Values(world.book, fitted(model.book, draw + 1, seed, model.posterior)[draw])
    if people is None:
        people = synthesise(model.recipe, values, model.calendar, luck, model.process.traits)
    return Simulated(world, values, people, luck, simulate(*compile_tables(world, values, people), luck, keep_log=True))


def world_of(model: Model, scenario: str) -> World:
    """The world of a scenario with all its hubs. Raises UsageError if there is no such scenario."""
    if scenario not in model.scenarios:
        raise UsageError(f"no scenario called {scenario!r}: {did_you_mean(scenario, model.scenarios)}")
    return model.world(scenario)


# --- a life -------------------------------------------------------------------------------------------------------


def life(
    model: Model,
    scenario: str,
    *,
    against: str | None = None,
    case: int | None = None,
    through: str | None = None,
    draw: int = 0,
    seed: int = 1,
) -> Telling:
    """One simulated life with its reasons, beside the same life in the scenario `against` (its parent if not said)."""
    _refuse_unclear(world_of(model, scenario), case, through)
    other = against or model.scenarios[scenario].parent or scenario
    world_of(model, other)
    here = simulated(model, scenario, draw=draw, seed=seed)
    number = _known(here, case) if case is not None else _first(here, str(through))
    lives = [_life(model, scenario, here, number)]
    notes = [_chances(model, scenario, here)]
    if _who_comes(model, scenario) != _who_comes(model, other):
        notes.append(OTHER_PEOPLE.format(model.scenarios[other].title))
    elif other != scenario:
        there = simulated(model, other, draw=draw, seed=seed, people=here.cases)
        lives.insert(0, _life(model, other, there, number))
    return Telling(
        number, draw, seed, who(here.cases, number, here.world), tuple(lives),
        parting(*lives) if len(lives) > 1 else None, tuple(filter(None, notes)), _based(model, lives),
    )  # fmt: skip


def _refuse_unclear(world: World, case: int | None, through: str | None) -> None:
    """Say what is missing or unknown before anything is simulated."""
    if case is not None and through is not None:
        raise UsageError("--case and --through both say whose life: give one of them")
    if case is None and through is None:
        raise UsageError("say whose life: --case NUMBER, or --through STAGE for the first case that passes it")
    if through is not None:
        world.process[through]


def _first(here: Simulated, stage: str) -> int:
    """The first case that passes a stage."""
    found = here.simulation.fates.ever(stage).nonzero()[0]
    if not len(found):
        raise UsageError(f"no case passes {stage!r} in this draw: try another --draw or --seed")
    return int(found[0])


def _known(here: Simulated, case: int) -> int:
    if not 0 <= case < len(here.cases):
        raise UsageError(f"there is no case {case}: in this draw cases are numbered 0 to {len(here.cases) - 1}")
    return case


def _life(model: Model, scenario: str, found: Simulated, number: int) -> Life:
    title = model.scenarios[scenario].title
    return told_life(found, number, _setting(model, found), scenario=scenario, title=title)


def _setting(model: Model, found: Simulated) -> Setting:
    return Setting(found.world, found.values, model.register)


def _who_comes(model: Model, scenario: str) -> tuple[Change, ...]:
    """What a scenario changes about who comes."""
    used = parameters_used(model.recipe)
    return tuple(change for change in model.book_of(scenario).changes if change.id in used)


def _chances(model: Model, scenario: str, found: Simulated) -> str:
    """What to know before a life with hubs is read."""
    held = [model.agreements[name] for name in model.scenario(scenario).agreements]
    said = [f"{each.partner} ({found.values.number(each.chance, model.calendar.start):.0%})" for each in held]
    return f"Told as if these hubs open, with the chance in this draw that each does: {join(said)}." if said else ""


def _based(model: Model, lives: Sequence[Life]) -> tuple[str, ...]:
    used = dict.fromkeys(name for told in lives for visit in told.visits for name in visit.numbers)
    return tuple(rests(name, model.book, model.register) for name in used)


# --- why ----------------------------------------------------------------------------------------------------------


def why(model: Model, asked: Question, settings: Sequence[str] = ()) -> Verdict | Ways:
    """Whether a case could be sent under an agreement, or which ways out of a stage are open to it, and why not."""
    if asked.agreement is None and asked.stage is None and asked.case is None:
        raise UsageError("say what is asked: --agreement ID, --stage ID, or --case NUMBER with --day DATE")
    if asked.agreement is not None and asked.stage is not None:
        raise UsageError("--agreement and --stage ask two things: give one of them")
    if asked.agreement is not None and asked.agreement not in model.agreements:
        raise UsageError(f"no agreement called {asked.agreement!r}: {did_you_mean(asked.agreement, model.agreements)}")
    rest, own_days = split_dates(settings, model.facts)
    if own_days and asked.day is None:
        raise UsageError(f"{join(list(own_days))} is given as a date: say which day is asked about with --day DATE")
    given = parse_case(rest, model.facts) | {name: turns <= asked.day for name, turns in own_days.items() if asked.day}
    if asked.case is not None:
        return _why_simulated(model, asked, given, own_days)
    world = world_of(model, asked.scenario)
    person = Person(model.facts, given, asked.day, own_days, _titles(world))
    setting = Setting(world, Values(world.book, Draw(())), model.register)
    if asked.stage is not None:
        return ways(world.process[asked.stage], person, setting)
    return _eligible(model, model.agreements[str(asked.agreement)], person, setting)


def _titles(world: World) -> dict[str, str]:
    return {stage.id: stage.title for stage in world.process.stages}


def _eligible(model: Model, held: Agreement, person: Person, setting: Setting) -> Verdict:
    """Of a case that is described: by the agreement alone, and by its dates if a day is given."""
    dated = (in_force(held.in_force, person.day, setting),) if person.day else ()
    found = (*dated, *reasons(held.who, person))
    return Verdict(_title(held), found, GIVEN.format(model.process[model.joins.pool].title))


def _title(held: Agreement) -> str:
    return f"eligible for a hub in {held.partner}"


def _why_simulated(
    model: Model, asked: Question, given: Mapping[str, Value], own_days: Mapping[str, date]
) -> Verdict | Ways:
    """Of a simulated case on a day, with what was given changed."""
    if asked.day is None or asked.day > model.calendar.end:
        raise UsageError(f"say which day, up to {model.calendar.end.isoformat()}: --day DATE")
    found = simulated(model, asked.scenario, draw=asked.draw, seed=asked.seed)
    number, today = _known(found, asked.case or 0), model.calendar.day(asked.day)
    here = standing(found.steps(number), today)
    if here is None:
        raise UsageError(f"case {number} has not entered by {asked.day.isoformat()}: ask about a later day")
    seen = person_at(found, number, here, today)
    person = replace(seen, case={**seen.case, **given}, own_days={**seen.own_days, **own_days})
    note = f"Case {number} on {say_day(asked.day)} stands at '{here.stage.title}' ({here.stage.id})"
    note += f", since {say_day(model.calendar.date(here.entered))}."
    setting = _setting(model, found)
    if asked.agreement is not None:
        return eligible_there(model, asked, person, setting, here=here.stage, note=note)
    process = found.world.process
    told = ways(process[asked.stage] if asked.stage else here.stage, person, setting)
    if told.stage != here.stage.id:
        return replace(told, standing=f"{note} {ELSEWHERE}")
    return replace(told if given else as_started(told, here), standing=note)


def eligible_there(
    model: Model, asked: Question, person: Person, setting: Setting, *, here: Stage, note: str
) -> Verdict:
    """Of a simulated case: where it stands, the dates, and every condition on the way into the hub."""
    held, pool = model.agreements[str(asked.agreement)], setting.world.process[model.joins.pool]
    into = [route for route in pool.routes if set(held.who) <= set(route.when)]
    if not into:
        raise UsageError(f"{asked.scenario!r} has no hub of {held.id!r}: name a scenario that has with --scenario")
    first = (stands_at(pool, here), in_force(into[0].in_force, person.day, setting))
    return Verdict(_title(held), (*first, *reasons(into[0].when, person)), note)
